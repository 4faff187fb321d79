"""Scenarios that the data allow as well: every fitted number drawn from what is known of it."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from sim.fitting.fit import Fit
from sim.fitting.laws import REACH
from sim.fitting.parameters import A_MONTH, Parameter, to_one


def drawn_document(fit: Fit, random: np.random.Generator) -> dict[str, Any]:
    """The fitted scenario with each number drawn anew, as its file has it.

    A number is drawn by its standard error: its logarithm where the whole interval is above zero, else the number, no
    less than zero; of growth the logarithm of what a volume is multiplied by. Shares stay shares, and those of one
    whole are one together. Numbers are drawn one by one, as if what is unknown of one told nothing of another.
    """
    document = copy.deepcopy(fit.document)
    for one in fit.parameters:
        if one.is_used:
            node, key = _place(document, one.key.split("."))
            value = _drawn(one, random)
            node[key] = f"{value:.3f} s" if one.unit == "s" else value
    for stream in document["demand"].values():
        _make_one(stream["types"])
    tickets = document.get("tickets", {})
    for whole in (tickets.get("urgency", {}), *(route["units"] for route in tickets.get("routes", ()))):
        _make_one(whole)
    for arms in (route["arms"] for route in tickets.get("routes", ()) if "arms" in route):
        shares = {str(k): share for k, share in enumerate(arms)}
        _make_one(shares)
        arms[:] = shares.values()
    return document


def _make_one(shares: dict[str, float]) -> None:
    """Shares of one whole, to six digits."""
    shares.update(to_one(shares, 6))


def _drawn(one: Parameter, random: np.random.Generator) -> float:
    if not (np.isfinite(one.low) and np.isfinite(one.high) and one.low < one.high):
        return one.value
    if one.unit == A_MONTH:
        ends = np.log1p([one.low, one.high])
        return float(np.expm1(np.log1p(one.value) + np.diff(ends)[0] / (2 * REACH) * random.standard_normal()))
    if one.low > 0:
        value = one.value * np.exp(np.log(one.high / one.low) / (2 * REACH) * random.standard_normal())
    else:
        value = max(one.value + (one.high - one.low) / (2 * REACH) * random.standard_normal(), 0.0)
    return float(min(value, 1.0) if one.is_share else value)


def _place(node: Any, steps: list[str]) -> tuple[Any, Any]:
    """The mapping or list in which a key path ends, and its last key; names may hold dots themselves."""
    if isinstance(node, list):
        return (node, int(steps[0])) if len(steps) == 1 else _place(node[int(steps[0])], steps[1:])
    for taken in range(len(steps), 0, -1):
        key = ".".join(steps[:taken])
        if key in node:
            return (node, key) if taken == len(steps) else _place(node[key], steps[taken:])
    raise KeyError(".".join(steps))
