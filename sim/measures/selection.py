"""Which tickets or calls a target or a published figure is about, and what it is called in results."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of, measure_key
from sim.measures.definitions_calls import CALLS
from sim.measures.definitions_tickets import PEOPLE, STAGES, TICKETS
from sim.scenario.messages import shown
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection
from sim.scenario.stages import copies_of
from sim.scenario.units import is_number, parse_share

TICKET_MEASURES: Final = frozenset(d.id for d in (*TICKETS, *STAGES))
CALL_MEASURES: Final = frozenset(d.id for d in CALLS)
PEOPLE_MEASURES: Final = frozenset(d.id for d in PEOPLE)
OF_CALLS: Final = ("stream", "type", "received")
OF_TICKETS: Final = (*OF_CALLS, "urgency", "unit")
VALUE_KEYS: Final = ("at_least", "at_most", "value", "range", "rounding")
"""What says a value of the measure in a target or a published figure."""


def filters_of(selection: Selection) -> dict[str, str]:
    """The filters of a selection, name to value as they stand in its key."""
    found = {} if selection.at is None else {"at": f"{selection.at:%Y-%m-%d %H:%M}"}
    for name in ("stream", "type", "urgency", "unit"):
        value = getattr(selection, name)
        if value is not None:
            found[name] = value
    if selection.received_from is not None or selection.received_to is not None:
        found["received"] = _dates(selection.received_from, selection.received_to)
    return found


def _dates(first: date | None, last: date | None) -> str:
    if first == last:
        return str(first)
    return f"{first or ''}..{last or ''}"


def selection_key(selection: Selection) -> str:
    """The name in results of what a target or a published figure is about.

    Such as ``same_day_closure[urgency=critical]``; different selections have different names.

    Raises
    ------
    ScenarioError
        If there is no such measure, its threshold is missing, or it cannot be cut that way.
    """
    filters = filters_of(selection)
    key = measure_key(selection.measure, selection.within, selection.working_days, filters)
    id_ = definition_of(key).id
    for name in filters:
        if name not in _allowed(id_):
            raise ScenarioError(f"'{id_}' cannot be taken by '{name}': {_advice(id_)}")
    if (selection.received_from or date.min) > (selection.received_to or date.max):
        raise ScenarioError(f"'{id_}': 'received_from' is after 'received_to'")
    return key


def _allowed(id_: str) -> tuple[str, ...]:
    if id_ == "closure_rate":
        return (*OF_TICKETS, "at")
    if id_ == "same_day_closure_all":
        return OF_CALLS
    if id_ == "same_day_ceiling":
        return ()
    return OF_TICKETS if id_ in TICKET_MEASURES else OF_CALLS if id_ in CALL_MEASURES else ()


def _advice(id_: str) -> str:
    allowed = ["received_from, received_to" if name == "received" else name for name in _allowed(id_)]
    return f"it knows {', '.join(allowed)}" if allowed else "it is of the whole run"


def check_selection(selection: Selection, scenario: Scenario, types: Iterable[str]) -> str:
    """The key of a selection, after a look at the names it uses.

    Parameters
    ----------
    selection
        A target or a published figure.
    scenario
        Whose streams and units it may name.
    types
        The request types it may name.

    Raises
    ------
    ScenarioError
        If the scenario has no such stream, type or unit, no tickets, or does not run at that time.
    """
    key = selection_key(selection)
    id_ = definition_of(key).id
    if id_ in TICKET_MEASURES and scenario.tickets is None:
        raise ScenarioError(f"'{id_}' is about tickets, and the scenario has none: add the section 'tickets'")
    if id_ == "same_day_ceiling":
        raise ScenarioError("'same_day_ceiling' comes from runs of its own: take 'same_day_closure' here")
    units = [*scenario.units, *(copy for name, unit in scenario.units.items() for copy in copies_of(name, unit))]
    for name, known in (("stream", scenario.demand), ("type", types), ("unit", units)):
        value = getattr(selection, name)
        if value is not None and value not in set(known):
            close = difflib.get_close_matches(value, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"choose one of {', '.join(sorted(known))}"
            raise ScenarioError(f"there is no {name} '{value}': {hint}")
    if selection.at is not None and selection.at.date() < scenario.clock.start:
        raise ScenarioError(f"'at' ({selection.at:%Y-%m-%d %H:%M}) is before the start: choose an instant of the run")
    return key


def asks_for_all(unit: str, side: str, threshold: float) -> bool:
    """Whether a promise (`at_least`, `at_most`) leaves no room for what breaks it: no number of runs shows it kept."""
    return threshold <= 0 if side == "at_most" else unit == "share" and threshold >= 1


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


def selections_of(scenario: Scenario) -> dict[str, Selection]:
    """Everything that the scenario's targets and published figures ask for, by key."""
    return {selection_key(part): part for part in (*scenario.targets, *scenario.published)}
