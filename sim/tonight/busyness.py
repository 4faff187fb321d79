"""How busy a day is that has begun: what the scenario expects of it, and the contacts that have come so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.checks import checked_plan
from sim.errors import DataError, ScenarioError
from sim.plans.expectations import expected_contacts
from sim.plans.plan import StreamPlan
from sim.records.columns import columns_of
from sim.records.intervals import open_timed
from sim.scenario.schema import Scenario
from sim.scenario.units import say_clock

EVENT: Final = "contacts so far"
"""The surge by which the rest of the day is busier than a usual one; it is on all day."""


@dataclass(frozen=True)
class SoFar:
    """Contacts that have come today.

    Attributes
    ----------
    stream
        The stream whose contacts were counted.
    contacts, expected
        Contacts since midnight, and how many the scenario has in the mean.
    until_us
        Clock time up to which they were counted.
    prior_cv, factor, cv
        How much whole days differ by the scenario; the day's factor given the contacts, and what is left of its spread.
    """

    stream: str
    contacts: float
    expected: float
    until_us: int
    prior_cv: float

    @property
    def factor(self) -> float:
        """The mean of the day's factor, given the contacts: (1/v^2 + n) / (1/v^2 + m); 1 for a factor that is none.

        Source
        ------
        A Gamma factor with mean 1 and coefficient of variation v has the shape and rate 1/v^2; given a Poisson count
        n with mean m times the factor it is Gamma again, with shape 1/v^2 + n and rate 1/v^2 + m: Gelman et al.
        (2013), Bayesian Data Analysis, section 2.6.
        """
        if self.prior_cv == 0:
            return 1.0
        return (self.prior_cv**-2 + self.contacts) / (self.prior_cv**-2 + self.expected)

    @property
    def cv(self) -> float:
        """The coefficient of variation that is left of it: one over the root of its shape."""
        return 0.0 if self.prior_cv == 0 else float((self.prior_cv**-2 + self.contacts) ** -0.5)


def contacts_so_far(path: Path, scenario: Scenario, stream: str | None, at: datetime, day: Mapping[str, Any]) -> SoFar:
    """Read the contacts of today, and hold them against what the scenario expects until then.

    Parameters
    ----------
    path
        Counts by interval, or a row for each contact, as `hotline forecast` reads them; other days do not count.
    scenario
        What is expected.
    stream
        Whose contacts these are; the only one if left out.
    at
        Local time: what comes later is not known yet. An interval counts once it is over.
    day
        Changes that make the scenario one of this day.

    Raises
    ------
    ScenarioError
        If there is no such stream, or several and none is named.
    DataError
        If the file cannot be used.
    """
    streams = sorted(scenario.demand)
    if stream is None and len(streams) != 1:
        raise ScenarioError(f"--calls needs --stream, one of {', '.join(streams)}: the stream whose contacts they are")
    name = stream or streams[0]
    if name not in scenario.demand:
        raise ScenarioError(f"--stream {name[:60]}: the scenario has no such stream; it has {', '.join(streams)}")
    contacts, until_us = _read(path, at, scenario.clock.zone)
    so_far = scenario.replace({**day, "clock.begins_at": "00:00", "clock.ends_at": say_clock(until_us)})
    plan = checked_plan(so_far)
    its = plan.streams[plan.stream_names.index(name)]
    return SoFar(name, contacts, float(expected_contacts(its).sum()), until_us, its.busyness_cv)


def _read(path: Path, at: datetime, zone: str) -> tuple[float, int]:
    """Contacts since midnight, and the clock time up to which they are counted."""
    columns = columns_of(path, path.name, ("time", "date", "count"), {})
    if "time" not in columns:
        raise DataError(f"{path.name}: no column is known to hold times: call it 'time'")
    timed = open_timed(path, columns, "count", {}, zone=zone)
    now_us = (at - datetime(EPOCH.year, EPOCH.month, EPOCH.day)) // timedelta(microseconds=1)
    midnight_us = now_us // DAY_US * DAY_US
    is_counted = "count" in columns
    numbers = timed.table.numbers(columns["count"], low=0.0, high=1e7) if is_counted else np.ones(len(timed.table))
    ends_us = timed.local_us + (timed.own_minutes * MINUTE_US if is_counted else 0)
    today = (timed.local_us >= midnight_us) & (ends_us <= now_us)
    if not today.any():
        raise DataError(f"{path.name}: no row is of {at.date()} before {at:%H:%M}")
    until_us = int(ends_us[today].max()) if is_counted else now_us
    return float(numbers[today].sum()), until_us - midnight_us


def busier(scenario: Scenario, so_far: SoFar, streams: Mapping[str, StreamPlan], day: str) -> dict[str, Any]:
    """The changes by which the streams that share the day's factor have what is known of it.

    Parameters
    ----------
    scenario
        As it is.
    so_far
        What is known.
    streams
        The scenario's streams as planned, by their names.
    day
        The date.
    """
    if so_far.prior_cv == 0:
        return {}
    shared = streams[so_far.stream].busyness_key
    surge = {"start": day, "peak": so_far.factor, "hold": "3 d", "half_life": "1 d"}
    changes: dict[str, Any] = {}
    for name, stream in streams.items():
        if stream.busyness_key == shared and stream.busyness_cv == so_far.prior_cv:
            changes[f"demand.{name}.busyness_cv"] = so_far.cv
            changes[f"demand.{name}.events"] = {**_document(scenario, name).get("events", {}), EVENT: surge}
    return changes


def _document(scenario: Scenario, stream: str) -> dict[str, Any]:
    found: dict[str, Any] = scenario.document["demand"][stream]
    return found
