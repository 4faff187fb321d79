"""The figures of a sweep as arrays: as objects, those of 100,000 runs take ten times as much memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.measures.figures import PARTS, Figure
from sim.sweeps.kept import figure_of, row_of

if TYPE_CHECKING:
    from sim.statistics.intervals import Reals
    from sim.store.ledger import Row
    from sim.sweeps.experiment import Experiment

Run = tuple[int, int]
"""Number of a design, and of a replication."""
Places = npt.NDArray[np.intp]


class Figures(Mapping[Run, dict[str, Figure]]):
    """By design and replication, in their order: the figure of each measure. Runs that were not done are left out.

    Lengths of time stay as the ledger has them, until a figure is asked for.
    """

    def __init__(self, experiment: Experiment) -> None:
        self._measures = experiment.measures
        runs = (len(experiment.points), experiment.replications)
        self._numbers = np.full((*runs, len(experiment.measures), len(PARTS)), np.nan)
        self._is_known = np.zeros(runs, dtype=np.bool_)
        self._lengths: dict[tuple[int, int, int], bytes] = {}

    @classmethod
    def of(cls, experiment: Experiment, figures: Mapping[Run, Mapping[str, Figure]]) -> Figures:
        """Those of a mapping of the same shape."""
        found = cls(experiment)
        for run, told in figures.items():
            found.keep(run, [row_of(key, figure) for key, figure in told.items()])
        return found

    def keep(self, run: Run, rows: Iterable[Row]) -> None:
        """Take those of a run as rows of the ledger, which may have others."""
        by_measure = {row[0]: row for row in rows}
        for at, measure in enumerate(self._measures):
            _, *numbers, lengths = by_measure[measure]
            self._numbers[*run, at] = numbers
            if lengths is not None:
                self._lengths[*run, at] = lengths
        self._is_known[run] = True

    def __getitem__(self, run: Run) -> dict[str, Figure]:
        if run not in self:
            raise KeyError(run)
        return {measure: self._figure(run, at) for at, measure in enumerate(self._measures)}

    def __contains__(self, run: object) -> bool:
        point, replication = run if isinstance(run, tuple) else (-1, -1)
        points, replications = self._is_known.shape
        return 0 <= point < points and 0 <= replication < replications and bool(self._is_known[point, replication])

    def __iter__(self) -> Iterator[Run]:
        return zip(*(numbers.tolist() for numbers in self.runs()), strict=True)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._is_known))

    def runs(self) -> tuple[Places, Places]:
        """Designs and replications of the runs that are there."""
        points, replications = np.nonzero(self._is_known)
        return points, replications

    def numbers(self) -> Reals:
        """Value, numerator and denominator, shape (designs, replications, measures, 3); NaN where there is none."""
        return self._numbers

    def of_design(self, point: int, measure: str) -> list[Figure]:
        """A measure in the replications of a design that are there."""
        at, replications = self._measures.index(measure), np.flatnonzero(self._is_known[point]).tolist()
        return [self._figure((point, replication), at) for replication in replications]

    def _figure(self, run: Run, at: int) -> Figure:
        value, numerator, denominator = (None if x != x else x for x in self._numbers[*run, at].tolist())
        return figure_of((self._measures[at], value, numerator, denominator, self._lengths.get((*run, at))))[1]
