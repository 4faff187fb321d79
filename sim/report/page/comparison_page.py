"""The page of a comparison: which designs, what each change is worth, and how sure that is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sim.measures.definitions import label
from sim.report.chinese import in_language
from sim.report.column_words import SHEET_NAMES
from sim.report.comparison import (
    citizens_sentences,
    comparison_note,
    comparison_sentences,
    design_words,
    letter,
    pair_rows,
    verdict_words,
)
from sim.report.comparison_charts import forest_plot
from sim.report.comparison_words import VERDICT_WORDS
from sim.report.labels import labelled_key, labelled_rows
from sim.report.numbers import estimate_words, readable, unit_word
from sim.report.page.html import Section, drawing, heading, items, page, paragraph, table
from sim.report.page.parts import again_section, drawing_of, target_table
from sim.report.precision import days_of_run, stopping_text
from sim.report.run_sheets import in_unit
from sim.report.tables import Field, Grid
from sim.report.words import counted, phrase, word
from sim.scenario.labels import description_of, title_of

if TYPE_CHECKING:
    from sim.study.kept_comparison import KeptComparison
    from sim.study.replicate import Replications


def comparison_page(kept: KeptComparison, lang: str = "en") -> bytes:
    """The page of a comparison as HTML; it needs no other file.

    Parameters
    ----------
    kept
        What was found.
    lang
        'en' or 'zh'.
    """
    kept = labelled(kept, lang)
    base = kept.designs[0]
    title = word("page_comparison", lang, title=title_of(base.scenario, lang))
    engines = word("comma", lang).join(dict.fromkeys(design.engine for design in kept.designs))
    about = [
        word("compare_ran", lang, **days_of_run(base.scenario.clock, lang), seed=base.seed, engine=engines,
             replications=counted("replication", base.n, lang)),
        word("compare_partial", lang, kept=base.n, asked=kept.asked) if base.n != kept.asked else "",
    ]  # fmt: skip
    sections = [
        _asked(kept, lang),
        _answer(kept, lang),
        _differences(kept, lang),
        _targets(kept, lang),
        _designs(kept, lang),
        _sure(kept, lang),
        again_section(kept.manifest, kept.again, base.n, lang),
    ]
    foot = [word("page_foot", lang, version=kept.manifest["versions"]["hotline-sim"])]
    return page(title, about, [part for part in sections if any(part.pieces)], foot, lang)


def labelled(kept: KeptComparison, lang: str) -> KeptComparison:
    """The same comparison, the types and units that measures are told of under the labels of the first design."""
    scenario = kept.designs[0].scenario
    designs = [
        replace(
            design,
            measures={labelled_key(key, scenario, lang): found for key, found in design.measures.items()},
            judged=labelled_rows(design.judged, scenario, lang),
        )
        for design in kept.designs
    ]
    base, variant, *others = cast("list[Replications]", designs)  # a page asks them for nothing else
    stopping = kept.found.comparison.stopping
    if stopping is not None:
        stopping = replace(stopping, findings=labelled_rows(stopping.findings, scenario, lang))
    comparison = replace(kept.found.comparison, base=base, variant=variant, others=tuple(others), stopping=stopping)
    found = replace(
        kept.found,
        comparison=comparison,
        measures=tuple(labelled_key(key, scenario, lang) for key in kept.found.measures),
        rows=labelled_rows(kept.found.rows, scenario, lang),
    )
    return replace(kept, found=found)


def comparison_sheets(kept: KeptComparison, lang: str = "en") -> list[Grid]:
    """The comparison as sheets: every difference as numbers, and the measures of each design."""
    numbers = (
        word("page_base", lang), word("page_variant", lang), word("page_difference", lang), word("page_low", lang),
        word("page_high", lang),
    )  # fmt: skip
    fields = (
        Field(word("page_design", lang)), Field(word("page_against", lang)), Field(word("page_measure", lang)),
        *(Field(name, "amount") for name in numbers[:2]), Field(word("page_unit", lang)),
        *(Field(name, "amount") for name in numbers[2:]), Field(word("page_difference_unit", lang)),
        Field(word("page_verdict", lang)),
    )  # fmt: skip
    kept, rows = labelled(kept, lang), []
    for row in kept.found.rows:
        d = row.difference
        *difference, unit = in_unit((d.difference, d.low, d.high), d.unit, lang)
        told = word("compare_points", lang, amount="").strip() if d.unit == "share" else unit
        rows.append((row.design, row.against, label(row.measure, lang), *in_unit((d.base, d.variant), d.unit, lang),
                     *difference, told, verdict_words(d, lang)))  # fmt: skip
    return [Grid(phrase(SHEET_NAMES["differences"], lang), "", fields, tuple(rows)), _each_design(kept, lang)]


def _asked(kept: KeptComparison, lang: str) -> Section:
    """The designs, what was changed in each, and whether they meet the same citizens."""
    replications = kept.found.comparison.designs
    fields = (Field(word("page_letter", lang)), Field(word("page_design", lang)), Field(word("page_change", lang)))
    rows = tuple(
        (letter(k), design.scenario.name, design_words(design, replications[:k], lang))
        for k, design in enumerate(replications)
    )
    pieces = (
        paragraph(description_of(kept.designs[0].scenario, lang)),
        table(Grid("designs", word("page_designs", lang), fields, rows), lang),
        items(citizens_sentences(replications, kept.citizens, lang)),
        items([in_language(warning, lang) for warning in kept.warnings], "warning"),
    )
    return Section("asked", word("page_asked", lang), pieces)


def _answer(kept: KeptComparison, lang: str) -> Section:
    return Section("answer", word("page_answer", lang), (items(comparison_sentences(kept.found, lang), "lead"),))


def _differences(kept: KeptComparison, lang: str) -> Section:
    """The forest plot, and below it the numbers of each pair."""
    pieces = [drawing(drawing_of("comparison", forest_plot(kept.found, lang)), lang)]
    for (head, caption), rows in pair_rows(kept.found, lang).items():
        names = [*head[:5], word("page_unit", lang), *head[6:8], word("page_verdict", lang)]
        fields = (Field(word("page_measure", lang)), *map(Field, names[1:]))
        pieces.append(table(Grid("pair", caption, fields, tuple(map(tuple, rows))), lang))
    pieces.append(paragraph(comparison_note(kept.found, lang), kind="note"))
    return Section("differences", word("page_differences", lang), tuple(pieces))


def _targets(kept: KeptComparison, lang: str) -> Section:
    """How the targets fare in each design."""
    pieces = []
    for k, design in enumerate(kept.designs):
        if design.targets():
            pieces += [heading(f"{letter(k)} {design.scenario.name}"), target_table(design.targets(), lang)]
    return Section("targets", word("page_targets", lang), tuple(pieces))


def _designs(kept: KeptComparison, lang: str) -> Section:
    return Section("designs", word("page_each_design", lang), (table(_each_design(kept, lang), lang),))


def _each_design(kept: KeptComparison, lang: str) -> Grid:
    """The measures compared, as each design has them."""
    fields = (Field(word("page_measure", lang)), *(
        Field(f"{letter(k)} {design.scenario.name}") for k, design in enumerate(kept.designs)
    ))  # fmt: skip
    rows = []
    for key in kept.found.measures:
        cells = []
        for design in kept.designs:
            shown = readable(design.measures[key])
            middle, interval = estimate_words(shown, lang)
            unit = unit_word(shown.unit, lang)
            told = f"{middle} {unit}".rstrip()
            cells.append(
                told if interval == word("no_interval", lang) else word("found", lang, estimate=told, interval=interval)
            )
        rows.append((label(key, lang), *cells))
    return Grid(phrase(SHEET_NAMES["designs"], lang), "", fields, tuple(rows))


def _sure(kept: KeptComparison, lang: str) -> Section:
    counts = Counter(verdict_words(row.difference, lang) for row in kept.found.rows)
    order = [word("compare_identical", lang), *(phrase(words, lang) for words in VERDICT_WORDS.values())]
    told = [f"{verdict}: {counts[verdict]}" for verdict in order if counts[verdict]]
    base = kept.designs[0]
    pieces = (
        paragraph(
            word("page_compared", lang, replications=counted("replication", base.n, lang), n=len(kept.found.rows))
        ),
        items(told),
        items(stopping_text(kept.found.comparison.stopping, lang).splitlines()),
    )
    return Section("sure", word("page_sure", lang), pieces)
