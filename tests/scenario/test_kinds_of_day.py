"""Volumes and profiles per kind of day, as they are written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.scenario import Scenario

Load = Callable[..., Scenario]
Fault = Callable[..., str]
NONE = "clock.calendar=none"
ALL = "{working_day: 9, rest_day: 5, holiday: 3, eve: 8, make_up_day: 7}"


@pytest.mark.parametrize("key", ["per_day", "per_weekday"])
def test_special_days_without_a_calendar_are_said(town: Load, key: str) -> None:
    """Where no calendar knows a holiday, a volume for holidays never holds: the keys that help are named."""
    told = town(f"demand.calls.{key}={ALL}", NONE).warnings
    right = "no date is one: write clock.calendar, such as china, or list dates under clock."
    assert told == (
        f"demand.calls.{key}.holiday: {right}holidays",
        f"demand.calls.{key}.eve: {right}holidays",
        f"demand.calls.{key}.make_up_day: {right}working_days",
    )
    assert town(f"demand.calls.{key}={ALL}").warnings == ()
    listed = ["clock.holidays=[2026-03-04]", "clock.working_days=[2026-03-07]"]
    assert town(f"demand.calls.{key}={ALL}", NONE, *listed).warnings == ()


def test_the_same_for_profiles(town: Load) -> None:
    """A profile for holidays that no calendar knows is said, too."""
    (told,) = town("demand.calls.profile={working_day: hotline_day, holiday: flat}", NONE).warnings
    assert told.startswith("demand.calls.profile.holiday: no date is one: ")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("per_day={holyday: 5}", "per_day.holyday: unknown key 'holyday' - did you mean 'holiday'?"),
        ("per_day={working_day: -1}", "per_day.working_day: -1 is out of range: it must be at least 0"),
        ("per_day={holiday: x}", "per_day.holiday: 'x' is not a number"),
        ("per_day=many", "per_day: 'many' is not a number"),
        (
            "per_day=[1, 2]",
            "per_day: [1, 2] does not fit here: write a number from 0 to 10,000,000, or one per kind of",
        ),
        ("per_day=-3", "per_day: -3 is out of range: it must be at least 0"),
    ],
)
def test_volumes_by_kind_of_day_that_cannot_be(fault: Fault, setting: str, told: str) -> None:
    """Each is refused at its key, in plain words."""
    assert told in fault(f"demand.calls.{setting}")
