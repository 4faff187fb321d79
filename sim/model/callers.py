"""A contact's life: the ring, the queue, the talk, the wrap-up; and what brings the same citizen back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator

from simpy.events import Event

from sim.calendar.lengths import MINUTE_US
from sim.chance.keyed import Purpose
from sim.logs.rows import RowBlock
from sim.model.draws import Draws
from sim.model.entities import (
    ABANDONED,
    ANSWERED,
    ONLINE,
    PHONE,
    Citizen,
    Contact,
)
from sim.model.environment import Begun, HotlineEnvironment
from sim.model.floor import Floor
from sim.plans.plan import Plan
from sim.rules.callers import (
    is_blocked,
    lasts_as_recorded,
    may_try_again,
    next_poll_us,
    recorded_at_pace_us,
    share_calling_again,
    turned_away_as,
)
from sim.rules.codes import NOT_YET, STATED_TALK, STATED_WRAP_UP, TRANSFER, ArrivalKind, Cause, Rank
from sim.workload import Workload


class Callers:
    """Everyone who calls or writes.

    Attributes
    ----------
    when_not_direct
        Called with a contact that was not answered directly, at the end of its wrap-up.
    when_transferred
        Called with the citizen of a request that arrives as a ticket.
    """

    def __init__(self, plan: Plan, workload: Workload, floor: Floor, draws: Draws) -> None:
        self._rules = plan.callers
        self._trunks = plan.callers.trunks
        self._floor = floor
        self._draws = draws
        self._patience_law = plan.callers.patience_law.tolist()
        self._line_of = plan.line_of.tolist()
        self._poll_us = [line.poll_us for line in plan.lines]
        self._talk_law = plan.talk_law.tolist()
        self._wrap_up_law = plan.wrap_up_law.tolist()
        self._ticket_law = plan.wrap_up_ticket_law.tolist()
        paces = plan.pace.tolist()
        self._pace = [paces[group.pace] for group in plan.groups]
        self._direct = list(zip(plan.direct_from_us.tolist(), plan.direct_share.tolist(), strict=True))[::-1]
        self._midnights = plan.calendar.day_starts_us.tolist()
        self._channel = [stream.channel for stream in plan.streams]
        chase_up = plan.tickets.chase_up if plan.tickets is not None else None
        self._chase_laws = (chase_up.talk_law, chase_up.wrap_up_law) if chase_up is not None else (NOT_YET, NOT_YET)
        self._workload = workload
        self._recorded = workload.stated.tolist()
        self._created = 0
        self.line_is_open = True
        self.trunks_taken = 0
        self.open: dict[int, Contact] = {}
        self.log = RowBlock("contacts", expected=len(workload.arrival_us))
        self.env: HotlineEnvironment
        self.when_not_direct: Callable[[Contact], None]
        self.when_transferred: Callable[[Citizen], None]

    def arrivals(self) -> Generator[Event, None, None]:
        """Bring in the first contacts, one after the other."""
        w = self._workload
        columns = (w.arrival_us, w.stream, w.type, w.entity, w.name_key)
        for request, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            time_us, stream, kind, entity, name_key = row
            yield self.env.at(time_us, Rank.ARRIVAL, ArrivalKind.FRESH, request)
            who = Citizen(request, stream, kind, entity, name_key)
            if self._channel[stream] == TRANSFER:
                self.when_transferred(who)
            else:
                self._begin(who, self._channel[stream])

    def start_patience(self, contact: Contact) -> None:
        """Called by `hand_out` for a call that nobody took: who balks leaves now, others when their patience ends."""
        patience_us = 0
        law = self._patience_law[contact.who.type]
        visit = contact.earlier_visits + contact.attempt
        if not self._draws.happens(Purpose.BALK, contact.who, visit, self._rules.balk):
            if law < 0:
                return
            patience_us = self._draws.length_us(Purpose.PATIENCE, contact.who, visit, law, contact.queued_us)
        end_us = self.env.now + patience_us
        self.env.at(end_us, Rank.PATIENCE, 0, contact.id, lambda _: self._give_up(contact))

    def chase_up(self, who: Citizen, ticket: int, earlier_visits: int) -> None:
        """A citizen calls about an overdue ticket; the draws of its earlier contacts are not used again."""
        contact = self._new_contact(who, PHONE)
        contact.cause, contact.chases = int(Cause.CHASE_UP), ticket
        contact.earlier_visits = contact.answers = earlier_visits
        Begun(self.env, self._life(contact))

    def log_unfinished(self) -> None:
        """Log every contact that is still open at the end of the horizon."""
        for contact in self.open.values():
            self.log.add(contact.row())
        self.open.clear()

    def _life(self, contact: Contact) -> Generator[Event, None, None]:
        """One contact from the ring (or the message's arrival) to the end of the wrap-up."""
        env = self.env
        by_phone = contact.channel == PHONE
        if by_phone:
            if not self.line_is_open or is_blocked(self._trunks, self.trunks_taken):
                self._turn_away(contact)
                return
            self.trunks_taken += 1
        else:
            day = bisect_right(self._midnights, contact.arrived_us)
            seen_us = next_poll_us(
                contact.arrived_us, self._poll_us[contact.line], self._midnights[day - 1], self._midnights[day]
            )
            if seen_us > contact.arrived_us:
                yield env.at(seen_us, Rank.ARRIVAL, ArrivalKind.POLLED, contact.id)

        contact.length_of = self._talk_us
        self._floor.join(contact)
        yield contact.next_step
        if contact.outcome != ANSWERED:
            self.trunks_taken -= by_phone
            self._perhaps_call_again(contact)
            self._finish(contact)
            return

        contact.talk_end_us = env.now
        self.trunks_taken -= by_phone
        if contact.chases == NOT_YET:
            self._answer(contact)

        person = contact.person
        wrap_up_us = self._wrap_up_us(contact)
        if wrap_up_us > 0:
            contact.due_us = env.now + wrap_up_us
            yield env.at(contact.due_us, Rank.COMPLETION, 0, contact.id)
        contact.wrap_up_end_us = env.now
        self._floor.people.end_work(person)
        self._finish(contact)
        if contact.direct == 0:
            self.when_not_direct(contact)

    def _begin(self, who: Citizen, channel: int) -> None:
        Begun(self.env, self._life(self._new_contact(who, channel)))

    def _new_contact(self, who: Citizen, channel: int) -> Contact:
        contact = Contact(self._created, who, self._line_of[channel][who.type], channel, self.env)
        self._created += 1
        self.open[contact.id] = contact
        return contact

    def _finish(self, contact: Contact) -> None:
        self.log.add(contact.row())
        del self.open[contact.id]

    def _turn_away(self, contact: Contact) -> None:
        """The line is closed, or every trunk is taken: the contact ends here."""
        contact.outcome = turned_away_as(self.line_is_open)
        contact.left_us = self.env.now
        self._perhaps_call_again(contact)
        self._finish(contact)

    def _give_up(self, contact: Contact) -> None:
        if contact.is_waiting:
            self._floor.leave(contact, ABANDONED)

    def _talk_us(self, contact: Contact) -> int:
        recorded_us = self._recorded_us(contact, STATED_TALK)
        if recorded_us != NOT_YET:
            return recorded_us
        return self._drawn_us(contact, Purpose.TALK, self._talk_law, self._chase_laws[0])

    def _wrap_up_us(self, contact: Contact) -> int:
        """How long the wrap-up takes; 0 without one."""
        recorded_us = self._recorded_us(contact, STATED_WRAP_UP)
        if recorded_us != NOT_YET:
            return recorded_us
        laws = self._wrap_up_law if contact.direct else self._ticket_law
        return self._drawn_us(contact, Purpose.WRAP_UP, laws, self._chase_laws[1])

    def _recorded_us(self, contact: Contact, what: int) -> int:
        """How long a phase of work takes as a file has it; NOT_YET: it is drawn."""
        who = contact.who
        if self._recorded and contact.answers == 0:
            recorded_us = self._recorded[who.request][what]
            if lasts_as_recorded(recorded_us, contact.channel, self._channel[who.stream]):
                return recorded_at_pace_us(recorded_us, self._pace_of(contact))
        return NOT_YET

    def _drawn_us(self, contact: Contact, purpose: int, laws: list[list[list[int]]], own_law: int) -> int:
        """How long a phase of work takes, drawn by key, 0 without a law; law and pace are those of the talk's start."""
        group, who = contact.person.group, contact.who
        law = own_law if own_law >= 0 and contact.chases >= 0 else laws[contact.channel][who.type][group]
        if law < 0:
            return 0
        started_us, pace = contact.started_us, self._pace_of(contact)
        return self._draws.length_us(purpose, who, contact.answers, law, started_us, pace)

    def _pace_of(self, contact: Contact) -> float:
        pace: float = self._pace[contact.person.group][contact.started_us // MINUTE_US]
        return pace

    def _answer(self, contact: Contact) -> None:
        """Answered directly, or it becomes a ticket; an unsatisfying direct answer brings the citizen back."""
        step = 0
        while self._direct[step][0] > contact.talk_end_us:
            step += 1
        share = self._direct[step][1][contact.who.type]
        draws, who, visit = self._draws, contact.who, contact.answers
        direct = draws.happens(Purpose.DIRECT_ANSWER, who, visit, share)
        contact.direct = int(direct)
        if direct and draws.happens(Purpose.REPEAT, who, visit, self._rules.repeat_share):
            delay_us = draws.length_us(Purpose.REPEAT_DELAY, who, visit, self._rules.repeat_law, self.env.now)
            self._come_again(contact, Cause.REPEAT, delay_us, contact.channel)

    def _perhaps_call_again(self, contact: Contact) -> None:
        """A caller who was not answered may call again later, or write."""
        rules, draws, who = self._rules, self._draws, contact.who
        visit = contact.earlier_visits + contact.attempt
        share = share_calling_again(contact.outcome, rules.redial_after_abandon, rules.redial_after_block)
        if not may_try_again(contact.attempt, rules.redial_max_tries):
            return
        if not draws.happens(Purpose.REDIAL, who, visit, share):
            return
        delay_us = draws.length_us(Purpose.REDIAL_DELAY, who, visit, rules.redial_law, self.env.now)
        writes = contact.chases == NOT_YET and draws.happens(Purpose.REDIAL_CHANNEL, who, visit, rules.redial_to_online)
        self._come_again(contact, Cause.REDIAL, delay_us, ONLINE if writes else contact.channel)

    def _come_again(self, before: Contact, cause: Cause, delay_us: int, channel: int) -> None:
        def begin(_: Event) -> None:
            contact = self._new_contact(before.who, channel)
            contact.cause, contact.attempt = int(cause), before.attempt + 1
            contact.answers = before.answers + (cause == Cause.REPEAT)
            contact.earlier_visits, contact.chases = before.earlier_visits, before.chases
            Begun(self.env, self._life(contact))

        self.env.at(self.env.now + delay_us, Rank.ARRIVAL, ArrivalKind.AGAIN, before.id, begin)
