"""Checks before a run: they ask the plan, so that they mean what the engines do."""

from sim.checks.planned import checked_plan, load_scenario, loads_of

__all__ = ["checked_plan", "load_scenario", "loads_of"]
