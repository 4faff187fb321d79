"""Sweeps that are killed and gone on with, and what their tables come to.

A script of its own, like `killing.py`. Prints counts as JSON.

Run: python tests/faults/killing_sweeps.py FOLDER SEED KILLS
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from killing import SCENARIO, contents, fork, wait, watch

SWEEP = """
sweep: 1
scenario: small.yaml
replications: 4
design:
  grid:
    operators.floor.wrap_up: [{law: exponential, mean: 20 s}, {law: exponential, mean: 60 s}]
    operators.floor.shifts.all.staff: [1, 2, 3]
measures: [asa, wait_p90, abandoned, {measure: service_level, within: 25 s}]
"""
TASKS = 24
STEPS = 40
"""Of a sweep that opens, renames and removes files in its folder."""
WORKERS = ("1", "2", "3", "4")


def arguments(folder: Path, out: Path, workers: str) -> list[str]:
    """The command line."""
    return ["sweep", str(folder / "sweep.yaml"), "--json", "--workers", workers, "--out", str(out)]


def tables(out: Path) -> dict[str, bytes]:
    """Every table in a folder; what was never finished is not under its name."""
    kinds = (".csv", ".parquet", ".xlsx")
    return {n: data for n, data in contents(out).items() if n.endswith(kinds) and not n.startswith(".part-")}


def kill_in_a_commit(number: int) -> None:
    """End this process while a commit, the one of that number, waits for the disk."""
    from sim.store.ledger import Ledger

    commit, left = Ledger.commit, number

    def killed(ledger: Ledger) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGKILL)).start()
        commit(ledger)

    Ledger.commit = killed  # type: ignore[method-assign]


def commit_each_time() -> None:
    """Bring every result to the disk by itself, so that there are many writes to be killed in."""
    from sim.sweeps import running

    running.COMMIT_EVERY_S = 0.0  # type: ignore[misc]


def one_kill(folder: Path, out: Path, workers: str, seconds: float, chance: random.Random) -> tuple[str, int]:
    """Start the sweep and kill it: at a random time, in a commit, or as it opens or renames a file."""
    kind = chance.choice(["any time", "in a commit", "at a file"])
    before: Callable[[], Any] = commit_each_time

    if kind == "in a commit":
        number = chance.randrange(1, TASKS)
        before = lambda: (commit_each_time(), kill_in_a_commit(number))  # noqa: E731
    elif kind == "at a file":
        before = partial(watch, out, chance.randrange(1, STEPS))
    started = fork(arguments(folder, out, workers), before)
    if kind == "any time":
        time.sleep(chance.uniform(0, seconds))
        os.kill(started[0], signal.SIGKILL)
    return kind, wait(started)[0]


def done_in(out: Path) -> int:
    """Results in the ledger of a folder, by an eye of its own."""
    if not (out / "ledger.sqlite").exists():
        return 0
    connection = sqlite3.connect(out / "ledger.sqlite")
    try:
        return int(connection.execute("SELECT count(*) FROM tasks WHERE state = 'done'").fetchone()[0])
    except sqlite3.OperationalError:  # killed before the tables were there
        return 0
    finally:
        connection.close()


def main() -> None:
    """Do what the command line asks for."""
    folder, chance, kills = Path(sys.argv[1]), random.Random(int(sys.argv[2])), int(sys.argv[3])
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    from click.testing import CliRunner

    from sim.cli import main as command_line

    warm = CliRunner().invoke(command_line, arguments(folder, folder / "whole", "1"))
    assert warm.exit_code == 0, warm.stderr
    whole, found = tables(folder / "whole"), Counter[str]()
    begun = time.monotonic()
    assert wait(fork(arguments(folder, folder / "again", "3")))[0] == 0
    seconds = time.monotonic() - begun
    assert tables(folder / "again") == whole
    while found["kills"] < kills:
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        for _ in range(chance.randrange(1, 5)):
            earlier = done_in(out)
            kind, code = one_kill(folder, out, chance.choice(WORKERS), seconds, chance)
            found["kills"] += code == -signal.SIGKILL
            found[f"killed {kind}"] += code == -signal.SIGKILL
            found["lost"] += max(earlier - done_in(out), 0)
            found["torn"] += sum(data != whole.get(name) for name, data in tables(out).items()) if out.exists() else 0
        kept = done_in(out)
        code, words = wait(fork(arguments(folder, out, chance.choice(WORKERS))))
        found["resumed"] += 1
        found["crashes"] += code != 0 or "Traceback" in words
        found["not taken"] += kept > 0 and f"{kept} of {TASKS} runs taken" not in words
        found["doubled"] += max(done_in(out) - TASKS, 0)
        found["different"] += tables(out) != whole
    print(json.dumps(found))


if __name__ == "__main__":
    main()
