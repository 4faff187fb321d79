"""Lines that close on weekends, have few contacts, gaps and wrong years; tickets without calls; types alike."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.calendar.lengths import DAY_US, HOUR_US, SECOND_US
from sim.errors import DataError
from sim.fitting.callers import patience_of
from sim.fitting.handling import handling_of
from sim.fitting.intervals_fit import interval_fit
from sim.fitting.parameters import to_one
from sim.fitting.staff import staff_seen, usual_staff
from sim.fitting.stages import unit_fit
from sim.fitting.volumes import volumes_of
from sim.records.call_intervals import read_intervals
from sim.records.calls import ANSWERED, GAVE_UP, LENGTHS, UNKNOWN, CallRecords, Step, read_calls
from sim.records.intervals import read_staff
from sim.records.rows import far_days
from sim.records.tickets import read_tickets
from sim.rules.codes import Urgency

MONDAY = date(2026, 3, 2)
NONE = np.zeros(48)


def written(folder: Path, table: pd.DataFrame, name: str = "file.csv") -> Path:
    path = folder / name
    table.to_csv(path, index=False)
    return path


def calls_of(times: pd.DatetimeIndex, seed: int, **more: object) -> pd.DataFrame:
    """Answered calls at these times."""
    random = np.random.default_rng(seed)
    waits = random.exponential(20, len(times))
    answered = times + pd.to_timedelta(waits, "s")
    ended = answered + pd.to_timedelta(1 + random.exponential(120, len(times)), "s")
    return pd.DataFrame({"time": times.floor("s"), "answered": answered.floor("s"), "ended": ended.floor("s"), **more})


def in_office_hours(days: list[date], per_day: int, seed: int) -> pd.DatetimeIndex:
    random = np.random.default_rng(seed)
    seconds = random.integers(8 * 3600, 18 * 3600, (len(days), per_day))
    return pd.DatetimeIndex(np.sort([pd.Timestamp(day) + pd.Timedelta(seconds=int(s))
                                     for day, row in zip(days, seconds, strict=True) for s in row]))  # fmt: skip


def test_a_line_that_is_closed_on_weekends_gets_no_calls_then(tmp_path: Path) -> None:
    """Weekdays alike, none on Saturdays and Sundays: the scenario says so by weekday, and expects none then."""
    days = [MONDAY + timedelta(days=k) for k in range(28) if k % 7 < 5]
    found = sim.fit(written(tmp_path, calls_of(in_office_hours(days, 100, 1), 1)), zone="Asia/Shanghai")
    stream = found.document["demand"]["calls"]
    assert list(stream["per_weekday"].values()) == [100.0] * 5 + [0.0] * 2
    assert (found.calls.staff[5:] == 0).all()
    assert (found.calls.staff[:5].max(axis=1) > 0).all()


def test_days_without_any_count_where_few_come(tmp_path: Path) -> None:
    """0.73 contacts a day for 400 days: the mean is that of all days, not of those that had some."""
    random = np.random.default_rng(2)
    counts = random.poisson(0.73, 400)
    table = {}
    for k, n in enumerate(counts.tolist()):
        row = NONE.copy()
        row[20] = n
        table[MONDAY + timedelta(days=k)] = row
    mean, (low, high), days = volumes_of(table).every_day
    assert mean == pytest.approx(counts.mean())
    assert low < 0.73 < high
    assert days == 400


def test_a_day_without_any_was_closed_where_many_come() -> None:
    """100 a day: a day without any is none of them, and is not in the mean."""
    table = {
        MONDAY + timedelta(days=k): np.where(np.arange(48) == 20, 0.0 if k == 9 else 100.0, 0.0) for k in range(28)
    }
    assert volumes_of(table).every_day[::2] == (100.0, 27)


def test_half_hours_that_differ_by_more_than_chance_do_so_in_the_scenario() -> None:
    """A factor for each half hour (10 %) beside that of the day: 40 lines of 56 days of 2,000 calls.

    Of intervals of 95 % so many hold that fewer have a chance of 1 in 10,000; without a factor none of 40 states one (a
    false alarm of 4 standard errors: 1 in 30,000 a line).
    """
    shares = np.r_[np.zeros(16), np.linspace(1, 3, 16), np.linspace(3, 1, 16)]
    shares /= shares.sum()
    held = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        days = 2_000 * random.gamma(100, 1 / 100, (56, 1)) * shares
        tables = [random.poisson(days * random.gamma(100, 1 / 100, days.shape)), random.poisson(days)]
        noisy, plain = (
            volumes_of({MONDAY + timedelta(days=k): row.astype(float) for k, row in enumerate(table)})
            for table in tables
        )
        assert noisy.fine_busyness is not None
        held += noisy.fine_busyness[1][0] < 0.1 < noisy.fine_busyness[1][1]
        assert plain.fine_busyness is None
    assert held >= stats.binom.ppf(1e-4, 40, 0.95)


def test_offsets_are_read_by_the_clock_of_the_zone(tmp_path: Path) -> None:
    """Stamps in UTC of a line in Shanghai that is open from 8 to 18: calls come in these hours, and it is said."""
    times = in_office_hours([MONDAY + timedelta(days=k) for k in range(14)], 100, 12)
    calls = calls_of(times, 12)
    utc = calls.apply(lambda column: (column - pd.Timedelta(hours=8)).dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    found = sim.fit(written(tmp_path, utc), zone="Asia/Shanghai")
    plain = sim.fit(written(tmp_path, calls, "plain.csv"), zone="Asia/Shanghai")
    assert found.document["demand"] == plain.document["demand"]
    assert any("read by the clock of Asia/Shanghai" in note for note in found.calls.records.notes)
    table = tickets(600, 12).apply(
        lambda c: c if c.name in ("unit", "type") else c.dt.strftime("%Y-%m-%d %H:%M:%S+00:00")
    )
    records = read_tickets(written(tmp_path, table, "t.csv"), {}, zone="Europe/Berlin")
    shifted = (records.received_us - read_tickets(written(tmp_path, table, "t.csv"), {}).received_us) / HOUR_US
    assert set(shifted.tolist()) == {1.0, 2.0}  # the clocks go forward on 29 March
    assert read_tickets(written(tmp_path, table, "t.csv"), {}).notes == ()


def test_a_gap_in_the_file_does_not_send_people_home() -> None:
    """Two weeks with three at work at once, a gap of two months, two weeks more: three on each weekday."""
    arrived = [
        (20_514 + day) * DAY_US + 10 * HOUR_US + k * SECOND_US
        for day in [*range(14), *range(74, 88)] for k in range(3)
    ]  # fmt: skip
    n = len(arrived)
    records = CallRecords(
        "made", np.array(arrived), np.zeros(n, dtype=np.int64), np.full(n, 600 * SECOND_US), np.full(n, UNKNOWN),
        np.full(n, ANSWERED), np.zeros(n, dtype=np.int64), ("",), np.arange(n),
        dict.fromkeys(LENGTHS, Step(0, 0)), {}, {}, pd.DataFrame(), n, (),
    )  # fmt: skip
    assert (staff_seen(records, 30)[:, 20] == 3).all()


def test_years_that_were_typed_wrongly_are_told(tmp_path: Path) -> None:
    """One call of 2016 and one of 2062 among 1,000 of two weeks: both are left out and told."""
    times = in_office_hours([MONDAY + timedelta(days=k) for k in range(14)], 100, 3)
    calls = calls_of(times, 3)
    wrong = pd.concat([calls, calls.iloc[[5, 9]].assign(
        time=["2016-03-02 09:00:00", "2062-03-02 09:00:00"], answered="", ended=""
    )]).astype(str)  # fmt: skip
    records = read_calls(written(tmp_path, wrong), {})
    assert {why: len(lines) for why, lines in records.left_out.items()} == {"far": 2}
    assert len(records) == 1_400


@pytest.mark.parametrize(("days", "ends"), [([0, 1, 2] * 100, (0, 2)), ([0] * 300 + [900], (0, 0)),
                                            ([0] * 50 + [900] * 50, (0, 900)), ([0, 170, 340], (0, 340))])  # fmt: skip
def test_days_far_from_all_others(days: list[int], ends: tuple[int, int]) -> None:
    """A few beyond a gap of half a year; not where as many lie on both sides, nor where there is no such gap."""
    assert far_days(np.array(days)) == ends


def tickets(n: int, seed: int) -> pd.DataFrame:
    """Tickets of a unit that never closes; half of them are closed within six hours."""
    random = np.random.default_rng(seed)
    received = pd.Timestamp(MONDAY) + pd.to_timedelta(np.sort(random.random(n) * 28 * 86_400), "s")
    closed = received + pd.to_timedelta(random.exponential(6 * 3600 / np.log(2), n), "s")
    return pd.DataFrame({"received": received.floor("s"), "closed": closed.floor("s"), "unit": "water", "type": "leak"})


def test_a_ticket_closed_in_a_wrong_year_does_not_make_all_others_old(tmp_path: Path) -> None:
    table = tickets(600, 4).astype(str)
    table.loc[7, "closed"] = "2062-04-03 10:00:00"
    records = read_tickets(written(tmp_path, table), {})
    assert records.at_us < 60 * 365.25 * DAY_US
    assert records.is_open[7]
    assert records.odd["placeholder"] == [9]


def test_tickets_without_calls_of_the_same_days_are_a_stream_of_their_own(tmp_path: Path) -> None:
    """Calls of March, tickets of April, by phone: all of them come in the scenario."""
    calls = written(tmp_path, calls_of(in_office_hours([MONDAY + timedelta(days=k) for k in range(14)], 100, 5), 5))
    table = tickets(600, 5)
    table[["received", "closed"]] += pd.Timedelta(days=60)
    found = sim.fit(calls, tickets=written(tmp_path, table.assign(channel="phone"), "t.csv"), zone="Asia/Shanghai")
    assert found.born is None
    volume = found.document["demand"]["tickets"]["per_day"]
    assert abs(volume - 600 / 28) < stats.norm.isf(0.5e-4) * np.sqrt(600) / 28 + 1


def test_who_is_answered_at_the_second_try_may_have_a_ticket(tmp_path: Path) -> None:
    """A third give up and are answered later; half of all answered calls make a ticket: half are direct."""
    times = in_office_hours([MONDAY + timedelta(days=k) for k in range(14)], 90, 6)
    first = calls_of(times, 6, caller=[str(k) for k in range(len(times))])
    lost = first.iloc[::3].assign(answered="", ended=first["time"].iloc[::3] + pd.Timedelta(seconds=40))
    again = first.iloc[::3].copy()
    for column in ("time", "answered", "ended"):
        again[column] += pd.Timedelta(minutes=10)
    calls = pd.concat([first.drop(first.index[::3]), lost, again]).sort_values("time").astype(str)
    answered = calls[calls["answered"] != ""]
    received = pd.to_datetime(answered["ended"].iloc[::2])
    table = pd.DataFrame({"received": received, "closed": received + pd.Timedelta(hours=3), "unit": "water"})
    found = sim.fit(written(tmp_path, calls), tickets=written(tmp_path, table, "t.csv"), zone="Asia/Shanghai")
    assert found.born is not None
    assert found.born.direct.share == 0.5


def test_tables_with_rows_for_each_skill_have_people_for_their_work(tmp_path: Path) -> None:
    """Three rows an interval, 0.4 erlang each, 1.2 together: two people are the least; a wrap-up of 0 is none."""
    rows = [
        (pd.Timestamp(MONDAY) + pd.Timedelta(days=d, minutes=30 * s), skill, 4, 4, 0, 10, 180 + s % 3, 0)
        for d in range(14) for s in range(16, 36) for skill in "abc"
    ]  # fmt: skip
    names = ["time", "skill", "offered", "answered", "abandoned", "asa", "average talk time", "average wrap up time"]
    found = interval_fit(read_intervals(written(tmp_path, pd.DataFrame(rows, columns=names)), {}))
    assert found.wrap is None
    assert (found.staff[:, 16:36] == 2).all()
    assert (found.staff[:, :16] == 0).all()
    assert usual_staff({MONDAY: np.array([0.2, 1.0])}).tolist()[0] == [0, 1]


def test_dates_that_a_roster_lacks_are_not_known(tmp_path: Path) -> None:
    """Weeks 1 and 3 of a roster: ten people on each of its weekdays, not seven."""
    rows = [(f"{MONDAY + timedelta(days=k)} 08:00", 10) for k in [*range(5), *range(14, 19)]]
    rows += [(f"{MONDAY} 08:30", 10)]
    staff = read_staff(written(tmp_path, pd.DataFrame(rows, columns=["time", "staff"])), 30)
    assert len(staff) == 10
    assert (usual_staff(staff)[:5, 16] == 10).all()


def test_types_with_one_law_are_not_split_by_a_small_rest(tmp_path: Path) -> None:
    """One law for all; two types of 500 calls and one of 45, which is too small for a law: 20 lines, none split.

    Where nothing differs a split needs 20 of Akaike's points by chance: less than 1 in 10,000 a line.
    """
    for seed in range(20):
        random = np.random.default_rng(seed)
        n = 1_045
        kinds = np.repeat([0, 1, 2], [500, 500, 45])
        records = CallRecords(
            "made", np.arange(n) * 60 * SECOND_US, np.zeros(n, dtype=np.int64),
            (random.gamma(2, 90, n) * SECOND_US).astype(np.int64), np.full(n, UNKNOWN), np.full(n, ANSWERED),
            kinds, ("a", "b", "c"), np.arange(n), dict.fromkeys(LENGTHS, Step(0, 0)), {}, {}, pd.DataFrame(), n, (),
        )  # fmt: skip
        assert set(handling_of(records, "talk").laws) == {""}


def test_a_receipt_known_by_its_date_makes_no_length_longer(tmp_path: Path) -> None:
    """Exponential, mean 30 h, received with a date alone and closed with a time: the mean is held, not 12 h more."""
    random = np.random.default_rng(8)
    received = pd.Timestamp(MONDAY) + pd.to_timedelta(np.sort(random.random(3_000) * 60 * 86_400), "s")
    closed = received + pd.to_timedelta(random.exponential(30 * 3600, 3_000), "s")
    table = pd.DataFrame({"received": received.date, "closed": closed.floor("s"), "unit": "water"})
    law = unit_fit("water", read_tickets(written(tmp_path, table), {})).outside.laws[0]
    assert law.mean_interval[0] < 30 * 3600 < law.mean_interval[1]


def test_tickets_closed_by_their_state_alone_wait_for_nobody(tmp_path: Path) -> None:
    """Of 600 tickets whose end is stamped half waited after the crew's work; 100 more are closed without a stamp."""
    table = tickets(700, 13).drop(columns="closed")
    table["begun"] = table["received"] + pd.Timedelta(hours=1)
    table["worked"] = table["begun"] + pd.to_timedelta(np.random.default_rng(13).exponential(3_600, 700), "s").floor(
        "s"
    )
    table["closed"] = (table["worked"] + pd.to_timedelta(np.arange(700) % 2 * 5, "h")).astype(str)
    table.loc[600:, "closed"] = ""
    unit = unit_fit("water", read_tickets(written(tmp_path, table.assign(state="closed").astype(str)), {}))
    assert unit.outside_share is not None
    assert (unit.outside_share.share, unit.outside_share.of) == (0.5, 600)


def test_patience_that_waits_do_not_determine_is_not_fitted() -> None:
    """Whoever gave up did so within the first seconds, all others waited: no law with an endless spread is told."""
    n = 4_000
    gave_up = np.arange(n) % 100 < 3
    wait = np.where(gave_up, 2, 60 + np.arange(n) % 40) * SECOND_US
    records = CallRecords(
        "made", np.arange(n) * 60 * SECOND_US, wait, np.full(n, UNKNOWN), np.full(n, UNKNOWN),
        np.where(gave_up, GAVE_UP, ANSWERED), np.zeros(n, dtype=np.int64), ("",), np.arange(n),
        dict.fromkeys(LENGTHS, Step(0, 0)), {}, {}, pd.DataFrame(), n, (),
    )  # fmt: skip
    assert all(np.isfinite(law.mean) and law.second <= 10 for law in patience_of(records).laws)


def test_shares_of_one_whole_are_never_below_zero() -> None:
    """400 types, a rare one last: the largest takes what rounding leaves."""
    shares = dict.fromkeys(map(str, range(399)), 1 / 399) | {"last": 1e-7}
    found = to_one(shares, 6)
    assert min(found.values()) >= 0
    assert sum(found.values()) == pytest.approx(1)


def test_blank_types_and_the_type_other_are_one(tmp_path: Path) -> None:
    """40 % blank, 10 % other, 50 % roads: other is half."""
    kinds = ["", "", "", "", "other", *["roads"] * 5] * 60
    found = sim.fit(tickets=written(tmp_path, tickets(600, 9).assign(type=kinds)), zone="Asia/Shanghai")
    assert found.document["demand"]["tickets"]["types"] == {"other": 0.5, "roads": 0.5}


def test_the_second_of_three_steps_is_urgent(tmp_path: Path) -> None:
    """一般, 紧急 and 特急: normal, urgent, critical."""
    table = tickets(3, 10).assign(urgency=["一般", "紧急", "特急"])
    assert read_tickets(written(tmp_path, table), {}).urgency.tolist() == [
        Urgency.NORMAL, Urgency.URGENT, Urgency.CRITICAL,
    ]  # fmt: skip


def test_a_damaged_packed_file_ends_in_a_sentence(tmp_path: Path) -> None:
    """Bytes in the middle of a gzip file are others."""
    data = bytearray(gzip.compress(tickets(2_000, 11).to_csv(index=False).encode()))
    data[200:260] = bytes(60)
    path = tmp_path / "t.csv.gz"
    path.write_bytes(bytes(data))
    with pytest.raises(DataError, match=r"t\.csv\.gz"):
        sim.fit(tickets=path)
