"""How charts look: fonts, colours that stay apart for colour-blind readers and in grey, files with equal bytes."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from unicodedata import east_asian_width

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

FONT_FILE: Final = Path(__file__).parent / "fonts" / "HotlineSansSC-Regular.otf"
FONT_FAMILIES: Final = ("DejaVu Sans", "Hotline Sans SC")
FIGURE_INCHES: Final = (9.6, 5.0)
TITLE_COLUMNS: Final = 92
TITLE_LINES: Final = 3
NAME_COLUMNS: Final = 32
NOTE_COLUMNS: Final = 150
LEGEND_COLUMNS: Final = 96
HANDLE_COLUMNS: Final = 7
"""What a legend's line or patch takes beside its words."""
PNG_DOTS_PER_INCH: Final = 144
SMALL_TICKS: Final = "_small_ticks"
"""What a chart's unlabelled ticks are called among its artists."""

INK: Final = "#222222"
QUIET: Final = "#666666"
GRID: Final = "#dddddd"
BLUE: Final = "#0072b2"
SKY: Final = "#a6d3ee"
PALE: Final = "#d8ebf7"
MIDDLE: Final = "#56a5d4"
DEEP: Final = "#00466e"
ORANGE: Final = "#d55e00"
PEACH: Final = "#f3c9ab"
"""The blue and the vermilion of Okabe and Ito, "Color Universal Design" (2008), and lighter and darker ones."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save in the house style; everything is as before afterwards."""
    import matplotlib

    settings: dict[Any, Any] = {
        "font.family": list(FONT_FAMILIES),
        "font.size": 10.5,
        "axes.unicode_minus": False,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.titlesize": 13,
        "axes.titlelocation": "left",
        "axes.titlepad": 12,
        "hatch.linewidth": 0.6,
        "legend.frameon": False,
        "svg.hashsalt": "hotline",
        "svg.fonttype": "path",
        "text.parse_math": False,  # what users write is text: a '$' begins no formula
    }
    use_font(FONT_FILE)
    with matplotlib.rc_context(settings):
        yield


def use_font(path: Path) -> str:
    """Make a font file known to the charts; its family name. A font known already is not added again."""
    from matplotlib import font_manager

    for entry in font_manager.fontManager.ttflist:
        if entry.fname == str(path):
            return entry.name
    font_manager.fontManager.addfont(str(path))
    return font_manager.fontManager.ttflist[-1].name


def canvas(title: str, note: str, height: float = FIGURE_INCHES[1]) -> tuple[Figure, Axes]:
    """An empty chart with its title on top and, small, what was run at the foot."""
    figure, panels = panelled(title, note, 1, height)
    return figure, panels[0]


def panelled(
    title: str, note: str, n: int, height: float = FIGURE_INCHES[1], rows: int = 1, shared: bool = True
) -> tuple[Figure, list[Axes]]:
    """The same with so many panels side by side, in so many rows, which share what stands on their left if so asked."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine, TightLayoutEngine

    # One panel is laid out by measuring everything once; several by solving for their common room, which takes twice.
    one = TightLayoutEngine(pad=0.8, rect=None)  # type: ignore[arg-type]  # a whole-figure `rect` measures it again
    several = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.07)
    figure = Figure(figsize=(FIGURE_INCHES[0], height), layout=one if n == 1 else several)
    FigureCanvasAgg(figure)
    panels = list(figure.subplots(rows, n, sharey=shared, squeeze=False).flat)
    figure.suptitle(_folded(drawable(one_line(title, TITLE_LINES * TITLE_COLUMNS))), x=0.012, ha="left", fontsize=13)
    if note:
        figure.supxlabel(drawable(one_line(note, NOTE_COLUMNS)), x=0.012, ha="left", fontsize=8, color=QUIET)
    return figure, panels


def legend_above(axes: Axes, **more: Any) -> None:
    """A legend above the data, in as many rows as it takes; none where there is nothing to name."""
    handles = more.get("handles", axes.get_legend_handles_labels()[0])
    labels = [str(handle.get_label()) for handle in handles]
    if not labels:
        return
    rows = legend_rows(labels)
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=-(-max(len(labels), 1) // rows), borderaxespad=0.2,
        handlelength=1.6, **more,
    )  # fmt: skip


def legend_rows(labels: Sequence[str]) -> int:
    """How many rows a legend takes."""
    columns = sum(sum(_widths(label)) + HANDLE_COLUMNS for label in labels)
    return max(1, -(-columns // LEGEND_COLUMNS))


def small_ticks(axes: Axes, places: Iterable[float]) -> None:
    """Short strokes at the foot of a panel between its labelled ticks: one artist, where each tick would be five."""
    strokes = list(places)
    axes.plot(
        strokes, [0.0] * len(strokes), linestyle="none", marker=3, markersize=2.5, markeredgewidth=0.6, color=QUIET,
        clip_on=False, transform=axes.get_xaxis_transform(), scalex=False, scaley=False, label=SMALL_TICKS,
    )  # fmt: skip


def steps(
    axes: Axes, values: Any, edges: Any, baseline: Any = 0.0, fill: bool = False, color: str | None = None, **more: Any
) -> None:
    """Values that hold between edges, as `Axes.stairs` draws them; that looks at each step to find the limits."""
    from matplotlib.patches import StepPatch

    if color is not None:
        more = {"facecolor": color, "linewidth": 0, **more} if fill else {"edgecolor": color, **more}
    patch = StepPatch(values, edges, baseline=baseline, fill=fill, **more)
    axes.add_artist(patch)
    known = np.concatenate([np.ravel(values), np.ravel(0.0 if baseline is None else baseline)]).astype(float)
    known = known[np.isfinite(known)]
    if len(known):
        axes.update_datalim([(edges[0], known.min()), (edges[-1], known.max())])
    if baseline is not None:
        patch.sticky_edges.y.append(float(np.min(baseline)))
    axes.autoscale_view()


def plain_ticks(axis: Axis) -> None:
    """Label each tick of an axis with its own number: 2.5 stays 2.5, and 12,000,000 needs no power of ten."""
    axis.set_major_formatter(lambda value, _position: plain_tick(value))


def plain_tick(value: float) -> str:
    """A number as an axis shows it: with all its digits, thousands apart, and no rounding dust of the ticks."""
    return f"{value:,.10g}"


def drawable(text: str) -> str:
    """The text with a box for every character that the fonts do not have."""
    return "".join(char if char == "\n" or ord(char) in _characters() else "□" for char in text)


def label_of(name: str) -> str:
    """A name that a user gave as it stands in a chart: one line, not too long, with glyphs that there are."""
    return drawable(one_line(name, NAME_COLUMNS))


def folded_label(name: str) -> str:
    """A name that is a sentence as it stands beside a bar: on two lines, each not too long."""
    text = " ".join(name.split())
    if sum(_widths(text)) <= NAME_COLUMNS:
        return drawable(text)
    ends = list(accumulate(_widths(text)))
    room = [k for k in range(1, len(text)) if ends[k - 1] <= NAME_COLUMNS]
    breaks = [k for k in room if text[k] == " "] or room
    return drawable(f"{text[: breaks[-1]]}\n{_cut(text[breaks[-1] :].strip(), NAME_COLUMNS)}")


def labels_of(names: Sequence[str]) -> list[str]:
    """Names that stand side by side, each as `label_of` gives it, but none like another.

    Those that would be cut to the same words lose what they have in common instead; the same name twice is numbered.
    """
    whole = [" ".join(name.split()) for name in names]
    labels = [label_of(name) for name in whole]
    for _ in whole:  # each turn tells at least two apart
        alike = [{whole[j] for j, other in enumerate(labels) if other == label} for label in labels]
        if all(len(group) == 1 for group in alike):
            break
        labels = [
            label if len(group) == 1 else drawable(_cut_inside(name, _in_common(group)))
            for name, label, group in zip(whole, labels, alike, strict=True)
        ]
    return [
        label if labels.count(label) == 1 else f"{label} ({labels[:k].count(label) + 1})"
        for k, label in enumerate(labels)
    ]


def _cut_inside(name: str, common: int) -> str:
    """The beginning of a long name, and what follows the part that it has in common with others."""
    if sum(_widths(name)) <= NAME_COLUMNS:
        return name
    start = max(common - 1, 0)
    tail = _cut(name[start:], NAME_COLUMNS * 2 // 3)
    return _cut(name[:start], NAME_COLUMNS - sum(_widths(tail))) + tail


def _in_common(names: Collection[str]) -> int:
    """How many characters they all begin with."""
    columns = enumerate(zip(*names, strict=False))
    return next((k for k, chars in columns if len(set(chars)) > 1), min(map(len, names)))


def one_line(text: str, columns: int) -> str:
    """The text without line breaks and tabs, cut to so many columns (a Chinese character takes two)."""
    return _cut(" ".join(text.split()), columns)


def _cut(text: str, columns: int) -> str:
    widths = _widths(text)
    if sum(widths) <= columns:
        return text
    ends = accumulate(widths)
    return text[: sum(end <= columns - 1 for end in ends)].rstrip() + "…"


def _widths(text: str) -> list[int]:
    return [2 if east_asian_width(char) in "WF" else 1 for char in text]


def figure_bytes(figure: Figure, kind: Literal["png", "svg", "pdf"], as_text: bool = False) -> bytes:
    """The figure as a file; the same figure gives the same bytes.

    Parameters
    ----------
    figure
        What is drawn.
    kind
        Format of the file.
    as_text
        Of an SVG that stands in a page: its words stay text in the page's fonts, to be searched and read aloud.
    """
    from matplotlib import rc_context

    buffer = io.BytesIO()
    with house_style():
        if kind == "svg":  # `savefig` would draw it twice
            with rc_context({"svg.fonttype": "none" if as_text else "path"}):
                _print_svg(figure, buffer)
        else:
            none = {"png": ("Software",), "pdf": ("Creator", "Producer", "CreationDate")}[kind]
            figure.savefig(buffer, format=kind, dpi=PNG_DOTS_PER_INCH, metadata=dict.fromkeys(none))
    return buffer.getvalue()


def _print_svg(figure: Figure, into: io.BytesIO) -> None:
    """Draw a figure once, texts measured for its layout by the very renderer that draws them: each is measured once.

    `FigureCanvasSVG.print_svg` draws with one renderer and lays out with another, which measures everything anew.
    """
    from matplotlib.backend_bases import FigureCanvasBase
    from matplotlib.backends.backend_mixed import MixedModeRenderer
    from matplotlib.backends.backend_svg import RendererSVG

    class Canvas(FigureCanvasBase):
        """A canvas that has the renderer at hand."""

        def get_renderer(self) -> MixedModeRenderer:
            return renderer

    before, dpi = figure.canvas, figure.dpi
    figure.dpi = 72  # of an SVG's points
    width, height = figure.get_size_inches()
    text = io.TextIOWrapper(into, encoding="utf-8", write_through=True)
    plain = RendererSVG(  # type: ignore[no-untyped-call]
        width * 72, height * 72, text, image_dpi=dpi, metadata={"Date": None, "Creator": None}
    )
    renderer = MixedModeRenderer(figure, width, height, dpi, plain)  # type: ignore[no-untyped-call]
    figure.set_canvas(Canvas(figure))
    try:
        figure.draw(renderer)  # type: ignore[arg-type]  # it passes on what the renderer of vectors has
        renderer.finalize()
    finally:
        figure.set_canvas(before)
        figure.dpi = dpi
        text.detach()


def _folded(title: str) -> str:
    """A title too long for one line broken behind a colon, semicolon or comma; the last line holds the rest."""
    lines: list[str] = []
    while sum(_widths(title)) > TITLE_COLUMNS and len(lines) < TITLE_LINES - 1:
        ends = list(accumulate(_widths(title)))
        room = [i for i in range(1, len(title)) if ends[i - 1] <= TITLE_COLUMNS]
        breaks = [i for i in room if title[i - 1] in "：；，" or title[i - 2 : i] in (": ", "; ", ", ")] or room
        lines.append(title[: breaks[-1]].rstrip())
        title = title[breaks[-1] :]
    return "\n".join([*lines, one_line(title, TITLE_COLUMNS)])


@cache
def _characters() -> frozenset[int]:
    from matplotlib import font_manager, ft2font

    files = [font_manager.findfont(FONT_FAMILIES[0]), str(FONT_FILE)]
    return frozenset(code for file in files for code in ft2font.FT2Font(file).get_charmap())
