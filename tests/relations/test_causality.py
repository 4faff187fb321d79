"""Nothing happens without its cause, on random worlds, from the logs alone."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from sim.simulation import simulate

from ..engines.naive_scan import scan
from ..engines.random_worlds import rules_of, worlds
from ..engines.world import hotline, named_contacts, named_staff
from .causality import wrongs
from .floors import ENGINE

WORLDS = 150
Logs = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def logs_of(world: dict[str, Any]) -> Logs:
    """Both logs with names for their codes."""
    with tempfile.TemporaryDirectory() as folder:
        log = simulate(hotline(Path(folder), **world), engine=ENGINE)
    return named_contacts(log), named_staff(log)


def always(examples: int) -> Any:
    """The same examples every time."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_every_effect_has_its_cause():
    """On 150 random worlds: steps in order and of their lengths, trunks and hours kept, redials and polls on time,
    nobody at work off duty but to finish, and nobody busy with whom nobody answered."""
    seen: Counter[str] = Counter()

    @always(WORLDS)
    @given(worlds())
    def check(world: dict[str, Any]) -> None:
        contacts, staff = logs_of(world)
        assert wrongs(world, contacts, staff) == []
        seen.update(row["outcome"] for row in contacts)
        seen.update(row["state"] for row in staff)
        seen["again"] += sum(row["attempt"] > 0 for row in contacts)
        seen["cleared"] += sum(row["outcome"] == "closed" and row["queued_us"] >= 0 for row in contacts)
        seen["overtime"] += sum(row["state"] == "on_duty" and row["end_us"] > row["planned_end_us"] for row in staff)

    check()
    for what in ("answered", "abandoned", "blocked", "closed", "waiting", "stretch", "again", "cleared", "overtime"):
        assert seen[what] >= 20, (what, dict(seen))


def test_a_microsecond_is_noticed():
    """Any one instant of a log that is a microsecond late is noticed, here or by the naive scan."""
    tried: Counter[str] = Counter()

    @always(20)
    @given(worlds())
    def check(world: dict[str, Any]) -> None:
        contacts, staff = logs_of(world)
        for rows in (contacts, staff):
            for row in rows:
                for name in [name for name in row if name.endswith("_us") and row[name] >= 0]:
                    row[name] += 1
                    is_noticed = wrongs(world, contacts, staff) or scan(rules_of(world), contacts, staff).wrong
                    assert is_noticed, (name, row)
                    row[name] -= 1
                    tried[name] += 1

    check()
    assert min(tried.values()) > 10, dict(tried)
