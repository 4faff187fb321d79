"""What is wrong with a laid-out chart: labels that overlap, texts beyond the paper, ticks that say another number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import cast

from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.report.style import house_style

NUMBER = re.compile(r"-?[\d,]+(\.\d+)?(e[+-]?\d+)?")


def problems(figure: Figure) -> list[str]:
    """Every problem of a chart in words; empty where it can be read."""
    with house_style():
        figure.draw_without_rendering()
        return [*_overlaps(figure), *_beyond(figure), *_untrue_ticks(figure)]


def _box(figure: Figure, text: Text) -> Bbox:
    return text.get_window_extent(cast(FigureCanvasAgg, figure.canvas).get_renderer())


def _axes_of(figure: Figure) -> Iterator[Axis]:
    for axes in figure.axes:
        yield from (axes.xaxis, axes.yaxis)


def _labels(axis: Axis) -> list[tuple[float, Text]]:
    """Place and label of the ticks that are seen."""
    low, high = sorted(axis.get_view_interval())
    return [
        (float(tick.get_loc()), tick.label1 if tick.label1.get_visible() else tick.label2)
        for tick in axis.get_major_ticks()
        if low - 1e-9 <= tick.get_loc() <= high + 1e-9
        and (tick.label1.get_visible() or tick.label2.get_visible())
        and tick.label1.get_text()
    ]


def _meet(one: Bbox, other: Bbox) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _overlaps(figure: Figure) -> list[str]:
    """Labels that cover one another: on one axis, of neighbouring panels, and of the legend and the title."""
    found = []
    for axis in _axes_of(figure):
        boxes = [(text.get_text(), _box(figure, text)) for _, text in _labels(axis)]
        found += [f"{a!r} meets {b!r}" for (a, one), (b, other) in pairwise(boxes) if _meet(one, other)]
    rows = [(text.get_text(), _box(figure, text)) for axes in figure.axes for _, text in _labels(axes.xaxis)]
    found += [f"{a!r} meets {b!r}" for (a, one), (b, other) in combinations(rows, 2) if _meet(one, other)]
    names = [text for axes in figure.axes for text in (axes.xaxis.label, axes.yaxis.label) if text.get_text()]
    legends = [text for axes in figure.axes if axes.get_legend() for text in axes.get_legend().get_texts()]
    notes = [text for axes in figure.axes for text in axes.texts if text.get_text()]
    title = [text for text in (figure._suptitle, figure._supxlabel) if text is not None]  # type: ignore[attr-defined]
    whole = [(text.get_text(), _box(figure, text)) for text in (*names, *legends, *title)]
    found += [f"{a!r} meets {b!r}" for (a, one), (b, other) in combinations(whole, 2) if _meet(one, other)]
    marks = [(text.get_text(), _box(figure, text)) for text in notes]
    found += [f"{a!r} meets {b!r}" for (a, one), (b, other) in combinations(marks, 2) if _meet(one, other)]
    found += [f"{a!r} meets legend {b!r}" for a, one in marks for b, other in whole if _meet(one, other)]
    return found


def _beyond(figure: Figure) -> list[str]:
    """Texts that are not wholly on the paper."""
    paper = figure.bbox
    labels = [text for axis in _axes_of(figure) for _, text in _labels(axis)]
    legends = [text for axes in figure.axes if axes.get_legend() for text in axes.get_legend().get_texts()]
    others = [text for axes in figure.axes for text in (axes.xaxis.label, axes.yaxis.label, *axes.texts)]
    titles = [text for text in (figure._suptitle, figure._supxlabel) if text is not None]  # type: ignore[attr-defined]
    found = []
    for text in (*labels, *legends, *others, *titles):
        box = _box(figure, text)
        if text.get_text() and (box.x0 < -1 or box.y0 < -1 or box.x1 > paper.x1 + 1 or box.y1 > paper.y1 + 1):
            found.append(f"{text.get_text()!r} leaves the paper by {box.x1 - paper.x1:.0f} x {box.y1 - paper.y1:.0f}")
    return found


def _untrue_ticks(figure: Figure) -> list[str]:
    """Labels that are numbers, but not those of their places, to the digits shown."""
    found = []
    for axis in _axes_of(figure):
        labels = _labels(axis)
        numbers = [(place, text.get_text()) for place, text in labels if NUMBER.fullmatch(text.get_text())]
        if len(numbers) < len(labels) or axis.offsetText.get_text():
            found += [f"offset {axis.offsetText.get_text()!r}"] if axis.offsetText.get_text() else []
            continue
        for place, said in numbers:
            if abs(float(said.replace(",", "")) - place) > 1e-9 * max(abs(place), 1e-3):
                found.append(f"{said!r} stands at {place!r}")
    return found
