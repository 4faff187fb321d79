"""A linear program with whole numbers, built row by row and solved by HiGHS."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, vstack

Reals = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Outcome = Literal["optimal", "out of time", "impossible", "unlimited"]

SMALLEST_GAP: Final = 1e-9
"""Costs are no better than this share of them: numbers in HiGHS are kept to about as much."""
_OUTCOMES: Final[dict[int, Outcome]] = {0: "optimal", 1: "out of time", 2: "impossible", 3: "unlimited"}


@contextmanager
def _notes_aside() -> Iterator[None]:
    """While this lasts, what compiled code prints goes to stderr: HiGHS has notes for stdout, silenced or not."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no stdout
        yield
        return
    try:
        os.dup2(2, 1)
        yield
    finally:
        with suppress(OSError, AttributeError, TypeError):  # what is still in its buffer; Windows has no such library
            ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


@dataclass(frozen=True)
class Answer:
    """What a program came to.

    Attributes
    ----------
    outcome
        `optimal`: nothing costs less than `cost` by more than the gap asked for; `out of time`: the best found so far,
        or none; `impossible`: no values keep all rows; `unlimited`: the cost has no lower end.
    values
        Shape (columns,), whole ones rounded; None where nothing was found.
    cost
        Of these values.
    bound
        No values cost less; minus infinity where nothing is known.
    """

    outcome: Outcome
    values: Reals | None
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """How much less than `cost` the least cost may be, as a share of `cost`."""
        if self.values is None:
            return np.inf
        return max(0.0, self.cost - self.bound) / max(abs(self.cost), SMALLEST_GAP)


@dataclass
class Program:
    """Columns with their bounds and costs, and rows that their sums must keep; the cost is made as low as it can be."""

    _low: list[Reals] = field(default_factory=list)
    _high: list[Reals] = field(default_factory=list)
    _cost: list[Reals] = field(default_factory=list)
    _is_whole: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    _entry_rows: list[int] = field(default_factory=list)
    _entry_columns: list[int] = field(default_factory=list)
    _entry_factors: list[float] = field(default_factory=list)
    _row_low: list[float] = field(default_factory=list)
    _row_high: list[float] = field(default_factory=list)
    columns: int = 0

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self._row_low)

    def add(
        self,
        count: int,
        *,
        low: npt.ArrayLike = 0.0,
        high: npt.ArrayLike = np.inf,
        cost: npt.ArrayLike = 0.0,
        whole: bool = True,
    ) -> Ints:
        """Add so many columns, and give their numbers; bounds and costs are one for all or one each."""
        for kept, value in ((self._low, low), (self._high, high), (self._cost, cost)):
            kept.append(np.broadcast_to(np.asarray(value, dtype=np.float64), count))
        self._is_whole.append(np.full(count, whole))
        first, self.columns = self.columns, self.columns + count
        return np.arange(first, self.columns)

    def row(
        self,
        columns: Sequence[int] | Ints,
        factors: Sequence[float] | Reals | Ints | float = 1.0,
        *,
        low: float = -np.inf,
        high: float = np.inf,
    ) -> None:
        """The sum of some columns, each times its factor, lies from `low` to `high`."""
        count = len(columns)
        self._entry_rows += [self.rows] * count
        self._entry_columns.extend(columns)
        self._entry_factors.extend([factors] * count if isinstance(factors, int | float) else factors)
        self._row_low.append(low)
        self._row_high.append(high)

    def solve(self, *, seconds: float = 60.0, gap: float = 0.0) -> Answer:
        """The columns at their least cost.

        Parameters
        ----------
        seconds
            Longest search; what has been found by then is given.
        gap
            Share of the cost by which the answer may be too dear.
        """
        if self.columns == 0:
            return Answer("optimal", np.zeros(0), 0.0, 0.0)
        is_whole = np.concatenate(self._is_whole)
        with _notes_aside():
            found = milp(
                np.concatenate(self._cost),
                integrality=is_whole.astype(np.int64),
                bounds=Bounds(np.concatenate(self._low), np.concatenate(self._high)),
                constraints=self._constraints(),
                options={"time_limit": seconds, "mip_rel_gap": gap},
            )
        outcome = _OUTCOMES.get(found.status)
        if outcome is None:  # HiGHS says so of programs without a lower end that have no values either
            outcome = "impossible" if found.x is None else "out of time"
        if found.x is None:
            known = found.mip_dual_bound if outcome == "out of time" else None
            return Answer(outcome, None, np.inf, -np.inf if known is None else float(known))
        values = np.where(is_whole, np.rint(found.x), found.x)
        cost = float(np.concatenate(self._cost) @ values)
        bound = found.mip_dual_bound if is_whole.any() else found.fun
        return Answer(outcome, values, cost, -np.inf if bound is None else min(float(bound), cost))

    def bound(self, *, seconds: float = 60.0) -> float:
        """What the columns cost at least, by an interior point and without whole numbers: quick where there are many.

        Parameters
        ----------
        seconds
            Longest search.

        Returns
        -------
        float
            Minus infinity if it was not found in time.
        """
        low, high = np.array(self._row_low), np.array(self._row_high)
        is_equal, has_low, has_high = low == high, np.isfinite(low) & (low != high), np.isfinite(high) & (low != high)
        matrix = self._matrix()
        found = linprog(
            np.concatenate(self._cost),
            A_ub=vstack([matrix[has_high], -matrix[has_low]]),
            b_ub=np.concatenate([high[has_high], -low[has_low]]),
            A_eq=matrix[is_equal],
            b_eq=low[is_equal],
            bounds=np.column_stack([np.concatenate(self._low), np.concatenate(self._high)]),
            method="highs-ipm",
            options={"time_limit": seconds},
        )
        return float(found.fun) if found.status == 0 else -np.inf

    def _constraints(self) -> list[LinearConstraint]:
        if self.rows == 0:
            return []
        return [LinearConstraint(self._matrix(), np.array(self._row_low), np.array(self._row_high))]

    def _matrix(self) -> csr_array:
        at = (np.array(self._entry_rows, dtype=np.int64), np.array(self._entry_columns, dtype=np.int64))
        factors = np.array(self._entry_factors, dtype=np.float64)
        return coo_array((factors, at), shape=(self.rows, self.columns)).tocsr()
