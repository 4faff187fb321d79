"""One replication of the SimPy model, from a plan and its outside world to the logs."""

from __future__ import annotations

from collections.abc import Callable, Generator

from simpy.events import Event

from sim.budget import BudgetWatch, collector_off
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.model.callers import Callers
from sim.model.draws import Draws
from sim.model.entities import Pause
from sim.model.environment import HotlineEnvironment
from sim.model.floor import Floor
from sim.model.people import People
from sim.model.tickets import Tickets
from sim.plans.plan import Plan
from sim.rules.codes import Cause, Duty, Rank
from sim.workload import Workload


class Hotline:
    """The parts of one replication, wired together."""

    def __init__(self, plan: Plan, workload: Workload) -> None:
        self.plan = plan
        self.people = People(plan, workload.absent.tolist())
        self.floor = Floor(plan, self.people)
        draws = Draws(plan, workload)
        self.callers = Callers(plan, workload, self.floor, draws)
        self.env = HotlineEnvironment(self.floor.hand_out)
        self.env.now = plan.calendar.begin_us
        for part in (self.people, self.floor, self.callers):
            part.env = self.env
        self.callers.when_not_direct = lambda contact: None
        self.callers.when_transferred = lambda who: None
        self.tickets: Tickets | None = None
        if plan.tickets is not None:
            self.tickets = Tickets(plan, plan.tickets, self.floor, draws, workload.stated.tolist())
            self.tickets.live_in(self.env)
            self.tickets.when_chased = self.callers.chase_up
            self.callers.when_not_direct = self.tickets.receipt.receive_contact
            self.callers.when_transferred = self.tickets.receipt.receive_transfer
            self.tickets.receipt.open_backlog(len(workload.arrival_us))
        self.floor.start_patience = self.callers.start_patience
        self.callers.line_is_open = plan.scenario.callers.hours is None
        self.env.process(self.calendar())
        self.env.process(self.callers.arrivals())

    def calendar(self) -> Generator[Event, None, None]:
        """Do what the roster says, row by row."""
        roster = self.plan.roster
        columns = (roster.time_us, roster.kind, roster.id, roster.duty, roster.length_us, roster.state, roster.cap)
        for time_us, kind, number, duty, length_us, state, cap in zip(*(c.tolist() for c in columns), strict=True):
            yield self.env.at(time_us, Rank.CALENDAR, kind, number)
            if kind == Duty.LINE_OPENS:
                self.callers.line_is_open = True
            elif kind == Duty.LINE_CLOSES:
                self.callers.line_is_open = False
                self.floor.close_line(self.plan.callers.clear_at_close)
            elif kind == Duty.QUEUE_CLEARED:
                self.floor.clear_queue(number)
            elif kind in (Duty.WINDOW_OPENS, Duty.WINDOW_CLOSES):
                self.floor.set_window(number, kind == Duty.WINDOW_OPENS)
            else:
                self.people.roster_row(kind, number, duty, Pause(time_us, length_us, state, cap))


def run_model(plan: Plan, workload: Workload, progress: Callable[[float], None] | None = None) -> RunLog:
    """Run one replication.

    Parameters
    ----------
    plan, workload
        What to run.
    progress
        Called now and then with the share of the horizon that is done.

    Raises
    ------
    BudgetError
        When the run exceeds its budget of events, open contacts, memory or time.
    """
    with collector_off():
        return _run(plan, workload, progress)


def _run(plan: Plan, workload: Workload, progress: Callable[[float], None] | None) -> RunLog:
    hotline = Hotline(plan, workload)
    env, end_us = hotline.env, plan.horizon_us
    watch, is_open, tickets = BudgetWatch(plan), hotline.callers.open, hotline.tickets
    while env.run_before(end_us, watch.events_before_look(env.events)):
        open_tickets = len(tickets.closing.open) if tickets is not None else 0
        watch.check(
            env.now,
            env.events,
            len(is_open) + open_tickets,
            lambda: sum(contact.cause != Cause.FIRST for contact in is_open.values()),
        )
        if progress is not None:
            progress(min(env.now / end_us, 1.0))
    hotline.callers.log_unfinished()
    hotline.people.log_unfinished()
    if tickets is not None:
        tickets.closing.log_unfinished()
    return RunLog(
        plan=plan,
        seed=workload.seed,
        replication=workload.replication,
        engine="model",
        contacts=hotline.callers.log.columns(),
        staff=hotline.people.log.columns(),
        **_ticket_logs(tickets),
        deflected=workload.deflected,
        events=env.events,
    )


def _ticket_logs(tickets: Tickets | None) -> dict[str, dict[str, Column]]:
    if tickets is None:
        return {}
    return {
        "tickets": tickets.closing.log.columns(),
        "assignments": tickets.handling.log.columns(),
        "tasks": tickets.tasks.log.columns(),
    }
