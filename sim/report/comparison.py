"""What `hotline compare` prints: designs, a sentence per measure that follows its interval, tables, plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sim.measures.definitions import label
from sim.report.answer import plain
from sim.report.comparison_words import LESS_WORDS, MORE_WORDS, SENTENCE_WORDS, VERDICT_WORDS
from sim.report.numbers import Shown, decimals_for, readable, unit_word, value_words
from sim.report.precision import days_of_run, stopping_answer, stopping_text
from sim.report.text_tables import in_columns, left, width_of
from sim.report.words import counted, phrase, word
from sim.scenario.labels import title_of
from sim.study.designs import changes_words

if TYPE_CHECKING:
    from sim.study.citizens import Citizens
    from sim.study.compare import Row, Together
    from sim.study.difference import Difference
    from sim.study.replicate import Replications

MOST_DECIMALS: Final = 6
NEARLY_ALL: Final = 0.995
"""A share that would be rounded to all of it."""
OF_LENGTH: Final = ("s", "min", "h", "days", "money")
"""Units of what there is more or less of; of all others but shares there are more or fewer."""


def letter(number: int) -> str:
    """What a design goes by in tables: A to Z, then AA."""
    return (chr(64 + number // 26) if number >= 26 else "") + chr(65 + number % 26)


def comparison_text(
    found: Together,
    citizens: Sequence[Citizens],
    warnings: Sequence[str] = (),
    lang: str = "en",
    asked: int | None = None,
) -> str:
    """The designs, what was found in sentences, and a table for each pair.

    Parameters
    ----------
    found
        The differences.
    citizens
        Of each design but the first, whether its citizens are those of the first.
    warnings
        What was found odd about the scenarios.
    lang
        'en' or 'zh'.
    asked
        How many replications were asked for.
    """
    sentences = [f"  {sentence}" for sentence in comparison_sentences(found, lang)]
    designs = found.comparison.designs
    blocks = [
        _head(found, lang, asked),
        stopping_text(found.comparison.stopping, lang),
        "\n".join(citizens_sentences(designs, citizens, lang)),
        "\n".join([word("warnings", lang), *(f"  ! {warning}" for warning in warnings)]) if warnings else "",
        "\n".join([word("short", lang), *sentences]),
        *_tables(found, lang),
        comparison_note(found, lang),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def comparison_sentences(found: Together, lang: str = "en") -> list[str]:
    """A sentence for each measure of each pair, as its interval says; without intervals just that there are none.

    Measures that are the same in every pair of runs, or have no data, are told together, after the others of a pair.
    """
    if found.comparison.base.n < 2:
        return [word("compare_one_run", lang)]
    told = []
    for (name, against), of_pair in groupby(found.rows, key=lambda row: (row.design, row.against)):
        rows = list(of_pair)
        alike = [row for row in rows if row.difference.difference is not None and row.difference.is_none]
        unknown = [row for row in rows if row.difference.difference is None]
        told += [sentence_of(row, lang) for row in rows if row not in alike and row not in unknown]
        values = {"name": name, "against": against}
        if alike:
            told.append(word("compare_same", lang, measure=_measures(alike, lang), n=alike[0].difference.n, **values))
        if unknown:
            told.append(word("compare_no_data", lang, measure=_measures(unknown, lang), **values))
    return [sentence + word("full_stop", lang) for sentence in told]


def _measures(rows: Sequence[Row], lang: str) -> str:
    return word("comma", lang).join(label(row.measure, lang) for row in rows)


def sentence_of(row: Row, lang: str = "en") -> str:
    """What the interval of one measure of one pair says; where it shows no difference, how large one may still be."""
    d = row.difference
    values: dict[str, Any] = {"measure": label(row.measure, lang), "name": row.design, "against": row.against}
    if d.difference is None:
        return word("compare_no_data", lang, **values)
    if d.is_none:
        return word("compare_same", lang, n=d.n, **values)
    if d.verdict not in SENTENCE_WORDS:
        return _none_shown(d, values, lang)
    few = "" if d.is_backed or d.differing == d.n else word("compare_few", lang, differing=d.differing, n=d.n)
    by, interval = _by_words(d, lang)
    return phrase(SENTENCE_WORDS[d.verdict], lang, by=by, interval=interval, **values) + few


def _none_shown(d: Difference, values: dict[str, Any], lang: str) -> str:
    if not d.is_backed and d.differing == d.n:
        return word("compare_few_pairs", lang, n=d.n, **values)
    if not d.is_backed:
        return word("compare_too_few", lang, differing=d.differing, n=d.n, **values)
    if d.not_excluded is None:
        return word("compare_unbounded", lang, **values)
    return word("compare_none", lang, most=not_excluded_words(d, lang), **values)


def not_excluded_words(d: Difference, lang: str) -> str:
    """The largest difference that an interval does not exclude, rounded away from zero: '0.8 points'."""
    shown = readable(Shown(d.difference, d.low, d.high, d.unit))
    size, decimals = max(abs(shown.low or 0.0), abs(shown.high or 0.0)), _decimals(shown)
    scale = 10.0 ** (decimals + 2 * (shown.unit == "share"))
    return _amount(math.ceil(round(size * scale, 9)) / scale, shown.unit, decimals, lang)


def _by_words(d: Difference, lang: str) -> tuple[str, str]:
    """By how much the variant has more or less, and between what and what, both as sizes."""
    shown = readable(Shown(d.difference, d.low, d.high, d.unit))
    kind = "share" if shown.unit == "share" else "length" if shown.unit in OF_LENGTH else "count"
    is_more, decimals = (d.difference or 0.0) > 0, _decimals(shown)
    by = phrase(
        (MORE_WORDS if is_more else LESS_WORDS)[kind],
        lang,
        amount=_amount(abs(shown.estimate or 0), shown.unit, decimals, lang),
    )
    if d.low == d.high:
        return by, word("compare_always", lang)
    near, far = (shown.low, shown.high) if is_more else (shown.high, shown.low)
    ends = [None if end is None else _size(abs(end), shown.unit, decimals) for end in (near, far)]
    interval = word("and_more", lang, low=ends[0]) if far is None else word("range", lang, low=ends[0], high=ends[1])
    return by, interval


def _decimals(shown: Shown) -> int:
    """Those of any estimate, and as many more as keep the ends of the interval from being printed as nothing."""
    known = [value for value in (shown.estimate, shown.low, shown.high) if value is not None]
    decimals = decimals_for(known, shown.unit)
    scale = 100 if shown.unit == "share" else 1
    while decimals < MOST_DECIMALS and any(value and not round(value * scale, decimals) for value in known):
        decimals += 1
    return decimals


def _size(value: float, unit: str, decimals: int) -> str:
    return f"{value * (100 if unit == 'share' else 1):,.{decimals}f}"


def _amount(value: float, unit: str, decimals: int, lang: str) -> str:
    """A difference with its unit; of shares in points."""
    size = _size(value, unit, decimals)
    if unit == "share":
        return word("compare_points", lang, amount=size)
    return f"{size} {unit_word(unit, lang)}".rstrip()


def _head(found: Together, lang: str, asked: int | None) -> str:
    designs = found.comparison.designs
    clock, engines = designs[0].scenario.clock, list(dict.fromkeys(design.engine for design in designs))
    wide = max(width_of(name) for name in found.comparison.names)
    lines = [word("compare_designs", lang, designs=len(designs))]
    for k, design in enumerate(designs):
        lines.append(
            f"  {letter(k)}  {left(design.scenario.name, wide)}  {design_words(design, designs[:k], lang)}".rstrip()
        )
    lines.append(
        word(
            "compare_ran",
            lang,
            **days_of_run(clock, lang),
            replications=counted("replication", designs[0].n, lang),
            seed=designs[0].seed,
            engine=", ".join(engines),
        )
    )
    if asked is not None and asked != designs[0].n:
        lines.append(word("compare_partial", lang, kept=designs[0].n, asked=asked))
    return "\n".join(lines)


def design_words(design: Replications, before: Sequence[Replications], lang: str) -> str:
    """A design's title; what was changed, if one before it has the same title."""
    scenario = design.scenario
    like = next((other.scenario for other in before if other.scenario.title == scenario.title), None)
    if like is None:
        title = title_of(scenario, lang)
        return "" if title == scenario.name else title
    changes = changes_words(like.document, scenario.document)
    return "" if changes == scenario.name else changes


def citizens_sentences(designs: Sequence[Replications], citizens: Sequence[Citizens], lang: str = "en") -> list[str]:
    """Whether the designs have the same citizens and days, and where not, which."""
    base = designs[0].scenario
    if all(one.are_the_same for one in citizens):
        told = [word("compare_same_citizens", lang, requests=f"{citizens[0].base:,}")]
    else:
        told = [
            word("compare_other_citizens", lang, name=design.scenario.name, against=base.name, base=f"{one.base:,}",
                 variant=f"{one.variant:,}", shared=f"{one.shared:,}")
            for design, one in zip(designs[1:], citizens, strict=True)
            if not one.are_the_same
        ]  # fmt: skip
    clocks = [(design.scenario.name, design.scenario.clock) for design in designs[1:]]
    return told + [
        word("compare_other_days", lang, name=name, against=base.name, start=clock.start,
             days=counted("day", clock.days, lang))
        for name, clock in clocks
        if (clock.start, clock.days) != (base.clock.start, base.clock.days)
    ]  # fmt: skip


def _tables(found: Together, lang: str) -> Iterator[str]:
    """A table for each pair: both estimates, the difference and its interval."""
    for (head, heading), rows in pair_rows(found, lang).items():
        yield heading + "\n" + in_columns([list(head), *rows], {1, 2, 3, 4, 6, 7})


def pair_rows(found: Together, lang: str) -> dict[tuple[tuple[str, ...], str], list[list[str]]]:
    """The rows of each pair as they are read, by its columns and its heading."""
    letters = {name: letter(k) for k, name in enumerate(found.comparison.names)}
    tables = {}
    for against, name in dict.fromkeys((row.against, row.design) for row in found.rows):
        one, other = letters[against], letters[name]
        head = ["", one, other, f"{other} - {one}", word("compare_interval", lang), ""]
        head += [word("compare_saved", lang), word("compare_differing", lang), ""]
        rows = [_cells(row, lang) for row in found.rows if (row.against, row.design) == (against, name)]
        heading = word("compare_pair", lang, name=f"{other} ({name})", against=f"{one} ({against})")
        tables[tuple(head), heading] = rows
    return tables


def _cells(row: Row, lang: str) -> list[str]:
    """A row of a table: both estimates, the difference, its interval and unit, what pairing saves, the verdict."""
    d, none = row.difference, word("no_interval", lang)
    middle, interval, unit = _signed(d, lang)
    saved = none
    if d.variance_saved is not None:
        is_nearly_all = NEARLY_ALL <= d.variance_saved < 1
        saved = word("compare_nearly_all", lang) if is_nearly_all else f"{d.variance_saved * 100:.0f} %"
    values = [value_words(value, d.unit, lang) for value in (d.base, d.variant)]
    return [label(row.measure, lang), *values, middle, interval, unit, saved, f"{d.differing}", verdict_words(d, lang)]


def verdict_words(difference: Difference, lang: str) -> str:
    """What a difference amounts to, in a word or two."""
    if difference.is_none:
        return word("compare_identical", lang)
    return phrase(VERDICT_WORDS[difference.verdict], lang)


def difference_words(row: Row, lang: str = "en") -> str:
    """A difference with its interval and unit, beside a plot: '-8.6 (-13.6 to -5.9) points'."""
    middle, interval, unit = _signed(row.difference, lang)
    if interval == word("no_interval", lang):
        return f"{middle} {unit}".rstrip()
    return f"{word('found', lang, estimate=middle, interval=interval)} {unit}".rstrip()


def _signed(d: Difference, lang: str) -> tuple[str, str, str]:
    """A difference, its interval and their unit; a dash where there is none."""
    none = word("no_interval", lang)
    if d.difference is None:
        return none, none, ""
    shown = readable(Shown(d.difference, d.low, d.high, d.unit))
    unit = word("compare_points", lang, amount="").strip() if d.unit == "share" else unit_word(shown.unit, lang)
    if d.is_none:
        return "0", none, unit
    decimals, scale = _decimals(shown), 100 if d.unit == "share" else 1
    low, middle, high = (
        none if end is None else f"{end * scale:+,.{decimals}f}" for end in (shown.low, shown.estimate, shown.high)
    )
    if shown.low is None and shown.high is None:
        return middle, none, unit
    if shown.low is None:
        return middle, word("compare_and_less", lang, high=high), unit
    return (
        middle,
        word("and_more", lang, low=low) if shown.high is None else word("range", lang, low=low, high=high),
        unit,
    )


def comparison_note(found: Together, lang: str) -> str:
    of_each = f"{found.of_each * 100:.2f}".rstrip("0").rstrip(".") + " %"
    return word("compare_note", lang, intervals=len(found.rows), confidence=f"{found.confidence * 100:g} %",
                of_each=of_each, n=found.comparison.base.n)  # fmt: skip


def comparison_answer(
    found: Together, citizens: Sequence[Citizens], warnings: Sequence[str] = (), lang: str = "en"
) -> dict[str, Any]:
    """The comparison as plain numbers, and text in a language.

    Returns
    -------
    dict
        `seed`, `replications`; `until` (None where nobody asked); `designs`: `name`, `title`, `engine` and `measures`
        of each, and `same_citizens` (as the first design has), `shared_citizens`, `citizens` of the first replication;
        `confidence`, `of_each_interval`, `method`; `differences`: a row for each pair and measure with what
        `sim.Comparison.together` tells, the largest difference that is `not_excluded`, and its `sentence`; `sentences`
        and `warnings`. None stands where there is no data, or nothing bounds it.
    """
    designs = found.comparison.designs
    met = [None, *citizens]
    return {
        "seed": designs[0].seed,
        "replications": designs[0].n,
        "until": stopping_answer(found.comparison.stopping),
        "designs": [_design(design, one, found.measures) for design, one in zip(designs, met, strict=True)],
        "confidence": found.confidence,
        "of_each_interval": found.of_each,
        "method": "Bonferroni",
        "differences": [
            {"design": row.design, "against": row.against, "measure": row.measure}
            | {name: plain(getattr(row.difference, name)) for name in _NUMBERS}
            | {"sentence": sentence_of(row, lang)}
            for row in found.rows
        ],
        "sentences": comparison_sentences(found, lang),
        "warnings": list(warnings),
    }


_NUMBERS: Final = (
    "base", "variant", "difference", "low", "high", "unit", "n", "differing", "variance_saved", "verdict",
    "not_excluded",
)  # fmt: skip


def _design(design: Replications, citizens: Citizens | None, measures: Sequence[str]) -> dict[str, Any]:
    estimates = {key: design.estimate(key) for key in measures}
    return {
        "name": design.scenario.name,
        "title": design.scenario.title,
        "engine": design.engine,
        "same_citizens": True if citizens is None else citizens.are_the_same,
        "citizens": None if citizens is None else citizens.variant,
        "shared_citizens": None if citizens is None else citizens.shared,
        "measures": {
            key: {name: plain(getattr(e, name)) for name in ("estimate", "low", "high", "unit", "n")}
            for key, e in estimates.items()
        },
    }
