"""The page of a back-test: which measures to trust, the real days beside their bands, and what was fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sim.report.answer import frame_rows
from sim.report.backtest import ENDS, kind_of, measure_words, unknown_shown, value_shown
from sim.report.backtest_charts import backtest_charts
from sim.report.backtest_words import VERDICT_WORDS
from sim.report.column_words import SHEET_NAMES
from sim.report.page.chart_grids import LEVELS, band_fields
from sim.report.page.fit_page import numbers_grid, numbers_sheet
from sim.report.page.html import Section, drawing, folded, paragraph, table, verdict
from sim.report.page.parts import again_section, answer_page, answer_section, drawing_of, file_section
from sim.report.run_sheets import in_unit
from sim.report.tables import Field, Grid, column, grid_with
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from sim.report.tables import Kind
    from sim.study.kept_answer import KeptFinding

SHAPES: Final = {"trust": "met", "direction": "undecided", "do_not_use": "not met", "too_few_days": "undecided"}
"""Each verdict of a back-test has the shape and the colour of a target's."""
UNITS: Final[dict[Kind, str]] = {"count": "", "share": "share", "seconds": "s"}
"""In which unit the values of a measure stand in a workbook."""


def backtest_page(found: KeptFinding, lang: str = "en") -> bytes:
    """The page of a back-test as HTML; it needs no other file.

    Parameters
    ----------
    found
        What was held against what.
    lang
        'en' or 'zh'.
    """
    judged = _judged(found, lang)
    charts = [
        drawing(drawing_of(name, figure, _days_grid(found, name.removeprefix("backtest_"), lang)), lang)
        for name, figure in backtest_charts(found, lang).items()
    ]
    replications = counted("replication", found.n, lang)
    numbers = numbers_grid(found.tables["parameters"], lang)
    sections = [
        file_section(found, lang),
        answer_section(found, lang),
        Section(
            "measures", word("page_backtest_measures", lang),
            (table(judged, lang, marked=len(judged.fields) - 1), paragraph(word("page_backtest_rules", lang))),
        ),
        Section("days", word("page_backtest_each", lang), tuple(charts)),
        Section(
            "numbers", word("page_backtest_fitted", lang),
            (folded(word("page_fit_numbers", lang), table(numbers, lang)),),
        ),
        Section(
            "sure", word("page_sure", lang), (paragraph(word("page_backtest_sure", lang, replications=replications)),)
        ),
        again_section(found.manifest, found.again, found.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_backtest", lang, title=found.titles[lang]), found, sections, lang)


def backtest_grids(found: KeptFinding, lang: str = "en") -> list[Grid]:
    """The sheets of a back-test: its measures, the days held out, and the numbers that were fitted."""
    return [_calibration_sheet(found, lang), _days_sheet(found, lang), numbers_sheet(found.tables["parameters"], lang)]


def _judged(found: KeptFinding, lang: str) -> Grid:
    """A row for each measure; its verdict has a shape."""
    rows = []
    for row in found.tables["calibration"].to_dict("records"):
        name, days = row["measure"], row["days"]
        shown = [value_shown(name, row[what]) if days else None for what in ("real", "simulated")]
        inside = [f"{round(row[f'inside_{level}'] * days)} / {days}" if days else None for level in LEVELS]
        said = verdict(SHAPES[row["verdict"]], phrase(VERDICT_WORDS[row["verdict"]], lang))
        called = measure_words(name, found.facts["within"], lang)
        rows.append((called, *shown, unknown_shown(row, lang), *inside, said))
    fields = (
        Field(word("backtest_measure", lang)), Field(word("backtest_real", lang)),
        Field(word("backtest_simulated", lang)), Field(word("backtest_unknown", lang)),
        *(Field(word("backtest_inside", lang, level=level)) for level in LEVELS), Field(word("backtest_said", lang)),
    )  # fmt: skip
    return Grid("calibration", "", fields, tuple(rows))


def _days_grid(found: KeptFinding, measure: str, lang: str) -> Grid:
    """The real days of a measure and their bands."""
    days, kind = found.tables["days"], kind_of(measure)
    fields = {
        "day": column("date", lang), "real": Field(word("backtest_real", lang), kind),
        "mean": Field(word("backtest_simulated", lang), kind), **band_fields(lang, kind),
    }  # fmt: skip
    return grid_with(days[days["measure"] == measure], measure, fields)


def _calibration_sheet(found: KeptFinding, lang: str) -> Grid:
    """The same as numbers, each in its unit."""
    unknown = word("backtest_unknown", lang)
    fields = (
        Field(word("backtest_measure", lang)), Field(word("page_backtest_days", lang), "count"),
        Field(word("backtest_real", lang), "amount"), Field(word("backtest_simulated", lang), "amount"),
        Field(word("page_unit", lang)), Field(unknown, "share"),
        Field(word("page_low_end", lang, what=unknown), "share"),
        Field(word("page_high_end", lang, what=unknown), "share"),
        *(Field(word("backtest_inside", lang, level=level), "count") for level in LEVELS),
        Field(word("backtest_said", lang)),
    )  # fmt: skip
    rows = []
    for row in frame_rows(found.tables["calibration"]):
        inside = [round(row[f"inside_{q}"] * row["days"]) if row["days"] else None for q in LEVELS]
        measured = in_unit((row["real"], row["simulated"]), UNITS[kind_of(row["measure"])], lang)
        called, said = _called(found, row, lang), phrase(VERDICT_WORDS[row["verdict"]], lang)
        rows.append((called, row["days"], *measured, *(row[f"unknown_{end}"] for end in ENDS), *inside, said))
    return Grid(phrase(SHEET_NAMES["calibration"], lang), "", fields, tuple(rows))


def _days_sheet(found: KeptFinding, lang: str) -> Grid:
    """Each real day of each measure with its bands, in the measure's unit."""
    fields = (
        Field(word("backtest_measure", lang)), column("date", lang), Field(word("backtest_real", lang), "amount"),
        Field(word("backtest_simulated", lang), "amount"), *band_fields(lang, "amount").values(),
        Field(word("page_unit", lang)),
    )  # fmt: skip
    days = found.tables["days"]
    rows = tuple(
        (_called(found, row, lang), day.to_pydatetime().date(), *in_unit(
            [row[name] for name in ("real", "mean", *band_fields(lang))], UNITS[kind_of(row["measure"])], lang
        ))
        for row, day in zip(frame_rows(days), days["day"], strict=True)
    )  # fmt: skip
    return Grid(phrase(SHEET_NAMES["held_out"], lang), "", fields, rows)


def _called(found: KeptFinding, row: dict[str, Any], lang: str) -> str:
    return measure_words(row["measure"], found.facts["within"], lang)
