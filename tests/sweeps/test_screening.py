"""Elementary effects: those of known functions, by hand and by another program; noise is not taken for an effect."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import ScenarioError
from sim.report.sweep import sweep_answer, sweep_text
from sim.scenario.sweep_file import read_sweep
from sim.sweeps.designs import _walk, coordinates, points_of
from sim.sweeps.screening import by_factor, noise_of, steps_of

from .small import ASA, HEAD, RANGES, STAFF, TALK, WRAP_UP, desk, levels, made_up, without


def morris(trajectories: int, head: str = ASA, ranges: str = RANGES) -> str:
    """A sweep file with this design."""
    return f"{head}design: {{morris: {{trajectories: {trajectories}, ranges: {ranges}}}}}\n"


def walks_of(trajectories: int, factors: int, levels: int = 4) -> Any:
    """Shares of so many walks, shape (walks, factors + 1, factors)."""
    chance = np.random.default_rng(1)
    return np.array([_walk(factors, levels, chance) for _ in range(trajectories)])


def test_walks_are_those_of_morris(tmp_path: Path) -> None:
    """Each factor takes one step of 2/3 of its range between four levels; further walks leave the first ones as they
    are."""
    for factors, many, step in ((5, 4, 2 / 3), (3, 8, 4 / 7)):
        shares = walks_of(200, factors, many)
        moved, steps = steps_of(shares)
        assert np.abs(steps) == pytest.approx(step)
        assert set(np.round(shares.ravel() * (many - 1), 9)) == set(range(many))
        for factor in range(factors):  # in each place of a walk, and either way
            assert 55 < np.count_nonzero(steps[moved == factor] > 0) < 145
            assert set(np.argwhere(moved == factor)[:, 1]) == set(range(factors))
    few, more = (points_of(read_sweep(desk(tmp_path, morris(n)))) for n in (3, 5))
    assert len(few) == 3 * 4
    assert levels(more)[:12] == levels(few)
    assert levels(few)[0] == ("50 s", "100 s", 5)


def test_effects_of_a_line_are_its_slopes(tmp_path: Path) -> None:
    """Over the whole range, the same on each walk, of whole numbers too, whose steps are not all of one size."""
    found = made_up(desk(tmp_path, morris(8)), lambda at, _: 50 + 6 * at[0] - 3 * at[1] + 2 * at[2])
    frame = found.effects_frame().set_index("factor")
    assert frame["mu"].tolist() == pytest.approx([6, -3, 2])
    assert frame["mu_star"].tolist() == pytest.approx([6, 3, 2])
    assert frame["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert frame["noise"].tolist() == [0, 0, 0]
    assert frame["seen"].all()
    assert set(frame["unit"]) == {"s"}
    rounded = made_up(desk(tmp_path, morris(8)), lambda at, _: 50 + 1e-11 * at[0]).effects_frame()
    assert not rounded["seen"].any()


def test_effects_by_hand() -> None:
    """Two walks: up in x (1 to 3 over half the range), down in y (3 to 9); down in y (4 to 2), up in x (2 to 7)."""
    shares = np.array([[[0, 1], [0.5, 1], [0.5, 0.5]], [[0.5, 0.5], [0.5, 0], [1, 0]]])
    moved, steps = steps_of(shares)
    effects = by_factor(np.diff(np.array([[1.0, 3, 9], [4, 2, 7]])) / steps, moved)
    assert effects.tolist() == [[4, -12], [10, 4]]


def test_effects_of_a_curved_function_are_those_of_all_steps() -> None:
    """Sobol's g-function with a = 0, 1, 9: means over 4,000 walks are those over every step that there is.

    Within 4 standard errors in nine figures: wrong in less than 1 of 1,000 cases if all is well.
    """

    def g(x: Any) -> Any:
        a = np.array([0.0, 1.0, 9.0])
        return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=-1)

    shares = walks_of(4_000, 3)
    moved, steps = steps_of(shares)
    effects = by_factor(np.diff(g(shares)) / steps, moved)
    grid = np.array(list(product((0, 1 / 3, 2 / 3, 1), repeat=3)))
    for factor in range(3):
        below = grid[grid[:, factor] < 0.5]
        every = (g(below + 2 / 3 * np.eye(3)[factor]) - g(below)) * 1.5
        error = effects[:, factor].std() / np.sqrt(4_000)
        assert effects[:, factor].mean() == pytest.approx(every.mean(), abs=4 * error)
        assert np.abs(effects[:, factor]).mean() == pytest.approx(np.abs(every).mean(), abs=4 * error)
        assert effects[:, factor].std() == pytest.approx(every.std(), rel=0.05)


def test_effects_are_those_of_another_program() -> None:
    """SALib finds the same mu, mu_star and sigma."""
    analyze = pytest.importorskip("SALib.analyze.morris", reason="SALib is not installed: nothing to compare with")
    shares = walks_of(20, 4)
    values = np.exp(shares[..., 0]) * (1 + shares[..., 1]) + np.sin(5 * shares[..., 2])
    moved, steps = steps_of(shares)
    effects = by_factor(np.diff(values) / steps, moved)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    other = analyze.analyze(problem, shares.reshape(-1, 4), values.ravel(), num_levels=4, seed=1)
    assert effects.mean(axis=0) == pytest.approx(other["mu"].filled())
    assert np.abs(effects).mean(axis=0) == pytest.approx(other["mu_star"].filled())
    assert effects.std(axis=0, ddof=1) == pytest.approx(other["sigma"])


@pytest.mark.parametrize(("common", "least", "most"), [(1.0, 62, 140), (0.7, 5, 120), (0.0, 0, 20)])
def test_noise_is_rarely_taken_for_an_effect(common: float, least: int, most: int) -> None:
    """Of 2,000 factors without effect 5 % lie above it if all walks are off by the same chance, and fewer if not.

    With 100 expected, 62 to 140 are left in one case of 19,000.
    """
    chance, n, walks = np.random.default_rng(1), 8, 6
    above = 0
    for _ in range(200):
        moved = np.array([chance.permutation(10) for _ in range(walks)])
        own = chance.standard_normal((n, walks, 10)) * chance.uniform(0.5, 2.0, (walks, 10))
        shared = np.repeat(chance.standard_normal((n, 1, 10)), walks, axis=1)
        runs = common * by_order(shared, moved) + (1 - common) * own
        effects = runs.mean(axis=0)
        noise = noise_of(runs - effects, moved, n)
        above += np.count_nonzero(np.abs(by_factor(effects, moved)).mean(axis=0) > noise)
    assert least <= above <= most


def by_order(of_factors: Any, moved: Any) -> Any:
    """What belongs to factors, in the order of the steps."""
    return np.take_along_axis(of_factors, np.broadcast_to(moved, of_factors.shape), axis=-1)


def test_noise_comes_from_what_replications_of_a_step_differ_by(tmp_path: Path) -> None:
    """What both ends of a step have in common, though much larger, is no noise; by hand with two replications."""
    found = made_up(desk(tmp_path, morris(4)), lambda at, n: 50 + 1_000 * n + 6 * at[0] + (-1) ** n * at[1])
    frame = found.effects_frame().set_index("factor")
    assert frame["noise"].tolist() == pytest.approx([0, 12.706, 0], abs=1e-3)  # t of 1 degree times 2 / 2
    assert frame["mu_star"].tolist() == pytest.approx([6, 0, 0], abs=1e-9)
    assert frame["seen"].tolist() == [True, False, False]
    alone = made_up(desk(tmp_path, morris(4)), lambda at, _: 50 + 6 * at[0], replications=1).effects_frame()
    assert alone["noise"].isna().all()
    assert not alone["seen"].any()


def test_a_sweep_tells_what_matters(tmp_path: Path) -> None:
    """A row for each measure and factor; one that cannot matter is not told from noise, in tables, text and JSON."""
    ranges = f"{{{TALK}: 100 s .. 300 s, {STAFF}: 2 .. 3, direct_answer: 60 % .. 80 %}}"
    busy = f"{HEAD}set: {{demand.calls.per_day: 600}}\n"
    found = sim.sweep(desk(tmp_path, morris(3, busy, ranges)), replications=4, out=tmp_path / "out")
    assert len(found.experiment.points) == 12
    frame = found.effects_frame()
    assert len(frame) == 3 * 3
    assert frame.loc[frame["factor"] == "direct_answer", "mu_star"].tolist() == [0, 0, 0]
    talk = frame[(frame["factor"] == TALK) & (frame["measure"] == "asa")].iloc[0]
    assert talk["mu"] == talk["mu_star"] > talk["noise"] > 0
    assert (tmp_path / "out" / "effects.csv").exists()
    answer = json.loads(json.dumps(sweep_answer(found), allow_nan=False))
    assert len(answer["effects"]) == 9
    assert answer["indices"] == answer["metamodel"] == []
    assert answer["changed_nothing"] == ["direct_answer"]
    for lang, unseen, points in (("en", "not told from noise", " points"), ("zh", "与噪声无法区分", "个百分点")):
        text = sweep_text(found, lang)
        rows = [line for line in text.splitlines() if "direct_answer" in line]
        assert sum(row.endswith(unseen) for row in rows) == 3
        assert points in text


def test_no_effects_come_from_missing_results_or_other_points(tmp_path: Path) -> None:
    """One failed run, one point in another place, another design: refused with a sentence each."""
    found = made_up(desk(tmp_path, morris(3)), lambda at, _: 50 + at[0])
    lost = without(found, (5, 1))
    with pytest.raises(ScenarioError, match="elementary effects need every result: 1 of 12 designs lack some of 'asa'"):
        lost.effects_frame()
    assert sweep_text(lost, "en").count("No elementary effects: a result is missing") == 1
    assert sweep_answer(lost)["effects"] == []
    made = found.experiment
    points = (made.points[1], made.points[0], *made.points[2:])
    with pytest.raises(ScenarioError, match="these points have another layout"):
        type(found)(replace(made, points=points), found.figures, {}).effects_frame()
    text = f"{ASA}design: {{latin_hypercube: {{points: 12, ranges: {RANGES}}}}}\n"
    other = made_up(desk(tmp_path, text), lambda at, _: 50 + at[0])
    with pytest.raises(ScenarioError, match="a design of the kind 'morris': its points have a layout"):
        other.effects_frame()
    shares = coordinates(other.experiment.points, other.experiment.file.sweep.design.ranges or {})
    with pytest.raises(ScenarioError, match="each factor takes one step"):
        steps_of(shares.reshape(3, 4, 3))


def test_walks_that_cannot_be_are_refused(tmp_path: Path) -> None:
    """Odd levels, too many points and a name that is a column are told where they stand."""
    for text, told in (
        (
            morris(3).replace("trajectories: 3", "trajectories: 3, levels: 5"),
            "5: design.morris: 5 levels are not taken",
        ),
        (morris(3).replace("trajectories: 3", "points: 3"), "5: design.morris.points: unknown key 'points'"),
        (morris(1), "5: design.morris.trajectories: 1 is out of range: it must be at least 2"),
        (morris(100_000), "5: design.morris: has 400,000 points: at most 100,000 are run"),
        (morris(3).replace(WRAP_UP, "numerator"), "'numerator' is the name of a column in results"),
    ):
        with pytest.raises(ScenarioError) as refused:
            points_of(read_sweep(desk(tmp_path, text)))
        assert told in str(refused.value)
