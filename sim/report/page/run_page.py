"""The page of a run: what was asked, the answer, where the time goes, and how sure all of it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sim.measures.definitions import definition_of, label
from sim.report.chinese import in_language
from sim.report.day_kind_charts import days_table, weeks_table
from sim.report.labels import labelled_key, labelled_reading, labelled_rows, labelled_side
from sim.report.numbers import beside_words, found_words, readable
from sim.report.page.html import (
    Drawing,
    Section,
    drawing,
    folded,
    heading,
    items,
    page,
    paragraph,
    table,
    verdict,
)
from sim.report.page.parts import again_section, target_table
from sim.report.page.run_drawings import run_drawings
from sim.report.page.stress import contact_words, stress_rows
from sim.report.page.views import level_target
from sim.report.page_words import ORIGIN_WORDS
from sim.report.precision import days_of_run, horizon_sentence, stopping_text
from sim.report.staffing import staffed_views, staffing_sentence
from sim.report.summary import OF_CONTACTS, OF_TICKETS, has_calls, measure_rows
from sim.report.summary_words import AGREEMENT_WORDS, GROUP_WORDS, KIND_WORDS
from sim.report.tables import Field, Grid, grid_of
from sim.report.target_lines import promise_words, why_undecided
from sim.report.ticket_headlines import head_sentences
from sim.report.ticket_summary import CEILING, short_sentences
from sim.report.ticket_words import CLOSED_AT_WORDS
from sim.report.words import counted, phrase, word
from sim.scenario.labels import description_of, title_of
from sim.scenario.origins import origin_rows, origins_count

if TYPE_CHECKING:
    from sim.measures.estimate import Estimate
    from sim.measures.targets import PublishedResult, TargetResult
    from sim.study.kept_run import KeptRun

WORST_DAYS: Final = 5
DAYS_LISTED: Final = 120
PEOPLE: Final = (
    "pool", "people", "weekly_hours", "occupancy", "days_over_8_hours", "weeks_over_44_hours", "weeks_without_rest_day",
    "needed_by_law",
)  # fmt: skip
LONG: Final = 7
"""Beyond so many days the days are told apart."""
ROUNDED: Final = 0.1
"""A published range up to so large a part of its figure goes without saying."""
OF_WEEKS: Final = 14
"""From so many days on the weeks are told, too."""


def run_page(run: KeptRun, lang: str = "en") -> bytes:
    """The page of a run as HTML; it needs no other file.

    Parameters
    ----------
    run
        What the run found.
    lang
        'en' or 'zh'.
    """
    run = labelled(run, lang)
    charts = run_drawings(run, lang)
    scenario, measures = run.scenario, run.summary()
    if run.tickets.ceiling is not None:
        measures[CEILING] = run.tickets.ceiling
    days = days_of_run(scenario.clock, lang)
    replications = counted("replication", run.n, lang)
    about = [
        word("ran", lang, **days, replications=replications, seed=run.seed, engine=run.engine),
        horizon_sentence(scenario, lang),
        word("partial", lang, kept=run.n, asked=run.asked) if run.n != run.asked else "",
    ]
    sections = [
        _asked(run, lang),
        _answer(run, measures, lang),
        _targets(run, charts, lang),
        _time(run, charts, lang),
        _day(run, charts, lang),
        _closure(run, charts, lang),
        _people(run, charts, lang),
        _assumed(run, lang),
        _published(run, charts, lang),
        _sure(run, measures, lang),
        _stress(run, lang),
        again_section(run.manifest, run.again, run.n, lang),
    ]
    foot = [word("page_foot", lang, version=run.manifest["versions"]["hotline-sim"])]
    return page(title_of(scenario, lang), about, [part for part in sections if any(part.pieces)], foot, lang)


def labelled(run: KeptRun, lang: str) -> KeptRun:
    """The same run, its people, units, shifts, and the types that measures are told of, under their labels."""
    scenario, stopping = run.scenario, run.stopping
    if stopping is not None:
        stopping = replace(stopping, findings=labelled_rows(stopping.findings, scenario, lang))
    return replace(
        run,
        tickets=labelled_side(run.tickets, scenario, lang),
        reading=labelled_reading(run.reading, scenario, lang),
        measures={labelled_key(key, scenario, lang): found for key, found in run.measures.items()},
        judged=labelled_rows(run.judged, scenario, lang),
        compared=labelled_rows(run.compared, scenario, lang),
        stopping=stopping,
    )


def answer_sentences(run: KeptRun, lang: str) -> list[str]:
    """The answer in three sentences: the targets, the bottleneck, and how sure it is."""
    return [_of_targets(run.targets(), lang), _bottleneck(run, lang), _sureness(run, lang)]


def _asked(run: KeptRun, lang: str) -> Section:
    scenario, reading = run.scenario, run.reading
    comma, stop = word("comma", lang), run.targets()
    days = days_of_run(scenario.clock, lang)
    promises = comma.join(promise_words(target, lang) for target in stop)
    told = [
        word("page_period", lang, **days, zone=scenario.clock.zone),
        word("page_comes", lang, list=comma.join(contact_words(reading, lang))),
        word("page_promises", lang, list=promises) if promises else "",
    ]
    warnings = [in_language(warning, lang) for warning in run.warnings]
    pieces = (
        paragraph(description_of(scenario, lang)),
        items(sentence for sentence in told if sentence),
        items(warnings, "warning"),
        folded(word("page_shifts", lang), table(_shifts(reading, lang), lang)) if reading["shifts"] else "",
    )
    return Section("asked", word("page_asked", lang), pieces)


def _shifts(reading: dict[str, Any], lang: str) -> Grid:
    fields = tuple(Field(heading) for heading in (word("page_group", lang), word("page_shift", lang)))
    fields += (Field(word("page_heads", lang), "count"), Field(word("page_from", lang)), Field(word("page_to", lang)))
    fields += (Field(word("page_days", lang), "count"),)
    rows = tuple(
        (row["group"], row["shift"], row["staff"], row["start"], row["end"], row["days"]) for row in reading["shifts"]
    )
    return Grid("shifts", word("page_shifts", lang), fields, rows)


def _answer(run: KeptRun, measures: dict[str, Estimate], lang: str) -> Section:
    more = short_sentences(measures, lang, run.tickets)
    if has_calls(run.scenario, measures):
        staffed = staffed_views(run.staffing())["by_interval"]
        more.append(staffing_sentence(staffed, lang) + word("full_stop", lang))
    pieces = (
        *(paragraph(sentence, kind="lead") for sentence in answer_sentences(run, lang) if sentence),
        heading(word("short", lang)),
        items(more),
    )
    return Section("answer", word("page_answer", lang), pieces)


def _of_targets(targets: Sequence[TargetResult], lang: str) -> str:
    """How many targets are met, and what was found of those that are not."""
    if not targets:
        return word("page_no_targets", lang)
    told: dict[str, list[str]] = {"met": [], "not met": [], "undecided": []}
    for row in targets:
        found = found_words(readable(row, row.threshold), lang)
        told[row.status].append(word("page_target_found", lang, promise=promise_words(row, lang), found=found))
    comma = word("semicolon", lang)
    failed, open_, met = (comma.join(told[status]) for status in ("not met", "undecided", "met"))
    counts = {"met": len(told["met"]), "all": len(targets)}
    if failed and open_:
        return word("page_unmet_and_open", lang, list=failed, open=open_, **counts)
    if failed:
        return word("page_unmet", lang, list=failed, **counts)
    if open_:
        return word("page_open", lang, list=open_, **counts)
    return word("page_all_met", lang, list=met, all=len(targets))


def _bottleneck(run: KeptRun, lang: str) -> str:
    """What most of the time goes to, or without tickets whether people are short."""
    if run.tickets.headlines is not None:
        return next(iter(head_sentences(run.tickets.headlines, lang)), "")
    if not has_calls(run.scenario, run.summary()):
        return ""
    return staffing_sentence(staffed_views(run.staffing())["by_interval"], lang) + word("full_stop", lang)


def _sureness(run: KeptRun, lang: str) -> str:
    if run.n == 1:
        return word("page_one_run", lang)
    targets = run.targets()
    undecided = sum(row.status == "undecided" for row in targets)
    if not targets:
        told = word("page_sure_no_targets", lang)
    elif undecided:
        told = word("page_sure_open", lang, n=undecided, all=len(targets))
    else:
        told = word("page_sure_decided", lang)
    return word("page_sure_sentence", lang, replications=counted("replication", run.n, lang), undecided=told)


def _targets(run: KeptRun, charts: dict[str, Drawing], lang: str) -> Section:
    rows = run.targets()
    if not rows:
        return Section("targets", word("page_targets", lang), (paragraph(word("page_no_targets", lang)),))
    reasons = dict.fromkeys(why_undecided(row, lang, run.stopping is not None) for row in rows)
    pieces = (
        target_table(rows, lang),
        items(reason for reason in reasons if reason),
        _drawn(charts, ("targets",), lang),
    )
    return Section("targets", word("page_targets", lang), pieces)


def _time(run: KeptRun, charts: dict[str, Drawing], lang: str) -> Section:
    sentences = head_sentences(run.tickets.headlines, lang) if run.tickets.headlines is not None else []
    names = ("tickets_stages", "waterfall", "tornado", "tickets_units", "league")
    return Section("time", word("page_time", lang), (items(sentences), _drawn(charts, names, lang)))


def _day(run: KeptRun, charts: dict[str, Drawing], lang: str) -> Section:
    names = (
        "calls_by_interval", "service_level_by_interval", "staffing_by_interval", "day_kinds", "level_by_weekday",
        "over_under_by_weekday", "waits", "occupancy", "calls_by_day", "service_level_by_day", "staffing_by_day",
    )  # fmt: skip
    pieces = [_drawn(charts, names, lang)]
    if pieces[0] and has_calls(run.scenario, run.summary()) and run.scenario.clock.days > LONG:
        pieces += _days(run, lang)
    return Section("day", word("page_day", lang), tuple(pieces))


def _days(run: KeptRun, lang: str) -> list[str]:
    """The worst days by name, the weeks, and all days folded."""
    level, _ = level_target(run)
    frame = days_table(run.intervals_frame(), run.days, level, lang)
    shown = ("offered", "answered", "abandonment", *([level] if level else []), "missing_hours")
    columns = ("date", "kind_of_day", *shown)
    by = level or "abandonment"
    worst = frame.dropna(subset=[by]).sort_values(by, ascending=level is not None, kind="stable").head(WORST_DAYS)
    found = [table(grid_of(worst, "worst_days", columns, lang, word("page_worst_days", lang)), lang)]
    if run.scenario.clock.days >= OF_WEEKS:
        weeks = weeks_table(frame, level).head(DAYS_LISTED)
        found.append(
            table(grid_of(weeks, "weeks", ("week_from", "days", *shown), lang, word("page_weeks", lang)), lang)
        )
    every = grid_of(frame.head(DAYS_LISTED), "days", columns, lang)
    return [*found, folded(word("page_all_days", lang), table(every, lang))]


def _closure(run: KeptRun, charts: dict[str, Drawing], lang: str) -> Section:
    if run.scenario.tickets is None:
        return Section("closure", word("page_closure", lang), ())
    closed_at = run.tickets.closed_at
    growth = run.weekly_growth()
    names = ("tickets_open", "tickets_closure", "tickets_by_hour", "unit_open")
    pieces = (
        paragraph(phrase(CLOSED_AT_WORDS[closed_at], lang)) if closed_at else "",
        paragraph(word("drifts", lang, growth=f"{growth:,.0f}")) if growth is not None else "",
        _measure_table(run, "closing", lang),
        _drawn(charts, names, lang),
    )
    return Section("closure", word("page_closure", lang), pieces)


def _people(run: KeptRun, charts: dict[str, Drawing], lang: str) -> Section:
    people = run.tickets.tables["people"]
    there = people[people["people"] > 0]
    needed = there[["heads_for_40_hours", "heads_for_rest_day"]].max(axis=1)
    grid = grid_of(there.assign(needed_by_law=needed), "people", PEOPLE, lang)
    pieces = (
        _measure_table(run, "staff", lang),
        table(grid, lang),
        paragraph(word("pools_note", lang), kind="note"),
        _drawn(charts, ("shifts", "pools", "skills"), lang),
    )
    return Section("people", word("page_people", lang), pieces)


def _assumed(run: KeptRun, lang: str) -> Section:
    rows = origin_rows(run.scenario)
    by_origin: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (row.told_by, row.kind, row.source)
        by_origin[key] = by_origin.get(key, 0) + 1
    fields = (Field(word("page_key", lang)), Field(word("page_count", lang), "count"), Field(word("page_origin", lang)),
              Field(word("page_source", lang)))  # fmt: skip
    none = word("page_no_entry", lang)
    told = tuple(
        (path or none, n, phrase(ORIGIN_WORDS[kind], lang), source) for (path, kind, source), n in by_origin.items()
    )
    each = (Field(word("page_key", lang)), Field(word("page_value", lang)), Field(word("page_origin", lang)),
            Field(word("page_source", lang)))  # fmt: skip
    every = tuple((row.path, row.value, phrase(ORIGIN_WORDS[row.kind], lang), row.source) for row in rows)
    pieces = (
        paragraph(word("origins", lang, **origins_count(run.scenario))),
        table(Grid("origins", word("page_origins_by_source", lang), fields, told), lang),
        folded(word("page_origins_all", lang, n=len(rows)), table(Grid("inputs", "", each, every), lang)),
    )
    return Section("assumed", word("page_assumed", lang), pieces)


def _stated(row: PublishedResult, lang: str) -> str:
    """A published figure, with the range that its words allow, where this is more than rounding."""
    unit = row.unit if row.unit in ("share", "s") else ""
    value, low, high = (
        beside_words(number, unit, row.value, lang) for number in (row.value, row.published_low, row.published_high)
    )
    wide = row.published_high - row.published_low > abs(row.value) * ROUNDED
    return word("found", lang, estimate=value, interval=word("range", lang, low=low, high=high)) if wide else value


def _published(run: KeptRun, charts: dict[str, Drawing], lang: str) -> Section:
    rows = run.published()
    if not rows:
        return Section("published", word("page_published", lang), (paragraph(word("page_no_published", lang)),))
    fields = tuple(Field(heading) for heading in (
        word("page_measure", lang), word("page_stated_value", lang), word("page_found", lang), word("page_kind", lang),
        word("page_verdict", lang), word("page_source", lang),
    ))  # fmt: skip
    cells = tuple(
        (
            label(row.measure, lang),
            _stated(row, lang),
            found_words(readable(row, row.value), lang),
            phrase(KIND_WORDS[row.kind], lang),
            verdict(row.status, phrase(AGREEMENT_WORDS[row.status], lang)),
            row.source,
        )
        for row in rows
    )
    pieces = (
        table(Grid("published", "", fields, cells), lang, marked=4),
        paragraph(word("page_kinds_note", lang), word("published_note", lang), kind="note"),
        _drawn(charts, ("published",), lang),
    )
    return Section("published", word("page_published", lang), pieces)


def _sure(run: KeptRun, measures: dict[str, Estimate], lang: str) -> Section:
    stopping = stopping_text(run.stopping, lang)
    groups = [group for group in (*OF_CONTACTS, *OF_TICKETS) if any(_is_in(key, group) for key in measures)]
    every = "".join(_measure_table(run, group, lang) for group in groups)
    pieces = (
        paragraph(_sureness(run, lang)),
        items(stopping.splitlines()),
        folded(word("page_all_measures", lang), every),
    )
    return Section("sure", word("page_sure", lang), pieces)


def _stress(run: KeptRun, lang: str) -> Section:
    rows = stress_rows(run, lang)
    fields = (Field(word("page_row", lang)), Field(word("page_says", lang)))
    note = paragraph(word("page_stress_note", lang, n=len(rows)), kind="note")
    return Section("stress", word("page_stress", lang), (note, table(Grid("stress", "", fields, tuple(rows)), lang)))


def _is_in(key: str, group: str) -> bool:
    return definition_of(key).shown.group == group


def _measure_table(run: KeptRun, group: str, lang: str) -> str:
    """The measures of a group with their intervals; nothing where there are none."""
    measures = run.summary()
    if run.tickets.ceiling is not None:
        measures[CEILING] = run.tickets.ceiling
    rows = tuple(
        (name, f"{middle} {unit}".rstrip(), interval)
        for name, middle, unit, interval in measure_rows(measures, group, lang)
    )
    fields = (Field(word("page_measure", lang)), Field(word("page_estimate", lang)), Field(word("page_interval", lang)))
    return table(Grid(group, phrase(GROUP_WORDS[group], lang), fields, rows), lang) if rows else ""


def _drawn(charts: dict[str, Drawing], names: Sequence[str], lang: str) -> str:
    return "".join(drawing(charts[name], lang) for name in names if name in charts)
