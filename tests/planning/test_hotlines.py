"""The five published hotlines: each staffing file can be planned, and says what comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.planning.loop import plan
from sim.planning.reading import reading_of
from sim.scenario.staffing_file import read_staffing

ROOT = Path(__file__).parents[2]
PLANS = sorted((ROOT / "experiments" / "plans").glob("*.yaml"))
ANSWERS = {
    "baiyun_desk": ("Three of 08:00 to 16:00", 168.0, 3),
    "jingxi_legal_hours": ("12 posts and 672 h", 672.0, 12),
    "tianjin_floor": ("222 people and 1,665 paid hours", 1665.0, 222),
    "zhoukou_seven": ("112 h a week", 112.0, 2),
    "zhujing_units": ("35 heads", 2940.0, 35),
}
"""What each file says, and cost and people of its plan."""


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_each_can_be_planned_and_has_its_answer(path: Path) -> None:
    """It reads, the page of plans names it, and its answer stands in it."""
    file = read_staffing(path)
    assert reading_of(file)["targets"]
    assert ANSWERS[path.stem][0] in " ".join(file.staffing.description.split())
    assert path.name in (ROOT / "docs" / "planning.md").read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_each_answer_is_what_comes_of_it(path: Path) -> None:
    """Cost, people, and that all targets hold with fresh chance."""
    found = plan(path, bound=False)
    _, cost, heads = ANSWERS[path.stem]
    assert (found.verdict, found.cost, found.shape.heads) == ("met", cost, heads)
