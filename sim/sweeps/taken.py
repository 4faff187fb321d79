"""What the ledger knows of a sweep: which tasks are done, what failed, and the figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.errors import StoreError
from sim.sweeps.figures import Figures
from sim.sweeps.results import SweepResults

if TYPE_CHECKING:
    from sim.store.ledger import Ledger, Row
    from sim.sweeps.experiment import Experiment, Tasks


def note(made: Experiment, ledger: Ledger, tasks: Tasks) -> None:
    """Note tasks of a sweep that are not known yet."""
    ledger.plan((task.key, made.hashes[task.point], made.seed, task.replication) for task in tasks)


def done_in(made: Experiment, ledger: Ledger, tasks: Tasks) -> set[int]:
    """Numbers of the tasks that measured, in an earlier run too, all that is asked for."""
    return {task.number for task in tasks if any(_has_all(made, rows) for _, _, rows in ledger.results([task.key]))}


def missing_in(made: Experiment, ledger: Ledger) -> int:
    """How many tasks of a sweep neither are done nor have failed."""
    found = ledger.results(task.key for task in made.tasks)
    return len(made.tasks) - sum(_has_all(made, rows) or sentence is not None for _, sentence, rows in found)


def results_of(made: Experiment, ledger: Ledger, tasks: Tasks) -> SweepResults:
    """What the ledger knows of tasks of a sweep.

    Raises
    ------
    StoreError
        If something is missing: tables would not be whole.
    """
    results = SweepResults(made, Figures(made), {})
    same: dict[str, list[int]] = {}
    for point in made.points:
        same.setdefault(made.hashes[point.number], []).append(point.number)
    for task in tasks:
        _, sentence, rows = next(ledger.results([task.key]), (task.key, None, []))
        for number in same[made.hashes[task.point]]:
            if _has_all(made, rows):
                results.figures.keep((number, task.replication), rows)
            elif sentence is not None:
                results.failures[number, task.replication] = sentence
            else:
                raise StoreError("a result of the sweep is not what was written: run the sweep again")
    return results


def _has_all(made: Experiment, rows: Iterable[Row]) -> bool:
    return set(made.measures) <= {measure for measure, *_ in rows}
