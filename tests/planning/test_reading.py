"""`hotline check` of a staffing file: what would be planned, before anything is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import InfeasibleError
from sim.planning.loop import plan
from sim.planning.reading import reading_of
from sim.scenario.staffing_file import read_staffing

from .floors import SHIFTS, staffing_file

LUNCH = {"after": "3 h", "until": "5 h", "length": "30 min", "least_shift": "8 h"}


def _read(file: Path) -> dict[str, Any]:
    done = CliRunner().invoke(main, ["check", str(file), "--json"])
    assert done.exit_code == 0, done.stderr
    return dict(json.loads(done.stdout))


def _told(file: Path, *options: str) -> list[str]:
    done = CliRunner().invoke(main, ["check", str(file), *options])
    assert done.exit_code == 0, done.stderr
    return done.stdout.splitlines()


def test_a_staffing_file_is_read_aloud(tmp_path: Path) -> None:
    """Targets, shifts to choose from, hours with and without breaks, wage and supplements, as counted by hand."""
    shifts = {**SHIFTS, "lengths": ["4 h", "9 h"], "breaks": [LUNCH], "wage_per_hour": 30}
    file = staffing_file(tmp_path, shifts, {"clock.days": 8}, supplements={"night": "50 %", "weekend": "100 %"}, seed=7)
    reading = _read(file)
    assert (reading["days"], reading["run_days"], reading["replications"], reading["seed"]) == (7, 8, 20, 7)
    (pool,) = reading["pools"]
    assert (pool["shifts"], pool["days"], pool["over_8_hours"]) == (4, ["workdays", "weekend"], [8.5])
    assert [pool[key] for key in ("shortest", "longest", "shortest_work", "longest_work")] == [4, 9, 4, 8.5]
    assert _told(file)[:5] == [
        "ok: A small floor",
        "  Scenario floor, 8 days: one week is planned, in intervals of 30 min",
        "  What must hold: service level, 20 s >= 80 %",
        "  desk: 4 shifts to choose from, beginning 08:00 to 12:00, 4 to 9 h long with 4 to 8.5 h of work; heads for "
        "Mon-Fri, Sat-Sun; a paid hour costs 30",
        "  ! desk: shifts with 8.5 h of work are longer than a day may be by article 36 of the Labour Law (8 h)",
    ]
    assert "50 % at night (22:00 to 06:00), 100 % on Saturday and Sunday" in _told(file)[5]
    assert "劳动法第三十六条" in _told(file, "--lang", "zh")[4]


@pytest.mark.parametrize(("change", "whose", "wage"), [({}, "none", 1.0), ({"wage_per_hour": 25}, "scenario", 25.0)])
def test_whose_wage_it_is_is_told(tmp_path: Path, change: dict[str, float], whose: str, wage: float) -> None:
    """The scenario's, or none: then cost counts paid hours. The plan's cost follows the same rule."""
    file = staffing_file(tmp_path, SHIFTS, {f"operators.desk.{key}": value for key, value in change.items()})
    (pool,) = _read(file)["pools"]
    assert (pool["wage_of"], pool["wage"]) == (whose, wage)
    found = plan(file, replications=2, bound=False, engine="kernel")
    assert found.cost == pytest.approx(wage * found.paid_hours)


def test_hours_that_no_shift_reaches_are_told_before_a_plan_fails(tmp_path: Path) -> None:
    """Calls come from 08:00 to 16:00, and shifts begin at noon: eight half hours each day; the plan fails there."""
    late = {"starts": ["12:00"], "lengths": ["4 h"]}
    file = staffing_file(tmp_path, late, set={"clock.days": 7})
    missed = {"intervals": 56, "of": 112, "day": "mon", "start": "08:00", "end": "08:30"}
    assert _read(file)["pools"][0]["uncovered"] == missed
    (line,) = [line for line in _told(file) if "none of these shifts" in line]
    assert "desk: in 56 of 112 intervals with calls none of these shifts is worked, first Mon 08:00-08:30" in line
    with pytest.raises(InfeasibleError, match="on Monday 08:00-08:30"):
        plan(file, replications=2, bound=False, engine="kernel")
    assert _read(staffing_file(tmp_path, SHIFTS))["pools"][0]["uncovered"] is None


def test_what_cannot_be_planned_cannot_be_checked(tmp_path: Path) -> None:
    """The same sentence and exit code as a plan; a change belongs into the file."""
    file = staffing_file(tmp_path, {"starts": ["08:10"], "lengths": ["8 h"]})
    done = CliRunner().invoke(main, ["check", str(file)])
    assert (done.exit_code, "pools.desk.starts.0: the start of a shift must" in done.stderr) == (2, True)
    done = CliRunner().invoke(main, ["check", str(file), "--set", "clock.days=7"])
    assert (done.exit_code, "in a staffing file, write the key path" in done.stderr) == (2, True)


def test_holidays_in_a_week_are_told(tmp_path: Path) -> None:
    """They count as the weekday that they are, which lowers its mean and staffs them."""
    file = staffing_file(tmp_path)
    said = json.loads((tmp_path / "floor.yaml").read_text(encoding="utf-8"))
    said["clock"] |= {"days": 14, "holidays": ["2026-03-09", "2026-03-10"]}
    (tmp_path / "floor.yaml").write_text(json.dumps(said), encoding="utf-8")
    told = [one for one in reading_of(read_staffing(file))["warnings"] if "counts as the day of the week" in one]
    assert len(told) == 1
    assert told[0].startswith("2026-03-09 (and 1 more holidays) is a holiday")
    said["clock"] |= {"days": 3, "start": "2026-03-08"}
    (tmp_path / "floor.yaml").write_text(json.dumps(said), encoding="utf-8")
    assert not any("counts as" in one for one in reading_of(read_staffing(file))["warnings"])
