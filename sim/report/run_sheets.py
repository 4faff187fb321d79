"""A run as sheets with the headings that planners know: targets, measures, intervals, days, units, people, tickets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from sim.measures.definitions import label
from sim.report.column_words import SHEET_NAMES
from sim.report.day_kind_charts import days_table, weeks_table
from sim.report.labels import spoken
from sim.report.numbers import unit_word
from sim.report.summary import OF_CONTACTS, OF_TICKETS, measures_shown
from sim.report.summary_words import AGREEMENT_WORDS, GROUP_WORDS, KIND_WORDS, STATUS_WORDS
from sim.report.tables import Field, Grid, grid_of
from sim.report.ticket_summary import CEILING
from sim.report.views import is_level
from sim.report.words import phrase, word
from sim.scenario.labels import labels_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.kept_run import KeptRun

DAYS: Final = ("date", "kind_of_day", "offered", "answered", "abandoned", "abandonment")
WEEKS: Final = ("week_from", "days", *DAYS[2:])
UNITS: Final = (
    "unit", "copies", "received", "closed", "open", "on_time_closure", "on_time_closure_low", "on_time_closure_high",
    "same_day_closure", "mean_hours",
)  # fmt: skip
PEOPLE: Final = (
    "pool", "people", "weekly_hours", "occupancy", "days_over_8_hours", "weeks_over_44_hours", "weeks_without_rest_day",
    "heads_for_40_hours", "heads_for_rest_day",
)  # fmt: skip
TICKETS: Final = (
    "ticket", "type", "urgency", "received_at", "dispatched", "accepted", "handled", "closed_at", "due",
    "handling_hours", "state", "returns",
)  # fmt: skip


def run_sheets(run: KeptRun, tickets: pd.DataFrame | None, lang: str = "en") -> list[Grid]:
    """The sheets of a run, as far as it has what they show.

    Parameters
    ----------
    run
        What it found.
    tickets
        The tickets of one replication with local times, as `sim.exports.tables.decoded` gives them, or None.
    lang
        'en' or 'zh'.
    """
    tables, level = run.tickets.tables, _levels(run)
    grids = [_targets(run, lang), _measures(run, lang), interval_grid(run.intervals_frame(), lang)]
    days = days_table(run.intervals_frame(), run.days, next(iter(level), None), lang)
    grids.append(grid_of(days, _named("days", lang), (*DAYS, *level[:1], "missing_hours"), lang))
    weeks = weeks_table(days, next(iter(level), None))
    grids.append(grid_of(weeks, _named("weeks", lang), (*WEEKS, *level[:1], "missing_hours"), lang))
    if "units" in tables:
        grids.append(grid_of(tables["units"], _named("units", lang), UNITS, lang))
    grids.append(grid_of(tables["people"], _named("people", lang), PEOPLE, lang))
    if run.published():
        grids.append(_published(run, lang))
    if tickets is not None:
        hours = (tickets["closed"] - tickets["received"]).dt.total_seconds() / 3600
        shown = tickets.rename(columns={"closed": "closed_at", "received": "received_at"}).assign(handling_hours=hours)
        told = spoken(shown, lang, labels_of(run.scenario.types, lang))
        grids.append(grid_of(told, _named("tickets", lang), TICKETS, lang))
    return grids


def interval_grid(frame: pd.DataFrame, lang: str = "en") -> Grid:
    """The interval table: date, interval, calls, service levels, times, people; an empty cell is "no data"."""
    moments = frame["interval_start"]
    offered = frame["offered"].astype(float)
    shown = frame.assign(
        date=moments,
        time_of_day=moments.dt.hour + moments.dt.minute / 60,
        abandonment=(frame["abandoned"].astype(float) / offered).where(offered > 0),
    )
    levels = [str(name) for name in frame.columns if is_level(str(name))]
    columns = (
        "date", "time_of_day", "offered", "answered", "aht", *levels, "asa", "abandoned", "abandonment", "occupancy",
        "required", "scheduled", "present", "over_under",
    )  # fmt: skip
    return grid_of(shown, _named("intervals", lang), columns, lang)


def _levels(run: KeptRun) -> list[str]:
    return [str(name) for name in run.intervals_frame().columns if is_level(str(name))]


def _named(sheet: str, lang: str) -> str:
    return phrase(SHEET_NAMES[sheet], lang)


def _targets(run: KeptRun, lang: str) -> Grid:
    """A target in each row, its numbers as numbers in the unit that stands beside them."""
    fields = (
        Field(word("page_measure", lang)), Field(word("page_promise", lang)),
        Field(word("sheet_threshold", lang), "amount"), Field(word("page_estimate", lang), "amount"),
        *_interval(lang),
        Field(word("page_unit", lang)), Field(word("page_verdict", lang)),
    )  # fmt: skip
    rows = []
    for target in run.targets():
        numbers = in_unit((target.threshold, target.estimate, target.low, target.high), target.unit, lang)
        side = ">=" if target.side == "at_least" else "<="
        rows.append((label(target.measure, lang), side, *numbers, phrase(STATUS_WORDS[target.status], lang)))
    return Grid(_named("targets", lang), "", fields, tuple(rows))


def _interval(lang: str) -> tuple[Field, Field]:
    return Field(word("page_low", lang), "amount"), Field(word("page_high", lang), "amount")


def in_unit(numbers: Iterable[float | None], unit: str, lang: str) -> list[float | str | None]:
    """Numbers as they stand beside their unit, which comes last: shares in per cent."""
    scale, told = (100, "%") if unit == "share" else (1, unit_word(unit, lang))
    return [*(None if value is None else value * scale for value in numbers), told]


def _measures(run: KeptRun, lang: str) -> Grid:
    """Every measure with its interval, group by group."""
    measures = run.summary()
    if run.tickets.ceiling is not None:
        measures[CEILING] = run.tickets.ceiling
    fields = (
        Field(word("sheet_group", lang)), Field(word("page_measure", lang)),
        Field(word("page_estimate", lang), "amount"), *_interval(lang),
        Field(word("page_unit", lang)),
    )  # fmt: skip
    rows = tuple(
        (phrase(GROUP_WORDS[group], lang), name, *in_unit((found.estimate, found.low, found.high), found.unit, lang))
        for group in (*OF_CONTACTS, *OF_TICKETS)
        for key, name in measures_shown(measures, group, lang).items()
        for found in [measures[key]]
    )
    return Grid(_named("measures", lang), "", fields, rows)


def _published(run: KeptRun, lang: str) -> Grid:
    fields = (
        Field(word("page_measure", lang)), Field(word("page_stated_value", lang), "amount"),
        Field(word("page_found", lang), "amount"), *_interval(lang),
        Field(word("page_unit", lang)), Field(word("page_kind", lang)), Field(word("page_verdict", lang)),
        Field(word("page_source", lang)),
    )  # fmt: skip
    rows = tuple(
        (
            label(row.measure, lang), *in_unit((row.value, row.estimate, row.low, row.high), row.unit, lang),
            phrase(KIND_WORDS[row.kind], lang), phrase(AGREEMENT_WORDS[row.status], lang), row.source,
        )
        for row in run.published()
    )  # fmt: skip
    return Grid(_named("published", lang), "", fields, rows)
