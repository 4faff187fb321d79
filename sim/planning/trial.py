"""One plan of shifts, simulated before the same citizens as all others, and judged by the targets."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.errors import ScenarioError
from sim.measures.selection import selection_key
from sim.measures.targets import TargetResult, judge_targets
from sim.planning.pattern import Pattern
from sim.rostering.program import Reals
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Target
from sim.staffing.formula import BY_CITIZEN
from sim.staffing.heads import find_posts
from sim.staffing.trials import Progress, of_each_look, verdict_of
from sim.study.counted import count
from sim.study.loop import each_run
from sim.study.parallel import workers_for
from sim.study.replicate import Collected, Replications

if TYPE_CHECKING:
    from sim.measures.targets import Status
    from sim.simulation import Engine


SMALLEST: Final = 1e-300


@dataclass(frozen=True)
class Trial:
    """How a plan fared.

    Attributes
    ----------
    results
        Its replications.
    targets
        How each target fared.
    """

    results: Replications
    targets: tuple[TargetResult, ...]

    @property
    def verdict(self) -> Status:
        """`met` if every target is, `not met` if one is not, else `undecided`."""
        return verdict_of(self.targets)

    def slack(self, number: int) -> float:
        """By how much the unsafe end of a target's interval lies on the right side, in the measure's unit.

        Minus infinity where nothing is known.
        """
        target = self.targets[number]
        end = target.low if target.side == "at_least" else target.high
        if end is None:
            return -np.inf
        return end - target.threshold if target.side == "at_least" else target.threshold - end

    def half_width(self, number: int) -> float:
        """How far the unsafe end of a target's interval lies from its estimate; 0 where nothing is known."""
        target = self.targets[number]
        end = target.low if target.side == "at_least" else target.high
        return 0.0 if end is None or target.estimate is None else abs(target.estimate - end)

    def seen(self, target: Target, pattern: Pattern) -> Reals | None:
        """What each slot of the pattern adds to the measure less its threshold; None if it is not known by interval."""
        found = self.gained(target, pattern)
        return None if found is None else found[0] / max(found[1], SMALLEST)

    def gained(self, target: Target, pattern: Pattern) -> tuple[Reals, float] | None:
        """What each slot adds to a target, and the denominator of its measure, per run.

        Returns
        -------
        tuple or None
            Shape (slots,): the numerator less the threshold times the denominator, or of a promise `at_most` its
            negative; and the sum of the denominators. None if the measure is not known by interval.
        """
        id_ = BY_CITIZEN.get(target.measure, target.measure)
        try:
            parts = [table.parts(id_, target.within) for table in self.results.intervals]
        except ScenarioError:
            return None
        above, below = (np.mean([part[side] for part in parts], axis=0) for side in (0, 1))
        threshold = target.at_least if target.at_least is not None else target.at_most or 0.0
        sign = 1.0 if target.at_least is not None else -1.0
        return sign * pattern.folded(above - threshold * below), float(below.sum())


@dataclass
class Trials:
    """Plans tried so far; each is run once, and only added to when more replications are wanted."""

    engine: Engine
    progress: Progress | None
    _kept: dict[tuple[str, int], Collected] = field(default_factory=dict)

    def choosing(self, scenario: Scenario, runs: int) -> Trials:
        """The same with the engine that has done so many runs of a scenario sooner."""
        from sim.simulation import choose_engine

        return Trials(choose_engine(scenario, self.engine, runs), self.progress)

    def at(self, scenario: Scenario, seed: int, replications: int, looks: int = 1) -> Trial:
        """How a plan fares.

        Parameters
        ----------
        scenario
            The plan.
        seed, replications
            Of the runs.
        looks
            Such a look is one of so many, which share the chance to be wrong (Bonferroni).
        """
        key = (json.dumps(scenario.document, sort_keys=True, default=str), seed)
        if key not in self._kept:
            self._kept[key] = Collected(scenario, seed, replications, self.engine)
        kept = self._kept[key]
        wanted = range(len(kept.measures), replications)
        told = None if self.progress is None else self._told(self.progress, _heads(scenario), replications)
        workers = workers_for(scenario, self.engine, len(wanted)) if wanted else 1
        look = partial(count, only=[selection_key(target) for target in scenario.targets])
        runs = each_run(scenario, wanted, look, seed=seed, engine=self.engine, workers=workers, progress=told)
        for counted in runs:
            kept.take(counted)
        results = kept.results()
        targets = [
            target.model_copy(update={"confidence": of_each_look(target.confidence, looks)})
            for target in scenario.targets
        ]
        asked = results.scenario.model_copy(update={"targets": tuple(targets)})
        return Trial(results, tuple(judge_targets(asked, results.measures, results.intervals)))

    @staticmethod
    def _told(progress: Progress, heads: int, of: int) -> Callable[[int, float], None]:
        return lambda replication, share: progress(heads, replication, of, share)


def _heads(scenario: Scenario) -> int:
    """Heads of all shifts, as far as the scenario counts them and no file does."""
    try:
        return find_posts(scenario).now
    except ScenarioError:
        return 0
