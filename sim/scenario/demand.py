"""What a scenario says about its demand on a date, and which group may take what."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from sim.calendar.days import LocalCalendar
from sim.scenario.fields import Channel, Growth
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import Phase, Profile, Stream
from sim.scenario.schema_operators import Group, Skill

ORDINARY_KINDS: Final = ("working_day", "rest_day")
PERIOD_DAYS: Final = {"week": 7.0, "month": 365.25 / 12, "year": 365.25}
MOST_GROWTH: Final = 1e6
"""A run in which something grows, or shrinks, by more is refused; on the days before a run it does so just far."""


def all_types(scenario: Scenario) -> list[str]:
    """The types of all streams and of the `types` section, each once."""
    in_streams = [name for stream in scenario.demand.values() for name in stream.types]
    return list(dict.fromkeys([*in_streams, *scenario.types]))


def asked_types(stream: Stream, with_zero: bool = False) -> list[str]:
    """The types a stream brings at some time; those with a share of zero only if asked for."""
    mixes = [stream.types, *(phase.types for phase in stream.phases if phase.types)]
    names = [name for mix in mixes for name, share in mix.items() if share > 0 or with_zero]
    return list(dict.fromkeys([*names, *(part.type for part in stream.incidents.values())]))


def skills_of(group: Group) -> tuple[Skill, ...]:
    """A group's skills in order of preference; by default all calls, then all messages if it does online work."""
    if group.skills is not None:
        return group.skills
    return (Skill(channel="phone"), Skill(channel="online")) if group.online else (Skill(channel="phone"),)


def taken_types(group: Group, channel: Channel, known: Iterable[str]) -> set[str]:
    """Those of the known types of a channel's contacts that a group takes."""
    lists = [skill.types for skill in skills_of(group) if skill.channel == channel]
    return set(known) if "all" in lists else {name for names in lists for name in names} & set(known)


def kinds_on(day: date, calendar: LocalCalendar) -> list[str]:
    """What a date is called where a value is given per kind of day, the name that goes first at the beginning.

    Holiday, eve and make-up day go before the weekday, working day and rest day after it.
    """
    kinds = calendar.kinds(day)
    special = [kind for kind in kinds if kind not in ORDINARY_KINDS]
    return [*special, calendar.weekday(day), *(kind for kind in kinds if kind in ORDINARY_KINDS)]


def profile_on(stream: Stream, day: date, calendar: LocalCalendar) -> Profile:
    """The profile that holds on a day: by kind of day, else that of working days, else flat."""
    if not isinstance(stream.profile, dict):
        return stream.profile
    by_kind: dict[str, Profile] = {str(kind): value for kind, value in stream.profile.items()}
    wanted = [*kinds_on(day, calendar), "working_day"]
    return next((by_kind[name] for name in wanted if name in by_kind), "flat")


def base_volume_on(
    stream: Stream, day: date, dated: Mapping[str, float], calendar: LocalCalendar
) -> tuple[float, str | None]:
    """The volume that holds on a date before factors, and the key that says it; 0 and None where none does.

    The key is 'phases', 'per_date' or 'per_day', or the kind of day where volumes are given by kind. `dated` is by ISO
    date.
    """
    for phase in _phases_on(stream, day):
        if phase.per_day is not None:
            return phase.per_day, "phases"
    given = stream.per_day if stream.per_weekday is None else stream.per_weekday
    if isinstance(given, dict):
        by_kind: dict[str, float] = {str(kind): volume for kind, volume in given.items()}
        kind = next((kind for kind in kinds_on(day, calendar) if kind in by_kind), None)
        return (0.0, None) if kind is None else (by_kind[kind], kind)
    if given is not None:
        return given, "per_day"
    key = day.isoformat()
    return (dated[key], "per_date") if key in dated else (0.0, None)


def factor_on(stream: Stream, day: date, first: date) -> float:
    """Growth x phases on a date; `first` is the first day of the horizon."""
    factor = growth_on(stream.growth, day, first)
    for phase in _phases_on(stream, day):
        factor *= 1.0 if phase.factor is None else phase.factor
    return factor


def growth_on(growth: Growth | None, day: date, first: date) -> float:
    """What a volume, or a length, is multiplied by on a date as it grows; `first` is the first day of the horizon."""
    if growth is None:
        return 1.0
    days = (day - (growth.since or first)).days
    if grows_too_far(growth, days):
        return MOST_GROWTH if (growth.rate > 0) == (days > 0) else 1 / MOST_GROWTH
    return float((1 + growth.rate) ** (days / PERIOD_DAYS[growth.per]))


def grows_too_far(growth: Growth, days: int) -> bool:
    """Whether something has grown, or shrunk, by more than `MOST_GROWTH` so many days after its date."""
    return abs(days / PERIOD_DAYS[growth.per] * math.log1p(growth.rate)) > math.log(MOST_GROWTH)


def mix_on(stream: Stream, day: date) -> dict[str, float]:
    """The shares of types that hold on a date."""
    return next((phase.types for phase in _phases_on(stream, day) if phase.types is not None), stream.types)


def kept_on(stream: Stream, day: date, name: str) -> float:
    """The share of a type that self-service does not keep away on a date; several measures work one after the other."""
    kept = 1.0
    for part in stream.deflection.values():
        if day >= part.start and (part.types is None or name in part.types):
            kept *= 1 - part.share
    return kept


def _phases_on(stream: Stream, day: date) -> list[Phase]:
    return [phase for phase in stream.phases if phase.start <= day and (phase.end is None or day <= phase.end)]
