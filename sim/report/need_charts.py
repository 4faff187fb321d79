"""The charts of `hotline need`: what was tried for each target, head count by head count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.definitions import label
from sim.report.numbers import plain_number, unit_word
from sim.report.style import BLUE, GRID, INK, ORANGE, canvas, house_style, label_of, legend_above, plain_ticks
from sim.report.summary_words import STATUS_WORDS
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.measures.targets import TargetResult
    from sim.staffing.need import HeadsTried


def need_charts(tried: Sequence[HeadsTried], answer: str, lang: str = "en", note: str = "") -> dict[str, Figure]:
    """Name to figure: each target's measure by head count, with its interval and the threshold.

    Parameters
    ----------
    tried
        Head counts and how each target fared, as `sim.staffing.need.Need.heads_tried` has them.
    answer
        The answer, in a sentence; each title ends with it.
    lang, note
        As charts have them.
    """
    charts = {}
    for number, name in enumerate(need_chart_names(tried)):
        rows = [(heads, targets[number]) for heads, targets in tried]
        charts[name] = _target_chart(rows, answer, lang, note)
    return charts


def need_chart_names(tried: Sequence[HeadsTried]) -> list[str]:
    """What the chart of each target is called."""
    _, targets = tried[0]
    return [f"need_{target.measure}" + ("_by_interval" if target.per == "interval" else "") for target in targets]


def _target_chart(rows: Sequence[tuple[int, TargetResult]], answer: str, lang: str, note: str) -> Figure:
    from matplotlib.ticker import MaxNLocator

    target = rows[0][1]
    scale = 100 if target.unit == "share" else 1
    with house_style():
        figure, axes = canvas(word("need_title", lang, measure=label(target.measure, lang), answer=answer), note)
        for status, colour, marker in (("met", BLUE, "o"), ("undecided", INK, "D"), ("not met", ORANGE, "X")):
            points = [(heads, *_ends(t)) for heads, t in rows if t.status == status and t.estimate is not None]
            if points:
                heads, low, middle, high = (np.array(column) for column in zip(*points, strict=True))
                axes.errorbar(
                    heads, middle * scale, yerr=[(middle - low) * scale, (high - middle) * scale], color=colour,
                    marker=marker, linestyle="none", capsize=4, label=phrase(STATUS_WORDS[status], lang),
                )  # fmt: skip
        threshold = plain_number(target.threshold, target.unit, lang)
        axes.axhline(target.threshold * scale, color=INK, ls="--", lw=1.2, label=word("target", lang, target=threshold))
        axes.set_xlabel(word("staff_axis", lang))
        unit = "%" if scale == 100 else unit_word(target.unit, lang)
        axes.set_ylabel(f"{label_of(label(target.measure, lang))} ({unit})")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        plain_ticks(axes.xaxis)
        plain_ticks(axes.yaxis)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        legend_above(axes)
    return figure


def _ends(target: TargetResult) -> tuple[float, float, float]:
    """Lower end, estimate and upper end; without an interval all three are the estimate."""
    middle = target.estimate or 0.0
    low, high = (middle if end is None else end for end in (target.low, target.high))
    return low, middle, high
