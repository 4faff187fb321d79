"""Files on disk are whole or not there."""

from __future__ import annotations

import errno
from pathlib import Path

import pandas as pd
import pytest

from sim import store
from sim.errors import StoreError

from .fabricated_runs import add_log, contents, fabricated_log, started


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
    assert contents(tmp_path) == {"a.xes": b"all"}
    with store.whole_file(tmp_path, "a.xes") as file:
        file.write(b"later")
        assert (tmp_path / "a.xes").read_bytes() == b"all"
    assert contents(tmp_path) == {"a.xes": b"later"}


def test_a_full_disk_leaves_whole_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, nothing is left under the final name nor under the temporary one."""
    out = tmp_path / "out"
    with started(out) as folder:
        add_log(folder, fabricated_log())
        before = contents(out)

        def full(_handle: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(StoreError, match=r"no space left.*needs about .* MB.*1 replications kept") as caught:
            add_log(folder, fabricated_log(1))
        assert contents(out) == before
    assert str(out) in str(caught.value)
    assert caught.value.exit_code == 4


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    """Text that a spreadsheet would compute gets an apostrophe; numbers stay numbers; Chinese opens rightly."""
    bad = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "＝1", "ok"]
    data = store.table_bytes(pd.DataFrame({"=name": bad, "value": [-1.5] * 7, "区": ["东区"] * 7}))
    assert data.startswith(b"\xef\xbb\xbf")
    (tmp_path / "measures.csv").write_bytes(data)
    table = pd.read_csv(tmp_path / "measures.csv", encoding="utf-8-sig")
    assert list(table.columns) == ["'=name", "value", "区"]
    assert list(table["'=name"]) == [f"'{text}" for text in bad[:-1]] + ["ok"]
    assert (table["value"] == -1.5).all()
