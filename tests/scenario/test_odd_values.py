"""Odd values at every place of every shipped scenario: read, or refused in a sentence; never a crash."""

from __future__ import annotations

import random
import sys
from itertools import islice
from pathlib import Path

import pytest

from ..faults import odd_values_page
from . import odd_values

FEW, MANY = 150, 18_000
FEW_RUNS, MANY_RUNS = 1, 200
MOST_GROWN_MB = 200.0


def _largest_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_048_576 if sys.platform == "darwin" else 1_024)


def _examine(n: int, seed: int) -> tuple[list[odd_values.Try], list[str], float, float]:
    """So many tries: those that were read, the faults, the longest in seconds, and how far memory grew."""
    odd_values.everything_check_does(odd_values.SCENARIOS / "template_chain.yaml", [])  # all that is loaded once
    before = _largest_mb()
    was_read, wrong, slowest = [], [], 0.0
    for one in odd_values.sample(n, seed):
        found = odd_values.answer(one)
        slowest = max(slowest, found.seconds)
        if found.faults:
            wrong.append(f"{one}: {', '.join(found.faults)}: {found.said[:300]}")
        elif found.was_read:
            was_read.append(one)
    return was_read, wrong, slowest, _largest_mb() - before


def _crashed(tries: list[odd_values.Try], folder: Path) -> tuple[list[str], int]:
    """Runs that ended in a crash, and how many ended well."""
    crashed, well = [], 0
    for number, one in enumerate(tries):
        code, said = odd_values.run_it(one, folder / str(number))
        well += code == 0
        if code not in (0, 2, 3) or "unexpected error" in said:
            crashed.append(f"{one}: exit code {code}: {said[:300]}")
    return crashed, well


def test_odd_values_are_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    """A few hundred of them, and some of those read are run; new ones with each change of the scenarios."""
    was_read, wrong, _, grown_mb = _examine(FEW, seed=20_261)
    assert wrong == []
    assert grown_mb < MOST_GROWN_MB
    crashed, well = _crashed(was_read[:FEW_RUNS], tmp_path)
    assert crashed == []
    assert well > 0


def test_every_part_of_a_shipped_scenario_can_be_taken_away() -> None:
    """Null or an empty mapping at every place of a template gives a scenario without that part, or a sentence."""
    chosen = [
        one
        for one in odd_values.tries()
        if one.odd in ("nothing", "an empty mapping") and one.scenario.stem == "template_town"
    ]
    wrong = [f"{one}: {found.faults}: {found.said[:300]}" for one in chosen if (found := odd_values.answer(one)).faults]
    assert len(chosen) > 50
    assert wrong == []


@pytest.mark.long
def test_very_many_odd_values_are_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    """The same for 18,000 and 200 runs; the counts go into docs/reliability.md."""
    was_read, wrong, slowest, grown_mb = _examine(MANY, seed=20_262)
    random.Random(7).shuffle(was_read)
    chosen = list(islice(was_read, MANY_RUNS))
    crashed, well = _crashed(chosen, tmp_path)
    places = len(odd_values.tries()) // len(odd_values.ODD)
    found = odd_values_page.Counts(
        MANY, places, len(odd_values.ODD), len(was_read), len(wrong), slowest, grown_mb, len(chosen), len(crashed)
    )
    odd_values_page.write(odd_values_page.section(found))
    assert wrong == []
    assert crashed == []
    assert well > MANY_RUNS // 2
    assert grown_mb < MOST_GROWN_MB
