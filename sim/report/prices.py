"""What `hotline need --prices` prints: which pool's person-hours buy most towards each target, and a table of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.measures.definitions import label
from sim.measures.misses import missing_frame
from sim.measures.selection import selection_key
from sim.report.answer import frame_rows
from sim.report.comparison import difference_words
from sim.report.misses import miss_sentences, misses_text
from sim.report.numbers import percent, unit_word
from sim.report.prices_words import CHANGE_WORDS
from sim.report.text_tables import in_columns
from sim.report.words import counted, phrase, word
from sim.study.compare import Row

if TYPE_CHECKING:
    from sim.scenario.schema_results import Target
    from sim.staffing.prices import Price, Prices


def prices_text(found: Prices, lang: str = "en") -> str:
    """A sentence for each target, and a row for each pool and change."""
    ran = word(
        "price_ran", lang, replications=counted("replication", found.replications, lang), seed=found.seed,
        engine=found.engine, confidence=percent(found.confidence),
    )  # fmt: skip
    lost = misses_text(found.missing, lang)
    blocks = ["\n".join(price_sentences(found, lang)), _table(found, lang), lost, ran]
    return "\n\n".join(block for block in blocks if block) + "\n"


def price_sentences(found: Prices, lang: str = "en") -> list[str]:
    """For each target where one more person-hour buys most, or that none is shown to buy anything."""
    return [_sentence(found, target, lang) for target in _targets(found)]


def prices_answer(found: Prices, lang: str = "en") -> dict[str, Any]:
    """The same as plain numbers: `scenario`, `seed`, `replications`, `engine`, `prices` (a row each), `sentences`,
    `missing` (rows: where the tickets that miss a promise lose their time) with `miss_sentences`."""
    return {
        "scenario": found.scenario.name,
        "seed": found.seed,
        "replications": found.replications,
        "engine": found.engine,
        "prices": frame_rows(found.to_frame()),
        "sentences": price_sentences(found, lang),
        "missing": frame_rows(missing_frame(found.missing)),
        "miss_sentences": miss_sentences(found.missing, lang),
    }


def _targets(found: Prices) -> list[Target]:
    """The targets, once each."""
    return list({selection_key(price.target): price.target for price in found.prices}.values())


def _sentence(found: Prices, target: Target, lang: str) -> str:
    measure, best = label(selection_key(target), lang), found.best(target)
    if best is None:
        return word("price_none", lang, measure=measure)
    change = phrase(CHANGE_WORDS[best.change], lang)
    return word("price_best", lang, measure=measure, pool=best.pool, change=change, gained=_gained(best, lang))


def _gained(price: Price, lang: str) -> str:
    """What a person-hour buys: in points of a share, else in the measure's unit."""
    gained, unit = price.gained or 0.0, price.difference.unit
    if unit == "share":
        return word("compare_points", lang, amount=f"{gained * 100:.2g}")
    return f"{gained:.2g} {unit_word(unit, lang)}".rstrip()


def _table(found: Prices, lang: str) -> str:
    targets = _targets(found)
    head = [*word("price_columns", lang).split("|"), *(label(selection_key(target), lang) for target in targets)]
    rows: dict[tuple[str, str], list[str]] = {}
    for price in found.prices:
        key = selection_key(price.target)
        row = rows.setdefault(
            (price.pool, price.change), [price.pool, phrase(CHANGE_WORDS[price.change], lang), f"{price.hours:,.1f}"]
        )
        row.append(difference_words(Row("", "", key, price.difference), lang))
    return in_columns([head, *rows.values()], {2})
