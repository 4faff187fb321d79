"""The proof in words: theory, simulated, interval and agreement, on screen and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.report.proof_words import CASE_WORDS, END_WORDS, QUANTITY_WORDS
from sim.report.text_tables import width_of
from sim.report.words import phrase, word

if TYPE_CHECKING:
    from sim.verification.books import Books
    from sim.verification.cases import Verdict
    from sim.verification.evidence import Evidence

DIGITS: Final = 5
HOURS: Final = 3600 * 1_000_000


def _number(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.3f} %"
    return f"{value:.{DIGITS}g}" + (" s" if unit == "s" else "")


def _row(evidence: Evidence, lang: str) -> tuple[str, ...]:
    low, high = (_number(value, evidence.unit) for value in (evidence.low, evidence.high))
    return (
        phrase(QUANTITY_WORDS[evidence.quantity], lang),
        _number(evidence.theory, evidence.unit),
        _number(evidence.simulated, evidence.unit),
        word("range", lang).format(low=low, high=high),
        f"{evidence.t:+.1f}",
        f"{100 * evidence.finds:.1f} %",
        word("agrees" if evidence.agrees else "disagrees", lang),
    )


def _heads(lang: str) -> tuple[str, ...]:
    keys = (
        "proof_quantity", "proof_theory", "proof_simulated", "interval_95", "proof_distance", "proof_finds",
        "proof_agreement",
    )  # fmt: skip
    return tuple(word(key, lang) for key in keys)


_WIDTHS: Final = (26, 11, 11, 25, 6, 8, 0)


def _line(cells: Sequence[str]) -> str:
    padded = [cell + " " * (width - width_of(cell)) for cell, width in zip(cells, _WIDTHS, strict=True)]
    return "  " + " ".join(padded).rstrip()


def heading(lang: str) -> str:
    """The heads of the columns."""
    return _line(_heads(lang))


def case_words(verdict: Verdict, lang: str) -> str:
    """What a case is about."""
    return phrase(CASE_WORDS[verdict.name], lang)


def verdict_text(verdict: Verdict, lang: str) -> str:
    """One case as lines for the screen."""
    rows = [_line(_row(evidence, lang)) for evidence in verdict.evidence]
    return "\n".join([case_words(verdict, lang), *rows])


def books_text(books: Books, lang: str) -> str:
    """The identities of one run as lines for the screen."""
    found = books.balance
    ends = " + ".join(f"{number:,} {phrase(END_WORDS[name], lang)}" for name, number in found.ends.items())
    lines = [
        books.scenario,
        "  " + word("books_flow", lang).format(attempts=f"{found.attempts:,}", ends=ends),
        "  " + word("books_little", lang).format(a=_hours(found.queue_us), b=_hours(found.waits_us)),
        "  " + word("books_busy", lang).format(a=_hours(found.busy_us), b=_hours(found.phases_us)),
    ]
    holds = word("books_hold", lang) if not found.violations else "; ".join(found.violations)
    return "\n".join([*lines, "  " + holds])


def _hours(time_us: int) -> str:
    return f"{time_us / HOURS:,.6f}"


def closing(verdicts: Sequence[Verdict], books: Sequence[Books], lang: str) -> str:
    """What it all comes to."""
    evidence = [row for verdict in verdicts for row in verdict.evidence]
    wrong = sum(not row.agrees for row in evidence) + sum(bool(one.balance.violations) for one in books)
    counted = word("proof_counted", lang).format(
        figures=len(evidence),
        agree=sum(row.agrees for row in evidence),
        inside=sum(row.inside for row in evidence),
        expected=round(0.95 * len(evidence)),
    )
    return "\n".join([counted, word("proof_good" if not wrong else "proof_bad", lang), word("proof_legend", lang)])


def is_proven(verdicts: Sequence[Verdict], books: Sequence[Books]) -> bool:
    """Whether everything agrees."""
    return all(verdict.agrees for verdict in verdicts) and not any(one.balance.violations for one in books)


def proof_json(verdicts: Sequence[Verdict], books: Sequence[Books]) -> dict[str, Any]:
    """The proof for programs."""
    names = ("quantity", "unit", "theory", "simulated", "low", "high", "t", "limit", "finds", "agrees")
    return {
        "agrees": is_proven(verdicts, books),
        "cases": [
            {
                "case": verdict.name,
                "figures": [{name: getattr(row, name) for name in names} for row in verdict.evidence],
            }
            for verdict in verdicts
        ],
        "identities": [{"scenario": one.scenario, **vars(one.balance)} for one in books],
    }


def proof_page(verdicts: Sequence[Verdict], books: Sequence[Books]) -> str:
    """The page `docs/verification.md`."""
    lines = [
        "# Verification",
        "",
        "Made by `hotline verify --page`; do not edit. Every case simulates a hotline whose exact answer is known and",
        "holds the two against each other; the chance is fixed, so the page comes out the same every time. What the",
        "formulas are and where they come from: [formulas](formulas.md).",
        "",
        word("proof_legend", "en"),
        "",
    ]
    for verdict in verdicts:
        lines += ["## " + case_words(verdict, "en"), "", _table_row(_heads("en")), "|---" * 7 + "|"]
        lines += [_table_row(_row(row, "en")) for row in verdict.evidence] + [""]
    lines += ["## Identities", "", "One run of each shipped scenario; both sides are summed in whole microseconds.", ""]
    lines += ["```", *(books_text(one, "en") for one in books), "```", ""]
    return "\n".join([*lines, *closing(verdicts, books, "en").splitlines()[:2], ""])


def _table_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
