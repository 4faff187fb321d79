"""`hotline sweep`: run the designs of a file, keep what is finished, write and print the tables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from sim.chance.compiled import is_compiled
from sim.commands.console import Say, say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, INTERRUPTED
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_runs
from sim.report.sweep import sweep_answer, sweep_text
from sim.report.words import word
from sim.scenario.sweep_file import read_sweep
from sim.store import ResultFolder
from sim.sweeps.experiment import Experiment, experiment_of
from sim.sweeps.sweep import kept_in, run_experiment

SOME_FAILED = 1


@dataclass(frozen=True)
class SweepRequest:
    """What the command line asks for; see `hotline sweep --help`."""

    file: str
    reps: int | None
    seed: int | None
    engine: Literal["auto", "model", "kernel"]
    workers: int | None
    out: ResultFolder
    as_json: bool
    lang: str
    quiet: bool


def results_beside(file: str) -> Path:
    """The folder of results that stands beside a sweep file.

    Raises
    ------
    ScenarioError
        If it is no sweep file: nothing is made beside it.
    """
    read_sweep(file)
    path = Path(file)
    return Path(os.path.join(os.path.dirname(file), f"{path.stem}_results"))


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
    made = experiment_of(read_sweep(request.file), request.reps, request.seed)
    interrupts = Interrupts()
    try:
        with (
            interrupts.caught(),
            progress_of_runs(made.file.name, len(made.tasks), interrupts, request.quiet) as progress,
        ):
            results = run_experiment(
                made, request.out, request.engine, request.workers, progress, partial(_told, request, made, notice)
            )
    except KeyboardInterrupt:
        done = kept_in(made, request.out.path)
        say(word("sweep_stopped", request.lang, done=done, of=len(made.tasks), folder=request.out.path))
        return INTERRUPTED
    show_json(sweep_answer(results)) if request.as_json else show(sweep_text(results, request.lang))
    notice(word("written", request.lang, folder=request.out.path))
    return SOME_FAILED if results.failures else DONE


def _told(request: SweepRequest, made: Experiment, notice: Say, taken: int, others: int) -> None:
    """Say what is taken from the folder, and what is there of other states of the scenario or the program."""
    if taken:
        notice(word("sweep_taken", request.lang, taken=taken, of=len(made.tasks), folder=request.out.path))
    if others:
        notice(word("sweep_others", request.lang, others=others, folder=request.out.path))
