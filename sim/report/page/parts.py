"""Parts that pages of several kinds have: targets with their verdicts, and how to get the results again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.measures.definitions import label
from sim.report.chinese import in_language
from sim.report.labels import labelled_rows
from sim.report.numbers import beside_words, estimate_words, readable, unit_word
from sim.report.page.html import Drawing, Section, inline_svg, items, page, paragraph, table, text, verdict
from sim.report.precision import days_of_run
from sim.report.style import figure_bytes
from sim.report.summary_words import STATUS_WORDS
from sim.report.tables import Field, Grid
from sim.report.target_lines import promise_words
from sim.report.words import counted, phrase, word
from sim.scenario.labels import description_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.measures.targets import TargetResult
    from sim.study.kept_answer import KeptAnswer, KeptFinding


def target_table(rows: Sequence[TargetResult], lang: str) -> str:
    """Targets with what was asked, what was found, and a verdict that has a shape beside its colour."""
    headings = (
        word("page_measure", lang), word("page_promise", lang), word("page_found", lang), word("page_interval", lang),
        word("page_verdict", lang),
    )  # fmt: skip
    cells = []
    for row in rows:
        shown = readable(row, row.threshold)
        estimate, interval = estimate_words(shown, lang)
        each = word("need_each", lang) if row.per == "interval" else ""
        threshold = beside_words(row.threshold, row.unit, row.threshold, lang)
        asked = f"{'>=' if row.side == 'at_least' else '<='} {threshold}"
        judged = verdict(row.status, phrase(STATUS_WORDS[row.status], lang))
        found = f"{estimate} {unit_word(shown.unit, lang)}".rstrip()
        cells.append((label(row.measure, lang) + each, asked, found, interval, judged))
    fields = tuple(map(Field, headings))
    return table(Grid("targets", "", fields, tuple(cells)), lang, marked=len(fields) - 1)


def drawing_of(name: str, figure: Figure, grid: Grid | None = None) -> Drawing:
    """A chart as it stands in a page, under its title, with the table that it was drawn from."""
    svg = inline_svg(figure_bytes(figure, "svg", as_text=True), name)
    return Drawing(name, " ".join(figure.get_suptitle().split()), svg, grid)


def labelled(kept: KeptAnswer, lang: str) -> KeptAnswer:
    """The same answer, the types and units that its targets are told of under their labels."""
    targets = {case: labelled_rows(rows, kept.scenario, lang) for case, rows in kept.targets.items()}
    return replace(kept, targets=targets)


def asked_section(kept: KeptAnswer, targets: Sequence[TargetResult], lang: str) -> Section:
    """What a question about people was about: the scenario, its days, its targets, and what is odd about it."""
    scenario = kept.scenario
    promises = word("comma", lang).join(promise_words(target, lang) for target in targets)
    told = [word("page_period", lang, **days_of_run(scenario.clock, lang), zone=scenario.clock.zone)]
    told += [word("page_promises", lang, list=promises)] if promises else []
    pieces = (
        paragraph(description_of(scenario, lang)),
        items(told),
        items([in_language(warning, lang) for warning in kept.warnings], "warning"),
    )
    return Section("asked", word("page_asked", lang), pieces)


def file_section(kept: KeptFinding, lang: str, *pieces: str) -> Section:
    """What a question about files of records was about: what was read, and what is odd about it."""
    return Section(
        "asked", word("page_asked", lang),
        (
            items(kept.sentences["asked"][lang]),
            *pieces,
            items([in_language(warning, lang) for warning in kept.warnings], "warning"),
        ),
    )  # fmt: skip


def answer_section(kept: KeptFinding, lang: str, *pieces: str) -> Section:
    """The answer in sentences."""
    return Section("answer", word("page_answer", lang), (items(kept.sentences["answer"][lang], "lead"), *pieces))


def answer_page(title: str, kept: KeptFinding, sections: Sequence[Section], lang: str) -> bytes:
    """The page of what a question found."""
    told = counted("replication", kept.n, lang) + word("comma", lang) + f"{word('page_seed', lang)} {kept.seed}"
    about = [told] if kept.n else []
    foot = [word("page_foot", lang, version=kept.manifest["versions"]["hotline-sim"])]
    return page(title, about, [part for part in sections if any(part.pieces)], foot, lang)


def again_section(manifest: Mapping[str, Any], again: str, n: int, lang: str) -> Section:
    """The command, and all that the numbers depend on; `n` replications, 0 where nothing was simulated."""
    how = [
        (word("page_seed", lang), str(manifest["seed"])),
        (word("page_replications", lang), f"{n:,}"),
        (word("page_engine", lang), manifest["engine"]),
    ]
    facts = [
        *(how if n else []),
        (word("page_created", lang), manifest["created"]),
        *((word("page_hash", lang), total) for total in _scenario_sums(manifest)),
        (word("page_program", lang), manifest["program_sha256"]),
        *((word("page_data", lang, file=name), total) for name, total in _data_sums(manifest).items()),
        *manifest["versions"].items(),
    ]
    fields = (Field(word("page_fact", lang)), Field(word("page_value", lang)))
    pieces = (
        paragraph(word("page_command", lang)),
        f'<pre tabindex="0"><code>{text(again)}</code></pre>',
        table(Grid("facts", "", fields, tuple(facts)), lang),
    )
    return Section("again", word("page_again", lang), pieces)


def _scenario_sums(manifest: Mapping[str, Any]) -> list[str]:
    """Sums of the scenarios that results rest on: of a sweep all that its designs are made of, of records none."""
    if "scenarios" in manifest:
        return [about["scenario_sha256"] for about in manifest["scenarios"].values()]
    return [manifest["scenario_sha256"]] if "scenario_sha256" in manifest else []


def _data_sums(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Sums of the data files, by their names."""
    parts = manifest["scenarios"].values() if "scenarios" in manifest else (manifest,)
    return {name: total for about in parts for name, total in about["data_sha256"].items()}
