"""Zhoukou's help desk: 473 messages, one seat, a look every 20 minutes, all within 24 hours."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.measures.people import people_table

from .shipped import load, names, one_run

FILES = names("zhoukou_2022")
MINUTE_US = 60_000_000
DAY_US = 1440 * MINUTE_US


@pytest.mark.parametrize("name", FILES)
def test_runs_its_37_days(name: str) -> None:
    """Each file runs from 11 January to 16 February; no message is left, and none comes in the last three days."""
    log = one_run(name)
    assert log.plan.calendar.days == 37
    assert (log.contacts["wrap_up_end_us"] >= 0).all()
    assert log.contacts["arrived_us"].max() < 34 * DAY_US


def test_the_demand_is_the_published_one() -> None:
    """473 messages are expected, 262, 89, 47 and 13 of the named classes; after the upgrade 38 to 82 % fewer a day."""
    plan = one_run("zhoukou_2022").plan
    (form,) = plan.streams
    kept = form.mean * (1 - form.deflect)
    by_type = dict(zip(plan.type_names, kept.sum(axis=0).tolist(), strict=True))
    assert sum(by_type.values()) == pytest.approx(473, abs=1)
    assert [by_type[name] for name in ("policy", "travel", "health_code", "medical")] == pytest.approx(
        [262, 89, 47, 13], abs=1
    )
    before = kept[form.start_us < 7 * DAY_US].sum() / 7
    after = kept[form.start_us >= 7 * DAY_US].sum() / 27
    assert 0.38 < 1 - after / before < 0.82


def test_published_figures_are_met() -> None:
    """Over three runs all messages and tickets are handled, and within 24 hours."""
    results = sim.replicate(load("zhoukou_2022"), replications=3, seed=1)
    assert {figure.status for figure in results.published()} == {"met"}
    assert sum(figure.kind == "predicted" for figure in results.published()) == 4


def test_a_message_waits_for_the_next_look() -> None:
    """The next look comes after 10 minutes on average and 20 at most, and no message is answered before it."""
    contacts = one_run("zhoukou_2022").contacts
    arrived, answered = contacts["arrived_us"], contacts["answered_us"]
    looks = -(-arrived // (20 * MINUTE_US)) * 20 * MINUTE_US
    assert (answered >= looks).all()
    to_look = (looks - arrived) / MINUTE_US
    assert to_look.max() <= 20
    standard_error = 20 / np.sqrt(12 * len(to_look))
    assert abs(to_look.mean() - 10) < 4 * standard_error  # false alarm 1 in 16,000


def test_four_people_keep_the_same_seat() -> None:
    """With four people in rotation the messages are handled to the microsecond as with seven, at 42 hours a week."""
    seven, four = (one_run(name) for name in ("zhoukou_2022", "zhoukou_2022_four_people"))
    np.testing.assert_array_equal(seven.contacts["answered_us"], four.contacts["answered_us"])
    np.testing.assert_array_equal(seven.tickets["closed_us"], four.tickets["closed_us"])
    hours = {
        people: people_table(log).set_index("group").loc["editors", "person_hours"] / people / 37 * 7
        for people, log in ((7, seven), (4, four))
    }
    assert hours[7] == pytest.approx(24, rel=0.02)
    assert hours[4] == pytest.approx(42, rel=0.02)


def test_office_hours_of_the_departments_break_24_hours() -> None:
    """Where departments answer in office hours only, one ticket in six and more takes longer than 24 hours."""

    def late(name: str) -> float:
        tickets = one_run(name).tickets
        return float((tickets["closed_us"] - tickets["received_us"] > DAY_US).mean())

    assert late("zhoukou_2022") < 0.03
    assert late("zhoukou_2022_office_hours") > 1 / 6


def test_without_self_service_more_is_asked() -> None:
    """The same citizens without the policy pages send a fifth more messages and more."""
    assert len(one_run("zhoukou_2022_no_upgrade").contacts["contact"]) > 1.2 * len(
        one_run("zhoukou_2022").contacts["contact"]
    )
