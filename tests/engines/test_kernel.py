"""The compiled engine keeps the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.checks import checked_plan
from sim.kernel.world import State
from sim.logs.run_log import RunLog
from sim.scenario.schema import Scenario
from sim.simulation import run_plan, simulate
from sim.workload import draw_workload

from .contract import EngineContract, TicketContract


class TestKernel(EngineContract, TicketContract):
    """Every world, run by the compiled engine."""

    def run(self, scenario: Scenario, seed: int = 1, replication: int = 0) -> RunLog:
        """One replication by the compiled engine."""
        return simulate(scenario, seed=seed, replication=replication, engine="kernel")


RICH = Path(__file__).parent.parent / "scenario" / "rich" / "rich.yaml"


@pytest.mark.parametrize("name", ["template_town", "template_chain", "template_groups", "zhujing_2020", str(RICH)])
def test_a_run_leaves_the_tables_of_its_plan_as_they_were(name: str) -> None:
    """A replication before changes nothing of what the next one begins with, byte for byte."""
    plan = checked_plan(sim.load_scenario(name))
    workload = draw_workload(plan, 1, 0)

    def begun() -> dict[str, bytes]:
        state = State.of(plan, workload)._asdict()
        return {table: rows.tobytes() for table, rows in state.items() if not table.endswith("_log")}

    before = begun()
    run_plan(plan, 1, 0, "kernel")
    after = begun()
    assert [table for table in before if before[table] != after[table]] == []
