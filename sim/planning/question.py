"""What a staffing file asks, worked out: scenario, pools, shifts, slots and targets, and every plan that was tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.checks import checked_plan
from sim.errors import ScenarioError
from sim.measures.work import call_groups
from sim.planning.asked import base_of, pools_in
from sim.planning.gains import Gains, least_in_each
from sim.planning.pattern import Pattern, holidays_in_week
from sim.planning.shifts import kinds_of, there
from sim.planning.staff_plan import Round, Shape, Step, plan_changes
from sim.planning.steps import Steps
from sim.planning.templates import templates_of
from sim.planning.trial import Trial
from sim.planning.trials import Trials
from sim.plans.expectations import staffed_us
from sim.rostering.program import Reals
from sim.rostering.shift_parts import Cover, Problem, Promise
from sim.scenario.schema import Scenario
from sim.scenario.staffing_file import StaffingFile
from sim.staffing.formula import Demand, call_takers, demand_of, formula_knows, weight_of
from sim.staffing.trials import DEFAULT_REPLICATIONS, Progress

if TYPE_CHECKING:
    from sim.simulation import Engine

ROUNDING: Final = 1e-9
MOST_ROUNDS: Final = 8
"""Of designing and simulating; the corrections have settled after three or four."""


class Question:
    """What is asked; all plans are simulated before the same citizens, and noted in `rounds`."""

    def __init__(
        self,
        file: StaffingFile,
        replications: int | None,
        seed: int | None,
        engine: Engine,
        progress: Progress | None,
        steps: Steps,
    ) -> None:
        self.staffing = staffing = file.staffing
        self.base = base = base_of(file)
        self.pools = pools_in(file, base)
        self.replications = replications or staffing.replications or base.replications or DEFAULT_REPLICATIONS
        self.seed = staffing.seed if seed is None else seed
        self.steps = steps
        self.trials = Trials(engine, progress, steps).choosing(base, self.replications * MOST_ROUNDS)
        self.rounds: list[Round] = []
        self.today = self.trials.at(base, self.seed, self.replications)
        intervals = self.trials.results(base, self.seed, self.replications).intervals
        self.pattern = Pattern.of(checked_plan(base), staffing.interval, intervals[0].local_start)
        base.warn_of(holidays_in_week(checked_plan(base), self.pattern))
        templates = templates_of(file, self.pattern)
        self.kinds = kinds_of(templates, staffing, self.pools, self.pattern)
        self.templates = {kind.name: template for kind, template in zip(self.kinds, templates, strict=True)}
        demand = demand_of(base, self.seed, intervals)
        if demand is None and base.tickets is None and all(one.channel == "phone" for one in base.demand.values()):
            raise ScenarioError("no call comes in, or none is handled: there is nothing to plan shifts for")
        takers = call_takers(base) if demand is not None else []
        self.callers = tuple(number for number, name in enumerate(self.pools) if name in takers)
        """Numbers of the pools that take calls: formulas know them."""
        self.handlers = tuple(number for number in range(len(self.pools)) if number not in self.callers)
        """Those of the others: their heads are found by simulation."""
        nothing = np.zeros(len(self.pattern.slot))
        self.demand = demand or Demand(nothing, nothing, 0.0, None, staffing.interval, nothing)
        self.others = self._others()
        by_formula = [n for n, target in enumerate(base.targets) if formula_knows(target) and target.per == "run"]
        self.numbers = by_formula if self.callers else []
        self.steered = range(len(base.targets)) if self.handlers else self.numbers
        """Numbers of the targets that heads are changed for."""
        self.gains = {n: Gains.of(base.targets[n], self.demand, self.pattern) for n in self.numbers}
        self.covers = self._covers()

    def safest(self, trial: Trial) -> tuple[bool, float]:
        """What makes one look better than another: all targets hold, or the one that fails most fails by less."""
        return trial.verdict == "met", min((trial.slack(number) for number in self.steered), default=0.0)

    def problem(self, promises: Sequence[Promise], covers: tuple[Cover, ...]) -> Problem:
        """Of designing the shifts of those who take calls."""
        limits = [(number, most) for number, most in self.most_shifts.items() if number in self.callers]
        kinds = tuple(kind for kind in self.kinds if kind.pool in self.callers)
        return Problem(
            self.pattern.slots, tuple(self.pools), kinds, covers, tuple(promises), tuple(limits),
            worked=self.callers, when=self.pattern.when,
        )  # fmt: skip

    @property
    def most_shifts(self) -> dict[int, int]:
        """How many different shifts each pool may use, by its number, where that is limited."""
        pools = enumerate(self.staffing.pools.values())
        return {number: shifts.most_shifts for number, shifts in pools if shifts.most_shifts is not None}

    def allows(self, shape: Shape) -> bool:
        """Whether somebody works in each pool that takes calls, as many are at work as must be, and shifts are not too
        many."""
        if not {one.kind.pool for one in shape.used} >= set(self.callers):
            return False
        at_work = shape.at_work(len(self.pools), self.pattern.slots)
        return all(
            (at_work[list(cover.pools)].sum(axis=0) >= cover.least - ROUNDING).all() for cover in self.covers
        ) and all(
            len({one.kind.template for one in shape.used if one.kind.pool == number}) <= most
            for number, most in self.most_shifts.items()
        )

    def tried(self, step: Step, shape: Shape, seed: int | None = None, times: int = 1, looks: int = 1) -> Trial:
        """Simulate a plan, and note it."""
        seed = self.seed if seed is None else seed
        trial = self.trials.at(self.scenario(shape), seed, self.replications * times, looks)
        self.rounds.append(Round(step, shape.heads, shape.cost, trial))
        return trial

    def scenario(self, shape: Shape) -> Scenario:
        """The scenario with the shifts of a plan."""
        return self.base.replace(plan_changes(shape, self.templates, self.pools, self.staffing.interval))

    def at_work(self, shape: Shape) -> Reals:
        """People at work in each slot who take calls, those included whose shifts are not planned."""
        there = shape.at_work(len(self.pools), self.pattern.slots)[list(self.callers)]
        return np.asarray(there.sum(axis=0) + self.others)

    def weight(self, number: int, present: Reals) -> float:
        """The denominator of a target by the formulas, over the whole run."""
        target, slot = self.base.targets[number], self.pattern.slot
        each = [weight_of(target, self.demand, i, present[slot[i]]) for i in range(len(slot))]
        return float(sum(each))

    def _others(self) -> Reals:
        """People at work in each slot who take calls too, and whose shifts stay as they are."""
        plan = checked_plan(self.base)
        edges_us = np.arange(len(self.pattern.slot) + 1) * self.staffing.interval
        groups = [group for group in call_groups(plan) if plan.group_parts[group][1] not in self.pools]
        heads = staffed_us(plan, np.minimum(edges_us, plan.horizon_us))[groups].sum(axis=0) / self.staffing.interval
        return np.asarray(self.pattern.folded(heads) / np.maximum(self.pattern.times, 1))

    def least_present(self) -> tuple[Cover, ...]:
        """Fewest people at work in each slot with calls, by the file."""
        has_calls = self.pattern.folded(self.demand.calls_per_s) > 0
        return tuple(
            Cover((number,), np.where(has_calls, shifts.least_present * there(self.pools[name]), 0.0))
            for number, (name, shifts) in enumerate(self.staffing.pools.items())
            if number in self.callers
        )

    def _covers(self) -> tuple[Cover, ...]:
        """The same, and by targets that hold in each interval."""
        covers = [*self.least_present()]
        most = sum(shifts.most_heads for shifts in self.staffing.pools.values())
        for target in self.base.targets if self.callers else ():
            if target.per == "interval" and formula_knows(target):
                least = least_in_each(target, self.demand, self.pattern, most)
                covers.append(Cover(self.callers, np.maximum(least - self.others, 0.0)))
        return tuple(covers)
