"""Compiling where numba is installed, plain Python where it is not; the results are the same to the last bit.

Numba does not notice edits in files that a cached function calls, so the cache folder is named by the sources that
go into it: after an edit an old machine code is never found.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from sim.chance.code_cache import ENDING, checked_cache, read_code

F = TypeVar("F", bound=Callable[..., Any])

numba: Any
try:
    numba = import_module("numba")
    import_module("numba.extending")
except ImportError:  # the model runs without a compiler, more slowly
    numba = None


PART: Final = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Options of what only compiled code calls."""


def is_compiled() -> bool:
    """Whether draws run as machine code."""
    return numba is not None


def rule(function: F) -> F:
    """Mark a scalar function that compiled code may call; Python calls it as it stands."""
    if numba is None:
        return function
    return cast(F, numba.extending.register_jitable(pipeline_class=_compiler_of_parts(), **PART)(function))


def compiled(function: F) -> F:
    """Compile an entry point, cached on disk where a cache folder can be written."""
    if numba is None or numba.config.DISABLE_JIT:
        return function
    folder = _cache_folder()
    if folder is None:
        return cast(F, numba.njit(error_model="numpy", nogil=True)(function))
    dispatcher = numba.njit(error_model="numpy", nogil=True)(function)
    dispatcher._cache = checked_cache(function, folder)
    return cast(F, dispatcher)


def inner(function: F) -> F:
    """Compile what only compiled code calls: it lives in the cache of the entry points that use it.

    It is compiled once for all numbers; numba by itself would compile it again for each constant it is called with.
    """
    if not is_compiled() or numba.config.DISABLE_JIT:
        return function
    dispatcher = numba.njit(error_model="numpy", pipeline_class=_compiler_of_parts(), **PART)(function)
    template_of = dispatcher.get_call_template
    dispatcher.get_call_template = lambda args, kws: template_of(
        [numba.types.unliteral(of) for of in args], {name: numba.types.unliteral(of) for name, of in kws.items()}
    )
    return cast(F, dispatcher)


@lru_cache(maxsize=1)
def _compiler_of_parts() -> Any:
    """A compiler that leaves what it compiles as it is, to be optimised and made machine code in the whole.

    Numba by itself does both for each function with all that it calls, over and over: half of the time of compiling.
    """
    codegen, compiler = import_module("numba.core.codegen"), import_module("numba.core.compiler")
    nrt = import_module("numba.core.runtime.context")

    class Part(codegen.JITCodeLibrary):  # type: ignore[name-defined,misc]
        """What one function compiles to."""

        @property
        def codegen(self) -> Part:
            return self

        def set_env(self, name: str, environment: object) -> None:
            """Nothing in Python calls it, so it needs nothing of Python."""

        def get_pointer_to_function(self, name: str) -> int:
            self._ensure_finalized()
            return 0

        def _optimize_final_module(self) -> None:
            pass

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()
            self._finalized = True

    class Borrowed(nrt.NRTContext):  # type: ignore[name-defined,misc]
        """References are the caller's: counting them for each look at an array costs more than the look."""

        def incref(self, builder: Any, typ: Any, value: Any) -> None:
            """Nothing: the caller holds one."""

        def decref(self, builder: Any, typ: Any, value: Any) -> None:
            """Nothing, as none was taken."""

    class Compiler(compiler.Compiler):  # type: ignore[name-defined,misc]
        """As numba's own, with a library of this kind."""

        def __init__(self, typing: Any, target: Any, library: Any, *more: Any) -> None:
            super().__init__(typing, target, Part(target.codegen(), "part"), *more)
            self.state.library.enable_object_caching()
            self.state.targetctx.nrt = Borrowed(self.state.targetctx, True)

    return Compiler


@lru_cache(maxsize=1)
def _cache_folder() -> Path | None:
    """A folder of this user, named by the sources and numba's version; None where none can be written."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for room in ("calendar", "chance", "rules", "kernel"):
        for source in sorted((package / room).glob("*.py")):
            digest.update(source.read_bytes())
    folder = _user_cache() / "hotline-sim" / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
    except OSError:
        return None
    return folder


def is_cached(module: str, function: str) -> bool:
    """Whether an entry point need not be compiled any more: its machine code lies in the cache folder."""
    folder = _cache_folder() if is_compiled() else None
    found = folder.glob(f"{module}.{function}-*{ENDING}") if folder is not None else ()
    return any(read_code(path) is not None for path in found)


def _user_cache() -> Path:
    for name in ("HOTLINE_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        if os.environ.get(name):
            return Path(os.environ[name])
    return Path(os.path.expanduser("~")) / ".cache"
