"""`hotline tonight`: the rest of a day from now on, told, and kept as tables and a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from sim import store
from sim.chance.compiled import is_compiled
from sim.commands.from_file import Found, begun, keep_and_tell
from sim.commands.interrupts import Interrupts
from sim.commands.progress import progress_of_runs
from sim.errors import ScenarioError
from sim.report.tonight import tonight_answer, tonight_text
from sim.report.tonight_charts import CHARTS, tonight_charts
from sim.report.words import word
from sim.scenario.units import parse_clock
from sim.shipped import find_scenario, load_scenario
from sim.tonight.levers import changes_of, levers
from sim.tonight.outlook import Outlook, outlook
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
    asked = request.reps + (with_each * len(list(changes_of(rest.scenario))) if with_each else 0)
    name = rest.scenario.name
    with interrupts.caught(), progress_of_runs(name, asked, interrupts, request.quiet) as bar:
        found = outlook(rest, replications=request.reps, seed=request.seed, engine=request.engine, progress=bar)
        helped = levers(found, with_each, engine=request.engine, progress=bar) if with_each else []
    text, answer = tonight_text(found, helped, request.left, lang), tonight_answer(found, helped, request.left, lang)
    tables = {"tickets.csv": store.table_bytes(_tickets(found)), "levers.csv": store.table_bytes(_levers(answer))}
    told = Found(
        "tonight", find_scenario(request.scenario), text, answer, tables, lambda: tonight_charts(found, lang), CHARTS
    )
    return keep_and_tell(told, request, notice)


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


def _tickets(found: Outlook) -> pd.DataFrame:
    """Each ticket that is open now, and how likely it is to be closed by the end; the least likely first."""
    open_now = found.rest.open_now
    rows = [] if open_now is None else [
        {"ticket": number, **{key: entry.get(key) for key in ("type", "urgency", "stage", "unit")}, "chance": chance}
        for number, entry, chance in zip(
            open_now.numbers, open_now.entries, 1 - found.endings.is_left.mean(axis=0), strict=True
        )
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["ticket", "type", "urgency", "stage", "unit", "chance"])
    return frame.sort_values("chance", kind="stable")


def _levers(answer: dict[str, Any]) -> pd.DataFrame:
    return pd.json_normalize(answer["levers"], sep="_")
