"""How precise a run is: which horizon its figures are of, and what came of going on until something was known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sim.measures.definitions import label
from sim.report.numbers import percent, span_unit, unit_word
from sim.report.words import counted, word

if TYPE_CHECKING:
    from sim.scenario.schema import ClockPart, Scenario
    from sim.study.replicate import Replications
    from sim.study.until import Finding, Stopping


def days_of_run(clock: ClockPart, lang: str) -> dict[str, Any]:
    """Its first and last day and their number, as sentences about what ran name them."""
    end = clock.start + timedelta(days=clock.days - 1)
    return {"start": clock.start, "end": end, "days": counted("day", clock.days, lang)}


def horizon_sentence(scenario: Scenario, lang: str) -> str:
    """Over which days, begun how, the figures are."""
    days = counted("day", scenario.clock.days, lang)
    return word("horizon_backlog" if _begins_with_tickets(scenario) else "horizon_empty", lang, days=days)


def horizon_answer(results: Replications) -> dict[str, Any]:
    """The same for programs, and by how many tickets a week the backlog still grows; None if not beyond chance."""
    start = "backlog" if _begins_with_tickets(results.scenario) else "empty"
    days, growth = results.scenario.clock.days, results.weekly_growth()
    return {"kind": "terminating", "days": days, "start": start, "weekly_growth": growth}


def _begins_with_tickets(scenario: Scenario) -> bool:
    tickets = scenario.tickets
    return tickets is not None and bool(tickets.backlog or tickets.backlog_file)


def stopping_text(stopping: Stopping | None, lang: str) -> str:
    """What came of it, line by line; empty where nobody asked."""
    if stopping is None:
        return ""
    replications = counted("replication", stopping.n, lang)
    if stopping.reached:
        head = word("until_reached", lang, replications=replications)
    else:
        head = word("until_not_reached", lang, replications=replications)
    return "\n".join([head, *(f"  {'+' if f.holds else '?'} {_line(f, stopping, lang)}" for f in stopping.findings)])


def _line(found: Finding, stopping: Stopping, lang: str) -> str:
    """How far one thing is known, and what it would take."""
    more = ""
    if found.differing is not None:
        more = word("until_few", lang, differing=found.differing, n=stopping.n)
    elif found.needed is not None:
        more = word("until_needed", lang, replications=counted("replication", found.needed, lang))
    elif found.holds and not stopping.reached and all(one.holds for one in stopping.findings):
        more = word("until_one_look", lang)
    measure = label(found.measure, lang)
    if found.pair is not None:
        measure = word("until_pair", lang, measure=measure, name=found.pair[0], against=found.pair[1])
    if found.wanted.measure is None:
        confidence = percent(found.confidence)
        return (
            word("until_target" if found.holds else "until_open", lang, measure=measure, confidence=confidence) + more
        )
    if found.half_width is None or found.allowed is None:
        return word("until_no_data", lang, measure=measure)
    sizes = {
        "allowed": width_words(found.allowed, found.unit, lang),
        "half": width_words(found.half_width, found.unit, lang),
    }
    if found.wanted.relative and found.pair is not None:
        share, against = percent(found.wanted.half), found.pair[1]
        return word("until_relative_pair", lang, measure=measure, share=share, against=against, **sizes) + more
    if found.wanted.relative:
        return word("until_relative", lang, measure=measure, share=percent(found.wanted.half), **sizes) + more
    return word("until_measure", lang, measure=measure, **sizes) + more


def width_words(width: float, unit: str, lang: str) -> str:
    """A half-width, or a difference that matters, with its unit, three digits: shares in points."""
    if unit == "share":
        points = f"{width * 100:.3g}"
        return word("wide_point", lang) if points == "1" else word("wide_points", lang, n=points)
    seconds, shown = span_unit(width) if unit == "s" else (1, unit)
    return f"{width / seconds:.3g} {unit_word(shown, lang)}".rstrip()


def stopping_answer(stopping: Stopping | None) -> dict[str, Any] | None:
    """The same for programs; None where nobody asked."""
    if stopping is None:
        return None
    return {
        "reached": stopping.reached,
        "first": stopping.first,
        "most": stopping.most,
        "wanted": [
            {
                "until": found.wanted.text,
                "measure": found.measure,
                "unit": found.unit,
                "half_width": found.half_width,
                "allowed": found.allowed,
                "confidence": found.confidence,
                "holds": found.holds,
                "needed": found.needed,
            }
            | ({} if found.pair is None else {"design": found.pair[0], "against": found.pair[1]})
            for found in stopping.findings
        ],
    }
