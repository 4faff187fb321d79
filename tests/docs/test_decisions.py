"""Decisions say when they were made, what they cost, and when to look again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem[:4])
def test_a_decision_has_a_date_a_price_and_an_end(path: Path) -> None:
    """A door that is closed says since when, at what cost, and when somebody may open it again."""
    text = path.read_text(encoding="utf-8")
    assert re.search(r"\b2026-\d\d-\d\d\b", text)
    assert re.search(r"\bPrice\b", text)
    assert re.search(r"[Ll]ook(?:ing|ed)? (?:at )?again|looked at again|To look at again", text)
    assert int(path.stem[:4]) == DECISIONS.index(path) + 1
