"""One export: the logs of a run that is kept in a folder, or of a scenario that is run for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sim.errors import ScenarioError, StoreError
from sim.exports.histories import Histories, histories_of, is_run, read_histories
from sim.store import locked, staged

if TYPE_CHECKING:
    from sim.simulation import Engine

Format = Literal["csv", "xes", "xes.gz", "queues"]
FOLDER: Final = "exports"
"""Where the exports of a run go, inside its folder."""


def export(
    given: str,
    formats: Sequence[Format],
    out: Path | None = None,
    replication: int = 0,
    seed: int | None = None,
    engine: Engine = "auto",
    sets: Sequence[str] = (),
) -> list[Path]:
    """Write the logs of one replication in some formats; the files written.

    Parameters
    ----------
    given
        A folder with the results of `hotline run --out`, or a scenario, which is run once.
    formats
        'csv': all logs; 'xes', 'xes.gz': an event log of the tickets; 'queues': tables for animations.
    out
        The folder for the files; that of the run if left out.
    replication
        Which one.
    seed, engine, sets
        How a scenario is run.

    Raises
    ------
    HotlineError
        If there is nothing to export, or it cannot be written.
    """
    from sim.exports.queues import write_queues
    from sim.exports.tables import write_tables
    from sim.exports.xes import write_xes

    folder = _folder(given, out)
    names: list[str] = []
    with locked(folder if out is not None else Path(given)):
        histories = _histories(given, replication, seed, engine, sets)
        with staged(folder) as stage:
            for one in dict.fromkeys(formats):
                if one == "csv":
                    names += write_tables(histories, stage)
                elif one == "queues":
                    names += write_queues(histories, stage)
                else:
                    names.append(write_xes(histories, stage, squeezed=one == "xes.gz"))
    return [folder / name for name in names]


def _folder(given: str, out: Path | None) -> Path:
    """Where to write; that it can be there is known before anything is run."""
    if out is None and not is_run(Path(given)):
        raise StoreError(f"{given} is not a folder of results: say where to write with --out DIR")
    folder = out if out is not None else Path(given) / FOLDER
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"cannot write to {folder}: it is a file, not a folder")
    if not folder.absolute().parent.is_dir():
        raise StoreError(f"cannot write to {folder}: the folder {folder.absolute().parent} does not exist")
    return folder


def _histories(given: str, replication: int, seed: int | None, engine: Engine, sets: Sequence[str]) -> Histories:
    if is_run(Path(given)):
        if sets or seed is not None:
            raise ScenarioError(f"{given} holds a run that is done: to change it, give its scenario instead")
        return read_histories(Path(given), replication)
    from sim.shipped import load_scenario
    from sim.simulation import simulate

    scenario = load_scenario(given, tuple(sets))
    return histories_of(simulate(scenario, seed=1 if seed is None else seed, replication=replication, engine=engine))
