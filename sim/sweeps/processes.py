"""Tasks in processes of their own: one that ends its process, takes too long or too much memory costs itself only."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sim
from sim.study.parallel import processors
from sim.sweeps.running import Begun, Progress
from sim.sweeps.tasks import Outcome, Work

TRIES: Final = 2
"""A process that ended once may have been another's victim; a task that ends the next one too is given up."""
LOOK_EVERY_S: Final = 0.2
"""So long a stop that is asked for may wait."""


@dataclass(frozen=True)
class Limits:
    """What one task may take, in wall time (seconds) and in memory of its process (megabytes); None: no limit."""

    seconds: float | None = None
    megabytes: int | None = None


def in_processes(
    begun: Iterable[Begun], progress: Progress, workers: int | None = None, limits: Limits = Limits()
) -> Generator[tuple[Begun, Outcome], None, None]:
    """A `Runner`: each task in one of so many processes, as many as processors if left out.

    A task whose process ends is tried once more in a new one. Runs of the model side by side, and limits for a single
    task, are what this is for: compiled code does as well in threads, which need no copy of the design.
    """
    many = workers or processors()
    with _Pool(limits) as pool, ThreadPoolExecutor(many) as threads:
        in_work: dict[Future[Outcome], Begun] = {}
        try:
            for one in begun:
                in_work[threads.submit(pool.run, one)] = one
                if len(in_work) == many:
                    yield from _finished(in_work, progress)
            while in_work:
                yield from _finished(in_work, progress)
        finally:
            pool.stop()


def _finished(
    in_work: dict[Future[Outcome], Begun], progress: Progress
) -> Generator[tuple[Begun, Outcome], None, None]:
    """Those that are done first, taken out of what is in work; a stop is obeyed while they are waited for."""
    done: set[Future[Outcome]] = set()
    while not done:
        progress(next(iter(in_work.values())).number, 0.0)
        done, _ = wait(in_work, LOOK_EVERY_S, FIRST_COMPLETED)
    for future in done:
        one, outcome = in_work.pop(future), future.result()
        if outcome.sentence is None:
            progress(one.number, 1.0)
        yield one, outcome


class _Pool:
    """Processes that run tasks, begun as they are needed; used by several threads."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._alive: list[_Process] = []
        self._is_stopped = False

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        for process in self._alive:
            process.end()

    def stop(self) -> None:
        """End every process: threads that wait for one go on, and begin no new one."""
        with self._lock:
            self._is_stopped = True
            for process in self._alive:
                process.kill()

    def run(self, one: Begun) -> Outcome:
        """What becomes of a task."""
        if one.work is None:
            return Outcome(sentence=one.fault)
        ended = ""
        for _ in range(TRIES):
            process = self._taken()
            if process is None:
                break
            try:
                outcome = process.run(one.work, one.task.replication)
            except _EndedError:
                ended = self._lost(process)
                if process.is_late:
                    return Outcome(sentence=f"it took more than {self._limits.seconds:g} s, the limit of one run")
            else:
                with self._lock:
                    self._idle.append(process)
                return outcome
        return Outcome(sentence=f"its process was ended {TRIES} times ({ended}): the machine may be out of memory")

    def _taken(self) -> _Process | None:
        with self._lock:
            if self._is_stopped:
                return None
            if self._idle:
                return self._idle.pop()
            self._alive.append(_Process(self._limits))
            return self._alive[-1]

    def _lost(self, process: _Process) -> str:
        with self._lock:
            if process in self._alive:
                self._alive.remove(process)
        code = process.end()
        return f"signal {-code}" if code < 0 else f"exit code {code}"


class _EndedError(Exception):
    """The process ended before it answered."""


class _Process:
    """A process that runs one task after the other: see `worker.py`."""

    def __init__(self, limits: Limits) -> None:
        path = os.pathsep.join(filter(None, (str(Path(sim.__file__).parents[1]), os.environ.get("PYTHONPATH"))))
        words = [sys.executable, "-m", "sim.sweeps.worker", str(limits.megabytes or 0)]
        environment = {**os.environ, "PYTHONPATH": path}
        self.is_late = False
        self._limits = limits
        self._given: Work | None = None
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, work: Work, replication: int) -> Outcome:
        """What becomes of a replication of a design.

        Raises
        ------
        _EndedError
            If the process ends first.
        """
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None
        assert answers is not None
        timer = threading.Timer(self._limits.seconds or 0.0, self._too_late)
        try:
            if work is not self._given:
                pickle.dump(work, given, protocol=pickle.HIGHEST_PROTOCOL)
                self._given = work
            pickle.dump(replication, given)
            given.flush()
            if self._limits.seconds is not None:
                timer.start()
            answer: Outcome = pickle.load(answers)  # noqa: S301 - from a process that this one started
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise _EndedError from error
        finally:
            timer.cancel()
        return answer

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def end(self) -> int:
        """End the process and forget it; its exit code."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was still to be told is told to nobody
                if pipe is not None:
                    pipe.close()
        return self._process.wait()

    def _too_late(self) -> None:
        self.is_late = True
        self.kill()
