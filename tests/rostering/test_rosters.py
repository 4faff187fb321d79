"""Rosters with names: against all that there are, against checks of another kind, and the public benchmark."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from sim.errors import InfeasibleError
from sim.rostering.check import check_roster
from sim.rostering.costs import costs_of
from sim.rostering.parts import OFF
from sim.rostering.problem import Problem, Roster
from sim.rostering.solve import solve_roster

from . import independent
from .generated import generated
from .instances import FOLDER, OPTIMA, instance

RULES = {
    "but is absent": "absence",
    "agreed day off": "day off",
    "is settled": "settled",
    "but may not work it": "may work",
    "but may not work nights": "no nights",
    "but a day has at most": "minutes a day",
    " times?, but at most": "most of a shift",
    " nights?, but at most": "most nights",
    " weekends?, but at most": "weekends",
    "the contract has at least": "fewest minutes",
    "the contract has at most": "most minutes",
    " may be$": "minutes in a span",
    "of rest between": "rest",
    "works .* in a row, .* asked for": "fewest in a row",
    "is off for .* asked for": "fewest off in a row",
    "works .* in a row, .* at most": "most in a row",
    "has .* in a row, .* at most": "nights in a row",
    "off in seven": "rest days",
    "but there must be": "cover",
}
"""Words of a sentence, and the other checker's name of the rule."""


def told(problem: Problem, roster: Roster) -> set[tuple[str, str]]:
    """Whose rules are broken, and which, by the program's sentences."""
    found = set()
    for sentence in check_roster(problem, roster):
        (rule,) = (rule for words, rule in RULES.items() if re.search(words, sentence))
        found.add(("" if rule == "cover" else sentence.split(": ")[0], rule))
    return found


def found_again(problem: Problem, roster: Roster) -> set[tuple[str, str]]:
    """The same by the other checker, weeks, averages and months under one name."""
    spans = {"minutes a week", "average", "minutes a month"}
    broken = independent.broken(problem, roster.names(problem))
    return {(who, "minutes in a span" if rule in spans else rule) for who, rule in broken}


def _agree(seeds: range) -> int:
    """Solve, and hold rosters and random changes of them against the other checker; how many could be solved."""
    solved = 0
    for seed in seeds:
        problem = generated(seed)
        chance = np.random.default_rng(seed)
        try:
            answer = solve_roster(problem, seconds=20)
        except InfeasibleError:
            cells = np.full((len(problem.people), problem.days), OFF, dtype=np.int16)
        else:
            solved += 1
            assert check_roster(problem, answer.roster) == []
            assert independent.broken(problem, answer.roster.names(problem)) == set()
            assert answer.outcome == "optimal"
            assert answer.costs.total == pytest.approx(independent.cost(problem, answer.roster.names(problem)))
            cells = answer.roster.cells
        for _ in range(4):
            where = chance.random(cells.shape) < 0.3
            changed = Roster(
                np.where(where, chance.integers(OFF, len(problem.shifts), cells.shape), cells).astype(np.int16)
            )
            assert told(problem, changed) == found_again(problem, changed), seed
            assert costs_of(problem, changed).total == pytest.approx(independent.cost(problem, changed.names(problem)))
    return solved


def test_rosters_keep_their_rules_by_a_checker_of_another_kind() -> None:
    """Forty generated problems: what is solved breaks nothing, and what is changed is told by both checkers alike."""
    assert _agree(range(40)) >= 10


@pytest.mark.long
def test_many_rosters_keep_their_rules_by_a_checker_of_another_kind() -> None:
    """Five hundred more."""
    assert _agree(range(1000, 1500)) >= 125


def _least(problem: Problem) -> float | None:
    """The least cost of all rosters, each person's lawful rows listed; None if there is none."""
    names: list[str | None] = [None, *(shift.name for shift in problem.shifts)]
    rows: list[list[list[str | None]]] = []
    for person in problem.people:
        alone = replace(problem, people=(person,), cover=(), wishes=())
        every = [list(row) for row in product(names, repeat=problem.days)]
        rows.append([row for row in every if not independent.broken(alone, {person.name: row})])
    best = None
    for together in product(*rows):
        roster = {person.name: row for person, row in zip(problem.people, together, strict=True)}
        found = independent.cost(problem, roster)
        if found < float("inf"):
            best = found if best is None else min(best, found)
    return best


def test_no_roster_costs_less() -> None:
    """Thirty problems of three people, four days and two shifts against every roster that keeps the rules."""
    impossible, tried, seed = 0, 0, 0
    while tried < 30:
        problem = _tight(generated(seed, people=3, days=4, shifts=2))
        seed += 1
        least = _least(problem) if problem is not None else None
        if problem is None:
            continue
        tried += 1
        if least is None:
            impossible += 1
            with pytest.raises(InfeasibleError):
                solve_roster(problem, seconds=20)
        else:
            answer = solve_roster(problem, seconds=20)
            assert answer.outcome == "optimal"
            assert answer.costs.total == pytest.approx(least), seed
    assert 0 < impossible < 20


def _tight(problem: Problem) -> Problem | None:
    """The problem, if it has few enough rosters to list them."""
    many = 1
    names: list[Any] = [None, *(shift.name for shift in problem.shifts)]
    for person in problem.people:
        alone = replace(problem, people=(person,), cover=(), wishes=())
        many *= sum(
            not independent.broken(alone, {person.name: list(row)}) for row in product(names, repeat=problem.days)
        )
    return problem if many < 4000 else None


def test_large_rosters_are_found_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the whole program: lawful, no dearer than nothing, its bound no higher than the least cost."""
    exact, tried = 0, 0
    for seed in range(60):
        problem = generated(seed, people=5, days=10, musts=seed % 2 == 0)
        try:
            least = solve_roster(problem, seconds=20).costs.total
        except InfeasibleError:
            continue
        with monkeypatch.context() as small:
            small.setattr("sim.rostering.solve.MOST_AS_A_WHOLE", 0)
            small.setattr("sim.rostering.solve.MOST_IN_A_PART", 40)
            small.setattr("sim.rostering.solve.MOST_IN_A_FIRST_PART", 40)
            answer = solve_roster(problem, seconds=20)
        assert check_roster(problem, answer.roster) == []
        assert answer.bound <= least + 1e-6 <= answer.costs.total + 2e-6
        assert answer.outcome == "optimal" or answer.gap > 0
        exact += answer.costs.total == pytest.approx(least)
        tried += 1
        if tried == 4:
            break
    assert tried == 4
    assert exact >= 2


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.long] * (name != "nurse_1")) for name in OPTIMA]
)
def test_published_optima_are_found_and_proven(name: str) -> None:
    """Of the benchmark of Curtois and Qu (2014)."""
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{name} is not at hand: set HOTLINE_DATA to the folder that holds rosters/")
    problem = instance(path)
    answer = solve_roster(problem, seconds=2000)
    assert (answer.outcome, answer.costs.total, answer.bound) == ("optimal", OPTIMA[name], OPTIMA[name])
    assert independent.cost(problem, answer.roster.names(problem)) == OPTIMA[name]
    assert independent.broken(problem, answer.roster.names(problem)) == set()
