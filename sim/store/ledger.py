"""The ledger of a sweep or plan: tasks that are planned, started, done or failed, and what came of them; one writer."""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sim.errors import StoreError
from sim.store.mounts import network_kind
from sim.store.sealed import canonical_json, sha256

LEDGER: Final = "ledger.sqlite"
LEDGER_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS tasks (
  key TEXT PRIMARY KEY, design TEXT NOT NULL, seed INTEGER NOT NULL, replication INTEGER NOT NULL,
  state TEXT NOT NULL, sentence TEXT, sum TEXT);
CREATE TABLE IF NOT EXISTS measures (
  task TEXT NOT NULL, measure TEXT NOT NULL, value REAL, numerator REAL, denominator REAL, lengths BLOB,
  PRIMARY KEY (task, measure));
"""
Row = tuple[str, float | None, float | None, float | None, bytes | None]
"""Measure, value, numerator, denominator, and the lengths of time it was taken from, as `packed`."""


class Ledger:
    """Open it with `opened`; all of it is used by one thread."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def plan(self, tasks: Iterable[tuple[str, str, int, int]]) -> None:
        """Note tasks (key, hash of the design, seed, replication) that are not known yet."""
        with self._told():
            self._connection.executemany(
                "INSERT OR IGNORE INTO tasks (key, design, seed, replication, state) VALUES (?, ?, ?, ?, 'planned')",
                tasks,
            )
            self._connection.commit()

    def start(self, key: str) -> None:
        """Note that a task is begun for the first time; it is on the disk with the next `commit`."""
        with self._told():
            self._connection.execute("UPDATE tasks SET state = 'started' WHERE key = ? AND state = 'planned'", (key,))

    def done(self, key: str, rows: Iterable[Row]) -> None:
        """Keep what a task measured beside what it did before; it is on the disk with the next `commit`."""
        kept = {row[0]: row for found in self.results([key]) for row in found[2]} | {row[0]: row for row in rows}
        with self._told():
            self._connection.execute("DELETE FROM measures WHERE task = ?", (key,))
            self._connection.executemany(
                "INSERT INTO measures VALUES (?, ?, ?, ?, ?, ?)", [(key, *row) for row in kept.values()]
            )
            self._close(key, "done", None, list(kept.values()))

    def failed(self, key: str, sentence: str) -> None:
        """Keep why a task could not be done, beside what it measured before; on the disk with the next `commit`."""
        kept = [row for found in self.results([key]) for row in found[2]]
        with self._told():
            if not kept:  # or what is there is not what was written
                self._connection.execute("DELETE FROM measures WHERE task = ?", (key,))
            self._close(key, "failed", sentence, kept)

    def commit(self) -> None:
        """Bring everything to the disk."""
        with self._told():
            self._connection.commit()

    def results(self, keys: Iterable[str]) -> Iterator[tuple[str, str | None, list[Row]]]:
        """Of each task that is done or failed: key, its sentence if it failed at last, and what it measured ever.

        One whose rows are not what was written is left out, as if it had never run.
        """
        for key in keys:
            with self._told():
                found = self._connection.execute("SELECT state, sentence, sum FROM tasks WHERE key = ?", (key,))
                task = found.fetchone()
                rows = self._connection.execute(
                    "SELECT measure, value, numerator, denominator, lengths FROM measures WHERE task = ? "
                    "ORDER BY measure",
                    (key,),
                ).fetchall()
            if task is None or task[0] not in ("done", "failed"):
                continue
            state, sentence, noted = task
            if noted == _sum(key, state, sentence, rows):
                yield key, sentence, rows

    def is_empty(self) -> bool:
        """Whether no task is known."""
        with self._told():
            return self._connection.execute("SELECT 1 FROM tasks LIMIT 1").fetchone() is None

    def done_of(self) -> dict[tuple[str, int], int]:
        """Number of tasks that are done, by the hash of their design and their seed."""
        asked = "SELECT design, seed, count(*) FROM tasks WHERE state = 'done' GROUP BY design, seed"
        with self._told():
            return {(design, seed): many for design, seed, many in self._connection.execute(asked)}

    def _close(self, key: str, state: str, sentence: str | None, rows: list[Row]) -> None:
        noted = _sum(key, state, sentence, sorted(rows))
        self._connection.execute(
            "UPDATE tasks SET state = ?, sentence = ?, sum = ? WHERE key = ?", (state, sentence, noted, key)
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """While this lasts, what the database refuses is a sentence."""
        try:
            yield
        except sqlite3.Error as error:
            raise _refused(self._path, error) from error


@contextmanager
def opened(folder: Path | None, to_read: bool = False) -> Iterator[Ledger]:
    """The ledger in a folder that this process holds, made if need be; in memory where there is no folder.

    One that is only to be read stays as it is, byte for byte.

    Raises
    ------
    StoreError
        If it is damaged, of a newer version of the program, or cannot be written.
    """
    path = ":memory:" if folder is None else str(folder / LEDGER)
    connection = None
    try:
        connection = sqlite3.connect(path, isolation_level="DEFERRED")
        connection.text_factory = _text
        _prepare(connection, folder, to_read)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise _refused(path, error) from error
    try:
        yield Ledger(connection, path)
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, folder: Path | None, to_read: bool) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > LEDGER_VERSION:
        raise StoreError(f"{folder} was written by a newer version: this one reads up to ledger {LEDGER_VERSION}")
    if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("malformed")
    if version:  # a column whose name is another one is found before anything is taken away
        connection.execute("SELECT key, design, seed, replication, state, sentence, sum FROM tasks LIMIT 0")
        connection.execute("SELECT task, measure, value, numerator, denominator, lengths FROM measures LIMIT 0")
    if to_read:
        return
    network = None if folder is None else network_kind(folder)
    if network is not None:
        logging.getLogger(__name__).warning(
            f"{folder} is on a network folder ({network}): its ledger keeps a rollback journal, which is slower; "
            "see to it that only one run writes there"
        )
    connection.execute(f"PRAGMA journal_mode = {'DELETE' if network else 'WAL'}")
    connection.execute("PRAGMA synchronous = FULL")
    if version < LEDGER_VERSION:  # it is new
        connection.executescript(_TABLES)
        connection.execute(f"PRAGMA user_version = {LEDGER_VERSION}")
        connection.commit()


def _text(data: bytes) -> str:
    """A text of the database; one that is no text any more is another one, and no reason to refuse all others.

    `PRAGMA integrity_check` calls it sound, and by itself sqlite3 raises an error as soon as it is read.
    """
    return data.decode("utf-8", "backslashreplace")


def _sum(key: str, state: str, sentence: str | None, rows: list[Row]) -> str:
    told = [[*row[:4], sha256(row[4]) if isinstance(row[4], bytes) else row[4]] for row in rows]
    return sha256(canonical_json([key, state, sentence, told]).encode())


def _refused(path: str, error: sqlite3.Error) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return StoreError(f"no space left writing results in {path}: what was written before is kept")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        return StoreError(f"cannot write to {path}: {str(error)[:200]}")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(f"{path} is in use by another program: close it there, and go on")
    return StoreError(f"{path} is not what was written: move it away, and run the same command again")


def packed(about: dict[str, Any], arrays: list[bytes]) -> bytes:
    """Arrays and what is to be known about them, as bytes; `unpacked` reads them."""
    head = canonical_json({**about, "sizes": [len(array) for array in arrays]}).encode()
    return zlib.compress(len(head).to_bytes(4, "little") + head + b"".join(arrays), 1)


def unpacked(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What was packed."""
    plain = zlib.decompress(data)
    end = 4 + int.from_bytes(plain[:4], "little")
    about, arrays = json.loads(plain[4:end]), []
    for size in about.pop("sizes"):
        arrays.append(plain[end : end + size])
        end += size
    return about, arrays
