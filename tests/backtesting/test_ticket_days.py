"""Days of tickets, recorded and simulated by one rule; lines that stay and lines that change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.backtesting.judging import DIRECTION, NOT, TRUST
from sim.backtesting.ticket_days import TICKET_MEASURES, recorded_ticket_days, simulated_ticket_days
from sim.calendar.days import EPOCH
from sim.calendar.lengths import DAY_US, HOUR_US, SECOND_US
from sim.errors import DataError
from sim.exports.exporting import export
from sim.records.tickets import read_tickets

MONDAY = (date(2026, 3, 2) - EPOCH).days
LEVELS = {"clock.days": 10, "tickets.withdrawal": None, "tickets.closed_at": "handled"}


def stamped(us: np.ndarray) -> list[str]:
    return pd.Series(us.astype("datetime64[us]")).dt.strftime("%Y-%m-%d %H:%M:%S").tolist()


def written(folder: Path, rows: pd.DataFrame) -> Path:
    path = folder / "tickets.csv"
    path.write_text(rows.to_csv(index=False), encoding="utf-8")
    return path


def test_two_days_by_hand(tmp_path: Path) -> None:
    """Six tickets; the 24 hours of the second day reach beyond what the file knows."""
    rows = pd.DataFrame([
        ("2026-03-01 10:00:00", "2026-03-02 09:00:00"),  # closed on the first day, received before
        ("2026-03-02 08:00:00", "2026-03-02 20:00:00"),
        ("2026-03-02 22:00:00", "2026-03-03 06:00:00"),
        ("2026-03-02 09:00:00", "2026-03-03 10:00:00"),
        ("2026-03-03 09:00:00", "2026-03-03 21:00:00"),
        ("2026-03-03 10:00:00", ""),
        ("2026-03-04 00:00:00", ""),  # so long the file knows
    ], columns=["received", "closed"])  # fmt: skip
    found = recorded_ticket_days(read_tickets(written(tmp_path, rows), {}), MONDAY, 2)
    assert found["tickets"].tolist() == [3, 2]
    assert found["same_day_closure"].tolist() == [1 / 3, 1 / 2]
    assert found["closed_24h"][0] == 2 / 3
    assert np.isnan(found["closed_24h"][1])
    assert found["closed"].tolist() == [2, 3]
    assert found["open_at_end"].tolist() == [2, 1]


def test_a_ticket_closed_at_midnight_is_open_at_the_end_of_the_day(tmp_path: Path) -> None:
    """Midnight is of the day that it begins: closed then, and open at the end of the one before."""
    rows = [("2026-03-02 10:00:00", "2026-03-03 00:00:00"), ("2026-03-04 00:00:00", "")]
    rows += [(f"2026-03-01 {k % 24:02d}:00:30", f"2026-03-01 {k % 24:02d}:10:30") for k in range(60)]
    path = written(tmp_path, pd.DataFrame(rows, columns=["received", "closed"]))
    records = read_tickets(path, {})
    assert "date_only" not in records.odd
    found = recorded_ticket_days(records, MONDAY, 2)
    assert found["open_at_end"].tolist() == [1, 0]
    assert found["closed"].tolist() == [0, 1]


def test_recorded_and_simulated_days_are_measured_by_one_rule(tmp_path: Path) -> None:
    """The export of a run, read as records, has the days that the run itself has, with what was open at the start."""
    chain = sim.load_scenario(Path(__file__).parents[2] / "scenarios" / "template_chain.yaml").replace(LEVELS)
    log = sim.simulate(chain, seed=4)
    simulated = simulated_ticket_days(log, 10)
    file = next(one for one in export_of(chain, tmp_path) if one.name.startswith("tickets"))
    rows = pd.read_csv(file, encoding="utf-8-sig", dtype=str)[["ticket", "received", "closed"]].fillna("")
    end = pd.DataFrame([{"ticket": "end", "received": "2026-03-12 00:00:00.000000", "closed": ""}])
    recorded = recorded_ticket_days(read_tickets(written(tmp_path, pd.concat([rows, end])), {}), MONDAY, 10)
    for name in TICKET_MEASURES:
        assert recorded[name].tolist() == pytest.approx(simulated[name].tolist(), nan_ok=True), name


def export_of(scenario: sim.Scenario, folder: Path) -> list[Path]:
    from sim.scenario.plain_values import yaml_text

    path = folder / "chain.yaml"
    path.write_text(yaml_text(scenario.document), encoding="utf-8")
    return list(export(str(path), ("csv",), out=folder / "export", seed=4))


def line(rng: np.random.Generator, mean_h: float, later_h: float) -> pd.DataFrame:
    """Six weeks of 60 tickets a day at a unit that never closes; in the last two they stay for another mean time."""
    n = 60 * 42
    received = np.sort((MONDAY + rng.integers(0, 42, n)) * DAY_US + rng.integers(0, DAY_US, n))
    mean = np.where(received < (MONDAY + 28) * DAY_US, mean_h, later_h)
    closed = received + (rng.exponential(1, n) * mean * HOUR_US).astype(np.int64) // SECOND_US * SECOND_US
    seen = closed < (MONDAY + 42) * DAY_US
    return pd.DataFrame({"received": stamped(received), "closed": np.where(seen, stamped(closed), "")})


def test_a_line_that_stays_is_trusted(tmp_path: Path) -> None:
    """Four weeks fitted, two held out: volumes, closure and the backlog of the same line."""
    held = sim.backtest(tickets=written(tmp_path, line(np.random.default_rng(21), 15, 15)), hold=14, replications=60)
    verdicts = held.calibration.set_index("measure")["verdict"].to_dict()
    assert verdicts == dict.fromkeys(TICKET_MEASURES, TRUST)


def test_a_line_that_slowed_down_is_not(tmp_path: Path) -> None:
    """Tickets stay four times as long in the weeks held out: closure and backlog are not to be used as they are."""
    held = sim.backtest(tickets=written(tmp_path, line(np.random.default_rng(22), 15, 60)), hold=14, replications=60)
    verdicts = held.calibration.set_index("measure")["verdict"].to_dict()
    assert verdicts["tickets"] == TRUST
    for name in ("same_day_closure", "closed_24h", "open_at_end"):
        assert verdicts[name] in (DIRECTION, NOT), name


def test_nothing_of_the_days_held_out_is_used(tmp_path: Path) -> None:
    """The fit is the same whatever the days held out were like."""
    rows = line(np.random.default_rng(23), 15, 15)
    other = rows.copy()
    late = pd.to_datetime(rows["received"]) >= "2026-03-30"
    other.loc[late, "closed"] = rows.loc[late, "received"]
    fits = []
    for one in (rows, other):
        fits.append(sim.backtest(tickets=written(tmp_path, one), hold=14, replications=20).fit)
    assert fits[0].document == fits[1].document
    assert fits[0].tickets.records.at_us == (MONDAY + 28) * DAY_US - 1


def test_too_many_days_held_out_are_refused(tmp_path: Path) -> None:
    """All of them, or no file at all."""
    with pytest.raises(DataError, match="no day lies before the 60 held out"):
        sim.backtest(tickets=written(tmp_path, line(np.random.default_rng(24), 15, 15)), hold=60)
    with pytest.raises(DataError, match="there is nothing to hold out"):
        sim.backtest()


def test_a_last_day_that_is_there_in_part_is_not_held_out(tmp_path: Path) -> None:
    """Received until 10:00 of the last day: the 14 days before it are held out, the last of them with its own count."""
    rows = line(np.random.default_rng(25), 15, 15)
    cut = rows[rows["received"] < "2026-04-12 10:00:00"]
    held = sim.backtest(tickets=written(tmp_path, cut), hold=14, replications=4)
    assert (held.first_day, held.cut_day) == (date(2026, 3, 29), date(2026, 4, 12))
    real = held.days.loc[held.days["measure"] == "tickets", "real"].tolist()
    assert real[-1] == (rows["received"].str[:10] == "2026-04-11").sum()


def test_days_are_held_out_that_all_files_have_whole(tmp_path: Path) -> None:
    """Calls until 10:00 of the last day, tickets until its end: that day is not held out."""
    tickets = written(tmp_path, line(np.random.default_rng(26), 15, 15))
    minutes = np.arange(0, 41 * 1440 + 600, 9.6)
    times = (pd.Timestamp("2026-03-02") + pd.to_timedelta(minutes, unit="min")).strftime("%Y-%m-%d %H:%M:%S")
    talk = np.random.default_rng(27).integers(60, 180, len(times))
    calls = tmp_path / "calls.csv"
    pd.DataFrame({"time": times, "wait": 5, "talk": talk, "result": "answered"}).to_csv(calls, index=False)
    held = sim.backtest(calls, tickets=tickets, hold=7, replications=4)
    assert (held.first_day, held.cut_day) == (date(2026, 4, 5), date(2026, 4, 12))
