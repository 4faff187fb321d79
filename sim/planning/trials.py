"""Plans that are simulated before the same citizens, each once: the trials of a search."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import ScenarioError
from sim.measures.selection import selection_key
from sim.measures.targets import judge_targets
from sim.planning.steps import Steps
from sim.planning.trial import Parts, Trial
from sim.scenario.data_files import data_sums
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Target
from sim.staffing.formula import BY_CITIZEN
from sim.staffing.heads import find_posts
from sim.staffing.trials import Progress, of_each_look
from sim.study.counted import count
from sim.study.loop import each_run
from sim.study.parallel import workers_for
from sim.study.replicate import Collected, Replications

if TYPE_CHECKING:
    from sim.measures.by_interval import IntervalTable
    from sim.simulation import Engine


@dataclass
class Trials:
    """Plans tried so far; each is run once, and only added to when more replications are wanted."""

    engine: Engine
    progress: Progress | None
    kept: Steps
    _runs: dict[tuple[str, int], Collected] = field(default_factory=dict)
    _data: dict[str, str] | None = None

    def choosing(self, scenario: Scenario, runs: int) -> Trials:
        """The same with the engine that has done so many runs of a scenario sooner."""
        from sim.simulation import choose_engine

        return Trials(choose_engine(scenario, self.engine, runs), self.progress, self.kept)

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

        def made() -> Trial:
            results = self.results(scenario, seed, replications)
            targets = [
                target.model_copy(update={"confidence": of_each_look(target.confidence, looks)})
                for target in scenario.targets
            ]
            asked = results.scenario.model_copy(update={"targets": tuple(targets)})
            judged = tuple(judge_targets(asked, results.measures, results.intervals))
            parts = tuple(_parts(target, results.intervals) for target in scenario.targets)
            return Trial(results.n, seed, results.engine, judged, parts)

        if self._data is None:  # plans of one scenario have the same data files
            self._data = data_sums(scenario)
        return self.kept.trial(scenario, self._data, (seed, replications), looks, self.engine, made)

    def results(self, scenario: Scenario, seed: int, replications: int) -> Replications:
        """The replications of a plan."""
        key = (json.dumps(scenario.document, sort_keys=True, default=str), seed)
        if key not in self._runs:
            self._runs[key] = Collected(scenario, seed, replications, self.engine)
        mine = self._runs[key]
        wanted = range(len(mine.measures), replications)
        told = None if self.progress is None else self._told(self.progress, _heads(scenario), replications)
        if told is not None and wanted:  # a short run says nothing of itself
            told(wanted[0], 0.0)
        workers = workers_for(scenario, self.engine, len(wanted)) if wanted else 1
        look = partial(count, only=[selection_key(target) for target in scenario.targets])
        runs = each_run(scenario, wanted, look, seed=seed, engine=self.engine, workers=workers, progress=told)
        for counted in runs:
            mine.take(counted)
        return mine.results()

    @staticmethod
    def _told(progress: Progress, heads: int, of: int) -> Callable[[int, float], None]:
        return lambda replication, share: progress(heads, replication, of, share)


def _parts(target: Target, intervals: Sequence[IntervalTable]) -> Parts | None:
    id_ = BY_CITIZEN.get(target.measure, target.measure)
    try:
        each = [table.parts(id_, target.within) for table in intervals]
    except ScenarioError:
        return None
    above, below = (np.mean([part[side] for part in each], axis=0) for side in (0, 1))
    return above, below


def _heads(scenario: Scenario) -> int:
    """Heads of all shifts, as far as the scenario counts them and no file does."""
    try:
        return find_posts(scenario).now
    except ScenarioError:
        return 0
