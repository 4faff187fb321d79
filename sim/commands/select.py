"""`hotline select`: the best of several designs, by cost and promises or by a measure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sim.calendar.lengths import HOUR_US, SECOND_US
from sim.commands.console import say, show, show_json, silent, warn_of_console
from sim.commands.ending import DONE
from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.report.selection import selection_answer, selection_text
from sim.scenario.schema import Scenario
from sim.scenario.units import parse_duration, parse_share
from sim.shipped import load_scenario
from sim.study.selection import select


@dataclass(frozen=True)
class SelectRequest:
    """What the command line asks for; see `hotline select --help`."""

    designs: tuple[str, ...]
    sets: tuple[str, ...]
    best: str | None
    worth: str | None
    error: str
    reps: int
    most: int
    seed: int
    engine: Literal["auto", "model", "kernel"]
    as_json: bool
    lang: str
    quiet: bool


def select_request(request: SelectRequest) -> int:
    """Choose among the designs and print the answer; that none is good enough is a result. The exit code.

    Raises
    ------
    HotlineError
        If a design cannot be run, or there is nothing to judge by.
    """
    designs: dict[str, Scenario] = {}
    for given in request.designs:
        name = Path(given).stem if given.endswith((".yaml", ".yml")) else given
        if name in designs:
            raise ScenarioError(f"two designs are called '{name}': give one of the files another name")
        designs[name] = load_scenario(given, request.sets)
    if len(designs) < 2:
        raise ScenarioError("there is nothing to choose from: give two designs or more")
    if request.most < request.reps:
        raise ScenarioError(f"--most {request.most} is below --reps {request.reps}: give the same or more")
    warn_of_console(request.lang, silent if request.quiet else say)
    found = select(
        designs, best=request.best, worth=_worth(request), error=_share("--error", request.error), first=request.reps,
        most=request.most, seed=request.seed, engine=request.engine,
    )  # fmt: skip
    if request.as_json:
        show_json(selection_answer(found))
    else:
        show(selection_text(found, list(designs), request.best is not None, request.lang))
    return DONE


def _worth(request: SelectRequest) -> float | None:
    """The difference that matters, in the measure's unit."""
    if request.worth is None or request.best is None:
        return None
    unit = definition_of(request.best).unit
    if unit == "share":
        return _share("--worth", request.worth.removesuffix("points").removesuffix("point").strip())
    try:
        if unit in ("s", "h"):
            return parse_duration(request.worth) / (HOUR_US if unit == "h" else SECOND_US)
        return float(request.worth)
    except ValueError as error:
        raise ScenarioError(f"--worth {request.worth[:60]}: {error}") from None


def _share(option: str, text: str) -> float:
    try:
        return parse_share(text)
    except ValueError as error:
        raise ScenarioError(f"{option} {text[:60]}: {error}") from None
