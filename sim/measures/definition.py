"""What it takes to define a measure, and what may be said of it: its unit, where it is shown, what it is cut by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

from sim.calendar.lengths import HOUR_US, MINUTE_US, SECOND_US
from sim.errors import ScenarioError

Kind = Literal["count", "ratio", "mean", "quantile", "maximum"]
Better = Literal["higher", "lower", "neither"]
Needs = Literal["nothing", "wait", "length", "working_days"]
About = Literal["calls", "operators", "heads", "requests", "tickets", "people"]
FoundIn = Literal["run", "scenario", "own_runs"]
When = Literal["always", "if_not_zero", "if_called", "if_no_tickets", "never"]

_ONE_OF: Final = {"kind": Kind, "needs": Needs, "better": Better, "about": About, "found_in": FoundIn}
"""What may be said in fields of a definition."""

SO_FAR: Final = "counted as they stand at the end"
LEFT_OUT: Final = "left out until it ends"
CLIPPED: Final = "counted up to the end of the run"


class Unit(NamedTuple):
    """A unit of measures: its Chinese name, and what a single one comes to where none was seen in any run."""

    chinese: str
    single: float = 1.0


UNITS: Final = {
    "share": Unit(""),  # its per cent sign stands at the number
    "calls": Unit("次"),
    "calls per citizen": Unit("次/人"),
    "calls per person-day": Unit("次/人日"),
    "calls per person-shift": Unit("次/人班"),
    "citizens": Unit("人"),
    "people": Unit("人"),
    "breaks": Unit("次"),
    "shifts": Unit("班"),
    "messages": Unit("件"),
    "requests": Unit("件"),
    "requests per day": Unit("件/天"),
    "tickets": Unit("件"),
    "tickets per day": Unit("件/天"),
    "dispatches": Unit("次"),
    "dispatches per ticket": Unit("次/件"),
    "reopenings": Unit("次"),
    "reminders": Unit("次"),
    "money": Unit("元"),
    "s": Unit("秒", 3600.0),  # the next call would have waited an hour
    "h": Unit("小时"),
}
"""Every unit of a measure by its English name."""

OF_CALLS: Final = ("stream", "type", "received")
"""What measures of calls are cut by: `received` is the time of arrival, by hour, day and weekday."""
OF_ANSWERED: Final = (*OF_CALLS, "group")
"""What is known of a group, too: it has the calls it answered, not those that left before anybody took them."""
OF_TICKETS: Final = (*OF_CALLS, "urgency", "unit", "area")
OF_PEOPLE: Final = ("group",)
OF_INTERVALS: Final = ("clock",)
"""What is known of each interval of the run, and so of each hour, day and weekday, whoever rings or came then."""
SELECTED_BY: Final = (*OF_CALLS, "urgency", "unit", "at")
"""What targets and published figures may name; the other cuts are of breakdowns alone."""
_PLAIN_VALUE: Final = re.compile(r'[^,\[\]="]+')


class Shown(NamedTuple):
    """Where and when a measure stands in the printed summary.

    Attributes
    ----------
    group
        The section of the summary; empty for measures that stand in files and in tables of their own only.
    place
        Its place in that section; measures of several families share one.
    when
        `always`, `if_not_zero`, `if_called` (somebody calls), `if_no_tickets` (the scenario has none), or `never`.
    column
        Whether the printed table of a breakdown has a column of it.
    """

    group: str
    place: int
    when: When
    column: bool


IN_FILES: Final = Shown("", 0, "never", False)


def always(group: str, place: int, column: bool = False) -> Shown:
    """Shown whatever it is."""
    return Shown(group, place, "always", column)


def if_any(group: str, place: int, column: bool = False) -> Shown:
    """Shown if there is anything to tell."""
    return Shown(group, place, "if_not_zero", column)


def if_called(group: str, place: int, column: bool = False) -> Shown:
    """Shown if anybody calls."""
    return Shown(group, place, "if_called", column)


def if_no_tickets(group: str, place: int) -> Shown:
    """Shown where the scenario does not follow tickets any further."""
    return Shown(group, place, "if_no_tickets", False)


@dataclass(frozen=True)
class Definition:
    """What one measure means.

    Attributes
    ----------
    id
        Its name in scenarios and tables.
    english, chinese
        Its name in reports.
    unit
        Unit of the value, one of `UNITS`; a `share` lies in [0, 1].
    definition
        One sentence a planner understands.
    numerator, denominator
        The fraction in words; the denominator is empty where there is none.
    unfinished
        How contacts, tickets, shifts and work still open at the end of the run are treated.
    kind
        How replications are combined: `count` and `maximum` by their mean, `ratio` and `mean` by the ratio of their
        sums, `quantile` and whatever is taken from lengths of time by all these lengths together.
    needs
        The threshold it needs, if any: a `wait` (shown in seconds), a `length` of time (shown in hours) or a number of
        `working_days`; "within s" means at most s.
    better
        Which direction is the better one for the citizen or the planner.
    about
        What it counts: it is known where the scenario has such.
    cuts
        By what it may be cut: in targets and published figures, and in breakdowns.
    shown
        Where and when it stands in the printed summary.
    found_in
        `run`: in each run. `scenario`: that says it itself, unless absence or overtime change it, so that equal
        in all replications it is known. `own_runs`: in runs of its own.
    """

    id: str
    english: str
    chinese: str
    unit: str
    definition: str
    numerator: str
    denominator: str
    unfinished: str
    kind: Kind
    needs: Needs
    better: Better
    about: About
    cuts: tuple[str, ...]
    shown: Shown
    found_in: FoundIn

    def __post_init__(self) -> None:
        """Refuse a definition that forgets something, by its name."""
        words = ("id", "english", "chinese", "unit", "definition", "numerator", "unfinished")
        forgotten = [name for name in words if not getattr(self, name)]
        if self.kind in ("ratio", "mean") and not self.denominator:
            forgotten.append("denominator")
        for name, known in _ONE_OF.items():
            if getattr(self, name) not in get_args(known):
                forgotten.append(f"{name} of {', '.join(get_args(known))}")
        if forgotten:
            raise TypeError(f"the measure '{self.id}' has no {', '.join(forgotten)}")
        if self.unit not in UNITS:
            raise TypeError(f"the measure '{self.id}' has the unit '{self.unit}', which has no Chinese name: see UNITS")

    @property
    def needs_within(self) -> bool:
        """Whether the measure needs a threshold in time."""
        return self.needs in ("wait", "length")

    @property
    def by_scenario(self) -> bool:
        """Whether the scenario itself says it, unless absence or overtime change it."""
        return self.found_in == "scenario"

    @property
    def single(self) -> float:
        """What a single one comes to where none was seen in any replication, in the measure's unit."""
        return UNITS[self.unit].single

    def key(
        self, within_us: int | None = None, working_days: int | None = None, filters: Mapping[str, str] | None = None
    ) -> str:
        """The name in results: the id, with the threshold and the filters it has.

        Parameters
        ----------
        within_us, working_days
            The threshold; ignored by measures without one.
        filters
            Which tickets or calls, name to value; all of them if left out.

        Raises
        ------
        ScenarioError
            If its threshold is missing.
        """
        return f"{self.id}{self._threshold(within_us, working_days)}{filters_text(filters)}"

    def _threshold(self, within_us: int | None, working_days: int | None) -> str:
        if self.needs == "nothing":
            return ""
        if self.needs == "working_days":
            if working_days is None:
                raise ScenarioError(
                    f"'{self.id}' needs a number of days: add 'working_days', such as 'working_days: 5'"
                )
            return f"_{working_days}"
        if within_us is None:
            example = "15 s" if self.needs == "wait" else "24 h"
            raise ScenarioError(f"'{self.id}' needs a threshold: add 'within', such as 'within: {example}'")
        return f"_{_length(within_us, whole_units=self.needs == 'length')}"


def filters_text(filters: Mapping[str, str] | None) -> str:
    """Filters as they end a key: ``[urgency=critical]``; empty without any."""
    ending = "".join(f", {name}={_quoted(value)}" for name, value in (filters or {}).items())
    return f"[{ending[2:]}]" if ending else ""


def _quoted(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _length(length_us: int, whole_units: bool) -> str:
    if whole_units and length_us % HOUR_US == 0:
        return f"{length_us // HOUR_US}h"
    if whole_units and length_us % MINUTE_US == 0:
        return f"{length_us // MINUTE_US}min"
    seconds, rest_us = divmod(length_us, SECOND_US)
    decimals = f".{rest_us:06d}".rstrip("0") if rest_us else ""
    return f"{seconds}{decimals}s"


def define(
    id: str,  # noqa: A002  # the table reads best with the field's own name
    english: str,
    chinese: str,
    unit: str,
    kind: Kind,
    better: Better,
    definition: str,
    numerator: str,
    denominator: str = "",
    unfinished: str = SO_FAR,
    needs: Needs = "nothing",
    *,
    about: About,
    cuts: tuple[str, ...],
    shown: Shown,
    found_in: FoundIn = "run",
) -> Definition:
    """One row of the table of measures; a family says once what all of its rows are about and are cut by."""
    return Definition(
        id, english, chinese, unit, definition, numerator, denominator, unfinished, kind, needs, better, about, cuts,
        shown, found_in,
    )  # fmt: skip
