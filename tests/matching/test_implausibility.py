"""Implausibility, worked out again from the runs with another algebra, term by term."""

from __future__ import annotations

import numpy as np
import pytest

from sim.matching.emulator import Emulator, by_rule
from sim.matching.observed import Observed, Runs
from sim.matching.waves import match_waves
from sim.statistics.intervals import Reals

from .formulas import REPLICATIONS, anywhere, asked, by_chance, seen


def curved(at: Reals) -> Reals:
    """Two figures of two unknowns."""
    return np.column_stack([np.exp(at[:, 0]) + at[:, 1], at[:, 0] * at[:, 1]])


def weights_at(emulator: Emulator, place: Reals) -> tuple[list[float], float]:
    """Weight of each run, and what the variance is times s^2, by elimination in plain Python."""
    surface = emulator.surface
    points, length, rough = surface.points.tolist(), surface.length, surface.rough
    n = len(points)

    def near(one: list[float], other: list[float]) -> float:
        if length == 0:
            return 0.0
        return float(np.exp(-sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) / length**2))

    def trend(one: list[float]) -> list[float]:
        a, b = (2 * x - 1 for x in one)
        return [1.0, a, b] + ([a * a, a * b, b * b] if surface.kind == "quadratic" else [])

    p, here = len(trend(points[0])), place.tolist()
    rows = [[near(points[i], points[j]) + rough * (i == j) for j in range(n)] + trend(points[i]) for i in range(n)]
    rows += [[trend(points[j])[k] for j in range(n)] + [0.0] * p for k in range(p)]
    right = [near(point, here) for point in points] + trend(here)
    solved = eliminated([[*row, end] for row, end in zip(rows, right, strict=True)])
    off = (length > 0) + rough - sum(a * b for a, b in zip(solved, right, strict=True))
    return solved[:n], off


def eliminated(rows: list[list[float]]) -> list[float]:
    """The solution of linear equations, by Gauss with the largest pivot."""
    n = len(rows)
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        for i in range(k + 1, n):
            by = rows[i][k] / rows[k][k]
            if by:
                rows[i] = [a - by * b for a, b in zip(rows[i], rows[k], strict=True)]
    found = [0.0] * n
    for k in reversed(range(n)):
        found[k] = (rows[k][n] - sum(rows[k][j] * found[j] for j in range(k + 1, n))) / rows[k][k]
    return found


def again(emulator: Emulator, figure: Observed, number: int, place: Reals) -> float:
    """I = |z - E f| / sqrt(V_rounding + V_chance + V_emulator + V_discrepancy)."""
    runs, n = emulator.runs, REPLICATIONS
    weights, off = weights_at(emulator, place)
    values = runs.values[:, number].tolist()
    expected = sum(w * y for w, y in zip(weights, values, strict=True))
    t = (n - 1) / (n - 3)
    carried = [sum(w * d for w, d in zip(weights, runs.deviations[r, :, number], strict=True)) for r in range(n)]
    noise = t * sum(c * c for c in carried) / (n * (n - 1))
    by_distance = sorted(range(len(values)), key=lambda i: float(((runs.points[i] - place) ** 2).sum()))
    chance = t * sum(float(runs.chance[i, number]) for i in by_distance[:10]) / 10 / figure.mean_of
    rounding = (figure.high - figure.low) ** 2 / 12
    total = rounding + chance + emulator.surface.variance * off + noise + figure.discrepancy**2
    return abs(max(expected, 0.0) - figure.value) / total**0.5


def test_it_is_what_its_terms_come_to() -> None:
    """Of both figures at several places, to 1e-8, in both waves."""
    figures = (Observed("f", "f", "s", 2.0, 2.2, mean_of=3, discrepancy=0.02), seen("g", 0.3, 0.1))
    found = match_waves(figures, asked(2, waves=2), anywhere, by_chance(curved, 0.05, 0.3, 1))
    assert len(found.each) == 2
    places = np.random.default_rng(2).random((5, 2))
    for wave in found.each:
        told = wave.implausibilities(places)
        assert wave.implausibility(places) == pytest.approx(told.max(axis=1))
        for number, (emulator, figure) in enumerate(zip(wave.emulators, figures, strict=True)):
            for at, place in enumerate(places):
                assert told[at, number] == pytest.approx(again(emulator, figure, number, place), rel=1e-8)
    assert found.implausibility(places) == pytest.approx(np.max([w.implausibility(places) for w in found.each], axis=0))


def test_the_worst_or_the_second_worst_rules() -> None:
    """By hand."""
    each = np.array([[1.0, 4.0, 2.0], [5.0, 5.0, 0.0]])
    assert by_rule(each, "maximum").tolist() == [4.0, 5.0]
    assert by_rule(each, "second_maximum").tolist() == [2.0, 5.0]


def test_runs_themselves_by_hand() -> None:
    """A point whose ten replications have a variance of 4: one period as published, and the mean of ten."""
    runs = Runs(np.zeros((1, 1)), np.array([[12.0]]), np.zeros((10, 1, 1)), np.array([[4.0]]), ())
    figure = Observed("f", "f", "s", 9.0, 10.0, mean_of=2, discrepancy=1.5)
    variance = 1 / 12 + 1.5**2 + 9 / 7 * 4 * (1 / 2 + 1 / 10)
    assert runs.implausibility((figure,))[0, 0] == pytest.approx(2.5 / variance**0.5, rel=1e-12)


def test_what_has_no_variance_is_met_or_missed() -> None:
    """A figure that is known exactly, of a model without chance: off by nothing, or beyond all bounds."""
    runs = Runs(np.zeros((2, 1)), np.array([[1.0], [2.0]]), np.zeros((10, 2, 1)), np.zeros((2, 1)), ())
    assert runs.implausibility((Observed("f", "f", "s", 1.0, 1.0),))[:, 0].tolist() == [0.0, np.inf]
