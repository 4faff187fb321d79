"""An engine that takes no time: the runs of a study made up from its seed and replication."""

from __future__ import annotations

import random
import sys
from types import ModuleType
from typing import Any

import pytest

from sim.logs.run_log import RunLog
from sim.scenario.schema import Scenario

from ..measures.fabricated import HOUR, call, make_log, shift

CALLS = 40


def fake_simulate(
    scenario: Scenario, *, seed: int = 1, replication: int = 0, engine: str = "auto", progress: object = None
) -> RunLog:
    """Calls all day whose waits are longer the fewer people the scenario employs."""
    rng = random.Random(f"{seed}/{replication}")
    slow = 10 / (scenario.employed or 1)
    calls = [
        call(
            i * 600 + rng.random() * 500,
            wait=round(rng.expovariate(1 / (10 * slow)), 6),
            talk=60 + 60 * rng.random(),
            wrap=round(20 * rng.random(), 6),
            person=i % 2,
        )
        for i in range(CALLS + rng.randrange(10))
    ]
    return make_log(calls, [shift(0, 0, 24 * HOUR), shift(1, 0, 24 * HOUR)], scenario=scenario, replication=replication)


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the fake engine in the place of the real one."""
    module: Any = ModuleType("sim.simulation")
    module.simulate = fake_simulate
    module.choose_engine = lambda _scenario, engine, _replications: engine
    monkeypatch.setitem(sys.modules, "sim.simulation", module)
