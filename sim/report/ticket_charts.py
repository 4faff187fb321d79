"""The charts of tickets: a table in, a figure out, no file is read or written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.definitions_tickets import STAGE_WORDS
from sim.report.numbers import percent, say_length, span_unit, unit_word
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
    labels_of,
    legend_above,
    panelled,
    plain_ticks,
)
from sim.report.views import Reals, date_label, days_shown, midnights_of, place_of, say_date
from sim.report.words import word

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.measures.estimate import Estimate

BAND_COLOURS: Final = (PALE, SKY, MIDDLE, BLUE, DEEP, ORANGE)
CURVES: Final = {
    "all": (INK, "-", 2.2),
    "critical": (ORANGE, "-", 1.6),
    "urgent": (BLUE, "--", 1.6),
    "normal": (MIDDLE, ":", 2.0),
}
OLD_HOURS: Final = 72
NOON: Final = 12
MOST_UNITS: Final = 30
LARGE: Final = 10_000
"""From here on numbers are so long that few of them stand side by side."""
TICK_HOURS: Final = (0.25, 1, 4, 12, 24, 72, 168, 336, 720, 2160)
STAGE_COLUMNS: Final = ("stage", "mean_hours", "waiting_share")


def draw_ticket_charts(
    tables: Mapping[str, pd.DataFrame], stages: pd.DataFrame, days: int, lang: str = "en", note: str = ""
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
    """
    figures = {}
    if "backlog" in tables:
        figures["tickets_open"] = backlog_chart(tables["backlog"], lang, note)
        figures["tickets_closure"] = closure_chart(tables["closure"], lang, note)
        figures["tickets_by_hour"] = hours_chart(tables["hours"], days, lang, note)
    if len(stages):
        figures["tickets_stages"] = stages_chart(stages, lang, note)
    if len(tables.get("units", ())):
        figures["tickets_units"] = units_chart(tables["units"], lang, note)
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


def stage_name(stage: str, lang: str) -> str:
    """What a stage is called."""
    words = STAGE_WORDS[stage]
    return words.chinese if lang == "zh" else words.english


def backlog_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """Open tickets over time, one area for each band of ages, the youngest at the foot."""
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
    axes.set_xticks([at for at, _ in midnights], minor=True)
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
                label=word(name, lang),
            )  # fmt: skip
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
    """At which age so many are closed, between two points of the curve on a straight line; empty if never."""
    if share[-1] < level:
        return ""
    place = int(np.argmax(share >= level))
    part = slice(max(place - 1, 0), place + 1)
    return say_length(float(np.interp(level, share[part], ages[part])) * 3600, lang)


def hours_chart(frame: pd.DataFrame, days: int, lang: str = "en", note: str = "") -> Figure:
    """Tickets by hour of receipt: how many, and how many of them are closed on the same day."""
    received, closed = (frame[name].to_numpy(dtype=float) / days for name in ("received", "closed_same_day"))
    with house_style():
        figure, axes = canvas(_hours_title(received, closed, lang), note)
        hours = np.arange(len(received)) + 0.5
        axes.bar(hours, closed, width=0.9, color=BLUE, label=word("hours_same_day", lang))
        axes.bar(
            hours, received - closed, bottom=closed, width=0.9, color="white", edgecolor=QUIET, hatch="/////",
            linewidth=0.6, label=word("hours_later", lang),
        )  # fmt: skip
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


def _hours_title(received: Reals, closed: Reals, lang: str) -> str:
    if not received.any():
        return word("hours_title_none", lang)

    def share(part: slice) -> str:
        whole = received[part].sum()
        return percent(float(closed[part].sum() / whole)) if whole else word("no_data", lang)

    parts = {"share": slice(None), "early": slice(None, NOON), "late": slice(NOON, None)}
    return word("hours_title", lang, noon=f"{NOON}:00", **{name: share(part) for name, part in parts.items()})


def stages_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """One bar for each stage: the time in which nobody works on a ticket, then the time in which somebody does."""
    seconds, waiting = (
        frame[name].to_numpy(dtype=float) * scale for name, scale in (("mean_hours", 3600), ("waiting_share", 1))
    )
    size, unit = span_unit(float(seconds.max()))
    names = [stage_name(stage, lang) for stage in frame["stage"]]
    longest = int(np.argmax(seconds))
    title = _time_words("stages_title", seconds[longest], waiting[longest], lang, stage=names[longest])
    with house_style():
        figure, axes = canvas(title, note, 1.6 + 0.45 * len(frame))
        rows = np.arange(len(frame))
        waits, works = seconds * waiting / size, seconds * (1 - waiting) / size
        axes.barh(rows, waits, color=SKY, label=word("stage_waits", lang))
        axes.barh(rows, works, left=waits, color=BLUE, label=word("stage_works", lang))
        for row, (length, share) in enumerate(zip(seconds, waiting, strict=True)):
            text = _time_words("stage_bar", length, share, lang)
            axes.annotate(text, (length / size, row), (4, 0), textcoords="offset points", va="center", fontsize=9)
        axes.set_yticks(rows, names)
        axes.invert_yaxis()
        axes.set_xlim(0, float(seconds.max()) / size * 1.25)
        axes.set_xlabel(word("stages_axis", lang, unit=unit_word(unit, lang)))
        plain_ticks(axes.xaxis)
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        legend_above(axes)
    return figure


def _time_words(key: str, seconds: float, waiting: float, lang: str, **more: str) -> str:
    """A length of time, and how much of it is waiting; where nobody ever works that goes without saying."""
    words = {"mean": say_length(float(seconds), lang), **more}
    if waiting == 1:
        return word(f"{key}_plain", lang, **words)
    return word(key, lang, waiting=percent(float(waiting)), **words)


def units_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """Units side by side, the one with most tickets on top: how many tickets, how long they take, how many in time."""
    shown = frame.sort_values("received", ascending=False, kind="stable").head(MOST_UNITS)
    names = labels_of(list(map(str, shown["unit"])))
    columns = ("received", "closed", "mean_hours", "on_time_closure")
    received, closed, hours, on_time = (shown[name].to_numpy(dtype=float, na_value=np.nan) for name in columns)
    size, unit = span_unit(float(np.nanmax(hours, initial=0.0)) * 3600)
    times = hours * 3600 / size
    with house_style():
        figure, (counts, lengths, shares) = panelled(
            _units_title(names, hours, len(frame), lang), note, 3, 2.0 + 0.3 * len(shown)
        )
        rows = np.arange(len(shown))
        counts.barh(rows - 0.2, received, height=0.38, color=SKY, label=word("units_received", lang))
        counts.barh(rows + 0.2, closed, height=0.38, color=BLUE, label=word("units_closed", lang))
        lengths.barh(rows, np.nan_to_num(times), height=0.6, color=MIDDLE)
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
        lengths.set_xlim(0, max(float(np.nanmax(times, initial=0.0)), 1e-9) * 1.2)
        shares.set_xlim(0, 118)
        shares.set_xticks(range(0, 101, 25))
        counts.set_yticks(rows, names)
        counts.set_ylim(len(shown) - 0.4, -0.6)
        for axes, longest in ((counts, received), (lengths, times)):
            axes.locator_params(axis="x", nbins=5 if np.nanmax(longest, initial=0.0) < LARGE else 2)
        for axes in (counts, lengths, shares):
            axes.grid(axis="x", color=GRID, linewidth=0.8)
            plain_ticks(axes.xaxis)
        legend_above(counts)
    return figure


def _units_title(names: list[str], hours: Reals, units: int, lang: str) -> str:
    known = np.flatnonzero(np.isfinite(hours))
    if len(known) == 0:
        return word("units_title_none", lang)
    slow, fast = known[np.argmax(hours[known])], known[np.argmin(hours[known])]
    words = {"slowest": names[slow], "slow": say_length(hours[slow] * 3600, lang)}
    if len(known) == 1:
        return word("units_title_one", lang, **words)
    title = word("units_title", lang, fastest=names[fast], fast=say_length(hours[fast] * 3600, lang), **words)
    return title + (word("units_shown", lang, shown=len(names), all=units) if units > len(names) else "")


def _finish(axes: Axes) -> None:
    axes.set_ylim(bottom=0)
    plain_ticks(axes.yaxis)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    legend_above(axes)
