"""The interval sheet worked by hand."""

from __future__ import annotations

from sim.report.column_words import COLUMN_WORDS
from sim.report.run_sheets import interval_grid
from sim.report.words import phrase

from .conftest import make_interval_frame


def test_where_nobody_called_there_is_no_share_of_those_who_gave_up() -> None:
    """An empty cell, and no 0 % that would mean that everybody waited; where some called, one for all."""
    frame = make_interval_frame(minutes=60)
    frame.loc[10, ["offered", "abandoned"]] = [40.0, 3.0]
    grid = interval_grid(frame)
    place = [field.heading for field in grid.fields].index(phrase(COLUMN_WORDS["abandonment"], "en"))
    found = [row[place] for row in grid.rows]
    assert found[:2] == [None, None]
    assert found[10] == 3 / 40
    assert None not in found[2:]
