"""Tickets that are being handled, of which nobody says whether a crew still has them."""

from sim.checks import checked_plan
from sim.tonight.past_crews import past_crews

from .worlds import exponential, fixed, scenario

DAY = {"day": {"start": "08:00", "end": "18:00", "staff": 1}}
LATER = {"delay": fixed("5 h")}
WORLD = scenario(
    {
        "long": {
            "shifts": DAY,
            "travel": fixed("20 min"),
            "work": exponential("40 min"),
            "outside": LATER,
        },
        "short": {"shifts": DAY, "work": fixed("10 min"), "outside": LATER},
        "alone": {"shifts": DAY, "work": fixed("10 min")},
    },
    [{"types": ["repair"], "units": {"long": 0.5, "short": 0.5}}, {"units": {"alone": 1}}],
    {"in": {"channel": "transfer", "per_day": 1, "types": {"repair": 0.5, "help": 0.5}}},
)


def at(kind, since, stage="handling", **unit):
    """An open ticket."""
    return {"count": 1, "type": kind, "stage": stage, "age": "9 h", "in_stage_for": since, **unit}


def test_who_is_longer_at_a_unit_than_its_crews_take_is_with_others():
    """Since the mean of travel and work was over; of units that are not known the mean over the route, 35 min here."""
    entries = [
        at("repair", "3 h", unit="long"), at("repair", "50 min", unit="long"), at("repair", "50 min", unit="short"),
        at("repair", "36 min"), at("repair", "35 min"), at("help", "3 h"), at("help", "3 h", unit="alone"),
        at("repair", "3 h", "acceptance", unit="long"),
    ]  # fmt: skip
    found = past_crews(entries, checked_plan(WORLD))
    assert [(entry["stage"], entry["in_stage_for"]) for entry in found] == [
        ("outside", "2 h"), ("handling", "50 min"), ("outside", "40 min"), ("outside", "1 min"), ("handling", "35 min"),
        ("handling", "3 h"), ("handling", "3 h"), ("acceptance", "3 h"),
    ]  # fmt: skip


def test_where_it_is_not_said_since_when_nothing_is_known():
    """It stays where it is."""
    entry = {"count": 1, "type": "repair", "stage": "handling", "age": "9 h"}
    assert past_crews([entry], checked_plan(WORLD)) == (entry,)
