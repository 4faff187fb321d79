"""How long people work on a contact or a ticket on average, by the plan: visits of each stage times mean lengths."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sim.calendar.lengths import MINUTE_US
from sim.plans.expectations import MOST_VISITS, direct_in, expected_contacts, middles_us
from sim.plans.plan import Floats, Ints, Plan, StreamPlan
from sim.plans.ticket_plan import DispatchPlan, TicketPlan, UnitPlan
from sim.rules.codes import NOT_YET, STATED_TALK, STATED_WRAP_UP, Stage, Urgency

QUADRATURE: Final = 64
"""Points of a Gauss-Legendre quadrature."""
STAGES: Final = (
    Stage.CONFIRM, Stage.AUDIT, Stage.DISPATCH, Stage.CRITICAL_CALL, Stage.HANDLING, Stage.REVIEW, Stage.FOLLOW_UP,
)  # fmt: skip
"""Stages that every ticket may pass, in order; acts of supervision depend on how late tickets are."""


class Known(NamedTuple):
    """What is known of a ticket before it comes, from a file; `NOT_YET` where it is drawn."""

    urgency: int = NOT_YET
    area: int = NOT_YET
    unit: int = NOT_YET


class Passes(NamedTuple):
    """Work of a ticket's first way through the stages, and of all later ones, after it was reopened."""

    first: Floats
    again: Floats

    @property
    def all(self) -> Floats:
        """Both."""
        return np.asarray(self.first + self.again)


def contact_us(plan: Plan, stream: StreamPlan, weight: Floats) -> Floats:
    """Mean talk and wrap-up of a contact in microseconds, by interval and type; shape (intervals, types).

    Parameters
    ----------
    weight
        Shape (groups,): how much of the time of all is a group's. Contacts are shared among those who may take them.

    Notes
    -----
    Direct answers and laws are those of the middle of the interval. 0 where nobody takes contacts of a type.
    """
    direct, middle_us = direct_in(plan, stream), middles_us(stream)
    stated_talk_us, drawn_talk = _stated_us(stream, STATED_TALK)
    stated_wrap_up_us, drawn_wrap_up = _stated_us(stream, STATED_WRAP_UP)
    slowness = _slowness(plan, stream)
    found = np.zeros(direct.shape)
    for kind in range(len(plan.type_names)):
        line = plan.line_of[stream.channel, kind]
        able = np.flatnonzero((plan.preference[line] >= 0) & (line != NOT_YET))
        shares = weight[able] if weight[able].any() else np.ones(len(able))
        for group, share in zip(able, shares / max(shares.sum(), 1.0), strict=True):
            of = (stream.channel, kind, group)
            talk, wrap_up, ticket = (
                plan.laws.means_at(int(law[of]), middle_us)
                for law in (plan.talk_law, plan.wrap_up_law, plan.wrap_up_ticket_law)
            )
            talk_us = stated_talk_us[:, kind] + drawn_talk[:, kind] * talk
            after = direct[:, kind] * wrap_up + (1 - direct[:, kind]) * ticket
            wrap_up_us = stated_wrap_up_us[:, kind] + drawn_wrap_up[:, kind] * after
            found[:, kind] += share * (talk_us + wrap_up_us) * slowness[plan.groups[group].pace]
    return found


def _slowness(plan: Plan, stream: StreamPlan) -> Floats:
    """Mean of 1 / pace over each interval of a stream, whole minutes; shape (paces, intervals)."""
    minutes = plan.pace.shape[1]
    sums = np.concatenate([np.zeros((len(plan.pace), 1)), np.cumsum(1 / plan.pace, axis=1)], axis=1)
    first = np.clip(stream.start_us // MINUTE_US, 0, minutes - 1)
    past = np.clip(-(-stream.end_us // MINUTE_US), first + 1, minutes)
    return np.asarray((sums[:, past] - sums[:, first]) / (past - first))


def _stated_us(stream: StreamPlan, what: int) -> tuple[Floats, Floats]:
    """Mean talk or wrap-up by interval and type as a file states it, and the share of contacts of which it is drawn."""
    if not len(stream.stamp_stated):
        return np.zeros(stream.mean.shape), np.ones(stream.mean.shape)
    coming = expected_contacts(stream)
    stated_us = stream.stamp_stated[:, [what]]
    of_file = stream.expected() * (1 - stream.deflect)  # incidents state nothing
    share = np.divide(of_file, coming, out=np.zeros_like(coming), where=coming > 0) * (stated_us != NOT_YET)
    return share * stated_us, 1 - share


def stage_us(plan: Plan, part: TicketPlan, day_starts_us: Ints, known: Known = Known()) -> Passes:  # noqa: B008
    """Mean work of people on a ticket at each stage by day of receipt and type; shapes (days, stages, types).

    All visits are counted: dispatches of what was returned, handlings of what was reopened, tries to reach a citizen.
    Lengths are those of the day of receipt, all its hours alike.
    """
    types = len(plan.type_names)
    shape = len(day_starts_us), len(Stage), types
    length_us = np.zeros(shape)
    for stage in Stage:
        length_us[:, stage] = plan.laws.means_on(part.task_law[stage], day_starts_us)
    visits = Passes(np.zeros(shape), np.zeros(shape))
    more = handlings(part) - 1
    visits.first[:, Stage.CONFIRM] = part.confirm_share
    visits.first[:, Stage.AUDIT] = 1.0
    if part.dispatch is not None:
        drawn = np.diff(part.urgency_up_to, prepend=0.0, axis=1)[:, Urgency.CRITICAL] if types else np.zeros(0)
        critical = drawn if known.urgency == NOT_YET else float(known.urgency == Urgency.CRITICAL)
        by_people, returned = _dispatch(part.dispatch, day_starts_us)
        arms, goes = arms_of(part, types, known), _by_route(part, types, known).sum(axis=1)
        back = 0.0 if part.reopen is None or not part.reopen.to_dispatch else more
        again = arms if part.reopen is not None and part.reopen.all_arms else np.minimum(arms, 1.0)
        for of, times, parts in ((visits.first, goes, arms), (visits.again, back * goes, back * again)):
            of[:, Stage.DISPATCH] = by_people[:, None] * times + returned * parts * part.dispatch.by_people
            of[:, Stage.CRITICAL_CALL] = (times + returned * parts) * critical
    visits.first[:, Stage.REVIEW], visits.again[:, Stage.REVIEW] = 1.0, more
    work = Passes(visits.first * length_us, visits.again * length_us)
    if part.follow_up is not None:
        tries_us = _follow_up_us(plan, part, length_us[:, Stage.FOLLOW_UP], day_starts_us)
        work.first[:, Stage.FOLLOW_UP], work.again[:, Stage.FOLLOW_UP] = tries_us, more * tries_us
    return work


def _follow_up_us(plan: Plan, part: TicketPlan, reached_us: Floats, day_starts_us: Ints) -> Floats:
    """Mean time of all tries to reach a citizen; shape (days, types), that of `reached_us`."""
    follow_up = part.follow_up
    if follow_up is None:
        return np.zeros_like(reached_us)
    missed, tries = follow_up.unreached, follow_up.tries
    in_all = float(tries) if missed == 1 else (1 - missed**tries) / (1 - missed)
    reached = 1 - missed**tries
    in_vain = follow_up.unreached_law
    vain_us = reached_us if in_vain == NOT_YET else plan.laws.means_on(np.array([in_vain]), day_starts_us)
    return np.asarray(follow_up.share * (reached * reached_us + (in_all - reached) * vain_us))


def handlings(part: TicketPlan) -> float:
    """Mean number of handlings of a ticket: one, and one more for each time it is reopened."""
    if part.reopen is None or part.follow_up is None:
        return 1.0
    reached = part.follow_up.share * (1 - part.follow_up.unreached**part.follow_up.tries)
    return _times(reached * part.reopen.share)


def _times(again: Floats) -> float:
    """Mean number of times when it comes about again with these chances; the last one holds on."""
    before = np.concatenate([[1.0], np.cumprod(again[:-1])])
    last = min(float(again[-1]), 1 - 1 / MOST_VISITS)
    return 1.0 + float((before[:-1] * again[:-1]).sum()) + float(before[-1] * again[-1]) / (1 - last)


def _dispatch(plan: DispatchPlan, day_starts_us: Ints) -> tuple[Floats, Floats]:
    """Of one dispatch of a ticket: the share by people, and the mean returns of each of its arms.

    Shapes (days,) and (days, types). Arms are dispatched together, and each one that is returned is dispatched by
    itself, by people where there are any.
    """
    machine = np.where(day_starts_us >= plan.machine_from_us, plan.machine_share * (1 - plan.hand_over_below), 0.0)
    machine = machine if plan.by_people else np.ones(len(day_starts_us))
    right_first = machine[:, None] * plan.machine_accuracy[:, 0] + (1 - machine[:, None]) * plan.accuracy[:, 0]
    later = plan.accuracy if plan.by_people else plan.machine_accuracy
    returned = (1 - right_first) * _later_returns(later, plan.max_returns) * (plan.max_returns != 0)
    return 1 - machine, returned


def _later_returns(accuracy: Floats, most: int) -> Floats:
    """Mean number of returns of an arm whose first dispatch was wrong, by type: that one, and those after it."""
    wrong = 1 - accuracy
    found = []
    for chances in wrong:
        longest = min(most, int(MOST_VISITS)) if most >= 0 else int(MOST_VISITS)
        later = np.array([chances[min(k, len(chances) - 1)] for k in range(1, longest)])
        found.append(1.0 + float(np.cumprod(later).sum()))
    return np.array(found)


def arms_of(part: TicketPlan, types: int, known: Known) -> Floats:
    """Mean number of units that handle a ticket together, by type; 0 where no route fits."""
    share = np.diff(part.routes.arms_up_to, prepend=0.0, axis=1)
    return np.asarray(_by_route(part, types, known) @ (share @ np.arange(1, share.shape[1] + 1)))


def _by_route(part: TicketPlan, types: int, known: Known) -> Floats:
    """The share of the tickets of each type that takes each route; shape (types, routes)."""
    area = np.diff(part.area_up_to, prepend=0.0) if len(part.area_up_to) else np.ones(1)
    if known.area != NOT_YET:
        area = np.eye(len(area))[known.area]
    found = np.zeros((types, len(part.routes.unit_share)))
    for place, share in enumerate(area):
        of = part.routes.of[:, place]
        fits = of != NOT_YET
        found[np.flatnonzero(fits), of[fits]] += share
    return found


def crew_visits(plan: Plan, part: TicketPlan, known: Known) -> Passes:
    """Mean visits of each unit's crews to a ticket of each type; shapes (units, types)."""
    types = len(plan.type_names)
    nothing = np.zeros((len(part.units), types))
    if not len(part.routes.unit_share):
        return Passes(nothing, nothing)
    by_route = _by_route(part, types, known)
    arms, lead = _arms_to_units(part, known)
    first = (by_route @ arms).T
    again = first if part.reopen is not None and part.reopen.all_arms else (by_route @ lead).T
    return Passes(first, (handlings(part) - 1) * again)


def _arms_to_units(part: TicketPlan, known: Known) -> tuple[Floats, Floats]:
    """Mean arms of a ticket that each unit gets, and the chance that it has the lead; shapes (routes, units)."""
    arms = np.diff(part.routes.arms_up_to, prepend=0.0, axis=1)
    found, lead = np.zeros((2, *part.routes.unit_share.shape))
    own = np.zeros(found.shape[1]) if known.unit == NOT_YET else np.eye(found.shape[1])[known.unit]
    for route, share in enumerate(part.routes.unit_share):
        others = share * (own == 0)
        lead[route] = own if own.any() else share
        for count in np.flatnonzero(arms[route] > 0) + 1:
            drawn = int(count) - int(own.any())
            more = _chosen(others, drawn) if drawn else 0.0
            found[route] += arms[route, count - 1] * (own + more)
    return found, lead


def _chosen(share: Floats, count: int) -> Floats:
    """The chance of each unit to be among so many different ones, drawn one after the other by their shares.

    Shares need not add up to 1; one of 0 is never chosen.

    Source
    ------
    Such a draw takes units in the order of exponential times with the shares as rates: a unit is chosen if fewer than
    `count` others have come before it. With y the chance to come later, uniform, the others are independent.
    """
    if count == 1:
        return np.asarray(share / max(share.sum(), 1e-12))
    nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE)
    later = (nodes + 1) / 2
    found = np.zeros_like(share)
    for rate in np.unique(share[share > 0]):
        others = share[share > 0].tolist()
        others.remove(rate)
        fewer = np.zeros((count, QUADRATURE))
        fewer[0] = 1.0
        for other in others:
            came = 1 - later ** (other / rate)
            fewer[1:] = fewer[1:] * (1 - came) + fewer[:-1] * came
            fewer[0] *= 1 - came
        found[share == rate] = (fewer.sum(axis=0) * weights).sum() / 2
    return found


def visit_us(plan: Plan, unit: UnitPlan, day_starts_us: Ints) -> Floats:
    """Mean travel and work of a unit's crew on one arm, by day and type, all hours of a day alike; (days, types)."""
    laws = plan.laws
    return laws.means_on(unit.travel_law, day_starts_us) + laws.means_on(unit.work_law, day_starts_us)
