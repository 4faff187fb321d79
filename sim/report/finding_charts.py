"""Single findings as bars: targets, published figures, what would help, and the mean ticket's time step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.definitions import label
from sim.measures.ticket_pieces import STAGES
from sim.report.numbers import span_unit, unit_word
from sim.report.style import (
    BLUE,
    GRID,
    INK,
    MIDDLE,
    ORANGE,
    PALE,
    QUIET,
    canvas,
    folded_label,
    house_style,
    plain_ticks,
)
from sim.report.target_lines import promise_words
from sim.report.ticket_headlines import points, reliefs_named, say_hours, say_relief, stage_name
from sim.report.views import Reals
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.measures.headlines import Headlines
    from sim.measures.targets import PublishedResult, TargetResult

MOST_BARS: Final = 10
MARKERS: Final = {"met": ("o", BLUE), "not met": ("X", ORANGE), "undecided": ("D", QUIET)}
"""Of each verdict a shape beside its colour."""


def targets_chart(rows: Sequence[TargetResult], lang: str = "en", note: str = "") -> Figure | None:
    """Each target that asks for a share: what was found with its interval, and the mark to reach; None without any."""
    shown = [row for row in rows if row.unit == "share" and row.estimate is not None]
    if not shown:
        return None
    verdicts = [row.status for row in rows]
    title = word(
        "targets_title",
        lang,
        met=verdicts.count("met"),
        failed=verdicts.count("not met"),
        open=verdicts.count("undecided"),
    )
    with house_style():
        figure, axes = canvas(title, note, 1.8 + 0.5 * len(shown))
        for place, row in enumerate(shown):
            assert row.estimate is not None
            marker, colour = MARKERS[row.status]
            _whisker(axes, place, (row.low, row.estimate, row.high), 100.0, marker, colour)
            axes.plot([row.threshold * 100] * 2, [place - 0.32, place + 0.32], color=INK, linewidth=2.4)
        axes.set_yticks(range(len(shown)), [folded_label(promise_words(row, lang)) for row in shown])
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(-3, 103)
        _finish(axes, word("targets_axis", lang))
    return figure


def published_chart(rows: Sequence[PublishedResult], lang: str = "en", note: str = "") -> Figure | None:
    """Each published figure as 100 %, with the room its words leave, and the simulated one beside it, if any."""
    shown = [row for row in rows if row.value and row.estimate is not None][: 3 * MOST_BARS]
    if not shown:
        return None
    agree = [row for row in rows if row.status == "met"]
    predicted = sum(row.kind == "predicted" for row in agree)
    title = word("published_title", lang, good=len(agree), all=len(rows), predicted=predicted)
    with house_style():
        figure, axes = canvas(title, note, 1.9 + 0.48 * len(shown))
        for place, row in enumerate(shown):
            assert row.estimate is not None
            low, high = row.published_low / row.value * 100, row.published_high / row.value * 100
            axes.barh(
                place, max(high - low, 0.4), left=low - max(0.2 - (high - low) / 2, 0.0), height=0.62, color=PALE,
                edgecolor=INK, linewidth=0.5, label=word("published_stated", lang) if place == 0 else None,
            )  # fmt: skip
            marker, colour = MARKERS[row.status]
            ends = (row.low, row.estimate, row.high)
            _whisker(axes, place, ends, 100.0 / row.value, marker, colour)
        axes.axvline(100, color=QUIET, linewidth=0.8)
        axes.set_yticks(range(len(shown)), [folded_label(label(row.measure, lang)) for row in shown])
        axes.set_ylim(len(shown) - 0.4, -0.6)
        _finish(axes, word("published_axis", lang))
        axes.plot([], [], marker="o", color=BLUE, label=word("published_simulated", lang))
        axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=1, fontsize=9)
    return figure


def waterfall_chart(time: pd.DataFrame, received: float, lang: str = "en", note: str = "") -> Figure:
    """The mean time of a ticket, step upon step, from receipt to closure.

    Parameters
    ----------
    time
        As `sim.measures.headlines.time_frame` gives it.
    received
        Tickets received in a replication, and those open at the start.
    lang, note
        As charts have them.
    """
    stages, hours = waterfall_steps(time, received)
    whole = float(hours.sum())
    size, unit = span_unit(whole * 3600)
    with house_style():
        figure, axes = canvas(_waterfall_title(stages, hours, lang), note, 1.8 + 0.4 * (len(stages) + 1))
        ends = np.concatenate([[0.0], np.cumsum(hours)]) * 3600 / size
        for place in range(len(stages)):
            axes.barh(
                place,
                ends[place + 1] - ends[place],
                left=ends[place],
                height=0.62,
                color=MIDDLE,
                edgecolor=INK,
                linewidth=0.4,
            )
            axes.plot([ends[place + 1]] * 2, [place + 0.31, place + 0.69], color=QUIET, linewidth=0.8)
            axes.annotate(
                say_hours(float(hours[place]), lang),
                (ends[place + 1], place),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
            )
        axes.barh(len(stages), ends[-1], height=0.62, color=BLUE, edgecolor=INK, linewidth=0.4)
        axes.annotate(
            say_hours(whole, lang), (ends[-1], len(stages)), (4, 0), textcoords="offset points", va="center", fontsize=9
        )
        axes.set_yticks(
            range(len(stages) + 1), [*(stage_name(stage, lang) for stage in stages), word("waterfall_total", lang)]
        )
        axes.set_ylim(len(stages) + 0.6, -0.6)
        axes.set_xlim(0, max(float(ends[-1]), 1e-9) * 1.14)
        _finish(axes, word("waterfall_axis", lang, unit=unit_word(unit, lang)))
    return figure


def waterfall_steps(time: pd.DataFrame, received: float) -> tuple[list[str], Reals]:
    """The stages that take time, in their order, and the mean hours of a ticket in each."""
    sums = time.groupby("stage")["hours"].sum() / max(received, 1e-9)
    stages = [stage for stage in STAGES if stage in sums.index and sums[stage] > 0]
    return stages, np.array([float(sums[stage]) for stage in stages])


def tornado_chart(headlines: Headlines, lang: str = "en", note: str = "") -> Figure | None:
    """What single steps would bring the promise that falls shortest, the best on top; None where nothing misses it."""
    promise = headlines.promise
    if promise is None or not promise.reliefs:
        return None
    reliefs, gains = promise.reliefs[:MOST_BARS], promise.gains.shares[:MOST_BARS]
    with house_style():
        figure, axes = canvas(_tornado_title(headlines, lang), note, 1.9 + 0.46 * len(reliefs))
        for place, gain in enumerate(gains):
            value = (gain.estimate or 0.0) * 100
            axes.barh(place, value, height=0.62, color=MIDDLE, edgecolor=INK, linewidth=0.4)
            if gain.low is not None and gain.high is not None:
                axes.plot([gain.low * 100, gain.high * 100], [place] * 2, color=INK, linewidth=1.4)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_yticks(range(len(reliefs)), [folded_label(say_relief(headlines, relief, lang)) for relief in reliefs])
        axes.set_ylim(len(reliefs) - 0.4, -0.6)
        _finish(axes, word("tornado_axis", lang))
    return figure


def _whisker(
    axes: Axes, place: int, ends: tuple[float | None, float, float | None], scale: float, marker: str, colour: str
) -> None:
    """A found value with its interval, if it has one."""
    low, value, high = ends
    if low is not None and high is not None:
        axes.plot([low * scale, high * scale], [place] * 2, color=colour, linewidth=2.0)
    axes.plot([value * scale], [place], marker=marker, markersize=7, color=colour)


def _finish(axes: Axes, label_text: str) -> None:
    axes.set_xlabel(label_text)
    plain_ticks(axes.xaxis)
    axes.grid(axis="x", color=GRID, linewidth=0.8)


def _waterfall_title(stages: Sequence[str], hours: Reals, lang: str) -> str:
    if not len(hours):
        return word("waterfall_title_none", lang)
    most = int(np.argmax(hours))
    return word(
        "waterfall_title",
        lang,
        total=say_hours(float(hours.sum()), lang),
        stage=stage_name(stages[most], lang),
        hours=say_hours(float(hours[most]), lang),
    )


def _tornado_title(headlines: Headlines, lang: str) -> str:
    promise = headlines.promise
    assert promise is not None
    name = label(promise.key, lang)
    named = reliefs_named(promise)
    if named is None:
        return word("tornado_title_none", lang, promise=name)
    best = promise.reliefs[0]
    relief = say_relief(headlines, best, lang)
    if named == 0:
        return word("tornado_title_unclear", lang, promise=name, relief=relief)
    gain = points(promise.gains.shares[0].estimate or 0.0, lang, best.part == "people")
    return word("tornado_title", lang, promise=name, relief=relief, gain=gain)
