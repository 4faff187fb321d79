"""The charts of a run: a table in, figures out; nothing here writes a file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from sim.report.chart_words import UNIT_WORDS
from sim.report.heatmap import occupancy_chart
from sim.report.numbers import count_words, percent
from sim.report.staffing import Staffed, staffed_views, staffing_sentence
from sim.report.style import (
    BLUE,
    GRID,
    INK,
    ORANGE,
    PALE,
    QUIET,
    SKY,
    canvas,
    figure_bytes,
    house_style,
    legend_above,
    plain_ticks,
    small_ticks,
    steps,
)
from sim.report.views import (
    HOUR,
    Reals,
    View,
    date_label,
    days_shown,
    is_level,
    midnights_of,
    place_of,
    units_word,
    views_of,
)
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.measures.shortage import Staffing

Charts: TypeAlias = "dict[str, Figure]"
"""Figures by name."""


def draw_charts(
    frame: pd.DataFrame,
    lang: str = "en",
    target: tuple[str, float] | None = None,
    note: str = "",
    staffing: Staffing | None = None,
) -> Charts:
    """All charts of an interval table by file name.

    Parameters
    ----------
    frame
        One row per interval: `interval_start` (local), counts, `service_level_...s` and `occupancy` as shares,
        `required`, `scheduled`, `present` as heads; `..._low` and `..._high` beside a column draw a band.
    lang
        'en' or 'zh'.
    target
        Service level column and threshold to draw, such as ``("service_level_15s", 0.8)``.
    note
        A line below each chart: what was run.
    staffing
        Heads by replication of the same intervals: without it nothing is said or shown of people missing.
    """
    if len(frame) == 0:
        return {}
    level = target[0] if target else next((str(c) for c in frame.columns if is_level(str(c))), None)
    figures, staffed = {}, staffed_views(staffing) if staffing is not None else {}
    for name, view in views_of(frame).items():
        figures[f"calls_{name}"] = calls_chart(view, lang, note)
        if level in view.columns:
            figures[f"service_level_{name}"] = service_level_chart(view, level, target and target[1], lang, note)
        if "present" in view.columns:
            figures[f"staffing_{name}"] = staffing_chart(view, staffed.get(name), lang, note)
    if "occupancy" in frame.columns:
        figures["occupancy"] = occupancy_chart(frame, lang, note)
    return figures


def chart_files(figures: Charts) -> dict[str, bytes]:
    """Each figure as PNG and as SVG, by the name of its file."""
    kinds: tuple[Literal["png", "svg"], ...] = ("png", "svg")
    return {f"charts/{name}.{kind}": figure_bytes(figure, kind) for name, figure in figures.items() for kind in kinds}


def calls_chart(view: View, lang: str = "en", note: str = "") -> Figure:
    """Offered calls as a line, answered ones as an area, those given up as the gap between."""
    offered, answered = view.columns["offered"], view.columns["answered"]
    abandoned = view.columns["abandoned"]
    if np.nansum(offered) > 0:
        peak = int(np.nanargmax(offered))
        title = word(
            "calls_title",
            lang,
            mean=_mean(view, lang),
            peak=count_words(float(offered[peak])),
            at=view.at(peak, lang),
            share=percent(float(np.nansum(abandoned) / np.nansum(offered))),
        )
    else:
        title = word("calls_title_none", lang)
    with house_style():
        figure, axes = canvas(title, note)
        steps(axes, answered, view.edges, fill=True, color=SKY, label=word("answered", lang))
        steps(
axes,
            answered + abandoned, view.edges, baseline=answered, fill=True, facecolor="white", edgecolor=ORANGE,
            hatch="/////", linewidth=0.8, label=word("abandoned", lang),
        )  # fmt: skip
        if np.nansum(view.columns.get("blocked", np.zeros(1))) > 0:
            steps(axes, view.columns["attempts"], view.edges, color=QUIET, ls=":", lw=1.2, label=word("attempts", lang))
        steps(axes, offered, view.edges, color=INK, linewidth=1.4, label=word("offered", lang))
        axes.set_ylabel(word("calls_axis", lang, unit=_unit(view, lang)))
        _finish(axes, view, lang)
    return figure


def service_level_chart(view: View, key: str, target: float | None = None, lang: str = "en", note: str = "") -> Figure:
    """Service level over time with its target; what is below the target is hatched."""
    level = view.columns[key] * 100
    within = _within(key, lang)
    with house_style():
        figure, axes = canvas(_level_title(view, level, target, within, lang), note)
        low, high = view.columns.get(f"{key}_low"), view.columns.get(f"{key}_high")
        if low is not None and high is not None and np.isfinite(low).any():
            steps(
                axes, high * 100, view.edges, baseline=low * 100, fill=True, color=PALE, label=word("level_band", lang)
            )
        if target is not None:
            below = np.where(level < target * 100, level, np.nan)
            if np.isfinite(below).any():
                steps(
axes,
                    np.where(np.isfinite(below), target * 100, np.nan), view.edges, baseline=below, fill=True,
                    facecolor="none", edgecolor=ORANGE, hatch="/////", linewidth=0, label=word("below_target", lang),
                )  # fmt: skip
            axes.axhline(
                target * 100, color=INK, linestyle="--", linewidth=1.2,
                label=word("target", lang, target=percent(target)),
            )  # fmt: skip
        steps(axes, level, view.edges, baseline=None, color=BLUE, linewidth=1.8, label=word("level", lang))
        axes.set_ylabel(word("level_axis", lang, within=within))
        axes.set_ylim(0, 102)
        _finish(axes, view, lang)
    return figure


def staffing_chart(view: View, staffed: Staffed | None = None, lang: str = "en", note: str = "") -> Figure:
    """Heads required, rostered and at work, as steps; where too few are at work it is hatched.

    By day these are person-hours; what is missing at some time of the day is hatched at the foot.
    """
    columns = view.columns
    present, scheduled = columns["present"], columns.get("scheduled")
    required = columns.get("required", np.full(len(view), np.nan))
    title = word(
        "staff_title_plain", lang, mean=_mean(view, lang), peak=count_words(float(np.nanmax(present, initial=0.0)))
    )
    with house_style():
        figure, axes = canvas(staffing_sentence(staffed, lang) if staffed is not None else title, note)
        steps(axes, present, view.edges, fill=True, color=SKY, label=word("present", lang))
        if staffed is not None and staffed.shortage.is_short.any():
            base, top = _missing(view, staffed, present)
            steps(
axes,
                top, view.edges, baseline=base, fill=True, facecolor="white", edgecolor=ORANGE, hatch="/////",
                linewidth=0, label=word("short_hours" if view.kind == "daily" else "shortage", lang),
            )  # fmt: skip
        if scheduled is not None:
            steps(
                axes, scheduled, view.edges, baseline=None, color=BLUE, ls="--", lw=1.4, label=word("scheduled", lang)
            )
        if np.isfinite(required).any():
            steps(axes, required, view.edges, baseline=None, color=INK, lw=1.6, label=word("required", lang))
        axes.set_ylabel(word("hours_axis" if view.kind == "daily" else "staff_axis", lang))
        _finish(axes, view, lang)
    return figure


def _missing(view: View, staffed: Staffed, present: Reals) -> tuple[Reals, Reals]:
    """Foot and top of the area that shows who is missing."""
    if view.kind == "daily":
        hours = staffed.shortage.hours_by_day()[1]
        return np.zeros(len(hours)), np.where(hours > 0, hours, np.nan)
    return present, np.where(staffed.shortage.is_short, present + staffed.shortage.missing, np.nan)


def _level_title(view: View, level: Reals, target: float | None, within: str, lang: str) -> str:
    known = np.isfinite(level)
    if not known.any():
        return word("level_title_none", lang)
    lowest = int(np.nanargmin(level))
    common = {"within": within, "mean": _mean(view, lang), "low": percent(level[lowest] / 100)}
    common["at"] = view.at(lowest, lang)
    if target is None:
        return word("level_title_plain", lang, **common)
    good = int((level[known] >= target * 100).sum())
    key = "level_title_days" if view.kind == "daily" else "level_title"
    return word(
        key,
        lang,
        good=good,
        all=int(known.sum()),
        units=units_word(view.width_minutes, lang),
        target=percent(target),
        **common,
    )


def _finish(axes: Axes, view: View, lang: str) -> None:
    """Axes, grid and a legend above the data."""
    axes.set_xlim(view.edges[0], view.edges[-1])
    if axes.get_ylim()[1] <= axes.get_ylim()[0] or axes.get_ylim()[0] < 0:
        axes.set_ylim(0, max(axes.get_ylim()[1], 1))
    axes.set_ylim(bottom=0)
    plain_ticks(axes.yaxis)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    _time_axis(axes, view, lang)
    legend_above(axes)


def _time_axis(axes: Axes, view: View, lang: str) -> None:
    if view.kind in ("one_day", "mean_day"):
        _clock_axis(axes, view)
        axes.set_xlabel(word("hour_axis", lang))
        return
    days = midnights_of(view.start)
    shown = days_shown(len(days))
    places, minor = np.arange(float(len(days))), np.arange(float(len(days)))
    if view.kind == "span":
        places = np.array([place_of(day, view.start, view.edges) for day in days])
        quarters = [day + timedelta(hours=hours) for day in days for hours in (0, 6, 12, 18, 24)]
        minor = np.array([place_of(moment, view.start, view.edges) for moment in quarters])
    axes.set_xticks(places[list(shown)], [date_label(days[k], lang) for k in shown])
    small_ticks(axes, minor[minor <= view.edges[-1]])
    axes.set_xlabel(word("date_axis" if view.kind == "daily" else "time_axis", lang))


def _clock_axis(axes: Axes, view: View) -> None:
    """The hours of the local clock, each where it was so late."""
    midnight = midnights_of(view.start)[0]
    end = view.start[-1] - midnight + timedelta(minutes=view.width_minutes)
    hours = range(int(view.edges[0]), -(-end // HOUR) + 1)
    places = [place_of(midnight + hour * HOUR, view.start, view.edges) for hour in hours]
    axes.set_xticks(places[::2], list(map(str, hours[::2])))
    small_ticks(axes, places)


def _within(key: str, lang: str) -> str:
    return f"{key.rpartition('_')[2].removesuffix('s')} {word('seconds', lang)}"


def _mean(view: View, lang: str) -> str:
    return word("mean_day", lang, n=view.days) if view.kind == "mean_day" else ""


def _unit(view: View, lang: str) -> str:
    """What a row is: 'half hour', 'day'."""
    if view.kind == "daily":
        return word("per_day", lang)
    unit = UNIT_WORDS.get(view.width_minutes)
    return phrase(unit, lang) if unit else word("minutes", lang, n=view.width_minutes)
