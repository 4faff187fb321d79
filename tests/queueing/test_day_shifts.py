"""Crews with a day shift, against chains of the whole floor, closed forms and a recursion with random numbers."""

from __future__ import annotations

import heapq
import math
from itertools import islice

import numpy as np
import pytest
from scipy import stats

from sim.queueing.day_shifts import DayShift
from sim.queueing.transient import Floor, Stretch

PER_HOUR = [1.0] * 7 + [4.0] * 4 + [6.0, 3.0, 5.0] + [3.0] * 10
RULES = [("finish", 0.0), ("pause", 0.0), ("no_late_start", 1.2)]
FALSE_ALARM = 5e-9


@pytest.mark.parametrize(("crews", "work_h"), [(12, 1.2), (2, 0.2)])
def test_paused_work_is_a_floor_that_closes(crews, work_h):
    """Day by day, the number open is that of a floor without anybody at night who hands its work back."""
    team = DayShift(crews, 8, 17, work_h * 3600, PER_HOUR, "pause")
    day = [Stretch(3600.0, rate / 3600, crews if 8 <= hour < 17 else 0) for hour, rate in enumerate(PER_HOUR)]
    course = Floor(work_h * 3600).course(day * 4, [24 * 3600.0 * n for n in (1, 2, 3)])
    for number, found in enumerate(islice(team.days(), 3)):
        passed = course.passed[24 * number : 24 * number + 24]
        assert found.open_time_s == pytest.approx(sum(p.waiting_time_s + p.busy_time_s for p in passed), rel=1e-9)
        assert found.open_at_end == pytest.approx(course.states[number].mean_in_house, rel=1e-9)
        assert found.received == pytest.approx(sum(PER_HOUR))


@pytest.mark.parametrize(("rule", "margin_h"), RULES)
@pytest.mark.parametrize(("crews", "work_h"), [(8, 1.0), (1, 0.1), (12, 1.25)])
def test_a_recursion_finds_the_same(rule, margin_h, crews, work_h):
    """Each crew takes the next ticket as soon as it is free: 300 times four days from empty, |t| within 5e-9 limits."""
    team = DayShift(crews, 8, 17, work_h * 3600, PER_HOUR, rule, margin_h * 3600)
    exact = list(islice(team.days(), 4))
    rng = np.random.default_rng(20250602)
    rows = np.array([_closed(rng, rule, margin_h, crews, work_h) for _ in range(300)])
    expected = [sum(day.same_day for day in exact), sum(day.in_24_h for day in exact[:3])]
    received = 4 * sum(PER_HOUR)
    for found, truth in zip(rows[:, 1:].T, expected, strict=True):
        values = found - truth * (rows[:, 0] / received)
        t = values.mean() / (values.std(ddof=1) / math.sqrt(len(values)))
        assert abs(t) < stats.t.isf(FALSE_ALARM / 2, len(values) - 1)


def _closed(rng, rule, margin_h, crews, work_h):
    """Received; closed the same day; of the first three days: closed within 24 hours."""
    arrived = np.concatenate([h + np.sort(rng.random(rng.poisson(rate))) for h, rate in enumerate(PER_HOUR * 4)])
    free, closed = [0.0] * crews, []
    for at, length in zip(arrived, rng.exponential(work_h, len(arrived)), strict=True):
        if rule == "pause":  # by a clock that runs in the shift only
            day, hour = divmod(at, 24)
            begun = max(heapq.heappop(free), 9 * day + min(max(hour - 8, 0.0), 9.0))
            end = begun + length
            heapq.heappush(free, end)
            closed.append(end // 9 * 24 + 8 + end % 9)
        else:
            begun = _next_begin(max(heapq.heappop(free), at), 17 - margin_h)
            heapq.heappush(free, begun + length)
            closed.append(begun + length)
    over = np.array(closed)
    same = arrived // 24 == over // 24
    return len(arrived), same.sum(), (over - arrived <= 24)[arrived < 72].sum()


def _next_begin(at, last):
    day, hour = divmod(at, 24)
    return 24 * day + 8 if hour < 8 else at if hour < last else 24 * day + 32


@pytest.mark.parametrize(("rule", "margin_h"), RULES)
def test_crews_for_everyone_reach_the_ceiling(rule, margin_h):
    """With 60 crews nobody waits: the ceiling, and by hand for work that is started before noon."""
    team = DayShift(60, 8, 17, 3600.0, PER_HOUR, rule, margin_h * 3600)
    day = team.settled()
    assert day.share_same_day == pytest.approx(team.ceiling_same_day(), rel=1e-9)
    early = DayShift(60, 8, 17, 3600.0, [24.0] + [0.0] * 23, rule, margin_h * 3600)
    by = 9.0 if rule == "pause" else 16.0
    assert early.ceiling_same_day() == pytest.approx(-math.expm1(-by), rel=1e-12)
    assert early.settled().share_same_day == pytest.approx(-math.expm1(-by), rel=1e-9)


def test_little_hands_little_over():
    """Hardly any tickets: the mean time is the wait for the shift and the work."""
    team = DayShift(3, 8, 17, 1800.0, [0.001] * 24, "finish")
    by_night = sum((8 - h - 0.5 if h < 8 else 32 - h - 0.5) for h in range(24) if not 8 <= h < 17) / 24
    assert team.settled().mean_time_s == pytest.approx((by_night + 0.5) * 3600, rel=1e-4)


def test_what_comes_is_closed():
    """Once settled, as much work is done as comes: nothing grows; before, the rest is open."""
    team = DayShift(12, 8, 17, 3600.0, PER_HOUR, "finish")
    late = list(islice(team.days(), 10))[-1]
    settled = team.settled()
    assert late == pytest.approx(settled, rel=1e-9)
    assert settled.in_24_h < settled.received
    assert settled.same_day < settled.in_24_h


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((0, 8, 17, 3600.0, PER_HOUR, "finish"), "needs crews"),
        ((2, 17, 8, 3600.0, PER_HOUR, "finish"), "within the day"),
        ((2, 8, 17, 3600.0, [1.0], "finish"), "24 numbers"),
        ((2, 8, 17, 3600.0, PER_HOUR, "stop"), "choose one of"),
        ((2, 8, 17, 3600.0, PER_HOUR, "pause", 60.0), "margin"),
    ],
)
def test_nonsense_is_refused(arguments, says):
    """What cannot be is named."""
    with pytest.raises(ValueError, match=says):
        DayShift(*arguments)


@pytest.mark.parametrize(("rule", "most"), [("pause", 9.0), ("finish", 10.0)])
def test_too_much_work_is_refused(rule, most):
    """A crew ends nine works of an hour in nine hours, and one more if it finishes what it has in hand."""
    with pytest.raises(ValueError, match="a day at most"):
        DayShift(1, 8, 17, 3600.0, [most / 24] * 24, rule).settled()
    assert DayShift(1, 8, 17, 3600.0, [0.5 * most / 24] * 24, rule).settled().open_at_end < 9
