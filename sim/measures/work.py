"""Time worked: how long each contact and each task held a person, and when each person was busy.

Work that a shift's end paused lies in several stretches: all but the last stand in the staff log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column, are
from sim.logs.run_log import RunLog
from sim.measures.phone import Phone
from sim.plans.kept import by_plan
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, Outcome, StaffState, Stage
from sim.statistics.time_sums import sum_by

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Spells:
    """Stretches of time of people: shape (spells,) each; ends beyond the run are at the horizon."""

    person: Column
    group: Column
    start_us: Column
    end_us: Column

    def only(self, mine: Flags) -> Spells:
        """Some of them."""
        return Spells(self.person[mine], self.group[mine], self.start_us[mine], self.end_us[mine])

    @property
    def length_us(self) -> Column:
        """Length of each."""
        return self.end_us - self.start_us


@by_plan
def operator_groups(plan: Plan) -> Column:
    """Groups of operators: those that are neither a desk nor the crews of a unit."""
    others = {*plan.scenario.desks, *plan.unit_names}
    return np.array([i for i, name in enumerate(plan.group_names) if name not in others], dtype=np.int64)


@by_plan
def call_groups(plan: Plan) -> Column:
    """Groups whose people may take calls; every group of operators where nobody does (a mere online desk)."""
    phone = np.array([line.stage == Stage.CALL for line in plan.lines], dtype=bool)
    groups = np.flatnonzero((plan.preference[phone] >= 0).any(axis=0))
    return groups if len(groups) else operator_groups(plan)


def are_of(group: Column, groups: Column) -> Flags:
    """Which rows are of some groups, given the group of each; those that have none, NOT_YET, are not."""
    flags: Flags
    if len(groups) == 1:
        flags = group == groups[0]
        return flags
    among = np.zeros(max(int(group.max(initial=0)), int(groups.max(initial=0))) + 2, dtype=np.bool_)
    among[groups] = True
    flags = among[group]
    return flags


class GroupTimes(NamedTuple):
    """Time of the people of each group within the run, in whole microseconds; shape (groups,) each.

    On duty (overrun included), on breaks, off the phone, and at work on contacts and tickets.
    """

    duty_us: Column
    break_us: Column
    off_phone_us: Column
    busy_us: Column

    @property
    def ready_us(self) -> Column:
        """Time at the desk: on duty, less breaks and time off the phone."""
        return self.duty_us - self.break_us - self.off_phone_us


class Work:
    """Working times read from one run's log, whose rows are in order; each is computed when first asked for."""

    def __init__(self, log: RunLog) -> None:
        self._contacts = log.contacts
        self._tasks = log.tasks
        self._staff = log.staff
        self._horizon_us = log.plan.horizon_us
        self._groups = len(log.plan.group_names)
        self._staff_spells: dict[StaffState, Spells] = {}

    @cached_property
    def phone(self) -> Phone:
        """The phone contacts of the run."""
        return Phone.of(self._contacts, self._horizon_us)

    @cached_property
    def of_groups(self) -> GroupTimes:
        """How long the people of each group were on duty, away and at work: every table of people reads it here."""
        return GroupTimes(
            duty_us=self._sums([self.staff_spells(StaffState.ON_DUTY)]),
            break_us=self._sums([self.staff_spells(StaffState.BREAK)]),
            off_phone_us=self._sums([self.staff_spells(StaffState.OFF_PHONE)]),
            busy_us=self._sums(self.busy(np.arange(self._groups))),
        )

    def _sums(self, parts: Iterable[Spells]) -> Column:
        """Time of some spells by group."""
        sums: Column = np.zeros(self._groups, dtype=np.int64)
        for spells in parts:
            sums += sum_by(spells.group, spells.length_us, self._groups)
        return sums

    def staff_spells(self, state: StaffState) -> Spells:
        """What people in this state really did, from the staff log; absences and lost breaks are not there."""
        if state not in self._staff_spells:
            staff = self._staff
            self._staff_spells[state] = self._spells(are(staff["state"], state) & (staff["start_us"] != NOT_YET))
        return self._staff_spells[state]

    def _spells(self, rows: Flags) -> Spells:
        staff = self._staff
        start = np.maximum(staff["start_us"][rows], 0)
        end = self._until(staff["end_us"][rows])
        return Spells(staff["person"][rows], staff["group"][rows], start, np.maximum(end, start))

    @cached_property
    def stretches(self) -> tuple[Column, Spells]:
        """The earlier stretches of paused messages: row of the contact in the contact log, and the spell."""
        return self._paused("contact", self._contacts["contact"])

    @cached_property
    def task_stretches(self) -> tuple[Column, Spells]:
        """The earlier stretches of paused work on tickets: row of the task in the task log, and the spell."""
        return self._paused("task", self._tasks["task"])

    def _paused(self, name: str, number: Column) -> tuple[Column, Spells]:
        staff = self._staff
        rows = are(staff["state"], StaffState.STRETCH) & (staff[name] != NOT_YET)
        if not np.count_nonzero(rows):
            nothing = np.empty(0, dtype=np.int64)
            return nothing, Spells(nothing, nothing, nothing, nothing)
        place = np.searchsorted(number, staff[name][rows])
        return place, self._spells(rows & (staff["start_us"] != NOT_YET))

    def busy(self, groups: Column) -> Iterator[Spells]:
        """Every stretch of time in which a person of some groups worked: on contacts, then on tickets.

        One part after the other and never kept: with millions of calls they would take much memory.
        """
        for rows, taken, end, (_, paused) in (
            (self._contacts, self._answered, "wrap_up_end_us", self.stretches),
            (self._tasks, self._started, "ended_us", self.task_stretches),
        ):
            if not len(taken):
                continue
            last = taken & are_of(rows["group"], groups)
            yield Spells(
                rows["person"][last], rows["group"][last], rows["resumed_us"][last], self._until(rows[end][last])
            )
            if len(paused.person):
                yield paused.only(are_of(paused.group, groups))

    @cached_property
    def _answered(self) -> Flags:
        """Contacts whose last stretch of work does not stand in the staff log."""
        return self._in_hand(self._contacts, are(self._contacts["outcome"], Outcome.ANSWERED), self.stretches)

    @cached_property
    def _started(self) -> Flags:
        """The same of tasks."""
        return self._in_hand(self._tasks, self._tasks["started_us"] != NOT_YET, self.task_stretches)

    def _in_hand(self, rows: dict[str, Column], taken: Flags, earlier: tuple[Column, Spells]) -> Flags:
        """Work that came to its end in the stretch that its own row tells, or is in hand at the end of the run."""
        running: Flags = taken & (rows["resumed_us"] != NOT_YET)
        place, paused = earlier
        # Paused and not taken up again by the end: the last stretch stands in the staff log already.
        running[place[paused.start_us >= rows["resumed_us"][place]]] = False
        return running

    @cached_property
    def talk_us(self) -> Column:
        """Time worked on each contact before its talk's end; 0 where the talk has not ended."""
        return self._worked(first_part=True)

    @cached_property
    def wrap_up_us(self) -> Column:
        """Time worked on each contact after its talk's end; 0 where the wrap-up has not ended."""
        return self._worked(first_part=False)

    @cached_property
    def task_us(self) -> Column:
        """Time worked on each task; 0 where it has not ended."""
        tasks = self._tasks
        ended = tasks["ended_us"] != NOT_YET
        worked = np.where(ended, tasks["ended_us"] - tasks["resumed_us"], 0)
        rows, paused = self.task_stretches
        np.add.at(worked, rows, np.where(ended[rows], paused.length_us, 0))
        return worked

    def _worked(self, first_part: bool) -> Column:
        contacts = self._contacts
        talk_end = contacts["talk_end_us"]
        ended = (talk_end if first_part else contacts["wrap_up_end_us"]) != NOT_YET
        start, end = _part(contacts["resumed_us"], contacts["wrap_up_end_us"], talk_end, first_part)
        worked = np.where(ended, np.maximum(end - start, 0), 0)
        rows, paused = self.stretches
        if len(rows):
            start, end = _part(paused.start_us, paused.end_us, talk_end[rows], first_part)
            np.add.at(worked, rows, np.where(ended[rows], np.maximum(end - start, 0), 0))
        return worked

    def _until(self, end_us: Column) -> Column:
        return np.minimum(np.where(end_us == NOT_YET, self._horizon_us, end_us), self._horizon_us)


def _part(start_us: Column, end_us: Column, talk_end_us: Column, first_part: bool) -> tuple[Column, Column]:
    """The part of [start, end) before the talk's end, or after it; `end` is not needed before an open wrap-up."""
    if first_part:
        end_us = np.where(end_us == NOT_YET, talk_end_us, np.minimum(end_us, talk_end_us))
        return start_us, end_us
    return np.maximum(start_us, talk_end_us), end_us
