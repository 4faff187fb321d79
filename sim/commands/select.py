"""`hotline select`: the best of several designs, by cost and promises or by a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sim import store
from sim.calendar.lengths import HOUR_US, SECOND_US
from sim.chance.compiled import is_compiled
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.designs import designs_manifest, designs_of
from sim.commands.ending import DONE
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_runs
from sim.commands.resuming import announce_replacing
from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.report.selection import selection_answer, selection_text
from sim.report.words import word
from sim.scenario.units import parse_duration, parse_share
from sim.study.selection import Selection, select

if TYPE_CHECKING:
    from sim.store import ResultFolder


@dataclass(frozen=True)
class SelectRequest:
    """What the command line asks for; see `hotline select --help`."""

    scenarios: tuple[str, ...]
    variations: tuple[str, ...]
    sets: tuple[str, ...]
    best: str | None
    worth: str | None
    error: str
    reps: int
    most: int
    seed: int
    engine: Literal["auto", "model", "kernel"]
    workers: int | None
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool


def select_request(request: SelectRequest) -> int:
    """Choose among the designs and print the answer; that none is good enough is a result. The exit code.

    Raises
    ------
    HotlineError
        If a design cannot be run, there is nothing to judge by, or results could not be written.
    KeyboardInterrupt
        If a stop came first: there is no answer before the last run.
    """
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    if not is_compiled():
        notice(word("not_compiled", request.lang))
    designs = {one.name: one for one in designs_of(request.scenarios, request.variations, request.sets)}
    worth, error = _worth(request), _share("--error", request.error)
    asked, interrupts = request.most * len(designs), Interrupts()
    engines = [request.engine] * len(designs)
    manifest = designs_manifest("select", list(designs.values()), engines, request.seed, request.most)
    if request.out is not None:
        announce_replacing(request.out, manifest, notice, request.lang)
    with interrupts.caught(), progress_of_runs(", ".join(designs), asked, interrupts, request.quiet) as bar:

        def progress(design: int, replication: int, share: float, in_all: int) -> None:
            bar(design * request.most + replication, share, in_all)

        found = select(
            designs, best=request.best, worth=worth, error=error, first=request.reps, most=request.most,
            seed=request.seed, engine=request.engine, workers=request.workers, progress=progress,
        )  # fmt: skip
    text, answer = selection_text(found, request.lang), selection_answer(found)
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            _write(request.out, manifest, found, text, answer)
    finally:
        show_json(answer) if request.as_json else show(text)
    if request.out is not None:
        notice(word("written", request.lang, folder=request.out.path))
    return DONE


def _write(out: ResultFolder, manifest: dict[str, Any], found: Selection, text: str, answer: dict[str, Any]) -> None:
    """The folder of results: summaries, the designs, and how each promise fared in each."""
    files = {
        "summary.json": store.json_bytes(answer),
        "summary.txt": store.text_bytes(text),
        "designs.csv": store.table_bytes(found.to_frame()),
    }
    if found.worth is None:
        files["targets.csv"] = store.table_bytes(found.targets_frame())
    out.start(manifest, writes=files)
    out.add(files)
    out.finish(True, kept=max(one.replications for one in found.candidates))


def _worth(request: SelectRequest) -> float | None:
    """The difference that matters, in the measure's unit."""
    if request.worth is None:
        return None
    if request.best is None:
        raise ScenarioError(f"--worth {request.worth[:60]}: say with --best of which measure that difference matters")
    unit = definition_of(request.best).unit
    if unit == "share":
        return _share("--worth", request.worth.removesuffix("points").removesuffix("point").strip())
    try:
        if unit in ("s", "h"):
            return parse_duration(request.worth) / (HOUR_US if unit == "h" else SECOND_US)
        return float(request.worth)
    except ValueError as error:
        raise ScenarioError(f"--worth {request.worth[:60]}: {error}") from None


def _share(option: str, text: str) -> float:
    try:
        return parse_share(text)
    except ValueError as error:
        raise ScenarioError(f"{option} {text[:60]}: {error}") from None
