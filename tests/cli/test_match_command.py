"""`hotline match`: tables, a chart, a scenario, going on where it was stopped, plain sentences in two languages."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.commands import match as command
from sim.commands.ending import INTERRUPTED
from sim.store.ledger import opened

from ..matching.small import HEAD, TALK, WRAP_UP, asked
from .command import call, no_constants

KNOWN = f"unknown: {{{TALK}: 100 s .. 200 s, {WRAP_UP}: {{range: 15 s .. 60 s, scale: log}}}}\n"
FIGURES = "figures: [{measure: aht, value: 180 s, mean_of: 30}]\n"
NEVER = "figures: [{measure: aht, value: 60 s, mean_of: 30}, {measure: talk_mean, value: 150 s}]\n"


def test_it_writes_tables_a_chart_and_a_scenario(tmp_path: Path) -> None:
    """What remains as text and CSV; the scenario runs, and says where its numbers come from."""
    file = asked(tmp_path, HEAD + KNOWN + FIGURES)
    out, written = tmp_path / "found", tmp_path / "plausible.yaml"
    done = call("match", file, "--out", out, "--write", written)
    assert done.exit_code == 0, done.stderr
    assert "trade off against each other" in done.stdout
    assert f"written to {out}" in done.stderr
    assert (out / "summary.txt").read_text(encoding="utf-8") == done.stdout
    tables = {path.stem: pd.read_csv(path, encoding="utf-8-sig") for path in out.glob("*.csv")}
    assert set(tables) == {"unknown", "waves", "figures", "pairs", "remaining", "simulated"}
    assert tables["unknown"]["unknown"].tolist() == [TALK, WRAP_UP]
    assert len(tables["remaining"]) == 1_000
    assert (tables["remaining"]["implausibility"] <= 3).all()
    assert {path.name for path in (out / "charts").iterdir()} == {"match_pairs.png", "match_pairs.svg"}
    assert call("check", out).exit_code == 0
    scenario = sim.load_scenario(written)
    assert scenario.document["operators"]["floor"]["talk"]["mean"] in written.read_text(encoding="utf-8")
    assert scenario.origins[TALK].kind == "derived"
    assert "do not contradict the published figures" in scenario.origins[WRAP_UP].source


def test_the_answer_as_json(tmp_path: Path) -> None:
    """One object, no number without an end."""
    answer = json.loads(
        call("match", asked(tmp_path, HEAD + KNOWN + FIGURES), "--json").stdout, parse_constant=no_constants
    )
    assert (answer["ending"], answer["replications"]) == ("waves", 5)
    assert 0 < answer["share_left"] < 1
    assert [row["status"] for row in answer["unknown"]] == ["narrowed", "tied"]
    assert [row["place"] for row in answer["simulated"]] == ["own", "drawn", "drawn"]


def test_contradictions_are_told_plainly(tmp_path: Path) -> None:
    """Nothing remains; which figure is in conflict at the least implausible place; nothing is written."""
    file, written = asked(tmp_path, HEAD + KNOWN + NEVER), tmp_path / "plausible.yaml"
    done = call("match", file, "--write", written, "--quiet")
    assert done.exit_code == 0
    assert (
        "Nothing remains: no values of the unknown numbers within their ranges reproduce the figures together"
        in done.stdout
    )
    assert "Least implausible is operators.floor.talk.mean = 1" in done.stdout
    assert "There 'average handle time' is expected to be" in done.stdout
    assert "By itself it cannot be reproduced either." in done.stdout
    assert "Nothing was written" in done.stderr
    assert not written.exists()
    chinese = call("match", file, "--lang", "zh", "--quiet").stdout
    assert "没有剩下任何可能" in chinese
    assert "单独看也无法重现" in chinese


def test_it_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop is told with what is kept; more waves later begin with the runs that are there."""
    file, out = asked(tmp_path, HEAD + KNOWN + FIGURES), tmp_path / "found"

    def stopped(*_asked: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(command, "matching_of", stopped)
        assert call("match", file).exit_code == INTERRUPTED
        done = call("match", file, "--out", out)
        assert (done.exit_code, done.stdout) == (INTERRUPTED, "")
        assert f"stopped: 0 runs are kept in {out}; the same command goes on there" in done.stderr
    assert call("match", file, "--out", out).exit_code == 0
    many = runs_in(out)
    assert many == (12 + 3) * 5
    asked(tmp_path, HEAD.replace("waves: 1", "waves: 2") + KNOWN + FIGURES)
    assert call("match", file, "--out", out).exit_code == 0
    assert many < runs_in(out) <= many + (12 + 2) * 5
    assert (
        "holds results of `hotline match`: give another folder" in call("plan", plan_of(tmp_path), "--out", out).stderr
    )


def runs_in(folder: Path) -> int:
    """How many runs a folder keeps."""
    with opened(folder, to_read=True) as ledger:
        return sum(ledger.done_of().values())


def plan_of(folder: Path) -> Path:
    """A staffing file of the same hotline."""
    path = folder / "staffing.yaml"
    path.write_text(
        "staffing: 1\nscenario: town.yaml\npools:\n  floor: {starts: ['08:00'], lengths: [8 h]}\n", encoding="utf-8"
    )
    return path


def test_a_file_is_read_aloud(tmp_path: Path) -> None:
    """Ranges, figures as intervals, and how many runs there will be; slips with their places, in Chinese too."""
    file = asked(tmp_path, HEAD + KNOWN + FIGURES)
    told = call("check", file).stdout
    assert "average handle time: 179.50 to 180.50 s" in told
    assert "At most 1 waves of 12 points, 5 replications each: 60 runs, and 2 places at the end." in told
    assert json.loads(call("check", file, "--json").stdout)["runs"] == 60
    assert "匹配文件" in call("check", file, "--lang", "zh").stdout
    wrong = call("match", asked(tmp_path, HEAD + KNOWN + FIGURES.replace("aht", "ahtt")))
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith(f"error: {file}:8: figures.0: there is no measure 'ahtt': did you mean 'aht'?")
    assert (
        "请写 linear 或 log"
        in call("match", asked(tmp_path, HEAD + KNOWN.replace("log", "lag") + FIGURES), "--lang", "zh").stderr
    )
    assert "in a matching file, write the key path" in call("check", file, "--set", "clock.days=2").stderr
    assert "which `hotline match` takes" in call("run", file).stderr
