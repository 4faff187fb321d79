"""Whether people are there when contacts come, and whether they are enough for a whole day's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar, make_calendar
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.scenario.demand import asked_types, profile_on, takes, volumes_on
from sim.scenario.laws import Law, mean_us
from sim.scenario.messages import Problem
from sim.scenario.roster_checks import shift_length_us
from sim.scenario.schema import Channel, Group, Pause, Scenario, Shift, Stream
from sim.scenario.units import say_clock

WINDOW_DAYS: Final = 28
"""Hours are looked at over the first four weeks of the horizon: every weekday and most rotations come round."""
DAY_MINUTES: Final = DAY_US // MINUTE_US
Minutes = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stint:
    """A shift of one date with so many people."""

    day: int
    shift: Shift
    heads: int


def coverage_problems(scenario: Scenario) -> list[Problem]:
    """Types no shift ever covers (problems), hours nobody covers and days with too much work (warnings)."""
    clock = scenario.clock
    calendar, _ = make_calendar(clock.start, clock.days, clock.zone, clock.calendar, clock.holidays, clock.working_days)
    never = list(_never_covered(scenario, calendar))
    if never:
        return never
    return [*_uncovered_hours(scenario, calendar), *_overload(scenario, calendar)]


def _stints(group: Group, calendar: LocalCalendar, days: int) -> Iterator[Stint]:
    """The shifts that begin on the day before the horizon and on each of its first `days` days."""
    rotation = group.rotation
    crews = sorted(rotation.crews.items()) if rotation is not None else []
    for day in range(-1, days):
        today = calendar.start + timedelta(days=day)
        for name, shift in group.shifts.items():
            yield Stint(day, shift, _heads(group, name, shift, today, calendar))
        for k, (_, size) in enumerate(crews):
            if rotation is not None and rotation.cycle:
                steps = (today - (rotation.first_day or calendar.start)).days - k * len(rotation.cycle) // len(crews)
                name = rotation.cycle[steps % len(rotation.cycle)]
                if name != "off":
                    yield Stint(day, group.shifts[name], size)


def _heads(group: Group, name: str, shift: Shift, today: date, calendar: LocalCalendar) -> int:
    for exception in group.exceptions:
        if exception.shift == name and exception.start <= today <= (exception.end or exception.start):
            return exception.staff
    return shift.staff if calendar.is_one_of(today, shift.days) else 0


def _never_covered(scenario: Scenario, calendar: LocalCalendar) -> Iterator[Problem]:
    present = {
        name: group.staff_file is not None or any(stint.heads for stint in _stints(group, calendar, calendar.days))
        for name, group in scenario.operators.items()
    }
    for label, stream in scenario.demand.items():
        for kind in asked_types(stream):
            able = _able(scenario, stream.channel, kind)
            if not any(present[name] for name in able):
                what = "calls" if stream.channel == "phone" else "messages"
                groups = ", ".join(f"'{name}'" for name in able)
                text = f"{what} of type '{kind}' are answered by {groups} only, which no shift staffs in the horizon"
                yield Problem(("demand", label), text)


def _able(scenario: Scenario, channel: Channel, kind: str) -> tuple[str, ...]:
    return tuple(name for name, group in scenario.operators.items() if takes(group, channel, kind))


def _minutes(group: Group, calendar: LocalCalendar, days: int) -> Minutes:
    """Whether somebody of a group is on shift, for each minute of the first days."""
    if group.staff_file is not None:
        return np.ones(days * DAY_MINUTES, dtype=bool)
    present = np.zeros(days * DAY_MINUTES, dtype=bool)
    for stint in _stints(group, calendar, days):
        if stint.heads:
            begin = stint.day * DAY_MINUTES + stint.shift.start // MINUTE_US
            end = begin + shift_length_us(stint.shift) // MINUTE_US
            present[max(begin, 0) : max(end, 0)] = True
    return present


def _uncovered_hours(scenario: Scenario, calendar: LocalCalendar) -> Iterator[Problem]:
    """Hours in which calls come and nobody who could answer them is on any shift."""
    if scenario.callers.hours is not None:
        return
    days = min(calendar.days, WINDOW_DAYS)
    minutes = {name: _minutes(group, calendar, days) for name, group in scenario.operators.items()}
    for label, stream in scenario.demand.items():
        if stream.channel != "phone" or stream.counts is not None or stream.stamps is not None:
            continue
        gaps: dict[str, list[str]] = {}
        for kind in asked_types(stream):
            able = [minutes[name] for name in _able(scenario, "phone", kind)]
            said = _gaps(stream, np.logical_or.reduce(able), calendar, days)
            if said:
                gaps.setdefault(said, []).append(kind)
        for said, kinds in gaps.items():
            text = f"calls come at hours when nobody who could answer them works: {said} (types: {', '.join(kinds)})"
            yield Problem(("demand", label), text, only_odd=True)


def _gaps(stream: Stream, present: Minutes, calendar: LocalCalendar, days: int) -> str:
    """The uncovered hours of most days that have some, such as '00:00-08:00 on 28 of 28 days'; empty for none."""
    found: Counter[str] = Counter()
    for day in range(days):
        today = calendar.start + timedelta(days=day)
        volumes = volumes_on(stream, today, calendar.start)
        if volumes is not None and not sum(volumes.values()):
            continue
        wanted = np.array(_shares(stream, today, calendar)) > 0
        length = DAY_MINUTES // len(wanted)
        middles = day * DAY_MINUTES + np.arange(len(wanted)) * length + length // 2
        open_slots = wanted & ~present[middles]
        if open_slots.any():
            found[_ranges(open_slots, length)] += 1
    if not found:
        return ""
    hours, count = found.most_common(1)[0]
    more = f", other hours on {found.total() - count} more" if found.total() > count else ""
    return f"{hours} on {count} of the first {days} days{more}"


def _shares(stream: Stream, today: date, calendar: LocalCalendar) -> tuple[float, ...]:
    from sim.scenario.profiles import NAMED_PROFILES

    profile = profile_on(stream, today, calendar)
    return NAMED_PROFILES[profile] if isinstance(profile, str) else profile


def _ranges(chosen: Minutes, length: int) -> str:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(int)))
    said = [
        f"{say_clock(int(begin) * length * MINUTE_US)}-{say_clock(int(end) * length * MINUTE_US)}"
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return ", ".join(said[:4]) + (", ..." if len(said) > 4 else "")


def _overload(scenario: Scenario, calendar: LocalCalendar) -> Iterator[Problem]:
    """Working days on which the work that comes is more than all who could do it have hours for."""
    days = min(calendar.days, WINDOW_DAYS)
    staffed = {name: _staffed_hours(group, calendar, days) for name, group in scenario.operators.items()}
    for pool in _pools(scenario):
        worst: tuple[float, str] | None = None
        for day in range(days):
            today = calendar.start + timedelta(days=day)
            hours = [staffed[name][day] for name in pool]
            work = _work_hours(scenario, today, calendar, pool)
            if work is None or None in hours or calendar.kind(today) != "working_day":
                continue
            there = sum(part for part in hours if part is not None)
            ratio = work / there if there else 0.0
            if ratio > 1 and (worst is None or ratio > worst[0]):
                text = f"{ratio:.2f} times the staffed hours ({work:,.0f} h of work, {there:,.0f} h of people)"
                worst = ratio, f"on {today} the work that comes is {text}"
        if worst is not None:
            yield Problem(("operators", *(pool if len(pool) == 1 else ())), worst[1], only_odd=True)


def _pools(scenario: Scenario) -> list[tuple[str, ...]]:
    """Groups that share some kind of contact, directly or through others."""
    pools = [{name} for name in scenario.operators]
    for stream in scenario.demand.values():
        for kind in asked_types(stream):
            able = set(_able(scenario, stream.channel, kind))
            joined = set().union(*(pool for pool in pools if pool & able))
            pools = [pool for pool in pools if not pool & able] + ([joined] if joined else [])
    return [tuple(name for name in scenario.operators if name in pool) for pool in pools]


def _staffed_hours(group: Group, calendar: LocalCalendar, days: int) -> list[float | None]:
    """Person-hours at work by date on which the shift begins; None where a file says it."""
    hours = [0.0] * days
    for stint in _stints(group, calendar, days):
        if stint.day >= 0 and stint.heads:
            length_us = shift_length_us(stint.shift)
            away_us = sum(_taken(pause, length_us) for pause in _breaks(group, stint.shift))
            per_head = max(length_us * (1 - group.shrinkage) - away_us, 0.0) * (1 - group.absence)
            hours[stint.day] += stint.heads * per_head / HOUR_US
    return [None if group.staff_file is not None else part for part in hours]


def _breaks(group: Group, shift: Shift) -> tuple[Pause, ...]:
    return group.breaks if shift.breaks is None else shift.breaks


def _taken(pause: Pause, length_us: int) -> int:
    return max(min(pause.length, length_us - pause.after), 0)


def _work_hours(scenario: Scenario, today: date, calendar: LocalCalendar, pool: tuple[str, ...]) -> float | None:
    """Hours of talk and wrap-up that a day brings to a pool, each contact by the fastest group; None if unknown."""
    total = 0.0
    for stream in scenario.demand.values():
        kinds = [kind for kind in asked_types(stream) if set(_able(scenario, stream.channel, kind)) & set(pool)]
        if not kinds:
            continue
        volumes = volumes_on(stream, today, calendar.start)
        if volumes is None:
            return None
        inside = _share_in_hours(scenario, stream, today, calendar)
        for kind in kinds:
            works = [_contact_us(scenario, scenario.operators[name], stream.channel, kind)
                     for name in _able(scenario, stream.channel, kind)]  # fmt: skip
            known = [work for work in works if work is not None]
            if len(known) < len(works):
                return None
            total += volumes.get(kind, 0.0) * inside * min(known) / HOUR_US
    return total


def _share_in_hours(scenario: Scenario, stream: Stream, today: date, calendar: LocalCalendar) -> float:
    """The share of a day's calls that come while the line is open."""
    hours = scenario.callers.hours
    if hours is None or stream.channel != "phone":
        return 1.0
    if not calendar.is_one_of(today, hours.days):
        return 0.0
    shares = np.array(_shares(stream, today, calendar), dtype=float)
    middles_us = (np.arange(len(shares)) + 0.5) * DAY_US / len(shares)
    length_us = (hours.close - hours.open) % DAY_US or DAY_US
    return float(shares[(middles_us - hours.open) % DAY_US < length_us].sum() / shares.sum())


def _contact_us(scenario: Scenario, group: Group, channel: Channel, kind: str) -> float | None:
    """Mean talk and wrap-up of one contact; None if a law's lengths are in a file."""
    if channel == "online":
        return _means(group.online.work, group.online.wrap_up) if group.online else None
    own = group.by_type.get(kind)
    talk = own.talk if own and own.talk else group.talk
    wrap_up = own.wrap_up if own and own.wrap_up else group.wrap_up
    ticket = wrap_up if own and own.wrap_up else group.wrap_up_ticket or wrap_up
    ticket = own.wrap_up_ticket if own and own.wrap_up_ticket else ticket
    section = scenario.types.get(kind)
    direct = scenario.direct_answer if section is None or section.direct_answer is None else section.direct_answer
    lengths = _means(talk, wrap_up), _means(talk, ticket)
    return None if None in lengths else direct * (lengths[0] or 0.0) + (1 - direct) * (lengths[1] or 0.0)


def _means(*laws: Law | None) -> float | None:
    means = [mean_us(law) for law in laws if law is not None]
    return None if None in means else sum(mean for mean in means if mean is not None)
