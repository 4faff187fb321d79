"""Which tickets or calls a target or a published figure is about, and what it is called in results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sim.errors import ScenarioError
from sim.measures.definition import SELECTED_BY
from sim.measures.definitions import definition_of, measure_key, parts_of_key
from sim.measures.parts import filters_of
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection

_EXAMPLES: Final = {
    "wait": "the seconds behind it, such as service_level_15s",
    "length": "the time behind it, such as closed_within_24h",
    "working_days": "their number behind it, such as closed_within_working_days_5",
}
_FILTERS_TOLD: Final = (
    "write filters in brackets as name=value: at, stream, type, urgency (critical, urgent, normal), unit, received"
)


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
    definition = definition_of(key)
    id_, allowed = definition.id, [name for name in definition.cuts if name in SELECTED_BY]
    for name in filters:
        if name not in allowed:
            received = "received_from" if selection.received_from else "received_to"
            raise ScenarioError(
                f"'{id_}' cannot be taken by '{name}': {_advice(allowed)}", received if name == "received" else name
            )
    if (selection.received_from or date.min) > (selection.received_to or date.max):
        raise ScenarioError(f"'{id_}': 'received_from' is after 'received_to'", "received_from")
    return key


def _advice(allowed: list[str]) -> str:
    named = ["received_from, received_to" if name == "received" else name for name in allowed]
    return f"it knows {', '.join(named)}" if named else "it is of the whole run"


def asks_for_all(unit: str, side: str, threshold: float) -> bool:
    """Whether a promise (`at_least`, `at_most`) leaves no room for what breaks it: no number of runs shows it kept."""
    return threshold <= 0 if side == "at_most" else unit == "share" and threshold >= 1


def selections_of(scenario: Scenario, also: Sequence[Selection] = ()) -> dict[str, Selection]:
    """Everything that the scenario's targets and published figures ask for, and what else is asked for, by key."""
    return {selection_key(part): part for part in (*scenario.selections, *also)}


def proper_key(text: str) -> str:
    """A key as results have it: ``closed_within_1440min`` is ``closed_within_24h``; errors as `selection_of`."""
    return selection_key(selection_of(text))


def selection_of(key: str) -> Selection:
    """What a key is about: the reverse of `selection_key`.

    Parameters
    ----------
    key
        Such as ``service_level_45s``, ``closed_within_24h[urgency=critical, unit=roads]``.

    Raises
    ------
    ScenarioError
        If there is no such measure, its threshold is missing, or its filters cannot be read.
    """
    definition, threshold, filters = parts_of_key(key)
    if definition.needs != "nothing" and threshold is None:
        raise ScenarioError(f"'{definition.id}' needs a threshold: write {_EXAMPLES[definition.needs]}")
    asked: dict[str, Any] = {"measure": definition.id, **filters}
    if "received" in asked:
        first, dots, last = asked.pop("received").partition("..")
        dates = {"received_from": first, "received_to": last if dots else first}
        asked |= {name: day for name, day in dates.items() if day}
    if threshold is not None:
        asked |= {"working_days": int(threshold)} if definition.needs == "working_days" else {"within": threshold}
    try:
        return Selection(**asked)
    except ValueError:
        raise ScenarioError(f"'{key[:80]}': {_FILTERS_TOLD}") from None
