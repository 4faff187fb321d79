"""What would take gigabytes is refused before it is built, in a sentence that names what is large."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.errors import BudgetError
from sim.plans.build import build_plan
from sim.plans.sizes import MEGABYTE, sizes_of
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

MOST_SECONDS = 8.0  # 2 s on an idle machine
MOST_MB = 300
ALL_DAY = {"start": "00:00", "end": "24:00", "staff": 1}
MINUTE = {"law": "exponential", "mean": "1 min"}


def _town(days: int = 3700, staff: int = 1, demand: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Somebody calls, somebody answers; other demand and more sections as they are given."""
    return {
        "hotline": 1,
        "clock": {"start": "2026-03-02", "days": days},
        "demand": {"calls": {"types": {"any": 1}, **(demand or {"per_day": 10})}},
        "operators": {"floor": {"talk": MINUTE, "shifts": {"day": {**ALL_DAY, "staff": staff}}}},
    } | more


def _floor(days: int, staff: int, **rules: Any) -> dict[str, Any]:
    town = _town(days, staff)
    town["operators"]["floor"] |= rules
    return town


def _crews() -> dict[str, Any]:
    town = _town()
    cycle = {"rotation": {"crews": {"a": 20_000, "b": 20_000}, "cycle": ["day", "day", "off"]}}
    town["desks"] = {"back": {"shifts": {"day": {**ALL_DAY, "staff": 0}}, **cycle}}
    town["operators"]["floor"] |= cycle
    return town


def _paces() -> dict[str, Any]:
    town = _town()
    floor = town["operators"]["floor"]
    town["operators"] = {f"g{i}": {**floor, "speed": [{"factor": 1 + i / 1000}]} for i in range(250)}
    return town


def _units(units: int, copies: int, backlog: int = 0) -> dict[str, Any]:
    named = {f"u{i}": {"copies": copies, "work": MINUTE, "shifts": {"day": ALL_DAY}} for i in range(units)}
    entries = [{"count": 1_000_000, "type": "any", "age": f"{i} h"} for i in range(backlog)]
    return _town(
        10,
        direct_answer=0.5,
        units=named,
        tickets={
            "dispatch": {"smart": {"time": MINUTE, "accuracy": 1}},
            "routes": [{"units": dict.fromkeys(named, 1 / units)}],
            "backlog": entries,
        },
    )


def _types(n: int) -> dict[str, Any]:
    return {"per_day": 10, "profile": [1] * 96, "types": {f"t{i}": 1 / n for i in range(n)}}


COUNTS = "time,count\n" + "".join(f"2026-03-{2 + i // 24:02d} {i % 24:02d}:00,16000000\n" for i in range(240))
STAFF = "time,staff\n" + "".join(f"2026-03-{2 + i // 24:02d} {i % 24:02d}:00,{20000 * (i % 2)}\n" for i in range(240))
SMALL = {"budget": {"memory_mb": 100}}
SURGE = {"s": {"start": "2026-03-02", "peak": 1000, "hold": "300 d", "half_life": "1 d"}}
CAUSES = {"i": {"per_day": 1e6, "mean_size": 4000, "delay": MINUTE, "type": "any"}}
PAUSES = [{"after": f"{i} min", "length": "1 min"} for i in range(60)]
LARGE = {
    "intervals of a millisecond": (_town(report={"interval": "1 ms"}), "report.interval"),
    "intervals of a second": (_town(report={"interval": "1 s"}), "report.interval"),
    "many thresholds": (
        _town(100, report={"interval": "1 s", "answer_within": [f"{i} s" for i in range(1, 90)]}),
        "report.interval",
    ),
    "twenty thousand people": (_town(staff=20_000), "operators.floor.shifts.day"),
    "crews": (_crews(), "floor.rotation"),
    "slices of a millisecond": (
        _floor(365, 20, shrinkage=0.5, shrinkage_slice="1 ms"),
        "operators.floor.shifts.day",
    ),
    "an hour of breaks each minute": (_floor(365, 10_000, breaks=PAUSES), "operators.floor.shifts.day"),
    "a pace for each group": (_paces(), "clock.days"),
    "ten million calls a day": (_town(demand={"per_day": 1e7}), "demand.calls"),
    "a surge of a year": (_town(365, demand={"per_day": 1e6, "events": SURGE}), "demand.calls"),
    "growth": (_town(demand={"per_day": 5e3, "growth": {"rate": "100 %", "per": "year"}}), "demand.calls"),
    "batches": (_town(365, demand={"per_day": 10, "incidents": CAUSES}), "demand.calls"),
    "counts of a file": (
        _town(10, demand={"counts": {"file": "counts.csv", "interval": "1 h"}}),
        "demand.calls",
    ),
    "hundreds of types": (_town(demand=_types(400), budget={"memory_mb": 1000}), "demand.calls"),
    "thousands of units": (_units(20, 1000), "units.u0.copies"),
    "a backlog of millions": (_units(1, 1, backlog=20), "tickets.backlog.0.count"),
}
PROBE = """
import json, resource, sys, time
def memory_mb():
    # Of this program alone: Linux hands the figure of whoever starts a process on to it.
    try:
        told = open("/proc/self/status").read()
        return int(told.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
from pathlib import Path
from sim.checks import load_scenario
from sim.errors import BudgetError
from sim.checks.reading import reading_of
found = {}
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    begun = time.process_time()
    try:
        reading_of(load_scenario(path))
        said = "it is read"
    except BudgetError as error:
        said = str(error)
    peak = memory_mb()
    found[path.stem] = (said, time.process_time() - begun, peak)
print(json.dumps(found))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell the largest memory held")
def test_what_takes_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    """Each is refused within seconds of computing and 300 MB, by the key path to blame, with estimate and budget."""
    (tmp_path / "counts.csv").write_text(COUNTS)
    for name, (document, _) in LARGE.items():
        (tmp_path / f"{name}.yaml").write_text(json.dumps(document))
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path)], capture_output=True, text=True, check=True, timeout=300
    )
    found = json.loads(done.stdout)
    wrong = []
    for name, (_, blamed) in LARGE.items():
        said, seconds, peak_mb = found[name]
        if blamed not in said or "memory budget" not in said or seconds > MOST_SECONDS or peak_mb > MOST_MB:
            wrong.append(f"{name}: {seconds:.1f} s, {peak_mb:.0f} MB: {said}")
    assert not wrong, "\n".join(wrong)


def test_the_budget_decides(tmp_path: Path) -> None:
    """The same scenario is refused under a small budget and built under a larger one."""
    path = tmp_path / "town.yaml"
    path.write_text(json.dumps(_town(2, report={"interval": "500 ms"})))
    with pytest.raises(
        BudgetError, match=r"report\.interval: 345,600 intervals of results take about 205 MB"
    ) as caught:
        build_plan(load_scenario(path, ["budget.memory_mb=150"]))
    assert caught.value.exit_code == 3
    assert build_plan(load_scenario(path, ["budget.memory_mb=500"])).calendar.days == 2


def test_a_roster_from_a_file_stops_at_the_budget(tmp_path: Path) -> None:
    """How many people a staff file brings is known only as it is read: the roster stops growing at the same budget."""
    (tmp_path / "staff.csv").write_text(STAFF)
    path = tmp_path / "town.yaml"
    path.write_text(
        json.dumps(_floor(10, 1, staff_file={"file": "staff.csv", "interval": "1 h"}, breaks=PAUSES) | SMALL)
    )
    with pytest.raises(BudgetError, match=r"the roster has more than 370,370 rows .* raise budget\.memory_mb"):
        build_plan(load_scenario(path))


def test_shipped_scenarios_are_far_below_their_budget() -> None:
    """No shipped scenario is taken for a large one: the largest estimate is a tenth of the budget at most."""
    shipped = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))
    for path in shipped:
        scenario = load_scenario(path)
        total_mb = sum(size.bytes for size in sizes_of(scenario)) / MEGABYTE
        assert total_mb < scenario.budget.memory_mb / 10, path.name


GROWTH = """
import json, resource, sys
import pandas, scipy.special
import sim, sim.checks
from sim.plans.build import build_plan
from sim.plans.sizes import sizes_of
from sim.study.counted import count
from sim.study.replicate import Collected
first, path, how = sys.argv[1:]
small = sim.load_scenario(first)
if how == "results":
    sim.simulate(small, engine="kernel")  # what compiling takes is no part of it
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
before = peak()
scenario = sim.load_scenario(path)  # its checks need the plan already
build_plan(scenario)
if how == "results":
    collected = Collected(scenario, 1, 1, "kernel")
    collected.take(count(sim.simulate(scenario, engine="kernel")))
    collected.results().intervals_frame()
print(json.dumps([peak() - before, sum(size.bytes for size in sizes_of(scenario)) / 1e6]))
"""
GROWING = {
    "people": (_town(20, staff=20_000), _town(5, staff=20_000), "plan"),
    "breaks": (_floor(10, 5_000, breaks=PAUSES[:20]), _floor(2, 5_000, breaks=PAUSES[:20]), "plan"),
    "types": (_town(600, demand=_types(100)), _town(60, demand=_types(100)), "plan"),
    "intervals": (_town(8, report={"interval": "1 s"}), _town(2, report={"interval": "1 s"}), "results"),
    "open tickets": (_units(1, 10, backlog=1), _units(1, 10), "results"),
}


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell the largest memory held")
@pytest.mark.parametrize("kind", GROWING)
def test_estimates_are_of_the_right_size(kind: str, tmp_path: Path) -> None:
    """From a small scenario to a large one the memory really held grows as estimated, within a factor of 2.5."""
    large, small, how = GROWING[kind]
    grown = []
    (tmp_path / "first.yaml").write_text(json.dumps(_town(1)))
    for name, document in (("large", large), ("small", small)):
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps(document))
        words = [sys.executable, "-c", GROWTH, str(tmp_path / "first.yaml"), str(path), how]
        grown.append(json.loads(subprocess.run(words, capture_output=True, text=True, check=True, timeout=900).stdout))
    measured_mb, estimated_mb = (grown[0][k] - grown[1][k] for k in (0, 1))
    print(f"{kind}: {measured_mb:.0f} MB measured, {estimated_mb:.0f} MB estimated")
    assert estimated_mb / 2.5 < measured_mb < estimated_mb * 2.5


def test_copies_of_recorded_contacts_count(tmp_path: Path) -> None:
    """Of 1,920 stamps for which 400 citizens come each there are 768,000 contacts, as of a volume of so many a day."""
    minutes = (f"2026-03-02 {8 + i // 120:02d}:{i // 2 % 60:02d}:{i % 2 * 30:02d}" for i in range(1920))
    (tmp_path / "s.csv").write_text("\n".join(["time", *minutes]) + "\n")
    copied = {"stamps": {"file": "s.csv"}, "phases": [{"start": "2026-03-02", "factor": 400}]}
    for demand in (copied, {"per_day": 768_000}):
        scenario = Scenario.model_validate(_town(1, demand=demand, budget={"memory_mb": 100}))
        scenario._folder = str(tmp_path)
        with pytest.raises(BudgetError, match="about 768,000 contacts"):
            build_plan(scenario)
