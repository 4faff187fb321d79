"""Where tickets that miss a promise lose their time, as sentences and a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sim.measures.definitions import label
from sim.report.headline_words import CAUSE_WORDS, RELIEF_WORDS
from sim.report.numbers import percent
from sim.report.text_tables import in_columns
from sim.report.ticket_headlines import SAYS_ITSELF, stage_name
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from sim.measures.misses import Missing, Part
    from sim.statistics.intervals import Interval

MOST_PARTS: Final = 8
"""Rows of a promise that are printed."""


def miss_sentences(found: Sequence[Missing], lang: str = "en") -> list[str]:
    """For each promise how many tickets miss it, what they lose most time for, and the bottleneck."""
    return [_sentence(one, lang) for one in found]


def misses_text(found: Sequence[Missing], lang: str = "en") -> str:
    """The sentences, each with a table of its largest parts; empty where nothing is promised."""
    blocks = []
    for one, sentence in zip(found, miss_sentences(found, lang), strict=True):
        blocks.append(f"{sentence}\n{_table(one, lang)}" if one.parts else sentence)
    return "\n\n".join(blocks)


def _sentence(one: Missing, lang: str) -> str:
    promise = label(one.promise, lang)
    if not one.parts:
        return word("miss_unknown" if one.missed.estimate is None else "miss_none", lang, promise=promise)
    words = {"promise": promise, "missed": _share(one.missed, lang), "most": _part(one.parts[0], lang)}
    told = word("miss_told", lang, **words, share=_share(one.parts[0].share, lang))
    if one.bottleneck is None:
        return told + word("miss_no_bottleneck", lang)
    spared = one.bottleneck.spared
    assert spared is not None
    relief = phrase(RELIEF_WORDS[one.bottleneck.cause], lang, place=one.bottleneck.place)
    words = {"part": _part(one.bottleneck, lang), "relief": relief, "spared": _share(spared, lang)}
    return told + word("miss_bottleneck", lang, **words)


def _part(part: Part, lang: str) -> str:
    words = {"stage": stage_name(part.stage, lang), "place": part.place, "cause": phrase(CAUSE_WORDS[part.cause], lang)}
    itself = SAYS_ITSELF.get(part.stage) == part.cause
    if not part.place:  # of no people: the machine, silence
        return words["cause"] if itself else word("miss_part_nowhere", lang, **words)
    return word("miss_part_itself" if itself else "miss_part", lang, **words)


def _table(one: Missing, lang: str) -> str:
    rows = [
        [
            stage_name(part.stage, lang),
            part.place,
            phrase(CAUSE_WORDS[part.cause], lang),
            _share(part.share, lang),
            "" if part.spared is None else _share(part.spared, lang),
        ]
        for part in one.parts[:MOST_PARTS]
    ]
    return in_columns([word("miss_columns", lang).split("|"), *rows], set())


def _share(interval: Interval, lang: str) -> str:
    if interval.estimate is None:
        return word("no_data", lang)
    if interval.low is None or interval.high is None:
        return percent(interval.estimate)
    ends = word("range", lang, low=percent(interval.low), high=percent(interval.high))
    return f"{percent(interval.estimate)} ({ends})"
