"""Raw logs on disk."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import store
from sim.errors import StoreError
from sim.rules.names import task_name

from ..faults.damage import flip
from .fabricated_runs import add_log, fabricated_log, manifest_of, started, written


@pytest.mark.parametrize("rows", [0, 1000])
def test_a_log_read_is_the_log_written(tmp_path: Path, rows: int) -> None:
    """Every column of both logs comes back with the same numbers, types and order."""
    log = fabricated_log(3, rows)
    with started(tmp_path / "out") as folder:
        add_log(folder, log)
    for read, made in zip(store.read_log(tmp_path / "out", 3), (log.contacts, log.staff), strict=True):
        assert list(read) == list(made)
        for name, column in made.items():
            assert read[name].dtype == np.int64
            assert np.array_equal(read[name], column)
    assert store.kept(tmp_path / "out") == 1


def test_files_hold_nothing_where_nothing_is(tmp_path: Path) -> None:
    """Pandas reads a log with whole numbers to the last digit, and missing values for what has not come."""
    log = fabricated_log(3, 100)
    log.staff["task"] = np.full(len(log.staff["person"]), -1, dtype=np.int64)
    log.staff["task"][0] = task_name(123_456_789, 3, 5, 1, 2)
    with started(tmp_path / "out") as folder:
        add_log(folder, log)
    for name, columns in (("contacts", log.contacts), ("staff", log.staff)):
        read = pd.read_parquet(tmp_path / "out" / f"logs/{name}-0003.parquet")
        assert read.columns.tolist() == list(columns)
        for column, numbers in columns.items():
            np.testing.assert_array_equal(read[column].isna(), numbers == -1, column)
            assert read[column].dtype == "Int64"
            assert read[column].dropna().tolist() == numbers[numbers != -1].tolist(), column


def test_ticket_logs_are_kept_with_what_their_numbers_stand_for(tmp_path: Path) -> None:
    """All five logs come back, with the names of their numbers, the start and the zone; without tickets only two."""
    out, log = tmp_path / "out", fabricated_log(tickets=True)
    with started(out) as folder:
        add_log(folder, log)
        add_log(folder, fabricated_log(1))
    logs = store.read_logs(out, 0)
    assert list(logs) == ["contacts", "staff", "tickets", "assignments", "tasks"]
    for name, columns in logs.items():
        for column, made in getattr(log, name).items():
            assert np.array_equal(columns[column], made)
    about = store.read_about(out, 0)
    assert about["names"]["unit"] == ["街道 1"]
    assert about["names"]["type"] == ["咨询", "投诉"]
    assert about["clock"] == {"start": "2022-01-10", "days": 3, "zone": "Asia/Shanghai"}
    assert list(store.read_logs(out, 1)) == ["contacts", "staff"]
    with pytest.raises(StoreError, match="not there"):
        store.read_about(out, 2)
    with pytest.raises(StoreError, match=r"tasks-0001\.parquet cannot be read: it is not there"):
        store.read_logs(out, 1, ("tasks",))


def test_a_run_comes_back_whole(tmp_path: Path) -> None:
    """Logs, seed, engine, events and deflected requests are those of the run, so that it can be measured again."""
    log = fabricated_log(1, tickets=True)
    with started(tmp_path / "out") as folder:
        add_log(folder, log)
    read = store.read_run(tmp_path / "out", 1, log.plan, store.read_manifest(tmp_path / "out"))
    assert (read.seed, read.replication, read.engine, read.events) == (log.seed, 1, log.engine, log.events)
    assert read.deflected.dtype == np.int64
    assert np.array_equal(read.deflected, log.deflected)
    for name in ("contacts", "staff", "tickets", "assignments", "tasks"):
        ours, theirs = getattr(read, name), getattr(log, name)
        assert list(ours) == list(theirs)
        assert all(np.array_equal(ours[column], theirs[column]) for column in theirs)


def test_no_flip_is_served(tmp_path: Path) -> None:
    """One bit turned anywhere in a log, a record or the manifest is found, and the file is named.

    That a flip goes unnoticed by chance: once in 2 ** 256.
    """
    found = flip(written(tmp_path / "out"), 3, 60, random.Random(4))
    assert (found["served"], found["not named"], found["crashes"]) == (0, 0, 0)
    assert found["flips in logs"] + found["flips in records and manifest"] == 60


def test_white_space_in_the_manifest_counts(tmp_path: Path) -> None:
    """What another program wrote anew is not what was written, even if it means the same."""
    out = written(tmp_path / "out")
    path = out / "manifest.json"
    for changed in (path.read_bytes() + b"\n", path.read_bytes().replace(b"\n", b"\r\n"), b"[]", b"{}", b"\xff"):
        path.write_bytes(changed)
        with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
            store.read_manifest(out)


@pytest.mark.parametrize("is_finished", [False, True])
@pytest.mark.parametrize("with_record", [False, True])
def test_a_swapped_log_is_found(tmp_path: Path, with_record: bool, is_finished: bool) -> None:
    """Whole files under the number of another replication, with or without their record, are not served."""
    out = tmp_path / "out"
    with started(out) as folder:
        for number in range(4):
            add_log(folder, fabricated_log(number, 300))
        if is_finished:
            folder.finish(True)
    for log in ("contacts", "staff"):
        shutil.copy(out / f"logs/{log}-0003.parquet", out / f"logs/{log}-0002.parquet")
    if with_record:
        shutil.copy(out / "logs/replication-0003.json", out / "logs/replication-0002.json")
    with pytest.raises(StoreError, match="0002"):
        store.read_logs(out, 2)
    store.read_logs(out, 3)


def test_a_log_of_another_run_is_found(tmp_path: Path) -> None:
    """A replication copied from the folder of another seed, record and all, is not served, finished or not."""
    mine, other = tmp_path / "mine", written(tmp_path / "other", seed=2)
    with started(mine, replications=3) as folder:
        add_log(folder, fabricated_log(0, 300))
        for name in ("contacts-0001.parquet", "staff-0001.parquet", "replication-0001.json"):
            shutil.copy(other / "logs" / name, mine / "logs" / name)
    with pytest.raises(StoreError, match=r"replication-0001\.json is of another replication or run"):
        store.read_logs(mine, 1)
    assert manifest_of(seed=2)["run_key"] != manifest_of()["run_key"]
