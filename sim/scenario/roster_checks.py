"""Contradictions within a group, desk or unit: people, shifts, breaks, rotations and the work they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sim.calendar.lengths import DAY_US, HOUR_US
from sim.scenario.demand import asked_types, skills_of, taken_types
from sim.scenario.horizon import horizon_days, outside_horizon, without_effect
from sim.scenario.messages import Problem
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Group, Pause, Shift, Staff, StaffException
from sim.scenario.schema_units import Unit
from sim.scenario.spelling import did_you_mean
from sim.scenario.stages import needs_crew, people_stages, staff_of, ticket_types
from sim.scenario.units import say_clock, say_duration
from sim.scenario.yaml_reader import KeyPath

LONGEST_SHIFT_US: Final = 16 * HOUR_US


def roster_problems(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong or odd in each group of operators, each desk and each unit."""
    for here, group in staff_of(scenario):
        if not isinstance(group, Unit) or needs_crew(group):
            yield from _staffed(here, group)
        yield from _shift_names(here, group)
        yield from _exceptions(scenario, here, group)
        yield from _people_of_shifts(here, group)
        for label, shift in group.shifts.items():
            yield from _shift(here, label, group, shift)
        yield from _group_breaks(here, group)
        if group.shift_end == "pause" and not isinstance(group, Unit):
            yield from _pause(scenario, here, group)


def work_law_problems(scenario: Scenario) -> Iterator[Problem]:
    """Work that a group of operators takes without saying how long it lasts; only known once the types are."""
    for name, group in scenario.operators.items():
        yield from _work_laws(scenario, ("operators", name), group)


def _pause(scenario: Scenario, here: KeyPath, group: Staff) -> Iterator[Problem]:
    """Work that is put down at a shift's end is no call."""
    messages = isinstance(group, Group) and any(skill.channel == "online" for skill in skills_of(group))
    stages = [stage for stage in people_stages(scenario.tickets) if here[-1] in stage.by]
    if not messages and not any(stage.may_be_paused for stage in stages):
        text = "only messages can be paused: calls are finished, so this group works as with 'finish'"
        yield Problem((*here, "shift_end"), text, only_odd=True)


def _staffed(here: KeyPath, group: Staff) -> Iterator[Problem]:
    heads = sum(shift.staff for shift in group.shifts.values()) + sum(e.staff for e in group.exceptions)
    rotation = group.rotation
    if rotation is not None:
        heads += sum(rotation.crews.values())
        if not rotation.cycle:
            yield Problem((*here, "rotation", "cycle"), "is empty: list the names of shifts, or 'off', one per day")
    if not heads and group.staff_file is None and group.roster_file is None:
        right = "give a shift its 'staff', or a 'rotation', a 'staff_file' or a 'roster_file'"
        yield Problem(here, f"nobody ever works here: {right}")
    if group.roster_file is not None:
        yield from _roster_file((*here, "roster_file"), group)


def _roster_file(path: KeyPath, group: Staff) -> Iterator[Problem]:
    """People by name are nobody's copies, and their shifts have clock times."""
    if not group.shifts:
        yield Problem(path, "names shifts, but the group has none: give 'shifts' with their 'start' and 'end'")
    if isinstance(group, Unit) and group.copies > 1:
        text = f"is of people by name, but there are {group.copies} copies of the unit: write each unit by itself"
        yield Problem(path, text)


def _work_laws(scenario: Scenario, here: KeyPath, group: Group) -> Iterator[Problem]:
    """Work a group takes without saying how long it lasts."""
    calls = {name for s in scenario.demand.values() if s.channel == "phone" for name in asked_types(s)}
    if (
        scenario.tickets is not None
        and scenario.tickets.chase_up is not None
        and scenario.tickets.chase_up.talk is None
    ):
        calls |= set(ticket_types(scenario))
    spoken = {name for name, own in group.by_type.items() if own.talk is not None}
    silent = sorted(taken_types(group, "phone", calls) - spoken)
    if silent and group.talk is None:
        right = "give it, such as talk: {law: exponential, mean: 150 s}"
        yield Problem(here, f"takes calls of type '{silent[0]}' but has no 'talk': {right}")
    channels = [skill.channel for skill in group.skills or ()]
    if "online" in channels and group.online is None:
        right = "give it, such as online: {work: {law: exponential, mean: 5 min}}"
        path = (*here, "skills", channels.index("online"))
        yield Problem(path, f"takes messages, but the group has no 'online': {right}")


def _shift_names(here: KeyPath, group: Staff) -> Iterator[Problem]:
    rotation = group.rotation
    named: list[tuple[KeyPath, str]] = [
        ((*here, "exceptions", i, "shift"), exception.shift) for i, exception in enumerate(group.exceptions)
    ]
    if rotation is not None:
        named += [((*here, "rotation", "cycle", i), shift) for i, shift in enumerate(rotation.cycle) if shift != "off"]
        for label in group.shifts:
            path: KeyPath = (*here, "shifts", label)
            if label == "off":
                yield Problem(path, "a shift cannot be called 'off': in a rotation that is a free day")
            elif group.shifts[label].staff:
                text = "its own 'staff' works besides the crews of the rotation"
                yield Problem((*path, "staff"), text, only_odd=True)
        yield from _overlaps((*here, "rotation", "cycle"), rotation.cycle, group.shifts)
    for path, shift in named:
        if shift not in group.shifts:
            yield Problem(path, f"there is no shift '{shift[:60]}'{did_you_mean(shift, group.shifts, 'shifts')}")


def _exceptions(scenario: Scenario, here: KeyPath, group: Staff) -> Iterator[Problem]:
    """Exceptions on dates whose shift does not reach into the run, and those behind another one for shift and date."""
    for i, exception in enumerate(group.exceptions):
        path: KeyPath = (*here, "exceptions", i)
        begin, end = exception.start, exception.end or exception.start
        if end < begin or not horizon_days(scenario):
            yield from outside_horizon(scenario, path, begin, end)
            continue
        if exception.shift in group.shifts and not _reaches_into_run(scenario, group, exception):
            yield Problem(path, without_effect(scenario), only_odd=True)
            continue
        for number, other in enumerate(group.exceptions[:i]):
            first, last = max(begin, other.start), min(end, other.end or other.start)
            if other.shift == exception.shift and other.staff != exception.staff and first <= last:
                when = f"{first}" if first == last else f"{first} to {last}"
                text = f"for {when}, exceptions.{number} holds (staff: {other.staff}): the first one counts"
                yield Problem(path, text, only_odd=True)


def _reaches_into_run(scenario: Scenario, group: Staff, exception: StaffException) -> bool:
    """Whether a shift of one of its dates, or the other half of a split one, lies in the run in part."""
    clock = scenario.clock
    last_us = (clock.days - 1) * DAY_US + clock.ends_at
    first_day_us = (exception.start - clock.start).days * DAY_US
    last_day_us = ((exception.end or exception.start) - clock.start).days * DAY_US
    shifts = [group.shifts[exception.shift], *(s for s in group.shifts.values() if s.same_people_as == exception.shift)]
    return any(
        first_day_us + shift.start < last_us and last_day_us + shift.start + shift_length_us(shift) > clock.begins_at
        for shift in shifts
    )


def _people_of_shifts(here: KeyPath, group: Staff) -> Iterator[Problem]:
    """Shifts that nobody works, and people who cannot work two shifts."""
    steps = group.rotation.cycle if group.rotation is not None else ()
    for label, shift in group.shifts.items():
        path: KeyPath = (*here, "shifts", label)
        other = shift.same_people_as
        asked = any(exception.shift == label and exception.staff for exception in group.exceptions)
        if other is not None:
            yield from _split_shift((*path, "same_people_as"), label, other, group)
        elif "staff" not in shift.model_fields_set and label not in steps and not asked and group.roster_file is None:
            yield Problem(path, "nobody works this shift: give it its 'staff', or a place in a rotation", only_odd=True)


def _split_shift(path: KeyPath, label: str, other: str, group: Staff) -> Iterator[Problem]:
    if other not in group.shifts:
        yield Problem(path, f"there is no shift '{other[:60]}'{did_you_mean(other, group.shifts, 'shifts')}")
        return
    leading = group.shifts[other]
    if other == label or leading.same_people_as is not None:
        text = f"'{other[:60]}' has no people of its own: name the shift that these people belong to"
        yield Problem(path, text)
        return
    if group.rotation is not None and label in group.rotation.cycle:
        text = (
            f"is a step of the rotation too: its crews work it whenever they work '{other[:60]}', so leave it out there"
        )
        yield Problem(path, text)
    for name, shift in group.shifts.items():
        if name != label and (name == other or shift.same_people_as == other) and _at_once(group.shifts[label], shift):
            yield Problem(path, f"the same people cannot work '{name[:60]}' at the same time")
            return


def _at_once(one: Shift, other: Shift) -> bool:
    """Whether two shifts are worked at one clock time."""
    apart_us = (other.start - one.start) % DAY_US
    return apart_us < shift_length_us(one) or (DAY_US - apart_us) % DAY_US < shift_length_us(other)


def _overlaps(path: KeyPath, cycle: Sequence[str], shifts: Mapping[str, Shift]) -> Iterator[Problem]:
    """A crew cannot begin a shift before its shift of the day before has ended."""
    halves = {name: [s for key, s in shifts.items() if name in (key, s.same_people_as)] for name in shifts}
    for i, (before, after) in enumerate(zip(cycle, [*cycle[1:], *cycle[:1]], strict=True)):
        if before in shifts and after in shifts:
            ends_us = max(shift.start + shift_length_us(shift) for shift in halves[before])
            begins_us = min(shift.start for shift in halves[after])
            if ends_us > begins_us + DAY_US:
                text = (
                    f"'{after}' begins at {say_clock(begins_us)}, before '{before}' of the day before "
                    f"has ended ({say_clock(ends_us - DAY_US)}): put 'off' between them"
                )
                yield Problem((*path, (i + 1) % len(cycle)), text)


def _shift(here: KeyPath, label: str, group: Staff, shift: Shift) -> Iterator[Problem]:
    path: KeyPath = (*here, "shifts", label)
    length_us = shift_length_us(shift)
    if length_us > LONGEST_SHIFT_US:
        text = f"{say_clock(shift.start)} to {say_clock(shift.end)} is a shift of {say_duration(length_us)}: over 16 h"
        yield Problem(path, text, only_odd=True)
    heads = max([shift.staff, *(group.rotation.crews.values() if group.rotation else ())])
    for i, pause in enumerate(shift.breaks or ()):
        begins_us = pause.into_shift_us(shift.start)
        if begins_us >= length_us:
            text = f"begins {say_duration(begins_us)} into a shift of {say_duration(length_us)}"
            if pause.at is not None:
                text = f"{say_clock(pause.at)} is not within {say_clock(shift.start)} to {say_clock(shift.end)}"
            yield Problem((*path, "breaks", i, _start_key(pause)), text)
    for pause in group.breaks if shift.breaks is None else shift.breaks:
        waves, begins_us = min(pause.waves, heads), pause.into_shift_us(shift.start)
        last_us = begins_us + waves * pause.length
        if waves and begins_us < length_us < last_us:
            text = (
                f"the last of {waves} waves of the break {_say_start(pause)} would end "
                f"{say_duration(last_us)} into a shift of {say_duration(length_us)}: it is cut or lost"
            )
            yield Problem(path, text, only_odd=True)


def _group_breaks(here: KeyPath, group: Staff) -> Iterator[Problem]:
    """Breaks of a group that come after the end of a shift that has no breaks of its own."""
    shifts = {label: shift for label, shift in sorted(group.shifts.items()) if shift.breaks is None}
    for i, pause in enumerate(group.breaks):
        late = [label for label, s in shifts.items() if pause.into_shift_us(s.start) >= shift_length_us(s)]
        path: KeyPath = (*here, "breaks", i, _start_key(pause))
        if late and len(late) == len(shifts):
            of_those = " without breaks of its own" if len(shifts) < len(group.shifts) else ""
            outside = f"{say_clock(pause.at)} is in no shift{of_those}" if pause.at is not None else ""
            yield Problem(path, outside or f"{say_duration(pause.after or 0)} is after the end of every shift")
        elif late and pause.at is not None:
            yield Problem(path, f"is not within shift '{late[0]}', which goes without it", only_odd=True)
        elif late:
            yield Problem(path, f"is after the end of shift '{late[0]}', which goes without it", only_odd=True)


def _start_key(pause: Pause) -> str:
    return "after" if pause.at is None else "at"


def _say_start(pause: Pause) -> str:
    return f"after {say_duration(pause.after or 0)}" if pause.at is None else f"at {say_clock(pause.at)}"


def shift_length_us(shift: Shift) -> int:
    """Length of a shift; an end at or before the start means the next day."""
    return shift.end - shift.start if shift.end > shift.start else shift.end - shift.start + DAY_US
