"""Kept machine code is run only if it is what was written; damage never stops a run."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.chance.code_cache import SUM_BYTES, read_code, write_code

ROOT = Path(__file__).parent.parent.parent
COLUMN = """
import json
import numpy as np
from sim.chance import laws
column = laws.quantile_column(laws.EXPONENTIAL, 1e6, 0.0, 0.0, np.zeros(1), np.array([0.5, 0.9]))
print(json.dumps([column.tolist(), sum(laws.quantile_column.stats.cache_hits.values())]))
"""
CODE = random.Random(5).randbytes(3000)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What has been said so far."""
    return lambda: [record.getMessage() for record in caplog.records]


def test_code_comes_back_as_it_was_written(tmp_path: Path, said: Callable[[], list[str]]) -> None:
    """What was written is read; nothing is read where there is nothing; nothing is said and nothing else left."""
    path = tmp_path / "f-1.code"
    assert read_code(path) is None
    write_code(path, CODE)
    assert read_code(path) == CODE
    assert [file.name for file in tmp_path.iterdir()] == ["f-1.code"]
    assert said() == []


def test_every_cut_and_every_flip_is_found(tmp_path: Path, said: Callable[[], list[str]]) -> None:
    """Cut at any length, with any bit turned, or longer than it was: never served, thrown away, said once."""
    path = tmp_path / "f-1.code"
    write_code(path, CODE)
    whole = path.read_bytes()
    damaged = [whole[:length] for length in range(len(whole))]
    damaged += [whole + b"\0", whole * 2]
    for bit in range(0, 8 * len(whole), 7):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        damaged.append(bytes(flipped))
    for data in damaged:
        path.write_bytes(data)
        assert read_code(path) is None
        assert not path.exists()
    assert said() == [f"compiled code in {tmp_path} was damaged: it is thrown away and compiled again"]


def test_a_folder_in_the_way_is_put_aside(tmp_path: Path) -> None:
    """A folder under the name of a file is renamed, what is in it stays, and the next code is kept."""
    path = tmp_path / "f-1.code"
    path.mkdir()
    (path / "mine.txt").write_text("x")
    assert read_code(path) is None
    write_code(path, CODE)
    assert read_code(path) == CODE
    assert [file.name for file in tmp_path.rglob("*.txt")] == ["mine.txt"]


def test_a_file_that_cannot_be_read_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused or failing read is damage like any other."""
    path = tmp_path / "f-1.code"
    for number in (errno.EACCES, errno.EIO, errno.ESTALE):
        write_code(path, CODE)
        with monkeypatch.context() as patched:

            def refused(_path: Path, number: int = number) -> bytes:
                raise OSError(number, os.strerror(number))

            patched.setattr(Path, "read_bytes", refused)
            assert read_code(path) is None
        assert not path.exists()


def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[[], list[str]]
) -> None:
    """Where code cannot be kept the run goes on, says so once, and no part of a file stays."""

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for number in range(3):
        write_code(tmp_path / f"f-{number}.code", CODE)
    assert list(tmp_path.iterdir()) == []
    assert len(said()) == 1
    assert "no space left on device" in said()[0]


@pytest.mark.long
def test_a_damaged_cache_is_compiled_again(tmp_path: Path) -> None:
    """A run over damaged code ends well with the same numbers and one line; the run after it finds whole code."""
    pytest.importorskip("numba")

    def run() -> tuple[list[int], int, str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOTLINE_CACHE_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", COLUMN], env=environment, capture_output=True, text=True, check=True
        )
        return *json.loads(done.stdout), done.stderr

    column, hits, words = run()
    assert (hits, words) == (0, "")
    (path,) = tmp_path.rglob("laws.quantile_column-*.code")
    whole = path.read_bytes()
    for data in (b"", whole[: SUM_BYTES + 100], whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(data)
        again, hits, words = run()
        assert (again, hits) == (column, 0)
        assert words.splitlines() == [
            f"compiled code in {path.parent} was damaged: it is thrown away and compiled again"
        ]
        assert run() == (column, 1, "")
