"""What sounds true and is not: the page's counterexamples happen just as it says, and each breaks its sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..engines.world import team
from .floors import Caller, Fate, fates, with_double_patience, with_half_the_talk

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "relations.md").read_text(encoding="utf-8")

Fates = dict[str, Fate]
Change = Callable[[list[Caller]], tuple[Fates, Fates]]


def one_more_operator(callers: list[Caller]) -> tuple[Fates, Fates]:
    """One operator, then two."""
    return fates(callers, 1), fates(callers, 2)


def a_talk_halved(callers: list[Caller]) -> tuple[Fates, Fates]:
    """One operator; the first talk takes half as long."""
    return fates(callers, 1), fates(with_half_the_talk(callers, 0), 1)


def patience_doubled(callers: list[Caller]) -> tuple[Fates, Fates]:
    """One operator; all wait twice as long."""
    return fates(callers, 1), fates(with_double_patience(callers), 1)


def a_caller_less(callers: list[Caller]) -> tuple[Fates, Fates]:
    """One operator; the first caller stays away."""
    return fates(callers, 1), fates(callers[1:], 1)


def a_second_skill(callers: list[Caller]) -> tuple[Fates, Fates]:
    """One operator for each kind of call; then the second one takes the other kind too."""
    kinds = {kind: [caller.name for caller in callers if caller.name[0] == kind] for kind in "NS"}

    def groups(more: list[dict[str, Any]]) -> dict[str, Any]:
        south = team(talk=None, skills=[{"types": kinds["S"]}, *more])
        return {"north": team(talk=None, skills=[{"types": kinds["N"]}]), "south": south}

    return fates(callers, groups([])), fates(callers, groups([{"types": kinds["N"]}]))


def one_more_with_breaks(callers: list[Caller]) -> tuple[Fates, Fates]:
    """Two operators, then three, with ten minutes off after eight, in two waves."""

    def floor(operators: int) -> dict[str, Any]:
        breaks = [{"after": "8 min", "length": "10 min", "waves": 2}]
        return {"floor": team(operators, talk=None, breaks=breaks)}

    return fates(callers, floor(2)), fates(callers, floor(3))


def somebody_now_gives_up(before: Fates, after: Fates) -> bool:
    """Whether someone who was answered gives up."""
    return any(after[name].gave_up and not before[name].gave_up for name in after)


def more_give_up(before: Fates, after: Fates) -> bool:
    """Whether more callers give up."""
    return sum(fate.gave_up for fate in after.values()) > sum(fate.gave_up for fate in before.values())


def an_urgent_one_waits_longer(before: Fates, after: Fates) -> bool:
    """Whether an urgent caller waits longer."""
    return any(after[name].waited_s > before[name].waited_s for name in after if name.endswith("!"))


def somebody_waits_longer(before: Fates, after: Fates) -> bool:
    """Whether anybody waits longer."""
    return any(after[name].waited_s > before[name].waited_s for name in after)


def they_wait_longer_in_all(before: Fates, after: Fates) -> bool:
    """Whether the sum of all waits is larger."""
    return sum(fate.waited_s for fate in after.values()) > sum(fate.waited_s for fate in before.values())


FALSE: dict[str, tuple[Change, Callable[[Fates, Fates], bool]]] = {
    "With one operator more, nobody who was answered gives up": (one_more_operator, somebody_now_gives_up),
    "When one talk is halved, no more callers give up": (a_talk_halved, more_give_up),
    "When all wait twice as long, no more callers give up": (patience_doubled, more_give_up),
    "When one caller stays away, no more callers give up": (a_caller_less, more_give_up),
    "With one operator more, no urgent caller waits longer": (one_more_operator, an_urgent_one_waits_longer),
    "More skills never make callers wait longer in all": (a_second_skill, they_wait_longer_in_all),
    "With breaks too, one operator more makes nobody wait longer": (one_more_with_breaks, somebody_waits_longer),
}
"""The sentence, the change it is about, and what would break it."""


def table_of(title: str) -> list[dict[str, str]]:
    """The table below a heading of the page."""
    part = PAGE.split(f"### {title}\n")[1].split("\n#")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


def seconds(text: str) -> int:
    """Seconds of '10:40'."""
    minutes, rest = text.split(":")
    return 60 * int(minutes) + int(rest)


def said(fate: Fate | None) -> str:
    """A fate in the words of the page."""
    if fate is None:
        return "stays away"
    return f"{'gives up' if fate.gave_up else 'answered'} after {fate.waited_s // 60}:{fate.waited_s % 60:02d}"


@pytest.mark.parametrize("title", FALSE)
def test_the_counterexample_is_true(title):
    """Every caller of the page's table fares as written before and after the change, and the sentence is broken."""
    change, breaks = FALSE[title]
    rows = table_of(title)
    callers = [
        Caller(
            row["caller"],
            seconds(row["rings"]),
            seconds(row["talks"]),
            None if row["waits at most"] == "-" else seconds(row["waits at most"]),
            urgent=row["caller"].endswith("!"),
        )
        for row in rows
    ]
    before, after = change(callers)
    assert [said(before.get(row["caller"])) for row in rows] == [row["before"] for row in rows]
    assert [said(after.get(row["caller"])) for row in rows] == [row["after"] for row in rows]
    assert breaks(before, after)


def test_every_false_sentence_has_its_counterexample():
    """The page has just these sentences."""
    assert re.findall(r"^### (.*)$", PAGE, re.M) == list(FALSE)


def test_the_page_names_tests_that_exist():
    """Each test that the page names as holding a relation is in the file it names."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in names, f"{file}::{name}"


def test_the_page_names_every_relation():
    """Each test of this folder stands on the page, but for those about the page itself."""
    for file in Path(__file__).parent.glob("test_*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and "page" not in node.name:
                place = f"`tests/relations/{file.name}::{node.name}`"
                assert place in PAGE or node.name == "test_every_false_sentence_has_its_counterexample", place
