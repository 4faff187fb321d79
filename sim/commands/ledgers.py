"""The ledger in a folder of results, for commands that go on where they were stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.errors import HotlineError, StoreError
from sim.store.ledger import LEDGER, Ledger, opened
from sim.store.names import MANIFEST

if TYPE_CHECKING:
    from sim.store import ResultFolder


@contextmanager
def ledger_in(
    out: ResultFolder | None, commands: tuple[str, ...], manifest: Callable[[], dict[str, Any]]
) -> Iterator[Ledger]:
    """The ledger in a folder, or in memory where there is none.

    Parameters
    ----------
    out
        The folder.
    commands
        Whose results may stand there already.
    manifest
        What stands there from the beginning, so that it is known whose folder it is.

    Raises
    ------
    StoreError
        If the folder holds results of another command, or cannot be written.
    """
    if out is None:
        with opened(None) as ledger:
            yield ledger
        return
    command = (out.before or {}).get("command", commands[0])
    if command not in commands:
        raise StoreError(f"{out.path} holds results of `hotline {command}`: give another folder")
    is_new = out.before is None
    if is_new:
        out.start(manifest())
    try:
        with opened(out.path) as ledger:
            yield ledger
    except HotlineError:
        if is_new:  # the same command would not go on
            for name in (LEDGER, MANIFEST):
                (out.path / name).unlink(missing_ok=True)
        raise
