"""Every single fault that the schema allows one to make is refused at its file, line and key, in plain words."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from itertools import chain, islice
from pathlib import Path

import pytest

from sim.checks import load_scenario
from sim.errors import ScenarioError

from . import mutants as made
from .contradictions import RULES, contradictions_of, speaks_of
from .mutants import NAME, Base, Mutant

JARGON = re.compile(
    r"Traceback|Input should|value_error|type=|discriminator|pydantic|validator|\bdict\b|\btuple\b|\bint\b|\bstr\b|"
    r"[Ll]iteral|None\b|function|union|errors\.pydantic|Scenario\b"
)
ONE_IN = 60
"""Which part of the mutants is looked at in every run; the long run takes all."""


def _chosen(base: Base, whole: bool) -> list[Mutant]:
    """All mutants; or one in so many, and every fifth of the rich scenario's faults other than slips."""
    found = made.mutants(base)
    if whole:
        return list(found)
    rich = base.name == "rich"
    return [
        mutant
        for place, mutant in enumerate(found)
        if place % ONE_IN == 0 or (rich and not mutant.meant and place % 4 == 0)
    ]


def _examine(whole: bool) -> tuple[Counter[str], Counter[str], list[str]]:
    """Mutants by rule, slips of which the right key is suggested by rule, and what is wrong with any message."""
    count: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    wrong: list[str] = []
    for base in made.bases():
        if base.is_variant and not whole:
            continue
        for mutant in _chosen(base, whole):
            _, lines = made.written(mutant.value)
            told = made.told_of(base, mutant, lines)
            count[mutant.rule] += 1
            hit[mutant.rule] += bool(mutant.meant) and f"did you mean '{mutant.meant}'?" in told
            if made.wrong_places(told, mutant, lines) or not _is_plain(told):
                wrong.append(f"{base.name}: {mutant.rule} at {mutant.path}: {told or 'it is read'}")
    return count, hit, wrong


def _is_plain(told: str) -> bool:
    return 1 <= len(told.splitlines()) <= 5 and not JARGON.search(told)


def _report(whole: bool) -> None:
    count, hit, wrong = _examine(whole)
    slips = {rule: number for rule, number in count.items() if rule.startswith("slip")}
    for rule, number in sorted(count.items()):
        print(f"{number:6} {rule}" + (f", right key suggested for {hit[rule]}" if rule in slips else ""))
    rate = hit.total() / sum(slips.values())
    print(f"{count.total():6} mutants, {len(wrong)} told at a wrong place; right key suggested for {rate:.2%} of slips")
    assert wrong == []
    assert rate >= 0.99
    assert all(hit[rule] >= 0.9 * number for rule, number in slips.items())
    assert count.total() > (30_000 if whole else 1_500)


def test_the_rich_scenario_says_everything_the_language_can() -> None:
    """Every key of every part of the schema stands in it, so that no key escapes the mutants."""
    rich = made.bases()[0]
    assert {site.pointer for site in made.sites(rich.whole)} - {""} == made.all_pointers()


def test_every_fault_is_told_at_its_place_in_plain_words() -> None:
    """Wrong kinds, unknown keys, slips, values out of range and missing keys are each told at file, line and key."""
    _report(whole=False)


@pytest.mark.long
def test_every_fault_of_every_shipped_scenario_is_told_at_its_place() -> None:
    """The same for all mutants."""
    _report(whole=True)


def test_every_contradiction_is_told_at_one_of_its_sides() -> None:
    """Each rule of contradiction, at each key where it applies, is refused at the part to blame."""
    wrong: list[str] = []
    count: Counter[str] = Counter()
    for base in made.bases():
        for mutant in contradictions_of(base):
            _, lines = made.written(mutant.value)
            told = made.told_of(base, mutant, lines)
            count[mutant.rule] += 1
            if not speaks_of(told, mutant, lines) or not _is_plain(told):
                wrong.append(f"{base.name}: {mutant.rule} at {mutant.path}: {told or 'it is read'}")
    print(f"{count.total()} contradictions by {len(count)} rules")
    assert wrong == []
    assert set(count) == {f"contradiction: {rule.name}" for rule in RULES}


def _compare_with_files(folder: Path, step: int) -> int:
    """Mutants read from real files; how many."""
    count = 0
    for base in made.bases():
        if base.below is not None or base.is_variant:
            continue
        place = folder / base.name
        shutil.copytree(base.folder, place)
        for mutant in islice(chain(made.mutants(base), contradictions_of(base)), 0, None, step):
            text, lines = made.written(mutant.value)
            path = place / NAME
            path.write_text(text, encoding="utf-8")
            with pytest.raises(ScenarioError) as caught:
                load_scenario(path)
            # The long folder is told, too: without it the sentences are the same but for where they are cut.
            said, known = str(caught.value).replace(f"{place}/", ""), made.told_of(base, mutant, lines)
            assert said == known or "..." in said
            count += 1
    return count


def test_what_is_told_of_a_document_is_told_of_its_file(tmp_path: Path) -> None:
    """The same mutants, written to files and loaded, give the same sentences."""
    assert _compare_with_files(tmp_path, 500) > 100


@pytest.mark.long
def test_what_is_told_of_a_document_is_told_of_its_file_for_many(tmp_path: Path) -> None:
    """The same for every tenth mutant."""
    assert _compare_with_files(tmp_path, 10) > 3_000
