"""Designs before the same citizens: what a change is worth."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.checks.asked import asking
from sim.errors import ScenarioError
from sim.scenario.schema import Scenario
from sim.study.citizens import Citizens, citizens_of
from sim.study.designs import Pairs, Runner, main_measures, named_designs, paired, runs_of
from sim.study.difference import Difference, difference_of
from sim.study.replicate import DEFAULT_REPLICATIONS, Collected, Replications, shown
from sim.study.until import DEFAULT_MOST, Stopping
from sim.study.until_differences import DifferenceWatch

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine


@dataclass(frozen=True)
class Comparison:
    """Designs run with the same seeds, so that each replication has the same citizens under all of them.

    Attributes
    ----------
    base
        The design that the others are compared with.
    variant
        The second design.
    others
        Further designs, if there are more than two.
    stopping
        Why there are so many replications, where they went on `until` differences were known well enough.
    """

    base: Replications
    variant: Replications
    others: tuple[Replications, ...] = ()
    stopping: Stopping | None = None

    def __repr__(self) -> str:
        return f"<Comparison of {self.base!r} with {', '.join(map(repr, self.designs[1:]))}>"

    def _repr_html_(self) -> str:
        """The main measures, where a notebook shows it."""
        return str(self.together().to_frame().to_html(index=False, na_rep=""))

    @property
    def designs(self) -> tuple[Replications, ...]:
        """All designs, the base first; each has its name in `scenario.name`."""
        return (self.base, self.variant, *self.others)

    @property
    def names(self) -> tuple[str, ...]:
        """What the designs are called, each by a name of its own."""
        return tuple(design.scenario.name for design in self.designs)

    def pairs(self, which: Pairs = "first") -> list[Comparison]:
        """Comparisons of two designs each: all against the first, or (`all`) each with every other."""
        return [
            Comparison(self.designs[base], self.designs[variant])
            for base, variant in paired(len(self.designs), which)
        ]  # fmt: skip

    def citizens(self) -> Citizens:
        """Whether the first two designs meet the same citizens, as the keys of their draws say."""
        return citizens_of(self.base.scenario, self.variant.scenario, self.base.seed)

    def difference(self, key: str, confidence: float = 0.95) -> Difference:
        """One measure's paired difference: the variant's estimate less the base's."""
        return difference_of(key, self.base.measures, self.variant.measures, confidence)

    def differences(self, confidence: float = 0.95) -> dict[str, Difference]:
        """Every measure that both designs have."""
        keys = [key for key in self.base.measures[0].values if key in self.variant.measures[0].values]
        return {key: self.difference(key, confidence) for key in keys}

    def together(
        self, measures: Sequence[str] | None = None, pairs: Pairs = "first", confidence: float = 0.95
    ) -> Together:
        """Differences whose intervals hold all at once.

        Parameters
        ----------
        measures
            Keys of measures; the main ones that all designs have, if left out.
        pairs
            'first': all against the first design; 'all': each with every other.
        confidence
            That all intervals hold the truth.

        Raises
        ------
        ScenarioError
            If a design does not have a measure, or the confidence is not between 0.5 and 1.
        """
        if not 0.5 < confidence < 1:
            raise ScenarioError(f"confidence: {confidence:g} is not between 0.5 and 1: write 0.95 for 95 %")
        keys = tuple(dict.fromkeys(main_measures(self.designs) if measures is None else measures))
        of_pairs = self.pairs(pairs)
        each = of_each_interval(confidence, len(keys) * len(of_pairs))
        rows = [
            Row(pair.base.scenario.name, pair.variant.scenario.name, key, pair.difference(key, each))
            for pair in of_pairs
            for key in keys
        ]
        return Together(self, keys, confidence, each, tuple(rows))

    def to_frame(self, confidence: float = 0.95, pairs: Pairs = "first") -> pd.DataFrame:
        """One row per measure, of more than two designs one per pair and measure, each interval by itself.

        Empty cells are "no data" or "no interval". `together` gives intervals that hold all at once.
        """
        rows = [
            Row(pair.base.scenario.name, pair.variant.scenario.name, key, difference)
            for pair in self.pairs(pairs)
            for key, difference in pair.differences(confidence).items()
        ]
        frame = frame_of(rows)
        return frame if self.others else frame.drop(columns=["design", "against"])


@dataclass(frozen=True)
class Row:
    """One measure of one pair of designs.

    Attributes
    ----------
    against, design
        Names of the base and of the variant.
    measure
        Its key.
    difference
        The variant's less the base's.
    """

    against: str
    design: str
    measure: str
    difference: Difference


@dataclass(frozen=True)
class Together:
    """Paired differences with intervals that hold all at once (Bonferroni).

    Attributes
    ----------
    comparison
        The designs.
    measures
        Keys of the measures.
    confidence
        That all intervals hold the truth.
    of_each
        What each interval by itself has for that.
    rows
        One per pair and measure.

    Source
    ------
    Bonferroni's inequality: Law (2015), Simulation Modeling and Analysis, section 10.3.
    """

    comparison: Comparison
    measures: tuple[str, ...]
    confidence: float
    of_each: float
    rows: tuple[Row, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per pair and measure; empty cells are "no data" or "no interval"."""
        return frame_of(self.rows)


def of_each_interval(confidence: float, intervals: int) -> float:
    """The confidence of each of some intervals, so that all of them together hold the truth as often as asked."""
    return 1 - (1 - confidence) / max(intervals, 1)


def frame_of(rows: Sequence[Row]) -> pd.DataFrame:
    """Differences as a tidy table; empty cells are "no data" or "no interval"."""
    import pandas as pd

    def reals(name: str) -> Any:
        return pd.array([getattr(row.difference, name) for row in rows], dtype="Float64")

    return pd.DataFrame(
        {
            "design": [row.design for row in rows],
            "against": [row.against for row in rows],
            "measure": [row.measure for row in rows],
            **{name: reals(name) for name in ("base", "variant", "difference", "low", "high")},
            "unit": [row.difference.unit for row in rows],
            "n": [row.difference.n for row in rows],
            "differing": [row.difference.differing for row in rows],
            "variance_saved": reals("variance_saved"),
            "verdict": [row.difference.verdict for row in rows],
        }
    )


def compare(
    *designs: Scenario,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    progress: bool = False,
    workers: int | None = None,
    names: Sequence[str] | None = None,
    measures: Sequence[str] = (),
    until: str | Sequence[str] | None = None,
    most: int | None = None,
) -> Comparison:
    """Run designs before the same citizens.

    Parameters
    ----------
    *designs
        Two or more, the base first.
    replications
        How many of each; the base's `replications`, or 30, if left out. With `until` so many at first, 10 if left out.
    seed, engine, progress, workers
        As `sim.replicate`.
    names
        What the designs are called; if left out their own names, and where these are alike, what was changed.
    measures
        Further measures to take, such as ``service_level_45s``, beside those that scenarios always have or ask for.
    until
        Go on until it is known: a measure and the half-width of the 95 % interval of its difference, of every design to
        the first, such as ``asa +- 2 s``; one or several. `Comparison.stopping` tells what came of it.
    most
        At most so many replications of each with `until`; 1,000 if left out.

    Returns
    -------
    Comparison
        Variant less base for every measure: `to_frame` has difference, low, high and a verdict; `together` those of
        the main measures with intervals that hold all at once.

    Raises
    ------
    ScenarioError, DataError, BudgetError
        As `sim.replicate`; if there are fewer than two designs, or two of one name.

    Examples
    --------
    >>> import sim
    >>> town = sim.load_scenario("template_town", ["clock.days=1"])
    >>> more = town.replace({"operators.desk.shifts.day.staff": 14})
    >>> found = sim.compare(town, more, replications=3)
    >>> found.names
    ('template_town', 'day.staff=14')
    >>> bool(found.to_frame().set_index("measure").loc["asa", "difference"] < 0)
    True
    """
    stranger = next((design for design in designs if not isinstance(design, Scenario)), None)
    if stranger is not None:
        raise ScenarioError(f"'{str(stranger)[:60]}' is not a scenario: write replications=10 for so many replications")
    named = named_designs(designs, names)
    asked = [asking(design, measures) for design in named] if measures else named
    watch = DifferenceWatch.of(asked, until, replications, most)
    if watch is not None:
        asked, n = watch.designs, watch.looks.most
    else:
        n = replications_of(designs, replications)
    collected = [Collected(design, seed, n, engine) for design in asked]
    runner = Runner.of(asked, n if watch is None else DEFAULT_MOST, seed, engine, workers)
    runs = runs_until(runner, collected, n, watch)
    for _ in shown(runs, " / ".join(d.name for d in asked), n * len(asked)) if progress else runs:
        pass
    return comparison_of([one.results() for one in collected], watch)


def runs_until(
    runner: Runner, collected: Sequence[Collected], replications: int, watch: DifferenceWatch | None
) -> Generator[tuple[int, int], None, None]:
    """Run designs and collect what is kept of each; the number of the design and of the replication that is there.

    Parameters
    ----------
    runner, replications
        As `runs_of`.
    collected
        Takes the runs, one for each design.
    watch
        Who says when they are enough, if anybody does.
    """
    with closing(runs_of(runner, replications, () if watch is None else watch.looks.due)) as runs:
        for number, counted in runs:
            collected[number].take(counted)
            yield number, counted.measures.replication
            if watch is not None and watch.is_enough([one.measures for one in collected]):
                break


def replications_of(designs: Sequence[Scenario], asked: int | None) -> int:
    """How many replications each design gets.

    Raises
    ------
    ScenarioError
        If fewer than one are asked for.
    """
    n = asked if asked is not None else designs[0].replications if designs and designs[0].replications else None
    n = DEFAULT_REPLICATIONS if n is None else n
    if n < 1:
        raise ScenarioError(f"{n} replications: at least one is needed")
    return n


def comparison_of(designs: Sequence[Replications], watch: DifferenceWatch | None = None) -> Comparison:
    """Designs that have run, two or more, as a comparison, and what their watch found, if there was one."""
    stopping = None if watch is None else watch.looks.stopping()
    return Comparison(designs[0], designs[1], tuple(designs[2:]), stopping)
