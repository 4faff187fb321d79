"""Days held out lie in the bands of what was fitted before, and a line that changed is not trusted."""

from __future__ import annotations

import contextlib
import functools
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from scipy import stats

import sim
from sim.backtesting.backtest import backtest
from sim.backtesting.days import MEASURES, recorded_days, simulated_days
from sim.backtesting.judging import DIRECTION, NOT, TOO_FEW, TRUST, error_parts, unknown_share, verdict
from sim.calendar.days import EPOCH
from sim.calendar.lengths import SECOND_US
from sim.cli import main
from sim.errors import DataError
from sim.exports.exporting import export
from sim.fitting.draws import drawn_document
from sim.fitting.fit import fit
from sim.records.calls import read_calls
from sim.report.backtest import backtest_sentences, unknown_shown
from sim.report.numbers import percent

STAFF = 6
LINE = f"""
hotline: 1
title: Made line
clock: {{start: 2026-03-02, days: 35, zone: Asia/Shanghai}}
demand:
  calls: {{per_day: 900, profile: hotline_day, busyness_cv: 10 %, types: {{any: 100 %}}}}
callers:
  patience: {{law: exponential, mean: 90 s}}
  redial: {{after_abandon: 50 %, delay: {{law: exponential, mean: 8 min}}}}
operators:
  floor:
    talk: {{law: lognormal, mean: 180 s, cv: 90 %}}
    wrap_up: {{law: exponential, mean: 40 s}}
    shifts: {{all: {{start: "00:00", end: "24:00", staff: {STAFF}}}}}
"""
WITHIN_US = 20 * SECOND_US


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five weeks of calls, as `hotline export` writes them, and the roster of these days."""
    box = tmp_path_factory.mktemp("line")
    (box / "line.yaml").write_text(LINE, encoding="utf-8")
    files = export(str(box / "line.yaml"), ("csv",), out=box / "out", seed=3)
    times = pd.date_range("2026-03-02", periods=35 * 48, freq="30min").strftime("%Y-%m-%d %H:%M")
    pd.DataFrame({"time": times, "staff": STAFF}).to_csv(box / "staff.csv", index=False)
    return next(file for file in files if "contacts" in file.name).rename(box / "calls.csv")


def test_recorded_and_simulated_days_are_measured_alike(calls: Path) -> None:
    """The same run, once from its logs and once from its export: every measure of every day is the same."""
    log = sim.simulate(sim.load_scenario(calls.with_name("line.yaml")), seed=3)
    records = read_calls(calls, {"time": "arrived"})
    real = recorded_days(records, (date(2026, 3, 2) - EPOCH).days, 35, WITHIN_US)
    simulated = simulated_days(log, 35, WITHIN_US)
    assert set(real) == set(simulated) == set(MEASURES)
    for name in MEASURES:
        assert real[name] == pytest.approx(simulated[name], rel=1e-6), name


def test_days_by_hand(tmp_path: Path) -> None:
    """Two days: three calls (answered after 10 and 30 s, one gave up), then none."""
    path = tmp_path / "calls.csv"
    path.write_text(
        "time,wait,talk,acw,result\n2026-03-02 09:00:00,10,100,20,answered\n2026-03-02 09:01:00,30,200,0,answered\n"
        "2026-03-02 09:02:00,50,,,abandoned\n",
        encoding="utf-8",
    )
    found = recorded_days(read_calls(path, {}), (date(2026, 3, 2) - EPOCH).days, 2, WITHIN_US)
    first = {name: values[0] for name, values in found.items()}
    expected = {"calls": 3, "abandonment_rate": 1 / 3, "service_level": 1 / 3, "asa": 20, "aht": 160}
    assert first == pytest.approx(expected)
    assert found["calls"][1] == 0
    assert np.isnan(found["asa"][1])


def test_a_line_that_stays_as_it_was_is_trusted(calls: Path) -> None:
    """Two weeks held out, with their roster: all measures lie in their bands as often as these say."""
    found = backtest(calls, 14, columns={"time": "arrived"}, staff=calls.with_name("staff.csv"), zone="Asia/Shanghai")
    table = found.calibration.set_index("measure")
    assert (table["verdict"] == TRUST).all(), table
    assert table["days"].tolist() == [14] * len(MEASURES)
    held = sum(round(value * 14) for value in table["inside_80"])
    low, high = stats.binom.ppf([5e-5, 1 - 5e-5], 14 * len(MEASURES), 0.80)
    assert low <= held <= high


def test_a_line_that_changed_is_not_trusted(calls: Path, tmp_path: Path) -> None:
    """Twice the calls in the last week: their number is not to be used, and handling still is."""
    frame = pd.read_csv(calls, dtype=str)
    late = pd.to_datetime(frame["arrived"]) >= pd.Timestamp("2026-03-30")
    twice = pd.concat([frame, frame[late].assign(contact=lambda rows: "x" + rows["contact"])])
    path = tmp_path / "calls.csv"
    twice.to_csv(path, index=False)
    found = backtest(path, 7, columns={"time": "arrived"}, zone="Asia/Shanghai", replications=40)
    table = found.calibration.set_index("measure")
    assert table.loc["calls", "verdict"] == NOT
    assert table.loc["calls", "inside_95"] == 0
    assert table.loc["aht", "verdict"] in (TRUST, DIRECTION)


@pytest.mark.parametrize(
    ("real", "simulated", "hits", "said"),
    [
        ([0.93, 0.95, 0.97, 0.95, 0.95], [0.945] * 5, (2, 3), DIRECTION),
        ([0.93, 0.95, 0.97, 0.95, 0.95], [0.80] * 5, (0, 0), NOT),
        ([0.03, 0.05, 0.07, 0.05, 0.05], [0.20] * 5, (0, 0), NOT),
        ([100, 110, 90, 105, 95, 100, 100], [100] * 7, (6, 7), TRUST),
        ([100, 110, 90, 105, 95, 100, 100], [110] * 7, (2, 4), DIRECTION),
        ([100, 110, 90, 105, 95, 120, 130], [200, 210, 190, 205, 195, 220, 230], (0, 0), DIRECTION),
        ([100, 110, 90, 105, 95, 100, 100], [200] * 7, (0, 0), NOT),
        ([10, 11, 12, 13, 14, 15, 16], [500] * 7, (7, 7), NOT),
        ([10, 11, 12, 13, 14, 15, 16], [500, 510, 520, 530, 540, 550, 560], (7, 7), DIRECTION),
        ([10, 11, 12, 13, 14, 15, 16], [15.5] * 7, (7, 7), TRUST),
        ([10, 11, 12, 13, 14, 15, 16], [18] * 7, (7, 7), NOT),
        ([0.01, 0.0, 0.02, 0.0, 0.02, 0.0, 0.02], [0.015] * 7, (7, 7), TRUST),
        ([100, 110, 90, 105], [100] * 4, (4, 4), TOO_FEW),
    ],
)
def test_verdicts_follow_their_rule(
    real: list[float], simulated: list[float], hits: tuple[int, int], said: str
) -> None:
    """Bands that hold; a near mean, of shares by what is missing, too; days that follow; neither; too few days.

    By hand: days of 10 to 16 have the mean 13, a fifth of it is 2.6, and chance adds 2.45 * 2.16 / sqrt(7) = 2.0: 17.6
    is near but for chance, 18 is not, however wide the bands.
    """
    shares = max(real) <= 1
    assert verdict(np.array(real, dtype=float), np.array(simulated, dtype=float), *hits, is_share=shares) == said


def test_a_right_line_is_seldom_doubted_and_wide_bands_do_not_help_a_wrong_one() -> None:
    """2,000 lines of 150 calls a day of which 1 % give up, seven days each, beside their true bands and mean.

    At most 15 % are not trusted (two bands and a mean, each wrong once in 20 at most). Beside four times the true mean,
    in bands that hold every day, fewer than 1 % are trusted.
    """
    rng, n = np.random.default_rng(12), 2_000
    shares = rng.binomial(150, 0.01, (n, 7)) / 150
    ends = {level: stats.binom.ppf([(1 - level) / 2, (1 + level) / 2], 150, 0.01) / 150 for level in (0.80, 0.95)}
    inside = {level: ((low <= shares) & (shares <= high)).sum(axis=1) for level, (low, high) in ends.items()}
    right = [
        verdict(days, np.full(7, 0.01), int(inside[0.80][k]), int(inside[0.95][k]), is_share=True)
        for k, days in enumerate(shares)
    ]
    assert right.count(TRUST) > 0.85 * n
    assert [verdict(days, np.full(7, 0.04), 7, 7, is_share=True) for days in shares].count(TRUST) < 0.01 * n


def run(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)


def test_the_command_says_what_to_trust(calls: Path, tmp_path: Path) -> None:
    """Printed, as JSON, in Chinese, and in a folder with a chart for each measure."""
    words = ("backtest", "--calls", calls, "--column", "time=arrived", "--zone", "Asia/Shanghai", "--reps", "20")
    told = run(*words, "--staff", calls.with_name("staff.csv"), "--out", tmp_path / "out")
    assert told.exit_code == 0, told.stderr
    assert "For the boss: trust it: calls a day (real " in told.stdout
    assert "With the real roster" in told.stdout
    assert {path.stem for path in (tmp_path / "out/charts").glob("*.svg")} == {f"backtest_{name}" for name in MEASURES}
    assert run("check", tmp_path / "out").exit_code == 0
    answer = json.loads(run(*words, "--json").stdout)
    assert len(answer["days"]) == 7 * len(MEASURES)
    assert answer["roster"] is False
    assert "可信" in run(*words, "--lang", "zh", "--quiet").stdout


def test_what_cannot_be_held_out_is_told(calls: Path, tmp_path: Path) -> None:
    """More days than there are; a roster that ends before them."""
    with pytest.raises(DataError, match="no day lies before the 40 held out"):
        backtest(calls, 40, columns={"time": "arrived"})
    frame = pd.read_csv(calls.with_name("staff.csv"))
    frame[frame["time"] < str(date(2026, 3, 2) + timedelta(days=30))].to_csv(tmp_path / "staff.csv", index=False)
    with pytest.raises(DataError, match="the roster has no row for 2026-04-01"):
        backtest(calls, 7, columns={"time": "arrived"}, staff=tmp_path / "staff.csv")


def test_chance_is_told_from_what_is_unknown() -> None:
    """Pairs with a variance of 4 within and 9 between their means: both are found within 4 errors of 20,000 pairs."""
    rng = np.random.default_rng(5)
    n = 20_000
    pairs = rng.normal(0, 3, n)[:, None] + rng.normal(0, 2, (n, 2))
    chance, unknown = error_parts(pairs)
    assert abs(chance - 4) < 4 * 4 * np.sqrt(2 / n)
    assert abs(unknown - 9) < 4 * (9 + 2) * np.sqrt(2 / n)
    assert error_parts(np.array([[1.0, 3.0], [3.0, 1.0]])) == (2.0, -1.0)


@pytest.mark.parametrize(("scenarios", "unknown"), [(10, 0.0), (10, 1.0), (25, 4.0)])
def test_the_interval_of_the_share_of_unknown_numbers_holds_it(scenarios: int, unknown: float) -> None:
    """120 back-tests of seven days, chance with a variance of 2, one unknown number that moves all days alike.

    So few intervals hold the true share once in 10,000 times if each does with 95 %.
    """
    rng, truth = np.random.default_rng(31), unknown / (unknown + 2)
    held = 0
    for _ in range(120):
        moved = rng.normal(0, np.sqrt(unknown), (scenarios, 1, 1))
        share = unknown_share(moved + rng.normal(0, np.sqrt(2), (scenarios, 2, 7)))
        held += share.low <= truth <= share.high  # type: ignore[operator]
    assert held >= stats.binom.ppf(1e-4, 120, 0.95)


def test_the_share_of_unknown_numbers_by_hand() -> None:
    """Squares within of 1 and between of 9: (9 - 1) / (9 + 1); with three pairs nothing is said of how sure it is."""
    means, half = np.array([-3 / np.sqrt(2), 0, 3 / np.sqrt(2)]), 1 / np.sqrt(2)
    both = (means[:, None] + np.array([-half, half]))[:, :, None]
    share = unknown_share(both)
    assert (share.estimate, share.low, share.high) == (pytest.approx(0.8), 0.0, 1.0)
    assert unknown_share(np.zeros((20, 2, 7))).estimate is None


def test_a_share_that_is_not_seen_is_not_called_none_at_all() -> None:
    """The estimate is below zero, so that none is seen; how much there may be is said, in both languages."""
    rng = np.random.default_rng(4)
    shares = [unknown_share(rng.normal(size=(10, 2, 7))) for _ in range(20)]
    none = next(share for share in shares if share.estimate == 0)
    row = {"unknown_share": none.estimate, "unknown_low": none.low, "unknown_high": none.high}
    assert unknown_shown(row, "en") == f"none seen ({percent(none.high or 0)} at most)"
    assert unknown_shown(row, "zh").startswith("未见（至多 ")
    some = {"unknown_share": 0.25, "unknown_low": 0.1, "unknown_high": 0.4}
    assert unknown_shown(some, "en") == "25 % (10 % to 40 %)"
    assert unknown_shown(dict.fromkeys(row, float("nan")), "en") == "no data"


def test_numbers_are_drawn_by_their_errors(calls: Path) -> None:
    """400 scenarios that the data allow: numbers spread as their intervals say, shares are whole, the fit is kept."""
    found = fit(calls, columns={"time": "arrived"})
    documents = [drawn_document(found, np.random.default_rng(k)) for k in range(400)]
    for one in found.parameters:
        if one.key in ("demand.calls.per_day", "callers.patience.mean", "callers.redial.after_abandon"):
            node = [functools.reduce(lambda at, step: at[step], one.key.split("."), document) for document in documents]
            logs = np.log([float(str(value).removesuffix(" s")) for value in node])
            error = np.log(one.high / one.low) / (2 * stats.norm.ppf(0.975))
            assert abs(logs.mean() - np.log(one.value)) < 4.5 * error / 20
            assert stats.chi2.ppf(5e-5, 399) < 399 * (logs.std(ddof=1) / error) ** 2 < stats.chi2.isf(5e-5, 399)
    assert all(sum(document["demand"]["calls"]["types"].values()) == pytest.approx(1) for document in documents)
    assert found.document == fit(calls, columns={"time": "arrived"}).document


def test_more_weeks_leave_less_unknown(calls: Path) -> None:
    """The same last week after four weeks and after one: what is unknown is a larger part of the spread after one."""
    frame = pd.read_csv(calls, dtype=str)
    late = calls.with_name("late.csv")
    frame[pd.to_datetime(frame["arrived"]) >= pd.Timestamp("2026-03-23")].to_csv(late, index=False)
    asked = {"columns": {"time": "arrived"}, "staff": calls.with_name("staff.csv"), "replications": 80}
    four, one = (backtest(path, 7, **asked).calibration.set_index("measure") for path in (calls, late))  # type: ignore[arg-type]
    assert one.loc["calls", "unknown_share"] > four.loc["calls", "unknown_share"]


def made_calls(days: int, last_hours: int) -> pd.DataFrame:
    """150 calls a day, one every 9.6 minutes, the last day until an hour; each waits 5 s and talks 60 to 180 s."""
    chance = np.random.default_rng(8)
    minutes = np.concatenate([day * 1440 + 9.6 * np.arange(150) for day in range(days)])
    minutes = minutes[minutes < (days - 1) * 1440 + last_hours * 60]
    times = pd.Timestamp("2026-03-02") + pd.to_timedelta(minutes, unit="min")
    talk = chance.integers(60, 180, len(times))
    return pd.DataFrame({"time": times.strftime("%Y-%m-%d %H:%M:%S"), "wait": 5, "talk": talk, "result": "answered"})


@pytest.mark.parametrize(("last_hours", "first"), [(10, date(2026, 3, 22)), (24, date(2026, 3, 23))])
def test_a_last_day_that_is_there_in_part_is_not_held_out(tmp_path: Path, last_hours: int, first: date) -> None:
    """Four weeks of 150 calls a day: where the file ends at 10:00, the seven days before are held out, all of 150."""
    path = tmp_path / "calls.csv"
    made_calls(28, last_hours).to_csv(path, index=False)
    found = backtest(path, 7, replications=4)
    assert found.first_day == first
    assert found.days.loc[found.days["measure"] == "calls", "real"].tolist() == [150] * 7
    assert found.cut_day == (None if last_hours == 24 else date(2026, 3, 29))
    told = (
        "The records end within Sun 29 Mar: that day is not held out.",
        "记录到 3月29日 周日 中途为止：该日不参与对照。",
    )
    for sentence, lang in zip(told, ("en", "zh"), strict=True):
        assert (sentence in backtest_sentences(found, lang)) == (last_hours == 10)


@pytest.mark.parametrize(("reps", "last"), [(20, 20), (21, 22)])
def test_the_progress_bar_ends_when_all_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reps: int, last: int
) -> None:
    """Replications come in pairs: after each the bar stands at how many are done, at the end at its total."""
    path = tmp_path / "calls.csv"
    made_calls(21, 24).to_csv(path, index=False)
    seen: list[tuple[int, int]] = []

    class Bar(contextlib.AbstractContextManager["Bar"]):
        def __init__(self, total: int, **_: object) -> None:
            self.n, self.total = 0, total

        def __exit__(self, *_: object) -> None:
            return None

        def update(self, more: int) -> None:
            self.n += more
            seen.append((self.n, self.total))

    monkeypatch.setattr("sim.commands.backtest.tqdm", Bar)
    assert run("backtest", "--calls", path, "--reps", reps).exit_code == 0
    assert seen == [(step, last) for step in range(2, last + 1, 2)]
