"""A process that runs tasks for another one: `python -m sim.sweeps.worker [MEGABYTES]`, told by `processes.py`.

It reads designs and numbers of replications from its standard input, and answers each number with an `Outcome`; it
ends when the input does.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys

from sim.sweeps.tasks import Work, measured


def main(megabytes: int = 0) -> None:
    """Work until the input ends, in so much memory; 0 sets no limit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for who told it to work
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    if megabytes:
        _limit(megabytes)
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
        pickle.dump(measured(work, told), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
