"""Results on disk: one folder per run, each file whole or not there at all."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sim.errors import StoreError
from sim.log_columns import LOGS

if TYPE_CHECKING:
    import pandas as pd

    from sim.log_columns import Column
    from sim.runlog import RunLog
    from sim.scenario.schema import Scenario

STORE_VERSION = 1
MANIFEST = "manifest.json"
_OURS = (
    "summary.*", "intervals.csv", "measures.csv", "tables/*.csv", "logs/*.parquet", "charts/*.png", "charts/*.svg",
    "exports/*.csv", "exports/*.xes", "exports/*.xes.gz", "**/.part-*",
)  # fmt: skip
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def check_folder(folder: Path) -> None:
    """Refuse, before anything is simulated, a folder that cannot take results; leaves no trace.

    Raises
    ------
    StoreError
        If it cannot be written, is a file, or holds something else than results.
    """
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"cannot write to {folder}: it is a file, not a folder")
    if not folder.exists() and not folder.absolute().parent.is_dir():
        raise StoreError(f"cannot write to {folder}: the folder {folder.absolute().parent} does not exist")
    try:
        is_new = not folder.exists()
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=".part-"):
            pass
        strangers = [] if is_new else sorted(child.name for child in folder.iterdir())
        if is_new:
            folder.rmdir()
    except OSError as error:
        raise StoreError(f"cannot write to {folder}: {_reason(error)}") from error
    if strangers and MANIFEST not in strangers:
        raise StoreError(
            f"{folder} holds other files ({strangers[0]}{', ...' if len(strangers) > 1 else ''}): give a new folder, "
            "an empty one, or one with the results of an earlier run"
        )


def make_folder(folder: Path) -> None:
    """Make a folder for files that are no results of a run, unless it is there.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    with _writing(folder):
        folder.mkdir(exist_ok=True)


def start_folder(folder: Path, manifest: dict[str, Any]) -> str | None:
    """Make the folder ready for a run and write its manifest; the scenario whose results it held before, if any."""
    with _writing(folder):
        before = read_manifest(folder)["scenario"] if (folder / MANIFEST).exists() else None
        for part in (folder, folder / "logs", folder / "charts"):
            part.mkdir(exist_ok=True)
        for pattern in _OURS:
            for old in folder.glob(pattern):
                old.unlink()
    write_json(folder, MANIFEST, manifest)
    return before


def make_manifest(scenario: Scenario, seed: int, replications: int, engine: str, created: str) -> dict[str, Any]:
    """What was run with what: enough to run it again and to tell two result folders apart."""
    return {
        "store_version": STORE_VERSION,
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_sha256": scenario_hash(scenario),
        "data_sha256": {name: _file_hash(Path(scenario.folder) / name) for name in data_files(scenario.document)},
        "seed": seed,
        "replications": replications,
        "engine": engine,
        "finished": False,
        "kept": 0,
        "created": created,
        "versions": versions(),
        "document": json.loads(canonical_json(scenario.document)),
    }


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the resolved scenario's canonical JSON: the same for files that say the same."""
    return hashlib.sha256(canonical_json(scenario.document).encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def data_files(document: Any) -> list[str]:
    """Every data file a scenario names, in order of name."""
    found: set[str] = set()
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("file"), str):
                found.add(part["file"])
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)
    return sorted(found)


def versions() -> dict[str, str]:
    """Versions of what the numbers depend on."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from sim import __version__

    found = {"python": platform.python_version(), "hotline-sim": __version__}
    for name in ("numpy", "scipy", "simpy", "numba", "holidays", "tzdata"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result folder."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["store_version"] > STORE_VERSION:
            raise StoreError(f"{folder} was written by a newer version: this one reads up to store {STORE_VERSION}")
        return dict(manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder / MANIFEST} cannot be read: give a new folder") from error


def write_log(folder: Path, log: RunLog) -> None:
    """Write the logs of one finished replication, with the names that its numbers stand for.

    A replication counts as kept once its contacts file is there; it is written last.
    """
    plan = log.plan
    named = ("stream", "type", "group", "shift", "unit", "area")
    clock = plan.calendar
    about = {
        "seed": str(log.seed),
        "replication": str(log.replication),
        "engine": log.engine,
        "names": canonical_json({name: list(getattr(plan, f"{name}_names")) for name in named}),
        "clock": canonical_json({"start": clock.start.isoformat(), "days": clock.days, "zone": clock.zone}),
    }
    of_tickets = ("tickets", "assignments", "tasks") if plan.tickets is not None else ()
    for name in (*of_tickets, "staff", "contacts"):
        data = _parquet(getattr(log, name), LOGS[name].columns, about)
        write_bytes(folder, f"logs/{name}-{log.replication:04d}.parquet", data)


def read_log(folder: Path, replication: int) -> tuple[dict[str, Column], dict[str, Column]]:
    """The contacts and the staff log of one replication as columns by name.

    Raises
    ------
    StoreError
        If a file is missing or is not what was written (its checksums are compared).
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
        If a file is missing or is not what was written (its checksums are compared).
    """
    if names is None:
        must = ("contacts", "staff")
        names = [name for name in LOGS if name in must or _log_path(folder, name, replication).exists()]
    return {name: _columns(_log_path(folder, name, replication)) for name in names}


def read_about(folder: Path, replication: int) -> dict[str, Any]:
    """What the numbers of one replication stand for: `names` by kind, `clock` (start, days, zone), `seed`.

    Raises
    ------
    StoreError
        If it cannot be read, or was written by a version that did not say.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = _log_path(folder, "contacts", replication)
    try:
        found = {key.decode(): text.decode() for key, text in (pq.read_schema(path).metadata or {}).items()}
        return {key: json.loads(found[key]) for key in ("names", "clock", "seed")}
    except (OSError, pa.ArrowException) as error:
        raise StoreError(_unreadable(path, error)) from error
    except (KeyError, ValueError) as error:
        raise StoreError(f"{path} was written by an earlier version: run the scenario again") from error


def _log_path(folder: Path, name: str, replication: int) -> Path:
    return folder / f"logs/{name}-{replication:04d}.parquet"


def kept(folder: Path) -> int:
    """Number of replications whose logs are completely there."""
    return len(list(folder.glob("logs/contacts-*.parquet")))


def write_json(folder: Path, name: str, value: Any) -> None:
    """Write a value as readable JSON; NaN is refused."""
    write_text(folder, name, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(folder: Path, name: str, text: str) -> None:
    """Write a text file in UTF-8."""
    write_bytes(folder, name, text.encode("utf-8", errors="backslashreplace"))


def write_table(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Write a table as CSV that a spreadsheet opens rightly: UTF-8 with its mark, and no cell that is a formula."""
    import pandas as pd

    safe = frame.rename(columns=harmless)
    for column in safe.columns:
        kind = safe[column].dtype
        if pd.api.types.is_string_dtype(kind) or isinstance(kind, pd.CategoricalDtype):
            safe[column] = safe[column].astype(object).map(harmless)
    text = safe.to_csv(index=False, lineterminator="\n")
    write_bytes(folder, name, text.encode("utf-8-sig", errors="backslashreplace"))


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that starts like one gets a leading apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def write_bytes(folder: Path, name: str, data: bytes) -> None:
    """Write one file whole or not at all: under another name first, to the disk, then renamed."""
    with whole_file(folder, name, len(data)) as file:
        file.write(data)


@contextmanager
def whole_file(folder: Path, name: str, size: int = 0) -> Iterator[BinaryIO]:
    """A file to write bit by bit, that is there under its name only once all is written.

    Parameters
    ----------
    folder, name
        Where, and its path in there.
    size
        In bytes, if it is known.
    """
    final = folder / name
    with _writing(folder, size):
        part = final.with_name(f".part-{os.getpid()}-{final.name}")
        if final.parent != folder:
            final.parent.mkdir(exist_ok=True)
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, final)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


@contextmanager
def _writing(folder: Path, size: int = 0) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            needs = f" (this file needs about {max(size / 1e6, 0.1):.1f} MB)" if size else ""
            what = f"no space left writing results{needs} in {folder}"
        else:
            what = f"cannot write to {folder}: {_reason(error)}"
        there = f"; {kept(folder)} replications kept there" if (folder / MANIFEST).exists() else ""
        raise StoreError(what + there) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parquet(columns: dict[str, Column], meanings: dict[str, str], about: dict[str, str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [
        pa.field(name, pa.from_numpy_dtype(column.dtype), False, {"meaning": meanings.get(name, "")})
        for name, column in columns.items()
    ]
    table = pa.table(list(columns.values()), schema=pa.schema(fields, metadata=about))
    buffer = io.BytesIO()
    # Logs are sorted by time: differences take a fifth less room than values, and less than half the time to write.
    encoding = dict.fromkeys(columns, "DELTA_BINARY_PACKED")
    pq.write_table(
        table, buffer, compression="zstd", write_page_checksum=True, use_dictionary=False, column_encoding=encoding
    )
    return buffer.getvalue()


def _columns(path: Path) -> dict[str, Column]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(path.read_bytes()), page_checksum_verification=True)
    except (OSError, pa.ArrowException) as error:
        raise StoreError(_unreadable(path, error)) from error
    return {name: table.column(name).to_numpy() for name in table.column_names}


def _unreadable(path: Path, error: Exception) -> str:
    why = "it is not there" if isinstance(error, FileNotFoundError) else "it is not what was written"
    return f"{path} cannot be read: {why}; run the scenario again"
