"""What follows from a plan alone is worked out once, and kept with it for all its replications."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sim.plans.plan import Plan

More = ParamSpec("More")
Found = TypeVar("Found")


def by_plan(function: Callable[Concatenate[Plan, More], Found]) -> Callable[Concatenate[Plan, More], Found]:
    """The same function, asked once for each plan and whatever else it is given; nobody changes what it gives."""

    @wraps(function)
    def found(plan: Plan, /, *more: More.args, **named: More.kwargs) -> Found:
        key = (function, more, *named.items())
        if key not in plan.kept:
            plan.kept[key] = function(plan, *more, **named)
        return plan.kept[key]  # type: ignore[no-any-return]  # what this function gave

    return found
