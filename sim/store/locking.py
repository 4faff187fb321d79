"""One writer at a time: a lock of the operating system, which is gone with its process, however that ends."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from sim.errors import StoreError, reason
from sim.store.files import sync_folder, writing

LOCK: Final = ".hotline-lock"
"""A name that nobody else gives: the file is emptied and removed."""
_HELD: Final = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_LOCKED_BYTE: Final = 1 << 20
"""On Windows a locked byte cannot be read by others: this one lies behind the text."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, made if need be; one that is empty in the end was never there.

    Raises
    ------
    StoreError
        If another process holds it, or it cannot be written.
    """
    with writing(folder):
        is_new = not folder.exists()
        folder.mkdir(exist_ok=True)
        if is_new:
            sync_folder(folder.absolute().parent)
    handle = -1
    try:
        handle = _take(folder)
        yield
    finally:
        if handle >= 0:
            _give_back(folder, handle)
        if is_new:
            with suppress(OSError):
                folder.rmdir()


def _take(folder: Path) -> int:
    path = folder / LOCK
    with writing(folder):
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
            try:
                _lock(handle)
            except OSError as error:
                if error.errno in _HELD:
                    os.close(handle)
                    raise StoreError(_refusal(folder)) from error
                # Some network folders know no locks; refusing them would help nobody.
                logging.getLogger(__name__).warning(
                    f"{folder} cannot be locked ({reason(error)}): see to it that only one run writes there"
                )
            if _is_still(path, handle):
                break
            os.close(handle)  # the last holder has just removed it
    with suppress(OSError):  # the lock holds without its text
        os.ftruncate(handle, 0)
        os.write(handle, datetime.now().astimezone().isoformat(sep=" ", timespec="seconds").encode())
    return handle


def _give_back(folder: Path, handle: int) -> None:
    path = folder / LOCK
    if os.name == "nt":  # an open file cannot be removed there
        os.close(handle)
    with suppress(OSError):
        path.unlink()
    if os.name != "nt":
        os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    with suppress(OSError):
        return os.path.samestat(os.fstat(handle), path.lstat())
    return False


def _refusal(folder: Path) -> str:
    since = ""
    with suppress(OSError, ValueError):
        since = f" since {datetime.fromisoformat((folder / LOCK).read_text()):%Y-%m-%d %H:%M:%S}"
    return f"another run has been writing to {folder}{since}: wait for its end, or give another folder"


if os.name == "nt":

    def _lock(handle: int) -> None:
        import msvcrt

        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        finally:
            os.lseek(handle, 0, os.SEEK_SET)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
