"""How charts look: fonts, colours that stay apart for colour-blind readers and in grey, files with equal bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT_FILE: Final = Path(__file__).parent / "fonts" / "HotlineSansSC-Regular.otf"
FONT_FAMILIES: Final = ("DejaVu Sans", "Hotline Sans SC")
FIGURE_INCHES: Final = (9.6, 5.0)
TITLE_COLUMNS: Final = 92
NAME_COLUMNS: Final = 32
NOTE_COLUMNS: Final = 150
PNG_DOTS_PER_INCH: Final = 144

INK: Final = "#222222"
QUIET: Final = "#666666"
GRID: Final = "#dddddd"
BLUE: Final = "#0072b2"
SKY: Final = "#a6d3ee"
PALE: Final = "#d8ebf7"
MIDDLE: Final = "#56a5d4"
DEEP: Final = "#00466e"
ORANGE: Final = "#d55e00"
"""The blue and the vermilion of Okabe and Ito, "Color Universal Design" (2008), and lighter and darker blues."""


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


def panelled(title: str, note: str, n: int, height: float = FIGURE_INCHES[1]) -> tuple[Figure, list[Axes]]:
    """The same with so many panels side by side, which share what stands on their left."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=(FIGURE_INCHES[0], height), layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.07))
    FigureCanvasAgg(figure)
    panels = list(figure.subplots(1, n, sharey=True, squeeze=False)[0])
    figure.suptitle(_folded(drawable(one_line(title, 2 * TITLE_COLUMNS))), x=0.012, ha="left", fontsize=13)
    if note:
        figure.supxlabel(drawable(one_line(note, NOTE_COLUMNS)), x=0.012, ha="left", fontsize=8, color=QUIET)
    return figure, panels


def legend(axes: Axes) -> None:
    """A legend above the data, where there is something to tell apart."""
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=8, borderaxespad=0.2, handlelength=1.6)


def drawable(text: str) -> str:
    """The text with a box for every character that the fonts do not have."""
    return "".join(char if char == "\n" or ord(char) in _characters() else "□" for char in text)


def label_of(name: str) -> str:
    """A name that a user gave as it stands in a chart: one line, not too long, with glyphs that there are."""
    return drawable(one_line(name, NAME_COLUMNS))


def one_line(text: str, columns: int) -> str:
    """The text without line breaks and tabs, cut to so many columns (a Chinese character takes two)."""
    text = " ".join(text.split())
    widths = _widths(text)
    if sum(widths) <= columns:
        return text
    ends = accumulate(widths)
    return text[: sum(end <= columns - 1 for end in ends)].rstrip() + "…"


def _widths(text: str) -> list[int]:
    return [2 if east_asian_width(char) in "WF" else 1 for char in text]


def figure_bytes(figure: Figure, kind: Literal["png", "svg"]) -> bytes:
    """The figure as a file; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    metadata = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}[kind]
    with house_style():
        figure.savefig(buffer, format=kind, dpi=PNG_DOTS_PER_INCH, metadata=metadata)
    return buffer.getvalue()


def _folded(title: str) -> str:
    """A title too long for one line broken behind a colon, semicolon or comma."""
    widths = _widths(title)
    if sum(widths) <= TITLE_COLUMNS:
        return title
    room = [i for i in range(1, len(title)) if sum(widths[:i]) <= TITLE_COLUMNS]
    breaks = [i for i in room if title[i - 1] in "：；，" or title[i - 2 : i] in (": ", "; ", ", ")] or room[-1:]
    return title[: breaks[-1]].rstrip() + "\n" + title[breaks[-1] :]


@cache
def _characters() -> frozenset[int]:
    from matplotlib import font_manager, ft2font

    files = [font_manager.findfont(FONT_FAMILIES[0]), str(FONT_FILE)]
    return frozenset(code for file in files for code in ft2font.FT2Font(file).get_charmap())
