"""The plot of `hotline compare`: each measure's difference with its interval, shares in points, all else in per cent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.definitions import label
from sim.report.comparison import letter
from sim.report.comparison_words import VERDICT_WORDS
from sim.report.style import BLUE, GRID, INK, ORANGE, QUIET, house_style, label_of, legend_above, panelled, plain_ticks
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.study.compare import Row, Together

MARKS: Final = {
    "better": (BLUE, "o"),
    "worse": (ORANGE, "X"),
    "higher": (INK, "^"),
    "lower": (INK, "v"),
    "hardly any difference": (QUIET, "s"),
    "no clear difference": (QUIET, "D"),
}
"""Colour and mark of each verdict; they stay apart in grey, too."""
HEIGHT_OF_A_ROW: Final = 0.33
"""In inches."""
MOST_ROWS: Final = 120
"""More would not be read, and make a picture too tall to be drawn."""


def comparison_charts(found: Together, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: the forest plot of all differences shown."""
    return {"comparison": forest_plot(found, lang)}


def forest_plot(found: Together, lang: str = "en") -> Figure:
    """A row for each measure and pair; on the left differences of shares in points, on the right others in per cent."""
    rows = [row for key in found.measures for row in found.rows if row.measure == key and _is_drawn(row)][:MOST_ROWS]
    letters = {name: letter(k) for k, name in enumerate(found.comparison.names)}
    names = "; ".join(f"{letters[name]} {label_of(name)}" for name in found.comparison.names)
    n, seed = found.comparison.base.n, found.comparison.base.seed
    note = word("chart_note", lang, title=names, replications=counted("replication", n, lang), seed=seed)
    is_one_pair = len(letters) == 2
    with house_style():
        figure, (points, parts) = panelled(_title(found, lang), note, 2, 1.9 + HEIGHT_OF_A_ROW * max(len(rows), 3))
        for k, row in enumerate(rows):
            axes = points if row.difference.unit == "share" else parts
            _draw(axes, k, row)
        texts = [label_of(label(row.measure, lang)) for row in rows]
        if not is_one_pair:
            pair = [f"{letters[row.design]} - {letters[row.against]}" for row in rows]
            texts = [f"{text}: {of}" for text, of in zip(texts, pair, strict=True)]
        points.set_yticks(range(len(rows)), texts)
        points.set_ylim(max(len(rows), 1) - 0.5, -0.5)
        against = {row.against for row in rows}
        parts_axis = (
            word("compare_parts_axis", lang, against=label_of(against.pop()))
            if len(against) == 1
            else word("compare_parts_axis_all", lang)
        )
        for axes, name in ((points, word("compare_points_axis", lang)), (parts, parts_axis)):
            axes.axvline(0, color=INK, lw=1.0)
            axes.set_xlabel(name)
            axes.grid(axis="x", color=GRID, linewidth=0.8)
            plain_ticks(axes.xaxis)
        for verdict in dict.fromkeys(row.difference.verdict for row in rows):
            colour, mark = MARKS[verdict]
            points.plot([], [], color=colour, marker=mark, ls="none", label=phrase(VERDICT_WORDS[verdict], lang))
        legend_above(points)
    return figure


def _is_drawn(row: Row) -> bool:
    """Whether there is a difference to draw, and, of what is no share, something that it is a part of."""
    d = row.difference
    return d.difference is not None and (d.unit == "share" or bool(d.base))


def _draw(axes: Axes, place: int, row: Row) -> None:
    d = row.difference
    scale = 100 if d.unit == "share" else 100 / abs(d.base or 1.0)
    colour, mark = MARKS[d.verdict]
    middle = (d.difference or 0.0) * scale
    low, high = ((middle if end is None else end * scale) for end in (d.low, d.high))
    error = np.array([[middle - low], [high - middle]])
    axes.errorbar([middle], [place], xerr=error, color=colour, marker=mark, linestyle="none", capsize=3)


def _title(found: Together, lang: str) -> str:
    """What was compared, and how many measures show a difference worth naming."""
    against, *others = found.comparison.names
    named = sum(row.difference.verdict in ("better", "worse", "higher", "lower") for row in found.rows)
    names = word("compare_pair", lang, name=", ".join(others), against=against)
    if not named:
        return word("compare_title_none", lang, names=names)
    return word("compare_title", lang, names=names, named=named, all=len(found.rows))
