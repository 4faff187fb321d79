"""The tidy table of a sweep: a row for each design, replication and measure, made some rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures.definitions import definition_of
from sim.measures.figures import PARTS
from sim.store.tables import Table

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults


def tidy_table(results: SweepResults) -> Table:
    """Every figure with level of each factor, seed and hash of the scenario; empty cells are "no data"."""
    import pandas as pd

    made, all_numbers = results.experiment, results.figures.numbers()
    points, replications = results.figures.runs()
    designs = results.points_frame().drop(columns=["point", "name"])
    measures = pd.DataFrame({"measure": made.measures, "unit": [definition_of(key).unit for key in made.measures]})

    def rows(begin: int, end: int) -> pd.DataFrame:
        run, at = np.divmod(np.arange(begin, end), len(made.measures))
        point, replication = points[run], replications[run]
        numbers = all_numbers[point, replication, at].T
        parts = {part: pd.arrays.FloatingArray(of, np.isnan(of)) for part, of in zip(PARTS, numbers, strict=True)}
        return pd.DataFrame(
            {
                "point": point,
                **{name: column.array.take(point) for name, column in designs.items()},
                "seed": made.seed,
                "replication": replication,
                "measure": measures["measure"].array.take(at),
                "value": parts["value"],
                "unit": measures["unit"].array.take(at),
                "numerator": parts["numerator"],
                "denominator": parts["denominator"],
            }
        )

    return Table(len(results.figures) * len(made.measures), rows)
