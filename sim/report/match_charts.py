"""The chart of `hotline match`: what remains of each unknown number, and of each pair of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.match import part
from sim.report.style import BLUE, GRID, INK, ORANGE, SKY, house_style, legend_above, panelled, plain_ticks
from sim.report.words import counted, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.matching.matching import Matching

CHARTS: Final = ("match_pairs",)
MOST_UNKNOWNS: Final = 6
"""Of more, those that the figures say most about are drawn."""
BINS: Final = 20


def match_charts(found: Matching, lang: str = "en") -> dict[str, Figure]:
    """The matrix of pairs: on the diagonal what remains of each unknown, below it what remains of each pair."""
    frame = found.to_frame()
    names = list(frame.sort_values("given_others", kind="stable")["unknown"][:MOST_UNKNOWNS])
    names = [name for name in frame["unknown"] if name in names]
    share, figures = part(found.waves.remaining.share), counted("figure", len(found.waves.observed), lang)
    title = word(
        "match_chart", lang, title=found.question.file.match.title or found.question.file.name, figures=figures,
        share=share,
    )  # fmt: skip
    many, rows = len(names), frame.set_index("unknown")
    left, simulated = found.remaining_frame(), found.simulated_frame()
    with house_style():
        figure, panels = panelled(title, found.question.file.name, many, 2.2 * many + 2.4, rows=many, shared=False)
        for place, axes in enumerate(panels):
            down, across = divmod(place, many)
            if across > down:
                axes.set_axis_off()
                continue
            _axis(axes, rows.loc[names[across]], names[across] if down == many - 1 else "", is_x=True)
            if across == down:
                _alone(axes, left[names[across]], rows.loc[names[across]])
                continue
            _axis(axes, rows.loc[names[down]], names[down] if across == 0 else "", is_x=False)
            _pair(axes, left, simulated, names[across], names[down], rows, lang)
        last = panels[(many - 1) * many]
        if many > 1:
            legend_above(panels[0], handles=last.get_legend_handles_labels()[0])
    return {CHARTS[0]: figure}


def _axis(axes: Axes, row: pd.Series, name: str, is_x: bool) -> None:
    """The range of an unknown along an axis, from end to end."""
    axis = axes.xaxis if is_x else axes.yaxis
    if row["scale"] == "log":
        axes.set_xscale("log") if is_x else axes.set_yscale("log")
    limits = row["low"], row["high"]
    axes.set_xlim(*limits) if is_x else axes.set_ylim(*limits)
    told = f"{name} ({row['unit']})" if name and row["unit"] else name
    axes.set_xlabel(told) if is_x else axes.set_ylabel(told)
    if row["scale"] != "log":
        plain_ticks(axis)
    axes.grid(color=GRID, linewidth=0.8)


def _alone(axes: Axes, left: pd.Series, row: pd.Series) -> None:
    low, high = row["low"], row["high"]
    edges = np.geomspace(low, high, BINS + 1) if row["scale"] == "log" else np.linspace(low, high, BINS + 1)
    axes.hist(left, bins=edges.tolist(), color=SKY)
    axes.set_yticks([])
    if not np.isnan(row["own"]):
        axes.axvline(row["own"], color=ORANGE, lw=1.6)


def _pair(
    axes: Axes, left: pd.DataFrame, simulated: pd.DataFrame, across: str, down: str, rows: pd.DataFrame, lang: str
) -> None:
    axes.plot(left[across], left[down], ".", color=SKY, ms=3, label=word("match_chart_left", lang))
    good = simulated[(simulated["place"] == "drawn") & simulated["reproduced"]]
    axes.plot(good[across], good[down], "o", color=BLUE, ms=5, label=word("match_chart_drawn", lang))
    own = rows["own"]
    if not own.isna().any():
        axes.plot([own[across]], [own[down]], "D", color=ORANGE, mec=INK, ms=7, label=word("match_chart_own", lang))
