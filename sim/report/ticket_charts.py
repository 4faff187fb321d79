"""The charts of tickets: a table in, a figure out, no file is read or written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.headlines import NOON
from sim.measures.stays import STAGE_WORDS
from sim.report.numbers import percent, say_length
from sim.report.style import (
    BLUE,
    DEEP,
    GRID,
    INK,
    MIDDLE,
    ORANGE,
    PALE,
    QUIET,
    SKY,
    canvas,
    house_style,
    legend_above,
    plain_ticks,
    small_ticks,
    steps,
)
from sim.report.ticket_chart_words import CURVE_WORDS
from sim.report.time_charts import stages_chart, units_chart
from sim.report.views import Reals, date_label, days_shown, midnights_of, place_of, say_date
from sim.report.words import phrase, word
from sim.statistics.survival import SLACK

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.measures.estimate import Estimate
    from sim.measures.headlines import Headlines

BAND_COLOURS: Final = (PALE, SKY, MIDDLE, BLUE, DEEP, ORANGE)
CURVES: Final = {
    "all": (INK, "-", 2.2),
    "critical": (ORANGE, "-", 1.6),
    "urgent": (BLUE, "--", 1.6),
    "normal": (MIDDLE, ":", 2.0),
}
OLD_HOURS: Final = 72
TICK_HOURS: Final = (0.25, 1, 4, 12, 24, 72, 168, 336, 720, 2160)
STAGE_COLUMNS: Final = ("stage", "mean_hours", "waiting_share")


def draw_ticket_charts(
    tables: Mapping[str, pd.DataFrame],
    stages: pd.DataFrame,
    days: int,
    lang: str = "en",
    note: str = "",
    headlines: Headlines | None = None,
) -> dict[str, Figure]:
    """All charts of tickets by file name.

    Parameters
    ----------
    tables
        As `sim.measures.chart_tables.ChartTables.frames` gives them; nothing is drawn where there are none.
    stages
        As `stage_frame` gives it.
    days
        Length of the runs.
    lang
        'en' or 'zh'.
    note
        A line below each chart: what was run.
    headlines
        What stands out; titles name nothing as the largest or slowest without it.
    """
    figures = {}
    if "backlog" in tables:
        figures["tickets_open"] = backlog_chart(tables["backlog"], lang, note, tables.get("open"))
        figures["tickets_closure"] = closure_chart(tables["closure"], lang, note)
        noon_matters = headlines is not None and headlines.noon_matters
        figures["tickets_by_hour"] = hours_chart(tables["hours"], days, lang, note, noon_matters)
    if len(tables.get("time", ())):
        figures["tickets_stages"] = stages_chart(tables["time"], stages, lang, note, headlines)
    if len(tables.get("units", ())):
        figures["tickets_units"] = units_chart(tables["units"], tables["unit_time"], lang, note, headlines)
    return figures


def stage_frame(measures: Mapping[str, Estimate]) -> pd.DataFrame:
    """Mean time and waiting share of each stage that took any time, in the order of a ticket's path.

    Parameters
    ----------
    measures
        Estimate by key; stages are found by `..._time_mean` and `..._waiting_share`.

    Returns
    -------
    DataFrame
        Columns stage, mean_hours, waiting_share.
    """
    import pandas as pd

    rows = []
    for stage in STAGE_WORDS:
        mean, waiting = measures.get(f"{stage}_time_mean"), measures.get(f"{stage}_waiting_share")
        if mean is not None and mean.estimate:
            share = waiting.estimate if waiting is not None and waiting.estimate is not None else 0.0
            rows.append((stage, mean.estimate / 3600, share))
    return pd.DataFrame(rows, columns=list(STAGE_COLUMNS))


MOST_OF_A_BAND: Final = 2.0
"""An interval goes on above so many times the highest estimate: of few replications it would press all else flat."""


def backlog_chart(frame: pd.DataFrame, lang: str = "en", note: str = "", band: pd.DataFrame | None = None) -> Figure:
    """Open tickets over time, one area for each band of ages, the youngest at the foot.

    Parameters
    ----------
    frame
        The table `backlog` of `sim.measures.chart_tables.ChartTables.frames`.
    lang, note
        As `draw_ticket_charts` has them.
    band
        The table `open`: the interval of their number is drawn around the top.
    """
    bands = frame[["from_hours", "to_hours"]].drop_duplicates().to_numpy(dtype=float)
    rows = frame.iloc[:: len(bands)]
    moments = [moment.to_pydatetime() for moment in rows["moment"]]
    hours = rows["elapsed_hours"].to_numpy(dtype=float)
    counts: Reals = frame["open"].to_numpy(dtype=float).reshape(len(rows), len(bands))
    with house_style():
        figure, axes = canvas(_backlog_title(moments, hours, bands, counts, lang), note)
        foot = np.zeros(len(moments))
        for number, (low, high) in enumerate(bands):
            top = foot + counts[:, number]
            if counts[:, number].any():
                axes.fill_between(
                    hours, foot, top, color=BAND_COLOURS[number], linewidth=0, label=_band_name(low, high, lang)
                )
            foot = top
        axes.plot(hours, foot, color=INK, linewidth=1.2)
        if band is not None and band["low"].notna().any():
            low, high = (band[name].to_numpy(dtype=float, na_value=np.nan) for name in ("low", "high"))
            axes.fill_between(
                hours, low, high, facecolor="none", edgecolor=QUIET, hatch="////", linewidth=0.6,
                label=word("band_mean", lang),
            )  # fmt: skip
            axes.set_ylim(0, min(float(np.nanmax(high)) * 1.05, max(float(foot.max()), 1.0) * MOST_OF_A_BAND))
        axes.set_ylabel(word("tickets_axis", lang))
        axes.set_xlim(0, hours[-1])
        _date_axis(axes, moments, hours, lang)
        _finish(axes)
    return figure


def _backlog_title(moments: list[datetime], hours: Reals, bands: Reals, counts: Reals, lang: str) -> str:
    total = counts.sum(axis=1)
    peak = int(np.argmax(total))
    clock = {"date": say_date(moments[peak], lang), "clock": f"{moments[peak]:%H:%M}"}
    words = {
        "peak": f"{total[peak]:,.0f}",
        "at": word("on_date_at" if hours[1] <= 1 else "on_date", lang, **clock),
    }
    if total[-1] == 0:
        return word("backlog_title_none", lang, **words)
    old = percent(float(counts[-1, bands[:, 0] >= OLD_HOURS].sum() / total[-1]))
    return word("backlog_title", lang, end=f"{total[-1]:,.0f}", old=old, age=say_age(OLD_HOURS, lang), **words)


def say_age(hours: float, lang: str) -> str:
    """A round age: '15 min', '4 h', '3 d'."""
    if hours < 1:
        return word("age_minutes", lang, n=f"{hours * 60:g}")
    if hours > 24 and hours % 24 == 0:
        return word("age_days", lang, n=f"{hours / 24:g}")
    return word("age_hours", lang, n=f"{hours:g}")


def _band_name(low: float, high: float, lang: str) -> str:
    if np.isnan(high):
        return word("band_last", lang, low=say_age(low, lang))
    if low == 0:
        return word("band_first", lang, high=say_age(high, lang))
    return word("band_from", lang, low=say_age(low, lang), high=say_age(high, lang))


def _date_axis(axes: Axes, moments: list[datetime], hours: Reals, lang: str) -> None:
    midnights = [(place_of(day, moments, hours), day) for day in midnights_of(moments)]
    shown = [midnights[k] for k in days_shown(len(midnights))]
    axes.set_xticks([at for at, _ in shown], [date_label(day, lang) for _, day in shown])
    small_ticks(axes, [at for at, _ in midnights])
    axes.set_xlabel(word("date_axis", lang))


def closure_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """Share of tickets closed by their age, of all and of each urgency, on an axis that stretches short ages."""
    curves = {}
    for name in CURVES:
        rows = frame[(frame["urgency"] == name) & frame["closed_share"].notna()]
        if len(rows):
            curves[name] = (rows["age_hours"].to_numpy(dtype=float), rows["closed_share"].to_numpy(dtype=float))
    if len(curves) == 2:  # one urgency only: its curve is that of all
        curves = {"all": curves["all"]}
    with house_style():
        figure, axes = canvas(_closure_title(curves.get("all"), lang), note)
        for name, (ages, share) in curves.items():
            colour, line, width = CURVES[name]
            axes.plot(
                ages, share * 100, color=colour, linestyle=line, linewidth=width, drawstyle="steps-post",
                label=phrase(CURVE_WORDS[name], lang),
            )  # fmt: skip
        _mark_cut(axes, frame[frame["urgency"] == "all"], lang)
        begins = [float(ages[np.argmax(share > 0)]) for ages, share in curves.values() if share.any()]
        last = float(frame["age_hours"].max())
        first = max(min([*begins, last / 10]) * 0.8, 1 / 60)
        axes.set_xscale("log")
        axes.set_xlim(first, last)
        ticks = [hours for hours in TICK_HOURS if first <= hours <= last]
        axes.set_xticks(ticks, [say_age(hours, lang) for hours in ticks])
        axes.set_xticks([], minor=True)
        axes.set_ylim(0, 102)
        axes.set_ylabel(word("closure_axis", lang))
        axes.set_xlabel(word("age_axis", lang))
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        _finish(axes)
    return figure


def _mark_cut(axes: Axes, rows: pd.DataFrame, lang: str) -> None:
    """A mark on the curve of all tickets at each age at which some are cut off: still open at the end, or withdrawn."""
    if "cut" not in rows.columns:
        return
    known = rows[rows["closed_share"].notna()]
    cut = known[known["cut"].diff().fillna(known["cut"]) > 0]
    if len(cut):
        axes.plot(
            cut["age_hours"], cut["closed_share"].astype(float) * 100, linestyle="none", marker="|", markersize=7,
            markeredgewidth=0.8, color=QUIET, label=word("closure_cut", lang),
        )  # fmt: skip


def _closure_title(curve: tuple[Reals, Reals] | None, lang: str) -> str:
    if curve is None:
        return word("closure_none", lang)
    ages, share = curve
    half, most = (_reached(ages, share, level, lang) for level in (0.5, 0.9))
    return word(
        "closure_title",
        lang,
        half=word("closure_half", lang, age=half) if half else word("closure_less", lang),
        most=word("closure_most", lang, age=most) if most else "",
        last=percent(float(share[-1])),
        end=say_length(float(ages[-1]) * 3600, lang),
    )


def _reached(ages: Reals, share: Reals, level: float, lang: str) -> str:
    """At which age so many are closed, which is one of the curve's; empty if never."""
    enough = share >= level - SLACK
    return say_length(float(ages[np.argmax(enough)]) * 3600, lang) if enough.any() else ""


def hours_chart(frame: pd.DataFrame, days: int, lang: str = "en", note: str = "", noon_matters: bool = False) -> Figure:
    """Tickets by hour of receipt: how many, and how many of them are closed on the same day.

    Before and after noon are told apart in the title where that makes a difference worth naming (`noon_matters`).
    """
    received, closed = (frame[name].to_numpy(dtype=float) / days for name in ("received", "closed_same_day"))
    with house_style():
        figure, axes = canvas(_hours_title(received, closed, noon_matters, lang), note)
        edges = np.arange(len(received) + 1.0)
        hours = edges[:-1] + 0.5
        steps(axes, closed, edges, fill=True, color=BLUE, label=word("hours_same_day", lang))
        steps(
axes,
            received, edges, baseline=closed, fill=True, facecolor="white", edgecolor=QUIET, hatch="/////",
            linewidth=0.6, label=word("hours_later", lang),
        )  # fmt: skip
        if "ceiling" in frame.columns and frame["ceiling"].notna().any():
            ceiling = frame["ceiling"].to_numpy(dtype=float, na_value=np.nan) * received
            axes.hlines(
                ceiling, hours - 0.5, hours + 0.5, color=ORANGE, linewidth=2.0, label=word("ceiling_mark", lang)
            )
        for at, whole, part in zip(hours, received, closed, strict=True):
            if whole > 0:
                axes.annotate(
                    f"{100 * part / whole:.0f}",
                    (at, whole),
                    (0, 2),
                    textcoords="offset points",
                    ha="center",
                    fontsize=9,
                )
        axes.set_xlim(0, len(received))
        axes.set_xticks(range(0, len(received) + 1, 2))
        axes.set_xlabel(word("received_hour_axis", lang))
        axes.set_ylabel(word("hours_axis_tickets", lang))
        axes.set_ylim(0, max(float(received.max()), 1e-9) * 1.12)
        _finish(axes)
    return figure


def _hours_title(received: Reals, closed: Reals, noon_matters: bool, lang: str) -> str:
    if not received.any():
        return word("hours_title_none", lang)

    def share(part: slice) -> str:
        whole = received[part].sum()
        return percent(float(closed[part].sum() / whole)) if whole else word("no_data", lang)

    parts = {"share": slice(None), "early": slice(None, NOON), "late": slice(NOON, None)}
    if not noon_matters:
        return word("hours_title_plain", lang, share=share(parts["share"]))
    return word("hours_title", lang, noon=f"{NOON}:00", **{name: share(part) for name, part in parts.items()})


def _finish(axes: Axes) -> None:
    axes.set_ylim(bottom=0)
    plain_ticks(axes.yaxis)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    legend_above(axes)
