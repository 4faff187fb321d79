"""The chart of `hotline tonight`: open tickets from now to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.report.numbers import Shown, found_words, percent
from sim.report.style import BLUE, GRID, INK, MIDDLE, SKY, canvas, house_style, legend_above, plain_ticks
from sim.report.words import counted, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.study.kept_answer import KeptFinding

CHARTS: Final = ("tonight_open",)
BANDS: Final = ((80, SKY), (50, MIDDLE))


def tonight_charts(found: KeptFinding, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: open tickets over time, with bands of 80 and 50 %."""
    open_at = found.tables["open"]
    hours = open_at["hour"].to_numpy()
    with house_style():
        figure, axes = canvas(_title(found, lang), _note(found, lang))
        for share, colour in BANDS:
            label = word("tonight_band", lang, share=percent(share / 100))
            axes.fill_between(hours, open_at[f"low_{share}"], open_at[f"high_{share}"], color=colour, lw=0, label=label)
        axes.plot(hours, open_at["mean"], color=BLUE, lw=1.8, label=word("tonight_all", lang))
        axes.plot(hours, open_at["now"], color=INK, lw=1.4, label=word("tonight_of_now", lang))
        axes.set_ylim(bottom=0)
        axes.set_xlim(hours[0], hours[-1])
        axes.set_xlabel(word("hour_axis", lang))
        axes.set_ylabel(word("tonight_axis", lang))
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        plain_ticks(axes.yaxis)
        legend_above(axes)
    return {CHARTS[0]: figure}


def _title(found: KeptFinding, lang: str) -> str:
    """How likely it is that all that is open now is closed."""
    chance = found.tables["chances"].iloc[0]
    estimate, low, high = (float(chance[end]) for end in ("estimate", "low", "high"))
    told = found_words(Shown(estimate, low, high, "share"), lang)
    open_now = counted("open_ticket", found.facts["open"], lang)
    return word("tonight_title", lang, until=found.facts["until"], open=open_now, chance=told)


def _note(found: KeptFinding, lang: str) -> str:
    """Of which scenario it is, and how many replications."""
    return word("tonight_note", lang, scenario=found.titles[lang], n=counted("replication", found.n, lang))
