"""Measures by type, stream and group."""

from __future__ import annotations

import pytest

from sim.measures.breakdown import by
from sim.measures.run import measure
from sim.rules.codes import Outcome

from .fabricated import HOUR, call, make_log, shift
from .random_log import random_log


def values(frame, column, name):
    """Measures of one name as a dictionary."""
    return frame[frame[column] == name].set_index("measure")["value"].to_dict()


@pytest.mark.parametrize("column", ["type", "stream"])
def test_parts_add_up(column):
    """Counts by type and by stream add up to the run's."""
    log = random_log(1)
    frame = by(log, column)
    for name in ("attempts", "offered", "answered", "abandoned", "citizens"):
        assert frame[frame["measure"] == name]["value"].sum() == measure(log).values[name].value


def test_types_by_hand():
    """Each type has its own rates; a type without calls has counts of zero and no data."""
    frame = by(make_log([call(0, wait=9), call(1, Outcome.ABANDONED, wait=5), call(2)]), "type")
    inquiry, other = (values(frame, "type", name) for name in ("inquiry", "help"))
    assert inquiry["connection_rate"] == pytest.approx(2 / 3)
    assert other["attempts"] == 0
    assert frame[(frame["type"] == "help") & (frame["measure"] == "asa")]["value"].isna().all()


def test_groups_have_their_calls_and_people():
    """A group's occupancy is its own work by its own time; nobody knows who would have taken the abandoned calls."""
    staff = [shift(0, 0, HOUR), shift(1, 0, 2 * HOUR, group=1)]
    calls = [call(0, talk=1700, wrap=100), call(0, talk=600, wrap=120, person=1, group=1), call(9, Outcome.ABANDONED)]
    frame = by(make_log(calls, staff), "group")
    assert values(frame, "group", "floor")["occupancy"] == pytest.approx(0.5)
    assert values(frame, "group", "experts")["occupancy"] == pytest.approx(0.1)
    assert values(frame, "group", "experts")["person_hours"] == 2
    assert values(frame, "group", "floor")["aht"] == 1800
    assert "offered" not in set(frame["measure"])


def test_other_columns_are_refused():
    """Only type, stream and group make sense."""
    with pytest.raises(ValueError, match="type, stream or group"):
        by(make_log([]), "outcome")
