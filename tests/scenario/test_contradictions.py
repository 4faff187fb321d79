"""Parts that do not fit together are refused, or warned about, at their place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.checks import checked_plan
from sim.scenario import Scenario

Fault = Callable[..., str]
Load = Callable[..., Scenario]
LAW = "{law: exponential, mean: 60 s}"
DAY = "{start: '08:00', end: '16:00', staff: 3}"
ROTATION = "{crews: {A: 2}, cycle: [day, 'off']}"
CHANGES = "demand.calls.{}"

REFUSED = [
    (["operators.floor.skills=[{types: [inquiry, hepl]}]"],
     "skills.0.types.1: no stream has the type 'hepl' - did you"),
    ([f"operators.floor.by_type={{x: {{talk: {LAW}}}}}"], "operators.floor.by_type.x: no stream has the type 'x'"),
    (["demand.calls.events={e: {start: 2026-03-03, peak: 2, half_life: 1 d, types: [x]}}"],
     "events.e.types.0: no stream"),
    (["demand.calls.deflection={d: {start: 2026-03-03, share: 10 %, types: [x]}}"], "deflection.d.types.0: no stream"),
    (["demand.calls.phases=[{start: 2026-03-03, types: {x: 1}}]"], "phases.0.types.x: no stream"),
    ([f"demand.calls.incidents={{i: {{per_day: 1, mean_size: 2, delay: {LAW}, type: x}}}}"],
     "incidents.i.type: no stream"),
    (["answer_changes=[{start: 2026-03-03, share: 1, types: [x]}]"],
     "answer_changes.0.types.0: no stream has the type"),
    (["operators.floor.skills=[{types: [inquiry]}]"], "demand.calls: nobody answers calls of type 'help'"),
    (["operators.floor.skills=[]"], "demand.calls: nobody answers calls of type 'inquiry'"),
    (["operators="], "town.yaml:1: 'operators' is missing"),
    (["callers.redial={after_abandon: 1, to_online: 10 %, delay: " + LAW + "}"],
     "callers.redial.to_online: nobody answers"),
    (["demand.calls.channel=online", f"operators.floor.online={{work: {LAW}}}", f"callers.redial={{delay: {LAW}}}"],
     "callers.redial: nobody can redial: no stream comes by phone"),
    (["operators.floor.shifts="], "operators.floor: nobody ever works here: give a shift its 'staff'"),
    (["operators.floor.shifts.day.staff=0", "operators.floor.shifts.night.staff=0"],
     "operators.floor: nobody ever works"),
    (["operators.floor.talk="], "operators.floor: takes calls of type 'help' but has no 'talk'"),
    (["operators.floor.talk=", f"operators.floor.by_type={{help: {{talk: {LAW}}}}}"],
     "takes calls of type 'inquiry' but"),
    (["operators.floor.skills=[{types: all}, {channel: online}]"],
     "skills.1: takes messages, but the group has no 'online'"),
    (["operators.floor.rotation={crews: {A: 2}, cycle: [day, nigth]}"],
     "rotation.cycle.1: there is no shift 'nigth' - did"),
    (["operators.floor.rotation={crews: {A: 2}, cycle: []}"], "rotation.cycle: is empty"),
    ([f"operators.floor.shifts.off={DAY}", f"operators.floor.rotation={ROTATION}"],
     "shifts.off: a shift cannot be called"),
    (["operators.floor.exceptions=[{shift: dya, start: 2026-03-03, staff: 1}]"],
     "exceptions.0.shift: there is no shift 'dya'"),
    (["operators.floor.exceptions=[{shift: day, start: 2026-03-05, end: 2026-03-03, staff: 1}]"],
     "ends on 2026-03-03, before"),
    (["demand.calls.profile=hotline_dya"], "demand.calls.profile: there is no profile 'hotline_dya' - did you mean"),
    (["demand.calls.profile=[1, 2, 3]"], "demand.calls.profile: has 3 shares: a day takes 24, 48 or 96"),
    ([f"demand.calls.profile={[0] * 24}"], "demand.calls.profile: shares must be at least 0, and one of them above 0"),
    ([f"demand.calls.profile={[1e308] * 24}"], "demand.calls.profile: shares must be"),
    ([f"demand.calls.profile={{mon: {[2] * 23 + [-1]}}}"], "demand.calls.profile.mon: shares must be"),
    (["demand.calls.per_date={2026-3-2: 5}"], "per_date.2026-3-2: '2026-3-2' is not a date"),
    (["demand.calls.growth={rate: 500 %, per: week, since: 1990-01-01}"], "growth: multiplies the volume by more than"),
    (["clock.zone=Mars/X"], "clock.zone: time zone 'Mars/X' is not known"),
    (["clock.zone=Asia/Shangai"], "clock.zone: time zone 'Asia/Shangai' is not known - did you mean 'Asia/Shanghai'?"),
    (["clock.zone=Asia"], "clock.zone: time zone 'Asia' is not known"),
    (["clock.zone=../../etc/passwd"], "clock.zone: time zone '../../etc/passwd' is not known"),
    (["clock.calendar=chinese"], "clock.calendar: calendar 'chinese' is not known: write china, none"),
    (["clock.start=9999-12-31"], "clock.start: 9999-12-31 is not between 1950 and 2200"),
    (["clock.holidays=[2026-03-03]", "clock.working_days=[2026-03-03]"],
     "2026-03-03 is listed under 'working_days' too"),
    (["targets=[{measure: service_levle, within: 15 s, at_least: 80 %}]"], "targets.0.measure: there is no measure"),
    (["targets=[{measure: service_level, at_least: 80 %}]"], "targets.0.measure: 'service_level' needs a threshold"),
    (["published=[{measure: x, value: 1, kind: echo, source: a}]"], "published.0.measure: there is no measure 'x'"),
    (["origins={operators.flor.talk: {kind: assumed}}"],
     "origins.operators.flor.talk: the scenario has no 'operators.flor"),
    (["types={help: {id: a}, inquiry: {id: a}}"], "types.inquiry.id: 'a' is the id of 'help' too"),
    (["types={help: {id: inquiry}, inquiry: {}}"], "types.inquiry: 'inquiry' is the id of 'help' too"),
    (["operators.floor.id=x", f"operators.x={{talk: {LAW}, shifts: {{d: {DAY}}}}}"],
     "operators.x: 'x' is the id of 'floor'"),
    (["operators.floor.shifts.day.breaks=[{after: 12 h, length: 5 min}]"],
     "breaks.0.after: begins 12 h into a shift of 12 h"),
    (["operators.floor.breaks=[{after: 13 h, length: 5 min}]"], "breaks.0.after: 13 h is after the end of every shift"),
    (["operators.floor.shifts.day.days=[]", "operators.floor.shifts.night.staff=0"],
     "demand.calls: calls of type 'inquiry' are"),
    (["clock.days=2", "operators.floor.shifts.day.days=[sun]", "operators.floor.shifts.night.days=[sat]"],
     "and no shift has"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "told"), REFUSED, ids=[told[:50] for _, told in REFUSED])
def test_contradictions_are_refused_at_their_place(fault: Fault, settings: list[str], told: str) -> None:
    """The key path of one side and the name of the other are in the sentence."""
    assert told in fault(*settings)


WARNED = [
    (["targets=[{measure: service_level, within: 20 s, at_least: 100 %}]"],
     "targets.0.at_least: asks for all, which no number of runs shows: the target stays undecided; ask for less"),
    (["targets=[{measure: abandonment_rate, at_most: 0}]"],
     "targets.0.at_most: asks for none, which no number of runs shows: the target stays undecided"),
    (["types={help: {}, other: {}}"], "types.other: no stream uses this type"),
    (["operators.floor.shifts.day.end=01:00"],
     "operators.floor.shifts.day: 08:00 to 01:00 is a shift of 17 h: over 16 h"),
    (["operators.floor.shifts.day.end=08:00"],
     "operators.floor.shifts.day: 08:00 to 08:00 is a shift of 1 d: over 16 h"),
    (["operators.floor.breaks=[{after: 11 h, length: 30 min}]"], "floor.shifts.day: the last of 8 waves of the break"),
    (["operators.floor.shifts.short={start: '10:00', end: '12:00', staff: 1}",
      "operators.floor.breaks=[{after: 3 h, length: 5 min}]"], "breaks.0.after: is after the end of shift 'short'"),
    (["operators.floor.shifts.late={start: '09:00', end: '10:00'}"],
     "operators.floor.shifts.late: nobody works this shift: give it its 'staff', or a place in a rotation"),
    (["operators.floor.shifts.a={start: '09:00', end: '10:00', days: sat}", f"operators.floor.rotation={ROTATION}"],
     "operators.floor.shifts.a: nobody works this shift"),
    (["operators.floor.shifts.a={start: '09:00', end: '10:00'}",
      "operators.floor.exceptions=[{shift: a, start: 2026-03-03, staff: 0}]"],
     "operators.floor.shifts.a: nobody works this shift"),
    (["operators.floor.shift_end=pause"], "operators.floor.shift_end: only messages can be paused"),
    ([f"operators.floor.rotation={ROTATION}"],
     "operators.floor.shifts.day.staff: its own 'staff' works besides the crews"),
    (["demand.calls.phases=[{start: 2027-01-01, factor: 2}]"], "phases.0: has no effect: the horizon is 2026-03-02 to"),
    (["demand.calls.events={e: {start: 2027-01-01, peak: 2, half_life: 1 d}}"], "demand.calls.events.e: has no effect"),
    (["demand.calls.per_date={2026-03-02: 5, 2027-01-01: 3}"],
     "demand.calls.per_date: 1 of 2 dates are outside the horizon"),
    (["demand.calls.per_date={2026-03-02: 5, 2027-01-01: 3}"],
     "6 days of the horizon have no volume (first 2026-03-03)"),
    (["callers.hours={open: '20:00', close: '08:00'}"],
     "callers.hours: opens at 20:00 and closes at 08:00 of the next day"),
    (["demand="], None),
    (["operators.floor.shifts.night.staff=0"],
     "works: 00:00-08:00, 20:00-24:00 on 7 of 7 days, 50 % of these calls (types: help, inquiry)"),
    (["demand.calls.per_day=9600"], "operators.floor: on 2026-03-02 the work that comes is 2.50 times the staffed hours"
     " (480 h of work, 192 h of people)"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "told"), WARNED, ids=[str(told)[:50] for _, told in WARNED])
def test_oddities_are_warned_about(town: Load, fault: Fault, settings: list[str], told: str | None) -> None:
    """What is possible but unlikely is said, with its key path, and the scenario is read."""
    if told is None:
        assert "'demand' is missing" in fault(*settings)
        return
    assert any(told in warning for warning in town(*settings).warnings), town(*settings).warnings


def test_a_sound_scenario_has_no_warnings(town: Load) -> None:
    """Nothing is said where nothing is odd."""
    assert town().warnings == ()


@pytest.mark.parametrize(
    "settings",
    [
        ["callers.hours={open: '08:00', close: '20:00'}", "operators.floor.shifts.night.staff=0",
         "demand.calls.profile=office_hours"],
        ["demand.calls.profile=office_hours", "operators.floor.shifts.night.staff=0"],
        ["operators.floor.shifts.day.end=16:00", "operators.floor.shifts.late={start: '16:00', end: '24:00', staff: 9}",
         "operators.floor.shifts.night={start: '00:00', end: '08:00', staff: 4}"],
        ["operators.floor.shifts.day.staff=0", "operators.floor.shifts.night.staff=0",
         "operators.floor.rotation={crews: {A: 9, B: 9, C: 9, D: 9}, cycle: [day, night, 'off', 'off']}"],
        ["operators.floor.shifts.a={start: '09:00', end: '10:00'}",
         "operators.floor.exceptions=[{shift: a, start: 2026-03-03, staff: 2}]"],
        ["operators.floor.shifts.a={start: '21:00', end: '22:00', same_people_as: day}"],
        ["demand.calls.per_day=9600", "demand.calls.deflection={kb: {start: 2026-01-01, share: 90 %}}"],
        ["operators.floor.talk=", "operators.floor.by_type={help: {talk: " + LAW + "}, inquiry: {talk: " + LAW + "}}"],
        ["demand.calls.types={inquiry: 100 %, help: 0 %}", "operators.floor.skills=[{types: [inquiry]}]"],
    ],
    ids=["hours", "profile", "shifts", "rotation", "exception", "split", "deflection", "by type", "zero share"],
)  # fmt: skip
def test_what_fits_is_not_warned_about(town: Load, settings: list[str]) -> None:
    """Opening hours, profiles, rotations, deflection and laws by type are understood by the checks."""
    assert town(*settings).warnings == ()


@pytest.mark.parametrize(
    ("shift", "dates", "clock", "works"),
    [
        ("night", "start: 2026-03-01", "", True),
        ("night", "start: 2026-02-28", "", False),
        ("day", "start: 2026-03-01", "", False),
        ("day", "start: 2026-02-20, end: 2026-03-02", "", True),
        ("night", "start: 2026-03-01", "clock.begins_at='08:00'", False),
        ("night", "start: 2026-03-01", "clock.begins_at='07:30'", True),
        ("day", "start: 2026-03-08", "clock.ends_at='08:00'", False),
        ("day", "start: 2026-03-08", "clock.ends_at='08:30'", True),
        ("night", "start: 2026-03-09", "", False),
    ],
)
def test_an_exception_without_effect_is_one_that_changes_no_roster(
    town: Load, shift: str, dates: str, clock: str, works: bool
) -> None:
    """A night shift of the day before reaches into the run; what is said agrees with the people who are rostered."""
    sets = [clock] if clock else []
    changed = town(*sets, f"operators.floor.exceptions=[{{shift: {shift}, {dates}, staff: 1}}]")
    plain, other = (checked_plan(s).roster for s in (town(*sets), changed))
    assert (len(plain.duty_start_us) != len(other.duty_start_us)) is works
    said = "exceptions.0: has no effect: the horizon is 2026-03-02"
    told = [warning for warning in changed.warnings if said in warning]
    assert bool(told) is not works


def test_the_other_half_of_a_split_shift_counts_for_an_exception(town: Load) -> None:
    """An exception of the evening before the start holds for the night that the same people work after midnight."""
    night = "operators.floor.shifts.late={start: '22:00', end: '02:00', same_people_as: day}"
    sets = (night, "operators.floor.exceptions=[{shift: day, start: 2026-03-01, staff: 1}]")
    assert not [warning for warning in town(*sets).warnings if "has no effect" in warning]


def test_of_two_exceptions_for_a_shift_and_date_the_first_is_said_to_hold(town: Load) -> None:
    """The roster has the first one's people, and the sentence says so; apart in date or alike, nothing is said."""
    first = "{shift: day, start: 2026-03-03, end: 2026-03-05, staff: 2}"
    cases = {
        "{shift: day, start: 2026-03-05, end: 2026-03-06, staff: 3}": "for 2026-03-05, exceptions.0 holds (staff: 2)",
        "{shift: day, start: 2026-03-01, end: 2026-03-09, staff: 3}": "for 2026-03-03 to 2026-03-05, exceptions.0",
        "{shift: day, start: 2026-03-06, staff: 3}": None,
        "{shift: day, start: 2026-03-05, staff: 2}": None,
        "{shift: night, start: 2026-03-05, staff: 3}": None,
    }
    for second, right in cases.items():
        scenario = town(f"operators.floor.exceptions=[{first}, {second}]")
        told = [warning for warning in scenario.warnings if "exceptions.1" in warning]
        assert len(told) == (right is not None)
        assert right is None or f"operators.floor.exceptions.1: {right}" in told[0]
        roster = checked_plan(scenario).roster
        on_the_fifth = (roster.duty_start_us == (3 * 24 + 8) * 3_600_000_000).sum()
        assert on_the_fifth == 2


def test_all_contradictions_are_told_together(fault: Fault) -> None:
    """Independent problems come in one go, by line."""
    told = fault(
        "clock.zone=Mars/X", "targets=[{measure: nonsense, at_least: 1}]", "operators.floor.skills=[{types: [x]}]"
    )
    assert len(told.splitlines()) == 5
    assert all(line.startswith(("--set: ", "town.yaml:4: ")) for line in told.splitlines())
