"""The chart of `hotline match`: what remains of each unknown number, and of each pair of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.match import part
from sim.report.style import BLUE, GRID, INK, ORANGE, SKY, house_style, panelled, plain_ticks
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.study.kept_answer import KeptFinding

CHARTS: Final = ("match_pairs",)
MOST_UNKNOWNS: Final = 6
"""Of more, those that the figures say most about are drawn."""
BINS: Final = 20
WIDEST: Final = 24
"""So many characters of a key path stand in one line."""
SMALL: Final = 8.5
TICKS: Final = (1, 2, 5)
"""On a scale of equal factors these are told, times powers of ten."""
MOST_TICKS: Final = 4


def match_charts(found: KeptFinding, lang: str = "en") -> dict[str, Figure]:
    """The matrix of pairs: on the diagonal what remains of each unknown, below it what remains of each pair."""
    unknown, left, simulated = (found.tables[name] for name in ("unknown", "remaining", "simulated"))
    names = set(unknown.sort_values("given_others", kind="stable")["unknown"][:MOST_UNKNOWNS])
    rows = [row for row in unknown.to_dict("records") if row["unknown"] in names]
    title = word("match_chart", lang, title=found.titles[lang], share=part(found.facts["share_left"]))
    good, many = simulated[(simulated["place"] == "drawn") & simulated["reproduced"]], len(rows)
    with house_style():
        figure, panels = panelled(title, found.facts["file"], many, 1.5 * many + 2.4, rows=many, shared=False)
        for place, axes in enumerate(panels):
            down, across = divmod(place, many)
            if across > down:
                axes.set_axis_off()
                continue
            _range_along(axes, rows[across], is_x=True, is_told=down == many - 1)
            if across == down:
                axes.set_title(_folded(rows[across]), fontsize=SMALL, color=INK, pad=4)
                _alone(axes, left[rows[across]["unknown"]], rows[across])
                continue
            _range_along(axes, rows[down], is_x=False, is_told=across == 0)
            _pair(axes, left, good, rows[across], rows[down], lang)
        if many > 1:
            last = panels[(many - 1) * many]
            figure.legend(*last.get_legend_handles_labels(), loc="upper right", fontsize=SMALL + 1)
    return {CHARTS[0]: figure}


def _range_along(axes: Axes, row: dict[Any, Any], is_x: bool, is_told: bool) -> None:
    """The range of an unknown along an axis, from end to end; its numbers stand at the edge of the matrix only."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

    axis = axes.xaxis if is_x else axes.yaxis
    if row["scale"] == "log":
        axes.set_xscale("log") if is_x else axes.set_yscale("log")
        powers = 10.0 ** np.arange(np.floor(np.log10(row["low"])), np.log10(row["high"]) + 1)
        ticks = [at for at in np.outer(powers, TICKS).ravel().tolist() if row["low"] <= at <= row["high"]]
        ticks = ticks[:: -(-len(ticks) // MOST_TICKS)]
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_major_formatter(FixedFormatter([f"{at:g}" for at in ticks]))
        axis.set_minor_locator(NullLocator())
    else:
        plain_ticks(axis)
        axes.locator_params(axis="x" if is_x else "y", nbins=MOST_TICKS)
    axes.set_xlim(row["low"], row["high"]) if is_x else axes.set_ylim(row["low"], row["high"])
    if not is_told:
        axes.tick_params(labelbottom=False) if is_x else axes.tick_params(labelleft=False)
    axes.grid(color=GRID, linewidth=0.8)


def _folded(row: dict[Any, Any]) -> str:
    """The name of an unknown with its unit, a key path in as many lines as it takes."""
    lines = [""]
    for step in row["unknown"].split("."):
        longer = f"{lines[-1]}.{step}" if lines[-1] else step
        if len(longer) > WIDEST and lines[-1]:
            lines.append(f".{step}")
        else:
            lines[-1] = longer
    return "\n".join(lines) + (f" ({row['unit']})" if row["unit"] else "")


def _alone(axes: Axes, left: pd.Series, row: dict[Any, Any]) -> None:
    low, high = row["low"], row["high"]
    edges = np.geomspace(low, high, BINS + 1) if row["scale"] == "log" else np.linspace(low, high, BINS + 1)
    axes.hist(left, bins=edges.tolist(), color=SKY)
    axes.set_yticks([])
    if not np.isnan(row["own"]):
        axes.axvline(row["own"], color=ORANGE, lw=1.6)


def _pair(
    axes: Axes, left: pd.DataFrame, good: pd.DataFrame, across: dict[Any, Any], down: dict[Any, Any], lang: str
) -> None:
    one, other = across["unknown"], down["unknown"]
    axes.plot(left[one], left[other], ".", color=SKY, ms=3, label=word("match_chart_left", lang))
    axes.plot(good[one], good[other], "o", color=BLUE, ms=5, clip_on=False, label=word("match_chart_drawn", lang))
    if not np.isnan(across["own"]):
        own = [across["own"]], [down["own"]]
        axes.plot(*own, "D", color=ORANGE, mec=INK, ms=7, clip_on=False, label=word("match_chart_own", lang))
