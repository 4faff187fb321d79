"""Whether the measures that a scenario asks for are there, can be cut that way, and can have the values stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.measures.selection import asks_for_all, selection_key, selection_of
from sim.scenario.contradictions import further_problems
from sim.scenario.messages import Problem, shown
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection, Target
from sim.scenario.units import is_number, parse_share
from sim.scenario.yaml_reader import KeyPath

MOST: Final = 25
"""Only a few are told anyway, and looking for what was meant takes time."""
VALUE_KEYS: Final = ("at_least", "at_most", "value", "range", "rounding")
"""What says a value of the measure in a target or a published figure."""


def asked_problems(scenario: Scenario) -> list[Problem]:
    """Targets and published figures of measures that do not exist, of parts that these do not know, or that lead
    nowhere; and, only odd, promises that no number of runs can show kept."""
    return list(islice(_asked(scenario), MOST))


def _asked(scenario: Scenario) -> Iterator[Problem]:
    for kind in ("targets", "published"):
        for i, part in enumerate(getattr(scenario, kind)):
            try:
                check_selection(part, scenario)
            except ScenarioError as error:
                yield Problem((kind, i, error.key or "measure"), str(error))
                continue
            yield from _values(scenario, part, (kind, i))
            if isinstance(part, Target):
                yield from _all_or_none(part, (kind, i))


def _all_or_none(target: Target, here: KeyPath) -> Iterator[Problem]:
    """Promises that runs cannot keep: that none was seen to break one bounds how many do, at some number above 0."""
    definition = definition_of(target.measure)
    side, threshold = ("at_least", target.at_least) if target.at_least is not None else ("at_most", target.at_most or 0)
    if definition.by_scenario or not asks_for_all(definition.unit, side, threshold):
        return
    if side == "at_least":
        less = "asks for all, which no number of runs shows: the target stays undecided; ask for less, such as 99.5 %"
        yield Problem((*here, "at_least"), less, only_odd=True)
    else:
        more = "asks for none, which no number of runs shows: the target stays undecided; ask for a little more"
        yield Problem((*here, "at_most"), more, only_odd=True)


def _values(scenario: Scenario, part: Selection, here: tuple[str, int]) -> Iterator[Problem]:
    """Values that a measure cannot have, such as 95 for a share; judged as they are written, if they are."""
    kind, number = here
    written = scenario.document[kind][number] if kind in scenario.document else part.model_dump()
    for key in VALUE_KEYS:
        given = written.get(key)
        for place, value in enumerate(given) if isinstance(given, list | tuple) else [(-1, given)]:
            wrong = None if value is None else impossible_value(part, key, value)
            if wrong is not None:
                yield Problem((*here, key) if place < 0 else (*here, key, place), wrong)


def check_selection(selection: Selection, scenario: Scenario) -> str:
    """The key of a selection, after a look at what it is about.

    Raises
    ------
    ScenarioError
        If there is no such measure, it cannot be cut that way, or the scenario has nothing that it could count.
    """
    key = selection_key(selection)
    definition = definition_of(key)
    if definition.about == "tickets" and scenario.tickets is None:
        raise ScenarioError(f"'{definition.id}' is about tickets, and the scenario has none: add the section 'tickets'")
    if definition.found_in == "own_runs":
        raise ScenarioError(f"'{definition.id}' comes from runs of its own: take 'same_day_closure' here")
    return key


def asking(scenario: Scenario, keys: Sequence[str]) -> Scenario:
    """The scenario with further measures asked for by their keys, such as ``service_level_45s``.

    Raises
    ------
    ScenarioError
        If there is no such measure, it cannot be cut that way, or the scenario has nothing that it could count.
    """
    selections = [selection_of(key) for key in keys]
    for key, selection in zip(keys, selections, strict=True):
        check_selection(selection, scenario)
        for problem in further_problems(scenario, selection):
            raise ScenarioError(f"'{key[:80]}': {problem.text}")
    return scenario.asking(selections)


def impossible_value(selection: Selection, key: str, given: Any) -> str | None:
    """What is wrong with a value beside a measure, as it is written; None if the measure can have it.

    Parameters
    ----------
    selection
        A target or a published figure.
    key
        One of `VALUE_KEYS`; a value of 'range' is one of its two.
    given
        A number, or a text such as '80 %' or '15 s'.
    """
    definition = definition_of(selection.measure)
    if definition.unit == "share":
        try:
            share = parse_share(given)
        except ValueError as error:
            return str(error)
        if key == "rounding" and share == 1:
            return "a share rounded to 100 % says nothing: write 0.01 for a figure rounded to whole per cent"
    elif is_number(given):
        if given < 0:
            return f"{shown(given)} is below zero, which '{definition.id}' never is"
    elif given.strip().endswith(("%", "％")):
        right = "a length of time, such as 15 s" if definition.unit == "s" else _number_of(definition.unit)
        return f"{shown(given)} is a share, which '{definition.id}' is not: write {right}"
    elif definition.unit != "s":
        right = _number_of(definition.unit)
        return f"{shown(given)} is a length of time, which '{definition.id}' is not: write {right}"
    return None


def _number_of(unit: str) -> str:
    return f"a number of {'hours' if unit == 'h' else unit}"
