"""The planner's calculator: a table of operators and what they give, by Erlang's formulas."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sim.calendar.lengths import SECOND_US
from sim.errors import HotlineError
from sim.measures.definitions import label, measure_key
from sim.queueing.erlang import SERVICE_LEVELS, ErlangA, ErlangC, erlang_a, least_operators
from sim.report.numbers import percent
from sim.report.text_tables import width_of
from sim.report.words import word
from sim.scenario.units import parse_duration, parse_share, say_duration

Value = TypeVar("Value")
USUAL_TARGET: Final = "80 % in 20 s"
LARGEST_LOAD: Final = 100_000
"""Erlang; the table of a floor of a hundred thousand takes seconds."""
LONGEST_PATIENCE: Final = 10_000
"""Handle times; more is as good as endless, and the table would take very long."""
AROUND: Final = 3
"""Rows shown below and above the answer."""
CHINESE_LENGTHS: Final = {"s": "秒", "min": "分钟", "h": "小时", "d": "天"}
_TARGETS: Final = (
    re.compile(r"^(?P<share>.+?)\s*(?:in|within|@)\s*(?P<within>\d.*)$"),
    re.compile(r"^(?P<within>.+?)[内之]*\s+(?P<share>\d+(?:\.\d+)?\s*[%％])$"),
    re.compile(r"^(?P<within>\d+(?:\.\d+)?\s*(?:秒|分钟|分))内\s*(?P<share>.+)$"),
)
_SHORTHAND: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)$")


@dataclass(frozen=True)
class Asked:
    """What a planner asks, in numbers; lengths in microseconds."""

    calls: float
    per_us: int
    aht_us: int
    patience_us: int | None
    share: float
    within_us: int
    definition: str
    trunks: int | None
    operators: int | None
    shrinkage: float

    @property
    def calls_per_s(self) -> float:
        """Rate of calls."""
        return self.calls / (self.per_us / SECOND_US)

    @property
    def aht_s(self) -> float:
        """Mean handle time."""
        return self.aht_us / SECOND_US

    @property
    def patience_s(self) -> float | None:
        """Mean patience, if callers give up."""
        return None if self.patience_us is None else self.patience_us / SECOND_US

    @property
    def within_s(self) -> float:
        """Threshold of the target."""
        return self.within_us / SECOND_US

    @property
    def load(self) -> float:
        """Offered load in erlang."""
        return self.calls_per_s * self.aht_s

    def queue(self, operators: int) -> ErlangA | ErlangC:
        """The queue with so many operators."""
        return erlang_a(operators, self.calls_per_s, self.aht_s, self.patience_s, self.trunks)

    def heads(self, operators: float) -> float:
        """People to roster so that after shrinkage so many are at work."""
        return operators / (1 - self.shrinkage)


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


def erlang_answer(asked: Asked) -> dict[str, Any]:
    """The answer as one JSON object: the fewest operators by each definition, and the rows of the table."""
    least = {
        name: least_operators(
            asked.share, asked.within_s, asked.calls_per_s, asked.aht_s, asked.patience_s, name, asked.trunks
        )
        for name in SERVICE_LEVELS
    }
    return {
        "model": _model(asked),
        "calls_per_s": asked.calls_per_s,
        "aht_s": asked.aht_s,
        "patience_s": asked.patience_s,
        "trunks": asked.trunks,
        "load_erlang": asked.load,
        "target": {"share": asked.share, "within_s": asked.within_s, "definition": asked.definition},
        "least_operators": least,
        "operators": least[asked.definition],
        "shrinkage": asked.shrinkage,
        "heads": _rounded_up(asked.heads(least[asked.definition])),
        "rows": [_row(asked, operators) for operators in _rows(asked, least)],
    }


def _model(asked: Asked) -> str:
    if asked.patience_us is not None:
        return "Erlang A" if asked.trunks is None else "Erlang A with a limit of lines"
    return "Erlang C" if asked.trunks is None else "Erlang C with a limit of lines"


def _rounded_up(heads: float) -> int:
    """Rounded up, but not where only the last digits of the division are above a whole number."""
    return math.ceil(heads - 1e-9 * heads)


def _rows(asked: Asked, least: dict[str, int]) -> list[int]:
    if asked.operators is not None:
        return [asked.operators]
    answer = least[asked.definition]
    around = range(max(1, answer - AROUND), answer + AROUND + 1)
    most = asked.trunks if asked.trunks is not None else math.inf
    return sorted(n for n in {*around, *least.values()} if n <= most)


def _row(asked: Asked, operators: int) -> dict[str, Any]:
    queue = asked.queue(operators)
    return {
        "operators": operators,
        "heads": asked.heads(operators),
        "share_waiting": queue.share_waiting,
        "asa_s": _finite(queue.asa_s),
        "mean_wait_s": _finite(queue.mean_wait_s),
        **{name: queue.service_level(asked.within_s, name) for name in SERVICE_LEVELS},
        "share_abandoned": queue.share_abandoned,
        "share_blocked": queue.share_blocked,
        "occupancy": queue.occupancy,
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def erlang_text(asked: Asked, answer: dict[str, Any], lang: str) -> str:
    """The answer as a planner reads it: what was asked, the fewest operators, and the table."""
    definitions = SERVICE_LEVELS if asked.patience_us is not None else SERVICE_LEVELS[:1]
    blocks = [_head(asked, lang), _fewest(asked, answer, definitions, lang), _table(asked, answer, definitions, lang)]
    if asked.trunks is not None:
        blocks.append(word("erlang_blocked_note", lang))
    if any(row["mean_wait_s"] is None for row in answer["rows"]):
        blocks.append(word("erlang_grows_note", lang))
    return "\n\n".join(blocks) + "\n"


def _head(asked: Asked, lang: str) -> str:
    words = [
        word("erlang_calls", lang, calls=f"{asked.calls:,g}", per=_length_words(asked.per_us, lang)),
        word("erlang_aht", lang, aht=_length_words(asked.aht_us, lang)),
        word("erlang_load", lang, load=f"{asked.load:,.2f}"),
        word("erlang_endless", lang)
        if asked.patience_us is None
        else word("erlang_patience", lang, patience=_length_words(asked.patience_us, lang)),
    ]
    if asked.trunks is not None:
        words.append(word("erlang_lines", lang, lines=f"{asked.trunks:,}"))
    return word("erlang_comma", lang).join(words) + word("erlang_model", lang, model=word(_model(asked), lang))


def _fewest(asked: Asked, answer: dict[str, Any], definitions: tuple[str, ...], lang: str) -> str:
    promise = {"share": percent(asked.share), "within": _length_words(asked.within_us, lang)}
    lines = [word("erlang_fewest", lang, **promise)]
    for i, name in enumerate(definitions, 1):
        mark = ">" if name == asked.definition or len(definitions) == 1 else " "
        number = f"{answer['least_operators'][name]:,}"
        lines.append(f"{mark} [{i}] {number:>8}  {label(measure_key(name, asked.within_us), lang)}")
    if asked.shrinkage:
        heads = asked.heads(answer["operators"])
        values = {"heads": f"{answer['heads']:,}", "exact": f"{heads:,.2f}", "shrinkage": percent(asked.shrinkage)}
        lines.append(word("erlang_heads_line", lang, **values))
    return "\n".join(lines)


def _table(asked: Asked, answer: dict[str, Any], definitions: tuple[str, ...], lang: str) -> str:
    heads = ["", word("erlang_operators", lang)]
    heads += [word("erlang_heads", lang)] if asked.shrinkage else []
    heads += [word("erlang_waits", lang), word("erlang_asa", lang), word("erlang_mean", lang)]
    heads += [f"[{i}]" for i in range(1, len(definitions) + 1)]
    heads += [word("erlang_abandoned", lang)] if asked.patience_us is not None else []
    heads += [word("erlang_blocked", lang)] if asked.trunks is not None else []
    heads.append(word("erlang_occupancy", lang))
    rows = [heads, *(_cells(asked, answer, row, definitions, lang) for row in answer["rows"])]
    widths = [max(width_of(row[i]) for row in rows) for i in range(len(heads))]
    return "\n".join(
        "  ".join(" " * (width - width_of(cell)) + cell for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _cells(
    asked: Asked, answer: dict[str, Any], row: dict[str, Any], definitions: tuple[str, ...], lang: str
) -> list[str]:
    operators = row["operators"]
    cells = [">" if operators == answer["operators"] else "", f"{operators:,}"]
    cells += [f"{row['heads']:,.2f}"] if asked.shrinkage else []
    cells.append(_percent(row["share_waiting"]))
    cells += [_seconds(row["asa_s"], lang), _seconds(row["mean_wait_s"], lang)]
    for name in definitions:
        cells.append(_percent(row[name]) + ("*" if operators == answer["least_operators"][name] else " "))
    cells += [_percent(row["share_abandoned"])] if asked.patience_us is not None else []
    cells += [_percent(row["share_blocked"])] if asked.trunks is not None else []
    cells.append(_percent(row["occupancy"]))
    return cells


def _length_words(length_us: int, lang: str) -> str:
    number, unit = say_duration(length_us).split(" ")
    return f"{number} {CHINESE_LENGTHS[unit] if lang == 'zh' else unit}"


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %"


def _seconds(length_s: float | None, lang: str) -> str:
    return word("erlang_grows", lang) if length_s is None else f"{length_s:,.2f}"
