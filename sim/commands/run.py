"""`hotline run`: simulate, keep each replication as it is done, summarise, write; whole even if stopped."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sim.chance.compiled import is_compiled
from sim.commands.console import Say, say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, INTERRUPTED, NOT_DRAWN
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_runs
from sim.commands.report import add_report
from sim.commands.result_names import result_names
from sim.commands.resuming import Earlier, earlier_runs
from sim.commands.writing import add_charts, result_files
from sim.errors import BudgetError, HotlineError, StoreError, shortened_lines
from sim.measures.figures import NO_DATA
from sim.measures.ticket_side import TicketSide
from sim.report.answer import answer_of
from sim.report.breakdown import breakdown_page
from sim.report.chinese import in_language
from sim.report.glyphs import glyph_warnings
from sim.report.labels import labelled_side
from sim.report.summary import summary_text
from sim.report.ticket_summary import ceiling_beside, hours_with_ceiling
from sim.report.words import counted, word
from sim.shipped import load_scenario

if TYPE_CHECKING:
    from sim.logs.run_log import RunLog
    from sim.measures.breakdown import By
    from sim.measures.chart_tables import ChartTables
    from sim.measures.run_tables import RunTables
    from sim.report.charts import Charts
    from sim.store import ResultFolder
    from sim.study.ceiling import Unhindered
    from sim.study.counted import Counted, Cut
    from sim.study.replicate import Collected

OUT_OF_MEMORY: Final = "out of memory"
MOST_CEILING_RUNS: Final = 5
RUNS_PER_CEILING: Final = 5
"""One replication in five is run again with people without limit: what it gains varies little. A single run, which is a
first look, goes without."""
SAME_DAY: Final = "same_day_closure"


@dataclass(frozen=True)
class Request:
    """What the command line asks for; see `hotline run --help`."""

    scenario: str
    seed: int
    reps: int | None
    engine: Literal["auto", "model", "kernel"]
    sets: tuple[str, ...]
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool
    no_ceiling: bool = False
    workers: int | None = None
    by: tuple[By, ...] = ()
    within: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    most: int | None = None
    report: bool = False


@dataclass(frozen=True)
class Done:
    """What is kept of one replication; its logs, which take much memory, only as files, if they are to be written."""

    counted: Counted
    tables: RunTables
    files: dict[str, bytes] | None


Step: TypeAlias = "Done | Unhindered | HotlineError"
"""What comes of one task of the loop: a run, a ceiling, or why there is no ceiling."""


@dataclass
class Kept:
    """What is kept of the replications that are done: measures as cut, tables for charts, and the ceilings found."""

    collected: Collected
    tables: ChartTables
    cut: Cut
    ceilings: list[Unhindered] = field(default_factory=list)

    def ticket_side(self) -> TicketSide:
        """What the summary shows of tickets beside the measures."""
        same_day = [measures.values.get(SAME_DAY, NO_DATA) for measures in self.collected.measures]
        ceiling = ceiling_beside(same_day, [run.same_day for run in self.ceilings])
        tables = self.tables.frames()
        if "hours" in tables:
            by_hour = [(run.received, run.closed_same_day) for run in self.ceilings]
            tables["hours"] = hours_with_ceiling(tables["hours"], *self.tables.received_by_hour(), by_hour)
        return TicketSide(self.tables.closed_at, tables, ceiling, self.tables.headlines())


def run_request(request: Request) -> int:
    """Run what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If nothing could be run, or results could not be written.
    """
    from sim.measures.chart_tables import ChartTables
    from sim.study.counted import Cut
    from sim.study.parallel import give_memory_back
    from sim.study.replicate import DEFAULT_REPLICATIONS, Collected
    from sim.study.until import Watch

    give_memory_back()
    notice = silent if request.quiet else say
    warn_of_console(request.lang, notice)
    if not is_compiled():
        notice(word("not_compiled", request.lang))
    scenario = load_scenario(request.scenario, request.sets)
    watch = Watch.of(scenario, request.until, request.reps, request.most)
    asked = request.reps or scenario.replications or DEFAULT_REPLICATIONS
    if watch is not None:
        scenario, asked = watch.scenario, watch.looks.most
    cut = Cut.of(scenario, request.by, request.within)
    kept = Kept(Collected(scenario, request.seed, asked, request.engine, watch), ChartTables(), cut)
    interrupts = Interrupts()
    with interrupts.caught():
        fault = _simulate_all(request, kept, interrupts, notice)
        return _finish(request, kept, fault, notice)


def _simulate_all(request: Request, kept: Kept, interrupts: Interrupts, notice: Say) -> BaseException | None:
    """Run the replications, and the ceilings beside the last of them; what stopped them, if anything did."""
    from sim.simulation import choose_engine, is_ready
    from sim.study.ceiling import same_day_ceiling
    from sim.study.loop import each_run
    from sim.study.parallel import workers_for

    collected, out = kept.collected, request.out
    scenario, asked = collected.scenario, collected.asked
    try:
        engine = choose_engine(scenario, request.engine, collected.expected)
        earlier = None
        if out is not None:
            is_free, writes = request.engine == "auto", result_names(scenario, request.by)
            earlier = earlier_runs(out, scenario, request.seed, asked, engine, is_free, writes)
            engine = earlier.manifest["engine"]
        if engine == "kernel" and is_compiled() and not is_ready():
            notice(word("compiling", request.lang))
        workers = workers_for(scenario, engine, asked, request.workers)
        ceiling = same_day_ceiling(scenario, request.seed, engine)

        def ceilings() -> list[Callable[[], Step]]:
            numbers = range(_ceilings(request, collected))
            return [partial(_or_error, partial(ceiling, n, interrupts.obey_beside)) for n in numbers]

        # A run is counted in two threads: else the last of a few runs would leave a processor idle.
        with (
            ThreadPoolExecutor(workers) as beside,
            progress_of_runs(scenario.name, asked, interrupts, request.quiet) as progress,
            closing(
                _steps(
                    collected,
                    partial(
                        each_run, scenario, look=partial(_look, kept.cut, earlier, beside), seed=request.seed,
                        engine=engine, workers=workers, progress=progress,
                        earlier=earlier.log if earlier is not None else None,
                    ),
                    ceilings,
                )
            ) as steps,
        ):  # fmt: skip
            for done in steps:
                if isinstance(done, Done):
                    _take_run(done, kept, earlier, notice, request.lang)
                    progress(len(collected.measures) - 1, 1.0)
                elif not _take_ceiling(done, _ceilings(request, collected), kept, notice, request.lang):
                    break
                interrupts.obey()
        if earlier is not None:
            earlier.start()
    except (KeyboardInterrupt, HotlineError, MemoryError) as fault:
        if not collected.measures and not isinstance(fault, KeyboardInterrupt):
            raise
        return fault
    return None


def _steps(
    collected: Collected,
    run: Callable[..., Generator[Step, None, None]],
    ceilings: Callable[[], list[Callable[[], Step]]],
) -> Generator[Step, None, None]:
    """The replications and the ceilings beside the last of them; where somebody watches, after the last.

    What threads have begun beyond it is left: else the answer would depend on their number.
    """
    numbers = range(collected.asked)
    if collected.watch is None:
        yield from run(replications=numbers, then=ceilings())
        return
    with closing(run(replications=numbers)) as runs:
        for done in runs:
            yield done
            if collected.is_enough():
                break
    yield from run(replications=(), then=ceilings())


def _look(cut: Cut, earlier: Earlier | None, beside: Executor, log: RunLog) -> Step:
    """What is kept of a finished run; its tables and files are made beside its measures."""
    from sim.measures.run_tables import run_tables
    from sim.study.counted import count

    rest = beside.submit(lambda: (run_tables(log), earlier.files(log) if earlier is not None else None))
    return Done(count(log, cut), *rest.result())


def _take_run(done: Done, kept: Kept, earlier: Earlier | None, notice: Say, lang: str) -> None:
    """Write the logs of a replication that is not there yet, and keep what it says."""
    if earlier is not None:
        if not kept.collected.measures:
            earlier.announce(notice, lang)
        if done.files is not None:
            earlier.start()
            earlier.folder.add_finished(done.files)
    kept.collected.take(done.counted)
    kept.tables.take(done.tables)


def _ceilings(request: Request, collected: Collected) -> int:
    """How many replications are run again with people without limit."""
    if collected.scenario.tickets is None or collected.asked == 1 or request.no_ceiling:
        return 0
    return min(max(collected.asked // RUNS_PER_CEILING, 1), MOST_CEILING_RUNS)


def _or_error(ceiling: Callable[[], Unhindered]) -> Step:
    """A ceiling, or why there is none: a budget, or the memory at hand. The results stand without it."""
    try:
        return ceiling()
    except HotlineError as error:
        return error
    except MemoryError:
        return BudgetError(OUT_OF_MEMORY)


def _take_ceiling(found: Unhindered | HotlineError, of: int, kept: Kept, notice: Say, lang: str) -> bool:
    """Keep a ceiling; whether there was one, which is said if not."""
    if isinstance(found, HotlineError):
        notice(word("no_ceiling", lang, why=in_language(found.sentence, lang)))
        return False
    if not kept.ceilings:
        notice(word("ceiling_runs", lang, runs=counted("replication", of, lang)))
    kept.ceilings.append(found)
    return True


def _finish(request: Request, kept: Kept, fault: BaseException | None, notice: Say) -> int:
    """Summarise and write what is there; the exit code."""
    if fault is not None:
        _tell_fault(request, kept.collected, fault)
    drawn = _told(request, kept, fault, notice) if kept.collected.measures else True
    if isinstance(fault, HotlineError):
        return fault.exit_code
    if fault is None:
        return DONE if drawn else NOT_DRAWN
    return INTERRUPTED if isinstance(fault, KeyboardInterrupt) else BudgetError.exit_code


def _tell_fault(request: Request, collected: Collected, fault: BaseException) -> None:
    """Say what stopped the run, and what is kept of it."""
    done, out = len(collected.measures), request.out
    where = word("stopped_where", request.lang, folder=out.path) if out is not None and done else ""
    if not isinstance(fault, KeyboardInterrupt):
        what = fault.sentence if isinstance(fault, HotlineError) else OUT_OF_MEMORY
        say(shortened_lines(in_language(f"error: {what}", request.lang)))
    say(word("stopped", request.lang, kept=done, asked=collected.asked, where=where))


def _again(request: Request, collected: Collected) -> str:
    """The command that runs the same again."""
    words = ["hotline", "run", request.scenario, "--seed", str(request.seed), "--reps", str(collected.asked)]
    words += ["--engine", collected.engine]
    for option, values in (("--set", request.sets), ("--by", request.by), ("--within", request.within)):
        words += [word for value in values for word in (option, value)]
    return shlex.join(words + (["--no-ceiling"] if request.no_ceiling else []))


def _told(request: Request, kept: Kept, fault: BaseException | None, notice: Say) -> bool:
    """Write the results there are and print them; whether their charts could be drawn, if they are wanted."""
    collected, out, lang = kept.collected, request.out, request.lang
    results, tickets, drawn = collected.results(), kept.ticket_side(), True
    boxes = glyph_warnings(collected.scenario, lang) if out is not None else []
    warnings = list(dict.fromkeys((*collected.scenario.warnings, *collected.warnings, *boxes)))
    told = [in_language(warning, lang) for warning in warnings]
    parts = breakdown_page(results, kept.cut.within_us, lang)
    answer = answer_of(results, told, tickets.ceiling) | parts.rows
    shown = labelled_side(tickets, collected.scenario, lang)
    text = summary_text(results, told, lang, collected.asked, shown) + parts.text

    def draw() -> Charts:
        from sim.report.run_charts import draw_results

        return draw_results(results, lang, shown)

    try:  # whoever reads along may have gone: what is to be kept is written first
        if out is not None and out.manifest and not isinstance(fault, StoreError):
            out.manifest["replications"] = collected.asked
            again = _again(request, collected)
            out.add(result_files(results, tickets, parts.frames, answer, text, collected.asked, tuple(warnings), again))
            if fault is None:
                drawn = add_charts(out, draw, say, lang)
            out.finish(fault is None and drawn)
            if request.report and fault is None:
                drawn = add_report(out, lang) and drawn
    finally:
        for warning in warnings if request.as_json else boxes:
            notice(in_language(f"warning: {warning}", lang))
        show_json(answer) if request.as_json else show(text)
    if out is not None and fault is None and drawn:
        notice(word("written", lang, folder=out.path))
    return drawn
