"""Worlds of tickets: which unit a route chooses, by what is at the units or in turn."""

from __future__ import annotations

from .ticket_tables import by, check_assignments, check_tickets, desk, transfers, unit
from .world import Worlds
from .worlds_of_tickets_open import standing


def to_one_of(choose: str, **shares: float) -> dict[str, object]:
    """A route to one of some units."""
    return {"units": shares, "choose": choose}


class WorldsOfUnits(Worlds):
    """How a route chooses a unit where chance does not."""

    def test_the_least_loaded_unit(self, tmp_path):
        """A ticket goes to the unit that has the fewest just now; what has ended is gone."""
        # 9:00 nobody has any: a, until 10:00. 9:05 b, until 9:15; 9:20 b again, until 9:30.
        # 9:30 what b has ends before the next one comes: b. 10:10 nobody has any: a.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:05 9:20 9:30 10:10",
                {"routes": [to_one_of("least_loaded", a=0.5, b=0.5)]},
                units={"a": unit(work=None, outside="1 h"), "b": unit(work=None, outside="10 min")},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed
            9:00      9:00        9:00      10:00    10:00
            9:05      9:05        9:05      9:15     9:15
            9:20      9:20        9:20      9:30     9:30
            9:30      9:30        9:30      9:40     9:40
            10:10     10:10       10:10     11:10    11:10
            """,
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  ended
            0       a     9:00        10:00
            1       b     9:05        9:15
            2       b     9:20        9:30
            3       b     9:30        9:40
            4       a     10:10       11:10
            """,
        )

    def test_the_least_for_its_share(self, tmp_path):
        """A unit with three times the share has three times the tickets; one that the route does not name has none."""
        # With one more, for the share: c 1 : 0.75, c 2 : 0.75, then b 1 : 0.25 = c 3 : 0.75, and b is the first.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:01 9:02 9:03 9:04 9:05 9:06",
                {"routes": [to_one_of("least_loaded", b=0.25, c=0.75)]},
                units={name: unit(work=None, outside="12 h") for name in ("a", "b", "c")},
            )
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  ended
            0       c     9:00        21:00
            1       c     9:01        21:01
            2       b     9:02        21:02
            3       c     9:03        21:03
            4       c     9:04        21:04
            5       c     9:05        21:05
            6       b     9:06        21:06
            """,
        )

    def test_each_unit_in_turn(self, tmp_path):
        """Each route has its own turn, whatever the units have in hand; joint arms are at different units."""
        # The first route, for shares of 3 : 1 : 1: a and b, a and c, a and b. The second one begins anew: a, b.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/joint 9:01/joint 9:02/single 9:03/joint 9:04/single",
                {
                    "routes": [
                        {**to_one_of("round_robin", a=0.6, b=0.2, c=0.2), "types": ["joint"], "arms": [0.0, 1.0]},
                        {**to_one_of("round_robin", a=0.5, b=0.5), "types": ["single"]},
                    ]
                },
                units={"a": unit(work=None, outside="5 h"), "b": unit(work=None), "c": unit(work=None)},
                types={"joint": {}, "single": {}},
            )
        )
        check_assignments(
            log,
            """
            ticket  arm  unit  dispatched  ended
            0       0    a     9:00        14:00
            0       1    b     9:00        9:00
            1       0    a     9:01        14:01
            1       1    c     9:01        9:01
            2       0    a     9:02        14:02
            3       0    a     9:03        14:03
            3       1    b     9:03        9:03
            4       0    b     9:04        9:04
            """,
        )

    def test_what_is_at_a_wrong_unit_is_its_load(self, tmp_path):
        """The unit is chosen as the dispatch ends; what came to a unit by mistake counts there until it is returned."""
        # The desk is right at the second dispatch only. 0: belongs to a, at 9:10 sent to b, which notices at 9:40.
        # 1: at 9:20 b has one and a none: belongs to a, too, and is sent to b. Returned 9:40 and 9:50, both go to a.
        # 2: at 10:10 a has two and b none: it belongs to b and is sent to a; returned 10:40, it goes to b.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:05 9:50:01",
                {
                    "dispatch": by("desk", "10 min", accuracy=["0 %", "100 %"]),
                    "routes": [to_one_of("least_loaded", a=0.5, b=0.5)],
                },
                desks={"desk": desk()},
                units={name: unit(work=None, notice="30 min", outside="5 h") for name in ("a", "b")},
            )
        )
        check_assignments(
            log,
            """
            ticket  dispatch  unit  dispatched  returned  ended
            0       0         b     9:10        9:40      9:40
            0       1         a     9:50        -         14:50
            1       0         b     9:20        9:50      9:50
            1       1         a     10:00       -         15:00
            2       0         a     10:10       10:40     10:40
            2       1         b     10:50       -         15:50
            """,
        )

    def test_equal_for_their_shares(self, tmp_path):
        """Shares of 60, 20 and 20 % give every fifth ticket to the others, though 0.2 x 3 is not 0.6 to a computer."""
        # With one more, for the share: a 1 : 3, 2 : 3, then 3 : 3 as b and c, and a is the first; then b, then c.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:01 9:02 9:03 9:04 9:05 9:06",
                {"routes": [to_one_of("round_robin", a=0.6, b=0.2, c=0.2)]},
                units={name: unit(work=None) for name in ("a", "b", "c")},
            )
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  ended
            0       a     9:00        9:00
            1       a     9:01        9:01
            2       a     9:02        9:02
            3       b     9:03        9:03
            4       c     9:04        9:04
            5       a     9:05        9:05
            6       a     9:06        9:06
            """,
        )

    def test_what_is_open_at_the_start_is_load(self, tmp_path):
        """A unit has its open tickets from the start on, wherever their rows stand; then they count once."""
        # a has two from the start, until 2:00 and 3:00: the two at dispatch go to b, though their rows come first.
        # 2:30 a has one, b two: a. 4:00 a has one, which came at 2:30, b two: a.
        log = self.run(
            transfers(
                tmp_path,
                "2:30 4:00",
                {
                    "routes": [to_one_of("least_loaded", a=0.5, b=0.5)],
                    "backlog": [
                        standing("dispatch", "1 h", count=2),
                        standing("outside", "8 h", in_stage_for="8 h", unit="a"),
                        standing("outside", "8 h", in_stage_for="7 h", unit="a"),
                    ],
                },
                units={name: unit(work=None, outside="10 h") for name in ("a", "b")},
            )
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  ended
            0       b     0:00        10:00
            1       b     0:00        10:00
            2       a     -8:00       2:00
            3       a     -8:00       3:00
            4       a     2:30        12:30
            5       a     4:00        14:00
            """,
        )
