"""The designs of a sweep as pictures: a map of two factors, what each factor does, and cost against what it buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.measures.definitions import definition_of, label
from sim.report.numbers import span_unit, unit_word, value_words
from sim.report.style import BLUE, GRID, INK, MIDDLE, QUIET, canvas, house_style, label_of, labels_of, plain_ticks
from sim.report.views import Reals
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COSTS: Final = ("staff_cost", "person_hours", "scheduled_heads")
"""What designs cost, the first that a sweep has."""
MOST_LEVELS: Final = 14
MOST_NUMBERED: Final = 100
DARK_FROM: Final = 0.6


def sweep_map(
    summary: pd.DataFrame, factors: Sequence[str], measure: str, lang: str = "en", note: str = ""
) -> Figure | None:
    """A measure by the levels of the first two factors, a mean over all others; None without two of few levels.

    Parameters
    ----------
    summary
        A row for each design and measure: its level of each factor as text, `measure`, `estimate`, `unit`.
    factors
        Names of the columns that hold levels.
    measure
        Key of the measure.
    lang, note
        As charts have them.
    """
    rows = summary[summary["measure"] == measure]
    several = [factor for factor in factors if 1 < rows[factor].nunique() <= MOST_LEVELS]
    if len(several) < 2:
        return None
    across, up = several[:2]
    table = rows.pivot_table(index=up, columns=across, values="estimate", aggfunc="mean", sort=False)
    scale, unit = _scale(rows, measure)
    cells = table.to_numpy(dtype=float, na_value=np.nan) * scale
    with house_style():
        best = _extreme(table, measure, scale, unit, lang)
        title = word("sweep_map_title", lang, measure=label(measure, lang), **best)
        figure, axes = canvas(title, note, 2.6 + 0.42 * len(table))
        mesh = axes.pcolormesh(
            np.arange(cells.shape[1] + 1.0), np.arange(cells.shape[0] + 1.0), np.ma.masked_invalid(cells),
            cmap="YlGnBu", edgecolors="white", linewidth=0.6,
        )  # fmt: skip
        axes.set_facecolor(GRID)
        bar = figure.colorbar(mesh, ax=axes, pad=0.015, aspect=18)
        bar.set_label(f"{label_of(label(measure, lang))} {_in(unit, lang)}".strip())
        plain_ticks(bar.ax.yaxis)
        low, high = (float(np.nanmin(cells)), float(np.nanmax(cells))) if np.isfinite(cells).any() else (0.0, 1.0)
        for (row, column), value in np.ndenumerate(cells if cells.size <= MOST_NUMBERED else cells[:0]):
            if np.isfinite(value):
                is_dark = high > low and (value - low) / (high - low) > DARK_FROM
                axes.text(
                    column + 0.5, row + 0.5, f"{value:.3g}", ha="center", va="center", fontsize=9,
                    color="white" if is_dark else INK,
                )  # fmt: skip
        axes.set_xticks(np.arange(cells.shape[1]) + 0.5, labels_of([str(level) for level in table.columns]))
        axes.set_yticks(np.arange(cells.shape[0]) + 0.5, labels_of([str(level) for level in table.index]))
        axes.tick_params(length=0)
        axes.set_xlabel(label_of(across))
        axes.set_ylabel(label_of(up))
        for side in axes.spines.values():
            side.set_visible(False)
    return figure


def effects_chart(
    summary: pd.DataFrame, factors: Sequence[str], measure: str, lang: str = "en", note: str = ""
) -> Figure | None:
    """What a measure does between the lowest and the highest mean of each factor's levels, the widest on top.

    Parameters
    ----------
    summary, factors, measure
        As `sweep_map` has them.
    lang, note
        As charts have them.
    """
    rows = summary[(summary["measure"] == measure) & summary["estimate"].notna()]
    scale, unit = _scale(rows, measure)
    bars = []
    for factor in factors:
        means = rows.groupby(factor, sort=False)["estimate"].mean().astype(float) * scale
        if len(means) > 1:
            bars.append((factor, means.idxmin(), float(means.min()), means.idxmax(), float(means.max())))
    if not bars:
        return None
    bars.sort(key=lambda bar: bar[2] - bar[4])
    with house_style():
        widest = bars[0]
        title = word(
            "sweep_effects_title", lang, measure=label(measure, lang), factor=widest[0],
            low=_told(widest[2], unit, lang), high=_told(widest[4], unit, lang),
        )  # fmt: skip
        figure, axes = canvas(title, note, 1.9 + 0.46 * len(bars))
        for place, (_, lowest, low, highest, high) in enumerate(bars):
            axes.barh(place, high - low, left=low, height=0.6, color=MIDDLE, edgecolor=INK, linewidth=0.4)
            for value, level, side in ((low, lowest, "right"), (high, highest, "left")):
                axes.annotate(
                    label_of(str(level)), (value, place), (-4 if side == "right" else 4, 0), va="center", ha=side,
                    textcoords="offset points", fontsize=9,
                )  # fmt: skip
        axes.set_yticks(range(len(bars)), labels_of([bar[0] for bar in bars]))
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.use_sticky_edges = False
        axes.margins(x=0.3)
        axes.set_xlabel(f"{label_of(label(measure, lang))} {_in(unit, lang)}".strip())
        plain_ticks(axes.xaxis)
        axes.grid(axis="x", color=GRID, linewidth=0.8)
    return figure


def trade_off_chart(summary: pd.DataFrame, measure: str, lang: str = "en", note: str = "") -> Figure | None:
    """What each design costs against a measure, with the intervals of both; on the line none is beaten by another.

    Parameters
    ----------
    summary, measure
        As `sweep_map` has them; None where no measure says what a design costs.
    lang, note
        As charts have them.
    """
    cost = next((key for key in COSTS if (summary["measure"] == key).any()), None)
    if cost is None or cost == measure or definition_of(measure).better == "neither":
        return None
    both = [
        summary[(summary["measure"] == key) & summary["estimate"].notna()].set_index("point") for key in (cost, measure)
    ]
    points = both[0].index.intersection(both[1].index)
    if len(points) < 2:
        return None
    scales = [_scale(side, key) for side, key in zip(both, (cost, measure), strict=True)]
    ends = [
        {
            name: side.loc[points, name].to_numpy(dtype=float, na_value=np.nan) * scale
            for name in ("estimate", "low", "high")
        }
        for side, (scale, _) in zip(both, scales, strict=True)
    ]
    x, y = ends[0]["estimate"], ends[1]["estimate"]
    front = _front(x, y, definition_of(measure).better == "higher")
    with house_style():
        title = word("sweep_front_title", lang, n=len(front), all=len(points), measure=label(measure, lang))
        figure, axes = canvas(title, note)
        axes.errorbar(
            x,
            y,
            xerr=_error(ends[0]),
            yerr=_error(ends[1]),
            fmt="o",
            markersize=5,
            color=BLUE,
            ecolor=QUIET,
            elinewidth=1.0,
        )
        axes.plot(x[front], y[front], color=INK, linewidth=1.2, drawstyle="steps-post", zorder=1)
        names = both[0].loc[points, "name"].astype(str).tolist()
        for place in front[:MOST_LEVELS]:
            axes.annotate(label_of(names[place]), (x[place], y[place]), (5, 5), textcoords="offset points", fontsize=8)
        axes.margins(0.12)
        axes.set_xlabel(f"{label_of(label(cost, lang))} {_in(scales[0][1], lang)}".strip())
        axes.set_ylabel(f"{label_of(label(measure, lang))} {_in(scales[1][1], lang)}".strip())
        for axis in (axes.xaxis, axes.yaxis):
            plain_ticks(axis)
        axes.grid(color=GRID, linewidth=0.8)
    return figure


def _front(x: Reals, y: Reals, higher: bool) -> list[int]:
    """Designs that no other one beats in both, in the order of their cost."""
    found: list[int] = []
    for place in np.lexsort((-y if higher else y, x)).tolist():
        if not found or (y[place] > y[found[-1]] if higher else y[place] < y[found[-1]]):
            found.append(place)
    return found


def _scale(rows: pd.DataFrame, measure: str) -> tuple[float, str]:
    """What values are multiplied by to be shown, and in which unit that is."""
    unit = definition_of(measure).unit
    if unit == "s" and rows["estimate"].notna().any():
        seconds, name = span_unit(float(rows["estimate"].max()))
        return 1 / seconds, name
    return (100.0, "%") if unit == "share" else (1.0, unit)


def _in(unit: str, lang: str) -> str:
    said = unit if unit == "%" else unit_word(unit, lang)
    return f"({said})" if said else ""


def _told(value: float, unit: str, lang: str) -> str:
    said = unit if unit == "%" else unit_word(unit, lang)
    return f"{value:.3g} {said}".rstrip()


def _error(ends: dict[str, Any]) -> Any:
    low, high = ends["estimate"] - ends["low"], ends["high"] - ends["estimate"]
    return np.maximum(np.nan_to_num(np.array([low, high])), 0.0)


def _extreme(table: pd.DataFrame, measure: str, scale: float, unit: str, lang: str) -> dict[str, str]:
    """The best cell, or where neither direction is better the highest, and its levels."""
    cells = table.to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(cells).any():
        return {"at": "-", "value": value_words(None, "", lang)}
    pick = np.nanargmin if definition_of(measure).better == "lower" else np.nanargmax
    row, column = np.unravel_index(int(pick(cells)), cells.shape)
    at = f"{list(table.columns)[int(column)]}, {list(table.index)[int(row)]}"
    return {"at": label_of(at), "value": _told(float(cells[row, column]) * scale, unit, lang)}
