"""A plausible scenario: one place of what remains, its numbers with the intervals that remain of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.matching.matching import Matching, amount
from sim.matching.question import changes_at, keys_of


@dataclass(frozen=True)
class Plausible:
    """A scenario that reproduces the figures.

    Attributes
    ----------
    document
        What it says.
    changed
        Key paths at which it differs from the scenario that was asked about.
    title
        Of it.
    """

    document: dict[str, Any]
    changed: tuple[str, ...]
    title: str


def plausible_variant(found: Matching) -> Plausible | None:
    """The place drawn from what remains that reproduces the figures best, when simulated; None where none does."""
    frame = found.simulated_frame()
    is_good = ((frame["place"] == "drawn") & frame["reproduced"]).to_numpy()
    if not is_good.any():
        return None
    best = int(np.argmin(np.where(is_good, frame["implausibility"], np.inf)))
    question = found.question
    changes = changes_at(question.file, found.simulated.points[best])
    scenario = question.base.replace(changes)
    origins = _origins(found)
    document = {**scenario.document, "origins": scenario.document.get("origins", {}) | origins}
    fixed = question.file.match.set
    return Plausible(
        document,
        (*fixed, *changes, *(f"origins.{key}" for key in origins)),
        f"{question.base.title}: {question.file.match.title or question.file.name}",
    )


def _origins(found: Matching) -> dict[str, dict[str, str]]:
    """By key path of an unknown: that it was worked out, and what remains of its range."""
    told: dict[str, dict[str, str]] = {}
    for row, keys in zip(found.to_frame().to_dict("records"), keys_of(found.question.file).values(), strict=True):
        reach = found.question.ranges[row["unknown"]]
        ends = " to ".join(amount(row[end], row["unit"]) for end in ("left_low", "left_high"))
        source = f"{found.question.file.name}: {ends} do not contradict the published figures"
        source += f" ({reach.value(0.0)} to {reach.value(1.0)} were thought possible)"
        told |= {key: {"kind": "derived", "source": source} for key in keys}
    return told
