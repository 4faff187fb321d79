"""Every number of the ticket half stands in the plan as it is written: each is another, so none stands for another."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.plans.plan import Plan
from sim.plans.ticket_plan import TicketPlan
from sim.rules.codes import NOT_YET, ClockStart, LimitClock, Milestone, Stage, Standstill, Urgency

from ..workload.building import DAY, HOUR, MINUTE, plan_of

EXACTLY = {"rel": 1e-12, "abs": 0}


def mean(minutes: float) -> dict[str, str]:
    """An exponential law."""
    return {"law": "exponential", "mean": f"{minutes} min"}


ALL_DAY = {"all": {"start": "00:00", "end": "24:00", "staff": 1}}
TICKETS = {
    "urgency": {"normal": 0.83, "urgent": 0.12, "critical": 0.05},
    "urgency_by_type": {"b": {"normal": 0.51, "urgent": 0.31, "critical": 0.18}},
    "areas": {"north": 0.37, "south": 0.63},
    "confirm": {"by": "floor", "share": 0.16, "time": mean(1), "time_by_type": {"b": mean(2)}},
    "audit": {"by": "desk", "time": mean(3), "time_by_type": {"b": mean(4)}},
    "dispatch": {
        "by": "desk",
        "time": mean(5),
        "time_by_type": {"b": mean(6)},
        "accuracy": [0.91, 0.94],
        "accuracy_by_type": {"b": [0.71, 0.73, 0.77]},
        "smart": {
            "share": 0.61,
            "time": mean(7),
            "accuracy": 0.86,
            "accuracy_by_type": {"b": [0.67, 0.69]},
            "hand_over_below": 0.21,
            "from_date": "2025-06-03",
        },
        "max_returns": 4,
        "critical_call": {"by": "desk", "time": mean(8)},
    },
    "routes": [
        {"types": ["a"], "areas": ["north"], "units": {"town": 0.72, "office": 0.28}, "arms": [0.81, 0.15, 0.04]},
        {"units": {"town": 0.44, "office": 0.56}, "arms": [0.93, 0.07]},
    ],
    "review": {"by": "desk", "time": mean(9), "time_by_type": {"b": mean(10)}},
    "follow_up": {
        "by": "floor",
        "share": 0.88,
        "time": mean(11),
        "unreached_time": mean(12),
        "unreached": 0.23,
        "tries": 5,
        "gap": "7 h",
        "satisfied_in_time": 0.97,
        "satisfied_late": 0.76,
    },
    "reopen": {"share": [0.041, 0.022], "to": "dispatch"},
    "silence": {"time": mean(29), "time_by_type": {"b": mean(30)}, "share": 0.58},
    "deadlines": {
        "acceptance": {"limits": {"critical": "20 min", "urgent": "3 h", "normal": "2 working days"}},
        "closure": {
            "limits": {"critical": "same day", "urgent": "9 working hours", "normal": "4 working days"},
            "by_type": {"b": {"normal": "13 h"}},
            "start": "acceptance",
            "pauses_in": ["outside"],
            "extension": {"share": 0.24, "by": "6 working days"},
        },
    },
    "supervision": {"reminders": [0.84, 0.53], "act": {"by": "desk", "time": mean(13)}, "speed_up": 1.3},
    "chase_up": {"every": "11 d", "talk": mean(14), "wrap_up": mean(15)},
    "withdrawal": {"share": 0.027, "after": mean(16)},
    "long_term": {"share": 0.013, "after": mean(17)},
}
UNITS = {
    "office": {"acceptance": mean(18), "notice": mean(19), "outside": {"share": 0.33, "delay": mean(20)}},
    "town": {
        "copies": 3,
        "shifts": ALL_DAY,
        "acceptance": mean(21),
        "notice": mean(22),
        "travel": mean(23),
        "work": mean(24),
        "by_type": {"b": {"travel": mean(25), "work": mean(26)}, "a": {"outside": {"delay": mean(28)}}},
        "outside": {"share": 0.42, "delay": mean(27), "in_hours": True},
    },
}


@cache
def plan() -> Plan:
    """The plan of a scenario in which every number is another."""
    return plan_of(
        demand={"calls": {"per_day": 100, "types": {"a": 0.5, "b": 0.5}}},
        operators={"floor": {"talk": mean(30), "shifts": ALL_DAY}},
        desks={"desk": {"shifts": ALL_DAY}},
        units=UNITS,
        tickets=TICKETS,
    )


@pytest.fixture
def tickets() -> TicketPlan:
    found = plan().tickets
    assert found is not None
    return found


def minutes(rows) -> list[float]:
    """Means of exponential rows."""
    return [float(plan().laws.a[row]) / MINUTE for row in np.ravel(rows)]


def test_who_and_where(tickets):
    """Urgencies from critical on, areas, and the routes: copies of a unit take equal parts of its share."""
    assert tickets.urgency_up_to == pytest.approx(np.array([[0.05, 0.17, 1.0], [0.18, 0.49, 1.0]]), **EXACTLY)
    assert tickets.area_up_to == pytest.approx([0.37, 1.0], **EXACTLY)
    assert tickets.routes.of.tolist() == [[0, 1], [1, 1]]
    first, second = [0.28, *[0.72 / 3] * 3], [0.56, *[0.44 / 3] * 3]
    assert tickets.routes.unit_share == pytest.approx(np.array([first, second]), **EXACTLY)
    assert tickets.routes.arms_up_to[:, :3] == pytest.approx(np.array([[0.81, 0.96, 1], [0.93, 1, 1]]), **EXACTLY)
    assert tickets.routes.arms_up_to[:, 3:] == pytest.approx(1.0, **EXACTLY)


def test_people_work_as_long_as_stated(tickets):
    """Each stage's time by type; what people do not do has neither time nor line."""
    rows = {
        Stage.CONFIRM: [1, 2],
        Stage.AUDIT: [3, 4],
        Stage.DISPATCH: [5, 6],
        Stage.CRITICAL_CALL: [8, 8],
        Stage.REVIEW: [9, 10],
        Stage.FOLLOW_UP: [11, 11],
        Stage.SUPERVISION: [13, 13],
    }
    for stage in Stage:
        if stage in rows:
            assert minutes(tickets.task_law[stage]) == rows[stage]
        else:
            assert (tickets.task_law[stage] == NOT_YET).all()
            assert (tickets.task_line[stage] == NOT_YET).all()


def test_dispatch(tickets):
    """By people and by machine, each with its accuracy; from its date on, a share, and what it hands over."""
    d = tickets.dispatch
    assert d.by_people
    assert d.accuracy.tolist() == [[0.91, 0.94, 0.94], [0.71, 0.73, 0.77]]
    assert d.machine_accuracy.tolist() == [[0.86, 0.86], [0.67, 0.69]]
    assert (d.machine_from_us, d.machine_share, d.hand_over_below, d.max_returns) == (DAY, 0.61, 0.21, 4)
    assert minutes(d.machine_law) == [7]


def test_after_handling(tickets):
    """Confirmation, call-back, reopening, silence, withdrawal and the long-term list."""
    f = tickets.follow_up
    assert (f.share, f.unreached, f.tries, f.gap_us) == (0.88, 0.23, 5, 7 * HOUR)
    assert (f.satisfied_in_time, f.satisfied_late) == (0.97, 0.76)
    assert tickets.confirm_share == 0.16
    assert tickets.reopen.share.tolist() == [0.041, 0.022]
    assert (tickets.reopen.to_dispatch, tickets.reopen.all_arms) == (True, False)
    assert (tickets.withdrawal_share, tickets.long_term_share) == (0.027, 0.013)
    assert minutes([f.unreached_law, tickets.withdrawal_law, tickets.long_term_law]) == [12, 16, 17]
    assert (tickets.silence_share, minutes(tickets.silence_law)) == (0.58, [29, 30])
    assert tickets.closed_at == Milestone.SILENT


def test_limits(tickets):
    """Each limit with its clock, from critical to normal, a type's own before the others; the extension."""
    w = LimitClock
    assert tickets.acceptance.clock.tolist() == [[w.CALENDAR, w.CALENDAR, w.WORKING_DAYS]] * 2
    assert tickets.acceptance.amount.tolist() == [[20 * MINUTE, 3 * HOUR, 2]] * 2
    c = tickets.closure
    assert c.limits.clock.tolist() == [
        [w.SAME_DAY, w.WORKING_HOURS, w.WORKING_DAYS],
        [w.SAME_DAY, w.WORKING_HOURS, w.CALENDAR],
    ]
    assert c.limits.amount[:, Urgency.URGENT].tolist() == [9 * HOUR] * 2
    assert c.limits.amount[:, Urgency.NORMAL].tolist() == [4, 13 * HOUR]
    assert (c.start, c.pauses_in) == (ClockStart.ACCEPTANCE, {Standstill.OUTSIDE})
    assert (c.extension_share, c.extension_clock, c.extension_amount) == (0.24, w.WORKING_DAYS, 6)


def test_supervision_and_chase_up(tickets):
    """Reminders in order of time, the act, the pace after it; the citizen's calls."""
    s, u = tickets.supervision, tickets.chase_up
    assert (s.reminders, s.acts, s.speed_up) == ((0.53, 0.84), True, 1.3)
    assert minutes([u.gap_law, u.talk_law, u.wrap_up_law]) == [11 * 24 * 60, 14, 15]


def test_units(tickets):
    """The times of a unit by type, and what waits for others; one that needs no people has no crews."""
    office, *towns = tickets.units
    assert minutes([office.acceptance_law, office.notice_law, *office.outside_law]) == [18, 19, 20, 20]
    assert (office.outside_share.tolist(), office.outside_in_hours.tolist()) == ([0.33] * 2, [False] * 2)
    assert office.group == NOT_YET
    assert (office.travel_law == NOT_YET).all()
    assert (tickets.unit_line[0] == NOT_YET).all()
    assert len(towns) == 3
    for number, town in enumerate(towns, start=1):
        assert minutes([town.acceptance_law, town.notice_law]) == [21, 22]
        assert minutes(town.travel_law) == [23, 25]
        assert minutes(town.work_law) == [24, 26]
        assert minutes(town.outside_law) == [28, 27]
        assert (town.outside_share.tolist(), town.outside_in_hours.tolist()) == ([1.0, 0.42], [False, True])
        assert plan().group_names[town.group] == f"town {number}"
