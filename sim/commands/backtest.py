"""`hotline backtest`: fit on the first part of a file of calls, and hold the last days against the simulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from sim import store
from sim.backtesting.backtest import Backtest, backtest
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, NOT_DRAWN
from sim.commands.result_names import chart_paths
from sim.commands.writing import add_charts
from sim.errors import DataError
from sim.report.backtest import backtest_answer, backtest_text
from sim.report.backtest_charts import CHARTS, backtest_charts
from sim.report.words import word

if TYPE_CHECKING:
    from sim.store import ResultFolder


@dataclass(frozen=True)
class BacktestRequest:
    """What the command line asks for; see `hotline backtest --help`."""

    calls: Path
    staff: Path | None
    hold: int
    reps: int
    seed: int
    within: float
    columns: dict[str, str | None]
    time_format: str | None
    zone: str
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool


def backtest_request(request: BacktestRequest) -> int:
    """Fit, simulate, print it and write what was asked for; the exit code.

    Raises
    ------
    HotlineError
        If a file cannot be used, or something cannot be written.
    """
    notice, lang = silent if request.quiet else say, request.lang
    warn_of_console(lang, notice)
    for file in (request.calls, request.staff):
        if file is not None and not file.is_file():
            raise DataError(f"{file}: there is no such file")
    with tqdm(total=request.reps, disable=None if not request.quiet else True, leave=False) as bar:
        found = backtest(
            request.calls,
            request.hold,
            replications=request.reps,
            seed=request.seed,
            within_seconds=request.within,
            staff=request.staff,
            columns=request.columns,
            time_format=request.time_format,
            zone=request.zone,
            progress=lambda _done: _step(bar),
        )
    text, drawn = backtest_text(found, lang), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            drawn = _write(request, request.out, found, text)
            if drawn:
                notice(word("written", lang, folder=request.out.path))
    finally:
        show_json(backtest_answer(found, lang)) if request.as_json else show(text)
    return DONE if drawn else NOT_DRAWN


def _step(bar: tqdm[Any]) -> None:
    bar.update()


def _write(request: BacktestRequest, out: ResultFolder, found: Backtest, text: str) -> bool:
    """The tables and charts; whether these could be drawn."""
    files = {
        "summary.json": store.json_bytes(backtest_answer(found, request.lang)),
        "summary.txt": store.text_bytes(text),
        "calibration.csv": store.table_bytes(found.calibration),
        "days.csv": store.table_bytes(found.days),
        "parameters.csv": store.table_bytes(found.fit.to_frame()),
    }
    created = datetime.now(UTC).isoformat(timespec="seconds")
    out.start(store.file_manifest(request.calls, created, "backtest"), writes=[*files, *chart_paths(CHARTS)])
    out.add(files)
    drawn = add_charts(out, lambda: backtest_charts(found, request.lang), say, request.lang)
    out.finish(drawn, kept=0)
    return drawn
