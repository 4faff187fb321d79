"""A run that is shorter than a day may lie before a window of calls opens, or after everybody has gone home."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sim.calendar.lengths import HOUR_US
from sim.checks import checked_plan
from sim.checks.load import line_loads
from sim.checks.skills import window_loads
from sim.errors import ScenarioError
from sim.shipped import load_scenario
from sim.simulation import simulate
from sim.tonight.outlook import outlook
from sim.tonight.rest_of_day import rest_of_day

STREET = load_scenario("jingxi_2022").replace({"published": None, "targets": None})


@pytest.mark.parametrize(
    ("clock", "hours"),
    [
        ({"days": 1, "ends_at": "07:00"}, [0]),
        ({"days": 2, "ends_at": "07:00"}, [5 * 12 + 2 * 2, 0]),
        ({"days": 2, "ends_at": "10:00"}, [5 * 12 + 2 * 2, 5 * 2]),
        ({"days": 1, "begins_at": "22:30"}, [0]),
        ({"days": 1, "begins_at": "19:00"}, [5 + 2 * 2]),
    ],
)
def test_people_in_a_window_are_those_of_the_run(clock: dict[str, object], hours: list[int]) -> None:
    """By hand: five by day (8 to 20) and two by night in a window from 8 to 22, day by day."""
    plan = checked_plan(STREET.replace({f"clock.{key}": value for key, value in clock.items()}))
    found = list(window_loads(plan, line_loads(plan)))
    assert found
    for window in found:
        assert (window.staffed_us / HOUR_US).tolist() == hours


def test_a_run_before_the_window_opens_is_warned_of_and_runs() -> None:
    """Nobody calls citizens before 8: nothing is closed by 7; a day and a half without anybody there is refused."""
    night = STREET.replace({"clock.days": 1, "clock.ends_at": "07:00"})
    assert any("calls are made from 08:00 to 22:00" in warning for warning in checked_plan(night).warnings)
    assert (simulate(night, seed=1).tickets["closed_us"] < 0).all()
    window = {"tickets.follow_up.by": ["dispatch_group"], "desks.dispatch_group.shifts.day.staff": 0}
    window |= {"desks.dispatch_group.shifts.night.start": "22:00"}
    with pytest.raises(ScenarioError, match="calls are made from 08:00 to 22:00, and nobody of dispatch_group works"):
        checked_plan(STREET.replace({"clock.days": 2, "clock.ends_at": "12:00", **window}))


def test_the_rest_of_a_night_and_calls_of_it(tmp_path: Path) -> None:
    """From 5 to 8, and from 8 on with the calls of the night: both are before the window of calls."""
    rest = rest_of_day(STREET, datetime(2022, 7, 14, 5), 8 * HOUR_US)
    assert (outlook(rest, replications=5).endings.gone == 0).all()
    calls = tmp_path / "calls.csv"
    calls.write_text("time\n2022-07-14 01:10\n2022-07-14 06:20\n", encoding="utf-8")
    rest = rest_of_day(STREET, datetime(2022, 7, 14, 8), calls=calls, stream="street_line")
    assert rest.so_far is not None
    assert rest.so_far.contacts == 2


def test_who_has_gone_home_is_no_reason_to_refuse_the_evening(tmp_path: Path) -> None:
    """Desks, crews and operators go at 20:00: at 21:00 all three tickets stay as they are, and each is warned of."""
    nights = {f"{place}.shifts.night": None for place in ("operators.intake", "desks.dispatch_group")}
    nights |= {f"units.{unit}.shifts.night": None for unit in ("grid_team", "handling_group")}
    path = tmp_path / "open.csv"
    rows = [f"{k},supplies,2022-07-14 09:00,handling,2022-07-14 10:00,grid_team" for k in range(3)]
    path.write_text("\n".join(["ticket,type,received,stage,stage_since,unit", *rows]) + "\n", encoding="utf-8")
    rest = rest_of_day(STREET.replace(nights), datetime(2022, 7, 14, 21), tickets=path)
    told = checked_plan(rest.scenario).warnings
    for part in ("demand.street_line: calls of type 'inquiry'", "tickets.dispatch.by: is done by 'dispatch_group'",
                 "units.grid_team: its work needs crews"):  # fmt: skip
        assert any(part in warning and "no shift has staff in the horizon" in warning for warning in told), part
    assert outlook(rest, replications=5).left_of_now.tolist() == [3] * 5
