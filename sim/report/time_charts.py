"""The charts of where the time of tickets goes: by stage, and at each unit; always by cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.measures.ticket_pieces import CAUSES, STAGES
from sim.report.headline_words import CAUSE_LEGENDS
from sim.report.numbers import span_unit, unit_word
from sim.report.style import (
    BLUE,
    DEEP,
    GRID,
    INK,
    MIDDLE,
    ORANGE,
    PALE,
    PEACH,
    QUIET,
    SKY,
    canvas,
    house_style,
    label_of,
    labels_of,
    legend_above,
    panelled,
    plain_ticks,
)
from sim.report.ticket_headlines import (
    about,
    joined,
    list_stages,
    say_hours,
    stage_cause,
    stage_name,
    unit_cause,
)
from sim.report.views import Reals
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.measures.headlines import Headlines

COLOURS: Final = dict(zip(CAUSES, (PALE, ORANGE, BLUE, SKY, DEEP, GRID, PEACH, MIDDLE, QUIET), strict=True))
SMALL: Final[dict[str, Any]] = {
    "fontsize": 9, "handlelength": 1.2, "handletextpad": 0.5, "columnspacing": 1.0, "borderaxespad": 0.2
}  # fmt: skip
"""How a legend of all causes fits on one line."""
MOST_UNITS: Final = 30
MOST_NAMED: Final = 3
MOST_DIGITS: Final = 3
"""Longer numbers take so much room that fewer of them stand side by side."""


def stages_chart(
    time: pd.DataFrame, means: pd.DataFrame, lang: str = "en", note: str = "", headlines: Headlines | None = None
) -> Figure:
    """One bar for each stage: its share of all the time that tickets are open, cause by cause.

    Parameters
    ----------
    time
        As `sim.measures.headlines.time_frame` gives it.
    means
        Mean time of one pass by stage, as `sim.report.ticket_charts.stage_frame` gives it.
    lang, note, headlines
        As `sim.report.ticket_charts.draw_ticket_charts` has them.
    """
    shares = time.pivot_table(index="stage", columns="cause", values="share", aggfunc="sum", fill_value=0.0)
    stages = [stage for stage in STAGES if stage in shares.index]
    passes = dict(zip(means["stage"], means["mean_hours"], strict=True))
    with house_style():
        figure, axes = canvas(_stages_title(headlines, lang), note, 1.6 + 0.45 * len(stages))
        ends = _bars(axes, shares.loc[stages] * 100, lang)
        for row, (stage, end) in enumerate(zip(stages, ends, strict=True)):
            text = about(end / 100)
            if stage in passes:
                text = word("stage_bar", lang, share=text, mean=say_hours(float(passes[stage]), lang))
            axes.annotate(text, (end, row), (4, 0), textcoords="offset points", va="center", fontsize=9)
        axes.set_yticks(range(len(stages)), [stage_name(stage, lang) for stage in stages])
        axes.invert_yaxis()
        axes.set_xlim(0, float(ends.max()) * 1.25)
        axes.set_xlabel(word("stages_axis", lang))
        plain_ticks(axes.xaxis)
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        axes.legend(loc="lower left", bbox_to_anchor=(-0.22, 1.0), ncols=len(CAUSES), **SMALL)
    return figure


def _bars(axes: Axes, widths: pd.DataFrame, lang: str) -> Reals:
    """Stacked bars, a row each, one colour for each cause; where each row ends."""
    ends = np.zeros(len(widths))
    for cause in CAUSES:
        if cause in widths.columns and widths[cause].any():
            width = widths[cause].to_numpy(dtype=float)
            axes.barh(
                np.arange(len(widths)), width, left=ends, height=0.7, color=COLOURS[cause], edgecolor=INK,
                linewidth=0.3, label=phrase(CAUSE_LEGENDS[cause], lang),
            )  # fmt: skip
            ends = ends + width
    return ends


def _stages_title(headlines: Headlines | None, lang: str) -> str:
    if headlines is None or not headlines.stages.order:
        return word("stages_title_none", lang)
    stages = headlines.stages
    if stages.named != 1:
        return word("stages_title_list", lang, list=list_stages(headlines, lang))
    return word(
        "stages_title",
        lang,
        stage=stage_name(STAGES[stages.order[0]], lang),
        share=about(stages.shares[0].estimate),
        cause=stage_cause(headlines, lang),
    )


def units_chart(
    frame: pd.DataFrame, time: pd.DataFrame, lang: str = "en", note: str = "", headlines: Headlines | None = None
) -> Figure:
    """Units side by side, the one with most tickets on top: how many, how long they lie there, how many in time.

    Parameters
    ----------
    frame
        As `sim.measures.chart_tables.ChartTables.frames` gives it.
    time
        As `sim.measures.headlines.unit_time_frame` gives it.
    lang, note, headlines
        As `sim.report.ticket_charts.draw_ticket_charts` has them.
    """
    shown = frame.sort_values("received", ascending=False, kind="stable").head(MOST_UNITS)
    labels = labels_of(list(map(str, shown["unit"])))
    names = [_with_copies(label, n, lang) for label, n in zip(labels, shown["copies"], strict=True)]
    received, closed, on_time = (
        shown[name].to_numpy(dtype=float, na_value=np.nan) for name in ("received", "closed", "on_time_closure")
    )
    hours = time.pivot_table(index="unit", columns="cause", values="hours", aggfunc="sum", fill_value=0.0)
    hours = hours.reindex(shown["unit"], fill_value=0.0)
    size, unit = span_unit(float(hours.sum(axis=1).max() or 0.0) * 3600)
    with house_style():
        title = _units_title(time, len(frame), lang, headlines)
        figure, (counts, lengths, shares) = panelled(title, note, 3, 2.2 + 0.3 * len(shown))
        rows = np.arange(len(shown))
        counts.barh(rows - 0.2, received, height=0.38, color=SKY, label=word("units_received", lang))
        counts.barh(rows + 0.2, closed, height=0.38, color=BLUE, label=word("units_closed", lang))
        times = _bars(lengths, hours * 3600 / size, lang)
        shares.barh(rows, np.nan_to_num(on_time) * 100, height=0.6, color=BLUE)
        for axes, values in ((lengths, times), (shares, on_time * 100)):
            for row, value in enumerate(values):
                text = "-" if np.isnan(value) else f"{value:.3g}"
                axes.annotate(
                    text, (np.nan_to_num(value), row), (3, 0), textcoords="offset points", va="center", fontsize=9
                )
        counts.set_xlabel(word("units_counts", lang))
        lengths.set_xlabel(word("units_time", lang, unit=unit_word(unit, lang)))
        shares.set_xlabel(word("units_on_time", lang))
        lengths.set_xlim(0, (float(times.max(initial=0.0)) or 1.0) * 1.2)
        shares.set_xlim(0, 118)
        shares.set_xticks(range(0, 101, 25))
        counts.set_yticks(rows, names)
        counts.set_ylim(len(shown) - 0.4, -0.6)
        for axes, longest in ((counts, received), (lengths, times)):
            digits = len(f"{np.nanmax(longest, initial=0.0):.0f}")
            axes.locator_params(axis="x", nbins=max(8 - digits, 2) if digits > MOST_DIGITS else 5)
        for axes in (counts, lengths, shares):
            axes.grid(axis="x", color=GRID, linewidth=0.8)
            plain_ticks(axes.xaxis)
        # On one line with the legend of the counts, which makes room for it.
        causes = shares.legend(
            *lengths.get_legend_handles_labels(), loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=8,
            **(SMALL | {"fontsize": 8}),
        )  # fmt: skip
        causes.set_in_layout(False)
        legend_above(counts)
    return figure


def _with_copies(label: str, copies: float, lang: str) -> str:
    return word("pool_copies", lang, name=label, n=f"{copies:g}") if copies > 1 else label


def _units_title(time: pd.DataFrame, units: int, lang: str, headlines: Headlines | None) -> str:
    """Which units are slower than the others, if any are; how long a ticket lies at a unit, if none is."""
    there = time.groupby("unit").agg({"tickets": "first", "hours": "sum"})
    if not len(there) or there["tickets"].sum() == 0:
        return word("units_title_none", lang)
    shown = word("units_shown", lang, shown=MOST_UNITS, all=units) if units > MOST_UNITS else ""
    slow = headlines.slow if headlines is not None else ()
    mean = say_hours(float((there["tickets"] * there["hours"]).sum() / there["tickets"].sum()), lang)
    if len(there) == 1:
        return word("units_title_one", lang, unit=label_of(str(there.index[0])), hours=mean)
    if headlines is None or not slow:
        compared = "units_title_alike" if headlines is not None and headlines.n > 1 else "units_title_mean"
        return word(compared, lang, hours=mean) + shown
    names = [label_of(headlines.places.names[unit.place][1]) for unit in slow[:MOST_NAMED]]
    hours, others = (say_hours(value, lang) for value in (slow[0].hours.estimate, slow[0].hours_elsewhere))
    if len(names) == 1:
        cause = unit_cause(slow[0], lang)
        return word("units_title", lang, unit=names[0], hours=hours, others=others, cause=cause) + shown
    each = [say_hours(unit.hours.estimate, lang) for unit in slow[: len(names)]]
    listed = joined([word("unit_hours", lang, unit=n, hours=h) for n, h in zip(names, each, strict=True)], lang)
    return word("units_title_more", lang, list=listed) + shown
