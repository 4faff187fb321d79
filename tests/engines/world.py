"""Small worlds in a few words, and logs as tables that a reader can check by hand.

Clock times are hours, minutes and seconds since the first day's midnight; 33:00 is nine o'clock of the second day.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.logs.columns import CONTACT_COLUMNS, STAFF_COLUMNS
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET, Cause, Channel, Outcome, StaffState, Stage
from sim.scenario.contradictions import contradictions
from sim.scenario.schema import Scenario

MONDAY = date(2026, 3, 2)
"""The first day of every world."""
ONLINE_STREAM = "messages"
"""The stream of this name brings messages, the next one ready-made tickets, every other stream brings calls."""
TRANSFER_STREAM = "transfers"

Row = dict[str, str]


class Worlds(ABC):
    """Worlds worked by hand; a subclass says which engine runs them."""

    @abstractmethod
    def run(self, scenario: Scenario, seed: int = 1, replication: int = 0) -> RunLog:
        """One replication by the engine under test."""


def us(text: str) -> int:
    """Microseconds of a clock time such as '9:00', '9:00:30.000001' or '-2:00'; '-' is NOT_YET."""
    if text == "-":
        return NOT_YET
    if text.startswith("-"):
        return -us(text[1:])
    hours, minutes, seconds = ([*text.split(":"), "0"])[:3]
    whole, _, fraction = seconds.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1_000_000 + int(fraction.ljust(6, "0"))


def clock(instant_us: int) -> str:
    """An instant as '9:00:30'; microseconds only where there are any."""
    if instant_us == NOT_YET:
        return "-"
    if instant_us < 0:
        return f"-{clock(-instant_us)}"
    seconds, rest = divmod(instant_us, 1_000_000)
    text = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{rest:06d}" if rest else text


def fixed(length: str) -> dict[str, str]:
    """A law without spread."""
    return {"law": "deterministic", "value": length}


def team(
    staff: int = 1,
    talk: str | None = "1 min",
    hours: str = "09:00-17:00",
    *,
    wrap_up: str | None = None,
    online: str | None = None,
    online_wrap_up: str | None = None,
    by_type: Mapping[str, str] | None = None,
    shifts: Mapping[str, tuple[str, int]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A group with fixed lengths: one shift 'day' with `staff` people, or `shifts` by name: (hours, people)."""
    group: dict[str, Any] = dict(more)
    if talk:
        group["talk"] = fixed(talk)
    if wrap_up:
        group["wrap_up"] = fixed(wrap_up)
    if online:
        group["online"] = {"work": fixed(online)} | ({"wrap_up": fixed(online_wrap_up)} if online_wrap_up else {})
    if by_type:
        group["by_type"] = {name: {"talk": fixed(length)} for name, length in by_type.items()}
    rows = {"day": (hours, staff)} if shifts is None else shifts
    group["shifts"] = {
        name: dict(zip(("start", "end"), span.split("-"), strict=True)) | {"staff": heads}
        for name, (span, heads) in rows.items()
    }
    return group


CHANNELS = {ONLINE_STREAM: "online", TRANSFER_STREAM: "transfer"}


def hotline(
    folder: Path, demand: Mapping[str, str], operators: Mapping[str, Any], *, days: int = 1, **parts: Any
) -> Scenario:
    """A scenario that replays arrivals; each is '9:00:10' or, with a request type, '9:00:10/urgent'.

    A stream whose arrivals are all after the end brings nothing.

    Raises
    ------
    ScenarioError
        If its parts do not fit together.
    """
    streams: dict[str, Any] = {}
    for name, arrivals in demand.items():
        pairs = [tuple((word + "/general").split("/")[:2]) for word in arrivals.split()]
        lines = [f"{_local(us(time))},{kind}" for time, kind in pairs]
        (folder / f"{name}.csv").write_text("\n".join(["time,type", *lines]) + "\n")
        kinds = sorted({kind for _, kind in pairs})
        comes_in_time = any(us(time) < days * us("24:00") for time, _ in pairs)
        streams[name] = {
            "channel": CHANNELS.get(name, "phone"),
            "types": {kind: 1 / len(kinds) for kind in kinds},
            **({"stamps": {"file": f"{name}.csv", "type": "type"}} if comes_in_time else {"per_day": 0}),
        }
    clock_part = {"start": MONDAY, "days": days}
    scenario = Scenario.model_validate(
        {"hotline": 1, "clock": clock_part, "demand": streams, "operators": operators} | parts
    )
    scenario._folder = str(folder)
    problems, _ = contradictions(scenario)
    if problems:
        raise ScenarioError("; ".join(f"{problem.path}: {problem.text}" for problem in problems))
    return scenario


def stating(
    folder: Path,
    world: Scenario,
    stream: str,
    rows: list[str],
    columns: tuple[str, ...] = ("area", "urgency", "unit"),
    **more: str,
) -> Scenario:
    """The world with more columns in the file of a stream, named as their keys; `more` keys of its stamps."""
    file = folder / f"{stream}.csv"
    header, *lines = file.read_text().splitlines()
    longer = [f"{line},{row}" for line, row in zip(lines, rows, strict=True)]
    file.write_text("\n".join([",".join([header, *columns]), *longer]) + "\n")
    part = world.demand[stream]
    stamps = part.stamps.model_copy(update={column: column for column in columns} | more)
    made = world.model_copy(update={"demand": world.demand | {stream: part.model_copy(update={"stamps": stamps})}})
    made.note_data(None)  # its file is another one now
    return made


def _local(instant_us: int) -> str:
    moment = datetime(MONDAY.year, MONDAY.month, MONDAY.day) + timedelta(microseconds=instant_us)
    return moment.isoformat(sep=" ")


def rows_of(columns: Mapping[str, Any]) -> list[dict[str, int]]:
    """A log row by row."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)]


def check_contacts(log: RunLog, table: str) -> None:
    """The whole contact log equals a table.

    Columns that a table leaves out: contact is the row's number, request the contact's; attempt 0, cause first;
    stream, type and group if there is but one; channel by stream; queued on arrival unless blocked; outcome answered;
    nobody left; resumed as answered; no wrap-up; a direct answer once the talk is over. The citizen's key is worked
    out here for every row.
    """
    expected = [_whole_contact(row, number, log) for number, row in enumerate(read_table(table))]
    _name_citizens(expected, log)
    actual = [shown(row) for row in named_contacts(log)]
    compare("contact log", list(CONTACT_COLUMNS), expected, actual)


def check_staff(log: RunLog, table: str) -> None:
    """The whole staff log equals a table; 'planned' and 'actual' are start..end, and '-' for one that never was.

    Left out: state is on_duty; group and shift if there is but one; actual as planned; no contact and no task. A task
    is ticket/stage, then, unless they are 0, /handling/arm/visit.
    """
    expected = [_whole_stretch(row, log) for row in read_table(table)]
    actual = [shown(row) for row in named_staff(log)]
    compare("staff log", list(STAFF_COLUMNS), expected, actual)


def read_table(table: str) -> list[Row]:
    lines = [line.split() for line in table.splitlines() if line.strip()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def only(names: tuple[str, ...], what: str, row: Row) -> str:
    """The one name that a row may leave out."""
    if len(names) != 1:
        raise AssertionError(f"the table needs a column '{what}', which is one of {names}: {row}")
    return names[0]


def _whole_contact(row: Row, number: int, log: RunLog) -> Row:
    plan = log.plan
    whole = {"contact": str(number), "attempt": "0", "cause": "first", "outcome": "answered", "left_us": "-"}
    given = {f"{name}_us" if f"{name}_us" in CONTACT_COLUMNS else name: value for name, value in row.items()}
    whole |= {name: clock(us(value)) if name.endswith("_us") else value for name, value in given.items()}
    whole.setdefault("request", whole["contact"])
    streams = tuple(name for name in plan.stream_names if name != TRANSFER_STREAM) or plan.stream_names
    for what, names in (("stream", streams), ("type", plan.type_names)):
        if what not in whole:
            whole[what] = only(names, what, row)
    whole.setdefault("channel", "phone" if whole["cause"] == "chase_up" else CHANNELS.get(whole["stream"], "phone"))
    whole.setdefault("queued_us", "-" if whole["outcome"] == "blocked" else whole["arrived_us"])
    for name in ("answered_us", "talk_end_us", "person"):
        whole.setdefault(name, "-")
    whole.setdefault("resumed_us", whole["answered_us"])
    whole.setdefault("wrap_up_end_us", whole["talk_end_us"])
    whole.setdefault("direct", "-" if whole["talk_end_us"] == "-" or whole["cause"] == "chase_up" else "1")
    if "group" not in whole:
        whole["group"] = "-" if whole["person"] == "-" else only(_manned(log), "group", row)
    return whole


def _name_citizens(rows: list[Row], log: RunLog) -> None:
    """A replayed citizen is (date, minute of the day, number within that minute in the stream)."""
    seen: dict[tuple[str, int], int] = {}
    citizen: dict[str, int] = {}
    chased = dict(zip(*(log.tickets[name].tolist() for name in ("request", "citizen")), strict=True))
    first = [row for row in rows if row["cause"] == "first"]
    for row in sorted(first, key=lambda row: int(row["request"])):
        citizen[row["request"]] = citizen_key(row["stream"], row["arrived_us"], seen)
    for row in rows:
        row["citizen"] = str(citizen[row["request"]] if row["request"] in citizen else chased[int(row["request"])])


def citizen_key(stream: str, arrived: str, seen: dict[tuple[str, int], int]) -> int:
    """The key of the next citizen of a stream in a minute; `seen` counts them."""
    minutes = us(arrived) // 60_000_000
    seen[stream, minutes] = seen.get((stream, minutes), -1) + 1
    day, minute = divmod(minutes, 24 * 60)
    return ((MONDAY - date(1970, 1, 1)).days + day << 36) + (minute << 24) + seen[stream, minutes]


def named_contacts(log: RunLog) -> list[dict[str, Any]]:
    """The contact log with names for its codes and whole microseconds for its instants."""
    plan = log.plan
    return [
        row
        | {
            "cause": Cause(row["cause"]).name.lower(),
            "stream": name_of(plan.stream_names, row["stream"]),
            "type": plan.type_names[row["type"]],
            "channel": Channel(row["channel"]).name.lower(),
            "outcome": Outcome(row["outcome"]).name.lower(),
            "group": name_of(plan.group_names, row["group"]),
        }
        for row in rows_of(log.contacts)
    ]


def name_of(names: tuple[str, ...], number: int) -> str | int:
    """A name by its number; NOT_YET has none."""
    return NOT_YET if number == NOT_YET else names[number]


def _manned(log: RunLog) -> tuple[str, ...]:
    """Groups that have people."""
    return tuple(log.plan.group_names[number] for number in sorted(set(log.plan.person_group.tolist())))


def task_number(words: str) -> str:
    """The name of a task written as ticket/stage, or as ticket/stage/handling/arm/visit."""
    if words == "-":
        return words
    ticket, stage, *rest = words.split("/")
    handling, arm, visit = (int(number) for number in [*rest, "0", "0", "0"][:3])
    return str(int(ticket) * 2**36 + handling * 2**24 + Stage[stage.upper()] * 2**20 + arm * 2**16 + visit)


def _whole_stretch(row: Row, log: RunLog) -> Row:
    plan = log.plan
    own_shifts = tuple(name for name in plan.shift_names if name != "staff file")
    whole = {"state": "on_duty", "contact": "-", "task": "-", "actual": row["planned"]} | row
    for what, names in (("group", _manned(log)), ("shift", own_shifts)):
        if what not in whole:
            whole[what] = only(names, what, row)
    whole["shift"] = whole["shift"].replace("_", " ")
    whole["task"] = task_number(whole["task"])
    whole["group"] = whole["group"].replace("_", " ")
    for name, start, end in (("planned", "planned_start_us", "planned_end_us"), ("actual", "start_us", "end_us")):
        span = whole.pop(name)
        whole[start], whole[end] = (clock(us(part)) for part in ("-..-" if span == "-" else span).split(".."))
    return whole


def named_staff(log: RunLog) -> list[dict[str, Any]]:
    """The staff log with names for its codes and whole microseconds for its instants."""
    return [
        row
        | {
            "group": log.plan.group_names[row["group"]],
            "shift": log.plan.shift_names[row["shift"]],
            "state": StaffState(row["state"]).name.lower(),
        }
        for row in rows_of(log.staff)
    ]


def shown(row: dict[str, Any]) -> Row:
    """A row as a table writes it."""
    return {
        name: clock(value) if name.endswith("_us") else "-" if value == NOT_YET else str(value)
        for name, value in row.items()
    }


def compare(what: str, names: list[str], expected: list[Row], actual: list[Row]) -> None:
    """Fail with both tables and every difference if they are not the same."""
    if expected == actual:
        return
    everything = [dict(zip(names, names, strict=True)), *expected, *actual]
    width = {name: max(len(row[name]) for row in everything) for name in names}
    shown = [" ".join(row[name].ljust(width[name]) for name in names) for row in everything]
    split = len(expected) + 1
    wrong = [
        f"row {i}: {name} is {got[name]}, expected {want[name]}"
        for i, (want, got) in enumerate(zip(expected, actual, strict=False))
        for name in names
        if want[name] != got[name]
    ]
    if len(expected) != len(actual):
        wrong.append(f"{len(actual)} rows, expected {len(expected)}")
    raise AssertionError(
        "\n".join([what, *wrong, "", "expected", shown[0], *shown[1:split], "", "got", shown[0], *shown[split:]])
    )
