"""The page of a forecast: the days ahead with bands, the busiest of them by interval, and the contest of methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.report.column_words import SHEET_NAMES
from sim.report.forecast import contacts
from sim.report.forecast_charts import CHARTS, busiest_day, forecast_charts, past_days
from sim.report.forecast_words import METHOD_WORDS
from sim.report.page.chart_grids import LEVELS, band_fields
from sim.report.page.html import Section, drawing, folded, paragraph, table
from sim.report.page.parts import again_section, answer_page, answer_section, drawing_of, file_section
from sim.report.tables import Field, Grid, column, grid_with, without_empty
from sim.report.views import say_date
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sim.study.kept_answer import KeptFinding

SHOWN: Final = (80,)
"""Levels of the contest that stand on the page; the workbook has all."""


def forecast_page(found: KeptFinding, lang: str = "en") -> bytes:
    """The page of a forecast as HTML; it needs no other file.

    Parameters
    ----------
    found
        What was forecast.
    lang
        'en' or 'zh'.
    """
    days, methods = _days_grid(found.tables["days"], lang), _methods_grid(found, lang, SHOWN)
    past = _known_grid(past_days(found.tables["known"]), lang)
    charts = forecast_charts(found, lang)
    by_interval = [
        drawing(drawing_of(name, charts[name], _intervals_grid(busiest_day(found), lang)), lang)
        for name in CHARTS[1:]
        if name in charts
    ]
    has_bands = "low_80" in found.tables["days"]
    sections = [
        file_section(found, lang, paragraph(_history(found.tables["known"], lang))),
        answer_section(found, lang),
        Section(
            "days", word("page_forecast_days", lang),
            (
                drawing(drawing_of(CHARTS[0], charts[CHARTS[0]]), lang),
                table(days, lang),
                folded(word("page_forecast_known", lang), table(past, lang)),
            ),
        ),
        Section("day", word("page_forecast_day", lang), tuple(by_interval)),
        Section("methods", word("page_forecast_methods", lang), _contest(found, methods, lang)),
        Section(
            "sure", word("page_sure", lang),
            (paragraph(word("page_forecast_sure" if has_bands else "page_forecast_no_bands", lang)),),
        ),
        again_section(found.manifest, found.again, found.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_forecast", lang, title=found.titles[lang]), found, sections, lang)


def forecast_grids(found: KeptFinding, lang: str = "en") -> list[Grid]:
    """The sheets of a forecast: days ahead, their intervals, recorded days, and methods."""
    return [
        _days_grid(found.tables["days"], lang),
        _intervals_grid(found.tables["intervals"], lang),
        _known_grid(found.tables["known"], lang),
        _methods_grid(found, lang, LEVELS),
    ]


def _history(known: pd.DataFrame, lang: str) -> str:
    """What was recorded, in a sentence."""
    first, last = (say_date(known["date"].iloc[place], lang) for place in (0, -1))
    told = {"days": counted("day", len(known), lang), "mean": contacts(float(known["contacts"].mean()))}
    return word("page_forecast_history", lang, first=first, last=last, **told)


def _contest(found: KeptFinding, methods: Grid, lang: str) -> tuple[str, ...]:
    """How each method did on the file's own past."""
    origins = int(found.tables["methods"]["origins"].iloc[0])
    if not origins:
        return (paragraph(word("page_forecast_unjudged", lang)),)
    return paragraph(word("page_forecast_contest", lang, origins=f"{origins:,}")), table(methods, lang)


def _days_grid(days: pd.DataFrame, lang: str) -> Grid:
    shut = [word("page_forecast_closed", lang) * (not is_open) for is_open in days["open"]]
    fields = {
        "date": column("date", lang), **_said(lang),
        "naive": Field(word("forecast_last_week", lang), "count"), "told": Field(word("page_remark", lang)),
    }  # fmt: skip
    return without_empty(grid_with(days.assign(told=shut), phrase(SHEET_NAMES["ahead"], lang), fields))


def _intervals_grid(intervals: pd.DataFrame, lang: str) -> Grid:
    fields = {"time": column("interval_start", lang), **_said(lang)}
    return grid_with(intervals, phrase(SHEET_NAMES["ahead_intervals"], lang), fields)


def _known_grid(known: pd.DataFrame, lang: str) -> Grid:
    fields = {"date": column("date", lang), "contacts": Field(word("forecast_contacts", lang), "count")}
    return grid_with(known, phrase(SHEET_NAMES["known"], lang), fields)


def _methods_grid(found: KeptFinding, lang: str, levels: Sequence[int]) -> Grid:
    """How far off each method was, and what its bands at these levels covered."""
    methods, used = found.tables["methods"], found.facts["method"]
    named = methods.assign(
        told=[phrase(METHOD_WORDS[name], lang) for name in methods["method"]],
        used=[word("page_forecast_used", lang) * (name == used) for name in methods["method"]],
    )
    fields = {
        "told": Field(word("forecast_methods", lang)), "used": Field(word("page_remark", lang)),
        "day_error": Field(word("forecast_error_day", lang), "count"),
        "day_ratio": Field(word("forecast_ratio_day", lang), "share"),
        "interval_error": Field(word("page_forecast_interval_error", lang), "count"),
        "interval_ratio": Field(word("forecast_ratio_interval", lang), "share"),
        **{f"day_cover_{q}": Field(word("page_forecast_cover", lang, level=q), "share") for q in levels},
        **{f"interval_cover_{q}": Field(word("page_forecast_interval_cover", lang, level=q), "share") for q in levels},
    }  # fmt: skip
    return grid_with(named, phrase(SHEET_NAMES["methods"], lang), fields)


def _said(lang: str) -> dict[str, Field]:
    """What is forecast, and its bands."""
    return {"forecast": Field(word("forecast_said", lang), "count"), **band_fields(lang)}
