"""Whether a result folder still holds what was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sim.errors import StoreError
from sim.store.ledger import LEDGER
from sim.store.logs import files_of, finished
from sim.store.manifest import read_exports, read_manifest
from sim.store.names import EXPORTS, numbers_kept, own_file
from sim.store.sealed import sum_of_file

MOST_NAMED: Final = 10


def check_results(folder: Path) -> dict[str, Any]:
    """Compare every file in a result folder with the sum that was noted of it.

    Returns
    -------
    dict
        `command`, `scenario`, `finished`, `kept` (finished replications, of a
        sweep finished runs), `replications` (asked for, of a sweep of each design) and `files`
        (compared); `shard`, which part of a sweep it is, such as 2/8: a part has no tables; None of all else.

    Raises
    ------
    StoreError
        If the manifest cannot be read, or files are missing or changed: they are named.
    """
    manifest = read_manifest(folder)
    noted: dict[str, Any] = dict(manifest["files"])
    faults: list[str] = []
    asked: int = manifest["replications"]
    kept = sum(number < asked for number in numbers_kept(folder)) if manifest["command"] == "run" else manifest["kept"]
    if manifest.get("in_progress"):  # it was killed: what it was at may not be there
        noted, faults, kept = _of_replications(folder, manifest)
    if LEDGER in manifest:  # of a sweep that ended by itself
        noted[LEDGER] = {"sha256": manifest[LEDGER]}
    with_exports = noted | {f"{EXPORTS}/{name}": sums for name, sums in read_exports(folder / EXPORTS)["files"].items()}
    faults += [
        f"{folder / name} is not what was written"
        for name, sums in with_exports.items()
        if not _is_whole(folder, name, sums)
    ]
    if faults:
        more = f"\n... and {len(faults) - MOST_NAMED:,} more" if len(faults) > MOST_NAMED else ""
        raise StoreError("\n".join(faults[:MOST_NAMED]) + more)
    known = {key: manifest[key] for key in ("command", "scenario", "finished", "replications")}
    return {**known, "kept": kept, "files": len(with_exports) + 1, "shard": manifest.get("shard")}


def _of_replications(folder: Path, manifest: dict[str, Any]) -> tuple[dict[str, Any], list[str], int]:
    """Of a run that was stopped: sums of its finished replications, what is wrong with them, and their number."""
    noted: dict[str, Any] = {}
    faults, kept = [], 0
    for replication in numbers_kept(folder) if manifest["command"] == "run" else ():
        try:
            record = finished(folder, replication, manifest)
        except StoreError as error:
            faults.append(str(error))
            continue
        if record is not None:
            noted |= files_of(record)
            kept += replication < manifest["replications"]
    return noted, faults, kept


def _is_whole(folder: Path, name: str, noted: dict[str, Any]) -> bool:
    path = own_file(folder, name)
    return path is not None and sum_of_file(path)["sha256"] == noted["sha256"]
