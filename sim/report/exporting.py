"""What `hotline export` does: one run's histories, written for other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sim.errors import ScenarioError, StoreError
from sim.exports.csv_tables import write_csv
from sim.exports.queues import write_queues
from sim.exports.xes import write_xes
from sim.report.words import word
from sim.runlog import RunLog
from sim.shipped import find_scenario
from sim.simulation import simulate

Form = Literal["csv", "xes", "queues"]
WRITERS: dict[str, Callable[[RunLog, Path], int]] = {"xes": write_xes, "queues": write_queues}


@dataclass(frozen=True)
class ExportRequest:
    """What the command line asks for; see `hotline export --help`."""

    scenario: str
    form: Form
    out: Path
    seed: int
    replication: int
    engine: Literal["auto", "model", "kernel"]
    sets: tuple[str, ...]
    as_json: bool
    lang: str
    quiet: bool


def export_request(request: ExportRequest, say: Callable[[str], None], show_json: Callable[[Any], None]) -> int:
    """Run one replication and write its histories; the exit code.

    Raises
    ------
    HotlineError
        If the scenario makes no sense, has no tickets where they are asked for, or there is no room to write.
    """
    from sim.scenario.loading import load_scenario

    scenario = load_scenario(find_scenario(request.scenario), request.sets)
    if request.form != "csv" and scenario.tickets is None:
        raise ScenarioError(f"'{request.form}' tells what happened to tickets, and the scenario has no 'tickets'")
    log = simulate(scenario, seed=request.seed, replication=request.replication, engine=request.engine)
    try:
        if request.form == "csv":
            files = [str(path) for path in write_csv(log, request.out)]
        else:
            WRITERS[request.form](log, request.out)
            files = [str(request.out)]
    except OSError as error:
        raise StoreError(f"cannot write to {request.out}: {(error.strerror or str(error)).lower()}") from error
    if request.as_json:
        show_json({"scenario": scenario.name, "seed": log.seed, "replication": log.replication, "files": files})
    if not request.quiet:
        say(word("written", request.lang, folder=", ".join(files)))
    return 0
