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
from sim.chance.keyed import name_key
from sim.cli import main
from sim.errors import DataError
from sim.forecasting.methods import METHODS
from sim.plans.build import build_plan
from sim.scenario.schema_demand import DatedVolume

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

TYPED = SCENARIO.replace(
    "per_day: 100, profile: flat, types: {any: 100 %}, growth: {rate: 10 %}", "stamps: {file: typed.csv, type: what}"
).replace("  mobile: {per_day: 5, profile: flat, types: {any: 100 %}}\n", "")


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


def test_the_naive_method_is_the_best_only_where_it_is(calls: Path, tmp_path: Path) -> None:
    """Asked for, it is said which other method was less off; so where too few days are known to choose; nothing is
    claimed of a file whose days are equal but that none was better, and no ratio to an error of nothing is shown."""
    told = run("forecast", calls, "--method", "same_weekday_last_week").stdout
    answer = json.loads(run("forecast", calls, "--method", "same_weekday_last_week", "--json").stdout)
    errors = {row["method"]: row["day_error"] for row in answer["methods"] if row["method"] in METHODS}
    assert min(errors, key=lambda name: errors[name]) == "median_of_5_weeks"
    assert f"in the mean; median of the last 5 weeks was off by {errors['median_of_5_weeks']:.1f}." in told
    assert "no other method was better" not in told
    rng, rows = np.random.default_rng(4), ["date,calls"]
    rows += [f"{datetime(2026, 3, 2) + timedelta(days=k):%Y-%m-%d},{rng.poisson(200)}" for k in range(27)]
    told = run("forecast", write(tmp_path / "short.csv", "\n".join(rows)), "--days", "1").stdout
    assert "Fewer than 8 past origins are known: too few to choose a method by its errors." in told
    assert "no other method was better" not in told
    rows = ["date,calls", *(f"{datetime(2026, 3, 2) + timedelta(days=k):%Y-%m-%d},100" for k in range(70))]
    equal = write(tmp_path / "equal.csv", "\n".join(rows))
    for words in ((), ("--method", "trend"), ("--lang", "zh")):
        told = run("forecast", equal, *words).stdout
        assert "nan" not in told
        assert "inf" not in told
    assert "no other method was better" in run("forecast", equal).stdout
    assert "last week's days were not off at all" in run("forecast", equal, "--method", "trend").stdout
    assert json.loads(run("forecast", equal, "--json").stdout)["methods"][1]["day_ratio"] is None


def test_a_band_that_is_left_out_is_told(tmp_path: Path) -> None:
    """Of 40 days 20 past origins are known: no band of 95 %, and it is said; its charts and its page are made."""
    path, out = write(tmp_path / "days.csv", "\n".join(DAILY.splitlines()[:41])), tmp_path / "out"
    told = run("forecast", path, "--out", out, "--report")
    assert told.exit_code == 0, told.stderr
    said = "Bands of 95 % are left out: they need the errors of 39 past origins, and 20 are known."
    assert said in told.stdout
    assert "low_95" not in pd.read_csv(out / "days.csv").columns
    assert "low_80" in pd.read_csv(out / "days.csv").columns
    assert "不给出 95% 区间" in run("forecast", path, "--lang", "zh").stdout


def test_past_days_without_contacts_are_told(tmp_path: Path) -> None:
    """Ten weeks of days, two without any contact: each is named, so that a hole in the file is seen; of 12 the last
    ten are."""
    rows = DAILY.splitlines()
    path = tmp_path / "days.csv"
    path.write_text("\n".join(row for row in rows if "03-18" not in row and "04-06" not in row))
    assert "are taken to have been closed (2 days): Wed 18 Mar, Mon 6 Apr." in run("forecast", path).stdout
    assert "视为当天不开放（2 天）：3月18日 周三" in run("forecast", path, "--lang", "zh").stdout
    path.write_text("\n".join(row for k, row in enumerate(rows) if k % 5 or k > 60 or k == 0))
    told = run("forecast", path).stdout
    assert "(12 days), the last of them: Mon 16 Mar" in told
    assert "closed" not in run("forecast", write(path, DAILY)).stdout


def write(path: Path, text: str) -> Path:
    """The file with a text."""
    path.write_text(text, encoding="utf-8")
    return path


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
    told = run("forecast", nobody, "--first-calls").stderr
    assert "no column is known to say who called, which tells redials: name it with --column caller=..." in told
    odd = tmp_path / "odd.csv"
    odd.write_text("\n".join(["began,picked,finished,who,nr", *rows[1:]]), encoding="utf-8")
    told = run("forecast", odd, "--first-calls").stderr
    assert "name it with --column time=..." in told
    named = {"time": "began", "answered": "picked", "ended": "finished", "caller": "who", "id": "nr"}
    words = [word for role, column in named.items() for word in ("--column", f"{role}={column}")]
    told = run("forecast", odd, "--first-calls", *words).stdout
    assert "588 first calls of 756 rows: 112 redials and 56 rows that cannot be right are left out" in told
    tickets = write(tmp_path / "tickets.csv", "received,handled,unit\n2026-03-02 09:00,2026-03-02 10:00,a\n")
    assert "--tickets" not in run("forecast", tickets, "--first-calls").stderr


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


DAILY = "time,calls\n" + "\n".join(
    f"{datetime(2026, 3, 2) + timedelta(days=k):%Y-%m-%d},{100 + k % 7}" for k in range(70)
)
"""Ten weeks of whole days; those ahead begin on 11 May."""


def written(folder: Path, stream: str, calls: str | Path = DAILY) -> tuple[sim.Scenario, str]:
    """A scenario whose stream takes a forecast, and what was said about it."""
    town = folder / "town.yaml"
    town.write_text(SCENARIO.replace("per_day: 100, profile: flat, types: {any: 100 %}, growth: {rate: 10 %}", stream))
    if isinstance(calls, str):
        (folder / "daily.csv").write_text(calls)
        calls = folder / "daily.csv"
    told = run("forecast", calls, "--scenario", town, "--stream", "calls", "--write", folder / "ahead.yaml")
    assert told.exit_code == 0, told.stderr
    checked = run("check", folder / "ahead.yaml")
    assert checked.exit_code == 0, checked.output
    assert "spread evenly" not in checked.output
    return sim.load_scenario(folder / "ahead.yaml"), told.stderr


def test_days_keep_the_profile_of_the_scenario(tmp_path: Path) -> None:
    """Counts of whole days go to 'per_date', which follows the profile: nothing comes at night."""
    shares = ", ".join(["0"] * 8 + ["1"] * 12 + ["0"] * 4)
    scenario, told = written(
        tmp_path, f"per_day: 100, profile: [{shares}], types: {{any: 100 %}}, fine_busyness_cv: 0.1"
    )
    assert "no profile" not in told
    stream = scenario.demand["calls"]
    assert stream.counts is None
    assert stream.fine_busyness_cv == 0.1
    (part,) = [one for one in build_plan(scenario).streams if one.name_key == name_key("stream:calls")]
    of_hour = np.bincount(part.slot % 24, weights=part.mean.sum(axis=1), minlength=24)
    days = sim.forecast(tmp_path / "daily.csv").days["forecast"].sum()
    assert of_hour[8:20] == pytest.approx(np.full(12, days / 12), rel=0.01)
    assert of_hour[:8].sum() + of_hour[20:].sum() == 0


def test_days_without_a_profile_are_told_to_come_evenly(tmp_path: Path) -> None:
    """Where neither the file nor the scenario knows when in the day contacts come, a sentence says what is done."""
    _, told = written(tmp_path, "per_day: 100, types: {any: 100 %}")
    assert "the stream 'calls' has no profile: contacts come evenly over day and night" in told


def test_other_columns_of_the_scenarios_counts_do_not_stay(calls: Path, tmp_path: Path) -> None:
    """Counts of another file with columns of its own are replaced as a whole, those by date as well."""
    rows = [f"0,{datetime(2026, 1, 5) + timedelta(minutes=30 * s):%d.%m.%Y %H:%M};5" for s in range(48)]
    (tmp_path / "old.csv").write_text("\n".join(["DateTime;Calls", *(row[2:] for row in rows)]))
    form = (
        "file: old.csv, time_format: '%d.%m.%Y %H:%M', delimiter: ';', time: DateTime, count: Calls, where: {Calls: 5}"
    )
    scenario, _ = written(tmp_path, f"counts: {{{form}}}, types: {{any: 100 %}}", calls)
    counts = scenario.demand["calls"].counts
    assert counts is not None
    assert (counts.file, counts.time, counts.count, counts.use) == ("ahead_volumes.csv", "time", "count", "mean")
    assert (counts.time_format, counts.delimiter, counts.where) == (None, None, {})
    other = tmp_path / "dated"
    other.mkdir()
    (other / "old.csv").write_text("day;n\n05.01.2026;5\n")
    scenario, _ = written(
        other, "per_date: {file: old.csv, date: day, count: n, time_format: '%d.%m.%Y'}, types: {any: 100 %}"
    )
    dated = scenario.demand["calls"].per_date
    assert isinstance(dated, DatedVolume)
    assert (dated.file, dated.date, dated.count, dated.time_format) == ("ahead_volumes.csv", "time", "count", None)


def test_what_recorded_contacts_have_in_them_is_not_added_again(tmp_path: Path) -> None:
    """Growth, incidents, factors of phases, and what begins before the days ahead are taken out and told; a surge and
    self-service that begin later stay, and so does the mix of a phase."""
    scenario, told = written(
        tmp_path,
        "per_day: 100, types: {any: 60 %, other: 40 %}, growth: {rate: 1 %}, "
        "events: {storm: {start: 2026-05-01, peak: 3, half_life: 2 d}, "
        "fair: {start: 2026-05-13, peak: 2, half_life: 1 d}}, "
        "deflection: {pages: {start: 2026-01-01, share: 20 %}, robot: {start: 2026-05-14, share: 10 %}}, "
        "incidents: {pipe: {per_day: 1, mean_size: 5, delay: {law: exponential, mean: 1 h}, type: any}}, "
        "phases: [{start: 2026-05-12, factor: 2, types: {any: 100 %}}, "
        "{start: 2026-05-01, end: 2026-05-11, per_day: 7}]",
    )
    stream = scenario.demand["calls"]
    assert stream.growth is None
    assert not stream.incidents
    assert set(stream.events) == {"fair"}
    assert set(stream.deflection) == {"robot"}
    assert [(str(phase.start), phase.factor, phase.per_day, phase.types) for phase in stream.phases] == [
        ("2026-05-12", None, None, {"any": 1.0})
    ]
    assert "taken out of it are growth, phases, incidents.pipe, events.storm, deflection.pages" in told
    assert "begins on the days ahead: events.fair, deflection.robot" in told


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
    "types in a file": (
        ("forecast", "{calls}", "--scenario", "{typed}", "--write", "{folder}/x.yaml"),
        "--stream calls: the types of its contacts stand in a file, and a forecast has none: write 'types'",
    ),
    "closed all days": (("forecast", "{calls}", "--days", "1", "--closed", "2026-07-20"), "is closed on all 1 days"),
    "closed before": (
        ("forecast", "{calls}", "--closed", "2026-07-19"),
        "closed: 2026-07-19 is not one of the days ahead, 2026-07-20 to 2026-07-26",
    ),
    "closed later": (("forecast", "{calls}", "--closed", "2026-07-27"), "closed: 2026-07-27 is not one of the days"),
    "no country": (("forecast", "{calls}", "--calendar", "atlantis"), "calendar 'atlantis' is not known: write china"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_asked_is_told_in_a_sentence(calls: Path, tmp_path: Path, kind: str) -> None:
    """Exit code 2 and what would be right, before anything is written."""
    (tmp_path / "town.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "typed.yaml").write_text(TYPED, encoding="utf-8")
    (tmp_path / "typed.csv").write_text("time,what\n2026-01-05 09:00,any\n", encoding="utf-8")
    words, said = REFUSED[kind]
    files = {"town": tmp_path / "town.yaml", "typed": tmp_path / "typed.yaml"}
    result = run(*(word.format(calls=calls, folder=tmp_path, **files) for word in words))
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not (tmp_path / "x.yaml").exists()


def test_a_method_that_is_not_known_is_refused_in_a_sentence(calls: Path) -> None:
    """From Python: the methods there are."""
    with pytest.raises(DataError, match="method: 'foo' is not known: write one of same_weekday_last_week, mean_of_6"):
        sim.forecast(calls, method="foo")


def test_every_method_can_be_asked_for() -> None:
    """The names that --method takes are those of the methods, which the command line does not load to know them."""
    (option,) = (one for one in main.commands["forecast"].params if one.name == "method")
    assert list(option.type.choices) == list(METHODS)  # type: ignore[attr-defined]
