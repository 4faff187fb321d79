"""Scenarios: everything decided or assumed about one hotline, read from YAML and checked."""

from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

__all__ = ["Scenario", "load_scenario"]
