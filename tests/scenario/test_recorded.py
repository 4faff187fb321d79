"""What a scenario says over contacts that a file records: what has no effect is said, what cannot be is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Scenario

Load = Callable[..., Scenario]
COUNTS = "demand.calls.counts={file: c.csv, interval: 1 h}"
MEANS = "demand.calls.counts={file: c.csv, interval: 1 h, use: mean}"
STAMPS = "demand.calls.stamps={file: s.csv}"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    hours = [f"2026-03-{day:02d} {hour:02d}:00,3\n" for day in range(2, 9) for hour in range(24)]
    (tmp_path / "c.csv").write_text("time,count\n" + "".join(hours))
    (tmp_path / "s.csv").write_text("time\n2026-03-02 09:00\n")


@pytest.mark.parametrize("volume", [COUNTS, STAMPS])
@pytest.mark.parametrize("key", ["busyness_cv", "fine_busyness_cv"])
def test_random_busyness_leaves_recorded_contacts_alone_and_says_so(town: Load, volume: str, key: str) -> None:
    """A day factor touches means, never recorded contacts: the key is named, and what would take it."""
    told = f"demand.calls.{key}: has no effect: recorded contacts come as recorded; for days busier and quieter than "
    assert town(volume, f"demand.calls.{key}=20 %").warnings == (told + "these, give 'counts' with 'use: mean'",)
    assert town(volume).warnings == ()
    assert town(MEANS, f"demand.calls.{key}=20 %").warnings == ()


@pytest.mark.parametrize(("volume", "name"), [(COUNTS, "counts"), (MEANS, "counts"), (STAMPS, "stamps")])
def test_a_profile_beside_a_file_of_contacts_is_said_to_do_nothing(town: Load, volume: str, name: str) -> None:
    """When contacts come stands in the file."""
    told = f"demand.calls.profile: has no effect: the file of '{name}' says when contacts come"
    assert town(volume, "demand.calls.profile=hotline_day").warnings == (told,)


@pytest.mark.parametrize("volume", [COUNTS, MEANS, STAMPS])
def test_factors_events_growth_and_mixes_of_recorded_contacts_are_sound(town: Load, volume: str) -> None:
    """Nothing is said of what scales recorded contacts or gives them their types."""
    layers = [
        "demand.calls.growth={rate: 5 %, since: 2026-01-01}",
        "demand.calls.phases=[{start: 2026-03-03, factor: 0.5}, {start: 2026-03-04, types: {help: 100 %}}]",
        "demand.calls.events={storm: {start: 2026-03-05, peak: 2, half_life: 1 h, types: [help]}}",
        "demand.calls.deflection={app: {start: 2026-03-05, share: 10 %}}",
    ]
    assert town(volume, *layers).warnings == ()
