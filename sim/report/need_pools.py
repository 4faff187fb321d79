"""What `hotline need --each` prints: the least head count of every pool, and the people a lawful roster takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.measures.people import Heads
from sim.report.answer import plain
from sim.report.need_words import POOL_COLUMNS
from sim.report.text_tables import left, right, width_of
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from sim.staffing.pools import PoolNeeds


def pools_text(found: PoolNeeds, sentences: list[str], lang: str = "en") -> str:
    """The answer, a row per pool, and what the columns mean.

    Parameters
    ----------
    found
        What every pool needs.
    sentences
        What the search for a common factor says, printed where there is no answer.
    """
    if found.heads is None:
        return "\n".join(sentences) + "\n"
    rows = [[word("pool", lang), *(phrase(words, lang) for words in POOL_COLUMNS.values())]]
    for row in _rows(found):
        rows.append([str(row["group"]), *(f"{row[name]:,}" for name in POOL_COLUMNS)])
    widths = [max(width_of(row[i]) for row in rows) for i in range(len(rows[0]))]
    table = [
        "  "
        + left(row[0], widths[0])
        + "".join("  " + right(cell, width) for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]
    heads = counted("person", found.heads, lang)
    ran = word(
        "need_ran", lang, replications=counted("replication", found.together.replications, lang),
        seed=found.together.seed, engine=found.together.engine,
    )  # fmt: skip
    said = [word("need_each_pool", lang, heads=heads), _one_fewer(found, lang)]
    return "\n".join([*said, "", *table, "", word("need_lawful", lang), ran]) + "\n"


def _one_fewer(found: PoolNeeds, lang: str) -> str:
    """What was tried to see that no pool can give up one person."""
    if not found.one_fewer:
        return word("need_only_ones", lang)
    short = sum(fewer.verdict == "not met" for fewer in found.one_fewer)
    shifts = counted("shift", len(found.one_fewer), lang)
    return word("need_one_fewer", lang, shifts=shifts, short=short, open=len(found.one_fewer) - short)


def pools_answer(found: PoolNeeds, sentences: list[str]) -> dict[str, Any]:
    """The same as plain numbers: `scenario`, `heads` (None: no answer), `pools` (a row each), `sentences`.

    `one_fewer` is what was tried at the end: `group`, `shift`, its `heads` in the answer, and the `verdict` with one
    person fewer there.
    """
    return {
        "scenario": found.together.scenario.name,
        "seed": found.together.seed,
        "replications": found.together.replications,
        "engine": found.together.engine,
        "heads": found.heads,
        "pools": [{key: plain(cell) for key, cell in row.items()} for row in _rows(found)],
        "one_fewer": [
            {"group": fewer.post.group, "shift": fewer.post.name, "heads": fewer.post.heads, "verdict": fewer.verdict}
            for fewer in found.one_fewer
        ],
        "sentences": sentences,
    }


def _rows(found: PoolNeeds) -> list[dict[Any, Any]]:
    return found.frame().astype(object).to_dict("records")


def lawful_sentence(heads: Heads, lang: str = "en") -> str:
    """How many people must be employed for the roster found, by the law on working hours."""
    return word("need_lawful_heads", lang, **{name: f"{people:,}" for name, people in heads._asdict().items()})
