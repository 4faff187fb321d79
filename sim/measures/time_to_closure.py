"""Where the time of tickets goes until they are closed, of one run: by stage, place and cause, and at each unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.logs.columns import Column
from sim.measures.closure import CLOSURE, promise_of
from sim.measures.offered_load import Reals, offered_load
from sim.measures.openings import FAR_US
from sim.measures.parts import filters
from sim.measures.relief import Relief, Trips, avoided
from sim.measures.selection import selection_key
from sim.measures.ticket_book import Flags, TicketBook
from sim.measures.ticket_pieces import BLOCK, CAUSE_OF, CAUSES, STAGES, PieceMaker, Pieces, Places, together, why
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection, Target

MOST_PLAYED: Final = 10_000
"""Of so many tickets that missed a promise, spread over the run, it is tried what a relief would bring."""


@dataclass(frozen=True)
class Misses:
    """Tickets that missed a promise.

    Attributes
    ----------
    counted, missed
        Number of tickets (and direct answers, if it counts them) that the promise counts, and of those that missed it.
    time_us
        Shape (stages, places, causes): time of those that missed it.
    avoided
        How many would have been in time by each relief.
    """

    counted: int
    missed: int
    time_us: Column
    avoided: dict[Relief, float]


@dataclass(frozen=True)
class ClosureTimes:
    """Where the time goes in one run.

    Attributes
    ----------
    places
        What the numbers of places stand for.
    time_us
        Shape (stages, places, causes): time that tickets were open within the run. It adds up to all of it, exactly.
    visits, visit_us
        Shape (places,) and (places, causes): assignments that were at each unit during the run, and how long they were
        there; all arms count.
    misses
        By the key of each promise of closure.
    """

    places: Places
    time_us: Column
    visits: Column
    visit_us: Column
    misses: dict[str, Misses]


def promises(scenario: Scenario) -> dict[str, tuple[Selection, float]]:
    """What the scenario promises of closure: by key of the measure, what is asked for, and the share promised.

    Its targets of closure; where it has none, its deadlines, all of which are to be kept.
    """
    found: dict[str, tuple[Selection, float]] = {
        selection_key(target): (target, target.at_least)
        for target in scenario.targets
        if isinstance(target, Target) and target.measure in CLOSURE and target.at_least is not None
    }
    if not found and scenario.tickets is not None and scenario.tickets.deadlines.closure is not None:
        found["on_time_closure"] = (Selection(measure="on_time_closure"), 1.0)
    return found


def closure_times(book: TicketBook) -> ClosureTimes:
    """Count where the time of a run's tickets goes."""
    maker = PieceMaker(book)
    shape = len(STAGES), len(maker.places.names), len(CAUSES)
    time_us, visit_us = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    asked = promises(book.log.plan.scenario)
    late = {key: _Late(book, selection, shape) for key, (selection, _) in asked.items()}
    tickets = len(book.tickets["ticket"])
    for first in range(0, tickets, BLOCK):
        pieces = maker.block(first, min(first + BLOCK, tickets))
        open_us = maker.openings.open_between_us(pieces.calendar, pieces.start_us, pieces.end_us)
        _add(time_us, pieces, open_us, pieces.is_on_path)
        _add(visit_us, pieces, open_us, pieces.is_visit)
        for one in late.values():
            one.add(pieces, open_us)
    if int(time_us.sum()) != int((maker.end_us - maker.start_us).sum()):
        raise AssertionError("the time by stages does not add up to the time that tickets were open")
    load = offered_load(book, maker.places, maker.first_place) if late else np.zeros(0)
    misses = {key: one.misses(maker, load) for key, one in late.items()}
    return ClosureTimes(maker.places, time_us, _visits(book, maker), visit_us.sum(axis=0), misses)


class _Late:
    """Gathers what the tickets that missed one promise went through."""

    def __init__(self, book: TicketBook, selection: Selection, shape: tuple[int, ...]) -> None:
        part = book.part(filters(book.log, selection))
        promise, ticket = promise_of(part, selection), part["ticket"]
        self._closed_us = book.tickets["closed_us"]
        self._flags, self._until_us = np.zeros(len(self._closed_us), dtype=np.bool_), np.zeros_like(self._closed_us)
        self._counted = promise.besides + int(np.count_nonzero(promise.counted))
        self._flags[ticket] = promise.counted & ~promise.kept(part)
        self._until_us[ticket] = promise.until_us
        self._could_be_closed = np.flatnonzero(self._flags & (book.tickets["withdrawn_us"] == NOT_YET))
        self._played = self._could_be_closed[:: max(1, -(-len(self._could_be_closed) // MOST_PLAYED))]
        self._time_us = np.zeros(shape, dtype=np.int64)
        self._pieces: list[Pieces] = []

    def add(self, pieces: Pieces, open_us: Column) -> None:
        """The next tickets of the run."""
        mine = pieces.is_on_path & self._flags[pieces.ticket]
        _add(self._time_us, pieces, open_us, mine)
        self._pieces.append(pieces.only(mine & np.isin(pieces.ticket, self._played)))

    def misses(self, maker: PieceMaker, load: Reals) -> Misses:
        """What was gathered, and what each relief would have avoided, reckoned up from the tickets played again."""
        missed_by = int(np.count_nonzero(self._flags))
        if len(self._played) == 0:
            return Misses(self._counted, missed_by, self._time_us, {})
        pieces, played = together(self._pieces), self._played
        closed = self._closed_us[played]
        trips = Trips(
            replace(pieces, ticket=np.searchsorted(played, pieces.ticket)),
            maker.start_us[played],
            self._until_us[played],
            np.where(closed == NOT_YET, FAR_US, closed),
        )
        found = avoided(trips, maker, load)
        part = len(played) / len(self._could_be_closed)
        return Misses(self._counted, missed_by, self._time_us, {relief: n / part for relief, n in found.items()})


def _add(sums: Column, pieces: Pieces, open_us: Column, which: Flags) -> None:
    """Add the time of some pieces by stage, place and cause: closed hours apart, but what is lost by returns whole."""
    stage, place, cause = pieces.stage[which], pieces.place[which], why(pieces)[which]
    length, is_open = pieces.length_us[which], open_us[which]
    closed = np.where(cause >= CAUSE_OF["returned"], 0, length - is_open)
    cell = (stage * sums.shape[1] + place) * sums.shape[2]
    flat = sums.reshape(-1)
    np.add.at(flat, cell + cause, length - closed)
    np.add.at(flat, cell + CAUSE_OF["hours"], closed)


def _visits(book: TicketBook, maker: PieceMaker) -> Column:
    """Assignments that were at each place's units at some time of the run."""
    rows = book.assignments
    ended = np.where(rows["ended_us"] != NOT_YET, rows["ended_us"], book.horizon_us)
    there = np.minimum(ended, maker.end_us[rows["ticket"]]) > np.maximum(rows["dispatched_us"], 0)
    return np.bincount(maker.places.of_unit[rows["unit"][there]], minlength=len(maker.places.names))
