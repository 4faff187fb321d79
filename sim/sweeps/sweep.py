"""sim.sweep: an experiment from its file to its results."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import ScenarioError, StoreError
from sim.scenario.sweep_file import SweepFile, read_sweep
from sim.store.folder import results_in
from sim.store.ledger import LEDGER, opened
from sim.store.manifest import sweep_manifest
from sim.store.sealed import sum_of_file
from sim.sweeps.experiment import Experiment, experiment_of
from sim.sweeps.results import SweepResults
from sim.sweeps.running import Designs, Progress, Runner, in_threads, run_tasks, silent
from sim.sweeps.shards import Shard, take_from
from sim.sweeps.tables import CHARTS, TABLES, table_files
from sim.sweeps.taken import done_in, missing_in, note, results_of
from sim.sweeps.until import are_enough, looks_of

if TYPE_CHECKING:
    from sim.simulation import Engine
    from sim.store.folder import ResultFolder
    from sim.store.ledger import Ledger
    from sim.study.until import Looks

WHOLE: Final = Shard()
After = Callable[[SweepResults], bool]


def sweep(
    design: str | Path | dict[str, Any],
    replications: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    engine: Engine = "auto",
    workers: int | None = None,
    processes: bool = False,
    cluster: str | None = None,
    shard: str | None = None,
    until: str | Sequence[str] | None = None,
    most: int | None = None,
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
    processes
        Whether to run in processes of their own, so many as `workers`, instead of threads.
    cluster
        A Dask cluster to run on: ``tcp://host:8786``, ``tls://host:8786``, a scheduler file, or ``local:4``. In a
        script that starts one, the call stands under ``if __name__ == "__main__"``.
    shard
        Which part of the sweep to run, such as ``2/8``; no tables are written then: see `hotline merge`.
    until, most
        Go on until every design is known well enough, such as ``asa +- 2 s`` or ``same_day_closure +- 1 point``, with
        at most so many replications of each, 1,000 if left out; `replications` are then those at first, 10 if left out.
        All designs have the same number, so that they stay comparable.
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
    ClusterError
        If the cluster cannot be used.

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
    made, looks = experiment_until(read_sweep(design), replications, seed, until, most)
    runner = runner_of(workers, processes, cluster)
    part = shard_of(shard, looks)
    with results_in(None if out is None else Path(out)) as folder:
        if not progress:
            return run_experiment(made, folder, engine, runner, shard=part, looks=looks)
        from tqdm import tqdm

        with tqdm(total=len(part.part(made.tasks)), desc=made.file.name, unit="run", disable=None) as bar:
            return run_experiment(
                made, folder, engine, runner, lambda _number, share: _moved(bar, share), shard=part, looks=looks
            )


def _moved(bar: Any, share: float) -> None:
    if share == 1.0:
        bar.update()


def experiment_until(
    file: SweepFile,
    replications: int | None = None,
    seed: int | None = None,
    until: str | Sequence[str] | None = None,
    most: int | None = None,
) -> tuple[Experiment, Looks | None]:
    """A sweep with as many replications as there may be at most, and when to look at it; raises as `sweep`."""
    made = experiment_of(file, replications, seed)
    looks = looks_of(made, until, replications, most)
    return (made, None) if looks is None else (made.of(looks.most), looks)


def shard_of(text: str | None, looks: Looks | None = None) -> Shard:
    """The part of a sweep that ``2/8`` names.

    Raises
    ------
    ScenarioError
        If it names none, or how many replications there are depends on those of other parts.
    """
    part = WHOLE if text is None else Shard.read(text)
    if looks is not None and part != WHOLE:
        raise ScenarioError("a part of a sweep cannot know when all are known well enough: leave out 'until'")
    return part


def runner_of(
    workers: int | None = None,
    processes: bool = False,
    cluster: str | None = None,
    limits: tuple[float | None, int | None] = (None, None),
    tls: tuple[Path | None, Path | None, Path | None] = (None, None, None),
) -> Runner:
    """What runs the tasks of a sweep.

    Parameters
    ----------
    workers, processes, cluster
        As `sweep`.
    limits
        Most wall time in seconds and most memory in megabytes of each run; either takes processes.
    tls
        Certificate of who signed the cluster's, own certificate, own key: files.

    Raises
    ------
    ScenarioError
        If processes, or workers, are asked for on a cluster, which has its own; or files for TLS are given without a
        cluster that is reached by it.
    """
    if any(tls) and (cluster is None or cluster.startswith(("local:", "tcp:"))):
        raise ScenarioError("files for TLS are of a cluster that is reached by it: name it, such as tls://host:8786")
    if cluster is not None:
        if processes or workers is not None or limits != (None, None):
            raise ScenarioError("a cluster has its own workers: leave out how many, processes and limits of a run")
        from sim.sweeps.cluster import Cluster, in_cluster

        return partial(in_cluster, cluster=Cluster(cluster, *tls))
    if processes or limits != (None, None):
        from sim.sweeps.processes import Limits, in_processes

        return partial(in_processes, workers=workers, limits=Limits(*limits))
    return partial(in_threads, threads=workers)


def run_experiment(
    made: Experiment,
    out: ResultFolder | None,
    engine: Engine = "auto",
    runner: Runner = in_threads,
    progress: Progress | None = None,
    before: Callable[[int, int], None] | None = None,
    after: After | None = None,
    shard: Shard = WHOLE,
    looks: Looks | None = None,
) -> SweepResults:
    """Run what is not there yet, and write the tables.

    Parameters
    ----------
    made
        The sweep.
    out
        Where results are kept, if anywhere.
    engine, runner, progress
        As `sweep`; `sim.sweeps.running.Runner`; `sim.sweeps.running.Progress`.
    before
        Called with the number of tasks taken from `out`, and that of results there which are of something else.
    after
        Called with the results when their tables are written: whether all else that belongs to them is.
    shard
        Which part to run; of a part no tables are written.
    looks
        When replications are enough, if not only all of them are.

    Raises
    ------
    StoreError
        If results cannot be kept, or the folder holds those of another command.
    """
    mine = shard.part(made.tasks)
    designs = Designs.of(made, mine, engine)
    with runner(progress or silent) as run, _begun(made, out, after is not None, shard) as ledger:
        note(made, ledger, mine)
        done = done_in(made, ledger, mine)
        if before is not None:
            ours = {(design, made.seed) for design in made.hashes}
            before(len(done), sum(many for of, many in ledger.done_of().items() if of not in ours))
        tried = 0
        for n in [made.replications] if looks is None else sorted(looks.due):
            due = range(tried, n)
            if progress is not None:
                for task in mine:
                    if task.number in done and task.replication in due:
                        progress(task.number, 1.0)
            waiting = (task for task in mine if task.number not in done and task.replication in due)
            run_tasks(designs, ledger, waiting, run)
            tried, counted = n, made.of(n)
            results = results_of(counted, ledger, shard.part(counted.tasks))
            if looks is not None and are_enough(looks, results):
                break
    results = replace(results, stopping=None if looks is None else looks.stopping())
    if out is not None:
        _end(out, results, shard, after)
    return results


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
    with _begun(made, out, after is not None) as ledger:
        taken = take_from(made, ledger, folders)
        missing = missing_in(made, ledger)
        if missing:
            raise StoreError(
                f"{missing:,} of {len(made.tasks):,} runs are in none of these folders: what is there is in {out.path} "
                "now, and `hotline sweep` with that folder runs the others"
            )
        results = results_of(made, ledger, made.tasks)
    _end(out, results, WHOLE, after)
    return results, taken


@contextmanager
def _begun(made: Experiment, out: ResultFolder | None, draws: bool, shard: Shard = WHOLE) -> Iterator[Ledger]:
    """The ledger of a sweep, with its folder made ready; a ledger that is refused leaves the folder as it was.

    Charts of the same results stay there, unless they are drawn anew.
    """
    if out is None:
        with opened(None) as ledger:
            yield ledger
        return
    if out.before is not None and out.before["command"] != "sweep":
        raise StoreError(f"{out.path} holds results of `hotline {out.before['command']}`: give another folder")
    _look_at_seal(out)
    if (out.path / LEDGER).exists():
        with opened(out.path, to_read=True):  # which looks it over
            pass
    created = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = sweep_manifest(made.file.name, made.key, made.seed, made.replications, created)
    if shard != WHOLE:
        manifest["shard"] = str(shard)
    is_same = (out.before or {}).get("run_key") == made.key
    out.start(manifest, writes=(*TABLES, *CHARTS), keeps=CHARTS if is_same and not draws else ())
    with opened(out.path) as ledger:
        yield ledger


def _end(out: ResultFolder, results: SweepResults, shard: Shard, after: After | None) -> None:
    is_all = True
    if shard == WHOLE:
        out.add_bit_by_bit(table_files(results))
        is_all = after is None or after(results)
    made = results.experiment
    out.manifest |= {"replications": made.replications, "run_key": made.key}
    out.manifest[LEDGER] = _sum(out.path / LEDGER)
    runs = {(made.hashes[point], replication) for point, replication in results.figures}  # shared by designs alike
    out.finish(is_all and not results.failures, kept=len(runs))


def _look_at_seal(out: ResultFolder) -> None:
    """Say so where a finished ledger is not what it was: its results have sums of their own."""
    noted = (out.before or {}).get(LEDGER)
    if noted is not None and noted != _sum(out.path / LEDGER):
        logging.getLogger(__name__).warning(
            f"{out.path / LEDGER} is not what was written: results that are whole are taken, the others run again"
        )


def _sum(path: Path) -> str:
    return str(sum_of_file(path)["sha256"]) if path.exists() else ""


def kept_in(made: Experiment, folder: Path, shard: Shard = WHOLE) -> int:
    """How many tasks of a sweep, or of a part, are done in a folder that this process holds."""
    with opened(folder) as ledger:
        return len(done_in(made, ledger, shard.part(made.tasks)))
