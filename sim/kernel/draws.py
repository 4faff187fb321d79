"""The draws of one replication, about a contact's or a ticket's citizen: by key, so never in any order."""

from __future__ import annotations

from sim.chance.compiled import inner
from sim.chance.keyed import uniform as keyed_uniform
from sim.chance.laws import BY_TIME, length_us
from sim.chance.left_over import length_left_us, work_left_us
from sim.kernel.entities import Contact
from sim.kernel.ticket import Ticket
from sim.kernel.world import World
from sim.plans.plan import Floats
from sim.rules.codes import NOT_YET
from sim.rules.draws import ANY, first_takes_all, is_certain, picked, step_that_holds
from sim.rules.draws import happens as is_below


@inner
def uniform(w: World, purpose: int, who: Contact | Ticket, visit: int) -> float:
    """A number in (0, 1)."""
    settings = w.settings[0]
    return keyed_uniform(
        int(settings.seed), int(settings.replication), purpose, int(who.name_key), int(who.entity), int(visit)
    )


@inner
def stated(w: World, request: int, what: int) -> int:
    """What a file says of a request; `NOT_YET`: it is drawn."""
    return int(w.arrival_stated[request, what]) if w.arrival_stated.shape[0] > 0 else NOT_YET


@inner
def happens(w: World, purpose: int, who: Contact | Ticket, visit: int, share: float) -> bool:
    """Whether something with a chance happens; certain things need no draw."""
    return is_below(ANY if is_certain(share) else uniform(w, purpose, who, visit), share)


@inner
def _holding(w: World, law: int, at_us: int) -> tuple[int, float]:
    """Which law, times which factor, holds at an instant in a law's row, which may be one by time; -1 stays -1."""
    if law < 0 or w.law_kind[law] != BY_TIME:
        return int(law), 1.0
    first = int(w.law_a[law])
    step = first + step_that_holds(w.step_from_us[first : int(w.law_b[law])], at_us)
    return int(w.step_law[step]), float(w.step_factor[step])


@inner
def length(w: World, purpose: int, who: Contact | Ticket, visit: int, law: int, at_us: int, pace: float) -> int:
    """A length of time by the law that holds at an instant in a law's row; at a pace it takes 1/pace as long."""
    settings = w.settings[0]
    row, factor = _holding(w, law, at_us)
    return length_us(
        int(settings.seed), int(settings.replication), w.law_kind[row], w.law_a[row], w.law_b[row], w.law_c[row],
        w.law_table, purpose, int(who.name_key), int(who.entity), int(visit), pace / factor,
    )  # fmt: skip


@inner
def length_left(w: World, purpose: int, who: Ticket, visit: int, law: int, since_us: int, age_us: int) -> int:
    """What is left of a length of time that began at an instant, by the law of then, and has lasted `age_us`."""
    settings = w.settings[0]
    row, factor = _holding(w, law, since_us)
    return length_left_us(
        int(settings.seed), int(settings.replication), w.law_kind[row], w.law_a[row], w.law_b[row], w.law_c[row],
        w.law_table, purpose, int(who.name_key), int(who.entity), int(visit), factor, int(age_us),
    )  # fmt: skip


@inner
def work_left(w: World, who: Ticket, travel: int, work: int, since_us: int, age_us: int, pace: float) -> int:
    """What is left of a crew's travel and work (-1: none), by the laws of when they began, after `age_us`."""
    settings = w.settings[0]
    travel_row, travel_factor = _holding(w, travel, since_us)
    work_row, work_factor = _holding(w, work, since_us)
    return work_left_us(
        int(settings.seed), int(settings.replication), w.law_kind, w.law_a, w.law_b, w.law_c, w.law_table,
        travel_row, work_row, travel_factor, work_factor, int(who.name_key), int(who.entity), int(age_us), pace,
    )  # fmt: skip


@inner
def pick(w: World, purpose: int, who: Contact | Ticket, visit: int, up_to: Floats) -> int:
    """The number drawn from cumulated shares; a certain one needs no draw."""
    return picked(ANY if first_takes_all(up_to) else uniform(w, purpose, who, visit), up_to)
