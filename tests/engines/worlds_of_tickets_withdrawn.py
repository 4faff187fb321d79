"""Worlds of tickets: what becomes of a ticket that its citizen withdraws."""

from __future__ import annotations

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, closure, desk, each, to, transfers, unit
from .world import Worlds, check_staff, fixed


class WorldsOfWithdrawnTickets(Worlds):
    """Where a ticket is when it is withdrawn."""

    def test_withdrawn_at_each_kind_of_moment(self, tmp_path):
        """A withdrawn ticket leaves every line; work in hand is finished and leads nowhere; no delay goes on.

        Who is done just then is closed. A ticket of two arms is withdrawn from the units that still have it.
        """
        # after 30 min. road's crew: 0 9:00-10:00, withdrawn 9:30; 1 has waited for it; 2 of 9:35 is taken at 10:00,
        # withdrawn at 10:05, done at 11:00. exact: work 9:00-9:30. joint: west is done at 9:10.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/road 9:00/road 9:00/exact 9:00/accept 9:00/outside 9:00/joint 9:35/road",
                {
                    "routes": [*each("road", "exact", "accept", "outside"), to("outside", "west")],
                    "review": by("desk", "10 min"),
                    "withdrawal": {"share": "100 %", "after": fixed("30 min")},
                    "closed_at": "handled",
                },
                desks={"desk": desk()},
                units={
                    "road": unit(1, "1 h"),
                    "exact": unit(1, "30 min"),
                    "accept": unit(work=None, acceptance="2 h"),
                    "outside": unit(work=None, outside="2 h"),
                    "west": unit(work=None, outside="10 min"),
                },
            )
        )
        check_tickets(
            log,
            """
            type     received  dispatched  accepted  handled  reviewed  closed  withdrawn  arms
            road     9:00      9:00        9:00      -        -         -       9:30       1
            road     9:00      9:00        9:00      -        -         -       9:30       1
            exact    9:00      9:00        9:00      9:30     9:40      9:30    -          1
            accept   9:00      9:00        -         -        -         -       9:30       1
            outside  9:00      9:00        9:00      -        -         -       9:30       1
            joint    9:00      9:00        9:00      -        -         -       9:30       2
            road     9:35      9:35        9:35      -        -         -       10:05      1
            """,
        )
        check_assignments(
            log,
            """
            ticket  arm  unit     dispatched  accepted  started  worked  ended  state
            0       0    road     9:00        9:00      9:00     -       9:30   withdrawn
            1       0    road     9:00        9:00      -        -       9:30   withdrawn
            2       0    exact    9:00        9:00      9:00     9:30    9:30   handled
            3       0    accept   9:00        -         -        -       9:30   withdrawn
            4       0    outside  9:00        9:00      -        -       9:30   withdrawn
            5       0    outside  9:00        9:00      -        -       9:30   withdrawn
            5       1    west     9:00        9:00      -        -       9:10   handled
            6       0    road     9:35        9:35      10:00    -       10:05  withdrawn
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     unit   queued  started  ended  left  group  person
            0       handling  road   9:00    9:00     10:00  -     road   2
            1       handling  road   9:00    -        -      9:30  -      -
            2       handling  exact  9:00    9:00     9:30   -     exact  1
            2       review    -      9:30    9:30     9:40   -     desk   0
            6       handling  road   9:35    10:00    11:00  -     road   2
            """,
        )

    def test_withdrawn_at_the_desk(self, tmp_path):
        """A ticket withdrawn in a desk's line, in its work, between two tries or at the machine goes no further."""
        # after 30 min. In hand: audit of 0 9:00-9:40, withdrawn 9:30. In line: 1.
        pair = {"withdrawal": {"share": "100 %", "after": fixed("30 min")}}
        log = self.run(
            transfers(tmp_path, "9:00 9:00", {"audit": by("desk", "40 min"), **pair}, desks={"desk": desk()})
        )
        check_tickets(log, "received handled closed withdrawn\n 9:00 - - 9:30\n 9:00 - - 9:30")
        check_tasks(
            log,
            """
            ticket  stage  queued  started  ended  left  person
            0       audit  9:00    9:00     9:40   -     0
            1       audit  9:00    -        -      9:30  -
            """,
        )
        # Between two tries: 9:00-9:05, and no second one.
        call = by("desk", "5 min", unreached="100 %", tries=2, gap="4 h")
        log = self.run(transfers(tmp_path, "9:00", {"follow_up": call, **pair}, desks={"desk": desk()}))
        check_tickets(log, "received handled followed_up closed withdrawn tries reached\n 9:00 9:00 - - 9:30 1 0")
        check_tasks(log, "ticket stage queued ended person\n 0 follow_up 9:00 9:05 0")
        # At the machine, and with a unit that would return it.
        for minutes, sent in ((60, "-"), (10, "9:10")):
            smart = {"time": fixed(f"{minutes} min"), "accuracy": "0 %"}
            log = self.run(
                transfers(
                    tmp_path,
                    "9:00",
                    {"dispatch": {"smart": smart}, "routes": [to("a")], **pair},
                    units={"a": unit(work=None), "b": unit(work=None, notice="1 h")},
                )
            )
            right = "-" if sent == "-" else "0"
            check_tickets(
                log,
                f"received dispatched accepted handled closed withdrawn right_first\n 9:00 {sent} - - - 9:30 {right}",
            )
            row = "" if sent == "-" else "0 b 1 0 9:10 - - 9:30 withdrawn"
            check_assignments(log, f"ticket unit machine right dispatched accepted returned ended state\n {row}")

    def test_withdrawn_while_put_down(self, tmp_path):
        """Work that a shift's end put down is not taken up again when the ticket is withdrawn meanwhile."""
        # 0 9:00-10:00, put down with 1 h left, withdrawn at 11:00. 1 of 10:30 waits, withdrawn at 12:30.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 10:30/b",
                {
                    "routes": [to("road")],
                    "withdrawal": {"share": "100 %", "after": fixed("2 h")},
                    "closed_at": "handled",
                },
                days=2,
                units={"road": unit(1, "2 h", "09:00-10:00", shift_end="pause")},
            )
        )
        check_tickets(
            log,
            """
            type  received  dispatched  accepted  handled  closed  withdrawn
            a     9:00      9:00        9:00      -        -       11:00
            b     10:30     10:30       10:30     -        -       12:30
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  left   person
            0       handling  9:00    9:00     -      11:00  0
            1       handling  10:30   -        -      12:30  -
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       task
            0       on_duty  9:00..10:00   -
            0       stretch  9:00..10:00   0/handling
            0       on_duty  33:00..34:00  -
            """,
        )

    def test_nobody_withdraws_what_is_closed(self, tmp_path):
        """A ticket that is closed, and only waits for its call, can be neither withdrawn nor put on the list."""
        # closed at 9:00 as handled; the desk comes at 12:00; after 30 min nothing happens.
        later = {"share": "100 %", "after": fixed("30 min")}
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "follow_up": by("desk", "5 min"),
                    "closed_at": "handled",
                    "deadlines": closure("1 h"),
                    "supervision": {"reminders": ["50 %"], "act": by("desk", "5 min")},
                    "withdrawal": later,
                    "long_term": later,
                },
                desks={"desk": desk(hours="12:00-17:00")},
            )
        )
        check_tickets(
            log,
            "received handled followed_up closed tries reached satisfied due\n 9:00 9:00 12:05 9:00 1 1 1 10:00",
        )
        check_tasks(log, "ticket stage queued started ended person\n 0 follow_up 9:00 12:00 12:05 0")
