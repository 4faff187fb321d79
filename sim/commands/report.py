"""`hotline report`: one page of what a result folder holds."""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim import store
from sim.commands.console import say, show, silent
from sim.commands.ending import DONE
from sim.commands.printing import browser, pdf_of
from sim.commands.writing import add_drawn
from sim.errors import StoreError
from sim.report.words import word

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from sim.report.tables import Grid

PAGES: Final = {"en": "report.html", "zh": "report_zh.html"}
"""The page of a folder, by its language."""
NOT_PAGES: Final = (".xlsx", ".csv", ".pdf")
"""Endings of what stands beside a page, under the same name."""


def write_report(
    folder: Path,
    lang: str,
    out: Path | None = None,
    quiet: bool = False,
    xlsx: bool = False,
    csv: bool = False,
    pdf: bool = False,
) -> int:
    """Make the page of a result folder, its workbook and its tables, and name the files; the exit code.

    Parameters
    ----------
    folder
        Results of a run.
    lang
        'en' or 'zh'.
    out
        File for the page; among the results, as `PAGES` has it, if left out.
    quiet
        Whether nothing is said beside the names.
    xlsx, csv
        Whether its tables are written, too: as one workbook beside the page, and each as a CSV file.
    pdf
        Whether the page is printed, too, if a browser is installed.

    Raises
    ------
    StoreError
        If the folder cannot be read, or the page cannot be written.
    """
    store.read_manifest(folder)
    if out is not None and out.suffix.lower() in NOT_PAGES:
        raise StoreError(f"cannot write the page to {out}: it is HTML: give a name such as {out.with_suffix('.html')}")
    path = folder / PAGES[lang] if out is None else out
    notice = silent if quiet else say
    program = browser() if pdf else None

    def made() -> dict[str, bytes]:
        page = page_of(folder, lang)
        printed = {f"{path.stem}.pdf": pdf_of(page, program)} if program is not None else {}
        return {path.name: page} | printed | sheet_files(folder, lang, path.stem, xlsx, csv)

    if out is None:
        with store.results_in(folder) as results:
            assert results is not None
            results.go_on()
            files = made()
            results.refuse_changed(files)
            results.add(files)
    else:
        _refuse_stranger(out)
        files = made()
        _refuse_others(out.parent, [name for name in files if name != out.name])
        store.write_files(out.parent, files)
    for name in files:
        show(str(path.parent / name))
    if program is None:
        notice(word("page_no_browser" if pdf else "page_print", lang, file=path))
    return DONE


def add_report(results: store.ResultFolder, lang: str) -> bool:
    """Add its page to the results of a command that ends; whether that could be done, which is said if not.

    Raises
    ------
    StoreError
        If it is made, but cannot be written.
    """
    return add_drawn(results, lambda: {PAGES[lang]: page_of(results.path, lang)}, say, lang)


def page_of(folder: Path, lang: str) -> bytes:
    """The page of a result folder."""
    made = _page(folder)
    gc.disable()  # charts are many small objects that are gone when the page is there
    try:
        return made(lang)
    finally:
        gc.enable()


def _page(folder: Path) -> Callable[[str], bytes]:
    """What makes the page of a folder in a language, by the command that wrote there."""
    match store.read_manifest(folder)["command"]:
        case "compare":
            from sim.report.page.comparison_page import comparison_page

            return partial(comparison_page, store.read_kept_comparison(folder))
        case "need":
            from sim.report.page.need_page import need_page

            return partial(need_page, store.read_kept_answer(folder))
        case "requirement":
            from sim.report.page.need_page import requirement_page

            return partial(requirement_page, store.read_kept_answer(folder))
        case "plan":
            from sim.report.page.plan_page import plan_page

            return partial(plan_page, store.read_kept_answer(folder))
        case "front":
            from sim.report.page.front_page import front_page

            return partial(front_page, store.read_kept_answer(folder))
        case "sweep":
            from sim.report.page.sweep_page import sweep_page

            return partial(sweep_page, store.read_kept_sweep(folder))
        case "fit" | "forecast" | "backtest" | "match" | "tonight" as command:
            from sim.report.page.finding_pages import FINDING_PAGES

            return partial(FINDING_PAGES[command].page, store.read_kept_finding(folder))
    _refuse_without_page(folder)
    from sim.report.page.run_page import run_page

    return partial(run_page, store.read_kept_run(folder))


def _refuse_without_page(folder: Path) -> None:
    """Refuse what is neither of a command with a page of its own nor a run."""
    command = store.read_manifest(folder)["command"]
    if command != "run":
        raise StoreError(
            f"{folder}: there is no page of what 'hotline {command}' writes: its tables and texts there say it all"
        )


def sheet_files(folder: Path, lang: str, stem: str, xlsx: bool, csv: bool) -> dict[str, bytes]:
    """The tables of a result folder as files by name: a workbook, and a CSV file for each sheet, as asked for."""
    if not (xlsx or csv):
        return {}
    from sim.report.grid_sheets import grid_csv, grid_sheets

    grids = _grids(folder, lang)
    files = {}
    if xlsx:
        files[f"{stem}.xlsx"] = store.workbook_bytes(*grid_sheets(grids))
    if csv:
        files |= {f"{stem}_{grid.name}.csv": store.table_bytes(grid_csv(grid)) for grid in grids}
    return files


def _grids(folder: Path, lang: str) -> list[Grid]:
    match store.read_manifest(folder)["command"]:
        case "compare":
            from sim.report.page.comparison_page import comparison_sheets

            return comparison_sheets(store.read_kept_comparison(folder), lang)
        case "need":
            from sim.report.page.need_page import need_grids

            return need_grids(store.read_kept_answer(folder), lang)
        case "requirement":
            from sim.report.page.need_page import requirement_grids

            return requirement_grids(store.read_kept_answer(folder), lang)
        case "plan":
            from sim.report.page.plan_page import plan_grids

            return plan_grids(store.read_kept_answer(folder), lang)
        case "front":
            from sim.report.page.front_page import front_grids

            return front_grids(store.read_kept_answer(folder), lang)
        case "sweep":
            from sim.report.page.sweep_page import design_grid

            return [design_grid(store.read_kept_sweep(folder), lang)]
        case "fit" | "forecast" | "backtest" | "match" | "tonight" as command:
            from sim.report.page.finding_pages import FINDING_PAGES

            return FINDING_PAGES[command].grids(store.read_kept_finding(folder), lang)
    _refuse_without_page(folder)
    from sim.report.page.run_page import labelled
    from sim.report.run_sheets import run_sheets

    run = labelled(store.read_kept_run(folder), lang)
    return run_sheets(run, _tickets(folder) if run.scenario.tickets is not None else None, lang)


def _tickets(folder: Path) -> pd.DataFrame:
    """The tickets of the first replication."""
    from sim.exports.histories import read_histories
    from sim.exports.tables import decoded

    found: pd.DataFrame = decoded(read_histories(folder, 0), "tickets").to_pandas()
    return found


def _refuse_others(folder: Path, names: list[str]) -> None:
    """Refuse to write over workbooks and the like, which people change by hand."""
    for name in names:
        if (folder / name).exists():
            raise StoreError(f"cannot write to {folder / name}: a file stands there; move it away or give another name")


def _refuse_stranger(path: Path) -> None:
    """Refuse to write over what is no page of this program."""
    from sim.report.page.html import GENERATOR

    if path.is_dir():
        raise StoreError(f"cannot write to {path}: it is a folder, not a file")
    if path.exists() and f'content="{GENERATOR}"'.encode() not in path.read_bytes()[:2_000]:
        raise StoreError(f"cannot write to {path}: a file that is no report stands there; give another name")
