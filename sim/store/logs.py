"""Raw logs as Parquet, and the record of each finished replication: the sums of its logs and what is no log."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import StoreError
from sim.logs.columns import LOGS, no_rows
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET
from sim.store.manifest import read_manifest
from sim.store.names import is_kept, log_name, own_file, record_name
from sim.store.sealed import canonical_json, sealed, sum_of, unsealed

if TYPE_CHECKING:
    from sim.logs.columns import Column, LogColumn
    from sim.plans.plan import Plan


def log_files(log: RunLog) -> dict[str, bytes]:
    """The logs of one replication as files by name, with the names that their numbers stand for."""
    plan = log.plan
    clock = plan.calendar
    ends = {"begins_at_us": clock.begins_at_us, "ends_at_us": clock.ends_at_us} if clock.is_cut else {}
    about = {
        "seed": str(log.seed),
        "replication": str(log.replication),
        "engine": log.engine,
        "names": canonical_json({name: list(names) for name, names in log.names.items()}),
        "clock": canonical_json({"start": clock.start.isoformat(), "days": clock.days, "zone": clock.zone} | ends),
    }
    logs = [name for name in LOGS if name in ("contacts", "staff") or plan.tickets is not None]
    return {log_name(name, log.replication): _parquet(getattr(log, name), LOGS[name].columns, about) for name in logs}


def finished_files(log: RunLog, run_key: str) -> dict[str, bytes]:
    """The logs of a finished replication, and the record that makes them one, which comes last."""
    files = log_files(log)
    files[record_name(log.replication)] = sealed(record_of(log, run_key, files))
    return files


def record_of(log: RunLog, run_key: str, files: dict[str, bytes]) -> dict[str, Any]:
    """What makes logs a finished replication: whose they are, their sums, and what they do not hold themselves."""
    return {
        "run_key": run_key,
        "seed": log.seed,
        "replication": log.replication,
        "engine": log.engine,
        "events": int(log.events),
        "deflected": [[int(count) for count in row] for row in log.deflected],
        "files": {name: sum_of(data) for name, data in files.items()},
    }


def files_of(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The files of a finished replication and their sums: its logs, and the record itself."""
    return {**record["files"], record_name(record["replication"]): sum_of(sealed(record))}


def read_log(folder: Path, replication: int) -> tuple[dict[str, Column], dict[str, Column]]:
    """The contacts and the staff log of one replication as columns by name.

    Raises
    ------
    StoreError
        If a file is missing or is not what was written (its sum is compared).
    """
    logs = read_logs(folder, replication, ("contacts", "staff"))
    return logs["contacts"], logs["staff"]


def read_logs(folder: Path, replication: int, names: Iterable[str] | None = None) -> dict[str, dict[str, Column]]:
    """The logs of one replication by name: 'contacts', 'staff', and if there are tickets their three.

    Parameters
    ----------
    folder
        Results of a run.
    replication
        Which one.
    names
        Which logs; those that are there if left out.

    Raises
    ------
    StoreError
        If a file is missing or is not what was written (its sum is compared).
    """
    record = _record(folder, replication, read_manifest(folder))
    return _logs(folder, record, _names_in(record) if names is None else names)


def read_about(folder: Path, replication: int) -> dict[str, Any]:
    """What the numbers of one replication stand for: `names` by kind, `clock` (start, days, zone), `seed`.

    Raises
    ------
    StoreError
        If a file is missing or is not what was written (its sum is compared).
    """
    import pyarrow.parquet as pq

    data = _log_bytes(folder, "contacts", _record(folder, replication, read_manifest(folder)))
    found = {key.decode(): text.decode() for key, text in pq.read_schema(io.BytesIO(data)).metadata.items()}
    return {key: json.loads(found[key]) for key in ("names", "clock", "seed")}


def read_run(folder: Path, replication: int, plan: Plan, manifest: dict[str, Any]) -> RunLog:
    """A finished replication as it was when it ended.

    Parameters
    ----------
    folder, replication
        Where, and which one.
    plan
        The plan of that run.
    manifest
        Of the folder, as it was read.

    Raises
    ------
    StoreError
        If a file is missing or is not what was written (its sum is compared).
    """
    record = _record(folder, replication, manifest)
    logs = {name: no_rows(name) for name in LOGS} | _logs(folder, record, _names_in(record))
    deflected = np.asarray(record["deflected"], dtype=np.int64).reshape(len(plan.streams), len(plan.type_names))
    return RunLog(
        plan, record["seed"], replication, record["engine"], deflected=deflected, events=record["events"], **logs
    )


def finished(folder: Path, replication: int, manifest: dict[str, Any]) -> dict[str, Any] | None:
    """The record of a replication if all its files are what was written; None if it never ended.

    Raises
    ------
    StoreError
        If it did, but a file is missing or changed: it is named.
    """
    if not is_kept(folder, replication):
        return None
    record = _record(folder, replication, manifest)
    for name, expected in record["files"].items():
        path = own_file(folder, name)
        if path is None:
            raise StoreError(_unreadable(folder / name, FileNotFoundError()))
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected["sha256"]:
            raise StoreError(_unreadable(path))
    return record


def _record(folder: Path, replication: int, manifest: dict[str, Any]) -> dict[str, Any]:
    """The record of a finished replication, if it is that of this run and this number."""
    name = record_name(replication)
    data = _bytes(folder / name, manifest["files"].get(name))
    try:
        record = unsealed(data)
    except (ValueError, RecursionError) as error:
        raise StoreError(_unreadable(folder / name)) from error
    if (record["replication"], record["run_key"]) != (replication, manifest["run_key"]):
        raise StoreError(f"{folder / name} is of another replication or run: run the scenario again")
    return record


def _names_in(record: dict[str, Any]) -> list[str]:
    return [name for name in LOGS if log_name(name, record["replication"]) in record["files"]]


def _logs(folder: Path, record: dict[str, Any], names: Iterable[str]) -> dict[str, dict[str, Column]]:
    replication = record["replication"]
    return {name: _columns(_log_bytes(folder, name, record), folder / log_name(name, replication)) for name in names}


def _log_bytes(folder: Path, log: str, record: dict[str, Any]) -> bytes:
    name = log_name(log, record["replication"])
    if name not in record["files"]:
        raise StoreError(_unreadable(folder / name, FileNotFoundError()))
    return _bytes(folder / name, record["files"][name])


def _bytes(path: Path, expected: dict[str, Any] | None) -> bytes:
    """What is in a file, if it has the sum that was noted."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(_unreadable(path, error)) from error
    if expected is not None and sum_of(data) != expected:
        raise StoreError(_unreadable(path))
    return data


def _parquet(columns: dict[str, Column], shape: dict[str, LogColumn], about: dict[str, str]) -> bytes:
    """Columns as a file: what has not come, or what there is none of, is null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [
        pa.field(name, pa.from_numpy_dtype(column.dtype), True, _explained(shape[name]))
        for name, column in columns.items()
    ]
    schema = pa.schema(fields, metadata=about | {"pandas": _as_nullable(columns)})
    table = pa.table([pa.array(column, mask=column == NOT_YET) for column in columns.values()], schema=schema)
    buffer = io.BytesIO()
    # Logs are sorted by time: differences take a fifth less room than values, and less than half the time to write.
    encoding = dict.fromkeys(columns, "DELTA_BINARY_PACKED")
    pq.write_table(
        table, buffer, compression="zstd", write_page_checksum=True, use_dictionary=False, column_encoding=encoding
    )
    return buffer.getvalue()


def _explained(column: LogColumn) -> dict[str, str]:
    """What a column's own metadata say: its meaning, what its numbers are, and what codes stand for."""
    found = {"meaning": column.meaning, "holds": column.holds}
    if column.codes is not None:
        found["codes"] = canonical_json({str(int(code)): code.name.lower() for code in column.codes})
    if column.holds == "name":
        found["names"] = f"places in '{column.name}' of the file's own metadata 'names', from 0"
    if column.holds == "instant":
        found["unit"] = "microseconds since the start, 'clock' in the file's own metadata"
    return found


def _as_nullable(columns: dict[str, Column]) -> str:
    """What tells pandas to read nullable integers: names of tasks have more digits than its numbers with a point."""
    kinds = [(name, column.dtype.name) for name, column in columns.items()]
    told = [
        {"name": name, "field_name": name, "pandas_type": kind, "numpy_type": kind.title(), "metadata": None}
        for name, kind in kinds
    ]
    return canonical_json({"columns": told, "index_columns": [], "column_indexes": []})


def _columns(data: bytes, path: Path) -> dict[str, Column]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(data), page_checksum_verification=True)
    except (OSError, pa.ArrowException) as error:
        raise StoreError(_unreadable(path)) from error
    return {name: table.column(name).fill_null(NOT_YET).to_numpy() for name in table.column_names}


def _unreadable(path: Path, error: Exception | None = None) -> str:
    why = "it is not there" if isinstance(error, FileNotFoundError) else "it is not what was written"
    return f"{path} cannot be read: {why}; run the scenario again"
