"""need(scenario) -> Need: the least head count at which the targets hold, tried before the same citizens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final, TypeAlias

from sim.errors import InfeasibleError, ScenarioError
from sim.measures.people import Heads
from sim.measures.targets import TargetResult
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Target
from sim.staffing.formula import call_takers, demand_of, formula_knows, holds_by_formula, present_heads
from sim.staffing.heads import Candidate, Posts, candidates, find_posts
from sim.staffing.lawful import lawful_heads
from sim.staffing.search import least_enough
from sim.staffing.trials import DEFAULT_REPLICATIONS, Progress, Trial, Trials, of_each_look

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine

"""Of each head count, where the scenario states no number."""
TIMES_THE_GUESS: Final = 4
"""Beyond so many times the formula's answer (or today's staff, if that is more) more people hardly help."""

HeadsTried: TypeAlias = tuple[int, tuple[TargetResult, ...]]
"""A head count, and how each target fared with it."""


@dataclass(frozen=True)
class Need:
    """How many people a scenario needs, and what was tried to find out.

    Attributes
    ----------
    scenario
        As it was given.
    posts
        The head counts that were decided on, and what they are now.
    seed, replications
        Of every head count; the same citizens stand before each.
    engine
        Which engine ran.
    enough
        The least head count found that is enough for the targets that ask for more people. It is the answer, unless
        another target asks for fewer people than that.
    below
        The next lower one than `enough`, simulated too; None where there is none.
    undecided
        The least head count that is not clearly too small, if that is below `enough` (or there is none).
    formula
        The least head count by the formulas; None where they know none of the targets, or more than `most_heads`
        would be needed.
    tried
        Every head count that was simulated, from few to many.
    most_heads
        Where the search ended.
    """

    scenario: Scenario
    posts: Posts
    seed: int
    replications: int
    engine: str
    enough: Trial | None
    below: Trial | None
    undecided: Trial | None
    formula: Candidate | None
    tried: tuple[Trial, ...]
    most_heads: int

    @property
    def answer(self) -> Trial | None:
        """The least head count found at which every target is met; None if there is none up to `most_heads`."""
        return self.enough if self.enough is not None and self.enough.verdict == "met" else None

    @property
    def heads(self) -> int | None:
        """People in all; None if no head count was found."""
        return None if self.answer is None else self.answer.heads

    @property
    def is_sharp(self) -> bool:
        """Whether one step fewer is clearly too few (or there is no fewer)."""
        return self.answer is not None and self.undecided is None

    @property
    def is_monotone(self) -> bool:
        """Whether no head count failed above one that was enough."""
        verdicts = [trial.suffices for trial in self.tried]
        return "met" not in verdicts or "not met" not in verdicts[verdicts.index("met") :]

    @property
    def obstacles(self) -> tuple[TargetResult, ...]:
        """What is not met by people enough for the rest, or by the most tried; empty if there is an answer."""
        return () if self.answer else tuple(t for t in self.shown.targets if t.status != "met")

    @property
    def shown(self) -> Trial:
        """The answer; without one, the head count that comes nearest: enough for the rest, or the most tried."""
        return self.enough or self.tried[-1]

    @property
    def heads_tried(self) -> list[HeadsTried]:
        """Every head count that was simulated, and how each target fared, from few to many."""
        return [(trial.heads, tuple(trial.targets)) for trial in self.tried]

    @property
    def is_pooled(self) -> bool:
        """Whether the formula takes several groups as one."""
        return len(call_takers(self.scenario)) > 1

    def lawful_heads(self) -> Heads:
        """People that must be employed for the roster found, by the law on working hours.

        Raises
        ------
        InfeasibleError
            If none was found.
        """
        every = lawful_heads(self.variant())
        mine = [every[name] for name in dict.fromkeys(post.group for post in self.posts.posts)]
        return Heads(*(sum(heads) for heads in zip(*mine, strict=True)))

    def variant(self) -> Scenario:
        """The scenario with the head counts found.

        Raises
        ------
        InfeasibleError
            If none was found.
        """
        return self.scenario.replace(self.changes())

    def changes(self) -> dict[str, int]:
        """Key path to the head count found.

        Raises
        ------
        InfeasibleError
            If none was found.
        """
        if self.answer is None:
            raise InfeasibleError(f"no head count up to {self.most_heads:,} was found at which every target is met")
        return self.answer.candidate.changes(self.posts)

    def tried_frame(self) -> pd.DataFrame:
        """One row per head count and target: estimate, low, high, threshold, status; empty cells are "no data"."""
        import pandas as pd

        rows = [(trial, target) for trial in self.tried for target in trial.targets]
        reals = {name: [getattr(target, name) for _, target in rows] for name in ("estimate", "low", "high")}
        return pd.DataFrame(
            {
                "heads": [trial.heads for trial, _ in rows],
                "factor": [float(trial.candidate.factor) for trial, _ in rows],
                "measure": [target.measure for _, target in rows],
                "per": [target.per for _, target in rows],
                "side": [target.side for _, target in rows],
                "threshold": [target.threshold for _, target in rows],
                **{name: pd.array(values, dtype="Float64") for name, values in reals.items()},
                "unit": [target.unit for _, target in rows],
                "n": [target.n for _, target in rows],
                "status": [target.status for _, target in rows],
                "verdict": [trial.verdict for trial, _ in rows],
            }
        )

    def staff_frame(self) -> pd.DataFrame:
        """One row per shift or crew: heads now, needed, and by formula; empty cells: no answer."""
        import pandas as pd

        n = len(self.posts.posts)
        found = self.answer.candidate.staff if self.answer else [None] * n
        formula = self.formula.staff if self.formula else [None] * n
        return pd.DataFrame(
            {
                "group": [post.group for post in self.posts.posts],
                "shift": [post.name for post in self.posts.posts],
                "now": [post.heads for post in self.posts.posts],
                "needed": pd.array(found, dtype="Int64"),
                "formula": pd.array(formula, dtype="Int64"),
            }
        )

    def intervals_frame(self) -> pd.DataFrame:
        """The day with the head count found (`shown`), by interval.

        `required` (formula), `scheduled` and `present` heads among the columns of
        `sim.study.replicate.Replications.intervals_frame`.
        """
        return self.shown.results.intervals_frame()


def need(
    scenario: Scenario,
    *,
    shift: str | None = None,
    group: str | None = None,
    replications: int | None = None,
    most: int | None = None,
    at_most: int | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    progress: Progress | None = None,
) -> Need:
    """The least head count at which every target of the scenario is met with the confidence that it asks for.

    Parameters
    ----------
    scenario
        Whose targets, and whose people.
    shift, group
        Whose head count to change: one shift (or GROUP.SHIFT), or all of one group; of everybody if left out. Several
        shifts change by one common factor, each rounded up.
    replications
        Of each head count; the scenario's `replications`, or 20, if left out.
    most
        Where the answer would stay undecided, the search goes on with so many replications. These are two looks at
        the same question, so each then has half the chance to be wrong that the target allows.
    at_most
        People in all beyond which not to look; four times the formula's answer or today's staff if left out.
    seed, engine
        As `sim.study.replicate.replicate`. Every head count has the same citizens.
    progress
        Called as the runs go on.

    Raises
    ------
    ScenarioError
        If there is no target, no such shift or group, or a number asked for makes no sense.

    Notes
    -----
    The search takes more people to be never worse, begins at the formula's answer, doubles its steps until it has a
    head count that is enough and one that is not, and bisects. What it ends with has been simulated on both sides of
    the border: the answer, and one step fewer.

    Examples
    --------
    >>> import sim
    >>> town = sim.load_scenario("template_town", ["clock.days=1"])
    >>> found = sim.need(town.replace({"targets": [{"measure": "asa", "at_most": "1 min"}]}), replications=5)
    >>> type(found).__name__
    'Need'
    """
    if not scenario.targets:
        raise ScenarioError("the scenario has no targets: say under 'targets' what must hold, then ask who is needed")
    n = replications or scenario.replications or DEFAULT_REPLICATIONS
    if n < 2:
        raise ScenarioError("a single replication decides no target: ask for 2 or more, better 20")
    if at_most is not None and at_most < 1:
        raise ScenarioError(f"at most {at_most} people: ask for 1 or more")
    posts = find_posts(scenario, shift, group)
    looks = 2 if most is not None and most > n else 1
    trials = Trials(scenario, posts, _shared(scenario.targets, looks), n, seed, engine, progress)
    today = trials.at(Candidate(Fraction(1 if posts.now else 0), posts.now, tuple(p.heads for p in posts.posts)))
    sets, by_formula = _range(scenario, posts, at_most, seed, today)
    start = by_formula if by_formula is not None else bisect_left([c.heads for c in sets], posts.now)
    found = _search(trials, sets, start)
    if most is not None and looks == 2 and not _is_decided(trials, sets, found):
        trials.replications = most
        found = _search(trials, sets, found if found is not None else len(sets) - 1)
    return Need(
        scenario=scenario,
        posts=posts,
        seed=seed,
        replications=trials.replications,
        engine=today.results.engine,
        enough=None if found is None else trials.at(sets[found]),
        below=trials.at(sets[found - 1]) if found else None,
        undecided=_least_undecided(trials, sets, found),
        formula=None if by_formula is None else sets[by_formula],
        tried=trials.all(),
        most_heads=sets[-1].heads,
    )


def _range(
    scenario: Scenario, posts: Posts, at_most: int | None, seed: int, today: Trial
) -> tuple[list[Candidate], int | None]:
    """The head counts to look among, and which of them is the least by the formulas."""
    take_calls = any(post.group in call_takers(scenario) for post in posts.posts)
    demand = demand_of(scenario, seed, today.results.intervals) if take_calls else None
    known_targets = [target for target in scenario.targets if formula_knows(target)]
    peak = 0 if demand is None else ceil(float(demand.load.max()))
    limit = at_most or TIMES_THE_GUESS * (max(posts.now, len(posts.posts)) + 2 * peak)
    sets = candidates(posts, limit)
    if not sets:
        raise ScenarioError(f"{limit:,} people cannot fill {len(posts.posts)} shifts: allow more with 'at most'")
    if demand is None or not known_targets:
        return sets, None

    def holds(number: int) -> bool:
        variant = scenario.replace(sets[number].changes(posts))
        return holds_by_formula(known_targets, demand, present_heads(variant, demand.width_us))

    by_formula = least_enough(holds, bisect_left([c.heads for c in sets], posts.now), 0, len(sets) - 1)
    if at_most is None and by_formula is not None:
        sets = candidates(posts, TIMES_THE_GUESS * max(posts.now, sets[by_formula].heads))
    return sets, by_formula


def _shared(targets: Sequence[Target], looks: int) -> tuple[Target, ...]:
    """The targets for each of several looks, which share the chance to be wrong (Bonferroni)."""
    return tuple(t.model_copy(update={"confidence": of_each_look(t.confidence, looks)}) for t in targets)


def _search(trials: Trials, sets: list[Candidate], start: int) -> int | None:
    return least_enough(lambda number: trials.at(sets[number]).suffices == "met", start, 0, len(sets) - 1)


def _is_decided(trials: Trials, sets: list[Candidate], found: int | None) -> bool:
    below = len(sets) - 1 if found is None else found - 1
    return below < 0 or trials.at(sets[below]).suffices == "not met"


def _least_undecided(trials: Trials, sets: list[Candidate], found: int | None) -> Trial | None:
    """The least head count that is not clearly too small, below the answer or where there is none."""
    if _is_decided(trials, sets, found):
        return None
    last = len(sets) - 1 if found is None else found - 1
    number = least_enough(lambda k: trials.at(sets[k]).suffices != "not met", last, 0, last)
    return None if number is None else trials.at(sets[number])
