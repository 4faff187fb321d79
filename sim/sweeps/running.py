"""Tasks of a sweep in threads, their results written by one of them as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sim.checks import checked_plan
from sim.errors import HotlineError
from sim.measures.figures import NO_DATA, Figure
from sim.simulation import choose_engine, run_plan
from sim.study.counted import count
from sim.study.parallel import in_order, workers_for
from sim.sweeps.kept import row_of

if TYPE_CHECKING:
    from sim.plan.plan import Plan
    from sim.simulation import Engine
    from sim.store.ledger import Ledger
    from sim.sweeps.experiment import Experiment, Task

COMMIT_EVERY_S: Final = 0.2
"""A commit waits for the disk: runs that end within such a time share one."""
OUT_OF_MEMORY: Final = "out of memory: fewer workers, a shorter horizon or a bigger machine would do"
Progress = Callable[[int, float], None]
"""Called with the number of a task in the sweep and how far it is; what it raises ends the sweep."""


@dataclass(frozen=True)
class Outcome:
    """What became of a task: its figures by measure, or why there are none."""

    task: Task
    figures: dict[str, Figure]
    sentence: str | None = None


def run_tasks(
    experiment: Experiment,
    ledger: Ledger,
    waiting: Sequence[tuple[int, Task]],
    engine: Engine = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Run tasks and keep what they measure; one that cannot be run is kept as failed, and the others go on.

    Parameters
    ----------
    experiment, ledger
        Of which sweep, and where results are kept. What has been taken is on the disk when this ends, however it ends.
    waiting
        Numbers of the tasks in the sweep, and the tasks.
    engine, workers
        As `sim.replicate`.
    progress
        See `Progress`.
    """
    if not waiting:
        return
    base = experiment.scenario_of(experiment.points[waiting[0][1].point])
    try:
        chosen = choose_engine(base, engine, len(waiting))
        threads = workers_for(base, chosen, len(waiting), workers)
    except HotlineError:  # of this design alone, perhaps: it is told with its tasks
        chosen, threads = choose_engine(base, "model"), 1
    begun, last = _begun(experiment, ledger, waiting, chosen, progress), time.monotonic()
    try:
        for outcome in in_order(_call, begun, threads):
            _keep(ledger, outcome, experiment.measures)
            if time.monotonic() - last > COMMIT_EVERY_S:
                ledger.commit()
                last = time.monotonic()
    finally:
        ledger.commit()


def _call(work: Callable[[], Outcome]) -> Outcome:
    return work()


def _begun(
    experiment: Experiment,
    ledger: Ledger,
    waiting: Sequence[tuple[int, Task]],
    engine: Engine,
    progress: Progress | None,
) -> Iterator[Callable[[], Outcome]]:
    """What is to be done for each task; a design is planned once, when its first task is begun."""
    planned, plan, fault = -1, None, None
    for number, task in waiting:
        if task.point != planned:
            planned, plan, fault = task.point, None, None
            try:
                plan = checked_plan(experiment.scenario_of(experiment.points[planned]))
            except HotlineError as error:
                fault = error.sentence
        ledger.start(task.key)
        told = partial(progress, number) if progress is not None else None
        if plan is None:
            yield partial(Outcome, task, {}, fault)
        else:
            yield partial(_run, experiment, task, plan, engine, told)


def _run(
    experiment: Experiment, task: Task, plan: Plan, engine: Engine, progress: Callable[[float], None] | None
) -> Outcome:
    try:
        log = run_plan(plan, experiment.seed, task.replication, engine, progress)
        values = count(log, also=experiment.file.sweep.measures).measures.values
    except HotlineError as error:
        return Outcome(task, {}, error.sentence)
    except MemoryError:
        return Outcome(task, {}, OUT_OF_MEMORY)
    if progress is not None:
        progress(1.0)
    return Outcome(task, {key: values.get(key, NO_DATA) for key in experiment.measures})


def _keep(ledger: Ledger, outcome: Outcome, measures: Sequence[str]) -> None:
    if outcome.sentence is not None:
        ledger.failed(outcome.task.key, outcome.sentence)
    else:
        ledger.done(outcome.task.key, [row_of(key, outcome.figures[key]) for key in measures])
