"""Units held against each other: how many tickets each closes on time, and how many lie open there day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.numbers import count_words, percent
from sim.report.style import (
    BLUE,
    GRID,
    INK,
    QUIET,
    SKY,
    canvas,
    house_style,
    label_of,
    labels_of,
    panelled,
    plain_ticks,
)
from sim.report.views import Reals, date_label, days_shown, say_date
from sim.report.words import word

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    from matplotlib.figure import Figure

MOST_UNITS: Final = 30
FEWEST: Final = 2


def league_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """Share that each unit closes on time with its interval, the best on top, and what is open there at the end.

    Parameters
    ----------
    frame
        The table `units` of `sim.measures.chart_tables.ChartTables.frames`.
    lang, note
        As charts have them.
    """
    import pandas as pd

    known = frame[frame["on_time_closure"].notna()]
    ranked = known.sort_values(["on_time_closure", "due"], ascending=[False, False], kind="stable")
    if len(ranked) > MOST_UNITS:  # the best and the worst
        ranked = pd.concat([ranked.head(MOST_UNITS // 2), ranked.tail(MOST_UNITS // 2)])
    shown = ranked
    names = labels_of(list(map(str, shown["unit"])))
    share, low, high, still = (
        shown[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("on_time_closure", "on_time_closure_low", "on_time_closure_high", "open")
    )
    with house_style():
        figure, (shares, counts) = panelled(_league_title(names, share, lang), note, 2, 2.0 + 0.3 * max(len(shown), 1))
        rows = np.arange(len(shown))
        ends = np.array([np.nan_to_num(share - low), np.nan_to_num(high - share)]) * 100
        shares.errorbar(
            share * 100, rows, xerr=np.maximum(ends, 0.0), fmt="o", color=BLUE, ecolor=QUIET, elinewidth=1.6, capsize=3
        )
        for row, value in enumerate(share):
            shares.annotate(
                percent(round(float(value), 3)),
                (value * 100, row),
                (0, 5),
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )
        counts.barh(rows, still, height=0.6, color=SKY, edgecolor=INK, linewidth=0.3)
        shares.set_yticks(rows, names)
        shares.set_ylim(len(shown) - 0.4, -0.8)
        shares.set_xlim(*_range(low, high, share))
        shares.set_xlabel(word("league_axis", lang))
        counts.set_xlabel(word("league_open_axis", lang))
        for axes in (shares, counts):
            axes.grid(axis="x", color=GRID, linewidth=0.8)
            plain_ticks(axes.xaxis)
    return figure


def unit_open_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure | None:
    """Open tickets of each unit at each midnight, those with most on top; None where there are fewer than two units.

    Parameters
    ----------
    frame
        The table `unit_open` of `sim.measures.chart_tables.ChartTables.frames`.
    lang, note
        As charts have them.
    """
    table = frame.pivot(index="unit", columns="elapsed_hours", values="open")
    order = table.mean(axis=1).sort_values(ascending=False, kind="stable").index[:MOST_UNITS]
    moments = [moment.to_pydatetime() for moment in frame["moment"].iloc[: table.shape[1]]]
    if len(order) < FEWEST or len(moments) < FEWEST:
        return None
    cells = table.loc[order].to_numpy(dtype=float)
    names = labels_of(list(map(str, order)))
    with house_style():
        figure, axes = canvas(_open_title(cells, names, moments, lang), note, 2.4 + 0.26 * len(names))
        edges = np.arange(len(moments) + 1.0) - 0.5
        mesh = axes.pcolormesh(
            edges, np.arange(len(names) + 1.0), cells, cmap="YlGnBu", vmin=0.0, vmax=max(float(cells.max()), 1.0),
            edgecolors="white", linewidth=0.3 if len(moments) < 60 else 0.0, rasterized=len(moments) > 60,
        )  # fmt: skip
        bar = figure.colorbar(mesh, ax=axes, pad=0.015, aspect=18)
        bar.set_label(word("tickets_axis", lang))
        bar.outline.set_visible(False)
        plain_ticks(bar.ax.yaxis)
        axes.set_yticks(np.arange(len(names)) + 0.5, names)
        axes.tick_params(axis="y", length=0)
        shown = list(days_shown(len(moments)))
        axes.set_xticks(shown, [date_label(moments[k], lang) for k in shown])
        axes.set_xlabel(word("date_axis", lang))
        axes.invert_yaxis()
        for side in axes.spines.values():
            side.set_visible(False)
    return figure


def _range(low: Reals, high: Reals, share: Reals) -> tuple[float, float]:
    """From which share to which the axis goes: all that is shown, and never beyond what a share can be."""
    known = np.concatenate([low, high, share])
    known = known[np.isfinite(known)] * 100
    if not len(known):
        return 0.0, 100.0
    spread = max(float(known.max() - known.min()), 4.0)
    return max(float(known.min()) - 0.15 * spread, -3.0), min(float(known.max()) + 0.15 * spread, 103.0)


def _league_title(names: list[str], share: Reals, lang: str) -> str:
    if not len(names):
        return word("league_title_none", lang)
    if len(names) == 1:
        return word("league_title_one", lang, unit=names[0], share=percent(float(share[0])))
    most, least = percent(float(share[0])), percent(float(share[-1]))
    return word("league_title", lang, best=names[0], most=most, worst=names[-1], least=least)


def _open_title(cells: Reals, names: list[str], moments: list[datetime], lang: str) -> str:
    if not cells.any():
        return word("unit_open_title_none", lang)
    row, day = np.unravel_index(int(np.argmax(cells)), cells.shape)
    at = say_date(moments[int(day)], lang)
    return word("unit_open_title", lang, unit=label_of(names[int(row)]), peak=count_words(float(cells.max())), at=at)
