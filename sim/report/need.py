"""What `hotline need` prints and writes: the answer in a sentence, what was tried, and the day it leads to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from sim import store
from sim.chance.compiled import is_compiled
from sim.errors import InfeasibleError, ScenarioError
from sim.measures.definitions import label
from sim.report.answer import plain
from sim.report.chinese import in_language
from sim.report.glyphs import glyph_warnings
from sim.report.need_pools import lawful_sentence, pools_answer, pools_text
from sim.report.numbers import found_words, plain_number, unit_word
from sim.report.result_names import CHARTS, chart_paths
from sim.report.resuming import announce_replacing
from sim.report.running import NOT_DRAWN, Interrupts, add_charts, draw_results, warn_of_console
from sim.report.summary import SIGNS
from sim.report.text_tables import width_of
from sim.report.words import counted, word
from sim.shipped import find_scenario
from sim.staffing.formula import call_takers
from sim.staffing.need import Need, Progress, Trial, need, of_each_look
from sim.staffing.pools import need_each
from sim.staffing.variant import check_variant, write_variant

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.measures.targets import TargetResult
    from sim.scenario.schema import Scenario
    from sim.store import ResultFolder

Say = Callable[[str], None]
MORE_TIMES: Final = 5
"""How many times the replications are suggested where the answer is undecided."""
TENS: Final = 10
MOST_ROWS: Final = 96
"""Intervals that are printed at most; a longer horizon is in intervals.csv."""


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
    engine: Literal["auto", "model", "kernel"]
    sets: tuple[str, ...]
    out: ResultFolder | None
    write: Path | None
    as_json: bool
    lang: str
    quiet: bool


def need_request(request: NeedRequest, say: Say, show: Say, show_json: Callable[[Any], None]) -> int:
    """Find out what was asked for and print it; the exit code.

    Raises
    ------
    HotlineError
        If the question makes no sense, results could not be written, or a variant was asked for and there is none.
    """
    from sim.checks import load_scenario

    notice = (lambda _text: None) if request.quiet else say
    warn_of_console(request.lang, notice)
    if not is_compiled():
        notice(word("not_compiled", request.lang))
    path = find_scenario(request.scenario)
    scenario = load_scenario(path, request.sets)
    base = None if request.write is None else check_variant(request.write, path)
    if request.each:
        return _each(request, scenario, base, show, show_json, notice)
    before = request.out.before if request.out is not None else None
    if request.out is not None and before is not None and before["command"] != "need":
        manifest = _manifest(scenario, request.seed, before["replications"], before["engine"])
        announce_replacing(request.out, manifest, notice, request.lang)
    interrupts = Interrupts()
    with interrupts.caught(), _progress(interrupts, request.quiet, request.lang) as progress:
        found = need(
            scenario, shift=request.shift, group=request.group, replications=request.reps, most=request.most,
            at_most=request.at_most, seed=request.seed, engine=request.engine, progress=progress,
        )  # fmt: skip
    boxes = []
    if request.out is not None:
        boxes = glyph_warnings(scenario, request.lang, [target.measure for target in found.tried[0].targets])
    text, drawn = need_text(found, request.lang, boxes), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            drawn = _write(request.out, found, text, need_answer(found, request.lang, boxes), request.lang, say)
        if request.write is not None and base is not None:
            _write_answer(request, request.write, base, found.variant(), found.changes(), found.heads, notice)
    finally:
        if request.as_json:
            for warning in (*scenario.warnings, *boxes):
                notice(in_language(f"warning: {warning}", request.lang))
            show_json(need_answer(found, request.lang, boxes))
        else:
            for box in boxes:
                notice(in_language(f"warning: {box}", request.lang))
            show(text)
    if request.out is not None and drawn:
        notice(word("written", request.lang, folder=request.out.path))
    return 0 if drawn else NOT_DRAWN


def _each(
    request: NeedRequest, scenario: Scenario, base: str | None, show: Say, show_json: Callable[[Any], None], notice: Say
) -> int:
    """The least head count of every pool."""
    if request.shift or request.group or request.most or request.out:
        raise ScenarioError("--each asks for every pool: leave out --shift, --group, --most and --out")
    interrupts = Interrupts()
    with interrupts.caught(), _progress(interrupts, request.quiet, request.lang) as progress:
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
        _write_answer(request, request.write, base, found.scenario, found.changes(), found.heads, notice)
    return 0


def _write_answer(
    request: NeedRequest,
    path: Path,
    base: str,
    variant: Scenario,
    changes: dict[str, int],
    heads: int | None,
    notice: Say,
) -> None:
    title = f"{variant.title or variant.name}: {counted('person', heads or 0, request.lang)}"
    settings = [setting.partition("=")[0].strip() for setting in request.sets]
    write_variant(path, base, variant.document, [*settings, *changes], title)
    notice(word("written", request.lang, folder=path))


def need_text(found: Need, lang: str = "en", boxes: Sequence[str] = ()) -> str:
    """The answer in sentences, then what was tried, the shifts, and the day by interval; `boxes` are more warnings."""
    blocks = [
        "\n".join(need_sentences(found, lang)),
        "\n".join(f"  ! {in_language(warning, lang)}" for warning in (*found.scenario.warnings, *boxes)),
        _tried(found, lang),
        _shifts(found, lang),
        _day(found, lang) if found.answer is not None else "",
        word("need_ran", lang, replications=counted("replication", found.replications, lang), seed=found.seed,
             engine=found.engine),
    ]  # fmt: skip
    return "\n\n".join(block for block in blocks if block) + "\n"


def need_sentences(found: Need, lang: str = "en") -> list[str]:
    """The answer, how sure it is, and what the formulas say."""
    people = {"now": f"{found.posts.now:,}", "name": found.posts.name, "most": f"{found.most_heads:,}"}
    sentences = []
    if found.answer is not None:
        heads = counted("person", found.answer.heads, lang)
        sentences.append(word(f"need_{found.posts.what}", lang, heads=heads, **people))
        sentences.append(_border(found, lang))
        sentences.append(lawful_sentence(found, lang))
    else:
        sentences.append(word(f"need_no_{found.posts.what}", lang, **people))
        if found.undecided is not None and found.enough is None:
            span = _span(found.undecided.heads, found.most_heads, lang)
            sentences.append(word("need_undecided", lang, span=span, most=_more(found, found.shown)))
        short = "; ".join(f"{label(t.measure, lang)} {found_words(t, lang)}" for t in found.obstacles)
        sentences.append(word("need_obstacles", lang, heads=f"{found.shown.heads:,}", short=short))
        sentences.append(word("need_why" if found.enough is None else "need_fewer", lang))
    if not found.is_monotone:
        sentences.append(word("need_not_monotone", lang))
    if found.formula is not None:
        heads = counted("person", found.formula.heads, lang)
        pooled = word("need_pooled", lang) if len(call_takers(found.scenario)) > 1 else ""
        sentences.append(word("need_formula", lang, heads=heads, pooled=pooled))
    else:
        sentences.append(word("need_no_formula", lang))
    return sentences


def need_answer(found: Need, lang: str = "en", boxes: Sequence[str] = ()) -> dict[str, Any]:
    """The answer as plain numbers, and text in a language; `boxes` are more warnings.

    Returns
    -------
    dict
        `scenario`, `seed`, `replications`, `engine`; `what` (`shift`, `group` or `all`) and `name`; `now`, `heads`
        (None: none found) and `formula`; `status` (`found`: one step fewer is clearly too few; `enough`: whether
        fewer would do is undecided; `undecided`; `none`), `below`, `undecided_from`, `most_heads`, `monotone`;
        `shifts`, `tried` (a row per head count and target) and `intervals` (required, scheduled and present heads),
        each a list of rows; `sentences` and `warnings`. None stands where there is no data. Without an answer there is
        no day to plan, and `intervals` is empty.
    """
    day = found.intervals_frame()[["interval_start", "required", "scheduled", "present"]]
    return {
        "scenario": found.scenario.name,
        "seed": found.seed,
        "replications": found.replications,
        "engine": found.engine,
        "what": found.posts.what,
        "name": found.posts.name,
        "now": found.posts.now,
        "heads": found.heads,
        "formula": None if found.formula is None else found.formula.heads,
        "status": _status(found),
        "below": None if found.below is None else found.below.heads,
        "undecided_from": None if found.undecided is None else found.undecided.heads,
        "most_heads": found.most_heads,
        "monotone": found.is_monotone,
        "shifts": _rows(found.staff_frame()),
        "tried": _rows(found.tried_frame()),
        "intervals": _rows(day) if found.answer is not None else [],
        "sentences": need_sentences(found, lang),
        "warnings": [in_language(warning, lang) for warning in (*found.scenario.warnings, *boxes)],
    }


def need_charts(found: Need, lang: str = "en", note: str = "") -> dict[str, Figure]:
    """Name to figure: each target's measure by head count, with its interval and the threshold."""
    charts = {}
    for number, name in enumerate(_chart_names(found)):
        charts[name] = _target_chart(found, number, lang, note)
    return charts


def _chart_names(found: Need) -> list[str]:
    """What the chart of each target is called."""
    targets = found.tried[0].targets
    return [f"need_{target.measure}" + ("_by_interval" if target.per == "interval" else "") for target in targets]


def _status(found: Need) -> str:
    if found.answer is None:
        return "none" if found.undecided is None or found.enough is not None else "undecided"
    return "found" if found.is_sharp else "enough"


def _border(found: Need, lang: str) -> str:
    """What one step fewer would do."""
    if found.below is None:
        return word("need_fewest", lang)
    if found.undecided is None:
        failed = next(t for t in found.below.targets if t.status == "not met")
        short = f"{label(failed.measure, lang)} {found_words(failed, lang)}"
        return word("need_sharp", lang, below=f"{found.below.heads:,}", short=short)
    span = _span(found.undecided.heads, found.below.heads, lang)
    return word("need_enough", lang, span=span, most=_more(found, found.undecided))


def _more(found: Need, trial: Trial) -> int:
    """Replications that may decide what is open: a few times as many, or what a target without a miss asks for."""
    wanted = [result.runs_to_decide(of_each_look(result.confidence, 2)) for result in trial.targets]
    return max([MORE_TIMES * found.replications, *(-(-runs // TENS) * TENS for runs in wanted if runs is not None)])


def _span(low: int, high: int, lang: str) -> str:
    return f"{low:,}" if low == high else word("range", lang, low=f"{low:,}", high=f"{high:,}")


def _tried(found: Need, lang: str) -> str:
    """A row per head count, a column per target."""
    head = [word("need_people", lang), *(_promise(target, lang) for target in found.tried[0].targets), ""]
    rows = [head]
    for trial in found.tried:
        cells = [f"{SIGNS[target.status]} {found_words(target, lang)}" for target in trial.targets]
        rows.append([f"{trial.heads:,}", *cells, _mark(found, trial, lang)])
    return _columns(rows, {0})


def _promise(target: TargetResult, lang: str) -> str:
    threshold = plain_number(target.threshold, target.unit, lang)
    each = word("need_each", lang) if target.per == "interval" else ""
    return f"{label(target.measure, lang)}{each} {'>=' if target.side == 'at_least' else '<='} {threshold}"


def _mark(found: Need, trial: Trial, lang: str) -> str:
    staff = trial.candidate.staff
    marks = [
        ("need_mark_answer", found.answer is not None and staff == found.answer.candidate.staff),
        ("need_mark_formula", found.formula is not None and staff == found.formula.staff),
        ("need_mark_now", staff == tuple(post.heads for post in found.posts.posts)),
    ]
    return ", ".join(word(key, lang) for key, holds in marks if holds)


def _shifts(found: Need, lang: str) -> str:
    """A row per shift or crew: heads now, needed, and by formula."""
    rows = _rows(found.staff_frame())
    if len(rows) == 1:
        return ""
    names = ("now", "needed", "formula")
    head = [word(key, lang) for key in ("need_shift_column", "need_now", "need_needed", "need_by_formula")]
    table = [
        [f"{row['group']} / {row['shift']}", *("-" if row[name] is None else f"{row[name]:,}" for name in names)]
        for row in rows
    ]
    return _columns([head, *table], {1, 2, 3})


def _day(found: Need, lang: str) -> str:
    """Required, scheduled and present heads by interval of the day (of the mean day for a long horizon)."""
    from sim.report.views import views_of

    view = views_of(found.intervals_frame())["by_interval"]
    if len(view) > MOST_ROWS:
        return word("need_long", lang)
    names = ("required", "scheduled", "present")
    rows = [[word("need_from", lang), *(word(name, lang) for name in names)]]
    for k in range(len(view)):
        cells = [view.columns[name][k] if name in view.columns else float("nan") for name in names]
        clock = view.start[k]
        at = f"{clock:%H:%M}" if view.kind != "span" else view.at(k, lang)
        rows.append([at, *("-" if cell != cell else f"{cell:,.1f}" for cell in cells)])
    return word("need_day", lang) + "\n" + _columns(rows, {1, 2, 3})


def _columns(rows: list[list[str]], right: set[int]) -> str:
    """Cells under one another; the columns in `right` end together."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        gaps = [" " * (widths[k] - width_of(cell)) for k, cell in enumerate(row)]
        cells = [gap + cell if k in right else cell + gap for k, (cell, gap) in enumerate(zip(row, gaps, strict=True))]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(lines)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as plain values; times as text, None for empty cells."""
    columns = {str(name): _cells(frame[name]) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _cells(column: pd.Series[Any]) -> list[Any]:
    if column.dtype.kind == "M":
        return [moment.isoformat() for moment in column]
    return [None if empty else plain(cell) for cell, empty in zip(column, column.isna(), strict=True)]


def _write(out: ResultFolder, found: Need, text: str, summary: dict[str, Any], lang: str, say: Say) -> bool:
    """The folder of results: summaries, tables, charts of what was tried and, if there is an answer, of its day."""
    manifest, answer = _manifest(found.scenario, found.seed, found.replications, found.engine), found.answer
    files = {
        "summary.json": store.json_bytes(summary),
        "summary.txt": store.text_bytes(text),
        "summary.tried.csv": store.table_bytes(found.tried_frame()),
        "summary.shifts.csv": store.table_bytes(found.staff_frame()),
    }
    title = found.scenario.title or found.scenario.name
    if answer is not None:
        files["intervals.csv"] = store.table_bytes(found.intervals_frame())
        title += f": {counted('person', answer.heads, lang)}"
    out.start(manifest | {"heads": found.heads}, writes=[*files, *chart_paths([*CHARTS, *_chart_names(found)])])
    out.add(files)
    runs = counted("replication", found.replications, lang)
    note = word("chart_note", lang, title=title, replications=runs, seed=found.seed)

    def draw() -> dict[str, Figure]:
        day = draw_results(answer.results, lang) if answer is not None else {}
        return need_charts(found, lang, note) | day

    drawn = add_charts(out, draw, say, lang)
    out.finish(drawn)
    return drawn


def _manifest(scenario: Scenario, seed: int, replications: int, engine: str) -> dict[str, Any]:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return store.make_manifest(scenario, seed, replications, engine, created, "need")


def _target_chart(found: Need, number: int, lang: str, note: str) -> Figure:
    from matplotlib.ticker import MaxNLocator

    from sim.report.style import BLUE, GRID, INK, ORANGE, canvas, house_style, label_of, legend_above, plain_ticks

    rows = [(trial.heads, trial.targets[number]) for trial in found.tried]
    target = rows[0][1]
    scale = 100 if target.unit == "share" else 1
    with house_style():
        figure, axes = canvas(need_sentences(found, lang)[0], note)
        for status, colour, marker in (("met", BLUE, "o"), ("undecided", INK, "D"), ("not met", ORANGE, "X")):
            points = [(heads, *_ends(t)) for heads, t in rows if t.status == status and t.estimate is not None]
            if points:
                heads, low, middle, high = (np.array(column) for column in zip(*points, strict=True))
                axes.errorbar(
                    heads, middle * scale, yerr=[(middle - low) * scale, (high - middle) * scale], color=colour,
                    marker=marker, linestyle="none", capsize=4, label=word(status, lang),
                )  # fmt: skip
        threshold = plain_number(target.threshold, target.unit, lang)
        axes.axhline(target.threshold * scale, color=INK, ls="--", lw=1.2, label=word("target", lang, target=threshold))
        axes.set_xlabel(word("staff_axis", lang))
        unit = "%" if scale == 100 else unit_word(target.unit, lang)
        axes.set_ylabel(f"{label_of(label(target.measure, lang))} ({unit})")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        plain_ticks(axes.xaxis)
        plain_ticks(axes.yaxis)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        legend_above(axes)
    return figure


def _ends(target: TargetResult) -> tuple[float, float, float]:
    """Lower end, estimate and upper end; without an interval all three are the estimate."""
    middle = target.estimate or 0.0
    low, high = (middle if end is None else end for end in (target.low, target.high))
    return low, middle, high


@contextmanager
def _progress(interrupts: Interrupts, quiet: bool, lang: str) -> Iterator[Progress]:
    """What to call as a run goes on: it moves the bar, and stops if that was asked."""
    from tqdm import tqdm

    form = "{desc}: {percentage:3.0f}%|{bar}| {n:.1f}/{total} [{elapsed}<{remaining}]"
    with tqdm(total=1, bar_format=form, file=sys.stderr, disable=True if quiet else None) as bar:

        def told(heads: int, replication: int, replications: int, share: float) -> None:
            interrupts.obey()
            if bar.disable:
                return
            desc = word("need_trying", lang, heads=counted("person", heads, lang))
            if bar.desc != f"{desc}: ":
                bar.reset(replications)
                bar.set_description(desc)
            bar.update(replication + share - bar.n)

        yield told
