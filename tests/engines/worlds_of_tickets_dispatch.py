"""Worlds of tickets: dispatch by people and machines, wrong arms and their return, joint arms."""

from __future__ import annotations

import math

import pytest

from sim.chance.keyed import Purpose, draw_uniform, name_key

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, desk, to, transfers, unit
from .world import Worlds, fixed

MACHINE = {"time": fixed("5 s"), "accuracy": "100 %"}


class WorldsOfTicketDispatch(Worlds):
    """How a ticket comes to its units."""

    def test_a_wrong_arm_is_noticed_returned_and_sent_again(self, tmp_path):
        """The unit notices in its own hours that a ticket is not its own; acceptance is due by the hours of each unit.

        The return joins the desk's line anew, and the first dispatch was not right.
        """
        # dispatch 9:00-9:10, wrongly to b, open from 13:00: notice of 30 min 13:30, acceptance would be due 14:00.
        # Again 13:30-13:40 to a: acceptance 20 min 14:00 (due 14:40), travel 10 and work 50 min: 15:00.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "dispatch": by("desk", "10 min", accuracy=["0 %", "100 %"]),
                    "routes": [to("a")],
                    "deadlines": {"acceptance": {"limits": {"normal": "1 working hours"}}},
                },
                desks={"desk": desk()},
                units={
                    "a": unit(1, "50 min", travel="10 min", acceptance="20 min", notice="5 min"),
                    "b": unit(work=None, notice="30 min", acceptance="1 min")
                    | {"hours": {"open": "13:00", "close": "17:00"}},
                },
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed  right_first  dispatches  returns
            9:00      9:10        14:00     15:00    15:00   0            2           1
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatch  unit  dispatched  accept_due  accepted  returned  started  worked  ended
            0       0         b     9:10        14:00       -         13:30     -        -       13:30
            0       1         a     13:40       14:40       14:00     -         14:00    15:00   15:00
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     visit  unit  queued  ended  group  person
            0       dispatch  0      -     9:00    9:10   desk   0
            0       dispatch  1      -     13:30   13:40  desk   0
            0       handling  0      a     14:00   15:00  a      1
            """,
        )

    def test_the_machine_from_a_date_on(self, tmp_path):
        """From its date on the machine dispatches, at any hour; what a desk's line held before stays there."""
        # 0: the desk 9:00-9:10. 1, a microsecond before the date, waits for the desk: 33:00-33:10. 2: 24:00:05.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 23:59:59.999999 24:00",
                {
                    "dispatch": by("desk", "10 min", smart=MACHINE | {"from_date": "2026-03-03"}),
                    "routes": [to("road")],
                },
                days=2,
                desks={"desk": desk()},
                units={"road": unit(work=None)},
            )
        )
        check_tickets(
            log,
            """
            received         dispatched  accepted  handled   closed
            9:00             9:10        9:10      9:10      9:10
            23:59:59.999999  33:10       33:10     33:10     33:10
            24:00            24:00:05    24:00:05  24:00:05  24:00:05
            """,
        )
        check_assignments(
            log,
            """
            ticket  machine  dispatched  ended
            0       0        9:10        9:10
            1       0        33:10       33:10
            2       1        24:00:05    24:00:05
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     queued           started  ended  person
            0       dispatch  9:00             9:00     9:10   0
            1       dispatch  23:59:59.999999  33:00    33:10  0
            """,
        )

    def test_the_machine_looks_at_a_share(self, tmp_path):
        """What the machine does not look at is a person's, with a person's accuracy."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "dispatch": by("desk", "10 min", accuracy=["0 %", "100 %"], smart=MACHINE | {"share": "0 %"}),
                    "routes": [to("a")],
                },
                desks={"desk": desk()},
                units={"a": unit(work=None), "b": unit(work=None)},
            )
        )
        check_assignments(
            log,
            """
            ticket  dispatch  unit  dispatched  returned  ended
            0       0         b     9:10        9:10      9:10
            0       1         a     9:20        -         9:20
            """,
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed  right_first  dispatches  returns
            9:00      9:10        9:20      9:20     9:20    0            2           1
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     visit  queued  ended  person
            0       dispatch  0      9:00    9:10   0
            0       dispatch  1      9:10    9:20   0
            """,
        )

    def test_the_machine_hands_over(self, tmp_path):
        """Where the machine is never sure enough, a person dispatches at once, with a person's accuracy."""
        for below, machine, expected in (("100 %", 0, "9:10"), ("0 %", 1, "9:00:05")):
            log = self.run(
                transfers(
                    tmp_path,
                    "9:00",
                    {
                        "dispatch": by("desk", "10 min", smart=MACHINE | {"hand_over_below": below}),
                        "routes": [to("road")],
                    },
                    desks={"desk": desk()},
                    units={"road": unit(work=None)},
                )
            )
            check_assignments(log, f"ticket machine dispatched ended\n 0 {machine} {expected} {expected}")
            check_tickets(
                log,
                f"""
                received  dispatched  accepted    handled     closed
                9:00      {expected}  {expected}  {expected}  {expected}
                """,
            )
            task = "" if machine else "0 dispatch 9:00 9:10 0"
            check_tasks(log, f"ticket stage queued ended person\n {task}")

    def test_a_machine_that_knows_all_or_nothing(self, tmp_path):
        """With a threshold that all pass, a machine of 100 % is always right, one of 0 % never."""
        # a confidence is above 0 always, so a threshold of 1e-12 hands nothing over
        for accuracy, unit_name, returned in (("100 %", "a", "-"), ("0 %", "b", "9:00:05")):
            log = self.run(
                transfers(
                    tmp_path,
                    "9:00",
                    {
                        "dispatch": by(
                            "desk",
                            "10 min",
                            smart=MACHINE | {"accuracy": accuracy, "hand_over_below": 1e-12},
                        ),
                        "routes": [to("a")],
                    },
                    desks={"desk": desk(hours="08:00-09:00")},
                    units={"a": unit(work=None), "b": unit(work=None)},
                )
            )
            check_assignments(
                log,
                f"""
                ticket  machine  unit         dispatched  returned    ended
                0       1        {unit_name}  9:00:05     {returned}  9:00:05
                """,
            )

    def test_a_return_goes_to_people_where_there_are_any(self, tmp_path):
        """What the machine sent wrong is sent again by a person, though the machine looks at everything."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "dispatch": by("desk", "10 min", smart=MACHINE | {"accuracy": "0 %"}),
                    "routes": [to("a")],
                },
                desks={"desk": desk()},
                units={"a": unit(work=None), "b": unit(work=None, notice="5 min")},
            )
        )
        check_assignments(
            log,
            """
            ticket  dispatch  unit  machine  dispatched  returned  ended
            0       0         b     1        9:00:05     9:05:05   9:05:05
            0       1         a     0        9:15:05     -         9:15:05
            """,
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed   right_first  dispatches  returns
            9:00      9:00:05     9:15:05   9:15:05  9:15:05  0            2           1
            """,
        )
        check_tasks(log, "ticket stage visit queued ended person\n 0 dispatch 1 9:05:05 9:15:05 0")

    def test_a_machine_alone(self, tmp_path):
        """Where nobody else dispatches the machine does it again, each time with the accuracy of that time."""
        log = self.run(
            transfers(
                tmp_path,
                "3:00",
                {
                    "dispatch": {
                        "smart": MACHINE | {"accuracy": ["0 %", "0 %", "100 %"]},
                        "max_returns": None,
                    },
                    "routes": [to("a")],
                },
                units={"a": unit(work=None), "b": unit(work=None, notice="1 min")},
            )
        )
        check_assignments(
            log,
            """
            ticket  dispatch  unit  machine  dispatched  returned  ended
            0       0         b     1        3:00:05     3:01:05   3:01:05
            0       1         b     1        3:01:10     3:02:10   3:02:10
            0       2         a     1        3:02:15     -         3:02:15
            """,
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed   right_first  dispatches  returns
            3:00      3:00:05     3:02:15   3:02:15  3:02:15  0            3           2
            """,
        )
        check_tasks(log, "ticket stage queued ended person")

    def test_designation_after_so_many_returns(self, tmp_path):
        """After `max_returns` returns the right unit is designated; with 0 it is right from the first."""
        for most, dispatches, done in ((2, 3, "9:30"), (1, 2, "9:20"), (0, 1, "9:10")):
            log = self.run(
                transfers(
                    tmp_path,
                    "9:00",
                    {"dispatch": by("desk", "10 min", accuracy="0 %", max_returns=most), "routes": [to("a")]},
                    desks={"desk": desk()},
                    units={"a": unit(work=None), "b": unit(work=None)},
                )
            )
            wrong = ["0 0 b 9:10 9:10 9:10", "0 1 b 9:20 9:20 9:20"][:most]
            right = f"0 {most} a {done} - {done}"
            check_assignments(log, "\n".join(["ticket dispatch unit dispatched returned ended", *wrong, right]))
            check_tickets(
                log,
                f"""
                received  dispatched  accepted  handled  closed  right_first      dispatches    returns
                9:00      9:10        {done}    {done}   {done}  {int(most == 0)} {dispatches}  {most}
                """,
            )

    def test_without_a_limit_it_is_never_designated(self, tmp_path):
        """Without `max_returns` an arm may come back for ever."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {"dispatch": by("desk", "10 min", accuracy="0 %", max_returns=None), "routes": [to("a")]},
                desks={"desk": desk(hours="09:00-09:45")},
                units={"a": unit(work=None), "b": unit(work=None)},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed  state     right_first  dispatches  returns
            9:00      9:10        -         -        -       handling  0            5           5
            """,
        )

    def test_joint_arms_of_which_one_is_wrong(self, tmp_path):
        """A wrong arm comes back alone while the other one is handled; the ticket is handled when the last one is.

        An accuracy just as high as an arm's number is not met.
        """
        # arm 0 has a smaller number than arm 1, which is the accuracy: 0 right to a, 1 wrong, so to a as well.
        # dispatch 9:00-9:10. Arm 0: work 9:10-10:10 by one of a's two crews. Arm 1: notice 30 min 9:40, again -9:50,
        # b's work 2 h 9:50-11:50.
        who = self.run(transfers(tmp_path, "9:00", {})).tickets["citizen"].tolist()[0]
        for seed in range(1, 100):
            lead, other = (
                draw_uniform(seed, 0, Purpose.ACCURACY, name_key("stream:transfers"), who, arm) for arm in (0, 1)
            )
            if lead < other:
                break
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {"dispatch": by("desk", "10 min", accuracy=[other, "100 %"]), "routes": [to("a", "b")]},
                desks={"desk": desk()},
                units={"a": unit(2, "1 h", notice="30 min"), "b": unit(1, "2 h")},
            ),
            seed=seed,
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed  arms  right_first  dispatches  returns
            9:00      9:10        9:10      11:50    11:50   2     0            3           1
            """,
        )
        check_assignments(
            log,
            """
            ticket  arm  dispatch  unit  dispatched  returned  started  worked  ended
            0       0    0         a     9:10        -         9:10     10:10   10:10
            0       1    0         a     9:10        9:40      -        -       9:40
            0       1    1         b     9:50        -         9:50     11:50   11:50
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     arm  visit  unit  queued  ended  group  person
            0       dispatch  0    0      -     9:00    9:10   desk   0
            0       dispatch  1    1      -     9:40    9:50   desk   0
            0       handling  0    0      a     9:10    10:10  a      1
            0       handling  1    0      b     9:50    11:50  b      3
            """,
        )

    def test_three_arms_side_by_side(self, tmp_path):
        """Each arm is accepted and handled by its own unit; the ticket counts as accepted by the first of them."""
        # a: accepts after 30 min, work 1 h: 10:30. b: accepts at once, outside delay of 20 min: 9:20. c: work 15 min.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {"routes": [to("a", "b", "c")]},
                units={
                    "a": unit(1, "1 h", acceptance="30 min"),
                    "b": unit(work=None, outside="20 min"),
                    "c": unit(1, "15 min", acceptance="10 min"),
                },
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed  arms
            9:00      9:00        9:00      10:30    10:30   3
            """,
        )
        check_assignments(
            log,
            """
            ticket  arm  unit  dispatched  accepted  started  worked  ended
            0       0    a     9:00        9:30      9:30     10:30   10:30
            0       1    b     9:00        9:00      -        -       9:20
            0       2    c     9:00        9:10      9:10     9:25    9:25
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     arm  unit  queued  ended  group  person
            0       handling  0    a     9:30    10:30  a      0
            0       handling  2    c     9:10    9:25   c      1
            """,
        )

    def test_what_the_machine_just_meets(self, tmp_path):
        """The machine's share and its threshold are met by numbers below them, not by equal ones."""
        who = self.run(transfers(tmp_path, "9:00", {})).tickets["citizen"].tolist()[0]
        looks, sure = (
            draw_uniform(1, 0, what, name_key("stream:transfers"), who, 0)
            for what in (Purpose.MACHINE, Purpose.CONFIDENCE)
        )
        for share, below, machine, dispatched in (
            (looks, 0, 0, "9:10"),
            (math.nextafter(looks, 1.0), 0, 1, "9:00:05"),
            (1, sure, 1, "9:00:05"),
            (1, math.nextafter(sure, 1.0), 0, "9:10"),
        ):
            smart = MACHINE | {"share": share, "hand_over_below": below}
            log = self.run(
                transfers(
                    tmp_path,
                    "9:00",
                    {"dispatch": by("desk", "10 min", smart=smart), "routes": [to("road")]},
                    desks={"desk": desk()},
                    units={"road": unit(work=None)},
                )
            )
            check_assignments(log, f"ticket machine dispatched ended\n 0 {machine} {dispatched} {dispatched}")

    @pytest.mark.parametrize("below", [0, 1e-12])
    def test_right_by_confidence_or_to_any_other_unit(self, tmp_path, below):
        """A machine with a threshold is right the more often the surer it is; a wrong arm goes to any other unit alike.

        Without a threshold it is right with its accuracy, however sure.
        """
        # accuracy 25 %, so right with the third power of its confidence. The right unit is b; a and c notice tomorrow.
        arrivals = " ".join(f"9:{minute:02d}" for minute in range(60))
        citizens = self.run(transfers(tmp_path, arrivals, {})).tickets["citizen"].tolist()
        log = self.run(
            transfers(
                tmp_path,
                arrivals,
                {
                    "dispatch": by("desk", "10 min", smart=MACHINE | {"accuracy": "25 %", "hand_over_below": below}),
                    "routes": [to("b")],
                },
                desks={"desk": desk()},
                units={name: unit(work=None, notice="20 h") for name in "abc"},
            )
        )
        rows = ["ticket unit machine right dispatched accepted ended"]
        for ticket, who in enumerate(citizens):
            u, sure, other = (
                draw_uniform(1, 0, what, name_key("stream:transfers"), who, 0)
                for what in (Purpose.ACCURACY, Purpose.CONFIDENCE, Purpose.WRONG_UNIT)
            )
            at = f"9:{ticket:02d}:05"
            is_right = u < (sure * sure * sure if below else 0.25)
            wrong = "a" if other < 0.5 else "c"
            rows.append(f"{ticket} b 1 1 {at} {at} {at}" if is_right else f"{ticket} {wrong} 1 0 {at} - -")
        check_assignments(log, "\n".join(rows))
        assert {row.split()[1] for row in rows[1:]} == {"a", "b", "c"}
