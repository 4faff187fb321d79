"""The state of one replication: records by number instead of objects, tables instead of the plan's names.

`State` is a tuple of arrays as Python holds them; `World` is the same by reference inside compiled code, and a plain
namespace where nothing is compiled. A number of -1 (`NOT_YET`) is nobody, nothing, or an instant that has not come.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import is_compiled, numba
from sim.plan.plan import Floats, Ints, Plan
from sim.rules.codes import NOT_YET
from sim.runlog import CONTACT_COLUMNS, STAFF_COLUMNS
from sim.workload import Workload

Records = npt.NDArray[np.void]

LINKS = "head tail"
CLOCK = (
    "now events heap created open trunks_taken line_is_open roster_at arrival_at free_slot touched newcomers "
    "contact_rows staff_rows closing"
)
SETTINGS = "seed replication horizon_us trunks redial_law redial_max_tries repeat_law clear_at_close most_pauses"
SHARES = "balk redial_after_abandon redial_after_block redial_to_online repeat_share"
LINE = f"stage base_class top_class ageing_us pool poll_us {LINKS}"
GROUP = f"pool shift_end idle {LINKS}"
POOL = "waiting is_touched"
PERSON = (
    "group on_duty may_start contact idle_since_us duty stint_start_us shift_end_us pause pause_start_us "
    "first_due last_due before after"
)
CONTACT = (
    "id request stream type entity name_key channel line cause attempt answers arrived_us queued_us outcome left_us "
    "answered_us resumed_us talk_end_us wrap_up_end_us person direct is_waiting due_us left_over_us holds before after"
)
ROSTER = "time_us kind id duty length_us state after"
DUTY = "shift start_us end_us absent"

ROWS: Final = 65_536
"""Rows of a block of a log."""


def _records(names: str, count: int, start: int = 0, of: type = np.int64) -> Records:
    """So many records, all fields of one type."""
    table = np.full(count * len(names.split()), start, dtype=of).view([(name, of) for name in names.split()])
    return table if is_compiled() and not numba.config.DISABLE_JIT else table.view(np.recarray)


def _filled(names: str, *columns: Iterable[int] | Ints, start: int = NOT_YET) -> Records:
    """Records whose first fields are given; the rest starts as it says."""
    given = [np.asarray(column if isinstance(column, np.ndarray) else list(column)) for column in columns]
    table = _records(names, len(given[0]), start)
    for name, column in zip(names.split(), given, strict=False):
        table[name] = column
    return table


class State(NamedTuple):
    """One replication, as arrays."""

    clock: Records
    settings: Records
    shares: Records
    line: Records
    group: Records
    pool: Records
    person: Records
    contact: Records
    roster: Records
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
    arrival_stream: Ints
    arrival_type: Ints
    arrival_entity: Ints
    arrival_name_key: Ints
    heap_us: Ints
    heap_key: Ints
    heap_slot: Ints
    contact_log: Ints
    staff_log: Ints

    @classmethod
    def of(cls, plan: Plan, workload: Workload) -> State:
        """The state before anything has happened."""
        roster, callers, laws = plan.roster, plan.callers, plan.laws
        lines, people = plan.lines, len(plan.person_group)
        pools = max([line.pool for line in lines] + [group.pool for group in plan.groups], default=-1) + 1
        pool_line_at, pool_line = _by_pool([line.pool for line in lines], pools)
        pool_group_at, pool_group = _by_pool([group.pool for group in plan.groups], pools)
        clock = _records(CLOCK, 1)
        clock["line_is_open"] = plan.scenario.callers.hours is None
        clock["free_slot"] = NOT_YET
        pauses = np.bincount(roster.duty[roster.length_us > 0], minlength=1).max() if len(roster.duty) else 0
        settings = (
            workload.seed, workload.replication, plan.horizon_us, callers.trunks, callers.redial_law,
            callers.redial_max_tries, callers.repeat_law, int(callers.clear_at_close), int(pauses),
        )  # fmt: skip
        shares = _records(SHARES, 1, of=np.float64)
        shares["balk"], shares["repeat_share"] = callers.balk, callers.repeat_share
        shares["redial_after_abandon"] = callers.redial_after_abandon
        shares["redial_after_block"] = callers.redial_after_block
        shares["redial_to_online"] = callers.redial_to_online
        state = cls(
            clock=clock,
            settings=_filled(SETTINGS, *([number] for number in settings)),
            shares=shares,
            line=_filled(LINE, *_columns(lines, ("stage", "base_class", "top_class", "ageing_us", "pool", "poll_us"))),
            group=_filled(GROUP, *_columns(plan.groups, ("pool", "shift_end")), [0] * len(plan.groups)),
            pool=_records(POOL, pools),
            person=_filled(PERSON, plan.person_group, [0] * people, [0] * people),
            contact=_records(CONTACT, 0),
            roster=_filled(ROSTER, roster.time_us, roster.kind, roster.id, roster.duty, roster.length_us, roster.state),
            duty=_filled(DUTY, roster.duty_shift, roster.duty_start_us, roster.duty_end_us, workload.absent),
            pool_line_at=pool_line_at,
            pool_line=pool_line,
            pool_group_at=pool_group_at,
            pool_group=pool_group,
            touched=np.zeros(pools, dtype=np.int64),
            newcomers=_empty(0),
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
            pace=np.array([group.pace for group in plan.groups]).reshape(len(plan.groups), -1),
            direct_from_us=plan.direct_from_us,
            direct_share=plan.direct_share,
            midnights_us=plan.calendar.day_starts_us,
            stream_channel=np.array([stream.channel for stream in plan.streams], dtype=np.int64),
            arrival_us=workload.arrival_us,
            arrival_stream=workload.stream,
            arrival_type=workload.type,
            arrival_entity=workload.entity,
            arrival_name_key=workload.name_key,
            heap_us=_empty(0),
            heap_key=_empty(0),
            heap_slot=_empty(0),
            contact_log=_empty(0, len(CONTACT_COLUMNS)),
            staff_log=_empty(0, len(STAFF_COLUMNS)),
        )
        # Compiled code knows arrays by their layout: all are contiguous and may be written.
        whole: list[Any] = [np.require(array, requirements=["C", "W"]) for array in state]
        state = cls(*whole)
        return state.with_slots(1_024).with_heap(4_096 + 2 * people).with_empty_logs()

    def with_slots(self, count: int) -> State:
        """More room for contacts; the new slots are free."""
        had = len(self.contact)
        contact = _records(CONTACT, count, NOT_YET)
        contact[:had] = self.contact
        contact["after"][had:-1] = np.arange(had + 1, count)
        contact["after"][-1] = self.clock["free_slot"][0]
        self.clock["free_slot"] = had
        return self._replace(contact=contact, newcomers=_longer(self.newcomers, count))

    def with_heap(self, count: int) -> State:
        """More room for events."""
        return self._replace(
            heap_us=_longer(self.heap_us, count),
            heap_key=_longer(self.heap_key, count),
            heap_slot=_longer(self.heap_slot, count),
        )

    def with_empty_logs(self) -> State:
        """Empty blocks for the logs, with room for all that one event can finish."""
        self.clock["contact_rows"] = self.clock["staff_rows"] = 0
        room = ROWS + 2 * int(self.clock["open"][0])
        return self._replace(
            contact_log=_empty(room, len(CONTACT_COLUMNS)),
            staff_log=_empty(ROWS + int(self.settings["most_pauses"][0]), len(STAFF_COLUMNS)),
        )


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


def _empty(*shape: int) -> Ints:
    return np.empty(shape, dtype=np.int64)


def _longer(column: Ints, count: int) -> Ints:
    longer = _empty(count)
    longer[: len(column)] = column
    return longer


if is_compiled() and not numba.config.DISABLE_JIT:
    from numba import types
    from numba.experimental import structref

    @structref.register
    class WorldType(types.StructRef):
        """The type of `World` in compiled code."""

        def preprocess_fields(self, fields: Any) -> Any:
            """Forget that an argument was a literal."""
            return tuple((name, types.unliteral(of)) for name, of in fields)  # type: ignore[no-untyped-call]

    class World(structref.StructRefProxy):
        """The state by reference: passed on without copying."""

    structref.define_proxy(World, WorldType, State._fields)  # type: ignore[no-untyped-call]
else:

    class World:  # type: ignore[no-redef]
        """The state by reference."""

        def __init__(self, *arrays: Any) -> None:
            for name, array in zip(State._fields, arrays, strict=True):
                setattr(self, name, array)
