"""The page of `hotline plan --front`: what the cheapest plan costs at each level of a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.column_words import SHEET_NAMES
from sim.report.front import front_chart, front_columns, front_rows
from sim.report.page.html import Section, drawing, heading, items, paragraph, table
from sim.report.page.parts import again_section, answer_page, asked_section, drawing_of, labelled, target_table
from sim.report.run_charts import chart_note
from sim.report.tables import Field, Grid, Kind
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from sim.study.kept_answer import KeptAnswer


def front_page(kept: KeptAnswer, lang: str = "en") -> bytes:
    """The page of a front as HTML; it needs no other file.

    Parameters
    ----------
    kept
        What was found.
    lang
        'en' or 'zh'.
    """
    (costs,) = front_grids(kept, lang)
    kept = labelled(kept, lang)
    note = chart_note(kept.titles[lang], kept.n, kept.seed, lang)
    figure = front_chart(kept.tables["front"], kept.facts["measure"], lang, note)
    targets = [piece for level, rows in kept.targets.items() for piece in (heading(level), target_table(rows, lang))]
    replications = counted("replication", kept.n, lang)
    sections = [
        asked_section(kept, (), lang),
        Section(
            "answer", word("page_answer", lang),
            (
                items(kept.sentences["answer"][lang], "lead"), table(costs, lang),
                items(kept.sentences["refused"][lang], "warning"),
            ),
        ),
        Section("costs", word("page_trade_off", lang), (drawing(drawing_of("front", figure), lang),)),
        Section("targets", word("page_targets", lang), tuple(targets)),
        Section("sure", word("page_sure", lang), (paragraph(word("page_plan_sure", lang, replications=replications)),)),
        again_section(kept.manifest, kept.again, kept.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_front", lang, title=kept.titles[lang]), kept, sections, lang)


def front_grids(kept: KeptAnswer, lang: str = "en") -> list[Grid]:
    """The sheet of a front: a row for each level."""
    kinds: tuple[Kind, ...] = ("text", "count", "amount", "amount", "text", "text", "text")
    fields = tuple(Field(name, kind) for name, kind in zip(front_columns(lang), kinds, strict=True))
    kept, rows = labelled(kept, lang), []
    for level, heads, paid, cost, more, verdict, told in front_rows(kept.tables["front"], kept.targets, lang):
        rows.append((level, heads, paid, cost, "" if more is None else f"{more:+,.10g}", verdict, told))
    return [Grid(phrase(SHEET_NAMES["front"], lang), "", fields, tuple(rows))]
