"""`hotline sweep` and `hotline merge`: run the designs of a file, keep what is finished, write and print the tables."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim import store
from sim.chance.compiled import is_compiled
from sim.commands.console import Say, say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, INTERRUPTED
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_runs
from sim.commands.report import add_report
from sim.commands.writing import add_charts
from sim.report.said import LANGS
from sim.report.sweep import odd_told, page_sentences, plans_told, sweep_answer, sweep_text
from sim.report.sweep_analyses import analyses_text
from sim.report.words import word
from sim.scenario.sweep_file import read_sweep
from sim.store import ResultFolder
from sim.study.kept_sweep import KeptSweep
from sim.sweeps.experiment import experiment_of
from sim.sweeps.loop import kept_in, run_experiment
from sim.sweeps.shards import WHOLE, Shard, merge
from sim.sweeps.sweep import experiment_until, runner_of, shard_of

if TYPE_CHECKING:
    from sim.sweeps.results import SweepResults

NOT_WHOLE = 1
"""Some runs failed, or a chart could not be drawn."""


@dataclass(frozen=True)
class SweepRequest:
    """What the command line asks for; see `hotline sweep --help`."""

    file: str
    reps: int | None
    seed: int | None
    engine: Literal["auto", "model", "kernel"]
    workers: int | None
    processes: bool
    run_seconds: float | None
    run_memory: int | None
    cluster: str | None
    tls_ca: Path | None
    tls_cert: Path | None
    tls_key: Path | None
    until: tuple[str, ...]
    most: int | None
    shard: str
    out: ResultFolder
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


@dataclass(frozen=True)
class MergeRequest:
    """What the command line asks for; see `hotline merge --help`."""

    file: str
    folders: tuple[Path, ...]
    reps: int | None
    seed: int | None
    out: ResultFolder
    as_json: bool
    lang: str
    quiet: bool


def results_beside(file: str, shard: Shard = WHOLE) -> Path:
    """The folder of results that stands beside a sweep file, or that of a part.

    Raises
    ------
    ScenarioError
        If it is no sweep file: nothing is made beside it.
    """
    read_sweep(file)
    path = Path(file)
    part = "" if shard == WHOLE else f"_{shard.number}_of_{shard.of}"
    return Path(os.path.join(os.path.dirname(file), f"{path.stem}_results{part}"))


def sweep_request(request: SweepRequest) -> int:
    """Run what is not there yet and print the tables; the exit code.

    Raises
    ------
    HotlineError
        If the file is wrong, or results could not be written.
    """
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    if not is_compiled():
        notice(word("not_compiled", request.lang))
    asked = (request.reps, request.seed, request.until, request.most)
    made, looks = experiment_until(read_sweep(request.file), *asked)
    for warning in odd_told(made.warnings, request.lang, "warning: "):
        notice(warning)
    shard = shard_of(request.shard, looks)
    limits, tls = (request.run_seconds, request.run_memory), (request.tls_ca, request.tls_cert, request.tls_key)
    runner = runner_of(request.workers, request.processes, request.cluster, limits, tls)
    interrupts, of = Interrupts(), len(shard.part(made.tasks))
    before, after = partial(_told, request, of, notice), partial(_drawn, request)
    try:
        with (
            interrupts.caught(),
            progress_of_runs(made.file.name, len(made.tasks), interrupts, request.quiet, of) as progress,
        ):
            results = run_experiment(made, request.out, request.engine, runner, progress, before, after, shard, looks)
    except KeyboardInterrupt:
        done = kept_in(made, request.out.path, shard)
        say(word("sweep_stopped", request.lang, done=done, of=of, folder=request.out.path))
        return INTERRUPTED
    for warning in plans_told(made, made.oddities, request.lang, "warning: "):
        notice(warning)
    if shard == WHOLE:
        show_json(sweep_answer(results)) if request.as_json else show(sweep_text(results, request.lang))
    else:
        part = {"shard": str(shard), "runs": of, "failed": len(results.failures)}
        show_json(part) if request.as_json else show(word("sweep_part", request.lang, **part))
    notice(word("written", request.lang, folder=request.out.path))
    if request.report and shard == WHOLE and not add_report(request.out, request.lang):
        return NOT_WHOLE
    return DONE if request.out.manifest["finished"] else NOT_WHOLE


def merge_request(request: MergeRequest) -> int:
    """Put the parts of a sweep together and print the tables; the exit code.

    Raises
    ------
    HotlineError
        If the file is wrong, a part is not there, or results could not be written.
    """
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    made = experiment_of(read_sweep(request.file), request.reps, request.seed)
    results, taken = merge(made, request.out, request.folders, partial(_drawn, request))
    for folder, runs in taken.items():
        notice(word("sweep_merged", request.lang, runs=runs, folder=folder))
    show_json(sweep_answer(results)) if request.as_json else show(sweep_text(results, request.lang))
    notice(word("written", request.lang, folder=request.out.path))
    return DONE if request.out.manifest["finished"] else NOT_WHOLE


def _drawn(request: SweepRequest | MergeRequest, results: SweepResults) -> bool:
    """Keep what its page is made of, and draw what the sweep asks for; whether that could be done."""
    request.out.add(store.kept_sweep_files(_kept_sweep(request, results)))
    if results.experiment.file.sweep.metamodel is None:
        return True
    from sim.report.sweep_charts import sweep_charts

    return add_charts(request.out, lambda: sweep_charts(results, request.lang), say, request.lang)


def _kept_sweep(request: SweepRequest | MergeRequest, results: SweepResults) -> KeptSweep:
    """What its page is made of, beside the table of its designs."""
    made, factors = results.experiment, results.factors_frame()
    words = ["hotline", "sweep", Path(request.file).name, "--reps", str(made.replications), "--seed", str(made.seed)]
    if isinstance(request, SweepRequest) and request.engine != "auto":
        words += ["--engine", request.engine]
    return KeptSweep(
        title=made.file.sweep.title or made.file.name,
        name=made.file.name,
        scenario=made.file.sweep.scenario,
        seed=made.seed,
        n=made.replications,
        measures=tuple(made.measures),
        factors=tuple(factors["factor"]),
        units=tuple(unit if isinstance(unit, str) else "" for unit in factors["unit"]),
        again=shlex.join(words),
        warnings=tuple(made.warnings),
        said={lang: tuple(page_sentences(results, lang)) for lang in LANGS},
        analyses={lang: tuple(analyses_text(results, lang)) for lang in LANGS},
        points=results.points_frame(),
        summary=results.summary_frame(),
        manifest={},
    )


def _told(request: SweepRequest, of: int, notice: Say, taken: int, others: int) -> None:
    """Say what is taken from the folder, and what is there of other states of the scenario or the program."""
    if taken:
        notice(word("sweep_taken", request.lang, taken=taken, of=of, folder=request.out.path))
    if others:
        notice(word("sweep_others", request.lang, others=others, folder=request.out.path))
