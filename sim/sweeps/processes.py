"""Tasks in processes of their own: one that ends its process, takes too long or too much memory costs itself only."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sim
from sim.errors import HotlineError, reason
from sim.study.parallel import processors
from sim.sweeps.running import LOOK_EVERY_S, Begun, Ended, Progress, Run
from sim.sweeps.tasks import Outcome, Work, outcome_of

TRIES: Final = 2
"""A process that ended once may have been another's victim; a task that ends the next one too is given up."""
START_S: Final = 120.0
"""So long a process may take to load the program."""
END_S: Final = 1.0
"""So long one that is ending by itself is left alone, so that its exit code is its own."""


@dataclass(frozen=True)
class Limits:
    """What one task may take, in wall time (seconds) and in memory of its process (megabytes); None: no limit."""

    seconds: float | None = None
    megabytes: int | None = None


@contextmanager
def in_processes(progress: Progress, workers: int | None = None, limits: Limits = Limits()) -> Iterator[Run]:
    """A `Runner`: each task in one of so many processes, as many as processors if left out.

    A task whose process ends is tried once more in a new one. Runs of the model side by side, and limits for a single
    task, are what this is for: compiled code does as well in threads, which need no copy of the design.

    Raises
    ------
    HotlineError
        If no process can be started.
    """
    many = workers or processors()
    with _Pool(limits) as pool, ThreadPoolExecutor(many) as threads:

        def run(begun: Iterable[Begun]) -> Ended:
            in_work: dict[Future[Outcome], Begun] = {}
            try:
                for one in begun:
                    in_work[threads.submit(pool.run, one)] = one
                    if len(in_work) == many:
                        yield from _finished(in_work, progress)
                while in_work:
                    yield from _finished(in_work, progress)
            finally:
                if in_work:  # not all were waited for: this is an end before its time
                    pool.stop()

        try:
            yield run
        finally:
            pool.stop()


def _finished(in_work: dict[Future[Outcome], Begun], progress: Progress) -> Ended:
    """Those that are done first, taken out of what is in work; a stop is obeyed while they are waited for."""
    done: set[Future[Outcome]] = set()
    while not done:
        progress(next(iter(in_work.values())).task.number, 0.0)
        done, _ = wait(in_work, LOOK_EVERY_S, FIRST_COMPLETED)
    for future in done:
        one, outcome = in_work[future], future.result()
        del in_work[future]
        if outcome.sentence is None:
            progress(one.task.number, 1.0)
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
            answer: Any = None
            with suppress(_EndedError):
                answer = process.run(one.work, one.task.replication)
            if answer is None or process.is_late:  # late also where the answer came as it was ended
                ended = self._lost(process)
            else:
                with self._lock:
                    self._idle.append(process)
            if answer is not None:
                return outcome_of(answer)
            if process.is_late:
                return Outcome(sentence=f"it took more than {self._limits.seconds:g} s, the limit of one run")
        return Outcome(sentence=f"its process was ended {TRIES} times ({ended}): the machine may be out of memory")

    def _taken(self) -> _Process | None:
        with self._lock:
            if self._is_stopped:
                return None
            if self._idle:
                return self._idle.pop()
            process = _Process(self._limits)
            self._alive.append(process)
        process.wait_until_ready()
        return process

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
        self.is_late = False
        self._limits = limits
        self._given: Work | None = None
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                words, env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as error:
            raise HotlineError(f"no process can be started to run tasks in: {reason(error)}") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._told, self._answers = self._process.stdin, self._process.stdout

    def wait_until_ready(self) -> None:
        """Wait until the program is loaded there.

        Raises
        ------
        HotlineError
            If it ends before: it would do so each time.
        """
        try:
            self._timed(START_S, lambda: pickle.load(self._answers))  # noqa: S301 - from a process started here
        except _EndedError as error:
            raise HotlineError(
                f"a process that was to run tasks ended before it was ready (exit code {self.end()})"
            ) from error

    def run(self, work: Work, replication: int) -> Any:
        """What a replication of a design is answered with.

        Raises
        ------
        _EndedError
            If the process ends first.
        """

        def asked() -> Any:
            if work is not self._given:
                pickle.dump(work, self._told, protocol=pickle.HIGHEST_PROTOCOL)
                self._given = work
            pickle.dump(replication, self._told)
            self._told.flush()
            return pickle.load(self._answers)  # noqa: S301 - from a process that this one started

        return self._timed(self._limits.seconds, asked)

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def end(self) -> int:
        """End the process and forget it; its exit code."""
        if not self.is_late:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_S)
        self.kill()
        for pipe in (self._told, self._answers):
            with suppress(OSError):  # what was still to be told is told to nobody
                pipe.close()
        return self._process.wait()

    def _timed(self, seconds: float | None, task: Any) -> Any:
        """What a task gives that talks to the process, which is ended if that takes too long."""
        timer = threading.Timer(seconds or 0.0, self._too_late)
        if seconds is not None:
            timer.start()
        try:
            return task()
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise _EndedError from error
        finally:
            timer.cancel()

    def _too_late(self) -> None:
        self.is_late = True
        self.kill()
