"""Worlds of tickets: who does what at the desks, in which order, and when citizens may be called."""

from __future__ import annotations

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, desk, transfers
from .world import Worlds, check_contacts, check_staff, fixed, hotline, team

URGENCIES = {"n": {"normal": "100 %"}, "u": {"urgent": "100 %"}, "c": {"critical": "100 %"}}

DAY_AND_NIGHT = {"open": "00:00", "close": "24:00"}


class WorldsOfTicketDesks(Worlds):
    """Work of people on tickets that is not done at the spot."""

    def test_urgency_orders_a_desks_line(self, tmp_path):
        """Critical before urgent before normal, then first entry into the line, then the lower ticket.

        What is in hand is not interrupted.
        """
        # audit 10 min, one person: 0 9:00-9:10, then critical 3, urgent 2, 4 and 5 (of one instant), normal 1.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/n 9:01/n 9:02/u 9:03/c 9:04/u 9:04/u",
                {"urgency_by_type": URGENCIES, "audit": by("desk", "10 min")},
                desks={"desk": desk()},
            )
        )
        check_tickets(
            log,
            """
            type  urgency   received  audited  handled  closed
            n     normal    9:00      9:10     9:10     9:10
            n     normal    9:01      10:00    10:00    10:00
            u     urgent    9:02      9:30     9:30     9:30
            c     critical  9:03      9:20     9:20     9:20
            u     urgent    9:04      9:40     9:40     9:40
            u     urgent    9:04      9:50     9:50     9:50
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage  class     queued  started  ended  person
            0       audit  normal    9:00    9:00     9:10   0
            1       audit  normal    9:01    9:50     10:00  0
            2       audit  urgent    9:02    9:20     9:30   0
            3       audit  critical  9:03    9:10     9:20   0
            4       audit  urgent    9:04    9:30     9:40   0
            5       audit  urgent    9:04    9:40     9:50   0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_tickets_among_calls_and_messages(self, tmp_path):
        """Work on tickets comes after every call; among messages critical stands as priority 1, urgent 3, normal 5.

        Of equal class the earlier one goes first, and at one instant a contact before a task.
        """
        # operator: call 9:00-9:10, call of 9:06 (priority 9) -9:20, message of priority 1 -9:25, critical -9:30,
        # urgent (3) -9:35, message of priority 4 -9:40, normal (5) of 9:01 -9:45, message of priority 5 -9:50.
        log = self.run(
            hotline(
                tmp_path,
                {
                    "calls": "9:00/p9 9:06/p9",
                    "messages": "9:02/p5 9:03/p4 9:05/p1",
                    "transfers": "9:01/n 9:04/u 9:05/c",
                },
                {"floor": team(1, "10 min", online="5 min")},
                types={f"p{number}": {"priority": number} for number in (1, 4, 5, 9)},
                tickets={"urgency_by_type": URGENCIES, "audit": by("floor", "5 min")},
            )
        )
        check_contacts(
            log,
            """
            request  arrived  stream    type  answered  talk_end  person
            0        9:00     calls     p9    9:00      9:10      0
            2        9:02     messages  p5    9:45      9:50      0
            3        9:03     messages  p4    9:35      9:40      0
            5        9:05     messages  p1    9:20      9:25      0
            7        9:06     calls     p9    9:10      9:20      0
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage  class     queued  started  ended  person
            0       audit  normal    9:01    9:40     9:45   0
            1       audit  urgent    9:04    9:30     9:35   0
            2       audit  critical  9:05    9:25     9:30   0
            """,
        )
        check_tickets(
            log,
            """
            request  type  urgency   received  audited  handled  closed
            1        n     normal    9:01      9:45     9:45     9:45
            4        u     urgent    9:04      9:35     9:35     9:35
            6        c     critical  9:05      9:30     9:30     9:30
            """,
        )

    def test_a_reserve_for_calls(self, tmp_path):
        """Work on tickets leaves a reserve of free operators for calls."""
        # two operators, one in reserve. Audit 0 9:00-9:10 by 0; audit 1 of 9:01 waits although 1 is free; the call of
        # 9:02 is 1's to 9:05. At 9:10 both are free: 1 (idle since 9:05) takes audit 1.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:02", "transfers": "9:00 9:01"},
                {"floor": team(2, "3 min")},
                tickets={"audit": by("floor", "10 min", reserve=1)},
            )
        )
        check_contacts(log, "request arrived answered talk_end person\n 2 9:02 9:02 9:05 1")
        check_tasks(
            log,
            """
            ticket  stage  queued  started  ended  person
            0       audit  9:00    9:00     9:10   0
            1       audit  9:01    9:10     9:20   1
            """,
        )
        check_tickets(
            log,
            """
            received  audited  handled  closed
            9:00      9:10     9:10     9:10
            9:01      9:20     9:20     9:20
            """,
        )

    def test_groups_in_order_of_preference(self, tmp_path):
        """Of several groups that may do it the first named one does, however long the other has been idle."""
        # the floor is idle since 8:00, the desk since 9:00. 0 -> desk -9:10; 1 of 9:05 -> floor -9:15; 2 of 9:15: desk.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:05 9:15",
                {"audit": {"by": ["desk", "above"], "time": fixed("10 min")}},
                desks={"desk": desk(), "above": desk(hours="08:00-17:00")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage  queued  ended  group  person
            0       audit  9:00    9:10   desk   1
            1       audit  9:05    9:15   above  0
            2       audit  9:15    9:25   desk   1
            """,
        )
        check_tickets(
            log,
            """
            received  audited  handled  closed
            9:00      9:10     9:10     9:10
            9:05      9:15     9:15     9:15
            9:15      9:25     9:25     9:25
            """,
        )
        check_staff(log, "group person planned\n above 0 8:00..17:00\n desk 1 9:00..17:00")

    def test_the_calling_window(self, tmp_path):
        """Citizens are called in the window only: from its first instant on, and no more at its last.

        A call begun a microsecond before the end is not cut; what has to wait overnight is first in the morning.
        """
        # window 8:30-20:30, three people 7:00-22:00, calls of 10 min. 0 waits from 8:00 to 8:30. 3 waits to 32:30,
        # when all are idle since 31:00; 4 comes in at 32:00 and goes behind it.
        log = self.run(
            transfers(
                tmp_path,
                "8:00 8:30 20:29:59.999999 20:30 32:00",
                {"confirm": by("desk", "10 min", window={})},
                days=2,
                desks={"desk": desk(3, "07:00-22:00")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage    queued           started          ended            person
            0       confirm  8:00             8:30             8:40             0
            1       confirm  8:30             8:30             8:40             1
            2       confirm  20:29:59.999999  20:29:59.999999  20:39:59.999999  2
            3       confirm  20:30            32:30            32:40            0
            4       confirm  32:00            32:30            32:40            1
            """,
        )
        check_tickets(
            log,
            """
            received         confirmed        handled          closed
            8:00             8:40             8:40             8:40
            8:30             8:40             8:40             8:40
            20:29:59.999999  20:39:59.999999  20:39:59.999999  20:39:59.999999
            20:30            32:40            32:40            32:40
            32:00            32:40            32:40            32:40
            """,
        )

    def test_a_window_over_midnight(self, tmp_path):
        """A window that ends the next morning is open when the run begins; one that closes waits with its calls."""
        # window 22:00-02:00, people round the clock. 1:59 -> 2:04; 2:00 waits to 22:00; 23:58 -> 24:03; 26:00 waits.
        log = self.run(
            transfers(
                tmp_path,
                "1:59 2:00 23:58 26:00",
                {"confirm": by("desk", "5 min", window={"open": "22:00", "close": "02:00"})},
                days=2,
                desks={"desk": desk(1, "00:00-24:00")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage    queued  started  ended  person
            0       confirm  1:59    1:59     2:04   0
            1       confirm  2:00    22:00    22:05  0
            2       confirm  23:58   23:58    24:03  0
            3       confirm  26:00   46:00    46:05  0
            """,
        )
        check_tickets(
            log,
            """
            received  confirmed  handled  closed
            1:59      2:04       2:04     2:04
            2:00      22:05      22:05    22:05
            23:58     24:03      24:03    24:03
            26:00     46:05      46:05    46:05
            """,
        )

    def test_confirmed_by_share(self, tmp_path):
        """A share of nobody is never called to confirm; a window round the clock is open at any hour."""
        nightly = {"desks": {"desk": desk(hours="00:00-06:00")}}
        log = self.run(
            transfers(tmp_path, "3:00", {"confirm": by("desk", "5 min", share="0 %", window=DAY_AND_NIGHT)}, **nightly)
        )
        check_tickets(log, "received handled closed\n 3:00 3:00 3:00")
        check_tasks(log, "ticket stage queued ended person")
        log = self.run(
            transfers(
                tmp_path, "3:00", {"confirm": by("desk", "5 min", share="100 %", window=DAY_AND_NIGHT)}, **nightly
            )
        )
        check_tickets(log, "received confirmed handled closed\n 3:00 3:05 3:05 3:05")
        check_tasks(log, "ticket stage queued ended person\n 0 confirm 3:00 3:05 0")

    def test_the_path_before_the_units(self, tmp_path):
        """First the confirm call, then the audit; each has its time by type, at the pace of its start."""
        # confirm 4 min, audit 10 min, of type b 6 min; half the pace from 10:00 on.
        # 0: 9:00-9:04, audit -9:14. 1: 9:20-9:24, audit -9:30. 2: 9:58-10:02 (begun at the full pace), audit 12 min.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:20/b 9:58/b",
                {
                    "confirm": by("desk", "4 min"),
                    "audit": by("desk", "10 min", time_by_type={"b": fixed("6 min")}),
                },
                desks={"desk": desk(speed=[{"factor": 0.5, "start": "10:00"}])},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage    queued  ended  person
            0       confirm  9:00    9:04   0
            0       audit    9:04    9:14   0
            1       confirm  9:20    9:24   0
            1       audit    9:24    9:30   0
            2       confirm  9:58    10:02  0
            2       audit    10:02   10:14  0
            """,
        )
        check_tickets(
            log,
            """
            type  received  confirmed  audited  handled  closed
            a     9:00      9:04       9:14     9:14     9:14
            b     9:20      9:24       9:30     9:30     9:30
            b     9:58      10:02      10:14    10:14    10:14
            """,
        )

    def test_calls_to_citizens_are_never_put_down(self, tmp_path):
        """Where a shift's end puts work down, that is papers; a call to a citizen is finished in overtime.

        What was put down is resumed before what came in meanwhile.
        """
        # shift 9:00-10:00, confirm 10 min, audit 20 min. 0 (person 0): 9:45-9:55, audit put down at 10:00, 15 min left,
        # 33:00-33:15. 1 (person 1): call 9:52-10:02; audit at 33:00-33:20 by 1.
        log = self.run(
            transfers(
                tmp_path,
                "9:45 9:52",
                {"confirm": by("desk", "10 min"), "audit": by("desk", "20 min")},
                days=2,
                desks={"desk": desk(2, "09:00-10:00", shift_end="pause")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage    queued  started  resumed  ended  person
            0       confirm  9:45    9:45     9:45     9:55   0
            0       audit    9:55    9:55     33:00    33:15  0
            1       confirm  9:52    9:52     9:52     10:02  1
            1       audit    10:02   33:00    33:00    33:20  1
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual        task
            0       on_duty  9:00..10:00   9:00..10:00   -
            1       on_duty  9:00..10:00   9:00..10:02   -
            0       stretch  9:55..10:00   9:55..10:00   0/audit
            0       on_duty  33:00..34:00  33:00..34:00  -
            1       on_duty  33:00..34:00  33:00..34:00  -
            """,
        )
        check_tickets(
            log,
            """
            received  confirmed  audited  handled  closed
            9:45      9:55       33:15    33:15    33:15
            9:52      10:02      33:20    33:20    33:20
            """,
        )

    def test_open_at_the_end(self, tmp_path):
        """Nothing open is dropped: each ticket stands in its stage, each task as far as it came."""
        # one person from 23:00 for confirm (30 min), audit 1 h: 0 is in the audit at midnight, 1 waits for it (its
        # call was at 23:30-24:00, which is outside), 2 waits to be called.
        log = self.run(
            transfers(
                tmp_path,
                "23:00 23:10 23:59:59.999999 24:00",
                {"confirm": by("call", "30 min", window=DAY_AND_NIGHT), "audit": by("desk", "1 h")},
                desks={"call": desk(hours="20:00-24:00"), "desk": desk(hours="20:00-24:00")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage    queued           started  ended  group  person
            0       confirm  23:00            23:00    23:30  call   0
            0       audit    23:30            23:30    -      desk   1
            1       confirm  23:10            23:30    -      call   0
            2       confirm  23:59:59.999999  -        -      -      -
            """,
        )
        check_tickets(
            log,
            """
            received         confirmed  state
            23:00            23:30      audit
            23:10            -          confirm
            23:59:59.999999  -          confirm
            """,
        )
        check_assignments(log, "ticket unit dispatched ended")
