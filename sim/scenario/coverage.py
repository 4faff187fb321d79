"""Whether people are there when contacts come, and whether they are enough for a whole day's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.scenario.demand import all_types, asked_types, profile_on, taken_types, volumes_on
from sim.scenario.fields import Channel
from sim.scenario.laws import Law, mean_us
from sim.scenario.messages import Problem
from sim.scenario.presence import DAY_MINUTES, Minutes, is_ever_present, minutes_present, staffed_hours
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import DatedVolume, Stream
from sim.scenario.schema_operators import Group
from sim.scenario.units import say_clock

WINDOW_DAYS: Final = 28
"""Hours are looked at over the first four weeks of the horizon: every weekday and most rotations come round."""
LONG_LOOK_DAYS: Final = 400
MOST_PAIRS: Final = 100_000
"""Groups times types beyond which these checks would take long."""


@dataclass(frozen=True, eq=False)
class Work:
    """Contacts of one type from one stream, and the groups that may take them."""

    label: str
    stream: Stream
    kind: str
    able: tuple[str, ...]


def coverage_problems(scenario: Scenario, calendar: LocalCalendar) -> list[Problem]:
    """Types no shift ever covers (problems), hours nobody covers and days with too much work (warnings)."""
    kinds = len(all_types(scenario))
    if kinds * len(scenario.operators) > MOST_PAIRS:
        return [Problem(("operators",), "too many groups and types: hours and load were not checked", only_odd=True)]
    works = contact_works(scenario)
    never = list(_never_covered(scenario, calendar, works))
    if never:
        return never
    return [*_uncovered_hours(scenario, calendar, works), *_overload(scenario, calendar, works)]


def contact_works(scenario: Scenario) -> list[Work]:
    found: list[Work] = []
    for label, stream in scenario.demand.items():
        if stream.channel == "transfer":
            continue
        asked = asked_types(stream)
        taken = {name: taken_types(group, stream.channel, asked) for name, group in scenario.operators.items()}
        for kind in asked:
            found.append(Work(label, stream, kind, tuple(name for name, kinds in taken.items() if kind in kinds)))
    return found


def _never_covered(scenario: Scenario, calendar: LocalCalendar, works: list[Work]) -> Iterator[Problem]:
    days = min(calendar.days, LONG_LOOK_DAYS)
    present = {name: is_ever_present(group, calendar, days) for name, group in scenario.operators.items()}
    for work in works:
        if not any(present[name] for name in work.able):
            what = "calls" if work.stream.channel == "phone" else "messages"
            groups = ", ".join(f"'{name}'" for name in work.able[:4])
            text = f"{what} of type '{work.kind}' are answered by {groups} only, and no shift has staff in the horizon"
            yield Problem(("demand", work.label), text)


def _uncovered_hours(scenario: Scenario, calendar: LocalCalendar, works: list[Work]) -> Iterator[Problem]:
    """Hours in which calls come and nobody who could answer them is on any shift."""
    if scenario.callers.hours is not None:
        return
    days = min(calendar.days, WINDOW_DAYS)
    minutes = {name: minutes_present(group, calendar, days) for name, group in scenario.operators.items()}
    for label, stream in scenario.demand.items():
        if stream.channel != "phone" or stream.counts is not None or stream.stamps is not None:
            continue
        asked: dict[tuple[str, ...], list[str]] = {}
        for work in works:
            if work.label == label:
                asked.setdefault(work.able, []).append(work.kind)
        slots = [_wanted(stream, calendar.start + timedelta(days=day), calendar) for day in range(days)]
        for able, kinds in asked.items():
            said = _gaps(np.logical_or.reduce([minutes[name] for name in able]), slots)
            if said:
                types = ", ".join(kinds[:8])
                text = (
                    f"calls come at hours when nobody who could answer them works: {said} (types: {types}); "
                    "give these hours a shift, or write under callers when the line is open: "
                    'hours: {open: "08:00", close: "20:00"}'
                )
                yield Problem(("demand", label), text, only_odd=True)


def _wanted(stream: Stream, today: date, calendar: LocalCalendar) -> Minutes:
    """Whether contacts come in each slot of a day."""
    volumes = volumes_on(stream, today, calendar)
    shares = np.array(_shares(stream, today, calendar))
    busy: Minutes = (shares > 0) & (volumes is None or sum(volumes.values()) > 0)
    return busy


def _gaps(present: Minutes, slots: list[Minutes]) -> str:
    """The uncovered hours of most days that have some, such as '00:00-08:00 on 28 of 28 days'; empty for none."""
    found: Counter[str] = Counter()
    for day, wanted in enumerate(slots):
        length = DAY_MINUTES // len(wanted)
        middles = day * DAY_MINUTES + np.arange(len(wanted)) * length + length // 2
        uncovered = wanted & ~present[middles]
        if uncovered.any():
            found[_ranges(uncovered, length)] += 1
    if not found:
        return ""
    hours, count = found.most_common(1)[0]
    more = f", other hours on {found.total() - count} more" if found.total() > count else ""
    return f"{hours} on {count} of the first {len(slots)} days{more}"


def _shares(stream: Stream, today: date, calendar: LocalCalendar) -> tuple[float, ...]:
    profile = profile_on(stream, today, calendar)
    return NAMED_PROFILES[profile] if isinstance(profile, str) else profile


def _ranges(chosen: Minutes, length: int) -> str:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(int)))
    said = [
        f"{say_clock(int(begin) * length * MINUTE_US)}-{say_clock(int(end) * length * MINUTE_US)}"
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return ", ".join(said[:4]) + (", ..." if len(said) > 4 else "")


def _overload(scenario: Scenario, calendar: LocalCalendar, works: list[Work]) -> Iterator[Problem]:
    """Working days on which the work that comes is more than all who could do it have hours for."""
    dates = [calendar.start + timedelta(days=day) for day in range(min(calendar.days, WINDOW_DAYS))]
    staffed = {name: staffed_hours(group, calendar, len(dates)) for name, group in scenario.operators.items()}
    lengths = {work: shortest_us(scenario, work) for work in works}
    for pool in _pools(scenario, works):
        mine = [work for work in works if work.able[0] in pool]
        if any(lengths[work] is None or _read_from_file(work.stream) for work in mine):
            continue
        by_stream = [list(part) for _, part in groupby(mine, key=lambda work: work.label)]
        worst = (1.0, "")
        for day, today in enumerate(dates):
            hours = [staffed[name][day] for name in pool]
            there = sum(part for part in hours if part is not None)
            if None in hours or not there or calendar.kind(today) != "working_day":
                continue
            asked = sum(hours_of(scenario, part, lengths, today, calendar) for part in by_stream)
            text = f"{asked / there:.2f} times the staffed hours ({asked:,.0f} h of work, {there:,.0f} h of people)"
            if asked / there > worst[0]:
                worst = (asked / there, f"on {today} the work that comes is {text}")
        if worst[1]:
            yield Problem(("operators", *(pool if len(pool) == 1 else ())), worst[1], only_odd=True)


def _pools(scenario: Scenario, works: list[Work]) -> list[tuple[str, ...]]:
    """Groups that share some kind of contact, directly or through others."""
    pools = [{name} for name in scenario.operators]
    for able in {work.able for work in works if len(work.able) > 1}:
        joined = {name for pool in pools if pool & set(able) for name in pool}
        pools = [joined, *(pool for pool in pools if not pool & joined)]
    return sorted(tuple(sorted(pool)) for pool in pools)


def _read_from_file(stream: Stream) -> bool:
    return stream.counts is not None or stream.stamps is not None or isinstance(stream.per_date, DatedVolume)


def hours_of(
    scenario: Scenario, works: list[Work], lengths: dict[Work, float | None], today: date, calendar: LocalCalendar
) -> float:
    """Hours of talk and wrap-up that a day brings by some types of one stream."""
    stream = works[0].stream
    volumes = volumes_on(stream, today, calendar) or {}
    work_us = sum(volumes.get(work.kind, 0.0) * (lengths[work] or 0.0) for work in works)
    return _share_in_hours(scenario, stream, today, calendar) * work_us / HOUR_US


def shortest_us(scenario: Scenario, work: Work) -> float | None:
    """Mean talk and wrap-up of a contact with the group that is fastest; None if a law's lengths are in a file."""
    channel: Channel = "phone" if work.stream.channel == "phone" else "online"
    lengths = [_contact_us(scenario, scenario.operators[name], channel, work.kind) for name in work.able]
    known = [length for length in lengths if length is not None]
    return min(known) if known and len(known) == len(lengths) else None


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
