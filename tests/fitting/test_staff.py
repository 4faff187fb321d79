"""Rosters by interval: read, put on the weekdays of a fitted scenario, and refused where they say nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import DataError
from sim.fitting.fit import fit
from sim.fitting.staff import staff_frame, usual_staff
from sim.records.intervals import read_staff
from sim.scenario.loading import load_scenario

MONDAY = date(2026, 3, 2)


def write(folder: Path, header: str, rows: list[str]) -> Path:
    path = folder / "staff.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def quarters(days: int) -> list[tuple[datetime, int]]:
    """Four people in each first quarter of an hour, six in each second, three more on Sundays."""
    first = datetime(2026, 3, 2)
    return [
        (first + timedelta(minutes=15 * k), (4 if k % 2 == 0 else 6) + (3 if k // 96 % 7 == 6 else 0))
        for k in range(96 * days)
    ]


def test_finer_rows_are_means_and_not_sums(tmp_path: Path) -> None:
    """Four and six people in two quarters of an hour are five in the half hour; weekdays keep their own."""
    path = write(tmp_path, "time,scheduled", [f"{at},{n}" for at, n in quarters(14)])
    found = read_staff(path, 30)
    assert found[MONDAY].tolist() == [5.0] * 48
    assert found[MONDAY + timedelta(days=6)].tolist() == [8.0] * 48
    assert usual_staff(found)[:, 0].tolist() == [5] * 6 + [8]


def test_chinese_headings_and_the_date_apart(tmp_path: Path) -> None:
    """日期, 时段, 在岗人数: the same people; a weekday that the roster lacks is like all days."""
    rows = [f"{at:%Y/%m/%d},{at:%H:%M},{n}" for at, n in quarters(5)]
    found = read_staff(write(tmp_path, "日期,时段,在岗人数", rows), 30)
    assert found[MONDAY].tolist() == [5.0] * 48
    assert usual_staff(found)[6].tolist() == [5] * 48


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ("time,who", ["2026-03-02 09:00,5"], "no column is known to hold numbers of people: call it 'staff'"),
        ("place,staff", ["a,5"], "no column is known to hold the starts of the intervals: call it 'time'"),
        ("time,staff", ["2026-03-02 09:00,5", "2026-03-02 10:00,-5"], "staff.csv:3: staff: '-5'"),
        (
            "time,staff",
            ["2026-03-02 09:00,5", "2026-03-02 10:00,6"],
            "rows every 60 minutes: 30 minutes at most are read",
        ),
    ],
)
def test_a_roster_that_says_nothing_is_refused(tmp_path: Path, header: str, rows: list[str], said: str) -> None:
    """The file, the row and what would be right."""
    with pytest.raises(DataError) as caught:
        read_staff(write(tmp_path, header, rows), 30)
    assert said in str(caught.value)


def test_a_roster_goes_over_those_who_were_busy(tmp_path: Path) -> None:
    """The scenario has the roster's people, by weekday, and says where they come from."""
    rng = np.random.default_rng(1)
    rows = []
    for k in range(14 * 200):
        at = datetime(2026, 3, 2) + timedelta(seconds=432 * k)
        rows.append(f"{at},{rng.exponential(20):.0f},{rng.exponential(120):.0f},answered")
    calls = tmp_path / "calls.csv"
    calls.write_text("\n".join(["time,wait,talk,result", *rows]), encoding="utf-8")
    staff = write(tmp_path, "time,staff", [f"{at},{n}" for at, n in quarters(14)])
    with_roster, without = fit(calls, staff=staff), fit(calls)
    assert staff_frame(with_roster.calls.staff, with_roster.first_day, 7)["staff"].tolist() == [5] * 288 + [8] * 48
    assert with_roster.document["origins"]["operators.floor.staff_file"]["kind"] == "derived"
    assert without.document["origins"]["operators.floor.staff_file"]["kind"] == "assumed"
    assert without.calls.staff.max() < 5


def test_a_late_weekend_stands_in_the_scenario(tmp_path: Path) -> None:
    """Calls from 08:00 on working days and from 14:00 on weekends: two profiles, and a scenario that is accepted."""
    rng = np.random.default_rng(2)
    rows = []
    for day in range(28):
        begin = 14 if day % 7 > 4 else 8
        for second in np.sort(rng.uniform(begin * 3600, 20 * 3600, 200)):
            at = datetime(2026, 3, 2) + timedelta(days=day, seconds=int(second))
            rows.append(f"{at},{rng.exponential(20):.0f},{rng.exponential(120):.0f},answered")
    calls = tmp_path / "calls.csv"
    calls.write_text("\n".join(["time,wait,talk,result", *rows]), encoding="utf-8")
    out = tmp_path / "out"
    told = CliRunner().invoke(main, ["fit", "--calls", str(calls), "--out", str(out), "--quiet"])
    assert told.exit_code == 0, told.stderr
    profile = load_scenario(out / "scenario.yaml").demand["calls"].profile
    assert set(profile) == {"working_day", "rest_day"}
    assert profile["rest_day"][20] == 0 < profile["working_day"][20]


def test_talks_of_one_length_stand_in_the_scenario(tmp_path: Path) -> None:
    """A minute for each call: a scenario that is accepted, with a fixed length."""
    rows = [f"{datetime(2026, 3, 2) + timedelta(seconds=864 * k)},{k % 30},60,answered" for k in range(1_400)]
    calls = tmp_path / "calls.csv"
    calls.write_text("\n".join(["time,wait,talk,result", *rows]), encoding="utf-8")
    out = tmp_path / "out"
    told = CliRunner().invoke(main, ["fit", "--calls", str(calls), "--out", str(out), "--quiet"])
    assert told.exit_code == 0, told.stderr
    assert load_scenario(out / "scenario.yaml").operators["floor"].talk.law == "deterministic"
    late = [f"{datetime(2026, 3, 2) + timedelta(seconds=864 * k)},{k % 30},-60,answered" for k in range(1_400)]
    calls.write_text("\n".join(["time,wait,talk,result", rows[0], *late]), encoding="utf-8")
    with pytest.raises(DataError, match="1,400 of its 1,401 rows are left out, the first in line 3"):
        fit(calls)
