"""A surface told from points of it: a polynomial, and what it lies off it by, which near points have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations_with_replacement, product
from typing import Final, Literal

import numpy as np
from scipy.spatial.distance import cdist

from sim.statistics.intervals import Reals

Kind = Literal["linear", "quadratic"]
LENGTHS: Final = (0.0, 0.15, 0.3, 0.6, 1.2)
"""Over which distances of the unit cube what is off the polynomial is alike; 0: nowhere."""
ROUGH: Final = (1e-4, 1e-2, 0.1, 1.0)
"""Variance of what each point has to itself, as a part of what near ones share."""
LEAST_FREE: Final = 4
"""So many more points than terms are needed, so that the variance off the polynomial has a mean."""
AT_A_TIME: Final = 4_096
"""Points that are told at a time: their weights are a matrix."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A surface, told from its values at some points.

    Attributes
    ----------
    kind
        Of the polynomial.
    length
        Distance over which what is off it is alike; 0 if nowhere.
    rough
        Variance of what each point has to itself, as a part of that of what near ones share.
    points
        In the unit cube, shape (points, dimensions).
    values
        At these, shape (points,).

    Notes
    -----
    Universal kriging: y = h(x)'b + z(x) + e, where z has the covariance s^2 exp(-(d / length)^2) at a distance d, and e
    the variance s^2 rough; b by generalised least squares, s^2 as it is left over (REML). With length 0 there is no z,
    and it is the polynomial by ordinary least squares. All that it tells is linear in the values, so whatever else is
    known at the points is carried by the same weights. The variances hold that s^2 is itself estimated: that of
    Student's t.

    Source
    ------
    Cressie (1993), Statistics for Spatial Data, section 3.4.5; left out one by one: Dubrule (1983), Mathematical
    Geology 15, 687-699.
    """

    kind: Kind
    length: float
    rough: float
    points: Reals = field(repr=False)
    values: Reals = field(repr=False)

    @cached_property
    def free(self) -> int:
        """Points less terms."""
        return len(self.points) - int(self._trend.shape[1])

    @cached_property
    def variance(self) -> float:
        """s^2, as Student's t has it; what is only rounded is not taken for none."""
        rounded = (np.finfo(float).eps * float(np.abs(self.values).max())) ** 2
        return max(float(self.values @ self._left_over @ self.values), rounded) / (self.free - 2)

    def told(self, at: Reals) -> tuple[Reals, Reals, Reals]:
        """What it tells of places.

        Parameters
        ----------
        at
            Shape (places, dimensions).

        Returns
        -------
        tuple
            Value and variance, shape (places,), and the weight of each point in the value, shape (points, places).
        """
        near, trend = self._covariance(self.points, at), terms_of(self.kind, at)
        solved = self._inverse @ near
        missed = trend.T - self._trend.T @ solved
        slope = self._of_trend @ missed
        weights = solved + self._inverse @ self._trend @ slope
        own = (self.length > 0) + self.rough
        spread = own - (near * solved).sum(axis=0) + (missed * slope).sum(axis=0)
        return self.values @ weights, self.variance * np.maximum(spread, self.rough), weights

    @cached_property
    def left_out(self) -> tuple[Reals, Reals]:
        """By how much each value is off what all others tell of it, and the variance of that, shape (points,) each."""
        own = np.diag(self._left_over)
        return self._left_over @ self.values / own, self.variance / own

    @property
    def fit(self) -> float:
        """Logarithm of how likely each value is by all others, on average: the more, the better."""
        off, variance = self.left_out
        return float(-0.5 * np.mean(np.log(variance) + off**2 / variance))

    @cached_property
    def _trend(self) -> Reals:
        return terms_of(self.kind, self.points)

    @cached_property
    def _inverse(self) -> Reals:
        own = self.rough * np.eye(len(self.points))
        return np.asarray(np.linalg.inv(self._covariance(self.points, self.points) + own), dtype=np.float64)

    @cached_property
    def _of_trend(self) -> Reals:
        return np.asarray(np.linalg.inv(self._trend.T @ self._inverse @ self._trend), dtype=np.float64)

    @cached_property
    def _left_over(self) -> Reals:
        """What takes the polynomial out of the values, by their covariance."""
        carried = self._inverse @ self._trend
        return np.asarray(self._inverse - carried @ self._of_trend @ carried.T)

    def _covariance(self, one: Reals, other: Reals) -> Reals:
        if self.length == 0:
            return np.zeros((len(one), len(other)))
        return np.asarray(np.exp(-cdist(one, other, "sqeuclidean") / self.length**2))


def surface_of(points: Reals, values: Reals) -> Surface:
    """The surface that tells each value best from all others.

    Parameters
    ----------
    points
        In the unit cube, shape (points, dimensions); more by `LEAST_FREE` than a constant and a slope for each.
    values
        Shape (points,).

    Raises
    ------
    ValueError
        If they are too few.
    """
    found = list(_candidates(points, values))
    if not found:
        raise ValueError(f"{len(points)} points are too few for {points.shape[1]} dimensions, or lie on one line")
    return found[0] if np.ptp(values) == 0 else max(found, key=lambda surface: surface.fit)


def _candidates(points: Reals, values: Reals) -> Iterator[Surface]:
    kinds: tuple[Kind, ...] = ("linear", "quadratic")
    for kind in kinds:
        terms = terms_of(kind, points)
        if len(points) < terms.shape[1] + LEAST_FREE or np.linalg.matrix_rank(terms) < terms.shape[1]:
            continue
        yield Surface(kind, 0.0, 1.0, points, values)
        for length, rough in product(LENGTHS[1:], ROUGH):
            yield Surface(kind, length, rough, points, values)


def terms_of(kind: Kind, shares: Reals) -> Reals:
    """Each term of a polynomial at each point, shape (points, terms); factors go from -1 to 1.

    Parameters
    ----------
    kind
        `linear`: a constant and a slope for each factor; `quadratic`: their squares and products, too.
    shares
        Where in its range each factor lies, from 0 to 1, shape (points, factors).
    """
    coded = list(2 * shares.T - 1)
    curved = [one * other for one, other in combinations_with_replacement(coded, 2)] if kind == "quadratic" else []
    return np.column_stack([np.ones(len(shares)), *coded, *curved])
