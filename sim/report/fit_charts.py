"""The charts of `hotline fit`: what was recorded against what was fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.fit import parameter_words
from sim.report.fit_finding import PATIENCE, TALK, TALK_PARTS, UNITS, WRAP, WRAP_PARTS
from sim.report.fit_found import seconds_words
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
    labels_of,
    legend_above,
    panelled,
    plain_ticks,
)
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.study.kept_answer import KeptFinding

DAYS: Final = {"calls": "fit_days", "tickets": "fit_ticket_days"}
"""The chart of the days of each stream."""
CHARTS: Final = (DAYS["calls"], PATIENCE, TALK, WRAP, TALK_PARTS, WRAP_PARTS, DAYS["tickets"], UNITS)
HOURS: Final = 24
MOST_TYPES: Final = 6
"""So many types have a panel, the first ones."""
COLUMNS: Final = 3
HOUR_S: Final = 3600.0
SMALL: Final = 9.5


def fit_charts(found: KeptFinding, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: days by weekday, and each law beside what was recorded."""
    spread, weekdays, laws = found.facts["spread"], found.tables["weekdays"], found.tables["laws"]
    charts = {}
    for stream, told in spread.items():
        days = weekdays[weekdays["stream"] == stream]
        charts[DAYS[stream]] = _days_chart(days, _days_title(stream, told, lang), stream, lang, told["file"])
    curves, calls = found.tables["curves"], found.facts["files"].get("calls", "")
    for law in laws[laws["chart"] != UNITS].to_dict("records"):
        points = curves[curves["chart"] == law["chart"]]
        charts[law["chart"]] = _law_chart(law, points, lang, calls)
    hours = found.tables["hours"]
    for chart, what in ((TALK_PARTS, word("fit_talk", lang)), (WRAP_PARTS, word("fit_wrap", lang))):
        own = hours[hours["chart"] == chart]
        if len(own):
            charts[chart] = _parts_chart(own, what, lang, calls)
    stays = [row for row in laws.to_dict("records") if row["unit"] in set(curves["unit"]) - {""}]
    if stays:
        charts[UNITS] = _units_chart(stays, curves, lang, found.facts["files"]["tickets"])
    return {name: charts[name] for name in CHARTS if name in charts}


def _days_title(stream: str, told: dict[str, Any], lang: str) -> str:
    said = {"mean": parameter_words((told["mean"],), stream)[0], "busyness": percent(told["busyness"])}
    return word("fit_days_title" if stream == "calls" else "fit_ticket_days_title", lang, **said)


def _parts_chart(hours: pd.DataFrame, what: str, lang: str, note: str) -> Figure:
    """The mean of each hour with its interval, and the means of the laws; a panel for each type."""
    types = list(dict.fromkeys(hours["type"]))[:MOST_TYPES]
    columns = min(len(types), COLUMNS)
    rows = -(-len(types) // COLUMNS)
    with house_style():
        figure, panels = panelled(word("fit_parts_title", lang, what=what), note, columns, 1.6 + 2.7 * rows, rows)
        for axes, name in zip(panels, types, strict=False):
            own = hours[hours["type"] == name]
            known = own[own["mean_s"].notna()]
            axes.errorbar(
                known["hour"] + 0.5, known["mean_s"], known["high_s"] - known["mean_s"], fmt="o", ms=3.5, color=INK,
                lw=1.2, label=word("fit_seen", lang),
            )  # fmt: skip
            axes.stairs(
                own["fitted_s"], np.arange(HOURS + 1), baseline=None, color=ORANGE, lw=1.8,
                label=word("fit_told", lang),
            )  # fmt: skip
            axes.set_xlim(0, HOURS)
            axes.set_xticks(range(0, HOURS + 1, 4))
            axes.set_ylim(bottom=0)
            axes.set_title(drawable(name), loc="left", pad=26 if axes is panels[0] else None)
            axes.set_xlabel(word("fit_hour_axis", lang))
            axes.grid(color=GRID, linewidth=0.8)
        for axes in panels[len(types) :]:
            axes.set_axis_off()
        panels[0].set_ylabel(word("fit_mean_axis", lang))
        legend_above(panels[0])
    return figure


def _units_chart(units: list[dict[Any, Any]], curves: pd.DataFrame, lang: str, note: str) -> Figure:
    """How long tickets stay at each unit: recorded, and as the law has it."""
    rows, names = -(-len(units) // COLUMNS), [unit["unit"] for unit in units]
    labels = dict(zip(names, labels_of(names), strict=True))
    with house_style():
        figure, panels = panelled(
            _capital(word("fit_stay", lang)), note, min(len(units), COLUMNS), 1.2 + 2.6 * rows, rows
        )
        for axes, unit in zip(panels, units, strict=False):
            _curves(axes, curves[curves["unit"] == unit["unit"]], lang, HOUR_S)
            law = phrase(LAW_WORDS[unit["law"]], lang)
            title = word("fit_units_title", lang, unit=labels[unit["unit"]], law=law)
            axes.set_title(title, loc="left", fontsize=SMALL)
            axes.set_xlabel(word("fit_hours_axis", lang))
        for axes in panels[len(units) :]:
            axes.set_axis_off()
        panels[0].legend(fontsize=8)
    return figure


def _curves(axes: Axes, points: pd.DataFrame, lang: str, unit_s: float = 1.0) -> None:
    """The share that lasts longer, recorded and by the law."""
    recorded, fitted = (points[points["is_recorded"] == is_recorded] for is_recorded in (True, False))
    at, share = recorded["at_s"] / unit_s, 100 * recorded["share"]
    axes.step(at, share, where="post", color=INK, lw=1.6, label=word("fit_seen", lang))
    at, share = fitted["at_s"] / unit_s, 100 * fitted["share"]
    axes.plot(at, share, color=ORANGE, lw=1.6, ls="--", label=word("fit_told", lang))
    axes.set_xlim(0, float(at.max()))
    axes.set_ylim(0, 102)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_ylabel(word("fit_longer", lang))
    plain_ticks(axes.xaxis)


def _capital(told: str) -> str:
    """A title begins with a capital letter."""
    return told[:1].upper() + told[1:]


def _law_title(law: dict[Any, Any], lang: str) -> str:
    """What was fitted to some lengths, and how far off it is."""
    name = {PATIENCE: word("fit_patience", lang), TALK: word("fit_talk", lang), WRAP: word("fit_wrap", lang)}
    return word(
        "fit_law_title", lang, what=_capital(name[law["chart"]]), law=phrase(LAW_WORDS[law["law"]], lang),
        mean=seconds_words(law["mean_s"], lang), distance=percent(law["distance"]),
    )  # fmt: skip


def _law_chart(law: dict[Any, Any], points: pd.DataFrame, lang: str, note: str) -> Figure:
    with house_style():
        figure, axes = canvas(_law_title(law, lang), note)
        _curves(axes, points, lang)
        axes.set_xlabel(word("fit_seconds", lang))
        legend_above(axes)
    return figure


def _days_chart(days: pd.DataFrame, title: str, stream: str, lang: str, note: str) -> Figure:
    """Contacts by weekday."""
    names = word("weekdays", lang).split()
    with house_style():
        figure, axes = canvas(title, note)
        for place, row in enumerate(days.to_dict("records")):
            axes.bar(place, row["mean"], color=SKY)
            if np.isfinite(row["high"]):
                ends = [[row["mean"] - row["low"]], [row["high"] - row["mean"]]]
                axes.errorbar(place, row["mean"], ends, color=BLUE, capsize=4)
            axes.text(place, 0, f" {names[row['weekday']]}", rotation=90, va="bottom", ha="center", color=INK)
        axes.set_xticks([])
        axes.set_ylabel(word("fit_per_day" if stream == "calls" else "fit_tickets_per_day", lang))
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        plain_ticks(axes.yaxis)
    return figure
