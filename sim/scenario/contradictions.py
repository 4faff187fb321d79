"""What no single part of a scenario shows: names that lead nowhere, and parts that do not fit together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final

from sim.errors import ScenarioError
from sim.scenario.clock import clock_problems
from sim.scenario.contradictions_by_type import ticket_type_problems
from sim.scenario.contradictions_demand import demand_problems
from sim.scenario.contradictions_tickets import ticket_mentions, ticket_problems
from sim.scenario.data_files import data_files
from sim.scenario.demand import MOST_GROWTH, all_types, asked_types, grows_too_far, taken_types
from sim.scenario.fields import Channel, Growth
from sim.scenario.files import resolve_file
from sim.scenario.horizon import horizon_days, in_horizon, outside_horizon
from sim.scenario.laws import ByTime
from sim.scenario.merging import key_paths
from sim.scenario.messages import Problem, say_path
from sim.scenario.parts import parts_in
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.roster_checks import roster_problems, work_law_problems
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import Profile, Stream
from sim.scenario.schema_results import Selection
from sim.scenario.spelling import did_you_mean
from sim.scenario.stages import STAFF_KINDS, copies_of, staff_of
from sim.scenario.units import say_clock
from sim.scenario.yaml_reader import KeyPath

MOST_PER_CHECK: Final = 25
"""Only a few are told anyway, and looking for what was meant takes time."""
PROFILE_LENGTHS: Final = (24, 48, 96)


def contradictions(
    scenario: Scenario, more: Sequence[Problem] = (), with_files: bool = True
) -> tuple[list[Problem], list[str]]:
    """Problems that make a scenario unusable, and warnings of what is odd, each beginning with its key path.

    Where a name leads nowhere, the further checks that rest on it are left out. `more` was found by other rooms.
    """
    checks = (
        clock_problems(scenario.clock), _streams(scenario), demand_problems(scenario),
        _dates(scenario), _trends(scenario), _ids(scenario),
        _files(scenario) if with_files else (), roster_problems(scenario), _callers(scenario), _asked(scenario),
        _origins(scenario),
    )  # fmt: skip
    found = [problem for check in checks for problem in islice(check, MOST_PER_CHECK)]
    found += [*more, *ticket_problems(scenario)]
    if all(stream.types_in_file is None for stream in scenario.demand.values()):
        # Beside the types of a file a mix is only part of what comes: enough to refuse, too little to call parts idle.
        sure = not has_types_in_files(scenario)
        found += [problem for problem in type_problems(scenario) if sure or not problem.only_odd]
    problems = [problem for problem in found if not problem.only_odd]
    odd = [f"{say_path(problem.path)}: {problem.text}" for problem in found if problem.only_odd]
    return problems, odd


def has_types_in_files(scenario: Scenario) -> bool:
    """Whether a file says the types of some contacts, so that those that come are only known once it has been read."""
    return any(part is not None and part.type is not None for part in (s.recorded for s in scenario.demand.values()))


def type_problems(scenario: Scenario) -> Iterator[Problem]:
    """Types that no stream has or that have no demand, contacts that nobody takes, tickets that lead nowhere."""
    yield from islice(_types(scenario), MOST_PER_CHECK)
    if scenario.operators:
        yield from islice(_nobody_answers(scenario), MOST_PER_CHECK)
        yield from islice(work_law_problems(scenario), MOST_PER_CHECK)
    yield from ticket_type_problems(scenario)


def _types(scenario: Scenario) -> Iterator[Problem]:
    known = all_types(scenario)
    for path, name in _mentions(scenario):
        if name not in known:
            yield Problem(path, _no_type(name, known))
    used = {name for stream in scenario.demand.values() for name in asked_types(stream, with_zero=True)}
    if scenario.tickets is not None:
        used |= {part.type for part in scenario.tickets.backlog}
        used |= set(scenario.types if scenario.tickets.backlog_file is not None else ())
    for name in scenario.types:
        if name not in used:
            yield Problem(("types", name), "no stream uses this type", only_odd=True)


def _no_type(name: str, known: list[str]) -> str:
    return f"no stream has the type '{name[:60]}'{did_you_mean(name, known, 'types')}"


def _mentions(scenario: Scenario) -> Iterator[tuple[KeyPath, str]]:
    for label, stream in scenario.demand.items():
        here: KeyPath = ("demand", label)
        for kind in ("events", "deflection"):
            for name, part in getattr(stream, kind).items():
                yield from (((*here, kind, name, "types", i), t) for i, t in enumerate(part.types or ()))
        for i, phase in enumerate(stream.phases):
            yield from (((*here, "phases", i, "types", t), t) for t in phase.types or ())
        yield from (((*here, "incidents", n, "type"), part.type) for n, part in stream.incidents.items())
    for label, group in scenario.operators.items():
        here = ("operators", label)
        yield from (((*here, "by_type", t), t) for t in group.by_type)
        for i, skill in enumerate(group.skills or ()):
            if skill.types != "all":
                yield from (((*here, "skills", i, "types", k), t) for k, t in enumerate(skill.types))
    for i, change in enumerate(scenario.answer_changes):
        yield from ((("answer_changes", i, "types", k), t) for k, t in enumerate(change.types or ()))
    yield from ticket_mentions(scenario)
    for kind in ("targets", "published"):
        for i, part in enumerate(getattr(scenario, kind)):
            yield from (((kind, i, "type"), t) for t in (part.type,) if t is not None)


def _streams(scenario: Scenario) -> Iterator[Problem]:
    tickets = scenario.tickets
    if not scenario.demand and (tickets is None or not (tickets.backlog or tickets.backlog_file)):
        yield Problem(("demand",), "no stream: nobody calls", only_odd=True)
    if tickets is not None and tickets.chase_up is not None:
        yield from _profile(("tickets", "chase_up", "profile"), tickets.chase_up.profile)
    for label, stream in scenario.demand.items():
        here: KeyPath = ("demand", label)
        profile = stream.profile
        named = profile.items() if isinstance(profile, dict) else [("", profile)]
        for kind, shares in named:
            yield from _profile((*here, "profile", *([kind] if kind else [])), shares)
        if isinstance(stream.per_date, dict):
            yield from _volume_dates(scenario, (*here, "per_date"), stream.per_date)
        yield from _growth(scenario, (*here, "growth"), stream.growth, "the volume")
        yield from _stated(scenario, (*here, "stamps"), stream)


def _profile(path: KeyPath, profile: Profile) -> Iterator[Problem]:
    if isinstance(profile, str):
        if profile not in NAMED_PROFILES:
            hint = did_you_mean(profile, NAMED_PROFILES, "profiles")
            yield Problem(path, f"there is no profile '{profile[:60]}'{hint}")
    elif len(profile) not in PROFILE_LENGTHS:
        yield Problem(path, f"has {len(profile)} shares: a day takes 24, 48 or 96")
    elif min(profile) < 0 or not 0 < sum(profile) < math.inf:
        yield Problem(path, "shares must be at least 0, and one of them above 0")


def _volume_dates(scenario: Scenario, path: KeyPath, volumes: dict[str, float]) -> Iterator[Problem]:
    outside = 0
    for text in volumes:
        try:
            outside += not in_horizon(scenario, date.fromisoformat(text) if len(text) == 10 else date.max)
            proper = len(text) == 10
        except ValueError:
            proper = False
        if not proper:
            yield Problem((*path, text), f"'{text[:60]}' is not a date: write year-month-day, such as 2022-01-08")
    if outside:
        yield Problem(path, f"{outside} of {len(volumes)} dates are outside the horizon", only_odd=True)
    missing = [day for day in horizon_days(scenario) if day.isoformat() not in volumes]
    if missing:
        text = f"{len(missing)} days of the horizon have no volume (first {missing[0]}): nobody calls on them"
        yield Problem(path, text, only_odd=True)


def _stated(scenario: Scenario, path: KeyPath, stream: Stream) -> Iterator[Problem]:
    """Columns about tickets, areas, units and talks where there are none."""
    areas = scenario.tickets.areas if scenario.tickets is not None else {}
    for key, there, needed in (
        ("urgency", scenario.tickets is not None, "tickets"),
        ("due", scenario.tickets is not None, "tickets"),
        ("area", areas, "tickets.areas"),
        ("unit", scenario.units, "units"),
    ):
        if getattr(stream.stamps, key, None) is not None and not there:
            yield Problem((*path, key), f"a file's {key} means nothing without '{needed}'")
    for key in ("talk", "wrap_up") if stream.channel == "transfer" else ():
        if getattr(stream.stamps, key, None) is not None:
            yield Problem((*path, key), f"nobody talks about a transfer: it arrives as a ticket; leave '{key}' out")


def _growth(scenario: Scenario, path: KeyPath, growth: Growth | None, what: str) -> Iterator[Problem]:
    clock = scenario.clock
    if growth is None:
        return
    first = (clock.start - (growth.since or clock.start)).days
    for days in (first, first + clock.days):
        if grows_too_far(growth, days):
            yield Problem(path, f"multiplies {what} by more than {MOST_GROWTH:,.0f} (or divides it)")
            return


def _trends(scenario: Scenario) -> Iterator[Problem]:
    """Trends of lengths of time that lead too far."""
    for path, part in parts_in(scenario):
        if isinstance(part, ByTime):
            yield from _growth(scenario, (*path, "trend"), part.trend, "a length of time")


def _dates(scenario: Scenario) -> Iterator[Problem]:
    """Dated parts that never come about in the horizon."""
    for label, stream in scenario.demand.items():
        here: KeyPath = ("demand", label)
        for i, phase in enumerate(stream.phases):
            yield from outside_horizon(scenario, (*here, "phases", i), phase.start, phase.end or date.max)
        for name, event in stream.events.items():
            yield from outside_horizon(scenario, (*here, "events", name), event.start, date.max)
        for name, deflection in stream.deflection.items():
            yield from outside_horizon(scenario, (*here, "deflection", name), deflection.start, date.max)
    for i, change in enumerate(scenario.answer_changes):
        yield from outside_horizon(scenario, ("answer_changes", i), change.start, date.max)
    for path, staff in staff_of(scenario):
        for i, speed in enumerate(staff.speed):
            begin, end = speed.from_date or date.min, speed.to_date or date.max
            yield from outside_horizon(scenario, (*path, "speed", i), begin, end)


def _ids(scenario: Scenario) -> Iterator[Problem]:
    """An id (or, without one, the name) keys the draws, so no two parts of a kind may share it."""
    for kinds in (("demand",), STAFF_KINDS, ("types",)):
        owner: dict[str, tuple[str, bool]] = {}
        for kind in kinds:
            for name, part in getattr(scenario, kind).items():
                path: KeyPath = (kind, name)
                if not name.strip():
                    yield Problem(path, "a name is empty")
                label = part.id or name
                for key in copies_of(label, part) if kind == "units" else [label]:
                    other, by_id = owner.setdefault(key, (name, part.id is not None))
                    if other != name and (part.id or by_id):
                        text = f"'{key[:60]}' is the id of '{other[:60]}' too"
                        yield Problem((*path, "id") if part.id else path, text)
                        break


def _files(scenario: Scenario) -> Iterator[Problem]:
    """Data files that are missing, or outside the scenario's folder."""
    for path, name in data_files(scenario):
        try:
            resolve_file(scenario.folder, name)
        except ScenarioError as error:
            yield Problem(path, str(error))


def _callers(scenario: Scenario) -> Iterator[Problem]:
    callers, channels = scenario.callers, {stream.channel for stream in scenario.demand.values()}
    if callers.redial is not None and channels and "phone" not in channels:
        yield Problem(("callers", "redial"), "nobody can redial: no stream comes by phone")
    for spell in callers.spells:
        if spell.close <= spell.open:
            text = f"opens at {say_clock(spell.open)} and closes at {say_clock(spell.close)} of the next day"
            yield Problem(("callers", "hours"), text, only_odd=True)
    if not scenario.operators and channels - {"transfer"}:
        yield Problem((), "'operators' is missing: the demand has nobody to answer it")


def _nobody_answers(scenario: Scenario) -> Iterator[Problem]:
    redial = scenario.callers.redial
    for label, stream in scenario.demand.items():
        if stream.channel == "transfer":
            continue
        sources: list[tuple[Channel, KeyPath]] = [(stream.channel, ("demand", label))]
        if stream.channel == "phone" and redial is not None and redial.to_online > 0:
            sources.append(("online", ("callers", "redial", "to_online")))
        asked = asked_types(stream)
        for channel, path in sources:
            able = set().union(*(taken_types(group, channel, asked) for group in scenario.operators.values()))
            for name in asked:
                if name not in able:
                    what = "calls" if channel == "phone" else "messages"
                    right = f"give a group the skill {{channel: {channel}, types: [{name}]}}"
                    yield Problem(path, f"nobody answers {what} of type '{name}': {right}")


def _asked(scenario: Scenario) -> Iterator[Problem]:
    """Targets and published figures of what is not there, or never comes about; measures are checked by `checks/`."""
    for kind in ("targets", "published"):
        for i, part in enumerate(getattr(scenario, kind)):
            yield from selection_problems(scenario, part, (kind, i))


def further_problems(scenario: Scenario, part: Selection) -> Iterator[Problem]:
    """What is wrong with a measure that is asked for beside those of the scenario, whose types have been looked at."""
    known = all_types(scenario)
    are_known = all(stream.types_in_file is None for stream in scenario.demand.values())
    if are_known and part.type is not None and part.type not in known:
        yield Problem(("type",), _no_type(part.type, known))
    yield from selection_problems(scenario, part, ())


def selection_problems(scenario: Scenario, part: Selection, here: KeyPath) -> Iterator[Problem]:
    """Names that lead nowhere, and instants and dates outside the horizon."""
    copies = [one for name, unit in scenario.units.items() for one in copies_of(name, unit)]
    for key, known in (("stream", list(scenario.demand)), ("unit", list(dict.fromkeys([*scenario.units, *copies])))):
        name = getattr(part, key)
        if name is not None and name not in known:
            yield Problem((*here, key), f"there is no {key} '{name[:60]}'{did_you_mean(name, known, key + 's')}")
    days = horizon_days(scenario)
    if part.at is not None and days and not days[0] <= (part.at - timedelta(microseconds=1)).date() <= days[-1]:
        yield Problem((*here, "at"), f"{part.at:%Y-%m-%d %H:%M} is not within the horizon: {days[0]} to {days[-1]}")
    begin, end = part.received_from or date.min, part.received_to or date.max
    if begin <= end:
        key = "received_from" if part.received_from else "received_to"
        yield from outside_horizon(scenario, (*here, key), begin, end)


def _origins(scenario: Scenario) -> Iterator[Problem]:
    """Origins of numbers that are not in the document."""
    if not scenario.origins:
        return
    known = dict.fromkeys(key_paths(scenario.document))
    for path in scenario.origins:
        if path not in known:
            hint = did_you_mean(path, known)
            hint = hint if "did you mean" in hint else ""
            yield Problem(("origins", path), f"the scenario has no '{path[:80]}'{hint}")
