"""What is not ruled out, where it is known exactly: linear figures, Erlang's line, and noise of a known law."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sim.errors import ScenarioError
from sim.matching.observed import Runs, students
from sim.matching.waves import Settings, match_waves
from sim.queueing.erlang import ErlangC
from sim.statistics.intervals import Reals

from .formulas import REPLICATIONS, anywhere, asked, by_chance, exactly, seen, whole

CHANCE = 0.04**2


def plane(at: Reals) -> Reals:
    """One figure of two unknowns."""
    return at @ np.array([[1.0], [0.5]])


def test_the_set_of_a_linear_figure_is_known() -> None:
    """|x + y / 2 - 0.8| <= 3 sd: a strip, whose places and whose area are found; the emulator adds nothing to it."""
    found = match_waves((seen("f", 0.8, 0.1),), asked(2), anywhere, exactly(plane, CHANCE))
    sd = np.sqrt(0.1**2 / 12 + students(REPLICATIONS) * CHANCE)
    places = np.random.default_rng(4).random((20_000, 2))
    off = np.abs(plane(places)[:, 0] - 0.8) / sd
    sure = np.abs(off - 3) > 1e-6
    assert np.array_equal((found.implausibility(places) <= 3)[sure], (off <= 3)[sure])
    half = 3 * sd  # the strip lies within the square, its width in x is 2 half for every y
    assert found.remaining.share == pytest.approx(2 * half, abs=0.002)
    assert found.ending == "nothing more"
    assert len(found.each) == 2


def test_a_small_set_is_measured_in_smaller_boxes() -> None:
    """Two figures leave a square of 1.2e-5 of the room: its area is found to 5 %, and all of it."""
    figures = (seen("f", 0.3, 0.004), seen("g", 0.7, 0.004))
    found = match_waves(figures, asked(2), anywhere, exactly(lambda at: at[:, :2], 0.0))
    side = 2 * 3 * 0.004 / np.sqrt(12)
    assert found.remaining.share == pytest.approx(side**2, rel=0.05)
    assert np.ptp(found.remaining.points, axis=0) == pytest.approx([side, side], rel=0.05)


def test_a_whole_number_stands_for_its_part_of_the_room() -> None:
    """One of five values and a strip of 4 % of the other range: 0.2 x 0.04 = 0.008 of the room, found to 5 %; by the
    one figure alone a fifth, and by the other alone 0.04."""
    width = 0.04 * np.sqrt(12) / 6
    figures = (seen("f", 0.5, 0.1), seen("g", 0.5, width))
    found = match_waves(figures, asked(2), whole(5, 0), exactly(lambda at: at[:, :2], 0.0))
    assert found.remaining.share == pytest.approx(0.008, rel=0.05)
    assert [left.share for left in found.alone] == pytest.approx([0.2, 0.04], rel=0.05)
    assert set(found.remaining.points[:, 0]) == {0.5}


@pytest.mark.parametrize("values", [(31,), (5, 9), (101, 7, 3)])
def test_one_place_of_whole_numbers_is_its_part_of_all(values: tuple[int, ...]) -> None:
    """Of all places of whole numbers one is left, which is one by their product of the room, whatever box it fills."""
    middle = tuple(seen(str(number), 0.5, 0.5 / many) for number, many in enumerate(values))
    found = match_waves(middle, asked(len(values)), whole(*values), exactly(lambda at: at[:, :], 0.0))
    assert found.remaining.share == pytest.approx(1 / np.prod(values), rel=0.05)
    assert len(np.unique(found.remaining.points, axis=0)) == 1


def test_few_places_that_remain_are_run_and_told() -> None:
    """One number of 31 values, of which 3 remain: the 10 points of the first wave leave too few for a surface of their
    own, so the next is fitted to all that were run; what remains is what the formula leaves."""

    def curved(at: Reals) -> Reals:
        return np.asarray(1 / (0.2 + at))

    here, beside = curved(np.array([0.5, 16 / 30]))
    width = 1.2 * abs(here - beside) * np.sqrt(12) / 3  # three deviations reach one value beside it, not two
    found = match_waves((seen("f", here, width),), asked(1, points=10), whole(31), exactly(curved, 0.0))
    assert sorted(set((found.remaining.points[:, 0] * 30).round())) == [14.0, 15.0, 16.0]
    assert found.remaining.share == pytest.approx(3 / 31, rel=0.05)
    assert found.ending in ("all run", "nothing more")
    assert all(len(np.unique(ran.points)) == len(ran.points) for ran in found.ran)


def test_erlangs_line_is_matched() -> None:
    """The mean wait of a line with 5 people, by Erlang C, rounded to 10 s: what is not ruled out is what the formula
    leaves, but for a twentieth of the cut-off, and the second wave still corrects the first."""

    def wait(at: Reals) -> Reals:
        per_hour, work = 60 + 40 * at[:, 0], 120 + 40 * at[:, 1]
        return np.array([[ErlangC(5, rate / 3600, length).mean_wait_s] for rate, length in
                         zip(per_hour, work, strict=True)])  # fmt: skip

    found = match_waves((seen("asa", 30.0, 10.0),), asked(2, waves=5), anywhere, exactly(wait, 0.0))
    places = np.random.default_rng(5).random((4_000, 2))
    off = np.abs(wait(places)[:, 0] - 30.0) / (10 / np.sqrt(12))
    is_left = found.implausibility(places) <= 3
    assert is_left[off <= 2.9].all()
    assert not is_left[off > 3.1].any()
    assert off.max() > 50
    assert found.left[0].share > found.left[1].share


def test_contradictions_leave_nothing() -> None:
    """Two figures of one quantity: the least implausible place lies between them; each alone leaves some."""
    figures = (seen("f", 0.4), seen("g", 0.9), seen("h", 0.5))
    found = match_waves(
        figures, asked(2), anywhere, exactly(lambda at: np.column_stack([at[:, 0], at[:, 0], at[:, 1]]), CHANCE)
    )
    assert (found.ending, found.remaining.is_empty, found.remaining.share) == ("empty", True, 0.0)
    assert found.remaining.best[0] == pytest.approx(0.65, abs=0.01)
    assert found.remaining.least == pytest.approx(0.25 / np.sqrt(students(REPLICATIONS) * CHANCE), rel=0.05)
    assert [left.share > 0 for left in found.without] == [True, True, False]
    assert [left.share > 0 for left in found.alone] == [True, True, True]


def test_the_second_worst_figure_may_rule() -> None:
    """Of three figures of which one contradicts the others, that is left aside."""
    figures, formula = (seen("f", 0.4), seen("g", 0.4), seen("h", 0.9)), exactly(lambda at: np.repeat(at, 3, 1), CHANCE)
    worst = match_waves(figures, asked(1), anywhere, formula)
    second = match_waves(figures, Settings(1, 4, 20, 3.0, "second_maximum", 1), anywhere, formula)
    assert worst.remaining.is_empty
    assert second.remaining.points.mean() == pytest.approx(0.4, abs=0.02)


def test_points_without_data_are_left_out() -> None:
    """Where a figure has none the others tell; where too few have any, a sentence says so."""

    def some(points: Reals, wave: int) -> Runs:
        runs = exactly(plane, CHANCE)(points, wave)
        values = np.where(points[:, :1] < limit, runs.values, np.nan)
        return Runs(points, values, runs.deviations, runs.chance, ("out of memory",))

    limit = 0.8
    found = match_waves((seen("f", 0.8, 0.1),), asked(2), anywhere, some)
    assert found.remaining.share == pytest.approx(6 * np.sqrt(0.1**2 / 12 + students(REPLICATIONS) * CHANCE), abs=0.01)
    limit = 0.2
    with pytest.raises(ScenarioError, match=r"f: 4 of 20 points have data, and 7 are needed: .* \(out of memory\)"):
        match_waves((seen("f", 0.8, 0.1),), asked(2), anywhere, some)


@pytest.mark.long
@pytest.mark.parametrize("own", [0.05, 0.5])
def test_the_truth_is_seldom_ruled_out(own: float) -> None:
    """Sixty truths, each published as one noisy period, rounded: two figures of a curved formula, ten replications,
    three waves. With laws of one summit each figure rules the truth out in at most 4.9 % of cases (Pukelsheim, 1994,
    The American Statistician 48, 88), so both in 9.8 %; more than 14 of 60 would be seen once in a thousand times."""

    def curved(at: Reals) -> Reals:
        return np.column_stack([np.exp(at[:, 0]) + at[:, 1], at[:, 0] * at[:, 1] - at[:, 1] ** 2])

    lost, many = 0, 60
    for seed in range(many):
        chance = np.random.default_rng([9, seed])
        truth = chance.random((1, 2))
        period = curved(truth)[0] + chance.normal(0, 0.05, 2)
        figures = tuple(seen(name, round(value, 1), 0.1) for name, value in zip("fg", period, strict=True))
        found = match_waves(figures, asked(2, waves=3, seed=seed), anywhere, by_chance(curved, 0.05, own, seed))
        lost += bool(found.implausibility(truth)[0] > 3)
    assert lost <= binom.ppf(0.999, many, 0.098) == 14


def test_what_all_points_have_in_common_counts_once() -> None:
    """With the same citizens at every point, a surface without any noise of its own is off by their common luck: the
    variance that the emulator tells holds it, as that of the mean of ten runs does."""
    found = match_waves((seen("f", 0.8),), asked(2, waves=1), anywhere, by_chance(plane, 0.05, 0.0, 3))
    _, off_by = found.each[0].emulators[0].told(np.random.default_rng(1).random((100, 2)))
    own = found.ran[0].chance[0, 0]
    assert off_by.emulator == pytest.approx(students(REPLICATIONS) * own / REPLICATIONS, rel=1e-6)
