"""Time worked: how long each contact held a person, and when each person was busy.

Work that a shift's end paused lies in several stretches: all but the last stand in the staff log.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.measures.time_sums import Column
from sim.plan.plan import Plan
from sim.rules.codes import NOT_YET, Channel, Outcome, StaffState
from sim.runlog import RunLog


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


def call_groups(plan: Plan) -> Column:
    """Groups whose people may take calls; every group where nobody does (a mere online desk)."""
    phone = np.array([line.channel == Channel.PHONE for line in plan.lines], dtype=bool)
    groups = np.flatnonzero((plan.preference[phone] >= 0).any(axis=0))
    return groups if len(groups) else np.arange(len(plan.groups), dtype=np.int64)


class Work:
    """Working times read from one run's log; each is computed when first asked for."""

    def __init__(self, log: RunLog) -> None:
        self._contacts = log.contacts
        self._staff = log.staff
        self._horizon_us = log.plan.horizon_us

    def staff_spells(self, *states: StaffState) -> Spells:
        """What people in these states really did, from the staff log; absences and lost breaks are not there."""
        staff = self._staff
        rows = np.isin(staff["state"], states) & (staff["start_us"] != NOT_YET)
        start = np.maximum(staff["start_us"][rows], 0)
        end = self._until(staff["end_us"][rows])
        return Spells(staff["person"][rows], staff["group"][rows], start, np.maximum(end, start))

    @cached_property
    def stretches(self) -> tuple[Column, Spells]:
        """The earlier stretches of paused work: row of the contact in the contact log, and the spell."""
        rows = self._staff["state"] == StaffState.STRETCH
        number = self._contacts["contact"]
        order = np.argsort(number, kind="stable")
        contact_row = order[np.searchsorted(number, self._staff["contact"][rows], sorter=order)]
        return contact_row, self.staff_spells(StaffState.STRETCH)

    @cached_property
    def busy(self) -> Spells:
        """Every stretch of time in which a person worked on a call or a message."""
        contacts, horizon_us = self._contacts, self._horizon_us
        rows, paused = self.stretches
        running = (contacts["outcome"] == Outcome.ANSWERED) & (contacts["resumed_us"] != NOT_YET)
        # Paused and not taken up again by the end: the last stretch stands in the staff log already.
        still_paused = rows[paused.start_us >= contacts["resumed_us"][rows]]
        running[still_paused] = False
        start = contacts["resumed_us"][running]
        end = self._until(contacts["wrap_up_end_us"][running])
        return Spells(
            np.concatenate([contacts["person"][running], paused.person]),
            np.concatenate([contacts["group"][running], paused.group]),
            np.concatenate([start, paused.start_us]),
            np.minimum(np.concatenate([end, paused.end_us]), horizon_us),
        )

    @cached_property
    def talk_us(self) -> Column:
        """Time worked on each contact before its talk's end; 0 where the talk has not ended."""
        return self._worked(first_part=True)

    @cached_property
    def wrap_up_us(self) -> Column:
        """Time worked on each contact after its talk's end; 0 where the wrap-up has not ended."""
        return self._worked(first_part=False)

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
