"""What the page of a run says: its numbers are the stored ones, in both languages, and no name is taken for markup."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from sim import store
from sim.cli import main
from sim.measures.definitions import label
from sim.report.numbers import found_words, readable
from sim.report.page.html import inline_svg, text
from sim.report.page.run_drawings import run_drawings
from sim.report.page.run_page import answer_sentences, labelled, run_page
from sim.report.page.stress import stress_rows
from sim.report.style import drawable
from sim.report.tables import Field, Grid, cell_words
from sim.scenario.origins import origin_rows
from sim.shipped import load_scenario as load_shipped

from .conftest import HOSTILE, call


class Reader(HTMLParser):
    """The headings, tables and ids of a page, and the tags it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.open: list[str] = []
        self.headings: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "h2":
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        """An element ends; those without an end go with it."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Text."""
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data
        elif "h2" in self.open:
            self.headings[-1] += data


def read(path: Path) -> Reader:
    """A page that was written."""
    return Reader(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["report.html", "report_zh.html"])
def test_ids_are_single_and_nothing_on_the_page_runs(chain: Path, name: str) -> None:
    """No element that fetches or runs something, and no name twice, although charts of one kind are alike."""
    page = read(chain / name)
    assert not {"script", "img", "iframe", "link", "object", "embed", "form", "input"} & page.tags
    assert len(page.ids) == len(set(page.ids))
    assert len(page.headings) == 12


def test_every_name_stands_on_the_page_as_text(chain: Path) -> None:
    """The source of a hostile name holds no tag of it; read as HTML, the name is there."""
    source = (chain / "report.html").read_text(encoding="utf-8")
    for name in HOSTILE:
        assert text(name) in source
        assert "<" not in name or name not in source


def test_measures_on_the_page_are_the_stored_ones(chain: Path, town: Path) -> None:
    """Each share, traced to its measure: the estimate of the raw figures of all replications, worked out anew."""
    for folder in (chain, town):
        raw = pd.read_csv(folder / "measures.csv")
        run = store.read_kept_run(folder)
        rows = {row[0].replace("\u00a0", " "): row for table in read(folder / "report.html").tables for row in table}
        checked = 0
        for key, found in run.summary().items():
            own = raw[raw["measure"] == key].dropna(subset=["denominator"])
            shown = rows.get(label(key))
            if shown is None or not len(own) or found.unit != "share":
                continue
            share = own["numerator"].sum() / own["denominator"].sum()
            assert abs(found.estimate - share) < 1e-12, key
            number = next(cell for cell in shown[1:] if cell.endswith("%") and ">" not in cell and "<" not in cell)
            digits = number.removesuffix("\u00a0%").partition(".")[2]
            assert float(number.removesuffix("\u00a0%")) == pytest.approx(share * 100, abs=0.5001 * 10 ** -len(digits))
            checked += 1
        assert checked >= 5


def test_the_answer_is_three_sentences_that_follow_the_targets(chain: Path) -> None:
    """How many targets are met, the bottleneck, and on how many runs it rests; in both languages."""
    run = store.read_kept_run(chain)
    first, second, third = answer_sentences(run, "en")
    met = sum(target.status == "met" for target in run.targets())
    assert first.startswith(f"{met} of 2 targets are met.") or (met == 2 and first.startswith("All 2 targets are met"))
    for target in (target for target in run.targets() if target.status != "met"):
        assert found_words(readable(target, target.threshold), "en") in first
    assert second
    assert third.startswith("This rests on 4 replications; brackets are 95 % intervals")
    assert [bool(re.search("[\u4e00-\u9fff]", sentence)) for sentence in answer_sentences(run, "zh")] == [True] * 3


def test_the_worst_days_come_first(chain: Path) -> None:
    """The lowest service level on top; where there is none, the most who gave up."""
    run = store.read_kept_run(chain)
    frame = run.intervals_frame()
    levels = [name for name in frame.columns if str(name).startswith("service_level_")]
    for shown, falls in ((frame, False), (frame.drop(columns=levels), True)):
        page = Reader(run_page(replace(run, intervals=shown)).decode())
        worst, every = (rows for rows in page.tables if rows[0][:2] == ["date", "kind of day"])
        place = 4 if falls else 5
        assert worst[0][place] == ("abandon" if falls else "SL 15 s")
        found, of_all = (
            sorted((float(row[place].removesuffix("\u00a0%")) for row in rows[1:]), reverse=falls)
            for rows in (worst, every)
        )
        assert [float(row[place].removesuffix("\u00a0%")) for row in worst[1:]] == found == of_all[:5]


def test_undecided_targets_are_counted(chain: Path) -> None:
    """The third sentence tells of how many targets it is not known whether they are met."""
    run = store.read_kept_run(chain)
    one, other = run.targets()
    for statuses, told in (
        (("undecided", "met"), "1 of 2 targets"), (("undecided", "undecided"), "2 of 2 targets"),
    ):  # fmt: skip
        judged = tuple(replace(row, status=status) for row, status in zip((one, other), statuses, strict=True))
        assert told in answer_sentences(replace(run, judged=judged), "en")[2]
    decided = tuple(replace(row, status="met") for row in (one, other))
    assert "of 2 targets" not in answer_sentences(replace(run, judged=decided), "en")[2]


def test_most_rows_of_the_guideline_are_filled(chain: Path, town: Path) -> None:
    """At least 22 of 24 rows, each with something of this scenario, in both languages."""
    for folder in (chain, town):
        run = store.read_kept_run(folder)
        for lang in ("en", "zh"):
            rows = stress_rows(run, lang)
            assert len(rows) >= 22, [heading for heading, _ in rows]
            assert len(dict(rows)) == len(rows)


def test_rows_of_the_guideline_tell_the_scenario(town: Path) -> None:
    """Shares of direct answers by type, patience by type, trunks, stages in words; each by hand."""
    run = store.read_kept_run(town)

    def told(name: str, *changes: str, lang: str = "en") -> dict[str, str]:
        rows = dict(stress_rows(replace(run, scenario=load_shipped(name, list(changes))), lang))
        return {heading.partition(" ")[2]: row for heading, row in rows.items()}

    plain = told("template_chain", "direct_answer=80 %", "types=null", "callers.patience=null", "callers.trunks=null")
    assert "settled at once of the answered: 80 %; the others" in plain["Base logic"]
    assert plain["Queues"].startswith("callers wait as long as it takes; trunk lines: no limit;")
    assert "first dispatch" in plain["Overview diagram"]
    assert "work is ended first, as overtime" in plain["Algorithms"]
    by_type = told("template_chain", "types.repair.patience={law: exponential, mean: 9 min}", "callers.trunks=12")
    assert "of the answered: inquiry 95 %, repair 10 %, complaint 10 %; the others" in by_type["Base logic"]
    patience = "callers.patience: exponential (mean 2 min), types.repair.patience: exponential (mean 9 min)"
    assert f"callers hang up after a patience of {patience}; trunk lines: 12;" in by_type["Queues"]
    assert "served within a class of urgency; longest" in plain["Algorithms"]
    orders = ("units.town.order=random", "units.department.order=newest_first")
    of_units = "served within a class of urgency (by lot at town, newest first at department); longest"
    assert of_units in told("template_chain", *orders)["Algorithms"]
    assert "先到先办（镇街：抽签，部门：后到先办）；" in told("template_chain", *orders, lang="zh")["算法"]
    shorter = "{law: by_time, usual: {law: exponential, mean: 2 min}, at_times: [{days: rest_days, factor: 70 %}]}"
    by_time = "callers.patience: by_time (usual exponential (mean 2 min), at_times [days rest_days, factor 70 %])"
    assert by_time in told("template_chain", f"callers.patience={shorter}")["Queues"]
    crews = told("template_chain", f"units.town.acceptance={shorter}")["Activities"]
    assert by_time.replace("callers.patience", "units.town.acceptance") in crews
    delay = "{pipe: {per_day: 1, mean_size: 9, delay: {law: exponential, mean: 1 h}, type: repair}}"
    batches = told("template_chain", f"demand.calls.incidents={delay}")["Activities"]
    assert batches.startswith("demand.calls.incidents.pipe.delay: exponential (mean 1 h), ")
    chinese = told("template_chain", lang="zh")
    assert "咨询 95 %，报修 10 %，投诉 10 %" in chinese["基本逻辑"]
    assert not re.search("[a-z]{3}", chinese["总体流程"] + chinese["算法"])


def test_every_number_of_the_scenario_is_listed_with_its_origin(chain: Path) -> None:
    """The folded table has each key path once, with its value; what nobody says is said to be so."""
    run = store.read_kept_run(chain)
    rows = origin_rows(run.scenario)
    listed = next(table for table in read(chain / "report.html").tables if len(table) == len(rows) + 1)
    assert [row[0] for row in listed[1:]] == [row.path for row in rows]
    assert {row[2] for row in listed[1:]} == {"stated", "not said"}


def test_the_command_on_the_page_gives_the_same_numbers(town: Path, tmp_path: Path) -> None:
    """What stands under 'How to get it again', run as it stands into another folder."""
    words = store.read_kept_run(town).again.split()
    assert words[:2] == ["hotline", "run"]
    call(*words[1:], "--out", tmp_path / "again", "--quiet")
    assert (tmp_path / "again" / "measures.csv").read_bytes() == (town / "measures.csv").read_bytes()


def test_a_page_is_a_function_of_what_is_kept(chain: Path) -> None:
    """Made again it is the same, byte by byte, and the folder is whole with both pages in it."""
    assert run_page(store.read_kept_run(chain), "zh") == (chain / "report_zh.html").read_bytes()
    assert store.check_results(chain)["finished"]


def test_a_run_that_goes_on_takes_its_old_page_away(tmp_path: Path) -> None:
    """A page of two runs is not left beside the results of three."""
    out = tmp_path / "out"
    words = ("run", "template_town", "--set", "clock.days=1", "--out", out, "--quiet")
    call(*words, "--reps", 2)
    call("report", out, "--quiet")
    call(*words, "--reps", 3)
    assert not (out / "report.html").exists()


def test_no_stranger_is_written_over(town: Path, tmp_path: Path) -> None:
    """A page may stand elsewhere, and be made again there; another file there stays."""
    page, other = tmp_path / "page.html", tmp_path / "notes.html"
    other.write_text("mine", encoding="utf-8")
    for _ in range(2):
        call("report", town, "--out", page, "--quiet")
    assert page.read_bytes() == (town / "report.html").read_bytes()
    done = CliRunner().invoke(main, ["report", str(town), "--out", str(other)])
    assert (done.exit_code, other.read_text(encoding="utf-8")) == (4, "mine")
    assert "a file that is no report stands there" in done.stderr
    for ending in (".xlsx", ".PDF", ".csv"):
        done = CliRunner().invoke(main, ["report", str(town), "--out", str(tmp_path / f"x{ending}"), "--xlsx"])
        assert done.exit_code == 4
        assert f"cannot write the page to {tmp_path / f'x{ending}'}: it is HTML: give a name such as" in done.stderr
        assert not list(tmp_path.glob("x.*"))


def test_what_people_changed_by_hand_is_not_replaced(town: Path, tmp_path: Path) -> None:
    """A workbook that a planner wrote into stays as it is, among the results and elsewhere."""
    folder = tmp_path / "town"
    shutil.copytree(town, folder)
    assert call("report", folder, "--xlsx", "--quiet").exit_code == 0
    assert call("report", folder, "--xlsx", "--quiet").exit_code == 0
    (folder / "report.xlsx").write_bytes(b"mine")
    done = CliRunner().invoke(main, ["report", str(folder), "--xlsx"])
    assert (done.exit_code, (folder / "report.xlsx").read_bytes()) == (4, b"mine")
    assert "was changed since it was written" in done.stderr
    (tmp_path / "page.xlsx").write_bytes(b"mine")
    done = CliRunner().invoke(main, ["report", str(town), "--out", str(tmp_path / "page.html"), "--xlsx"])
    assert (done.exit_code, (tmp_path / "page.xlsx").read_bytes()) == (4, b"mine")
    assert "a file stands there; move it away or give another name" in done.stderr


def test_a_page_that_cannot_be_made_costs_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run says so and ends with the code of charts that could not be drawn; its results are whole."""

    def broken(*_given: object) -> bytes:
        raise RuntimeError("no ink")

    monkeypatch.setattr("sim.report.page.run_page.run_page", broken)
    words = ["run", "template_town", "--set", "clock.days=1", "--reps", "2", "--out", str(tmp_path / "out"), "--report"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert "no ink" in done.stderr
    assert store.check_results(tmp_path / "out")["finished"]


def test_a_damaged_folder_is_named(town: Path, tmp_path: Path) -> None:
    """A changed or missing file is told with its path; no page is made of it."""
    broken = tmp_path / "broken"
    shutil.copytree(town, broken)
    path = broken / "findings.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"n": 3', '"n": 4'), encoding="utf-8")
    done = CliRunner().invoke(main, ["report", str(broken), "--out", str(tmp_path / "page.html")])
    assert done.exit_code == 4
    assert f"{path} is not what was written" in done.stderr
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        ("a\x00b\x1b[0m", "a\ufffdb\ufffd[0m"),
        ("a\u202eb\u2066c", "abc"),
        ("95 % of 3", "95\u00a0% of 3"),
    ],
)
def test_text_is_text(value: str, shown: str) -> None:
    """Markup is escaped, what cannot be shown is marked, and nothing turns the direction."""
    assert text(value) == shown


def test_charts_of_a_page_keep_their_names_apart() -> None:
    """Each id and each reference to one has the chart's own name before it."""
    svg = (
        b'<?xml?><svg width="9" viewBox="0 0 9 9"><metadata>x</metadata><g id="a"/><use xlink:href="#a"/>'
        b'<g clip-path="url(#c)" style="fill: url(#h); font-family: A, B; x: 1"/></svg>'
    )
    found = inline_svg(svg, "waits")
    assert 'id="waits-a"' in found
    assert 'href="#waits-a"' in found
    assert found.count("url(#waits-") == 2
    assert "metadata" not in found
    assert "font-family" not in found


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, "share", "no data"), (0.0, "share", "0 %"), (0.93157894, "share", "93.2 %"), (1234.5, "count", "1,234"),
        (7.53 * 3600, "seconds", "7.5 h"), (9.5, "clock", "09:30"), (-0.0412, "points", "-4.1"), ("x", "text", "x"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_people_read_it(value: object, kind: str, shown: str) -> None:
    """Rounded to what can be read, and never a zero where nothing was asked."""
    assert cell_words(value, kind, "en") == shown  # type: ignore[arg-type]
    assert Grid("g", "", (Field("h", kind),), ((value,),)).shown("en") == [[shown]]  # type: ignore[arg-type]


def test_every_character_of_a_page_has_a_glyph(chain: Path) -> None:
    """All that charts say on a page is in the fonts of the program; hostile names are in them, too."""
    for name in ("report.html", "report_zh.html"):
        words = re.findall(r"<text[^>]*>([^<]*)</text>", (chain / name).read_text(encoding="utf-8"))
        assert len(words) > 200
        assert [word for word in words if drawable(word) != word] == []


def test_the_numbers_of_maps_means_and_steps_stand_below_them(chain: Path) -> None:
    """Weekday maps, mean days, the waterfall and the shifts: what is folded below is what was drawn."""
    run = labelled(store.read_kept_run(chain), "en")
    drawn = run_drawings(run, "en")
    frame = run.intervals_frame()
    charts = ("level_by_weekday", "over_under_by_weekday", "day_kinds", "occupancy", "waterfall", "shifts", "pools")
    tables = {name: drawn[name].table for name in charts}
    assert all(tables.values())
    monday = frame[(frame["interval_start"].dt.day_of_week == 0) & (frame["interval_start"].dt.hour == 9)]
    on_monday = [row for row in tables["over_under_by_weekday"].rows if row[:2] == ("Mon", 9.0)]
    assert on_monday == [("Mon", 9.0, pytest.approx(monday["over_under"].astype(float).iloc[::2].mean()))]
    assert len(tables["level_by_weekday"].rows) == 7 * 48
    kinds = {row[0] for row in tables["day_kinds"].rows}
    assert kinds == {"working day", "rest day"}
    assert len(tables["day_kinds"].rows) == 2 * 48
    *steps, (_, whole) = tables["waterfall"].rows
    assert sum(hours for _, hours in steps) == pytest.approx(whole)
    assert sum(row[2] for row in tables["shifts"].rows) == sum(
        row["staff"] * row["copies"] for row in run.reading["shifts"]
    )
    assert len(tables["occupancy"].rows) == len(frame)
