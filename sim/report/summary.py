"""The printed summary of a run: what a planner and a manager read first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sim.measures.definitions import definition_of, label
from sim.measures.ticket_side import TicketSide
from sim.report.numbers import (
    beside_words,
    count_words,
    estimate_words,
    found_words,
    percent,
    readable,
    unit_word,
)
from sim.report.precision import days_of_run, horizon_sentence, stopping_text
from sim.report.staffing import staffed_views, staffing_sentence
from sim.report.summary_words import AGREEMENT_WORDS, GROUP_WORDS, KIND_WORDS
from sim.report.target_lines import SIGNS, target_lines
from sim.report.text_tables import left, right
from sim.report.ticket_summary import (
    CEILING,
    pool_table,
    short_sentences,
    stage_table,
    wage_note,
)
from sim.report.ticket_words import CLOSED_AT_WORDS
from sim.report.words import counted, phrase, word
from sim.scenario.labels import title_of
from sim.scenario.origins import origins_count

if TYPE_CHECKING:
    from sim.measures.definition import When
    from sim.measures.estimate import Estimate
    from sim.measures.targets import PublishedResult
    from sim.scenario.schema import Scenario
    from sim.study.replicate import Replications

OF_CONTACTS: Final = ("calls", "waiting", "operators", "requests")
OF_CALLS_ONLY: Final = ("calls", "waiting")
OF_TICKETS: Final = ("tickets", "closing", "quality", "staff")
"""The sections of the summary in their order; which measures stand in one is said by their definitions."""
DAYS_APART: Final = 0.3
"""From so much busyness on intervals cover less often than they say (docs/intervals.md)."""


def summary_text(
    results: Replications,
    warnings: Sequence[str] = (),
    lang: str = "en",
    asked: int | None = None,
    tickets: TicketSide | None = None,
) -> str:
    """The whole summary: of calls, of tickets, or of both, whichever the scenario has.

    Parameters
    ----------
    results
        The replications that were done.
    warnings
        What was found odd about the scenario.
    lang
        'en' or 'zh'.
    asked
        How many replications were asked for.
    tickets
        What the ticket half shows beside its measures.
    """
    tickets = tickets or TicketSide()
    measures = results.summary()
    if tickets.ceiling is not None:
        measures[CEILING] = tickets.ceiling
    sentences = [f"  {sentence}" for sentence in short_sentences(measures, lang, tickets)]
    if has_calls(results.scenario, measures):
        staffed = staffed_views(results.staffing())["by_interval"]
        sentences.append(f"  {staffing_sentence(staffed, lang)}{word('full_stop', lang)}")
    blocks = [
        _head(results, lang, asked),
        stopping_text(results.stopping, lang),
        _listed(word("warnings", lang), [f"  ! {warning}" for warning in warnings]),
        _listed(word("short", lang), sentences),
        *_of_contacts(results.scenario, measures, lang),
        *_of_tickets(results.scenario, measures, tickets, lang),
        _listed(word("targets", lang), target_lines(results.targets(), lang)),
        _published(results.published(), lang),
        word("origins", lang, **origins_count(results.scenario)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def has_calls(scenario: Scenario, measures: Mapping[str, Estimate]) -> bool:
    """Whether anybody calls: a stream does, or citizens ask about their tickets."""
    called = measures["attempts"].estimate if "attempts" in measures else None
    return bool(called) or any(stream.channel == "phone" for stream in scenario.demand.values())


def has_contacts(scenario: Scenario, measures: Mapping[str, Estimate]) -> bool:
    """Whether there are calls or messages at all."""
    return has_calls(scenario, measures) or any(s.channel == "online" for s in scenario.demand.values())


def _of_contacts(scenario: Scenario, measures: dict[str, Estimate], lang: str) -> list[str]:
    """The tables of calls and messages, as far as there are any."""
    if not has_contacts(scenario, measures):
        return []
    called = has_calls(scenario, measures)
    without: set[When] = set() if called else {"if_called"}
    if scenario.tickets is not None:
        without.add("if_no_tickets")
    groups = [group for group in OF_CONTACTS if called or group not in OF_CALLS_ONLY]
    tables = {group: _table(group, measure_rows(measures, group, lang, without), lang) for group in groups}
    if called and _is_at_zero(measures, "waiting"):
        tables["waiting"] += f"\n{_note(word('wait_at_zero', lang))}"
    return list(tables.values())


def _is_at_zero(measures: Mapping[str, Estimate], group: str) -> bool:
    """Whether a quantile of a group is 0, and has an interval."""
    kinds = [definition_of(key) for key, found in measures.items() if found.estimate == found.low == 0]
    return any(definition.kind == "quantile" and definition.shown.group == group for definition in kinds)


def _of_tickets(scenario: Scenario, measures: dict[str, Estimate], tickets: TicketSide, lang: str) -> list[str]:
    """The tables of tickets, of their stages, and of everybody's hours; nothing without tickets."""
    if scenario.tickets is None:
        return []
    tables = {group: _table(group, measure_rows(measures, group, lang), lang) for group in OF_TICKETS}
    if tickets.closed_at:
        tables["closing"] += f"\n    {phrase(CLOSED_AT_WORDS[tickets.closed_at], lang)}"
    pools = pool_table(tickets.tables["people"], lang) if "people" in tickets.tables else ""
    staff = [tables.pop("staff")]
    if pools:
        wages = wage_note(scenario, tickets.tables["people"], lang)
        staff += [f"    {wages}" if wages else "", pools, _note(word("pools_note", lang))]
    return [*tables.values(), stage_table(measures, lang), "\n".join(part for part in staff if part)]


def _head(results: Replications, lang: str, asked: int | None) -> str:
    scenario, clock = results.scenario, results.scenario.clock
    lines = [
        title_of(scenario, lang),
        word(
            "ran",
            lang,
            **days_of_run(clock, lang),
            replications=counted("replication", results.n, lang),
            seed=results.seed,
            engine=results.engine,
        ),
    ]
    lines.append(horizon_sentence(scenario, lang))
    growth = results.weekly_growth()
    if growth is not None:
        lines.append(word("drifts", lang, growth=count_words(growth)))
    if asked is not None and asked != results.n:
        lines.append(word("partial", lang, kept=results.n, asked=asked))
    if results.n == 1:
        lines.append(word("one_run", lang))
    apart = max((stream.busyness_cv for stream in scenario.demand.values()), default=0.0)
    if results.n > 1 and apart >= DAYS_APART:
        lines.append(word("days_apart", lang, cv=percent(apart)))
    return "\n".join(lines)


def measure_rows(
    measures: dict[str, Estimate], group: str, lang: str, without: Collection[When] = ()
) -> list[tuple[str, str, str, str]]:
    """Name, estimate, unit and interval of the measures of a group, but those shown only where there is more."""
    rows = []
    for key, name in measures_shown(measures, group, lang, without).items():
        found = readable(measures[key])
        middle, interval = estimate_words(found, lang)
        unit = "" if found.estimate is None and found.low is None else unit_word(found.unit, lang)
        rows.append((name, middle, unit, interval))
    return rows


def measures_shown(
    measures: dict[str, Estimate], group: str, lang: str, without: Collection[When] = ()
) -> dict[str, str]:
    """The measures of a group in their order, but those shown only where there is more, and what each is called."""
    names = {}
    shown = {key: definition_of(key).shown for key in measures}
    for key in sorted((key for key in measures if shown[key].group == group), key=lambda key: shown[key].place):
        when = shown[key].when
        if when in without or (when == "if_not_zero" and not measures[key].estimate):
            continue
        is_greatest = definition_of(key).kind == "maximum" and measures[key].n > 1
        names[key] = word("of_runs", lang, measure=label(key, lang)) if is_greatest else label(key, lang)
    return names


def _note(words: str) -> str:
    """Lines below a table."""
    return "\n".join(f"    {line}" for line in words.splitlines())


def _table(group: str, rows: list[tuple[str, str, str, str]], lang: str) -> str:
    if not rows:
        return ""
    head = (phrase(GROUP_WORDS[group], lang), word("estimate", lang), "", word("interval_95", lang))
    lines = [
        f"{left(name, 42)}{right(middle, 12)} {left(unit, 22)} {interval}".rstrip()
        for name, middle, unit, interval in (head, *((f"  {row[0]}", *row[1:]) for row in rows))
    ]
    return "\n".join(lines)


def _published(rows: list[PublishedResult], lang: str) -> str:
    lines = []
    for row in rows:
        words = word(
            "published_line",
            lang,
            measure=label(row.measure, lang),
            value=_stated(row, lang),
            found=found_words(readable(row, row.value), lang),
            status=phrase(AGREEMENT_WORDS[row.status], lang),
            mean="" if row.mean_of == 1 else word("published_mean", lang, runs=f"{row.mean_of:,}"),
        )
        if row.free:
            words += word("published_free", lang, free=", ".join(row.free))
        lines.append(f"  {SIGNS[row.status]} {left(phrase(KIND_WORDS[row.kind], lang), 12)} {words}")
    if lines:
        lines.append(f"    {word('published_note', lang)}")
    return _listed(word("published", lang), lines)


def _stated(row: PublishedResult, lang: str) -> str:
    """The published value, and how it is read if its words or its rounding leave room."""
    unit = row.unit if row.unit in ("share", "s") else ""
    value, low, high = (
        beside_words(stated, unit, row.value, lang) for stated in (row.value, row.published_low, row.published_high)
    )
    return value if low == high else word("read_as", lang, value=value, low=low, high=high)


def _listed(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *lines]) if lines else ""
