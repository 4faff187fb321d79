"""What `hotline check` prints of a staffing file: what must hold, the shifts to choose from, what they cost."""

from __future__ import annotations

from typing import Any

from sim.measures.targets import Asked
from sim.report.chinese import in_language
from sim.report.numbers import amount, percent
from sim.report.plan_reading_words import SUPPLEMENT_WORDS, WAGE_WORDS
from sim.report.plan_words import DAYS_WORDS
from sim.report.target_lines import promise_words
from sim.report.words import counted, phrase, word


def plan_reading_text(reading: dict[str, Any], lang: str = "en") -> str:
    """The reading as a few lines, "ok" first."""
    targets = [promise_words(Asked(**target), lang) for target in reading["targets"]]
    lines = [
        f"{word('ok', lang)}: {reading['title'] or reading['scenario_title'] or reading['scenario']}",
        *(f"  ! {in_language(warning, lang)}" for warning in reading["warnings"]),
        "  "
        + word(
            "plan_reading_scenario",
            lang,
            scenario=reading["scenario"],
            days=counted("day", reading["run_days"], lang),
            per=word("plan_reading_week" if reading["days"] > 1 else "plan_reading_day", lang),
            interval=reading["interval"],
        ),
        "  " + word("plan_reading_targets", lang, targets=word("comma", lang).join(targets)),
    ]
    for pool in reading["pools"]:
        lines += _pool_lines(pool, lang)
    told = [
        phrase(words, lang, share=percent(reading["supplements"][kind]), **reading["night"])
        for kind, words in SUPPLEMENT_WORDS.items()
        if reading["supplements"][kind]
    ]
    if told:
        lines.append("  " + word("plan_reading_supplements", lang, told=word("comma", lang).join(told)))
    replications = counted("replication", reading["replications"], lang)
    lines.append("  " + word("plan_reading_runs", lang, replications=replications, seed=reading["seed"]))
    return "\n".join(lines)


def _pool_lines(pool: dict[str, Any], lang: str) -> list[str]:
    """The shifts of a pool, what they cost, and whether any is longer than the law has it."""
    starts = word("plan_reading_starts", lang, first=pool["first_start"], last=pool["last_start"])
    words = {
        "name": pool["name"],
        "shifts": counted("shift", pool["shifts"], lang),
        "starts": pool["first_start"] if pool["starts"] == 1 else starts,
        "lengths": _span(pool["shortest"], pool["longest"], lang),
        "work": _span(pool["shortest_work"], pool["longest_work"], lang),
        "days": word("comma", lang).join(phrase(DAYS_WORDS[name], lang) for name in pool["days"]),
    }
    wage = phrase(WAGE_WORDS[pool["wage_of"]], lang, wage=amount(pool["wage"]))
    lines = ["  " + word("plan_reading_pool", lang, **words, wage=wage)]
    if pool["crews"] is not None:
        lines.append("  " + word("plan_reading_crews", lang, name=pool["name"], crews=pool["crews"]))
    if pool["over_8_hours"]:
        hours = word("comma", lang).join(amount(hours) for hours in pool["over_8_hours"])
        lines.append("  ! " + word("plan_reading_law", lang, name=pool["name"], hours=hours))
    if pool["uncovered"] is not None:
        missed = pool["uncovered"] | {"day": phrase(DAYS_WORDS[pool["uncovered"]["day"]], lang)}
        lines.append("  ! " + word("plan_reading_uncovered", lang, name=pool["name"], **missed))
    return lines


def _span(low: float, high: float, lang: str) -> str:
    """Hours, from the shortest shift's to the longest one's."""
    return amount(low) if low == high else word("range", lang, low=amount(low), high=amount(high))
