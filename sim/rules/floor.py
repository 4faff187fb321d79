"""Who is served next, and by whom: classes, skills, overflow, reserves, the longest idle."""

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
    # After this one, `reserve` people are still free.
    return preference >= 0 and waited_us >= overflow_us and idle > reserve


@rule
def goes_before(class_a: int, queued_a_us: int, id_a: int, class_b: int, queued_b_us: int, id_b: int) -> bool:
    """Whether item a is taken before item b: better class, then first entry into the queue, then lower id."""
    if class_a != class_b:
        return class_a < class_b
    if queued_a_us != queued_b_us:
        return queued_a_us < queued_b_us
    # The number decides only between equals, so that both engines choose alike.
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
