"""Worlds of tickets: how they are born, what they are, and which units they go to."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.scenario.schema import Scenario

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, desk, to, transfers, unit
from .world import MONDAY, Worlds, check_contacts, check_staff, hotline, rows_of, team, us


class WorldsOfTicketBirth(Worlds):
    """Where tickets come from."""

    def test_tickets_are_born_after_the_wrap_up(self, tmp_path):
        """A call or message that is not answered directly is a ticket at its wrap-up's end, a transfer at its arrival.

        Where nothing else is said of tickets, they are closed at once.
        """
        # 0 files: 9:00-9:02-9:03. 1 asks: 9:00:30-9:02:30-9:03:30, answered directly. The message 9:03-9:08-9:08:30.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00/files 9:00:30/asks", "messages": "9:00:40/files", "transfers": "9:03:30/asks"},
                {"floor": team(2, "2 min", wrap_up="1 min", online="5 min", online_wrap_up="30 s")},
                types={"files": {"direct_answer": "0 %"}, "asks": {}},
                tickets={},
            )
        )
        check_contacts(
            log,
            """
            arrived  stream    type   answered  talk_end  wrap_up_end  person  direct
            9:00     calls     files  9:00      9:02      9:03         0       0
            9:00:30  calls     asks   9:00:30   9:02:30   9:03:30      1       1
            9:00:40  messages  files  9:03      9:08      9:08:30      0       0
            """,
        )
        check_tickets(
            log,
            """
            request  source    contact  type   received  handled  closed
            0        call      0        files  9:03      9:03     9:03
            3        transfer  -        asks   9:03:30   9:03:30  9:03:30
            2        message   2        files  9:08:30   9:08:30  9:08:30
            """,
        )
        check_tasks(log, "ticket stage queued ended person")
        check_assignments(log, "ticket unit dispatched ended")

    def test_no_tickets_without_the_part(self, tmp_path):
        """A scenario that says nothing of tickets has none: what is not answered directly ends there."""
        log = self.run(hotline(tmp_path, {"calls": "9:00"}, {"floor": team()}, direct_answer="0 %"))
        check_contacts(log, "arrived answered talk_end person direct\n 9:00 9:00 9:01 0 0")
        assert {len(column) for table in (log.tickets, log.assignments, log.tasks) for column in table.values()} == {0}

    def test_urgency_area_and_route(self, tmp_path):
        """Urgency is the type's own or the general one; the first route that fits type and area holds."""
        # everything arises in the south; outside delays of 10, 20 and 30 min tell the units apart.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:00/b 9:00/c 9:05/a",
                {
                    "urgency": {"urgent": "100 %"},
                    "urgency_by_type": {"a": {"critical": "100 %"}, "b": {"normal": "100 %"}},
                    "areas": {"north": "0 %", "south": "100 %"},
                    "routes": [
                        to("ten", types=["a"]),
                        to("twenty", types=["a", "b"], areas=["south"]),
                        to("ten", types=["c"], areas=["north"]),
                        to("thirty", types=["c"]),
                    ],
                },
                units={name: unit(work=None, outside=f"{delay} min") for name, delay in
                       (("ten", 10), ("twenty", 20), ("thirty", 30))},
            )
        )  # fmt: skip
        check_tickets(
            log,
            """
            type  urgency   area   arms  received  dispatched  accepted  handled  closed
            a     critical  south  1     9:00      9:00        9:00      9:10     9:10
            b     normal    south  1     9:00      9:00        9:00      9:20     9:20
            c     urgent    south  1     9:00      9:00        9:00      9:30     9:30
            a     critical  south  1     9:05      9:05        9:05      9:15     9:15
            """,
        )
        check_assignments(
            log,
            """
            ticket  unit    dispatched  ended
            0       ten     9:00        9:10
            1       twenty  9:00        9:20
            2       thirty  9:00        9:30
            3       ten     9:05        9:15
            """,
        )
        check_tasks(log, "ticket stage queued ended person")

    def test_backlog_at_every_stage(self, tmp_path):
        """A ticket of the starting backlog goes on from its stage; what lies behind it is not done again."""
        # confirm 5, audit 10, dispatch 15, work 60, review 20, follow-up 25 min; six at the desk, two crews. 9:00:
        # confirm 0 -> person 0, audit 1 -> 1, dispatch 2 -> 2, review 4 -> 3, follow-up 5 -> 4, the new one -> 5.
        # Crew 6 takes 3. 9:15: 0, 2, 5 free since then, so 0's dispatch -> 0, 6's -> 2. Crew 7 takes 2 at 9:15.
        # 9:20: 5 (9:15) before 3 (9:20). From then on always who is idle longest: see the starts.
        stages = ("confirm", "audit", "dispatch", "handling", "review", "follow_up")
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "confirm": by("desk", "5 min"),
                    "audit": by("desk", "10 min"),
                    "dispatch": by("desk", "15 min"),
                    "review": by("desk", "20 min"),
                    "follow_up": by("desk", "25 min"),
                    "routes": [to("road")],
                    "backlog": [{"count": 1, "type": "general", "stage": stage, "age": "2 h"} for stage in stages],
                },
                desks={"desk": desk(6)},
                units={"road": unit(2)},
            )
        )
        check_tickets(
            log,
            """
            source   received confirmed audited dispatched accepted handled reviewed followed_up closed dispatches
            backlog  -2:00    9:05      9:15    9:30       9:30     11:15   11:35    12:00       12:00  1
            backlog  -2:00    -         9:10    9:25       9:25     11:00   11:20    11:45       11:45  1
            backlog  -2:00    -         -       9:15       9:15     10:15   10:35    11:00       11:00  1
            backlog  -2:00    -         -       -          -2:00    10:00   10:20    10:45       10:45  1
            backlog  -2:00    -         -       -          -        -       9:20     9:45        9:45   0
            backlog  -2:00    -         -       -          -        -       -        9:25        9:25   0
            transfer 9:00     9:05      9:15    9:30       9:30     12:00   12:20    12:45       12:45  1
            """,
        )  # fmt: skip
        check_assignments(
            log,
            """
            ticket  dispatched  started  worked  ended
            0       9:30        10:15    11:15   11:15
            1       9:25        10:00    11:00   11:00
            2       9:15        9:15     10:15   10:15
            3       -2:00       9:00     10:00   10:00
            6       9:30        11:00    12:00   12:00
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage      queued  started  ended  group  person
            0       confirm    0:00    9:00     9:05   desk   0
            0       audit      9:05    9:05     9:15   desk   0
            0       dispatch   9:15    9:15     9:30   desk   0
            0       handling   9:30    10:15    11:15  road   7
            0       review     11:15   11:15    11:35  desk   5
            0       follow_up  11:35   11:35    12:00  desk   1
            1       audit      0:00    9:00     9:10   desk   1
            1       dispatch   9:10    9:10     9:25   desk   1
            1       handling   9:25    10:00    11:00  road   6
            1       review     11:00   11:00    11:20  desk   2
            1       follow_up  11:20   11:20    11:45  desk   3
            2       dispatch   0:00    9:00     9:15   desk   2
            2       handling   9:15    9:15     10:15  road   7
            2       review     10:15   10:15    10:35  desk   1
            2       follow_up  10:35   10:35    11:00  desk   0
            3       handling   0:00    9:00     10:00  road   6
            3       review     10:00   10:00    10:20  desk   3
            3       follow_up  10:20   10:20    10:45  desk   4
            4       review     0:00    9:00     9:20   desk   3
            4       follow_up  9:20    9:20     9:45   desk   5
            5       follow_up  0:00    9:00     9:25   desk   4
            6       confirm    9:00    9:00     9:05   desk   5
            6       audit      9:05    9:05     9:15   desk   5
            6       dispatch   9:15    9:15     9:30   desk   2
            6       handling   9:30    11:00    12:00  road   6
            6       review     12:00   12:00    12:20  desk   4
            6       follow_up  12:20   12:20    12:45  desk   0
            """,
        )

    def test_backlog_of_a_file(self, tmp_path):
        """Rows of a file have type, urgency, stage, unit, receipt and due time of their own; counts come first."""
        # road: urgent before normal, so 1 9:00-10:00, 0 10:00-11:00, 2 (dispatched 9:10-9:20) 11:00-12:00.
        # desk: critical first: review of 3 9:00-9:10, dispatch of 2 -9:20, reviews of 1, 0, 2 as they are handled.
        # Due: 0 24 h after 0:00; 1 and 3 as in the file; 2 24 h after Saturday 9:00.
        rows = (
            "general,urgent,handling,road,2026-03-01 10:00,2026-03-02 12:00",
            "general,normal,dispatch,,2026-02-28 09:00,",
            "general,critical,review,,2026-03-02 00:00,2026-03-01 23:00",
        )
        header = "type,urgency,stage,unit,received,due"
        (tmp_path / "open.csv").write_text("\n".join([header, *rows]) + "\n")
        names = header.split(",")
        log = self.run(
            transfers(
                tmp_path,
                "24:00",
                {
                    "dispatch": by("desk", "10 min"),
                    "review": by("desk", "10 min"),
                    "routes": [to("road")],
                    "deadlines": {"closure": {"limits": {"normal": "24 h"}}},
                    "backlog": [{"count": 1, "type": "general", "stage": "handling", "unit": "road"}],
                    "backlog_file": {"file": "open.csv", **{name: name for name in names}},
                },
                desks={"desk": desk()},
                units={"road": unit()},
            )
        )
        check_tickets(
            log,
            """
            source   citizen  urgency   received  dispatched  accepted  handled  reviewed  closed  due     dispatches
            backlog  0        normal    0:00      -           0:00      11:00    11:10     11:10   24:00   1
            backlog  0        urgent    -14:00    -           -14:00    10:00    10:10     10:10   12:00   1
            backlog  1        normal    -39:00    9:20        9:20      12:00    12:10     12:10   -15:00  1
            backlog  2        critical  0:00      -           -         -        9:10      9:10    -1:00   0
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  started  worked  ended
            0       0:00        10:00    11:00   11:00
            1       -14:00      9:00     10:00   10:00
            2       9:20        11:00    12:00   12:00
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     class     queued  started  ended  group  person
            0       handling  normal    0:00    10:00    11:00  road   1
            0       review    normal    11:00   11:00    11:10  desk   0
            1       handling  urgent    0:00    9:00     10:00  road   1
            1       review    urgent    10:00   10:00    10:10  desk   0
            2       dispatch  normal    0:00    9:10     9:20   desk   0
            2       handling  normal    9:20    11:00    12:00  road   1
            2       review    normal    12:00   12:00    12:10  desk   0
            3       review    critical  0:00    9:00     9:10   desk   0
            """,
        )

    def test_backlog_of_a_unit_with_copies(self, tmp_path):
        """Open tickets of a unit that there is several times go to its copies in turn."""
        log = self.run(
            transfers(
                tmp_path,
                "24:00",
                {
                    "routes": [to("district")],
                    "backlog": [
                        {"count": count, "type": "general", "stage": "handling", "unit": "district"} for count in (2, 1)
                    ],
                },
                units={"district": unit(copies=2)},
            )
        )
        check_assignments(
            log,
            """
            ticket  unit        dispatched  started  worked  ended
            0       district_1  0:00        9:00     10:00   10:00
            1       district_2  0:00        9:00     10:00   10:00
            2       district_1  0:00        10:00    11:00   11:00
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     unit        queued  started  ended  group       person
            0       handling  district_1  0:00    9:00     10:00  district_1  0
            1       handling  district_2  0:00    9:00     10:00  district_2  1
            2       handling  district_1  0:00    10:00    11:00  district_1  0
            """,
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches
            backlog  0:00      -           0:00      10:00    10:00   1
            backlog  0:00      -           0:00      10:00    10:00   1
            backlog  0:00      -           0:00      11:00    11:00   1
            """,
        )
        check_staff(
            log,
            """
            group       person  planned
            district_1  0       9:00..17:00
            district_2  1       9:00..17:00
            """,
        )

    @pytest.mark.parametrize(("merge", "waits"), [("0 %", "outside"), ("100 %", "outside"), ("100 %", "in silence")])
    def test_requests_of_an_incident_are_merged(self, tmp_path, merge, waits):
        """Requests of one cause join its ticket while it is open, even in silence; a closed one is followed by another.

        A request that comes in at the very instant of the closure still joins.
        """
        # All members of a cause ring at once, one operator has 1 min for each: the k-th is done after k minutes. A
        # ticket is open for 3 min, so the first one takes members 1 to 4, the second one 5 to 8, and so on.
        bursts = {"per_day": 3, "mean_size": 6, "delay": {"law": "deterministic", "value": "1 min"}, "type": "burst"}
        silence = {"time": {"law": "deterministic", "value": "3 min"}}
        stream = {
            "channel": "phone",
            "per_day": 1e-9,
            "types": {"burst": 1.0},
            "incidents": {"pipe": bursts | {"merge": merge}},
        }
        log = self.run(
            Scenario.model_validate(
                {
                    "hotline": 1,
                    "clock": {"start": MONDAY, "days": 1},
                    "demand": {"calls": stream},
                    "operators": {"floor": team(hours="00:00-24:00")},
                    "direct_answer": "0 %",
                    "units": {"road": unit(work=None, outside="3 min" if waits == "outside" else None)},
                    "tickets": {"routes": [to("road")]} | ({"silence": silence} if waits == "in silence" else {}),
                }
            ),
            seed=10,
        )
        contacts, tickets = rows_of(log.contacts), rows_of(log.tickets)
        members: dict[int, list[int]] = {}
        for contact in contacts:
            members.setdefault(contact["citizen"] >> 12, []).append(contact["talk_end_us"])
        minute = us("0:01")
        for talk_ends in members.values():  # no two causes meet, and none comes at the end of the day
            assert talk_ends == [talk_ends[0] + k * minute for k in range(len(talk_ends))]
            assert talk_ends[-1] < us("23:50")
        most = 4 if merge == "100 %" else 1
        expected = [
            (min(most, len(talk_ends) - first), talk_ends[first], talk_ends[first] + us("0:03"))
            for talk_ends in sorted(members.values())
            for first in range(0, len(talk_ends), most)
        ]
        names = ("requests", "received_us", "closed_us")
        assert [tuple(row[name] for name in names) for row in tickets] == expected
        assert Counter(row["source"] for row in tickets) == {0: len(expected)}
        assert sum(row["requests"] for row in tickets) == len(contacts)
        assert max(len(talk_ends) for talk_ends in members.values()) > 4
