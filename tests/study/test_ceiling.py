"""The ceiling of same-day closure: what people cannot change, by a few people who stand for any number."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.checks import checked_plan
from sim.logs.run_log import RunLog
from sim.measures.run import measure
from sim.plans.plan import Plan
from sim.plans.unlimited import unlimited_plan
from sim.rules.codes import Duty
from sim.scenario.schema import Scenario
from sim.simulation import run_plan
from sim.study.ceiling import same_day_ceiling

from ..engines.generated import scenario as generated
from ..engines.test_equality import SHIPPED, differences, shortened
from ..engines.world import hotline, team, us
from .many_people import figure_of, run_with_many

MINUTE_US, HOUR_US = 60_000_000, 3_600_000_000
ENDS = (Duty.SHIFT_START, Duty.SHIFT_END)
WORLDS, MANY_WORLDS = 12, 600
SO_MANY_MORE = 60
"""So many times more people than are ever at work at once: then each group's idle people suffice for a whole day, and
which of two groups alike takes something no longer depends on how many there are."""
HOTLINES = [path for path in SHIPPED if path.stem.count("_") < 2 or path.stem == "tianjin_chain_day"]
"""The templates and the five hotlines, without their variants."""
TOWN = """
hotline: 1
clock: {start: 2026-03-02, days: 3}
demand: {sent: {channel: transfer, per_day: 60, profile: flat, types: {leak: 100 %}}}
desks: {desk: {shifts: {day: {start: "09:00", end: "17:00", staff: 2}}}}
units:
  road:
    STAFF
    shift_end: pause
    work: {law: deterministic, value: 60 min}
tickets:
  dispatch: {by: desk, time: {law: deterministic, value: 1 min}}
  routes: [{units: {road: 100 %}}]
"""


def town(folder: Path, staff: str) -> Scenario:
    """Sixty tickets a day for one unit."""
    path = folder / "town.yaml"
    path.write_text(TOWN.replace("STAFF", staff), encoding="utf-8")
    return load_scenario(path)


def shifts(staff: int, more: str = "") -> str:
    """One day shift of so many people, with more keys."""
    return f'shifts: {{day: {{start: "09:00", end: "17:00", staff: {staff}{more}}}}}'


def unlimited(scenario: Scenario) -> Plan:
    """Its plan with people without limit."""
    return unlimited_plan(checked_plan(scenario))


def ceiling(scenario: Scenario) -> tuple[float | None, float | None]:
    """Numerator and denominator of the ceiling of its first replication."""
    found = same_day_ceiling(scenario, engine="model")(0).same_day
    return found.numerator, found.denominator


def of_day(log: RunLog) -> list[int]:
    """When in its day each ticket was received."""
    return [time % (24 * HOUR_US) for time in log.tickets["received_us"].tolist()]


def test_the_ceiling_is_above_and_does_not_depend_on_staff(tmp_path):
    """With one crew or with six the ceiling is the same, and no run of either reaches above it: what comes until 15:59
    can be closed that day, the rest of the day's tickets cannot."""
    few, many = town(tmp_path, shifts(1)), town(tmp_path, shifts(6))
    log = simulate(few, engine="model")
    by_hand = sum(time <= 16 * HOUR_US - MINUTE_US for time in of_day(log)), len(of_day(log))
    assert ceiling(few) == ceiling(many) == by_hand
    assert measure(log).values["same_day_closure"].value < by_hand[0] / by_hand[1]


def test_a_break_that_all_take_at_once_counts_as_hours(tmp_path):
    """From 12:00 to 13:00 all crews eat: nothing is begun then, and what is in hand is finished. In two waves of an
    hour, somebody is there all the time."""
    at_once, in_waves = (
        town(tmp_path, shifts(1) + f"\n    breaks: [{{after: 3 h, length: 60 min, waves: {waves}}}]")
        for waves in (1, 2)
    )
    log = run_plan(unlimited(at_once), 1, 0, "model")
    started = log.tasks["started_us"][log.tasks["stage"] == 6] % (24 * HOUR_US)
    assert not ((started >= 12 * HOUR_US) & (started < 13 * HOUR_US)).any()
    waited = (started == 13 * HOUR_US).sum()
    assert waited >= 3
    log = run_plan(unlimited(in_waves), 1, 0, "model")
    started = log.tasks["started_us"][log.tasks["stage"] == 6] % (24 * HOUR_US)
    assert ((started >= 12 * HOUR_US) & (started < 13 * HOUR_US)).sum() == waited


def test_people_of_a_file_have_a_ceiling_too(tmp_path):
    """Head counts by the hour from 9 to 17 give the ceiling of that shift, however many people each hour has; a file
    that has nobody in the last hour gives the ceiling of a shift that ends sooner."""
    for last, end in ((3, "17:00"), (0, "16:00")):
        counts = [0] * 9 + [1, 5, 2, 2, 7, 1, 1, last] + [0] * 7
        rows = [f"2026-03-0{2 + hour // 24} {hour % 24:02d}:00,{counts[hour % 24]}" for hour in range(72)]
        (tmp_path / "staff.csv").write_text("\n".join(["time,staff", *rows]) + "\n")
        of_file = ceiling(town(tmp_path, "staff_file: {file: staff.csv}"))
        assert of_file == ceiling(town(tmp_path, shifts(4).replace("17:00", end)))


def test_threads_share_one_plan(tmp_path, monkeypatch):
    """Four threads that come at once find the same ceiling, and the people have been planned once for all of them."""
    planned = []

    def planning(plan):
        planned.append(plan)
        time.sleep(0.05)
        return unlimited_plan(plan)

    monkeypatch.setattr("sim.study.ceiling.unlimited_plan", planning)
    found = same_day_ceiling(town(tmp_path, shifts(2)), engine="model")
    with ThreadPoolExecutor(4) as pool:
        figures = [run.same_day for run in pool.map(found, [0, 0, 0, 0])]
    assert len(planned) == 1
    assert len({(figure.numerator, figure.denominator) for figure in figures}) == 1


def test_a_ceiling_says_how_far_it_is():
    """Who waits for it can stop it as it runs, and it gives the same figure."""
    told: list[float] = []
    found = same_day_ceiling(
        load_scenario(next(path for path in SHIPPED if path.stem == "template_chain")), engine="kernel"
    )
    assert found(0, told.append).same_day.numerator == found(0).same_day.numerator
    assert told
    assert told == sorted(told)


def test_without_tickets_there_is_no_ceiling(tmp_path):
    """A mere call floor has no same-day closure."""
    world = hotline(tmp_path, {"calls": "9:00 9:01"}, {"floor": team()})
    assert ceiling(world) == (None, None)


def test_trunks_are_free_as_the_talk_ends(tmp_path):
    """People are without limit, but trunks are not: with two of them the third caller is blocked while two talk, not
    while they are in wrap-up, by either engine."""
    floor = {"floor": team(talk="2 min", wrap_up="10 min", staff=1)}
    calls = "9:00:00 9:00:30 9:01:00 9:02:00 9:02:10 9:02:30"
    world = hotline(tmp_path, {"calls": calls}, floor, callers={"trunks": 2})
    for engine in ("model", "kernel"):
        log = run_plan(unlimited(world), 1, 0, engine)
        answered = np.flatnonzero(log.contacts["outcome"] == 1).tolist()
        assert answered == [0, 1, 3, 5], engine
        assert (log.contacts["answered_us"][answered] == log.contacts["arrived_us"][answered]).all()


def test_those_who_stand_for_all_differ_in_their_breaks_alone(tmp_path):
    """Of 40 people on a shift without breaks there is one, with breaks in three waves there are three, and with slices
    off the phone in eight waves 24; nobody is absent, and a reserve binds nobody."""
    breaks = "\n    breaks: [{after: 3 h, length: 20 min, waves: 3}]"
    for more, people in (("", 1), (breaks, 3), (breaks + "\n    availability: 80 %", 24)):
        plan = unlimited(town(tmp_path, shifts(40) + "\n    absence: 20 %" + more))
        assert np.count_nonzero(plan.person_group == plan.group_names.index("road")) == people
        assert not plan.roster.duty_absence.any()
        assert not plan.reserve.any()


def test_work_put_down_as_a_shift_ends_is_taken_up_by_who_is_there(tmp_path):
    """What was begun at 16:30 and takes an hour is put down at 17:00; where a late shift has begun, it goes on at once,
    else at 9:00 of the next day."""
    units = {"road": team(talk=None, shift_end="pause", shifts={"day": ("09:00-17:00", 1)})}
    units["road"]["work"] = {"law": "deterministic", "value": "60 min"}
    both = {**units["road"]["shifts"], "late": {"start": "16:45", "end": "20:00", "staff": 1}}
    tickets = {"routes": [{"units": {"road": 1.0}}]}
    for shifts_, ends in ((units["road"]["shifts"], "33:30"), (both, "17:30")):
        road = {"road": {**units["road"], "shifts": shifts_}}
        world = hotline(tmp_path, {"transfers": "16:30 16:30 16:30"}, {}, days=2, units=road, tickets=tickets)
        for engine in ("model", "kernel"):
            log = run_plan(unlimited(world), 1, 0, engine)
            assert log.tasks["ended_us"].tolist() == [us(ends)] * 3, engine


def check_against_many(numbers: range, folder: Path) -> None:
    """Every column of the ticket log against a run with so many people that nobody waits; and one engine's rows
    against the other's."""
    compared = put_down = blocked = 0
    for number in numbers:
        world = generated(number, folder)
        model, kernel = (run_plan(unlimited(world), number, 0, engine) for engine in ("model", "kernel"))
        assert not differences(model, kernel), number
        blocked += int((model.contacts["outcome"] == 3).sum())
        put_down += int((model.staff["task"] >= 0).sum())
        if world.tickets is not None:
            many = run_with_many(world, spare=SO_MANY_MORE, seed=number, engine="kernel")
            for name, column in many.tickets.items():
                assert np.array_equal(column, kernel.tickets[name]), (number, name)
            compared += len(many.tickets["ticket"])
    print(f"{compared} tickets alike; {put_down} times work was put down, {blocked} callers blocked")
    assert compared >= 50 * len(numbers)
    assert put_down >= len(numbers)
    assert blocked >= len(numbers)


def test_generated_scenarios(tmp_path):
    """On generated scenarios tickets go as with so many people that nobody waits, to the microsecond."""
    check_against_many(range(WORLDS), tmp_path)


@pytest.mark.long
def test_many_generated_scenarios(tmp_path):
    """The same on other and many more scenarios."""
    check_against_many(range(WORLDS, WORLDS + MANY_WORLDS), tmp_path)


def check_shipped(scenario: Scenario, **which: int) -> None:
    """The ceiling is that of a run with three times more people than are ever at work at once."""
    many = figure_of(run_with_many(scenario, engine="kernel", **which))
    found = same_day_ceiling(scenario, which.get("seed", 1), "kernel")(which.get("replication", 0)).same_day
    assert (found.numerator, found.denominator) == (many.numerator, many.denominator)


@pytest.mark.parametrize("path", HOTLINES, ids=lambda path: path.stem)
def test_first_days_of_shipped_scenarios(path):
    """On the first days of every template and hotline the figure is that of many people."""
    world = shortened(path, 1_000)
    if world.tickets is not None:
        check_shipped(world, replication=1)


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios(path):
    """The same over the whole period of each and of its variants: Tianjin's takes twelve gigabytes the long way."""
    world = load_scenario(path)
    if world.tickets is not None:
        check_shipped(world)


@pytest.mark.parametrize("path", HOTLINES, ids=lambda path: path.stem)
def test_few_people_stand_for_all(path):
    """Those who stand for any number are never many more than a scenario's own people, and shifts begin and end at the
    same instants."""
    plan = checked_plan(load_scenario(path))
    stand_in = unlimited_plan(plan)
    assert len(stand_in.person_group) <= 1.5 * len(plan.person_group)
    edges = [
        {(kind, time) for kind, time in zip(roster.kind.tolist(), roster.time_us.tolist(), strict=True) if kind in ENDS}
        for roster in (plan.roster, stand_in.roster)
    ]
    assert edges[0] == edges[1]
