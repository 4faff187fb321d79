"""What the loop keeps of tickets: themselves, their arms, and what they go through."""

from __future__ import annotations

from sim.kernel.records import Record


class Ticket(Record):
    """A ticket in its slot; `after` is the next free one."""

    id: int
    request: int
    stream: int
    type: int
    entity: int
    name_key: int
    known_unit: int
    urgency: int
    stands: int
    area: int
    source: int
    contact: int
    requests: int
    received_us: int
    confirmed_us: int
    audited_us: int
    dispatched_us: int
    accepted_us: int
    handled_us: int
    reviewed_us: int
    followed_up_us: int
    silent_since_us: int
    closed_us: int
    withdrawn_us: int
    long_term_us: int
    due_us: int
    state: int
    arms: int
    right_first: int
    dispatches: int
    returns: int
    handling: int
    tries: int
    reached: int
    satisfied: int
    reminders: int
    supervised_us: int
    is_extended: int
    chase_ups: int
    is_over: int
    is_late: int
    is_supervised: int
    clock: int
    limit_length_us: int
    pauses: int
    paused_at_us: int
    suspended_due_us: int
    chase_due_us: int
    watched_us: int
    open_arms: int
    first_task: int
    tasks: int
    after: int
    at_unit: int
    waits_since_us: int
    left_us: int
    stands_still_from_us: int


class Arm(Record):
    """An arm, and its present assignment from `handling` on; arm k of the ticket in slot s is row s * most_arms + k."""

    right_unit: int
    dispatches: int
    answers_us: int
    handling: int
    dispatch: int
    unit: int
    by_machine: int
    is_right: int
    dispatched_us: int
    accept_due_us: int
    accepted_us: int
    returned_us: int
    started_us: int
    worked_us: int
    ended_us: int
    state: int


class Unit(Record):
    """A unit that handles tickets."""

    acceptance_law: int
    notice_law: int


class BacklogRow(Record):
    """A ticket that is open at the start."""

    type: int
    urgency: int
    stage: int
    unit: int
    received_us: int
    due_us: int
    entity: int
    name_key: int
    area: int
    at_unit: int
    waits_since_us: int
    left_us: int


class OneCause(Record):
    """The ticket that the requests of one cause join: its slot and its number."""

    ticket: int
    number: int


class Path(Record):
    """What tickets go through, in whole numbers."""

    has_dispatch: int
    by_people: int
    machine_from_us: int
    machine_law: int
    max_returns: int
    has_follow_up: int
    unreached_law: int
    tries: int
    gap_us: int
    has_reopening: int
    reopens_to_dispatch: int
    reopens_all_arms: int
    closed_at: int
    starts_at: int
    extension_clock: int
    extension_amount: int
    acts: int
    gap_law: int
    chase_talk_law: int
    chase_wrap_up_law: int
    withdrawal_law: int
    long_term_law: int
    most_arms: int
    areas: int


class PathShares(Record):
    """The same in shares."""

    confirmed: float
    machine: float
    hand_over_below: float
    followed_up: float
    silent: float
    unreached: float
    satisfied_in_time: float
    satisfied_late: float
    extension: float
    speed_up: float
    withdrawal: float
    long_term: float
