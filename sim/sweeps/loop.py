"""The loop of a sweep: what is there is taken, the rest is run, and looked at until it is enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.store.ledger import opened
from sim.sweeps.folder import After, begun, end
from sim.sweeps.running import Designs, Progress, Run, Runner, in_threads, run_tasks, silent
from sim.sweeps.shards import WHOLE, Shard
from sim.sweeps.taken import done_in, note, results_of
from sim.sweeps.until import are_enough

if TYPE_CHECKING:
    from sim.simulation import Engine
    from sim.store.folder import ResultFolder
    from sim.store.ledger import Ledger
    from sim.study.until import Looks
    from sim.sweeps.experiment import Experiment
    from sim.sweeps.results import SweepResults


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
    designs = Designs.of(made, shard.part(made.tasks), engine)
    part = "" if shard == WHOLE else str(shard)
    with runner(progress or silent) as run, begun(made, out, after is not None, part) as ledger:
        results = run_with(designs, ledger, run, progress, before, shard, looks)
    results = replace(results, stopping=None if looks is None else looks.stopping())
    if out is not None:
        end(out, results, shard != WHOLE, after)
    return results


def run_with(
    designs: Designs,
    ledger: Ledger,
    run: Run,
    progress: Progress | None = None,
    before: Callable[[int, int], None] | None = None,
    shard: Shard = WHOLE,
    looks: Looks | None = None,
) -> SweepResults:
    """Run those tasks of designs that a ledger does not have; all as `run_experiment`."""
    made = designs.experiment
    mine = shard.part(made.tasks)
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
    return results


def kept_in(made: Experiment, folder: Path, shard: Shard = WHOLE) -> int:
    """How many tasks of a sweep, or of a part, are done in a folder that this process holds."""
    with opened(folder) as ledger:
        return len(done_in(made, ledger, shard.part(made.tasks)))
