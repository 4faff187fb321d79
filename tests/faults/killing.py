"""Runs of the command that are killed, doubled or starved of disk, and what they leave behind.

A script of its own: it loads everything once and forks, so that hundreds of runs cost minutes. Prints counts as JSON.

Run: python tests/faults/killing.py FOLDER SEED WHAT COMMAND TIMES [WHAT COMMAND TIMES ...], WHAT being one of `TRIALS`.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

SCENARIO = """
hotline: 1
title: 小城热线
clock: {start: "2022-01-10", days: 1}
demand: {calls: {per_day: 120, types: {inquiry: 70 %, complaint: 30 %}}}
callers: {patience: {law: exponential, mean: 120 s}}
operators:
  floor:
    talk: {law: exponential, mean: 150 s}
    shifts: {all: {start: "00:00", end: "24:00", staff: 2}}
targets: [{measure: service_level, within: 15 s, at_least: 60 %}]
"""
REPLICATIONS = 6
COMMANDS = {
    "run": ["--reps", str(REPLICATIONS), "--engine", "model"],
    "need": ["--reps", "2", "--at-most", "6", "--engine", "model"],
}
VOLATILE = re.compile(rb'  "(created|manifest_sha256)": "[^"]*"')
SENTENCE = 400
"""Characters that a refusal may have at most."""


class Desk:
    """A scenario in a folder, and what each command leaves there when nobody disturbs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scenario = folder / "small.yaml"
        self.scenario.write_text(SCENARIO, encoding="utf-8")
        self._whole: dict[tuple[str, int], dict[str, bytes]] = {}
        self._seconds: dict[str, float] = {}

    def arguments(self, command: str, seed: int, out: Path) -> list[str]:
        """The command line."""
        return [command, str(self.scenario), *COMMANDS[command], "--seed", str(seed), "--out", str(out)]

    def seconds(self, command: str) -> float:
        """How long a command takes."""
        return self._seconds[command]

    def whole(self, command: str, seed: int) -> dict[str, bytes]:
        """Every file of the undisturbed result, without what is different each time."""
        if (command, seed) not in self._whole:
            out, begun = self.folder / f"whole-{command}-{seed}", time.monotonic()
            code, words = wait(fork(self.arguments(command, seed, out)))
            assert code == 0, words
            self._seconds[command] = time.monotonic() - begun
            self._whole[command, seed] = contents(out)
        return self._whole[command, seed]


def fork(arguments: list[str], before: Callable[[], None] = lambda: None) -> tuple[int, Path]:
    """Start the command in a copy of this process; its id, and the file of what it says."""
    said = Path(arguments[-1] + ".said")
    child = os.fork()
    if child:
        return child, said
    code = 1
    try:
        handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        before()
        from sim.cli import main

        main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        os._exit(code)


def wait(started: tuple[int, Path]) -> tuple[int, str]:
    """The exit code of a child (negative: killed by that signal), and what it said."""
    child, said = started
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, said.read_text(encoding="utf-8") if said.exists() else ""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder by its path there, without what is different each time."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if "manifest.json" in files:
        files["manifest.json"] = VOLATILE.sub(b"", files["manifest.json"])
    return files


def look(out: Path, wholes: list[dict[str, bytes]], found: Counter[str]) -> int:
    """Count what is torn in the folder of a run that ended early, and what is served though it is not right.

    Returns
    -------
    int
        Number of finished replications that can be read.
    """
    from sim import store
    from sim.errors import StoreError

    there = contents(out) if out.exists() else {}
    files = {
        name: data
        for name, data in there.items()
        if not name.rpartition("/")[2].startswith((".part-", ".hotline-lock"))
    }
    for name, data in files.items():
        if name != "manifest.json" and all(data != whole.get(name) for whole in wholes):
            found["torn"] += 1
            found[f"torn: {name}"] += 1
    if "manifest.json" not in files:
        return 0
    manifest = store.read_manifest(out)  # a torn one raises, and so ends the trial
    whole = wholes[manifest["seed"] - 1]
    if manifest["finished"] and files != whole:
        found["torn"] += 1
        found[f"torn: {set(files) ^ set(whole)}"] += 1
    readable = 0
    for number in range(REPLICATIONS):
        try:
            store.read_logs(out, number)
        except StoreError:
            continue
        names = [f"logs/{log}-{number:04d}.parquet" for log in ("contacts", "staff")]
        found["served"] += any(files[name] != whole[name] for name in names)
        readable += 1
    return readable


def rerun(desk: Desk, command: str, out: Path, recorded: int, found: Counter[str]) -> None:
    """Run again what was stopped, and hold the result against the undisturbed one."""
    whole = desk.whole(command, 1)
    code, words = wait(fork(desk.arguments(command, 1, out)))
    found["crashes"] += code != 0 or "Traceback" in words
    found["mixed"] += contents(out) != whole
    taken = re.search(r"(\d+) of \d+ replications taken", words)
    found["replications taken"] += int(taken[1]) if taken else 0
    found["replications lost"] += recorded - (int(taken[1]) if taken else 0)


def fresh(desk: Desk, command: str, is_old: bool) -> Path:
    """A folder for a round: new, or with the results of another seed."""
    out = desk.folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    if is_old:
        desk.whole(command, 2)
        shutil.copytree(desk.folder / f"whole-{command}-2", out)
    return out


def kill(desk: Desk, command: str, times: int, chance: random.Random) -> Counter[str]:
    """Kill the command so often at random times; every other round it replaces the results of another seed."""
    found: Counter[str] = Counter()
    wholes = [desk.whole(command, seed) for seed in (1, 2)]
    longest = desk.seconds(command)
    while found["kills"] < times:
        out = fresh(desk, command, (found["kills"] + found["ended before"]) % 2 == 1)
        started = fork(desk.arguments(command, 1, out))
        time.sleep(chance.uniform(0, longest))
        os.kill(started[0], signal.SIGKILL)
        was_killed = wait(started)[0] == -signal.SIGKILL
        found["kills" if was_killed else "ended before"] += 1
        if not was_killed:  # a busy machine may have become a quiet one
            longest *= 0.95
        after_a_kill(desk, command, out, wholes, found)
    return found


def kill_at(desk: Desk, command: str, times: int, chance: random.Random) -> Counter[str]:
    """Kill the command as it opens, renames or removes a file of its folder: at each of these steps, or at some."""
    found: Counter[str] = Counter()
    wholes = [desk.whole(command, seed) for seed in (1, 2)]
    steps = count_steps(desk, command)
    for step in sorted(chance.sample(range(1, steps + 1), min(times, steps))):
        out = fresh(desk, command, is_old=True)
        code, _ = wait(fork(desk.arguments(command, 1, out), lambda out=out, step=step: watch(out, step)))  # type: ignore[misc]
        found["kills" if code == -signal.SIGKILL else "ended before"] += 1
        after_a_kill(desk, command, out, wholes, found)
    return found


def after_a_kill(desk: Desk, command: str, out: Path, wholes: list[dict[str, bytes]], found: Counter[str]) -> None:
    """Look at what is left, and run again."""
    from sim import store

    recorded = look(out, wholes, found)
    is_ours = (out / "manifest.json").exists() and store.read_manifest(out)["seed"] == 1
    rerun(desk, command, out, recorded if is_ours else 0, found)


def watch(out: Path, last_step: int, note: Path | None = None) -> None:
    """End this process at a step of its own in a folder; steps are noted if asked for."""
    steps = 0

    def on_event(event: str, given: tuple[Any, ...]) -> None:
        nonlocal steps
        if event not in ("open", "os.rename", "os.remove", "os.mkdir") or not str(given[0]).startswith(str(out)):
            return
        steps += 1
        if note is not None:
            note.write_text(str(steps))
        if steps == last_step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(on_event)


def count_steps(desk: Desk, command: str) -> int:
    """How often a run that replaces others opens, renames or removes a file."""
    out, note = fresh(desk, command, is_old=True), desk.folder / "steps"
    assert wait(fork(desk.arguments(command, 1, out), lambda: watch(out, 0, note)))[0] == 0
    return int(note.read_text())


def double(desk: Desk, command: str, times: int, chance: random.Random) -> Counter[str]:
    """Start two runs of different seeds into one folder, at nearly the same time."""
    found: Counter[str] = Counter()
    wholes = [desk.whole(command, seed) for seed in (1, 2)]
    for _ in range(times):
        out = fresh(desk, command, is_old=False)
        first = fork(desk.arguments(command, 1, out))
        time.sleep(chance.choice([0, 0, 0.01, 0.1, 0.5]))
        said = out.with_name("second")
        second = fork([*desk.arguments(command, 2, out)[:-1], str(out)], lambda said=said: redirect(said))  # type: ignore[misc]
        ends = [wait(first)[0], wait(second)[0]]
        found["rounds"] += 1
        found["refused"] += ends.count(4)
        found["crashes"] += any(code not in (0, 4) for code in ends) or ends == [4, 4]
        found["crashes"] += 4 in ends and not is_refusal(said if ends[1] == 4 else Path(f"{out}.said"), out)
        found["mixed"] += contents(out) not in wholes
    return found


def redirect(said: Path) -> None:
    """Send what this process says to another file."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)


def is_refusal(said: Path, out: Path) -> bool:
    """Whether one sentence says that the folder is taken, and since when."""
    lines = said.read_text(encoding="utf-8").splitlines()
    return len(lines) == 1 and f"another run has been writing to {out}" in lines[0]


def starve(desk: Desk, command: str, times: int, chance: random.Random) -> Counter[str]:
    """Let no file grow beyond a size; then run again with room enough."""
    found: Counter[str] = Counter()
    wholes = [desk.whole(command, seed) for seed in (1, 2)]
    sizes = sorted({len(data) for data in wholes[0].values()})
    for number in range(times):
        out = fresh(desk, command, number % 2 == 1)
        most = chance.choice(sizes) - 1
        code, words = wait(fork(desk.arguments(command, 1, out), lambda most=most: limit(most)))  # type: ignore[misc]
        found["full disks"] += 1
        last = words.splitlines()[-1] if words else ""
        sentence = next((line for line in words.splitlines() if "no space left" in line), "")
        found["crashes"] += code != 4 or not 0 < len(sentence) < SENTENCE or "Traceback" in words or not last
        found["parts left"] += sum(path.name.startswith(".part-") for path in out.rglob(".part-*"))
        after_a_kill(desk, command, out, wholes, found)
    return found


def limit(most: int) -> None:
    """No file of this process may have more bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def draw_nothing() -> None:
    """Stand-ins of the same names and about the same size for charts, whose drawing is nine tenths of a small run."""
    from sim.commands import need
    from sim.report import charts, run_charts

    names = ("calls_by_interval", "occupancy", "service_level_by_interval", "staffing_by_interval")
    run_charts.draw_charts = lambda *_given: {name: name for name in names}  # type: ignore[assignment,return-value]
    charts.figure_bytes = lambda figure, kind: f"{figure} {kind}\n".encode() * 1500
    need.need_charts = lambda *_given: {"need_service_level": "need"}  # type: ignore[assignment,dict-item]


TRIALS = {"kill": kill, "kill_at": kill_at, "double": double, "starve": starve}


def main() -> None:
    """Do what the command line asks for."""
    from click.testing import CliRunner

    from sim.cli import main as command_line

    draw_nothing()
    folder, seed, *trials = sys.argv[1:]
    desk, found = Desk(Path(folder)), []
    for command in COMMANDS:  # what is loaded and compiled only once is so before the forks
        warm = CliRunner().invoke(command_line, desk.arguments(command, 1, desk.folder / f"warm-{command}"))
        assert warm.exit_code == 0, warm.stderr
    for what, command, times in zip(trials[::3], trials[1::3], trials[2::3], strict=True):
        desk.whole(command, 1)
        found.append(TRIALS[what](desk, command, int(times), random.Random(int(seed))))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
