"""The pages of `hotline need`: how many people, and what was tried; or people needed in each interval of each pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures.definitions import label
from sim.report.answer import frame_rows
from sim.report.column_words import SHEET_NAMES
from sim.report.need import SHIFT_HEADS, mark_words, shift_columns
from sim.report.need_charts import need_charts
from sim.report.numbers import found_words
from sim.report.page.html import Section, drawing, folded, paragraph, table
from sim.report.page.parts import (
    again_section,
    answer_page,
    answer_section,
    asked_section,
    drawing_of,
    labelled,
    target_table,
)
from sim.report.page.run_drawings import interval_drawings
from sim.report.page.views import level_of
from sim.report.requirement import HEADS, days_shown, planners_table, total_rows
from sim.report.requirement_charts import requirement_charts
from sim.report.requirement_words import HEADINGS
from sim.report.run_charts import chart_note
from sim.report.run_sheets import in_unit, interval_grid
from sim.report.summary_words import STATUS_WORDS
from sim.report.tables import Field, Grid, Kind, grid_as_it_is
from sim.report.target_lines import promise_words
from sim.report.words import counted, phrase, word
from sim.scenario.labels import pool_labels

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.kept_answer import KeptAnswer


def need_page(kept: KeptAnswer, lang: str = "en") -> bytes:
    """The page of `hotline need` as HTML; it needs no other file.

    Parameters
    ----------
    kept
        What was found.
    lang
        'en' or 'zh'.
    """
    kept = labelled(kept, lang)
    note = chart_note(kept.titles[lang], kept.n, kept.seed, lang)
    shown, answer = kept.facts["shown"], kept.sentences["answer"][lang]
    charts = need_charts(_tried(kept), answer[0], lang, note)
    replications = counted("replication", kept.n, lang)
    with_heads = word("page_need_shown", lang, heads=counted("person", kept.facts["heads"][shown], lang))
    sections = [
        asked_section(kept, kept.targets[str(shown)], lang),
        answer_section(kept, lang),
        Section(
            "targets", word("page_targets", lang),
            (
                paragraph(with_heads),
                target_table(kept.targets[str(shown)], lang),
            ),
        ),
        Section(
            "tried", word("page_tried", lang),
            (
                table(_tried_grid(kept, lang), lang),
                *(drawing(drawing_of(name, figure), lang) for name, figure in charts.items()),
            ),
        ),
        Section("shifts", word("page_shifts", lang), (table(_shifts_grid(kept, lang), lang),)),
        Section(
            "people", word("page_people_by_time", lang),
            (paragraph(with_heads), *_day(kept, note, lang)),
        ),
        Section("sure", word("page_sure", lang), (paragraph(word("page_need_sure", lang, replications=replications)),)),
        again_section(kept.manifest, kept.again, kept.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_need", lang, title=kept.titles[lang]), kept, sections, lang)


def need_grids(kept: KeptAnswer, lang: str = "en") -> list[Grid]:
    """The sheets of `hotline need`: head counts tried, shifts, and the day by interval."""
    kept = labelled(kept, lang)
    fields = (
        Field(word("need_people", lang), "count"), Field(word("page_measure", lang)), Field(word("page_promise", lang)),
        Field(word("page_estimate", lang), "amount"), Field(word("page_low", lang), "amount"),
        Field(word("page_high", lang), "amount"), Field(word("page_unit", lang)), Field(word("page_verdict", lang)),
        Field(word("page_remark", lang)),
    )  # fmt: skip
    rows = tuple(
        (
            heads, label(target.measure, lang), promise_words(target, lang),
            *in_unit((target.estimate, target.low, target.high), target.unit, lang),
            phrase(STATUS_WORDS[target.status], lang), mark_words(marks, lang),
        )
        for (heads, targets), marks in zip(_tried(kept), kept.facts["marks"], strict=True)
        for target in targets
    )  # fmt: skip
    return [
        Grid(phrase(SHEET_NAMES["tried"], lang), "", fields, rows),
        _shifts_grid(kept, lang),
        interval_grid(kept.tables["intervals"], lang),
    ]


def _shifts_grid(kept: KeptAnswer, lang: str) -> Grid:
    """A row for each shift or crew: heads now, and as far as there are any, needed and by formula."""
    labels, (shift, *heads_words) = pool_labels(kept.scenario, lang), shift_columns(lang)
    staff = kept.tables["shifts"]
    known = {name: told for name, told in zip(SHIFT_HEADS, heads_words, strict=True) if staff[name].notna().any()}
    shifts = tuple(
        (f"{labels.get(row['group'], row['group'])} / {row['shift']}", *(row[name] for name in known))
        for row in frame_rows(staff)
    )
    fields = (Field(shift), *(Field(told, "count") for told in known.values()))
    return Grid(phrase(SHEET_NAMES["shifts"], lang), "", fields, shifts)


def _tried_grid(kept: KeptAnswer, lang: str) -> Grid:
    """A row for each head count, a column for each target."""
    tried = _tried(kept)
    _, targets = tried[0]
    fields = (
        Field(word("need_people", lang), "count"), *(Field(promise_words(target, lang)) for target in targets),
        Field(word("page_remark", lang)),
    )  # fmt: skip
    rows = tuple(
        (
            heads, *(f"{phrase(STATUS_WORDS[one.status], lang)}: {found_words(one, lang)}" for one in targets),
            mark_words(marks, lang),
        )
        for (heads, targets), marks in zip(tried, kept.facts["marks"], strict=True)
    )  # fmt: skip
    return Grid("tried", "", fields, rows)


def requirement_page(kept: KeptAnswer, lang: str = "en") -> bytes:
    """The page of `hotline need --by-interval` as HTML; it needs no other file.

    Parameters
    ----------
    kept
        What was found.
    lang
        'en' or 'zh'.
    """
    note = chart_note(kept.titles[lang], kept.n, kept.seed, lang)
    charts = requirement_charts(_labelled(kept, "requirement", lang), lang, note)
    totals, _ = requirement_grids(kept, lang)
    days = days_shown(_labelled(kept, "requirement", lang), lang)
    sections = [
        asked_section(kept, (), lang),
        answer_section(kept, lang),
        Section("totals", word("page_requirement_totals", lang), (table(totals, lang),)),
        Section(
            "people", word("page_people_by_time", lang),
            (
                *(drawing(drawing_of(name, figure), lang) for name, figure in charts.items()),
                *(folded(name, table(_day_grid(name, day, lang), lang)) for name, day in days.items()),
            ),
        ),
        again_section(kept.manifest, kept.again, kept.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_requirement", lang, title=kept.titles[lang]), kept, sections, lang)


def requirement_grids(kept: KeptAnswer, lang: str = "en") -> list[Grid]:
    """The sheets of `hotline need --by-interval`: pools, and people by pool and interval."""
    kinds: tuple[Kind, ...] = ("text", "text", "amount", "amount", "amount", "count", "count", "count")
    head = word("required_total_columns", lang).split("|")
    fields = tuple(Field(name, kind) for name, kind in zip(head, kinds, strict=True))
    rows = total_rows(_labelled(kept, "hours", lang), kept.sentences["asked"][lang])
    return [
        Grid(phrase(SHEET_NAMES["pools"], lang), "", fields, tuple(rows)),
        grid_as_it_is(
            phrase(SHEET_NAMES["requirement"], lang), planners_table(_labelled(kept, "requirement", lang), lang)
        ),
    ]


def _day_grid(name: str, day: pd.DataFrame, lang: str) -> Grid:
    """People of each pool by interval of a day."""
    names = ("pool", "interval", *HEADS)
    kinds: tuple[Kind, ...] = ("text", "text", "count", "count", "count")
    fields = tuple(Field(phrase(HEADINGS[name], lang), kind) for name, kind in zip(names, kinds, strict=True))
    return Grid(name, "", fields, tuple(zip(*(day[name].tolist() for name in names), strict=True)))


def _tried(kept: KeptAnswer) -> list[tuple[int, tuple]]:  # type: ignore[type-arg]  # of targets
    return [(heads, kept.targets[str(number)]) for number, heads in enumerate(kept.facts["heads"])]


def _day(kept: KeptAnswer, note: str, lang: str) -> list[str]:
    """Calls, service level and people with the head count shown, by interval."""
    frame = kept.tables["intervals"]
    target = level_of(kept.targets[str(kept.facts["shown"])], frame)
    called = bool(frame["offered"].sum())
    drawn = interval_drawings(frame, called, *(target if called else (None, None)), {}, lang, note)
    return [drawing(drawing_of(name, figure, grid), lang) for name, figure, grid in drawn if figure is not None]


def _labelled(kept: KeptAnswer, name: str, lang: str) -> pd.DataFrame:
    """A table with the labels of pools."""
    frame, labels = kept.tables[name], pool_labels(kept.scenario, lang)
    return frame.assign(pool=frame["pool"].map(lambda cell: labels.get(cell, cell)))
