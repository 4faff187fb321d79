"""The charts of `hotline need --by-interval`: people required, rostered and at work, as steps, pool by pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.requirement import are_means, days_shown
from sim.report.style import (
    BLUE,
    GRID,
    INK,
    SKY,
    house_style,
    label_of,
    legend_above,
    panelled,
    plain_ticks,
    steps,
)
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

HOURS: Final = 24


def requirement_charts(frame: pd.DataFrame, lang: str = "en", note: str = "") -> dict[str, Figure]:
    """Name to figure: each pool's day, or its mean day of each kind side by side.

    Parameters
    ----------
    frame
        As `sim.planning.requirement.Requirement.frame` gives it.
    lang, note
        As charts have them.
    """
    days = days_shown(frame, lang)
    pools = dict.fromkeys(frame["pool"])
    names, is_mean = requirement_chart_names(frame), are_means(frame)
    return {name: _chart(pool, days, is_mean, lang, note) for name, pool in zip(names, pools, strict=True)}


def requirement_chart_names(frame: pd.DataFrame) -> list[str]:
    """What the chart of each pool is called, in the order of the pools."""
    return [f"requirement_{number}" for number in range(1, frame["pool"].nunique() + 1)]


def _chart(pool: str, days: dict, is_mean: bool, lang: str, note: str) -> Figure:  # type: ignore[type-arg]  # of pandas tables
    mine = {name: day[day["pool"] == pool] for name, day in days.items()}
    most = {name: max(float(day[name].max()) for day in mine.values()) for name in ("required", "present")}
    told = {name: f"{value:,.1f}".removesuffix(".0") for name, value in most.items()}
    words = {"pool": label_of(pool), **told}
    title = word("required_title_mean", lang, **words) if is_mean else word("required_title", lang, **words)
    with house_style():
        figure, panels = panelled(title, note, len(mine))
        for axes, (name, day) in zip(panels, mine.items(), strict=True):
            clock = day["interval"].str.split(":", expand=True).astype(float)
            edges = np.append((clock[0] + clock[1] / 60).to_numpy(), HOURS)
            required, rostered, present = (
                day[what].to_numpy(dtype=float) for what in ("required", "rostered", "present")
            )
            steps(axes, present, edges, fill=True, color=SKY, label=word("present", lang))
            steps(axes, rostered, edges, baseline=None, color=BLUE, ls="--", lw=1.4, label=word("scheduled", lang))
            steps(axes, required, edges, baseline=None, color=INK, lw=1.6, label=word("required", lang))
            axes.set_xlim(edges[0], HOURS)
            axes.set_xticks(range(0, HOURS + 1, 6 if len(mine) > 1 else 2))
            axes.set_xlabel(f"{name}, " + word("hour_axis", lang) if len(mine) == 1 else name)
            axes.grid(axis="y", color=GRID, linewidth=0.8)
        panels[0].set_ylim(0, max(axes.dataLim.y1 for axes in panels) * 1.05)
        panels[0].set_ylabel(word("staff_axis", lang))
        plain_ticks(panels[0].yaxis)
        legend_above(panels[0])
    return figure
