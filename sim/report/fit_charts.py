"""The charts of `hotline fit`: what was recorded against what was fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.fitting.day_parts import HOURS
from sim.fitting.laws import survival_of, survival_seen
from sim.report.fit import parameter_words
from sim.report.fit_words import LAW_WORDS
from sim.report.numbers import percent
from sim.report.style import (
    BLUE,
    GRID,
    INK,
    ORANGE,
    SKY,
    canvas,
    drawable,
    house_style,
    legend_above,
    panelled,
    plain_ticks,
)
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.fitting.calls_fit import CallFit
    from sim.fitting.day_parts import DayParts
    from sim.fitting.fit import Fit
    from sim.fitting.laws import FittedLaw, Lengths
    from sim.fitting.stages import UnitFit
    from sim.fitting.tickets_fit import TicketFit
    from sim.fitting.volumes import Volumes

CHARTS: Final = (
    "fit_days", "fit_patience", "fit_talk", "fit_wrap_up", "fit_ticket_days", "fit_units", "fit_talk_parts",
    "fit_wrap_up_parts")  # fmt: skip
MOST_POINTS: Final = 2_000
LAST_SHARE: Final = 0.005
"""The axis ends where fewer than this share last longer."""
MOST_UNITS: Final = 6
"""So many units have a panel, those with most tickets."""
COLUMNS: Final = 3
HOUR_S: Final = 3600.0


def fit_charts(found: Fit, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: days by weekday, and each law beside what was recorded."""
    charts = {} if found.calls is None else _call_charts(found.calls, lang)
    return charts if found.tickets is None else charts | _ticket_charts(found.tickets, lang)


def _call_charts(found: CallFit, lang: str) -> dict[str, Figure]:
    note = found.records.name
    told = _spread(found.volumes, "calls")
    charts = {
        CHARTS[0]: _days_chart(
            found.volumes, word("fit_days_title", lang, **told), word("fit_per_day", lang), lang, note
        )
    }
    for name, what, laws, lengths in (
        (CHARTS[1], word("fit_patience", lang), found.patience.laws, found.patience.lengths),
        (CHARTS[2], word("fit_talk", lang), found.talk.together, found.talk.lengths),
        (CHARTS[3], word("fit_wrap", lang), found.wrap.together, found.wrap.lengths),
    ):
        if laws:
            charts[name] = _law_chart(laws[0], lengths, what, lang, note)
    for name, what, handling in (
        (CHARTS[6], word("fit_talk", lang), found.talk), (CHARTS[7], word("fit_wrap", lang), found.wrap)
    ):  # fmt: skip
        if handling.parts:
            charts[name] = _parts_chart(handling.parts, what, lang, note)
    return charts


def _parts_chart(parts: dict[str, DayParts], what: str, lang: str, note: str) -> Figure:
    """The mean of each hour with its interval, and the means of the laws; a panel for each type."""
    some = dict(list(parts.items())[:MOST_UNITS])
    columns = min(len(some), COLUMNS)
    rows = -(-len(some) // COLUMNS)
    with house_style():
        figure, panels = panelled(word("fit_parts_title", lang, what=what), note, columns, 1.6 + 2.7 * rows, rows)
        for axes, (name, one) in zip(panels, some.items(), strict=False):
            hour = np.arange(HOURS)
            count, mean, reach = one.seen.T
            axes.errorbar(
                hour[count > 1] + 0.5, mean[count > 1], reach[count > 1], fmt="o", ms=3.5, color=INK, lw=1.2,
                label=word("fit_seen", lang),
            )  # fmt: skip
            axes.stairs(
                one.means, np.arange(HOURS + 1), baseline=None, color=ORANGE, lw=1.8, label=word("fit_told", lang)
            )
            axes.set_xlim(0, HOURS)
            axes.set_xticks(range(0, HOURS + 1, 4))
            axes.set_ylim(bottom=0)
            axes.set_title(drawable(name), loc="left", pad=26 if axes is panels[0] else None)
            axes.set_xlabel(word("fit_hour_axis", lang))
            axes.grid(color=GRID, linewidth=0.8)
        for axes in panels[len(some) :]:
            axes.set_axis_off()
        panels[0].set_ylabel(word("fit_mean_axis", lang))
        legend_above(panels[0])
    return figure


def _ticket_charts(found: TicketFit, lang: str) -> dict[str, Figure]:
    note, charts = found.records.name, {}
    if found.volumes is not None:
        title = word("fit_ticket_days_title", lang, **_spread(found.volumes, "tickets"))
        charts[CHARTS[4]] = _days_chart(found.volumes, title, word("fit_tickets_per_day", lang), lang, note)
    stays = [unit for unit in found.units if unit.stay is not None and unit.stay.laws][:MOST_UNITS]
    if stays:
        charts[CHARTS[5]] = _units_chart(stays, lang, note)
    return charts


def _units_chart(units: list[UnitFit], lang: str, note: str) -> Figure:
    """How long tickets stay at each unit: recorded, and as the law has it."""
    rows = -(-len(units) // COLUMNS)
    with house_style():
        figure, panels = panelled(word("fit_stay", lang), note, min(len(units), COLUMNS), 1.2 + 2.4 * rows, rows)
        for axes, unit in zip(panels, units, strict=False):
            assert unit.stay is not None
            law, lengths = unit.stay.laws[0], unit.stay.lengths
            name = "empirical" if unit.stay.is_empirical else law.law
            last = _curves(axes, law, lengths, lang, HOUR_S)
            axes.set_xlim(0, last)
            axes.set_title(word("fit_units_title", lang, unit=unit.name, law=phrase(LAW_WORDS[name], lang)), loc="left")
            axes.set_xlabel(word("fit_hours_axis", lang))
        for axes in panels[len(units) :]:
            axes.set_axis_off()
        panels[0].legend(fontsize=8)
    return figure


def _curves(axes: Axes, law: FittedLaw, lengths: Lengths, lang: str, unit_s: float = 1.0) -> float:
    """The share that lasts longer, recorded and by the law; where the axis ends."""
    at, share = survival_seen(lengths)
    chosen = np.unique(np.linspace(0, len(at) - 1, MOST_POINTS).astype(int))
    at, share = at[chosen], share[chosen]
    last = float(at[share > LAST_SHARE].max(initial=at[-1] if len(at) == 1 else 0.0)) or float(at[-1])
    grid = np.linspace(lengths.beyond, last, 400)
    told = survival_of(law, grid) / float(survival_of(law, np.array([lengths.beyond]))[0])
    axes.step(at / unit_s, 100 * share, where="post", color=INK, lw=1.6, label=word("fit_seen", lang))
    axes.plot(grid / unit_s, 100 * told, color=ORANGE, lw=1.6, ls="--", label=word("fit_told", lang))
    axes.set_ylim(0, 102)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_ylabel(word("fit_longer", lang))
    plain_ticks(axes.xaxis)
    return last / unit_s


def _law_chart(law: FittedLaw, lengths: Lengths, what: str, lang: str, note: str) -> Figure:
    title = word(
        "fit_law_title", lang, what=what, law=phrase(LAW_WORDS[law.law], lang), mean=parameter_words(law.mean, "s"),
        distance=percent(law.distance),
    )  # fmt: skip
    with house_style():
        figure, axes = canvas(title, note)
        last = _curves(axes, law, lengths, lang)
        axes.set_xlim(0, last)
        axes.set_xlabel(word("fit_seconds", lang))
        legend_above(axes)
    return figure


def _spread(volumes: Volumes, unit: str) -> dict[str, str]:
    return {"mean": parameter_words(volumes.every_day[0], unit), "busyness": percent(volumes.busyness_cv)}


def _days_chart(volumes: Volumes, title: str, axis: str, lang: str, note: str) -> Figure:
    """Contacts by weekday."""
    names = word("weekdays", lang).split()
    with house_style():
        figure, axes = canvas(title, note)
        for place, (k, (mean_of, (low, high), _)) in enumerate(sorted(volumes.by_weekday.items())):
            axes.bar(place, mean_of, color=SKY)
            if np.isfinite(high):
                axes.errorbar(place, mean_of, [[mean_of - low], [high - mean_of]], color=BLUE, capsize=4)
            axes.text(place, 0, f" {names[k]}", rotation=90, va="bottom", ha="center", color=INK)
        axes.set_xticks([])
        axes.set_ylabel(axis)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        plain_ticks(axes.yaxis)
    return figure
