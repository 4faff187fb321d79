"""A sweep in parts, each run by itself, such as by the jobs of an array, and put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.errors import ScenarioError, StoreError
from sim.store.ledger import LEDGER, opened
from sim.store.locking import locked
from sim.sweeps.folder import After, begun, end
from sim.sweeps.taken import missing_in, note, results_of

if TYPE_CHECKING:
    from sim.store.folder import ResultFolder
    from sim.store.ledger import Ledger
    from sim.sweeps.experiment import Experiment, Tasks
    from sim.sweeps.results import SweepResults

_WRITTEN: Final = re.compile(r"(?P<number>[1-9]\d{0,5})/(?P<of>[1-9]\d{0,5})")


@dataclass(frozen=True)
class Shard:
    """One part of a sweep: its number, from 1, and how many there are."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @classmethod
    def read(cls, text: str) -> Shard:
        """The part that ``2/8`` names.

        Raises
        ------
        ScenarioError
            If it names none of those there are.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ScenarioError(f"shard '{text[:40]}': write its number and how many there are, such as 2/8")
        if int(found["number"]) > int(found["of"]):
            raise ScenarioError(f"shard '{text[:40]}': there are only {int(found['of']):,} parts, numbered from 1")
        return cls(int(found["number"]), int(found["of"]))

    def part(self, tasks: Tasks) -> Tasks:
        """Its tasks: every so manieth, so that all parts take about as long."""
        return tasks[self.number - 1 :: self.of]


WHOLE: Final = Shard()


def merge(
    made: Experiment, out: ResultFolder, folders: Sequence[Path], after: After | None = None
) -> tuple[SweepResults, dict[Path, int]]:
    """Put parts of a sweep together, and write the tables: the same bytes as if one process had run it all.

    Parameters
    ----------
    made
        The sweep.
    out
        Where its results are to be.
    folders
        Those of the parts.
    after
        As `run_experiment`.

    Returns
    -------
    tuple
        The results, and the number of runs taken from each folder.

    Raises
    ------
    StoreError
        If a folder holds nothing of the sweep, or a run is in none; what is there has been copied then.
    """
    if any(folder.resolve() == out.path.resolve() for folder in folders):
        raise StoreError(f"{out.path} is where the parts are put together: leave it out of them")
    with begun(made, out, after is not None) as ledger:
        taken = _take_from(made, ledger, folders)
        missing = missing_in(made, ledger)
        if missing:
            raise StoreError(
                f"{missing:,} of {len(made.tasks):,} runs are in none of these folders: what is there is in {out.path} "
                "now, and `hotline sweep` with that folder runs the others"
            )
        results = results_of(made, ledger, made.tasks)
    end(out, results, is_part=False, after=after)
    return results, taken


def _take_from(made: Experiment, ledger: Ledger, folders: Iterable[Path]) -> dict[Path, int]:
    """Copy what other folders hold of a sweep into its ledger; the number of results of each.

    What failed there is copied, too, unless it is done elsewhere.

    Raises
    ------
    StoreError
        If a folder holds no ledger, nothing of this sweep, or another process writes there.
    """
    note(made, ledger, made.tasks)
    found = {}
    for folder in folders:
        if not (folder / LEDGER).is_file():
            raise StoreError(f"{folder} holds no results of a sweep: give the folders that its parts wrote to")
        with locked(folder), opened(folder, to_read=True) as other:
            found[folder] = _copied(made.tasks, ledger, other)
            is_empty = other.is_empty()  # a part that had nothing to do
        if not found[folder] and not is_empty:
            raise StoreError(f"{folder} holds nothing of this sweep, or of another state of its data or the program")
    return found


def _copied(tasks: Tasks, ledger: Ledger, other: Ledger) -> int:
    copied = 0
    for key, sentence, rows in other.results(task.key for task in tasks):
        if rows:
            ledger.done(key, rows)
        elif sentence is not None:
            ledger.failed(key, sentence)  # which leaves what another part measured
        copied += 1
    ledger.commit()
    return copied
