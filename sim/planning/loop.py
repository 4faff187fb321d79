"""plan(file) -> StaffPlan: shifts by the formulas, simulated and corrected, made cheaper, checked with fresh chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.checks import checked_plan
from sim.errors import InfeasibleError, ScenarioError
from sim.measures.targets import TargetResult
from sim.measures.work import call_groups
from sim.planning.asked import base_of, pools_in
from sim.planning.bound import isolated, levels_of, plenty_of
from sim.planning.by_simulation import Search
from sim.planning.gains import Gains, least_in_each
from sim.planning.pattern import Pattern
from sim.planning.profile import profile_shifts
from sim.planning.shifts import changes_of, kinds_of, templates_of, there
from sim.planning.staff_plan import Round, Shape, StaffPlan, Step, plan_changes
from sim.planning.trial import Trial, Trials
from sim.plans.expectations import staffed_us
from sim.rostering.design import Cover, Problem, Promise, Used, design
from sim.rostering.program import Ints, Reals
from sim.scenario.schema import Scenario
from sim.scenario.staffing_file import StaffingFile, read_staffing
from sim.scenario.stages import people_stages
from sim.staffing.formula import Demand, call_takers, demand_of, formula_knows, weight_of
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
LARGEST_LACK: Final = 10.0
"""Of a target: beyond, or where nothing is known, it counts as so much."""
PLENTY: Final = 4
PLENTY_MORE: Final = 10
"""People of a shift times, and more, to see what can be reached with these shifts at all."""
REACHED: Final = 0.9
"""No target is made safer than by such a share of what plenty of people reach."""
DEAR: Final = 10.0
NEAR: Final = 0.02
"""Where a search by simulation begins: a head missed costs so many of the dearest shift, and it need not be exact."""
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
    return planned_of(read_staffing(staffing), replications, seed, engine, bound, progress)


def planned_of(
    file: StaffingFile,
    replications: int | None,
    seed: int | None,
    engine: Engine,
    bound: bool,
    progress: Progress | None,
) -> StaffPlan:
    """`plan` of a file that is read."""
    try:
        return _Asked(file, replications, seed, Trials(engine, progress)).planned(bound)
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
        self.held = self._like_today()
        self.reach = self._reach() if self.handlers else {}
        """By how much each target can hold at all."""

    def planned(self, has_bound: bool) -> StaffPlan:
        """Design and simulate until the plan stays, take people away, and look at it with fresh chance."""
        safer = dict.fromkeys(self.steered, 0.0)
        looks: list[tuple[Shape, Round]] = []
        for look in range(MOST_LOOKS):
            shape = self._found(safer)
            seed = (self.seed + 1 + look) % SEEDS
            fresh = self._tried("fresh chance", shape, seed, TIMES_TO_VERIFY, 2 ** (look + 1))
            looks.append((shape, self.rounds[-1]))
            short = {number: max(0.0, -fresh.slack(number)) for number in self.steered}
            if fresh.verdict == "met" or not any(short.values()):
                break
            wanted = {number: safer[number] + short[number] for number in self.steered}
            safer = {number: min(more, REACHED * self.reach.get(number, np.inf)) for number, more in wanted.items()}
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
            bound=self._bound(shape) if has_bound and not self.handlers else None,
        )

    def _found(self, safer: dict[int, float]) -> Shape:
        """The cheapest plan found at which all targets hold so much safer: who takes calls by the formulas, the others
        by simulation; then everybody is taken away whom no target needs."""
        shape, trial, gains = self._settled(safer)
        if not self.handlers:
            return self._with_fewer(shape, trial, gains, safer) if trial.verdict == "met" else shape
        search = self._search(safer, shape)
        shape, trial = search.grown(shape, trial)
        if search.lack(trial) <= 0:
            shape, trial = search.shrunk(shape, trial)
            if self.callers:
                shape = self._with_fewer(shape, trial, gains, safer)
        self.held = tuple(one for one in shape.used if one.kind.pool in self.handlers)
        return shape

    def _search(self, safer: dict[int, float], shape: Shape) -> Search:
        """For heads of those who take no calls, and of those who take calls and work on tickets besides."""
        on_tickets = {name for stage in people_stages(self.base.tickets) for name in stage.by}
        both = [number for number in self.callers if list(self.pools)[number] in on_tickets]
        used = {one.kind.name for one in shape.used}
        kinds = [kind for kind in self.kinds if kind.pool in self.handlers or (kind.pool in both and kind.name in used)]
        targets = self.today.targets
        scales = [one.threshold if one.unit == "seconds" and one.threshold else 1.0 for one in targets]

        def lack(trial: Trial) -> float:
            short = (max(0.0, safer[number] - trial.slack(number)) / scales[number] for number in self.steered)
            return sum(min(one, LARGEST_LACK) for one in short)

        return Search(tuple(kinds), self._tried, lack)

    def _safest(self, trial: Trial) -> tuple[bool, float]:
        """What makes one look better than another: all targets hold, or the one that fails most fails by less."""
        return trial.verdict == "met", min((trial.slack(number) for number in self.steered), default=0.0)

    def _bound(self, shape: Shape) -> float | None:
        """What no plan of these shifts costs less than (`sim.planning.bound`); None if that was not found in time."""
        present = self._at_work(shape) - self.others
        plenty = plenty_of(self.pattern.largest(self.demand.load), present)
        targets = {number: self.base.targets[number] for number in self.numbers}
        gains = isolated(targets, levels_of(present), plenty, self.pattern, self._with_heads)
        promises = [gain.promise(self.callers, np.zeros(self.pattern.slots), 0.0) for gain in gains.values()]
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
        """The cheapest plan found at which the targets that formulas know hold so much safer, or the one that comes
        nearest; and the gains as corrected by it."""
        if not self.callers:
            shape = Shape(self.held)
            return shape, self._tried("designed", shape), {}
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
            holds = min(slack.values(), default=0.0) >= 0 and (bool(self.handlers) or trial.verdict == "met")
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
            if holds and (best is None or shape.cost < best.shape.cost):
                best = found[-1]
            elif best is not None and shape.cost >= best.shape.cost * (1 - 2 * SETTLED):
                break  # what is cheaper fails, and what holds is hardly dearer
        last = best or max(found, key=lambda one: self._safest(one.trial))
        return last.shape, last.trial, last.gains

    def _designed(self, gains: dict[int, Gains], raised: dict[int, float]) -> Shape:
        """The cheapest plan that keeps the targets by the formulas, as corrected."""
        promises = [gains[number].promise(self.callers, self.others, raised[number]) for number in self.numbers]
        return Shape((*design(self._problem(promises, self.covers), seconds=SECONDS, gap=SETTLED).used, *self.held))

    def _problem(self, promises: Sequence[Promise], covers: tuple[Cover, ...]) -> Problem:
        limits = [
            (number, shifts.most_shifts)
            for number, shifts in enumerate(self.staffing.pools.values())
            if shifts.most_shifts is not None and number in self.callers
        ]
        kinds = tuple(kind for kind in self.kinds if kind.pool in self.callers)
        return Problem(
            self.pattern.slots, tuple(self.pools), kinds, covers, tuple(promises), tuple(limits),
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
                if one.kind.pool in self.handlers or one.kind.name in kept or one.heads == one.kind.least > 1:
                    continue
                left, loss, head = self._least_missed(one, present, gains)
                if self._is_covered(shape, one, left) and all(harder * loss[n] <= slack[n] for n in self.numbers):
                    options.append((one.kind.price, one.kind, head, loss))
            if not options:
                break
            _, kind, head, loss = max(options, key=lambda option: (option[0], option[1].name))
            less, tries = shape.less(kind, head), tries + 1
            found = self._tried("one fewer", less)
            if found.verdict == "met" and all(found.slack(n) >= safer[n] for n in self.steered):
                shape, trial = less, found
            else:
                kept.add(kind.name)  # with fewer people elsewhere it is missed all the more
                lost = [self._lost(n, trial, found, present) / loss[n] for n in self.numbers if loss[n]]
                harder = max(harder, *lost, 1.0)
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
        there = shape.at_work(len(self.pools), self.pattern.slots)[list(self.callers)]
        return np.asarray(there.sum(axis=0) + self.others)

    def _weight(self, number: int, present: Reals) -> float:
        """The denominator of a target by the formulas, over the whole run."""
        target, slot = self.base.targets[number], self.pattern.slot
        each = [weight_of(target, self.demand, i, present[slot[i]]) for i in range(len(slot))]
        return float(sum(each))

    def _like_today(self) -> tuple[Used, ...]:
        """Shifts of those who take no calls with about as many people at work as the scenario has now."""
        if not self.handlers:
            return ()
        plan = checked_plan(self.base)
        edges_us = np.arange(len(self.pattern.slot) + 1) * self.staffing.interval
        heads = staffed_us(plan, np.minimum(edges_us, plan.horizon_us)) / self.staffing.interval
        names = [part[1] for part in plan.group_parts]
        covers, dear = [], DEAR * max(kind.price for kind in self.kinds)
        for number in self.handlers:
            name = list(self.pools)[number]
            mine = heads[[group for group, other in enumerate(names) if other == name]].sum(axis=0)
            now = self.pattern.folded(mine / self.pools[name].copies) / np.maximum(self.pattern.times, 1)
            covers.append(Cover((number,), now, under_price=dear, over_price=0.0))
        kinds = tuple(kind for kind in self.kinds if kind.pool in self.handlers)
        asked = Problem(self.pattern.slots, tuple(self.pools), kinds, tuple(covers), when=self.pattern.when)
        return design(asked, seconds=SECONDS, gap=NEAR).used

    def _reach(self) -> dict[int, float]:
        """By how much each target holds with plenty of people on every shift.

        Raises
        ------
        InfeasibleError
            If some do not; a line for each.
        """
        shape = Shape(self.held)
        for kind in self.kinds:
            shape = shape.more(kind, PLENTY * shape.heads_of(kind) + PLENTY_MORE)
        trial = self._tried("plenty", shape)
        failed = [target for target in trial.targets if target.status != "met"]
        if failed:
            raise InfeasibleError("\n".join(map(_out_of_reach, failed)))
        return {number: trial.slack(number) for number in self.steered}

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
            if number in self.callers
        )

    def _covers(self) -> tuple[Cover, ...]:
        """The same, and by targets that hold in each interval."""
        covers = [*self._least_present()]
        most = sum(shifts.most_heads for shifts in self.staffing.pools.values())
        for target in self.base.targets if self.callers else ():
            if target.per == "interval" and formula_knows(target):
                least = least_in_each(target, self.demand, self.pattern, most)
                covers.append(Cover(self.callers, np.maximum(least - self.others, 0.0)))
        return tuple(covers)


def _out_of_reach(target: TargetResult) -> str:
    side = "at least" if target.side == "at_least" else "at most"
    if target.estimate is None:
        return f"{target.measure} is to be {side} {target.threshold:.6g}, but nothing is there to measure it by"
    found = f"{target.estimate:.4g} ({target.low:.4g} to {target.high:.4g})"
    return (
        f"{target.measure} is to be {side} {target.threshold:.6g}, but comes to {found} with plenty of people on every "
        "shift: allow other hours, look at what waits for others (returns, outside delay, windows, deadlines), or "
        "run more replications"
    )


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
