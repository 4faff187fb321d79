"""One run of the command: simulate, keep each replication as it is done, summarise, write; whole even if stopped."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal

from sim import store
from sim.chance.compiled import is_compiled
from sim.errors import BudgetError, HotlineError, StoreError, printable, shortened_lines
from sim.measures.figures import NO_DATA
from sim.report.answer import answer_of
from sim.report.chinese import in_language
from sim.report.glyphs import glyph_warnings
from sim.report.result_names import result_names
from sim.report.resuming import Earlier, earlier_runs
from sim.report.summary import has_calls, has_contacts, summary_text
from sim.report.ticket_summary import TicketSide, ceiling_beside
from sim.report.words import counted, word
from sim.shipped import load_scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.measures.chart_tables import ChartTables, RunTables
    from sim.measures.figures import Figure as Figures
    from sim.runlog import RunLog
    from sim.store import ResultFolder
    from sim.study.replicate import Collected, Counted, Replications

Say = Callable[[str], None]
INTERRUPTED = 130
NOT_DRAWN = 1
OUT_OF_MEMORY = "out of memory"
MOST_CEILING_RUNS = 5
RUNS_PER_CEILING = 5
"""One replication in five is run again with people without limit: what it gains varies little. A single run, which is a
first look, goes without."""
SAME_DAY = "same_day_closure"


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


@dataclass(frozen=True)
class Done:
    """What is kept of one replication; its logs, which take much memory, only as files, if they are to be written."""

    counted: Counted
    tables: RunTables | None
    files: dict[str, bytes] | None


@dataclass
class Kept:
    """What is kept of the replications that are done: measures, tables for charts, and the ceilings found."""

    collected: Collected
    tables: ChartTables
    ceilings: list[Figures] = field(default_factory=list)

    def ticket_side(self) -> TicketSide:
        """What the summary shows of tickets beside the measures."""
        same_day = [measures.values.get(SAME_DAY, NO_DATA) for measures in self.collected.measures]
        ceiling = ceiling_beside(same_day, self.ceilings)
        return TicketSide(self.tables.closed_at, self.tables.frames(), ceiling, self.tables.headlines())


class Interrupts:
    """Ctrl-C and the batch system's stop: the first is obeyed between two steps, a second ends all at once.

    The first one never raises where it happens to strike: compiled code and half-done writes do not bear that.
    """

    def __init__(self) -> None:
        self._asked = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        """While this lasts, signals come here; outside the main thread they stay as they are."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def obey(self) -> None:
        """Stop here if that was asked for.

        Raises
        ------
        KeyboardInterrupt
            After a first signal.
        """
        if self._asked:
            raise KeyboardInterrupt

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        again, self._asked = self._asked, True
        if again:
            raise KeyboardInterrupt


def run_request(request: Request, say: Say, show: Say, show_json: Callable[[Any], None]) -> int:
    """Run what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If nothing could be run, or results could not be written.
    """
    from sim.measures.chart_tables import ChartTables
    from sim.study.parallel import give_memory_back
    from sim.study.replicate import DEFAULT_REPLICATIONS, Collected

    give_memory_back()
    notice = (lambda _text: None) if request.quiet else say
    warn_of_console(request.lang, notice)
    if not is_compiled():
        notice(word("not_compiled", request.lang))
    scenario = load_scenario(request.scenario, request.sets)
    asked = request.reps or scenario.replications or DEFAULT_REPLICATIONS
    kept = Kept(Collected(scenario, request.seed, asked, request.engine), ChartTables())
    interrupts = Interrupts()
    with interrupts.caught():
        fault = _simulate_all(request, kept, interrupts, notice)
        return _finish(request, kept, fault, (say, notice, show, show_json))


def _simulate_all(request: Request, kept: Kept, interrupts: Interrupts, notice: Say) -> BaseException | None:
    """Run the replications, and the ceilings beside the last of them; what stopped them, if anything did."""
    from sim.measures.chart_tables import run_tables
    from sim.simulation import choose_engine, is_ready
    from sim.study.ceiling import same_day_ceiling
    from sim.study.loop import each_run
    from sim.study.parallel import workers_for
    from sim.study.replicate import count

    collected, out = kept.collected, request.out
    scenario, asked = collected.scenario, collected.asked
    try:
        engine = choose_engine(scenario, request.engine, asked)
        earlier = None
        if out is not None:
            is_free, writes = request.engine == "auto", result_names(scenario)
            earlier = earlier_runs(out, scenario, request.seed, asked, engine, is_free, writes)
            engine = earlier.manifest["engine"]
        if engine == "kernel" and is_compiled() and not is_ready():
            notice(word("compiling", request.lang))
        workers = workers_for(scenario, engine, asked, request.workers)
        ceilings, ceiling = _ceilings(request, collected), same_day_ceiling(scenario, request.seed, engine)
        # A run is counted in two threads: else the last of a few runs would leave a processor idle.
        with ThreadPoolExecutor(workers) as beside, _progress(request, collected, interrupts) as progress:

            def obey(_share: float) -> None:
                interrupts.obey()

            def look(log: RunLog) -> Done | Figures | HotlineError:
                rest = beside.submit(lambda: (run_tables(log), earlier.files(log) if earlier is not None else None))
                return Done(count(log), *rest.result())

            runs = each_run(
                scenario, range(asked), look, seed=request.seed, engine=engine, workers=workers,
                earlier=earlier.log if earlier is not None else None, progress=progress,
                then=[partial(_or_error, partial(ceiling, n, obey)) for n in range(ceilings)],
            )  # fmt: skip
            for done in runs:
                if isinstance(done, Done):
                    _take_run(done, kept, earlier, notice, request.lang)
                    progress(len(collected.measures) - 1, 1.0)
                elif not _take_ceiling(done, ceilings, kept, notice, request.lang):
                    break
                interrupts.obey()
        if earlier is not None:
            earlier.start()
    except (KeyboardInterrupt, HotlineError, MemoryError) as fault:
        if not collected.measures and not isinstance(fault, KeyboardInterrupt):
            raise
        return fault
    return None


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


def _or_error(ceiling: Callable[[], Figures]) -> Figures | HotlineError:
    """A ceiling, or why there is none: a budget, or the memory at hand. The results stand without it."""
    try:
        return ceiling()
    except HotlineError as error:
        return error
    except MemoryError:
        return BudgetError(OUT_OF_MEMORY)


def _take_ceiling(found: Figures | HotlineError, of: int, kept: Kept, notice: Say, lang: str) -> bool:
    """Keep a ceiling; whether there was one, which is said if not."""
    if isinstance(found, HotlineError):
        notice(word("no_ceiling", lang, why=in_language(found.sentence, lang)))
        return False
    if not kept.ceilings:
        notice(word("ceiling_runs", lang, runs=counted("replication", of, lang)))
    kept.ceilings.append(found)
    return True


def _finish(
    request: Request,
    kept: Kept,
    fault: BaseException | None,
    ways: tuple[Say, Say, Say, Callable[[Any], None]],
) -> int:
    """Summarise and write what is there; the exit code."""
    say, notice, show, show_json = ways
    collected, out = kept.collected, request.out
    done, drawn = len(collected.measures), True
    if fault is not None:
        where = word("stopped_where", request.lang, folder=out.path) if out is not None and done else ""
        if not isinstance(fault, KeyboardInterrupt):
            what = fault.sentence if isinstance(fault, HotlineError) else OUT_OF_MEMORY
            say(shortened_lines(in_language(f"error: {what}", request.lang)))
        say(word("stopped", request.lang, kept=done, asked=collected.asked, where=where))
    if done:
        results, tickets = collected.results(), kept.ticket_side()
        boxes = glyph_warnings(collected.scenario, request.lang) if out is not None else []
        warnings = list(dict.fromkeys((*collected.scenario.warnings, *collected.warnings, *boxes)))
        told = [in_language(warning, request.lang) for warning in warnings]
        answer = answer_of(results, told, tickets.ceiling)
        text = summary_text(results, told, request.lang, collected.asked, tickets)
        try:  # whoever reads along may have gone: what is to be kept is written first
            if out is not None and out.manifest and not isinstance(fault, StoreError):
                out.add(_result_files(results, tickets, answer, text))
                if fault is None:
                    drawn = add_charts(out, lambda: draw_results(results, request.lang, tickets), say, request.lang)
                out.finish(fault is None and drawn)
        finally:
            if request.as_json:
                for warning in warnings:
                    notice(in_language(f"warning: {warning}", request.lang))
                show_json(answer)
            else:
                for box in boxes:
                    notice(in_language(f"warning: {box}", request.lang))
                show(text)
        if out is not None and fault is None and drawn:
            notice(word("written", request.lang, folder=out.path))
    if isinstance(fault, HotlineError):
        return fault.exit_code
    if fault is None:
        return 0 if drawn else NOT_DRAWN
    return INTERRUPTED if isinstance(fault, KeyboardInterrupt) else 3


def _result_files(results: Replications, tickets: TicketSide, answer: dict[str, Any], text: str) -> dict[str, bytes]:
    """Summaries and tables as files by name."""
    return {
        "summary.json": store.json_bytes(answer),
        "summary.txt": store.text_bytes(text),
        "measures.csv": store.table_bytes(results.to_frame()),
        "intervals.csv": store.table_bytes(results.intervals_frame()),
        **{f"tables/{name}.csv": store.table_bytes(frame) for name, frame in tickets.tables.items()},
    }


def add_charts(out: ResultFolder, draw: Callable[[], dict[str, Figure]], say: Say, lang: str) -> bool:
    """Draw and write charts beside results that are written; whether that could be done, which is said if not.

    Raises
    ------
    StoreError
        If they are drawn, but cannot be written.
    """
    from sim.report.charts import chart_files

    try:
        files = chart_files(draw())
    except HotlineError:
        raise
    except Exception as error:  # whatever is wrong with a picture, the numbers stand
        why = printable(f"{type(error).__name__}: {error}", breaks=False)
        say(in_language("error: ", lang) + word("not_drawn", lang, why=why, folder=out.path))
        return False
    out.add(files)
    return True


def draw_results(results: Replications, lang: str, tickets: TicketSide | None = None) -> dict[str, Figure]:
    """The charts of a run by name: of calls, of tickets, or of both, whichever there are."""
    from sim.measures.shortage import staffing_of
    from sim.report.charts import draw_charts
    from sim.report.ticket_charts import draw_ticket_charts, stage_frame

    levels = (t for t in results.targets() if t.measure.startswith("service_level") and t.side == "at_least")
    target = next(((t.measure, t.threshold) for t in levels), None)
    scenario, measures = results.scenario, results.summary()
    runs = counted("replication", results.n, lang)
    note = word("chart_note", lang, title=scenario.title or scenario.name, replications=runs, seed=results.seed)
    figures: dict[str, Figure] = {}
    if has_contacts(scenario, measures):
        without = () if has_calls(scenario, measures) else ("calls", "service_level")
        drawn = draw_charts(results.intervals_frame(), lang, target, note, staffing_of(results.intervals))
        figures |= {name: figure for name, figure in drawn.items() if not name.startswith(without)}
    if tickets is not None and tickets.tables:
        stages = stage_frame(measures)
        figures |= draw_ticket_charts(tickets.tables, stages, scenario.clock.days, lang, note, tickets.headlines)
    return figures


@contextmanager
def _progress(request: Request, kept: Collected, interrupts: Interrupts) -> Iterator[Callable[[int, float], None]]:
    """What to call as a replication runs, with its number and how far it is: it moves the bar, and obeys a stop."""
    from tqdm import tqdm

    off = True if request.quiet else None
    form = "{desc}: {percentage:3.0f}%|{bar}| {n:.1f}/{total} [{elapsed}<{remaining}]"
    shares, lock = [0.0] * kept.asked, threading.Lock()
    name = printable(kept.scenario.name, breaks=False)
    with tqdm(total=kept.asked, desc=name, bar_format=form, file=sys.stderr, disable=off) as bar:

        def progress(replication: int, share: float) -> None:
            interrupts.obey()
            with lock:
                bar.update(share - shares[replication])
                shares[replication] = share

        yield progress


def warn_of_console(lang: str, notice: Say) -> None:
    """Say how to see the words of a language, if this console does not have their characters."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        word("calls", lang).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        notice(word("console", lang, encoding=encoding))
