"""The measures of each type, stream, urgency, group, unit, area, hour, day or weekday, as far as they may be cut."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.errors import ScenarioError
from sim.logs.run_log import RunLog
from sim.measures.by_interval import IntervalTable, interval_table, thresholds
from sim.measures.closure import closed_in_time
from sim.measures.definitions import definition_of
from sim.measures.families import call_figures, ticket_figures
from sim.measures.figures import Figure, asked_of
from sim.measures.floor import floor_figures
from sim.measures.heads import head_figures
from sim.measures.parts import OF_TIME, Filters, Moments
from sim.measures.people import people_by_group
from sim.measures.run import in_order
from sim.measures.stays import all_times
from sim.measures.ticket_book import TicketBook
from sim.measures.work import Work
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, Urgency
from sim.scenario.plain_values import plain
from sim.scenario.schema import Scenario
from sim.scenario.units import parse_duration
from sim.statistics.survival import MOST_KEPT, Lasting, Stays

if TYPE_CHECKING:
    import pandas as pd

By = Literal["type", "stream", "urgency", "group", "unit", "area", "hour", "day", "weekday"]
CUTS: Final[tuple[By, ...]] = get_args(By)
Name = str | int | date | None
Breakdown = dict[Name, dict[str, Figure]]
"""Figure by key of the measure, by name of the part; None is the part that has none, such as no unit yet."""
Within = str | timedelta | Iterable[str | timedelta]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS_OF_A_DAY: Final = 24
LEAST_KEPT: Final = 10_000
"""Lengths of time kept of a part, at the least; together the parts keep about as many as the whole."""
_NEEDS: Final = {"urgency": "tickets", "unit": "units", "area": "tickets.areas"}


def breakdown(log: RunLog, by: By, within: Within = (), work: Work | None = None) -> pd.DataFrame:
    """The measures of each type, stream, urgency, group, unit, area, hour, day or weekday of one run.

    Parameters
    ----------
    log
        The run.
    by
        What to cut by. Calls belong to the hour, day and weekday in which they came, tickets to those of their receipt;
        operators required, rostered and present are those of that time. By `unit` a ticket belongs to the unit that has
        its lead arm, an assignment to the unit it went to. A `group` has the calls it answered, and its people.
    within
        Thresholds of your own beside the scenario's: those under an hour of the service level, such as ``"45 s"``, the
        others of closure, such as ``"48 h"``.
    work
        Its working times, if they are at hand.

    Returns
    -------
    DataFrame
        One row per part and measure that may be cut so: part (its name; empty for what has none, such as the
        starting backlog or tickets not yet dispatched), measure, value, unit, numerator, denominator. An empty cell
        is "no data".

    Raises
    ------
    ScenarioError
        If the scenario has nothing to cut by, or a threshold is no length of time.

    Examples
    --------
    >>> import sim
    >>> log = sim.simulate(sim.load_scenario("template_chain", ["clock.days=1"]))
    >>> table = sim.breakdown(log, "unit")
    >>> "utility_company" in set(table["part"])
    True
    """
    import pandas as pd

    check_cut(log.plan.scenario, by)
    parts = breakdown_of(log, by, lengths_of(within), work)
    rows = [(name, key, figure) for name, figures in parts.items() for key, figure in figures.items()]
    return pd.DataFrame(
        {
            "part": pd.Series([name for name, _, _ in rows], dtype=object),
            "measure": [key for _, key, _ in rows],
            "value": pd.array([f.value for _, _, f in rows], dtype="Float64"),
            "unit": [definition_of(key).unit for _, key, _ in rows],
            "numerator": pd.array([f.numerator for _, _, f in rows], dtype="Float64"),
            "denominator": pd.array([f.denominator for _, _, f in rows], dtype="Float64"),
        }
    )


def check_cut(scenario: Scenario, by: str) -> None:
    """Refuse what there is no breakdown by.

    Raises
    ------
    ScenarioError
        With what may be asked for, or what the scenario lacks.
    """
    if by not in CUTS:
        close = difflib.get_close_matches(str(by), CUTS, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"choose one of {', '.join(CUTS)}"
        raise ScenarioError(f"there is no breakdown by '{str(by)[:60]}': {hint}")
    areas = scenario.tickets.areas if scenario.tickets is not None else {}
    there = {"urgency": scenario.tickets, "unit": scenario.units, "area": areas}
    if by in there and not there[by]:
        raise ScenarioError(f"there is no breakdown by '{by}': the scenario has no '{_NEEDS[by]}'")


def lengths_of(within: Within) -> tuple[int, ...]:
    """Thresholds in microseconds.

    Raises
    ------
    ScenarioError
        If one is no length of time.
    """
    given = [within] if isinstance(within, str | timedelta) else list(within)
    try:
        return tuple(parse_duration(plain(one)) for one in given)
    except ValueError as error:
        raise ScenarioError(f"within: {error}") from None


def breakdown_of(
    log: RunLog,
    by: By,
    within_us: Sequence[int] = (),
    work: Work | None = None,
    intervals: IntervalTable | None = None,
) -> Breakdown:
    """Every figure that may be cut so, part by part; as `breakdown`, with an interval table if it is at hand."""
    work, plan = work or Work(log), log.plan
    waits_us, lengths_us = [us for us in within_us if us < HOUR_US], [us for us in within_us if us >= HOUR_US]
    parts: Breakdown = {name: {} for name in _names(plan, by)}
    if by not in ("urgency", "unit", "area") and _has_calls(plan.scenario):
        _add(parts, _of_calls(log, by, waits_us, work))
    if by == "group":
        _add(parts, _of_people(log, work))
    elif plan.scenario.tickets is not None:
        _add(parts, _of_tickets(log, by, lengths_us, work))
    if by in OF_TIME and plan.scenario.operators:
        _add(parts, _of_intervals(intervals or interval_table(log, None, work), log, by))
    cuts: set[str] = {"received", "clock"} if by in OF_TIME else {by}
    most = max(MOST_KEPT // max(len(parts), 1), LEAST_KEPT)
    found = {name: in_order(_only(figures, cuts)) for name, figures in parts.items()}
    return {name: _thinned(figures, most) for name, figures in found.items() if name is not None or _is_any(figures)}


def _names(plan: Plan, by: By) -> list[Name]:
    """The parts in their order, and the one that has none."""
    names: Mapping[By, Sequence[Name]] = {
        "type": plan.type_names, "stream": plan.stream_names, "group": plan.group_names, "unit": plan.unit_names,
        "area": plan.area_names, "urgency": [urgency.name.lower() for urgency in Urgency],
        "hour": range(HOURS_OF_A_DAY), "day": list(plan.calendar.dates()), "weekday": WEEKDAYS,
    }  # fmt: skip
    return [*names[by], None]


def _has_calls(scenario: Scenario) -> bool:
    """Whether anybody may call."""
    chased = scenario.tickets is not None and scenario.tickets.chase_up is not None
    return chased or any(stream.channel == "phone" for stream in scenario.demand.values())


def _add(parts: Breakdown, more: Iterator[dict[str, Figure]]) -> None:
    for figures, added in zip(parts.values(), more, strict=False):
        figures |= added


def _of_calls(log: RunLog, by: By, within_us: Sequence[int], work: Work) -> Iterator[dict[str, Figure]]:
    """Calls part by part, those without one last."""
    phone, short_us = work.phone, log.plan.scenario.report.short_abandon
    number = Moments(log, log.contacts, log.contacts["arrived_us"])[by]
    asked = sorted({*thresholds(log), *within_us})
    for i in [*range(len(_names(log.plan, by)) - 1), NOT_YET]:
        yield asked_of(call_figures(phone.only(number == i), work, asked, short_us))


def _of_people(log: RunLog, work: Work) -> Iterator[dict[str, Figure]]:
    """The people of each group."""
    answered = log.contacts["group"][work.phone.answered]
    for group, figures in enumerate(people_by_group(log, work)):
        yield asked_of(floor_figures(log, work, int(np.count_nonzero(answered == group)), group)) | figures


def _of_tickets(log: RunLog, by: By, within_us: Sequence[int], work: Work) -> Iterator[dict[str, Figure]]:
    """Tickets part by part, those without one last."""
    book = TicketBook(log, work)
    for i in range(len(_names(log.plan, by)) - 1):
        yield _tickets(book, _filters(by, i), within_us)
    backlog = Filters(to_day=-1) if by == "day" else Filters(fresh=False)
    yield _tickets(book, backlog if by in OF_TIME else _filters(by, NOT_YET), within_us)


def _filters(by: By, number: int) -> Filters:
    """The tickets of one part."""
    return {
        "type": Filters(type=number), "stream": Filters(stream=number), "urgency": Filters(urgency=number),
        "unit": Filters(units=(number,)), "area": Filters(area=number), "hour": Filters(hour=number),
        "day": Filters(from_day=number, to_day=number), "weekday": Filters(weekday=number),
    }[by]  # fmt: skip


def _tickets(book: TicketBook, which: Filters, within_us: Sequence[int]) -> dict[str, Figure]:
    part = book.part(which)
    figures = ticket_figures(part) | closed_in_time(part, within_us) | all_times(part)
    book.forget(which)
    return figures


def _of_intervals(table: IntervalTable, log: RunLog, by: By) -> Iterator[dict[str, Figure]]:
    """Heads in the intervals of each hour, day or weekday; an interval belongs to the one in which it starts."""
    number = Moments(log, {}, table.start_us)[by]
    for i in range(len(_names(log.plan, by)) - 1):
        yield head_figures(table, log.plan.calendar.begin_us, number == i)


def _only(figures: dict[str, Figure], cuts: set[str]) -> dict[str, Figure]:
    """Those whose definition allows the cut."""
    return {key: figure for key, figure in figures.items() if cuts & {*definition_of(key).cuts}}


def _is_any(figures: dict[str, Figure]) -> bool:
    """Whether anything happened in a part."""
    return any(figure.value for figure in figures.values())


def _thinned(figures: dict[str, Figure], most: int) -> dict[str, Figure]:
    """The same with so many lengths of time, for the intervals over replications; those shared stay shared."""
    kept: dict[int, Stays] = {}

    def thinned(lasting: Lasting) -> Lasting:
        stays = kept.setdefault(id(lasting.stays), lasting.stays.thinned(most))
        return replace(lasting, stays=stays)

    return {
        key: figure if figure.lasting is None else replace(figure, lasting=thinned(figure.lasting))
        for key, figure in figures.items()
    }
