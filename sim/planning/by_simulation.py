"""Heads of people whose work no formula tells: added where they gain most for their price, taken away unless missed.

Every step is simulated before the same citizens. What one more head gains is looked at again only where it was worth
most before: the lazy greedy search of Minoux (1978), Accelerated greedy algorithms for maximizing submodular functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from sim.checks import checked_plan
from sim.errors import InfeasibleError
from sim.measures.targets import TargetResult
from sim.planning.question import Question
from sim.planning.staff_plan import Shape, Step
from sim.planning.trial import Trial
from sim.plans.expectations import staffed_us
from sim.rostering.shift_parts import Cover, Kind, Problem, Used
from sim.scenario.stages import people_stages
from sim.staffing.direction import asks_for_fewer

MOST_ADDED: Final = 120
MOST_REMOVED: Final = 160
MOST_SWAPPED: Final = 60
"""Plans that are simulated at most while heads are added, taken away, and exchanged."""
LARGEST_STEP: Final = 8
"""Heads that are added at once where fewer gain nothing."""
LEAST_PRICE: Final = 1e-6
"""Of a head, so that those who cost nothing come first and nothing is divided by 0."""
LARGEST_LACK: Final = 10.0
"""Of a target: beyond, or where nothing is known, it counts as so much."""
PLENTY: Final = 4
PLENTY_MORE: Final = 10
"""People of a shift times, and more, to see what can be reached with these shifts at all."""
DEAR: Final = 10.0
NEAR: Final = 0.02
"""Where a search begins: a head missed costs so many of the dearest shift; the design need not be exact."""
Found = tuple[Shape, Trial]


@dataclass(frozen=True)
class Search:
    """A search for heads of some shifts.

    Attributes
    ----------
    kinds
        The shifts.
    tried
        Simulates a plan.
    lack
        How far a plan is from its targets, all of them added up; 0: all hold.
    allowed
        Whether a plan keeps what the file says of it beside the targets.
    """

    kinds: tuple[Kind, ...]
    tried: Callable[[Step, Shape], Trial]
    lack: Callable[[Trial], float]
    allowed: Callable[[Shape], bool] = lambda _shape: True

    def grown(self, shape: Shape, trial: Trial) -> Found:
        """The plan with more heads, until all targets hold or no more heads gain anything."""
        worth = {kind.name: inf for kind in self.kinds}
        size = dict.fromkeys(worth, 1)
        tries, lack = 0, self.lack(trial)
        while lack > 0 and tries < MOST_ADDED:
            kind = max(self.kinds, key=lambda one: worth[one.name])
            if worth[kind.name] <= 0:
                step = 2 * max(size.values())
                if step > LARGEST_STEP:
                    more = self._all_together(shape)
                    if more.heads == shape.heads:
                        return shape, trial
                    trial_of_all = self.tried("more", more)
                    tries += 1
                    if self.lack(trial_of_all) >= lack:
                        return shape, trial
                    shape, trial, step = more, trial_of_all, 1
                    lack = self.lack(trial)
                worth = dict.fromkeys(worth, inf)
                size = dict.fromkeys(size, step)
                continue
            more = shape.more(kind, size[kind.name])
            if more.heads == shape.heads or not self.allowed(more):
                worth[kind.name] = 0.0
                continue
            found = self.tried("more", more)
            tries += 1
            gain = lack - self.lack(found)
            worth[kind.name] = gain / max(more.cost - shape.cost, LEAST_PRICE)
            others = max((worth[one.name] for one in self.kinds if one is not kind), default=0.0)
            if gain > 0 and worth[kind.name] >= others:
                shape, trial, lack = more, found, lack - gain
                size[kind.name] = min(2 * size[kind.name], LARGEST_STEP)
            elif size[kind.name] > 1 and gain > 0:
                size[kind.name] = 1
        return shape, trial

    def _all_together(self, shape: Shape) -> Shape:
        """One head more in every shift: some gain nothing without the others."""
        for kind in self.kinds:
            more = shape.more(kind, 1)
            shape = more if self.allowed(more) else shape
        return shape

    def shrunk(self, shape: Shape, trial: Trial) -> Found:
        """The plan less all heads that no target needs, those of the dearest shifts first, then with cheaper shifts.

        Where a target fails since it asks for fewer people, heads go as long as what is lacking does not grow.
        """
        tries, lack = 0, self.lack(trial)
        kept: set[str] = set()
        while tries < MOST_REMOVED:
            options = [one for one in shape.used if one.kind in self.kinds and one.kind.name not in kept]
            if not options:
                break
            one = max(options, key=lambda used: (used.kind.price * used.heads, used.kind.name))
            step = max(1, one.heads // 2)
            while step and tries < MOST_REMOVED:
                less = shape.fewer(one.kind, step)
                if not self._may_be(less):
                    step //= 2
                    continue
                found = self.tried("one fewer" if step == 1 else "fewer", less)
                tries += 1
                if self.lack(found) <= lack:
                    shape, trial, lack = less, found, self.lack(found)
                    step = min(step, shape.heads_of(one.kind))
                else:
                    step //= 2
            kept.add(one.kind.name)
        return self._with_cheaper(shape, trial)

    def _may_be(self, shape: Shape) -> bool:
        """Whether somebody works in every pool, and the plan is one that the file allows."""
        return {one.kind.pool for one in shape.used} >= {kind.pool for kind in self.kinds} and self.allowed(shape)

    def _with_cheaper(self, shape: Shape, trial: Trial) -> Found:
        """Heads of one shift exchanged for those of a cheaper one of the same people, as long as all targets hold."""
        tries, improved = 0, True
        while improved and tries < MOST_SWAPPED:
            improved = False
            for one in sorted(shape.used, key=lambda used: -used.kind.price):
                cheaper = [
                    kind for kind in self.kinds if kind.pool == one.kind.pool and kind.price < one.kind.price - 1e-9
                ]
                for kind in sorted(cheaper, key=lambda kind: kind.price) if one.kind in self.kinds else ():
                    other = shape.fewer(one.kind, 1).more(kind, 1)
                    if tries >= MOST_SWAPPED or other.heads != shape.heads or not self._may_be(other):
                        continue
                    found = self.tried("exchanged", other)
                    tries += 1
                    if self.lack(found) <= self.lack(trial):
                        shape, trial, improved = other, found, True
                        break
                if improved:
                    break
        return shape, trial


def search_of(asked: Question, safer: dict[int, float], shape: Shape) -> Search:
    """For heads of those who take no calls, and of those who take calls and work on tickets besides."""
    on_tickets = {name for stage in people_stages(asked.base.tickets) for name in stage.by}
    both = [number for number in asked.callers if list(asked.pools)[number] in on_tickets]
    used = {one.kind.name for one in shape.used}
    kinds = [kind for kind in asked.kinds if kind.pool in asked.handlers or (kind.pool in both and kind.name in used)]
    targets = asked.today.targets
    scales = [one.threshold if one.unit == "seconds" and one.threshold else 1.0 for one in targets]

    def lack(trial: Trial) -> float:
        short = (max(0.0, safer[number] - trial.slack(number)) / scales[number] for number in asked.steered)
        return sum(min(one, LARGEST_LACK) for one in short)

    return Search(tuple(kinds), asked.tried, lack, asked.allows)


def like_today(asked: Question) -> tuple[Used, ...]:
    """Shifts of those who take no calls with about as many people at work as the scenario has now."""
    if not asked.handlers:
        return ()
    plan = checked_plan(asked.base)
    edges_us = np.arange(len(asked.pattern.slot) + 1) * asked.staffing.interval
    heads = staffed_us(plan, np.minimum(edges_us, plan.horizon_us)) / asked.staffing.interval
    names = [part[1] for part in plan.group_parts]
    covers, dear = [], DEAR * max(1.0, *(kind.price for kind in asked.kinds))
    for number in asked.handlers:
        name = list(asked.pools)[number]
        mine = heads[[group for group, other in enumerate(names) if other == name]].sum(axis=0)
        now = asked.pattern.folded(mine / asked.pools[name].copies) / np.maximum(asked.pattern.times, 1)
        covers.append(Cover((number,), now, under_price=dear, over_price=0.0))
    kinds = tuple(kind for kind in asked.kinds if kind.pool in asked.handlers)
    limits = tuple((number, most) for number, most in asked.most_shifts.items() if number in asked.handlers)
    wanted = Problem(
        asked.pattern.slots, tuple(asked.pools), kinds, tuple(covers), most_templates=limits, when=asked.pattern.when
    )
    shape = Shape(asked.steps.designed(wanted, NEAR).used)
    for number in asked.handlers:  # somebody has to be there, though at other hours than today
        if all(one.kind.pool != number for one in shape.used):
            shape = shape.more(min((kind for kind in kinds if kind.pool == number), key=lambda kind: kind.price), 1)
    return shape.used


def plenty_of_all(asked: Question, shape: Shape) -> Shape:
    """A plan's shifts with so many people that none is missed."""
    for kind in asked.kinds:
        shape = shape.more(kind, PLENTY * shape.heads_of(kind) + PLENTY_MORE)
    return shape


def reach_of(asked: Question, held: tuple[Used, ...]) -> dict[int, float]:
    """By how much each target holds with plenty of people on every shift.

    Raises
    ------
    InfeasibleError
        If some do not; a line for each.
    """
    trial = asked.tried("plenty", plenty_of_all(asked, Shape(held)))
    failed = [one for one in trial.targets if one.status != "met" and not wants_fewer(one)]
    if failed:
        raise InfeasibleError("\n".join(map(_out_of_reach, failed)))
    return {
        number: trial.slack(number)
        for number in asked.steered
        if not wants_fewer(trial.targets[number])
    }  # fmt: skip


def wants_fewer(target: TargetResult) -> bool:
    """Whether a target is a limit on people."""
    return asks_for_fewer(target.measure.partition("[")[0], target.side)


def _out_of_reach(target: TargetResult) -> str:
    side = "at least" if target.side == "at_least" else "at most"
    if target.estimate is None:
        return f"{target.measure} is to be {side} {target.threshold:.6g}, but nothing is there to measure it by"
    found = f"{target.estimate:.4g}"
    if target.low is not None and target.high is not None:
        found += f" ({target.low:.4g} to {target.high:.4g})"
    if target.status == "undecided":
        return (
            f"{target.measure} is to be {side} {target.threshold:.6g}, and {found} with plenty of people on every "
            "shift does not decide whether it can be: run more replications"
        )
    return (
        f"{target.measure} is to be {side} {target.threshold:.6g}, but comes to {found} with plenty of people on every "
        "shift: allow other hours, look at what waits for others (returns, outside delay, windows, deadlines), or "
        "run more replications"
    )
