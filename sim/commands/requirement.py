"""`hotline need --by-interval`: people needed in each interval of each pool; print them, write tables and charts."""

from __future__ import annotations

import io
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sim import store
from sim.checks import load_scenario
from sim.commands.console import say, show, show_json, silent
from sim.commands.ending import DONE, NOT_DRAWN
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_search
from sim.commands.report import add_report
from sim.commands.result_names import chart_paths
from sim.commands.resuming import announce_replacing
from sim.commands.writing import add_charts
from sim.errors import ScenarioError
from sim.planning.requirement import Requirement, requirement
from sim.report.chinese import in_language
from sim.report.glyphs import glyph_warnings
from sim.report.requirement import (
    asked_of_pools,
    planners_table,
    requirement_answer,
    requirement_sentences,
    requirement_text,
)
from sim.report.requirement_charts import requirement_chart_names, requirement_charts
from sim.report.run_charts import chart_note
from sim.report.said import LANGS
from sim.report.words import word
from sim.scenario.labels import title_of
from sim.shipped import find_scenario
from sim.store.tables import Table
from sim.store.workbook import write_workbook
from sim.study.kept_answer import KeptAnswer

if TYPE_CHECKING:
    import pandas as pd

    from sim.commands.need import NeedRequest
    from sim.store import ResultFolder

OF_HEAD_COUNTS = ("shift", "each", "most", "at_most", "write")
"""Options that ask for head counts of shifts, by their field."""
OF_INTERVALS = ("method", "delay", "within", "days")
"""Options that ask about intervals."""


def check_flags(request: NeedRequest) -> None:
    """Refuse options that belong to the other question.

    Raises
    ------
    ScenarioError
        If there are any.
    """
    if request.by_interval:
        given = [f"--{name.replace('_', '-')}" for name in OF_HEAD_COUNTS if getattr(request, name)]
        if given:
            raise ScenarioError(f"--by-interval asks for people in intervals, not for shifts: leave out {given[0]}")
    else:
        given = [f"--{name}" for name in OF_INTERVALS if getattr(request, name)]
        if given:
            raise ScenarioError(f"{given[0]} is about people in intervals: write --by-interval, too")


def requirement_request(request: NeedRequest) -> int:
    """Find out what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If the question makes no sense, or results cannot be written.
    """
    notice, lang, out = silent if request.quiet else say, request.lang, request.out
    scenario = load_scenario(find_scenario(request.scenario), request.sets)
    if out is not None and out.before is not None and out.before["command"] != "requirement":
        announce_replacing(out, _manifest_of(scenario, request.seed, 0, ""), notice, lang)
    interrupts = Interrupts()

    def trying(heads: str) -> str:
        return word("required_round", lang, heads=heads)

    with interrupts.caught(), progress_of_search(interrupts, request.quiet, lang, trying) as progress:
        found = requirement(
            scenario, method=request.method or "formula", group=request.group, delay=request.delay,
            within=request.within, days=request.days, replications=request.reps, seed=request.seed,
            engine=request.engine, progress=progress,
        )  # fmt: skip
    boxes = glyph_warnings(scenario, lang, []) if out is not None else []
    answer, text, drawn = requirement_answer(found, lang, boxes), requirement_text(found, lang, boxes), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if out is not None:
            drawn = _write(request, out, found, answer, text)
    finally:
        for warning in (*scenario.warnings, *boxes) if request.as_json else ():
            notice(in_language(f"warning: {warning}", lang))
        show_json(answer) if request.as_json else show(text)
    if out is not None and drawn:
        notice(word("written", lang, folder=out.path))
    return DONE if drawn else NOT_DRAWN


def _write(request: NeedRequest, out: ResultFolder, found: Requirement, answer: dict[str, Any], text: str) -> bool:
    """The folder of results: the answer, the table as CSV and as a workbook, and a chart for each pool."""
    lang, frame = request.lang, found.frame()
    table = planners_table(frame, lang)
    book = io.BytesIO()
    write_workbook({"requirement": Table.of(table)}, book)
    files = {
        **store.kept_answer_files(_kept(request, found, frame)),
        "summary.json": store.json_bytes(answer),
        "summary.txt": store.text_bytes(text),
        "requirement.csv": store.table_bytes(table),
        "requirement.xlsx": book.getvalue(),
    }
    scenario = found.scenario
    manifest = _manifest_of(scenario, found.seed, found.replications, found.engine)
    out.start(manifest, writes=[*files, *chart_paths(requirement_chart_names(frame))])
    out.add(files)
    note = chart_note(title_of(scenario, lang), found.replications, found.seed, lang)
    drawn = add_charts(out, lambda: requirement_charts(frame, lang, note), say, lang)
    out.finish(drawn, kept=found.replications)
    if request.report:
        drawn = add_report(out, lang) and drawn
    return drawn


def _kept(request: NeedRequest, found: Requirement, frame: pd.DataFrame) -> KeptAnswer:
    """What its page is made of."""
    options = (("method", request.method), ("group", request.group), ("delay", request.delay),
               ("within", request.within), ("days", request.days))  # fmt: skip
    asked = [f"--{name}={value}" for name, value in options if value is not None]
    return KeptAnswer(
        scenario=found.scenario,
        titles={lang: title_of(found.scenario, lang) for lang in LANGS},
        seed=found.seed,
        n=found.replications,
        again=need_again(request, ["--by-interval", *asked], found.replications),
        warnings=tuple(found.scenario.warnings),
        sentences={
            "answer": {lang: tuple(requirement_sentences(found, lang)) for lang in LANGS},
            "asked": {lang: tuple(asked_of_pools(found, lang)) for lang in LANGS},
        },
        targets={},
        tables={"requirement": frame, "hours": found.person_hours()},
        facts={},
        manifest={},
    )


def need_again(request: NeedRequest, options: Sequence[str], replications: int) -> str:
    """The command that asks for the same."""
    words = ["hotline", "need", request.scenario, *options, "--reps", str(replications), "--seed", str(request.seed)]
    words += [] if request.engine == "auto" else ["--engine", request.engine]
    return shlex.join([*words, *(part for setting in request.sets for part in ("--set", setting))])


def _manifest_of(scenario: Any, seed: int, replications: int, engine: str) -> dict[str, Any]:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return store.make_manifest(scenario, seed, replications, engine, created, "requirement")
