"""The ledger: what is damaged is found, what is newer is refused, network folders are noticed."""

from __future__ import annotations

import logging
import random
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

import sim
from sim.errors import StoreError
from sim.store import check_results, ledger, mounts
from sim.store.ledger import LEDGER, opened
from sim.sweeps.kept import figure_of, row_of

from .small import desk, tables

FLIPS = 200


def test_a_flipped_bit_is_never_served(tmp_path: Path) -> None:
    """Each result read from a damaged ledger is what was written; all others are run again or refused."""
    sim.sweep(desk(tmp_path), out=tmp_path / "out")
    path, chance = tmp_path / "out" / LEDGER, random.Random(1)
    whole = path.read_bytes()
    with opened(tmp_path / "out") as kept:
        keys = [key for (key,) in sqlite3.connect(path).execute("SELECT key FROM tasks")]
        truth = {key: (sentence, rows) for key, sentence, rows in kept.results(keys)}
    assert len(truth) == 8
    found: Counter[str] = Counter()
    for _ in range(FLIPS):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            with opened(tmp_path / "out") as kept:
                read = {key: (sentence, rows) for key, sentence, rows in kept.results(keys)}
        except StoreError:
            found["refused"] += 1
            continue
        assert all(truth[key] == told for key, told in read.items())
        found["run again" if len(read) < len(truth) else "unused"] += 1
    assert found["refused"] + found["run again"] > FLIPS / 10, found


def test_what_is_damaged_is_run_again(tmp_path: Path) -> None:
    """A figure changed behind the ledger's back costs one run, and the tables are as they were."""
    file = desk(tmp_path)
    sim.sweep(file, out=tmp_path / "out")
    whole = tables(tmp_path / "out")
    with sqlite3.connect(tmp_path / "out" / LEDGER) as connection:
        connection.execute("UPDATE measures SET value = value + 1 WHERE rowid = 3")
    sim.sweep(file, out=tmp_path / "out")
    assert tables(tmp_path / "out") == whole


@pytest.mark.parametrize("column", ["tasks.key", "tasks.design", "tasks.state", "tasks.sum", "measures.measure"])
def test_a_text_that_is_none_any_more_costs_its_run(tmp_path: Path, column: str) -> None:
    """SQLite calls the file sound, and it raises an error where the text is read: the tables are as they were."""
    file, (table, name) = desk(tmp_path), column.split(".")
    sim.sweep(file, out=tmp_path / "out")
    whole, path = tables(tmp_path / "out"), tmp_path / "out" / LEDGER
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {table} SET {name} = CAST(X'66B866' AS TEXT) WHERE rowid = 3")
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        with pytest.raises(sqlite3.OperationalError, match="UTF-8"):
            connection.execute(f"SELECT {name} FROM {table}").fetchall()
    sim.sweep(file, out=tmp_path / "out")
    assert tables(tmp_path / "out") == whole
    sim.sweep(file, out=tmp_path / "out")
    assert tables(tmp_path / "out") == whole


def test_a_column_of_another_name_is_refused_before_tables_go(tmp_path: Path) -> None:
    """SQLite calls it sound, and no statement that needs it works."""
    file = desk(tmp_path)
    sim.sweep(file, out=tmp_path / "out")
    whole, path = tables(tmp_path / "out"), tmp_path / "out" / LEDGER
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE tasks RENAME COLUMN sentence TO sentencf")
    with pytest.raises(StoreError, match="is not what was written: move it away"):
        sim.sweep(file, seed=9, out=tmp_path / "out")
    assert tables(tmp_path / "out") == whole


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    """It is left as it is."""
    with sqlite3.connect(tmp_path / LEDGER) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(StoreError, match="newer version: this one reads up to ledger 1"), opened(tmp_path):
        pass


def test_a_network_folder_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """There the ledger keeps a rollback journal, in one sentence; on a disk it writes ahead, and waits for the disk."""
    table = tmp_path / "mounts"
    table.write_text(f"disk / ext4 rw 0 0\nserver:/home {tmp_path}/share nfs4 rw 0 0\n")
    (tmp_path / "share").mkdir()
    assert mounts.network_kind(tmp_path / "share", table) == "nfs4"
    assert mounts.network_kind(tmp_path, table) is None
    for kind, mode in ((None, "wal"), ("nfs4", "delete")):
        folder = tmp_path / mode
        folder.mkdir()
        monkeypatch.setattr(ledger, "network_kind", lambda _folder, kind=kind: kind)
        with caplog.at_level(logging.WARNING), opened(folder) as kept:
            assert kept._connection.execute("PRAGMA journal_mode").fetchone()[0] == mode
            assert kept._connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert len(caplog.records) == 1
    assert "network folder (nfs4)" in caplog.text


def test_figures_come_back_as_they_were(tmp_path: Path) -> None:
    """Also the lengths of time that a quantile was taken from."""
    desk(tmp_path)
    log = sim.simulate(sim.load_scenario(tmp_path / "town.yaml"))
    for key, figure in sim.measure(log).values.items():
        name, back = figure_of(row_of(key, figure))
        assert (name, back) == (key, figure)
        assert (back.lasting is None) == (figure.lasting is None)
        if figure.lasting is not None and back.lasting is not None:
            assert back.lasting.stays.ended_us.tolist() == figure.lasting.stays.ended_us.tolist()
            assert (back.lasting.what, back.lasting.at) == (figure.lasting.what, figure.lasting.at)


def test_a_refused_ledger_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    """Nothing is replaced before it is known that results can be kept."""
    file = desk(tmp_path)
    sim.sweep(file, out=tmp_path / "out")
    whole, path = tables(tmp_path / "out"), tmp_path / "out" / LEDGER
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StoreError, match="is not what was written: move it away"):
        sim.sweep(file, seed=9, out=tmp_path / "out")
    assert tables(tmp_path / "out") == whole
    path.unlink()
    sim.sweep(file, out=tmp_path / "out")
    assert tables(tmp_path / "out") == whole


def test_reading_a_ledger_leaves_it_as_it_was(tmp_path: Path) -> None:
    """Byte for byte: its sum stands in the manifest."""
    sim.sweep(desk(tmp_path), out=tmp_path / "out")
    path = tmp_path / "out" / LEDGER
    whole = path.read_bytes()
    with opened(tmp_path / "out") as kept:
        assert sum(kept.done_of().values()) == 8
    assert path.read_bytes() == whole
    assert check_results(tmp_path / "out")["files"] == 13


def test_a_change_behind_its_back_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Also one that no result depends on."""
    file = desk(tmp_path)
    sim.sweep(file, out=tmp_path / "out")
    connection = sqlite3.connect(tmp_path / "out" / LEDGER)
    connection.execute("CREATE TABLE other (a)")
    connection.close()
    with pytest.raises(StoreError, match=rf"{LEDGER} is not what was written"):
        check_results(tmp_path / "out")
    sim.sweep(file, out=tmp_path / "out")
    assert "results that are whole are taken, the others run again" in caplog.text
    caplog.clear()
    sim.sweep(file, out=tmp_path / "out")
    assert not caplog.records


def test_what_was_measured_before_stays(tmp_path: Path) -> None:
    """Further measures of a task stand beside the earlier ones; what was damaged does not."""
    with opened(tmp_path) as kept:
        kept.plan([("a", "design", 1, 0)])
        kept.start("a")
        kept.done("a", [("asa", 1.0, None, None, None)])
        kept.start("a")
        assert [rows for _, _, rows in kept.results(["a"])] == [[("asa", 1.0, None, None, None)]]
        kept.done("a", [("offered", 2.0, None, None, None)])
        found = [("asa", 1.0, None, None, None), ("offered", 2.0, None, None, None)]
        assert [rows for _, _, rows in kept.results(["a"])] == [found]
        kept._connection.execute("UPDATE measures SET value = 3.0 WHERE measure = 'asa'")
        assert list(kept.results(["a"])) == []
        kept.done("a", [("offered", 2.0, None, None, None)])
        assert [rows for _, _, rows in kept.results(["a"])] == [found[1:]]
        assert kept.done_of() == {("design", 1): 1}
        kept.failed("a", "too long")
        assert list(kept.results(["a"])) == [("a", "too long", found[1:])]
        assert kept.done_of() == {}
        kept.done("a", found[:1])
        assert list(kept.results(["a"])) == [("a", None, found)]
