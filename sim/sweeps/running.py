"""Tasks of a sweep, run here or elsewhere, their results written by one process as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
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
    from sim.sweeps.experiment import Experiment, Task, Tasks

COMMIT_EVERY_S: Final = 0.2
"""A commit waits for the disk: runs that end within such a time share one."""
LOOK_EVERY_S: Final = 0.2
"""So long a stop that is asked for may wait."""
MOST_KEPT: Final = 16
"""Plans of designs that are kept from one look at a sweep to the next."""
Progress = Callable[[int, float], None]
"""Called with the number of a task in the sweep and how far it is; what it raises ends the sweep."""


@dataclass(frozen=True)
class Begun:
    """A task that is to be run: the design, or why that cannot be run."""

    task: Task
    work: Work | None
    fault: str | None = None


Ended = Generator[tuple[Begun, Outcome], None, None]
Run = Callable[[Iterable[Begun]], Ended]
"""Runs tasks and hands each over with its outcome, in any order, never holding more than it works on."""
Runner = Callable[[Progress], AbstractContextManager[Run]]
"""Where tasks are run: what it needs for that is held as long as this is open."""


@dataclass
class Designs:
    """The designs of a sweep, planned as their tasks are begun."""

    experiment: Experiment
    engine: Engine
    _planned: dict[int, tuple[Work | None, str | None]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, experiment: Experiment, tasks: Tasks, engine: Engine) -> Designs:
        """Those of a sweep, with the engine that has done so many tasks sooner."""
        for point in tasks.points:
            try:
                return cls(
                    experiment, choose_engine(experiment.scenario_of(experiment.points[point]), engine, len(tasks))
                )
            except HotlineError:  # of this design alone: it is told with its tasks
                continue
        return cls(experiment, "model")

    def begun(self, task: Task) -> Begun:
        """A task that is to be run."""
        if task.point not in self._planned:
            while len(self._planned) >= MOST_KEPT:
                del self._planned[next(iter(self._planned))]
            self._planned[task.point] = self._made(task.point)
        return Begun(task, *self._planned[task.point])

    def _made(self, point: int) -> tuple[Work | None, str | None]:
        made = self.experiment
        try:
            plan = checked_plan(made.scenario_of(made.points[point]))
        except HotlineError as error:
            return None, error.sentence
        made.oddities.note(point, plan.warnings)
        return Work(plan, made.seed, self.engine, tuple(made.file.sweep.measures), made.measures), None


def run_tasks(designs: Designs, ledger: Ledger, waiting: Iterable[Task], run: Run) -> None:
    """Run tasks and keep what they measure; one that cannot be run is kept as failed, and the others go on.

    Parameters
    ----------
    designs, ledger
        Of which sweep, and where results are kept. What has been taken is on the disk when this ends, however it ends.
    waiting
        The tasks.
    run
        What runs them.
    """

    def begun() -> Iterator[Begun]:
        for task in waiting:
            ledger.start(task.key)
            yield designs.begun(task)

    last = time.monotonic()
    try:
        with closing(run(begun())) as ended:
            for one, outcome in ended:
                if outcome.sentence is not None:
                    ledger.failed(one.task.key, outcome.sentence)
                else:
                    ledger.done(one.task.key, outcome.rows)
                if time.monotonic() - last > COMMIT_EVERY_S:
                    ledger.commit()
                    last = time.monotonic()
    finally:
        ledger.commit()


@contextmanager
def in_threads(progress: Progress, threads: int | None = None) -> Iterator[Run]:
    """A `Runner`: in threads of this process, which compiled code does not hold up.

    Left out, their number is that of the processors, as long as the runs in work together fit into half of the memory
    that the scenario's budget allows; of the model it is one.
    """
    many = threads or processors()
    with ThreadPoolExecutor(many) as pool:

        def run(begun: Iterable[Begun]) -> Ended:
            in_work: dict[Future[Outcome], tuple[float, Begun]] = {}
            try:
                for one in begun:
                    share = _share_of(one, threads)
                    while in_work and sum(taken for taken, _ in in_work.values()) + share > 1.0 + 1e-9:
                        yield from _finished(in_work)
                    in_work[pool.submit(_here, one, progress)] = share, one
                while in_work:
                    yield from _finished(in_work)
            finally:
                for future in in_work:
                    future.cancel()

        yield run


def _here(one: Begun, progress: Progress) -> Outcome:
    if one.work is None:
        return Outcome(sentence=one.fault)
    outcome = measured(one.work, one.task.replication, partial(progress, one.task.number))
    if outcome.sentence is None:
        progress(one.task.number, 1.0)
    return outcome


def _finished(in_work: dict[Future[Outcome], tuple[float, Begun]]) -> Ended:
    """Those that are done first, taken out of what is in work."""
    done, _ = wait(in_work, return_when=FIRST_COMPLETED)
    for future in done:
        _, one = in_work.pop(future)
        yield one, future.result()


def _share_of(one: Begun, threads: int | None) -> float:
    """Which share of this process a task takes while it runs."""
    if one.work is None:
        return 0.0
    many = threads or processors()
    return 1 / workers_for(one.work.plan.scenario, one.work.engine, many, threads)


def silent(_number: int, _share: float) -> None:
    """Nobody looks on."""
