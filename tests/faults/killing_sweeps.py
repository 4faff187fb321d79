"""Sweeps that are killed, stopped, starved of disk, doubled or damaged and gone on with, and what they come to.

A script of its own, like `killing.py`. Prints counts as JSON, one for each kind of trouble.

Run: python tests/faults/killing_sweeps.py FOLDER SEED KIND TIMES [KIND TIMES ...], KIND being one of `TROUBLES`.
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
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from killing import SCENARIO, contents, fork, is_refusal, limit, redirect, wait, watch

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
SENTENCE = 400
"""Characters that a refusal may have at most."""


def arguments(folder: Path, out: Path, workers: str) -> list[str]:
    """The command line."""
    return ["sweep", str(folder / "sweep.yaml"), "--json", "--workers", workers, "--out", str(out)]


def tables(out: Path) -> dict[str, bytes]:
    """Every table in a folder, and what was asked; what was never finished is not under its name."""
    kinds = (".csv", ".parquet", ".xlsx", ".yaml")
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


@dataclass
class Desk:
    """A sweep in a folder, what it comes to undisturbed, and how long it takes."""

    folder: Path
    chance: random.Random
    whole: dict[str, bytes]
    seconds: float

    @property
    def out(self) -> Path:
        """Where the disturbed one writes."""
        return self.folder / "out"

    def begun(self, before: Callable[[], Any] = lambda: None) -> tuple[int, Path]:
        """The sweep, started with some number of workers."""
        return fork(arguments(self.folder, self.out, self.chance.choice(WORKERS)), before)


def kill_any_time(desk: Desk, found: Counter[str]) -> None:
    """At a random time."""
    started = desk.begun(commit_each_time)
    time.sleep(desk.chance.uniform(0, desk.seconds))
    os.kill(started[0], signal.SIGKILL)
    found["times"] += wait(started)[0] == -signal.SIGKILL


def kill_in_commit(desk: Desk, found: Counter[str]) -> None:
    """While a commit waits for the disk."""
    number = desk.chance.randrange(1, TASKS)
    started = desk.begun(lambda: (commit_each_time(), kill_in_a_commit(number)))
    found["times"] += wait(started)[0] == -signal.SIGKILL


def kill_at_file(desk: Desk, found: Counter[str]) -> None:
    """As the program opens, renames or removes a file."""
    started = desk.begun(partial(watch, desk.out, desk.chance.randrange(1, STEPS)))
    found["times"] += wait(started)[0] == -signal.SIGKILL


def stop(desk: Desk, found: Counter[str]) -> None:
    """Ctrl-C, or what a batch system sends: within a few seconds a sentence says how to go on."""
    started = desk.begun(commit_each_time)
    time.sleep(desk.chance.uniform(0, desk.seconds))
    number, begun = desk.chance.choice([signal.SIGINT, signal.SIGTERM]), time.monotonic()
    os.kill(started[0], number)
    code, words = wait(started)
    found["slow"] += time.monotonic() - begun > 10
    found["times"] += code == 130
    found["crashes"] += code not in (0, 130, -signal.SIGTERM) or "Traceback" in words


def fill_disk(desk: Desk, found: Counter[str]) -> None:
    """No file may grow beyond a size: exit code 4, and a sentence."""
    found_sizes = {len(data) for data in contents(desk.folder / "whole").values()}
    sizes = sorted(size for size in found_sizes if size > 2 * SENTENCE)  # what it says goes to a file, too
    most = desk.chance.choice(sizes) - 1
    code, words = wait(desk.begun(lambda: limit(most)))
    sentences = [line for line in words.splitlines() if "no space left" in line or "cannot write" in line]
    found["times"] += 1
    is_told = code == 4 and len(sentences) == 1 and len(sentences[0]) <= SENTENCE and "Traceback" not in words
    found["crashes"] += not is_told
    if not is_told:
        print(f"no file over {most} bytes: exit code {code}\n{words}", file=sys.stderr)


def double(desk: Desk, found: Counter[str]) -> None:
    """Two at once in one folder: one is refused in a sentence, or comes after the other."""
    other = desk.folder / "other.said"
    first = desk.begun()
    second = desk.begun(lambda: redirect(other))
    codes = [wait(first)[0], wait(second)[0]]
    refused = [is_refusal(said, desk.out) for said in (first[1], other)]
    found["times"] += 1
    found["crashes"] += sorted(codes) not in ([0, 0], [0, 4]) or (4 in codes and sum(refused) != 1)


def cut(desk: Desk, found: Counter[str]) -> None:
    """The ledger of a finished sweep loses its last bytes."""
    path = _finished(desk)
    path.write_bytes(path.read_bytes()[: -desk.chance.randrange(1, 201)])
    _look_at_damage(desk, found)


def flip(desk: Desk, found: Counter[str]) -> None:
    """One bit of the ledger of a finished sweep is another."""
    path = _finished(desk)
    damaged = bytearray(path.read_bytes())
    damaged[desk.chance.randrange(len(damaged))] ^= 1 << desk.chance.randrange(8)
    path.write_bytes(damaged)
    _look_at_damage(desk, found)


def _finished(desk: Desk) -> Path:
    shutil.rmtree(desk.out, ignore_errors=True)
    shutil.copytree(desk.folder / "whole", desk.out)
    return desk.out / "ledger.sqlite"


def _look_at_damage(desk: Desk, found: Counter[str]) -> None:
    """Damage has to be found by `check`, and told by the sweep, which refuses it or goes on with what is whole."""
    found["times"] += 1
    code, words = wait(fork(["check", str(desk.out)]))
    found["not found"] += code != 4 or "ledger.sqlite is not what was written" not in words
    code, words = wait(desk.begun())
    found["not found"] += "ledger.sqlite is not what was written" not in words
    found["crashes"] += code not in (0, 4) or "Traceback" in words
    found["served"] += tables(desk.out) != desk.whole
    if code == 4:  # move it away, the sentence says
        (desk.out / "ledger.sqlite").unlink()


TROUBLES = {
    "killed any time": kill_any_time,
    "killed in a commit": kill_in_commit,
    "killed at a file": kill_at_file,
    "stopped": stop,
    "full disk": fill_disk,
    "two at once": double,
    "ledger cut": cut,
    "ledger with a flipped bit": flip,
}


def main() -> None:
    """Do what the command line asks for."""
    folder, chance = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    from click.testing import CliRunner

    from sim.cli import main as command_line

    warm = CliRunner().invoke(command_line, arguments(folder, folder / "whole", "1"))
    assert warm.exit_code == 0, warm.stderr
    begun = time.monotonic()
    assert wait(fork(arguments(folder, folder / "again", "3")))[0] == 0
    desk = Desk(folder, chance, tables(folder / "whole"), time.monotonic() - begun)
    assert tables(folder / "again") == desk.whole
    told = {}
    for kind, times in zip(sys.argv[3::2], sys.argv[4::2], strict=True):
        told[kind] = found = Counter[str]()
        while found["times"] < int(times):
            shutil.rmtree(desk.out, ignore_errors=True)
            for _ in range(chance.randrange(1, 5)):
                earlier = done_in(desk.out)
                TROUBLES[kind](desk, found)
                if kind.startswith("ledger"):
                    break
                found["lost"] += max(earlier - done_in(desk.out), 0)
                there = tables(desk.out) if desk.out.exists() else {}
                found["torn"] += sum(data != desk.whole.get(name) for name, data in there.items())
            go_on(desk, found, is_damaged=kind.startswith("ledger"))
    print(json.dumps(told))


def go_on(desk: Desk, found: Counter[str], is_damaged: bool) -> None:
    """The same command again ends as an undisturbed one, and takes what is there."""
    kept = 0 if is_damaged else done_in(desk.out)
    code, words = wait(desk.begun())
    found["crashes"] += code != 0 or "Traceback" in words
    found["not taken"] += kept > 0 and f"{kept} of {TASKS} runs taken" not in words
    found["doubled"] += max(done_in(desk.out) - TASKS, 0)
    found["different"] += tables(desk.out) != desk.whole


if __name__ == "__main__":
    main()
