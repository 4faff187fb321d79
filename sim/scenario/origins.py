"""Where the numbers of a scenario come from: stated, derived, assumed, or not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_NOT_INPUT: Final = frozenset(
    (
        "hotline", "extends", "title", "description", "targets", "published", "report", "replications", "budget",
        "origins",
    )
)  # fmt: skip


def origins_count(scenario: Scenario) -> dict[str, int]:
    """How many numbers the scenario writes down, in all and by origin.

    A number is a value that is a number or text that begins with a digit (lengths of time, shares, clock times,
    dates). Its origin is that of the longest key path in `origins` that leads to it.

    Returns
    -------
    dict
        `total`, `stated`, `derived`, `assumed` and `none` (not said).
    """
    kinds = {path: origin.kind for path, origin in scenario.origins.items()}
    counts = Counter({"total": 0, "stated": 0, "derived": 0, "assumed": 0, "none": 0})
    inputs = {key: value for key, value in scenario.document.items() if key not in _NOT_INPUT}
    for path in _numbers(inputs, ""):
        counts["total"] += 1
        counts[_origin(path, kinds)] += 1
    return dict(counts)


def _numbers(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _numbers(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _numbers(part, f"{path}.{index}")
    elif not isinstance(value, bool) and str(value)[:1].isdigit():
        yield path


def _origin(path: str, kinds: dict[str, Any]) -> str:
    while path:
        if path in kinds:
            return str(kinds[path])
        path = path.rpartition(".")[0]
    return "none"
