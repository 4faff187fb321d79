"""The pages of forecasts, fits, back-tests, matchings and the rest of a day say what was found, in both languages."""

from __future__ import annotations

import json
import shlex
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim import store
from sim.cli import main
from sim.commands.again import again
from sim.report.backtest_charts import backtest_charts
from sim.report.backtest_words import VERDICT_WORDS
from sim.report.fit_charts import fit_charts
from sim.report.forecast_charts import forecast_charts
from sim.report.forecast_words import METHOD_WORDS
from sim.report.match_charts import match_charts
from sim.report.page.finding_pages import FINDING_PAGES
from sim.report.page.html import text
from sim.report.tonight_charts import tonight_charts
from sim.report.words import phrase

from ..report.layout import problems
from .browser import needs_axe, needs_chromium, outcome_of, requests_of
from .conftest import call
from .finding_data import ASKED, UNIT, findings
from .test_in_a_browser import audit
from .test_page_of_a_run import read
from .test_sheets import sheets_of

CHARTS = {
    "forecast": forecast_charts, "fit": fit_charts, "backtest": backtest_charts, "match": match_charts,
    "tonight": tonight_charts,
}  # fmt: skip
TABLES = {
    "forecast": ("days.csv", "methods.csv"), "fit": ("parameters.csv", "scenario.yaml"), "backtest": ("days.csv",),
    "match": ("unknown.csv", "remaining.csv"), "tonight": ("tickets.csv", "levers.csv"),
}  # fmt: skip
LANGS = ("en", "zh")
EXCEL_DAY_0 = date(1899, 12, 30)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of each command, with its pages in both languages and a workbook."""
    return findings(tmp_path_factory.mktemp("findings"))


def rows_of(folder: Path, heading: str, name: str = "report.html") -> list[list[str]]:
    """The rows of the first table on a page whose first heading is this one."""
    tables = read(folder / name).tables
    return next(table for table in tables if table[0][0] == heading)[1:]


def book_of(folder: Path, sheet: str) -> list[list[Any]]:
    """The rows of a sheet of the Chinese workbook, below its headings."""
    return sheets_of((folder / "report_zh.xlsx").read_bytes())[sheet][1:]


def calls_by_day(path: Path) -> pd.Series[int]:
    """How many calls a file has on each day; a row whose time cannot be read counts nowhere."""
    times = pd.to_datetime(pd.read_csv(path)["time"], errors="coerce").dropna()
    return times.dt.date.value_counts().sort_index()


def test_each_command_that_keeps_a_finding_has_a_page() -> None:
    """No finding is kept that nobody can look at."""
    assert set(FINDING_PAGES) == set(ASKED) == set(CHARTS)


@pytest.mark.parametrize("command", ASKED)
def test_each_page_has_the_sentences_and_is_made_of_what_is_kept(found: dict[str, Path], command: str) -> None:
    """Every sentence of the answer, in its language; remade, the page has the same bytes."""
    folder = found[command]
    kept = store.read_kept_finding(folder)
    for lang, name in (("en", "report.html"), ("zh", "report_zh.html")):
        source, page = (folder / name).read_text(encoding="utf-8"), read(folder / name)
        assert all(text(sentence) in source for said in kept.sentences.values() for sentence in said[lang])
        assert text(kept.titles[lang]) in source
        assert len(page.ids) == len(set(page.ids))
        assert not {"script", "img", "iframe", "link", "object", "form"} & page.tags
        assert all(len(row) == len(table[0]) for table in page.tables for row in table)
        assert all(cell for table in page.tables for cell in table[0])
        assert "nan" not in {cell.lower() for table in page.tables for row in table for cell in row}
    before = (folder / "report.html").read_bytes()
    call("report", folder, "--quiet")
    assert (folder / "report.html").read_bytes() == before
    assert store.check_results(folder)["finished"]
    told = [sentence for said in kept.sentences.values() for sentence in said["en"]]
    answer = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert set(told) >= {*answer["sentences"]} - {one for one in answer["sentences"] if one.startswith("For the boss")}


@pytest.mark.parametrize("command", ASKED)
def test_the_command_on_the_page_asks_for_the_same(
    found: dict[str, Path], command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands under 'How to get it again', run as it stands, gives the same tables."""
    monkeypatch.chdir(found[command].parent)
    line = store.read_kept_finding(found[command]).again
    assert text(line) in (found[command] / "report.html").read_text(encoding="utf-8")
    call(*shlex.split(line)[1:], "--out", tmp_path / "again", "--quiet")
    for name in TABLES[command]:
        assert (tmp_path / "again" / name).read_bytes() == (found[command] / name).read_bytes()


@pytest.mark.parametrize("command", ASKED)
@pytest.mark.parametrize("lang", LANGS)
def test_every_chart_can_be_read_and_stands_on_the_page(found: dict[str, Path], command: str, lang: str) -> None:
    """No label meets another or leaves the paper; each has a name that is read aloud, and its numbers near by."""
    folder = found[command]
    figures = CHARTS[command](store.read_kept_finding(folder), lang)
    assert figures
    assert {name: problems(figure) for name, figure in figures.items() if problems(figure)} == {}
    source = (folder / {"en": "report.html", "zh": "report_zh.html"}[lang]).read_text(encoding="utf-8")
    assert set(read(folder / "report.html").ids) >= {f"chart-{name}" for name in figures}
    assert source.count('<svg role="img" aria-label="') == len(figures)


def test_a_chart_of_units_has_no_title_over_another(found: dict[str, Path]) -> None:
    """Names of units and laws stand in the room of their own panel."""
    (figure,) = [fit_charts(store.read_kept_finding(found["fit"]), "en")["fit_units"]]
    figure.draw_without_rendering()
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(panels) == 2
    boxes = [axes._left_title.get_window_extent() for axes in panels]  # type: ignore[attr-defined]
    assert boxes[0].x1 < boxes[1].x0
    assert boxes[1].x1 < figure.bbox.x1


def test_a_forecast_has_each_day_with_its_bands(found: dict[str, Path]) -> None:
    """On the page and in the workbook the table in the folder; a closed day is told to be closed."""
    folder = found["forecast"]
    days = pd.read_csv(folder / "days.csv")
    rows = rows_of(folder, "date")
    assert len(rows) == len(days) == 5
    shut = [not is_open for is_open in days["open"]]
    assert [row[-1] == "closed" for row in rows] == shut
    assert sum(shut) == 1
    sheet = book_of(folder, "未来各日")
    assert [EXCEL_DAY_0 + timedelta(days=row[0]) for row in sheet] == [date.fromisoformat(day) for day in days["date"]]
    assert [row[1] for row in sheet] == pytest.approx(days["forecast"].tolist())
    assert sheet[0][2:8] == pytest.approx(
        [days[f"{end}_{level}"].iloc[0] for level in (50, 80, 95) for end in ("low", "high")]
    )
    intervals = pd.read_csv(folder / "intervals.csv")
    assert len(book_of(folder, "未来分时段")) == len(intervals) == 4 * 48
    known = book_of(folder, "历史各日")
    assert [row[1] for row in known] == calls_by_day(folder.parent / "history.csv").tolist()


def test_the_contest_of_methods_is_on_the_page_of_a_forecast(found: dict[str, Path]) -> None:
    """Each method by its name with its errors as shares of last week's, and which one is used."""
    folder = found["forecast"]
    methods = pd.read_csv(folder / "methods.csv")
    answer = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    rows = rows_of(folder, "method")
    assert [row[0] for row in rows] == [phrase(METHOD_WORDS[name], "en") for name in methods["method"]]
    assert [row[1] for row in rows].index("used") == methods["method"].tolist().index(answer["method"])
    sheet = book_of(folder, "方法")
    assert [row[3] for row in sheet] == pytest.approx(methods["day_ratio"].tolist())
    chart = next(table for table in read(folder / "report.html").tables if table[0][0] == "interval")
    assert len(chart) - 1 == 48


def test_a_fit_has_every_number_in_its_unit(found: dict[str, Path]) -> None:
    """Each number of the table in the folder: lengths in seconds, shares in per cent, shapes of laws as they are."""
    folder = found["fit"]
    parameters = pd.read_csv(folder / "parameters.csv", keep_default_na=False)
    sheet = {row[0]: row for row in book_of(folder, "参数")}
    assert list(sheet) == parameters["key"].tolist()
    assert [row[0] for row in rows_of(folder, "number")] == parameters["key"].tolist()
    units = {"s": (1, "秒"), "calls": (1, "个"), "tickets": (1, "件")}
    for _, row in parameters.iterrows():
        scale, unit = units.get(row["unit"], (1, "") if row["key"].endswith(".shape") else (100, "%"))
        cells = sheet[row["key"]]
        assert cells[1:4] == pytest.approx([scale * float(row[name]) for name in ("value", "low", "high")])
        assert (cells[4] or "") == unit or row["unit"] in ("calls", "tickets")


def test_a_fit_shows_recorded_beside_fitted(found: dict[str, Path]) -> None:
    """Below a chart of lengths stands how long a share lasts, as the file has it and as the law has it."""
    folder = found["fit"]
    calls = pd.read_csv(folder.parent / "calls.csv").iloc[:-1]
    talks = calls["talk"].dropna().to_numpy(dtype=float)
    kept = store.read_kept_finding(folder)
    lengths, laws = kept.tables["lengths"], kept.tables["laws"]
    talk = lengths[lengths["chart"] == "fit_talk"].set_index("share")
    for share in (0.75, 0.5, 0.1):
        assert talk["recorded_s"][share] == np.quantile(talks, 1 - share, method="inverted_cdf")
    (mean,) = laws.loc[laws["chart"] == "fit_talk", "mean_s"]
    if laws.loc[laws["chart"] == "fit_talk", "law"].iloc[0] == "exponential":
        assert talk["fitted_s"][0.5] == pytest.approx(mean * np.log(2), rel=0.005)
    drawn = {f"chart-fit_{name}" for name in ("days", "patience", "talk", "talk_parts", "ticket_days", "units")}
    assert drawn <= {*read(folder / "report.html").ids}
    hours = book_of(folder, "分时段时长")
    assert [round(24 * row[2]) for row in hours] == list(range(24))
    assert 86_400 * hours[16][7] > 2 * 86_400 * hours[9][7]  # the laws of both parts of the day
    assert hours[16][5] < hours[16][4] < hours[16][6]
    assert hours[3][4] is None  # nobody calls then
    weekdays = kept.tables["weekdays"]
    monday = weekdays[(weekdays["stream"] == "calls") & (weekdays["weekday"] == 0)]
    by_day = calls_by_day(folder.parent / "calls.csv")
    assert monday["mean"].iloc[0] == pytest.approx(by_day.iloc[::7].mean())


def test_a_fit_names_rows_that_were_left_out_and_units(found: dict[str, Path]) -> None:
    """One row of calls has no time, some tickets only a date; each unit has its tickets and hours."""
    folder = found["fit"]
    rows = rows_of(folder, "file")
    assert ["calls.csv", "left out", "1", "the time at which it came cannot be read"] in [row[:4] for row in rows]
    odd = [row for row in rows if row[:2] == ["tickets.csv", "kept"]]
    assert [row[2] for row in odd] == ["12"]
    units = book_of(folder, "承办单位")
    tickets = pd.read_csv(folder.parent / "tickets.csv")
    assert {row[0]: row[1] for row in units} == tickets["unit"].value_counts().to_dict()


def test_a_back_test_has_each_verdict_and_each_day(found: dict[str, Path]) -> None:
    """Verdicts, days inside bands, and real days beside simulated ones are those of the tables in the folder."""
    folder = found["backtest"]
    judged, days = (pd.read_csv(folder / f"{name}.csv") for name in ("calibration", "days"))
    rows = rows_of(folder, "measure")
    assert len(rows) == len(judged) == 10
    for row, own in zip(rows, judged.to_dict("records"), strict=True):
        assert row[-1].endswith(VERDICT_WORDS[own["verdict"]][0])
        assert row[5] == (f"{round(own['inside_80'] * own['days'])} / {own['days']}" if own["days"] else "no data")
    sheet = book_of(folder, "留出各日")
    assert len(sheet) == len(days)
    for cells, own in zip(sheet, days.to_dict("records"), strict=True):
        scale = 100 if cells[-1] == "%" else 1
        expected = [own["real"], own["mean"], own["low_50"]]
        assert [np.nan if cell is None else cell for cell in cells[2:5]] == pytest.approx(
            [scale * value for value in expected], nan_ok=True
        )
    assert "service level, 30 s" in [row[0] for row in rows]
    assert len(rows_of(folder, "date")) == 6


def test_a_matching_names_what_the_figures_do_not_determine(found: dict[str, Path]) -> None:
    """Verdicts of the unknown numbers; who published what; every place that is left stands in the workbook."""
    folder = found["match"]
    unknown, left = (pd.read_csv(folder / f"{name}.csv") for name in ("unknown", "remaining"))
    rows = rows_of(folder, "unknown number")
    assert [row[0] for row in rows] == unknown["unknown"].tolist()
    free = unknown.loc[unknown["status"] == "not determined", "unknown"].tolist()
    assert [row[0] for row in rows if row[-1] == "not determined by these figures"] == free != []
    sheet = book_of(folder, "剩余各处")
    assert len(sheet) == len(left) > 100
    assert [row[0] for row in sheet] == pytest.approx(left[unknown["unknown"][0]].tolist())
    assert "149.50 to 150.50 s (a page)" in (folder / "report.html").read_text(encoding="utf-8")
    numbers = book_of(folder, "未知参数")
    assert [row[2:4] for row in numbers] == unknown[["low", "high"]].to_numpy().tolist()


def test_the_rest_of_a_day_has_chances_tickets_and_changes(found: dict[str, Path]) -> None:
    """Chances as in the answer, one row for each open ticket with the least likely first, and each change."""
    folder = found["tonight"]
    answer = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    chances = book_of(folder, "可能性")
    told = [answer[of][chance]["estimate"] for chance in ("chance_of_none", "chance_of_goal")
            for of in ("of_open_now", "of_all")]  # fmt: skip
    assert [row[2] for row in chances] == pytest.approx(told)
    left = book_of(folder, "剩余数量")
    assert left[0][1:] == [answer[of]["left"]["estimate"] for of in ("of_open_now", "of_all")]
    for number, of in enumerate(("of_open_now", "of_all"), 1):
        assert [row[number] for row in left[3:]] == list(answer[of]["quantiles"].values())
    tickets = pd.read_csv(folder / "tickets.csv")
    rows = book_of(folder, "现有未办结工单")
    assert [row[0] for row in rows] == tickets["ticket"].tolist()
    assert {row[1] for row in rows} == {"报修"}
    assert {row[4] for row in rows} == {"镇街"}
    assert [row[5] for row in rows] == sorted(tickets["chance"])
    changes = pd.read_csv(folder / "levers.csv")
    levers = book_of(folder, "措施")
    assert [row[2] for row in levers] == pytest.approx((100 * changes["chance_estimate"]).tolist())
    assert [row[8] for row in levers] == pytest.approx(changes["left_of_all_estimate"].tolist())
    hours = book_of(folder, "各时刻未办结")
    assert (24 * hours[0][0], hours[0][1]) == (12, 9)
    assert hours[-1][2] == pytest.approx(answer["of_open_now"]["left"]["estimate"])
    assert "Thu 5 Mar 12:00" in (folder / "report.html").read_text(encoding="utf-8")


def test_a_day_without_a_file_of_tickets_has_a_page(found: dict[str, Path], tmp_path: Path) -> None:
    """Nothing is said of tickets that are open now, and no table of them stands there."""
    words = ("tonight", found["tonight"].parent / "evening.yaml", "--at", "2026-03-05 12:00")
    call(*words, "--reps", 4, "--levers", 0, "--out", tmp_path / "out", "--quiet", "--report")
    page = read(tmp_path / "out" / "report.html")
    assert "Each ticket that is open now" not in page.headings
    assert "What would help" not in page.headings
    assert {row[0] for table in page.tables if table[0][0] == "of" for row in table[1:]} == {
        "all, those still to come too"
    }


def test_a_figure_that_nothing_explains_has_a_page(found: dict[str, Path], tmp_path: Path) -> None:
    """Where nothing remains the page says so, and which figure is off."""
    text_ = (found["match"].parent / "figures.yaml").read_text(encoding="utf-8")
    (tmp_path / "town.yaml").write_text((found["match"].parent / "town.yaml").read_text("utf-8"), encoding="utf-8")
    (tmp_path / "f.yaml").write_text(text_.replace("value: 150 s", "value: 900 s"), encoding="utf-8")
    call("match", tmp_path / "f.yaml", "--out", tmp_path / "out", "--quiet", "--report")
    assert {row[-1] for row in rows_of(tmp_path / "out", "unknown number")} == {"nothing remains"}
    assert "Nothing remains" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ASKED)
def test_a_page_needs_a_folder(command: str) -> None:
    """The page stands among the results; without a folder it is refused before any work."""
    done = CliRunner().invoke(main, [command, *map(str, ASKED[command]), "--report"])
    assert done.exit_code == 2
    assert "--report needs --out" in done.output


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"1", b"2", 1)),
            ("is not what was written: give the command again", "请重新执行该命令"),
        ),
        (lambda path: path.unlink(), ("it is not there; give the command again", "文件不存在")),
    ],
    ids=["changed", "gone"],
)
def test_a_damaged_folder_is_refused(
    found: dict[str, Path], damage: Any, told: tuple[str, str], lang: str, tmp_path: Path
) -> None:
    """With a sentence and exit code 4; no page is made of what was changed."""
    call("forecast", found["forecast"].parent / "history.csv", "--time", "time", "--out", tmp_path / "out", "--quiet")
    damage(tmp_path / "out" / "findings.json")
    done = CliRunner().invoke(main, ["report", str(tmp_path / "out"), "--lang", lang])
    assert done.exit_code == 4
    assert told[LANGS.index(lang)] in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out" / "report.html").exists()


def test_a_folder_without_a_finding_is_refused(found: dict[str, Path], tmp_path: Path) -> None:
    """Of a matching that was stopped there is a ledger only, and `hotline check` says how to go on."""
    file = found["match"].parent / "figures.yaml"
    with store.results_in(tmp_path / "out") as out:
        assert out is not None
        out.start(store.file_manifest([file], "2026-03-05T12:00:00+00:00", "match"))
        out.finish(False, kept=0)
    done = CliRunner().invoke(main, ["report", str(tmp_path / "out")])
    assert done.exit_code == 4
    assert "has no findings.json: the command ended early or was of an earlier version; give it again" in done.output
    assert "the same command goes on with what is there" in call("check", tmp_path / "out").output


def test_a_command_line_is_put_together_as_it_was_given() -> None:
    """Flags, several values, pairs and words with spaces; what was not given is left out."""
    line = again(
        "fit", "a file.csv", calls=None, column={"time": "come in", "talk": "t"}, closed=("x", "y"), no_bound=True,
        left=0, empty=(), off=False,
    )  # fmt: skip
    assert line == (
        "hotline fit 'a file.csv' --column 'time=come in' --column talk=t --closed x --closed y --no-bound --left 0"
    )


def test_a_hostile_unit_is_text_in_every_cell(found: dict[str, Path]) -> None:
    """The name of a unit is no markup on a page, and stands in the workbook as it is."""
    for name in ("report.html", "report_zh.html"):
        source = (found["fit"] / name).read_text(encoding="utf-8")
        assert text(UNIT) in source
        assert UNIT not in source
    assert UNIT in {row[0] for row in book_of(found["fit"], "承办单位")}


@needs_chromium
@needs_axe
@pytest.mark.parametrize(
    ("command", "name", "scheme"),
    [
        ("forecast", "report.html", "light"), ("fit", "report_zh.html", "dark"), ("backtest", "report.html", "dark"),
        ("match", "report_zh.html", "light"), ("tonight", "report_zh.html", "dark"),
    ],
)  # fmt: skip
def test_an_audit_finds_no_barrier(
    found: dict[str, Path], command: str, name: str, scheme: str, tmp_path: Path
) -> None:
    """axe-core with all its rules, every table unfolded."""
    audit(found[command] / name, scheme, " open", tmp_path)


@needs_chromium
@pytest.mark.parametrize("command", ASKED)
def test_a_page_asks_for_nothing_and_fits_a_telephone(found: dict[str, Path], command: str, tmp_path: Path) -> None:
    """No request to anywhere, and the page itself never scrolls sideways."""
    page = found[command] / "report.html"
    assert requests_of(page, tmp_path) == ([], [])
    script = """
    const frame = document.createElement('iframe'); frame.style.width = '390px'; frame.style.height = '800px';
    const body = document.body.innerHTML, head = document.head.innerHTML; document.body.replaceChildren(frame);
    frame.contentDocument.documentElement.innerHTML = `<head>${head}</head><body>${body}</body>`;
    window.outcome = frame.contentDocument.documentElement.scrollWidth;
    """
    assert outcome_of(page, script, tmp_path) <= 390
