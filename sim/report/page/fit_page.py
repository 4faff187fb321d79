"""The page of a fit: what was recorded against what was fitted, every number with its interval, and what to mind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.report.answer import frame_rows
from sim.report.column_words import SHEET_NAMES
from sim.report.fit import from_words, parameter_words, shown_unit
from sim.report.fit_charts import DAYS, fit_charts
from sim.report.fit_finding import PATIENCE, TALK, TALK_PARTS, UNITS, WRAP, WRAP_PARTS
from sim.report.fit_words import LAW_WORDS, ODD_WORDS, WHY_WORDS
from sim.report.page.html import Drawing, Section, drawing, items, paragraph, table
from sim.report.page.parts import again_section, answer_page, answer_section, drawing_of, file_section
from sim.report.run_sheets import in_unit
from sim.report.tables import Field, Grid, column, grid_with, without_empty
from sim.report.words import phrase, word

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.kept_answer import KeptFinding

PARTS = (TALK_PARTS, WRAP_PARTS)


def fit_page(found: KeptFinding, lang: str = "en") -> bytes:
    """The page of a fit as HTML; it needs no other file.

    Parameters
    ----------
    found
        What was fitted.
    lang
        'en' or 'zh'.
    """
    parameters = found.tables["parameters"]
    units, rows = _units_grid(found, lang), _rows_grid(found.tables["rows"], lang)
    sections = [
        file_section(found, lang),
        answer_section(
            found, lang, paragraph(word("page_fit_scenario", lang, n=f"{int(parameters['is_used'].sum()):,}"))
        ),
        Section("mind", word("page_fit_mind", lang), (items(found.sentences["mind"][lang]),)),
        Section(
            "against", word("page_fit_against", lang),
            (
                paragraph(word("page_fit_against_note", lang)),
                *(drawing(one, lang) for one in _drawings(found, lang)),
            ),
        ),
        Section("numbers", word("page_fit_numbers", lang), (table(numbers_grid(parameters, lang), lang),)),
        Section("units", word("page_fit_units", lang), (table(units, lang),) if units.rows else ()),
        Section("rows", word("page_fit_rows", lang), (table(rows, lang),) if rows.rows else ()),
        Section("sure", word("page_sure", lang), (paragraph(word("page_fit_sure", lang)),)),
        again_section(found.manifest, found.again, found.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_fit", lang, title=found.titles[lang]), found, sections, lang)


def fit_grids(found: KeptFinding, lang: str = "en") -> list[Grid]:
    """The sheets of a fit: numbers, weekdays, lengths, units and rows that are left out or odd, as far as there are."""
    grids = [
        numbers_sheet(found.tables["parameters"], lang), _weekdays_grid(found.tables["weekdays"], lang),
        _lengths_grid(found.tables["lengths"], lang), _hours_grid(found.tables["hours"], lang),
        _units_grid(found, lang), _rows_grid(found.tables["rows"], lang),
    ]  # fmt: skip
    return [grid for grid in grids if grid.rows]


def numbers_grid(parameters: pd.DataFrame, lang: str) -> Grid:
    """Every number that was fitted, as people read it."""
    fields = (
        Field(word("fit_number", lang)), Field(word("fit_value", lang)), Field(word("fit_interval", lang)),
        Field(word("fit_rows", lang), "count"), Field(word("fit_from", lang)), Field(word("page_remark", lang)),
    )  # fmt: skip
    rows = []
    for row in frame_rows(parameters):
        unit = shown_unit(row["key"], row["unit"])
        known = {name: row[name] for name in ("value", "low", "high") if row[name] is not None}
        said = dict(zip(known, parameter_words(list(known.values()), unit, lang), strict=True)) if known else {}
        ends = [said.get(name, word("no_data", lang)) for name in ("value", "low", "high")]
        interval = word("range", lang, low=ends[1], high=ends[2])
        rows.append((row["key"], ends[0], interval, row["rows"], *_about(row, lang)))
    return without_empty(Grid("numbers", "", fields, tuple(rows)))


def numbers_sheet(parameters: pd.DataFrame, lang: str) -> Grid:
    """Every number that was fitted as a number, with its unit."""
    fields = (
        Field(word("fit_number", lang)), Field(word("fit_value", lang), "amount"),
        Field(word("page_low", lang), "amount"), Field(word("page_high", lang), "amount"),
        Field(word("page_unit", lang)), Field(word("fit_rows", lang), "count"), Field(word("fit_from", lang)),
        Field(word("page_remark", lang)),
    )  # fmt: skip
    rows = tuple(
        (
            row["key"],
            *in_unit((row["value"], row["low"], row["high"]), shown_unit(row["key"], row["unit"]), lang),
            row["rows"], *_about(row, lang),
        )
        for row in frame_rows(parameters)
    )  # fmt: skip
    return without_empty(Grid(phrase(SHEET_NAMES["numbers"], lang), "", fields, rows))


def _about(row: dict[str, Any], lang: str) -> tuple[str, str]:
    """What a number rests on, and whether the scenario has it."""
    is_in = row["is_used"] or row["law"] == "empirical"  # of lengths that are drawn as recorded the middle is told
    remark = "" if is_in else word("page_fit_told_only", lang)
    return from_words(row["how"], row["law"], row["part"], lang), remark


def _drawings(found: KeptFinding, lang: str) -> Iterator[Drawing]:
    """Each chart with the numbers that it shows."""
    weekdays, lengths, hours = (found.tables[name] for name in ("weekdays", "lengths", "hours"))
    streams = {chart: stream for stream, chart in DAYS.items()}
    for name, figure in fit_charts(found, lang).items():
        if name in PARTS:
            grid = _hours_grid(hours[hours["chart"] == name], lang)
        elif name in streams:
            grid = _weekdays_grid(weekdays[weekdays["stream"] == streams[name]], lang)
        else:
            grid = _lengths_grid(lengths[lengths["chart"] == name], lang)
        yield drawing_of(name, figure, grid)


def _weekdays_grid(weekdays: pd.DataFrame, lang: str) -> Grid:
    """Contacts of a mean day of each weekday, with their interval."""
    names, streams = word("weekdays", lang).split(), {
        "calls": word("page_fit_calls", lang), "tickets": word("page_fit_tickets", lang),
    }  # fmt: skip
    fields = {
        "told": Field(word("page_fit_weekday", lang)), "stream": Field(word("page_fit_stream", lang)),
        "mean": Field(word("page_fit_per_day", lang), "count"), "low": Field(word("page_low", lang), "count"),
        "high": Field(word("page_high", lang), "count"),
    }  # fmt: skip
    told = weekdays.assign(
        told=[names[weekday] for weekday in weekdays["weekday"]], stream=weekdays["stream"].map(streams)
    )
    return grid_with(told, phrase(SHEET_NAMES["weekdays"], lang), fields)


def _lengths_grid(lengths: pd.DataFrame, lang: str) -> Grid:
    """How long some shares last at least, as recorded and as fitted."""
    whats = {PATIENCE: word("fit_patience", lang), TALK: word("fit_talk", lang), WRAP: word("fit_wrap", lang)}
    told = [
        word("page_fit_stay", lang, unit=unit) if chart == UNITS else whats[chart]
        for chart, unit in zip(lengths["chart"], lengths["unit"], strict=True)
    ]
    fields = {
        "told": Field(word("page_fit_what", lang)), "share": Field(word("page_fit_share", lang), "share"),
        "recorded_s": Field(word("fit_seen", lang), "seconds"), "fitted_s": Field(word("fit_told", lang), "seconds"),
    }  # fmt: skip
    return grid_with(lengths.assign(told=told), phrase(SHEET_NAMES["lengths"], lang), fields)


def _hours_grid(hours: pd.DataFrame, lang: str) -> Grid:
    """Lengths that change with the hour at which they begin: the mean of each hour, recorded and fitted."""
    whats = {TALK_PARTS: word("fit_talk", lang), WRAP_PARTS: word("fit_wrap", lang)}
    fields = {
        "told": Field(word("page_fit_what", lang)), "type": column("type", lang),
        "hour": Field(word("fit_hour_axis", lang), "clock"), "lengths": Field(word("fit_rows", lang), "count"),
        "mean_s": Field(word("fit_seen", lang), "seconds"), "low_s": Field(word("page_low", lang), "seconds"),
        "high_s": Field(word("page_high", lang), "seconds"), "fitted_s": Field(word("fit_told", lang), "seconds"),
    }  # fmt: skip
    return grid_with(hours.assign(told=hours["chart"].map(whats)), phrase(SHEET_NAMES["hours"], lang), fields)


def _units_grid(found: KeptFinding, lang: str) -> Grid:
    """Each unit: tickets, hours with the share of stamps inside, how long tickets stay."""
    units = found.tables["units"]
    counted_in = {True: word("page_fit_open_hours", lang), False: word("page_fit_all_hours", lang)}
    told = units.assign(
        hours=list(found.sentences["hours"][lang]),
        counted=units["in_hours"].map(counted_in),
        by_law=[phrase(LAW_WORDS[law], lang) if law else "" for law in units["law"]],
    )
    fields = {
        "unit": Field(word("fit_unit", lang)), "tickets": Field(word("fit_rows", lang), "count"),
        "hours": Field(word("fit_hours", lang)), "inside": Field(word("fit_inside", lang), "share"),
        "middle_s": Field(word("page_fit_middle", lang), "seconds"),
        "counted": Field(word("page_fit_in_hours", lang)), "by_law": Field(word("page_fit_law", lang)),
    }  # fmt: skip
    return grid_with(told, phrase(SHEET_NAMES["units"], lang), fields)


def _rows_grid(rows: pd.DataFrame, lang: str) -> Grid:
    """Rows that were left out, or are odd and kept: how many and why."""
    counts_as = {True: word("page_fit_is_out", lang), False: word("page_fit_is_kept", lang)}
    told = rows.assign(
        counts=rows["is_left_out"].map(counts_as),
        why=[
            phrase((WHY_WORDS if is_out else ODD_WORDS)[reason], lang)
            for is_out, reason in zip(rows["is_left_out"], rows["reason"], strict=True)
        ],
    )
    fields = {
        "file": Field(word("page_fit_file", lang)), "counts": Field(word("page_fit_counts_as", lang)),
        "rows": Field(word("fit_rows", lang), "count"), "why": Field(word("page_fit_why", lang)),
        "line": Field(word("page_fit_line", lang), "count"),
    }  # fmt: skip
    return grid_with(told, phrase(SHEET_NAMES["rows"], lang), fields)
