"""What the files of a result folder are called."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Final

from sim.logs.columns import LOGS

MANIFEST: Final = "manifest.json"
EXPORTS: Final = "exports"
"""Folder of the exports of a run, inside its own."""
EXPORTS_MANIFEST: Final = "exports.json"
_PART: Final = re.compile(r"\.part-\d+-.+", re.DOTALL)
_OF_RUN: Final = re.compile(r"logs/[a-z]+-(?P<number>[0-9]{4,9})\.(parquet|json)")


def log_name(log: str, replication: int) -> str:
    """Path of one log of one replication."""
    return f"logs/{log}-{replication:04d}.parquet"


def record_name(replication: int) -> str:
    """Path of what says that a replication is finished, with the sums of its logs."""
    return f"logs/replication-{replication:04d}.json"


def is_of_run(name: str, replications: int) -> bool:
    """Whether a path is that of a file which a run of so many replications may leave among its logs."""
    found = _OF_RUN.fullmatch(name)
    if found is None or int(found["number"]) >= replications:
        return False
    number = int(found["number"])
    return name == record_name(number) or name in {log_name(log, number) for log in LOGS}


def part_name(name: str, process: int) -> str:
    """Under which name a file is written before it is whole."""
    return f".part-{process}-{name}"


def is_part(name: str) -> bool:
    """Whether a file was never finished."""
    return _PART.fullmatch(name) is not None


def kept(folder: Path) -> int:
    """Number of replications that are finished and recorded."""
    return len(list(folder.glob("logs/replication-*.json")))


def numbers_kept(folder: Path) -> list[int]:
    """Numbers of the replications that are finished and recorded, also beyond those that were asked for last."""
    found = (_OF_RUN.fullmatch(f"logs/{path.name}") for path in folder.glob("logs/replication-*.json"))
    return sorted(int(name["number"]) for name in found if name is not None)


def is_kept(folder: Path, replication: int) -> bool:
    """Whether a replication is finished and recorded."""
    return (folder / record_name(replication)).exists()


def own_file(folder: Path, name: str) -> Path | None:
    """The file of that name, if it lies in the folder itself: no link, not reached through one, no folder."""
    path = folder / name
    try:
        is_linked = path.parent != folder and not stat.S_ISDIR(path.parent.lstat().st_mode)
        return path if not is_linked and stat.S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None
