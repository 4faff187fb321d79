"""Lines that were made up, simulated, written as a switch would, dirtied and fitted: intervals hold the truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from scipy import stats

import sim
from sim.calendar.lengths import SECOND_US
from sim.cli import main
from sim.fitting.callers import patience_of, redials_of
from sim.fitting.fit import Fit
from sim.fitting.staff import staff_seen
from sim.fitting.volumes import volumes_of
from sim.records.calls import ANSWERED, GAVE_UP, LENGTHS, UNKNOWN, CallRecords, Step

from ..scripts import script

ROOT = Path(__file__).parents[2]
FALSE_ALARM = 1e-4
LINES = 4
EXACT = dict.fromkeys(LENGTHS, Step(0, 0))


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the lines' files lie."""
    return tmp_path_factory.mktemp("lines")


@pytest.fixture(scope="module")
def lines(box: Path) -> list[tuple[dict, Fit, dict[str, int], dict]]:  # type: ignore[type-arg]
    """Some lines, what was fitted, the dirty rows by kind, and the truth."""
    recovery = script("benchmarks/recovery.py")
    return [(line, found, dict(kinds), recovery.truth_of(line)) for line, found, kinds in (
        recovery.fitted(number, box) for number in range(LINES)
    )]  # fmt: skip


def test_dirty_rows_are_told_by_kind(lines: list) -> None:  # type: ignore[type-arg]
    """Every row that was put among the calls is left out, and no other is."""
    for _, found, kinds, _ in lines:
        records = found.calls.records
        assert {why: len(where) for why, where in records.left_out.items()} == kinds
        assert len(records) + sum(kinds.values()) == records.rows


def test_parameters_lie_in_their_intervals(lines: list) -> None:  # type: ignore[type-arg]
    """95 % of all intervals hold, or so many that fewer have a chance of 1 in 10,000; laws are the true ones."""
    held = of = 0
    for _, found, _, truth in lines:
        for one in found.parameters:
            if one.law:  # near the exponential law, those of Weibull and of gamma are hardly told apart
                assert (one.law == "lognormal") == (truth[one.key.rpartition(".")[0] + ".law"] == "lognormal"), one
            if one.key in truth and (not one.law or one.law == truth[one.key.rpartition(".")[0] + ".law"]):
                held += one.low <= truth[one.key] <= one.high
                of += 1
    assert of >= 10 * LINES
    assert held >= stats.binom.ppf(FALSE_ALARM, of, 0.95)


@pytest.mark.long
def test_two_hundred_lines_are_recovered() -> None:
    """Of each family 92 to 97 % of the intervals hold, beyond what chance does to 200 (false alarm 1 in 10,000)."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "recovery.py"), "--lines", "200"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["dirty_rows_told"] == 200
    for family, (held, of, _) in found["held"].items():
        assert stats.binom.cdf(held, of, 0.92) > FALSE_ALARM, family
        assert stats.binom.sf(held - 1, of, 0.99) > FALSE_ALARM, family


def made(
    waits: np.ndarray, answered: np.ndarray, talks: np.ndarray | None = None, gap_us: int = 60 * SECOND_US
) -> CallRecords:
    """Calls one after the other, every one of a caller of its own."""
    n = len(waits)
    talk = np.where(answered, 100 * SECOND_US, UNKNOWN)
    return CallRecords(
        "made", np.arange(n) * 60 * SECOND_US, waits.astype(np.int64), talk.astype(np.int64), np.full(n, UNKNOWN),
        np.where(answered, ANSWERED, GAVE_UP), np.zeros(n, dtype=np.int64), ("",), np.arange(n), EXACT, {}, {},
        pd.DataFrame(), n, (),
    )  # fmt: skip


def test_those_who_hang_up_at_once_are_told_apart() -> None:
    """10 % hang up within half a second, the others by an exponential law of 120 s, answers after 60 s in the mean."""
    rng = np.random.default_rng(1)
    n = 40_000
    patience, answer = rng.exponential(120, n), rng.exponential(60, n)
    at_once = rng.random(n) < 0.1
    patience[at_once] = rng.uniform(0.01, 0.5, at_once.sum())
    found = patience_of(made(np.minimum(patience, answer) * SECOND_US, answer < patience))
    law = next(one for one in found.laws if one.law == "exponential")
    assert found.at_once is not None
    assert found.at_once.interval[0] <= 0.1 <= found.at_once.interval[1]
    assert law.mean_interval[0] <= 120 <= law.mean_interval[1]
    nobody = patience_of(made(np.minimum(patience, answer)[~at_once] * SECOND_US, (answer < patience)[~at_once]))
    assert nobody.at_once is None


def test_redials_are_counted_by_hand() -> None:
    """One caller gives up twice and calls again each time, one gives up for good, one calls after an answer."""
    minute = 60 * SECOND_US
    arrived = np.array([0, 5, 12, 20, 30, 40, 600]) * minute
    caller = np.array([1, 1, 1, 2, 3, 3, 4])
    outcome = np.array([GAVE_UP, GAVE_UP, ANSWERED, GAVE_UP, ANSWERED, ANSWERED, ANSWERED])
    n = len(arrived)
    records = CallRecords(
        "made", arrived, np.full(n, minute), np.full(n, minute), np.full(n, UNKNOWN), outcome,
        np.zeros(n, dtype=np.int64), ("",), caller, EXACT, {}, {}, pd.DataFrame(), n, (),
    )  # fmt: skip
    found = redials_of(records)
    assert found.is_again.tolist() == [False, True, True, False, False, False, False]
    assert found.most == 3
    assert found.share is None  # three calls that gave up say nothing


def test_who_cannot_try_again_is_not_asked() -> None:
    """Half of those who give up call again, three times at most: the share is a half, not that of all who gave up."""
    rng = np.random.default_rng(9)
    minute, rows = 60 * SECOND_US, []
    for who in range(20_000):
        at = who * 500 * minute
        for _ in range(3):
            rows.append((at, who))
            if rng.random() < 0.5:
                break
            at += int(rng.exponential(5) * minute) + minute
    arrived, caller = (np.array(column) for column in zip(*rows, strict=True))
    n = len(rows)
    records = CallRecords(
        "made", arrived, np.full(n, 0), np.full(n, UNKNOWN), np.full(n, UNKNOWN), np.full(n, GAVE_UP),
        np.zeros(n, dtype=np.int64), ("",), caller, EXACT, {}, {}, pd.DataFrame(), n, (),
    )  # fmt: skip
    share = redials_of(records).share
    assert share is not None
    assert abs(share.share - 0.5) < 4 * np.sqrt(0.25 / share.of)
    assert share.of < n - 1_000


def test_weekends_have_a_profile_of_their_own_if_it_differs() -> None:
    """Twenty weeks by chance alone: one profile where all days have one; two where weekends begin later."""
    from datetime import date, timedelta

    rng = np.random.default_rng(7)
    usual, late = np.array([0.1, 0.4, 0.3, 0.2]), np.array([0.1, 0.2, 0.4, 0.3])
    for weekend in (usual, late):
        counts = {}
        for k in range(140):
            mean = 500 * rng.gamma(100, 0.01)
            counts[date(2026, 3, 2) + timedelta(days=k)] = rng.poisson(mean * (weekend if k % 7 > 4 else usual)).astype(
                float
            )
        found = volumes_of(counts)
        assert (found.weekend_profile is None) == (weekend is usual)
        assert found.profile == pytest.approx(usual, abs=0.01)
        assert found.fine_busyness is None
        if found.weekend_profile is not None:
            assert found.weekend_profile == pytest.approx(late, abs=0.01)


@pytest.mark.parametrize(("sunday", "alike"), [(100.0, True), (40.0, False)])
def test_days_without_any_chance_are_alike_if_they_are_equal(sunday: float, alike: bool) -> None:
    """A hundred calls on each day, and on Sundays too, or forty: no variance is no reason to tell weekdays apart."""
    from datetime import date, timedelta

    counts = {date(2026, 3, 2) + timedelta(days=k): np.array([100.0 if k % 7 != 6 else sunday, 0.0]) for k in range(28)}
    found = volumes_of(counts)
    assert found.alike == alike
    assert found.busyness_cv == 0
    assert found.by_weekday[6][0] == sunday


def test_few_calls_a_day_are_no_busyness() -> None:
    """Thirty calls a day by chance alone: no spread of days is found beyond it, though counts differ by 18 %."""
    from datetime import date, timedelta

    rng = np.random.default_rng(6)
    counts = {date(2026, 3, 2) + timedelta(days=k): rng.poisson(np.full(4, 7.5)).astype(float) for k in range(140)}
    found = volumes_of(counts)
    assert found.busyness_interval[0] == 0
    assert found.busyness_cv < 0.1


def test_people_busy_at_once_are_counted_by_hand() -> None:
    """Two talks overlap from 09:10 to 09:20, one goes on over 09:30; a third begins as that ends: two, then one."""
    minute = 60 * SECOND_US
    start = 540 * minute + 4 * 1440 * minute  # Monday 5 January 1970
    arrived = start + np.array([0, 10, 35]) * minute
    records = CallRecords(
        "made", arrived, np.zeros(3, dtype=np.int64), np.array([20, 25, 10]) * minute, np.full(3, UNKNOWN),
        np.full(3, ANSWERED), np.zeros(3, dtype=np.int64), ("",), np.array([1, 2, 3]), EXACT, {}, {},
        pd.DataFrame(), 3, (),
    )  # fmt: skip
    staff = staff_seen(records, 30)
    assert staff[0, 18:21].tolist() == [2, 1, 0]


def test_weekdays_have_volumes_of_their_own_if_they_differ() -> None:
    """Twenty weeks: alike days give one volume, quiet Sundays seven; the spread of days is found again."""
    from datetime import date, timedelta

    rng = np.random.default_rng(2)
    for quiet in (1.0, 0.5):
        counts = {}
        for k in range(140):
            mean = 1000 * (quiet if k % 7 == 6 else 1.0) * rng.gamma(100, 0.01)
            counts[date(2026, 3, 2) + timedelta(days=k)] = rng.poisson(np.full(4, mean / 4)).astype(float)
        found = volumes_of(counts)
        assert found.alike == (quiet == 1.0)
        assert found.busyness_interval[0] <= 0.1 <= found.busyness_interval[1]
        low, high = found.by_weekday[6][1]
        assert low <= 1000 * quiet <= high
        assert found.fine_busyness is None


def run(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)


@pytest.mark.usefixtures("lines")
def test_the_command_writes_a_scenario_that_runs(box: Path, tmp_path: Path) -> None:
    """From a file of calls to a scenario that is checked and simulated; numbers, rows left out and charts beside it."""
    out = tmp_path / "fitted"
    told = run("fit", "--calls", box / "calls2.csv", "--out", out, "--zone", "Asia/Shanghai")
    assert told.exit_code == 0, told.stderr
    assert "20: something ends before it begins (line" in told.stdout
    assert run("check", out / "scenario.yaml").exit_code == 0
    scenario = sim.load_scenario(out / "scenario.yaml")
    offered = sim.replicate(scenario, 5, seed=1, progress=False).to_frame().query("measure == 'offered'")["value"]
    parameters = pd.read_csv(out / "parameters.csv").set_index("key")
    assert offered.mean() > 7 * parameters.loc["demand.calls.per_day", "low"] * 0.9
    assert len(pd.read_csv(out / "left_out.csv")) == 100
    assert {path.stem for path in (out / "charts").glob("*.svg")} == {
        "fit_days",
        "fit_patience",
        "fit_talk",
        "fit_wrap_up",
    }
    answer = json.loads(run("fit", "--calls", box / "calls2.csv", "--json").stdout)
    assert answer["files"]["calls"]["left_out"] == dict.fromkeys(("no_time", "backwards", "again", "test", "total"), 20)
    chinese = run("fit", "--calls", box / "calls2.csv", "--lang", "zh").stdout
    assert "20 行：结束早于开始" in chinese
    nothing = run("fit", "--calls", tmp_path / "nothing.csv")
    assert nothing.exit_code == 2
    assert "there is no such file" in nothing.stderr
