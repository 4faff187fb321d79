"""The same seed gives the same bytes: again, in another process, in another country, in another order of draws."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.chance.keyed import Purpose
from sim.model import draws
from sim.scenario.loading import load_scenario
from sim.simulation import simulate
from sim.workload import draw_workload

from ..workload.test_coupling import town
from .digest import digests

SEED = 77


def written(folder: Path, name: str, shuffled: int | None = None) -> Path:
    """The small hotline of the coupling tests as a YAML file, its keys in another order if asked for."""
    document: dict[str, Any] = {"hotline": 1, **town(2)}
    document["clock"] = {"start": "2025-06-02", "days": 2, "zone": "America/New_York"}
    if shuffled is not None:
        document = _shuffled(document, random.Random(shuffled))
    path = folder / name
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")  # JSON is YAML
    return path


def _shuffled(node: Any, order: random.Random) -> Any:
    if isinstance(node, dict):
        return {key: _shuffled(node[key], order) for key in order.sample(sorted(node), len(node))}
    return [_shuffled(entry, order) for entry in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, str]:
    """Digests of the run that all others must repeat."""
    path = written(tmp_path_factory.mktemp("first"), "town.yaml")
    log = simulate(load_scenario(path), seed=SEED, replication=2)
    assert log.contact_count > 2_000
    return digests(log)


def test_again_in_one_process(tmp_path, expected):
    """Read and run again, after other seeds and with progress reports: the same bytes."""
    scenario = load_scenario(written(tmp_path, "town.yaml"))
    simulate(scenario, seed=1)
    simulate(scenario, seed=SEED, replication=1)
    shares: list[float] = []
    log = simulate(scenario, seed=SEED, replication=2, progress=shares.append)
    assert digests(log) == expected
    assert shares == sorted(shares)


@pytest.mark.parametrize("shuffled", [1, 2])
def test_another_order_of_keys(tmp_path, expected, shuffled):
    """A file whose keys stand in another order: the same bytes."""
    scenario = load_scenario(written(tmp_path, "town.yaml", shuffled))
    assert digests(simulate(scenario, seed=SEED, replication=2)) == expected


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "12345", "LC_ALL": "ar_EG.UTF-8", "TZ": "Asia/Kathmandu", "OPENBLAS_NUM_THREADS": "1"},
    ],
    ids=["C", "elsewhere"],
)
def test_another_process(tmp_path, expected, elsewhere):
    """Another process with other hash seed, locale, time zone and key order: the same bytes."""
    path = written(tmp_path, "town.yaml", shuffled=len(elsewhere))
    assert _digests_elsewhere(path, elsewhere) == expected


def test_without_machine_code(tmp_path, expected):
    """Plain Python without the compiler: the same bytes."""
    pytest.importorskip("numba")
    path = written(tmp_path, "town.yaml")
    assert _digests_elsewhere(path, {"NUMBA_DISABLE_JIT": "1"}) == expected


def _digests_elsewhere(path: Path, variables: dict[str, str]) -> dict[str, str]:
    root = Path(draws.__file__).parents[2]
    places = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places), **variables}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("digest.py")), str(path), str(SEED)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_order_of_draws_changes_nothing(tmp_path, expected, monkeypatch):
    """With every draw made twice, and a hundred others between, the log has the same bytes: nothing is consumed."""
    real = draws.draw_uniform
    calls = []

    def restless(seed: int, replication: int, purpose: int, name_key: int, entity: int, visit: int) -> float:
        key = (seed, replication, purpose, name_key, entity, visit)
        calls.append(key)
        before = real(*key)
        for other in random.Random(len(calls)).sample(range(1_000), 3):
            real(seed, replication, Purpose.TALK, name_key, other, visit)
        assert real(*key) == before
        return before

    monkeypatch.setattr(draws, "draw_uniform", restless)
    log = simulate(load_scenario(written(tmp_path, "town.yaml")), seed=SEED, replication=2, engine="model")
    assert digests(log) == expected
    assert len(calls) > 1_000


def test_draws_do_not_touch_other_generators(tmp_path):
    """A run neither reads nor moves Python's or numpy's own random state."""
    scenario = load_scenario(written(tmp_path, "town.yaml"))
    runs = []
    for seed in (1, 2):
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        state, numpys = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
        runs.append(digests(simulate(scenario, seed=SEED)))
        assert random.getstate() == state
        assert np.random.get_state()[1].tolist() == numpys  # noqa: NPY002
    assert runs[0] == runs[1]


def test_a_plan_is_not_changed_by_its_runs(tmp_path):
    """Drawing and running leave the plan's arrays as they were: the next replication starts from the same plan."""
    scenario = load_scenario(written(tmp_path, "town.yaml"))
    log = simulate(scenario, seed=SEED)
    plan = log.plan
    roster, table = plan.roster.time_us.copy(), plan.laws.table.copy()
    world = draw_workload(plan, SEED, 0)
    assert np.array_equal(world.arrival_us, draw_workload(plan, SEED, 0).arrival_us)
    assert digests(simulate(scenario, seed=SEED)) == digests(log)
    assert np.array_equal(roster, plan.roster.time_us)
    assert np.array_equal(table, plan.laws.table)
