"""`hotline plan`: find shifts that keep the targets, print them, write results and the plan as a scenario."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sim import store
from sim.calendar.lengths import MINUTE_US
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, INTERRUPTED, NOT_DRAWN
from sim.commands.interrupts import Interrupts
from sim.commands.ledgers import ledger_in
from sim.commands.progress import progress_of_search
from sim.commands.report import add_report
from sim.commands.result_names import chart_paths
from sim.commands.writing import add_charts
from sim.errors import ScenarioError
from sim.measures.misses import missing_frame
from sim.planning.asked import base_of, scenario_file
from sim.planning.front import Front, front
from sim.planning.loop import plan
from sim.planning.staff_plan import StaffPlan
from sim.planning.steps import Steps
from sim.planning.tables import pools_frame
from sim.report.front import front_answer, front_chart, front_refusals, front_sentence, front_targets, front_text
from sim.report.misses import miss_sentences
from sim.report.plan import plan_answer, plan_sentences, plan_text
from sim.report.plan_charts import plan_chart_names, plan_charts
from sim.report.plan_workbook import plan_sheets
from sim.report.run_charts import chart_note
from sim.report.said import LANGS
from sim.report.words import counted, word
from sim.scenario.labels import title_of
from sim.scenario.staffing_file import StaffingFile, read_staffing
from sim.staffing.variant import check_variant, write_variant
from sim.store.tables import Table
from sim.store.workbook import write_workbook
from sim.study.kept_answer import KeptAnswer

if TYPE_CHECKING:
    from sim.report.charts import Charts
    from sim.staffing.trials import Progress
    from sim.store import ResultFolder

Found = TypeVar("Found")


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
    front: str | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def plan_request(request: PlanRequest) -> int:
    """Plan what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If the file says something that cannot be, no plan keeps the targets, or results cannot be written.
    """
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    if request.front is not None:
        return _front_request(request, request.front)
    file = read_staffing(request.file)
    base = None if request.write is None else check_variant(request.write, scenario_file(file, file.staffing.scenario))
    found = _searched(request, file, partial(plan, request.file, bound=request.bound))
    if found is None:
        return INTERRUPTED
    text, drawn = plan_text(found, request.lang), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            drawn = _write(request, request.out, found, text)
            if drawn:
                notice(word("written", request.lang, folder=request.out.path))
        if request.write is not None and base is not None:
            title = f"{title_of(found.base, request.lang)}: {counted('person', found.shape.heads, request.lang)}"
            changed = [*found.staffing.set, "report.interval", *found.changes]
            write_variant(request.write, base, found.scenario.document, changed, title)
            notice(word("written", request.lang, folder=request.write))
    finally:
        show_json(plan_answer(found, request.lang)) if request.as_json else show(text)
    return DONE if drawn else NOT_DRAWN


@contextmanager
def _kept(request: PlanRequest, file: StaffingFile) -> Iterator[Steps]:
    """What keeps the steps to a plan in the folder of its results, if there is one; it says what is taken from there.

    Raises
    ------
    StoreError
        If the folder holds results of something else, or cannot be written.
    """
    if request.out is None:
        yield Steps()
        return
    with ledger_in(request.out, ("plan", "front"), partial(_begun, request, file)) as ledger:
        steps = Steps(ledger)
        try:
            yield steps
        finally:
            if steps.taken and not request.quiet:
                say(word("plan_taken", request.lang, steps=len(steps.taken), folder=request.out.path))


def _begun(request: PlanRequest, file: StaffingFile) -> dict[str, Any]:
    """What stands in the folder from the beginning."""
    base, created = base_of(file), datetime.now(UTC).isoformat(timespec="seconds")
    replications = request.reps or file.staffing.replications or 0
    seed = file.staffing.seed if request.seed is None else request.seed
    what = "plan" if request.front is None else "front"
    return store.make_manifest(base, seed, replications, request.engine, created, what)


def _searched(request: PlanRequest, file: StaffingFile, search: Callable[..., Found]) -> Found | None:
    """What a search comes to; None where it was stopped, which is told."""
    with _kept(request, file) as steps:
        try:
            with _progress(request) as progress:
                return search(
                    replications=request.reps, seed=request.seed, engine=request.engine, progress=progress, steps=steps
                )
        except KeyboardInterrupt:
            if request.out is None:
                say(word("plan_stopped", request.lang))
            else:
                kept = len(steps.taken | steps.made)
                say(word("plan_stopped_kept", request.lang, steps=kept, folder=request.out.path))
            return None


@contextmanager
def _progress(request: PlanRequest) -> Iterator[Progress]:
    """What to call as plans are tried; a stop is obeyed."""
    interrupts = Interrupts()

    def trying(heads: str) -> str:
        return word("plan_trying", request.lang, heads=heads)

    with interrupts.caught(), progress_of_search(interrupts, request.quiet, request.lang, trying) as progress:
        yield progress


def _front_request(request: PlanRequest, levels: str) -> int:
    """Plan at several levels of a target, print what each costs, and write tables and a chart."""
    if request.write is not None:
        raise ScenarioError("--front makes a plan for each level: leave out --write, and plan for the level you choose")
    notice, lang = silent if request.quiet else say, request.lang
    found = _searched(request, read_staffing(request.file), partial(front, request.file, levels))
    if found is None:
        return INTERRUPTED
    text, drawn = front_text(found, lang), True
    try:
        if request.out is not None:
            drawn = _write_front(request, request.out, found, text)
            if drawn:
                notice(word("written", lang, folder=request.out.path))
    finally:
        show_json(front_answer(found, lang)) if request.as_json else show(text)
    return DONE if drawn else NOT_DRAWN


def _write_front(request: PlanRequest, out: ResultFolder, found: Front, text: str) -> bool:
    base, lang, frame = base_of(found.file), request.lang, found.to_frame()
    plans = [point.plan for point in found.points if point.plan is not None]
    replications = plans[0].replications if plans else 0
    engine = plans[0].checked.trial.engine if plans else ""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    seed = found.file.staffing.seed if not plans else plans[0].seed
    kept = KeptAnswer(
        scenario=base,
        titles={lang: found.file.staffing.title or title_of(base, lang) for lang in LANGS},
        seed=seed,
        n=plans[0].checked.trial.n if plans else 0,
        again=_again(request, request.reps or found.file.staffing.replications or replications, seed),
        warnings=tuple(base.warnings),
        sentences={
            "answer": {lang: (front_sentence(found, lang),) for lang in LANGS},
            "refused": {lang: tuple(front_refusals(found, lang)) for lang in LANGS},
        },
        targets=front_targets(found),
        tables={"front": frame},
        facts={"measure": found.measure},
        manifest={},
    )
    files = {
        **store.kept_answer_files(kept),
        "summary.json": store.json_bytes(front_answer(found, lang)),
        "summary.txt": store.text_bytes(text),
        "front.csv": store.table_bytes(frame),
    }
    out.start(
        store.make_manifest(base, seed, replications, engine, created, "front"),
        writes=[*files, *chart_paths(["front"])],
    )
    out.add(files)
    note = chart_note(found.file.staffing.title or title_of(base, lang), replications, seed, lang)
    drawn = add_charts(out, lambda: {"front": front_chart(frame, found.measure, lang, note)}, say, lang)
    out.finish(drawn, kept=replications)
    if request.report:
        drawn = add_report(out, lang) and drawn
    return drawn


def _kept_plan(request: PlanRequest, found: StaffPlan) -> KeptAnswer:
    """What its page is made of."""
    trial = found.checked.trial
    return KeptAnswer(
        scenario=found.scenario,
        titles={lang: found.staffing.title or title_of(found.base, lang) for lang in LANGS},
        seed=found.seed,
        n=trial.n,
        again=_again(request, found.replications, found.seed),
        warnings=tuple(found.base.warnings),
        sentences={
            "answer": {lang: tuple(plan_sentences(found, lang)) for lang in LANGS},
            "misses": {lang: tuple(miss_sentences(found.missing, lang)) for lang in LANGS},
        },
        targets={"plan": tuple(trial.targets), "today": tuple(found.today.targets)},
        tables={
            "slots": found.slots_frame(), "shifts": found.shifts_frame(), "costs": found.costs_frame(),
            "rounds": found.rounds_frame(), "pools": pools_frame(found),
        },
        facts={"minutes": found.pattern.width_us // MINUTE_US, "bound": found.bound},
        manifest={},
    )  # fmt: skip


def _again(request: PlanRequest, replications: int, seed: int) -> str:
    """The command that asks for the same."""
    words = ["hotline", "plan", request.file, *(["--reps", str(replications)] if replications else [])]
    words += ["--seed", str(seed if request.seed is None else request.seed)]
    words += [] if request.engine == "auto" else ["--engine", request.engine]
    words += [] if request.front is None else ["--front", request.front]
    return shlex.join([*words, *([] if request.bound else ["--no-bound"])])


def _write(request: PlanRequest, out: ResultFolder, found: StaffPlan, text: str) -> bool:
    """The folder of results: the plan as text, numbers, tables and charts; whether these could be drawn."""
    lang = request.lang
    slots, shifts, rounds = found.slots_frame(), found.shifts_frame(), found.rounds_frame()
    costs = found.costs_frame()
    sheets = plan_sheets(slots, shifts, costs, rounds, found.pattern.width_us // MINUTE_US, lang)
    book = BytesIO()
    write_workbook({name: Table.of(sheet) for name, sheet in sheets.items()}, book)
    files = {
        **store.kept_answer_files(_kept_plan(request, found)),
        "summary.json": store.json_bytes(plan_answer(found, lang)),
        "summary.txt": store.text_bytes(text),
        "shifts.csv": store.table_bytes(shifts),
        "costs.csv": store.table_bytes(costs),
        "slots.csv": store.table_bytes(slots),
        "rounds.csv": store.table_bytes(rounds),
        "plan.xlsx": book.getvalue(),
    }
    if found.missing:
        files["missing.csv"] = store.table_bytes(missing_frame(found.missing))
    created = datetime.now(UTC).isoformat(timespec="seconds")
    engine = found.checked.trial.engine
    manifest = store.make_manifest(found.scenario, found.seed, found.replications, engine, created, "plan")
    charts = chart_paths(plan_chart_names(slots, shifts))
    out.start(manifest | {"heads": found.shape.heads}, writes=[*files, *charts])
    out.add(files)
    drawn = add_charts(out, lambda: _draw(found, lang), say, lang)
    out.finish(drawn, kept=found.replications)
    if request.report:
        drawn = add_report(out, lang) and drawn
    return drawn


def _draw(found: StaffPlan, lang: str) -> Charts:
    note = chart_note(found.staffing.title or title_of(found.base, lang), found.replications, found.seed, lang)
    tables = found.slots_frame(), found.shifts_frame(), found.rounds_frame(), pools_frame(found)
    return plan_charts(*tables, lang, note, found.bound)
