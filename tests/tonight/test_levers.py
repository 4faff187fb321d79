"""What one more hour, or one more person, buys: worlds worked by hand."""

from datetime import datetime

import pytest

from sim.report.tonight import answer_sentences
from sim.shipped import load_scenario
from sim.statistics.intervals import Interval, paired_share_difference
from sim.tonight.levers import Lever, changes_of, levers
from sim.tonight.on_duty import fewer

from .worlds import fixed, scenario, tonight, town


def waiting(tickets):
    """Rows of tickets that wait for the crew."""
    return [f"{k},repair,2026-03-05 08:00,handling,2026-03-05 09:00,town" for k in range(tickets)]


def test_an_hour_and_a_crew(tmp_path):
    """A crew until 18:00, work of 59 min, 7 tickets: 7 begin until then, and of 9 one more in an hour more.

    The crew finishes what it has begun: 12:00 to 18:00 are 7 beginnings. A second crew does them all.
    """
    base = tonight(town(fixed("59 min"), end="18:00"), tmp_path, waiting(9))
    assert base.left_of_now.tolist() == [2, 2]
    found = {lever.change: lever for lever in levers(base)}
    assert found["hour"].left.estimate == -1
    assert found["person"].left.estimate == -2
    assert (found["hour"].chance.estimate, found["person"].chance.estimate) == (0.0, 1.0)
    assert (found["person"].place, found["person"].copies) == ("town", 1)


def test_what_is_certain_already_is_not_gained(tmp_path):
    """All seven are closed as it is: no change makes that likelier, or leaves fewer."""
    for lever in levers(tonight(town(fixed("59 min"), end="18:00"), tmp_path, waiting(7))):
        assert (lever.chance.estimate, lever.left.estimate) == (0.0, 0.0)


def test_only_shifts_at_work_now_are_made_longer():
    """Not one that is over, one to come, nor one that lasts beyond the end; nights go on from yesterday."""
    shifts = {
        "over": ("06:00", "11:00"), "now": ("10:00", "18:00"), "later": ("13:00", "19:00"), "long": ("11:00", "24:00"),
        "night": ("22:00", "12:30"),
    }  # fmt: skip
    unit = {
        "shifts": {name: {"start": start, "end": end, "staff": 1} for name, (start, end) in shifts.items()},
        "work": fixed("1 h"),
    }
    world = scenario({"town": unit}, [{"units": {"town": 1}}]).replace(
        {"clock.start": "2026-03-05", "clock.days": 1, "clock.begins_at": "12:00"}
    )
    found = {change: changes for _, change, changes in changes_of(world)}
    assert found["hour"] == {"units.town.shifts.now.end": "19:00", "units.town.shifts.night.end": "13:30"}
    assert found["person"] == {f"units.town.shifts.{name}.staff": 2 for name in ("now", "later", "long", "night")}


def place(**parts):
    """The rest of a Thursday from 15:40 on, of a unit with shifts of 12 hours, two people by day and four by night."""
    shifts = {
        "day": {"start": "08:00", "end": "20:00", "staff": 2}, "night": {"start": "20:00", "end": "08:00", "staff": 4},
    }  # fmt: skip
    shifts |= parts.pop("shifts", {})
    parts["shifts"] = {name: shift for name, shift in shifts.items() if shift}
    world = scenario({"town": {"work": fixed("59 min"), **parts}}, [{"units": {"town": 1}}])
    return world.replace({"clock.start": "2026-03-05", "clock.days": 1, "clock.begins_at": "15:40"})


def paths(**heads):
    """Key paths of the head counts of the unit's shifts."""
    return {f"units.town.shifts.{name}.staff": count for name, count in heads.items()}


def test_one_more_is_one_more_where_all_are_missing():
    """Two of each shift are missing: nobody is left by day; one more is one by day and three by night."""
    missing = fewer(place(), "town", 2)
    assert missing == paths(day=0, night=2)
    changes = {change: made for _, change, made in changes_of(place().replace(missing), missing)}
    assert changes == {"person": paths(day=1, night=3)}  # a longer shift without anybody helps nobody


def test_shifts_that_are_over_stay_as_they_are():
    """Nor do those of other days of the week or without people; whose shifts are all over has no change at all."""
    other = {
        "early": {"start": "06:00", "end": "14:00", "staff": 3},
        "weekend": {"start": "12:00", "end": "22:00", "staff": 3, "days": "rest_days"},
        "spare": {"start": "14:00", "end": "22:00", "staff": 0},
    }
    assert fewer(place(shifts=other), "town", 1) == paths(day=1, night=3)
    found = {change: made for _, change, made in changes_of(place(shifts=other))}
    assert found == {"person": paths(day=3, night=5), "hour": {"units.town.shifts.day.end": "21:00"}}
    late = place(shifts={"night": None}).replace({"clock.begins_at": "20:30"})
    assert list(changes_of(late)) == []


def test_who_works_by_an_exception_or_by_turns_is_missing_there():
    """Today's head count of an exception is what is changed; of crews the one whose turn it is."""
    today = [{"shift": "day", "start": "2026-03-05", "staff": 3}, {"shift": "night", "start": "2026-03-06", "staff": 9}]
    assert fewer(place(exceptions=today), "town", 1) == {"units.town.exceptions.0.staff": 2} | paths(night=3)
    crews = {"crews": {"a": 5, "b": 6}, "cycle": ["day", "off"], "first_day": "2026-03-05"}
    turns = place(shifts={"day": {"start": "08:00", "end": "20:00"}, "night": None}, rotation=crews)
    assert fewer(turns, "town", 1) == {"units.town.rotation.crews.a": 4}


def test_people_who_are_missing_are_those_of_the_rest_of_the_day(tmp_path):
    """Two crews by day and four by night, work of 59 min, 22 tickets: all are done; with a crew less in each, 17.

    By hand: a crew begins 5 times from 15:40 to 20:00, and finishes what it has begun; one by night begins 4 times that
    it finishes before midnight. 2 * 5 + 4 * 4 = 26, and 1 * 5 + 3 * 4 = 17.
    """
    world = place().replace({"clock.start": "2026-03-01", "clock.days": 7, "clock.begins_at": "00:00"})
    for absent, left in ((None, 0), ({"town": 1}, 5)):
        found = tonight(world, tmp_path, waiting(22), at=datetime(2026, 3, 5, 15, 40), rest={"absent": absent})
        assert found.left.tolist() == [left, left], absent


def test_citizens_are_called_for_longer():
    """Where the window of calls closes before the end of the question, and not where it lasts as long."""
    street = load_scenario("jingxi_2022").replace({"clock.days": 1, "clock.begins_at": "12:00", "published": None})
    for close, ends_at, longer in (("22:00", "24:00", "23:00"), ("22:00", "22:00", None), ("23:30", "24:00", "24:00")):
        evening = street.replace({"tickets.follow_up.window.close": close, "clock.ends_at": ends_at})
        found = [changes for place, change, changes in changes_of(evening) if (place, change) == ("intake", "calls")]
        assert found == ([{"tickets.follow_up.window.close": longer}] if longer else [])


@pytest.mark.parametrize(("gained", "lost", "n"), [(0, 0, 50), (50, 0, 50), (3, 9, 40)])
def test_the_interval_of_a_paired_difference(gained, lost, n):
    """It holds the estimate, has a width, and turns with the sides."""
    found, turned = (paired_share_difference(*sides, n) for sides in ((gained, lost), (lost, gained)))
    assert found.estimate == (gained - lost) / n
    assert found.low <= found.estimate <= found.high
    assert found.low < found.high
    assert (turned.low, turned.high) == (pytest.approx(-found.high), pytest.approx(-found.low))


def test_its_coverage_is_worked_out():
    """The chance, summed over all outcomes, that it holds a true difference of 0.1: 95 %, within a point."""
    from scipy.stats import multinomial

    n, chances = 60, [0.15, 0.05, 0.80]
    outcomes = [(g, lost) for g in range(n + 1) for lost in range(n + 1 - g)]
    held = sum(
        multinomial.pmf([g, lost, n - g - lost], n, chances)
        for g, lost in outcomes
        if (found := paired_share_difference(g, lost, n)).low <= 0.1 <= found.high
    )
    assert 0.94 < held < 0.97


def test_what_helps_most_is_chosen_among_what_is_shown_to_help(tmp_path):
    """-1.0 (-2.5 to 0.5) is not shown to help: -0.9 (-1.0 to -0.8) is told, and not -0.2 (-0.3 to -0.1)."""
    base = tonight(place().replace({"clock.days": 7, "clock.begins_at": "00:00"}), tmp_path, waiting(2))
    ends = {"person": (-2.5, -1.0, 0.5), "hour": (-1.0, -0.9, -0.8), "calls": (-0.3, -0.2, -0.1)}
    made = {
        change: Lever("town", change, 1, *[Interval(middle, low, high, 100)] * 3)
        for change, (low, middle, high) in ends.items()
    }
    told = answer_sentences(base, list(made.values()), None, "en")[-1]
    assert told == "What helps most: one more hour at town: 0.90 (0.80 to 1.00) fewer left on average."
    assert "No single hour or person" in answer_sentences(base, [made["person"]], None, "en")[-1]
