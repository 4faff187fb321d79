"""The life of tickets in pieces: each instant that a ticket is open belongs to a stage, a place and a cause.

Of units that handle a ticket side by side the one that is done last counts: the others hold nothing up. What a unit has
of its own is counted too, whether or not others were slower, but not on the ticket's path.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column, are
from sim.measures.openings import ALWAYS, Hours, Openings, hours_of
from sim.measures.ticket_book import TicketBook
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, ArmState, Stage, TicketState

Flags = npt.NDArray[np.bool_]

STAGES: Final = (
    "confirm", "audit", "dispatch", "returned", "acceptance", "handling", "outside", "review", "follow_up",
    "silence",
)  # fmt: skip
"""Stages of a ticket's path; `returned` lasts from a wrong dispatch to the next one."""
CAUSES: Final = ("hours", "people", "work", "answer", "outside", "retry", "silence", "returned", "reopened")
"""Why a ticket is where it is.

hours: closed, nobody is rostered, or citizens may not be called; people: open, but nobody is free for it; work:
somebody (or the machine) works on it; answer: the unit takes its time to accept; outside: others delay it; retry: the
citizen was not reached and is called again later; silence: all is done, and its closure waits; returned: it was at a
wrong unit, or waits to be dispatched again; reopened: all that comes after a follow-up that opened it again.
"""
CODE_OF: Final = {name: code for code, name in enumerate(STAGES)}
CAUSE_OF: Final = {name: code for code, name in enumerate(CAUSES)}
TASK_STAGES: Final = {
    Stage.CONFIRM: "confirm", Stage.AUDIT: "audit", Stage.DISPATCH: "dispatch", Stage.HANDLING: "handling",
    Stage.REVIEW: "review", Stage.FOLLOW_UP: "follow_up",
}  # fmt: skip
"""The stages that people do, by what they do."""
BLOCK: Final = 1 << 14
"""So many tickets are taken at once: memory stays small whatever the length of the run, and the number of a ticket in
its block and an instant of the longest run fit in one integer."""
INSTANT_BITS: Final = 49


@dataclass(frozen=True)
class Pieces:
    """Stretches of time of tickets, shape (pieces,) each; those on the path in order of ticket and time.

    Attributes
    ----------
    ticket, start_us, end_us
        Whose, and from when to when within the run; never of no length.
    stage, place, cause
        Number in `STAGES`, in `Places.names` and in `CAUSES`, hours and returns left aside.
    calendar
        By which calendar of `Hours` it passes.
    handling
        Number of the handling, from 0.
    is_on_path
        Whether the ticket waited for this; of arms side by side only the last counts.
    is_visit
        Whether it is part of the time that a ticket lies at a unit.
    """

    ticket: Column
    start_us: Column
    end_us: Column
    stage: Column
    place: Column
    cause: Column
    calendar: Column
    handling: Column
    is_on_path: Flags
    is_visit: Flags

    def only(self, which: Flags | Column) -> Pieces:
        """Some of them."""
        return Pieces(*(getattr(self, part.name)[which] for part in fields(self)))

    @property
    def length_us(self) -> Column:
        """Length of each."""
        return self.end_us - self.start_us


@dataclass(frozen=True)
class Places:
    """Where tickets are: the pools of people, copies of a unit together, and last the machine that dispatches.

    Attributes
    ----------
    names
        Section of the scenario and name there.
    of_group, of_unit
        Shape (groups,) and (units,): the place of each.
    """

    names: tuple[tuple[str, str], ...]
    of_group: Column
    of_unit: Column

    @property
    def machine(self) -> int:
        """The number of the machine."""
        return len(self.names) - 1


def places_of(plan: Plan) -> Places:
    """The places of a plan."""
    pools = list(dict.fromkeys(plan.group_parts))
    of_group = np.array([pools.index(part) for part in plan.group_parts], dtype=np.int64)
    is_unit = np.array([section == "units" for section, _ in plan.group_parts], dtype=np.bool_)
    return Places((*pools, ("machine", "")), of_group, of_group[is_unit])


@dataclass(frozen=True)
class _LastArms:
    """The arm of each handling that is done last: shape (handlings,), by ticket and handling."""

    handling_of: Column
    arm: Column

    def holds(self, ticket: Column, handling: Column, arm: Column) -> Flags:
        """Whether it is the arm that each of these belongs to."""
        if len(self.arm) == 0:
            return np.zeros(len(ticket), dtype=np.bool_)
        at = np.searchsorted(self.handling_of, _handling_of(ticket, handling))
        found: Flags = self.arm[np.minimum(at, len(self.arm) - 1)] == arm
        return found


class PieceMaker:
    """Cuts the tickets of one run into pieces, block by block.

    Attributes
    ----------
    places
        Of its plan.
    hours
        The calendars of its plan.
    openings
        The same, side by side.
    start_us, end_us
        Shape (tickets,): from when to when within the run each ticket was open.
    first_place
        Shape (stages,): the place of the people who do each `Stage` first; the machine where nobody does.
    """

    def __init__(self, book: TicketBook) -> None:
        plan, tickets = book.log.plan, book.tickets
        if plan.tickets is None:
            raise ValueError("a plan without tickets has no pieces")
        self._book = book
        self.places: Places = places_of(plan)
        self.hours: Hours = hours_of(plan)
        self.openings: Openings = self.hours.openings()
        gone = np.maximum(tickets["closed_us"], tickets["withdrawn_us"])
        self.start_us = np.maximum(tickets["received_us"], book.begin_us)
        self.end_us = np.where(gone == NOT_YET, book.horizon_us, gone)
        self.first_place = _first_places(plan, self.places)
        in_hours = np.array([unit.outside_in_hours for unit in plan.tickets.units])
        self._outside_calendar = np.where(in_hours, self.hours.office[:, None], ALWAYS)

    def block(self, first: int, last: int) -> Pieces:
        """All pieces of the tickets from `first` to before `last`."""
        sent = _range(self._book.assignments["ticket"], first, last)
        critical = _last_arms(self._book, sent, self.end_us)
        parts = [self._of_tasks(_range(self._book.tasks["ticket"], first, last), critical)]
        parts += [*self._of_assignments(sent, critical), self._silences(first, last)]
        every = self._clipped(together(parts))
        path = every.only(every.is_on_path)
        path = _in_order(path, first)
        path = together([path, self._holes(path, first, last)])
        path = _in_order(path, first)
        return together([path, every.only(~every.is_on_path)])

    def _clipped(self, pieces: Pieces) -> Pieces:
        """What of them is within the ticket's life and the run, and has any length."""
        start = np.maximum(pieces.start_us, self.start_us[pieces.ticket])
        end = np.minimum(pieces.end_us, self.end_us[pieces.ticket])
        parts = {part.name: getattr(pieces, part.name) for part in fields(pieces)}
        return Pieces(**(parts | {"start_us": start, "end_us": end})).only(end > start)

    def _of_tasks(self, rows: slice, critical: _LastArms) -> Pieces:
        """Waiting for people, and their work."""
        tasks, horizon_us = self._book.tasks, self._book.horizon_us
        stage = tasks["stage"][rows]
        row = np.flatnonzero(np.isin(stage, list(TASK_STAGES))) + rows.start
        stage, queued, started, resumed, ended, left = (
            tasks[name][row] for name in ("stage", "queued_us", "started_us", "resumed_us", "ended_us", "left_us")
        )
        stop = np.where(ended != NOT_YET, ended, np.where(left != NOT_YET, left, horizon_us))
        has_started = started != NOT_YET
        place, spell = self._earlier(row)
        at = np.searchsorted(row, place)
        # Paused and not taken up again: what would be the last stretch is among the earlier ones.
        put_down = np.zeros(len(row), dtype=np.bool_)
        put_down[at[spell[0] >= resumed[at]]] = True
        again = np.append(spell[0][1:], 0)
        is_last = np.append(at[1:] != at[:-1], True) if len(at) else np.zeros(0, dtype=np.bool_)
        again = np.where(is_last, np.where(put_down[at], stop[at], resumed[at]), again)
        goes_on = has_started & ~put_down
        works = [
            (np.arange(len(row)), queued, np.where(has_started, started, stop), "people"),
            (np.flatnonzero(goes_on), resumed[goes_on], stop[goes_on], "work"),
            (at, spell[0], spell[1], "work"),
            (at, spell[1], again, "people"),
        ]
        return together([self._task_part(row, stage, critical, *part) for part in works])

    def _earlier(self, rows: Column) -> tuple[Column, tuple[Column, Column]]:
        """Row of the task, start and end of each earlier stretch of paused work, in order."""
        place, spells = self._book.work.task_stretches
        mine = np.flatnonzero(np.isin(place, rows))
        mine = mine[np.lexsort((spells.start_us[mine], place[mine]))]
        return place[mine], (spells.start_us[mine], spells.end_us[mine])

    def _task_part(
        self, rows: Column, stages: Column, critical: _LastArms, which: Column, start: Column, end: Column, cause: str
    ) -> Pieces:
        """One piece of some tasks."""
        tasks, row, stage = self._book.tasks, rows[which], stages[which]
        ticket, unit, group, handling = (tasks[name][row] for name in ("ticket", "unit", "group", "handling"))
        again = are(stage, Stage.DISPATCH) & (tasks["visit"][row] > 0)
        codes = np.full(len(Stage), NOT_YET, dtype=np.int64)
        codes[list(TASK_STAGES)] = [CODE_OF[name] for name in TASK_STAGES.values()]
        is_crew = are(stage, Stage.HANDLING)
        place = self.first_place[stage]
        place[is_crew] = self.places.of_unit[unit[is_crew]]
        place = np.where(group == NOT_YET, place, self.places.of_group[group])
        calendar = np.zeros(len(row), dtype=np.int64)
        if cause == "people":
            calendar = self.hours.desk[stage]
            calendar[is_crew] = self.hours.crews[unit[is_crew]]
        last = critical.holds(ticket, handling, tasks["arm"][row])
        return Pieces(
            ticket, start, end, np.where(again, CODE_OF["returned"], codes[stage]), place,
            np.full(len(row), CAUSE_OF[cause]), calendar, handling, np.where(is_crew | again, last, True), is_crew,
        )  # fmt: skip

    def _of_assignments(self, rows: slice, critical: _LastArms) -> list[Pieces]:
        """At units: until they answer, and while others keep them waiting."""
        sent = {name: column[rows] for name, column in self._book.assignments.items()}
        ticket, unit, begun, accepted = (sent[name] for name in ("ticket", "unit", "dispatched_us", "accepted_us"))
        stop = np.where(sent["ended_us"] != NOT_YET, sent["ended_us"], self._book.horizon_us)
        is_right = sent["right"] == 1
        is_delayed, delayed_us = self._book.delays
        answered = np.where(is_right & (accepted != NOT_YET), accepted, stop)
        last = critical.holds(ticket, sent["handling"], sent["arm"])
        outside_calendar = self._outside_calendar[unit, self._book.tickets["type"][ticket]]
        parts = (
            (is_right, begun, answered, "acceptance", "answer", self.hours.office[unit]),
            (~is_right, begun, answered, "returned", "answer", self.hours.office[unit]),
            (is_right & is_delayed[rows], delayed_us[rows], stop, "outside", "outside", outside_calendar),
        )  # fmt: skip
        return [
            Pieces(
                ticket, start, end, np.full(len(ticket), CODE_OF[stage]), self.places.of_unit[unit],
                np.full(len(ticket), CAUSE_OF[cause]), calendar, sent["handling"], last, np.ones(len(ticket), np.bool_),
            ).only(mine)
            for mine, start, end, stage, cause, calendar in parts
        ]  # fmt: skip

    def _silences(self, first: int, last: int) -> Pieces:
        """From the last thing done for a ticket until it goes."""
        tickets = self._book.tickets
        number = np.flatnonzero(tickets["silent_since_us"][first:last] != NOT_YET) + first
        n = len(number)
        return Pieces(
            number, tickets["silent_since_us"][number], self.end_us[number], np.full(n, CODE_OF["silence"]),
            np.full(n, self.places.machine), np.full(n, CAUSE_OF["silence"]), np.full(n, ALWAYS),
            np.maximum(tickets["handlings"][number] - 1, 0), np.ones(n, np.bool_), np.zeros(n, np.bool_),
        )  # fmt: skip

    def _holes(self, path: Pieces, first: int, last: int) -> Pieces:
        """What no log says: a machine dispatches, or a citizen who was not reached is to be called again."""
        tickets = np.arange(first, last)
        before = np.searchsorted(path.ticket, tickets)
        after = np.searchsorted(path.ticket, tickets, side="right")
        ticket = np.insert(path.ticket, after, tickets)
        # One gap in front of each piece, and one at the end of each life.
        start = np.insert(path.end_us, before, self.start_us[first:last])
        end = np.insert(path.start_us, after, self.end_us[first:last])
        if (end < start).any():
            raise AssertionError(f"ticket {int(ticket[end < start][0])} is in two stages at once")
        nothing = np.full(len(tickets), NOT_YET)
        earlier, later = np.insert(path.stage, before, nothing), np.insert(path.stage, after, nothing)
        handling = np.insert(path.handling, after, 0)
        handling[after + np.arange(len(tickets))] = np.insert(path.handling, before, 0)[after + np.arange(len(tickets))]
        some = end > start
        ticket, start, end, earlier, later, handling = (
            column[some] for column in (ticket, start, end, earlier, later, handling)
        )
        at_dispatch = (later == NOT_YET) & are(self._book.tickets["state"][ticket], TicketState.DISPATCH)
        called = (earlier == CODE_OF["follow_up"]) & ((later == earlier) | (later == NOT_YET)) & ~at_dispatch
        stage = np.where(earlier == CODE_OF["returned"], CODE_OF["returned"], CODE_OF["dispatch"])
        return Pieces(
            ticket, start, end, np.where(called, CODE_OF["follow_up"], stage),
            np.where(called, self.first_place[Stage.FOLLOW_UP], self.places.machine),
            np.where(called, CAUSE_OF["retry"], CAUSE_OF["work"]), np.zeros(len(ticket), dtype=np.int64), handling,
            np.ones(len(ticket), np.bool_), np.zeros(len(ticket), np.bool_),
        )  # fmt: skip


def _in_order(path: Pieces, first: int) -> Pieces:
    """By ticket and time; one sort of one key takes a quarter of the time of a sort by two."""
    key = (path.ticket - first).astype(np.int64) << INSTANT_BITS | path.start_us
    return path.only(np.argsort(key, kind="stable"))


def why(pieces: Pieces) -> Column:
    """The cause of the open time of each piece, returns and what follows a reopening put first; number in `CAUSES`."""
    cause = np.where(pieces.handling > 0, CAUSE_OF["reopened"], pieces.cause)
    found: Column = np.where(pieces.stage == CODE_OF["returned"], CAUSE_OF["returned"], cause)
    return found


def _handling_of(ticket: Column, handling: Column) -> Column:
    name: Column = ticket.astype(np.int64) << 12 | handling
    return name


def _last_arms(book: TicketBook, rows: slice, gone_us: Column) -> _LastArms:
    """Which arm of each handling is done last; of several the first, and one that is not done is last."""
    ticket, handling, arm, state, ended = (
        book.assignments[name][rows] for name in ("ticket", "handling", "arm", "state", "ended_us")
    )
    if len(ticket) == 0:
        return _LastArms(np.zeros(0, dtype=np.int64), arm)
    of = _handling_of(ticket, handling)
    is_final = np.append((of[1:] != of[:-1]) | (arm[1:] != arm[:-1]), True)
    of, arm, ticket = of[is_final], arm[is_final], ticket[is_final]
    done = np.where(are(state[is_final], ArmState.HANDLED), ended[is_final], gone_us[ticket])
    order = np.lexsort((-arm, done, of))
    of, arm = of[order], arm[order]
    latest = np.append(of[1:] != of[:-1], True)
    return _LastArms(of[latest], arm[latest])


def _first_places(plan: Plan, places: Places) -> Column:
    """The place of the people who do each `Stage` first; the machine where nobody does."""
    found = np.full(len(Stage), places.machine, dtype=np.int64)
    if plan.tickets is not None:
        for stage in Stage:
            line = int(plan.tickets.task_line[stage].max(initial=NOT_YET))
            if line != NOT_YET:
                found[stage] = places.of_group[np.flatnonzero(plan.preference[line] == 0)[0]]
    return found


def _range(tickets: Column, first: int, last: int) -> slice:
    """The rows of some tickets in a log that is in order of tickets."""
    start, stop = np.searchsorted(tickets, (first, last)).tolist()
    return slice(start, stop)


def together(parts: list[Pieces]) -> Pieces:
    """Some lots of pieces, one after another."""
    return Pieces(*(np.concatenate([getattr(part, name.name) for part in parts]) for name in fields(Pieces)))
