"""`hotline report`: one page of what a result folder holds."""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from typing import Final

from sim import store
from sim.commands.console import say, show, silent
from sim.commands.ending import DONE
from sim.errors import StoreError
from sim.report.words import word

PAGES: Final = {"en": "report.html", "zh": "report_zh.html"}
"""The page of a folder, by its language."""


def write_report(folder: Path, lang: str, out: Path | None = None, quiet: bool = False) -> int:
    """Make the page of a result folder and name its file; the exit code.

    Parameters
    ----------
    folder
        Results of a run.
    lang
        'en' or 'zh'.
    out
        File for the page; among the results, as `PAGES` has it, if left out.
    quiet
        Whether nothing is said beside the name.

    Raises
    ------
    StoreError
        If the folder cannot be read, or the page cannot be written.
    """
    store.read_manifest(folder)
    path = folder / PAGES[lang] if out is None else out
    if out is None:
        with store.results_in(folder) as results:
            assert results is not None
            results.go_on()
            results.add({path.name: page_of(folder, lang)})
    else:
        _refuse_stranger(out)
        store.write_files(out.parent, {out.name: page_of(folder, lang)})
    show(str(path))
    (silent if quiet else say)(word("page_print", lang, file=path))
    return DONE


def add_report(results: store.ResultFolder, lang: str) -> None:
    """Add its page to the results of a command that ends."""
    results.add({PAGES[lang]: page_of(results.path, lang)})


def page_of(folder: Path, lang: str) -> bytes:
    """The page of a result folder."""
    from sim.report.page.comparison_page import comparison_page
    from sim.report.page.run_page import run_page

    is_comparison = store.read_manifest(folder)["command"] == "compare"
    made = (
        partial(comparison_page, store.read_kept_comparison(folder))
        if is_comparison
        else partial(run_page, store.read_kept_run(folder))
    )
    gc.disable()  # charts are many small objects that are gone when the page is there
    try:
        return made(lang)
    finally:
        gc.enable()


def _refuse_stranger(path: Path) -> None:
    """Refuse to write over what is no page of this program."""
    from sim.report.page.html import GENERATOR

    if path.is_dir():
        raise StoreError(f"cannot write to {path}: it is a folder, not a file")
    if path.exists() and f'content="{GENERATOR}"'.encode() not in path.read_bytes()[:2_000]:
        raise StoreError(f"cannot write to {path}: a file that is no report stands there; give another name")
