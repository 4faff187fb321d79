"""`hotline compare`: designs before the same citizens, printed and written; whole pairs even if stopped."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sim import store
from sim.chance.compiled import is_compiled
from sim.checks.asked import asking
from sim.commands.console import Say, say, show, show_json, silent, warn_of_console
from sim.commands.designs import designs_manifest, designs_of
from sim.commands.ending import DONE, INTERRUPTED, NOT_DRAWN
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_runs
from sim.commands.report import add_report
from sim.commands.result_names import chart_paths
from sim.commands.resuming import announce_replacing
from sim.commands.writing import add_charts
from sim.measures.selection import proper_key
from sim.report.chinese import in_language
from sim.report.comparison import comparison_answer, comparison_text
from sim.report.glyphs import glyph_warnings
from sim.report.words import word
from sim.study.compare import Together, comparison_of, replications_of, runs_until
from sim.study.designs import Pairs, Runner, cut_to_pairs, main_measures
from sim.study.replicate import Collected, Replications
from sim.study.until import DEFAULT_MOST
from sim.study.until_differences import DifferenceWatch

if TYPE_CHECKING:
    from sim.report.charts import Charts
    from sim.store import ResultFolder


@dataclass(frozen=True)
class CompareRequest:
    """What the command line asks for; see `hotline compare --help`."""

    scenarios: tuple[str, ...]
    variations: tuple[str, ...]
    sets: tuple[str, ...]
    measures: tuple[str, ...]
    pairs: Pairs
    seed: int
    reps: int | None
    engine: Literal["auto", "model", "kernel"]
    workers: int | None
    until: tuple[str, ...]
    most: int | None
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def compare_request(request: CompareRequest) -> int:
    """Compare what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If a design cannot be run, a measure is not there, or results could not be written.
    """
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    if not is_compiled():
        notice(word("not_compiled", request.lang))
    designs = designs_of(request.scenarios, request.variations, request.sets)
    if request.measures:
        designs = [asking(design, request.measures) for design in designs]
    watch = DifferenceWatch.of(designs, request.until, request.reps, request.most)
    if watch is not None:
        designs, asked = watch.designs, watch.looks.most
    else:
        asked = replications_of(designs, request.reps)
    expected = asked if watch is None else DEFAULT_MOST
    runner = Runner.of(designs, expected, request.seed, request.engine, request.workers)
    if request.out is not None:
        announce_replacing(
            request.out, designs_manifest("compare", designs, runner.engines, request.seed, asked), notice, request.lang
        )
    interrupts = Interrupts()
    with interrupts.caught():
        results, is_stopped = _run_all(request, runner, asked, watch, interrupts)
        if is_stopped:
            say(word("stopped", request.lang, kept=results[0].n, asked=asked, where=""))
        elif watch is not None:
            asked = results[0].n
        drawn = _told(request, results, watch, asked, notice)
    return INTERRUPTED if is_stopped else DONE if drawn else NOT_DRAWN


def _run_all(
    request: CompareRequest, runner: Runner, asked: int, watch: DifferenceWatch | None, interrupts: Interrupts
) -> tuple[list[Replications], bool]:
    """The replications that every design has, and whether a stop came before the last.

    Raises
    ------
    KeyboardInterrupt
        If it came before any pair was there.
    """
    collected = [Collected(design, request.seed, asked, request.engine) for design in runner.designs]
    name, is_stopped = ", ".join(design.name for design in runner.designs), False
    with progress_of_runs(name, asked * len(collected), interrupts, request.quiet) as progress:

        def told(design: int, replication: int, share: float) -> None:
            progress(design * asked + replication, share)

        try:
            for number, replication in runs_until(replace(runner, told=told), collected, asked, watch):
                told(number, replication, 1.0)
        except KeyboardInterrupt:
            if not all(one.measures for one in collected):
                raise
            is_stopped = True
    return cut_to_pairs([one.results() for one in collected]), is_stopped


def _told(
    request: CompareRequest, results: list[Replications], watch: DifferenceWatch | None, asked: int, notice: Say
) -> bool:
    """Write the comparison and print it; whether its plot could be drawn, if it is wanted."""
    comparison, lang = comparison_of(results, watch), request.lang
    further = [*map(proper_key, request.measures), *(watch.looks.measures if watch is not None else ())]
    keys = list(dict.fromkeys((*main_measures(results), *further)))
    found = comparison.together(keys, request.pairs)
    citizens = [pair.citizens() for pair in comparison.pairs()]
    boxes = [] if request.out is None else _boxes(results, keys, lang)
    warnings = list(dict.fromkeys((*_warnings(results), *boxes)))
    told = [in_language(warning, lang) for warning in warnings]
    answer, drawn = comparison_answer(found, citizens, told, lang), True
    text = comparison_text(found, citizens, told, lang, asked)
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            kept = store.kept_comparison_files(found, citizens, asked, warnings, _again(request, results, asked))
            drawn = _write(request, request.out, found, asked, text, answer, kept)
    finally:
        for warning in warnings if request.as_json else boxes:
            notice(in_language(f"warning: {warning}", lang))
        show_json(answer) if request.as_json else show(text)
    if request.out is not None and drawn:
        notice(word("written", lang, folder=request.out.path))
    return drawn


def _again(request: CompareRequest, results: list[Replications], asked: int) -> str:
    """The command that compares the same again."""
    words = ["hotline", "compare", *request.scenarios]
    for option, values in (
        ("--with", request.variations), ("--set", request.sets), ("--measure", request.measures),
    ):  # fmt: skip
        words += [part for value in values for part in (option, value)]
    words += ["--pairs", request.pairs, "--seed", str(request.seed), "--reps", str(asked)]
    engines = list(dict.fromkeys(design.engine for design in results))
    return shlex.join([*words, *(["--engine", engines[0]] if len(engines) == 1 else [])])


def _warnings(results: list[Replications]) -> list[str]:
    """What is odd about the designs, once each; what is odd about some of them only, by their names."""
    found: dict[str, list[str]] = {}
    for design in results:
        for warning in design.scenario.warnings:
            found.setdefault(warning, []).append(design.scenario.name)
    return [
        warning if len(names) == len(results) else f"{', '.join(names)}: {warning}" for warning, names in found.items()
    ]


def _boxes(results: list[Replications], keys: list[str], lang: str) -> list[str]:
    """Names in the plot that cannot be drawn in full."""
    found = [warning for design in results for warning in glyph_warnings(design.scenario, lang, keys)]
    return list(dict.fromkeys(found))


def _write(
    request: CompareRequest,
    out: ResultFolder,
    found: Together,
    asked: int,
    text: str,
    answer: dict[str, Any],
    kept: dict[str, bytes],
) -> bool:
    """The folder of results: summaries, the table of differences, each design's measures, the plot."""
    import pandas as pd

    designs = found.comparison.designs
    files = {
        **kept,
        "summary.json": store.json_bytes(answer),
        "summary.txt": store.text_bytes(text),
        "comparison.csv": store.table_bytes(found.to_frame()),
        "designs.csv": store.table_bytes(pd.concat([design.summary_frame() for design in designs], ignore_index=True)),
        "measures.csv": store.table_bytes(pd.concat([design.to_frame() for design in designs], ignore_index=True)),
    }
    engines = [design.engine for design in designs]
    scenarios = [design.scenario for design in designs]
    manifest = designs_manifest("compare", scenarios, engines, request.seed, asked)
    out.start(manifest, writes=[*files, *chart_paths(["comparison"])])
    out.add(files)
    drawn = add_charts(out, lambda: _draw(found, request.lang), say, request.lang)
    out.finish(drawn and designs[0].n == asked, kept=designs[0].n)
    if request.report and designs[0].n == asked:
        drawn = add_report(out, request.lang) and drawn
    return drawn


def _draw(found: Together, lang: str) -> Charts:
    from sim.report.comparison_charts import comparison_charts

    return comparison_charts(found, lang)
