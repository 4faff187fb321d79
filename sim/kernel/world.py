"""The state of one replication: records by number instead of objects, tables instead of the plan's names.

`State` is a tuple of arrays as Python holds them; `World` is the same by reference inside compiled code, and a plain
namespace where nothing is compiled. To the type checker both are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import HOUR_US
from sim.chance.compiled import is_compiled, numba, rule
from sim.kernel.entities import (
    NEVER,
    Clock,
    Contact,
    Duty,
    Event,
    Group,
    Item,
    Line,
    Person,
    Pool,
    RosterRow,
    Settings,
    Shares,
    Task,
    Turn,
)
from sim.kernel.records import (
    Record,
    Table,
    copied,
    empty,
    filled,
    flat,
    log_rows,
    longer,
    longer_column,
    one_record,
    records,
)
from sim.kernel.ticket import Arm, BacklogRow, OneCause, Path, PathShares, Ticket, Unit
from sim.kernel.ticket_tables import cause_tables, ticket_tables
from sim.plans.kept import by_plan
from sim.plans.plan import Floats, Ints, Plan
from sim.rules.codes import NOT_YET
from sim.workload import Workload

IntGrid = Ints
FloatGrid = Floats
"""A column of columns: shape (rows, ...); `Ints` and `Floats` in a state have one dimension."""
LOGS: Final = {
    "contacts": "contact", "staff": "staff", "tickets": "ticket", "assignments": "assignment", "tasks": "task"
}  # fmt: skip
"""The name of each log in the state: its block is `..._log`, the number of its rows `clock...._rows`."""
ROWS: Final = 8_192
"""Rows of a block of a log."""
SLOTS: Final = 256
"""Contacts and tasks, and tickets, that there is room for at first."""
EVENTS: Final = 1_024
"""Events that there is room for at first, beside two for each person."""
MOST_AT_ONCE: Final = 16
"""Contacts and tasks that one event can bring, at most: a task for each arm of a ticket, and some more."""


class State(NamedTuple):
    """One replication, as arrays; the loop writes to its tables, and to few of its columns."""

    clock: Table[Clock]
    settings: Table[Settings]
    shares: Table[Shares]
    path: Table[Path]
    path_shares: Table[PathShares]
    line: Table[Line]
    group: Table[Group]
    pool: Table[Pool]
    person: Table[Person]
    item: Table[Item]
    contact: Table[Contact]
    task: Table[Task]
    ticket: Table[Ticket]
    arm: Table[Arm]
    unit: Table[Unit]
    backlog: Table[BacklogRow]
    cause: Table[OneCause]
    roster: Table[RosterRow]
    turn: Table[Turn]
    duty: Table[Duty]
    pool_line_at: Ints
    pool_line: Ints
    pool_group_at: Ints
    pool_group: Ints
    touched: Ints
    newcomers: Ints
    line_of: IntGrid
    preference: IntGrid
    overflow_us: IntGrid
    reserve: IntGrid
    timers_us: IntGrid
    talk_law: IntGrid
    wrap_up_law: IntGrid
    ticket_law: IntGrid
    patience_law: Ints
    law_kind: Ints
    law_a: Floats
    law_b: Floats
    law_c: Floats
    law_table: Floats
    step_from_us: Ints
    step_law: Ints
    step_factor: Floats
    pace: FloatGrid
    direct_from_us: Ints
    direct_share: FloatGrid
    midnights_us: Ints
    stream_channel: Ints
    arrival_us: Ints
    arrival_stream: npt.NDArray[np.int32]
    arrival_type: npt.NDArray[np.int32]
    arrival_entity: Ints
    arrival_name_key: Ints
    arrival_stated: IntGrid
    cause_of: Ints
    merge_share: Floats
    urgency_up_to: FloatGrid
    area_up_to: Floats
    route_of: IntGrid
    unit_choice: Ints
    unit_share: FloatGrid
    unit_weight: IntGrid
    unit_given: IntGrid
    unit_load: Ints
    arms_up_to: FloatGrid
    accuracy: FloatGrid
    machine_accuracy: FloatGrid
    travel_law: IntGrid
    work_law: IntGrid
    outside_law: IntGrid
    outside_share: FloatGrid
    outside_in_hours: IntGrid
    acceptance_clock: IntGrid
    acceptance_amount: IntGrid
    closure_clock: IntGrid
    closure_amount: IntGrid
    pauses_in: Ints
    silence_law: Ints
    reminder_share: Floats
    day_up_to: Floats
    reopen_share: Floats
    task_law: IntGrid
    task_line: IntGrid
    unit_line: IntGrid
    all_midnights_us: Ints
    hours_of: Ints
    hours_at: Ints
    hours_day_at: Ints
    open_us: Ints
    close_us: Ints
    before_us: Ints
    closing_us: Ints
    closing_day_us: Ints
    heap: Table[Event]
    aside: Table[Event]
    first_of_hour: Ints
    contact_log: Table[Record]
    staff_log: Table[Record]
    ticket_log: Table[Record]
    assignment_log: Table[Record]
    task_log: Table[Record]

    @classmethod
    def of(cls, plan: Plan, workload: Workload) -> State:
        """The state before anything has happened."""
        blank = _blank(plan)
        state = blank._replace(**{name: copied(getattr(blank, name)) for name in WRITTEN})
        return state.with_citizens(plan, workload).with_empty_logs()

    def over_blank(self, plan: Plan) -> list[tuple[Ints, Ints]]:
        """What of this state a replication writes to, and beside it what stands there before anything has happened."""
        return [(flat(getattr(self, name)), flat(getattr(_blank(plan), name))) for name in WRITTEN]

    def with_citizens(self, plan: Plan, workload: Workload) -> State:
        """The same with a replication's own chance: its key, who comes and who is absent."""
        self.settings["seed"], self.settings["replication"] = workload.seed, workload.replication
        self.duty["absent"] = workload.absent
        own = _arrivals(workload) | cause_tables(plan, workload)
        return self._replace(**{name: _in_layout(table) for name, table in own.items()})

    def with_slots(self, count: int) -> State:
        """More room for contacts and tasks; the new slots are free."""
        item = longer(self.item, Item, count)
        _chain(item, len(self.item), self.clock, "free_slot")
        return self._replace(
            item=item,
            contact=longer(self.contact, Contact, count),
            task=longer(self.task, Task, count),
            newcomers=longer_column(self.newcomers, count),
        )

    def with_tickets(self, count: int) -> State:
        """More room for tickets and their arms; the new ones are free."""
        ticket = longer(self.ticket, Ticket, count)
        _chain(ticket, len(self.ticket), self.clock, "free_ticket")
        return self._replace(ticket=ticket, arm=longer(self.arm, Arm, count * int(self.path["most_arms"][0])))

    def with_events(self, count: int) -> State:
        """More room for events, be they all in the heap or all put aside."""
        aside = longer(self.aside, Event, count)
        _chain(aside, len(self.aside), self.clock, "free_aside")
        heap = records(Event, count, NEVER)
        heap[: len(self.heap)] = self.heap
        return self._replace(heap=heap, aside=aside)

    def with_empty_logs(self) -> State:
        """Empty blocks for the logs, with room for all that one event can finish."""
        clock = self.clock[0]
        tickets = ROWS if len(self.ticket) else 0
        rows = {
            "contacts": ROWS + 2 * clock["contacts_open"],
            "staff": ROWS + self.settings["most_pauses"][0],
            "tickets": tickets,
            "assignments": tickets,
            "tasks": tickets + 2 * clock["most_tasks"],
        }
        blocks: dict[str, Any] = {}
        for log, name in LOGS.items():
            clock[f"{name}_rows"] = 0
            block = getattr(self, f"{name}_log")
            blocks[f"{name}_log"] = block if len(block) >= rows[log] else log_rows(log, int(rows[log]))
        return self._replace(**blocks)


WRITTEN: Final = (
    *(name for name, kind in State.__annotations__.items() if "Table" in str(kind) and not name.endswith("_log")),
    "touched", "newcomers", "unit_given", "unit_load", "first_of_hour",
)  # fmt: skip
"""What a replication has of its own; all other columns are the plan's, and never written."""


@rule
def most_taken(unlimited: bool, items: int, people: int) -> int:
    """Ends of work that a hand-out can bring: one for each person; people without limit take all, and put it down."""
    return 2 * items if unlimited else people


def _chain(table: Table[Item] | Table[Ticket] | Table[Event], first: int, clock: Table[Clock], head: str) -> None:
    """Put the records from `first` on in front of the free ones."""
    table["after"][first:-1] = np.arange(first + 1, len(table))
    table["after"][-1] = clock[head][0]
    clock[head] = first


@by_plan
def _blank(plan: Plan) -> State:
    """The state of any replication of a plan, its citizens and its logs left out."""
    tables = _floor_tables(plan) | ticket_tables(plan)
    tables |= {f"{name}_log": log_rows(log, 0) for log, name in LOGS.items()}
    # Compiled code knows one state: a scenario without tickets has the tables of those that have, without rows.
    tables |= {name: _nothing(State.__annotations__[name]) for name in State._fields if name not in tables}
    state = State(**{name: _in_layout(table) for name, table in tables.items()})
    state = state.with_slots(SLOTS).with_events(EVENTS + 2 * len(state.person))
    return state.with_tickets(SLOTS) if plan.tickets is not None else state


def _in_layout(table: Any) -> Any:
    """The table as compiled code knows arrays, by their layout: contiguous, and may be written."""
    return table if table.flags.carray else np.require(table, requirements=["C", "W"])


def _arrivals(workload: Workload) -> dict[str, Any]:
    """The citizens who come from outside, by the names of their columns in the state."""
    return {
        "arrival_us": workload.arrival_us,
        "arrival_stream": workload.stream,
        "arrival_type": workload.type,
        "arrival_entity": workload.entity,
        "arrival_name_key": workload.name_key,
        "arrival_stated": workload.stated,
    }


def _floor_tables(plan: Plan) -> dict[str, Any]:
    """The tables of the floor, by their names in the state."""
    roster, callers, laws, lines = plan.roster, plan.callers, plan.laws, plan.lines
    pools = max([line.pool for line in lines] + [group.pool for group in plan.groups], default=-1) + 1
    pool_line_at, pool_line = _by_pool([line.pool for line in lines], pools)
    pool_group_at, pool_group = _by_pool([group.pool for group in plan.groups], pools)
    clock = records(Clock, 1)
    clock["line_is_open"] = plan.scenario.callers.hours is None
    clock["now"] = plan.calendar.begin_us
    # No slot is free until `with_slots` and its like have chained some.
    clock["free_slot"] = clock["free_ticket"] = clock["free_aside"] = NOT_YET
    people = len(plan.person_group)
    person = {"group": plan.person_group, "id": np.arange(people), "on_duty": _zeros(people)}
    person |= {"may_start": _zeros(people), "resumed": _zeros(people)}
    duty = {"shift": roster.duty_shift, "start_us": roster.duty_start_us, "end_us": roster.duty_end_us}
    return {
        "clock": clock,
        "settings": one_record(Settings, _settings(plan)),
        "shares": one_record(Shares, {name: getattr(callers, name) for name in Shares.__annotations__}),
        "line": filled(Line, len(lines), {
            "is_open": [int(not line.has_window) for line in lines],
            **_columns(lines, ("stage", "base_class", "top_class", "ageing_us", "pool", "poll_us", "order")),
        }),
        "group": filled(Group, len(plan.groups), {
            "idle": _zeros(len(plan.groups)), **_columns(plan.groups, ("pool", "shift_end", "pace"))
        }),
        "pool": records(Pool, pools),
        "person": filled(Person, people, person),
        "roster": filled(RosterRow, len(roster.time_us), {
            name: getattr(roster, name) for name in ("time_us", "kind", "id", "duty", "length_us", "state", "cap")
        }),
        "turn": filled(Turn, len(roster.cap_most), {"most": roster.cap_most, "away": _zeros(len(roster.cap_most))}),
        "duty": filled(Duty, len(roster.duty_shift), duty),
        "pool_line_at": pool_line_at,
        "pool_line": pool_line,
        "pool_group_at": pool_group_at,
        "pool_group": pool_group,
        "touched": _zeros(pools),
        "line_of": plan.line_of,
        "preference": plan.preference,
        "overflow_us": plan.overflow_us,
        "reserve": plan.reserve,
        "timers_us": _timers(plan),
        "talk_law": plan.talk_law,
        "wrap_up_law": plan.wrap_up_law,
        "ticket_law": plan.wrap_up_ticket_law,
        "patience_law": callers.patience_law,
        "law_kind": laws.kind,
        "law_a": laws.a,
        "law_b": laws.b,
        "law_c": laws.c,
        "law_table": laws.table,
        "step_from_us": laws.step_from_us,
        "step_law": laws.step_law,
        "step_factor": laws.step_factor,
        "pace": plan.pace,
        "direct_from_us": plan.direct_from_us,
        "direct_share": plan.direct_share,
        "midnights_us": plan.calendar.day_starts_us,
        "stream_channel": np.array([stream.channel for stream in plan.streams], dtype=np.int64),
        "first_of_hour": np.full(plan.horizon_us // HOUR_US + 1, NOT_YET, dtype=np.int64),
    }  # fmt: skip


def _settings(plan: Plan) -> dict[str, int]:
    roster, callers = plan.roster, plan.callers
    pauses = np.bincount(roster.duty[roster.length_us > 0], minlength=1).max() if len(roster.duty) else 0
    return {
        "seed": NOT_YET,
        "replication": NOT_YET,
        "begin_us": plan.calendar.begin_us,
        "horizon_us": plan.horizon_us,
        "trunks": callers.trunks,
        "redial_law": callers.redial_law,
        "redial_max_tries": callers.redial_max_tries,
        "repeat_law": callers.repeat_law,
        "clear_at_close": int(callers.clear_at_close),
        "most_pauses": int(pauses),
        "unlimited": int(plan.unlimited),
    }


def _nothing(annotation: Any) -> Any:
    """A table without rows, of the kind that a field of the state is annotated with."""
    name = annotation.__forward_arg__
    if name.startswith("Table["):
        return records(globals()[name[6:-1]], 0)
    return empty(*(0, 0) if "Grid" in name else (0,), of=np.float64 if "Float" in name else np.int64)


def _zeros(count: int) -> Ints:
    return np.zeros(count, dtype=np.int64)


def _columns(rows: Sequence[object], names: Iterable[str]) -> dict[str, list[int]]:
    return {name: [getattr(row, name) for row in rows] for name in names}


def _by_pool(pool_of: list[int], pools: int) -> tuple[Ints, Ints]:
    """Members of each pool in order, and where each pool's begin."""
    of = np.array(pool_of, dtype=np.int64)
    return np.searchsorted(np.sort(of), np.arange(pools + 1)), np.argsort(of, kind="stable")


def _timers(plan: Plan) -> Ints:
    """Shape (lines, most): the waits after which another group may take from a line; -1 fills the rows."""
    waits = [
        sorted({int(wait) for wait, taken in zip(row, likes, strict=True) if taken >= 0 and wait > 0})
        for row, likes in zip(plan.overflow_us, plan.preference, strict=True)
    ]
    table = np.full((len(waits), max(map(len, waits), default=0)), NOT_YET, dtype=np.int64)
    for line, row in enumerate(waits):
        table[line, : len(row)] = row
    return table


if TYPE_CHECKING:
    World = State
elif is_compiled() and not numba.config.DISABLE_JIT:
    from numba import types
    from numba.experimental import structref

    @structref.register
    class WorldType(types.StructRef):
        """The type of `World` in compiled code."""

        def preprocess_fields(self, fields: Any) -> Any:
            """Forget that an argument was a literal."""
            return tuple((name, types.unliteral(of)) for name, of in fields)

        @property
        def mangling_args(self) -> tuple[str, tuple[()]]:
            """A short name in machine code: there is but one such type, and compiling is sooner done."""
            return "World", ()

    class World(structref.StructRefProxy):
        """The state by reference: passed on without copying."""

    structref.define_proxy(World, WorldType, State._fields)
else:

    class World:
        """The state by reference."""

        def __init__(self, *arrays: Any) -> None:
            for name, array in zip(State._fields, arrays, strict=True):
                setattr(self, name, array)
