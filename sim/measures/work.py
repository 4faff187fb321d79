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

from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.plan.plan import Plan
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

    def of_groups(self, groups: Column) -> Spells:
        """Those of some groups."""
        mine = np.isin(self.group, groups)
        return Spells(self.person[mine], self.group[mine], self.start_us[mine], self.end_us[mine])

    @property
    def length_us(self) -> Column:
        """Length of each."""
        return self.end_us - self.start_us


def operator_groups(plan: Plan) -> Column:
    """Groups of operators: those that are neither a desk nor the crews of a unit."""
    others = {*plan.scenario.desks, *plan.unit_names}
    return np.array([i for i, name in enumerate(plan.group_names) if name not in others], dtype=np.int64)


def call_groups(plan: Plan) -> Column:
    """Groups whose people may take calls; every group of operators where nobody does (a mere online desk)."""
    phone = np.array([line.stage == Stage.CALL for line in plan.lines], dtype=bool)
    groups = np.flatnonzero((plan.preference[phone] >= 0).any(axis=0))
    return groups if len(groups) else operator_groups(plan)


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
        self._groups = np.arange(len(log.plan.group_names))

    @cached_property
    def of_groups(self) -> GroupTimes:
        """How long the people of each group were on duty, away and at work: every table of people reads it here."""
        return GroupTimes(
            duty_us=self._sums([self.staff_spells(StaffState.ON_DUTY)]),
            break_us=self._sums([self.staff_spells(StaffState.BREAK)]),
            off_phone_us=self._sums([self.staff_spells(StaffState.OFF_PHONE)]),
            busy_us=self._sums(self.busy(self._groups)),
        )

    def _sums(self, parts: Iterable[Spells]) -> Column:
        """Time of some spells by group."""
        sums: Column = np.zeros(len(self._groups), dtype=np.int64)
        for spells in parts:
            sums += sum_by(spells.group, spells.length_us, len(self._groups))
        return sums

    def staff_spells(self, *states: StaffState) -> Spells:
        """What people in these states really did, from the staff log; absences and lost breaks are not there."""
        staff = self._staff
        return self._spells(np.isin(staff["state"], states) & (staff["start_us"] != NOT_YET))

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
        rows = (staff["state"] == StaffState.STRETCH) & (staff[name] != NOT_YET)
        place = np.searchsorted(number, staff[name][rows])
        return place, self._spells(rows & (staff["start_us"] != NOT_YET))

    def busy(self, groups: Column) -> Iterator[Spells]:
        """Every stretch of time in which a person of some groups worked: on contacts, then on tickets.

        One part after the other and never kept: with millions of calls they would take much memory.
        """
        answered = self._contacts["outcome"] == Outcome.ANSWERED
        yield self._last_stretches(self._contacts, groups, answered, "wrap_up_end_us", self.stretches)
        yield self.stretches[1].of_groups(groups)
        started = self._tasks["started_us"] != NOT_YET
        yield self._last_stretches(self._tasks, groups, started, "ended_us", self.task_stretches)
        yield self.task_stretches[1].of_groups(groups)

    def _last_stretches(
        self, rows: dict[str, Column], groups: Column, taken: Flags, end: str, earlier: tuple[Column, Spells]
    ) -> Spells:
        """The stretch in which each work came to its end, or is in hand at the end of the run."""
        running = taken & (rows["resumed_us"] != NOT_YET) & np.isin(rows["group"], groups)
        place, paused = earlier
        # Paused and not taken up again by the end: the last stretch stands in the staff log already.
        running[place[paused.start_us >= rows["resumed_us"][place]]] = False
        return Spells(
            rows["person"][running],
            rows["group"][running],
            rows["resumed_us"][running],
            self._until(rows[end][running]),
        )

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
