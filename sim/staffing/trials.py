"""Head counts tried before the same citizens: each is simulated once, and judged by the scenario's targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sim.measures.targets import Status, TargetResult, judge_targets
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Target
from sim.staffing.direction import asks_for_fewer
from sim.staffing.heads import Candidate, Posts
from sim.study.counted import count
from sim.study.loop import each_run
from sim.study.replicate import Collected, Replications

if TYPE_CHECKING:
    from sim.simulation import Engine

MORE_TIMES: Final = 5
"""How many times the replications are suggested where the answer is undecided."""
TENS: Final = 10
DEFAULT_REPLICATIONS: Final = 20
"""Of each head count or plan, where neither the question nor the scenario names a number."""
Progress = Callable[[int, int, int, float], None]
"""Called as a run goes on: heads, replication, replications of this head count, and the share of it that is done."""


@dataclass(frozen=True)
class Trial:
    """One head count that was simulated.

    Attributes
    ----------
    candidate
        The head counts.
    results
        Its replications.
    targets
        How each target fared.
    verdict
        `met` if every target is, `not met` if one is not, else `undecided`.
    suffices
        The same for the targets that ask for more people: whether there are enough.
    """

    candidate: Candidate
    results: Replications
    targets: tuple[TargetResult, ...]

    @property
    def heads(self) -> int:
        """People in all."""
        return self.candidate.heads

    @property
    def verdict(self) -> Status:
        return verdict_of(self.targets)

    @property
    def suffices(self) -> Status:
        return verdict_of(t for t in self.targets if not asks_for_fewer(t.measure, t.side))


def verdict_of(targets: Iterable[TargetResult]) -> Status:
    """`met` if every target is, `not met` if one is not, else `undecided`."""
    statuses = {target.status for target in targets}
    return "not met" if "not met" in statuses else "undecided" if "undecided" in statuses else "met"


def of_each_look(confidence: float, looks: int) -> float:
    """The confidence of each of several looks that are to have this one together (Bonferroni)."""
    return 1 - (1 - confidence) / looks


def runs_to_decide(targets: Sequence[TargetResult], replications: int) -> int:
    """Replications that may decide what is open: a few times as many, or what a target without a miss asks for."""
    wanted = [result.runs_to_decide(of_each_look(result.confidence, 2)) for result in targets]
    return max([MORE_TIMES * replications, *(-(-runs // TENS) * TENS for runs in wanted if runs is not None)])


@dataclass
class Trials:
    """Head counts simulated so far; each is run once, and only added to when more replications are wanted."""

    scenario: Scenario
    posts: Posts
    targets: tuple[Target, ...]
    replications: int
    seed: int
    engine: Engine
    progress: Progress | None
    _kept: dict[Candidate, Collected] = field(default_factory=dict)

    def at(self, candidate: Candidate) -> Trial:
        """How a head count fares in all the replications wanted."""
        if candidate not in self._kept:
            variant = self.scenario.replace(candidate.changes(self.posts))
            self._kept[candidate] = Collected(variant, self.seed, self.replications, self.engine)
        kept, progress = self._kept[candidate], self._progress_of(candidate.heads)
        wanted = range(len(kept.measures), self.replications)
        runs = each_run(kept.scenario, wanted, count, seed=self.seed, engine=self.engine, progress=progress)
        for counted in runs:
            kept.take(counted)
        return self._judged(candidate)

    def all(self) -> tuple[Trial, ...]:
        """Every head count simulated, from few to many."""
        return tuple(self._judged(candidate) for candidate in sorted(self._kept, key=lambda c: c.heads))

    def _judged(self, candidate: Candidate) -> Trial:
        results = self._kept[candidate].results()
        asked = results.scenario.model_copy(update={"targets": self.targets})
        return Trial(candidate, results, tuple(judge_targets(asked, results.measures, results.intervals)))

    def _progress_of(self, heads: int) -> Callable[[int, float], None] | None:
        told, of = self.progress, self.replications
        return None if told is None else lambda replication, share: told(heads, replication, of, share)
