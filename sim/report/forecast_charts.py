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

    from sim.forecasting.forecast import Forecast

KNOWN_DAYS: Final = 42
"""Days of the past that are drawn before those ahead."""
BANDS: Final = ((95, PALE), (80, SKY), (50, MIDDLE))
CHARTS: Final = ("forecast_days", "forecast_intervals")


def forecast_charts(found: Forecast, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: days, and intervals of the busiest day ahead (none where a day has one interval)."""
    note = word("forecast_note", lang, file=found.name, method=phrase(METHOD_WORDS[found.method], lang))
    charts = {CHARTS[0]: _days_chart(found, lang, note)}
    if found.history.counts.shape[1] > 1:
        charts[CHARTS[1]] = _intervals_chart(found, lang, note)
    return charts


def _days_chart(found: Forecast, lang: str, note: str) -> Figure:
    known, ahead = found.history.known, found.days[found.days["open"]]
    dates = found.history.days.dates
    first = max(known - KNOWN_DAYS, 0)
    shown = list(dates[first:])
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
        past = known - first
        _bands(axes, ahead, places[past:], lang, step=False)
        axes.plot(places[:past], found.history.totals[first:], color=INK, lw=1.4, label=word("forecast_known", lang))
        axes.plot(
            places[past:], ahead["forecast"], color=BLUE, lw=1.8, marker="o", ms=4, label=word("forecast_said", lang)
        )
        ticks = days_shown(len(shown))
        axes.set_xticks(places[list(ticks)], [date_label(shown[k], lang) for k in ticks])
        small_ticks(axes, places)
        axes.set_xlim(-0.5, len(shown) - 0.5)
        _finish(axes, word("forecast_per_day", lang))
    return figure


def _intervals_chart(found: Forecast, lang: str, note: str) -> Figure:
    ahead = found.days[found.days["open"]]
    day = ahead["date"].iloc[int(ahead["forecast"].argmax())]
    rows = found.intervals[found.intervals["time"].dt.date == day]
    most = rows.iloc[int(rows["forecast"].argmax())]
    title = word(
        "forecast_intervals_title",
        lang,
        day=say_date(day, lang),
        at=f"{most['time']:%H:%M}",
        most=contacts(most["forecast"]),
    )
    hours = np.arange(len(rows) + 1) * found.history.width_minutes / 60
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
        label = word("forecast_bands", lang) if level == BANDS[-1][0] else None
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
