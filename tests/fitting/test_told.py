"""What a planner is told of files that are swapped, lack a column or a zone, or say less than it seems."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import DataError
from sim.fitting.stages import unit_fit
from sim.records.open_tickets import read_open_tickets
from sim.records.tickets import read_tickets
from sim.report.fit import cautions, fit_text


def calls(folder: Path, hangs_up: bool = True) -> Path:
    """Two weeks of calls, a third of which give up; the switch tells when, or not."""
    random, rows = np.random.default_rng(4), []
    for time in pd.date_range("2026-03-02 08:00", periods=14 * 100, freq="14min"):
        gives_up = random.random() < 1 / 3
        left = time + pd.Timedelta(seconds=int(random.exponential(60)) + 2)
        ended = left + pd.Timedelta(seconds=int(random.exponential(180)) + 1)
        rows.append([time, "" if gives_up else left, "" if gives_up else ended, left if gives_up and hangs_up else ""])
    frame = pd.DataFrame(rows, columns=["call time", "answer time", "talk end", "abandon time"])
    path = folder / "calls.csv"
    frame.to_csv(path, index=False)
    return path


def tickets(folder: Path, table: pd.DataFrame) -> Path:
    path = folder / "tickets.csv"
    table.to_csv(path, index=False)
    return path


def office(days: pd.DatetimeIndex, per_day: int = 20) -> pd.DataFrame:
    """Tickets received in the morning and handled in the afternoon of some days."""
    random = np.random.default_rng(9)
    day = np.repeat(days.to_numpy(), per_day)
    received = pd.Series(day) + pd.to_timedelta(random.integers(0, 8 * 3_600, len(day)), "s")
    handled = pd.Series(day) + pd.to_timedelta(random.integers(9 * 3_600, 17 * 3_600, len(day)), "s")
    return pd.DataFrame({"received": received, "handled": handled, "unit": "office", "type": "repair"})


def test_callers_who_gave_up_at_no_known_time_are_told_as_such(tmp_path: Path) -> None:
    found = sim.fit(calls(tmp_path, hangs_up=False), zone="Asia/Shanghai")
    told = next(one for one in cautions(found) if "gave up" in one)
    assert told.endswith("Until then the scenario has no patience and nobody gives up in it.")
    assert "--column left=" in told
    known = sim.fit(calls(tmp_path), zone="Asia/Shanghai")
    assert not any("--column left=" in one for one in cautions(known))


@pytest.mark.parametrize(
    ("zone", "hint"), [("北京", "Asia/Shanghai"), ("UTC+8", "Asia/Shanghai"), ("Asia/Beijing", "Asia/Shanghai")]
)
def test_zones_that_nobody_knows_are_refused(tmp_path: Path, zone: str, hint: str) -> None:
    with pytest.raises(DataError, match=hint):
        sim.fit(calls(tmp_path), zone=zone)


def test_a_fit_without_a_zone_says_so(tmp_path: Path) -> None:
    assert any(one.startswith("The scenario's zone is UTC") for one in cautions(sim.fit(calls(tmp_path))))


def test_swapped_files_are_told(tmp_path: Path) -> None:
    rows = office(pd.date_range("2026-03-02", periods=10))
    made = tickets(tmp_path, rows.rename(columns={"handled": "closed"}))
    with pytest.raises(
        DataError, match=r"^tickets\.csv: its columns are those of a file of tickets: give it with --ti"
    ):
        sim.fit(made)
    with pytest.raises(
        DataError, match=r"^calls\.csv: its columns are those of a file of calls: give it with --calls$"
    ):
        sim.fit(tickets=calls(tmp_path))


def test_make_up_days_tell_nothing_of_saturdays(tmp_path: Path) -> None:
    """An office of five days that works on the Saturdays that stand in for holidays, and on no others."""
    days = pd.date_range("2026-01-01", "2026-05-31")
    made_up = pd.to_datetime(["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09"])
    works = days[(days.day_of_week < 5) | days.isin(made_up)]
    some = works.append([made_up] * 12)
    found = sim.fit(tickets=tickets(tmp_path, office(some)), zone="Asia/Shanghai", calendar="china")
    assert found.tickets is not None
    assert found.tickets.units[0].hours.days == (0, 1, 2, 3, 4)
    plain = unit_fit("office", read_tickets(tmp_path / "tickets.csv", {}))
    assert 5 in plain.hours.days
    table = office(some)
    table["dispatched"] = table["handled"] - pd.Timedelta(minutes=30)
    desk = sim.fit(tickets=tickets(tmp_path, table), zone="Asia/Shanghai", calendar="china").tickets
    assert desk is not None
    assert desk.desk_hours is not None
    assert desk.desk_hours.days == (0, 1, 2, 3, 4)


def test_growth_is_told_as_a_share(tmp_path: Path) -> None:
    days = pd.date_range("2026-03-02", periods=70)
    found = sim.fit(tickets=tickets(tmp_path, office(days)), zone="Asia/Shanghai")
    line = next(one for one in fit_text(found).splitlines() if "growth.rate" in one)
    assert line.count("%") == 3


def test_withdrawn_tickets_are_not_open_tonight(tmp_path: Path) -> None:
    """Though they were handled, and never closed."""
    rows = office(pd.date_range("2026-03-02", periods=3)).assign(type="repair", unit="town")
    rows["closed"] = [*rows["handled"][:-2], pd.NaT, pd.NaT]
    rows["state"] = [*["closed"] * (len(rows) - 2), "withdrawn", "handling"]
    world = sim.load_scenario("template_chain").replace(
        {"clock.start": "2026-03-04", "clock.days": 1, "clock.begins_at": "23:00", "targets": None}
    )
    assert len(read_open_tickets(tickets(tmp_path, rows), world, {}).entries) == 1
