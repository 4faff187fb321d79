"""Worlds of tickets: review, follow-up, closure, satisfaction, reopening."""

from __future__ import annotations

import pytest

from sim.rules.codes import Stage

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, desk, to, transfers, unit
from .world import Worlds, fixed


class WorldsOfTicketClosing(Worlds):
    """What comes after the handling."""

    def test_citizens_who_are_not_reached(self, tmp_path):
        """Who is not reached is called again after the gap, in the window, and closed as unreached after the last try.

        A try in vain has its own length.
        """
        # tries of 1 min, 4 h apart, window 8:30-20:30. 0: 12:00, 16:01, 20:02. 1: 13:00, 17:01, then 21:02 is too
        # late: 32:30.
        log = self.run(
            transfers(
                tmp_path,
                "12:00 13:00",
                {
                    "follow_up": by(
                        "desk", "5 min", unreached="100 %", unreached_time=fixed("1 min"), tries=3, gap="4 h", window={}
                    )
                },
                days=2,
                desks={"desk": desk(1, "08:00-22:00")},
            )
        )
        check_tickets(
            log,
            """
            received  handled  followed_up  closed  tries  reached
            12:00     12:00    20:03        20:03   3      0
            13:00     13:00    32:31        32:31   3      0
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage      visit  queued  started  ended  person
            0       follow_up  0      12:00   12:00    12:01  0
            0       follow_up  1      16:01   16:01    16:02  0
            0       follow_up  2      20:02   20:02    20:03  0
            1       follow_up  0      13:00   13:00    13:01  0
            1       follow_up  1      17:01   17:01    17:02  0
            1       follow_up  2      21:02   32:30    32:31  0
            """,
        )

    def test_a_single_try(self, tmp_path):
        """With one try a citizen who is not reached is not called again; without a length of its own it is as long."""
        log = self.run(
            transfers(
                tmp_path,
                "12:00",
                {"follow_up": by("desk", "5 min", unreached="100 %", tries=1)},
                desks={"desk": desk()},
            )
        )
        check_tickets(log, "received handled followed_up closed tries reached\n 12:00 12:00 12:05 12:05 1 0")
        check_tasks(log, "ticket stage queued ended person\n 0 follow_up 12:00 12:05 0")

    def test_satisfied_in_time(self, tmp_path):
        """Who is called back as the ticket falls due is satisfied, who is a minute later is not.

        Where tickets are closed as they are handled, that is the instant that counts; without a deadline none is late.
        """

        # due 9:30. 0: 25 min outside, call -9:30. 1: 26 min, -9:31.
        def world(**closed_at):
            return transfers(
                tmp_path,
                "9:00/a 9:00/b",
                {
                    "routes": [to("a", types=["a"]), to("b", types=["b"])],
                    "follow_up": by("desk", "5 min", satisfied_in_time="100 %", satisfied_late="0 %"),
                    "deadlines": {"closure": {"limits": limits}},
                    **closed_at,
                },
                desks={"desk": desk(2)},
                units={"a": unit(work=None, outside="25 min"), "b": unit(work=None, outside="26 min")},
            )

        limits = {"normal": "30 min"}
        head = "type received dispatched accepted handled followed_up closed tries reached satisfied due"
        check_tickets(
            self.run(world()),
            f"""
            {head}
            a 9:00 9:00 9:00 9:25 9:30 9:30 1 1 1 9:30
            b 9:00 9:00 9:00 9:26 9:31 9:31 1 1 0 9:30
            """,
        )
        check_tickets(
            self.run(world(closed_at="handled")),
            f"""
            {head}
            a 9:00 9:00 9:00 9:25 9:30 9:25 1 1 1 9:30
            b 9:00 9:00 9:00 9:26 9:31 9:26 1 1 1 9:30
            """,
        )
        limits = {"urgent": "30 min"}
        check_tickets(
            self.run(world()),
            f"""
            {head}
            a 9:00 9:00 9:00 9:25 9:30 9:30 1 1 1 -
            b 9:00 9:00 9:00 9:26 9:31 9:31 1 1 1 -
            """,
        )

    def test_not_followed_up(self, tmp_path):
        """Tickets that are not followed up are closed at once after the review."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {"review": by("desk", "10 min"), "follow_up": by("desk", "5 min", share="0 %")},
                desks={"desk": desk()},
            )
        )
        check_tickets(log, "received handled reviewed closed\n 9:00 9:00 9:10 9:10")
        check_tasks(log, "ticket stage queued ended person\n 0 review 9:00 9:10 0")

    @pytest.mark.parametrize(
        ("closed_at", "closed"),
        [("handled", "10:00"), ("reviewed", "10:10"), ("followed_up", "10:15"), (None, "10:15")],
    )
    def test_the_milestone_that_closes(self, tmp_path, closed_at, closed):
        """A ticket is closed when it is handled, reviewed or followed up, as the scenario says; its path goes on."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "routes": [to("road")],
                    "review": by("desk", "10 min"),
                    "follow_up": by("desk", "5 min"),
                    "closed_at": closed_at,
                },
                desks={"desk": desk()},
                units={"road": unit(1, "1 h")},
            )
        )
        check_tickets(
            log,
            f"""
            received  dispatched  accepted  handled  reviewed  followed_up  closed
            9:00      9:00        9:00      10:00    10:10     10:15        {closed}
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage      unit  queued  ended  group  person
            0       handling   road  9:00    10:00  road   1
            0       review     -     10:00   10:10  desk   0
            0       follow_up  -     10:10   10:15  desk   0
            """,
        )

    def test_closed_and_still_to_be_followed_up(self, tmp_path):
        """A ticket that is closed stays closed at the end of the run, though its review or follow-up is yet to come."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00 16:00",
                {
                    "routes": [to("road")],
                    "review": by("desk", "10 min"),
                    "follow_up": by("desk", "5 min"),
                    "closed_at": "handled",
                },
                desks={"desk": desk(hours="09:00-10:09")},
                units={"road": unit(1, "1 h")},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  reviewed  closed
            9:00      9:00        9:00      10:00    10:10     10:00
            16:00     16:00       16:00     17:00    -         17:00
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage      unit  queued  started  ended  group  person
            0       handling   road  9:00    9:00     10:00  road   1
            0       review     -     10:00   10:00    10:10  desk   0
            0       follow_up  -     10:10   -        -      -      -
            1       handling   road  16:00   16:00    17:00  road   1
            1       review     -     17:00   -        -      -      -
            """,
        )

    @pytest.mark.parametrize(
        ("to_where", "arms", "accepted", "lead", "other", "done"),
        [
            ("handling", "lead", "12:20", "12:20", None, "13:20"),
            ("handling", "all", "12:20", "12:20", "12:20", "15:20"),
            ("dispatch", "lead", "12:35", "12:30", None, "13:35"),
            ("dispatch", "all", "12:35", "12:30", "12:30", "15:30"),
        ],
    )
    def test_reopened(self, tmp_path, to_where, arms, accepted, lead, other, done):
        """An unsolved matter goes back to the units, who have accepted it, or to the desk; the lead's part, or all.

        The milestones of receipt, dispatch and acceptance are the first ones, the others the last ones.
        """
        # dispatch 9:00-9:10; a: acceptance 5 min, work 9:15-10:15; b: 3 h outside, 12:10; review 12:10-12:15, call
        # -12:20, reopened. To the units: a works 12:20-13:20, b 12:20-15:20. To dispatch: -12:30, a accepts at 12:35
        # and works to 13:35, b has it 12:30-15:30. Then review 5 min, call 5 min.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "dispatch": by("desk", "10 min"),
                    "routes": [to("a", "b")],
                    "review": by("desk", "5 min"),
                    "follow_up": by("desk", "5 min"),
                    "reopen": {"share": ["100 %", "0 %"], "to": to_where, "arms": arms},
                },
                desks={"desk": desk()},
                units={"a": unit(1, "1 h", acceptance="5 min"), "b": unit(work=None, outside="3 h")},
            )
        )
        hour, minute = done.split(":")
        reviewed, closed = f"{hour}:{int(minute) + 5}", f"{hour}:{int(minute) + 10}"
        a_done = f"13:{accepted[3:]}"
        check_tickets(
            log,
            f"""
            received dispatched accepted handled reviewed   followed_up closed   arms dispatches          handlings
            9:00     9:10       9:10     {done}  {reviewed} {closed}    {closed} 2    {4 if other else 3} 2
            """,
        )  # fmt: skip
        again = f"0 1 1 b {other} {other} - - {done}" if other else ""
        check_assignments(
            log,
            f"""
            ticket  handling  arm  unit  dispatched  accepted    started     worked    ended
            0       0         0    a     9:10        9:15        9:15        10:15     10:15
            0       0         1    b     9:10        9:10        -           -         12:10
            0       1         0    a     {lead}      {accepted}  {accepted}  {a_done}  {a_done}
            {again}
            """,
        )
        sent = "0 1 dispatch - 12:20 12:30 desk 0" if to_where == "dispatch" else ""
        check_tasks(
            log,
            f"""
            ticket  handling  stage      unit  queued      ended       group  person
            0       0         dispatch   -     9:00        9:10        desk   0
            0       0         handling   a     9:15        10:15       a      1
            0       0         review     -     12:10       12:15       desk   0
            0       0         follow_up  -     12:15       12:20       desk   0
            {sent}
            0       1         handling   a     {accepted}  {a_done}    a      1
            0       1         review     -     {done}      {reviewed}  desk   0
            0       1         follow_up  -     {reviewed}  {closed}    desk   0
            """,
        )

    def test_reopened_to_a_desk_that_errs(self, tmp_path):
        """Each handling counts its dispatches anew; whether the first dispatch was right does not change."""
        # 9:00-9:10 wrong, -9:20 right, a 9:20-10:20, call -10:25; -10:35 wrong, -10:45 right, a -11:45, call -11:50.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "dispatch": by("desk", "10 min", accuracy=["0 %", "100 %"], max_returns=1),
                    "routes": [to("a")],
                    "follow_up": by("desk", "5 min"),
                    "reopen": {"share": ["100 %", "0 %"], "to": "dispatch"},
                },
                desks={"desk": desk()},
                units={"a": unit(1, "1 h"), "b": unit(work=None)},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  followed_up  closed  right_first  dispatches  returns  handlings
            9:00      9:10        9:20      11:45    11:50        11:50   0            4           2        2
            """,
        )  # fmt: skip
        check_assignments(
            log,
            """
            ticket  handling  dispatch  unit  dispatched  returned  started  worked  ended
            0       0         0         b     9:10        9:10      -        -       9:10
            0       0         1         a     9:20        -         9:20     10:20   10:20
            0       1         0         b     10:35       10:35     -        -       10:35
            0       1         1         a     10:45       -         10:45    11:45   11:45
            """,
        )

    def test_closed_reopened_and_closed_again(self, tmp_path):
        """A ticket closed as handled is open again from its reopening to its next handling; the last closure holds."""
        # 0: closed 10:00, call -10:05, closed 11:05, call -11:10, closed 12:10, call -12:15. 1: closed 14:00, as the
        # crew leaves, and reopened at 14:05. What those say who are called late is the same here.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 13:00",
                {
                    "routes": [to("road")],
                    "follow_up": by("desk", "5 min"),
                    "reopen": {"share": ["100 %", "100 %", "0 %"]},
                    "closed_at": "handled",
                    "deadlines": {"closure": {"limits": {"normal": "2 h"}}},
                },
                desks={"desk": desk()},
                units={"road": unit(1, "1 h", "09:00-14:00")},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  followed_up  closed  state     dispatches  handlings  tries  due
            9:00      9:00        9:00      12:10    12:15        12:10   closed    3           3          1      11:00
            13:00     13:00       13:00     14:00    14:05        -       handling  2           2          0      15:00
            """,
        )  # fmt: skip
        check_assignments(
            log,
            """
            ticket  handling  dispatched  started  worked  ended
            0       0         9:00        9:00     10:00   10:00
            0       1         10:05       10:05    11:05   11:05
            0       2         11:10       11:10    12:10   12:10
            1       0         13:00       13:00    14:00   14:00
            1       1         14:05       -        -       -
            """,
        )

    def test_each_review_takes_its_own_time(self, tmp_path):
        """The review of a reopened ticket is as long as a draw of its own says, like everything done again."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "review": {"by": "desk", "time": {"law": "exponential", "mean": "10 min"}},
                    "follow_up": by("desk", "1 min"),
                    "reopen": {"share": ["100 %", "100 %", "0 %"]},
                },
                desks={"desk": desk()},
            )
        )
        reviews = log.tasks["stage"] == Stage.REVIEW
        lengths = (log.tasks["ended_us"] - log.tasks["started_us"])[reviews]
        assert log.tasks["handling"][reviews].tolist() == [0, 1, 2]
        assert len(set(lengths.tolist())) == 3
