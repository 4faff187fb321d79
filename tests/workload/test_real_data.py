"""Real calls replayed: a bank's five-minute counts of 2003, New York's animal reports of 2025."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.errors import DataError
from sim.logs.run_log import RunLog
from sim.measures.identities import check_identities
from sim.measures.run import measure
from sim.plans.build import build_plan
from sim.plans.plan import Plan
from sim.scenario.schema import Scenario
from sim.simulation import simulate

from .building import MINUTE, outside, plan_of, real_file, scenario_of, write_csv

BANK, ANIMALS = "bank_calls_5min_2003.csv.gz", "nyc311_animals_2025q1.csv.gz"
NEW_YORK = ZoneInfo("America/New_York")


def bank(days: int, start: str = "2003-03-03") -> Scenario:
    """The bank's calls as exact counts, on a floor that works from 07:00 to 21:05 and then finishes."""
    file = real_file(BANK)
    counts = {"file": BANK, "time": "DateTime", "count": "Calls", "interval": "5 min"}
    return scenario_of(
        file.parent,
        clock={"start": start, "days": days, "zone": "America/New_York"},
        demand={"calls": {"counts": counts, "types": {"any": 1.0}, "busyness_cv": 0.3}},
        callers={"patience": {"law": "exponential", "mean": "4 min"}, "balk": 0.02},
        operators={
            "floor": {
                "talk": {"law": "lognormal", "mean": "3 min", "cv": 1.1},
                "wrap_up": {"law": "exponential", "mean": "30 s"},
                "shifts": {
                    "all": {"start": "07:00", "end": "21:15", "staff": 120, "days": "working_days"},
                    "midday": {"start": "09:00", "end": "18:00", "staff": 60},
                },
                "breaks": [{"after": "2 h", "length": "30 min"}],
            }
        },
    )  # fmt: skip


def calls_in_the_file(start: str, days: int) -> dict[datetime, int]:
    """Interval -> count, read without the project's reader."""
    first = datetime.fromisoformat(start)
    with gzip.open(real_file(BANK), "rt", encoding="utf-8") as file:
        rows = [(datetime.fromisoformat(row["DateTime"]), int(float(row["Calls"]))) for row in csv.DictReader(file)]
    return {time: count for time, count in rows if first <= time < first + timedelta(days=days)}


def arrivals_by_interval(plan: Plan, arrival_us: np.ndarray, start: str) -> dict[datetime, int]:
    """Local five minutes -> arrivals in them."""
    first = datetime.fromisoformat(start)
    begun = first.replace(tzinfo=NEW_YORK).timestamp()
    five, count = np.unique(arrival_us // (5 * MINUTE), return_counts=True)
    moments = (datetime.fromtimestamp(begun + 300 * i, NEW_YORK).replace(tzinfo=None) for i in five.tolist())
    return dict(zip(moments, count.tolist(), strict=True))


def test_a_year_of_bank_calls():
    """164 days of counts from 3 March to 24 October 2003, 5.3 million calls, arrive interval by interval as counted."""
    scenario = bank(days=236)
    plan = build_plan(scenario)
    world = outside(plan)
    expected = calls_in_the_file("2003-03-03", 236)
    assert len({time.date() for time in expected}) == 164
    assert len(world.arrival_us) == sum(expected.values()) == 5_323_661
    found = arrivals_by_interval(plan, world.arrival_us, "2003-03-03")
    assert found == {time: count for time, count in expected.items() if count}


def sound(log: RunLog) -> None:
    """Every call has one end, and the log and its measures agree."""
    c = log.contacts
    assert (np.bincount(c["request"][c["cause"] == 0]) == 1).all()
    assert check_identities(log, measure(log)) == []


@pytest.mark.long
def test_a_week_of_bank_calls_is_simulated():
    """Monday to Friday of the bank's calls are simulated with a staffed floor: every call arrives in its interval,
    has one end, and all identities hold."""
    log = simulate(bank(days=5))
    expected = calls_in_the_file("2003-03-03", 5)
    first = log.contacts["cause"] == 0
    found = arrivals_by_interval(log.plan, log.contacts["arrived_us"][first], "2003-03-03")
    assert found == {time: count for time, count in expected.items() if count}
    assert (log.contacts["outcome"] == 1).mean() > 0.7
    sound(log)


def test_a_thinned_day_of_bank_calls_is_simulated(tmp_path):
    """The same for one day whose counts are thinned to a tenth, quick enough to run every time."""
    expected = {time: count // 10 for time, count in calls_in_the_file("2003-03-03", 1).items()}
    write_csv(tmp_path, BANK, "DateTime,Calls", [f"{time},{count}" for time, count in expected.items()])
    scenario = bank(days=1)
    scenario._folder = str(tmp_path)
    log = simulate(scenario)
    first = log.contacts["cause"] == 0
    found = arrivals_by_interval(log.plan, log.contacts["arrived_us"][first], "2003-03-03")
    assert found == {time: count for time, count in expected.items() if count}
    sound(log)


def reports() -> list[tuple[datetime, str]]:
    """(local time, descriptor) of each animal report, in file order."""
    with gzip.open(real_file(ANIMALS), "rt", encoding="utf-8") as file:
        rows = [(row["Created Date"], row["Descriptor"]) for row in csv.DictReader(file)]
    return [(datetime.strptime(text, "%m/%d/%Y %H:%M"), kind) for text, kind in rows]


def test_animal_reports_are_replayed(tmp_path):
    """Each of 4,969 reports arrives at the instant of its time stamp, over the change of clocks on 9 March 2025."""
    stamps = reports()
    write_csv(tmp_path, "stamps.csv", "time,kind", [f'{time},"{kind}"' for time, kind in stamps])
    kinds = sorted({kind for _, kind in stamps})
    mix = dict.fromkeys(kinds, 1 / len(kinds))
    plan = plan_of(
        tmp_path,
        clock={"start": "2025-01-01", "days": 73, "zone": "America/New_York"},
        demand={"animals": {"stamps": {"file": "stamps.csv", "type": "kind"}, "types": mix}},
    )
    world = outside(plan)
    begun = datetime(2025, 1, 1, tzinfo=NEW_YORK).timestamp()
    expected = [(round((time.replace(tzinfo=NEW_YORK).timestamp() - begun) * 1e6), kind) for time, kind in stamps]
    found = zip(world.arrival_us.tolist(), (plan.type_names[kind] for kind in world.type.tolist()), strict=True)
    assert sorted(found) == sorted(expected)
    assert len(expected) == 4_969
    assert plan.warnings == ()
    assert len(set(world.entity.tolist())) == len(expected)


def test_month_first_dates_are_refused_by_name():
    """The file as New York publishes it writes 3/14/2025, which could be a day or a month: one sentence says so."""
    file = real_file(ANIMALS)
    stamps = {"file": ANIMALS, "time": "Created Date"}
    with pytest.raises(DataError, match=rf"^{ANIMALS}:2: Created Date: '3/14/2025 1:20' is not a local time") as caught:
        plan_of(file.parent, clock={"start": "2025-01-01"}, demand={"a": {"stamps": stamps, "types": {"any": 1.0}}})
    assert "\n" not in str(caught.value)


def test_types_and_times_of_the_published_file():
    """New York's file as it is published: month first by the advised format, its own complaint types, no shares."""
    file = real_file(ANIMALS)
    stamps = {"file": ANIMALS, "time": "Created Date", "type": "Complaint Type", "time_format": "%m/%d/%Y %H:%M"}
    clock = {"start": "2025-01-01", "days": 73, "zone": "America/New_York"}
    plan = plan_of(file.parent, clock=clock, demand={"a": {"stamps": stamps}})
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        kinds = [row["Complaint Type"] for row in csv.DictReader(rows)]
    expected = {name: kinds.count(name) for name in plan.type_names}
    assert dict(zip(plan.type_names, plan.streams[0].mean.sum(axis=0).tolist(), strict=True)) == expected
    assert sum(expected.values()) == 4_969


def test_the_bank_shows_its_own_interval():
    """Five-minute counts need no 'interval', another one is refused, and closed days and nights are said."""
    file = real_file(BANK)
    counts = {"file": BANK, "time": "DateTime", "count": "Calls"}
    clock = {"start": "2003-03-03", "days": 236, "zone": "America/New_York"}
    demand, other = {"a": {"counts": counts, "types": {"any": 1.0}}}, counts | {"interval": "15 min"}
    plan = plan_of(file.parent, clock=clock, demand=demand)
    stream = plan.streams[0]
    assert set((stream.end_us - stream.start_us).tolist()) == {5 * MINUTE}
    assert any(
        "on 72 of 236 dates (every sat, sun; 2003-04-04, 2003-04-07, 2003-05-26" in said for said in plan.warnings
    )
    assert any("00:00-07:00, 21:05-24:00 on any date" in said for said in plan.warnings)
    with pytest.raises(DataError, match="the rows are 5 min apart, but 'interval' is 15 min: write interval: 5 min"):
        plan_of(file.parent, clock=clock, demand={"a": {"counts": other, "types": {"any": 1.0}}})
