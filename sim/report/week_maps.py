"""Maps of a week: a day of it in each row, the time of day along it; and people by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.numbers import count_words, percent
from sim.report.style import BLUE, GRID, INK, ORANGE, canvas, house_style, labels_of, plain_ticks
from sim.report.views import Reals, grid, mean_of_known
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HOURS: Final = 24
FEWEST_DAYS: Final = 2
"""Of a single day a map has one row: its chart by time says it better."""
MOST_POOLS: Final = 30
DARK_FROM: Final = 0.62
A_PERSON: Final = 0.5
"""From half a person on, a time of day counts as over or under."""


def level_map(
    frame: pd.DataFrame, key: str, target: float | None = None, lang: str = "en", note: str = ""
) -> Figure | None:
    """The service level by weekday and time of day, weighted by calls; None where there is a single day.

    Parameters
    ----------
    frame
        An interval table, as `sim.report.charts.draw_charts` takes it.
    key
        Column of the service level, such as `service_level_15s`.
    target
        What is asked of it, as a share; the title counts what is below.
    lang, note
        As charts have them.
    """
    in_time = frame.assign(in_time=(frame[key] * frame["offered"]).fillna(0.0))
    days, cells, minutes = by_weekday(in_time, "in_time", lang)
    offered = by_weekday(frame, "offered", lang)[1]
    if len(days) < FEWEST_DAYS:
        return None
    level = np.divide(cells, offered, out=np.full(cells.shape, np.nan), where=np.nan_to_num(offered) > 0)
    with house_style():
        figure, axes = canvas(_level_title(level, days, minutes, key, target, lang), note, 2.6 + 0.3 * len(days))
        shown = np.ma.masked_invalid(level * 100)
        lowest = float(np.floor(shown.min() / 20) * 20) if shown.count() else 0.0
        mesh = _mesh(axes, shown, days, "YlGnBu", min(lowest, 80.0), 100.0)
        _key_to_colours(mesh, axes, word("level_axis", lang, within=_within(key, lang)))
        axes.set_xlabel(word("hour_axis", lang))
    return figure


def over_under_map(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure | None:
    """People at work less those required by weekday and time of day; None where there is a single day.

    Parameters
    ----------
    frame
        An interval table, as `sim.report.charts.draw_charts` takes it.
    lang, note
        As charts have them.
    """
    days, cells, minutes = by_weekday(frame, "over_under", lang)
    if len(days) < FEWEST_DAYS or not np.isfinite(cells).any():
        return None
    with house_style():
        figure, axes = canvas(_balance_title(cells, days, minutes, lang), note, 2.6 + 0.3 * len(days))
        draw_balance(axes, cells, days, word("over_under_axis", lang))
        axes.set_xlabel(word("hour_axis", lang))
    return figure


def pool_map(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """How busy the people of each desk, group and unit are by hour of the day, the busiest on top.

    Parameters
    ----------
    frame
        The table `pool_hours` of `sim.measures.chart_tables.ChartTables.frames`.
    lang, note
        As charts have them.
    """
    sums = frame.groupby("pool", sort=False)[["busy_hours", "ready_hours"]].sum()
    busy = sums["busy_hours"] / sums["ready_hours"].where(sums["ready_hours"] > 0)
    order = busy.dropna().sort_values(ascending=False, kind="stable").index[:MOST_POOLS]
    table = frame.pivot(index="pool", columns="hour", values="occupancy").reindex(order)
    cells = table.to_numpy(dtype=float, na_value=np.nan)
    names = labels_of(list(map(str, order)))
    with house_style():
        figure, axes = canvas(_pool_title(cells, names, busy[order], lang), note, 2.6 + 0.3 * len(names))
        mesh = _mesh(axes, np.ma.masked_invalid(cells * 100), names, "YlOrBr", 0.0, 100.0)
        _key_to_colours(mesh, axes, word("occupancy_axis", lang))
        for (row, hour), value in np.ndenumerate(cells):
            if np.isfinite(value):
                axes.text(
                    hour + 0.5, row + 0.5, f"{value * 100:.0f}", ha="center", va="center", fontsize=7.5,
                    color="white" if value > DARK_FROM else INK,
                )  # fmt: skip
        axes.set_xlabel(word("hour_axis", lang))
    return figure


def draw_balance(axes: Axes, cells: Reals, rows: Sequence[str], label: str) -> None:
    """Cells over zero in one colour and those under it in another, with nothing in the middle."""
    from matplotlib.colors import LinearSegmentedColormap

    shown = np.ma.masked_invalid(cells)
    most = max(1.0, float(np.abs(shown).max())) if shown.count() else 1.0
    colours = LinearSegmentedColormap.from_list("over_under", [ORANGE, "white", BLUE])
    _key_to_colours(_mesh(axes, shown, rows, colours, -most, most), axes, label, few=True)


def _mesh(axes: Axes, shown: Any, rows: Sequence[str], colours: Any, low: float, high: float) -> Any:
    edges = np.arange(shown.shape[1] + 1) * HOURS / shown.shape[1]
    axes.set_facecolor(GRID)
    mesh = axes.pcolormesh(
        edges, np.arange(len(rows) + 1.0), shown, cmap=colours, vmin=low, vmax=high, edgecolors="white", linewidth=0.4
    )
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks(range(0, HOURS + 1, 2))
    axes.invert_yaxis()
    for side in axes.spines.values():
        side.set_visible(False)
    return mesh


def _key_to_colours(mesh: Any, axes: Axes, label: str, few: bool = False) -> None:
    from matplotlib.ticker import MaxNLocator

    bar = axes.figure.colorbar(mesh, ax=axes, pad=0.015, aspect=18)
    bar.set_label(label)
    bar.outline.set_visible(False)
    if few:
        bar.locator = MaxNLocator(nbins=6, integer=True)
        bar.update_ticks()
    plain_ticks(bar.ax.yaxis)


def by_weekday(frame: pd.DataFrame, column: str, lang: str) -> tuple[list[str], Reals, int]:
    """The weekdays there are, the mean of each by time of day, and the length of an interval in minutes."""
    dates, minutes, cells = grid(frame, column)
    names = word("weekdays", lang).split()
    numbers = sorted({day.weekday() for day in dates})
    rows = [mean_of_known(cells[[day.weekday() == number for day in dates]]) for number in numbers]
    return [names[number] for number in numbers], np.array(rows), minutes


def _when(place: int, shape: tuple[int, ...], days: Sequence[str], minutes: int, lang: str) -> str:
    row, slot = np.unravel_index(place, shape)
    clock = int(slot) * minutes
    return word("on_date_at", lang, date=days[int(row)], clock=f"{clock // 60:02d}:{clock % 60:02d}")


def _level_title(level: Reals, days: Sequence[str], minutes: int, key: str, target: float | None, lang: str) -> str:
    within = _within(key, lang)
    if not np.isfinite(level).any():
        return word("level_title_none", lang)
    worst = int(np.nanargmin(level))
    words = {
        "within": within,
        "at": _when(worst, level.shape, days, minutes, lang),
        "low": percent(float(level.flat[worst])),
    }
    if target is None:
        return word("level_map_title_plain", lang, **words)
    known = level[np.isfinite(level)]
    below = percent(float((known < target).mean()))
    return word("level_map_title", lang, below=below, target=percent(target), **words)


def _balance_title(cells: Reals, days: Sequence[str], minutes: int, lang: str) -> str:
    known = np.isfinite(cells)
    under, over = cells <= -A_PERSON, cells >= A_PERSON
    hours = minutes / 60
    if not (known & under).any():
        return word("balance_title_over", lang, over=count_words(float(cells[known & over].sum() * hours)))
    worst = int(np.nanargmin(cells))
    return word(
        "balance_title",
        lang,
        under=count_words(float(-cells[known & under].sum() * hours)),
        over=count_words(float(cells[known & over].sum() * hours)),
        at=_when(worst, cells.shape, days, minutes, lang),
        heads=count_words(round(float(-cells.flat[worst]))),
    )


def _pool_title(cells: Reals, names: Sequence[str], busy: pd.Series[float], lang: str) -> str:
    if not np.isfinite(cells).any():
        return word("occupancy_title_none", lang)
    peak = int(np.nanargmax(cells))
    row, hour = np.unravel_index(peak, cells.shape)
    return word(
        "pool_map_title",
        lang,
        pool=names[0],
        share=percent(float(busy.iloc[0])),
        most=names[int(row)],
        at=word("at_clock", lang, clock=f"{int(hour):02d}:00"),
        peak=percent(round(float(cells.flat[peak]), 2)),
    )


def _within(key: str, lang: str) -> str:
    return f"{key.rpartition('_')[2].removesuffix('s')} {word('seconds', lang)}"
