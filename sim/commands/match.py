"""`hotline match`: what published figures leave possible, as tables, a chart and a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim import store
from sim.commands.again import again
from sim.commands.console import say
from sim.commands.ending import INTERRUPTED
from sim.commands.from_file import Found, begun, keep_and_tell
from sim.commands.interrupts import Interrupts
from sim.commands.ledgers import ledger_in
from sim.commands.progress import progress_of_runs
from sim.matching.match import LAST, matching_of, question_from
from sim.matching.variant import plausible_variant
from sim.report.chinese import in_language
from sim.report.match import match_answer, match_finding, match_text
from sim.report.match_charts import CHARTS, match_charts
from sim.report.words import word
from sim.scenario.match_file import read_match
from sim.shipped import find_beside
from sim.staffing.variant import check_variant, write_variant

if TYPE_CHECKING:
    from sim.commands.console import Say
    from sim.matching.matching import Matching
    from sim.matching.question import Question
    from sim.store import ResultFolder
    from sim.sweeps.running import Progress


@dataclass(frozen=True)
class MatchRequest:
    """What the command line asks for; see `hotline match --help`."""

    file: Path
    reps: int | None
    seed: int | None
    engine: Literal["auto", "model", "kernel"]
    workers: int | None
    write: Path | None
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def match_request(request: MatchRequest) -> int:
    """Match, print it and write what was asked for; the exit code.

    Raises
    ------
    HotlineError
        If the file is wrong, or something cannot be written.
    """
    notice, lang = begun(request, request.file), request.lang
    file = read_match(request.file)
    base = None
    if request.write is not None:
        base = check_variant(request.write, find_beside(file.folder, file.match.scenario))
    question = question_from(file, request.reps, request.seed)
    for warning in question.warnings:
        notice(in_language(f"warning: {warning}", lang))
    found = _matched(request, question)
    if found is None:
        return INTERRUPTED
    tables = {
        f"{name}.csv": store.table_bytes(frame)
        for name, frame in (
            ("unknown", found.to_frame()), ("waves", found.waves_frame()), ("figures", found.figures_frame()),
            ("pairs", found.pairs_frame()), ("remaining", found.remaining_frame()),
            ("simulated", found.simulated_frame()),
        )
    }  # fmt: skip
    text, answer = match_text(found, lang), match_answer(found, lang)
    scenario_file = find_beside(file.folder, file.match.scenario)
    told = Found(
        "match", (request.file, scenario_file), text, answer, match_finding(found, _again(request)), tables,
        match_charts, CHARTS, request.engine, question.base,
    )  # fmt: skip
    return keep_and_tell(told, request, notice, partial(_write, request, found, base, notice))


def _again(request: MatchRequest) -> str:
    """The command that matches the same."""
    engine = None if request.engine == "auto" else request.engine
    return again("match", request.file, reps=request.reps, seed=request.seed, engine=engine)


def _matched(request: MatchRequest, question: Question) -> Matching | None:
    """What was found; None where it was stopped, which is told."""
    interrupts = Interrupts()

    @contextmanager
    def bar(wave: int, runs: int) -> Iterator[Progress]:
        name = question.file.name
        what = word("match_progress", request.lang, name=name, wave=wave)
        what = what if wave != LAST else word("match_progress_last", request.lang, name=name)
        with progress_of_runs(what, runs, interrupts, request.quiet) as progress:
            yield progress

    with ledger_in(request.out, ("match",), partial(_manifest, request.file)) as ledger:
        try:
            with interrupts.caught():
                return matching_of(question, ledger, request.engine, request.workers, bar)
        except KeyboardInterrupt:
            if request.out is None:
                say(word("match_stopped_lost", request.lang))
            else:
                kept = sum(ledger.done_of().values())
                say(word("match_stopped", request.lang, runs=kept, folder=request.out.path))
            return None


def _manifest(file: Path) -> dict[str, Any]:
    return store.file_manifest([file], datetime.now(UTC).isoformat(timespec="seconds"), "match")


def _write(request: MatchRequest, found: Matching, base: str | None, notice: Say) -> None:
    """Write the place that reproduces the figures best as a scenario, if one does."""
    if request.write is None or base is None:
        return
    variant = plausible_variant(found)
    if variant is None:
        say(word("match_no_place", request.lang))
        return
    write_variant(request.write, base, variant.document, variant.changed, variant.title)
    notice(word("written", request.lang, folder=request.write))
