"""What every engine must do: all worlds worked by hand."""

from __future__ import annotations

from .worlds_of_calls import WorldsOfCalls
from .worlds_of_order import WorldsOfOrder


class EngineContract(WorldsOfCalls, WorldsOfOrder):
    """Every engine's tests; a subclass says how it runs."""
