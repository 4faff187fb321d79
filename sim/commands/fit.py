"""`hotline fit`: a scenario from records of calls and of tickets, with tables and charts of what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim import store
from sim.commands.again import again
from sim.commands.from_file import Found, begun, keep_and_tell
from sim.commands.read_as import files_read, reading_of, reading_options
from sim.fitting.calls_fit import STAFF_FILE
from sim.fitting.fit import DAYS_AHEAD, fit
from sim.fitting.staff import staff_frame
from sim.fitting.ticket_keys import ticket_files
from sim.report.fit import fit_answer, fit_text
from sim.report.fit_charts import CHARTS, fit_charts
from sim.report.fit_finding import fit_finding
from sim.scenario.plain_values import yaml_text

if TYPE_CHECKING:
    from sim.store import ResultFolder

SCENARIO: str = "scenario.yaml"
MAP: str = "map.yaml"


@dataclass(frozen=True)
class FitRequest:
    """What the command line asks for; see `hotline fit --help`."""

    calls: Path | None
    tickets: Path | None
    columns: dict[str, str | None]
    ticket_columns: dict[str, str | None]
    map: Path | None
    time_format: str | None
    since: datetime | None
    at: datetime | None
    zone: str
    calendar: str
    staff: Path | None
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def fit_request(request: FitRequest) -> int:
    """Fit, print it and write the scenario with its staff, the numbers, rows left out and charts; the exit code.

    Raises
    ------
    HotlineError
        If a file cannot be used, or something cannot be written.
    """
    notice, lang = begun(request, request.calls, request.tickets, request.staff, request.map), request.lang
    read_as = reading_of(request)
    made = fit(
        request.calls, zone=request.zone, calendar=request.calendar, staff=request.staff, tickets=request.tickets,
        **read_as.options,
        since=None if request.since is None else request.since.date(),
            at=None if request.at is None else request.at.date(),
    )  # fmt: skip
    tables = {SCENARIO: yaml_text(made.document).encode(), "parameters.csv": store.table_bytes(made.to_frame())}
    read = {name: half.records.columns for name, half in (("calls", made.calls), ("tickets", made.tickets)) if half}
    tables[MAP] = yaml_text(read_as.document(read)).encode()
    if made.calls is not None:
        staff = staff_frame(made.calls.staff, made.first_day, DAYS_AHEAD)
        tables[STAFF_FILE] = store.table_bytes(staff.assign(time=staff["time"].dt.strftime("%Y-%m-%d %H:%M")))
        tables["left_out.csv"] = store.table_bytes(made.calls.records.refused)
    if made.tickets is not None:
        files = ticket_files(made.tickets, made.first_day, DAYS_AHEAD)
        tables |= {name: store.table_bytes(table) for name, table in files.items() if len(table)}
        tables["tickets_left_out.csv"] = store.table_bytes(made.tickets.records.refused)
    text, answer = fit_text(made, lang), fit_answer(made, lang)
    kept = fit_finding(made, _again(request))
    found = Found("fit", files_read(request), text, answer, kept, tables, fit_charts, CHARTS)
    return keep_and_tell(found, request, notice)


def _again(request: FitRequest) -> str:
    """The command that fits the same."""
    return again("fit", **reading_options(request), zone=request.zone, calendar=request.calendar)
