"""Tasks of a sweep, run here or elsewhere, their results written by one process as they come."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sim.checks import checked_plan
from sim.errors import HotlineError
from sim.simulation import choose_engine
from sim.study.parallel import processors, workers_for
from sim.sweeps.tasks import Outcome, Work, measured

if TYPE_CHECKING:
    from sim.simulation import Engine
    from sim.store.ledger import Ledger
    from sim.sweeps.experiment import Experiment, Task

COMMIT_EVERY_S: Final = 0.2
"""A commit waits for the disk: runs that end within such a time share one."""
Progress = Callable[[int, float], None]
"""Called with the number of a task in the sweep and how far it is; what it raises ends the sweep."""


@dataclass(frozen=True)
class Begun:
    """A task that is to be run: its number in the sweep, and the design, or why that cannot be run."""

    number: int
    task: Task
    work: Work | None
    fault: str | None = None


Runner = Callable[[Iterable[Begun], Progress], Generator[tuple[Begun, Outcome], None, None]]
"""Runs tasks and hands each over with its outcome, in any order, never holding more than it works on."""


def in_threads(
    begun: Iterable[Begun], progress: Progress, threads: int | None = None
) -> Generator[tuple[Begun, Outcome], None, None]:
    """A `Runner`: in threads of this process, which compiled code does not hold up.

    Left out, their number is that of the processors, as long as the runs in work together fit into half of the memory
    that the scenario's budget allows; of the model it is one.
    """

    def run(one: Begun) -> tuple[Begun, Outcome]:
        if one.work is None:
            return one, Outcome(sentence=one.fault)
        outcome = measured(one.work, one.task.replication, partial(progress, one.number))
        if outcome.sentence is None:
            progress(one.number, 1.0)
        return one, outcome

    in_work: deque[tuple[float, Future[tuple[Begun, Outcome]]]] = deque()
    with ThreadPoolExecutor(threads or processors()) as pool:
        try:
            for one in begun:
                share = _share_of(one, threads)
                while in_work and sum(taken for taken, _ in in_work) + share > 1.0 + 1e-9:
                    yield in_work.popleft()[1].result()
                in_work.append((share, pool.submit(run, one)))
            while in_work:
                yield in_work.popleft()[1].result()
        finally:
            for _, future in in_work:
                future.cancel()


def run_tasks(
    experiment: Experiment,
    ledger: Ledger,
    waiting: Sequence[tuple[int, Task]],
    engine: Engine = "auto",
    runner: Runner = in_threads,
    progress: Progress | None = None,
) -> None:
    """Run tasks and keep what they measure; one that cannot be run is kept as failed, and the others go on.

    Parameters
    ----------
    experiment, ledger
        Of which sweep, and where results are kept. What has been taken is on the disk when this ends, however it ends.
    waiting
        Numbers of the tasks in the sweep, and the tasks.
    engine
        As `sim.replicate`.
    runner
        What runs them.
    progress
        See `Progress`.
    """
    if not waiting:
        return
    begun, last = _begun(experiment, ledger, waiting, _engine(experiment, waiting, engine)), time.monotonic()
    try:
        with closing(runner(begun, progress or _silent)) as outcomes:
            for one, outcome in outcomes:
                if outcome.sentence is not None:
                    ledger.failed(one.task.key, outcome.sentence)
                else:
                    ledger.done(one.task.key, outcome.rows)
                if time.monotonic() - last > COMMIT_EVERY_S:
                    ledger.commit()
                    last = time.monotonic()
    finally:
        ledger.commit()


def _share_of(one: Begun, threads: int | None) -> float:
    """Which share of this process a task takes while it runs."""
    if one.work is None:
        return 0.0
    scenario = one.work.plan.scenario
    return 1 / workers_for(scenario, one.work.engine, threads or processors(), threads)


def _engine(experiment: Experiment, waiting: Sequence[tuple[int, Task]], engine: Engine) -> Engine:
    """The engine that is done sooner, by the first design that can be planned at all."""
    for point in dict.fromkeys(task.point for _, task in waiting):
        try:
            return choose_engine(experiment.scenario_of(experiment.points[point]), engine, len(waiting))
        except HotlineError:  # of this design alone: it is told with its tasks
            continue
    return choose_engine(experiment.base(experiment.file.sweep.scenario, ("scenario",)), "model")


def _begun(
    experiment: Experiment, ledger: Ledger, waiting: Sequence[tuple[int, Task]], engine: Engine
) -> Iterator[Begun]:
    """Each task as it is begun; a design is planned once, when its first task is."""
    asked = tuple(experiment.file.sweep.measures)
    planned, work, fault = -1, None, None
    for number, task in waiting:
        if task.point != planned:
            planned, work, fault = task.point, None, None
            try:
                plan = checked_plan(experiment.scenario_of(experiment.points[planned]))
                work = Work(plan, experiment.seed, engine, asked, experiment.measures)
            except HotlineError as error:
                fault = error.sentence
        ledger.start(task.key)
        yield Begun(number, task, work, fault)


def _silent(_number: int, _share: float) -> None:
    """Nobody looks on."""
