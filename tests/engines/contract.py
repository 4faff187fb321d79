"""What every engine must do: all worlds worked by hand."""

from __future__ import annotations

from .worlds_of_breaks import WorldsOfBreaks
from .worlds_of_calls import WorldsOfCalls
from .worlds_of_hours import WorldsOfHours
from .worlds_of_order import WorldsOfOrder
from .worlds_of_rosters import WorldsOfRosters
from .worlds_of_shifts import WorldsOfShifts


class EngineContract(WorldsOfCalls, WorldsOfOrder, WorldsOfShifts, WorldsOfRosters, WorldsOfHours, WorldsOfBreaks):
    """Every engine's tests; a subclass says how it runs."""
