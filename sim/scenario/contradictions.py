"""What no single part of a scenario shows: parts that do not fit together."""

from __future__ import annotations

from sim.scenario.messages import Problem
from sim.scenario.schema import Scenario


def contradictions(scenario: Scenario) -> tuple[list[Problem], list[str]]:
    """Problems that make a scenario unusable, and warnings."""
    return [], []
