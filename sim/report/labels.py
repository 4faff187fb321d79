"""Results under the names that people know: every part that has a label in a language goes by it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sim.measures.definition import filters_text
from sim.measures.definitions import parts_of_key
from sim.measures.ticket_side import TicketSide
from sim.report.column_words import STATE_WORDS
from sim.report.headline_words import CAUSE_WORDS
from sim.report.ticket_chart_words import CURVE_WORDS
from sim.report.ticket_headlines import stage_name
from sim.report.words import phrase
from sim.scenario.labels import POOLS, labels_of, pool_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from sim.scenario.schema import Scenario

OfAMeasure = TypeVar("OfAMeasure")
NAMED: Final = ("pool", "unit", "place")
"""Columns of tables that hold names of people and units."""


def labelled_side(side: TicketSide, scenario: Scenario, lang: str) -> TicketSide:
    """Tables and headlines with the labels of people and units in a language."""
    labels = pool_labels(scenario, lang)
    types = labels_of(scenario.types, lang) | labels_of(scenario.demand, lang)
    if all(name == label for name, label in (labels | types).items()):
        return side
    columns = dict.fromkeys(NAMED, labels) | {"type": labels_of(scenario.types, lang)}
    tables = {
        name: frame.assign(**{key: _renamed(frame[key], names) for key, names in columns.items() if key in frame})
        for name, frame in side.tables.items()
    }
    headlines = side.headlines
    if headlines is not None and headlines.promise is not None:
        key = labelled_key(headlines.promise.key, scenario, lang)
        headlines = replace(headlines, promise=replace(headlines.promise, key=key))
    if headlines is not None:
        places = tuple((section, labels.get(name, name)) for section, name in headlines.places.names)
        headlines = replace(headlines, places=replace(headlines.places, names=places))
    return replace(side, tables=tables, headlines=headlines)


def _renamed(cells: pd.Series[Any], names: Mapping[str, str]) -> pd.Series[Any]:
    return cells.map(lambda cell: names.get(cell, cell))


def labelled_key(key: str, scenario: Scenario, lang: str) -> str:
    """A measure's key whose filters name types, streams, people and units by their labels."""
    base, bracket, _ = key.partition("[")
    if not bracket:
        return key
    people = pool_labels(scenario, lang)
    labels = {
        "type": labels_of(scenario.types, lang), "stream": labels_of(scenario.demand, lang), "group": people,
        "unit": people,
    }  # fmt: skip
    _, _, filters = parts_of_key(key)
    return base + filters_text({name: labels.get(name, {}).get(value, value) for name, value in filters.items()})


def labelled_rows(rows: Sequence[OfAMeasure], scenario: Scenario, lang: str) -> tuple[OfAMeasure, ...]:
    """Records that have a `measure`, with labels in its key."""
    return tuple(replace(row, measure=labelled_key(row.measure, scenario, lang)) for row in rows)  # type: ignore[type-var, attr-defined]  # dataclasses


def spoken(frame: pd.DataFrame, lang: str, types: Mapping[str, str]) -> pd.DataFrame:
    """A table with words for what the program names by itself, and the labels of types of requests."""
    words: dict[str, Callable[[str], str]] = {
        "stage": lambda cell: stage_name(cell, lang),
        "cause": lambda cell: phrase(CAUSE_WORDS[cell], lang),
        "urgency": lambda cell: phrase(CURVE_WORDS[cell], lang),
        "state": lambda cell: phrase(STATE_WORDS[cell], lang),
        "type": lambda cell: types.get(cell, cell),
    }
    told = {name: frame[name].map(say, na_action="ignore") for name, say in words.items() if name in frame}
    return frame.assign(**told)


def labelled_reading(reading: Mapping[str, Any], scenario: Scenario, lang: str) -> dict[str, Any]:
    """A reading of a scenario with the labels of its people and shifts in a language."""
    labels = pool_labels(scenario, lang)
    shifts = {
        (name, shift): label
        for section in POOLS
        for name, staff in getattr(scenario, section).items()
        for shift, label in labels_of(staff.shifts, lang).items()
    }
    rows = []
    for row in reading["shifts"]:
        name, _, copies = row["group"].partition(" ") if row["group"] not in labels else (row["group"], "", "")
        group = f"{labels.get(name, name)} {copies}".rstrip()
        rows.append({**row, "group": group, "shift": shifts.get((name, row["shift"]), row["shift"])})
    pools = [{**row, "names": [labels.get(name, name) for name in row["names"]]} for row in reading["pools"]]
    return {**reading, "shifts": rows, "pools": pools}
