"""sim.sweep: an experiment from its file to its results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ScenarioError
from sim.scenario.sweep_file import SweepFile, read_sweep
from sim.store.folder import results_in
from sim.sweeps.experiment import Experiment, experiment_of
from sim.sweeps.loop import run_experiment
from sim.sweeps.results import SweepResults
from sim.sweeps.running import Runner, in_threads
from sim.sweeps.shards import WHOLE, Shard
from sim.sweeps.until import looks_of

if TYPE_CHECKING:
    from sim.simulation import Engine
    from sim.study.until import Looks


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
