"""`hotline roster`: give shifts to people by name, or look over a roster that was changed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim import store
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, NOT_DRAWN
from sim.commands.result_names import chart_paths
from sim.commands.writing import add_charts
from sim.errors import HotlineError, ScenarioError
from sim.planning.asked import scenario_file
from sim.planning.roster_files import roster_calendar, roster_csv, roster_workbook
from sim.planning.staff_roster import StaffRoster, roster, rows_beside
from sim.report.roster import roster_answer, roster_text
from sim.report.roster_charts import roster_chart_names, roster_charts
from sim.report.words import counted, word
from sim.scenario.labels import title_of
from sim.scenario.rostering_file import read_rostering
from sim.staffing.trials import DEFAULT_REPLICATIONS
from sim.staffing.variant import check_variant
from sim.study.replicate import Replications, replicate

if TYPE_CHECKING:
    from sim.report.charts import Charts
    from sim.store import ResultFolder


@dataclass(frozen=True)
class RosterRequest:
    """What the command line asks for; see `hotline roster --help`."""

    file: str
    read: Path | None
    seconds: int | None
    reps: int | None
    seed: int | None
    out: ResultFolder | None
    write: Path | None
    as_json: bool
    lang: str
    quiet: bool


def roster_request(request: RosterRequest) -> int:
    """Make or read what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If a file says something that cannot be, no roster keeps the rules, or results cannot be written.
    """
    notice, lang = silent if request.quiet else say, request.lang
    warn_of_console(lang, notice)
    asked = read_rostering(request.file)
    if request.write is None and (request.reps is not None or request.seed is not None):
        given = "--reps" if request.reps is not None else "--seed"
        raise ScenarioError(f"{given} is about the simulation of a roster that is kept: write --write FILE, too")
    if request.write is not None:
        check_variant(request.write, scenario_file(asked, asked.rostering.scenario))
        rows_beside(request.write)
    if request.out is not None:
        request.out.refuse_changed(("roster.xlsx", "roster.csv"))
    if request.read is None:
        seconds = request.seconds or asked.rostering.seconds
        notice(word("roster_searching", lang, people=asked.rostering.pool, seconds=seconds))
    found = roster(request.file, read=request.read, seconds=request.seconds)
    ran, failed = None, None
    if request.write is not None:
        try:
            ran = _kept(request, found, request.write)
            notice(word("written", lang, folder=request.write))
        except HotlineError as error:  # what was found is told and kept all the same
            failed = error
    text, drawn = roster_text(found, lang, ran), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            drawn = _write(request.out, found, text, lang, ran)
            if drawn:
                notice(word("written", lang, folder=request.out.path))
    finally:
        show_json(roster_answer(found, lang, ran)) if request.as_json else show(text)
    if failed is not None:
        raise failed
    return DONE if drawn else NOT_DRAWN


def _kept(request: RosterRequest, found: StaffRoster, path: Path) -> Replications:
    """Write the roster as a scenario, and simulate it."""
    asked = found.asked.file.rostering
    people = counted("person", len(found.problem.people), request.lang)
    title = f"{asked.title or title_of(found.asked.scenario, request.lang)}: {people}"
    scenario = found.write(path, title)
    n = request.reps or asked.replications or scenario.replications or DEFAULT_REPLICATIONS
    seed = asked.seed if request.seed is None else request.seed
    return replicate(scenario, n, seed=seed, progress=not request.quiet)


def _write(out: ResultFolder, found: StaffRoster, text: str, lang: str, ran: Replications | None) -> bool:
    """The folder of results: the roster in every form, tables, and charts; whether these could be drawn."""
    problem, scenario, asked = found.problem, found.asked.scenario, found.asked.file.rostering
    files = {
        "summary.json": store.json_bytes(roster_answer(found, lang, ran)),
        "summary.txt": store.text_bytes(text),
        "broken.txt": store.text_bytes("".join(f"{sentence}\n" for sentence in found.broken)),
        "roster.csv": roster_csv(problem, found.roster, lang),
        "roster.xlsx": roster_workbook(problem, found.roster, lang),
        "roster.ics": roster_calendar(problem, found.roster, scenario.clock.zone),
        "list.csv": store.table_bytes(found.to_frame()),
        "people.csv": store.table_bytes(found.people_frame()),
        "cover.csv": store.table_bytes(found.cover_frame()),
    }
    created = datetime.now(UTC).isoformat(timespec="seconds")
    n, seed, engine = (0, asked.seed, "") if ran is None else (ran.n, ran.seed, ran.engine)
    manifest = store.make_manifest(scenario if ran is None else ran.scenario, seed, n, engine, created, "roster")
    out.start(manifest, writes=[*files, *chart_paths(roster_chart_names())])
    out.add(files)
    drawn = add_charts(out, lambda: _draw(found, lang), say, lang)
    out.finish(drawn, kept=n)
    return drawn


def _draw(found: StaffRoster, lang: str) -> Charts:
    scenario, asked = found.asked.scenario, found.asked.file.rostering
    return roster_charts(found, lang, asked.title or title_of(scenario, lang))
