"""Odd values for every place of every shipped scenario, and what `hotline check` makes of them.

Each value is written as a planner would write it after ``--set key.path=``; how many there are, and which scenario a
place is tried in, follows from the shipped scenarios alone.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner

from sim.checks import load_scenario as load_checked
from sim.checks.reading import reading_of
from sim.cli import main
from sim.errors import HotlineError
from sim.report.reading import reading_text
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

SCENARIOS: Final = Path(__file__).parents[2] / "scenarios"
ODD: Final = {
    "nothing": "null",
    "an empty text": "''",
    "an empty list": "[]",
    "an empty mapping": "{}",
    "a list": "[a, 1]",
    "a nested list": "[[[1]], [2]]",
    "a mapping": "{a: 1}",
    "a mapping with a file": "{file: ../a.csv}",
    "true": "true",
    "false": "false",
    "zero": "0",
    "minus one": "-1",
    "half": "0.5",
    "a huge decimal": "1e308",
    "a huge negative": "-1e308",
    "the largest whole number": str(2**63 - 1),
    "ten to the thirty": str(10**30),
    "infinity": ".inf",
    "not a number": ".nan",
    "the text nan": "'nan'",
    "markup": "'<b onload=x>&amp;</b>'",
    "a formula": "'$a_{$ and $\\frac'",
    "placeholders": "'{} {0.x} %s %(a)d'",
    "a line break": '"a\\nb"',
    "a tab": '"a\\tb"',
    "a control code": '"\\e[31mred"',
    "Chinese and a face": "'热线 😀'",
    "a million digits": "9" * 1_000_000,
    "a length of a million digits": "9" * 1_000_000 + " s",
    "a limit of many digits": "9" * 1_000 + " working days",
    "a share of many digits": "9" * 10_000 + " %",
    "a text of a hundred thousand": "x" * 100_000,
    "a date": "2022-02-29",
    "a clock time": "'24:00'",
    "more than all": "150 %",
    "a length": "36000 d",
    "no length at all": "0 s",
    "a path upwards": "../../etc/passwd",
    "a path from the root": "/etc/passwd",
    "the word file": "file",
    "the word off": "off",
    "wide digits": "３０ s",
    "a look-alike": "аll",
    "a command": "'=cmd|calc'",
}
LONGEST_LINE: Final = 420
MOST_LINES: Final = 5
MOST_SECONDS: Final = 8.0
"""2 s on an idle machine."""
TOP_KEYS: Final = tuple(Scenario.model_fields)
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Try:
    """One odd value at one place of one scenario."""

    scenario: Path
    path: KeyPath
    odd: str

    @property
    def setting(self) -> str:
        """As it is written after --set."""
        return f"{'.'.join(map(str, self.path))}={ODD[self.odd]}"

    def __str__(self) -> str:
        return f"{self.scenario.stem} {'.'.join(map(str, self.path))}: {self.odd}"


@dataclass(frozen=True)
class Answer:
    """What came of it: what was said (a refusal, or the reading), whether it was read, how long it took, and faults."""

    said: str
    was_read: bool
    seconds: float
    faults: tuple[str, ...]


@cache
def tries() -> tuple[Try, ...]:
    """Every odd value at every key path of the shipped scenarios, each path in the scenario with the shortest run."""
    shipped = [(load_scenario(path), path) for path in sorted(SCENARIOS.rglob("*.yaml"))]
    found: dict[KeyPath, Path] = {}
    for scenario, path in sorted(shipped, key=lambda pair: pair[0].clock.days):
        for place in _places(scenario.document):
            found.setdefault(place, path)
    return tuple(Try(scenario, place, odd) for place, scenario in found.items() for odd in ODD)


def sample(n: int, seed: int) -> list[Try]:
    """So many of them, the same for the same seed."""
    return random.Random(seed).sample(tries(), n)


def _places(node: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, entry in entries:
        yield (*path, key)
        yield from _places(entry, (*path, key))


def everything_check_does(scenario_file: Path, sets: list[str]) -> str:
    """All that `hotline check` does, in both languages."""
    reading = reading_of(load_checked(scenario_file, sets))
    return "\n".join(reading_text(reading, lang) for lang in ("en", "zh"))


def answer(one: Try) -> Answer:
    """Try it; whatever is no sentence, or no good one, is among the faults."""
    begun = time.process_time()
    was_read = False
    faults: list[str] = []
    try:
        said = everything_check_does(one.scenario, [one.setting])
        was_read = True
    except HotlineError as error:
        said = str(error)
        faults += _faults_of(said, one)
    except Exception as error:
        said = ""
        faults.append(f"{type(error).__name__}: {str(error)[:200]}")
    seconds = time.process_time() - begun
    faults += [f"a line of {len(line)} characters" for line in said.splitlines() if len(line) > LONGEST_LINE][:1]
    if seconds > MOST_SECONDS:
        faults.append(f"took {seconds:.1f} s")
    return Answer(said, was_read, seconds, tuple(faults))


def _faults_of(said: str, one: Try) -> list[str]:
    """What is wrong with a refusal: it names a key, in a few lines without the words of programs."""
    faults = []
    if not any(re.search(rf"\b({'|'.join(TOP_KEYS)})\b", line) for line in said.splitlines()):
        faults.append("names no key")
    if not 1 <= len(said.splitlines()) <= MOST_LINES:
        faults.append(f"has {len(said.splitlines())} lines")
    faults += [f"says {word!r}" for word in ("Traceback", "Error(", "pydantic", "object at 0x") if word in said]
    if any(not (char.isprintable() or char == "\n") for char in said):
        faults.append("holds a control code")
    return faults


def run_it(one: Try, folder: Path) -> tuple[int, str]:
    """Run one day of it with a few contacts, as `hotline run --out` does; the exit code and what was said on stderr."""
    document = load_scenario(one.scenario).document
    sets = ["clock.days=1"]
    sets += [f"demand.{name}.per_day=30" for name, stream in document["demand"].items() if "per_day" in stream]
    words = [word for setting in (*sets, one.setting) for word in ("--set", setting)]
    done = CliRunner().invoke(
        main, ["run", str(one.scenario), *words, "--reps", "1", "--out", str(folder), "--quiet", "--no-ceiling"]
    )
    return done.exit_code, done.stderr
