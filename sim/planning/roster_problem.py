"""From a roster file to the problem of a roster: the shifts of a pool, who may work them, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from sim.calendar.lengths import MINUTE_US
from sim.checks import checked_plan
from sim.errors import HotlineError
from sim.planning.asked import scenario_file, scenario_of
from sim.planning.people_file import read_people, read_wishes
from sim.planning.roster_files import read_before
from sim.plans.plan import Plan
from sim.plans.shifts import crew_heads, follows, own_heads, team_of
from sim.rostering.law import NIGHTS, is_night, rules_of
from sim.rostering.parts import MUST, Cover, Fairness, Rules, Shift
from sim.rostering.problem import Problem
from sim.scenario.fields import WEEKDAYS
from sim.scenario.files import resolve_file
from sim.scenario.roster_checks import shift_length_us
from sim.scenario.rostering_file import RosteringFile
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Pause, Staff
from sim.scenario.spelling import did_you_mean
from sim.staffing.heads import Pool, pools_of

WHOSE_NIGHTS: Final = "china"
"""Where no law holds, its night hours do."""
NIGHT_MINUTES: Final = 180
"""A shift with so many of them in the night hours counts as a night (directive 2003/88/EC, article 2)."""


@dataclass(frozen=True)
class Asked:
    """A roster file with all that it names.

    Attributes
    ----------
    file
        What it says, and where.
    path
        The scenario file.
    scenario, pool
        The scenario with its changes, and the people whose shifts get names.
    problem
        What the roster is asked for.
    warnings
        What is odd about the scenario and the people's file, a sentence each.
    """

    file: RosteringFile
    path: Path
    scenario: Scenario
    pool: Pool
    problem: Problem
    warnings: tuple[str, ...]

    @property
    def key(self) -> str:
        """Key path of the people in the scenario."""
        return f"{self.pool.section}.{self.file.rostering.pool}"


def asked_by(file: RosteringFile) -> Asked:
    """Read all that a roster file names.

    Raises
    ------
    ScenarioError
        If the scenario cannot be, or the pool has no shifts that people could be given to.
    DataError
        If the people or their wishes cannot be used.
    """
    asked = file.rostering
    path = scenario_file(file, asked.scenario)
    scenario = scenario_of(file, asked.scenario, asked.set, {})
    plan = checked_plan(scenario)
    pool = _pool(file, scenario)
    shifts, cover = shifts_of(pool.staff, asked.law), tuple(_cover(file, pool.staff, plan))
    days = plan.calendar.dates()
    people = read_people(_beside(file, "people", asked.people), shifts, days[0], len(days))
    wishes = people.wishes
    if asked.wishes is not None:
        wishes += read_wishes(_beside(file, "wishes", asked.wishes), people.people, shifts, days[0], len(days))
    skills = {skill for person in people.people for skill in person.skills}
    for number, one in enumerate(asked.skills):
        if one.skill not in skills:
            hint = did_you_mean(one.skill, skills, "skills")
            raise file.refused(("skills", number, "skill"), f"nobody has the skill '{one.skill[:60]}'{hint}")
    problem = Problem(
        days[0],
        len(days),
        shifts,
        people.people,
        cover,
        wishes,
        _rules(file),
        Fairness(asked.fairness.nights, asked.fairness.weekends, asked.fairness.hours),
        _weekend(scenario),
    )
    if asked.before is not None:
        last = read_before(_beside(file, "before", asked.before), problem)
        told = [replace(one, before=one.before or last.get(one.name, ())) for one in people.people]
        problem = replace(problem, people=tuple(told))
    warnings = list(scenario.warnings)
    if people.unread:
        names = ", ".join(f"'{name[:40]}'" for name in people.unread[:6])
        warnings.append(f"{asked.people}: not read, for they are no columns that are known: {names}")
    if people.outside:
        dates = ", ".join(f"'{text[:40]}'" for text in people.outside[:6])
        warnings.append(f"{asked.people}: outside the roster's days, and left out: {dates}")
    warnings += _settled_for_nobody(asked.people, problem)
    return Asked(file, path, scenario, pool, problem, tuple(warnings))


def _settled_for_nobody(file: str, problem: Problem) -> Iterator[str]:
    """Shifts that are settled on days on which nobody is wanted on them."""
    wanted = {(cover.day, cover.shift) for cover in problem.cover if cover.wanted > 0}
    for person in problem.people:
        for day, shift in sorted(person.fixed.items()):
            if (day, shift) not in wanted:
                when = problem.date(day)
                yield f"{file}: the scenario wants nobody on '{shift}' on {when}, which is settled for '{person.name}'"


def _pool(file: RosteringFile, scenario: Scenario) -> Pool:
    name, pools = file.rostering.pool, pools_of(scenario)
    if name not in pools:
        raise file.refused(("pool",), f"there is no pool '{name[:60]}'{did_you_mean(name, pools, 'pools')}")
    pool = pools[name]
    if pool.copies > 1:
        raise file.refused(("pool",), f"'{name[:60]}' stands for {pool.copies} units: write each unit by itself")
    if not pool.staff.shifts:
        raise file.refused(("pool",), f"'{name[:60]}' has no shifts in the scenario: nobody can be given any")
    for shift_name, shift in pool.staff.shifts.items():
        if shift.same_people_as is not None and not follows(shift):
            raise file.refused(
                ("pool",), f"shift '{shift_name}' has people of '{shift.same_people_as}' and a head count of its own: "
                "a roster gives both halves to the same people, so leave its 'staff' out"
            )  # fmt: skip
    return pool


def _beside(file: RosteringFile, key: str, name: str) -> Path:
    try:
        return resolve_file(file.folder, name)
    except HotlineError as error:
        raise file.refused((key,), error.sentence) from None


def shifts_of(staff: Staff, law: str) -> tuple[Shift, ...]:
    """The shifts of a group of people, both halves of a split one together; breaks are no working time."""
    country = WHOSE_NIGHTS if law not in NIGHTS else law
    found = []
    for name in leading_shifts(staff):
        halves = [staff.shifts[half] for half in halves_of(staff, name)]
        start_us = min(half.start for half in halves)
        end_us = max(half.start + shift_length_us(half) for half in halves)
        worked_us = sum(
            shift_length_us(half) - _break_us(staff.breaks if half.breaks is None else half.breaks, half)
            for half in halves
        )
        start, minutes = start_us // MINUTE_US, -(-(end_us - start_us) // MINUTE_US)
        paid = max(0, worked_us // MINUTE_US)
        found.append(Shift(name, start, minutes, paid, is_night(country, start, minutes, least=NIGHT_MINUTES)))
    return tuple(found)


def _break_us(breaks: tuple[Pause, ...], shift: Any) -> int:
    """Time of the breaks that lie in a shift; paid work of another kind is working time."""
    length_us = shift_length_us(shift)
    return sum(
        pause.length for pause in breaks if pause.kind == "break" and pause.into_shift_us(shift.start) < length_us
    )


def leading_shifts(staff: Staff) -> list[str]:
    """The shifts of a group that people are given, without the other halves of split ones."""
    return [name for name, shift in staff.shifts.items() if not follows(shift)]


def halves_of(staff: Staff, name: str) -> list[str]:
    """A shift, and those that its people work on the same day too."""
    others = [other for other, shift in staff.shifts.items() if follows(shift) and team_of(other, shift) == name]
    return [name, *others]


def wanted_on(staff: Staff, name: str, day: date, plan: Plan) -> int:
    """Heads that the scenario has on a shift on a date, crews among them."""
    crews = staff.rotation.crews if staff.rotation is not None else {}
    on_crews = sum(crew_heads(staff, crew, name, day, plan.calendar) for crew in crews)
    return own_heads(staff, name, day, plan.calendar) + on_crews


def _cover(file: RosteringFile, staff: Staff, plan: Plan) -> Iterator[Cover]:
    """Heads of each shift on each day, and those with skills."""
    asked = file.rostering
    under = MUST if asked.cover.must else asked.cover.too_few
    names = leading_shifts(staff)
    for number, one in enumerate(asked.skills):
        if one.shift is not None and one.shift not in names:
            hint = did_you_mean(one.shift, names, "shifts")
            raise file.refused(("skills", number, "shift"), f"there is no shift '{one.shift[:60]}'{hint}")
    wanted_at_all = False
    for number, day in enumerate(plan.calendar.dates()):
        for name in names:
            wanted = wanted_on(staff, name, day, plan)
            wanted_at_all |= wanted > 0
            yield Cover(number, name, wanted=wanted, under=under, over=asked.cover.too_many)
            for one in asked.skills:
                if one.shift in (None, name) and wanted:
                    least = min(one.least, wanted)
                    yield Cover(number, name, skill=one.skill, wanted=least, under=one.too_few)
    if not wanted_at_all:
        raise file.refused(
            ("pool",), f"no shift of '{asked.pool[:60]}' has a head count in the scenario: give each its 'staff'"
        )


def _weekend(scenario: Scenario) -> frozenset[int]:
    """The days of a weekend, Monday 0; the scenario's own if it names any."""
    own = scenario.clock.weekend
    return frozenset({5, 6}) if own is None else frozenset(WEEKDAYS.index(day) for day in own)


def _rules(file: RosteringFile) -> Rules:
    """Those of the law, and those of the file instead."""
    asked, own = file.rostering, file.rostering.rules
    if asked.law == "none":
        rules = Rules(weeks_averaged=asked.weeks_averaged)
    else:
        options = {"overtime": asked.overtime} if asked.law == "china" else {}
        rules = rules_of(asked.law, weeks_averaged=asked.weeks_averaged, **options)
    lengths = {
        "rest_minutes": own.rest,
        "most_minutes_a_day": own.hours_a_day,
        "most_minutes_a_week": own.hours_a_week,
        "most_minutes_a_month": own.hours_a_month,
    }
    counts = {
        "most_days_in_a_row": own.days_in_row,
        "most_nights_in_a_row": own.nights_in_row,
        "rest_days_in_seven": own.rest_days_in_seven,
    }
    told: dict[str, Any] = {name: length // MINUTE_US for name, length in lengths.items() if length is not None}
    told |= {name: count for name, count in counts.items() if count is not None}
    return replace(rules, **told)
