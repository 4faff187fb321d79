"""The arithmetic of a backlog, against a published example."""

from __future__ import annotations

import pytest

from sim.queueing.backlog import Backlog


def test_published_example():
    """200 open, 5 days, 80 new a day, 25 min each, 5.5 hours: 120 a day, 13.2 a person, 9.1, so 10 people."""
    backlog = Backlog(200, 5, 80, 25 * 60, 5.5)
    assert backlog.needed_per_day == 120
    assert backlog.per_person_day == pytest.approx(13.2)
    assert backlog.people == pytest.approx(9.0909, abs=1e-4)
    assert backlog.least_people == 10


def test_nobody_too_many_for_a_rounding_error():
    """Work for just three people needs three, whatever the last digit says."""
    assert Backlog(0, 1, 3 * 10.8, 2000.0, 6.0).least_people == 3
