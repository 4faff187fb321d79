"""The charts of `hotline tonight`: open tickets from now to the end, and where what is left is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.numbers import percent
from sim.report.style import BLUE, GRID, INK, MIDDLE, SKY, canvas, house_style, legend_above, plain_ticks
from sim.report.tonight import note_words, title_words
from sim.report.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.tonight.outlook import Outlook

CHARTS: Final = ("tonight_open",)
BANDS: Final = ((0.1, 0.9, SKY), (0.25, 0.75, MIDDLE))


def tonight_charts(found: Outlook, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: open tickets over time, with bands of 80 and 50 %."""
    hours = found.moments_us / 3.6e9
    with house_style():
        figure, axes = canvas(title_words(found, lang), note_words(found, lang))
        for low, high, colour in BANDS:
            ends = np.quantile(found.endings.open_at, (low, high), axis=0)
            label = word("tonight_band", lang, share=percent(high - low))
            axes.fill_between(hours, *ends, color=colour, lw=0, label=label)
        axes.plot(hours, found.endings.open_at.mean(axis=0), color=BLUE, lw=1.8, label=word("tonight_all", lang))
        axes.plot(hours, found.endings.now_at.mean(axis=0), color=INK, lw=1.4, label=word("tonight_of_now", lang))
        axes.set_ylim(bottom=0)
        axes.set_xlim(hours[0], hours[-1])
        axes.set_xlabel(word("hour_axis", lang))
        axes.set_ylabel(word("tonight_axis", lang))
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        plain_ticks(axes.yaxis)
        legend_above(axes)
    return {CHARTS[0]: figure}
