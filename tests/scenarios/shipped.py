"""The shipped scenarios, and one run of each, shared by the tests that look at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sim
from sim.logs.run_log import RunLog

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"


def names(case: str) -> list[str]:
    """A founding case and its variants."""
    return sorted(path.stem for path in SCENARIOS.glob(f"{case}*.yaml"))


@cache
def load(name: str) -> sim.Scenario:
    """A shipped scenario by name."""
    return sim.load_scenario(SCENARIOS / f"{name}.yaml")


@cache
def one_run(name: str) -> RunLog:
    """One replication of the whole horizon."""
    return sim.simulate(load(name), seed=1)
