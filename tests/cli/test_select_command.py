"""`hotline select`: the best of several designs."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from sim.commands import progress
from sim.commands.progress import RunsBar
from sim.shipped import copy_scenario

from .command import call as main_of

DAY = ("--set", "clock.days=1", "--reps", "5", "--most", "10")


@pytest.fixture
def designs(tmp_path: Path) -> list[Path]:
    """Three rosters of the small town, whose calls have to be answered at once."""
    copy_scenario("template_town", tmp_path)
    for name, people in (("few", 2), ("many", 14), ("more", 16)):
        staff = ", ".join(f"{shift}: {{staff: {people}}}" for shift in ("morning", "day", "evening", "night"))
        text = f"extends: template_town.yaml\noperators: {{desk: {{shifts: {{{staff}}}}}}}\n"
        text += "targets: [{measure: asa, at_most: 30 s}]\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [tmp_path / f"{name}.yaml" for name in ("more", "few", "many")]


def call(*arguments: object) -> Result:
    """The command in this process."""
    return main_of("select", *arguments)


def test_the_cheapest_that_keeps_its_promises(designs: list[Path]) -> None:
    """Named in a sentence with its cost; below, each design with its cost and how each of its promises fared."""
    done = call(*designs, *DAY)
    assert done.exit_code == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first.startswith("many is the cheapest design that keeps all promises (planned hours: ")
    assert "The chance that it breaks a promise is 5 % at most" in rest[0]
    assert any(line.split()[:3] == ["few", "64", "h"] and line.endswith("breaks a promise") for line in rest)
    assert any(
        line.split()[:4] == ["more", "512", "h", "-"] and line.endswith("dearer than the answer: not run")
        for line in rest
    )
    promises = rest[next(k for k, line in enumerate(rest) if line.startswith("The promises of each design")) :]
    assert "intervals of 98.33 %" in promises[0]  # one in 60 is 5 % of two tails, by three designs and two looks
    assert (promises[1], promises[3], len(promises)) == ("few", "many", 5)
    assert promises[2].startswith("  - not met      average speed of answer: at most 30 s, found ")
    assert promises[4].startswith("  + met          average speed of answer: at most 30 s, found ")
    assert all(" to " in line for line in promises[2::2])


def test_as_json_and_in_chinese(designs: list[Path]) -> None:
    """Numbers for programs, and the sentence for a manager; both tell every design and promise."""
    answer = json.loads(call(*designs, *DAY, "--json").stdout)
    assert (answer["best"], answer["by"], answer["error"]) == ("many", "planned_hours", 0.05)
    told = [(one["name"], one["planned_hours"], one["verdict"], len(one["targets"])) for one in answer["designs"]]
    assert told == [("few", 64, "not met", 1), ("many", 448, "met", 1), ("more", 512, "not run", 0)]
    target = answer["designs"][0]["targets"][0]
    assert target["low"] < target["estimate"] < target["high"]
    assert (target["measure"], target["threshold"], target["status"]) == ("asa", 30, "not met")
    page = call(*designs, *DAY, "--lang", "zh").stdout
    assert page.startswith("many 是全部达标的方案中成本最低的")
    assert "成本高于所选方案：未仿真" in page
    assert "平均等待时长：要求至多 30 秒，结果 " in page


def test_a_promise_that_stays_open_says_what_would_decide_it(designs: list[Path]) -> None:
    """By --most, which is what `select` has; nothing would where the promise leaves no room."""
    busy = json.loads(call(*designs[:2], *DAY, "--json").stdout)["designs"][0]["targets"][0]["estimate"]
    on_it = f"targets=[{{measure: asa, at_most: {busy:.6f} s}}]"
    assert "more replications (--most) narrow it" in call(*designs[:2], *DAY, "--set", on_it).stdout
    for_all = "targets=[{measure: abandonment_rate, at_most: 0 %}]"
    assert "no number of replications shows that" in call(designs[0], designs[2], *DAY, "--set", for_all).stdout


def test_a_folder_holds_the_answer_and_its_tables(designs: list[Path], tmp_path: Path) -> None:
    """Page, JSON, a row for each design, and one for each promise of those that were run; `check` knows the folder."""
    out = tmp_path / "out"
    done = call(*designs, *DAY, "--out", out)
    assert done.exit_code == 0, done.stderr
    assert (out / "summary.txt").read_text(encoding="utf-8-sig").strip() == done.stdout.strip()
    table, promises = pd.read_csv(out / "designs.csv"), pd.read_csv(out / "targets.csv")
    assert table["verdict"].tolist() == ["not met", "met", "not run"]
    assert table["planned_hours"].tolist() == [64, 448, 512]
    assert promises[["design", "measure", "verdict"]].values.tolist() == [
        ["few", "asa", "not met"], ["many", "asa", "met"],
    ]  # fmt: skip
    assert (promises["low"] <= promises["estimate"]).all()
    assert main_of("check", out).stdout.endswith("the run is finished\n")
    assert "other designs" in call(*designs[:2], *DAY, "--out", out).stderr
    call(*designs[1:], *DAY, "--best", "asa", "--worth", "5 s", "--out", out)
    assert not (out / "targets.csv").exists()


@pytest.mark.parametrize("more", [(), ("--xlsx", "--csv")])
def test_that_there_is_no_page_is_told(designs: list[Path], tmp_path: Path, more: tuple[str, ...]) -> None:
    """In a sentence, in both languages; nothing is written."""
    out = tmp_path / "out"
    assert call(*designs, "--out", out, "--quiet").exit_code == 0
    before = sorted(out.iterdir())
    for lang, told in (
        ("en", "there is no page of what 'hotline select' writes: its tables and texts there say it all"),
        ("zh", "「hotline select」的结果没有报告页：全部内容见该文件夹中的表格与文本"),
    ):
        answer = main_of("report", out, "--lang", lang, *more)
        assert answer.exit_code == 4
        assert told in answer.stderr
        assert "Traceback" not in answer.stderr
    assert sorted(out.iterdir()) == before


def test_the_best_by_a_measure(designs: list[Path]) -> None:
    """The shortest wait; who is as good for what matters may be named instead."""
    done = call(*designs[1:], *DAY, "--best", "asa", "--worth", "5 s")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("many is best by average speed of answer: ")
    assert (
        "If one is better than all others by 5 s or more, the chance that it was dropped is 5 % at most" in done.stdout
    )
    assert done.stdout.splitlines()[-2].endswith("dropped")
    answer = json.loads(call(*designs[1:], *DAY, "--best", "asa", "--worth", "5 s", "--json").stdout)
    assert (answer["worth"], answer["alike"], answer["undecided"]) == (5.0, [], [])


def test_alike_designs_are_told(designs: list[Path]) -> None:
    """With the number of replications of which none differs."""
    done = call(designs[0], "--with", "same: title=another", *DAY, "--best", "asa", "--worth", "5 s")
    assert done.stdout.startswith(
        "By average speed of answer more, same are alike: not one of 10 replications differs ("
    )
    assert done.stdout.splitlines()[-1].endswith("alike")


def test_changes_of_one_scenario_are_designs(designs: list[Path]) -> None:
    """Named before the colon or by their changes, as in `hotline compare`; --set holds for all."""
    few = "few: " + ", ".join(
        f"operators.desk.shifts.{shift}.staff=2" for shift in ("morning", "day", "evening", "night")
    )
    done = call(designs[0], "--with", few, "--with", "operators.desk.shifts.day.staff=20", *DAY, "--json")
    answer = json.loads(done.stdout)
    assert answer["best"] == "more"
    assert [(one["name"], one["verdict"]) for one in answer["designs"]] == [
        ("few", "not met"), ("more", "met"), ("day.staff=20", "not run"),
    ]  # fmt: skip


def test_threads_change_nothing(designs: list[Path]) -> None:
    """One or three: the same page."""
    asked = (*designs, *DAY, "--best", "asa", "--worth", "1 s", "--engine", "kernel", "--workers")
    assert call(*asked, 1).stdout == call(*asked, 3).stdout != ""


def test_a_stop_is_a_sentence(designs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a run goes on ends at its next step, with `stopped` and 130, and names no design."""
    steps = []

    class Stopped(RunsBar):
        def __call__(self, replication: int, share: float, in_all: int | None = None) -> None:
            steps.append(replication)
            if len(steps) == 3:
                os.kill(os.getpid(), signal.SIGINT)
            super().__call__(replication, share, in_all)

    monkeypatch.setattr(progress, "RunsBar", Stopped)
    done = call(*designs, *DAY, "--workers", 1)
    assert (done.exit_code, done.stdout, done.stderr.splitlines()[-1]) == (130, "", "stopped")
    assert len(steps) <= 4


def test_the_bar_shrinks_with_the_designs_that_are_out(designs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What may still come is its whole, so that the time left is that of runs that may come."""
    totals = []

    class Seen(RunsBar):
        def __call__(self, replication: int, share: float, in_all: int | None = None) -> None:
            super().__call__(replication, share, in_all)
            totals.append(self._bar.total)

    monkeypatch.setattr(progress, "RunsBar", Seen)
    assert call(*designs, *DAY).exit_code == 0
    assert (totals[0], totals[-1]) == (30, 30 - 5)  # one is clearly out after 5 of its 10


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--worth", "5 s"), "error: --worth 5 s: say with --best of which measure that difference matters"),
        (("--best", "asa"), "error: say which difference of 'asa' matters"),
        (("--best", "asa", "--worth", "3 %"), "error: --worth 3 %: "),
        (("--best", "abandonment_rate", "--worth", "much"), "error: --worth much: "),
        (("--error", "none"), "error: --error none: "),
        (("--reps", "20"), "error: at most 10 replications, and 20 at first: give the same or more at most"),
        (("--error", "0 %"), "error: a chance to be wrong of 0 is not between 0 and 0.5: write 0.05 for 5 %"),
        (("--error", "100 %"), "error: a chance to be wrong of 1 is not between 0 and 0.5"),
    ],
)
def test_what_makes_no_sense_is_told(designs: list[Path], asked: tuple[str, ...], told: str) -> None:
    """A sentence and exit code 2."""
    done = call(*designs, *DAY, *asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(told)


def test_designs_are_two_and_have_their_own_names(designs: list[Path], tmp_path: Path) -> None:
    """One alone leaves no choice; two files of one name are told by their folders, as in `hotline compare`."""
    assert "two designs or more are needed" in call(designs[0]).stderr
    (tmp_path / "other").mkdir()
    for path in tmp_path.glob("*.yaml"):
        (tmp_path / "other" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    answer = json.loads(call(designs[1], tmp_path / "other" / "few.yaml", *DAY, "--json").stdout)
    assert [one["name"] for one in answer["designs"]] == ["few", "other/few"]
