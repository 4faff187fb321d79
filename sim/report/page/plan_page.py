"""The page of a plan of shifts: the shifts, what they cost, whether they keep every target, and how it was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from sim.report.chinese import in_language
from sim.report.page.html import Drawing, Section, drawing, folded, heading, inline_svg, items, page, paragraph, table
from sim.report.page.parts import again_section, target_table
from sim.report.plan_charts import plan_charts
from sim.report.plan_workbook import plan_sheets
from sim.report.run_charts import chart_note
from sim.report.style import figure_bytes
from sim.report.tables import Field, Grid
from sim.report.words import counted, word

if TYPE_CHECKING:
    from sim.study.kept_plan import KeptPlan


def plan_page(plan: KeptPlan, lang: str = "en") -> bytes:
    """The page of a plan as HTML; it needs no other file.

    Parameters
    ----------
    plan
        What was found.
    lang
        'en' or 'zh'.
    """
    charts, grids = dict(_drawings(plan, lang)), plan_grids(plan, lang)
    shifts, costs, intervals, rounds = grids
    title = word("page_plan", lang, title=plan.title)
    about = [counted("replication", plan.n, lang) + word("comma", lang) + f"{word('page_seed', lang)} {plan.seed}"]
    people = ("plan_day", "plan_week", "plan_over_under")
    gantt = [name for name in charts if name.startswith("plan_shifts")]
    sections = [
        Section(
            "answer", word("page_answer", lang),
            (
                items(plan.answer[lang], "lead"),
                items([in_language(warning, lang) for warning in plan.warnings], "warning"),
            ),
        ),
        Section(
            "targets", word("page_targets", lang),
            (
                heading(word("page_with_plan", lang)), target_table(plan.targets, lang),
                heading(word("page_today", lang)), target_table(plan.today, lang),
            ),
        ),
        Section("shifts", word("page_shifts", lang), (table(shifts, lang), *(drawing(charts[n], lang) for n in gantt))),
        Section(
            "people", word("page_people_by_time", lang),
            (
                *(drawing(charts[name], lang) for name in people if name in charts),
                folded(word("page_numbers", lang), table(intervals, lang)),
            ),
        ),
        Section("costs", word("page_costs", lang), (table(costs, lang),)),
        Section("time", word("page_time", lang), (items(plan.misses[lang]),)),
        Section(
            "rounds", word("page_rounds", lang),
            (drawing(charts["plan_rounds"], lang), folded(word("page_numbers", lang), table(rounds, lang))),
        ),
        Section(
            "sure", word("page_sure", lang),
            (paragraph(word("page_plan_sure", lang, replications=counted("replication", plan.n, lang))),),
        ),
        again_section(plan.manifest, plan.again, plan.n, lang),
    ]  # fmt: skip
    foot = [word("page_foot", lang, version=plan.manifest["versions"]["hotline-sim"])]
    return page(title, about, [part for part in sections if any(part.pieces)], foot, lang)


def plan_grids(plan: KeptPlan, lang: str = "en") -> list[Grid]:
    """The sheets of a plan: shifts, costs, intervals and rounds, under the headings of its workbook."""
    tables = plan.tables
    sheets = plan_sheets(tables["slots"], tables["shifts"], tables["costs"], tables["rounds"], plan.minutes, lang)
    return [_grid(name, frame) for name, frame in sheets.items()]


def _grid(name: str, frame: pd.DataFrame) -> Grid:
    numeric = [pd.api.types.is_numeric_dtype(frame[column].dtype) for column in frame.columns]
    fields = tuple(
        Field(str(column), "amount" if is_number else "text")
        for column, is_number in zip(frame.columns, numeric, strict=True)
    )
    cells = [[None if pd.isna(cell) else cell for cell in frame[column].tolist()] for column in frame.columns]
    return Grid(name, name, fields, tuple(zip(*cells, strict=True)))


def _drawings(plan: KeptPlan, lang: str) -> Iterator[tuple[str, Drawing]]:
    tables = plan.tables
    note = chart_note(plan.title, plan.n, plan.seed, lang)
    figures = plan_charts(tables["slots"], tables["shifts"], tables["rounds"], tables["pools"], lang, note, plan.bound)
    for name, figure in figures.items():
        svg = inline_svg(figure_bytes(figure, "svg", as_text=True), name)
        yield name, Drawing(name, " ".join(figure.get_suptitle().split()), svg)
