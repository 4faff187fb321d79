"""Machine code kept between runs: one file for each function and signature, with a sum that is checked first.

Numba's own cache trusts what it finds: a file that was cut by a full disk or a kill ends every later run, and a
changed one may run as it stands. Here a file that is not what was written is thrown away and compiled again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from sim.errors import reason

ENDING: Final = ".code"
SUM_BYTES: Final = hashlib.sha256().digest_size


def checked_cache(function: Callable[..., Any], folder: Path) -> Any:
    """A cache for one compiled function, in the place of numba's own.

    Parameters
    ----------
    function
        What is compiled.
    folder
        Where its machine code is kept.
    """
    caching, rebuild = import_module("numba.core.caching"), import_module("numba.core.compiler").CompileResult._rebuild
    dumps = import_module("numba.core.serialize").dumps
    source = hashlib.sha256(Path(function.__code__.co_filename).read_bytes()).hexdigest()

    class CheckedCache(caching._Cache):  # type: ignore[name-defined,misc]
        """What a dispatcher asks of a cache."""

        cache_path = str(folder)

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            target_context.refresh()
            key = self._key(sig, target_context.codegen())
            data = read_code(self._path(key))
            if data is None:
                return None
            known, reduced = pickle.loads(data)  # noqa: S301 - only what was written here: the sum has been checked
            return rebuild(target_context, *reduced) if known == key else None

        def save_overload(self, sig: Any, data: Any) -> None:
            if not data.library.has_dynamic_globals:
                key = self._key(sig, data.codegen)
                write_code(self._path(key), dumps((key, data._reduce())))

        def enable(self) -> None:
            """It always is."""

        def disable(self) -> None:
            """Not asked for."""

        def flush(self) -> None:
            """Not asked for."""

        def _key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
            """Types, machine and source of the function: what its machine code depends on beside the folder's name."""
            return sig, codegen.magic_tuple(), source

        def _path(self, key: tuple[Any, ...]) -> Path:
            return folder / f"{code_prefix(function)}{hashlib.sha256(str(key).encode()).hexdigest()[:16]}{ENDING}"

    return CheckedCache()


def code_prefix(function: Callable[..., Any]) -> str:
    """How the names of a function's files begin."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}-"


def read_code(path: Path) -> bytes | None:
    """What was written to a file of machine code; None if there is nothing, or it had to be thrown away."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        found = b""
    kept, data = found[:SUM_BYTES], found[SUM_BYTES:]
    if kept == hashlib.sha256(data).digest():
        return data
    _throw_away(path)
    _say_once(f"compiled code in {path.parent} was damaged: it is thrown away and compiled again")
    return None


def write_code(path: Path, data: bytes) -> None:
    """Keep machine code for later runs: whole or not at all; where that cannot be, the run goes on without."""
    part = path.with_name(f"{path.name}.part-{uuid.uuid4().hex[:16]}")
    try:
        with part.open("wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        why = reason(error)
        _say_once(f"compiled code cannot be kept in {path.parent} ({why}): the next run compiles it again")


def _throw_away(path: Path) -> None:
    """Out of the way: removed, or what cannot be removed (a folder of that name) put aside under another name."""
    try:
        path.unlink()
    except OSError:
        with suppress(OSError):
            path.rename(path.with_name(f"{path.name}.aside-{uuid.uuid4().hex[:16]}"))


@lru_cache
def _say_once(sentence: str) -> None:
    """One sentence for all the files of a folder, on the standard error stream unless the program logs elsewhere."""
    logging.getLogger(__name__).warning(sentence)
