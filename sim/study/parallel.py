"""Replications side by side in threads: compiled code holds no lock of the interpreter."""

from __future__ import annotations

import ctypes
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.simulation import Engine

Given = TypeVar("Given")
Result = TypeVar("Result")
BYTES_OF_AN_EVENT: Final = 100
"""Memory of a run at its largest, its measures included, by its events (benchmarks/whole_period.py)."""
MMAP_THRESHOLD: Final = (-3, 4 << 20)
TRIM_THRESHOLD: Final = (-1, 64 << 20)
MOST_ARENAS: Final = (-8, 1)
"""Numbers of three settings of the GNU C library, as in its malloc.h, and what they are set to. Smaller arrays had
better stay: fresh pages for each cost a tenth of a long run's time."""


def give_memory_back(library: str = "libc.so.6") -> bool:
    """Have large arrays returned to the system as soon as they are freed, for the rest of this process.

    The GNU C library keeps up to 32 MB of each in its heap, where the small arrays that stay lie between them: over the
    replications of a long period a process so holds half as much again as it uses. Elsewhere nothing is changed.

    Returns
    -------
    bool
        Whether this system's library took the settings.
    """
    try:
        mallopt = ctypes.CDLL(library).mallopt
    except (OSError, AttributeError):
        return False
    return all(mallopt(*setting) == 1 for setting in (MMAP_THRESHOLD, TRIM_THRESHOLD, MOST_ARENAS))


def workers_for(scenario: Scenario, engine: Engine, runs: int, asked: int | None = None) -> int:
    """How many threads to run replications in.

    Parameters
    ----------
    scenario, runs
        What is run, and how often.
    engine
        'model' or 'kernel': threads of the model would wait for each other.
    asked
        Number of threads; if left out, one for each processor, as far as memory allows.
    """
    if engine != "kernel":
        return 1
    if asked is None:
        from sim.simulation import expected_events

        run_mb = expected_events(scenario) * BYTES_OF_AN_EVENT / 1e6
        asked = max(1, min(processors(), int(scenario.budget.memory_mb / 2 / max(run_mb, 1.0))))
    return min(asked, runs)


def in_order(task: Callable[[Given], Result], things: Iterable[Given], workers: int) -> Iterator[Result]:
    """What a task gives for each of some things, in their order, worked out in so many threads.

    There are never more results than threads, those in work and the one that is looked at counted: a large run's logs
    take much memory, and to look at them takes a processor, too. Once one has failed, nothing new is begun.
    """
    if workers == 1:
        yield from map(task, things)
        return
    begun: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for thing in things:
                begun.append(pool.submit(task, thing))
                if len(begun) == workers:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
