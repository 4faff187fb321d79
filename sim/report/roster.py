"""What `hotline roster` prints: the roster in sentences, what it breaks, people and shifts that are short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.report.answer import TARGET_KEYS, frame_rows, picked
from sim.report.chinese import in_language
from sim.report.numbers import amount
from sim.report.roster_words import COST_WORDS, ROSTER_OUTCOME_WORDS, RULE_WORDS
from sim.report.target_lines import target_lines
from sim.report.text_tables import in_columns
from sim.report.words import counted, phrase, word
from sim.scenario.labels import title_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.planning.staff_roster import StaffRoster
    from sim.study.replicate import Replications

MOST_BROKEN: Final = 20
"""Sentences on rules that are printed; all of them are in broken.txt."""
MOST_ROWS: Final = 60
"""Of people, and of shifts that are short."""


def roster_text(found: StaffRoster, lang: str = "en", ran: Replications | None = None) -> str:
    """The roster in sentences, what it breaks, shifts that are short, everybody's work; how it fared if simulated."""
    blocks = [
        "\n".join(roster_sentences(found, lang)),
        "\n".join(f"  ! {in_language(warning, lang)}" for warning in found.asked.warnings),
        _broken(found, lang),
        _short(found, lang),
        _people(found, lang),
        word("roster_kept", lang) if ran is None else _simulated(ran, lang),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def roster_sentences(found: StaffRoster, lang: str = "en") -> list[str]:
    """The roster, how good it is, and how work is shared."""
    problem, people, cover = found.problem, found.people_frame(), found.cover_frame()
    costs = {kind: getattr(found.costs, kind) for kind in COST_WORDS}
    told = [phrase(COST_WORDS[kind], lang, cost=amount(cost)) for kind, cost in costs.items() if cost]
    asked = found.asked.file.rostering
    sentences = [
        word(
            "roster_answer",
            lang,
            name=asked.title or f"{title_of(found.asked.scenario, lang)} / {asked.pool}",
            people=counted("person", len(problem.people), lang),
            shifts=counted("shift", len(problem.shifts), lang),
            days=counted("day", problem.days, lang),
            first=problem.first_day,
            hours=amount(float(people["hours"].sum())),
            cost=amount(found.costs.total),
        ),
        phrase(
            ROSTER_OUTCOME_WORDS[found.outcome], lang, seconds=f"{found.seconds:.0f}", bound=amount(found.bound or 0.0)
        ),
        *([word("roster_costs", lang, told=word("comma", lang).join(told))] if told else []),
        short_words(found, lang),
    ]
    missing = int((cover["over_under"][cover["skill"] != ""] < 0).sum())
    if missing:
        sentences.append(word("roster_skills_short", lang, times=missing))
    spans = {name: _span(people[name].tolist(), lang) for name in ("hours", "nights", "weekends")}
    sentences.append(word("roster_shared", lang, **spans))
    if problem.wishes:
        granted, wishes = int(people["granted"].sum()), len(problem.wishes)
        sentences.append(word("roster_wishes", lang, granted=granted, wishes=wishes))
    return sentences


def short_words(found: StaffRoster, lang: str) -> str:
    """How many shifts have too few people."""
    short, of, missing = found.short
    if not short:
        return word("roster_covered", lang)
    return word("roster_short", lang, short=short, of=of, heads=counted("person", missing, lang))


def roster_answer(found: StaffRoster, lang: str = "en", ran: Replications | None = None) -> dict[str, Any]:
    """The roster as plain numbers, and text in a language.

    Returns
    -------
    dict
        `scenario`, `pool`, `first_day`, `days`, `outcome` (`optimal`, `out of time`, `read`), `cost`, `costs` (by
        reason), `bound` (None: it was read); `broken` (sentences), `roster`, `people` and `cover`, each a list of rows;
        `targets`, if the roster was simulated; `sentences` and `warnings`.
    """
    problem, asked = found.problem, found.asked
    return {
        "scenario": asked.scenario.name,
        "pool": asked.file.rostering.pool,
        "first_day": problem.first_day.isoformat(),
        "days": problem.days,
        "outcome": found.outcome,
        "cost": found.costs.total,
        "costs": {kind: getattr(found.costs, kind) for kind in COST_WORDS},
        "bound": found.bound,
        "broken": [in_language(sentence, lang) for sentence in found.broken],
        "roster": _rows(found.to_frame()),
        "people": frame_rows(found.people_frame()),
        "cover": _rows(found.cover_frame()),
        "targets": None if ran is None else [picked(row, TARGET_KEYS) for row in ran.targets()],
        "sentences": roster_sentences(found, lang),
        "warnings": [in_language(warning, lang) for warning in asked.warnings],
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table whose column 'date' holds dates."""
    return frame_rows(frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d")))


def _span(values: Sequence[float], lang: str) -> str:
    low, high = amount(min(values)), amount(max(values))
    return low if low == high else word("range", lang, low=low, high=high)


def _broken(found: StaffRoster, lang: str) -> str:
    if not found.broken:
        return word("roster_sound", lang)
    lines = [word("roster_breaks", lang, n=len(found.broken))]
    lines += [f"  ! {in_language(sentence, lang)}" for sentence in found.broken[:MOST_BROKEN]]
    left = len(found.broken) - MOST_BROKEN
    return "\n".join([*lines, *(["  " + word("roster_more", lang, left=left)] if left > 0 else [])])


def _short(found: StaffRoster, lang: str) -> str:
    """A row for each shift, and each skill on one, of which there are too few."""
    cover = found.cover_frame()
    rows = _rows(cover[cover["over_under"] < 0])
    if not rows:
        return ""
    table = [
        [f"{row['date']}", row["shift"], row["skill"], f"{row['wanted']}", f"{row['rostered']}"]
        for row in rows[:MOST_ROWS]
    ]
    left = len(rows) - MOST_ROWS
    more = "\n  " + word("roster_more_short", lang, left=left) if left > 0 else ""
    return in_columns([word("roster_short_columns", lang).split("|"), *table], {3, 4}) + more


def _people(found: StaffRoster, lang: str) -> str:
    rows = frame_rows(found.people_frame())
    table = [
        [
            row["name"],
            f"{row['days']}",
            amount(row["hours"]),
            f"{row['nights']}",
            f"{row['weekends']}",
            f"{row['granted']}/{row['wishes']}" if row["wishes"] else "",
        ]
        for row in rows[:MOST_ROWS]
    ]
    left = len(rows) - MOST_ROWS
    more = "\n  " + word("roster_more_people", lang, left=left) if left > 0 else ""
    return in_columns([word("roster_people_columns", lang).split("|"), *table], {1, 2, 3, 4, 5}) + more


def _simulated(ran: Replications, lang: str) -> str:
    """How the targets fare with these people."""
    replications = counted("replication", ran.n, lang)
    return "\n".join(
        [word("roster_simulated", lang, replications=replications, seed=ran.seed), *target_lines(ran.targets(), lang)]
    )


def roster_reading_text(reading: dict[str, Any], lang: str = "en") -> str:
    """The reading of a roster file as a few lines, "ok" first."""
    lines = [
        f"{word('ok', lang)}: {reading['title'] or reading['scenario_title'] or reading['scenario']}",
        *(f"  ! {in_language(warning, lang)}" for warning in reading["warnings"]),
        "  "
        + word(
            "roster_reading_scenario",
            lang,
            scenario=reading["scenario"],
            days=counted("day", reading["days"], lang),
            first=reading["first_day"],
            shifts=counted("shift", len(reading["shifts"]), lang),
            pool=reading["pool"],
        ),
    ]
    for shift in reading["shifts"]:
        night = word("roster_reading_night", lang) if shift["is_night"] else ""
        told = {**shift, "hours": amount(shift["hours"]), "night": night, "people": _span(shift["wanted"], lang)}
        lines.append("  " + word("roster_reading_shift", lang, **told))
    rules = [
        phrase(RULE_WORDS[name], lang, hours=amount(value / 60), count=value)
        for name, value in reading["rules"].items()
        if value
    ]
    lines.append("  " + word("roster_reading_rules", lang, told=word("comma", lang).join(rules) or "-"))
    most, wanted = reading["most_hours"], reading["wanted_hours"]
    people = counted("person", reading["people"], lang)
    lines.append("  " + word("roster_reading_people", lang, people=people, most=amount(most), wanted=amount(wanted)))
    if reading["wishes"]:
        lines.append("  " + word("roster_reading_wishes", lang, wishes=reading["wishes"]))
    if most < wanted:
        lines.append("  ! " + word("roster_reading_few", lang, missing=amount(wanted - most)))
    return "\n".join(lines)
