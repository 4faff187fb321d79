"""`hotline compare`: how designs are given, what is printed where, what is written, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.commands import compare as module
from sim.commands.designs import variation_of
from sim.errors import ScenarioError
from sim.store import read_manifest

from .command import call, no_constants

FAST = ("--reps", 6, "--quiet", "--workers", 1)
SLOW = "slow: operators.floor.wrap_up.mean=55 s"


@pytest.mark.parametrize(
    ("text", "name", "sets"),
    [
        ("a.b=1", "", ["a.b=1"]),
        ("two more: a.b=1, c.d=55 s", "two more", ["a.b=1", "c.d=55 s"]),
        ("多两人：a.b=1，c.d=2", "多两人", ["a.b=1", "c.d=2"]),
        ("x: a.list=[1, b=2, 3], c={d: 1, e: 2}", "x", ["a.list=[1, b=2, 3]", "c={d: 1, e: 2}"]),
        ('a.start="08:00, or=so", b=2', "", ['a.start="08:00, or=so"', "b=2"]),
        ("a.start=08:30", "", ["a.start=08:30"]),
        ("n: title=one, two, three, b=2", "n", ["title=one, two, three", "b=2"]),
        ("n: a.{b}=1", "n", ["a.{b}=1"]),
    ],
)
def test_a_design_is_a_name_and_changes(text: str, name: str, sets: list[str]) -> None:
    """Names before a colon, changes between commas; brackets and quotes hold theirs together."""
    found = variation_of(text)
    assert (found.name, list(found.sets)) == (name, sets)


@pytest.mark.parametrize("text", ["", "slow", "slow: ", "slow: x", "=3", "slow: =3"])
def test_a_design_without_a_change_is_refused(text: str) -> None:
    """Each is shown with how one is written."""
    with pytest.raises(ScenarioError, match=r"is not NAME: KEY\.PATH=VALUE"):
        variation_of(text)


def test_two_files_are_compared(scenario: Path, tmp_path: Path) -> None:
    """Each has its file's name; the numbers are those of the Python call."""
    other = tmp_path / "slow.yaml"
    other.write_text("hotline: 1\nextends: small.yaml\noperators: {floor: {wrap_up: {mean: 90 s}}}\n", encoding="utf-8")
    result = call("compare", scenario, other, *FAST, "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout, parse_constant=no_constants)
    assert [design["name"] for design in told["designs"]] == ["small", "slow"]
    found = sim.compare(sim.load_scenario(scenario), sim.load_scenario(other), replications=6, workers=1).together()
    for row, expected in zip(told["differences"], found.rows, strict=True):
        assert (row["measure"], row["low"], row["high"]) == (
            expected.measure, expected.difference.low, expected.difference.high,
        )  # fmt: skip
    handling = next(row for row in told["differences"] if row["measure"] == "aht")
    assert handling["verdict"] == "higher"
    assert handling["sentence"] in {sentence.removesuffix(".") for sentence in told["sentences"]}


def test_one_file_with_changes_is_compared(scenario: Path) -> None:
    """--with makes designs over the first, --set holds for all, and a design without a name is called by its change."""
    designs = ("--with", SLOW, "--with", "operators.floor.shifts.all.staff=3")
    result = call("compare", scenario, *designs, "--set", "operators.floor.talk.mean=170 s", *FAST)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "3 designs compared"
    assert [line.split("  ")[1] for line in lines[1:4]] == ["A", "B", "C"]
    assert "slow" in lines[2]
    assert "all.staff=3" in lines[3]
    assert "B (slow) against A (small)" in result.stdout
    assert "C (all.staff=3) against A (small)" in result.stdout
    base = sim.load_scenario(scenario, ["operators.floor.talk.mean=170 s"])
    handle = sim.replicate(base, replications=6, workers=1).estimate("aht").estimate
    assert f"{handle:.0f} s" in result.stdout


def test_all_pairs_are_compared_if_asked_for(scenario: Path) -> None:
    """Of three designs three pairs, and the interval of each is wider for it."""
    given = ("compare", scenario, "--with", SLOW, "--with", "operators.floor.shifts.all.staff=3", *FAST, "--json")
    first, every = (json.loads(call(*given, "--pairs", pairs).stdout) for pairs in ("first", "all"))
    assert len(every["differences"]) * 2 == len(first["differences"]) * 3
    assert every["of_each_interval"] > first["of_each_interval"]
    pairs = {(row["against"], row["design"]) for row in every["differences"]}
    assert pairs == {("small", "slow"), ("small", "all.staff=3"), ("slow", "all.staff=3")}


def test_further_measures_are_compared(scenario: Path) -> None:
    """With their thresholds, though no scenario names them; a measure that is shown already is not shown twice."""
    given = ("compare", scenario, "--with", SLOW, *FAST, "--json", "--measure")
    told = json.loads(call(*given, "service_level_47s", "--measure", "asa").stdout)
    measures = [row["measure"] for row in told["differences"]]
    assert "service_level_47s" in measures
    assert measures.count("asa") == 1
    refused = call(*given, "service_level")
    assert refused.exit_code == 2
    assert "such as service_level_15s" in refused.stderr


def test_chinese_can_be_read_on_a_chinese_console(scenario: Path) -> None:
    """The same in Chinese, with nothing left in English but names."""
    result = call("compare", scenario, "--with", SLOW, *FAST, "--lang", "zh")
    for words in ("2 个方案对比", "诉求人相同", "概要", "slow 比 small", "Bonferroni 法"):
        assert words in result.stdout
    result.stdout.encode("gbk")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "two designs or more are needed"),
        (("--with", "slow: operators.floor.wrapup.mean=5 s"), "--with: operators.floor.wrapup: unknown key"),
        (("--with", "slow"), "--with: 'slow' is not NAME: KEY.PATH=VALUE"),
        (("--with", SLOW, "--with", SLOW), "two designs are called 'slow'"),
        (("--with", SLOW, "--measure", "closed_within_24h"), "is about tickets"),
        (("--with", SLOW, "--measure", "asa[stream=calls, unit=x]"), "cannot be taken by 'unit'"),
        (("--with", SLOW, "--measure", "asa[stream=nobody]"), "there is no stream 'nobody'"),
        (("nowhere.yaml",), "there is no such file"),
        (("--with", SLOW, "--reps", 10, "--until", "decided"), "a comparison has no verdicts"),
        (("--with", SLOW, "--until", "closed_within_24h +- 1 point", "--reps", 10), "is about tickets"),
        (("--with", SLOW, "--until", "asa +- 2 s"), "6 replications at first: with 'until', 10 or more are needed"),
        (("--with", SLOW, "--most", 30), "say until when, such as until 'asa +- 2 s'"),
        (("--with", SLOW, "--until", "soon"), "write a measure and how well"),
    ],
)
def test_what_makes_no_sense_is_refused(scenario: Path, arguments: tuple[str, ...], told: str) -> None:
    """A sentence on stderr and exit code 2, in Chinese too, and nothing on stdout."""
    for lang in ("en", "zh"):
        result = call("compare", scenario, *FAST, *arguments, "--lang", lang)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        assert (told in result.stderr) == (lang == "en")


def test_a_folder_holds_what_was_compared(scenario: Path, tmp_path: Path) -> None:
    """Summaries, the table of differences, each design's measures by its name, the plot; all checked by their sums."""
    out = tmp_path / "out"
    result = call("compare", scenario, "--with", SLOW, *FAST, "--out", out)
    assert result.exit_code == 0, result.stderr
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert names == {
        "manifest.json", "findings.json", "summary.json", "summary.txt", "comparison.csv", "designs.csv",
        "measures.csv", "charts/comparison.png", "charts/comparison.svg",
    }  # fmt: skip
    assert (out / "summary.txt").read_text(encoding="utf-8-sig").strip() == result.stdout.strip()
    manifest = read_manifest(out)
    assert (manifest["command"], manifest["finished"], manifest["kept"]) == ("compare", True, 6)
    assert [design["scenario"] for design in manifest["designs"]] == ["small", "slow"]
    measures = pd.read_csv(out / "measures.csv")
    assert measures.groupby("scenario")["replication"].nunique().to_dict() == {"small": 6, "slow": 6}
    assert set(pd.read_csv(out / "designs.csv")["scenario"]) == {"small", "slow"}
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert len(pd.read_csv(out / "comparison.csv")) == len(told["differences"])
    assert call("check", out).stdout.endswith("the run is finished\n")


def test_replacing_another_comparison_is_told(scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other designs in a folder are named before they go; the same ones go without a word; a run is another command."""
    monkeypatch.setattr(module, "_draw", lambda *_given: {})
    loud = ("--reps", 2, "--workers", 1, "--out", tmp_path / "out")
    assert "replacing the" not in call("compare", scenario, "--with", SLOW, *loud).stderr
    assert "replacing the" not in call("compare", scenario, "--with", SLOW, *loud).stderr
    other = call("compare", scenario, "--with", "slow: operators.floor.wrap_up.mean=50 s", *loud)
    assert "they are of other designs" in other.stderr
    assert "another command" in call("run", scenario, "--reps", 1, "--out", tmp_path / "out").stderr


def test_it_goes_on_until_differences_are_known(scenario: Path, tmp_path: Path) -> None:
    """Printed with what was found, the same from one thread and three; the folder is finished with what was used."""
    out = tmp_path / "out"
    given = ("compare", scenario, "--with", SLOW, "--quiet", "--engine", "kernel", "--until", "aht +- 1 s")
    one = call(*given, "--until", "service_level_47s +- 20 %", "--workers", 1, "--json", "--out", out)
    assert one.exit_code == 0, one.stderr
    told = json.loads(one.stdout, parse_constant=no_constants)
    until, n = told["until"], told["replications"]
    assert (until["reached"], until["first"], until["most"]) == (True, 10, 1000)
    assert n >= 15
    assert [(found["measure"], found["design"], found["against"]) for found in until["wanted"]] == [
        ("aht", "slow", "small"), ("service_level_47s", "slow", "small"),
    ]  # fmt: skip
    assert until["wanted"][0]["half_width"] <= until["wanted"][0]["allowed"] == 1.0
    assert "service_level_47s" in [row["measure"] for row in told["differences"]]
    three = call(*given, "--until", "service_level_47s +- 20 %", "--workers", 3, "--json")
    assert json.loads(three.stdout) == told
    manifest = read_manifest(out)
    assert (manifest["finished"], manifest["kept"], manifest["replications"]) == (True, n, n)
    assert {design["engine"] for design in manifest["designs"]} == {"kernel"}


def test_what_stays_open_is_told(scenario: Path) -> None:
    """At --most the exit code is 0 and the page says how many replications would do; in Chinese, too."""
    given = ("compare", scenario, "--with", SLOW, "--quiet", "--workers", 1, "--until", "asa +- 0.1 s", "--most", 12)
    open_ = call(*given)
    assert open_.exit_code == 0, open_.stderr
    assert "Not known well enough within 12 replications" in open_.stdout
    assert "? average speed of answer, slow less small: wanted +- 0.1 s, found +- " in open_.stdout
    assert "by the present variance about " in open_.stdout
    assert "Stopped early" not in open_.stdout
    chinese = call(*given, "--lang", "zh").stdout
    assert "slow 减 small：要求 ±0.1 秒" in chinese
    chinese.encode("gbk")


def test_a_stop_keeps_whole_pairs(scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What both designs have is told and written, and called unfinished; before the first pair nothing is."""
    real = module.runs_until

    def stopped_after(most: int):
        def runs(*given):
            for number, run in enumerate(real(*given)):
                if number == most:
                    raise KeyboardInterrupt
                yield run

        monkeypatch.setattr(module, "runs_until", runs)

    out = tmp_path / "out"
    given = ("compare", scenario, "--with", SLOW, "--reps", 20, "--workers", 1, "--quiet", "--out", out)
    stopped_after(25)
    result = call(*given)
    assert result.exit_code == 130
    assert "Stopped early: 10 of 20 replications of each design." in result.stdout
    assert "stopped: 10 of 20 replications kept" in result.stderr
    manifest = read_manifest(out)
    assert (manifest["finished"], manifest["kept"], manifest["replications"]) == (False, 10, 20)
    assert "not finished" in call("check", out).stdout
    stopped_after(5)
    early = call(*given[:-1], tmp_path / "none")
    assert (early.exit_code, early.stdout) == (130, "")
    assert not (tmp_path / "none").exists()
