"""Every measure of one run, from its raw log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.by_interval import IntervalTable, interval_table, thresholds
from sim.measures.calls import Phone, call_figures, request_figures
from sim.measures.definitions import DEFINITIONS, definition_of
from sim.measures.figures import NO_DATA, Figure, fraction
from sim.measures.floor import floor_figures, local_days
from sim.measures.people import people_figures
from sim.measures.requirement import UNKNOWN
from sim.measures.selection import (
    CALL_MEASURES,
    PEOPLE_MEASURES,
    TICKET_MEASURES,
    filters_of,
    selections_of,
)
from sim.measures.stays import NO_TIMES, Times, all_times
from sim.measures.ticket_book import EVERYTHING, Filters, TicketBook, filters
from sim.measures.tickets import asked_figure, closed_in_time, ticket_figures
from sim.measures.work import Work
from sim.rules.codes import Channel
from sim.runlog import RunLog
from sim.scenario.schema_results import Selection

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "Measures", "measure", "phone_contacts", "settled"]

OPEN_SHARE_TO_IGNORE: Final = 0.01
"""Up to so many tickets left open do not matter for mean and quantiles of their times."""


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
    times
        The lengths of time among them, counted in both ways; which of the two stands in `values` is decided over all
        replications, see `settled`.
    """

    scenario: str
    seed: int
    replication: int
    values: dict[str, Figure]
    times: Times = NO_TIMES

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
    phone = phone_contacts(log, work)
    figures = call_figures(phone, within_us, scenario.report.short_abandon)
    answered = int(figures["answered"].value or 0)
    figures |= floor_figures(log, work, answered)
    figures |= _heads(intervals, log.plan.calendar.begin_us)
    figures |= request_figures(log.contacts, int(log.deflected.sum()), log.plan.calendar.length_days)
    asked, book = selections_of(scenario), TicketBook(log, work)
    times = NO_TIMES
    if scenario.tickets is not None:
        whole = book.part(filters(log, EVERYTHING))
        times = all_times(whole)
        figures |= ticket_figures(whole) | closed_in_time(whole) | people_figures(log, work) | times.ended_only
    for key in [key for key in asked if key not in figures]:
        found, by_key = _asked(book, phone, key, asked[key], figures)
        figures[key] = found
        times |= by_key
    return Measures(scenario.name, log.seed, log.replication, in_order(figures), times)


def _asked(
    book: TicketBook, phone: Phone, key: str, selection: Selection, whole: dict[str, Figure]
) -> tuple[Figure, Times]:
    """What a target or a published figure asks for beyond what is always measured."""
    log = book.log
    id_, which = definition_of(key).id, filters(log, selection)
    if id_ in TICKET_MEASURES:
        if log.plan.scenario.tickets is None:
            return NO_DATA, NO_TIMES
        figure, times = asked_figure(book.part(which), id_, selection)
        is_time = id_ in times.counting_open
        return figure, Times({key: figure}, {key: times.counting_open[id_]}) if is_time else NO_TIMES
    if id_ in CALL_MEASURES and filters_of(selection):
        part, short = phone_part(log, phone, which), log.plan.scenario.report.short_abandon
        return call_figures(part, thresholds(log), short).get(key.partition("[")[0], NO_DATA), NO_TIMES
    if id_ in PEOPLE_MEASURES:
        return people_figures(log, book.work)[id_], NO_TIMES
    return whole.get(id_, NO_DATA), NO_TIMES


def settled(measures: Sequence[Measures], open_count: bool | None = None) -> tuple[Measures, ...]:
    """The replications of one report with lengths of time counted in one way.

    Parameters
    ----------
    measures
        One per replication.
    open_count
        Whether tickets still open at the end count as longer than they were; if left out, they do where they are more
        than 1 % of all tickets (`counts_open`).

    Notes
    -----
    A quantile that some replication does not reach is then "no data" in all of them: the mean of the others would be
    too short.
    """
    if open_count is None:
        open_count = counts_open(measures)
    if not open_count:
        return tuple(replace(m, values=m.values | m.times.ended_only) if m.times.ended_only else m for m in measures)
    missed = {
        key: NO_DATA
        for m in measures
        for key, figure in m.times.counting_open.items()
        if figure.value is None and figure.denominator is not None
    }
    return tuple(replace(m, values=m.values | m.times.counting_open | missed) for m in measures)


def counts_open(measures: Sequence[Measures]) -> bool:
    """Whether more than 1 % of all the replications' tickets are open at the end."""
    shares = [m.values["open_share"] for m in measures if "open_share" in m.values]
    left_open, n = (sum(getattr(share, part) or 0.0 for share in shares) for part in ("numerator", "denominator"))
    return left_open > OPEN_SHARE_TO_IGNORE * n


def phone_part(log: RunLog, phone: Phone, which: Filters) -> Phone:
    """Some of the calls: by stream, type, and local date of arrival."""
    mine = np.ones(len(phone.talk_us), dtype=np.bool_)
    for name in ("stream", "type"):
        wanted = getattr(which, name)
        if wanted is not None:
            mine &= phone.columns[name] == wanted
    if which.from_day is not None or which.to_day is not None:
        day = local_days(log, phone.columns["arrived_us"])
        last = log.plan.calendar.days if which.to_day is None else which.to_day
        mine &= (day >= (which.from_day or 0)) & (day <= last)
    return phone.only(mine)


def phone_contacts(log: RunLog, work: Work) -> Phone:
    """The phone contacts of a run."""
    everybody = Phone(log.contacts, work.talk_us, work.wrap_up_us, log.plan.horizon_us)
    return everybody.only(log.contacts["channel"] == Channel.PHONE)


def in_order(figures: dict[str, Figure]) -> dict[str, Figure]:
    """The figures in the order of the definitions, those of one measure as they came."""
    place = {id_: number for number, id_ in enumerate(DEFINITIONS)}
    return dict(sorted(figures.items(), key=lambda item: place[definition_of(item[0]).id]))


def _heads(intervals: IntervalTable, begin_us: int) -> dict[str, Figure]:
    """Mean heads over the run, which may begin inside the first day."""
    hours = (intervals.horizon_us - begin_us) / 3_600_000_000
    required = intervals.required[intervals.start_us + intervals.width_us > begin_us]
    unknown = bool(np.any(required == UNKNOWN))
    return {
        "required_heads": NO_DATA if unknown else fraction(int(required.sum()), len(required)),
        "scheduled_heads": fraction(float(intervals.scheduled_us.sum()) / 3_600_000_000, hours),
        "present_heads": fraction(float(intervals.available_us.sum()) / 3_600_000_000, hours),
    }
