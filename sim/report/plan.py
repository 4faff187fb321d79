"""What `hotline plan` prints: the plan in sentences, its shifts, and the rounds on the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.measures.definitions import label
from sim.measures.misses import missing_frame
from sim.report.answer import frame_rows
from sim.report.chinese import in_language
from sim.report.misses import miss_sentences, misses_text
from sim.report.numbers import amount, found_words
from sim.report.plan_words import DAYS_WORDS, KIND_WORDS, PLAN_VERDICT_WORDS, STEP_WORDS
from sim.report.plan_workbook_words import HEADING_WORDS
from sim.report.target_lines import SIGNS, promise_words
from sim.report.text_tables import in_columns
from sim.report.words import counted, phrase, word
from sim.scenario.labels import title_of
from sim.scenario.schema_staffing import OFF

if TYPE_CHECKING:
    from sim.measures.targets import TargetResult
    from sim.planning.staff_plan import StaffPlan

MOST_SHIFTS: Final = 60
"""Rows of shifts that are printed; all of them are in shifts.csv."""


FIRST_ROUNDS: Final = 8
LAST_ROUNDS: Final = 24
"""Rounds that are printed; all of them are in rounds.csv."""


def plan_text(found: StaffPlan, lang: str = "en", boxes: Sequence[str] = ()) -> str:
    """The plan in sentences, then its shifts and the rounds; `boxes` are more warnings."""
    blocks = [
        "\n".join(plan_sentences(found, lang)),
        "\n".join(f"  ! {in_language(warning, lang)}" for warning in (*found.base.warnings, *boxes)),
        _shifts(found, lang),
        _costs(found, lang),
        misses_text(found.missing, lang),
        _rounds(found, lang),
        word(
            "plan_ran",
            lang,
            replications=counted("replication", found.replications, lang),
            seed=found.seed,
            engine=found.checked.trial.engine,
        ),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def plan_sentences(found: StaffPlan, lang: str = "en") -> list[str]:
    """The plan, how sure it is, and today's shifts beside it."""
    trial = found.checked.trial
    sentences = [
        word(
            "plan_answer",
            lang,
            name=found.staffing.title or title_of(found.base, lang),
            heads=counted("person", found.shape.heads, lang),
            shifts=counted("shift", len(found.shape.used), lang),
            hours=amount(found.paid_hours),
            per=word("plan_week" if found.pattern.days > 1 else "plan_day", lang),
            cost=amount(found.cost),
        ),
        phrase(
            PLAN_VERDICT_WORDS[found.verdict],
            lang,
            replications=counted("replication", trial.n, lang),
            found=_found(trial.targets, lang),
        ),
    ]
    for one in found.shape.used:
        template = found.templates[one.kind.name]
        if template.turns is not None:
            heads, cycle = (
                counted("person", one.heads, lang),
                word("comma", lang).join(
                    word("plan_off", lang) if step == OFF else step for step in template.turns.cycle
                ),
            )
            sentences.append(
                word("plan_crews", lang, pool=template.pool, crews=template.crews, heads=heads, cycle=cycle)
            )
    if found.bound is not None:
        sentences.append(word("plan_bound", lang, bound=amount(found.bound)))
    return [*sentences, word("plan_today", lang, found=_found(found.today.targets, lang))]


def plan_answer(found: StaffPlan, lang: str = "en", boxes: Sequence[str] = ()) -> dict[str, Any]:
    """The plan as plain numbers, and text in a language; `boxes` are more warnings.

    Returns
    -------
    dict
        `scenario`, `seed`, `replications`, `engine`; `days` (7: the plan is of a week; 1: of a day); `heads`, `cost`,
        `bound` (None: not asked for), `paid_hours`; `verdict` (`met`: every target holds with fresh chance);
        `shifts`, `costs` (by pool), `slots`, `rounds` and `missing` (where the tickets that miss a promise lose their
        time), each a list of rows; `sentences` and `warnings`. None stands where there is no
        data.
    """
    return {
        "scenario": found.base.name,
        "seed": found.seed,
        "replications": found.replications,
        "engine": found.checked.trial.engine,
        "days": found.pattern.days,
        "heads": found.shape.heads,
        "cost": found.cost,
        "bound": found.bound,
        "paid_hours": found.paid_hours,
        "verdict": found.verdict,
        "shifts": frame_rows(found.shifts_frame()),
        "costs": frame_rows(found.costs_frame()),
        "slots": frame_rows(found.slots_frame()),
        "rounds": frame_rows(found.rounds_frame()),
        "missing": frame_rows(missing_frame(found.missing)),
        "sentences": [*plan_sentences(found, lang), *miss_sentences(found.missing, lang)],
        "warnings": [in_language(warning, lang) for warning in (*found.base.warnings, *boxes)],
    }


def _found(targets: Sequence[TargetResult], lang: str) -> str:
    told = (f"{SIGNS[t.status]} {label(t.measure, lang)} {found_words(t, lang)}" for t in targets)
    return "; ".join(told)


def _shifts(found: StaffPlan, lang: str) -> str:
    rows = frame_rows(found.shifts_frame())
    head = word("plan_shift_columns", lang).split("|")
    table = [
        [
            row["pool"],
            phrase(KIND_WORDS[row["kind"]], lang),
            phrase(DAYS_WORDS[row["days"]], lang),
            row["start"],
            row["end"],
            f"{row['heads']:,}",
            row["breaks"],
            amount(row["cost"]),
        ]
        for row in rows[:MOST_SHIFTS]
    ]
    left = len(rows) - MOST_SHIFTS
    more = "\n  " + word("plan_more_shifts", lang, left=left) if left > 0 else ""
    return in_columns([head, *table], {5, 7}) + more


def _costs(found: StaffPlan, lang: str) -> str:
    """A row for each pool: people, hours, cost, and how they stand to the law on working hours."""
    frame = found.costs_frame()
    head = [phrase(HEADING_WORDS["hours" if name == "paid_hours" else name], lang) for name in frame.columns]
    rows = [
        [str(row["pool"]), *("" if row[name] is None else amount(row[name]) for name in frame.columns[1:])]
        for row in frame_rows(frame)
    ]
    return in_columns([head, *rows], set(range(1, len(head))))


def _rounds(found: StaffPlan, lang: str) -> str:
    """A row per plan that was simulated, a column per target."""
    head = [*word("plan_round_columns", lang).split("|")]
    head += [promise_words(target, lang) for target in found.rounds[0].trial.targets]
    table = [
        [
            f"{place}",
            phrase(STEP_WORDS[one.step], lang),
            f"{one.heads:,}",
            amount(one.cost),
            f"{one.trial.n:,}",
            *(f"{SIGNS[target.status]} {found_words(target, lang)}" for target in one.trial.targets),
        ]
        for place, one in enumerate(found.rounds, 1)
    ]
    left = len(table) - FIRST_ROUNDS - LAST_ROUNDS
    if left <= 0:
        return in_columns([head, *table], {0, 2, 3, 4})
    gap = [[word("plan_more_rounds", lang, left=left), *[""] * (len(head) - 1)]]
    return in_columns([head, *table[:FIRST_ROUNDS], *gap, *table[-LAST_ROUNDS:]], {2, 3, 4})
