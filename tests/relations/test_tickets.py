"""Cause and effect of tickets: who waits for whom, by the clock, on worlds small enough to work out by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.rules.codes import NOT_YET, StaffState

from .ticket_worlds import DAY_US, MINUTE_US, at, crew, fixed, random_world, rows_of, run, wrongs


def waits_us(log):
    """Time in line of each task."""
    return (log.tasks["started_us"] - log.tasks["queued_us"]).tolist()


def test_two_shifts_that_complete_each_other_at_light_load():
    """Day and night shift, a ticket every twenty minutes around the clock, ten minutes of work: nobody ever waits."""
    unit = crew(1, "08:00-20:00", 10)
    unit["shifts"]["night"] = {"start": "20:00", "end": "08:00", "staff": 1}
    arrivals = [f"{day} {hour:02d}:{minute:02d}" for day in (0, 1) for hour in range(24) for minute in (0, 20, 40)]
    log = run([*arrivals, "2 07:59:59", "2 19:59:59"], {"crews": unit}, {})
    assert len(log.tasks["task"]) == len(arrivals) + 2
    assert set(waits_us(log)) == {0}
    assert (log.tickets["closed_us"] - log.tickets["received_us"] == 10 * MINUTE_US).all()
    assert wrongs(log) == []


def test_alternating_urgency_at_light_load():
    """One ticket on each hour, ten minutes of work, critical and normal in turn: every wait is exactly 0."""
    arrivals = [f"{day} {hour:02d}:00 {'high' if hour % 2 else 'low'}" for day in (0, 1) for hour in range(24)]
    stages = {"urgency": {"normal": 1.0}, "urgency_by_type": {"high": {"critical": 1.0}}}
    log = run(arrivals, {"crews": crew(1, "00:00-24:00", 10)}, stages, types={"high": {}, "low": {}})
    assert sorted(Counter(log.tickets["urgency"].tolist()).values()) == [24, 24]
    assert waits_us(log) == [0] * 48


def test_urgency_never_beats_time():
    """A critical ticket that comes later does not take the place of work in hand, and goes before those who wait."""
    arrivals = ["0 09:00 low", "0 09:05 low", "0 09:10 high"]
    stages = {"urgency": {"normal": 1.0}, "urgency_by_type": {"high": {"critical": 1.0}}}
    log = run(arrivals, {"crews": crew(1, "00:00-24:00", 30)}, stages, types={"high": {}, "low": {}})
    assert log.tasks["started_us"].tolist() == [at("0 09:00"), at("0 10:00"), at("0 09:30")]


@pytest.mark.parametrize(
    ("arrival", "starts"),
    [("0 08:59:59", "0 09:00"), ("0 09:00", "0 09:00"), ("0 16:59:59", "0 16:59:59"), ("0 17:00", "1 09:00")],
)
def test_off_duty_nobody_gets_work(arrival, starts):
    """Work begins from the first instant of a shift until just before its last one."""
    log = run([arrival], {"crews": crew(3, "09:00-17:00", 10)}, {})
    assert log.tasks["started_us"].tolist() == [at(starts)]


@pytest.mark.parametrize(
    ("rule", "starts", "closes", "stretches"),
    [
        ({"shift_end": "finish"}, "0 16:59", "0 17:39", 0),
        ({"shift_end": "pause"}, "0 16:59", "1 09:39", 1),
        ({"shift_end": "no_late_start", "no_late_start_margin": "2 min"}, "1 09:00", "1 09:40", 0),
        ({"shift_end": "no_late_start", "no_late_start_margin": "1 min"}, "1 09:00", "1 09:40", 0),
        ({"shift_end": "no_late_start", "no_late_start_margin": "59 s"}, "0 16:59", "0 17:39", 0),
    ],
)
def test_a_ticket_in_the_last_minute(rule, starts, closes, stretches):
    """40 minutes of work that come a minute before the shift's end: finished late, put down, or not begun."""
    log = run(["0 16:59"], {"crews": crew(1, "09:00-17:00", 40, **rule)}, {})
    assert log.tasks["started_us"].tolist() == [at(starts)]
    assert log.tickets["closed_us"].tolist() == [at(closes)]
    assert (log.staff["state"] == StaffState.STRETCH).sum() == stretches
    assert wrongs(log) == []


def test_paused_work_comes_before_new_work_and_anybody_takes_it_up():
    """Of two crews the one who put it down is still away: the other takes it up, before what came since."""
    unit = crew(1, "09:00-17:00", 60, shift_end="pause")
    unit["shifts"]["early"] = {"start": "06:00", "end": "10:00", "staff": 1}
    log = run(["0 16:30", "0 20:00"], {"crews": unit}, {})
    rows = rows_of(log.tasks)
    assert [row["resumed_us"] for row in rows] == [at("1 06:00"), at("1 06:30")]
    first = next(row for row in rows_of(log.staff) if row["state"] == StaffState.STRETCH)
    assert (first["start_us"], first["end_us"]) == (at("0 16:30"), at("0 17:00"))
    assert first["person"] != rows[0]["person"]
    assert wrongs(log) == []


@pytest.mark.parametrize(
    ("rule", "closes"),
    [
        ({"shift_end": "finish"}, ["0 00:20", "0 06:20", "0 22:30", "1 00:20"]),
        ({"shift_end": "pause"}, ["0 00:20", "0 22:20", "0 22:50", "1 00:20"]),
    ],
)
def test_overnight_shifts(rule, closes):
    """22 to 6: work runs through midnight; what is in hand at six is finished or put down until 22."""
    log = run(["0 00:00", "0 05:50", "0 12:00", "0 23:50"], {"crews": crew(1, "22:00-06:00", 30, **rule)}, {})
    expected = [at(text) for text in closes]
    expected[0] = at("0 00:30")
    if rule["shift_end"] == "pause":
        expected[2] = at("0 22:50")
    assert log.tickets["closed_us"].tolist() == expected
    assert wrongs(log) == []


@pytest.mark.parametrize(
    ("rule", "closes"),
    [
        ({"shift_end": "pause"}, ["2 13:00", "2 17:00"]),
        ({"shift_end": "finish"}, ["1 05:00", "1 13:00"]),
        ({"shift_end": "no_late_start", "no_late_start_margin": "7 h"}, ["1 05:00", "1 13:00"]),
    ],
)
def test_work_longer_than_a_shift(rule, closes):
    """20 hours of work in shifts of eight: put down twice, or finished in the night; then 4 h of work on the next.

    With a margin of seven hours the second one, too, begins at nine.
    """
    kinds = {"long": {}, "short": {}}
    unit = crew(1, "09:00-17:00", 20 * 60, **rule, by_type={"short": {"work": fixed(4 * 60)}})
    log = run(["0 09:00 long", "0 10:00 short"], {"crews": unit}, {}, days=5, types=kinds)
    assert log.tickets["closed_us"].tolist() == [at(text) for text in closes]
    assert wrongs(log) == []


def test_joint_handling_across_hours():
    """Two units with different hours: each begins in its own, and the ticket is handled with the last one."""
    units = {"day": crew(1, "09:00-17:00", 60), "night": crew(1, "20:00-04:00", 90)}
    log = run(["0 10:00", "0 18:00"], units, {"routes": [{"units": {"day": 0.5, "night": 0.5}, "arms": [0.0, 1.0]}]})
    assert log.tickets["handled_us"].tolist() == [at("0 21:30"), at("1 10:00")]
    assert log.tickets["arms"].tolist() == [2, 2]
    assert wrongs(log) == []


def test_a_wrong_arm_comes_back_alone():
    """Notice counts the wrong unit's hours; the right arm is not held up, and dispatch works on one arm only."""
    units = {name: crew(1, "09:00-17:00", 60, notice=fixed(120)) for name in ("a", "b", "c")}
    stages = {
        "dispatch": {"by": "desk", "time": fixed(10), "accuracy": [0.0, 1.0]},
        "routes": [{"units": {"a": 0.4, "b": 0.3, "c": 0.3}, "arms": [0.0, 1.0]}],
    }
    log = run(["0 16:00"], units, stages, desks={"desk": crew(1, "00:00-24:00", None)})
    rows = [row for row in rows_of(log.assignments) if row["right"] == 0]
    assert [row["returned_us"] for row in rows] == [at("1 10:10")] * 2
    again = [row["dispatched_us"] for row in rows_of(log.assignments) if row["right"] == 1]
    assert sorted(again) == [at("1 10:20"), at("1 10:30")]
    assert log.tickets["handled_us"].tolist() == [at("1 11:30")]
    assert wrongs(log) == []


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_random_worlds(first):
    """Twenty worlds each: steps in order, work by people on duty only, nobody in two places, nobody idle beside work
    they may take, no wrong unit at work, a ticket handled with its last arm."""
    seen: Counter[str] = Counter()
    for seed in range(first, first + 20):
        log = random_world(seed)
        assert wrongs(log) == [], seed
        seen["tickets"] += len(log.tickets["ticket"])
        seen["closed"] += int((log.tickets["closed_us"] != NOT_YET).sum())
        seen["withdrawn"] += int((log.tickets["withdrawn_us"] != NOT_YET).sum())
        seen["returned"] += int(log.tickets["returns"].sum())
        seen["reopened"] += int((log.tickets["handlings"] > 1).sum())
        seen["paused"] += int(((log.staff["state"] == StaffState.STRETCH) & (log.staff["task"] != NOT_YET)).sum())
        seen["waited"] += int((log.tasks["started_us"] > log.tasks["queued_us"]).sum())
    print(dict(seen))
    for what in ("closed", "returned", "reopened", "paused", "waited"):
        assert seen[what] > 10, dict(seen)


@pytest.mark.long
def test_the_checks_notice():
    """A start a minute later or a day earlier, or another person at work: nearly always noticed.

    Unnoticed are people of the same group who were idle too, and starts that a margin or a pause could explain.
    """
    noticed: Counter[tuple[str, bool]] = Counter()
    for seed in range(10):
        log = random_world(seed)
        tasks, people = log.tasks, len(log.plan.person_group)
        for i in [i for i, at_us in enumerate(tasks["started_us"].tolist()) if at_us != NOT_YET][::3]:
            for column, change in (("started_us", MINUTE_US), ("started_us", -DAY_US), ("person", 1)):
                before = {name: tasks[name][i] for name in ("started_us", "resumed_us", "person")}
                if column == "person":
                    tasks[column][i] = (tasks[column][i] + change) % people
                else:
                    tasks["started_us"][i] += change
                    tasks["resumed_us"][i] += change
                noticed[column, bool(wrongs(log))] += 1
                for name, value in before.items():
                    tasks[name][i] = value
    print(dict(noticed))
    assert noticed["started_us", True] > 20 * noticed["started_us", False] > 0 or not noticed["started_us", False]
    assert noticed["person", True] > 3 * noticed["person", False]
