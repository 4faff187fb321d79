"""`hotline fit`: a scenario from call records, with tables and charts of what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim import store
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, NOT_DRAWN
from sim.commands.result_names import chart_paths
from sim.commands.writing import add_charts
from sim.errors import DataError
from sim.fitting.fit import STAFF_FILE, Fit, fit
from sim.report.fit import fit_answer, fit_text
from sim.report.fit_charts import CHARTS, fit_charts
from sim.report.words import word
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
    """Fit, print it and write what was asked for; the exit code.

    Raises
    ------
    HotlineError
        If the file cannot be used, or something cannot be written.
    """
    notice, lang = silent if request.quiet else say, request.lang
    warn_of_console(lang, notice)
    for file in (request.calls, request.staff):
        if file is not None and not file.is_file():
            raise DataError(f"{file}: there is no such file")
    found = fit(
        request.calls, columns=request.columns, time_format=request.time_format, zone=request.zone, staff=request.staff
    )
    text, drawn = fit_text(found, lang), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            drawn = _write(request, request.out, found, text)
            if drawn:
                notice(word("written", lang, folder=request.out.path))
    finally:
        show_json(fit_answer(found, lang)) if request.as_json else show(text)
    return DONE if drawn else NOT_DRAWN


def _write(request: FitRequest, out: ResultFolder, found: Fit, text: str) -> bool:
    """The scenario with its staff, the numbers, the rows left out, and charts; whether these could be drawn."""
    staff = found.staff_frame()
    left_out = [(line, why) for why, lines in found.records.left_out.items() for line in lines]
    files = {
        "summary.json": store.json_bytes(fit_answer(found, request.lang)),
        "summary.txt": store.text_bytes(text),
        SCENARIO: yaml_text(found.document).encode(),
        STAFF_FILE: store.table_bytes(staff.assign(time=staff["time"].dt.strftime("%Y-%m-%d %H:%M"))),
        "parameters.csv": store.table_bytes(found.to_frame()),
        "left_out.csv": store.table_bytes(pd.DataFrame(sorted(left_out), columns=["line", "why"])),
    }
    created = datetime.now(UTC).isoformat(timespec="seconds")
    out.start(store.file_manifest(request.calls, created, "fit"), writes=[*files, *chart_paths(CHARTS)])
    out.add(files)
    drawn = add_charts(out, lambda: fit_charts(found, request.lang), say, request.lang)
    out.finish(drawn, kept=0)
    return drawn
