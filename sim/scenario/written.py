"""Figures as they were published: a value, and how far its last digit goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sim.scenario.units import is_number, parse_threshold

_TEXT: Final = re.compile(r"^\s*(\d+)(?:\.(\d+))?\s*(\D*?)\s*$")


@dataclass(frozen=True)
class Written:
    """A figure as it was written.

    Attributes
    ----------
    value
        In the measure's unit.
    unit
        What one of the written number is in that unit: 0.01 for per cent, 60 for minutes.
    decimals
        How many stand behind the point.
    text
        As it was written.
    """

    value: float
    unit: float
    decimals: int
    text: str

    def width(self, decimals: int | None = None) -> float:
        """How wide the interval is that is rounded to it, with other decimals than are written if need be."""
        return self.unit * 10.0 ** -(self.decimals if decimals is None else decimals)


def parse_written(value: object) -> Written:
    """A published figure, from '98 %', '91.30 %', '23 s' or 541.

    Raises
    ------
    ValueError
        If it is none.
    """
    if isinstance(value, Written):
        return value
    found = parse_threshold(value)
    if is_number(value):
        exponent = Decimal(repr(value)).normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        return Written(found, 1.0, max(-exponent, 0), str(value))
    match = _TEXT.match(str(value))
    assert match is not None  # parse_threshold has read it
    return Written(found, parse_threshold(f"1 {match[3]}"), len(match[2] or ""), str(value).strip())
