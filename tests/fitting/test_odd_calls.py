"""Calls as phone switches really write them: odd clocks, words, names and numbers of callers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.calendar.lengths import SECOND_US
from sim.fitting.callers import patience_of, redials_of
from sim.fitting.handling import handling_of
from sim.records.calls import ANSWERED, GAVE_UP, UNKNOWN, CallRecords, read_calls

FALSE_ALARM = 1e-4
START = pd.Timestamp("2026-03-02 08:00:00")


def read(folder: Path, table: pd.DataFrame, **named: str) -> CallRecords:
    path = folder / "calls.csv"
    table.to_csv(path, index=False)
    return read_calls(path, named)


def some_calls(n: int, seed: int) -> pd.DataFrame:
    """Arrival, wait and talk in whole seconds, a fifth of whom give up; one every 90 s on average."""
    random = np.random.default_rng(seed)
    time = START + pd.to_timedelta(np.cumsum(random.exponential(90, n)).astype(int), "s")
    gives_up = random.random(n) < 0.2
    talk = np.where(gives_up, np.nan, 1 + np.floor(random.exponential(176, n)))
    return pd.DataFrame({"time": time, "wait": np.floor(random.exponential(60, n)), "talk": talk,
                         "outcome": np.where(gives_up, "abandoned", "answered")})  # fmt: skip


def test_lengths_in_seconds_keep_their_seconds_beside_times_in_minutes(tmp_path: Path) -> None:
    """Arrivals to the minute, waits and talks to the second: laws as if arrivals were to the second, too."""
    calls = some_calls(4_000, 1)
    fine, coarse = read(tmp_path, calls), read(tmp_path, calls.assign(time=calls["time"].dt.floor("min")))
    for role in ("wait", "talk"):
        assert coarse.steps[role] == (SECOND_US, 0)
    first, second = (handling_of(one, "talk").together[0] for one in (fine, coarse))
    assert second.mean == first.mean
    assert second.mean_interval[0] < 177 < second.mean_interval[1]
    mean = patience_of(coarse).laws[0].mean
    assert mean == patience_of(fine).laws[0].mean
    assert mean > 60


def test_a_stamp_cut_to_minutes_before_one_in_seconds(tmp_path: Path) -> None:
    """A wait from a minute to a second is too long by half a minute on average; the law takes that away."""
    random = np.random.default_rng(2)
    n = 6_000
    came = START + pd.to_timedelta(np.cumsum(random.exponential(90, n)), "s")
    answered = came + pd.to_timedelta(random.exponential(200, n), "s")
    ended = answered + pd.to_timedelta(60 + random.exponential(100, n), "s")
    table = pd.DataFrame({"time": came.floor("min"), "answered": answered.floor("s"), "ended": ended.floor("s")})
    records = read(tmp_path, table)
    shown = (records.wait_us / SECOND_US).mean()
    assert abs(shown - 230) < stats.norm.isf(FALSE_ALARM / 2) * 200 / np.sqrt(n)
    step = records.steps["wait"]
    middle = (step.low_us + step.rounding_us / 2) / SECOND_US
    assert middle == -29.5
    assert records.steps["talk"] == (SECOND_US, -SECOND_US // 2)


@pytest.mark.parametrize("nobody", ["anonymous", "Unknown", "-", "0", "匿名"])
def test_withheld_numbers_are_nobodys(tmp_path: Path, nobody: str) -> None:
    """Three in ten withhold their number and nobody calls again: no redial is seen."""
    calls = some_calls(3_000, 3)
    who = [nobody if k % 10 < 3 else f"555{k}" for k in range(len(calls))]
    records = read(tmp_path, calls.assign(caller=who))
    assert (records.caller == UNKNOWN).sum() == 900
    assert not redials_of(records).is_again.any()


def test_a_redial_may_come_in_the_minute_in_which_the_wait_ended(tmp_path: Path) -> None:
    """Stamps to the minute, a wait of 110 s: the call a minute later is a redial, though it seems to come too early."""
    rows = [("2026-03-02 09:00", 110, "", "abandoned", "1"), ("2026-03-02 09:01", 5, 60, "answered", "1"),
            ("2026-03-02 09:30", 5, 60, "answered", "2"), ("2026-03-02 09:31", 5, 60, "answered", "2")]  # fmt: skip
    records = read(tmp_path, pd.DataFrame(rows, columns=["time", "wait", "talk", "outcome", "caller"]))
    assert redials_of(records).is_again.tolist() == [False, True, False, False]


def test_a_type_may_have_the_word_test_in_its_name(tmp_path: Path) -> None:
    """Calls about COVID tests are calls; those of the type test, and of the caller 'test 3', are not."""
    calls = some_calls(40, 4)
    kinds = ["COVID test", "test", "Test call 7", "tax"] * 10
    records = read(tmp_path, calls.assign(type=kinds, caller=["test 3", *map(str, range(39))]))
    assert {why: len(lines) for why, lines in records.left_out.items()} == {"test": 21}


def test_a_bad_row_does_not_take_its_good_twin_with_it(tmp_path: Path) -> None:
    """A row without a time and the same call with one: one call is left."""
    calls = some_calls(30, 5).assign(id=[str(k) for k in range(30)]).astype({"time": str})
    bad = calls.iloc[[3, 7]].assign(time="")
    records = read(tmp_path, pd.concat([bad, calls, calls.iloc[[9]]]))
    assert len(records) == 30
    assert {why: len(lines) for why, lines in records.left_out.items()} == {"no_time": 2, "again": 1}


def test_results_that_nobody_knows_are_told(tmp_path: Path) -> None:
    """'transferred' with a talk is answered, 'lost in queue' without one gave up; both are said with their rows."""
    calls = some_calls(400, 6)
    calls.loc[calls["talk"].notna() & (calls.index % 4 == 0), "outcome"] = "Transferred"
    calls.loc[calls["talk"].isna() & (calls.index % 2 == 0), "outcome"] = "lost in queue"
    records = read(tmp_path, calls)
    assert ((records.outcome == ANSWERED) == calls["talk"].notna()).all()
    told = [note for note in records.notes if "is not known" in note]
    assert len(told) == 2
    assert f"'transferred' is not known ({(calls['outcome'] == 'Transferred').sum()} rows)" in told[0]


def test_a_column_answered_may_say_yes_and_no(tmp_path: Path) -> None:
    calls = some_calls(100, 7)
    yes = np.where(calls["outcome"] == "answered", "Yes", "No")
    records = read(tmp_path, calls.drop(columns="outcome").assign(Answered=yes))
    assert ((records.outcome == ANSWERED) == (yes == "Yes")).all()
    assert ((records.outcome == GAVE_UP) == (yes == "No")).all()


def test_minutes_and_seconds_with_a_colon_are_read_and_told(tmp_path: Path) -> None:
    calls = some_calls(50, 8)
    told = calls.assign(talk=[f"{int(t // 60)}:{int(t % 60):02}" if t == t else "" for t in calls["talk"]])
    records, plain = read(tmp_path, told), read(tmp_path, calls)
    assert (records.talk_us == plain.talk_us).all()
    assert [note for note in records.notes if "read as minutes and seconds" in note]


def test_a_date_of_its_own_is_that_of_the_times_beside_it(tmp_path: Path) -> None:
    """Date and time of day in two columns; a talk that ends after midnight ends on the next day."""
    rows = [("2026-03-02", "09:00:00", "09:00:10", "09:02:10"), ("2026-03-02", "23:58:00", "23:58:30", "00:03:30"),
            ("2026-03-02", "23:59:50", "00:00:20", "00:01:20")]  # fmt: skip
    records = read(tmp_path, pd.DataFrame(rows, columns=["date", "time", "answered", "ended"]))
    assert (records.wait_us / SECOND_US).tolist() == [10, 30, 30]
    assert (records.talk_us / SECOND_US).tolist() == [120, 300, 60]
    assert not records.left_out
