"""Kills, doubled runs, full disks and damaged files cost time, never a right result; `-m long` writes the page."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ..store.fabricated_runs import written
from .damage import cut, damage_code, flip, swap
from .reliability_page import write_section

ROOT = Path(__file__).parents[2]
MUST_BE_0 = ("torn", "served", "mixed", "crashes", "replications lost", "parts left", "not named", "left there")
RESULTS = """
A small scenario, 6 replications, `--engine model`, charts replaced by stand-ins of the same names. *Killed*: SIGKILL at
a random moment, or as the program opens, renames or removes a file; every other run replaces results of another seed.
Afterwards every file under its own name must be what an undisturbed run writes (else it is *torn*), all that can be
read must be right (else *served*), and the same command again must end with exactly the files of an undisturbed run
(else *mixed*) and use every replication that was finished (else *lost*). *Two runs*: of different seeds, started into
one folder; one is refused in a sentence, or comes after the other. *Full disk*: no file may grow beyond a size.
*Flips*: one bit of a log, a record or the manifest, half of them in the last 400 bytes, where Parquet keeps names and
types of columns; a flip must be found, and the file named.
"""
CODE = """
Compiled code in the cache folder, cut at random lengths (also empty) or with one bit turned. A damaged file must never
be run (else *served*) and be thrown away; a whole run over a cache in which every file is damaged must end well (else
*crashes*), with the same results and one sentence.
"""
HEAD = ("what", "times", "torn", "served", "mixed", "crashes", "lost")


def trials(folder: Path, seed: int, *wanted: tuple[str, str, int]) -> list[Counter[str]]:
    """Counts of trials in a process of their own, see `killing.py`."""
    folder.mkdir()
    script = [
        sys.executable,
        Path(__file__).parent / "killing.py",
        folder,
        seed,
        *(part for one in wanted for part in one),
    ]
    done = subprocess.run(
        list(map(str, script)), env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Counter(found) for found in json.loads(done.stdout)]


def check(found: Counter[str]) -> None:
    """Nothing that must not happen has happened."""
    assert {key: found[key] for key in MUST_BE_0} == dict.fromkeys(MUST_BE_0, 0), found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_whatever_stops_a_run_the_next_one_ends_it(tmp_path: Path) -> None:
    """Kills, full disks and a second run leave whole files only, serve nothing wrong, mix nothing and lose nothing."""
    wanted = [
        ("kill", "run", 3),
        ("kill_at", "run", 6),
        ("kill_at", "need", 4),
        ("double", "run", 3),
        ("starve", "run", 3),
    ]
    for (what, _, times), found in zip(wanted, trials(tmp_path / "desk", 1, *wanted), strict=True):
        check(found)
        assert found["kills"] + found["ended before"] + found["rounds"] + found["full disks"] >= times, what


def test_cut_and_swapped_files_are_found(tmp_path: Path) -> None:
    """Logs that end early or stand under another number are not served."""
    out = written(tmp_path / "out", 3, rows=50)
    found = cut(out, 3, 20, random.Random(1))
    swap(out, 3, found)
    check(found)
    assert found["swapped logs"] == 3 * 3 * 2


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_result_folders(tmp_path: Path) -> None:
    """Kills at random and at steps on the disk, doubled runs, full disks and 600 flips."""
    plan = {
        "`need --out` killed at random": ("kill", "need", 100),
        "`run --out` killed at a step on the disk": ("kill_at", "run", 80),
        "`need --out` killed at a step on the disk": ("kill_at", "need", 60),
        "two runs into one folder": ("double", "run", 50),
        "full disk, `run --out`": ("starve", "run", 30),
        "full disk, `need --out`": ("starve", "need", 30),
    }
    counts = dict(zip(plan, trials(tmp_path / "desk", 2, *plan.values()), strict=True))
    out = written(tmp_path / "out", 4, rows=2000)
    counts["flips"] = flip(out, 4, 600, random.Random(7))
    counts["cut and swapped files"] = cut(out, 4, 200, random.Random(8))
    swap(out, 4, counts["cut and swapped files"])
    assert times_of(counts["flips"]) == 600
    write_counts("Result folders", RESULTS, counts)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_runs(tmp_path: Path) -> None:
    """100 kills of `run --out` at random moments."""
    (found,) = trials(tmp_path / "desk", 3, ("kill", "run", 100))
    assert times_of(found) == 100
    taken = found["replications taken"]
    text = f"Tried and counted as under *Result folders*; {taken} finished replications were found and used again."
    write_counts("Killed runs", text, {"`run --out` killed at random": found})


def write_counts(title: str, text: str, counts: dict[str, Counter[str]]) -> None:
    """Put counts on the page, if nothing that must not happen has happened."""
    for found in counts.values():
        check(found)
    columns = ("torn", "served", "mixed", "crashes", "replications lost")
    rows = [(name, times_of(found), *(found[key] for key in columns)) for name, found in counts.items()]
    write_section(title, text, HEAD, rows)


def times_of(found: Counter[str]) -> int:
    """How often something was done."""
    done = ("kills", "rounds", "full disks", "flips", "cut files", "swapped logs")
    return sum(count for key, count in found.items() if key.startswith(done))


@pytest.mark.long
def test_compiler_cache(tmp_path: Path) -> None:
    """Machine code that was cut or changed is never run, and stops no run."""
    pytest.importorskip("numba")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOTLINE_CACHE_DIR": str(tmp_path / "cache")}
    command = ["run", "template_town", "--reps", "1", "--engine", "kernel", "--json", "--quiet"]

    def run() -> tuple[int, str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-m", "sim", *command],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, [line for line in done.stderr.splitlines() if "compiled code" in line]

    code, answer, said = run()
    assert (code, said) == (0, [])
    files = sorted((tmp_path / "cache").rglob("*.code"))
    loop = next(path for path in files if path.name.startswith("loop.run-"))
    counts = {"one file, read": damage_code(loop, 1000, random.Random(9))}
    sentence = f"compiled code in {loop.parent} was damaged: it is thrown away and compiled again"
    for name, share in (("whole run, every file empty", 0.0), ("whole run, every file cut in half", 0.5)):
        found = counts[name] = Counter({"cut files": len(files)})
        for path in files:
            path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
        for words in ([sentence], []):
            code, again, said = run()
            found["crashes"] += code != 0 or said != words
            found["served"] += again != answer
    for found in counts.values():
        check(found)
    rows = [(name, times_of(found), found["served"], found["crashes"]) for name, found in counts.items()]
    write_section("Compiler cache", CODE, ("what", "files damaged", "served", "crashes"), rows)
