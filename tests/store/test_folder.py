"""A result folder belongs to one run; what the program did not write in it stays."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest

from sim import store
from sim.errors import StoreError

from .fabricated_runs import add_log, contents, fabricated_log, manifest_of, started, written

HOLD = """
import sys, time
from pathlib import Path
from sim import store
with store.results_in(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def refused(path: Path) -> str:
    """Why a folder is not taken."""
    with pytest.raises(StoreError) as caught, store.results_in(path):
        pass
    assert caught.value.exit_code == 4
    return str(caught.value)


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    """A folder with somebody's files, a file, and a folder without a parent are refused, and nothing is made."""
    (tmp_path / "thesis.docx").write_text("x")
    assert "holds other files (thesis.docx)" in refused(tmp_path)
    assert "it is a file" in refused(tmp_path / "thesis.docx")
    assert "does not exist" in refused(tmp_path / "no" / "such")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
    with store.results_in(tmp_path / "new"):
        pass
    assert not (tmp_path / "new").exists()


def test_a_manifest_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """A folder whose manifest is not ours, or was changed, is refused before anything is run."""
    (tmp_path / "manifest.json").write_text('{"name": "my web page"}')
    assert "manifest.json cannot be read" in refused(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_a_second_run_replaces_the_first_whole(tmp_path: Path) -> None:
    """No file of an earlier run is mixed with those of a later one."""
    out = written(tmp_path / "out")
    with started(out, seed=2):
        assert store.kept(out) == 0
    assert list(contents(out)) == ["manifest.json"]


def test_what_the_user_put_there_stays(tmp_path: Path) -> None:
    """Files beside the results are accepted and stay, whatever they are called."""
    out = written(tmp_path / "out")
    mine = ["summary.docx", "summary.csv", "tables/mine.csv", "charts/poster.png", "logs/notes.parquet", "logs/a.json"]
    mine += ["exports/mine.csv", "exports/mine.xes", "raw/contacts-0000.parquet", "logs/contacts-0007.parquet"]
    for name in mine:
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(b"mine")
    with started(out, seed=2, replications=5) as folder:
        folder.add({"summary.json": b"{}"})
        folder.finish(True)
    assert contents(out) == dict.fromkeys(mine, b"mine") | {
        "summary.json": b"{}",
        "manifest.json": (out / "manifest.json").read_bytes(),
    }


def test_nothing_of_the_user_is_replaced(tmp_path: Path) -> None:
    """A file under a name that the run would write is refused by name, and stays."""
    out = written(tmp_path / "out")
    (out / "charts").mkdir()
    (out / "charts/occupancy.png").write_bytes(b"mine")
    with started(out) as folder, pytest.raises(StoreError, match=r"occupancy\.png was not written by this program"):
        folder.add({"charts/occupancy.png": b"ours"})
    with started(out, replications=3) as folder:
        folder.finish(True)
    (out / "logs/contacts-0004.parquet").write_bytes(b"mine")
    before = contents(out)
    with pytest.raises(StoreError, match=r"contacts-0004\.parquet was not written"), started(out, replications=5):
        pass
    assert contents(out) == before


def test_files_written_bit_by_bit_come_together(tmp_path: Path) -> None:
    """With their sums noted before; if one cannot be written whole, none of them is there, nor noted."""
    out = tmp_path / "out"

    def write(data: bytes, file: BinaryIO) -> None:
        file.write(data)

    def fail(file: BinaryIO) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with started(out) as folder:
        with pytest.raises(StoreError, match="no space left writing results in"):
            folder.add_bit_by_bit({"a.csv": partial(write, b"a"), "b.csv": fail})
        assert sorted(contents(out)) == [".hotline-lock", "manifest.json"]
        folder.add_bit_by_bit({name: partial(write, b"whole") for name in ("a.csv", "b.csv")})
        (out / "c.csv").write_bytes(b"mine")
        with pytest.raises(StoreError, match=r"c\.csv was not written by this program"):
            folder.add_bit_by_bit({"c.csv": partial(write, b"ours")})
        folder.finish(True)
    assert contents(out) == {
        "a.csv": b"whole", "b.csv": b"whole", "c.csv": b"mine", "manifest.json": (out / "manifest.json").read_bytes()
    }  # fmt: skip
    assert store.check_results(out)["files"] == 3


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="links")
def test_links_are_not_followed(tmp_path: Path) -> None:
    """Nothing is removed or written through a linked folder, and a link under the name of a result stays."""
    elsewhere, out = tmp_path / "elsewhere", written(tmp_path / "out")
    elsewhere.mkdir()
    for name in ("contacts-0000.parquet", "staff-0000.parquet"):
        (elsewhere / name).write_bytes(b"precious")
    (out / "logs").rename(tmp_path / "moved")
    (out / "logs").symlink_to(elsewhere, target_is_directory=True)
    assert "is a link to another folder" in refused(out)
    (out / "logs").unlink()
    (out / "summary.json").unlink()
    (out / "summary.json").symlink_to(elsewhere / "staff-0000.parquet")
    with started(out) as folder, pytest.raises(StoreError, match=r"summary\.json was not written by this program"):
        folder.add({"summary.json": b"{}"})
    assert set(contents(elsewhere).values()) == {b"precious"}
    assert (out / "summary.json").is_symlink()
    with store.staged(elsewhere) as stage:
        (stage / "contacts-0001.csv").write_bytes(b"exported")
    (out / "exports").symlink_to(elsewhere, target_is_directory=True)
    before = contents(elsewhere)
    with started(out):
        pass
    assert contents(elsewhere) == before


@pytest.mark.parametrize("name", ["../precious.txt", "/precious.txt", "a/../../precious.txt", "..\\precious.txt", "."])
def test_a_manifest_cannot_name_files_elsewhere(tmp_path: Path, name: str) -> None:
    """Even a whole manifest that names files outside its folder removes none of them."""
    out = tmp_path / "out"
    (tmp_path / "precious.txt").write_text("precious")
    with started(out) as folder:
        folder.manifest["files"][name] = {"sha256": "", "bytes": 0}
        folder.finish(True)
    with started(out, seed=2):
        pass
    assert (tmp_path / "precious.txt").read_text() == "precious"


def test_parts_of_dead_runs_are_removed(tmp_path: Path) -> None:
    """What a killed run could not finish goes, even if it is all there is; other hidden files stay."""
    out = tmp_path / "out"
    (out / "logs").mkdir(parents=True)
    (out / "logs").rmdir()
    (out / ".part-1-manifest.json").write_bytes(b"half")
    with started(out):
        assert sorted(path.name for path in out.iterdir()) == [".hotline-lock", "manifest.json"]
    (out / "logs").mkdir()
    for name in (".part-99-summary.json", "logs/.part-99-contacts-0000.parquet", ".part", "logs/.parts-1-a"):
        (out / name).write_bytes(b"half")
    with started(out):
        pass
    assert sorted(contents(out)) == [".part", "logs/.parts-1-a", "manifest.json"]


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """While one process holds a folder every other is refused, with the folder and since when; after its death, not."""
    out = written(tmp_path / "out")
    before = contents(out)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen([sys.executable, "-c", HOLD, out], env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"held\n"
        why = refused(out)
        assert f"another run has been writing to {out} since {time.strftime('%Y-%m-%d ')}" in why
        with pytest.raises(StoreError, match="another run"), store.locked(out):
            pass
    finally:
        process.kill()
        process.communicate()
    assert (out / ".hotline-lock").exists()  # a stale lock is only a file
    with store.results_in(out):
        pass
    assert contents(out) == before


def test_a_lock_in_the_same_process_counts(tmp_path: Path) -> None:
    """Two runs of one program exclude each other too."""
    with store.results_in(tmp_path / "out"):
        assert "another run" in refused(tmp_path / "out")
    with store.results_in(tmp_path / "out"):
        pass


def test_a_lock_that_was_just_removed_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock on a file that its last holder has removed meanwhile holds nobody off, so it is taken again."""
    from sim.store import locking

    lock, taken = locking._lock, []

    def late(handle: int) -> None:
        lock(handle)
        if not taken:
            (tmp_path / ".hotline-lock").unlink()
        taken.append(handle)

    monkeypatch.setattr(locking, "_lock", late)
    with store.locked(tmp_path):
        assert len(taken) == 2
        with pytest.raises(StoreError, match="another run"), store.locked(tmp_path):
            pass


def test_finished_replications_of_the_same_run_are_found(tmp_path: Path) -> None:
    """By seed, scenario and engine; a damaged or half-written one is not among them, and is named."""
    out = tmp_path / "out"
    with started(out) as folder:
        for number in range(4):
            add_log(folder, fabricated_log(number))
    (out / "logs/replication-0003.json").unlink()  # killed before the record was there
    path = out / "logs/staff-0001.parquet"
    path.write_bytes(path.read_bytes()[:-5])
    with store.results_in(out) as folder:
        assert folder is not None
        records, damaged = folder.finished_before(manifest_of())
        assert (sorted(records), damaged) == ([0, 2], [1])
        assert sorted(folder.finished_before(manifest_of(replications=1))[0]) == [0, 2]
        assert folder.finished_before(manifest_of(replications=1))[1] == []
        assert sorted(folder.finished_before(manifest_of(replications=50))[0]) == [0, 2]
        for other in (manifest_of(seed=2), manifest_of(engine="kernel"), manifest_of(document={"hotline": 2})):
            assert folder.finished_before(other) == ({}, [])
        folder.start(manifest_of(), records.values())
        left = {"contacts-0000.parquet", "contacts-0002.parquet", "staff-0000.parquet", "staff-0002.parquet"}
        assert {path.name for path in (out / "logs").iterdir()} == left | {
            "replication-0000.json",
            "replication-0002.json",
        }
        for number in (1, 3):
            add_log(folder, fabricated_log(number))
        folder.finish(True)
    manifest, files = store.read_manifest(out), contents(out)
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    assert manifest["kept"] == 4
