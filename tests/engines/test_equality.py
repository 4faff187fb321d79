"""The two engines are one model: every column of every log, to the last row, without any tolerance."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from sim.kernel import world as world_of_kernel
from sim.logs.run_log import RunLog
from sim.plans.build import build_plan
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.simulation import simulate

from .generated import FEATURES, features, legal_pairs, mixed_ties, scenario

ROOT = Path(__file__).parent.parent.parent
IN_CI, LONG = 300, 5_000
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
LOGS = ("contacts", "staff", "tickets", "assignments", "tasks")


def differences(a: RunLog, b: RunLog) -> list[str]:
    """Columns in which two logs differ, with the first row that does."""
    wrong = []
    for log in LOGS:
        mine, other = getattr(a, log), getattr(b, log)
        assert list(mine) == list(other)
        for name, column in mine.items():
            if not np.array_equal(column, other[name]):
                rows = min(len(column), len(other[name]))
                unlike = np.flatnonzero(column[:rows] != other[name][:rows])
                where = int(unlike[0]) if len(unlike) else rows
                wrong.append(f"{log}.{name}: {len(column)} and {len(other[name])} rows, first unlike in row {where}")
    return wrong


def both(world: Scenario, seed: int = 1, replication: int = 0) -> tuple[RunLog, RunLog]:
    """The same replication by either engine."""
    model, kernel = (simulate(world, seed=seed, replication=replication, engine=e) for e in ("model", "kernel"))
    return model, kernel


def check_generated(numbers: range, folder: Path) -> None:
    """Run scenarios by both engines; what they hold is printed, and must be rich."""
    found: Counter[str] = Counter()
    pairs: Counter[frozenset[str]] = Counter()
    sizes, ties = [], []
    for number in numbers:
        model, kernel = both(scenario(number, folder), seed=number)
        assert not differences(model, kernel), f"scenario {number} ({sorted(features(number))})"
        found.update(features(number))
        pairs.update(frozenset(pair) for pair in combinations(sorted(features(number)), 2))
        sizes.append(model.contact_count + len(model.tickets["ticket"]))
        ties.append(mixed_ties(model))
    rich = sum(count >= 50 for count in ties) / len(ties)
    print(f"{len(numbers)} scenarios equal in every column; contacts and tickets: median {median(sizes):.0f}, ", end="")
    print(f"most {max(sizes)}; {rich:.0%} have 50 or more instants with ties of mixed ranks")
    print("features:", ", ".join(f"{name} {found[name]}" for name in FEATURES))
    assert min(found[name] for name in FEATURES) >= 0.1 * len(numbers)
    assert min(pairs[pair] for pair in legal_pairs()) >= 3
    assert median(sizes) >= 100
    assert rich >= 0.3


def test_generated_scenarios(tmp_path: Path) -> None:
    """On generated scenarios that hold every feature, every pair of them and many ties, the logs are equal."""
    check_generated(range(IN_CI), tmp_path)


def test_room_for_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs that are full again and again, and tables that have to grow, change nothing."""
    monkeypatch.setattr(world_of_kernel, "ROWS", 24)
    monkeypatch.setattr(world_of_kernel, "SLOTS", 16)
    for number in range(2_000, 2_020):
        model, kernel = both(scenario(number, tmp_path), seed=number)
        assert not differences(model, kernel), number


@pytest.mark.long
def test_many_generated_scenarios(tmp_path: Path) -> None:
    """The same on other and many more scenarios."""
    check_generated(range(IN_CI, IN_CI + LONG), tmp_path)


def shortened(path: Path, requests: int) -> Scenario:
    """A shipped scenario's first days: about so many requests; one day at least, or four, as small lines may rest."""
    world = load_scenario(path)
    plan = build_plan(world)
    per_day = sum(float(stream.mean.sum()) for stream in plan.streams) / plan.calendar.days
    return world.replace(
        {"clock.days": min(plan.calendar.days, max(1 if per_day > 5_000 else 4, int(requests / per_day)))}
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios(path: Path) -> None:
    """On the first days of every shipped scenario and variant the logs are equal."""
    model, kernel = both(shortened(path, 2_000), replication=1)
    assert not differences(model, kernel)
    assert model.contact_count + len(model.tickets["ticket"]) > 20


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_over_many_seeds(path: Path) -> None:
    """The same over 20 seeds, with as many days as hold 10,000 requests."""
    world = shortened(path, 10_000)
    for seed in range(20):
        assert not differences(*both(world, seed=seed))


@pytest.mark.long
def test_a_whole_campaign() -> None:
    """The first fifteen days of the whole Tianjin horizon: logs that fill many blocks are equal."""
    world = load_scenario(ROOT / "scenarios" / "tianjin_2022.yaml").replace({"clock.days": 15})
    assert not differences(*both(world))


UNCOMPILED = """
import sys
from pathlib import Path
if {blocked}:
    sys.modules["numba"] = None
from tests.engines.generated import scenario
from tests.engines.test_equality import both, differences
for number in range(1012, 1020):
    model, kernel = both(scenario(number, Path({folder!r})), seed=number)
    assert not differences(model, kernel), number
    assert model.contact_count < 800
print("equal")
"""


@pytest.mark.parametrize("blocked", [False, pytest.param(True, marks=pytest.mark.long)])
def test_uncompiled(blocked: bool, tmp_path: Path) -> None:
    """The same source runs uncompiled, with the compiler switched off or absent, and is equal there."""
    switch = {} if blocked else {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", UNCOMPILED.format(blocked=blocked, folder=str(tmp_path))],
        env={**os.environ, **switch}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "equal\n", done.stderr
