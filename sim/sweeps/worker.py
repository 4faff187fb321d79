"""A process that runs tasks for another one: `python -m sim.sweeps.worker [MEGABYTES]`, told by `processes.py`.

It answers `READY`, reads designs and numbers of replications from its standard input, and answers each number with what
became of it; it ends when the input does, or who started it has gone.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from typing import Final

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for who told it to work, from the beginning on

from sim.sweeps.tasks import Work, answered  # noqa: E402

READY: Final = "ready"
LOOK_EVERY_S: Final = 1.0


def main(megabytes: int = 0) -> None:
    """Work until the input ends, in so much memory; 0 sets no limit."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    if megabytes:
        _limit(megabytes)
    pickle.dump(READY, answers)
    answers.flush()
    work: Work | None = None
    while True:
        try:
            told = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        if isinstance(told, Work):
            work = told
            continue
        assert work is not None
        pickle.dump(answered(work, told), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _end_with(parent: int) -> None:
    """End this process, even in the middle of a run, when the one that started it is not there any more."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    os._exit(1)


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
