"""Every choice of the model as a small pure function of numbers; both engines call these and no others."""

from __future__ import annotations

from sim.chance.compiled import rule


@rule
def standing(base_class: int, top_class: int, ageing_us: int, waited_us: int) -> int:
    """The class an item stands in after waiting: one better per `ageing_us`, never above `top_class`. Lower first."""
    if ageing_us <= 0:
        return base_class
    return max(top_class, base_class - waited_us // ageing_us)


@rule
def may_take(preference: int, overflow_us: int, waited_us: int, idle: int, reserve: int) -> bool:
    """Whether a group may take an item: skilled for it, waited long enough, and the reserve stays intact."""
    return preference >= 0 and waited_us >= overflow_us and idle > reserve


@rule
def goes_before(class_a: int, queued_a_us: int, id_a: int, class_b: int, queued_b_us: int, id_b: int) -> bool:
    """Whether item a is taken before item b: better class, then first entry into the queue, then lower id."""
    if class_a != class_b:
        return class_a < class_b
    if queued_a_us != queued_b_us:
        return queued_a_us < queued_b_us
    return id_a < id_b


@rule
def serves_before(
    preference_a: int, idle_since_a_us: int, id_a: int, preference_b: int, idle_since_b_us: int, id_b: int
) -> bool:
    """Whether person a is chosen before person b: better preference, then longest idle, then lowest number."""
    if preference_a != preference_b:
        return preference_a < preference_b
    if idle_since_a_us != idle_since_b_us:
        return idle_since_a_us < idle_since_b_us
    return id_a < id_b


@rule
def is_blocked(trunks: int, taken: int) -> bool:
    """Whether a caller finds every trunk taken; 0 trunks: no limit."""
    return trunks > 0 and taken >= trunks


@rule
def happens(u: float, share: float) -> bool:
    """Whether something with this chance happens."""
    return u < share


@rule
def tries_again(u: float, share: float, attempt: int, max_tries: int) -> bool:
    """Whether a caller who was not answered calls again; `attempt` counts from 0, `max_tries` contacts in all."""
    return attempt + 1 < max_tries and u < share


@rule
def next_poll_us(arrived_us: int, poll_us: int, midnight_us: int, next_midnight_us: int) -> int:
    """When a message is seen: at once, or at the next poll (a poll at the same instant sees it).

    Polls are counted from each local midnight: the first one of a day is at midnight.
    """
    if poll_us <= 0:
        return arrived_us
    polls = -(-(arrived_us - midnight_us) // poll_us)
    return min(midnight_us + polls * poll_us, next_midnight_us)


@rule
def is_paused(pauses_at_shift_end: bool, deferred: bool, in_wrap_up: bool, left_us: int) -> bool:
    """Whether work in hand is put down at the shift's end; live calls and wrap-up are always finished."""
    return pauses_at_shift_end and deferred and not in_wrap_up and left_us > 0


@rule
def rest_us(length_us: int, now_us: int, shift_end_us: int) -> int:
    """How long a pause lasts: its full length, but never beyond the shift's end."""
    return min(length_us, shift_end_us - now_us)


@rule
def is_cleared_at_close(clear_at_close: bool, deferred: bool) -> bool:
    """Whether those waiting are turned away when the line closes; messages stay."""
    return clear_at_close and not deferred
