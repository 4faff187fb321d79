"""Worlds whose file says urgency, area or unit of each request, worked by hand."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.schema import Scenario

from .ticket_tables import TRANSFER_STREAM, by, check_tickets, desk, to, transfers, unit
from .world import Worlds, hotline, team

TICKETS = {"areas": {"north": 0.5, "south": 0.5}, "routes": [to("a", areas=["north"]), to("b", areas=["south"])]}
UNITS = {"a": unit(1, "1 h"), "b": unit(1, "1 h")}


def stating(folder: Path, world: Scenario, stream: str, rows: list[str]) -> Scenario:
    """The world with more columns in the file of a stream: area, urgency and unit of each row."""
    file = folder / f"{stream}.csv"
    header, *lines = file.read_text().splitlines()
    more = [f"{line},{row}" for line, row in zip(lines, rows, strict=True)]
    file.write_text("\n".join([header + ",area,urgency,unit", *more]) + "\n")
    part = world.demand[stream]
    stamps = part.stamps.model_copy(update={"area": "area", "urgency": "urgency", "unit": "unit"})
    return world.model_copy(update={"demand": world.demand | {stream: part.model_copy(update={"stamps": stamps})}})


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
