"""What one relief would bring: the tickets that missed a promise are played again with one thing made easier.

Each ticket goes through the same pieces once more, by the same hours, but one kind of piece at one place is shorter. It
is a first estimate, of what waits and delays were: the others in the line do not change, and neither does who is next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.logs.columns import Column
from sim.measures.offered_load import Reals, spared
from sim.measures.openings import ALWAYS, FAR_US, Hours, Openings
from sim.measures.ticket_pieces import CAUSE_OF, CODE_OF, TASK_STAGES, PieceMaker, Pieces, Places
from sim.rules.codes import NOT_YET, Stage
from sim.statistics.time_sums import count_by

LONGER_US: Final = 2 * HOUR_US
"""Each opening lasts so much longer."""
SHORTER: Final = 0.25
"""Delays are relieved by this share of their length, and returns by this share of their number."""
MOST_RETURNS: Final = 3
"""So many wrong dispatches of a ticket, one after another, are tried to be spared."""
_DESK_STAGES: Final = {CODE_OF[name]: stage for stage, name in TASK_STAGES.items() if stage != Stage.HANDLING}


class Relief(NamedTuple):
    """One thing made easier.

    Attributes
    ----------
    part
        people: a quarter more people; hours: open two hours longer; answer, outside, silence: this delay is a quarter
        shorter; returned: a quarter fewer wrong dispatches.
    place
        Number in `Places.names`; that of the machine for `silence` and `returned`, which are of no place.
    stage
        Number in `STAGES` where the hours are those of one stage of a desk, else NOT_YET.
    """

    part: str
    place: int
    stage: int


@dataclass(frozen=True)
class Trips:
    """Tickets that missed a promise, and their pieces on the path, in order of ticket and time.

    Attributes
    ----------
    pieces
        Their `ticket` counts the rows of the other columns.
    start_us, until_us, end_us
        Shape (tickets,): when each came, had to be closed, and was; `FAR_US` if it is open.
    """

    pieces: Pieces
    start_us: Column
    until_us: Column
    end_us: Column


def avoided(trips: Trips, maker: PieceMaker, load: Reals) -> dict[Relief, float]:
    """How many of the tickets would have been closed in time by each relief that touches any of them.

    Tickets that are still open are taken to need as long for the rest as those of the others that were at the same
    stage (the median); where there are none, they are not counted. `load` is the `offered_load` of each place.
    """
    player = Player(trips, maker.hours, maker.openings, load)
    groups = _reliefs(trips.pieces, maker.places, maker.first_place)
    return {relief: player.avoided(relief, which) for relief, which in groups.items()}


def _reliefs(pieces: Pieces, places: Places, first_place: Column) -> dict[Relief, Column]:
    """Each relief, and the pieces it touches."""
    found: dict[Relief, Column] = {}
    is_returned = pieces.stage == CODE_OF["returned"]
    for part in ("people", "answer", "outside", "silence"):
        mine = (pieces.cause == CAUSE_OF[part]) & ~(is_returned & (pieces.cause == CAUSE_OF["answer"]))
        found |= {Relief(part, place, NOT_YET): rows for place, rows in _groups(mine, pieces.place).items()}
    by_hours = (pieces.calendar != ALWAYS) & ~(is_returned & pieces.is_visit)
    of_desk = np.isin(pieces.stage, list(_DESK_STAGES)) | is_returned
    stage = np.where(is_returned, CODE_OF["dispatch"], pieces.stage)
    for number, rows in _groups(by_hours, np.where(of_desk, stage, -1 - pieces.place)).items():
        # A desk's hours are those of a stage, whoever of several pools took it up.
        desk = number in _DESK_STAGES
        place = int(first_place[_DESK_STAGES[number]]) if desk else -1 - number
        found[Relief("hours", place, number if desk else NOT_YET)] = rows
    if is_returned.any():
        found[Relief("returned", places.machine, NOT_YET)] = np.flatnonzero(is_returned)
    return found


def _groups(mine: Column, key: Column) -> dict[int, Column]:
    rows = np.flatnonzero(mine)
    return {int(number): rows[key[rows] == number] for number in np.unique(key[rows])}


class Player:
    """Plays tickets again.

    Attributes
    ----------
    calendar, open_us
        Shape (pieces,): by which calendar each piece passes, and how much of its open time it takes.
    """

    def __init__(self, trips: Trips, hours: Hours, openings: Openings, load: Reals) -> None:
        self._trips, pieces = trips, trips.pieces
        self._count = len(hours.spells)
        self._openings = hours.openings(LONGER_US)
        # What ended while its office was closed, by a call or as the shift's last work, has lasted by the clock.
        goes_on = (trips.end_us[pieces.ticket] == FAR_US) & np.append(pieces.ticket[1:] != pieces.ticket[:-1], True)
        by_clock = ~openings.is_open_at(pieces.calendar, pieces.end_us) & ~goes_on
        self.calendar = np.where(by_clock, ALWAYS, pieces.calendar)
        self.open_us = openings.open_between_us(self.calendar, pieces.start_us, pieces.end_us)
        first = np.searchsorted(pieces.ticket, pieces.ticket)
        self._rank = np.arange(len(pieces.ticket)) - first
        self._rest_us = self._rest()
        self._load = load

    def _rest(self) -> Column:
        """Shape (tickets,): what open tickets still need after their last piece; 0 for closed ones."""
        trips, pieces = self._trips, self._trips.pieces
        is_open = trips.end_us == FAR_US
        rest = np.zeros(len(trips.end_us), dtype=np.int64)
        last_stage = np.full(len(rest), NOT_YET)
        last_stage[pieces.ticket] = pieces.stage  # of several values for one place the last one stays
        closed = ~is_open[pieces.ticket]
        for stage in np.unique(last_stage[is_open]):
            mine = closed & (pieces.stage == stage)
            ends = np.zeros(len(rest), dtype=np.int64)
            np.maximum.at(ends, pieces.ticket[mine], pieces.end_us[mine])
            lengths = (trips.end_us - ends)[np.unique(pieces.ticket[mine])]
            here = is_open & (last_stage == stage)
            rest[here] = int(np.median(lengths)) if len(lengths) else FAR_US
        return rest

    def avoided(self, relief: Relief, which: Column) -> float:
        """How many tickets would have been in time if these pieces were relieved."""
        if relief.part == "returned":
            return self._avoided_returns(which)
        calendar, open_us = self.calendar.copy(), self.open_us.copy()
        if relief.part == "hours":
            calendar[which] = np.where(calendar[which] == ALWAYS, ALWAYS, calendar[which] + self._count)
        elif relief.part == "people":
            open_us[which] -= (open_us[which] * spared(self._load[relief.place])).astype(np.int64)
        else:
            open_us[which] -= (open_us[which] * SHORTER).astype(np.int64)
        return self._in_time(which, calendar, open_us)

    def _avoided_returns(self, which: Column) -> float:
        """Each wrong dispatch is right with the chance `SHORTER`: then neither it nor any later one is undone."""
        pieces = self._trips.pieces
        is_wrong = (pieces.stage == CODE_OF["returned"]) & pieces.is_visit
        begun = np.cumsum(is_wrong)
        place = np.arange(len(begun)) - self._rank
        which_one = (begun - (begun - is_wrong)[place])[which]
        found, chance = 0.0, SHORTER
        for number in range(1, MOST_RETURNS + 1):
            mine = which[which_one >= number]
            calendar, open_us = self.calendar.copy(), self.open_us.copy()
            calendar[mine], open_us[mine] = ALWAYS, 0
            found += chance * self._in_time(mine, calendar, open_us)
            chance *= 1 - SHORTER
        return found

    def _in_time(self, changed: Column, calendar: Column, open_us: Column) -> int:
        """How many of the tickets with a changed piece would be in time."""
        trips, ticket = self._trips, self._trips.pieces.ticket
        touched = np.zeros(len(trips.end_us), dtype=np.bool_)
        touched[ticket[changed]] = True
        ends = self.ends(np.flatnonzero(touched[ticket]), calendar, open_us)
        return int(np.count_nonzero(touched & (ends + self._rest_us <= trips.until_us)))

    def ends(self, rows: Column, calendar: Column, open_us: Column) -> Column:
        """When the last of these pieces of each ticket is over, if each takes so much open time of its calendar."""
        pieces, now, rank = self._trips.pieces, self._trips.start_us.copy(), self._rank[rows]
        rows = rows[np.argsort(rank, kind="stable")]
        for step in np.split(rows, np.cumsum(count_by(rank, int(rank.max(initial=0)) + 1))[:-1]):
            ticket = pieces.ticket[step]
            now[ticket] = self._openings.after_us(calendar[step], now[ticket], open_us[step])
        return now
