"""`hotline need`: search for the head count, print the answer, write results and the answer as a scenario."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim import store
from sim.chance.compiled import is_compiled
from sim.checks import load_scenario
from sim.commands.console import Say, say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, NOT_DRAWN
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_search
from sim.commands.report import add_report
from sim.commands.requirement import check_flags, need_again, requirement_request
from sim.commands.result_names import CHARTS, chart_paths
from sim.commands.resuming import announce_replacing
from sim.commands.writing import add_charts
from sim.errors import InfeasibleError, ScenarioError
from sim.report.chinese import in_language
from sim.report.glyphs import glyph_warnings
from sim.report.need import need_answer, need_marks, need_sentences, need_text
from sim.report.need_charts import need_chart_names, need_charts
from sim.report.need_pools import pools_answer, pools_text
from sim.report.prices import prices_answer, prices_text
from sim.report.said import LANGS
from sim.report.words import counted, word
from sim.scenario.labels import title_of
from sim.shipped import find_scenario
from sim.staffing.need import Need, need
from sim.staffing.pools import need_each
from sim.staffing.prices import prices
from sim.staffing.trials import DEFAULT_REPLICATIONS
from sim.staffing.variant import check_variant, write_variant
from sim.study.kept_answer import KeptAnswer

if TYPE_CHECKING:
    from sim.report.charts import Charts
    from sim.scenario.schema import Scenario
    from sim.staffing.trials import Progress
    from sim.store import ResultFolder


@dataclass(frozen=True)
class NeedRequest:
    """What the command line asks for; see `hotline need --help`."""

    scenario: str
    shift: str | None
    group: str | None
    seed: int
    reps: int | None
    most: int | None
    at_most: int | None
    each: bool
    prices: bool
    by_interval: bool
    method: Literal["formula", "simulation"] | None
    delay: str | None
    within: str | None
    days: str | None
    engine: Literal["auto", "model", "kernel"]
    sets: tuple[str, ...]
    out: ResultFolder | None
    write: Path | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def need_request(request: NeedRequest) -> int:
    """Find out what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If the question makes no sense, results could not be written, or a variant was asked for and there is none.
    """
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    if not is_compiled():
        notice(word("not_compiled", request.lang))
    check_flags(request)
    if request.by_interval:
        return requirement_request(request)
    path = find_scenario(request.scenario)
    scenario = load_scenario(path, request.sets)
    base = None if request.write is None else check_variant(request.write, path)
    if request.prices:
        return _prices(request, scenario)
    if request.each:
        return _of_each_pool(request, scenario, base, notice)
    before = request.out.before if request.out is not None else None
    if request.out is not None and before is not None and before["command"] != "need":
        manifest = _manifest(scenario, request.seed, before["replications"], before["engine"])
        announce_replacing(request.out, manifest, notice, request.lang)
    interrupts = Interrupts()
    with interrupts.caught(), _progress(request, interrupts) as progress:
        found = need(
            scenario, shift=request.shift, group=request.group, replications=request.reps, most=request.most,
            at_most=request.at_most, seed=request.seed, engine=request.engine, progress=progress,
        )  # fmt: skip
    return DONE if _told(request, found, base, notice) else NOT_DRAWN


def _progress(request: NeedRequest, interrupts: Interrupts) -> AbstractContextManager[Progress]:
    def trying(heads: str) -> str:
        return word("need_trying", request.lang, heads=heads)

    return progress_of_search(interrupts, request.quiet, request.lang, trying)


def _told(request: NeedRequest, found: Need, base: str | None, notice: Say) -> bool:
    """Write the answer and print it; whether its charts could be drawn, if they are wanted."""
    boxes = []
    if request.out is not None:
        boxes = glyph_warnings(found.scenario, request.lang, [target.measure for target in found.tried[0].targets])
    text, drawn = need_text(found, request.lang, boxes), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            drawn = _write(request, request.out, found, text, need_answer(found, request.lang, boxes))
        if request.write is not None and base is not None:
            _write_variant(request, request.write, base, found.variant(), found.changes(), found.heads, notice)
    finally:
        for warning in (*found.scenario.warnings, *boxes) if request.as_json else boxes:
            notice(in_language(f"warning: {warning}", request.lang))
        show_json(need_answer(found, request.lang, boxes)) if request.as_json else show(text)
    if request.out is not None and drawn:
        notice(word("written", request.lang, folder=request.out.path))
    return drawn


def _of_each_pool(request: NeedRequest, scenario: Scenario, base: str | None, notice: Say) -> int:
    """The least head count of every pool."""
    if request.shift or request.group or request.most or request.out:
        raise ScenarioError("--each asks for every pool: leave out --shift, --group, --most and --out")
    interrupts = Interrupts()
    with interrupts.caught(), _progress(request, interrupts) as progress:
        found = need_each(
            scenario, replications=request.reps, at_most=request.at_most, seed=request.seed, engine=request.engine,
            progress=progress,
        )  # fmt: skip
    sentences = need_sentences(found.together, request.lang)
    if request.as_json:
        show_json(pools_answer(found, sentences))
    else:
        show(pools_text(found, sentences, request.lang))
    if request.write is not None and base is not None:
        if found.heads is None:
            raise InfeasibleError("no head count was found at which every target is met: nothing was written")
        _write_variant(request, request.write, base, found.scenario, found.changes(), found.heads, notice)
    return DONE


def _prices(request: NeedRequest, scenario: Scenario) -> int:
    """What one more person-hour of each pool buys."""
    others = (request.each, request.shift, request.group, request.most, request.at_most, request.out, request.write)
    if any(others):
        raise ScenarioError("--prices changes each pool by itself: leave out options but --reps, --seed and --engine")
    found = prices(scenario, replications=request.reps, seed=request.seed, engine=request.engine)
    if request.as_json:
        show_json(prices_answer(found, request.lang))
    else:
        show(prices_text(found, request.lang))
    return DONE


def _write_variant(
    request: NeedRequest,
    path: Path,
    base: str,
    variant: Scenario,
    changes: dict[str, int],
    heads: int | None,
    notice: Say,
) -> None:
    title = f"{title_of(variant, request.lang)}: {counted('person', heads or 0, request.lang)}"
    settings = [setting.partition("=")[0].strip() for setting in request.sets]
    write_variant(path, base, variant.document, [*settings, *changes], title)
    notice(word("written", request.lang, folder=path))


def _write(request: NeedRequest, out: ResultFolder, found: Need, text: str, summary: dict[str, Any]) -> bool:
    """The folder of results: summaries, tables, charts of what was tried and, if there is an answer, of its day."""
    manifest, answer = _manifest(found.scenario, found.seed, found.replications, found.engine), found.answer
    files = {
        **store.kept_answer_files(_kept(request, found)),
        "summary.json": store.json_bytes(summary),
        "summary.txt": store.text_bytes(text),
        "summary.tried.csv": store.table_bytes(found.tried_frame()),
        "summary.shifts.csv": store.table_bytes(found.staff_frame()),
    }
    if answer is not None:
        files["intervals.csv"] = store.table_bytes(found.intervals_frame())
    charts = chart_paths([*CHARTS, *need_chart_names(found.heads_tried)])
    out.start(manifest | {"heads": found.heads}, writes=[*files, *charts])
    out.add(files)
    drawn = add_charts(out, lambda: _draw(found, request.lang), say, request.lang)
    out.finish(drawn, kept=found.replications)
    if request.report:
        drawn = add_report(out, request.lang) and drawn
    return drawn


def _kept(request: NeedRequest, found: Need) -> KeptAnswer:
    """What its page is made of."""
    options = (("shift", request.shift), ("group", request.group), ("at-most", request.at_most), ("most", request.most))
    asked = [f"--{name}={value}" for name, value in options if value is not None]
    return KeptAnswer(
        scenario=found.scenario,
        titles={lang: title_of(found.scenario, lang) for lang in LANGS},
        seed=found.seed,
        n=found.replications,
        again=need_again(request, asked, request.reps or found.scenario.replications or DEFAULT_REPLICATIONS),
        warnings=tuple(found.scenario.warnings),
        sentences={"answer": {lang: tuple(need_sentences(found, lang)) for lang in LANGS}},
        targets={str(number): targets for number, (_, targets) in enumerate(found.heads_tried)},
        tables={"shifts": found.staff_frame(), "intervals": found.intervals_frame()},
        facts={
            "heads": [heads for heads, _ in found.heads_tried],
            "marks": need_marks(found),
            "shown": found.tried.index(found.shown),
        },
        manifest={},
    )


def _draw(found: Need, lang: str) -> Charts:
    """The charts of what was tried and, if there is an answer, of its day."""
    from sim.report.run_charts import chart_note, draw_results

    title, answer = title_of(found.scenario, lang), found.answer
    if answer is not None:
        title += f": {counted('person', answer.heads, lang)}"
    note = chart_note(title, found.replications, found.seed, lang)
    charts = need_charts(found.heads_tried, need_sentences(found, lang)[0], lang, note)
    return charts | (draw_results(answer.results, lang) if answer is not None else {})


def _manifest(scenario: Scenario, seed: int, replications: int, engine: str) -> dict[str, Any]:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return store.make_manifest(scenario, seed, replications, engine, created, "need")
