"""Worlds of tickets: the call to the units of a critical ticket."""

from __future__ import annotations

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, desk, to, transfers, unit
from .world import Worlds

CRITICAL = {"critical": "100 %"}


class WorldsOfCriticalCalls(Worlds):
    """What the desk's call does to acceptance."""

    def test_a_critical_call_cuts_acceptance_short(self, tmp_path):
        """The units of a critical ticket accept at the end of the call to them, if they have not done so before.

        That holds outside their hours too; the call is made to the end when it comes too late.
        """
        # dispatch 9:00-9:10, call 9:10-9:15. x would accept in its hours at 14:00: 9:15. y accepts after 3 min, 9:13,
        # and is closed then. z: dispatch 9:05-9:15, call 9:15-9:20 by 0 (all idle since 9:15), which just meets its
        # own 5 min.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/x 9:00/y 9:05/z",
                {
                    "urgency": CRITICAL,
                    "dispatch": by("desk", "10 min", critical_call=by("desk", "5 min")),
                    "routes": [to(name, types=[name]) for name in "xyz"],
                },
                desks={"desk": desk(3)},
                units={
                    "x": unit(work=None, acceptance="1 h") | {"hours": {"open": "13:00", "close": "17:00"}},
                    "y": unit(work=None, acceptance="3 min"),
                    "z": unit(work=None, acceptance="5 min"),
                },
            )
        )
        check_tickets(
            log,
            """
            type  urgency   received  dispatched  accepted  handled  closed
            x     critical  9:00      9:10        9:15      9:15     9:15
            y     critical  9:00      9:10        9:13      9:13     9:13
            z     critical  9:05      9:15        9:20      9:20     9:20
            """,
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  accepted  ended
            0       x     9:10        9:15      9:15
            1       y     9:10        9:13      9:13
            2       z     9:15        9:20      9:20
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage          class     queued  ended  person
            0       dispatch       critical  9:00    9:10   0
            0       critical_call  critical  9:10    9:15   0
            1       dispatch       critical  9:00    9:10   1
            1       critical_call  critical  9:10    9:15   1
            2       dispatch       critical  9:05    9:15   2
            2       critical_call  critical  9:15    9:20   0
            """,
        )

    def test_a_critical_call_that_comes_too_late(self, tmp_path):
        """Calls still waiting when the ticket is closed are not made; where work goes on they are, in vain."""
        # one at the desk. 0: dispatch 9:00-9:10; 1: dispatch (in line since 9:05) 9:10-9:20, before the call about 0.
        # a accepts 0 after 3 min, 9:13, and needs 1 h; b accepts 1 after 3 min, 9:23, and is done: closed. The call
        # about 0 is made 9:20-9:25, the one about 1, in line since 9:20, is not.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/x 9:05/y",
                {
                    "urgency": CRITICAL,
                    "dispatch": by("desk", "10 min", critical_call=by("desk", "5 min")),
                    "routes": [to("a", types=["x"]), to("b", types=["y"])],
                },
                desks={"desk": desk()},
                units={"a": unit(1, "1 h", acceptance="3 min"), "b": unit(work=None, acceptance="3 min")},
            )
        )
        check_tickets(
            log,
            """
            type  urgency   received  dispatched  accepted  handled  closed
            x     critical  9:00      9:10        9:13      10:13    10:13
            y     critical  9:05      9:20        9:23      9:23     9:23
            """,
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  accepted  started  worked  ended
            0       a     9:10        9:13      9:13     10:13   10:13
            1       b     9:20        9:23      -        -       9:23
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage          unit  class     queued  started  ended  left  group  person
            0       dispatch       -     critical  9:00    9:00     9:10   -     desk   0
            0       critical_call  -     critical  9:10    9:20     9:25   -     desk   0
            0       handling       a     critical  9:13    9:13     10:13  -     a      1
            1       dispatch       -     critical  9:05    9:10     9:20   -     desk   0
            1       critical_call  -     critical  9:20    -        -      9:23  -      -
            """,
        )

    def test_a_critical_call_to_a_wrong_unit(self, tmp_path):
        """The call makes a wrong unit notice; the next dispatch is followed by a call of its own."""
        # dispatch 9:00-9:10 wrongly to b, call 9:10-9:15, returned 9:15, dispatch -9:25, call -9:30: a accepts.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "urgency": CRITICAL,
                    "dispatch": by("desk", "10 min", accuracy=["0 %", "100 %"], critical_call=by("desk", "5 min")),
                    "routes": [to("a")],
                },
                desks={"desk": desk()},
                units={name: unit(work=None, acceptance="1 h", notice="2 h") for name in "ab"},
            )
        )
        check_tickets(
            log,
            """
            urgency   received  dispatched  accepted  handled  closed  right_first  dispatches  returns
            critical  9:00      9:10        9:30      9:30     9:30    0            2           1
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatch  unit  dispatched  accepted  returned  ended
            0       0         b     9:10        -         9:15      9:15
            0       1         a     9:25        9:30      -         9:30
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage          visit  class     queued  ended  person
            0       dispatch       0      critical  9:00    9:10   0
            0       dispatch       1      critical  9:15    9:25   0
            0       critical_call  0      critical  9:10    9:15   0
            0       critical_call  1      critical  9:25    9:30   0
            """,
        )

    def test_one_critical_call_for_all_arms(self, tmp_path):
        """One call goes to all units of a dispatch; whoever has accepted by then has; others are not called at all."""
        # dispatch 9:00-9:10, call 9:10-9:15: a (1 h) accepts at 9:15, b (2 min) at 9:12. The urgent one has no call.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/c 10:00/u",
                {
                    "urgency_by_type": {"c": CRITICAL, "u": {"urgent": "100 %"}},
                    "dispatch": by("desk", "10 min", critical_call=by("desk", "5 min")),
                    "routes": [to("a", "b")],
                },
                desks={"desk": desk()},
                units={"a": unit(work=None, acceptance="1 h"), "b": unit(work=None, acceptance="2 min")},
            )
        )
        check_tickets(
            log,
            """
            type  urgency   received  dispatched  accepted  handled  closed  arms
            c     critical  9:00      9:10        9:12      9:15     9:15    2
            u     urgent    10:00     10:10       10:12     11:10    11:10   2
            """,
        )
        check_assignments(
            log,
            """
            ticket  arm  unit  dispatched  accepted  ended
            0       0    a     9:10        9:15      9:15
            0       1    b     9:10        9:12      9:12
            1       0    a     10:10       11:10     11:10
            1       1    b     10:10       10:12     10:12
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage          class     queued  ended  person
            0       dispatch       critical  9:00    9:10   0
            0       critical_call  critical  9:10    9:15   0
            1       dispatch       urgent    10:00   10:10  0
            """,
        )
