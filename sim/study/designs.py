"""Designs side by side: what each is called, which pairs are compared by which measures, and their runs in turn."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, Literal

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.measures.selection import selection_key
from sim.study.counted import count
from sim.study.loop import each_run
from sim.study.parallel import workers_for

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.simulation import Engine
    from sim.study.counted import Counted
    from sim.study.replicate import Replications

Pairs = Literal["first", "all"]
"""Each design against the first, or each against every other."""
MOST_CHANGES: Final = 3
"""More changes than these are not spelt out in a name."""
ROUND: Final = 10
"""So many replications of one design are run before those of the next: whatever stops a comparison, pairs are there."""


def paired(designs: int, pairs: Pairs) -> list[tuple[int, int]]:
    """Which designs, by number, are compared: the base first.

    Raises
    ------
    ScenarioError
        If `pairs` is no such choice.
    """
    if pairs not in ("first", "all"):
        raise ScenarioError(f"pairs: '{str(pairs)[:40]}' is neither 'first' nor 'all'")
    return [(base, variant) for base, variant in combinations(range(designs), 2) if pairs == "all" or base == 0]


def named_designs(designs: Sequence[Scenario], names: Sequence[str] | None = None) -> list[Scenario]:
    """The designs, each under a name of its own.

    Parameters
    ----------
    designs
        At least two.
    names
        What they are called; if left out their own names, and where these are alike, what was changed.

    Raises
    ------
    ScenarioError
        If there are fewer than two, or names are missing, empty or alike.
    """
    if len(designs) < 2:
        raise ScenarioError(f"a comparison needs two designs or more, and has {len(designs)}")
    if names is None:
        names = _own_names(designs)
    elif len(names) != len(designs):
        raise ScenarioError(f"{len(names)} names for {len(designs)} designs: give one to each, or none at all")
    names = [" ".join(name.split()) for name in names]
    alike = next((name for k, name in enumerate(names) if not name or name in names[:k]), None)
    if alike is not None:
        if not alike:
            raise ScenarioError("a design has an empty name: give each one of its own")
        raise ScenarioError(f"two designs are called '{alike}': give each a name of its own")
    return [
        design if design.name == name and all(design is not other for other in designs[:k]) else design.renamed(name)
        for k, (design, name) in enumerate(zip(designs, names, strict=True))
    ]


def _own_names(designs: Sequence[Scenario]) -> list[str]:
    """Their names; those alike are told by their folders, by what was changed, or by number."""
    names: list[str] = []
    for k, design in enumerate(designs):
        name = design.name
        like = next((other for other in designs[:k] if other.name == name), None)
        if like is not None and like.folder != design.folder:
            name = f"{PurePath(design.folder).name}/{name}"
        elif like is not None:
            name = changes_words(like.document, design.document) or name
        alike = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(name if name not in names else f"{name} ({alike + 1})")
    return names


def changes_words(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What was changed, as a planner would write it: 'wrap_up.mean=55 s'; empty if nothing was."""
    old, new = _leaves(before), _leaves(after)
    changed = [path for path in {**old, **new} if old.get(path) != new.get(path)]
    tails = [path[-2:] for path in changed]
    told = [
        f"{'.'.join(path if tails.count(tail) > 1 else tail)}={new.get(path, 'null')}"
        for path, tail in zip(changed, tails, strict=True)
    ]
    more = [f"... ({len(told)})"] if len(told) > MOST_CHANGES else []
    return ", ".join([*told[:MOST_CHANGES], *more])


def _leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every plain value of a document by its path."""
    if not isinstance(value, dict | list) or not value:
        return {path: value}
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return {place: leaf for key, part in parts for place, leaf in _leaves(part, (*path, str(key))).items()}


def main_measures(designs: Sequence[Replications]) -> list[str]:
    """The measures that a comparison shows: those with a column in summaries, and those of any design's targets.

    Of a measure with a threshold those that a target names, or else the first; only what all designs have.
    """
    everywhere = [key for key in designs[0].measures[0].values if all(key in d.measures[0].values for d in designs)]
    asked = {selection_key(target) for design in designs for target in design.scenario.targets}
    with_asked = {definition_of(key).id for key in asked if "[" not in key}
    found, seen = [], set(with_asked)
    for key in everywhere:
        definition = definition_of(key)
        is_first = definition.shown.column and definition.id not in seen and "[" not in key
        if key in asked or is_first:
            found.append(key)
            seen.add(definition.id)
    return found


@dataclass(frozen=True)
class Runner:
    """What runs designs: each by the engine that was chosen for it once, in as many threads as fit.

    Attributes
    ----------
    designs, engines
        What is run, and by which engine each.
    seed, workers
        As `sim.replicate`.
    told
        Called with the number of a design, that of a replication and how far it is; what it raises ends the runs.
    """

    designs: Sequence[Scenario]
    engines: Sequence[Engine]
    seed: int
    workers: int | None = None
    told: Callable[[int, int, float], None] | None = None

    @classmethod
    def of(
        cls,
        designs: Sequence[Scenario],
        replications: int,
        seed: int,
        engine: Engine,
        workers: int | None = None,
        told: Callable[[int, int, float], None] | None = None,
    ) -> Runner:
        """The same by what is asked for, with so many replications expected of each design."""
        from sim.simulation import choose_engine

        engines = [choose_engine(design, engine, replications) for design in designs]
        return cls(designs, engines, seed, workers, told)

    def runs(self, number: int, replications: range) -> Generator[Counted, None, None]:
        """The measured runs of one design, some replications in their order."""
        design, engine = self.designs[number], self.engines[number]
        threads = workers_for(design, engine, len(replications), self.workers)
        progress = None if self.told is None else partial(self.told, number)
        runs = each_run(
            design, replications, count, seed=self.seed, engine=engine, workers=threads, progress=progress
        )  # fmt: skip
        with closing(runs):
            yield from runs


def runs_of(runner: Runner, replications: int, looks: Iterable[int] = ()) -> Generator[tuple[int, Counted], None, None]:
    """The measured runs of each design, with its number, some replications of all designs before the next.

    Parameters
    ----------
    runner
        What runs them.
    replications
        How many of each.
    looks
        Numbers of replications that all designs have before one has more.
    """
    ends = sorted({0, *range(ROUND, replications, ROUND), *looks, replications})
    for first, last in pairwise(ends):
        for number in range(len(runner.designs)):
            with closing(runner.runs(number, range(first, last))) as runs:
                for counted in runs:
                    yield number, counted


def cut_to_pairs(designs: Sequence[Replications]) -> list[Replications]:
    """Only those first replications that every design has."""
    n = min(design.n for design in designs)
    return [replace(d, measures=d.measures[:n], intervals=d.intervals[:n]) for d in designs]
