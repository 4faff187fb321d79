"""Every measure of one run, from its raw log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.by_interval import IntervalTable, interval_table, thresholds
from sim.measures.calls import Phone, call_figures, request_figures
from sim.measures.definitions import DEFINITIONS, definition_of, measure_key
from sim.measures.figures import NO_DATA, Figure, fraction
from sim.measures.floor import floor_figures
from sim.measures.requirement import UNKNOWN
from sim.measures.work import Work
from sim.rules.codes import Channel
from sim.runlog import RunLog

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "Measures", "measure", "phone_contacts"]


@dataclass(frozen=True)
class Measures:
    """All measures of one replication.

    Attributes
    ----------
    scenario
        Name of the scenario.
    seed, replication
        Which chance it had.
    values
        Figure by key (`sim.measures.definitions.measure_key`), in the order of the definitions.
    """

    scenario: str
    seed: int
    replication: int
    values: dict[str, Figure]

    def to_frame(self) -> pd.DataFrame:
        """One row per measure; an empty cell is "no data"."""
        import pandas as pd

        return pd.DataFrame(
            {
                "scenario": self.scenario,
                "seed": self.seed,
                "replication": self.replication,
                "measure": list(self.values),
                "value": pd.array([f.value for f in self.values.values()], dtype="Float64"),
                "unit": [definition_of(key).unit for key in self.values],
                "numerator": pd.array([f.numerator for f in self.values.values()], dtype="Float64"),
                "denominator": pd.array([f.denominator for f in self.values.values()], dtype="Float64"),
            }
        )


def measure(log: RunLog, intervals: IntervalTable | None = None, work: Work | None = None) -> Measures:
    """Every measure of a run.

    Parameters
    ----------
    log
        The run.
    intervals
        Its interval table at the scenario's `report.interval`, if it is at hand.
    work
        Its working times, if they are at hand.
    """
    scenario, within_us = log.plan.scenario, thresholds(log)
    work = work or Work(log)
    intervals = intervals or interval_table(log, scenario.report.interval, work)
    figures = call_figures(phone_contacts(log, work), within_us, scenario.report.short_abandon)
    answered = int(figures["answered"].value or 0)
    figures |= floor_figures(log, work, answered)
    figures |= _heads(intervals)
    figures |= request_figures(log.contacts, int(log.deflected.sum()), log.plan.calendar.days)
    return Measures(scenario.name, log.seed, log.replication, in_order(figures, within_us))


def phone_contacts(log: RunLog, work: Work) -> Phone:
    """The phone contacts of a run."""
    phone = log.contacts["channel"] == Channel.PHONE
    columns = {name: column[phone] for name, column in log.contacts.items()}
    return Phone(columns, work.talk_us[phone], work.wrap_up_us[phone], log.plan.horizon_us)


def in_order(figures: dict[str, Figure], within_us: tuple[int, ...]) -> dict[str, Figure]:
    """The figures in the order of the definitions, thresholds rising."""
    ordered: dict[str, Figure] = {}
    for definition in DEFINITIONS.values():
        for s in within_us if definition.needs_within else (0,):
            key = measure_key(definition.id, s)
            if key in figures:
                ordered[key] = figures[key]
    return ordered


def _heads(intervals: IntervalTable) -> dict[str, Figure]:
    hours = intervals.horizon_us / 3_600_000_000
    required = intervals.required
    unknown = bool(np.any(required == UNKNOWN))
    return {
        "required_heads": NO_DATA if unknown else fraction(int(required.sum()), len(intervals)),
        "scheduled_heads": fraction(float(intervals.scheduled_us.sum()) / 3_600_000_000, hours),
        "present_heads": fraction(float(intervals.available_us.sum()) / 3_600_000_000, hours),
    }
