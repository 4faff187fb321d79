"""What every engine must do: all worlds worked by hand, random worlds by the naive scan, and chance by its keys."""

from __future__ import annotations

from sim.logs.columns import ASSIGNMENT_COLUMNS, CONTACT_COLUMNS, STAFF_COLUMNS, TASK_COLUMNS, TICKET_COLUMNS

from .random_tickets import check_random_tickets
from .random_worlds import check_random_worlds
from .ticket_tables import by, desk, to, transfers, unit
from .world import hotline, team
from .worlds_by_time import WorldsByTime
from .worlds_by_time_tickets import WorldsOfTicketsByTime
from .worlds_of_breaks import WorldsOfBreaks
from .worlds_of_calls import WorldsOfCalls
from .worlds_of_flips import WorldsOfFlips
from .worlds_of_hours import WorldsOfHours
from .worlds_of_lengths import WorldsOfLengths
from .worlds_of_order import WorldsOfOrder
from .worlds_of_rosters import WorldsOfRosters
from .worlds_of_shifts import WorldsOfShifts
from .worlds_of_stated_talks import WorldsOfStatedTalks
from .worlds_of_tickets_birth import WorldsOfTicketBirth
from .worlds_of_tickets_closing import WorldsOfTicketClosing
from .worlds_of_tickets_critical import WorldsOfCriticalCalls
from .worlds_of_tickets_desks import WorldsOfTicketDesks
from .worlds_of_tickets_dispatch import WorldsOfTicketDispatch
from .worlds_of_tickets_field import WorldsOfTicketField
from .worlds_of_tickets_open import WorldsOfOpenTickets
from .worlds_of_tickets_order import WorldsOfTicketOrder
from .worlds_of_tickets_silent import WorldsOfSilence
from .worlds_of_tickets_stated import WorldsOfStatedTickets
from .worlds_of_tickets_supervision import WorldsOfTicketSupervision
from .worlds_of_tickets_time import WorldsOfTicketTime
from .worlds_of_tickets_units import WorldsOfUnits
from .worlds_of_tickets_withdrawn import WorldsOfWithdrawnTickets

RANDOM_WORLDS = 100
ENOUGH = {
    "assignments": 500,
    "choices_of_work": 300,
    "choices_of_person": 100,
    "passed_over": 30,
    "resumed": 5,
    "ties": 30,
    "pauses": 100,
    "pauses_late": 30,
}
"""What the random worlds must hold at least, so that the scan has something to look at."""
RANDOM_TICKET_WORLDS = 140
ENOUGH_OF_TICKETS = {
    "worlds": 60,
    "tasks": 1500,
    "tasks_by_key": 300,
    "choices_of_work": 1500,
    "choices_of_person": 600,
    "passed_over": 400,
    "resumed": 30,
    "ties": 300,
    "tasks_raised": 100,
    "tasks_left": 100,
}
"""The same for the random worlds with tickets."""


class EngineContract(
    WorldsOfCalls,
    WorldsOfOrder,
    WorldsOfShifts,
    WorldsOfRosters,
    WorldsOfHours,
    WorldsOfBreaks,
    WorldsOfLengths,
    WorldsByTime,
    WorldsOfStatedTalks,
    WorldsOfFlips,
):
    """Every engine's tests; a subclass says how it runs."""

    def test_nobody_eligible_is_idle_beside_work(self):
        """At each instant of random worlds just that work is begun, by those people, that a naive scan would choose."""
        seen = check_random_worlds(self.run, RANDOM_WORLDS)
        for what, least in ENOUGH.items():
            assert seen[what] >= least, (what, dict(seen))

    def test_columns(self, tmp_path):
        """Both logs have just their columns, each of its width and of equal length, even if nothing happens."""
        for demand in ({"calls": "9:00 9:01"}, {"calls": "33:00"}):
            log = self.run(hotline(tmp_path, demand, {"floor": team()}))
            for columns, names in ((log.contacts, CONTACT_COLUMNS), (log.staff, STAFF_COLUMNS)):
                assert list(columns) == list(names)
                assert all(column.dtype == names[name].dtype for name, column in columns.items())
                assert len({len(column) for column in columns.values()}) == 1

    def test_chance_is_keyed(self, tmp_path):
        """The same seed and replication give the same rows; another of either gives others."""
        floor = team(2, wrap_up="1 min") | {"talk": {"law": "exponential", "mean": "3 min"}}
        world = hotline(tmp_path, {"calls": "9:00 9:01 9:02 9:03 9:04"}, {"floor": floor})
        talks = [self.run(world, *key).contacts["talk_end_us"].tolist() for key in ((1, 0), (1, 0), (2, 0), (1, 1))]
        assert talks[0] == talks[1]
        assert len({tuple(row) for row in talks}) == 3


class TicketContract(
    WorldsOfTicketBirth,
    WorldsOfTicketDesks,
    WorldsOfTicketDispatch,
    WorldsOfCriticalCalls,
    WorldsOfTicketField,
    WorldsOfTicketClosing,
    WorldsOfTicketTime,
    WorldsOfWithdrawnTickets,
    WorldsOfUnits,
    WorldsOfTicketOrder,
    WorldsOfTicketSupervision,
    WorldsOfOpenTickets,
    WorldsOfStatedTickets,
    WorldsOfTicketsByTime,
    WorldsOfSilence,
):
    """The tests of every engine that runs tickets."""

    def test_nobody_eligible_is_idle_beside_tickets(self):
        """At each instant of random worlds with tickets just that work is begun that a naive scan would choose."""
        seen = check_random_tickets(self.run, RANDOM_TICKET_WORLDS)
        for what, least in ENOUGH_OF_TICKETS.items():
            assert seen[what] >= least, (what, dict(seen))

    def test_ticket_columns(self, tmp_path):
        """The logs of tickets have just their columns, each of its width and of equal length, even if empty."""
        for arrivals in ("9:00 9:01", "33:00"):
            tickets = {"audit": by("desk", "5 min"), "routes": [to("road")]}
            log = self.run(transfers(tmp_path, arrivals, tickets, desks={"desk": desk()}, units={"road": unit()}))
            for columns, names in (
                (log.tickets, TICKET_COLUMNS),
                (log.assignments, ASSIGNMENT_COLUMNS),
                (log.tasks, TASK_COLUMNS),
            ):
                assert list(columns) == list(names)
                assert all(column.dtype == names[name].dtype for name, column in columns.items())
                assert len({len(column) for column in columns.values()}) == 1

    def test_chance_of_tickets_is_keyed(self, tmp_path):
        """A citizen's draws do not depend on the staff: with more crews the same work takes the same time."""
        lengths = {"law": "exponential", "mean": "30 min"}
        done = []
        for crews, seed, replication in ((1, 1, 0), (5, 1, 0), (1, 2, 0), (1, 1, 1)):
            road = unit(crews, travel="1 min") | {"work": lengths}
            world = transfers(tmp_path, "9:00 9:00 9:00 9:00", {"routes": [to("road")]}, units={"road": road})
            log = self.run(world, seed, replication)
            done.append(tuple((log.assignments["worked_us"] - log.assignments["started_us"]).tolist()))
        assert done[0] == done[1]
        assert len(set(done)) == 3
