"""Interval tables of a phone switch: what their counts and means say, and how sure that is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.errors import DataError
from sim.fitting.intervals_fit import IntervalFit, interval_fit
from sim.records.call_intervals import is_interval_table, read_intervals

PATIENCE_S, TALK_S, CV = 90.0, 180.0, 0.8
HEAD = "Date,Interval,Calls Offered,Answered,Abandoned,ASA,Avg Aban Time,Avg Talk Time,Avg ACW Time"
BY_HAND = f"""{HEAD}
2026-03-02,08:00-08:30,10,8,2,20,50,0:03:00,30
2026-03-02,08:30-09:00,4,4,0,10,-,0:02:00,60
2026-03-02,Total,14,12,2,16.7,50,0:02:40,40
2026-03-03,08:00-08:30,6,9,9,10,10,0:03:00,30
2026-03-03,08:30-09:00,2,-1,0,10,,0:03:00,30
2026-03-04,08:00-08:30,0,0,0,,,,
2026-03-04,08:30-09:00,5,4,1,30,100,0:04:00,0
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "intervals.csv"
    path.write_text(text, encoding="utf-8")
    return path


def made(seed: int, days: int, per_interval: float = 20.0) -> pd.DataFrame:
    """Intervals from 08:00 to 18:00: exponential patience, offered waits with a mean of a minute, lognormal talks."""
    random, rows = np.random.default_rng(seed), []
    sigma = np.sqrt(np.log1p(CV**2))
    for time in pd.date_range("2026-03-02 08:00", periods=days * 48, freq="30min"):
        if not 8 <= time.hour < 18:
            continue
        n = random.poisson(per_interval)
        patience, offered = random.exponential(PATIENCE_S, n), random.exponential(60, n)
        answered = offered <= patience
        talks = random.lognormal(np.log(TALK_S) - sigma**2 / 2, sigma, int(answered.sum()))
        means = [one.mean() if len(one) else np.nan for one in (offered[answered], patience[~answered], talks)]
        rows.append([time, n, int(answered.sum()), int((~answered).sum()), *means])
    names = ["time", "offered", "answered", "abandoned", "asa", "average abandon time", "average talk time"]
    return pd.DataFrame(rows, columns=names)


def fitted(folder: Path, table: pd.DataFrame) -> IntervalFit:
    return interval_fit(read_intervals(written(folder, table.to_csv(index=False)), {}))


def test_a_table_is_read_and_what_cannot_be_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, BY_HAND)
    assert is_interval_table(path, {})
    records = read_intervals(path, {})
    assert len(records) == 4
    assert records.left_out == {"negative": [6], "too_many": [5]}
    assert records.numbers["count"].tolist() == [10, 4, 0, 5]
    assert records.means["mean_talk"].tolist()[:2] == [180, 120]
    assert np.isnan(records.means["mean_wait"][2])
    assert records.notes == ("intervals.csv:4: rows of totals, such as 'Total', are left out: 1",)
    assert records.refused["why"].tolist() == ["too_many", "negative"]


def test_numbers_by_hand(tmp_path: Path) -> None:
    """Means are of calls and not of rows; patience is all time waited for each that gave up."""
    found = interval_fit(read_intervals(written(tmp_path, BY_HAND), {}))
    assert found.talk.mean == pytest.approx((8 * 180 + 4 * 120 + 4 * 240) / 16)
    assert found.wrap is not None
    assert found.wrap.mean == pytest.approx((8 * 30 + 4 * 60 + 0) / 16)
    assert found.talk.cv == 1.0
    assert (found.left, found.patience, found.is_wait_of_all) == (3, None, True)
    many = BY_HAND.replace("10,8,2,20", "100,40,60,20")
    found = interval_fit(read_intervals(written(tmp_path, many), {}))
    assert found.patience is not None
    assert found.patience[0] == pytest.approx((40 * 20 + 60 * 50 + 4 * 10 + 4 * 30 + 100) / 61)
    assert found.patience[1] == pytest.approx(tuple(4_060 / stats.chi2.ppf([0.975, 0.025], [124, 122]) * 2))


def test_who_comes_late_may_be_answered_in_the_next_interval(tmp_path: Path) -> None:
    """Quarters in which more are answered than come: all calls count, since in all no more are answered than came."""
    rows = [
        f"{day} {8 + k // 4:02}:{k % 4 * 15:02},{10 if k % 2 else 4},{5 if k % 2 else 7},1"
        for day in ("2026-03-02", "2026-03-03") for k in range(40)
    ]  # fmt: skip
    records = read_intervals(written(tmp_path, "\n".join(["time,offered,answered,abandoned", *rows])), {})
    assert not records.left_out
    assert records.numbers["count"].sum() == 2 * 20 * 14


def test_a_day_that_is_there_in_part_is_no_day(tmp_path: Path) -> None:
    """Two weeks, and a day whose table ends at 10:00: the mean is that of the fourteen."""
    table = made(3, 15)
    whole = fitted(tmp_path, table[pd.to_datetime(table["time"]) < "2026-03-16"]).volumes.every_day
    assert fitted(tmp_path, table[pd.to_datetime(table["time"]) < "2026-03-16 10:00"]).volumes.every_day == whole
    assert whole[2] == 14


def test_counts_of_means_are_told(tmp_path: Path) -> None:
    """Counts such as 10.5 are of several days or runs: it is said, with the row and the cell; whole ones are not."""
    assert read_intervals(written(tmp_path, BY_HAND), {}).notes == (
        "intervals.csv:4: rows of totals, such as 'Total', are left out: 1",
    )
    records = read_intervals(written(tmp_path, BY_HAND.replace(",6,9,9,", ",6.5,6,0.5,")), {})
    assert (
        [note for note in records.notes if "Calls Offered: '6.5' is no whole number of calls" in note]
        == [note for note in records.notes if note.startswith("intervals.csv:5: ")]
        != []
    )


def test_patience_and_talks_are_recovered(tmp_path: Path) -> None:
    """Two weeks: each within 4.5 standard errors. The waits of the answered alone would say too little of patience."""
    table = made(3, 14)
    found = fitted(tmp_path, table)
    assert found.patience is not None
    assert abs(found.patience[0] / PATIENCE_S - 1) < 4.5 / np.sqrt(found.left)
    assert abs(found.talk.mean / TALK_S - 1) < 4.5 * CV / np.sqrt(found.talk.calls)
    assert found.talk.cv_interval[0] < CV < found.talk.cv_interval[1]
    assert found.volumes.every_day[0] == pytest.approx(table["offered"].sum() / 14)
    bare = fitted(tmp_path, table.drop(columns="average abandon time"))
    assert not bare.is_wait_of_all
    assert bare.patience is not None


def test_intervals_hold_the_truth_as_often_as_they_say(tmp_path: Path) -> None:
    """40 tables of six weeks: each holds 95 % of times, or so that worse has a chance of 1 in 10,000."""
    held = np.zeros(3)
    for seed in range(40):
        found = fitted(tmp_path, made(seed, 42))
        assert found.patience is not None
        ends = np.array([found.patience[1], found.talk.mean_interval, found.talk.cv_interval])
        held += (ends[:, 0] <= [PATIENCE_S, TALK_S, CV]) & (ends[:, 1] >= [PATIENCE_S, TALK_S, CV])
    assert (held >= stats.binom.ppf(1e-4, 40, 0.95)).all(), held


def test_means_in_whole_seconds_do_not_widen_the_spread(tmp_path: Path) -> None:
    """Talks of nearly one length: what rounding leaves out of a mean would look like a spread of theirs."""
    random, spread = np.random.default_rng(1), 5.0
    table = made(5, 60, 150)
    exact = 180 + random.normal(0, spread, len(table)) / np.sqrt(table["answered"])
    whole = fitted(tmp_path, table.assign(**{"average talk time": exact.round()}))
    assert abs(whole.talk.cv * 180 / spread - 1) < 4.5 / np.sqrt(2 * (len(table) - 20))
    assert np.sqrt((table["answered"] * (exact.round() - 180) ** 2).mean()) > 1.08 * spread


def test_files_with_a_row_for_each_call_are_no_interval_tables(tmp_path: Path) -> None:
    text = "received at,answered at,talk end,result\n2026-03-02 08:00,2026-03-02 08:01,2026-03-02 08:03,answered\n"
    assert not is_interval_table(written(tmp_path, text), {})
    assert not is_interval_table(written(tmp_path, "time,calls\n2026-03-02 08:00,5\n"), {})
    own = "interval_start,attempts,offered,answered,abandoned,asa,aht,scheduled\n2026-03-02 08:00,1,1,1,0,1,9,2\n"
    assert is_interval_table(written(tmp_path, own), {})
    chinese = "统计日期,时段,呼入量,接通量,放弃量,平均等待时长,平均通话时长\n2026-03-02,08:00-08:30,1,1,0,3,100\n"
    assert is_interval_table(written(tmp_path, chinese), {})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("Avg Talk Time", "x"), "intervals.csv: no column has the mean length of talks: name it with --column mean_t"),
        (("Interval", "x"), "intervals.csv: rows every 1440 minutes: these are to divide 30 minutes"),
        (("0:02:00", "soon"), "intervals.csv:3: Avg Talk Time: 'soon' is not a number or a length such as 0:03:20"),
        (("10,8,2", "ten,8,2"), "intervals.csv:2: Calls Offered: 'ten' is not a number"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(DataError) as refused:
        interval_fit(read_intervals(written(tmp_path, BY_HAND.replace(*change)), {}))
    assert str(refused.value).startswith(sentence)
