"""Where the time of tickets goes until they are closed, of one run: by stage, place and cause, and at each unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.log_columns import Column
from sim.measures.missed import missed, promised, promises
from sim.measures.openings import FAR_US
from sim.measures.relief import Relief, Trips, avoided
from sim.measures.ticket_book import Flags, TicketBook
from sim.measures.ticket_pieces import BLOCK, CAUSE_OF, CAUSES, STAGES, PieceMaker, Pieces, Places, together, why
from sim.rules.codes import NOT_YET

MOST_PLAYED: Final = 10_000
"""Of so many tickets that missed a promise, spread over the run, it is tried what a relief would bring."""


@dataclass(frozen=True)
class Misses:
    """Tickets that missed a promise.

    Attributes
    ----------
    counted, missed
        Number of tickets that the promise counts, and of those that missed it.
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


def closure_times(book: TicketBook) -> ClosureTimes:
    """Count where the time of a run's tickets goes."""
    maker = PieceMaker(book)
    tickets, places = len(book.tickets["ticket"]), len(maker.places.names)
    shape = len(STAGES), places, len(CAUSES)
    found = {key: promised(book, selection) for key, (selection, _) in promises(book.log.plan.scenario).items()}
    late = {key: missed(book, *found[key]) for key in found}
    played = {key: _spread(flags & (book.tickets["withdrawn_us"] == NOT_YET)) for key, flags in late.items()}
    time_us, visit_us = np.zeros(shape, dtype=np.int64), np.zeros(shape[1:], dtype=np.int64)
    late_us = {key: np.zeros(shape, dtype=np.int64) for key in found}
    trips: dict[str, list[Pieces]] = {key: [] for key in found}
    for first in range(0, tickets, BLOCK):
        pieces = maker.block(first, min(first + BLOCK, tickets))
        open_us = maker.openings.open_between_us(pieces.calendar, pieces.start_us, pieces.end_us)
        path = int(np.count_nonzero(pieces.is_on_path))  # these come first
        _add(time_us, pieces, open_us, slice(0, path))
        mine = pieces.is_visit
        for_units = np.zeros(shape, dtype=np.int64)
        _add(for_units, pieces, open_us, mine)
        visit_us += for_units.sum(axis=0)
        for key, flags in late.items():
            _add(late_us[key], pieces, open_us, pieces.is_on_path & flags[pieces.ticket])
            trips[key].append(pieces.only(pieces.is_on_path & np.isin(pieces.ticket, played[key])))
    misses = {
        key: Misses(
            int(np.count_nonzero(counted)),
            int(np.count_nonzero(late[key])),
            late_us[key],
            _avoided(maker, book, trips[key], played[key], until_us, late[key]),
        )
        for key, (counted, until_us) in found.items()
    }
    result = ClosureTimes(maker.places, time_us, _visits(book, maker), visit_us, misses)
    if int(time_us.sum()) != int((maker.end_us - maker.start_us).sum()):
        raise AssertionError("the time by stages does not add up to the time that tickets were open")
    return result


def _add(sums: Column, pieces: Pieces, open_us: Column, which: Flags | slice) -> None:
    """Add the time of some pieces by stage, place and cause: closed hours apart, but what is lost by returns whole."""
    stage, place, cause = pieces.stage[which], pieces.place[which], why(pieces)[which]
    length, is_open = pieces.length_us[which], open_us[which]
    closed = np.where(cause >= CAUSE_OF["returned"], 0, length - is_open)
    cell = (stage * sums.shape[1] + place) * sums.shape[2]
    flat = sums.reshape(-1)
    np.add.at(flat, cell + cause, length - closed)
    np.add.at(flat, cell + CAUSE_OF["hours"], closed)


def _spread(flags: Flags) -> Column:
    """Some of the tickets, evenly over the run."""
    rows = np.flatnonzero(flags)
    return rows[:: max(1, -(-len(rows) // MOST_PLAYED))]


def _avoided(
    maker: PieceMaker, book: TicketBook, parts: list[Pieces], played: Column, until_us: Column, late: Flags
) -> dict[Relief, float]:
    """How many misses each relief would have avoided, reckoned up from those that were played again."""
    if len(played) == 0:
        return {}
    pieces = together(parts)
    closed = book.tickets["closed_us"][played]
    trips = Trips(
        replace(pieces, ticket=np.searchsorted(played, pieces.ticket)),
        maker.start_us[played],
        until_us[played],
        np.where(closed == NOT_YET, FAR_US, closed),
    )
    whole = int(np.count_nonzero(late & (book.tickets["withdrawn_us"] == NOT_YET)))
    found = avoided(trips, maker.hours, maker.openings, maker.places)
    return {relief: count * whole / len(played) for relief, count in found.items()}


def _visits(book: TicketBook, maker: PieceMaker) -> Column:
    """Assignments that were at each place's units at some time of the run."""
    rows = book.assignments
    ended = np.where(rows["ended_us"] != NOT_YET, rows["ended_us"], book.horizon_us)
    there = np.minimum(ended, maker.end_us[rows["ticket"]]) > np.maximum(rows["dispatched_us"], 0)
    return np.bincount(maker.places.of_unit[rows["unit"][there]], minlength=len(maker.places.names))
