"""A key says which measure is meant, and can be read back."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sim.errors import ScenarioError
from sim.measures.selection import proper_key, selection_key, selection_of
from sim.scenario.schema_results import Selection


@pytest.mark.parametrize(
    "selection",
    [
        Selection(measure="asa"),
        Selection(measure="service_level", within="15 s"),
        Selection(measure="service_level", within="2.5 s", stream="calls", type="noise, at night"),
        Selection(measure="closed_within", within="90 min", urgency="critical", unit='the "old" town'),
        Selection(measure="closed_within_working_days", working_days=5),
        Selection(measure="closure_rate", at=datetime(2022, 7, 14, 13)),
        Selection(measure="same_day_closure", received_from=date(2022, 7, 1), received_to=date(2022, 7, 9)),
        Selection(measure="same_day_closure", received_from=date(2022, 7, 1), received_to=date(2022, 7, 1)),
        Selection(measure="same_day_closure", received_from=date(2022, 7, 1)),
        Selection(measure="same_day_closure", received_to=date(2022, 7, 9)),
    ],
)
def test_a_key_is_read_back(selection: Selection) -> None:
    """What a target is called in results leads to what it asked for."""
    assert selection_of(selection_key(selection)) == selection


def test_a_threshold_may_be_written_in_other_units() -> None:
    """1440 minutes are 24 hours."""
    assert proper_key("closed_within_1440min") == "closed_within_24h"


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("service_level", "write the seconds behind it, such as service_level_15s"),
        ("closed_within", "such as closed_within_24h"),
        ("closed_within_working_days", "such as closed_within_working_days_5"),
        ("servise_level_15s", "did you mean"),
        ("same_day_closure[urgency=critical", "cannot be read"),
        ("same_day_closure[critical]", "cannot be read"),
        ("same_day_closure[urgency=high]", "critical, urgent, normal"),
        ("same_day_closure[colour=red]", "write filters in brackets"),
        ("same_day_closure[received=yesterday]", "write filters in brackets"),
    ],
)
def test_a_key_that_says_nothing_is_refused(key: str, told: str) -> None:
    """Each with what would be right."""
    with pytest.raises(ScenarioError, match=told.replace("(", r"\(")):
        selection_of(key)
