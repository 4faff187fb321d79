"""Ranges in a sweep file, such as '30 s .. 90 s', and levels of its factors, read strictly."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from sim.scenario.units import parse_duration

_NUMBER: Final = r"[-−]?\d+(?:\.\d+)?"
_END: Final = re.compile(rf"^({_NUMBER})\s*([^\d\s.]*)$")
_VALUE: Final = re.compile(r"^(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*([^\d\s.]*)$")
_BETWEEN: Final = re.compile(r"\s*(?:\.\.|…|至)\s*")
_PERCENT: Final = ("%", "％")
_EXAMPLES: Final = "such as '30 s .. 90 s', '70 % .. 95 %', '5 .. 12' or '0.5 .. 1.5'"
RANGE_PATTERN: Final = r"^\s*[-−]?\d+(\.\d+)?\s*[^\d\s.]*\s*(\.\.|…|至)\s*[-−]?\d+(\.\d+)?\s*[^\d\s.]*\s*$"
MOST_LEVELS: Final = 10_000
SIGNIFICANT: Final = 6
"""Digits of a value between the ends: scenario files, tables and keys show them all."""
ROUNDED: Final = 1e-6
"""How far outside its range, as a part of it, a value may lie that was rounded."""


@dataclass(frozen=True)
class Range:
    """From where to where the values of a factor go.

    Attributes
    ----------
    low, high
        The ends, in `unit`.
    unit
        As it was written: 's', '%', or nothing.
    is_whole
        Whether only whole numbers are taken: both ends are such, without a unit.
    keys
        Key paths that all get the value.
    is_log
        Whether equal parts of the way from end to end are equal factors.
    """

    low: float
    high: float
    unit: str
    is_whole: bool
    keys: tuple[str, ...] = ()
    is_log: bool = False

    def value(self, share: float) -> Any:
        """The value at a share of the way from the lower to the upper end, as a planner would write it."""
        if self.is_whole:
            return min(int(self.low + share * (self.high - self.low + 1)), int(self.high))
        found = float(f"{self.at(share):.{SIGNIFICANT}g}")
        return f"{found:.{SIGNIFICANT}g} {self.unit}" if self.unit else found

    def at(self, share: float) -> float:
        """The number at a share of the way, in `unit`."""
        return self.low * (self.high / self.low) ** share if self.is_log else self.low + share * (self.high - self.low)

    def share(self, value: object) -> float:
        """How far a value lies on the way from the lower to the upper end.

        Parameters
        ----------
        value
            As a scenario takes it: '20 %' or 0.2 in a range of percent, and any length of time in one of lengths of
            time; a number alone has the unit of any other range.

        Raises
        ------
        ValueError
            If it is none, lies outside the range, or is a percentage without its sign.
        """
        match = _VALUE.match(str(value).strip().replace("％", "%").replace("−", "-"))
        number, unit = (float(match[1]), match[2]) if match else (math.nan, "")
        found = self._way(self._in_unit(number, unit))
        if -ROUNDED <= found <= 1 + ROUNDED:
            return found
        ends = f"{self.value(0.0)} to {self.value(1.0)}"
        if self.unit == "%" and not unit and self.low <= number <= self.high:
            raise ValueError(
                f"{value!r} without a unit is {100 * number:g} %, and no value from {ends}: write '{number:g} %' if "
                "that is meant"
            )
        raise ValueError(f"{value!r} is no value from {ends}")

    def _way(self, number: float) -> float:
        """How far a number in the unit of the range lies on the way; NaN if it is on none."""
        if not self.is_log:
            return (number - self.low) / (self.high - self.low)
        return math.log(number / self.low) / math.log(self.high / self.low) if number > 0 else math.nan

    def _in_unit(self, number: float, unit: str) -> float:
        """A number with a unit in the unit of the range; NaN if it is of another kind."""
        if {unit, self.unit} == {"", "%"} and not self.is_whole:
            return number * 100 if self.unit else number / 100
        if unit in ("", self.unit):
            return number
        try:
            return number * parse_duration(f"1 {unit}") / parse_duration(f"1 {self.unit}")
        except ValueError:
            return math.nan


@dataclass(frozen=True)
class Levels:
    """The levels of a factor of a grid, by the names they have in results.

    Attributes
    ----------
    kind
        'values': of the key path that the factor is named after; 'together': changes of several keys; 'files': whole
        scenario files.
    by_name
        Name to value, mapping of key paths to values, or file.
    """

    kind: Literal["values", "together", "files"]
    by_name: dict[str, Any]


def parse_range(value: object) -> Range:
    """A range, from text or from ``{range: 5 .. 12, keys: [one.key, another.key]}``.

    Raises
    ------
    ValueError
        If it is none.
    """
    if isinstance(value, Range):
        return value
    if not isinstance(value, Mapping):
        return _between(value)
    _only(value, ("range", "keys"))
    return replace(_between(value.get("range")), keys=_key_paths(value.get("keys")))


def parse_unknown(value: object) -> Range:
    """The range of an unknown number: as `parse_range`, and it may have a scale of equal factors (``scale: log``).

    Raises
    ------
    ValueError
        If it is none.
    """
    if isinstance(value, Range) or not isinstance(value, Mapping):
        return parse_range(value)
    _only(value, ("range", "keys", "scale"))
    found, scale = _between(value.get("range")), value.get("scale", "linear")
    if scale not in ("linear", "log"):
        raise ValueError(f"the scale {scale!r} is not known here: write linear or log")
    is_log = scale == "log"
    if is_log and found.low <= 0:
        raise ValueError(f"{value.get('range')!r} has no scale of equal factors: it needs a lower end above 0")
    keys = _key_paths(value["keys"]) if "keys" in value else ()
    return replace(found, keys=keys, is_log=is_log, is_whole=found.is_whole and not is_log)


def _between(text: object) -> Range:
    ends = _BETWEEN.split(text.strip()) if isinstance(text, str) else []
    matches = [_END.match(end) for end in ends]
    if len(matches) != 2 or matches[0] is None or matches[1] is None:
        raise ValueError(f"{text!r} is not a range: write the lower and the upper end, {_EXAMPLES}")
    (low_text, low_unit), (high_text, high_unit) = matches[0].groups(), matches[1].groups()
    units = ["%" if unit in _PERCENT else unit for unit in (low_unit, high_unit)]
    if units[0] != units[1]:
        raise ValueError(f"{text!r} has two units: write both ends in the same unit, {_EXAMPLES}")
    low, high = (float(end.replace("−", "-")) for end in (low_text, high_text))
    if not low < high:
        raise ValueError(f"{text!r} is not a range: the lower end stands first, and the upper end lies above it")
    return Range(low, high, units[0], not units[0] and "." not in low_text + high_text)


def _key_paths(given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not given or not all(isinstance(key, str) for key in given):
        raise ValueError("'keys' is not a list of key paths: write [operators.a.staff, operators.b.staff]")
    return tuple(given)


def parse_levels(value: object) -> Levels:
    """Levels, from a list of values, from ``{together: [...]}`` or from ``{files: [...]}``.

    Raises
    ------
    ValueError
        If it is none of these, or two levels have one name.
    """
    if isinstance(value, Levels):
        return value
    if isinstance(value, list | tuple):
        return Levels("values", _by_name([(_name_of(level), level) for level in value]))
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is not a list of levels: write [30 s, 55 s], {{together: ...}} or {{files: ...}}")
    _only(value, ("together", "files"))
    if len(value) != 1:
        raise ValueError("the levels of a factor are either 'together' or 'files': write one of them")
    (kind, given), *_ = value.items()
    if isinstance(given, Mapping):
        named = [(str(name), level) for name, level in given.items()]
    elif isinstance(given, list | tuple):
        named = [(_joined(level), level) for level in given]
    else:
        raise ValueError(f"'{kind}' is not a list of levels, nor are they named: write a list, or name: level")
    wanted = str if kind == "files" else Mapping
    for name, level in named:
        if not isinstance(level, wanted):
            right = "the name of a scenario file" if kind == "files" else "a mapping of key paths to values"
            raise ValueError(f"the level '{name}' of '{kind}' is not {right}")
    return Levels(kind, _by_name(named))


def range_of(levels: Levels) -> Range | None:
    """From the least to the greatest of a factor's levels, if all are numbers of one unit; else None."""
    given = list(levels.by_name.values())
    column = level_column(given) if levels.kind == "values" else LevelColumn([""], "")
    if not all(isinstance(value, int | float) for value in column.values):
        return None
    is_whole = all(isinstance(value, int) for value in given)
    low, high = float(min(column.values)), float(max(column.values))
    return Range(low, high, "%" if column.unit in _PERCENT else column.unit, is_whole)


def _joined(level: object) -> str:
    if isinstance(level, Mapping):
        return ", ".join(_name_of(part) for part in level.values())
    return str(level).rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")


def _name_of(level: object) -> str:
    if isinstance(level, bool) or level is None:
        return {True: "true", False: "false", None: "null"}[level]
    if isinstance(level, Mapping):
        return "{" + ", ".join(f"{key}: {_name_of(part)}" for key, part in level.items()) + "}"
    if isinstance(level, list | tuple):
        return "[" + ", ".join(map(_name_of, level)) + "]"
    return str(level)


def _by_name(named: list[tuple[str, Any]]) -> dict[str, Any]:
    if not named:
        raise ValueError("it has no levels: write at least one")
    if len(named) > MOST_LEVELS:
        raise ValueError(f"it has {len(named):,} levels: write at most {MOST_LEVELS:,}")
    found = dict(named)
    if len(found) < len(named):
        twice = next(name for i, (name, _) in enumerate(named) if name in [other for other, _ in named[:i]])
        raise ValueError(f"the level '{twice[:60]}' stands twice: each level has a name of its own")
    return found


def _only(value: Mapping[Any, Any], known: tuple[str, ...]) -> None:
    for key in value:
        if key not in known:
            raise ValueError(f"'{str(key)[:60]}' is not known here: write {' or '.join(known)}")


@dataclass(frozen=True)
class LevelColumn:
    """The levels of a factor as a table has them: numbers in a unit, or text."""

    values: list[Any]
    unit: str


def level_column(levels: list[Any]) -> LevelColumn:
    """Levels as numbers where all of them are, in the one unit that they were written in; else as text."""
    if all(isinstance(level, int | float) and not isinstance(level, bool) for level in levels):
        return LevelColumn(levels, "")
    found = [_END.match(str(level)) for level in levels]
    units = {match[2] for match in found if match is not None}
    if None in found or len(units) != 1:
        return LevelColumn([str(level) for level in levels], "")
    return LevelColumn([float(match[1].replace("−", "-")) for match in found if match is not None], units.pop())
