"""The tables behind charts that are drawn from maps, means and headlines: what stands in each cell, bar or step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.report.day_kind_charts import mean_days
from sim.report.finding_charts import MOST_BARS, waterfall_steps
from sim.report.requirement_words import KIND_OF_DAY
from sim.report.tables import Field, Grid, column, grid_of
from sim.report.ticket_headlines import say_relief, stage_name
from sim.report.views import HEADS
from sim.report.week_maps import by_weekday
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.headlines import Headlines
    from sim.report.tables import Kind

LEVELS: Final = (50, 80, 95)
"""Of bands around forecasts and simulated days, in per cent."""


def band_fields(lang: str, kind: Kind = "count") -> dict[str, Field]:
    """The columns of bands, `low_50` to `high_95`, under their headings."""
    found = {}
    for level in LEVELS:
        found[f"low_{level}"] = Field(word("page_low_of", lang, level=level), kind)
        found[f"high_{level}"] = Field(word("page_high_of", lang, level=level), kind)
    return found


def weekday_grid(frame: pd.DataFrame, key: str, lang: str) -> Grid:
    """A column of an interval table by weekday and time of day, as its map has it."""
    days, cells, minutes = by_weekday(frame, key, lang)
    fields = (Field(word("weekday_axis", lang)), column("time_of_day", lang), column(key, lang))
    return Grid(key, "", fields, tuple(
        (days[row], slot * minutes / 60, _known(value)) for (row, slot), value in np.ndenumerate(cells)
    ))  # fmt: skip


def day_kinds_grid(frame: pd.DataFrame, kinds: Mapping[date, str], lang: str) -> Grid:
    """Calls and heads on the mean day of each kind, by time of day."""
    rows = []
    found = mean_days(frame, kinds)
    names = [name for name in ("offered", *HEADS) if name in frame.columns]
    for kind, mean in found.items():
        width = 24 / len(mean["offered"])
        for slot in range(len(mean["offered"])):
            values = (_known(mean[name][slot]) for name in names)
            rows.append((phrase(KIND_OF_DAY[kind], lang), slot * width, *values))
    fields = (column("kind_of_day", lang), column("time_of_day", lang), *(column(name, lang) for name in names))
    return Grid("day_kinds", "", fields, tuple(rows))


def waterfall_grid(time: pd.DataFrame, received: float, lang: str) -> Grid:
    """The mean hours of a ticket in each stage."""
    stages, hours = waterfall_steps(time, received)
    rows = [(stage_name(stage, lang), float(value)) for stage, value in zip(stages, hours, strict=True)]
    rows.append((word("waterfall_total", lang), float(hours.sum())))
    return Grid("waterfall", "", (column("stage", lang), column("hours", lang)), tuple(rows))


def reliefs_grid(headlines: Headlines, lang: str) -> Grid | None:
    """What single steps would bring the promise that falls shortest, with the interval of each."""
    promise = headlines.promise
    if promise is None:
        return None
    fields = tuple(column(name, lang) for name in ("relief", "gain", "gain_low", "gain_high"))
    rows = tuple(
        (say_relief(headlines, relief, lang), gain.estimate, gain.low, gain.high)
        for relief, gain in zip(promise.reliefs[:MOST_BARS], promise.gains.shares[:MOST_BARS], strict=True)
    )
    return Grid("reliefs", "", fields, rows)


def shifts_grid(shifts: Sequence[Mapping[str, Any]], lang: str) -> Grid:
    """Shifts with their people, those of all copies together, and hours; and when breaks begin."""
    fields = (
        Field(word("page_group", lang)), Field(word("page_shift", lang)), Field(word("page_heads", lang), "count"),
        Field(word("page_from", lang)), Field(word("page_to", lang)), Field(word("page_breaks", lang)),
    )  # fmt: skip
    rows = tuple(
        (
            row["group"], row["shift"], row["staff"] * row["copies"], row["start"], row["end"],
            word("comma", lang).join(dict.fromkeys(pause["start"] for pause in row["breaks"])),
        )
        for row in shifts
        if row["start"] is not None
    )  # fmt: skip
    return Grid("shifts", "", fields, rows)


def occupancy_grid(frame: pd.DataFrame, lang: str) -> Grid:
    """How busy people are by date and interval."""
    shown = frame.assign(
        date=frame["interval_start"],
        time_of_day=frame["interval_start"].dt.hour + frame["interval_start"].dt.minute / 60,
    )
    return grid_of(shown, "occupancy", ("date", "time_of_day", "occupancy"), lang)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
