"""A result folder while one run writes to it: nobody else does, and what is not of this program stays as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from sim.errors import StoreError
from sim.store.files import in_the_way, sync_folder, write_files, writing, written_aside
from sim.store.locking import LOCK, locked
from sim.store.logs import files_of, finished
from sim.store.manifest import names_owned, read_manifest
from sim.store.names import EXPORTS, MANIFEST, is_of_run, is_part, numbers_kept, own_file
from sim.store.sealed import sealed, sum_of, sum_of_file

ROOMS: Final = ("logs", "charts", "tables")
"""Folders inside a result folder that a run writes to."""


@contextmanager
def results_in(path: Path | None) -> Iterator[ResultFolder | None]:
    """Hold a folder for results from before the run until its end; nothing is left there if nothing was written.

    Parameters
    ----------
    path
        The folder; None if no results are wanted.

    Raises
    ------
    StoreError
        If it cannot be written, is a file, holds something else than results, or another run writes there.
    """
    if path is None:
        yield None
        return
    if path.exists() and not path.is_dir():
        raise StoreError(f"cannot write to {path}: it is a file, not a folder")
    if not path.absolute().parent.is_dir():
        raise StoreError(f"cannot write to {path}: the folder {path.absolute().parent} does not exist")
    with locked(path):
        with writing(path):
            found = sorted(child.name for child in path.iterdir())
        strangers = [name for name in found if name != LOCK and not is_part(name)]
        if strangers and MANIFEST not in strangers:
            raise StoreError(
                f"{path} holds other files ({strangers[0]}{', ...' if len(strangers) > 1 else ''}): give a new folder, "
                "an empty one, or one with the results of an earlier run"
            )
        _refuse_rooms(path)
        yield ResultFolder(path, read_manifest(path) if strangers else None)


class ResultFolder:
    """A folder that this run alone writes to; see `results_in`.

    Attributes
    ----------
    path
        Where it is.
    before
        The manifest of the results that were there when it was opened, if any.
    manifest
        That of this run, once it has started.
    """

    def __init__(self, path: Path, before: dict[str, Any] | None) -> None:
        self.path = path
        self.before = before
        self.manifest: dict[str, Any] = {}

    def finished_before(self, manifest: dict[str, Any]) -> tuple[dict[int, dict[str, Any]], list[int]]:
        """Replications of the same run that are finished there: records by number, and numbers of damaged ones.

        Those beyond the number asked for are among them: they stay for a longer run.

        Parameters
        ----------
        manifest
            Of the run that is about to start: scenario, data, seed, versions and engine must be the same.
        """
        before = self.before
        if before is None or any(before[key] != manifest[key] for key in ("command", "run_key", "engine")):
            return {}, []
        records, damaged = {}, []
        for replication in numbers_kept(self.path):
            try:
                record = finished(self.path, replication, before)
            except StoreError:
                if replication < manifest["replications"]:
                    damaged.append(replication)
                continue
            if record is not None and record["engine"] == manifest["engine"]:
                records[replication] = record
        return records, damaged

    def refuse_changed(self, names: Iterable[str]) -> None:
        """Files that people change by hand are not replaced where they were.

        Raises
        ------
        StoreError
            If one of these is not what was written.
        """
        before = (self.before or {}).get("files", {})
        for name in names:
            path = own_file(self.path, name)
            if path is not None and name in before and sum_of_file(path)["sha256"] != before[name]["sha256"]:
                what = "was changed since it was written, and would be replaced"
                raise StoreError(f"{path} {what}: give another folder, or move it away")

    def start(
        self,
        manifest: dict[str, Any],
        taken: Iterable[dict[str, Any]] = (),
        writes: Iterable[str] = (),
        keeps: Iterable[str] = (),
    ) -> None:
        """Write the manifest of this run, and remove what the run before it wrote.

        Parameters
        ----------
        manifest
            Of this run.
        taken
            Records of the replications that are used again, or stay: their files do.
        writes
            Names of files that this run may write beside its logs.
        keeps
            Names of files of the run before that are those of this one, too.

        Raises
        ------
        StoreError
            If something that this program did not write stands in the way; nothing has been removed then.
        """
        _refuse_rooms(self.path)
        _refuse_closed(self.path)
        present = self._present()
        owned = names_owned(self.path, present)
        is_run = manifest["command"] == "run"
        comes = set(writes) & present
        if is_run:
            comes |= {name for name in present if is_of_run(name, manifest["replications"])}
        for name in sorted(comes):
            if name not in owned or own_file(self.path, name) is None:
                raise in_the_way(self.path / name)
        stays = {name: noted for record in taken for name, noted in files_of(record).items()}
        before = (self.before or {}).get("files", {})
        stays |= {name: before[name] for name in keeps if name in before}
        goes = sorted(name for name in owned - set(stays) if own_file(self.path, name) is not None)
        if stays and len(stays) >= len(self._logs_before()):  # what was exported is still what the logs say
            goes = [name for name in goes if not name.startswith(f"{EXPORTS}/")]
        self.manifest = {**manifest, "files": stays, "replaced": goes, "in_progress": is_run}
        self._save()
        with writing(self.path):
            for name in (*goes, *filter(self._is_left_over, present)):
                (self.path / name).unlink(missing_ok=True)
            sync_folder(self.path)
        del self.manifest["replaced"]
        self._save()

    def go_on(self) -> None:
        """Take the results that are there as one's own, to add files to them."""
        self.manifest = dict(self.before or {})

    def add(self, files: dict[str, bytes]) -> None:
        """Write some files; their names and sums are noted first, so that no file is ever unknown.

        Raises
        ------
        StoreError
            If the disk is full, or a file that this program did not write stands in the way.
        """
        self._refuse_taken(files)
        self._note({name: sum_of(data) for name, data in files.items()})
        write_files(self.path, files)

    def add_bit_by_bit(self, files: Mapping[str, Callable[[BinaryIO], None]]) -> None:
        """Write some files that are too large to be held as bytes; none is there before all of them are whole.

        Parameters
        ----------
        files
            By name, in the folder itself: what writes it.

        Raises
        ------
        StoreError
            As `add`.
        """
        self._refuse_taken(files)
        with written_aside(self.path, files) as parts:
            self._note({name: sum_of_file(part) for name, part in parts.items()})

    def add_finished(self, files: dict[str, bytes]) -> None:
        """Write the files of one finished replication; it counts as finished with its record, which comes last."""
        write_files(self.path, files)
        self.manifest["files"].update({name: sum_of(data) for name, data in files.items()})

    def finish(self, finished: bool, kept: int | None = None) -> None:
        """Write the manifest as the last file, with the sum of every other.

        Parameters
        ----------
        finished
            Whether everything that was asked for is there.
        kept
            How many results are there; if left out, the replications among the logs are counted.
        """
        del self.manifest["in_progress"]
        asked = range(self.manifest["replications"])
        found = sum(number in asked for number in numbers_kept(self.path)) if kept is None else kept
        self.manifest |= {"kept": found, "finished": finished}
        self._save()

    def _logs_before(self) -> list[str]:
        """Names of the logs and records that the manifest of the run before this one knows."""
        return [name for name in (self.before or {}).get("files", ()) if name.startswith("logs/")]

    def _refuse_taken(self, names: Iterable[str]) -> None:
        """Refuse names under which something stands that this program did not write."""
        _refuse_rooms(self.path)
        for name in names:
            if name not in self.manifest["files"] and os.path.lexists(self.path / name):
                raise in_the_way(self.path / name)

    def _note(self, sums: dict[str, dict[str, Any]]) -> None:
        """Note the sums of files that are about to be there."""
        self.manifest["files"].update(sums)
        self._save()

    def _save(self) -> None:
        write_files(self.path, {MANIFEST: sealed(self.manifest)})

    def _present(self) -> set[str]:
        """Paths of what is in the folder and in those inside it that results go to."""
        with writing(self.path):
            found = {child.name for child in self.path.iterdir() if child.name not in (MANIFEST, LOCK)}
            for room in (*ROOMS, EXPORTS):
                if room in found and (self.path / room).is_dir():
                    found |= {f"{room}/{child.name}" for child in (self.path / room).iterdir()}
        return found

    def _is_left_over(self, name: str) -> bool:
        """Whether a process before this one could not finish a file; it is not alive, for this one has the lock."""
        room, _, last = name.rpartition("/")
        return is_part(last) and room != EXPORTS and own_file(self.path, name) is not None


def _refuse_closed(path: Path) -> None:
    """Refuse a folder of which a part cannot be written, before anything in it is changed."""
    for room in (path, *(path / name for name in (*ROOMS, EXPORTS))):
        if room.is_dir() and not os.access(room, os.W_OK | os.X_OK):
            raise StoreError(f"cannot write to {room}: permission denied; nothing was changed")


def _refuse_rooms(path: Path) -> None:
    for room in ROOMS:
        if (path / room).is_symlink():
            raise StoreError(f"{path / room} is a link to another folder: nothing is written through it")
        if (path / room).exists() and not (path / room).is_dir():
            raise in_the_way(path / room)
