"""The table of public reports and the tests that keep them belong together."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "verification.md"
LEAST = 20


def rows() -> list[list[str]]:
    """Situation, source and test of each row of the page's last table."""
    table = PAGE.read_text(encoding="utf-8").split("\n## Situations from public reports\n")[1]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_each_row_names_a_test_and_each_test_has_a_row() -> None:
    """The page lists just the tests of this folder, in their order."""
    named = [row[2].strip("`") for row in rows()]
    found = [
        f"{path.stem}.{name}"
        for path in sorted(HERE.glob("test_*_reports.py"))
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    ]
    assert named == found
    assert len(set(named)) == len(named)


def test_each_row_names_a_source() -> None:
    """A source is a project with the number of a thread, or a publisher with a title; there are more than twenty."""
    sources = [row[1] for row in rows()]
    for source in sources:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+#\d+|[\w. ]+, '[^']+'", source), source
    assert len(set(sources)) > LEAST
