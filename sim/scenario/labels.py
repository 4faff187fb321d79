"""What the parts of a scenario are called where people read of them: by language, else their label, else their name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sim.scenario.fields import Labels, Named, Texts

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

POOLS: Final = ("operators", "desks", "units")
"""Sections of people."""


def title_of(scenario: Scenario, lang: str) -> str:
    """What the scenario is called."""
    return _of(scenario.titles, lang) or scenario.title or scenario.name


def description_of(scenario: Scenario, lang: str) -> str:
    """What the scenario is about, in one line."""
    return " ".join((_of(scenario.descriptions, lang) or scenario.description).split())


def pool_labels(scenario: Scenario, lang: str) -> dict[str, str]:
    """What each group of operators, desk and unit is called, by its name; no two of them the same."""
    return labels_of({name: part for section in POOLS for name, part in getattr(scenario, section).items()}, lang)


def labels_of(parts: Mapping[str, Named], lang: str) -> dict[str, str]:
    """What some parts are called, by their names; behind a label that several have stands the name."""
    labels = {name: _of(part.labels, lang) or part.label or name for name, part in parts.items()}
    while True:
        times = Counter(labels.values())
        shared = {name: f"{told} ({name})" for name, told in labels.items() if times[told] > 1 and told != name}
        if not shared:
            return labels
        labels |= shared


def names_of(parts: Mapping[str, Named]) -> dict[str, str]:
    """The names of some parts by all that they are called, in small letters; a name goes before a label."""
    called: dict[str, str] = {}
    for name, part in parts.items():
        labels = part.labels
        for said in (part.label, labels.en if labels else None, labels.zh if labels else None):
            if said is not None:
                called.setdefault(said.casefold(), name)
    return called | {name.casefold(): name for name in parts}


def _of(labels: Labels | Texts | None, lang: str) -> str | None:
    return None if labels is None else labels.zh if lang == "zh" else labels.en
