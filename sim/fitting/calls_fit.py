"""What call records say of a line: volumes, patience, redials, talks and wrap-ups, people at work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US
from sim.errors import DataError
from sim.fitting.callers import Patience, Redials, Share, patience_of, redials_of, share_of
from sim.fitting.handling import Handling, handling_keys, handling_of, handling_parameters
from sim.fitting.laws import FEWEST_ENDED
from sim.fitting.parameters import (
    NAMELESS,
    Half,
    Parameter,
    law_keys,
    law_parameters,
    share_keys,
    share_parameter,
    volume_keys,
    volume_parameters,
)
from sim.fitting.staff import staff_seen, usual_staff
from sim.fitting.volumes import WIDTH_MINUTES, Volumes, ordinary_days, volumes_of
from sim.forecasting.reading import whole_days
from sim.records.calls import CallRecords
from sim.scenario.clock import calendar_over

Reals = npt.NDArray[np.float64]
STREAM: Final = "calls"
GROUP: Final = "floor"
STAFF_FILE: Final = "staff.csv"


@dataclass(frozen=True)
class CallFit:
    """What call records say of a line.

    Attributes
    ----------
    records
        What was read.
    volumes, patience, redials
        How many come, how long they wait, who calls again.
    talk, wrap
        How long talks and wrap-ups last.
    types
        Type -> its share of the first calls.
    staff
        Weekday and interval -> people at work: as rostered, or at least.
    is_rostered
        Whether a roster says it.
    """

    records: CallRecords
    volumes: Volumes
    patience: Patience
    redials: Redials
    talk: Handling
    wrap: Handling
    types: dict[str, Share]
    staff: npt.NDArray[np.int64]
    is_rostered: bool

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the file."""
        ends = self.records.arrived_us.min(), self.records.arrived_us.max()
        first, last = (EPOCH + timedelta(days=int(end // DAY_US)) for end in ends)
        return first, last


def half_of_calls(fit: CallFit) -> Half:
    """What the scenario has of calls."""
    return Half(fit.records.name, fit.days, list(_parameters(fit)), _keys(fit), _origins(fit))


def call_fit(records: CallRecords, staff: Mapping[date, Reals] | None = None, calendar: str = "none") -> CallFit:
    """Fit to calls, with people at work by date and interval where a roster says it, and holidays by a calendar.

    Raises
    ------
    DataError
        If there are fewer than two whole days, or too few answered calls with a talk.
    """
    redials = redials_of(records)
    first = ~redials.is_again
    counts = whole_days(records.arrived_us[first], WIDTH_MINUTES, records.name)
    named = calendar_over(calendar, min(counts), max(counts)) if counts else None
    if len(ordinary_days(counts, named)) < 2:
        raise DataError(f"{records.name}: calls on two whole days at least are needed" + _why_so_few(records))
    talk, wrap = (handling_of(records, role) for role in ("talk", "wrap"))
    if not talk.together:
        raise DataError(
            f"{records.name}: fewer than {FEWEST_ENDED} of its calls have a talk: no law can be fitted"
            + _why_so_few(records)
        )
    shares = {
        name: share_of(int((records.type[first] == k).sum()), int(first.sum())) for k, name in enumerate(records.types)
    }
    return CallFit(
        records, volumes_of(counts, named), patience_of(records), redials, talk, wrap,
        {name: share for name, share in shares.items() if share.share > 0},
        staff_seen(records, WIDTH_MINUTES) if staff is None else usual_staff(staff), staff is not None,
    )  # fmt: skip


def _why_so_few(records: CallRecords) -> str:
    """The rest of a sentence about too few calls, where most rows are left out."""
    if not records.left_out:
        return ""
    lines = sorted(line for found in records.left_out.values() for line in found)
    return f"; {len(lines):,} of its {records.rows:,} rows are left out, the first in line {lines[0]}"


def _parameters(fit: CallFit) -> Iterable[Parameter]:
    yield from volume_parameters(STREAM, fit.volumes, "calls")
    for name, share in fit.types.items():
        yield share_parameter(f"demand.{STREAM}.types.{name or NAMELESS}", share, "share of first calls")
    yield from law_parameters("callers.patience", fit.patience.laws, "waits, cut off by the answer")
    if fit.patience.at_once is not None:
        yield share_parameter("callers.balk", fit.patience.at_once, "left within a second, beyond patience")
    if fit.redials.share is not None and fit.redials.delay:
        yield share_parameter("callers.redial.after_abandon", fit.redials.share, "same caller within two hours")
        yield from law_parameters("callers.redial.delay", fit.redials.delay, "same caller within two hours")
    for what, handling in (("talk", fit.talk), ("wrap_up", fit.wrap)):
        yield from handling_parameters(f"operators.{GROUP}", what, handling)


def _keys(fit: CallFit) -> dict[str, Any]:
    stream: dict[str, Any] = {**volume_keys(fit.volumes), "types": share_keys(fit.types)}
    callers: dict[str, Any] = {}
    if fit.patience.laws:
        callers["patience"] = law_keys(fit.patience.laws[0])
    if fit.patience.at_once is not None:
        callers["balk"] = round(fit.patience.at_once.share, 4)
    if fit.redials.share is not None and fit.redials.delay:
        callers["redial"] = {
            "after_abandon": round(fit.redials.share.share, 4), "delay": law_keys(fit.redials.delay[0]),
            "max_tries": max(fit.redials.most, 2),
        }  # fmt: skip
    group: dict[str, Any] = {}
    apart: dict[str, dict[str, Any]] = {}
    for what, handling in (("talk", fit.talk), ("wrap_up", fit.wrap)):
        for name, law in handling_keys(handling).items():
            (apart.setdefault(name, {}) if name else group)[what] = law
    if apart:
        group["by_type"] = apart
    group["staff_file"] = {"file": STAFF_FILE, "interval": f"{WIDTH_MINUTES} min", "repeat": "week"}
    return {
        "demand": {STREAM: stream}, **({"callers": callers} if callers else {}), "operators": {GROUP: group}
    }  # fmt: skip


def _origins(fit: CallFit) -> dict[str, dict[str, str]]:
    name = fit.records.name
    least = f"{name}: at least so many were at work at once; put the roster in its place"
    return {
        f"demand.{STREAM}.profile": {"kind": "derived", "source": f"{name}: {fit.volumes.days} days"},
        f"operators.{GROUP}.staff_file": (
            {"kind": "derived", "source": "the roster: mean of each weekday"}
            if fit.is_rostered
            else {"kind": "assumed", "source": least}
        ),
    }
