"""Tables of tickets by what they are, and day by day; people by pool."""

from __future__ import annotations

import pytest

from sim.calendar.lengths import DAY_US
from sim.measures.people import people_table
from sim.measures.run import measure
from sim.measures.ticket_tables import backlog_by_day, tickets_by
from sim.rules.codes import Source

from .random_ticket_log import GROUPS, random_ticket_log
from .test_naive_tickets import rows_of

ADD_UP = ("tickets_received", "tickets_closed", "tickets_withdrawn", "backlog_at_end", "reopenings", "chase_ups")


@pytest.mark.parametrize("column", ["type", "urgency"])
def test_parts_add_up(column):
    """Counts by type and by urgency add up to the run's."""
    log = random_ticket_log(1)
    frame, values = tickets_by(log, column), measure(log).values
    for name in ADD_UP:
        assert frame[frame["measure"] == name]["value"].sum() == values[name].value


@pytest.mark.parametrize(("column", "rows"), [("hour", 24), ("day", 4)])
def test_cohorts_of_receipt_add_up_without_the_backlog(column, rows):
    """Each ticket of the run is in one hour and one day of receipt, those of the starting backlog in none."""
    log = random_ticket_log(1)
    frame, values = tickets_by(log, column), measure(log).values
    received = frame[frame["measure"] == "tickets_received"]
    assert len(received) == rows
    assert received["value"].sum() == values["tickets_received"].value
    assert frame[frame["measure"] == "backlog_at_start"]["value"].sum() == 0
    closed = frame[frame["measure"] == "same_day_closure"]
    assert closed["numerator"].sum() == values["same_day_closure"].numerator


def test_units_have_their_tickets_and_assignments():
    """Every assignment is some unit's; tickets without a dispatch are nobody's."""
    log = random_ticket_log(4)
    frame, values = tickets_by(log, "unit"), measure(log).values
    assert frame[frame["measure"] == "return_rate"]["denominator"].sum() == values["return_rate"].denominator
    known = frame[frame["measure"] == "first_dispatch_accuracy"]["denominator"].sum()
    assert known == values["first_dispatch_accuracy"].denominator


def test_other_columns_are_refused():
    """Only what a ticket has makes sense."""
    with pytest.raises(ValueError, match="choose stream, type"):
        tickets_by(random_ticket_log(1, 5), "person")


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
