"""What the ledger knows of a sweep: which tasks are done, what failed, and the figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.errors import StoreError
from sim.sweeps.kept import figure_of
from sim.sweeps.results import SweepResults

if TYPE_CHECKING:
    from sim.store.ledger import Ledger, Row
    from sim.sweeps.experiment import Experiment, Task


def done_in(made: Experiment, ledger: Ledger, tasks: Iterable[Task]) -> set[str]:
    """Keys of the tasks that measured, in an earlier run too, all that is asked for."""
    return {key for key, _, rows in ledger.results(task.key for task in tasks) if _has_all(made, rows)}


def missing_in(made: Experiment, ledger: Ledger) -> int:
    """How many tasks of a sweep neither are done nor have failed."""
    known = sum(_has_all(made, rows) or sentence is not None for _, sentence, rows in ledger.results(_keys(made)))
    return len(made.tasks) - known


def results_of(made: Experiment, ledger: Ledger, keys: set[str]) -> SweepResults:
    """What the ledger knows of the tasks of a sweep that have these keys.

    Raises
    ------
    StoreError
        If something is missing: tables would not be whole.
    """
    results = SweepResults(made, {}, {})
    for point in made.points:
        for replication in range(made.replications):
            key = made.task_key(point.number, replication)
            if key not in keys:
                continue
            _, sentence, rows = next(ledger.results([key]), (key, None, []))
            if _has_all(made, rows):
                figures = dict(map(figure_of, rows))
                results.figures[point.number, replication] = {measure: figures[measure] for measure in made.measures}
            elif sentence is not None:
                results.failures[point.number, replication] = sentence
            else:
                raise StoreError("a result of the sweep is not what was written: run the sweep again")
    return results


def _keys(made: Experiment) -> Iterable[str]:
    return (task.key for task in made.tasks)


def _has_all(made: Experiment, rows: Iterable[Row]) -> bool:
    return set(made.measures) <= {measure for measure, *_ in rows}
