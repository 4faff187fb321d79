"""The charts of `hotline fit`: what was recorded against what was fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.fitting.laws import survival_of, survival_seen
from sim.report.fit import parameter_words
from sim.report.fit_words import LAW_WORDS
from sim.report.numbers import percent
from sim.report.style import BLUE, GRID, INK, ORANGE, SKY, canvas, house_style, legend_above, plain_ticks
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.fitting.fit import Fit
    from sim.fitting.laws import FittedLaw, Lengths

CHARTS: Final = ("fit_days", "fit_patience", "fit_talk", "fit_wrap_up")
MOST_POINTS: Final = 2_000
LAST_SHARE: Final = 0.005
"""The axis ends where fewer than this share last longer."""


def fit_charts(found: Fit, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: days by weekday, and each law beside what was recorded."""
    note = found.records.name
    charts = {CHARTS[0]: _days_chart(found, lang, note)}
    for name, what, laws, lengths in (
        (CHARTS[1], word("fit_patience", lang), found.patience.laws, found.patience.lengths),
        (CHARTS[2], word("fit_talk", lang), found.talk[""], found.talk_lengths),
        (CHARTS[3], word("fit_wrap", lang), found.wrap, found.wrap_lengths),
    ):
        if laws:
            charts[name] = _law_chart(laws[0], lengths, what, lang, note)
    return charts


def _law_chart(law: FittedLaw, lengths: Lengths, what: str, lang: str, note: str) -> Figure:
    at, share = survival_seen(lengths)
    chosen = np.unique(np.linspace(0, len(at) - 1, MOST_POINTS).astype(int))
    at, share = at[chosen], share[chosen]
    last = float(at[share > LAST_SHARE].max(initial=at[-1] if len(at) == 1 else 0.0)) or float(at[-1])
    grid = np.linspace(lengths.beyond, last, 400)
    told = survival_of(law, grid) / float(survival_of(law, np.array([lengths.beyond]))[0])
    title = word(
        "fit_law_title", lang, what=what, law=phrase(LAW_WORDS[law.law], lang), mean=parameter_words(law.mean, "s"),
        distance=percent(law.distance),
    )  # fmt: skip
    with house_style():
        figure, axes = canvas(title, note)
        axes.step(at, 100 * share, where="post", color=INK, lw=1.6, label=word("fit_seen", lang))
        axes.plot(grid, 100 * told, color=ORANGE, lw=1.6, ls="--", label=word("fit_told", lang))
        axes.set_xlim(0, last)
        axes.set_ylim(0, 102)
        axes.set_xlabel(word("fit_seconds", lang))
        axes.set_ylabel(word("fit_longer", lang))
        axes.grid(color=GRID, linewidth=0.8)
        plain_ticks(axes.xaxis)
        legend_above(axes)
    return figure


def _days_chart(found: Fit, lang: str, note: str) -> Figure:
    volumes = found.volumes
    names = word("weekdays", lang).split()
    title = word(
        "fit_days_title",
        lang,
        mean=parameter_words(volumes.every_day[0], "calls"),
        busyness=percent(volumes.busyness_cv),
    )
    with house_style():
        figure, axes = canvas(title, note)
        for place, (k, (mean, (low, high), _)) in enumerate(sorted(volumes.by_weekday.items())):
            axes.bar(place, mean, color=SKY)
            if np.isfinite(high):
                axes.errorbar(place, mean, [[mean - low], [high - mean]], color=BLUE, capsize=4)
            axes.text(place, 0, f" {names[k]}", rotation=90, va="bottom", ha="center", color=INK)
        axes.set_xticks([])
        axes.set_ylabel(word("fit_per_day", lang))
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        plain_ticks(axes.yaxis)
    return figure
