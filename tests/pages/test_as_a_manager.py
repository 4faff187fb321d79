"""The page of Jingxi's week, read as the manager of a district reads it: four questions, and the stored answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim import store
from sim.measures.definitions import label
from sim.measures.ticket_pieces import STAGES
from sim.report.page.html import text
from sim.report.ticket_headlines import about, stage_name

from .conftest import call
from .test_page_of_a_run import Reader


@pytest.fixture(scope="module")
def jingxi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of twelve by day and five by night, with its page in both languages."""
    out = tmp_path_factory.mktemp("jingxi") / "out"
    call("run", "jingxi_2022", "--reps", 5, "--out", out, "--quiet", "--report")
    call("report", out, "--lang", "zh", "--quiet")
    return out


@pytest.mark.long
@pytest.mark.parametrize(("name", "lang"), [("report.html", "en"), ("report_zh.html", "zh")])
def test_the_four_questions_are_answered(jingxi: Path, name: str, lang: str) -> None:
    """Does 12/5 keep same-day clearance; the bottleneck; how many people legal hours need; how sure is it."""
    run, source = store.read_kept_run(jingxi), (jingxi / name).read_text(encoding="utf-8")
    page = Reader(source)
    rows = {row[0]: [cell.replace("\u00a0", " ") for cell in row] for table in page.tables for row in table}

    target = next(target for target in run.targets() if target.measure == "same_day_closure")
    row = rows[label("same_day_closure", lang)]
    assert target.status == "not met"
    assert re.search(r"\u2716", source)  # a shape beside the colour
    assert any(f"{(target.estimate or 0) * 100:.1f}" in cell for cell in row)

    headlines = run.tickets.headlines
    assert headlines is not None
    leader, share = headlines.stages.order[0], headlines.stages.shares[0].estimate
    answer = source[source.index('<section id="answer"') : source.index('<section id="targets"')].replace("\u00a0", " ")
    assert text(stage_name(STAGES[leader], lang)) in answer
    assert about(share) in answer

    heads = run.summary()["heads_for_40_hours"].estimate
    assert any(f"{heads:,.0f}" in cell for cell in rows[label("heads_for_40_hours", lang)])
    pools = run.tickets.tables["people"]
    assert sum(pools[["heads_for_40_hours", "heads_for_rest_day"]].max(axis=1)) >= (heads or 0)

    assert re.search(rf"\b{run.n}\b", answer)
    low, high = (f"{(end or 0) * 100:.1f}" for end in (target.low, target.high))
    assert low in answer
    assert high in answer
