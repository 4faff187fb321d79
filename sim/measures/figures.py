"""One figure of one run, with the fraction it came from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np

from sim.statistics.survival import Asked, Curve, Lasting, Stays
from sim.statistics.time_sums import SECOND_US


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value in one run, in the measure's unit.

    Attributes
    ----------
    numerator, denominator
        The fraction, so that replications are combined by the ratio of their sums; None for counts (denominator) and
        quantiles (both).
    value
        None means "no data": nothing happened that it could be computed from.
    lasting
        The lengths of time it was taken from, for measures that take those of all replications together.
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    lasting: Lasting | None = field(default=None, compare=False, repr=False)


NO_DATA = Figure(None, None, None)
PARTS: Final = ("value", "numerator", "denominator")
"""Of a figure, in the order in which arrays have them."""
Told = dict[str, Callable[[], Figure]]
"""Figures by key, each worked out when it is asked for."""


def asked_of(told: Told, only: Collection[str] | None = None) -> dict[str, Figure]:
    """All of them, or only those of some keys."""
    return {key: figure() for key, figure in told.items() if only is None or key in only}


def together(keys: Iterable[str], count: Callable[[], Mapping[str, Figure]]) -> Told:
    """Figures that are worked out together as soon as one of them is asked for."""
    found: dict[str, Figure] = {}

    def one(key: str) -> Figure:
        if not found:
            found.update(count())
        return found[key]

    return {key: partial(one, key) for key in keys}


def total(amount: float | np.integer[Any]) -> Figure:
    """A count or a sum."""
    return Figure(float(amount), None, float(amount))


def of_lengths(stays: Stays, asked: Mapping[str, tuple[Asked, float]]) -> dict[str, Figure]:
    """Quantiles, restricted means, and shares that end within a time, the last two as fractions of all stays.

    Parameters
    ----------
    stays
        The lengths of time.
    asked
        By key of the measure: what is asked of them, and at which share, limit or time.
    """
    curve, count = Curve((stays,)), stays.count
    figures: dict[str, Figure] = {}
    for key, (what, at) in asked.items():
        value, lasting = curve.answer(what, at), Lasting(stays, what, at)
        if value is None or what == "quantile":
            figures[key] = Figure(None, None, value, lasting)
        else:
            figures[key] = Figure(value * count, count, value, lasting)
    return figures


def single(value: float | None) -> Figure:
    """A quantile or a maximum: no fraction."""
    return Figure(None, None, value)


def fraction(numerator: float | np.integer[Any], denominator: float) -> Figure:
    """A ratio or a mean; no data where the denominator is zero."""
    value = float(numerator) / denominator if denominator else None
    return Figure(float(numerator), float(denominator), value)


def mean_seconds(sum_us: int, count: int) -> Figure:
    """A mean length of time in seconds, from an exact sum of microseconds."""
    return fraction(sum_us / SECOND_US, count)


def seconds(length_us: int | None) -> Figure:
    """A single length of time in seconds."""
    return single(None if length_us is None else length_us / SECOND_US)
