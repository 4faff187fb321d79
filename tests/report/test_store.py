"""Results on disk."""

from __future__ import annotations

import errno
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import store
from sim.calendar.days import LocalCalendar
from sim.errors import StoreError
from sim.log_columns import ASSIGNMENT_COLUMNS, CONTACT_COLUMNS, STAFF_COLUMNS, TASK_COLUMNS, TICKET_COLUMNS
from sim.runlog import RunLog

CALENDAR = LocalCalendar(date(2022, 1, 10), 3, "Asia/Shanghai", frozenset(), frozenset())


def fabricated_log(replication: int = 0, rows: int = 1000, tickets: bool = False) -> RunLog:
    """A log with numbers over the whole range of 64 bits."""
    chance = np.random.default_rng(replication)
    limits = np.iinfo(np.int64)

    def columns(names: dict[str, str], n: int) -> dict[str, Any]:
        return {name: chance.integers(limits.min, limits.max, n, dtype=np.int64) for name in names}

    plan: Any = SimpleNamespace(
        stream_names=("热线",),
        type_names=("咨询", "投诉"),
        group_names=("floor",),
        shift_names=("day",),
        unit_names=("街道 1",),
        area_names=(),
        calendar=CALENDAR,
        tickets=object() if tickets else None,
    )
    more = {}
    if tickets:
        more["tickets"] = columns(TICKET_COLUMNS, rows)
        more |= {"assignments": columns(ASSIGNMENT_COLUMNS, rows), "tasks": columns(TASK_COLUMNS, rows)}
    contacts, staff = columns(CONTACT_COLUMNS, rows), columns(STAFF_COLUMNS, 40)
    return RunLog(plan, 1, replication, "model", contacts, staff, np.zeros((1, 2)), 5, **more)


@dataclass
class FakeScenario:
    """As much of a scenario as a manifest needs."""

    name: str = "small"
    title: str = "小城热线"
    folder: str = ""
    document: dict[str, Any] = field(default_factory=lambda: {"hotline": 1, "title": "小城热线"})


def started(folder: Path, **changes: Any) -> Path:
    manifest = store.make_manifest(FakeScenario(**changes), 1, 2, "auto", "2026-01-01T00:00:00+00:00")  # type: ignore[arg-type]
    store.start_folder(folder, manifest)
    return folder


@pytest.mark.parametrize("rows", [0, 1000])
def test_a_log_read_is_the_log_written(tmp_path: Path, rows: int) -> None:
    """Every column of both logs comes back with the same numbers, types and order."""
    folder, log = started(tmp_path / "out"), fabricated_log(3, rows)
    store.write_log(folder, log)
    for read, written in zip(store.read_log(folder, 3), (log.contacts, log.staff), strict=True):
        assert list(read) == list(written)
        for name, column in written.items():
            assert read[name].dtype == np.int64
            assert np.array_equal(read[name], column)
    assert store.kept(folder) == 1


def test_ticket_logs_are_kept_with_what_their_numbers_stand_for(tmp_path: Path) -> None:
    """All five logs come back, with the names of their numbers, the start and the zone; without tickets only two."""
    folder, log = started(tmp_path / "out"), fabricated_log(tickets=True)
    store.write_log(folder, log)
    logs = store.read_logs(folder, 0)
    assert list(logs) == ["contacts", "staff", "tickets", "assignments", "tasks"]
    for name, columns in logs.items():
        for column, written in getattr(log, name).items():
            assert np.array_equal(columns[column], written)
    about = store.read_about(folder, 0)
    assert about["names"]["unit"] == ["街道 1"]
    assert about["names"]["type"] == ["咨询", "投诉"]
    assert about["clock"] == {"start": "2022-01-10", "days": 3, "zone": "Asia/Shanghai"}
    store.write_log(folder, fabricated_log(1))
    assert list(store.read_logs(folder, 1)) == ["contacts", "staff"]
    with pytest.raises(StoreError, match="not there"):
        store.read_about(folder, 2)
    with pytest.raises(StoreError, match=r"tasks-0001\.parquet cannot be read"):
        store.read_logs(folder, 1, ("tasks",))


def test_a_file_written_bit_by_bit_is_whole_or_not_there(tmp_path: Path) -> None:
    """What is stopped on the way leaves nothing, not even under another name."""

    def stop_half_way() -> None:
        with store.whole_file(tmp_path, "a.xes") as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stop_half_way()
    assert list(tmp_path.iterdir()) == []
    with store.whole_file(tmp_path, "a.xes") as file:
        file.write(b"all")
    assert (tmp_path / "a.xes").read_bytes() == b"all"


def test_a_flipped_bit_is_never_served(tmp_path: Path) -> None:
    """A page whose bits changed on disk is refused by its checksum."""
    folder = started(tmp_path / "out")
    store.write_log(folder, fabricated_log())
    path = folder / "logs" / "contacts-0000.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError, match=r"contacts-0000\.parquet cannot be read"):
        store.read_log(folder, 0)
    with pytest.raises(StoreError, match="not there"):
        store.read_log(folder, 1)


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, nothing is left under the final name nor under the temporary one."""
    folder = started(tmp_path / "out")
    store.write_log(folder, fabricated_log())

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match=r"no space left.*needs about .* MB.*1 replications kept") as caught:
        store.write_log(folder, fabricated_log(1))
    assert str(folder) in str(caught.value)
    assert caught.value.exit_code == 4
    assert sorted(path.name for path in (folder / "logs").iterdir()) == [
        "contacts-0000.parquet",
        "staff-0000.parquet",
    ]


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    """A folder with somebody's files, a file, and a folder without a parent are refused, and nothing is made."""
    (tmp_path / "thesis.docx").write_text("x")
    for folder, why in (
        (tmp_path, "holds other files"),
        (tmp_path / "thesis.docx", "it is a file"),
        (tmp_path / "no" / "such", "does not exist"),
    ):
        with pytest.raises(StoreError, match=why):
            store.check_folder(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
    store.check_folder(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_second_run_replaces_the_first_whole(tmp_path: Path) -> None:
    """No file of an earlier run is mixed with those of a later one."""
    folder = started(tmp_path / "out")
    for replication in range(3):
        store.write_log(folder, fabricated_log(replication))
    store.write_text(folder, "summary.txt", "old")
    store.check_folder(folder)
    started(folder)
    assert store.kept(folder) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["charts", "logs", "manifest.json"]


def test_the_manifest_tells_scenarios_apart(tmp_path: Path) -> None:
    """The hash depends on what a scenario says and on its data files, not on the order of its keys."""
    (tmp_path / "calls.csv").write_text("time,count\n")
    document = {"title": "a", "demand": {"calls": {"counts": {"file": "calls.csv"}}}}
    turned = dict(reversed(document.items()))
    first, second, third = (
        FakeScenario(folder=str(tmp_path), document=d) for d in (document, turned, {**document, "title": "b"})
    )
    hashes = [store.scenario_hash(s) for s in (first, second, third)]  # type: ignore[arg-type]
    assert hashes[0] == hashes[1] != hashes[2]
    manifest = store.make_manifest(first, 1, 2, "auto", "now")  # type: ignore[arg-type]
    before = manifest["data_sha256"]["calls.csv"]
    (tmp_path / "calls.csv").write_text("time,count\n1,2\n")
    after = store.make_manifest(first, 1, 2, "auto", "now")["data_sha256"]["calls.csv"]  # type: ignore[arg-type]
    assert before != after
    libraries = {"numpy", "scipy", "simpy", "numba", "holidays", "tzdata"}
    assert {"python", "hotline-sim"} | libraries == set(manifest["versions"])
    json.dumps(manifest, allow_nan=False)


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    """Text that a spreadsheet would compute gets an apostrophe; numbers stay numbers; Chinese opens rightly."""
    folder = started(tmp_path / "out")
    bad = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "＝1", "ok"]
    store.write_table(folder, "measures.csv", pd.DataFrame({"=name": bad, "value": [-1.5] * 7, "区": ["东区"] * 7}))
    data = (folder / "measures.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(folder / "measures.csv", encoding="utf-8-sig")
    assert list(table.columns) == ["'=name", "value", "区"]
    assert list(table["'=name"]) == [f"'{text}" for text in bad[:-1]] + ["ok"]
    assert (table["value"] == -1.5).all()


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    """Results of a later version are not misread."""
    (tmp_path / "manifest.json").write_text(json.dumps({"store_version": store.STORE_VERSION + 1}))
    with pytest.raises(StoreError, match="newer version"):
        store.read_manifest(tmp_path)
