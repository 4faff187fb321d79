"""What `check` says before a run is what the plan means: changes by date, files, desks, units, hours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.checks import checked_plan, load_scenario
from sim.checks.reading import reading_of
from sim.errors import ScenarioError
from sim.report.reading import reading_text
from sim.simulation import expected_events

Write = Callable[..., Path]
CALLS = """\
hotline: 1
clock: {start: 2026-03-02, days: 4, zone: UTC}
demand: {calls: {per_day: 480, profile: flat, types: {a: 50 %, b: 50 %}}}
operators:
  desk:
    talk: {law: deterministic, value: 6 min}
    wrap_up: {law: deterministic, value: 0 s}
    wrap_up_ticket: {law: deterministic, value: 60 min}
    shifts: {am: {start: "00:00", end: "12:00", staff: 10}, pm: {start: "12:00", end: "24:00", staff: 10}}
""".replace("    wrap_up: {law: deterministic, value: 0 s}\n", "")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario and files beside it."""

    def written(text: str, **files: str) -> Path:
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content)
        (tmp_path / "town.yaml").write_text(text)
        return tmp_path / "town.yaml"

    return written


def pools_of(path: Path, *sets: str) -> dict[str, dict[str, Any]]:
    """The pools of a reading by name."""
    return {", ".join(row["names"]): row for row in reading_of(load_scenario(path, sets))["pools"]}


def test_a_fall_of_direct_answers_is_seen_from_its_date_on(write: Write) -> None:
    """48 h of talk a day for 240 h of people; with a ticket's wrap-up of an hour from the third day on, 528 h."""
    sets = ["direct_answer=100 %", "answer_changes=[{start: 2026-03-04, share: 0 %}]"]
    scenario = load_scenario(write(CALLS), sets)
    told = "operators.desk: on 2026-03-04 the work that comes is 2.20 times the staffed hours (528 h of work, 240 h of"
    assert any(told in warning and "on 2 of 4 days it is more" in warning for warning in scenario.warnings)
    assert reading_of(scenario)["pools"][0]["work_hours_per_day"] == pytest.approx((48 + 528) / 2)


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ("[{start: 2026-03-03, share: 0 %, types: [a]}]", 48 + 480 * 0.5 * 0.75),
        ("[{start: 2020-01-01, share: 50 %}]", 48 + 480 * 0.5),
        ("[{start: 2026-03-05, share: 0 %}, {start: 2026-03-03, share: 50 %, types: [b]}]",
         48 + 480 * (0 + 0.25 + 0.25 + 1) / 4),
        ("[{start: 2027-01-01, share: 0 %}]", 48),
    ],
)  # fmt: skip
def test_shares_of_direct_answers_count_by_type_and_by_day(write: Write, changes: str, hours: float) -> None:
    """By hand: 480 calls of 6 minutes a day, and an hour of wrap-up for each that becomes a ticket."""
    path = write(CALLS)
    assert pools_of(path, f"answer_changes={changes}")["desk"]["work_hours_per_day"] == pytest.approx(hours, abs=0.06)


def test_the_engine_chooser_counts_tickets_from_the_day_they_arise(write: Write) -> None:
    """Tickets of the last quarter of the time are a quarter of all, however few steps there are."""
    path = write(CALLS + "tickets: {audit: {by: desk, time: {law: exponential, mean: 1 min}}}\n")
    alone = expected_events(load_scenario(path))
    later = expected_events(load_scenario(path, ["answer_changes=[{start: 2026-03-05, share: 0 %}]"]))
    at_once = expected_events(load_scenario(path, ["direct_answer=0 %"]))
    assert (later - alone) / (at_once - alone) == pytest.approx(1 / 4)


HOURLY = "time,count\n" + "".join(f"2026-03-0{day} {hour:02d}:00,5\n" for day in (2, 3, 4, 5) for hour in range(24))
STAMPS = "time\n" + "".join(f"2026-03-02 {clock}\n" for clock in ("07:59", "09:00", "12:30", "19:10", "19:50"))


@pytest.mark.parametrize(
    ("volume", "told"),
    [
        ("counts: {file: hourly.csv, interval: 1 h}", "works: 00:00-08:00, 18:00-24:00 on 4 of 4 days, 58.3 % of"),
        ("counts: {file: hourly.csv, interval: 1 h, use: mean}", "works: 00:00-08:00, 18:00-24:00 on 4 of 4 days"),
        ("stamps: {file: stamps.csv}", "works: 07:45-08:00, 19:00-19:15, 19:45-20:00 on 1 of 4 days, 60 % of these"),
        ("per_date: {2026-03-02: 100, 2026-03-03: 0, 2026-03-04: 0, 2026-03-05: 9}", "18:00-24:00 on 2 of 4 days"),
    ],
)  # fmt: skip
def test_contacts_of_any_source_at_hours_when_nobody_works_are_told(write: Write, volume: str, told: str) -> None:
    """Counts, means, stamps and dates get the sentence that a profile gets."""
    text = CALLS.replace("per_day: 480", volume).replace(
        'am: {start: "00:00", end: "12:00"', 'am: {start: "08:00", end: "12:00"'
    )
    text = text.replace('end: "24:00"', 'end: "18:00"')
    warnings = load_scenario(write(text, hourly=HOURLY, stamps=STAMPS)).warnings
    assert any(told in warning for warning in warnings), warnings


def test_opening_hours_and_who_may_answer_count(write: Write) -> None:
    """While the line is closed nobody need be there; a type is covered by those alone who take it."""
    text = CALLS.replace('end: "24:00"', 'end: "18:00"')
    path = write(text)
    fitting = ["callers.hours={open: '00:00', close: '18:00'}", "callers.patience={law: exponential, mean: 1 min}"]
    only_closed = "callers.hours: 25 % of the calls (480 of 1,920 in the run) come while the line is closed"
    assert [warning[: len(only_closed)] for warning in load_scenario(path, fitting).warnings] == [only_closed]
    told = load_scenario(path, ["callers.hours={open: '00:00', close: '20:00'}"]).warnings
    assert any("works: 18:00-20:00 on 4 of 4 days, 10 % of" in warning for warning in told)
    experts = (
        "operators.experts={talk: {law: exponential, mean: 1 min}, skills: [{types: [b]}], "
        "shifts: {d: {start: '09:00', end: '10:00', staff: 9}}}"
    )
    told = load_scenario(path, [experts, "operators.desk.skills=[{types: [a]}]"]).warnings
    assert any("00:00-09:00, 10:00-24:00 on 4 of 4 days" in warning and "(types: b)" in warning for warning in told)


def test_self_service_and_incidents_change_what_comes(write: Write) -> None:
    """480 calls a day less a quarter, and two causes of ten requests each on top."""
    incident = (
        "demand.calls.incidents={flood: {per_day: 2, mean_size: 10, delay: {law: exponential, mean: 1 s}, type: a}}"
    )
    kept = "demand.calls.deflection={kb: {start: 2026-01-01, share: 25 %}}"
    reading = reading_of(load_scenario(write(CALLS), [incident, kept]))
    assert reading["contacts_per_day"]["phone"]["mean"] == pytest.approx(360 + 20)
    assert reading["pools"][0]["work_hours_per_day"] == pytest.approx(38.0)


def test_night_shifts_count_in_the_day_they_reach_into(write: Write) -> None:
    """Ten people from 22:00 to 06:00: 80 h a day, in the first night too, and nobody missing in it."""
    text = CALLS.replace('am: {start: "00:00", end: "12:00"', 'am: {start: "22:00", end: "06:00"')
    row = pools_of(write(text))["desk"]
    assert row["staffed_hours_per_day"] == pytest.approx(10 * (8 + 12))


def test_calls_that_only_some_may_take_are_held_against_these(write: Write) -> None:
    """By hand: 240 calls of b a day at 6 minutes are 24 h for experts of 20 h; all together have enough."""
    shift = "shifts: {all: {start: '00:00', end: '20:00', staff: 1}}"
    experts = f"operators.experts={{talk: {{law: deterministic, value: 6 min}}, skills: [{{types: [b]}}], {shift}}}"
    path = write(CALLS)
    alone = load_scenario(path, [experts, "operators.desk.skills=[{types: [a]}]"]).warnings
    assert any("operators.experts: on 2026-03-02 the work that comes is 1.20 times" in warning for warning in alone)
    helped = load_scenario(path, [experts]).warnings
    assert not any("operators.experts: " in warning for warning in helped)
    both = experts.replace("[{types: [b]}]", "[{types: [b]}, {types: [a], overflow_after: 1 min}]")
    told = load_scenario(path, [both, "operators.desk.skills=[{types: [a]}]"]).warnings
    sentence = "operators.experts: on 2026-03-02 the work of calls that nobody else may take is 1.20 times the staffed"
    assert any(sentence in warning and "(24 h of work, 20 h of people)" in warning for warning in told), told


def test_expected_absence_and_breaks_are_taken_off(write: Write) -> None:
    """Ten people for 24 h, a tenth of them absent, each with an hour's break in twelve."""
    sets = ["operators.desk.absence=10 %", "operators.desk.breaks=[{after: 1 h, length: 1 h}]"]
    row = pools_of(write(CALLS), *sets)["desk"]
    assert row["staffed_hours_per_day"] == pytest.approx(0.9 * 10 * (24 - 2))


CHAIN = (
    CALLS
    + """\
tickets:
  audit: {by: [office], time: {law: deterministic, value: 6 min}}
  routes: [{units: {town: 75 %, "town 3": 25 %}}]
  backlog: [{count: 8, type: a, stage: handling, unit: "town 3"}, {count: 10, type: b, stage: audit}]
desks: {office: {shifts: {d: {start: "08:00", end: "16:00", staff: 8, breaks: [{after: 4 h, length: 1 h, waves: 1}]}}}}
units:
  town: {copies: 2, work: {law: deterministic, value: 30 min}, shifts: {d: {start: "08:00", end: "16:00", staff: 20}}}
  town 3:
    work: {law: deterministic, value: 30 min}
    availability: 50 %
    shifts: {d: {start: "08:00", end: "16:00", staff: 20}}
"""
)


def test_desks_and_units_are_read_out_with_their_load(write: Write) -> None:
    """By hand: half of 480 calls become tickets a day. A unit called 'town 3' is no copy of 'town'."""
    pools = pools_of(write(CHAIN), "direct_answer=50 %")
    assert set(pools) == {"desk", "office", "town", "town 3"}
    assert (pools["office"]["work_hours_per_day"], pools["office"]["staffed_hours_per_day"]) == (24.0, 56.0)
    assert pools["office"]["load"] == pytest.approx(24 / 56, abs=1e-4)
    assert (pools["town"]["copies"], pools["town 3"]["copies"]) == (2, 1)
    assert (pools["town"]["work_hours_per_day"], pools["town 3"]["work_hours_per_day"]) == (90.0, 30.0)
    assert (pools["town"]["staffed_hours_per_day"], pools["town 3"]["staffed_hours_per_day"]) == (320.0, 80.0)
    assert pools["town 3"]["open_hours"] == pytest.approx(8 * 0.5 + 10 * 0.25 * 0.5, abs=0.06)
    assert pools["office"]["open_hours"] == 1.0
    assert pools["town 3"]["load"] == pytest.approx(30 / 80, abs=1e-4)


def test_the_busiest_half_hour_of_calls_is_told(write: Write) -> None:
    """Twice the calls from 10:00 to 10:30 by a profile of 48: 40 calls of 6 minutes for ten people."""
    shares = [1.0] * 48
    shares[20] = 2.0
    path = write(CALLS)
    sets = [f"demand.calls.profile={shares}", "demand.calls.per_day=980", "direct_answer=100 %"]
    busiest = pools_of(path, *sets)["desk"]["busiest"]
    assert busiest == {"start": "2026-03-02 10:00", "calls": 40.0, "load": pytest.approx(40 * 0.1 / 5)}
    assert "busiest half hour 2026-03-02 10:00: 40 calls, 80 %" in reading_text(reading_of(load_scenario(path, sets)))


def test_a_reading_tells_tickets_holidays_and_the_hours_of_the_day(write: Write) -> None:
    """Spring Festival of 2026 with its make-up days; 20 calls an hour for ten people; tickets by day."""
    path = write(CHAIN)
    sets = ["clock.start=2026-02-12", "clock.days=14", "clock.calendar=china", "direct_answer=50 %"]
    reading = reading_of(load_scenario(path, sets))
    assert "2026-02-17" in reading["holidays"]
    assert reading["make_up_days"] == ["2026-02-14"]
    assert reading["tickets_per_day"] == {"mean": 240.0, "low": 240.0, "high": 240.0}
    assert reading["open_at_start"] == 18
    assert reading["hours"] == {"calls": [20.0] * 24, "people": [10.0] * 24}
    for lang, words in (("en", ("Holidays: ", "Tickets per day: 240", "hour ")), ("zh", ("节假日：", "每日工单：240"))):
        text = reading_text(reading, lang)
        assert all(word in text for word in words), text


def test_one_open_ticket_and_half_an_hour_of_work_are_told_as_such(write: Write) -> None:
    """One open ticket of half an hour is neither 1 tickets nor 0 h; ten are counted and 5 h."""
    path = write(CHAIN)
    for count, told in ((1, ("1 ticket is open", "0.5 h open")), (10, ("10 tickets are open", "5 h open"))):
        backlog = [{"count": count, "type": "a", "stage": "handling", "unit": "town 3"}]
        text = reading_text(reading_of(load_scenario(path, [f"tickets.backlog={backlog}", "direct_answer=50 %"])))
        assert all(f"{words} at the start" in text for words in told), text


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [
        (1, "2026-03-02 to 2026-03-02, from 08:00 to 20:00, 1 day", "2026-03-02 至 2026-03-02，08:00 至 20:00，1 天"),
        (2, "2026-03-02 to 2026-03-03, from 08:00 on the first day to 20:00 on the last, 2 days",
         "2026-03-02 至 2026-03-03，首日 08:00 起，末日 20:00 止，2 天"),
    ],
)  # fmt: skip
def test_a_reading_says_at_which_hours_a_cut_run_begins_and_ends(write: Write, days: int, en: str, zh: str) -> None:
    """Clock times stand beside the dates of a run that begins and ends inside a day, and of no other."""
    path = write(CALLS)
    cut = reading_of(load_scenario(path, [f"clock.days={days}", "clock.begins_at='08:00'", "clock.ends_at='20:00'"]))
    assert en in reading_text(cut)
    assert zh in reading_text(cut, "zh")
    whole = reading_of(load_scenario(path))
    assert "2026-03-02 to 2026-03-05, 4 days, UTC" in reading_text(whole)
    assert (whole["begins_at"], whole["ends_at"]) == ("00:00", "24:00")


def test_the_plan_says_whose_copy_a_unit_is() -> None:
    """The Plan holds the scenario's part of each group as data."""
    plan = checked_plan(load_scenario(Path(__file__).parents[2] / "scenarios" / "template_chain.yaml"))
    towns = [number for number, part in enumerate(plan.group_parts) if part == ("units", "town")]
    assert [plan.group_names[number] for number in towns] == [f"town {copy}" for copy in range(1, 7)]
    assert all(plan.staff_of(number).copies == 6 for number in towns)  # type: ignore[attr-defined]
    assert np.array_equal(np.array(plan.unit_parts) == "town", [name.startswith("town ") for name in plan.unit_names])


def test_what_is_changed_by_a_program_is_checked_when_it_is_planned(write: Write) -> None:
    """`replace` reads; the first use plans, and says with the key path what cannot run."""
    scenario = load_scenario(write(CALLS)).replace(
        {"operators.desk.shifts.am.days": ["sun"], "operators.desk.shifts.pm.days": ["sun"]}
    )
    with pytest.raises(
        ScenarioError, match=r"^\(replaced\): demand\.calls: calls of type 'a' are answered by 'desk' only"
    ):
        expected_events(scenario)


def told_of(path: Path, *sets: str) -> list[str]:
    """What is odd about a scenario."""
    return list(load_scenario(path, sets).warnings)


def test_hours_that_no_shift_covers_are_told_to_the_quarter(write: Write) -> None:
    """Half an hour at the end of a day, daily counts, and opening hours that are no whole hours."""
    late = CALLS.replace('end: "24:00"', 'end: "23:31"')
    assert any("works: 23:30-24:00 on 4 of 4 days, 2.01 % of these calls" in text for text in told_of(write(late)))
    daily = "time,count\n" + "".join(f"2026-03-0{day} 00:00,480\n" for day in (2, 3, 4, 5))
    text = CALLS.replace("per_day: 480", "counts: {file: daily.csv, interval: 24 h}").replace('"24:00"', '"18:00"')
    text = text.replace('start: "00:00"', 'start: "06:00"')
    said = told_of(write(text, daily=daily))
    assert any("works: 00:00-06:00, 18:00-24:00 on 4 of 4 days, 50 % of these calls" in text for text in said), said
    odd = CALLS.replace('start: "00:00", end: "12:00"', 'start: "08:45", end: "12:00"').replace('"24:00"', '"17:15"')
    fitting = ["callers.hours={open: '08:45', close: '17:15'}", "callers.patience={law: exponential, mean: 1 min}"]
    assert not any("nobody who could answer" in text for text in told_of(write(odd), *fitting))


def test_the_pace_of_daily_counts_is_that_of_the_whole_day(write: Write) -> None:
    """By hand: 8 h of a day at half the pace make a mean length of 4/3: 48 h of talk take 64 h."""
    daily = "time,count\n" + "".join(f"2026-03-0{day} 00:00,480\n" for day in (2, 3, 4, 5))
    text = CALLS.replace("per_day: 480", "counts: {file: daily.csv, interval: 24 h}")
    slow = "operators.desk.speed=[{factor: 0.5, start: '00:00', end: '08:00'}]"
    assert pools_of(write(text, daily=daily), slow)["desk"]["work_hours_per_day"] == pytest.approx(64, abs=0.01)


AUDIT = "tickets: {audit: {by: desk, time: {law: deterministic, value: 1 min}}}\n"
BACK = "desks: {back: {shifts: {all: {start: '00:00', end: '24:00', staff: 1}}}}\n"


def test_calls_are_held_against_days_beside_work_that_waits(write: Write) -> None:
    """2,400 calls of 6 min on one day and few on the others are too much for that day, whoever audits tickets."""
    text = CALLS.replace("per_day: 480", "per_date: {2026-03-02: 2400, 2026-03-03: 9, 2026-03-04: 9, 2026-03-05: 9}")
    text = text.replace("    wrap_up_ticket: {law: deterministic, value: 60 min}\n", "") + AUDIT
    text = text.replace("staff: 10}, pm", "staff: 9}, pm")
    said = told_of(write(text), "direct_answer=99 %")
    assert any("operators.desk: on 2026-03-02 the work of calls is 1.05 times" in line for line in said), said


def test_work_that_some_of_a_pool_may_take_is_held_against_these(write: Write) -> None:
    """Audits of an hour that the back desk alone does are 480 h a day for its 24 h, though both groups review."""
    text = CALLS + BACK + AUDIT.replace("by: desk", "by: back").replace("1 min", "1 h")
    shared = "tickets.review={by: [back, desk], time: {law: deterministic, value: 1 min}}"
    sets = ["direct_answer=0 %", shared, "operators.desk.wrap_up_ticket=null"]
    said = told_of(write(text), *sets)
    wanted = "desks.back: over the 4 days from 2026-03-02 the work that nobody else may take is 20.00 times"
    assert any(wanted in line for line in said), said


def test_calls_in_a_window_are_held_against_people_in_the_window(write: Write) -> None:
    """96 calls of 10 min a day are 16 h for 24 h of people, but of these only 2 h are from 8 to 10 o'clock."""
    text = CALLS + BACK + "tickets: {follow_up: {by: back, time: {law: deterministic, value: 10 min}, share: 20 %}}\n"
    sets = ["direct_answer=0 %", "operators.desk.wrap_up_ticket=null", "tickets.follow_up.window.close='10:00'"]
    said = told_of(write(text), *sets, "tickets.follow_up.window.open='08:00'")
    wanted = (
        "tickets.follow_up.window: over the 4 days from 2026-03-02 the work of calls made from 08:00 to 10:00 only is"
    )
    assert any(wanted in line and "8.00 times the staffed hours (64 h of work, 8 h of people)" in line for line in said)
    whole = told_of(write(text), *sets, "tickets.follow_up.window={open: '00:00', close: '24:00'}")
    assert not any("times the staffed hours" in line for line in whole), whole


def test_the_last_days_count_as_the_first_ones_do(write: Write) -> None:
    """Of thirteen days the last six have more tickets than people."""
    volumes = ", ".join(f"2026-03-{day:02d}: {1 if day < 9 else 100}" for day in range(2, 15))
    text = CALLS.replace("days: 4", "days: 13").replace("per_day: 480", f"per_date: {{{volumes}}}") + BACK
    text += AUDIT.replace("by: desk", "by: back").replace("1 min", "1 h")
    said = told_of(write(text), "direct_answer=0 %", "operators.desk.wrap_up_ticket=null")
    assert any("desks.back: over the 7 days from 2026-03-08 the work that comes is 3.58 times" in line for line in said)


def test_repeated_calls_are_work_and_tickets(write: Write) -> None:
    """By hand: of 480 first calls 90 % are answered directly and half of these call again: 480 / (1 - 0.45) calls."""
    path = write(CALLS + AUDIT)
    sets = [
        "direct_answer=90 %",
        "callers.repeat={after_direct_answer: 50 %, delay: {law: deterministic, value: 1 min}}",
    ]
    reading = reading_of(load_scenario(path, sets))
    assert reading["contacts_per_day"]["phone"]["mean"] == pytest.approx(480 / 0.55, abs=0.06)
    assert reading["tickets_per_day"]["mean"] == pytest.approx(48 / 0.55, abs=0.06)
    hours = 480 / 0.55 * (0.1 + 0.1 * 1) + 48 / 0.55 / 60
    assert reading["pools"][0]["work_hours_per_day"] == pytest.approx(hours, abs=0.01)


def test_contacts_that_everybody_keeps_away_from_are_told(write: Write) -> None:
    """With as many of the group kept free as are ever there, messages and calls wait for ever."""
    text = CALLS.replace("demand: {", "demand: {letters: {channel: online, per_day: 9, types: {a: 100 %}}, ")
    text = text.replace(
        "    wrap_up_ticket", "    online: {work: {law: deterministic, value: 6 min}}\n    wrap_up_ticket"
    )
    path = write(text)
    for reserve, told in ((9, False), (10, True)):
        skills = f"operators.desk.skills=[{{channel: phone}}, {{channel: online, reserve: {reserve}}}]"
        said = told_of(path, skills)
        sentence = "skills.1.reserve: this work is taken while more than 10 are free, and at most 10 are ever on"
        assert any(sentence in line for line in said) == told, said
    said = told_of(path, "operators.desk.skills=[{channel: phone, reserve: 12}, {channel: online}]")
    assert any(
        "operators.desk.skills.0.reserve: this work is taken while more than 12 are free" in line for line in said
    )


def test_critical_tickets_of_a_file_are_known(write: Write) -> None:
    """Where a file may say that tickets are critical, their call has an effect and their lack of a limit is told."""
    rows = "time,u\n2026-03-02 08:00,critical\n2026-03-02 09:00,\n"
    text = CALLS.replace("per_day: 480", "stamps: {file: s.csv, urgency: u}") + BACK
    text += """
tickets:
  dispatch:
    by: back
    time: {law: deterministic, value: 1 min}
    critical_call: {by: back, time: {law: deterministic, value: 1 h}}
  routes: [{units: {town: 1}}]
  deadlines: {closure: {limits: {normal: 24 h}}}
units: {town: {work: {law: deterministic, value: 1 h}, shifts: {all: {start: "00:00", end: "24:00", staff: 9}}}}
"""
    path = write(text, s=rows)
    said = told_of(path, "direct_answer=0 %")
    assert not any("no ticket is critical" in line for line in said)
    assert any(
        "critical, urgent tickets have no time limit" in line or "critical tickets have no" in line for line in said
    )
    assert pools_of(path, "direct_answer=0 %")["back"]["work_hours_per_day"] == pytest.approx(
        (2 / 60 + 1) / 4, abs=0.01
    )


def test_due_times_of_a_file_make_tickets_late_without_limits(write: Write) -> None:
    """Calls about overdue tickets are asked for who answers them, though the scenario has no time limits."""
    rows = "time,due\n2026-03-02 08:00,2026-03-02 12:00\n"
    text = CALLS.replace("per_day: 480", "channel: transfer, stamps: {file: s.csv, due: due}")
    text += "tickets: {routes: [{units: {town: 1}}], chase_up: {every: 1 d}}\n"
    text += "units: {town: {outside: {delay: {law: deterministic, value: 3 d}}}}\n"
    path = write(text, s=rows)
    assert not any("late" in line for line in told_of(path))
    with pytest.raises(ScenarioError, match="nobody answers chase-up calls of type 'a'"):
        load_scenario(path, ["operators.desk.skills=[{channel: phone, types: [b]}]"])


def test_work_that_is_left_of_open_tickets_is_that_which_is_told(write: Write) -> None:
    """By hand: of 100 in hand 6 min are left, of 10 that wait outside nothing; 10 that are not accepted need 11 h."""
    open_ones = ", ".join(
        f"{{count: {count}, type: a, stage: {stage}, unit: u, age: 2 d, remaining: 6 min}}"
        for count, stage in ((100, "handling"), (10, "outside"), (10, "acceptance"))
    )
    text = (
        CALLS
        + f"""
tickets: {{routes: [{{units: {{u: 1}}}}], backlog: [{open_ones}]}}
units:
  u:
    acceptance: {{law: deterministic, value: 1 h}}
    travel: {{law: deterministic, value: 1 h}}
    work: {{law: deterministic, value: 10 h}}
    outside: {{delay: {{law: deterministic, value: 1 h}}}}
    shifts: {{all: {{start: "00:00", end: "24:00", staff: 9}}}}
"""
    )
    assert pools_of(write(text), "direct_answer=100 %")["u"]["open_hours"] == pytest.approx(100 * 0.1 + 10 * 11)


def test_make_up_days_are_those_that_shifts_know(write: Write) -> None:
    """A Tuesday that is worked though it was a holiday is no make-up day."""
    text = CALLS.replace("clock: {start: 2026-03-02, days: 4", "clock: {calendar: china, start: 2026-10-05, days: 7")
    reading = reading_of(load_scenario(write(text), ["clock.working_days=[2026-10-06]"]))
    assert reading["make_up_days"] == ["2026-10-10"]
    assert "2026-10-06" not in reading["holidays"]


def test_the_mean_day_of_a_run_that_cuts_days_is_one_of_whole_hours(write: Write) -> None:
    """Eight people at each hour of the night, and 20 calls, whichever of its hours the run has."""
    text = CALLS.replace("days: 4", 'days: 3, begins_at: "03:00", ends_at: "20:30"')
    hours = reading_of(load_scenario(write(text)))["hours"]
    assert hours["people"] == [10.0] * 24
    assert hours["calls"] == pytest.approx([20.0] * 24)
