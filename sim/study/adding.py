"""Replications added to those that are there: the same scenario under the same chance, each number once."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar

from sim.errors import ScenarioError

if TYPE_CHECKING:
    from sim.study.replicate import Replications

One = TypeVar("One")
JOINT: Final = " + "
"""Between the names of two engines that ran."""


def added(runs: Replications, more: Replications) -> Replications:
    """Both, in the order of their numbers; see `Replications.__add__`."""
    name = runs.scenario.name
    if _what_ran(runs) != _what_ran(more):
        raise ScenarioError(f"replications of {name} and of another scenario ({more.scenario.name}) cannot be added")
    if runs.seed != more.seed:
        raise ScenarioError(f"replications with seed {runs.seed} and with seed {more.seed} cannot be added")
    if set(runs.breakdowns) != set(more.breakdowns):
        raise ScenarioError("replications that are cut differently cannot be added: give both the same 'by'")
    unlike = set(runs.measures[0].values) ^ set(more.measures[0].values)
    if unlike:
        raise ScenarioError(
            f"replications of which only some have '{min(unlike)}' cannot be added: name it in the scenario's "
            "'targets' or 'published'"
        )
    twice = {one.replication for one in runs.measures} & {one.replication for one in more.measures}
    if twice:
        raise ScenarioError(f"replication {min(twice)} is in both: run further ones with first={_next(runs, more)}")
    numbers = [one.replication for one in chain(runs.measures, more.measures)]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)

    def both(ones: tuple[One, ...], others: tuple[One, ...]) -> tuple[One, ...]:
        every = [*ones, *others]
        return tuple(every[place] for place in order)

    return replace(
        runs,
        engine=JOINT.join(sorted({*runs.engine.split(JOINT), *more.engine.split(JOINT)})),
        measures=both(runs.measures, more.measures),
        intervals=both(runs.intervals, more.intervals),
        breakdowns={by: both(parts, more.breakdowns[by]) for by, parts in runs.breakdowns.items()},
        mondays=both(runs.mondays, more.mondays),
        stopping=None,
    )


def _what_ran(runs: Replications) -> tuple[object, ...]:
    """What the logs depend on beside seed and number: the document, and the sums of its data files."""
    scenario = runs.scenario
    return (scenario.document, scenario.data_sums)


def _next(*all_runs: Replications) -> int:
    """The first number that none of them has reached."""
    return 1 + max(one.replication for one in chain.from_iterable(runs.measures for runs in all_runs))
