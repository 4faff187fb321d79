"""The page of a sweep: every design with its measures, what each factor does, and cost against what it buys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sim.measures.definitions import label
from sim.measures.estimate import Estimate
from sim.report.chinese import in_language
from sim.report.column_words import SHEET_NAMES
from sim.report.numbers import found_words, readable
from sim.report.page.html import Drawing, Section, drawing, folded, items, page, paragraph, table, text
from sim.report.page.parts import again_section, drawing_of
from sim.report.run_charts import chart_note
from sim.report.sweep_maps import effects_chart, sweep_map, trade_off_chart
from sim.report.tables import Field, Grid
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.study.kept_sweep import KeptSweep

MOST_DRAWN: Final = 4
"""Measures whose charts are drawn, the first that the sweep names."""
MOST_OPEN: Final = 24
"""Designs whose table is open at first."""


def sweep_page(sweep: KeptSweep, lang: str = "en") -> bytes:
    """The page of a sweep as HTML; it needs no other file.

    Parameters
    ----------
    sweep
        What was found.
    lang
        'en' or 'zh'.
    """
    designs = len(sweep.points)
    about = [word("sweep_head", lang, title=sweep.title, designs=counted("design", designs, lang),
                  replications=counted("replication", sweep.n, lang), seed=sweep.seed)]  # fmt: skip
    grid = design_grid(sweep, lang)
    every = table(grid, lang)
    sections = [
        Section(
            "asked", word("page_asked", lang),
            (
                paragraph(word("sweep_of", lang, scenario=sweep.scenario)),
                table(_factors(sweep, lang), lang),
                items([in_language(warning, lang) for warning in sweep.warnings], "warning"),
            ),
        ),
        Section(
            "answer", word("page_answer", lang),
            (*(drawing(one, lang) for one in _drawings(sweep, lang)), items(sweep.said[lang])),
        ),
        Section(
            "designs", word("page_each_design", lang),
            (every if designs <= MOST_OPEN else folded(word("page_designs", lang), every),),
        ),
        Section(
            "together", word("page_together", lang),
            tuple(f'<pre tabindex="0">{text(told)}</pre>' for told in sweep.analyses[lang]),
        ),
        again_section(sweep.manifest, sweep.again, sweep.n, lang),
    ]  # fmt: skip
    foot = [word("page_foot", lang, version=sweep.manifest["versions"]["hotline-sim"])]
    return page(sweep.title, about, [part for part in sections if any(part.pieces)], foot, lang)


def design_grid(sweep: KeptSweep, lang: str = "en") -> Grid:
    """A row for each design: its levels, and each measure with its interval."""
    measures = (Field(label(key, lang)) for key in sweep.measures)
    fields = (Field(word("page_design", lang)), *map(Field, sweep.factors), *measures)
    found = {(row["point"], row["measure"]): row for row in sweep.summary.to_dict("records")}
    rows = [
        (str(point["name"]), *(point[factor] for factor in sweep.factors),
         *(_found(found.get((point["point"], key)), lang) for key in sweep.measures))
        for point in _told(sweep, sweep.points).to_dict("records")
    ]  # fmt: skip
    return Grid(phrase(SHEET_NAMES["designs"], lang), "", fields, tuple(rows))


def _told(sweep: KeptSweep, frame: pd.DataFrame) -> pd.DataFrame:
    """A table of designs with each level as it is read, such as '30 s'."""
    columns = {
        factor: [f"{_level(level)} {unit}".rstrip() for level in frame[factor]]
        for factor, unit in zip(sweep.factors, sweep.units, strict=True)
    }
    return frame.assign(**columns)


def _level(level: object) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level)


def _found(row: dict | None, lang: str) -> str:  # type: ignore[type-arg]  # of plain values
    if row is None:
        return word("no_data", lang)
    low, middle, high = (None if row[name] != row[name] else row[name] for name in ("low", "estimate", "high"))
    return found_words(readable(Estimate(middle, low, high, row["unit"], row["n"])), lang)


def _factors(sweep: KeptSweep, lang: str) -> Grid:
    fields = (Field(word("page_factor", lang)), Field(word("page_levels", lang)))
    frame, rows = _told(sweep, sweep.points), []
    for factor in sweep.factors:
        told = list(dict.fromkeys(frame[factor]))
        rows.append((factor, word("comma", lang).join(told) if len(told) <= MOST_OPEN else f"{len(told):,}"))
    return Grid("factors", word("page_factors", lang), fields, tuple(rows))


def _drawings(sweep: KeptSweep, lang: str) -> Iterator[Drawing]:
    """Of each of the first measures its map, what the factors do, and cost against it."""
    note = chart_note(sweep.title, sweep.n, sweep.seed, lang)
    frame, factors = _told(sweep, sweep.summary), sweep.factors
    for number, key in enumerate(sweep.measures[:MOST_DRAWN]):
        figures: dict[str, Figure | None] = {
            "map": sweep_map(frame, factors, key, lang, note),
            "effects": effects_chart(frame, factors, key, lang, note),
            "front": trade_off_chart(frame, key, lang, note),
        }
        for kind, figure in figures.items():
            if figure is not None:
                yield drawing_of(f"{kind}-{number}", figure)
