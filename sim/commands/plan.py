"""`hotline plan`: find shifts that keep the targets, print them, write results and the plan as a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim import store
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_search
from sim.planning.loop import StaffPlan, base_file, plan
from sim.report.plan import plan_answer, plan_text
from sim.report.words import counted, word
from sim.scenario.staffing_file import read_staffing
from sim.staffing.variant import check_variant, write_variant

if TYPE_CHECKING:
    from sim.store import ResultFolder


@dataclass(frozen=True)
class PlanRequest:
    """What the command line asks for; see `hotline plan --help`."""

    file: str
    reps: int | None
    seed: int | None
    engine: Literal["auto", "model", "kernel"]
    out: ResultFolder | None
    write: Path | None
    bound: bool
    as_json: bool
    lang: str
    quiet: bool


def plan_request(request: PlanRequest) -> int:
    """Plan what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If the file says something that cannot be, no plan keeps the targets, or results cannot be written.
    """
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    file = read_staffing(request.file)
    base = None if request.write is None else check_variant(request.write, base_file(file))
    interrupts = Interrupts()

    def trying(heads: str) -> str:
        return word("plan_trying", request.lang, heads=heads)

    with interrupts.caught(), progress_of_search(interrupts, request.quiet, request.lang, trying) as progress:
        found = plan(
            request.file,
            replications=request.reps,
            seed=request.seed,
            engine=request.engine,
            bound=request.bound,
            progress=progress,
        )
    text = plan_text(found, request.lang)
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            _write(request.out, found, text, request.lang)
            notice(word("written", request.lang, folder=request.out.path))
        if request.write is not None and base is not None:
            title = f"{found.base.title or found.base.name}: {counted('person', found.shape.heads, request.lang)}"
            changed = [*found.staffing.set, "report.interval", *found.changes]
            write_variant(request.write, base, found.scenario.document, changed, title)
            notice(word("written", request.lang, folder=request.write))
    finally:
        show_json(plan_answer(found, request.lang)) if request.as_json else show(text)
    return DONE


def _write(out: ResultFolder, found: StaffPlan, text: str, lang: str) -> None:
    """The folder of results: the plan as text, numbers and tables, and the scenario that it makes."""
    files = {
        "summary.json": store.json_bytes(plan_answer(found, lang)),
        "summary.txt": store.text_bytes(text),
        "shifts.csv": store.table_bytes(found.shifts_frame()),
        "slots.csv": store.table_bytes(found.slots_frame()),
        "rounds.csv": store.table_bytes(found.rounds_frame()),
    }
    created = datetime.now(UTC).isoformat(timespec="seconds")
    engine = found.checked.trial.results.engine
    manifest = store.make_manifest(found.scenario, found.seed, found.replications, engine, created, "plan")
    out.start(manifest | {"heads": found.shape.heads}, writes=[*files])
    out.add(files)
    out.finish(True, kept=found.replications)
