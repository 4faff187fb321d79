"""The state of one replication: records by number instead of objects, tables instead of the plan's names.

`State` is a tuple of arrays as Python holds them; `World` is the same by reference inside compiled code, and a plain
namespace where nothing is compiled. A number of -1 (`NOT_YET`) is nobody, nothing, or an instant that has not come.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.calendar.lengths import HOUR_US
from sim.chance.compiled import is_compiled, numba
from sim.kernel.events import NEVER
from sim.kernel.records import Records, empty, filled, longer, longer_column, one_record, records
from sim.kernel.ticket_tables import ARM, TICKET, ticket_tables
from sim.log_columns import ASSIGNMENT_COLUMNS, CONTACT_COLUMNS, STAFF_COLUMNS, TASK_COLUMNS, TICKET_COLUMNS
from sim.plan.plan import Floats, Ints, Plan
from sim.rules.codes import NOT_YET
from sim.workload import Workload

LIST = "head tail"
LINK = "id resumed since_us before after"
"""Fields of a member of a list, in which it stands by (resumed, since when, id)."""
CLOCK = (
    "now events heap heap_until_us aside free_aside calls line_is_open roster_at arrival_at backlog_at contacts "
    "contacts_open tickets tickets_open free_slot slots_taken free_ticket most_tasks touched newcomers contact_rows "
    "staff_rows ticket_rows assignment_rows task_rows closing"
)
SETTINGS = (
    "seed replication horizon_us trunks redial_law redial_max_tries repeat_law clear_at_close most_pauses unlimited"
)
SHARES = "balk redial_after_abandon redial_after_block redial_to_online repeat_share"
LINE = f"stage base_class top_class ageing_us pool poll_us is_open {LIST}"
GROUP = f"pool shift_end pace idle {LIST}"
POOL = "waiting is_touched"
EVENT = "time_us key slot after"
PERSON = (
    "group on_duty may_start resumed id in_hand since_us duty stint_start_us shift_end_us pause pause_start_us "
    "first_due last_due before after"
)
"""A member of the list of its group's idle people while it is idle."""
ITEM = f"{LINK} stage line is_waiting outcome left_us resumed_us due_us left_over_us person"
"""What waits for a person: a member of its line while it waits. Its slot says more in `contact` or in `task`."""
CONTACT = (
    "request stream type entity name_key cause attempt answers earlier_visits chases arrived_us answered_us "
    "talk_end_us wrap_up_end_us direct holds"
)
TASK = "ticket name handling arm place visit draw_visit own_law unit stands started_us ended_us next_task"
ROSTER = "time_us kind id duty length_us state cap after turn_before turn_after"
"""A pause that is due stands in the list of its person, by `after`, and in that of those who wait for the same turn."""
TURN = "most away first last"
DUTY = "shift start_us end_us absent"

ROWS: Final = 8_192
"""Rows of a block of a log."""
SLOTS: Final = 1_024
"""Contacts and tasks, and tickets, that there is room for at first."""
MOST_AT_ONCE: Final = 16
"""Contacts and tasks that one event can bring, at most: a task for each arm of a ticket, and some more."""


class State(NamedTuple):
    """One replication, as arrays."""

    clock: Records
    settings: Records
    shares: Records
    path: Records
    path_shares: Records
    line: Records
    group: Records
    pool: Records
    person: Records
    item: Records
    contact: Records
    task: Records
    ticket: Records
    arm: Records
    unit: Records
    backlog: Records
    cause: Records
    roster: Records
    turn: Records
    duty: Records
    pool_line_at: Ints
    pool_line: Ints
    pool_group_at: Ints
    pool_group: Ints
    touched: Ints
    newcomers: Ints
    line_of: Ints
    preference: Ints
    overflow_us: Ints
    reserve: Ints
    timers_us: Ints
    talk_law: Ints
    wrap_up_law: Ints
    ticket_law: Ints
    patience_law: Ints
    law_kind: Ints
    law_a: Floats
    law_b: Floats
    law_c: Floats
    law_table: Floats
    pace: Floats
    direct_from_us: Ints
    direct_share: Floats
    midnights_us: Ints
    stream_channel: Ints
    arrival_us: Ints
    arrival_stream: npt.NDArray[np.int32]
    arrival_type: npt.NDArray[np.int32]
    arrival_entity: Ints
    arrival_name_key: Ints
    arrival_stated: Ints
    cause_of: Ints
    merge_share: Floats
    urgency_up_to: Floats
    area_up_to: Floats
    route_of: Ints
    unit_share: Floats
    arms_up_to: Floats
    accuracy: Floats
    machine_accuracy: Floats
    travel_law: Ints
    work_law: Ints
    outside_share: Floats
    acceptance_clock: Ints
    acceptance_amount: Ints
    closure_clock: Ints
    closure_amount: Ints
    reminder_share: Floats
    day_up_to: Floats
    reopen_share: Floats
    task_law: Ints
    task_line: Ints
    unit_line: Ints
    all_midnights_us: Ints
    hours_of: Ints
    hours_at: Ints
    hours_day_at: Ints
    open_us: Ints
    close_us: Ints
    before_us: Ints
    closing_us: Ints
    closing_day_us: Ints
    heap: Records
    aside: Records
    first_of_hour: Ints
    contact_log: Ints
    staff_log: Ints
    ticket_log: Ints
    assignment_log: Ints
    task_log: Ints

    @classmethod
    def of(cls, plan: Plan, workload: Workload) -> State:
        """The state before anything has happened."""
        roster, callers, laws = plan.roster, plan.callers, plan.laws
        lines, people = plan.lines, len(plan.person_group)
        pools = max([line.pool for line in lines] + [group.pool for group in plan.groups], default=-1) + 1
        pool_line_at, pool_line = _by_pool([line.pool for line in lines], pools)
        pool_group_at, pool_group = _by_pool([group.pool for group in plan.groups], pools)
        clock = records(CLOCK, 1)
        clock["line_is_open"] = plan.scenario.callers.hours is None
        clock["free_slot"] = clock["free_ticket"] = clock["free_aside"] = NOT_YET
        pauses = np.bincount(roster.duty[roster.length_us > 0], minlength=1).max() if len(roster.duty) else 0
        settings = (
            workload.seed, workload.replication, plan.horizon_us, callers.trunks, callers.redial_law,
            callers.redial_max_tries, callers.repeat_law, int(callers.clear_at_close), int(pauses),
            int(plan.unlimited),
        )  # fmt: skip
        shares = (
            callers.balk, callers.redial_after_abandon, callers.redial_after_block, callers.redial_to_online,
            callers.repeat_share,
        )  # fmt: skip
        state = cls(
            clock=clock,
            settings=one_record(SETTINGS, settings),
            shares=one_record(SHARES, shares, np.float64),
            line=filled(
                LINE,
                *_columns(lines, ("stage", "base_class", "top_class", "ageing_us", "pool", "poll_us")),
                [int(not line.has_window) for line in lines],
            ),
            group=filled(GROUP, *_columns(plan.groups, ("pool", "shift_end", "pace")), [0] * len(plan.groups)),
            pool=records(POOL, pools),
            person=filled(PERSON, plan.person_group, *[np.zeros(people, dtype=np.int64)] * 3, np.arange(people)),
            item=records(ITEM, 0),
            contact=records(CONTACT, 0),
            task=records(TASK, 0),
            roster=filled(
                ROSTER, roster.time_us, roster.kind, roster.id, roster.duty, roster.length_us, roster.state, roster.cap
            ),
            turn=filled(TURN, roster.cap_most, np.zeros(len(roster.cap_most), dtype=np.int64)),
            duty=filled(DUTY, roster.duty_shift, roster.duty_start_us, roster.duty_end_us, workload.absent),
            pool_line_at=pool_line_at,
            pool_line=pool_line,
            pool_group_at=pool_group_at,
            pool_group=pool_group,
            touched=np.zeros(pools, dtype=np.int64),
            newcomers=empty(0),
            line_of=plan.line_of,
            preference=plan.preference,
            overflow_us=plan.overflow_us,
            reserve=plan.reserve,
            timers_us=_timers(plan),
            talk_law=plan.talk_law,
            wrap_up_law=plan.wrap_up_law,
            ticket_law=plan.wrap_up_ticket_law,
            patience_law=callers.patience_law,
            law_kind=laws.kind,
            law_a=laws.a,
            law_b=laws.b,
            law_c=laws.c,
            law_table=laws.table,
            pace=plan.pace,
            direct_from_us=plan.direct_from_us,
            direct_share=plan.direct_share,
            midnights_us=plan.calendar.day_starts_us,
            stream_channel=np.array([stream.channel for stream in plan.streams], dtype=np.int64),
            arrival_us=workload.arrival_us,
            arrival_stream=workload.stream,
            arrival_type=workload.type,
            arrival_entity=workload.entity,
            arrival_name_key=workload.name_key,
            arrival_stated=workload.stated,
            **ticket_tables(plan, workload),
            heap=records(EVENT, 0),
            aside=records(EVENT, 0),
            first_of_hour=np.full(plan.horizon_us // HOUR_US + 1, NOT_YET, dtype=np.int64),
            contact_log=empty(0, len(CONTACT_COLUMNS)),
            staff_log=empty(0, len(STAFF_COLUMNS)),
            ticket_log=empty(0, len(TICKET_COLUMNS)),
            assignment_log=empty(0, len(ASSIGNMENT_COLUMNS)),
            task_log=empty(0, len(TASK_COLUMNS)),
        )
        # Compiled code knows arrays by their layout: all are contiguous and may be written.
        whole: list[Any] = [a if a.flags.carray else np.require(a, requirements=["C", "W"]) for a in state]
        state = cls(*whole).with_slots(SLOTS).with_events(4_096 + 2 * people)
        if plan.tickets is not None:
            state = state.with_tickets(SLOTS)
        return state.with_empty_logs()

    def with_slots(self, count: int) -> State:
        """More room for contacts and tasks; the new slots are free."""
        item = longer(self.item, ITEM, count)
        _chain(item, len(self.item), self.clock, "free_slot")
        return self._replace(
            item=item,
            contact=longer(self.contact, CONTACT, count),
            task=longer(self.task, TASK, count),
            newcomers=longer_column(self.newcomers, count),
        )

    def with_tickets(self, count: int) -> State:
        """More room for tickets and their arms; the new ones are free."""
        ticket = longer(self.ticket, TICKET, count)
        _chain(ticket, len(self.ticket), self.clock, "free_ticket")
        return self._replace(ticket=ticket, arm=longer(self.arm, ARM, count * int(self.path["most_arms"][0])))

    def with_events(self, count: int) -> State:
        """More room for events, be they all in the heap or all put aside."""
        aside = longer(self.aside, EVENT, count)
        _chain(aside, len(self.aside), self.clock, "free_aside")
        heap = records(EVENT, count, NEVER)
        heap[: len(self.heap)] = self.heap
        return self._replace(heap=heap, aside=aside)

    def with_empty_logs(self) -> State:
        """Empty blocks for the logs, with room for all that one event can finish."""
        clock = self.clock[0]
        for name in ("contact_rows", "staff_rows", "ticket_rows", "assignment_rows", "task_rows"):
            clock[name] = 0
        tickets = ROWS if len(self.ticket) else 0
        return self._replace(
            contact_log=_at_least(ROWS + 2 * int(clock["contacts_open"]), self.contact_log),
            staff_log=_at_least(ROWS + int(self.settings["most_pauses"][0]), self.staff_log),
            ticket_log=_at_least(tickets, self.ticket_log),
            assignment_log=_at_least(tickets, self.assignment_log),
            task_log=_at_least(tickets + 2 * int(clock["most_tasks"]), self.task_log),
        )


def _at_least(rows: int, log: Ints) -> Ints:
    """The block itself if it is long enough, else a longer one; its rows are not kept."""
    longer: Ints = log if len(log) >= rows else empty(rows, log.shape[1])
    return longer


def _chain(table: Records, first: int, clock: Records, head: str) -> None:
    """Put the records from `first` on in front of the free ones."""
    table["after"][first:-1] = np.arange(first + 1, len(table))
    table["after"][-1] = clock[head][0]
    clock[head] = first


def _columns(rows: Iterable[object], names: tuple[str, ...]) -> list[list[int]]:
    return [[getattr(row, name) for row in rows] for name in names]


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


if is_compiled() and not numba.config.DISABLE_JIT:
    from numba import types
    from numba.experimental import structref

    @structref.register
    class WorldType(types.StructRef):
        """The type of `World` in compiled code."""

        def preprocess_fields(self, fields: Any) -> Any:
            """Forget that an argument was a literal."""
            return tuple((name, types.unliteral(of)) for name, of in fields)  # type: ignore[no-untyped-call]

        @property
        def mangling_args(self) -> tuple[str, tuple[()]]:
            """A short name in machine code: there is but one such type, and compiling is sooner done."""
            return "World", ()

    class World(structref.StructRefProxy):
        """The state by reference: passed on without copying."""

    structref.define_proxy(World, WorldType, State._fields)  # type: ignore[no-untyped-call]
else:

    class World:  # type: ignore[no-redef]
        """The state by reference."""

        def __init__(self, *arrays: Any) -> None:
            for name, array in zip(State._fields, arrays, strict=True):
                setattr(self, name, array)
