"""Shifts as bars over the day, with the breaks of those who work them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.style import BLUE, GRID, ORANGE, SKY, canvas, folded_label, house_style, label_of, legend_above
from sim.report.words import counted, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS: Final = 40
"""Shifts that are drawn, those with most people."""
HOURS: Final = 24


@dataclass(frozen=True)
class ShiftBar:
    """A shift of a day.

    Attributes
    ----------
    pool, name
        Whose it is, and what its row is called.
    heads
        People in it.
    start, end
        In hours since midnight; a shift that goes on over midnight ends beyond 24.
    breaks
        Begin and end of each, in the same hours, and the share of the people who have it then.
    """

    pool: str
    name: str
    heads: int
    start: float
    end: float
    breaks: tuple[tuple[float, float, float], ...]


def shift_bars(bars: Sequence[ShiftBar], title: str, lang: str = "en", note: str = "") -> Figure:
    """Shifts as bars in the order of their starts; white is who has a break, as a share of them.

    Parameters
    ----------
    bars
        The shifts; of more than `MOST_ROWS` those with most people are drawn, and the title says so.
    title, lang, note
        As charts have them.
    """
    kept = sorted(sorted(bars, key=lambda bar: -bar.heads)[:MOST_ROWS], key=lambda bar: (bar.start, bar.end))
    if len(kept) < len(bars):
        title += word("plan_shifts_shown", lang, shown=len(kept))
    many_pools = len({bar.pool for bar in bars}) > 1
    first, last = min(bar.start for bar in kept), max(bar.end for bar in kept)
    with house_style():
        figure, axes = canvas(title, note, 2.0 + 0.26 * len(kept))
        for place, bar in enumerate(kept):
            axes.barh(place, bar.end - bar.start, 0.78, bar.start, color=SKY, edgecolor=BLUE, linewidth=0.6)
            for begin, end, share in bar.breaks:
                axes.bar(
                    begin, 0.78 * share, end - begin, place - 0.39, align="edge", facecolor="white", edgecolor=ORANGE,
                    hatch="/////", linewidth=0.5,
                )  # fmt: skip
        axes.set_yticks(range(len(kept)), [f"{label_of(b.pool)}  {b.name}" if many_pools else b.name for b in kept])
        axes.set_ylim(len(kept) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        step = 1 if last - first <= 12 else 2 if last - first <= 20 else 4
        hours = range(int(first), int(np.ceil(last)) + 1, step)
        axes.set_xlim(first, last)
        axes.set_xticks(list(hours), [f"{hour % HOURS or (HOURS if hour else 0):02}:00" for hour in hours])
        axes.set_xlabel(word("plan_clock_axis", lang))
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        _key_to_bars(axes, any(bar.breaks for bar in kept), lang)
    return figure


def run_shifts_chart(shifts: Sequence[dict[str, Any]], lang: str = "en", note: str = "") -> Figure | None:
    """The shifts of a scenario with the breaks of a full one; None where none has clock times.

    Parameters
    ----------
    shifts
        As `sim.checks.reading.reading_of` gives them.
    lang, note
        As charts have them.
    """
    bars = [_bar_of(row) for row in shifts if row["start"] is not None]
    if not bars:
        return None
    largest = max(bars, key=lambda bar: bar.heads)
    title = word(
        "run_shifts_title", lang, shifts=counted("shift", len(bars), lang),
        largest=f"{label_of(largest.pool)}  {largest.name.partition(' x ')[0]}",
        most=counted("person", largest.heads, lang),
    )  # fmt: skip
    return shift_bars(bars, title, lang, note)


def _bar_of(row: dict[str, Any]) -> ShiftBar:
    heads = row["staff"] * row["copies"]
    name = folded_label(f"{row['shift']} {row['start']}-{row['end']} x {heads:,}")
    pauses = [(pause["start"], pause["minutes"], pause["people"] * row["copies"]) for pause in row["breaks"]]
    return shift_bar(row["group"], name, heads, (row["start"], row["end"]), pauses)


def shift_bar(
    pool: str, name: str, heads: int, clock: tuple[str, str], pauses: Iterable[tuple[str, float, float]]
) -> ShiftBar:
    """The bar of a shift.

    Parameters
    ----------
    pool, name, heads
        As `ShiftBar` has them.
    clock
        When it starts and ends; an end at or before the start is on the next day.
    pauses
        Clock time, minutes and people of each break; what comes before the start is on the next day.
    """
    start, end = map(_hours, clock)
    spells: dict[tuple[float, float], float] = {}
    for at, minutes, people in pauses:
        begin = _hours(at) + (HOURS if _hours(at) < start else 0)
        spell = (begin, begin + minutes / 60)
        spells[spell] = spells.get(spell, 0.0) + people / heads
    breaks = tuple((first, last, share) for (first, last), share in spells.items())
    return ShiftBar(pool, name, heads, start, end if end > start else end + HOURS, breaks)


def _hours(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) + int(minutes) / 60


def _key_to_bars(axes: Axes, has_breaks: bool, lang: str) -> None:
    from matplotlib.patches import Patch

    parts = [Patch(facecolor=SKY, edgecolor=BLUE, label=word("plan_at_work", lang))]
    if has_breaks:
        label = word("plan_on_break", lang)
        parts.append(Patch(facecolor="white", edgecolor=ORANGE, hatch="/////", label=label))
    legend_above(axes, handles=parts)
