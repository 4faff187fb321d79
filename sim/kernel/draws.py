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
from sim.rules.clocks import place_in
from sim.rules.codes import NOT_YET
from sim.rules.draws import ANY, first_takes_all, is_certain, picked
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
def length(w: World, purpose: int, who: Contact | Ticket, visit: int, law: int, pace: float) -> int:
    """A length of time by a law's row; work at a pace takes 1/pace as long."""
    settings = w.settings[0]
    return length_us(
        int(settings.seed), int(settings.replication), w.law_kind[law], w.law_a[law], w.law_b[law], w.law_c[law],
        w.law_table, purpose, int(who.name_key), int(who.entity), int(visit), pace,
    )  # fmt: skip


@inner
def length_at(w: World, purpose: int, who: Contact | Ticket, visit: int, law: int, at_us: int, pace: float) -> int:
    """A length of time by the law that holds at an instant in a law's row, which may be one by time."""
    if w.law_kind[law] == BY_TIME:
        first = int(w.law_a[law])
        step = first + place_in(w.step_from_us[first : int(w.law_b[law])], at_us) - 1
        law, pace = w.step_law[step], pace / w.step_factor[step]
    return length(w, purpose, who, visit, law, pace)


@inner
def length_left(w: World, purpose: int, who: Contact | Ticket, visit: int, law: int, age_us: int) -> int:
    """What is left of a length of time by a law's row that has lasted `age_us`."""
    settings = w.settings[0]
    return length_left_us(
        int(settings.seed), int(settings.replication), w.law_kind[law], w.law_a[law], w.law_b[law], w.law_c[law],
        w.law_table, purpose, int(who.name_key), int(who.entity), int(visit), int(age_us),
    )  # fmt: skip


@inner
def work_left(w: World, who: Ticket, travel: int, work: int, age_us: int, pace: float) -> int:
    """What is left of a crew's travel and work by two laws' rows (-1: none) that have lasted `age_us`."""
    settings = w.settings[0]
    return work_left_us(
        int(settings.seed), int(settings.replication), w.law_kind, w.law_a, w.law_b, w.law_c, w.law_table,
        travel, work, int(who.name_key), int(who.entity), int(age_us), pace,
    )  # fmt: skip


@inner
def pick(w: World, purpose: int, who: Contact | Ticket, visit: int, up_to: Floats) -> int:
    """The number drawn from cumulated shares; a certain one needs no draw."""
    return picked(ANY if first_takes_all(up_to) else uniform(w, purpose, who, visit), up_to)
