"""The page of a matching: what published figures leave possible, what they do not determine, and what was confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report.answer import frame_rows
from sim.report.column_words import SHEET_NAMES
from sim.report.match import DEVIATIONS, figure_rows, named, published, simulated_rows, unknown_rows
from sim.report.match_charts import match_charts
from sim.report.match_words import STATUS_WORDS
from sim.report.page.html import Section, drawing, items, paragraph, table
from sim.report.page.parts import again_section, answer_page, answer_section, drawing_of, file_section
from sim.report.run_sheets import in_unit
from sim.report.tables import Field, Grid, grid_with
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.study.kept_answer import KeptFinding


def match_page(found: KeptFinding, lang: str = "en") -> bytes:
    """The page of a matching as HTML; it needs no other file.

    Parameters
    ----------
    found
        What was found.
    lang
        'en' or 'zh'.
    """
    places, pairs = len(found.tables["remaining"]), _pairs_grid(found, lang)
    runs = counted("replication", found.n, lang)
    sections = [
        file_section(found, lang, items(_published(found, lang))),
        answer_section(found, lang),
        Section("unknown", word("page_match_unknowns", lang), _remains_told(found, lang)),
        Section(
            "pairs", word("page_match_pairs", lang),
            (paragraph(word("page_match_pairs_note", lang)), table(pairs, lang)) if pairs.rows and places else (),
        ),
        Section("figures", word("page_match_figures", lang), _figures_told(found, lang)),
        Section("simulated", word("page_match_simulated", lang), _simulated_told(found, lang)),
        Section("waves", word("page_match_waves", lang), (table(_waves_grid(found, lang), lang),)),
        Section(
            "sure", word("page_sure", lang),
            (paragraph(word("page_match_sure", lang, cut_off=f"{found.facts['cut_off']:g}", replications=runs)),),
        ),
        again_section(found.manifest, found.again, found.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_match", lang, title=found.titles[lang]), found, sections, lang)


def _remains_told(found: KeptFinding, lang: str) -> tuple[str, ...]:
    """What remains of each unknown number, and the chart of it."""
    places = len(found.tables["remaining"])
    charts = [drawing(drawing_of(name, figure), lang) for name, figure in match_charts(found, lang).items()]
    note = paragraph(word("page_match_places_note", lang, n=f"{places:,}")) if places else ""
    rows = unknown_rows(found.tables["unknown"], lang)
    return _as_read("unknown", rows, lang), paragraph(word("match_fixed_note", lang)), *charts, note


def _figures_told(found: KeptFinding, lang: str) -> tuple[str, ...]:
    """How each figure counts."""
    rows = figure_rows(found.tables["figures"], _measures(found), lang)
    return _as_read("figures", rows, lang), paragraph(word("match_figures_note", lang))


def _simulated_told(found: KeptFinding, lang: str) -> tuple[str, ...]:
    """The places that were simulated at the end, if there are any."""
    simulated, unknown, figures = (found.tables[name] for name in ("simulated", "unknown", "figures"))
    if simulated.empty:
        return ()
    return (_as_read("simulated", simulated_rows(simulated, unknown, figures, _measures(found), lang), lang),)


def _published(found: KeptFinding, lang: str) -> list[str]:
    """The figures as they were published, and by whom."""
    told = []
    for row, about in zip(found.tables["figures"].to_dict("records"), found.facts["figures"], strict=True):
        ends = published(row["low"], row["high"], row["unit"], lang)
        said = {"figure": named(row["figure"], about["measure"], lang), "published": ends}
        if about["source"]:
            told.append(word("page_match_published", lang, source=about["source"], **said))
        else:
            told.append(word("page_match_published_only", lang, **said))
    return told


def match_grids(found: KeptFinding, lang: str = "en") -> list[Grid]:
    """The sheets of a matching, as far as there are rows in them."""
    grids = (
        _unknowns_grid(found, lang), _figures_grid(found, lang), _waves_grid(found, lang), _pairs_grid(found, lang),
        _remaining_grid(found, lang), _simulated_grid(found, lang),
    )  # fmt: skip
    return [grid for grid in grids if grid.rows]


def _as_read(name: str, rows: Sequence[Sequence[str]], lang: str) -> str:
    """A table of words whose first row has the headings."""
    heads, *cells = rows
    return table(Grid(name, "", tuple(map(Field, heads)), tuple(map(tuple, cells))), lang)


def _unknowns_grid(found: KeptFinding, lang: str) -> Grid:
    """What remains of each unknown number, as numbers in its unit."""
    remains = word("match_remains", lang)
    fields = {
        "unknown": Field(word("match_unknown", lang)), "unit": Field(word("page_unit", lang)),
        "low": Field(word("page_low", lang), "amount"), "high": Field(word("page_high", lang), "amount"),
        "left_low": Field(word("page_low_end", lang, what=remains), "amount"),
        "left_high": Field(word("page_high_end", lang, what=remains), "amount"),
        "range_left": Field(word("match_range_left", lang), "share"),
        "width_ratio": Field(word("match_width", lang), "amount"),
        "given_others": Field(word("match_given", lang), "share"), "own": Field(word("match_own", lang), "amount"),
        "told": Field(word("match_status", lang)),
    }  # fmt: skip
    unknown = found.tables["unknown"]
    told = unknown.assign(told=[phrase(STATUS_WORDS[status], lang) for status in unknown["status"]])
    return grid_with(told, phrase(SHEET_NAMES["unknowns"], lang), fields)


def _figures_grid(found: KeptFinding, lang: str) -> Grid:
    """How each figure counts, as numbers in its unit, and who published it."""
    ends = word("match_published", lang)
    deviations = (
        word("match_rounding", lang), word("match_chance", lang), word("match_error", lang),
        word("match_discrepancy", lang),
    )  # fmt: skip
    fields = (
        Field(word("match_figure", lang)), Field(word("page_low_end", lang, what=ends), "amount"),
        Field(word("page_high_end", lang, what=ends), "amount"), Field(word("match_expected", lang), "amount"),
        *(Field(name, "amount") for name in deviations), Field(word("page_unit", lang)),
        Field(word("match_implausibility", lang), "amount"), Field(word("page_match_without", lang), "share"),
        Field(word("page_match_alone", lang), "share"), Field(word("page_match_mean_of", lang), "count"),
        Field(word("page_source", lang)),
    )  # fmt: skip
    rows = tuple(
        (
            named(row["figure"], about["measure"], lang),
            *in_unit([row[name] for name in ("low", "high", "expected", *DEVIATIONS)], row["unit"], lang),
            row["implausibility"], row["share_left_without"], row["share_left_alone"], about["mean_of"],
            about["source"],
        )
        for row, about in zip(frame_rows(found.tables["figures"]), found.facts["figures"], strict=True)
    )  # fmt: skip
    return Grid(phrase(SHEET_NAMES["figures"], lang), "", fields, rows)


def _waves_grid(found: KeptFinding, lang: str) -> Grid:
    fields = {
        "wave": Field(word("match_wave", lang), "count"), "points": Field(word("match_points", lang), "count"),
        "failed": Field(word("match_failed", lang), "count"),
        "share_left": Field(word("match_share_left", lang), "share"),
        "least_implausibility": Field(word("page_match_least", lang), "amount"),
    }  # fmt: skip
    return grid_with(found.tables["waves"], phrase(SHEET_NAMES["waves"], lang), fields)


def _pairs_grid(found: KeptFinding, lang: str) -> Grid:
    fields = {
        "first": Field(word("page_match_first", lang)), "second": Field(word("page_match_second", lang)),
        "rank_correlation": Field(word("page_match_correlation", lang), "amount"),
    }  # fmt: skip
    return grid_with(found.tables["pairs"], phrase(SHEET_NAMES["pairs"], lang), fields)


def _remaining_grid(found: KeptFinding, lang: str) -> Grid:
    fields = {**_unknowns(found), "implausibility": Field(word("match_implausibility", lang), "amount")}
    return grid_with(found.tables["remaining"], phrase(SHEET_NAMES["remaining"], lang), fields)


def _simulated_grid(found: KeptFinding, lang: str) -> Grid:
    """Places that were simulated: unknown numbers and figures in their units, shares as shares of one."""
    kinds = {
        "own": word("page_match_own", lang), "drawn": word("page_match_drawn", lang),
        "least": word("page_match_least_place", lang),
    }  # fmt: skip
    yes = {True: word("match_yes", lang), False: word("match_no", lang)}
    simulated = found.tables["simulated"]
    measures: dict[str, Any] = {
        row["figure"]: Field(named(row["figure"], measure, lang), "share" if row["unit"] == "share" else "amount")
        for row, measure in zip(found.tables["figures"].to_dict("records"), _measures(found), strict=True)
    }
    fields = {
        "place": Field(word("page_match_place", lang)), **_unknowns(found), **measures,
        "implausibility": Field(word("match_implausibility", lang), "amount"),
        "emulated": Field(word("page_match_emulated", lang), "amount"),
        "reproduced": Field(word("match_reproduced", lang)),
    }  # fmt: skip
    told = simulated.assign(place=simulated["place"].map(kinds), reproduced=simulated["reproduced"].map(yes))
    return grid_with(told, phrase(SHEET_NAMES["simulated"], lang), fields)


def _unknowns(found: KeptFinding) -> dict[str, Field]:
    """A column for each unknown number, with its unit."""
    unknown = found.tables["unknown"]
    return {
        name: Field(f"{name} ({unit})" if unit else name, "amount")
        for name, unit in zip(unknown["unknown"], unknown["unit"], strict=True)
    }


def _measures(found: KeptFinding) -> list[str]:
    """What is measured of each figure."""
    return [about["measure"] for about in found.facts["figures"]]
