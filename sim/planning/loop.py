"""plan(file) -> StaffPlan: shifts by the formulas, simulated and corrected, made cheaper, checked with fresh chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.checks import checked_plan
from sim.errors import InfeasibleError, ScenarioError
from sim.measures.work import call_groups
from sim.planning.bound import isolated, levels_of, plenty_of
from sim.planning.gains import Gains, least_in_each
from sim.planning.pattern import Pattern
from sim.planning.profile import profile_shifts
from sim.planning.shifts import changes_of, kinds_of, templates_of, there
from sim.planning.staff_plan import Round, Shape, StaffPlan, Step, plan_changes
from sim.planning.trial import Trial, Trials
from sim.plans.expectations import staffed_us
from sim.rostering.design import Cover, Problem, Promise, Used, design
from sim.rostering.program import Ints, Reals
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.spelling import did_you_mean
from sim.scenario.staffing_file import StaffingFile, read_staffing
from sim.scenario.units import say_duration
from sim.shipped import find_beside
from sim.staffing.formula import call_takers, demand_of, formula_knows, weight_of
from sim.staffing.heads import Pool, pools_of
from sim.staffing.trials import Progress

if TYPE_CHECKING:
    from sim.simulation import Engine

DEFAULT_REPLICATIONS: Final = 20
MOST_ROUNDS: Final = 8
"""Of designing and simulating; the corrections have settled after three or four."""
MOST_LOOKS: Final = 4
"""With fresh chance: a plan that fails one is made safer and looked at again."""
TIMES_TO_VERIFY: Final = 2
"""So many times the replications are run with fresh chance: the plan was chosen to look good before the others."""
MOST_TRIES: Final = 24
"""Plans with one person fewer that are simulated, the most promising first."""
SECONDS: Final = 10.0
"""Of one design."""
LOAD_ROOTS: Final = 3.0
"""The formulas are corrected by at most so many square roots of the load: beyond, few calls only look so."""
SETTLED: Final = 0.003
"""A plan that is cheaper by less than this share is no other plan: taking people away goes on from there."""
ROUNDING: Final = 1e-9
SEEDS: Final = 2**32
"""There are so many: behind the last one comes the first again."""


def plan(
    staffing: str | Path | dict[str, Any],
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "auto",
    bound: bool = True,
    progress: Progress | None = None,
) -> StaffPlan:
    """Plan the shifts that keep every target of a scenario at the least cost.

    Parameters
    ----------
    staffing
        A staffing file, or a mapping that says the same.
    replications, seed
        Instead of the file's.
    engine
        As `sim.study.replicate.replicate`.
    bound
        Whether to find out what no plan of these shifts costs less than: as many runs as nineteen more plans take.
    progress
        Called as runs go on.

    Returns
    -------
    StaffPlan
        The shifts, every round on the way to them, and the targets with fresh chance.

    Raises
    ------
    ScenarioError
        If the file or its scenario says something that cannot be.
    InfeasibleError
        If no plan of these shifts keeps the targets; the sentence says which and where.

    Notes
    -----
    The formulas say what people at work in each half hour give towards each target; the cheapest shifts that keep the
    targets by them are found by HiGHS, breaks included; they are simulated; where the simulation says otherwise, the
    half hours and the targets are corrected by what was seen, and designed again, until the plan stays. Then it gives
    up one person after the other as long as all targets hold, and is simulated before citizens it has not met.

    Examples
    --------
    >>> import sim
    >>> shifts = {"starts": ["07:00", "15:00", "23:00"], "lengths": ["8 h"]}
    >>> asked = {"staffing": 1, "scenario": "template_town", "pools": {"desk": shifts}}
    >>> found = sim.plan(asked, replications=5, bound=False)
    >>> found.pattern.days, list(found.shifts_frame()["days"].unique())
    (1, [''])
    """
    file = read_staffing(staffing)
    asked = _Asked(file, replications, seed, Trials(engine, progress))
    try:
        return asked.planned(bound)
    except InfeasibleError as error:
        raise file.out_of_reach(("pools",), error.sentence) from None


@dataclass(frozen=True)
class _Tried:
    """A plan that was simulated: who is at work, by how much each target held, and the gains as corrected by it."""

    shape: Shape
    trial: Trial
    present: Reals
    slack: dict[int, float]
    gains: dict[int, Gains]


class _Asked:
    """A plan in the making."""

    def __init__(self, file: StaffingFile, replications: int | None, seed: int | None, trials: Trials) -> None:
        self.staffing = staffing = file.staffing
        self.base = base = base_of(file)
        self.pools = pools_in(file, base)
        self.replications = replications or staffing.replications or base.replications or DEFAULT_REPLICATIONS
        self.seed = staffing.seed if seed is None else seed
        self.trials = trials.choosing(base, self.replications * MOST_ROUNDS)
        self.rounds: list[Round] = []
        self.today = self.trials.at(base, self.seed, self.replications)
        self.pattern = Pattern.of(checked_plan(base), staffing.interval, self.today.results.intervals[0].local_start)
        templates = templates_of(file, self.pattern)
        self.kinds = kinds_of(templates, staffing, self.pools, self.pattern)
        self.templates = {kind.name: template for kind, template in zip(self.kinds, templates, strict=True)}
        demand = demand_of(base, self.seed, self.today.results.intervals)
        if demand is None:
            raise ScenarioError("no call comes in, or none is handled: there is nothing to plan shifts for")
        self.demand = demand
        self.others = self._others()
        self.numbers = [n for n, target in enumerate(base.targets) if formula_knows(target) and target.per == "run"]
        self.gains = {n: Gains.of(base.targets[n], demand, self.pattern) for n in self.numbers}
        self.covers = self._covers()

    def planned(self, has_bound: bool) -> StaffPlan:
        """Design and simulate until the plan stays, take people away, and look at it with fresh chance."""
        safer = dict.fromkeys(self.numbers, 0.0)
        looks: list[tuple[Shape, Round]] = []
        for look in range(MOST_LOOKS):
            shape, trial, gains = self._settled(safer)
            if trial.verdict == "met":
                shape = self._with_fewer(shape, trial, gains, safer)
            seed = (self.seed + 1 + look) % SEEDS
            fresh = self._tried("fresh chance", shape, seed, TIMES_TO_VERIFY, 2 ** (look + 1))
            looks.append((shape, self.rounds[-1]))
            short = {number: max(0.0, -fresh.slack(number)) for number in self.numbers}
            if fresh.verdict == "met" or not any(short.values()):
                break
            safer = {number: safer[number] + short[number] for number in self.numbers}
        shape, checked = max(looks, key=lambda one: self._safest(one[1].trial))
        return StaffPlan(
            staffing=self.staffing,
            base=self.base,
            pools=self.pools,
            pattern=self.pattern,
            shape=shape,
            templates=self.templates,
            scenario=self._scenario(shape),
            today=self.today,
            rounds=tuple(self.rounds),
            checked=checked,
            present=shape.at_work(len(self.pools), self.pattern.slots),
            bound=self._bound(shape) if has_bound else None,
        )

    def _safest(self, trial: Trial) -> tuple[bool, float]:
        """What makes one look better than another: all targets hold, or the one that fails most fails by less."""
        return trial.verdict == "met", min((trial.slack(number) for number in self.numbers), default=0.0)

    def _bound(self, shape: Shape) -> float | None:
        """What no plan of these shifts costs less than (`sim.planning.bound`); None if that was not found in time."""
        present = self._at_work(shape) - self.others
        plenty = plenty_of(self.pattern.largest(self.demand.load), present)
        targets = {number: self.base.targets[number] for number in self.numbers}
        gains = isolated(targets, levels_of(present), plenty, self.pattern, self._with_heads)
        promises = [
            gain.promise(tuple(range(len(self.pools))), np.zeros(self.pattern.slots), 0.0) for gain in gains.values()
        ]
        try:
            return design(self._problem(promises, self._least_present()), seconds=SECONDS, gap=SETTLED).bound
        except InfeasibleError:
            return None

    def _with_heads(self, heads: Ints) -> Trial:
        """Simulate a number of people in each slot, all of the first pool, none of whom is absent."""
        used: dict[str, tuple[()]] = dict.fromkeys(self.pools, ())
        changes = changes_of(self.pools, used, self.staffing.interval)
        first, pool = next(iter(self.pools.items()))
        here = f"{pool.section}.{first}"
        changes |= {f"{here}.shifts.{name}": shift for name, shift in profile_shifts(heads, self.pattern).items()}
        changes |= {f"{here}.absence": 0.0, f"{here}.shrinkage": 0.0}
        return self.trials.at(self.base.replace(changes), self.seed, self.replications)

    def _settled(self, safer: dict[int, float]) -> tuple[Shape, Trial, dict[int, Gains]]:
        """The cheapest plan found at which all targets hold so much safer, or the one that comes nearest; and the gains
        as corrected by it."""
        gains, behind = dict(self.gains), {number: np.zeros(self.pattern.slots) for number in self.numbers}
        raised = dict.fromkeys(self.numbers, 0.0)
        found: list[_Tried] = []
        best: _Tried | None = None
        while len(found) < MOST_ROUNDS:
            try:
                shape = self._designed(gains, raised)
            except InfeasibleError:
                if not found:
                    raise
                break  # the wide interval of few runs asks for more than the target, and that is out of reach
            if best is not None and shape.cost >= best.shape.cost * (1 - SETTLED):
                break
            if any(shape == earlier.shape for earlier in found):
                break
            trial, present = self._tried("designed", shape), self._at_work(shape)
            slack = {number: trial.slack(number) - safer[number] for number in self.numbers}
            for number in self.numbers:
                seen = trial.seen(self.base.targets[number], self.pattern)
                if seen is not None:
                    most = LOAD_ROOTS * np.sqrt(self.pattern.largest(self.demand.load)) + 1
                    new = self.gains[number].behind(present, seen * self._weight(number, present), most)
                    behind[number] = new if not found else (behind[number] + new) / 2
                    gains[number] = self.gains[number].shifted(behind[number])
            found.append(_Tried(shape, trial, present, slack, dict(gains)))
            raised = {
                number: needed(
                    [(one.slack[number], float(gains[number].at(one.present).sum())) for one in found],
                    self._weight(number, present),
                )
                for number in self.numbers
            }
            holds = trial.verdict == "met" and min(slack.values(), default=0.0) >= 0
            if holds and (best is None or shape.cost < best.shape.cost):
                best = found[-1]
            elif best is not None and shape.cost >= best.shape.cost * (1 - 2 * SETTLED):
                break  # what is cheaper fails, and what holds is hardly dearer
        last = best or max(found, key=lambda one: self._safest(one.trial))
        return last.shape, last.trial, last.gains

    def _designed(self, gains: dict[int, Gains], raised: dict[int, float]) -> Shape:
        """The cheapest plan that keeps the targets by the formulas, as corrected."""
        pools = tuple(range(len(self.pools)))
        promises = [gains[number].promise(pools, self.others, raised[number]) for number in self.numbers]
        return Shape(design(self._problem(promises, self.covers), seconds=SECONDS, gap=SETTLED).used)

    def _problem(self, promises: Sequence[Promise], covers: tuple[Cover, ...]) -> Problem:
        limits = [
            (number, shifts.most_shifts)
            for number, shifts in enumerate(self.staffing.pools.values())
            if shifts.most_shifts is not None
        ]
        return Problem(
            self.pattern.slots, tuple(self.pools), self.kinds, covers, tuple(promises), tuple(limits),
            when=self.pattern.when,
        )  # fmt: skip

    def _with_fewer(self, shape: Shape, trial: Trial, gains: dict[int, Gains], safer: dict[int, float]) -> Shape:
        """The plan less everybody whom no target needs, one at a time, the dearest first."""
        kept: set[str] = set()
        tries, harder = 0, 1.0
        while tries < MOST_TRIES:
            present = self._at_work(shape)
            slack = {n: (trial.slack(n) - safer[n]) * self._weight(n, present) for n in self.numbers}
            options = []
            for one in shape.used:
                if one.kind.name in kept or one.heads == one.kind.least > 1:
                    continue
                left, loss, head = self._least_missed(one, present, gains)
                if self._is_covered(shape, one, left) and all(harder * loss[n] <= slack[n] for n in self.numbers):
                    options.append((one.kind.price, one.kind, head, loss))
            if not options:
                break
            _, kind, head, loss = max(options, key=lambda option: (option[0], option[1].name))
            less, tries = shape.less(kind, head), tries + 1
            found = self._tried("one fewer", less)
            if found.verdict == "met" and all(found.slack(n) >= safer[n] for n in self.numbers):
                shape, trial = less, found
            else:
                kept.add(kind.name)  # with fewer people elsewhere it is missed all the more
                harder = max(harder, *(self._lost(n, trial, found, present) / loss[n] for n in self.numbers if loss[n]))
        return shape

    def _lost(self, number: int, trial: Trial, less: Trial, present: Reals) -> float:
        """By how much a target's slack has fallen from one trial to another."""
        return (trial.slack(number) - less.slack(number)) * self._weight(number, present)

    def _least_missed(self, one: Used, present: Reals, gains: dict[int, Gains]) -> tuple[Reals, dict[int, float], int]:
        """The head of a shift who is missed least: where they are at work, what is lost, and their number."""
        before = {number: gains[number].at(present).sum() for number in self.numbers}
        options = []
        ways = {tuple(heads[head] for heads in one.rests): head for head in range(one.heads)}
        for head in ways.values():
            at_work = one.at_work(head, self.pattern.slots)
            loss = {n: float(before[n] - gains[n].at(present - at_work).sum()) for n in self.numbers}
            options.append((max(loss.values(), default=0.0), head, at_work, loss))
        _, head, at_work, loss = min(options, key=lambda option: option[:2])
        return at_work, loss, head

    def _is_covered(self, shape: Shape, one: Used, left: Reals) -> bool:
        """Whether the least that must be at work still is, once somebody has left."""
        at_work = shape.at_work(len(self.pools), self.pattern.slots)
        at_work[one.kind.pool] -= left
        return all((at_work[list(cover.pools)].sum(axis=0) >= cover.least - ROUNDING).all() for cover in self.covers)

    def _tried(self, step: Step, shape: Shape, seed: int | None = None, times: int = 1, looks: int = 1) -> Trial:
        """Simulate a plan, and note it."""
        seed = self.seed if seed is None else seed
        trial = self.trials.at(self._scenario(shape), seed, self.replications * times, looks)
        self.rounds.append(Round(step, shape.heads, shape.cost, trial))
        return trial

    def _scenario(self, shape: Shape) -> Scenario:
        return self.base.replace(plan_changes(shape, self.templates, self.pools, self.staffing.interval))

    def _at_work(self, shape: Shape) -> Reals:
        """People at work in each slot who take calls, those included whose shifts are not planned."""
        return np.asarray(shape.at_work(len(self.pools), self.pattern.slots).sum(axis=0) + self.others)

    def _weight(self, number: int, present: Reals) -> float:
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

    def _least_present(self) -> tuple[Cover, ...]:
        """Fewest people at work in each slot with calls, by the file."""
        has_calls = self.pattern.folded(self.demand.calls_per_s) > 0
        return tuple(
            Cover((number,), np.where(has_calls, shifts.least_present * there(self.pools[name]), 0.0))
            for number, (name, shifts) in enumerate(self.staffing.pools.items())
        )

    def _covers(self) -> tuple[Cover, ...]:
        """The same, and by targets that hold in each interval."""
        covers = [*self._least_present()]
        most = sum(shifts.most_heads for shifts in self.staffing.pools.values())
        for target in self.base.targets:
            if target.per == "interval" and formula_knows(target):
                least = least_in_each(target, self.demand, self.pattern, most)
                covers.append(Cover(tuple(range(len(self.pools))), np.maximum(least - self.others, 0.0)))
        return tuple(covers)


def needed(told: Sequence[tuple[float, float]], weight: float) -> float:
    """What gains must come to by the formulas, so that a target just holds when simulated.

    Parameters
    ----------
    told
        Of every plan tried by how much it held, and what the gains come to, the last one last. Between the plans that
        miss and keep the target most narrowly the two are taken to rise together; where only one of them is there,
        point for point from the last one.
    weight
        The denominator by which gains are told.
    """
    missed = max((pair for pair in told if pair[0] < 0), default=None)
    kept = min((pair for pair in told if pair[0] >= 0), default=None)
    if missed is not None and kept is not None and kept[1] > missed[1]:
        return missed[1] + (kept[1] - missed[1]) * -missed[0] / (kept[0] - missed[0])
    slack, sum_of_gains = told[-1]
    return sum_of_gains - slack * weight


def base_file(file: StaffingFile) -> Path:
    """The scenario file that a staffing file names.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    name = file.staffing.scenario
    try:
        return find_beside(file.folder, name)
    except ScenarioError as error:
        raise file.refused(("scenario",), str(error)) from None


def base_of(file: StaffingFile) -> Scenario:
    """The scenario that is planned for, cut into the intervals of the plan.

    Raises
    ------
    ScenarioError
        If it cannot be read, or has no targets.
    """
    staffing, path = file.staffing, base_file(file)
    try:
        found = load_scenario(path).replace({**staffing.set, "report.interval": say_duration(staffing.interval)})
    except ScenarioError as error:
        raise file.refused_change(staffing.set, error) from None
    if not found.targets:
        raise file.refused(("scenario",), "the scenario has no targets: say under 'targets' what must hold")
    return found


def pools_in(file: StaffingFile, scenario: Scenario) -> dict[str, Pool]:
    """The pools that are planned, in the order of the file.

    Raises
    ------
    ScenarioError
        If there is no such pool, or it takes no calls.
    """
    pools = pools_of(scenario)
    for name in file.staffing.pools:
        if name not in pools:
            raise file.refused(("pools", name), f"there is no pool '{name[:60]}'{did_you_mean(name, pools, 'pools')}")
        if name not in call_takers(scenario):
            raise file.refused(("pools", name), f"'{name[:60]}' takes no calls: only who takes calls can be planned")
    return {name: pools[name] for name in file.staffing.pools}
