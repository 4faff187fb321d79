"""Names that users give stand in charts as they are: no formula, no hidden legend, no squeezed axes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.charts import draw_charts
from sim.report.style import NAME_COLUMNS, house_style, label_of, one_line
from sim.report.ticket_charts import draw_ticket_charts

from .conftest import make_interval_frame
from .test_ticket_charts import stages, tables

ODD = [
    "$a_{$",
    "\\frac{1}{0} $x$ \\alpha",
    "_x",
    "100 % {0} %s %(a)d",
    "a\nb\tc",
    "x" * 10_000,
    "十" * 200 + "😀",
]


def _charts(name: str) -> Iterator[tuple[str, Figure]]:
    """A chart of each function that takes a name, in one language after the other."""
    lang = "zh" if len(name) % 2 else "en"
    note = f"{name}: 30 replications, seed 1"
    frame = make_interval_frame(1, 60)
    yield (
        "calls",
        draw_charts(frame[["interval_start", "offered", "answered", "abandoned"]], lang, None, note)[
            "calls_by_interval"
        ],
    )
    yield (
        "occupancy",
        draw_charts(frame[["interval_start", "offered", "answered", "abandoned", "occupancy"]], lang)["occupancy"],
    )
    frames = tables()
    frames["units"]["unit"] = [f"{name}{n}" for n in range(len(frames["units"]))]
    figures = draw_ticket_charts(frames, stages(), 3, lang, note)
    yield from ((chart, figures[chart]) for chart in ("tickets_units", "tickets_closure"))


@pytest.mark.parametrize("name", ODD, ids=lambda name: ascii(name)[:20])
def test_charts_show_names_as_plain_text(name: str) -> None:
    """Every text of a chart is read as text and not as mathematics, and everything finds its place."""
    for chart, figure in _charts(name):
        with house_style():
            figure.draw_without_rendering()
            texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]
        assert texts
        assert not any(text.get_parse_math() for text in texts), chart


def test_units_keep_their_names_in_the_chart() -> None:
    """A short name stands there to the letter, dollar signs and underscores too; a long one is cut."""
    frames = tables()
    frames["units"] = frames["units"].assign(unit=["$a_{$", "_x", "\\frac", "y" * 500], copies=1)
    shown = draw_ticket_charts(frames, pd.DataFrame(stages()), 3)["tickets_units"]
    labels = {text.get_text() for text in shown.findobj(Text)}
    assert {"$a_{$", "_x", "\\frac", "y" * (NAME_COLUMNS - 1) + "…"} <= labels


def test_a_line_is_cut_by_its_columns() -> None:
    """A Chinese character takes two columns, white space of any kind becomes one blank."""
    assert one_line(" a\n\tb ", 10) == "a b"
    assert one_line("abcdef", 6) == "abcdef"
    assert one_line("abcdefg", 6) == "abcde…"
    assert one_line("街道街道", 6) == "街道…"
    assert label_of("天津 𠀀") == "天津 □"
