"""The page of a plan of shifts: the shifts, what they cost, whether they keep every target, and how it was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.report.page.html import Drawing, Section, drawing, folded, heading, items, paragraph, table
from sim.report.page.parts import again_section, answer_page, asked_section, drawing_of, labelled, target_table
from sim.report.plan_charts import plan_charts
from sim.report.plan_workbook import plan_sheets
from sim.report.run_charts import chart_note
from sim.report.tables import Grid, grid_as_it_is
from sim.report.words import counted, word

if TYPE_CHECKING:
    from sim.study.kept_answer import KeptAnswer


def plan_page(plan: KeptAnswer, lang: str = "en") -> bytes:
    """The page of a plan as HTML; it needs no other file.

    Parameters
    ----------
    plan
        What was found.
    lang
        'en' or 'zh'.
    """
    plan = labelled(plan, lang)
    charts, grids = dict(_drawings(plan, lang)), plan_grids(plan, lang)
    shifts, costs, intervals, rounds = grids
    title = word("page_plan", lang, title=plan.titles[lang])
    people = ("plan_day", "plan_week", "plan_over_under")
    gantt = [name for name in charts if name.startswith("plan_shifts")]
    sections = [
        asked_section(plan, plan.targets["plan"], lang),
        Section("answer", word("page_answer", lang), (items(plan.sentences["answer"][lang], "lead"),)),
        Section(
            "targets", word("page_targets", lang),
            (
                heading(word("page_with_plan", lang)), target_table(plan.targets["plan"], lang),
                heading(word("page_today", lang)), target_table(plan.targets["today"], lang),
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
        Section("time", word("page_time", lang), (items(plan.sentences["misses"][lang]),)),
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
    return answer_page(title, plan, sections, lang)


def plan_grids(plan: KeptAnswer, lang: str = "en") -> list[Grid]:
    """The sheets of a plan: shifts, costs, intervals and rounds, under the headings of its workbook."""
    slots, shifts, costs, rounds = (plan.tables[name] for name in ("slots", "shifts", "costs", "rounds"))
    sheets = plan_sheets(slots, shifts, costs, rounds, plan.facts["minutes"], lang)
    return [grid_as_it_is(name, frame) for name, frame in sheets.items()]


def _drawings(plan: KeptAnswer, lang: str) -> Iterator[tuple[str, Drawing]]:
    slots, shifts, rounds, pools = (plan.tables[name] for name in ("slots", "shifts", "rounds", "pools"))
    note = chart_note(plan.titles[lang], plan.n, plan.seed, lang)
    figures = plan_charts(slots, shifts, rounds, pools, lang, note, plan.facts["bound"])
    for name, figure in figures.items():
        yield name, drawing_of(name, figure)
