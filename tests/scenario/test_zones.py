"""A time zone that is suggested is one that is taken, and is what was plainly meant."""

from __future__ import annotations

import random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from sim.scenario.zones import OF_THE_MACHINE, zone_problems


def suggested(name: str) -> str | None:
    """The zone that is suggested in place of a name; None if none is."""
    (problem,) = zone_problems(name)
    before, found, after = problem.text.partition("did you mean '")
    assert found or before.endswith("such as Asia/Shanghai")
    return after.removesuffix("'?") if found else None


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("CST", None), ("IST", None), ("PST", None), ("HKT", None), ("Local", None), ("local", None), ("UTC+8", None),
        ("GMT+8", None), ("Asia", None), ("Asia/", None), ("", None), ("Asia/Shenzhen", None), ("US", None),
        ("Beijing", "Asia/Shanghai"), ("Asia/Beijing", "Asia/Shanghai"), ("Asia/Peking", "Asia/Shanghai"),
        ("China", "Asia/Shanghai"), ("中国", "Asia/Shanghai"), ("北京", "Asia/Shanghai"), ("shanghai", "Asia/Shanghai"),
        ("New York", "America/New_York"), ("america/new-york", "America/New_York"), ("Europe/Belin", "Europe/Berlin"),
        ("utc", "UTC"), ("Asia/Dubay", "Asia/Dubai"), ("Africa/Cario", "Africa/Cairo"), ("localtime ", None),
    ],
)  # fmt: skip
def test_only_what_was_plainly_meant_is_suggested(name: str, right: str | None) -> None:
    """Abbreviations and offsets mean several zones, and places that the database does not know none."""
    assert suggested(name) == right


def test_a_suggested_zone_is_never_refused() -> None:
    """Over 300 zones with a letter lost (seed 8), what is suggested is known, and not one that the machine decides."""
    dice = random.Random(8)
    hits = 0
    for zone in dice.sample(sorted(available_timezones() - {*OF_THE_MACHINE}), 300):
        cut = dice.randrange(len(zone))
        slip = zone[:cut] + zone[cut + 1 :]
        if not list(zone_problems(slip)):
            continue
        found = suggested(slip)
        if found is not None:
            ZoneInfo(found)
            assert list(zone_problems(found)) == []
            hits += found == zone
    assert hits > 150
