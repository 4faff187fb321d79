"""`hotline verify`: run the cases one after the other, show them as they come, write the page."""

from __future__ import annotations

import textwrap
from pathlib import Path

from sim.chance.compiled import is_compiled
from sim.commands.console import say, show, show_json
from sim.commands.ending import DONE, NOT_PROVEN
from sim.errors import ScenarioError, StoreError, reason
from sim.report.proof import books_text, case_words, closing, heading, is_proven, proof_json, proof_page, verdict_text
from sim.report.words import word
from sim.simulation import Engine, is_ready
from sim.verification.books import check_books
from sim.verification.cases import cases_named, verify_all


def prove(seed: int, engine: Engine, only: str, page: Path | None, as_json: bool, lang: str) -> int:
    """Run the proof and show it; the exit code says whether everything agrees.

    Parameters
    ----------
    seed, engine, only
        As for `sim.verification.cases.verify`; `only` is part of the names of the cases wanted.
    page
        Where to write the proof as a page, if anywhere.
    as_json, lang
        How to show it.

    Raises
    ------
    ScenarioError
        If no case has such a name.
    StoreError
        If the page cannot be written.
    """
    names = cases_named(only)
    if not names:
        there = textwrap.fill(", ".join(cases_named("")), 100)
        raise ScenarioError(f"--only {only}: no case has such a name:\n{there}")
    if not is_compiled():
        say(word("not_compiled", lang))
    elif engine == "kernel" and not is_ready():
        say(word("compiling", lang))
    if not as_json:
        show(heading(lang))
    verdicts, books = [], []
    for verdict in verify_all(names, engine, seed):
        verdicts.append(verdict)
        say(word("proof_running", lang, n=len(verdicts), cases=len(names), case=case_words(verdict, lang)))
        if not as_json:
            show(verdict_text(verdict, lang))
    for one in check_books(engine):
        books.append(one)
        if not as_json:
            show(books_text(one, lang))
    if as_json:
        show_json(proof_json(verdicts, books))
    else:
        show(closing(verdicts, books, lang))
    if page is not None:
        try:
            page.write_text(proof_page(verdicts, books), encoding="utf-8")
        except OSError as error:
            raise StoreError(f"cannot write to {page}: {reason(error)}") from error
        say(word("written", lang, folder=page))
    return DONE if is_proven(verdicts, books) else NOT_PROVEN
