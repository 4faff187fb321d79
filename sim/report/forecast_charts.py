"""The charts of `hotline forecast`: the last weeks and the days ahead, and the intervals of the busiest day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.forecast import contacts
from sim.report.forecast_words import METHOD_WORDS
from sim.report.style import (
    BLUE,
    GRID,
    INK,
    MIDDLE,
    PALE,
    SKY,
    canvas,
    house_style,
    legend_above,
    plain_ticks,
    small_ticks,
    steps,
)
from sim.report.views import date_label, days_shown, say_date
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.study.kept_answer import KeptFinding

KNOWN_DAYS: Final = 42
"""Days of the past that are drawn before those ahead."""
BANDS: Final = ((95, PALE), (80, SKY), (50, MIDDLE))
CHARTS: Final = ("forecast_days", "forecast_intervals")
DAY_MINUTES: Final = 1_440


def forecast_charts(found: KeptFinding, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: days, and intervals of the busiest day ahead (none where a day has one interval)."""
    method = phrase(METHOD_WORDS[found.facts["method"]], lang)
    note = word("forecast_note", lang, file=found.titles[lang], method=method)
    charts = {CHARTS[0]: _days_chart(found.tables["days"], past_days(found.tables["known"]), lang, note)}
    if found.facts["minutes"] < DAY_MINUTES:
        charts[CHARTS[1]] = _intervals_chart(busiest_day(found), found.facts["minutes"], lang, note)
    return charts


def past_days(known: pd.DataFrame) -> pd.DataFrame:
    """The recorded days that are drawn."""
    return known.tail(KNOWN_DAYS)


def busiest_day(found: KeptFinding) -> pd.DataFrame:
    """The intervals of the day ahead on which most comes."""
    days, intervals = found.tables["days"], found.tables["intervals"]
    busiest = days["date"].iloc[int(days["forecast"].argmax())]
    rows: pd.DataFrame = intervals[intervals["time"].dt.normalize() == busiest]
    return rows


def _days_chart(days: pd.DataFrame, known: pd.DataFrame, lang: str, note: str) -> Figure:
    ahead, past = days[days["open"]], len(known)
    shown = [*known["date"].dt.date, *ahead["date"].dt.date]
    busiest = ahead.iloc[int(ahead["forecast"].argmax())]
    title = word(
        "forecast_days_title",
        lang,
        total=contacts(ahead["forecast"].sum()),
        day=say_date(busiest["date"], lang),
        most=contacts(busiest["forecast"]),
    )
    with house_style():
        figure, axes = canvas(title, note)
        places = np.arange(len(shown))
        _bands(axes, ahead, places[past:], lang, step=False)
        axes.plot(places[:past], known["contacts"], color=INK, lw=1.4, label=word("forecast_known", lang))
        axes.plot(
            places[past:], ahead["forecast"], color=BLUE, lw=1.8, marker="o", ms=4, label=word("forecast_said", lang)
        )
        ticks = days_shown(len(shown))
        axes.set_xticks(places[list(ticks)], [date_label(shown[k], lang) for k in ticks])
        small_ticks(axes, places)
        axes.set_xlim(-0.5, len(shown) - 0.5)
        _finish(axes, word("forecast_per_day", lang))
    return figure


def _intervals_chart(rows: pd.DataFrame, minutes: int, lang: str, note: str) -> Figure:
    most = rows.iloc[int(rows["forecast"].argmax())]
    title = word(
        "forecast_intervals_title",
        lang,
        day=say_date(most["time"], lang),
        at=f"{most['time']:%H:%M}",
        most=contacts(most["forecast"]),
    )
    hours = np.arange(len(rows) + 1) * minutes / 60
    with house_style():
        figure, axes = canvas(title, note)
        _bands(axes, rows, hours, lang, step=True)
        steps(axes, rows["forecast"], hours, baseline=None, color=BLUE, lw=1.8, label=word("forecast_said", lang))
        axes.set_xticks(range(0, 25, 2))
        small_ticks(axes, range(25))
        axes.set_xlim(0, 24)
        axes.set_xlabel(word("hour_axis", lang))
        _finish(axes, word("forecast_per_interval", lang))
    return figure


def _bands(axes: Axes, rows: pd.DataFrame, places: np.ndarray, lang: str, step: bool) -> None:
    """The widest band first, so that all can be seen; none where there are none."""
    for level, colour in BANDS:
        if f"low_{level}" not in rows:
            continue
        low, high = (rows[f"{end}_{level}"].to_numpy(dtype=float) for end in ("low", "high"))
        of_levels = "forecast_bands" if f"low_{BANDS[0][0]}" in rows else "forecast_bands_80"
        label = word(of_levels, lang) if level == BANDS[-1][0] else None
        if step:
            steps(axes, high, places, baseline=low, fill=True, color=colour, label=label)
        else:
            axes.fill_between(places, low, high, color=colour, lw=0, label=label)


def _finish(axes: Axes, unit: str) -> None:
    axes.set_ylim(bottom=0)
    axes.set_ylabel(unit)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    plain_ticks(axes.yaxis)
    legend_above(axes)
