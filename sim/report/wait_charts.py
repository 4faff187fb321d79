"""How long callers wait, as a distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.numbers import percent, say_length
from sim.report.style import GRID, INK, ORANGE, SKY, canvas, house_style, legend_above, plain_ticks
from sim.report.views import Reals
from sim.report.words import word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LONG_SECONDS: Final = 60
"""Of waits longer than this the title tells the share."""


def waits_chart(frame: pd.DataFrame, lang: str = "en", note: str = "") -> Figure:
    """Callers by how long they waited, of those answered and of those who gave up, in per cent of all of them.

    Parameters
    ----------
    frame
        The table `waits` of `sim.measures.chart_tables.ChartTables.frames`.
    lang
        'en' or 'zh'.
    note
        A line below the chart: what was run.
    """
    answered, abandoned = (frame[name].to_numpy(dtype=float) for name in ("answered", "abandoned"))
    begins = frame["from_seconds"].to_numpy(dtype=float)
    whole = float((answered + abandoned).sum())
    scale = 100 / whole if whole else 0.0
    with house_style():
        figure, axes = canvas(_title(answered, begins, lang), note)
        places = np.arange(len(frame))
        axes.bar(
            places, answered * scale, width=0.85, color=SKY, edgecolor=INK, linewidth=0.4, label=word("answered", lang)
        )
        axes.bar(
            places, abandoned * scale, bottom=answered * scale, width=0.85, color="white", edgecolor=ORANGE,
            hatch="/////", linewidth=0.8, label=word("abandoned", lang),
        )  # fmt: skip
        for place, share in zip(places, (answered + abandoned) * scale, strict=True):
            if share > 0:
                axes.annotate(
                    percent(share / 100), (place, share), (0, 3), textcoords="offset points", ha="center", fontsize=8.5
                )
        axes.set_xticks(places, [_bin(row, lang) for row in zip(begins, frame["to_seconds"], strict=True)], fontsize=9)
        axes.set_xlabel(word("wait_axis", lang))
        axes.set_ylabel(word("wait_share_axis", lang))
        axes.set_ylim(0, max(float(((answered + abandoned) * scale).max()), 1.0) * 1.12)
        plain_ticks(axes.yaxis)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        legend_above(axes)
    return figure


def _bin(ends: tuple[float, float], lang: str) -> str:
    """What a bar stands for: no wait, or from so long to so long."""
    begin, end = ends
    if end == 0:
        return word("wait_none", lang)
    if np.isnan(end):
        return word("wait_over", lang, low=f"{begin:g}")
    return f"{begin:g}\n-{end:g}" if begin else f"<{end:g}"


def _title(answered: Reals, begins: Reals, lang: str) -> str:
    whole = answered.sum()
    if not whole:
        return word("wait_title_none", lang)
    return word(
        "wait_title",
        lang,
        none=percent(float(answered[0] / whole)),
        long=percent(float(answered[1:][begins[1:] >= LONG_SECONDS].sum() / whole)),
        than=say_length(LONG_SECONDS, lang),
    )
