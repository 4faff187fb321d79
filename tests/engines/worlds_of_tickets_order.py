"""Worlds of tickets: which of those that wait a crew takes next, in units that do not go by first come."""

from __future__ import annotations

import pytest

from sim.chance.keyed import Purpose, draw_uniform, name_key
from sim.rules.names import arm_visit

from .ticket_tables import check_tasks, closure, to, transfers, unit
from .world import TRANSFER_STREAM, Worlds, citizen_key, fixed, team
from .worlds_of_tickets_open import NOTHING_NEW, standing

ONE_UNIT = {"routes": [to("road")]}


class WorldsOfTicketOrder(Worlds):
    """The order of work in a unit."""

    def test_newest_first(self, tmp_path):
        """The last one that came is taken next, of two that came together the first; urgency comes before."""
        # one crew, 1 h each. 0 9:00-10:00. Then 2, urgent; 11:00: 4 and 5 of 9:30, 4 first; 12:00: 6 came at 11:30,
        # then 5, 3 and last 1.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/n 9:05/n 9:06/u 9:20/n 9:30/n 9:30/n 11:30/n",
                ONE_UNIT | {"urgency_by_type": {"u": {"urgent": "100 %"}}},
                units={"road": unit(1, "1 h", order="newest_first")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage     class   queued  started  ended  person
            0       handling  normal  9:00    9:00     10:00  0
            1       handling  normal  9:05    15:00    16:00  0
            2       handling  urgent  9:06    10:00    11:00  0
            3       handling  normal  9:20    14:00    15:00  0
            4       handling  normal  9:30    11:00    12:00  0
            5       handling  normal  9:30    13:00    14:00  0
            6       handling  normal  11:30   12:00    13:00  0
            """,
        )

    def test_first_come_is_the_rule(self, tmp_path):
        """Where nothing is said, and where first come is, the one that waits longest is next, however long it takes."""
        for said in ({}, {"order": "first_come"}):
            road = unit(1, "1 h", **said) | {"by_type": {"quick": {"work": fixed("5 min")}}}
            log = self.run(transfers(tmp_path, "9:00/slow 9:05/slow 9:10/quick", ONE_UNIT, units={"road": road}))
            check_tasks(
                log,
                """
                ticket  stage     queued  started  ended  person
                0       handling  9:00    9:00     10:00  0
                1       handling  9:05    10:00    11:00  0
                2       handling  9:10    11:00    11:05  0
                """,
            )

    def test_shortest_first(self, tmp_path):
        """The one with the least travel and work is taken next; of those that are alike, the one that waits longest."""
        # near: travel 50 + work 10 = 60 min; far: 10 + 40 = 50; long: 50 + 70 = 120. 0 9:00-10:00; then 3 (far) till
        # 10:50; 5 (far), which came since, till 11:40; 2 and 4 (near) till 12:40 and 13:40; 1 (long) till 15:40.
        by_type = {
            "near": {"work": fixed("10 min")},
            "far": {"travel": fixed("10 min"), "work": fixed("40 min")},
            "long": {"work": fixed("70 min")},
        }
        road = unit(1, "1 h", travel="50 min", order="shortest_first") | {"by_type": by_type}
        log = self.run(
            transfers(tmp_path, "9:00/near 9:01/long 9:02/near 9:03/far 9:04/near 10:20/far", ONE_UNIT,
                      units={"road": road})
        )  # fmt: skip
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  9:00    9:00     10:00  0
            1       handling  9:01    13:40    15:40  0
            2       handling  9:02    11:40    12:40  0
            3       handling  9:03    10:00    10:50  0
            4       handling  9:04    12:40    13:40  0
            5       handling  10:20   10:50    11:40  0
            """,
        )

    def test_random_order(self, tmp_path):
        """Of those that wait the one with the lowest number, drawn for it by its key, is taken next."""
        # the numbers of 1 to 4, in line as 0 is done at 10:00: 0.740, 0.746, 0.271, 0.951. So 3, 1, 2, 4, 1 h each.
        arrivals, seen = ("9:00", "9:10", "9:20", "9:30", "9:40"), {}
        drawn = [
            draw_uniform(
                1, 0, Purpose.ORDER, name_key("stream:transfers"), citizen_key(TRANSFER_STREAM, time, seen),
                arm_visit(0, 1, 0),
            )
            for time in arrivals
        ]  # fmt: skip
        assert [round(u, 3) for u in drawn[1:]] == [0.740, 0.746, 0.271, 0.951]
        log = self.run(
            transfers(tmp_path, " ".join(arrivals), ONE_UNIT, units={"road": unit(1, "1 h", order="random")})
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  9:00    9:00     10:00  0
            1       handling  9:10    11:00    12:00  0
            2       handling  9:20    12:00    13:00  0
            3       handling  9:30    10:00    11:00  0
            4       handling  9:40    13:00    14:00  0
            """,
        )

    @pytest.mark.parametrize("order", ["newest_first", "random", "shortest_first"])
    def test_what_was_put_down_goes_before(self, order, tmp_path):
        """Work that was begun is taken up first, whatever the order says of what came since."""
        # early: 0 (90 min) 9:00-10:00, put down. late: 0 10:00-10:30, then 1, which was there at 9:50, 10:30-10:35.
        shifts = {"early": ("09:00-10:00", 1), "late": ("10:00-12:00", 1)}
        road = team(talk=None, shifts=shifts, shift_end="pause", work=fixed("90 min"), order=order)
        road["by_type"] = {"quick": {"work": fixed("5 min")}}
        log = self.run(transfers(tmp_path, "9:00/slow 9:50/quick", ONE_UNIT, units={"road": road}))
        check_tasks(
            log,
            """
            ticket  stage     queued  started  resumed  ended  person
            0       handling  9:00    9:00     10:00    10:30  1
            1       handling  9:50    10:30    10:30    10:35  1
            """,
        )

    @pytest.mark.parametrize("order", ["newest_first", "shortest_first"])
    def test_what_is_raised_keeps_its_place_by_the_order(self, order, tmp_path):
        """A ticket that is raised stands in the better class by the same key as before."""
        # one crew. 0 9:00-11:00. 1 (30 min of work) and 2 (10 min), normal, due after 1 h, are reminded of at 9:40 and
        # 9:50: urgent from then on, as 3 (20 min) is. Newest: 3 11:00-11:20, 2 till 11:30, 1 till 12:00. Shortest: 2
        # 11:00-11:10, 3 till 11:30, 1 till 12:00.
        by_type = {"b": {"work": fixed("30 min")}, "c": {"work": fixed("10 min")}, "u": {"work": fixed("20 min")}}
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:10/b 9:20/c 9:30/u",
                ONE_UNIT
                | {
                    "urgency_by_type": {"u": {"urgent": "100 %"}, "a": {"critical": "100 %"}},
                    "deadlines": closure("1 h"),
                    "supervision": {"reminders": ["50 %"]},
                },
                units={"road": unit(1, "2 h", order=order) | {"by_type": by_type}},
            )
        )
        of_2, of_3 = ("11:00 11:10", "11:10 11:30") if order == "shortest_first" else ("11:20 11:30", "11:00 11:20")
        check_tasks(
            log,
            f"""
            ticket  stage     class     queued  started  ended  person
            0       handling  critical  9:00    9:00     11:00  0
            1       handling  urgent    9:10    11:30    12:00  0
            2       handling  urgent    9:20    {of_2}         0
            3       handling  urgent    9:30    {of_3}         0
            """,
        )

    def test_the_shortest_of_what_is_left(self, tmp_path):
        """Of open tickets whose rest of the work is stated, that rest is what counts."""
        # the unit's work is 1 h. Rests: 0 90 min, 1 20 min; 2 has its whole hour. 1 9:00-9:20, 2 -10:20, 0 -11:50.
        rows = [standing("handling", "5 h", remaining="90 min"), standing("handling", "4 h", remaining="20 min")]
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                ONE_UNIT | {"backlog": [*rows, standing("handling", "3 h")]},
                units={"road": unit(1, "1 h", order="shortest_first")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  0:00    10:20    11:50  0
            1       handling  0:00    9:00     9:20   0
            2       handling  0:00    9:20     10:20  0
            """,
        )
