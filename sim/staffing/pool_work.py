"""The work of each pool in one run: when each piece of it could have been begun, and until when it was there.

A pool is a group of operators, a desk, or the crews of a unit. Its work is what its people took, and what was left
undone that would have come to them first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.work import Work, call_groups
from sim.plans.expectations import nobody_there, windows_of
from sim.plans.kept import by_plan
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, Channel, Outcome, StaffState, Stage

Flags = npt.NDArray[np.bool_]
TURNS: Final = 3
"""A window and the hours of a pool open in turns: after so many an instant in both is found, if there is one soon."""


class Hours(NamedTuple):
    """When a pool works: starts and ends, in order."""

    open_us: Column
    close_us: Column

    def next_open(self, instants_us: Column, never_us: int) -> Column:
        """The first instant of these hours from each one on; `never_us` where they are over."""
        if not len(self.open_us):
            return np.full(len(instants_us), never_us, dtype=np.int64)
        place = np.searchsorted(self.close_us, instants_us, side="right")
        last = len(self.open_us) - 1
        found = np.maximum(instants_us, self.open_us[np.minimum(place, last)])
        return np.where(place > last, never_us, found)


@dataclass(frozen=True)
class PoolItems:
    """Calls, messages and tasks of one group; shape (items,) each, in the order in which they could be begun.

    Attributes
    ----------
    ready_us
        When it came to the group, or its window and the group's hours opened.
    out_us
        When it was done or left; at the horizon if it is still there. Work that somebody ends after the end of a shift
        is over with the shift: it takes nobody's place.
    is_held
        Whether it came while it could not be begun, and waited for hours or a window first.
    is_call
        Whether a caller waits, who may give up.
    done
        Whether it was begun.
    wait_us
        From when it could be begun until it was, or it left.
    worked_us
        Time worked on it; `NOT_YET` if that has not ended.
    """

    ready_us: Column
    out_us: Column
    is_held: Flags
    is_call: Flags
    done: Flags
    wait_us: Column
    worked_us: Column

    def in_house(self, at_us: Column) -> Column:
        """How many there are just before some instants, what comes at the same one not counted."""
        come = np.searchsorted(self.ready_us, at_us, side="left")
        return np.asarray(come - np.searchsorted(np.sort(self.out_us), at_us, side="right"))

    def found(self) -> Column:
        """How many each one finds as it comes: those that came before it, if at the same instant, and are there."""
        gone = np.searchsorted(np.sort(self.out_us), self.ready_us, side="right")
        # What has no length at all leaves as it comes, and is not there for what comes with it.
        return np.asarray(np.maximum(np.arange(len(self.ready_us)) - gone, 0))

    def found_by_calls(self) -> Column:
        """The same, other work that only waits left out: a call goes before it."""
        begun_us = np.where(self.done, self.ready_us + self.wait_us, self.out_us)
        waiting = ~self.is_call
        behind = np.searchsorted(self.ready_us[waiting], self.ready_us, side="right") - np.searchsorted(
            np.sort(begun_us[waiting]), self.ready_us, side="right"
        )
        return np.maximum(self.found() - behind, 0)


@by_plan
def hours_of(plan: Plan) -> tuple[Hours, ...]:
    """When each group works: as it is rostered; those that take calls also while nobody does and calls may come."""
    roster, groups = plan.roster, range(len(plan.group_names))
    group = plan.person_group[roster.duty_person]
    nobody = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    on_calls = np.isin(groups, call_groups(plan))
    if any(stream.channel == Channel.PHONE for stream in plan.streams):
        nobody = nobody_there(plan, on_calls)
    found = []
    for number in groups:
        spells = [(roster.duty_start_us[group == number], roster.duty_end_us[group == number])]
        spells += [nobody] if on_calls[number] else []
        start_us, end_us = (np.concatenate(ends) for ends in zip(*spells, strict=True))
        found.append(_joined(start_us, end_us, plan))
    return tuple(found)


def _joined(start_us: Column, end_us: Column, plan: Plan) -> Hours:
    """Spells that overlap or touch as one, within the run."""
    start, end = (np.clip(ends, plan.calendar.begin_us, plan.horizon_us) for ends in (start_us, end_us))
    order = np.argsort(start, kind="stable")
    start, until = start[order], np.maximum.accumulate(end[order])
    if not len(start):
        return Hours(start, until)
    is_first = np.concatenate([[True], start[1:] > until[:-1]])
    return Hours(start[is_first], until[np.concatenate([is_first[1:], [True]])])


def items_of(log: RunLog, hours: tuple[Hours, ...]) -> tuple[PoolItems, ...]:
    """The work of each group in a run.

    Parameters
    ----------
    log
        The run.
    hours
        When each group works, as `hours_of` gives them of the scenario's own plan.
    """
    plan, work = log.plan, Work(log)
    parts = [_contacts(log, work), _tasks(log, work)]
    line, queued, begun, out, group, person, is_call, worked, resumed = (
        np.concatenate(columns) for columns in zip(*parts, strict=True)
    )
    horizon_us = plan.horizon_us
    group = np.where(group == NOT_YET, _first_choice(plan, line, queued, hours), group)
    out = np.where(out == NOT_YET, horizon_us, out)
    out = np.minimum(out, _shift_end(log, person, resumed, horizon_us))
    found = []
    for number in range(len(plan.group_names)):
        mine = np.flatnonzero(group == number)
        ready = _ready(plan, line[mine], queued[mine], hours[number])
        done = begun[mine] != NOT_YET
        ready = np.where(done, np.minimum(ready, begun[mine]), ready)
        kept = ready < horizon_us
        order = np.argsort(ready[kept], kind="stable")
        mine, ready, done = mine[kept][order], ready[kept][order], done[kept][order]
        stop = np.where(done, begun[mine], out[mine])
        found.append(
            PoolItems(
                ready_us=ready,
                out_us=np.maximum(out[mine], ready),
                is_held=ready > queued[mine],
                is_call=is_call[mine],
                done=done,
                wait_us=np.maximum(stop - ready, 0),
                worked_us=worked[mine],
            )
        )
    return tuple(found)


def _contacts(log: RunLog, work: Work) -> tuple[Column, ...]:
    """Line, instants, group, person, whether it is a call, time worked, and start of the last stretch."""
    rows = log.contacts
    mine = rows["queued_us"] != NOT_YET
    channel, answered = rows["channel"][mine], rows["outcome"][mine] == Outcome.ANSWERED
    ended = rows["wrap_up_end_us"][mine]
    worked = np.where(ended != NOT_YET, (work.talk_us + work.wrap_up_us)[mine], NOT_YET)
    return (
        log.plan.line_of[channel, rows["type"][mine]],
        rows["queued_us"][mine],
        np.where(answered, rows["answered_us"][mine], NOT_YET),
        np.where(answered, ended, rows["left_us"][mine]),
        np.where(answered, rows["group"][mine], NOT_YET).astype(np.int64),
        rows["person"][mine].astype(np.int64),
        channel == Channel.PHONE,
        worked,
        np.where(answered, rows["resumed_us"][mine], NOT_YET),
    )


def _tasks(log: RunLog, work: Work) -> tuple[Column, ...]:
    """The same of tasks of tickets."""
    rows, part = log.tasks, log.plan.tickets
    if part is None or not len(rows["task"]):
        nothing = np.empty(0, dtype=np.int64)
        return (*[nothing] * 6, nothing.astype(np.bool_), nothing, nothing)
    stage, urgency = rows["stage"], rows["class"]
    at_unit = stage == Stage.HANDLING
    line = np.where(at_unit, part.unit_line[rows["unit"], urgency], part.task_line[stage, urgency])
    begun, ended = rows["started_us"], rows["ended_us"]
    return (
        line,
        rows["queued_us"],
        begun,
        np.where(ended != NOT_YET, ended, rows["left_us"]),
        np.where(begun != NOT_YET, rows["group"], NOT_YET).astype(np.int64),
        rows["person"].astype(np.int64),
        np.zeros(len(line), dtype=np.bool_),
        np.where(ended != NOT_YET, work.task_us, NOT_YET),
        rows["resumed_us"],
    )


def _first_choice(plan: Plan, line: Column, queued_us: Column, hours: tuple[Hours, ...]) -> Column:
    """Which group each would have come to first, of those that work then; of all that may take it if none does."""
    found = np.full(len(line), NOT_YET, dtype=np.int64)
    for number in np.unique(line).tolist():
        mine = np.flatnonzero(line == number)
        able = np.flatnonzero(plan.preference[number] >= 0)
        able = able[np.argsort(plan.preference[number][able], kind="stable")]
        if not len(able):
            continue
        found[mine] = able[0]
        for group in able[::-1].tolist():
            is_there = hours[group].next_open(queued_us[mine], plan.horizon_us) == queued_us[mine]
            found[mine[is_there]] = group
    return found


def _ready(plan: Plan, line: Column, queued_us: Column, hours: Hours) -> Column:
    """When each could have been begun: in the window of its line and in the hours of its group."""
    ready = hours.next_open(queued_us, plan.horizon_us)
    for number in np.unique(line).tolist():
        if not plan.lines[number].has_window:
            continue
        window, mine = Hours(*windows_of(plan, number)), line == number
        for _ in range(TURNS):
            ready[mine] = hours.next_open(window.next_open(ready[mine], plan.horizon_us), plan.horizon_us)
    return ready


def _shift_end(log: RunLog, person: Column, resumed_us: Column, horizon_us: int) -> Column:
    """When the shift ends in which each was worked on last; the horizon where nobody works on it."""
    staff = log.staff
    on_duty = staff["state"] == StaffState.ON_DUTY
    order = np.lexsort((staff["planned_start_us"][on_duty], staff["person"][on_duty]))
    who, start, end = (
        staff[name][on_duty][order].astype(np.int64) for name in ("person", "planned_start_us", "planned_end_us")
    )
    found = np.full(len(person), horizon_us, dtype=np.int64)
    worked = np.flatnonzero(resumed_us != NOT_YET)
    if not len(worked) or not len(who):
        return found
    span = horizon_us + 1
    key = who * span + np.clip(start, 0, horizon_us)
    place = np.searchsorted(key, person[worked] * span + resumed_us[worked], side="right") - 1
    mine = (place >= 0) & (who[np.maximum(place, 0)] == person[worked])
    found[worked[mine]] = np.maximum(end[place[mine]], resumed_us[worked[mine]])
    return found
