"""What the loop keeps of the floor: lines, groups, people, what waits, contacts, tasks, events, the roster.

A number of -1 (`NOT_YET`) is nobody, nothing, or an instant that has not come. An item and its contact, or its task,
stand in slots of the same number.
"""

from __future__ import annotations

from typing import Final

from sim.kernel.records import Record

NEVER: Final = (1 << 63) - 1
"""An instant after all others."""


class Ends(Record):
    """A list by its first and last member."""

    head: int
    tail: int


class Member(Record):
    """A member of a list or a heap, in which it stands by (resumed, order key, since when, id).

    In a heap `before` is what stands above or beside it, `after` what stands beside it on the other side, and
    `child` the first of those below it.
    """

    id: int
    resumed: int
    order_key: int
    since_us: int
    before: int
    after: int
    child: int


class Clock(Record):
    """The present: the time, how many there are of all, and where the loop stands in what was known before."""

    now: int
    events: int
    heap: int
    heap_until_us: int
    aside: int
    free_aside: int
    calls: int
    line_is_open: int
    roster_at: int
    arrival_at: int
    backlog_at: int
    contacts: int
    contacts_open: int
    tickets: int
    tickets_open: int
    free_slot: int
    slots_taken: int
    free_ticket: int
    most_tasks: int
    touched: int
    newcomers: int
    contact_rows: int
    staff_rows: int
    ticket_rows: int
    assignment_rows: int
    task_rows: int
    closing: int


class Settings(Record):
    """What holds for the whole run, in whole numbers."""

    seed: int
    replication: int
    begin_us: int
    horizon_us: int
    trunks: int
    redial_law: int
    redial_max_tries: int
    repeat_law: int
    clear_at_close: int
    most_pauses: int
    unlimited: int


class Shares(Record):
    """What callers do, in shares."""

    balk: float
    redial_after_abandon: float
    redial_after_block: float
    redial_to_online: float
    repeat_share: float


class Line(Ends):
    """A queue; `pool` is whose work and people it shares."""

    stage: int
    base_class: int
    top_class: int
    ageing_us: int
    pool: int
    poll_us: int
    is_open: int
    order: int


class Group(Ends):
    """A group of people, and the list of those who are idle."""

    pool: int
    shift_end: int
    pace: int
    idle: int


class Pool(Record):
    """Lines and groups that have to do with each other."""

    waiting: int
    is_touched: int


class Event(Record):
    """An event to come: when, its place in the instant, whom it is about."""

    time_us: int
    key: int
    slot: int
    after: int


class Person(Member):
    """One operator, desk worker or crew; a member of its group's list while idle."""

    group: int
    on_duty: int
    may_start: int
    in_hand: int
    duty: int
    stint_start_us: int
    shift_end_us: int
    pause: int
    pause_start_us: int
    first_due: int
    last_due: int


class Item(Member):
    """What waits for a person: a member of its line while it waits. Its slot says more in `contact` or in `task`."""

    stage: int
    line: int
    is_waiting: int
    outcome: int
    left_us: int
    resumed_us: int
    due_us: int
    left_over_us: int
    person: int


class Contact(Record):
    """One call or message."""

    request: int
    stream: int
    type: int
    entity: int
    name_key: int
    cause: int
    attempt: int
    answers: int
    earlier_visits: int
    chases: int
    arrived_us: int
    answered_us: int
    talk_end_us: int
    wrap_up_end_us: int
    direct: int
    holds: int


class Task(Record):
    """Work of one person, or one crew, on a ticket; `ticket` is the ticket's slot."""

    ticket: int
    name: int
    handling: int
    arm: int
    place: int
    visit: int
    draw_visit: int
    own_law: int
    unit: int
    stands: int
    started_us: int
    ended_us: int
    next_task: int


class RosterRow(Record):
    """What the roster says. A pause that is due stands in two lists: its person's, by `after`, and its turn's."""

    time_us: int
    kind: int
    id: int
    duty: int
    length_us: int
    state: int
    cap: int
    after: int
    turn_before: int
    turn_after: int


class Turn(Record):
    """A turn of pauses: how many may be away at once, how many are, and who waits for it."""

    most: int
    away: int
    first: int
    last: int


class Duty(Record):
    """One shift of one person."""

    shift: int
    start_us: int
    end_us: int
    absent: int
