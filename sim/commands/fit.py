"""`hotline fit`: a scenario from call records, with tables and charts of what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim import store
from sim.commands.from_file import Found, begun, keep_and_tell
from sim.fitting.fit import STAFF_FILE, fit
from sim.report.fit import fit_answer, fit_text
from sim.report.fit_charts import CHARTS, fit_charts
from sim.scenario.plain_values import yaml_text

if TYPE_CHECKING:
    from sim.store import ResultFolder

SCENARIO: str = "scenario.yaml"


@dataclass(frozen=True)
class FitRequest:
    """What the command line asks for; see `hotline fit --help`."""

    calls: Path
    columns: dict[str, str | None]
    time_format: str | None
    zone: str
    staff: Path | None
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool


def fit_request(request: FitRequest) -> int:
    """Fit, print it and write the scenario with its staff, the numbers, rows left out and charts; the exit code.

    Raises
    ------
    HotlineError
        If a file cannot be used, or something cannot be written.
    """
    notice, lang = begun(request, request.calls, request.staff), request.lang
    made = fit(
        request.calls, columns=request.columns, time_format=request.time_format, zone=request.zone, staff=request.staff
    )
    staff = made.staff_frame()
    left_out = [(line, why) for why, lines in made.records.left_out.items() for line in lines]
    tables = {
        SCENARIO: yaml_text(made.document).encode(),
        STAFF_FILE: store.table_bytes(staff.assign(time=staff["time"].dt.strftime("%Y-%m-%d %H:%M"))),
        "parameters.csv": store.table_bytes(made.to_frame()),
        "left_out.csv": store.table_bytes(pd.DataFrame(sorted(left_out), columns=["line", "why"])),
    }
    text, answer = fit_text(made, lang), fit_answer(made, lang)
    found = Found("fit", request.calls, text, answer, tables, lambda: fit_charts(made, lang), CHARTS)
    return keep_and_tell(found, request, notice)
