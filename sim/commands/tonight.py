"""`hotline tonight`: the rest of a day from now on, told, and kept as tables and a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from sim import store
from sim.chance.compiled import is_compiled
from sim.commands.again import again
from sim.commands.from_file import Found, begun, keep_and_tell
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_runs
from sim.errors import ScenarioError
from sim.report.tonight import tonight_answer, tonight_text
from sim.report.tonight_charts import CHARTS, tonight_charts
from sim.report.tonight_finding import open_tickets, tonight_finding
from sim.report.words import word
from sim.scenario.units import parse_clock
from sim.shipped import find_scenario, load_scenario
from sim.tonight.levers import changes_of, levers
from sim.tonight.outlook import outlook
from sim.tonight.rest_of_day import rest_of_day

if TYPE_CHECKING:
    from sim.store import ResultFolder


@dataclass(frozen=True)
class TonightRequest:
    """What the command line asks for; see `hotline tonight --help`."""

    scenario: str
    at: datetime
    until: str
    tickets: Path | None
    calls: Path | None
    stream: str | None
    columns: dict[str, str | None]
    time_format: str | None
    absent: tuple[str, ...]
    left: int | None
    levers: int
    sets: tuple[str, ...]
    reps: int
    seed: int
    engine: Literal["auto", "model", "kernel"]
    out: ResultFolder | None
    as_json: bool
    lang: str
    quiet: bool
    report: bool = False


def tonight_request(request: TonightRequest) -> int:
    """Simulate the rest of the day, print what comes of it and write what was asked for; the exit code.

    Raises
    ------
    HotlineError
        If something cannot be read, run or written.
    """
    notice, lang = begun(request, request.tickets, request.calls), request.lang
    if not is_compiled():
        notice(word("not_compiled", lang))
    scenario = load_scenario(request.scenario, request.sets)
    rest = rest_of_day(
        scenario, request.at, _until(request.until), tickets=request.tickets, columns=request.columns,
        time_format=request.time_format, calls=request.calls, stream=request.stream, absent=_absent(request.absent),
    )  # fmt: skip
    interrupts = Interrupts()
    with_each = min(request.levers, request.reps)
    asked = request.reps + (with_each * len(list(changes_of(rest.scenario, rest.missing))) if with_each else 0)
    name = rest.scenario.name
    with interrupts.caught(), progress_of_runs(name, asked, interrupts, request.quiet) as bar:
        found = outlook(rest, replications=request.reps, seed=request.seed, engine=request.engine, progress=bar)
        helped = levers(found, with_each, engine=request.engine, progress=bar) if with_each else []
    text, answer = tonight_text(found, helped, request.left, lang), tonight_answer(found, helped, request.left, lang)
    tables = {"tickets.csv": store.table_bytes(open_tickets(found)), "levers.csv": store.table_bytes(_levers(answer))}
    told = Found(
        "tonight", _files(request), text, answer, tonight_finding(found, helped, request.left, _again(request)), tables,
        tonight_charts, CHARTS, found.engine, scenario,
    )  # fmt: skip
    return keep_and_tell(told, request, notice)


def _files(request: TonightRequest) -> tuple[Path, ...]:
    """The scenario's file, and those of tickets and of contacts."""
    given = (request.tickets, request.calls)
    return find_scenario(request.scenario), *(file for file in given if file is not None)


def _again(request: TonightRequest) -> str:
    """The command that asks the same."""
    return again(
        "tonight", request.scenario, at=f"{request.at:%Y-%m-%d %H:%M}", until=request.until, tickets=request.tickets,
        column=request.columns, time_format=request.time_format, calls=request.calls, stream=request.stream,
        absent=request.absent, left=request.left, levers=request.levers, set=request.sets, reps=request.reps,
        seed=request.seed, engine=None if request.engine == "auto" else request.engine,
    )  # fmt: skip


def _until(text: str) -> int:
    try:
        return parse_clock(text)
    except ValueError as error:
        raise ScenarioError(f"--until {text[:60]}: {error}") from None


def _absent(given: tuple[str, ...]) -> dict[str, int]:
    """How many people are missing at each place."""
    found: dict[str, int] = {}
    for pair in given:
        name, _, people = pair.partition("=")
        if not people.strip().isdecimal():
            raise ScenarioError(f"--absent {pair[:60]}: write a name and a number of people, such as --absent town=2")
        found[name.strip()] = int(people)
    return found


def _levers(answer: dict[str, Any]) -> pd.DataFrame:
    return pd.json_normalize(answer["levers"], sep="_")
