"""`hotline erlang`: the question behind the words of the command line, and its answer printed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final, TypeVar

from sim.commands.console import say, show, show_json, warn_of_console
from sim.commands.ending import DONE
from sim.errors import HotlineError
from sim.queueing.calculator import Asked, erlang_answer
from sim.queueing.erlang import SERVICE_LEVELS
from sim.report.erlang import erlang_text
from sim.scenario.units import parse_duration, parse_share

Value = TypeVar("Value")
USUAL_TARGET: Final = "80 % in 20 s"
LARGEST_LOAD: Final = 100_000
"""Erlang; the table of a floor of a hundred thousand takes seconds."""
LONGEST_PATIENCE: Final = 10_000
"""Handle times; more is as good as endless, and the table would take very long."""
_TARGETS: Final = (
    re.compile(r"^(?P<share>.+?)\s*(?:in|within|@)\s*(?P<within>\d.*)$"),
    re.compile(r"^(?P<within>.+?)[内之]*\s+(?P<share>\d+(?:\.\d+)?\s*[%％])$"),
    re.compile(r"^(?P<within>\d+(?:\.\d+)?\s*(?:秒|分钟|分))内\s*(?P<share>.+)$"),
)
_SHORTHAND: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)$")


def calculate(given: dict[str, str | None], as_json: bool, lang: str) -> int:
    """Answer a question and print the table; the exit code.

    Parameters
    ----------
    given
        As for `asked_from`.
    as_json, lang
        How to print it.

    Raises
    ------
    HotlineError
        If the question makes no sense.
    """
    asked = asked_from(given)
    answer = erlang_answer(asked)
    if as_json:
        show_json(answer)
    else:
        warn_of_console(lang, say)
        show(erlang_text(asked, answer, lang))
    return DONE


def asked_from(given: dict[str, str | None]) -> Asked:
    """The question behind the words of the command line.

    Parameters
    ----------
    given
        The options by name (calls, per, aht, talk, wrap_up, patience, target, definition, trunks, operators,
        shrinkage), as they were written.

    Raises
    ------
    HotlineError
        Naming the option and what would be right.
    """
    share, within_us = _read("target", given, _target) or (0.0, 0)
    asked = Asked(
        calls=_read("calls", given, _count_of_calls) or 0.0,
        per_us=_read("per", given, _length) or 0,
        aht_us=_handle_time(given),
        patience_us=_read("patience", given, _length),
        share=share,
        within_us=within_us,
        definition=given["definition"] or SERVICE_LEVELS[0],
        trunks=_read("trunks", given, _whole),
        operators=_read("operators", given, _whole),
        shrinkage=_read("shrinkage", given, _shrinkage) or 0.0,
    )
    _check_sizes(asked)
    return asked


def _check_sizes(asked: Asked) -> None:
    if asked.definition not in SERVICE_LEVELS:
        raise HotlineError(f"--definition: '{asked.definition}' is none: choose one of {', '.join(SERVICE_LEVELS)}")
    if asked.load > LARGEST_LOAD:
        raise HotlineError(f"these calls keep {asked.load:,.0f} operators busy: the table ends at {LARGEST_LOAD:,}")
    if asked.patience_us is not None and asked.patience_us > LONGEST_PATIENCE * asked.aht_us:
        raise HotlineError("--patience: callers who wait that long never give up: leave --patience out")
    most = 2 * LARGEST_LOAD
    for name, number in (("--operators", asked.operators), ("--trunks", asked.trunks)):
        if number is not None and number > most:
            raise HotlineError(f"{name}: {number:,} is too many: at most {most:,}")
    if asked.trunks is not None and (asked.operators or 0) > asked.trunks:
        raise HotlineError(f"--operators: {asked.operators} operators need as many lines, and there are {asked.trunks}")


def _read(name: str, given: dict[str, str | None], reader: Callable[[str], Value]) -> Value | None:
    text = given[name]
    if text is None:
        return None
    try:
        return reader(text.strip())
    except ValueError as error:
        raise HotlineError(f"--{name.replace('_', '-')}: {error}") from None


def _handle_time(given: dict[str, str | None]) -> int:
    aht, talk = _read("aht", given, _length), _read("talk", given, _length)
    wrap_up = _read("wrap_up", given, parse_duration)
    if (aht is None) == (talk is None):
        raise HotlineError("give the handle time: either --aht '4 min', or --talk '3 min' and --wrap-up '1 min'")
    if aht is not None and wrap_up is not None:
        raise HotlineError("--wrap-up goes with --talk: --aht holds talk and wrap-up already")
    return aht if aht is not None else (talk or 0) + (wrap_up or 0)


def _length(text: str) -> int:
    length = parse_duration(text)
    if length <= 0:
        raise ValueError(f"'{text}' is no time at all: it must be above 0")
    return length


def _count_of_calls(text: str) -> float:
    try:
        calls = float(text.replace(",", ""))
    except ValueError:
        calls = math.nan
    if not 0 < calls < math.inf:
        raise ValueError(f"'{text}' is not a number of calls above 0")
    return calls


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text) or int(text) == 0:
        raise ValueError(f"'{text}' is not a whole number above 0")
    return int(text)


def _share(text: str) -> float:
    try:
        number: float | str = float(text)
    except ValueError:
        number = text
    return parse_share(number)


def _shrinkage(text: str) -> float:
    share = _share(text)
    if share >= 1:
        raise ValueError(f"'{text}' leaves nobody at work: it must be below 100 %")
    return share


def _target(text: str) -> tuple[float, int]:
    shorthand = _SHORTHAND.match(text)
    if shorthand:
        share, within_us = parse_share(f"{shorthand[1]} %"), parse_duration(f"{shorthand[2]} s")
    else:
        match = next((match for pattern in _TARGETS if (match := pattern.match(text))), None)
        if match is None:
            raise ValueError(f"'{text}' is not a target: write a share and a time, such as '{USUAL_TARGET}'")
        share, within_us = _share(match["share"].strip()), parse_duration(match["within"].strip())
    if share >= 1:
        raise ValueError("nobody can promise to answer all calls in time: ask for less than 100 %")
    return share, within_us
