"""Worlds whose file says urgency, area, unit or due time of each request, worked by hand."""

from __future__ import annotations

from .ticket_tables import TRANSFER_STREAM, by, check_tickets, desk, to, transfers, unit
from .world import Worlds, hotline, stating, team

TICKETS = {"areas": {"north": 0.5, "south": 0.5}, "routes": [to("a", areas=["north"]), to("b", areas=["south"])]}
UNITS = {"a": unit(1, "1 h"), "b": unit(1, "1 h")}


class WorldsOfStatedTickets(Worlds):
    """What a file states is not drawn."""

    def test_area_urgency_and_unit_of_the_file_hold(self, tmp_path):
        """The area chooses the route, the unit goes over it, and the urgency says who is first."""
        # a has the one from the north. b has the first from the south in hand from 9:00; at 10:00 the critical one goes
        # before the other, which is for b by its unit, though it is in the north.
        world = transfers(tmp_path, "9:00 9:01 9:02 9:03", TICKETS, units=UNITS)
        rows = ["north,normal,", "south,normal,", "north,normal,b", "south,critical,"]
        log = self.run(stating(tmp_path, world, TRANSFER_STREAM, rows))
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed  area   urgency
            9:00      9:00        9:00      10:00    10:00   north  normal
            9:01      9:01        9:01      10:01    10:01   south  normal
            9:02      9:02        9:02      12:01    12:01   north  normal
            9:03      9:03        9:03      11:01    11:01   south  critical
            """,
        )
        names = [log.plan.unit_names[number] for number in log.assignments["unit"]]
        pairs = sorted(zip(log.assignments["ticket"].tolist(), names, strict=True))
        assert pairs == [(0, "a"), (1, "b"), (2, "b"), (3, "b")]

    def test_a_call_brings_what_its_row_says_to_its_ticket(self, tmp_path):
        """Calls of the same minute become tickets of their own rows; an empty cell is drawn as without a column."""
        parts = {"direct_answer": 0.0, "desks": {"desk": desk()}, "units": UNITS}
        tickets = TICKETS | {"dispatch": by("desk", "10 min")}
        world = hotline(tmp_path, {"calls": "9:00 9:00 9:00"}, {"floor": team(1, "5 min")}, tickets=tickets, **parts)
        drawn = self.run(world).tickets["area"].tolist()
        log = self.run(stating(tmp_path, world, "calls", ["south,urgent,", "north,critical,b", ",,"]))
        order = log.tickets["request"].tolist()
        areas, urgencies = log.tickets["area"].tolist(), log.tickets["urgency"].tolist()
        assert order == [0, 1, 2]
        assert [log.plan.area_names[area] for area in areas[:2]] == ["south", "north"]
        assert areas[2] == drawn[2]
        assert urgencies == [1, 0, 2]

    def test_a_due_time_of_the_file_stands_instead_of_the_limit(self, tmp_path):
        """The limit of 24 h holds where the cell is empty; a date alone is the end of that day."""
        # One crew, 1 h each: closed at 10:00, 11:00, 12:00. The first is due as it closes, the third before it comes.
        parts = {"routes": [to("a")], "deadlines": {"closure": {"limits": {"normal": "24 h"}}}}
        world = transfers(tmp_path, "9:00 9:01 9:02 9:03", parts, units={"a": unit(1, "1 h")})
        rows = ["2026-03-02 10:00", "", "2026-03-02 08:00", "2026-03-02"]
        log = self.run(stating(tmp_path, world, TRANSFER_STREAM, rows, ("due",)))
        assert (log.tickets["due_us"] // 60_000_000).tolist() == [600, 33 * 60 + 1, 480, 1439]
        assert log.tickets["due_us"][3] == 24 * 3_600_000_000 - 1
        assert (log.tickets["closed_us"] // 60_000_000).tolist() == [600, 660, 720, 780]

    def test_a_due_time_of_the_file_needs_no_limits(self, tmp_path):
        """Where the scenario has no limits, tickets with a due time have one, and the others have none."""
        world = transfers(tmp_path, "9:00 9:01", {"routes": [to("a")]}, units={"a": unit(1, "1 h")})
        log = self.run(stating(tmp_path, world, TRANSFER_STREAM, ["2026-03-02 09:30", ""], ("due",)))
        assert log.tickets["due_us"].tolist() == [570 * 60_000_000, -1]

    def test_a_call_brings_its_due_time_and_a_reminder_comes_at_its_share(self, tmp_path):
        """Half of the time from receipt to the due time raises the ticket over one that came before it."""
        # Calls at 9:00 and 9:00 end at 9:05 and 9:10. One dispatch desk of 1 h serves the first until 10:05, the second
        # waits. A third, from 10:01 due in 8 min, is reminded after 4 and goes before the second.
        parts = {"direct_answer": 0.0, "desks": {"desk": desk()}, "units": UNITS}
        tickets = {"dispatch": by("desk", "1 h"), "routes": [to("a")], "supervision": {"reminders": [0.5]}}
        tickets |= {"deadlines": {"closure": {"limits": {"normal": "24 h"}}}}
        world = hotline(tmp_path, {"calls": "9:00 9:00 9:50"}, {"floor": team(1, "5 min")}, tickets=tickets, **parts)
        log = self.run(stating(tmp_path, world, "calls", ["", "", "2026-03-02 10:03"], ("due",)))
        received = (log.tickets["received_us"] // 60_000_000).tolist()
        dispatched = (log.tickets["dispatched_us"] // 60_000_000).tolist()
        assert received == [545, 550, 595]
        assert dispatched == [605, 725, 665]
