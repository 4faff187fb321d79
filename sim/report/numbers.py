"""Numbers as a reader wants them: with a unit, and with as many digits as the interval supports."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Protocol

from sim.measures.definition import UNITS
from sim.report.words import word

_MOST_DECIMALS: Final = 3
_SPAN_UNITS: Final = {"min": "分钟", "days": "天"}
_SPANS: Final = ((3 * 86_400, 86_400, "days"), (3 * 3_600, 3_600, "h"), (600, 60, "min"))
"""From how many seconds on a length of time is shown in which unit, and how many seconds that has."""


def unit_word(unit: str, lang: str) -> str:
    """The unit in words; empty for a share, whose per cent sign stands at the number."""
    if unit == "share":
        return ""
    if lang == "zh":
        return UNITS[unit].chinese if unit in UNITS else _SPAN_UNITS.get(unit, unit)
    return "" if unit == "money" else unit


def decimals_for(values: list[float], unit: str) -> int:
    """How many decimals to print: two digits of half the interval (three of a lone value), at most four."""
    scaled = [value * 100 if unit == "share" else value for value in values]
    if all(value == round(value) for value in scaled):
        return 0
    spread = (max(scaled) - min(scaled)) / 2
    size = spread / 10 if spread > 0 else abs(scaled[0]) / 100
    largest = max(abs(value) for value in scaled)
    return max(0, min(_MOST_DECIMALS, -math.floor(math.log10(size)), 3 - math.floor(math.log10(largest))))


def bound_digits(value: float, unit: str) -> tuple[float, str, int]:
    """A lone bound as `number` takes it: with three digits of its distance from nothing, or of a share from all."""
    scaled = value * 100 if unit == "share" else value
    away = min(abs(scaled), abs(100 - scaled)) if unit == "share" else abs(scaled)
    return value, unit, 0 if away == 0 else max(0, min(_MOST_DECIMALS + 1, 1 - math.floor(math.log10(away))))


def number(value: float, unit: str, decimals: int) -> str:
    """One number: thousands apart, shares in per cent."""
    if unit == "share":
        return f"{value * 100:,.{decimals}f} %"
    return f"{value:,.{decimals}f}"


class Found(Protocol):
    """An estimate with its interval: a measure's, a target's or a published figure's."""

    @property
    def estimate(self) -> float | None:
        """In `unit`; None means "no data", or with a lower end that it is beyond what was seen."""

    @property
    def low(self) -> float | None:
        """Lower end; None where there is none."""

    @property
    def high(self) -> float | None:
        """Upper end; None where there is none."""

    @property
    def unit(self) -> str:
        """Unit of all three."""


@dataclass(frozen=True)
class Shown:
    """An estimate as it is printed."""

    estimate: float | None
    low: float | None
    high: float | None
    unit: str


def readable(found: Found, beside: float | None = None) -> Shown:
    """The estimate with long times in minutes, hours or days instead of seconds.

    Parameters
    ----------
    found
        What was found.
    beside
        A stated value that stands beside it, such as a threshold: it decides the unit of both.
    """
    size = found.estimate if beside is None else beside
    seconds, unit = span_unit(size) if found.unit == "s" and size is not None else (1, found.unit)
    estimate, low, high = (
        None if value is None else value / seconds for value in (found.estimate, found.low, found.high)
    )
    return Shown(estimate, low, high, unit)


def span_unit(seconds: float) -> tuple[int, str]:
    """The unit that a length of time is best shown in: how many seconds it has, and its name."""
    return next(((size, unit) for least, size, unit in _SPANS if abs(seconds) >= least), (1, "s"))


def say_length(seconds: float, lang: str) -> str:
    """A length of time in its best unit, two or three digits: '35 min', '9.3 h'."""
    size, unit = span_unit(seconds)
    value = seconds / size
    return f"{value:.{1 if value < 20 else 0}f}".removesuffix(".0") + f" {unit_word(unit, lang)}"


def estimate_words(found: Found, lang: str) -> tuple[str, str]:
    """The estimate and its interval in words; 'no data' or a dash where there is none.

    An estimate beyond what was seen is told by its lower end, and so is an interval that nothing bounds from above.
    """
    known = [value for value in (found.estimate, found.low, found.high) if value is not None]
    no_interval = word("no_interval", lang)
    if not known:
        return word("no_data", lang), no_interval
    decimals = decimals_for(known, found.unit)
    low, middle, high = (
        None if value is None else number(value, found.unit, decimals)
        for value in (found.low, found.estimate, found.high)
    )
    if middle is None:
        return word("more_than", lang, low=low), no_interval
    if low is None:
        return middle, no_interval
    return middle, word("and_more", lang, low=low) if high is None else word("range", lang, low=low, high=high)


def found_words(found: Found, lang: str) -> str:
    """The estimate with its unit, and the interval behind it in brackets if there is one."""
    middle, interval = estimate_words(found, lang)
    if found.estimate is None and found.low is None:
        return middle
    middle = f"{middle} {unit_word(found.unit, lang)}".rstrip()
    if interval == word("no_interval", lang):
        return middle
    return word("found", lang, estimate=middle, interval=interval)


def value_words(value: float | None, unit: str, lang: str) -> str:
    """A lone value with its unit, three digits or so; 'no data' where there is none."""
    if value is None:
        return word("no_data", lang)
    shown = readable(Shown(value, None, None, unit))
    estimate = shown.estimate or 0.0
    decimals = decimals_for([estimate], shown.unit) if estimate else 0
    return f"{number(estimate, shown.unit, decimals)} {unit_word(shown.unit, lang)}".rstrip()


def plain_number(value: float, unit: str, lang: str) -> str:
    """A stated number with its unit: '80 %', '15 s'."""
    text = f"{value * 100:g} %" if unit == "share" else f"{value:,.12g}"
    return f"{text} {unit_word(unit, lang)}".rstrip()


def beside_words(value: float, unit: str, beside: float, lang: str) -> str:
    """A stated number in the unit that suits the one it stands beside."""
    seconds, shown = span_unit(beside) if unit == "s" else (1, unit)
    return plain_number(float(f"{value / seconds:.6g}") if seconds > 1 else value, shown, lang)


def count_words(value: float) -> str:
    """A count or a mean of counts: whole from 10 on, with two digits below: '1,540', '9.6', '0.3', '0'."""
    return f"{value:,.0f}" if abs(value) >= 9.95 or value == round(value) else f"{value:.2g}"


def amount(value: float) -> str:
    """Hours or money."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share in per cent with at most one decimal: '80 %', '84.2 %'."""
    text = f"{share * 100:.1f}".removesuffix(".0")
    return f"{text} %"
