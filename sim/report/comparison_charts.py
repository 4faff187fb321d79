"""The plot of `hotline compare`: each difference with its interval, of shares in points, of all else in per cent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.definitions import label
from sim.report.comparison import difference_words, letter
from sim.report.comparison_words import VERDICT_WORDS
from sim.report.style import BLUE, GRID, INK, ORANGE, QUIET, house_style, label_of, labels_of, panelled, plain_ticks
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
HEIGHT_OF_THE_REST: Final = 2.0
MOST_ROWS: Final = 120
"""More would not be read, and make a picture too tall to be drawn."""


def comparison_charts(found: Together, lang: str = "en") -> dict[str, Figure]:
    """Name to figure: the forest plot of all differences shown."""
    return {"comparison": forest_plot(found, lang)}


def forest_plot(found: Together, lang: str = "en") -> Figure:
    """A row for each measure and pair: on the left differences of shares in points, on the right others in per cent."""
    from matplotlib.lines import Line2D

    rows = [row for key in found.measures for row in found.rows if row.measure == key and _is_drawn(row)][:MOST_ROWS]
    is_share = [row.difference.unit == "share" for row in rows]
    kinds = [kind for kind in (True, False) if kind in is_share] or [True]
    with house_style():
        height = HEIGHT_OF_THE_REST + HEIGHT_OF_A_ROW * max(len(rows), 3)
        figure, panels = panelled(_title(found, lang), _foot(found, lang), len(kinds), height)
        for kind, axes in zip(kinds, panels, strict=True):
            for place, row in enumerate(rows):
                if is_share[place] == kind:
                    _draw(axes, place, row)
            axes.axvline(0, color=INK, lw=1.0)
            axes.set_xlabel(_axis_name(found, kind, lang))
            axes.grid(axis="x", color=GRID, linewidth=0.8)
            plain_ticks(axes.xaxis)
        panels[0].set_yticks(range(len(rows)), _names_of(found, rows, lang))
        panels[0].set_ylim(max(len(rows), 1) - 0.5, -0.5)
        beside = panels[-1].secondary_yaxis("right")
        beside.set_yticks(range(len(rows)), [difference_words(row, lang) for row in rows])
        beside.tick_params(length=0)
        beside.spines["right"].set_visible(False)
        marks = [
            Line2D([], [], color=MARKS[verdict][0], marker=MARKS[verdict][1], ls="none", label=phrase(words, lang))
            for verdict, words in VERDICT_WORDS.items()
            if any(row.difference.verdict == verdict for row in rows)
        ]
        if marks:
            panels[0].set_title(" ")  # room for the legend, which is wider than its panel and shall not press it
            legend = panels[0].legend(
                handles=marks, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(marks), handletextpad=0.2,
                borderaxespad=0.2,
            )  # fmt: skip
            legend.set_in_layout(False)
    return figure


def _names_of(found: Together, rows: list[Row], lang: str) -> list[str]:
    """What stands at the left of each row: the measure, and the pair if there are several."""
    letters = {name: letter(k) for k, name in enumerate(found.comparison.names)}
    names = dict(zip(found.measures, labels_of([label(key, lang) for key in found.measures]), strict=True))
    texts = [names[row.measure] for row in rows]
    if len(letters) == 2:
        return texts
    return [
        f"{text}: {letters[row.design]} - {letters[row.against]}" for text, row in zip(texts, rows, strict=True)
    ]  # fmt: skip


def _foot(found: Together, lang: str) -> str:
    """Which letter is which design, how often they ran, and with which chance."""
    base = found.comparison.base
    names = "; ".join(f"{letter(k)} {label_of(name)}" for k, name in enumerate(found.comparison.names))
    return word("chart_note", lang, title=names, replications=counted("replication", base.n, lang), seed=base.seed)


def _axis_name(found: Together, of_shares: bool, lang: str) -> str:
    if of_shares:
        return word("compare_points_axis", lang)
    against = {row.against for row in found.rows}
    base = letter(0) if len(against) == 1 else word("compare_base", lang)
    return word("compare_parts_axis", lang, against=base)


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
