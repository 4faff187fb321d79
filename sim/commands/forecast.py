"""`hotline forecast`: contacts of the days ahead from a file of recorded ones, as tables, charts and volumes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim import store
from sim.commands.again import again
from sim.commands.from_file import Found, begun, keep_and_tell
from sim.errors import ScenarioError
from sim.forecasting.forecast import Forecast, forecast
from sim.forecasting.variant import COLUMNS, stream_ahead
from sim.report.forecast import forecast_answer, forecast_finding, forecast_text
from sim.report.forecast_charts import CHARTS, forecast_charts
from sim.report.words import word
from sim.shipped import find_scenario, load_scenario
from sim.staffing.variant import check_variant, write_variant

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sim.commands.console import Say
    from sim.scenario.schema import Scenario
    from sim.store import ResultFolder


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
    first_calls: bool
    columns: dict[str, str]
    scenario: str | None
    stream: str | None
    write: Path | None
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def forecast_request(request: ForecastRequest) -> int:
    """Forecast, print it and write what was asked for; the exit code.

    Raises
    ------
    HotlineError
        If the file cannot be used, or something cannot be written.
    """
    notice, lang = begun(request, request.file), request.lang
    base = _base(request)
    made = forecast(
        request.file,
        request.days,
        calendar=request.calendar,
        closed=request.closed,
        method=request.method,
        columns={"time": request.time, "date": request.date, "count": request.count, **request.columns},
        time_format=request.time_format,
        interval_minutes=request.interval,
        where=_where(request.where),
        first_calls=request.first_calls,
    )
    tables = {
        "days.csv": store.table_bytes(made.days),
        "intervals.csv": store.table_bytes(made.intervals),
        "methods.csv": store.table_bytes(made.methods),
        "volumes.csv": store.table_bytes(_volumes(made)),
    }

    def write_scenario() -> None:
        if base is None or request.write is None:
            return
        if base.scenario.callers.redial is not None and not (request.where or request.first_calls):
            notice(word("forecast_redials", lang))
        _write_scenario(request.write, base, made, notice, lang)
        notice(word("written", lang, folder=request.write))

    text, answer = forecast_text(made, lang), forecast_answer(made, lang)
    kept = forecast_finding(made, _again(request))
    found = Found("forecast", (request.file,), text, answer, kept, tables, forecast_charts, CHARTS)
    return keep_and_tell(found, request, notice, write_scenario)


def _again(request: ForecastRequest) -> str:
    """The command that forecasts the same."""
    return again(
        "forecast", request.file, days=request.days, calendar=request.calendar, closed=request.closed,
        method=request.method, time=request.time, date=request.date, count=request.count,
        time_format=request.time_format, interval=request.interval, where=request.where,
        first_calls=request.first_calls, column=request.columns,
    )  # fmt: skip


def _where(given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The values that are wanted of each column; one that is given again has several."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in given:
        column, _, value = pair.partition("=")
        found[column.strip()] = (*found.get(column.strip(), ()), value.strip())
    return found


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
    if scenario.demand[stream].types_in_file is not None:
        raise ScenarioError(
            f"--stream {stream}: the types of its contacts stand in a file, and a forecast has none: write 'types' "
            "with the share of each in the scenario"
        )
    volumes = request.write.with_name(request.write.stem + "_volumes.csv")
    if volumes.exists():
        raise ScenarioError(f"{volumes} is there already: give --write another name")
    return _Base(scenario, named, stream, volumes)


def _write_scenario(path: Path, base: _Base, found: Forecast, notice: Say, lang: str) -> None:
    """The scenario of the days ahead: its clock, and the stream's volumes as means with what chance adds to them."""
    base.volumes.write_bytes(store.table_bytes(_volumes(found)))
    days, stream = found.days, base.stream
    ahead = stream_ahead(base.scenario.demand[stream], found, base.volumes.name)
    clock = {"start": str(days["date"].iloc[0]), "days": len(days)}
    document = {"clock": clock, "demand": {stream: ahead.keys}}
    changed = ["clock.start", "clock.days", *(f"demand.{stream}.{key}" for key in ahead.keys)]
    write_variant(path, base.named, document, changed, f"{base.scenario.title}: {found.name}")
    comma = word("comma", lang)
    if ahead.taken_out:
        notice(word("forecast_taken_out", lang, stream=stream, names=comma.join(ahead.taken_out)))
    if ahead.on_top:
        notice(word("forecast_on_top", lang, stream=stream, names=comma.join(ahead.on_top)))
    if ahead.is_flat:
        notice(word("forecast_flat", lang, stream=stream))


def _volumes(found: Forecast) -> pd.DataFrame:
    time, count = COLUMNS
    frame, form = found.volumes, "%Y-%m-%d" if found.history.is_daily else "%Y-%m-%d %H:%M"
    return frame.assign(**{time: frame[time].dt.strftime(form), count: frame[count].round(4)})
