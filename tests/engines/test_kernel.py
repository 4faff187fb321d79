"""The compiled engine keeps the contract."""

from __future__ import annotations

from sim.logs.run_log import RunLog
from sim.scenario.schema import Scenario
from sim.simulation import simulate

from .contract import EngineContract, TicketContract


class TestKernel(EngineContract, TicketContract):
    """Every world, run by the compiled engine."""

    def run(self, scenario: Scenario, seed: int = 1, replication: int = 0) -> RunLog:
        """One replication by the compiled engine."""
        return simulate(scenario, seed=seed, replication=replication, engine="kernel")
