"""How the rest of a day ends: worlds worked by hand, a formula, and books that balance."""

from datetime import datetime

import numpy as np
import pytest
from scipy.stats import binomtest, poisson

from sim.calendar.lengths import HOUR_US
from sim.checks import checked_plan
from sim.plans.expectations import expected_contacts
from sim.shipped import load_scenario
from sim.tonight.rest_of_day import rest_of_day

from .worlds import exponential, fixed, tonight, town


def waiting(tickets, stage="handling"):
    """Rows of tickets that came at eight and stand there since nine."""
    return [f"{k},repair,2026-03-05 08:00,{stage},2026-03-05 09:00,town" for k in range(tickets)]


@pytest.mark.parametrize("engine", ["model", "kernel"])
def test_a_crew_of_fixed_pace(tmp_path, engine):
    """From 12:00 on one ticket is done every 119 min: at midnight 6 of 6 are closed, 6 of 8; at 20:00 just 4 of 5."""
    world = town(fixed("119 min"))
    for tickets, until, left in ((6, 24, 0), (8, 24, 2), (5, 20, 1)):
        found = tonight(world, tmp_path, waiting(tickets), engine=engine, rest={"until_us": until * HOUR_US})
        assert found.open_now == tickets
        assert found.left_of_now.tolist() == found.left.tolist() == [left, left]
        assert found.by_unit(outside=False)["town"].tolist() == [left, left]
        assert found.endings.open_at[0, 0] == tickets
        assert found.endings.open_at[0, -1] == left
        assert found.endings.is_left[0].tolist() == [False] * (tickets - left) + [True] * left


def test_what_is_outside_goes_on(tmp_path):
    """Outside since 9:00 of 14 h: till 23:00; of 16 h: till 1:00, and so it is left with others, not with the crew."""
    for hours, left in ((14, 0), (16, 1)):
        world = town(fixed("2 h"), outside={"share": 1, "delay": fixed(f"{hours} h")})
        found = tonight(world, tmp_path, waiting(1, "outside"))
        assert found.left.tolist() == [left, left]
        assert found.by_unit(outside=True)["town"].tolist() == [left, left]
        assert found.by_unit(outside=False)["town"].tolist() == [0, 0]


def test_what_a_crew_has_left_is_with_others(tmp_path):
    """Two hours of work from 12:00 on, then 16 h outside; of three tickets the third is begun at 16:00, till 18:00."""
    world = town(fixed("2 h"), outside={"share": 1, "delay": fixed("16 h")})
    for until, people, outside in ((15, 2, 1), (24, 0, 3)):
        found = tonight(world, tmp_path, waiting(3), rest={"until_us": until * HOUR_US})
        assert found.by_unit(outside=False)["town"].tolist() == [people, people]
        assert found.by_unit(outside=True)["town"].tolist() == [outside, outside]


def test_the_chance_is_that_of_poisson(tmp_path):
    """One crew, exponential work of 1 h, 10 tickets: at least 10 are done in 12 h with the chance of a Poisson count.

    Binomial test at 0.1 %: so often it would fail though all is well.
    """
    found = tonight(town(exponential("1 h")), tmp_path, waiting(10), replications=4_000)
    cleared = int((found.left_of_now == 0).sum())
    assert binomtest(cleared, 4_000, poisson.sf(9, 12)).pvalue > 0.001
    done = np.bincount(10 - found.left_of_now, minlength=11)
    for k in range(10):  # ten looks at 0.01 % each
        assert binomtest(int(done[k]), 4_000, poisson.pmf(k, 12)).pvalue > 0.0001


def test_books_balance(tmp_path):
    """In every replication of a shipped street: open now + received = closed + left; and all left are somewhere."""
    street = load_scenario("jingxi_2022")
    rows = [f"{k},supplies,2026-03-05 0{k % 9}:10,outside,2026-03-05 09:30,grid_team" for k in range(20)]
    rows += [f"a{k},inquiry,2026-03-05 10:10,follow_up,2026-03-05 11:30," for k in range(5)]
    found = tonight(street, tmp_path, rows, replications=200)
    ends = found.endings
    assert found.open_now == 25
    assert ((found.open_now + ends.received) == (ends.gone + found.left)).all()
    assert ends.received.std() > 0
    assert (ends.by_state.sum(axis=1) == found.left).all()
    somewhere = sum(list(found.by_unit(outside=False).values()) + list(found.by_unit(outside=True).values()))
    assert (somewhere + sum(found.by_stage().values()) == found.left).all()
    assert (ends.open_at[:, 0] == 25).all()
    assert (ends.open_at[:, -1] == found.left).all()
    assert (ends.now_at[:, -1] == found.left_of_now).all()


def test_growth_trends_and_turns_count_from_the_first_day_of_the_scenario():
    """A whole Thursday as the rest of a day has the contacts, lengths and people of that Thursday in the scenario."""
    growth = {"rate": 0.5, "per": "week"}
    demand = {"in": {"channel": "transfer", "per_day": 60, "profile": "flat", "types": {"repair": 1}, "growth": growth}}
    work = {"law": "by_time", "usual": exponential("1 h"), "trend": {"rate": 0.5}}
    shifts = {"day": {"start": "08:00", "end": "20:00"}, "late": {"start": "10:00", "end": "22:00"}}
    turns = {"crews": {"a": 1, "b": 2}, "cycle": ["day", "late", "off"]}
    world = town(exponential("1 h"), demand=demand).replace(
        {"units.town.work": work, "units.town.shifts": shifts, "units.town.rotation": turns}
    )
    whole, rest = checked_plan(world), checked_plan(rest_of_day(world, datetime(2026, 3, 5)).scenario)
    thursday_us = 4 * 24 * HOUR_US
    per_hour = [expected_contacts(plan.streams[0]).sum(axis=1) for plan in (whole, rest)]
    begins = [plan.streams[0].start_us for plan in (whole, rest)]
    of_day = (begins[0] >= thursday_us) & (begins[0] < thursday_us + 24 * HOUR_US)
    assert per_hour[1].sum() == pytest.approx(per_hour[0][of_day].sum())
    assert per_hour[1].sum() == pytest.approx(60 * 1.5 ** (4 / 7))
    rows = [plan.tickets.units[0].work_law[0] for plan in (whole, rest)]
    noon = [plan.laws.means_at(int(row), np.array(at)) for plan, row, at in zip(
        (whole, rest), rows, (thursday_us + 12 * HOUR_US, 12 * HOUR_US), strict=True
    )]  # fmt: skip
    assert noon[1] == pytest.approx(noon[0])
    assert float(noon[1]) == pytest.approx(HOUR_US * 1.5 ** (4 / 365.25), rel=0.001)
    duties = [
        sorted(
            (int(start - shift_us), int(end - shift_us))
            for start, end in zip(plan.roster.duty_start_us, plan.roster.duty_end_us, strict=True)
            if 0 <= start - shift_us < 24 * HOUR_US
        )
        for plan, shift_us in ((whole, thursday_us), (rest, 0))
    ]
    assert duties[0] == duties[1] != []
