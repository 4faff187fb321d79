"""Files that are whole or not there at all, and stay so when the power fails."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from sim.errors import StoreError, reason
from sim.store.names import MANIFEST, kept, part_name

_FULL: Final = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write some files in their order, each whole or not at all; all are on the disk in the end."""
    for name, data in files.items():
        with writing(folder, len(data)), _part_of(folder, name) as file:
            file.write(data)
    with writing(folder):
        for room in {(folder / name).parent for name in files}:
            sync_folder(room)


@contextmanager
def whole_file(folder: Path, name: str) -> Iterator[BinaryIO]:
    """A file to write bit by bit, that is there under its name only once all is written and on the disk."""
    with writing(folder):
        with _part_of(folder, name) as file:
            yield file
        sync_folder(folder)


@contextmanager
def written_aside(folder: Path, files: Mapping[str, Callable[[BinaryIO], None]]) -> Iterator[dict[str, Path]]:
    """Files written bit by bit, by name where they stand until this ends; then they are in their places together.

    Parameters
    ----------
    folder
        Where they go, not into folders inside it.
    files
        By name: what writes it.
    """
    parts = {name: _part_path(folder / name) for name in files}
    try:
        for name, write in files.items():
            with writing(folder), _synced(parts[name]) as file:
                write(file)
        yield parts
        with writing(folder):
            for name, part in parts.items():
                os.replace(part, folder / name)
            sync_folder(folder)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


@contextmanager
def _part_of(folder: Path, name: str) -> Iterator[BinaryIO]:
    """A file under another name, renamed once it is on the disk."""
    final = folder / name
    part = _part_path(final)
    if final.parent != folder and not final.parent.is_dir():
        final.parent.mkdir(exist_ok=True)
        sync_folder(folder)
    try:
        with _synced(part) as file:
            yield file
        os.replace(part, final)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _part_path(final: Path) -> Path:
    return final.with_name(part_name(final.name, os.getpid()))


@contextmanager
def _synced(path: Path) -> Iterator[BinaryIO]:
    """A file to write, that is on the disk in the end."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def writing(folder: Path, size: int = 0) -> Iterator[None]:
    """While this lasts, what the system refuses is a sentence about the folder.

    Parameters
    ----------
    folder
        Where something is written.
    size
        Bytes of it, if they are known.

    Raises
    ------
    StoreError
        If the disk is full, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            needs = f" (this file needs about {max(size / 1e6, 0.1):.1f} MB)" if size else ""
            what = f"no space left writing results{needs} in {folder}"
        else:
            what = f"cannot write to {folder}: {reason(error)}"
        there = f"; {kept(folder)} replications kept there" if (folder / MANIFEST).exists() else ""
        raise StoreError(what + there) from error


def in_the_way(path: Path) -> StoreError:
    """That a file which is not of this program stands where one would be written."""
    return StoreError(f"{path} was not written by this program and would be replaced: move it, or give another folder")


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can do that (Windows does it by itself)."""
    if os.name == "nt":
        return
    with suppress(OSError):  # a folder that cannot be read, a network that cannot do it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
