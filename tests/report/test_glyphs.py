"""A character that the charts' fonts lack is caught: named, with the name it stands in, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from matplotlib.text import Text

from sim.cli import main
from sim.measures.chart_tables import ChartTables
from sim.measures.ticket_side import TicketSide
from sim.report.glyphs import glyph_warnings
from sim.report.need import need_sentences
from sim.report.need_charts import need_charts
from sim.report.run_charts import draw_results
from sim.scenario.loading import load_scenario
from sim.staffing.need import need
from sim.study.replicate import replicate

RARE, RARER = "\U00020000", "\U00021336"
SCENARIO = f"""
hotline: 1
title: 乡{RARE}热线
clock: {{start: "2022-01-10", days: 1}}
demand: {{calls: {{per_day: 60, types: {{"{RARE}": 100 %}}}}}}
operators:
  floor: {{talk: {{law: exponential, mean: 3 min}}, shifts: {{all: {{start: "00:00", end: "24:00", staff: 2}}}}}}
direct_answer: 20 %
units:
  "{RARER}坪村": {{work: {{law: exponential, mean: 1 min}}, shifts: {{a: {{start: "00:00", end: "24:00", staff: 2}}}}}}
  硚口: {{work: {{law: exponential, mean: 1 min}}, shifts: {{a: {{start: "00:00", end: "24:00", staff: 2}}}}}}
tickets: {{routes: [{{units: {{"{RARER}坪村": 50 %, 硚口: 50 %}}}}], closed_at: handled}}
targets: [{{measure: abandonment_rate, type: "{RARE}", at_most: 50 %}}]
"""
TITLE = {
    "en": f"the charts' font lacks {RARE} (U+20000) in the title '乡{RARE}热线': a box stands there instead",
    "zh": f"图表字体缺少标题“乡{RARE}热线”中的字符 {RARE} (U+20000)，图中以方框代替",
}
UNIT = {
    "en": f"the charts' font lacks {RARER} (U+21336) in the unit '{RARER}坪村': a box stands there instead",
    "zh": f"图表字体缺少承办单位“{RARER}坪村”中的字符 {RARER} (U+21336)，图中以方框代替",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The scenario as a file."""
    path = tmp_path / "village.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def call(*arguments: object) -> Result:
    """The command's answer."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(("lang", "options"), [("en", ()), ("zh", ("--json",))])
def test_a_run_warns_once_and_keeps_the_warning(
    file: Path, tmp_path: Path, lang: str, options: tuple[str, ...]
) -> None:
    """Each name once on stderr, and among the warnings of the result folder; names that are drawn are not there."""
    out = tmp_path / "out"
    result = call("run", file, "--reps", 2, "--no-ceiling", "--lang", lang, "--out", out, *options)
    assert result.exit_code == 0, result.stderr
    kept = json.loads((out / "summary.json").read_text(encoding="utf-8"))["warnings"]
    for warning in (TITLE[lang], UNIT[lang]):
        assert result.stderr.count(warning) == 1
        assert kept.count(warning) == 1
        assert f"  ! {warning}\n" in (out / "summary.txt").read_text(encoding="utf-8")
    assert not [warning for warning in kept if f"U+{ord('硚'):X}" in warning]


def test_need_warns_of_its_targets_too(file: Path, tmp_path: Path) -> None:
    """The name that a target is cut by stands at an axis."""
    out = tmp_path / "out"
    result = call("need", file, "--reps", 2, "--lang", "zh", "--out", out, "--quiet", "--json")
    assert result.exit_code == 0, result.stderr
    kept = json.loads((out / "summary.json").read_text(encoding="utf-8"))["warnings"]
    assert json.loads(result.stdout)["warnings"] == kept
    assert TITLE["zh"] in kept
    assert any(f"{RARE})" in warning or f"{RARE}）" in warning for warning in kept)


def test_without_charts_there_is_no_warning(file: Path) -> None:
    """Where nothing is drawn, no box stands anywhere."""
    result = call("run", file, "--reps", 1, "--no-ceiling")
    assert "U+20000" not in result.stderr + result.stdout


def test_every_box_in_a_chart_is_warned_of(file: Path) -> None:
    """Whatever text of whatever chart has a box, a warning names what stands there."""
    lang = "en"
    scenario = load_scenario(file)
    tables = ChartTables()
    results = replicate(scenario, replications=2, on_log=tables.add)
    figures = draw_results(results, lang, TicketSide(tables.closed_at, tables.frames()))
    found = need(scenario, replications=2)
    figures |= need_charts(found.heads_tried, need_sentences(found, lang)[0], lang, scenario.title)
    warned = glyph_warnings(scenario, lang, [target.measure for target in found.tried[0].targets])
    boxed = [text.get_text() for figure in figures.values() for text in figure.findobj(Text) if "□" in text.get_text()]
    assert boxed
    as_drawn = [warning.replace(RARE, "□").replace(RARER, "□") for warning in warned]
    for text in boxed:
        around = [text[at : at + 2] for at, char in enumerate(text) if char == "□"]
        assert all(any(part.strip("\n") in warning for warning in as_drawn) for part in around), text
