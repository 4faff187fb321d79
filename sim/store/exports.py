"""Files made for other programs: written aside, then put in place together, with a note of which they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sim.store.files import in_the_way, sync_folder, write_files, writing
from sim.store.manifest import read_exports
from sim.store.names import EXPORTS_MANIFEST, is_part, part_name
from sim.store.sealed import sealed, sum_of_file

STAGE: Final = "stage"


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder to write files into, which are in `folder` once all of them are whole; else none of them is.

    The folder is locked by the caller. Files that `exports.json` does not know are never replaced.

    Raises
    ------
    StoreError
        If it cannot be written, or a file that this program did not write stands in the way.
    """
    stage = folder / part_name(STAGE, os.getpid())
    with writing(folder):
        folder.mkdir(exist_ok=True)
        for child in list(folder.iterdir()):
            if is_part(child.name) and child.name.endswith(f"-{STAGE}") and not child.is_symlink():
                _clear(child)
        stage.mkdir()
    try:
        yield stage
        _put_in_place(stage, folder)
    finally:
        _clear(stage)


def _put_in_place(stage: Path, folder: Path) -> None:
    notes = read_exports(folder)
    made = {path.name: sum_of_file(path) for path in sorted(stage.iterdir())}
    for name in made:
        if name not in notes["files"] and os.path.lexists(folder / name):
            raise in_the_way(folder / name)
    write_files(folder, {EXPORTS_MANIFEST: sealed({**notes, "files": {**notes["files"], **made}})})
    with writing(folder):
        for name in made:
            os.replace(stage / name, folder / name)
        sync_folder(folder)


def _clear(stage: Path) -> None:
    for path in stage.iterdir():
        path.unlink()
    stage.rmdir()
