"""Heads of people whose work no formula tells: added where they gain most for their price, taken away unless missed.

Every step is simulated before the same citizens. What one more head gains is looked at again only where it was worth
most before: the lazy greedy search of Minoux (1978), Accelerated greedy algorithms for maximizing submodular functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Final

from sim.planning.staff_plan import Shape, Step
from sim.planning.trial import Trial
from sim.rostering.design import Kind

MOST_ADDED: Final = 120
MOST_REMOVED: Final = 160
MOST_SWAPPED: Final = 60
"""Plans that are simulated at most while heads are added, taken away, and exchanged."""
LARGEST_STEP: Final = 8
"""Heads that are added at once where fewer gain nothing."""
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
    """

    kinds: tuple[Kind, ...]
    tried: Callable[[Step, Shape], Trial]
    lack: Callable[[Trial], float]

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
            if more.heads == shape.heads:
                worth[kind.name] = 0.0
                continue
            found = self.tried("more", more)
            tries += 1
            gain = lack - self.lack(found)
            worth[kind.name] = gain / (more.cost - shape.cost)
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
            shape = shape.more(kind, 1)
        return shape

    def shrunk(self, shape: Shape, trial: Trial) -> Found:
        """The plan less all heads that no target needs, those of the dearest shifts first, then with cheaper shifts."""
        tries = 0
        kept: set[str] = set()
        while tries < MOST_REMOVED:
            options = [one for one in shape.used if one.kind in self.kinds and one.kind.name not in kept]
            if not options:
                break
            one = max(options, key=lambda used: (used.kind.price * used.heads, used.kind.name))
            step = max(1, one.heads // 2)
            while step and tries < MOST_REMOVED:
                less = shape.fewer(one.kind, step)
                if not self._is_staffed(less):
                    step //= 2
                    continue
                found = self.tried("one fewer" if step == 1 else "fewer", less)
                tries += 1
                if self.lack(found) <= 0:
                    shape, trial = less, found
                    step = min(step, shape.heads_of(one.kind))
                else:
                    step //= 2
            kept.add(one.kind.name)
        return self._with_cheaper(shape, trial)

    def _is_staffed(self, shape: Shape) -> bool:
        """Whether somebody works in every pool."""
        return {one.kind.pool for one in shape.used} >= {kind.pool for kind in self.kinds}

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
                    if tries >= MOST_SWAPPED or other.heads != shape.heads:
                        continue
                    found = self.tried("exchanged", other)
                    tries += 1
                    if self.lack(found) <= 0:
                        shape, trial, improved = other, found, True
                        break
                if improved:
                    break
        return shape, trial
