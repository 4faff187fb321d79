"""Which head counts are decided on, and in which steps they rise."""

from __future__ import annotations

import random

import pytest

from sim.errors import ScenarioError
from sim.staffing.heads import Post, Posts, candidates, find_posts
from sim.staffing.search import least_enough

from .floors import IN_TIME, floor, group, shift

SHIFTS = {"early": shift("00:00", "12:00", 4), "late": shift("12:00", "24:00", 6)}
ROTATION = {"crews": {"A": 3, "B": 4}, "cycle": ["early", "late"]}


def posts_of(*heads: int) -> Posts:
    """Shifts with so many people each."""
    return Posts("all", "", tuple(Post("desk", f"s{i}", f"p{i}", n) for i, n in enumerate(heads)), ())


def test_one_shift_rises_by_one() -> None:
    """A single shift is tried with every head count from 1 up."""
    assert [c.heads for c in candidates(posts_of(7), 12)] == list(range(1, 13))


def test_shifts_rise_together_and_no_step_is_left_out() -> None:
    """Every different set of rounded-up counts appears once, in rising order: on 50 random rosters."""
    rng = random.Random(5)
    for _ in range(50):
        heads = [rng.randrange(0, 9) for _ in range(rng.randrange(1, 5))]
        heads[0] += 1
        found = [c.staff for c in candidates(posts_of(*heads), 3 * sum(heads))]
        # Every factor at which a count of 1 to 9 people changes is a multiple of 1/2520.
        every = dict.fromkeys(tuple(-(-k * n // 2520) for n in heads) for k in range(1, 2520 * 4))
        assert found == [staff for staff in every if sum(staff) <= 3 * sum(heads)]
        assert tuple(heads) in found


def test_where_nobody_is_rostered_shifts_rise_alike() -> None:
    """Without a proportion to keep, each shift has the same head count."""
    assert [c.staff for c in candidates(posts_of(0, 0), 6)] == [(1, 1), (2, 2), (3, 3)]


def test_posts_of_shifts_groups_and_all() -> None:
    """A shift is found by its name, or with its group where two have it; crews and dated exceptions go along."""
    exceptions = [{"shift": "late", "start": "2025-06-02", "staff": 3}]
    both = floor(100, {"desk": group(SHIFTS, exceptions=exceptions), "back": group({"late": SHIFTS["late"]})}, IN_TIME)
    assert [post.path for post in find_posts(both, shift="early").posts] == ["operators.desk.shifts.early.staff"]
    late = find_posts(both, shift="desk.late")
    assert late.exceptions == (("operators.desk.exceptions.0.staff", 3),)
    doubled = candidates(late, 12)[-1]
    assert doubled.changes(late) == {"operators.desk.shifts.late.staff": 12, "operators.desk.exceptions.0.staff": 6}
    assert find_posts(both, group="desk").now == 10
    assert find_posts(both).now == 16
    with pytest.raises(ScenarioError, match=r"write desk\.late or back\.late"):
        find_posts(both, shift="late")


def test_crews_of_a_rotation_change_with_their_group() -> None:
    """A shift that crews take turns in has no head count of its own."""
    idle = {name: {key: part[key] for key in ("start", "end")} for name, part in SHIFTS.items()}
    scenario = floor(100, {"desk": group(idle, rotation=ROTATION)}, IN_TIME)
    assert [post.path for post in find_posts(scenario).posts] == [
        "operators.desk.rotation.crews.A",
        "operators.desk.rotation.crews.B",
    ]
    with pytest.raises(ScenarioError, match="crews of a rotation: ask for the group"):
        find_posts(scenario, shift="early")


def test_the_search_finds_every_border_from_every_start() -> None:
    """The least number that is enough is found, and both it and the one below have been tried."""
    for last in (1, 2, 9):
        for border in range(1, last + 2):
            for start in range(1, last + 1):
                tried: list[int] = []

                def enough(number: int, border: int = border, tried: list[int] = tried) -> bool:
                    tried.append(number)
                    return number >= border

                found = least_enough(enough, start, 1, last)
                assert found == (border if border <= last else None)
                assert {min(border, last), max(border - 1, 1)} <= {*tried, min(border, last)}
                assert len(tried) == len(set(tried))
