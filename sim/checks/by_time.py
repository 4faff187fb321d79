"""Laws that change with the time, of which a part never holds."""

from __future__ import annotations

from collections.abc import Iterator

from sim.plans.by_time import USUAL, days_told, steps_of
from sim.plans.plan import Plan
from sim.scenario.laws import ByTime
from sim.scenario.messages import Problem
from sim.scenario.parts import parts_in


def by_time_problems(plan: Plan) -> Iterator[Problem]:
    """What is odd about laws by time: other times, and usual laws, that hold at no instant of the run."""
    for path, law in parts_in(plan.scenario):
        if isinstance(law, ByTime):
            # Only at units may something have begun before the start.
            before = days_told(plan.scenario) if path[0] == "units" else 0
            holding = set(steps_of(law, plan.calendar, before).place.tolist())
            if USUAL not in holding:
                yield Problem((*path, "usual"), "never holds: 'at_times' take the whole run", only_odd=True)
            for place in sorted(set(range(len(law.at_times))) - holding):
                text = "never holds: the run has none of its days, or what stands before it in the list goes first"
                yield Problem((*path, "at_times", place), text, only_odd=True)
