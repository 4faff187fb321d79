"""Every choice of the model as a small pure function of numbers; both engines call these and no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.chance.compiled import rule
from sim.rules.codes import NOT_YET, AtUnit, Stage

Floats = Sequence[float]
"""A column of numbers: an array in the compiled engine, a list in the model."""
CALLS: Final = tuple(int(stage) for stage in (Stage.CALL, Stage.CONFIRM, Stage.CRITICAL_CALL, Stage.FOLLOW_UP))
"""Stages that somebody on the phone takes part in."""
CREW: Final = int(AtUnit.CREW)
OUTSIDE: Final = int(AtUnit.OUTSIDE)


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
def talks_as_stated(stated_us: int, channel: int, own_channel: int) -> bool:
    """Whether the first answered contact of a request takes the time that a file states for its stream's channel."""
    return stated_us != NOT_YET and channel == own_channel


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
def is_deferred(stage: int) -> bool:
    """Whether a shift's end may put work of this stage down: calls are never interrupted."""
    return stage not in CALLS


@rule
def is_paused(pauses_at_shift_end: bool, deferred: bool, in_wrap_up: bool, left_us: int) -> bool:
    """Whether work in hand is put down at the shift's end; live calls and wrap-up are always finished."""
    return pauses_at_shift_end and deferred and not in_wrap_up and left_us > 0


@rule
def rest_us(length_us: int, now_us: int, shift_end_us: int) -> int:
    """How long a pause lasts: its full length, but never beyond the shift's end."""
    return min(length_us, shift_end_us - now_us)


@rule
def may_go_on_break(away: int, most_away: int, now_us: int, shift_end_us: int) -> bool:
    """Whether a pause that is due may begin: not too many are away on the same one, and the shift is not over."""
    return away < most_away and now_us < shift_end_us


@rule
def is_cleared_at_close(clear_at_close: bool, deferred: bool) -> bool:
    """Whether those waiting are turned away when the line closes; messages stay."""
    return clear_at_close and not deferred


@rule
def raised(stands: int) -> int:
    """The class of a ticket that is raised by one; 0 is the highest."""
    return stands - 1 if stands > 0 else 0


@rule
def machine_dispatches(u: float, share: float, now_us: int, from_us: int, is_redispatch: bool, by_people: bool) -> bool:
    """Whether the machine looks at a dispatch: it is in use, and a returned arm goes to people where there are any."""
    if by_people and is_redispatch:
        return False
    return now_us >= from_us and u < share


@rule
def hands_over(confidence: float, hand_over_below: float) -> bool:
    """Whether the machine leaves a dispatch to a person."""
    return confidence < hand_over_below


@rule
def share_right(accuracy: float, confidence: float, hand_over_below: float) -> float:
    """Chance that the machine is right: with a threshold it depends on its confidence, and is `accuracy` on average."""
    if hand_over_below <= 0.0 or accuracy <= 0.0:
        return accuracy
    return float(confidence ** (1.0 / accuracy - 1.0))


@rule
def is_designated(returns: int, max_returns: int) -> bool:
    """Whether the right unit is designated after so many returns of an arm; -1: never."""
    return max_returns >= 0 and returns >= max_returns


@rule
def wrong_unit(u: float, units: int, right: int) -> int:
    """The unit that gets an arm by mistake: any other one, all alike."""
    other = min(int(u * (units - 1)), units - 2)
    return other + 1 if other >= right else other


@rule
def waits_for(at_unit: int, needs_crew: bool) -> int:
    """What a ticket waits for that stood `at_unit` (`AtUnit`) at the start: where no crew is needed, for others."""
    return OUTSIDE if at_unit == CREW and not needs_crew else at_unit


@rule
def had_begun(at_unit: int, step: int, handling: int) -> bool:
    """Whether a step at a unit had begun before the start: the one at which the ticket stood, in its first handling."""
    return handling == 0 and at_unit == step


@rule
def tries_once_more(reached: bool, tries: int, most_tries: int) -> bool:
    """Whether a citizen who was not reached is called once more."""
    return not reached and tries < most_tries


@rule
def is_due(due_us: int, now_us: int, is_open: bool) -> bool:
    """Whether a ticket falls due now: it is open, and its due time was not moved."""
    return is_open and due_us == now_us


@rule
def was_in_time(closed_us: int, due_us: int) -> bool:
    """Whether a closure was in time: at the due time is in time; nothing is late without one."""
    return due_us == NOT_YET or closed_us <= due_us


@rule
def day_share_at(up_to: Floats, instant_us: int, midnight_us: int, next_midnight_us: int) -> float:
    """Share of a day's calls up to an instant of it; `up_to` has the share at the end of each equal slot, from 0."""
    slots = len(up_to) - 1
    place = (instant_us - midnight_us) / (next_midnight_us - midnight_us) * slots
    slot = min(int(place), slots - 1)
    return float(up_to[slot] + (place - slot) * (up_to[slot + 1] - up_to[slot]))


@rule
def instant_in_day(up_to: Floats, share: float, midnight_us: int, next_midnight_us: int) -> int:
    """The first instant of a day up to which it has had a share, below 1, of its calls."""
    slots = len(up_to) - 1
    slot = 0
    while slot < slots - 1 and up_to[slot + 1] < share:
        slot += 1
    step = up_to[slot + 1] - up_to[slot]
    within = (share - up_to[slot]) / step if step > 0.0 else 0.0
    return midnight_us + int((slot + min(max(within, 0.0), 1.0)) / slots * (next_midnight_us - midnight_us))
