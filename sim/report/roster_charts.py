"""The charts of `hotline roster`: who works which shift on which day, and people over and short on each shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.numbers import amount
from sim.report.style import (
    BLUE,
    DEEP,
    GRID,
    INK,
    MIDDLE,
    ORANGE,
    PALE,
    QUIET,
    SKY,
    canvas,
    house_style,
    label_of,
    legend_above,
    legend_rows,
    plain_ticks,
)
from sim.report.words import counted, word
from sim.rostering.parts import WEEK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.planning.staff_roster import StaffRoster
    from sim.report.charts import Charts
    from sim.rostering.parts import Shift
    from sim.rostering.problem import Problem

MOST_PEOPLE: Final = 60
"""Rows that are drawn."""
MOST_DATES: Final = 10
"""That are named."""
COLOURS: Final = (SKY, MIDDLE, PALE, BLUE, DEEP)
HATCHES: Final = ("", "////", "....", "xxxx")
"""Shifts beyond the colours have the same ones again, hatched."""


def roster_charts(found: StaffRoster, lang: str = "en", note: str = "") -> Charts:
    """Both charts by file name."""
    return {"roster": grid_chart(found, lang, note), "roster_cover": cover_chart(found, lang, note)}


def roster_chart_names() -> list[str]:
    """What the charts are called."""
    return ["roster", "roster_cover"]


def grid_chart(found: StaffRoster, lang: str = "en", note: str = "") -> Figure:
    """A row for each person, a column for each day, a colour for each shift; nights have a dark edge."""
    from matplotlib.patches import Patch

    problem = found.problem
    cells = found.roster.cells[:MOST_PEOPLE]
    hours = amount(float(found.people_frame()["hours"].sum()))
    title = word(
        "roster_grid_title",
        lang,
        people=counted("person", len(problem.people), lang),
        hours=hours,
        days=counted("day", problem.days, lang),
        short=_short(found, lang),
    )
    labels = {number: label_of(shift.name) for number, shift in enumerate(problem.shifts) if (cells == number).any()}
    with house_style():
        figure, axes = canvas(title, note, 2.0 + 0.2 * len(cells) + 0.22 * legend_rows(list(labels.values())))
        for number, shift in enumerate(problem.shifts):
            rows, days = np.nonzero(cells == number)
            axes.barh(rows, 0.92, 0.84, days + 0.04, linewidth=0.7, **_look(shift, number))
        axes.set_xlim(0, problem.days)
        axes.set_ylim(len(cells) - 0.4, -0.6)
        axes.set_yticks(range(len(cells)), [label_of(person.name) for person in problem.people[:MOST_PEOPLE]])
        _name_days(axes, problem)
        weekends = [day for day in range(problem.days) if problem.is_weekend(day)]
        for day in weekends:
            axes.axvspan(day, day + 1, color=GRID, alpha=0.5, zorder=0)
        marks = [Patch(**_look(problem.shifts[number], number), label=label) for number, label in labels.items()]
        legend_above(axes, handles=marks)
    return figure


def _name_days(axes: Axes, problem: Problem) -> None:
    """Dates below their columns; of many the first of each week."""
    shown = range(0, problem.days, 1 if problem.days <= MOST_DATES else WEEK)
    axes.set_xticks([day + 0.5 for day in shown], [f"{problem.date(day):%m-%d}" for day in shown])
    axes.tick_params(length=0)


def _look(shift: Shift, number: int) -> dict[str, Any]:
    """Colour, hatch and edge of a shift."""
    hatch = HATCHES[number // len(COLOURS) % len(HATCHES)]
    edge = INK if shift.is_night else QUIET if hatch else "white"
    return {"facecolor": COLOURS[number % len(COLOURS)], "hatch": hatch, "edgecolor": edge}


def cover_chart(found: StaffRoster, lang: str = "en", note: str = "") -> Figure:
    """People on each shift of each day less those that the scenario wants."""
    from matplotlib.colors import LinearSegmentedColormap

    problem, cover = found.problem, found.cover_frame()
    whole = cover[cover["skill"] == ""]
    names = [shift.name for shift in problem.shifts]
    table = whole.pivot(index="shift", columns="date", values="over_under").reindex(index=names)
    cells = table.to_numpy(dtype=float)
    most = max(1.0, float(np.abs(cells).max()))
    colours = LinearSegmentedColormap.from_list("over_under", [ORANGE, "white", BLUE])
    with house_style():
        title = word("roster_cover_title", lang, short=_short(found, lang))
        figure, axes = canvas(title, note, 2.4 + 0.3 * len(names))
        mesh = axes.pcolormesh(
            np.arange(problem.days + 1), np.arange(len(names) + 1), cells, cmap=colours, vmin=-most, vmax=most,
            edgecolors=GRID, linewidth=0.4,
        )  # fmt: skip
        bar = figure.colorbar(mesh, ax=axes, pad=0.015, aspect=18)
        bar.set_label(word("roster_cover_axis", lang))
        bar.outline.set_visible(False)
        plain_ticks(bar.ax.yaxis)
        axes.set_yticks(np.arange(len(names)) + 0.5, [label_of(name) for name in names])
        _name_days(axes, problem)
        axes.invert_yaxis()
        for side in axes.spines.values():
            side.set_visible(False)
    return figure


def _short(found: StaffRoster, lang: str) -> str:
    short, of, missing = found.short
    if not short:
        return word("roster_title_covered", lang)
    return word("roster_title_short", lang, heads=counted("person", missing, lang), of=of)
