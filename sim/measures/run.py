"""Every measure of one run, from its raw log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from sim.logs.run_log import RunLog
from sim.measures.by_interval import IntervalTable, interval_table, thresholds
from sim.measures.closure import closed_in_time
from sim.measures.definition import Definition
from sim.measures.definitions import DEFINITIONS, definition_of
from sim.measures.families import asked_figure, call_figures, ticket_figures
from sim.measures.figures import NO_DATA, Figure, Told, asked_of, together
from sim.measures.floor import floor_figures
from sim.measures.heads import HEADS, head_figures
from sim.measures.parts import EVERYTHING, Filters, Moments, filters, filters_of
from sim.measures.people import people_figures
from sim.measures.requests import REQUESTS, request_figures
from sim.measures.selection import selections_of
from sim.measures.stays import all_times
from sim.measures.ticket_book import TicketBook
from sim.measures.work import Work
from sim.scenario.schema_results import Selection

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "Measures", "measure"]


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


def measure(
    log: RunLog,
    intervals: IntervalTable | None = None,
    work: Work | None = None,
    also: Sequence[Selection] = (),
    only: Collection[str] | None = None,
) -> Measures:
    """Every measure of a run.

    Parameters
    ----------
    log
        The run.
    intervals
        Its interval table at the scenario's `report.interval`, if it is at hand.
    work
        Its working times, if they are at hand.
    also
        What is asked beside the scenario's targets and published figures.
    only
        Keys of measures, if nobody reads others: what only others need is not worked out.

    Returns
    -------
    Measures
        Every measure that the scenario allows, or those asked for, by its name; one without anything to count has no
        value.

    Examples
    --------
    >>> import sim
    >>> found = sim.measure(sim.simulate(sim.load_scenario("template_town", ["clock.days=1"])))
    >>> 0 <= found.values["connection_rate"].value <= 1
    True
    """
    scenario, within_us, work = log.plan.scenario, thresholds(log, also), work or Work(log)
    begin_us, days = log.plan.calendar.begin_us, log.plan.calendar.length_days
    told = call_figures(work.phone, work, within_us, scenario.report.short_abandon)
    told |= floor_figures(log, work, len(work.phone.answered_waits))
    told |= together(_ids(HEADS), lambda: head_figures(intervals or interval_table(log, None, work), begin_us))
    told |= together(_ids(REQUESTS), lambda: request_figures(log.contacts, int(log.deflected.sum()), days))
    asked, book = selections_of(scenario, also), TicketBook(log, work)
    if scenario.tickets is not None and (only is None or any(_is_of_tickets(key) for key in only)):
        whole = book.part(filters(log, EVERYTHING))
        tickets = ticket_figures(whole) | closed_in_time(whole) | people_figures(log, work) | all_times(whole)
        told |= together(tickets, lambda: tickets)
    beyond = _Beyond(book, told, within_us)
    more = {key: partial(beyond.figure, key, selection) for key, selection in asked.items() if key not in told}
    figures = asked_of(told | more, only)
    book.close()
    return Measures(scenario.name, log.seed, log.replication, in_order(figures))


def _ids(family: tuple[Definition, ...]) -> list[str]:
    return [definition.id for definition in family]


def _is_of_tickets(key: str) -> bool:
    return definition_of(key).about in ("tickets", "people")


class _Beyond:
    """What targets and published figures ask for beyond what is always measured; each part is counted once."""

    def __init__(self, book: TicketBook, whole: Told, within_us: tuple[int, ...]) -> None:
        self._book = book
        self._whole = whole
        self._within_us = within_us
        self._calls: dict[Filters, Told] = {}

    def figure(self, key: str, selection: Selection) -> Figure:
        """One of them, by its key."""
        definition, log = definition_of(key), self._book.log
        if definition.about == "tickets":
            has_tickets = log.plan.scenario.tickets is not None
            which = filters(log, selection)
            return asked_figure(self._book.part(which), definition.id, selection) if has_tickets else NO_DATA
        if definition.about == "calls" and filters_of(selection):
            return self._calls_of(filters(log, selection)).get(key.partition("[")[0], lambda: NO_DATA)()
        if definition.about == "people":
            return self._people[definition.id]
        return self._whole.get(definition.id, lambda: NO_DATA)()

    def _calls_of(self, which: Filters) -> Told:
        """The measures of some calls: by stream, type, and local date of arrival."""
        if which not in self._calls:
            log = self._book.log
            chosen = Moments(log, log.contacts, log.contacts["arrived_us"]).chosen(which)
            phone = self._book.work.phone if chosen is None else self._book.work.phone.only(chosen)
            short_us = log.plan.scenario.report.short_abandon
            self._calls[which] = call_figures(phone, self._book.work, self._within_us, short_us)
        return self._calls[which]

    @cached_property
    def _people(self) -> dict[str, Figure]:
        return people_figures(self._book.log, self._book.work)


def in_order(figures: dict[str, Figure]) -> dict[str, Figure]:
    """The figures in the order of the definitions, those of one measure as they came."""
    return {key: figures[key] for key in sorted(figures, key=_place)}


@cache
def _place(key: str) -> int:
    """The place of a measure among the definitions."""
    return list(DEFINITIONS).index(definition_of(key).id)
