"""Designs as the command line gives them: scenario files, shipped names, and changes to the first of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sim import store
from sim.errors import ScenarioError, printable
from sim.shipped import load_scenario
from sim.study.designs import named_designs

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_NAME: Final = re.compile(r"^\s*([^=\[\]{}\"']*?)\s*(?::\s|：)\s*(?=\S)")
"""A name stands before a colon with a space behind it, which no key path has."""
_NEXT: Final = re.compile(r"[,，]\s*(?=[^\s,，=:：\[\]{}\"']+\s*=)")
"""A comma divides two changes where a key path and an equals sign follow it."""
_OF_SETS: Final = re.compile(r"^--set:", re.MULTILINE)
_OPEN: Final = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Variation:
    """A design made of the first scenario by some changes.

    Attributes
    ----------
    name
        What it is called; empty if its changes say it.
    sets
        Its changes, each as ``key.path=value``.
    """

    name: str
    sets: tuple[str, ...]


def variation_of(text: str) -> Variation:
    """Read one design as --with gives it: ``three more: operators.desk.shifts.day.staff=14, employed=30``.

    Raises
    ------
    ScenarioError
        If nothing in it is a change.
    """
    match = _NAME.match(text)
    name, rest = (match[1], text[match.end() :]) if match else ("", text)
    sets = [part.strip() for part in _divided(rest)]
    wrong = next((part for part in sets if not part.partition("=")[0].strip() or "=" not in part), None)
    if wrong is not None:
        shown = printable(text[:80], breaks=False)
        raise ScenarioError(
            f"--with: '{shown}' is not NAME: KEY.PATH=VALUE, such as \"slow: operators.floor.wrap_up.mean=55 s\""
        )
    return Variation(name, tuple(sets))


def _divided(text: str) -> list[str]:
    """The changes of a design: divided by commas, but not inside brackets and quotes."""
    parts: list[str] = []
    waiting: list[str] = []
    start = k = 0
    while k < len(text):
        char = text[k]
        if waiting and char == waiting[-1]:
            waiting.pop()
        elif char in "\"'" and (not waiting or waiting[-1] not in "\"'"):
            waiting.append(char)
        elif char in _OPEN and (not waiting or waiting[-1] not in "\"'"):
            waiting.append(_OPEN[char])
        elif not waiting and (found := _NEXT.match(text, k)):
            parts.append(text[start:k])
            start = k = found.end()
            continue
        k += 1
    return [*parts, text[start:]]


def designs_of(scenarios: Sequence[str], variations: Sequence[str], sets: Sequence[str]) -> list[Scenario]:
    """The designs in their order, each under a name of its own.

    Parameters
    ----------
    scenarios
        Files or shipped names; the first is the base.
    variations
        Further designs over the base, as `variation_of` reads them.
    sets
        Changes that hold for all designs.

    Raises
    ------
    HotlineError
        If one of them cannot be read, there are fewer than two, or two have one name.
    """
    read = [variation_of(text) for text in variations]
    if len(scenarios) + len(read) < 2:
        raise ScenarioError(
            'two designs or more are needed: give another scenario, or --with "KEY.PATH=VALUE" for the same one changed'
        )
    designs = [load_scenario(name, sets) for name in scenarios]
    designs += [_varied(scenarios[0], one, sets) for one in read]
    twice = next((one.name for k, one in enumerate(read) if one.name and one.name in [o.name for o in read[:k]]), None)
    if twice is not None:
        raise ScenarioError(f"two designs are called '{twice}': give each a name of its own")
    given = [*[""] * len(scenarios), *(one.name for one in read)]
    return named_designs([
        design.renamed(name) if name else design
        for design, name in zip(designs, given, strict=True)
    ])  # fmt: skip


def _varied(scenario: str, variation: Variation, sets: Sequence[str]) -> Scenario:
    """A scenario with the changes of one design; what is wrong with them is told of --with."""
    try:
        return load_scenario(scenario, (*sets, *variation.sets))
    except ScenarioError as error:
        raise ScenarioError(_OF_SETS.sub("--with:", error.sentence)) from None


def designs_manifest(
    command: str, designs: Sequence[Scenario], engines: Sequence[str], seed: int, asked: int
) -> dict[str, Any]:
    """What was run side by side; the first design's scenario stands at the top, as in the folder of a run."""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    of_each = [
        store.make_manifest(design, seed, asked, engine, created, command)
        for design, engine in zip(designs, engines, strict=True)
    ]
    parts = ("scenario", "title", "scenario_sha256", "logs_sha256", "data_sha256", "engine", "document")
    return of_each[0] | {"designs": [{part: one[part] for part in parts} for one in of_each]}
