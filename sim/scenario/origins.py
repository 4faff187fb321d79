"""Where the numbers of a scenario come from: stated, derived, assumed, or not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_NOT_INPUT: Final = frozenset(
    (
        "hotline", "extends", "title", "titles", "description", "descriptions", "targets", "published", "report",
        "replications", "budget", "origins",
    )
)  # fmt: skip

_NAMES: Final = frozenset(("label", "labels"))
"""What parts are called is no number, even where it begins with one."""


def origins_count(scenario: Scenario) -> dict[str, int]:
    """How many numbers the scenario writes down, in all and by origin.

    A number is a value that is a number or text that begins with a digit (lengths of time, shares, clock times,
    dates). Its origin is that of the longest key path in `origins` that leads to it.

    Returns
    -------
    dict
        `total`, `stated`, `derived`, `assumed` and `none` (not said).
    """
    counts = Counter({"total": 0, "stated": 0, "derived": 0, "assumed": 0, "none": 0})
    for row in origin_rows(scenario):
        counts["total"] += 1
        counts[row.kind] += 1
    return dict(counts)


class OriginRow(NamedTuple):
    """A number that a scenario writes down.

    Attributes
    ----------
    path
        Its key path.
    value
        As it is written.
    kind
        `stated`, `derived`, `assumed`, or `none`: not said.
    told_by
        The entry of `origins` that says so; empty if none does.
    source
        Where it comes from, in the source's words; empty if that is not said.
    """

    path: str
    value: str
    kind: str
    told_by: str
    source: str


def origin_rows(scenario: Scenario) -> list[OriginRow]:
    """Every number that the scenario writes down, in its order, with its origin; see `origins_count`."""
    inputs = {key: value for key, value in scenario.document.items() if key not in _NOT_INPUT}
    rows = []
    for path, value in _numbers(inputs, ""):
        told_by = _told_by(path, scenario.origins)
        origin = scenario.origins.get(told_by)
        kind, source = ("none", "") if origin is None else (origin.kind, origin.source)
        rows.append(OriginRow(path, str(value), kind, told_by, source))
    return rows


def _numbers(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in _NAMES:
                continue
            yield from _numbers(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _numbers(part, f"{path}.{index}")
    elif not isinstance(value, bool) and str(value)[:1].isdigit():
        yield path, value


def _told_by(path: str, origins: Mapping[str, Any]) -> str:
    """The longest key path among the origins that leads to a number; empty if none does."""
    while path and path not in origins:
        path = path.rpartition(".")[0]
    return path
