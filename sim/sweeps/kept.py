"""Figures of a task as rows of the ledger, and back."""

from __future__ import annotations

import numpy as np

from sim.measures.figures import Figure
from sim.statistics.survival import Lasting, Stays
from sim.store.ledger import Row, packed, unpacked

_PARTS = ("ended_us", "cut_us", "late_ended_us", "late_cut_us", "late_entry_us")


def row_of(measure: str, figure: Figure) -> Row:
    """A figure as a row; its lengths of time, if it has any, as bytes."""
    lengths = None
    if figure.lasting is not None:
        stays = figure.lasting.stays
        about = {"what": figure.lasting.what, "at": figure.lasting.at, "weight": stays.weight}
        lengths = packed(about, [getattr(stays, part).astype("<i8").tobytes() for part in _PARTS])
    return measure, figure.value, figure.numerator, figure.denominator, lengths


def figure_of(row: Row) -> tuple[str, Figure]:
    """The measure of a row, and its figure."""
    measure, value, numerator, denominator, lengths = row
    lasting = None
    if lengths is not None:
        about, arrays = unpacked(lengths)
        parts = [np.frombuffer(array, dtype="<i8").astype(np.int64) for array in arrays]
        stays = Stays(**dict(zip(_PARTS, parts, strict=True)), weight=about["weight"])
        lasting = Lasting(stays, about["what"], about["at"])
    return measure, Figure(numerator, denominator, value, lasting)
