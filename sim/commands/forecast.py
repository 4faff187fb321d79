"""`hotline forecast`: contacts of the days ahead from a file of recorded ones, as tables, charts and volumes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim import store
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE, NOT_DRAWN
from sim.commands.result_names import chart_paths
from sim.commands.writing import add_charts
from sim.errors import DataError, ScenarioError
from sim.forecasting.forecast import Forecast, forecast
from sim.report.forecast import forecast_answer, forecast_text
from sim.report.forecast_charts import CHARTS, forecast_charts
from sim.report.words import word
from sim.shipped import find_scenario, load_scenario
from sim.staffing.variant import check_variant, write_variant

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sim.scenario.schema import Scenario
    from sim.store import ResultFolder

VOLUMES: tuple[str, ...] = ("per_day", "per_weekday", "per_date", "counts", "stamps")
"""The keys of a stream that say its volume: one of them is there."""


@dataclass(frozen=True)
class ForecastRequest:
    """What the command line asks for; see `hotline forecast --help`."""

    file: Path
    days: int
    calendar: str
    closed: tuple[date, ...]
    method: str | None
    time: str | None
    date: str | None
    count: str | None
    time_format: str | None
    interval: int | None
    where: tuple[str, ...]
    scenario: str | None
    stream: str | None
    write: Path | None
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool


def forecast_request(request: ForecastRequest) -> int:
    """Forecast, print it and write what was asked for; the exit code.

    Raises
    ------
    HotlineError
        If the file cannot be used, or something cannot be written.
    """
    notice, lang = silent if request.quiet else say, request.lang
    warn_of_console(lang, notice)
    if not request.file.is_file():
        raise DataError(f"{request.file}: there is no such file")
    base = _base(request)
    found = forecast(
        request.file,
        request.days,
        calendar=request.calendar,
        closed=request.closed,
        method=request.method,
        columns={"time": request.time, "date": request.date, "count": request.count},
        time_format=request.time_format,
        interval_minutes=request.interval,
        where=_where(request.where),
    )
    text, drawn = forecast_text(found, lang), True
    try:  # whoever reads along may have gone: what is to be kept is written first
        if request.out is not None:
            drawn = _write(request, request.out, found, text)
            if drawn:
                notice(word("written", lang, folder=request.out.path))
        if base is not None and request.write is not None:
            if base.scenario.callers.redial is not None and not request.where:
                notice(word("forecast_redials", lang))
            _write_scenario(request.write, base, found)
            notice(word("written", lang, folder=request.write))
    finally:
        show_json(forecast_answer(found, lang)) if request.as_json else show(text)
    return DONE if drawn else NOT_DRAWN


def _where(given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The values that are wanted of each column; one that is given again has several."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in given:
        column, _, value = pair.partition("=")
        found[column.strip()] = (*found.get(column.strip(), ()), value.strip())
    return found


def _write(request: ForecastRequest, out: ResultFolder, found: Forecast, text: str) -> bool:
    """The folder of results: tables, volumes and charts; whether these could be drawn."""
    files = {
        "summary.json": store.json_bytes(forecast_answer(found, request.lang)),
        "summary.txt": store.text_bytes(text),
        "days.csv": store.table_bytes(found.days),
        "intervals.csv": store.table_bytes(found.intervals),
        "methods.csv": store.table_bytes(found.methods),
        "volumes.csv": store.table_bytes(_volumes(found)),
    }
    created = datetime.now(UTC).isoformat(timespec="seconds")
    out.start(store.file_manifest(request.file, created, "forecast"), writes=[*files, *chart_paths(CHARTS)])
    out.add(files)
    drawn = add_charts(out, lambda: forecast_charts(found, request.lang), say, request.lang)
    out.finish(drawn, kept=0)
    return drawn


@dataclass(frozen=True)
class _Base:
    """The scenario a variant builds on, how the variant names it, and the stream that takes the volumes."""

    scenario: Scenario
    named: str
    stream: str
    volumes: Path


def _base(request: ForecastRequest) -> _Base | None:
    """What `--write` needs, looked at before anything is forecast."""
    if request.write is None:
        if request.scenario or request.stream:
            raise ScenarioError("--scenario and --stream say where --write FILE puts the volumes: write that, too")
        return None
    if request.scenario is None:
        raise ScenarioError("--write needs --scenario: the scenario file whose contacts are forecast")
    scenario = load_scenario(request.scenario)
    named = check_variant(request.write, find_scenario(request.scenario))
    streams = sorted(scenario.demand)
    if request.stream is None and len(streams) != 1:
        raise ScenarioError(
            f"--write needs --stream, one of {', '.join(streams)}: the stream whose contacts are forecast"
        )
    stream = request.stream or streams[0]
    if stream not in streams:
        raise ScenarioError(f"--stream {stream}: the scenario has no such stream; it has {', '.join(streams)}")
    volumes = request.write.with_name(request.write.stem + "_volumes.csv")
    if volumes.exists():
        raise ScenarioError(f"{volumes} is there already: give --write another name")
    return _Base(scenario, named, stream, volumes)


def _write_scenario(path: Path, base: _Base, found: Forecast) -> None:
    """The scenario of the days ahead: its clock, and the stream's volumes as means with what chance adds to them."""
    base.volumes.write_bytes(store.table_bytes(_volumes(found)))
    days, (busy, fine) = found.days, found.busyness
    stream = base.scenario.demand[base.stream]
    there = [key for key in (*VOLUMES, "profile", "phases", "growth") if key in stream.model_fields_set]
    width = f"{found.history.width_minutes} min"
    volumes = {
        "counts": {"file": base.volumes.name, "use": "mean", "interval": width},
        "busyness_cv": round(busy, 4),
        "fine_busyness_cv": round(fine, 4),
        "fine_busyness_every": width,
    }
    clock = {"start": str(days["date"].iloc[0]), "days": len(days)}
    document = {"clock": clock, "demand": {base.stream: volumes}}
    gone = [f"demand.{base.stream}.{key}" for key in there if key != "counts"]
    changed = ["clock.start", "clock.days", *(f"demand.{base.stream}.{key}" for key in volumes)]
    write_variant(path, base.named, document, [*changed, *gone], f"{base.scenario.title}: {found.name}")


def _volumes(found: Forecast) -> pd.DataFrame:
    frame = found.volumes
    return frame.assign(time=frame["time"].dt.strftime("%Y-%m-%d %H:%M"), count=frame["count"].round(4))
