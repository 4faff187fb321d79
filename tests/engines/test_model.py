"""The SimPy model keeps the contract."""

from __future__ import annotations

import pytest

from sim.logs.run_log import RunLog
from sim.scenario.schema import Scenario
from sim.simulation import simulate

from .contract import EngineContract, TicketContract


class TestModel(EngineContract, TicketContract):
    """Every world, run by the SimPy model."""

    def run(self, scenario: Scenario, seed: int = 1, replication: int = 0) -> RunLog:
        """One replication by the SimPy model."""
        return simulate(scenario, seed=seed, replication=replication, engine="model")

    @pytest.mark.long
    def test_nobody_eligible_is_idle_beside_tickets(self) -> None:
        """The compiled engine, which equals this one call for call, is asked each time."""
        super().test_nobody_eligible_is_idle_beside_tickets()
