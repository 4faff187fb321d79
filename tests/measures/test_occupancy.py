"""Occupancy of a floor worked by hand: calls, messages, confirm calls, a break, overtime, a group without calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.measures.breakdown import breakdown
from sim.measures.by_interval import interval_table
from sim.measures.people import people_table
from sim.measures.run import measure
from sim.queueing.erlang import erlang_a
from sim.simulation import Engine, simulate

from ..engines.world import fixed, hotline, team

MINUTE_US = 60_000_000


@pytest.mark.parametrize("engine", ["model", "kernel"])
def test_occupancy_is_work_of_every_kind_in_the_time_at_the_desk(tmp_path: Path, engine: Engine) -> None:
    """Work on calls, messages and tickets counts; breaks are no time at the desk, overtime is."""
    # floor, 9:00-11:00 and 5 min over: call 9:00-9:15, confirm calls 9:15-9:19 and 9:22-9:26, break 9:30-9:45,
    # call 10:50-11:05. web, 9:00-10:00, takes no calls: message 9:10-9:22.
    break_ = {"after": "30 min", "length": "15 min", "waves": 1}
    world = hotline(
        tmp_path,
        {"calls": "9:00 10:50", "messages": "9:10"},
        {
            "floor": team(1, "10 min", "09:00-11:00", wrap_up="5 min", breaks=[break_], skills=[{"channel": "phone"}]),
            "web": team(1, None, "09:00-10:00", online="12 min", skills=[{"channel": "online"}]),
        },
        direct_answer="0 %",
        tickets={
            "confirm": {"by": "floor", "time": fixed("4 min")},
            "dispatch": {"smart": {"share": "100 %", "time": fixed("1 s"), "accuracy": "100 %"}},
            "routes": [{"units": {"office": "100 %"}}],
        },
        units={"office": {"outside": {"share": "100 %", "delay": fixed("1 h")}}},
    )
    log = simulate(world, engine=engine)
    values = measure(log).values
    assert values["occupancy"].value == pytest.approx((15 + 4 + 4 + 15 + 12) / (125 - 15 + 60))
    assert values["occupancy_on_duty"].value == pytest.approx((15 + 4 + 4 + 15 + 12) / (125 + 60))
    pools = people_table(log).set_index("group")["occupancy"]
    assert [pools["floor"], pools["web"]] == pytest.approx([38 / 110, 12 / 60])
    groups = breakdown(log, "group").set_index(["part", "measure"])["value"]
    assert groups["floor", "occupancy"] == pytest.approx(38 / 110)
    busy, ready = (part[18:23] / MINUTE_US for part in interval_table(log, 30 * MINUTE_US).parts("occupancy"))
    assert busy.tolist() == [23, 0, 0, 10, 5]  # from 9:00 on; of those who may take calls
    assert ready.tolist() == [30, 15, 30, 30, 5]


def test_the_formulas_mean_the_same() -> None:
    """Two operators who get half as much work as they have time are busy half of it; nobody has breaks there."""
    assert erlang_a(2, 1 / 180, 180.0, None).occupancy == pytest.approx(0.5)
