"""Shifts of those who take calls by Erlang's formulas: designed, simulated, corrected, designed again, made cheaper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from sim.errors import InfeasibleError
from sim.planning.bound import isolated, levels_of, plenty_of
from sim.planning.by_simulation import plenty_of_all
from sim.planning.gains import Gains
from sim.planning.joint_bound import handlers_bound, without_breaks
from sim.planning.profile import profile_shifts
from sim.planning.question import MOST_ROUNDS, Question
from sim.planning.staff_plan import Shape
from sim.planning.trial import Trial
from sim.rostering.program import Ints, Reals
from sim.rostering.shift_parts import Used

MOST_TRIES: Final = 24
"""Plans with one person fewer that are simulated, the most promising first."""
LOAD_ROOTS: Final = 3.0
"""The formulas are corrected by at most so many square roots of the load: beyond, few calls only look so."""
NEAR: Final = 0.005
"""A design may be dearer than need be by such a share: simulation corrects the next one and takes people away."""
SETTLED: Final = 0.003
"""A plan that is cheaper by less than this share is no other plan: taking people away goes on from there."""
HALF: Final = 0.5
Held = tuple[Used, ...]
"""Shifts of those who take no calls, which stay as they are here."""


@dataclass(frozen=True)
class _Tried:
    """A plan that was simulated: who is at work, and the gains as corrected by it."""

    shape: Shape
    trial: Trial
    present: Reals
    gains: dict[int, Gains]


class Formulas:
    """What the formulas say of a question, as corrected by every plan that was simulated."""

    def __init__(self, asked: Question) -> None:
        self._asked = asked
        self._gains = dict(asked.gains)
        self._behind: dict[int, Reals] = {}
        self._held: Held = ()
        self._tried: list[_Tried] = []

    def settled(self, safer: dict[int, float], held: Held) -> tuple[Shape, Trial, dict[int, Gains]]:
        """The cheapest plan found at which the targets that formulas know hold so much safer, or the one that comes
        nearest; and the gains as corrected by it."""
        asked = self._asked
        if not asked.callers:
            shape = Shape(held)
            return shape, asked.tried("designed", shape), {}
        if held != self._held:
            self._held, self._tried = held, []
        best = min(
            (one for one in self._tried if self._holds(one, safer)), key=lambda one: one.shape.cost, default=None
        )
        for _ in range(MOST_ROUNDS):
            designed = self._next(safer)
            if designed is None:
                break  # the wide interval of few runs asks for more than the target, and that is out of reach
            shape = designed
            if best is not None and shape.cost >= best.shape.cost * (1 - SETTLED):
                break
            if any(shape == earlier.shape for earlier in self._tried):
                break
            trial = asked.tried("designed", shape)
            self._correct(shape, trial)
            is_near = best is not None and shape.cost >= best.shape.cost * (1 - 2 * SETTLED)
            if self._holds(self._tried[-1], safer) and (best is None or shape.cost < best.shape.cost):
                best = self._tried[-1]
            if is_near:
                break  # what is cheaper fails, or is hardly cheaper
        last = best or max(self._tried, key=lambda one: asked.safest(one.trial))
        return last.shape, last.trial, last.gains

    def _holds(self, one: _Tried, safer: dict[int, float]) -> bool:
        """Whether a plan keeps the targets so much safer; who takes no calls may be what others lack."""
        is_safe = all(one.trial.slack(number) >= safer[number] for number in self._asked.numbers)
        return is_safe and (bool(self._asked.handlers) or one.trial.verdict == "met")

    def _next(self, safer: dict[int, float]) -> Shape | None:
        """The next plan to simulate; None where none can be designed that might hold.

        What a design takes for the gains may lie far above them, so that the sum that must be reached is out of reach:
        then the gains themselves say it.
        """
        try:
            return self._designed(safer, {number: gains.concave for number, gains in self._gains.items()})
        except InfeasibleError:
            if not self._tried:
                raise
        try:
            return self._designed(safer, self._gains)
        except InfeasibleError:
            return None

    def _designed(self, safer: dict[int, float], sums: Mapping[int, Gains]) -> Shape:
        """The cheapest plan that keeps the targets by the formulas, as corrected; `sums` tell what was come to."""
        asked, raised = self._asked, dict.fromkeys(self._asked.numbers, 0.0)
        if self._tried:
            weights = {number: asked.weight(number, self._tried[-1].present) for number in raised}
            raised = {
                number: needed(
                    [
                        (one.trial.slack(number) - safer[number], float(sums[number].at(one.present).sum()))
                        for one in self._tried
                    ],
                    weights[number],
                )
                for number in raised
            }
        promises = [self._gains[number].promise(asked.callers, asked.others, raised[number]) for number in raised]
        found = asked.steps.designed(asked.problem(promises, asked.covers), NEAR)
        return Shape((*found.used, *self._held))

    def _correct(self, shape: Shape, trial: Trial) -> None:
        """Take down a plan, and what the formulas say too much or too little by."""
        asked, present = self._asked, self._asked.at_work(shape)
        for number in asked.numbers:
            seen = trial.seen(number, asked.pattern)
            if seen is not None:
                most = LOAD_ROOTS * np.sqrt(asked.pattern.largest(asked.demand.load)) + 1
                new = asked.gains[number].behind(present, seen * asked.weight(number, present), most)
                old = self._behind.get(number)
                self._behind[number] = new if old is None else (old + new) / 2
                self._gains[number] = asked.gains[number].shifted(self._behind[number])
        self._tried.append(_Tried(shape, trial, present, dict(self._gains)))


def with_fewer(
    asked: Question, shape: Shape, trial: Trial, gains: dict[int, Gains], safer: dict[int, float]
) -> tuple[Shape, Trial]:
    """The plan less everybody whom no target needs, one at a time, the dearest first."""
    kept: set[str] = set()
    tries, harder = 0, 1.0
    while tries < MOST_TRIES:
        present = asked.at_work(shape)
        slack = {n: (trial.slack(n) - safer[n]) * asked.weight(n, present) for n in asked.numbers}
        options = []
        for one in shape.used:
            if one.kind.pool in asked.handlers or one.kind.name in kept or one.heads == one.kind.least > 1:
                continue
            loss, head = _least_missed(asked, one, present, gains)
            if asked.allows(shape.less(one.kind, head)) and all(harder * loss[n] <= slack[n] for n in asked.numbers):
                options.append((one.kind.price, one.kind, head, loss))
        if not options:
            break
        _, kind, head, loss = max(options, key=lambda option: (option[0], option[1].name))
        less, tries = shape.less(kind, head), tries + 1
        found = asked.tried("one fewer", less)
        if found.verdict == "met" and all(found.slack(n) >= safer[n] for n in asked.steered):
            shape, trial = less, found
        else:
            kept.add(kind.name)  # with fewer people elsewhere it is missed all the more
            lost = [_lost(asked, n, trial, found, present) / loss[n] for n in asked.numbers if loss[n]]
            harder = max(harder, *lost, 1.0)
    return shape, trial


def _lost(asked: Question, number: int, trial: Trial, less: Trial, present: Reals) -> float:
    """By how much a target's slack has fallen from one trial to another."""
    return (trial.slack(number) - less.slack(number)) * asked.weight(number, present)


def _least_missed(asked: Question, one: Used, present: Reals, gains: dict[int, Gains]) -> tuple[dict[int, float], int]:
    """The head of a shift who is missed least: what is lost, and their number."""
    before = {number: gains[number].at(present).sum() for number in asked.numbers}
    options = []
    ways = {tuple(heads[head] for heads in one.rests): head for head in range(one.heads)}
    for head in ways.values():
        at_work = one.at_work(head, asked.pattern.slots)
        loss = {n: float(before[n] - gains[n].at(present - at_work).sum()) for n in asked.numbers}
        options.append((max(loss.values(), default=0.0), head, loss))
    _, head, loss = min(options, key=lambda option: option[:2])
    return loss, head


def bound_of(asked: Question, shape: Shape) -> float | None:
    """What no plan of these shifts costs less than (`sim.planning.bound`, `joint_bound`); None if not found in time."""
    handlers = handlers_bound(asked, shape)
    if not asked.callers:
        return handlers
    least = asked.least_present()
    if not asked.numbers:
        return handlers + asked.steps.designed(asked.problem([], least), SETTLED).bound
    present = asked.at_work(shape) - asked.others
    plenty = plenty_of(asked.pattern.largest(asked.demand.load), present)
    targets = {number: asked.base.targets[number] for number in asked.numbers}
    held = tuple(one for one in plenty_of_all(asked, shape).used if one.kind.pool in asked.handlers)
    gains = isolated(targets, levels_of(present), plenty, asked.pattern, partial(_with_heads, asked, held))
    promises = [gain.promise(asked.callers, np.zeros(asked.pattern.slots), 0.0) for gain in gains.values()]
    try:
        return handlers + asked.steps.designed(asked.problem(promises, least), SETTLED).bound
    except InfeasibleError:
        return None


def _with_heads(asked: Question, held: Held, heads: Ints) -> Trial:
    """Simulate a number of people in each slot in each of the pools that take calls, none of whom is absent."""
    changes = without_breaks(asked, held)
    shifts = profile_shifts(heads, asked.pattern)
    for number in asked.callers:
        name, pool = list(asked.pools.items())[number]
        changes |= {f"{pool.section}.{name}.shifts.{shift}": value for shift, value in shifts.items()}
    return asked.trials.at(asked.base.replace(changes), asked.seed, asked.replications)


def needed(told: Sequence[tuple[float, float]], weight: float) -> float:
    """What gains must come to by the formulas, so that a target just holds when simulated.

    Parameters
    ----------
    told
        Of every plan tried by how much it held, and what the gains come to, the last one last. Between the plans that
        miss and keep the target most narrowly the two are taken to rise together; where several in a row miss it, or
        keep it, the next one goes halfway further to the other side each time. Where only one side is there, point for
        point from the last one.
    weight
        The denominator by which gains are told.

    Source
    ------
    The false position of the Illinois algorithm: Dowell and Jarratt (1971), BIT 11, 168-174.
    """
    missed = max((pair for pair in told if pair[0] < 0), default=None)
    kept = min((pair for pair in told if pair[0] >= 0), default=None)
    if missed is not None and kept is not None and kept[1] > missed[1]:
        in_a_row = next((n for n, pair in enumerate(reversed(told)) if (pair[0] < 0) != (told[-1][0] < 0)), 1)
        weight_of_last = HALF ** (in_a_row - 1)
        above, below = kept[0], -missed[0]
        if told[-1][0] < 0:
            above *= weight_of_last
        else:
            below *= weight_of_last
        return missed[1] + (kept[1] - missed[1]) * below / (above + below)
    slack, sum_of_gains = told[-1]
    return sum_of_gains - slack * weight
