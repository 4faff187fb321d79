"""Names of tasks and of draws about arms: never numbers of creation, so that two designs name them alike."""

from __future__ import annotations

from sim.chance.compiled import rule


@rule
def task_name(ticket: int, handling: int, stage: int, arm: int, visit: int) -> int:
    """The name of a task in the logs: one number that sorts by ticket, handling, stage, arm, visit."""
    return ((((ticket << 12 | handling) << 4 | stage) << 4 | arm) << 16) | visit


@rule
def arm_visit(handling: int, dispatch: int, arm: int) -> int:
    """The visit of a draw about an arm: its how-manieth dispatch of the how-manieth handling."""
    return (handling << 20 | dispatch << 4 | arm) & 0xFFFFFFFF
