"""What pages read out of the interval table of a run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sim.report.page.views import level_target

from ..report.conftest import make_interval_frame


def run_with(*targets: tuple[str, str, float]) -> Any:
    """A run that has these targets, and two service levels."""
    frame = make_interval_frame()
    frame["service_level_30s"] = frame["service_level_15s"]
    told = [SimpleNamespace(measure=measure, side=side, threshold=value) for measure, side, value in targets]
    return SimpleNamespace(intervals_frame=lambda: frame, targets=lambda: told)


@pytest.mark.parametrize(
    ("targets", "shown"),
    [
        ([("service_level_30s", "at_least", 0.9)], ("service_level_30s", 0.9)),
        # Other columns of the table are no service level, whatever is asked of them.
        ([("occupancy", "at_least", 0.5), ("answered", "at_least", 2000.0)], ("service_level_15s", None)),
        ([("occupancy", "at_least", 0.5), ("service_level_30s", "at_least", 0.8)], ("service_level_30s", 0.8)),
        ([("service_level_30s", "at_most", 0.99)], ("service_level_15s", None)),
        ([("service_level_60s", "at_least", 0.9)], ("service_level_15s", None)),  # not among the columns
        ([], ("service_level_15s", None)),
    ],
)
def test_the_level_shown_is_that_of_the_first_target_of_one(
    targets: list[tuple[str, str, float]], shown: tuple[str, float | None]
) -> None:
    """With what is asked of it; else the shortest, of which nothing is asked."""
    assert level_target(run_with(*targets)) == shown
