"""Whether people are there when contacts come, and whether they are enough for the work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.checks.load import LineLoads, PoolLoad
from sim.checks.skills import skill_loads, window_loads
from sim.plans.expectations import expected_contacts, nobody_there, open_share, spread, taken_contacts, time_in
from sim.plans.plan import Floats, Ints, Plan, StreamPlan
from sim.plans.tickets import STAGES
from sim.rules.codes import NOT_YET, TRANSFER, Channel
from sim.scenario.messages import Problem
from sim.scenario.stages import PeopleStage, people_stages
from sim.scenario.units import say_clock
from sim.scenario.yaml_reader import KeyPath

Flags = npt.NDArray[np.bool_]
CLOCK_US: Final = 15 * MINUTE_US
"""Hours of the day are told to the quarter of an hour."""
WEEK: Final = 7
FOUR_WEEKS: Final = 28
WORTH_TELLING: Final = 1.005
"""From here on the ratio is more than 1.00 in print."""
MOST_TOLD: Final = 12
"""So many pools at most are told of, the fullest first."""


def coverage_problems(plan: Plan, lines: LineLoads, loads: Sequence[PoolLoad]) -> list[Problem]:
    """Types no shift ever covers (problems), hours nobody covers and pools with too much work (warnings).

    In a run that is shorter than a day, types that no shift covers are a warning, too.
    """
    never = list(_never_covered(plan))
    if never:
        return never
    return [*_uncovered_hours(plan), *_overload(plan, lines, loads)]


def _never_covered(plan: Plan) -> Iterator[Problem]:
    present = np.bincount(_groups_of_duties(plan), minlength=len(plan.group_names)) > 0
    for name, stream in zip(plan.stream_names, plan.streams, strict=True):
        if stream.channel == TRANSFER:
            continue
        what = "calls" if stream.channel == Channel.PHONE else "messages"
        coming = expected_contacts(stream).sum(axis=0)
        written = [plan.type_names.index(kind) for kind in _types_as_written(plan, name)]
        for kind in (kind for kind in written if coming[kind] > 0):
            able = _able(plan, stream, kind)
            if not (able & present).any():
                names = [f"'{group}'" for group in _told_names(plan, able)]
                text = (
                    f"{what} of type '{plan.type_names[kind][:60]}' are answered by {', '.join(names)} only, "
                    "and no shift has staff in the horizon"
                )
                yield Problem(("demand", name), text, only_odd=plan.calendar.length_days < 1)


def _groups_of_duties(plan: Plan) -> npt.NDArray[np.int64]:
    roster = plan.roster
    inside = (roster.duty_start_us < plan.horizon_us) & (roster.duty_end_us > 0)
    return np.asarray(plan.person_group[roster.duty_person[inside]])


def _able(plan: Plan, stream: StreamPlan, kind: int) -> Flags:
    line = plan.line_of[stream.channel, kind]
    return np.asarray(plan.preference[line] >= 0) if line != NOT_YET else np.zeros(len(plan.groups), dtype=bool)


def _told_names(plan: Plan, groups: Flags) -> list[str]:
    """Names of some groups in their order of preference for nobody in particular: as the scenario lists them."""
    written = [*plan.scenario.operators, *plan.scenario.desks, *plan.scenario.units]
    names = {plan.group_parts[number][1] for number in np.flatnonzero(groups)}
    return [name[:60] for name in written if name in names][:4]


def _uncovered_hours(plan: Plan) -> Iterator[Problem]:
    """Hours in which calls come and nobody who could answer them is on any shift."""
    for name, stream in zip(plan.stream_names, plan.streams, strict=True):
        if stream.channel != Channel.PHONE:
            continue
        coming = taken_contacts(plan, stream)
        alike: dict[bytes, list[int]] = {}
        for kind in np.flatnonzero(coming.any(axis=0)):
            alike.setdefault(_able(plan, stream, int(kind)).tobytes(), []).append(int(kind))
        for able, kinds in alike.items():
            said = _gaps(plan, stream, np.frombuffer(able, dtype=bool), coming[:, kinds].sum(axis=1))
            if said:
                types = ", ".join(plan.type_names[kind][:60] for kind in kinds[:8])
                text = (
                    f"calls come at hours when nobody who could answer them works: {said} (types: {types}); "
                    "give these hours a shift, or write under callers when the line is open: "
                    'hours: {open: "08:00", close: "20:00"}'
                )
                yield Problem(("demand", name), text, only_odd=True)


def _types_as_written(plan: Plan, stream: str) -> list[str]:
    """The types of a stream in the order of the scenario, then all others."""
    own = [kind for kind in plan.scenario.demand[stream].types if kind in plan.type_names]
    return list(dict.fromkeys([*own, *plan.type_names]))


def _gaps(plan: Plan, stream: StreamPlan, able: Flags, coming: Floats) -> str:
    """The uncovered hours of most days that have some, such as '00:00-08:00 on 28 of 28 days'; empty for none."""
    bare = nobody_there(plan, able)
    bare_us = time_in(*bare, stream.end_us) - time_in(*bare, stream.start_us)
    open_us = open_share(plan, stream) * (stream.end_us - stream.start_us)
    lost = coming * np.divide(bare_us, open_us, out=np.zeros_like(open_us), where=open_us > 0)
    some = np.flatnonzero(lost)
    if not len(some):
        return ""
    slots = _clock_slots(plan, bare, stream.start_us[some], stream.end_us[some], lost[some])
    ranges = Counter(_ranges(day) for day in slots[slots.any(axis=1)])
    hours, count = ranges.most_common(1)[0]
    more = f", other hours on {ranges.total() - count} more" if ranges.total() > count else ""
    share = float(lost.sum() / coming.sum())
    days = plan.calendar.days
    return f"{hours} on {count} of {days} day{'s' * (days > 1)}{more}, {share * 100:.3g} % of these calls"


def _clock_slots(plan: Plan, bare: tuple[Ints, Ints], start_us: Ints, end_us: Ints, lost: Floats) -> Flags:
    """In which quarters of an hour of each day calls come while nobody is there; shape (days, 96)."""
    calendar = plan.calendar
    edges_us = np.append(np.arange(0, plan.horizon_us, CLOCK_US), plan.horizon_us)
    chosen = (np.diff(time_in(*bare, edges_us)) > 0) & (spread(start_us, end_us, lost, edges_us) > 0)
    begin = calendar.local_times(edges_us[:-1][chosen])
    day = (begin.astype("datetime64[D]") - np.datetime64(calendar.start.isoformat(), "D")).astype(np.int64)
    clock_us = (begin - begin.astype("datetime64[D]")).astype("timedelta64[us]").astype(np.int64)
    slots = np.zeros((calendar.days, DAY_US // CLOCK_US), dtype=bool)
    slots[day, clock_us // CLOCK_US] = True
    return slots


def _ranges(chosen: Flags) -> str:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(int)))
    said = [
        f"{say_clock(int(begin) * CLOCK_US)}-{say_clock(int(end) * CLOCK_US)}"
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return ", ".join(said[:4]) + (", ..." if len(said) > 4 else "")


def _overload(plan: Plan, lines: LineLoads, loads: Sequence[PoolLoad]) -> Iterator[Problem]:
    """Pools to which more work comes than their people have hours for, and parts of them to which work is kept."""
    told: dict[KeyPath, tuple[float, str]] = {}
    for load in loads:
        path = path_of(plan, load.groups)
        ratio, text = _too_much(plan, load)
        if text and ratio > told.get(path, (0.0, ""))[0]:
            told[path] = (ratio, text)
    for skill in skill_loads(plan, lines):
        path = path_of(plan, skill.groups)
        whole_us = skill.calls_us + skill.deferred_us
        ratio, text = _over_days(plan, skill.calls_us, skill.staffed_us, "the work of calls that nobody else may take")
        if skill.deferred_us.any():
            found = _over_weeks(plan, whole_us, skill.staffed_us, "the work that nobody else may take")
            ratio, text = max((ratio, text), found, key=lambda pair: pair[0])
        if text and path not in told:
            told[path] = (ratio, text)
    for window in window_loads(plan, lines):
        stage = _stage_of(plan, window.line)
        if stage is None or stage.window is None:
            continue
        hours = f"{say_clock(stage.window.open)} to {say_clock(stage.window.close)}"
        ratio, text = _over_weeks(plan, window.work_us, window.staffed_us, f"the work of calls made from {hours} only")
        if text:
            told[(*stage.path, "window")] = (ratio, text)
    for path, (_, text) in sorted(told.items(), key=lambda item: -item[1][0])[:MOST_TOLD]:
        yield Problem(path, text, only_odd=True)


def _stage_of(plan: Plan, line: int) -> PeopleStage | None:
    """The stage whose work waits in a line."""
    stages = people_stages(plan.scenario.tickets) if plan.tickets is not None else []
    lines = plan.tickets.task_line if plan.tickets is not None else np.zeros((0, 0), dtype=np.int64)
    return next((stage for stage in stages if line in lines[STAGES[stage.name]]), None)


def path_of(plan: Plan, groups: tuple[int, ...]) -> KeyPath:
    """Where a pool stands in the scenario: its only group, or the part that holds all of them."""
    parts = list(dict.fromkeys(plan.group_parts[group] for group in groups))
    if len(parts) == 1:
        return parts[0]
    sections = {section for section, _ in parts}
    return (sections.pop(),) if len(sections) == 1 else ("tickets",)


def _too_much(plan: Plan, load: PoolLoad) -> tuple[float, str]:
    """How many times the hours of people the work is, and the sentence; empty if it is not more."""
    if not load.staffed_us.any():
        return 0.0, ""
    if not load.deferred_us.any():
        return _over_days(plan, load.calls_us, load.staffed_us, "the work that comes")
    parts = {plan.group_parts[group] for group in load.groups}
    to = " to each" if len(parts) == 1 and _copies(plan, load.groups[0]) > 1 else ""
    names = "" if len(parts) == 1 else f" to {', '.join(sorted(name[:60] for _, name in parts)[:6])}"
    days = _over_days(plan, load.calls_us, load.staffed_us, "the work of calls")
    weeks = _over_weeks(plan, load.work_us, load.staffed_us, f"the work that comes{to}{names}")
    return max(days, weeks, key=lambda pair: pair[0])


def _over_days(plan: Plan, work_us: Floats, staffed_us: Floats, what: str) -> tuple[float, str]:
    """Work that cannot wait is held against each day."""
    ratio = np.divide(work_us, staffed_us, out=np.zeros_like(work_us), where=staffed_us > 0).round(6)
    worst = int(ratio.argmax())
    many = int((ratio >= WORTH_TELLING).sum())
    if not many:
        return 0.0, ""
    day = plan.calendar.start + timedelta(days=worst)
    more = f"; on {many} of {len(ratio)} days it is more than they have" if many > 1 else ""
    return float(ratio[worst]), f"on {day} {what} is {_times(work_us[worst], staffed_us[worst])}{more}"


def _over_weeks(plan: Plan, work_us: Floats, staffed_us: Floats, what: str) -> tuple[float, str]:
    """Work that can wait is held against weeks: the four that are worst, or as many whole weeks as there are."""
    days = len(staffed_us)
    length = min(FOUR_WEEKS, days - days % WEEK or days)
    starts = sorted({*range(0, days - length + 1, WEEK), days - length})
    sums = [(work_us[s : s + length].sum(), staffed_us[s : s + length].sum(), s) for s in starts]
    work, there, first = max(sums, key=lambda row: row[0] / row[1] if row[1] else 0.0)
    if not there or work / there < WORTH_TELLING:
        return 0.0, ""
    begin = plan.calendar.start + timedelta(days=first)
    over = "on the one day" if length == 1 else f"over the {length} days from {begin}"
    return work / there, f"{over} {what} is {_times(work, there)}"


def _copies(plan: Plan, group: int) -> int:
    return plan.group_parts.count(plan.group_parts[group])


def _times(work_us: float, there_us: float) -> str:
    work, there = work_us / HOUR_US, there_us / HOUR_US
    return f"{work / there:.2f} times the staffed hours ({work:,.0f} h of work, {there:,.0f} h of people)"
