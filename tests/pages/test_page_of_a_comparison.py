"""What the page of a comparison says is what was found, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sim import store
from sim.measures.definitions import label
from sim.report.comparison import comparison_sentences
from sim.report.page.comparison_page import comparison_page
from sim.report.page.html import text
from sim.study.compare import frame_of

from .conftest import call
from .test_page_of_a_run import read

NAME = "<b>slow</b>"


def test_what_is_kept_is_what_was_found(pair: Path) -> None:
    """Differences, their sentences and each design's estimates come back as they were."""
    kept, answer = store.read_kept_comparison(pair), json.loads((pair / "summary.json").read_text(encoding="utf-8"))
    assert comparison_sentences(kept.found) == answer["sentences"]
    frame = pd.read_csv(pair / "comparison.csv", dtype=str)
    found = frame_of(kept.found.rows)
    for column in ("base", "variant", "difference", "low", "high", "variance_saved"):
        assert found[column].astype(float).equals(frame[column].astype(float)), column
    for design, told in zip(kept.designs, answer["designs"], strict=True):
        assert design.scenario.name == told["name"]
        assert design.measures["asa"].estimate == told["measures"]["asa"]["estimate"]


def test_the_page_says_every_sentence_and_every_difference(pair: Path) -> None:
    """A row for each measure of each pair, with the verdict of its interval; hostile names are text."""
    kept = store.read_kept_comparison(pair)
    for name, lang in (("report.html", "en"), ("report_zh.html", "zh")):
        source = (pair / name).read_text(encoding="utf-8")
        assert all(text(sentence) in source for sentence in comparison_sentences(kept.found, lang))
        assert text(NAME) in source
        assert NAME not in source
        page = read(pair / name)
        assert len(page.ids) == len(set(page.ids))
        measures = [label(key, lang) for key in kept.found.measures]
        tables = [table for table in page.tables if [row[0] for row in table[1:]] == measures]
        assert len(tables) == 3  # two pairs, and each design by itself
        assert all(cell for table in tables for cell in table[0])


def test_a_page_is_a_function_of_what_is_kept(pair: Path) -> None:
    """Made again it is the same, byte by byte, and the folder is whole."""
    assert comparison_page(store.read_kept_comparison(pair), "en") == (pair / "report.html").read_bytes()
    assert store.check_results(pair)["finished"]


def test_the_command_on_the_page_gives_the_same_numbers(pair: Path, tmp_path: Path) -> None:
    """Run as it stands into another folder."""
    import shlex

    words = shlex.split(store.read_kept_comparison(pair).again)
    call(*words[1:], "--out", tmp_path / "again", "--quiet")
    assert (tmp_path / "again" / "measures.csv").read_bytes() == (pair / "measures.csv").read_bytes()
