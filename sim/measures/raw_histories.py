"""A run's raw rows as its identities look at them, by other computations than the measures use; each is found once."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import compiled, is_compiled
from sim.logs.columns import Column, are
from sim.logs.run_log import RunLog
from sim.measures.ticket_identities import sweep
from sim.rules.codes import NOT_YET, Channel, Outcome, StaffState
from sim.statistics.time_sums import exact_sum, sum_by

Flags = npt.NDArray[np.bool_]
MOST_COUNTED = 1 << 20
"""People up to whom they are put in order by counting."""


class Spells(NamedTuple):
    """Stretches of time of people, shape (spells,) each; work and duty in order of person, start and end."""

    person: Column
    start_us: Column
    end_us: Column


class Queue(NamedTuple):
    """One channel's contacts and their queue.

    Attributes
    ----------
    attempts
        How many contacts there are.
    area_us, lowest
        Integral and lowest value of the number waiting.
    waits_us, open_us
        Sum of the waits, and the part of it that those have who wait at the end.
    """

    attempts: int
    area_us: int
    lowest: int
    waits_us: int
    open_us: int


class Kind(NamedTuple):
    """One kind of work.

    Attributes
    ----------
    rows
        Its log.
    number, began, ended
        The columns of its number, its start and its end.
    is_paused
        Which of it was ever put down.
    lies
        Which was put down and not taken up again: the staff log holds its last stretch.
    """

    rows: dict[str, Column]
    number: str
    began: str
    ended: str
    is_paused: Flags
    lies: Flags

    def until(self, instant: str, horizon_us: int) -> Column:
        """When something happened, the end of the run where it has not."""
        return np.where(self.rows[instant] == NOT_YET, horizon_us, self.rows[instant])


class Histories:
    """The raw rows of one run."""

    def __init__(self, log: RunLog) -> None:
        self.log = log
        self._staff_until = np.where(log.staff["end_us"] == NOT_YET, log.plan.horizon_us, log.staff["end_us"])

    @cached_property
    def queues(self) -> dict[Channel, Queue]:
        """The queue of each channel."""
        return {channel: self._queue(channel) for channel in Channel}

    def _queue(self, channel: Channel) -> Queue:
        c, horizon_us = self.log.contacts, self.log.plan.horizon_us
        mine = are(c["channel"], channel)
        attempts = int(np.count_nonzero(mine))
        if attempts == 0:
            return Queue(0, 0, 0, 0, 0)
        rows = mine & (c["queued_us"] != NOT_YET)
        start, out = c["queued_us"][rows], np.maximum(c["answered_us"][rows], c["left_us"][rows])
        out = np.where(out == NOT_YET, horizon_us, out)
        area_us, lowest = sweep(start, out)
        still = c["queued_us"][mine & are(c["outcome"], Outcome.WAITING)]
        return Queue(attempts, area_us, lowest, exact_sum(out - start), exact_sum(horizon_us - still))

    @cached_property
    def _put_down(self) -> Flags:
        return are(self.log.staff["state"], StaffState.STRETCH)

    @cached_property
    def stretches(self) -> Spells:
        """Every stretch of work that was put down."""
        return self._of_staff(self._put_down)

    def _of_staff(self, rows: Flags) -> Spells:
        staff = self.log.staff
        return Spells(staff["person"][rows], staff["start_us"][rows], self._staff_until[rows])

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Contacts and tasks, as far as there are any."""
        logs = (
            (self.log.contacts, "contact", "answered_us", "wrap_up_end_us"),
            (self.log.tasks, "task", "started_us", "ended_us"),
        )
        return tuple(self._kind(*one) for one in logs if len(one[0][one[1]]))

    def _kind(self, rows: dict[str, Column], number: str, began: str, ended: str) -> Kind:
        put_down = self._put_down & (self.log.staff[number] != NOT_YET)
        if not np.count_nonzero(put_down):
            never = np.zeros(len(rows[number]), dtype=np.bool_)
            return Kind(rows, number, began, ended, never, never)
        is_paused = np.isin(rows[number], self.log.staff[number][put_down])
        return Kind(rows, number, began, ended, is_paused, self._lies(rows, number, put_down))

    def _lies(self, work: dict[str, Column], number: str, put_down: Flags) -> Flags:
        staff = self.log.staff
        starts, numbers = (np.unique(staff[column][put_down]) for column in ("start_us", number))
        rows = np.flatnonzero(_are_among(starts, work["resumed_us"]))
        rows = rows[_are_among(numbers, work[number][rows])]

        def pair(number: Column, start_us: Column) -> Column:
            """One number for work and start, so that pairs can be looked up."""
            pairs: Column = np.searchsorted(numbers, number) * len(starts) + np.searchsorted(starts, start_us)
            return pairs

        lies = np.zeros(len(work[number]), dtype=np.bool_)
        stretches = pair(staff[number][put_down], staff["start_us"][put_down])
        lies[rows] = np.isin(pair(work[number][rows], work["resumed_us"][rows]), stretches)
        return lies

    @cached_property
    def _span_us(self) -> int:
        """More than any instant at which somebody begins or ends anything, so that numbers of two people are apart."""
        instants = [self.log.staff["start_us"], self._staff_until]
        instants += [kind.rows[name] for kind in self.kinds for name in ("resumed_us", kind.ended)]
        return max(self.log.plan.horizon_us, *(int(column.max(initial=0)) for column in instants)) + 1

    @property
    def work(self) -> Spells:
        """Every stretch of work; one that the staff log and another log both hold counts once."""
        return self._work_and_starts[0]

    @cached_property
    def _work_and_starts(self) -> tuple[Spells, Column]:
        """The same, and one number for the person and the start of each."""
        parts = [self.stretches]
        for kind in self.kinds:
            last = (kind.rows[kind.began] != NOT_YET) & ~kind.lies
            end = kind.rows[kind.ended][last]
            end = np.where(end == NOT_YET, self.log.plan.horizon_us, end)
            parts.append(Spells(kind.rows["person"][last], kind.rows["resumed_us"][last], end))
        return _in_order(Spells(*(np.concatenate(columns) for columns in zip(*parts, strict=True))), self._span_us)

    @cached_property
    def busy_us(self) -> Column:
        """Time in which each person has something in hand, counted once whatever it is; shape (people,)."""
        work, start = self._work_and_starts
        people = int(work.person.max(initial=-1)) + 1
        end = one_number(work.person, work.end_us, self._span_us)
        # What a person has had in hand before reaches to the latest end so far; of a person before, not to this one.
        reached = np.zeros(len(end), dtype=np.int64)
        np.maximum.accumulate(end[:-1], out=reached[1:])
        busy = np.maximum(end - np.maximum(start, reached), 0)
        return sum_by(work.person, busy, people)

    @cached_property
    def duty(self) -> Spells:
        """Times on duty, in order."""
        found = self._of_staff(self._on_duty)
        spells, _ = _in_order(found._replace(end_us=np.maximum(found.end_us, found.start_us)), self._span_us)
        return spells

    @cached_property
    def rostered(self) -> Spells:
        """Times on duty up to the rostered end: after it nobody takes anything new."""
        found = self._of_staff(self._on_duty)
        end_us = np.minimum(found.end_us, self.log.staff["planned_end_us"][self._on_duty])
        return Spells(found.person, found.start_us, np.maximum(end_us, found.start_us))

    @cached_property
    def _on_duty(self) -> Flags:
        flags: Flags = are(self.log.staff["state"], StaffState.ON_DUTY) & (self.log.staff["start_us"] != NOT_YET)
        return flags

    @cached_property
    def breaks(self) -> Spells:
        """Times in which people were on a break or off the phone."""
        staff = self.log.staff
        away = are(staff["state"], StaffState.BREAK) | are(staff["state"], StaffState.OFF_PHONE)
        return self._of_staff(away & (staff["start_us"] != NOT_YET))

    def work_during(self, spells: Spells) -> Column:
        """How many of a person's own spells are under way when a work of theirs starts: ends and starts come first."""
        starts = self._work_and_starts[1]
        if len(spells.person) == 0:
            return np.zeros(len(starts), dtype=np.int64)
        begun, ended = (one_number(spells.person, np.maximum(us, 0), self._span_us) for us in spells[1:])
        changes = np.concatenate([begun, ended])
        order = np.argsort(changes, kind="stable")
        number = np.concatenate([[0], np.cumsum(np.where(order < len(begun), 1, -1))])
        # Work is in order, too, so each number holds from the first work that begins no sooner up to the next change.
        edges = np.concatenate([[0], np.searchsorted(starts, changes[order]), [len(starts)]])
        return np.repeat(number, edges[1:] - edges[:-1])


def _in_order(spells: Spells, span_us: int) -> tuple[Spells, Column]:
    """Stretches in their order, which is found once: a year has millions, and each sweep walks along it.

    And one number for the person and the start of each.
    """
    person, start_us, end_us = spells
    # Most begin one thing after the other as logs tell them.
    order = _by_person(person)
    key = one_number(person, np.maximum(start_us, 0), span_us)[order]
    if np.count_nonzero(key[1:] <= key[:-1]):
        again = np.lexsort((end_us[order], key))
        order, key = order[again], key[again]
    return Spells(person[order], start_us[order], end_us[order]), key


def _by_person(person: Column) -> Column:
    """The stable order of people by their numbers."""
    first, last = int(person.min(initial=0)), int(person.max(initial=0))
    if last - first > MOST_COUNTED or not is_compiled():
        return np.argsort(person, kind="stable")
    return _counted_order(person, first, last - first + 1)


@compiled
def _counted_order(numbers: Column, first: int, count: int) -> Column:
    """The stable order of numbers, by counting how many of each there are."""
    free = np.zeros(count + 1, dtype=np.int64)
    for number in numbers:
        free[number - first + 1] += 1
    for place in range(1, count):
        free[place] += free[place - 1]
    order = np.empty(numbers.size, dtype=np.int64)
    for row in range(numbers.size):
        place = numbers[row] - first
        order[free[place]] = row
        free[place] += 1
    return order


def one_number(person: Column, time_us: Column, span_us: int) -> Column:
    """One number for a person and an instant; the numbers of two people are `span_us` apart."""
    return person.astype(np.int64) * span_us + time_us


def _are_among(some: Column, values: Column) -> Flags:
    """Which values are among some, which are in order."""
    if len(some) == 0:
        return np.zeros(len(values), dtype=np.bool_)
    found: Flags = some[np.minimum(np.searchsorted(some, values), len(some) - 1)] == values
    return found
