"""Values of tickets' keys: shares that add up, and what may be written once or as a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sim.scenario import units
from sim.scenario.fields import Share, Urgency, listed
from sim.scenario.laws import SHARE_TOLERANCE

MOST_RETURNS = 1000
MOST_ARMS = 8
"""So many units at most handle one ticket together."""


def _one_or_more(one: dict[str, Any], most: int | None = None) -> WithJsonSchema:
    several: dict[str, Any] = {"type": "array", "items": one, "minItems": 1}
    return WithJsonSchema({"anyOf": [one, several if most is None else {**several, "maxItems": most}]})


def _times_returned(value: object) -> object:
    if value in ("never", "从不"):
        return None
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_RETURNS):
        return value
    raise ValueError(f"{value!r} is not a number of returns: write a whole number up to {MOST_RETURNS}, or never")


_SHARE: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": units.PERCENT_PATTERN},
    ]
}
Names = Annotated[tuple[str, ...], BeforeValidator(listed), Field(min_length=1), _one_or_more({"type": "string"})]
"""One name, or a list of names in order of preference."""
Shares = Annotated[tuple[Share, ...], BeforeValidator(listed), Field(min_length=1), _one_or_more(_SHARE)]
"""One share, or a list: the first time, the second time, ...; the last one holds from then on."""
MaxReturns = Annotated[
    int | None,
    BeforeValidator(_times_returned),
    WithJsonSchema(
        {
            "anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_RETURNS}, {"enum": ["never", "从不", None]}],
            "description": f"a whole number up to {MOST_RETURNS}, or never",
        }
    ),
]
"""A number of returns; None for without end."""


def _whole(shares: tuple[float, ...]) -> tuple[float, ...]:
    total = sum(shares)
    if abs(total - 1) > SHARE_TOLERANCE:
        raise ValueError(f"the shares add up to {total * 100:g} %, not 100 %")
    return shares


def _whole_by_name(shares: Mapping[str, float]) -> Mapping[str, float]:
    _whole(tuple(shares.values()))
    return shares


def _whole_if_any(shares: Mapping[str, float]) -> Mapping[str, float]:
    return _whole_by_name(shares) if shares else shares


ArmShares = Annotated[
    tuple[Share, ...],
    BeforeValidator(listed),
    Field(min_length=1, max_length=MOST_ARMS),
    AfterValidator(_whole),
    _one_or_more(_SHARE, MOST_ARMS),
]
"""Shares of 100 % in all: of one arm, of two, ..."""
UrgencyShares = Annotated[dict[Urgency, Share], AfterValidator(_whole_by_name)]
SharesByName = Annotated[dict[str, Share], AfterValidator(_whole_by_name)]
AreaShares = Annotated[dict[str, Share], AfterValidator(_whole_if_any)]
