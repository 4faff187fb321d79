"""Open tickets at the beginning of each week: counted one by one, and whether they grow."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from sim.measures.mondays import open_on_mondays, weekly_growth
from sim.rules.codes import NOT_YET
from sim.shipped import load_scenario
from sim.simulation import simulate


@pytest.mark.parametrize("start", ["2026-03-02", "2026-03-04"])
def test_open_tickets_are_counted_at_midnight(start):
    """On each Monday, the first day among them, as many are open as came by 00:00 and had not ended, one by one."""
    town = load_scenario("template_chain", [f"clock.start={start}", "clock.days=43"])
    log = simulate(town, engine="kernel")
    calendar, first = log.plan.calendar, town.clock.start
    mondays = [day for day in range(43) if (first + timedelta(days=day)).weekday() == 0]
    rows = list(
        zip(*(log.tickets[name].tolist() for name in ("received_us", "closed_us", "withdrawn_us")), strict=True)
    )
    expected = []
    for day in mondays:
        midnight = calendar.day_starts_us[day]
        expected.append(
            sum(came <= midnight and all(end in (NOT_YET,) or end > midnight for end in ends) for came, *ends in rows)
        )
    assert open_on_mondays(log).tolist() == expected
    assert max(expected) > 0


def test_a_short_run_says_nothing():
    """Under six weeks, or without tickets, there is nothing to tell."""
    assert len(open_on_mondays(simulate(load_scenario("template_chain", ["clock.days=41"]), engine="kernel"))) == 0
    assert len(open_on_mondays(simulate(load_scenario("template_town", ["clock.days=43"]), engine="kernel"))) == 0
    assert weekly_growth([]) is None


def test_only_the_second_half_counts():
    """A backlog that fills up in the first four of eight weeks and then stays is settled; one that goes on is not."""
    runs = np.random.default_rng(1).normal(0, 3, (10, 8))
    filling = np.minimum(np.arange(8), 4) * 50
    assert weekly_growth([run + filling for run in runs]) is None
    assert weekly_growth([run + 50 * np.arange(8) for run in runs]) == pytest.approx(50, abs=2)
