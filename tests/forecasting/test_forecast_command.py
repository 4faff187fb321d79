"""`hotline forecast` as a planner uses it: printed, as JSON, in Chinese, as tables, and as a scenario that runs."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli import main
from sim.forecasting.methods import METHODS

from .data import WEEK

SHARES = np.r_[np.zeros(16), np.full(8, 2.0), np.full(16, 1.0), np.zeros(8)] / 32
"""Of a day that begins at 08:00, is busy until noon and ends at 20:00."""
SCENARIO = """
hotline: 1
title: Town line
clock: {start: 2026-01-05, days: 1, zone: Asia/Shanghai}
demand:
  calls: {per_day: 100, profile: flat, types: {any: 100 %}, growth: {rate: 10 %}}
  mobile: {per_day: 5, profile: flat, types: {any: 100 %}}
callers: {patience: {law: exponential, mean: 2 min}}
operators:
  floor:
    skills: [{channel: phone}]
    talk: {law: exponential, mean: 3 min}
    wrap_up: {law: deterministic, value: 30 s}
    shifts: {day: {start: "07:00", end: "21:00", staff: 20}}
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Twenty weeks of half hours, 800 calls on a mean day, with a day's factor of 10 %."""
    rng = np.random.default_rng(11)
    first, rows = datetime(2026, 3, 2), []
    for k in range(140):
        mean = 1000 * WEEK[k % 7] * rng.gamma(100, 1 / 100)
        counts = rng.poisson(mean * SHARES)
        rows += [f"{first + timedelta(days=k, minutes=30 * s)},{n}" for s, n in enumerate(counts)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(["time,calls", *rows]), encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)


def test_the_days_ahead_are_printed_and_said_in_numbers(calls: Path) -> None:
    """A table of seven days, every method beside last week's days; --json has the same numbers and nothing else."""
    told = run("forecast", calls)
    assert told.exit_code == 0
    assert "Mon 20 Jul" in told.stdout
    assert "the same weekday last week" in told.stdout
    answer = json.loads(run("forecast", calls, "--json").stdout)
    assert len(answer["days"]) == 7
    assert {row["method"] for row in answer["methods"]} == {*METHODS, "chosen_each_day"}
    assert answer["sentences"][0] in told.stdout
    assert 0.05 < answer["busyness_cv"] < 0.2  # made with 0.1
    assert answer["fine_busyness_cv"] < 0.05  # made without


def test_it_is_said_in_chinese(calls: Path) -> None:
    """--lang zh: sentences and tables; no English word of ours among them."""
    told = run("forecast", calls, "--lang", "zh", "--closed", "2026-07-22")
    assert "7月20日 周一" in told.stdout
    assert "视为不开放：7月22日 周三" in told.stdout
    assert "forecast" not in told.stdout.casefold()


def test_first_calls_are_those_that_are_no_redials(tmp_path: Path) -> None:
    """Each day 20 callers, every fourth not answered and back after 30 minutes, answered then; one row twice, one odd.

    Of a day's 27 rows 21 are first calls: one of the five who come back does so after more than two hours.
    """
    first, rows = datetime(2026, 3, 2, 8), ["time,answered,ended,caller,id"]
    for k in range(28):
        for c in range(20):
            came = first + timedelta(days=k, minutes=6 * c)
            again = came + timedelta(minutes=181 if c == 0 else 30)
            lost = c % 4 == 0
            if lost:
                rows.append(f"{came},,{came + timedelta(minutes=1)},{c},{k}-{c}")
            at = again if lost else came
            rows.append(f"{at},{at},{at + timedelta(minutes=2)},{c},{k}-{c}-{lost}")
        rows += [rows[-1], f"{came},{came},{came - timedelta(minutes=2)},77,{k}-odd"]
    path = tmp_path / "switch.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = sim.forecast(path, first_calls=True)
    assert {row.sum() for row in found.recorded.counts.values()} == {21}
    told = run("forecast", path, "--first-calls")
    assert "588 first calls of 756 rows: 112 redials and 56 rows that cannot be right are left out" in told.stdout
    assert "588 个首次来电" in run("forecast", path, "--first-calls", "--lang", "zh").stdout
    refused = run("forecast", path, "--first-calls", "--where", "caller=1")
    assert refused.exit_code == 2
    assert "--where, --date and --count go without" in refused.stderr
    nobody = tmp_path / "nobody.csv"
    nobody.write_text("\n".join(row.rsplit(",", 2)[0] for row in rows), encoding="utf-8")
    assert "no column is known to say who called" in run("forecast", nobody, "--first-calls").stderr


def test_results_are_kept_and_checked(calls: Path, tmp_path: Path) -> None:
    """Tables, volumes and charts in a folder; `hotline check` compares their sums."""
    out = tmp_path / "out"
    assert run("forecast", calls, "--out", out, "--quiet").exit_code == 0
    names = {"days.csv", "intervals.csv", "methods.csv", "volumes.csv", "summary.json", "summary.txt", "manifest.json"}
    assert names | {"charts", "findings.json"} == {path.name for path in out.iterdir()}
    assert {path.name for path in (out / "charts").iterdir()} == {
        f"forecast_{what}.{kind}" for what in ("days", "intervals") for kind in ("png", "svg")
    }
    assert run("check", out).exit_code == 0
    days, volumes = pd.read_csv(out / "days.csv"), pd.read_csv(out / "volumes.csv")
    assert len(volumes) == 7 * 48
    assert volumes["count"].sum() == pytest.approx(days["forecast"].sum(), rel=0.02)
    report = run("report", out)
    assert report.exit_code == 0, report.stderr
    assert list(out.glob("*.html"))


def test_it_is_written_as_a_scenario_that_brings_its_volumes(calls: Path, tmp_path: Path) -> None:
    """--write: the days ahead with the forecast's means; what chance brings differs from them by chance only."""
    base, ahead = tmp_path / "town.yaml", tmp_path / "ahead.yaml"
    base.write_text(SCENARIO, encoding="utf-8")
    words = ("forecast", calls, "--scenario", base, "--stream", "calls", "--write", ahead)
    assert run(*words).exit_code == 0
    assert run("check", ahead).exit_code == 0
    scenario = sim.load_scenario(ahead)
    assert str(scenario.clock.start) == "2026-07-20"
    assert scenario.clock.days == 7
    stream = scenario.demand["calls"]
    assert stream.per_day is None
    assert scenario.demand["mobile"].per_day == 5
    n = 40
    results = sim.replicate(scenario, n, seed=3, progress=False)
    offered = results.to_frame().query("measure == 'offered'")["value"].to_numpy()
    means = pd.read_csv(tmp_path / "ahead_volumes.csv")["count"].sum()
    spread = offered.std(ddof=1) / np.sqrt(len(offered))
    assert abs(offered.mean() - means - 35) < 4.2 * spread  # 5 others a day; 1 in 10,000
    again = run(*words)
    assert again.exit_code == 4
    assert "is there already" in again.stderr


REFUSED = {
    "no file": (("forecast", "nothing.csv"), "nothing.csv: there is no such file"),
    "no scenario": (("forecast", "{calls}", "--write", "x.yaml"), "--write needs --scenario"),
    "no stream": (
        ("forecast", "{calls}", "--scenario", "{town}", "--write", "{folder}/x.yaml"),
        "--write needs --stream, one of calls, mobile",
    ),
    "other stream": (
        ("forecast", "{calls}", "--scenario", "{town}", "--stream", "mail", "--write", "{folder}/x.yaml"),
        "--stream mail: the scenario has no such stream; it has calls, mobile",
    ),
    "nothing to write": (("forecast", "{calls}", "--stream", "calls"), "write that, too"),
    "closed all days": (("forecast", "{calls}", "--days", "1", "--closed", "2026-07-20"), "is closed on all 1 days"),
    "no country": (("forecast", "{calls}", "--calendar", "atlantis"), "calendar 'atlantis' is not known: write china"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_asked_is_told_in_a_sentence(calls: Path, tmp_path: Path, kind: str) -> None:
    """Exit code 2 and what would be right, before anything is written."""
    (tmp_path / "town.yaml").write_text(SCENARIO, encoding="utf-8")
    words, said = REFUSED[kind]
    result = run(*(word.format(calls=calls, town=tmp_path / "town.yaml", folder=tmp_path) for word in words))
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not (tmp_path / "x.yaml").exists()


def test_every_method_can_be_asked_for() -> None:
    """The names that --method takes are those of the methods, which the command line does not load to know them."""
    (option,) = (one for one in main.commands["forecast"].params if one.name == "method")
    assert list(option.type.choices) == list(METHODS)  # type: ignore[attr-defined]
