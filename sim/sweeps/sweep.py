"""sim.sweep: an experiment from its file to its results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import StoreError
from sim.scenario.sweep_file import read_sweep
from sim.store.folder import results_in
from sim.store.ledger import opened
from sim.store.manifest import sweep_manifest
from sim.sweeps.experiment import Experiment, experiment_of
from sim.sweeps.kept import figure_of
from sim.sweeps.results import SweepResults
from sim.sweeps.running import Progress, run_tasks
from sim.sweeps.tables import TABLES, table_files

if TYPE_CHECKING:
    from sim.simulation import Engine
    from sim.store.folder import ResultFolder
    from sim.store.ledger import Ledger


def sweep(
    design: str | Path | dict[str, Any],
    replications: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    engine: Engine = "auto",
    workers: int | None = None,
    progress: bool = False,
) -> SweepResults:
    """Run the designs of a sweep before the same citizens.

    Parameters
    ----------
    design
        A sweep file, or a mapping of the same keys.
    replications, seed
        Instead of the file's.
    out
        A folder to keep results in: what is finished there is taken, not run again. Left out, nothing is written.
    engine, workers
        As `sim.replicate`.
    progress
        Whether to show a progress bar on a terminal.

    Returns
    -------
    SweepResults
        Every figure (`to_frame`), each design over its replications (`summary_frame`), what failed (`failures`).

    Raises
    ------
    ScenarioError
        If the file, or a design of it, is wrong; the place is told.
    StoreError
        If results cannot be kept.

    Examples
    --------
    >>> import sim
    >>> found = sim.sweep({
    ...     "sweep": 1, "scenario": "template_town", "replications": 2, "measures": ["asa"],
    ...     "design": {"grid": {"operators.desk.wrap_up.mean": ["30 s", "60 s"]}},
    ... })
    >>> found.summary_frame()["n"].tolist()
    [2, 2]
    """
    made = experiment_of(read_sweep(design), replications, seed)
    with results_in(None if out is None else Path(out)) as folder:
        if not progress:
            return run_experiment(made, folder, engine, workers)
        from tqdm import tqdm

        with tqdm(total=len(made.tasks), desc=made.file.name, unit="run", disable=None) as bar:
            return run_experiment(made, folder, engine, workers, lambda _number, share: _moved(bar, share))


def _moved(bar: Any, share: float) -> None:
    if share == 1.0:
        bar.update()


def run_experiment(
    made: Experiment,
    out: ResultFolder | None,
    engine: Engine = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
    before: Callable[[int, int], None] | None = None,
) -> SweepResults:
    """Run what is not there yet, and write the tables.

    Parameters
    ----------
    made
        The sweep.
    out
        Where results are kept, if anywhere.
    engine, workers, progress
        As `sim.sweeps.running.run_tasks`.
    before
        Called with the number of tasks taken from `out`, and that of results there which are of something else.

    Raises
    ------
    StoreError
        If results cannot be kept, or the folder holds those of another command.
    """
    if out is not None:
        if out.before is not None and out.before["command"] != "sweep":
            raise StoreError(f"{out.path} holds results of `hotline {out.before['command']}`: give another folder")
        created = datetime.now(UTC).isoformat(timespec="seconds")
        out.start(sweep_manifest(made.file.name, made.key, made.seed, made.replications, created), writes=TABLES)
    with opened(None if out is None else out.path) as ledger:
        ledger.plan((task.key, made.hashes[task.point], made.seed, task.replication) for task in made.tasks)
        done = _done(made, ledger)
        if before is not None:
            before(len(done), ledger.counts().get("done", 0) - len(done))
        for number, task in enumerate(made.tasks):
            if progress is not None and task.key in done:
                progress(number, 1.0)
        waiting = [(number, task) for number, task in enumerate(made.tasks) if task.key not in done]
        run_tasks(made, ledger, waiting, engine, workers, progress)
        results = results_of(made, ledger)
    if out is not None:
        out.add(table_files(results))
        out.finish(not results.failures, kept=len(results.figures))
    return results


def kept_in(made: Experiment, folder: Path) -> int:
    """How many tasks of a sweep are done in a folder that this process holds."""
    with opened(folder) as ledger:
        return len(_done(made, ledger))


def _done(made: Experiment, ledger: Ledger) -> set[str]:
    """Keys of the tasks that measured, in an earlier run too, all that is asked for."""
    asked = set(made.measures)
    return {
        key
        for key, sentence, rows in ledger.results(task.key for task in made.tasks)
        if sentence is None and asked <= {measure for measure, *_ in rows}
    }


def results_of(made: Experiment, ledger: Ledger) -> SweepResults:
    """What the ledger knows of a sweep.

    Raises
    ------
    StoreError
        If something is missing: tables would not be whole.
    """
    results = SweepResults(made, {}, {})
    for task in made.tasks:
        found = next(ledger.results([task.key]), None)
        if found is None:
            raise StoreError("a result of the sweep is not what was written: run the sweep again")
        _, sentence, rows = found
        if sentence is not None:
            results.failures[task.point, task.replication] = sentence
            continue
        figures = dict(map(figure_of, rows))
        results.figures[task.point, task.replication] = {key: figures[key] for key in made.measures}
    return results
