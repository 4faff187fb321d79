"""How busy people are, as a map: days by time of day, or hours by quarter where there is one day only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.numbers import percent
from sim.report.style import INK, canvas, house_style, legend_above, plain_ticks
from sim.report.views import Reals, grid, say_date
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BUSY_LIMIT: Final = 0.9
"""Above this occupancy people have next to no pause between contacts; the title counts such intervals."""
MOST_DAYS: Final = 31
"""Beyond, the map shows the mean of each weekday."""
COLOURS: Final = "YlOrBr"
DARK_FROM: Final = 0.62
"""From this part of the colour scale on, numbers are written in white."""
_NOBODY: Final = "#e4e4e4"


def occupancy_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """Occupancy by time of day and date; one day is laid out hour by quarter, with the numbers written in."""
    dates, width, cells = grid(frame, "occupancy")
    by_hour = len(dates) == 1 and width < 60 and 60 % width == 0
    by_weekday = len(dates) > MOST_DAYS
    if by_weekday:
        rows = word("weekdays", lang).split()
        shown = np.array([_mean_rows(cells[[day.weekday() == k for day in dates]]) for k in range(len(rows))])
    else:
        rows, shown = [say_date(day, lang) for day in dates], cells
    title = _title(cells, shown, rows, width, lang)
    with house_style():
        figure, axes = canvas(title, note, 3.4 if by_hour else min(2.6 + 0.24 * len(rows), 7.5))
        if by_hour:
            shown = cells.reshape(24, -1).T
            _draw(axes, shown, np.arange(25.0), lang)
            _hour_axes(axes, shown, width, lang)
        else:
            _draw(axes, shown, np.arange(shown.shape[1] + 1) * width / 60.0, lang)
            _day_axes(axes, rows, lang)
        if by_weekday:
            axes.set_ylabel(word("weekday_axis", lang))
        axes.invert_yaxis()
    return figure


def _draw(axes: Axes, cells: Reals, x: Reals, lang: str) -> None:
    from matplotlib.patches import Patch

    shown = np.ma.masked_invalid(cells * 100)
    lowest = 0.0 if shown.count() == 0 else float(np.floor(shown.min() / 20) * 20)
    axes.set_facecolor(_NOBODY)
    mesh = axes.pcolormesh(
        x,
        np.arange(len(cells) + 1.0),
        shown,
        cmap=COLOURS,
        vmin=min(lowest, 80.0),
        vmax=100.0,
        edgecolors="white",
        linewidth=0.4,
    )
    bar = axes.figure.colorbar(mesh, ax=axes, pad=0.015, aspect=18)
    bar.set_label(word("occupancy_axis", lang))
    bar.outline.set_visible(False)
    plain_ticks(bar.ax.yaxis)
    if shown.count() < shown.size:
        patch = Patch(facecolor=_NOBODY, label=word("nobody", lang))
        legend_above(axes, handles=[patch])
    for side in axes.spines.values():
        side.set_visible(False)


def _hour_axes(axes: Axes, cells: Reals, width: int, lang: str) -> None:
    axes.set_xticks(range(25))
    axes.set_yticks(np.arange(len(cells)) + 0.5, [f":{row * width:02d}" for row in range(len(cells))])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(word("hour_axis", lang))
    axes.set_ylabel(word("minute_axis", lang))
    colours = axes.collections[0].norm
    for (row, hour), value in np.ndenumerate(cells):
        if np.isfinite(value):
            dark = float(np.asarray(colours(np.array([value * 100])))[0]) > DARK_FROM
            axes.text(
                hour + 0.5, row + 0.5, f"{value * 100:.0f}", ha="center", va="center", fontsize=8.5,
                color="white" if dark else INK,
            )  # fmt: skip


def _day_axes(axes: Axes, rows: list[str], lang: str) -> None:
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks(range(0, 25, 2))
    axes.set_xlabel(word("hour_axis", lang))


def _mean_rows(rows: Reals) -> Reals:
    known = np.isfinite(rows)
    count = known.sum(axis=0)
    total = np.where(known, rows, 0.0).sum(axis=0)
    mean: Reals = np.divide(total, count, out=np.full(rows.shape[1], np.nan), where=count > 0)
    return mean


def _title(cells: Reals, shown: Reals, rows: list[str], width: int, lang: str) -> str:
    known = cells[np.isfinite(cells)]
    if len(known) == 0:
        return word("occupancy_title_none", lang)
    row, column = np.unravel_index(int(np.nanargmax(shown)), shown.shape)
    clock = f"{column * width // 60:02d}:{column * width % 60:02d}"
    share = float((known > BUSY_LIMIT).mean())
    return word(
        "occupancy_title",
        lang,
        share=percent(round(share, 2 if share > 0.01 else 3)),
        limit=percent(BUSY_LIMIT),
        at=word("at_clock" if len(rows) == 1 else "on_date_at", lang, date=rows[row], clock=clock),
        peak=percent(round(float(shown[row, column]), 2)),
    )
