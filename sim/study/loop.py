"""The one loop over replications: each is simulated or taken as it was, looked at, and handed over in turn."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from sim.study.parallel import in_order

if TYPE_CHECKING:
    from sim.logs.run_log import RunLog
    from sim.scenario.schema import Scenario
    from sim.simulation import Engine

Kept = TypeVar("Kept")


def each_short_run(
    scenario: Scenario,
    replications: Iterable[int],
    look: Callable[[RunLog], Kept],
    *,
    seed: int,
    engine: Engine,
    progress: Callable[[int, float], None] | None = None,
) -> Generator[Kept, None, None]:
    """What is kept of each replication of a scenario whose runs take about a millisecond, in their order.

    Parameters
    ----------
    scenario, replications, seed, engine, progress
        As `each_run`; threads would wait for one another. The engine is 'model' or 'kernel'.
    look
        What to keep of a run; nothing of its logs, which the next run overwrites
        (`sim.simulation.in_same_memory`).
    """
    from sim.simulation import in_same_memory

    run = in_same_memory(scenario, seed, engine)
    for replication in replications:
        kept = look(run(replication))
        if progress is not None:
            progress(replication, 1.0)
        yield kept


def each_run(
    scenario: Scenario,
    replications: Iterable[int],
    look: Callable[[RunLog], Kept],
    *,
    seed: int,
    engine: Engine,
    workers: int = 1,
    earlier: Callable[[int], RunLog | None] | None = None,
    progress: Callable[[int, float], None] | None = None,
    then: Iterable[Callable[[], Kept]] = (),
) -> Generator[Kept, None, None]:
    """What is kept of each replication, in their order.

    Parameters
    ----------
    scenario, replications
        What to run, and the numbers of the replications.
    look
        What to keep of a run, such as `sim.study.counted.count`. It works in the thread that simulated, and the logs,
        which take much memory, go as it ends, unless it keeps them.
    seed, engine
        As `sim.simulation.simulate`.
    workers
        Threads to run in; there are never more results than threads, those in work counted.
    earlier
        The logs of a replication that ran before, by its number; None where it must be simulated.
    progress
        Called with the number of a replication and how far it is; what it raises, such as a stop, ends the loop.
    then
        More to do in the same threads, once all replications are begun.
    """
    from sim.simulation import simulate

    def one(replication: int) -> Kept:
        log = earlier(replication) if earlier is not None else None
        if log is None:
            told = partial(progress, replication) if progress is not None else None
            log = simulate(scenario, seed=seed, replication=replication, engine=engine, progress=told)
        return look(log)

    def done(task: Callable[[], Kept]) -> Kept:
        return task()

    tasks: Iterator[Callable[[], Kept]] = chain((partial(one, replication) for replication in replications), then)
    yield from in_order(done, tasks, workers)
