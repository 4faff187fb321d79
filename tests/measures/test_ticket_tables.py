"""Tickets day by day; people by pool."""

from __future__ import annotations

import pytest

from sim.calendar.lengths import DAY_US
from sim.measures.people import people_table
from sim.measures.run import measure
from sim.measures.ticket_tables import backlog_by_day
from sim.rules.codes import Source

from .random_ticket_log import GROUPS, random_ticket_log
from .test_naive_tickets import rows_of


@pytest.mark.parametrize("seed", range(4))
def test_the_backlog_day_by_day_equals_loops(seed):
    """Received, closed, withdrawn, open, overdue and the age of the open ones, by loops over tickets and days."""
    log = random_ticket_log(seed)
    frame, tickets = backlog_by_day(log), rows_of(log.tickets)
    for day, row in frame.iterrows():
        start, end = day * DAY_US, (day + 1) * DAY_US
        gone = [max(t["closed_us"], t["withdrawn_us"]) for t in tickets]
        still = [t for t, g in zip(tickets, gone, strict=True) if t["received_us"] < end and not 0 <= g <= end]
        fresh = [t for t in tickets if t["source"] != Source.BACKLOG]
        assert row["received"] == sum(start <= t["received_us"] < end for t in fresh)
        # What leaves at midnight has left when the day ended; what has nothing left to do leaves at the very start.
        after = start if day else -1
        assert row["closed"] == sum(after < t["closed_us"] <= end for t in tickets)
        assert row["withdrawn"] == sum(after < t["withdrawn_us"] <= end for t in tickets)
        assert row["open"] == len(still)
        late = [t for t in still if t["due_us"] != -1 and t["due_us"] <= end]
        assert row["overdue"] == sum(not 0 <= t["long_term_us"] < t["due_us"] for t in late)
        mean = sum(end - t["received_us"] for t in still) / len(still) / 3_600_000_000
        assert row["mean_age_hours"] == pytest.approx(mean)


def test_people_stand_pool_by_pool():
    """A row for each group, desks and units too; hours and cost add up to the run's, heads as well."""
    log = random_ticket_log(3, days=8)
    frame, values = people_table(log), measure(log).values
    assert tuple(frame["group"]) == GROUPS
    assert frame["cost"].sum() == pytest.approx(values["staff_cost"].value)
    assert frame["cost"].isna().tolist() == [False, False, True, True, True]
    assert frame["heads_for_40_hours"].sum() == values["heads_for_40_hours"].value
    assert frame[frame["group"] == "floor"]["person_hours"].item() == pytest.approx(values["person_hours"].value)
