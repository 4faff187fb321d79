"""Open tickets of a run that begins inside a day are measured from its begin."""

import pytest

from sim import replicate
from sim.scenario.schema import Scenario

WORLD = {
    "hotline": 1,
    "clock": {"start": "2026-03-02", "days": 1, "begins_at": "14:00"},
    "types": {"repair": {}},
    "demand": {},
    "tickets": {
        "closed_at": "handled",
        "routes": [{"units": {"town": "100 %"}}],
        "backlog": [
            {"count": 1, "type": "repair", "stage": "outside", "age": "3 h", "remaining": "2 h"},
            {"count": 1, "type": "repair", "stage": "handling", "age": "9 h"},
        ],
    },
    "units": {
        "town": {
            "shifts": {"all": {"start": "08:00", "end": "20:00", "staff": 1}},
            "work": {"law": "deterministic", "value": "1 h"},
            "outside": {"share": 1, "delay": {"law": "deterministic", "value": "20 h"}},
        }
    },
}


def test_ten_hours_of_a_day():
    """From 14:00 on one ticket is open for 2 of 10 hours, the other, 19 hours old at midnight, to the end."""
    found = replicate(Scenario.model_validate(WORLD), replications=2).summary()
    assert found["backlog_mean"].estimate == pytest.approx((2 + 10) / 10)
    assert found["backlog_at_end"].estimate == 1
    assert found["backlog_age_mean"].estimate == pytest.approx(19 * 3600)
