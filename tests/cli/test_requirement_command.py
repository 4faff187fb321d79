"""`hotline need --by-interval`: what it prints and writes, and how options of the other question are refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from .command import call

TOWN = ("need", "template_town", "--by-interval", "--reps", "2", "--quiet")


def test_the_command_tells_writes_and_draws(tmp_path: Path) -> None:
    """Text, one object, a table and a workbook with planners' headings, a chart for each pool."""
    out = tmp_path / "out"
    told = call(*TOWN, "--out", str(out))
    assert told.exit_code == 0
    assert told.stdout.startswith("People needed by interval, by formula")
    table = pd.read_csv(out / "requirement.csv", encoding="utf-8-sig")
    headings = ["pool", "date", "interval", "kind of day", "offered", "AHT (s)", "required", "rostered", "present"]
    assert list(table.columns) == [*headings, "over/under"]
    assert len(table) == 48
    with zipfile.ZipFile(out / "requirement.xlsx") as book:
        assert "over/under" in book.read("xl/worksheets/sheet1.xml").decode()
    assert sorted(path.name for path in (out / "charts").iterdir()) == ["requirement_1.png", "requirement_1.svg"]
    answer = json.loads(call(*TOWN, "--json").stdout)
    assert [row["required"] for row in answer["intervals"]] == table["required"].tolist()
    assert answer["pools"][0]["definition"] == "service_level"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*TOWN, "--each"), "--by-interval asks for people in intervals, not for shifts: leave out --each"),
        ((*TOWN, "--at-most", "9"), "--by-interval asks for people in intervals, not for shifts: leave out --at-most"),
        (("need", "template_town", "--days", "90%"), "--days is about people in intervals: write --by-interval, too"),
    ],
)
def test_options_of_the_other_question_are_refused(words: tuple[str, ...], sentence: str) -> None:
    """With what to leave out, or to add."""
    told = call(*words)
    assert told.exit_code == 2
    assert sentence in told.stderr
    assert "请" in call(*words, "--lang", "zh").stderr
