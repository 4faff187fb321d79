"""`hotline backtest`: fit on the first part of a file of calls, and hold the last days against the simulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from sim import store
from sim.backtesting.backtest import backtest
from sim.backtesting.judging import PAIR
from sim.commands.again import again
from sim.commands.from_file import Found, begun, keep_and_tell
from sim.commands.read_as import files_read, reading_of, reading_options
from sim.report.backtest import backtest_answer, backtest_finding, backtest_text
from sim.report.backtest_charts import CHARTS, backtest_charts

if TYPE_CHECKING:
    from sim.store import ResultFolder


@dataclass(frozen=True)
class BacktestRequest:
    """What the command line asks for; see `hotline backtest --help`."""

    calls: Path | None
    staff: Path | None
    hold: int
    reps: int
    seed: int
    within: float
    columns: dict[str, str | None]
    tickets: Path | None
    ticket_columns: dict[str, str | None]
    map: Path | None
    since: datetime | None
    at: datetime | None
    time_format: str | None
    zone: str
    calendar: str
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def backtest_request(request: BacktestRequest) -> int:
    """Fit, simulate, print it and write tables and charts; the exit code.

    Raises
    ------
    HotlineError
        If a file cannot be used, or something cannot be written.
    """
    notice, lang = begun(request, request.calls, request.tickets, request.staff, request.map), request.lang
    asked = -(-request.reps // PAIR) * PAIR
    with tqdm(total=asked, disable=True if request.quiet else None, leave=False) as bar:
        held = backtest(
            request.calls,
            request.hold,
            replications=request.reps,
            seed=request.seed,
            within_seconds=request.within,
            staff=request.staff,
            zone=request.zone,
            calendar=request.calendar,
            tickets=request.tickets,
            **reading_of(request).options,
            since=None if request.since is None else request.since.date(),
            at=None if request.at is None else request.at.date(),
            progress=lambda done: _move(bar, done),
        )
    tables = {
        "calibration.csv": store.table_bytes(held.calibration),
        "days.csv": store.table_bytes(held.days),
        "parameters.csv": store.table_bytes(held.fit.to_frame()),
    }
    text, answer = backtest_text(held, lang), backtest_answer(held, lang)
    kept = backtest_finding(held, _again(request))
    found = Found("backtest", files_read(request), text, answer, kept, tables, backtest_charts, CHARTS, held.engine)
    return keep_and_tell(found, request, notice)


def _again(request: BacktestRequest) -> str:
    """The command that holds the same days out."""
    return again(
        "backtest", **reading_options(request), zone=request.zone, calendar=request.calendar, hold=request.hold,
        within=f"{request.within:g}", reps=request.reps, seed=request.seed,
    )  # fmt: skip


def _move(bar: tqdm[Any], done: int) -> None:
    bar.update(done - bar.n)
