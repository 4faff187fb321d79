"""Worlds of tickets whose delays and crews follow other laws at some hours and from some date on, worked by hand."""

from __future__ import annotations

from .ticket_tables import check_assignments, check_tasks, check_tickets, desk, to, transfers, unit
from .world import Worlds, check_contacts, fixed, hotline, team
from .worlds_by_time import between, by_time
from .worlds_of_tickets_open import NOTHING_NEW, standing

TWICE_A_WEEK = {"rate": "100 %", "per": "week", "since": "2026-02-23"}
"""A week before the first day: twice on Monday, on Tuesday 2^(8/7) = 2.2081790 times."""
NIGHT = ("22:00", "06:00")


class WorldsOfTicketsByTime(Worlds):
    """What is drawn by the law that holds as a delay or a crew's visit begins."""

    def test_work_changes_from_a_date_on(self, tmp_path):
        """Travel and work have the law of the start of the visit; put down, they go on as they were begun."""
        # Travel 10 min, 5 min from Tuesday on; work 60 min, 30 min from Tuesday on. Ticket 1 is begun on Monday at
        # 16:30, put down at 17:00 with 40 of 70 min left, and goes on at 33:00, on Tuesday; 2 is begun at 33:40.
        road = desk(shift_end="pause") | {
            "travel": by_time("10 min", {"from_date": "2026-03-03", "factor": 0.5}),
            "work": by_time("60 min", {"from_date": "2026-03-03", "instead": "30 min"}),
        }
        log = self.run(transfers(tmp_path, "9:00 16:30 33:10", {"routes": [to("road")]}, days=2, units={"road": road}))
        check_tasks(
            log,
            """
            ticket  stage     queued  started  resumed  ended  person
            0       handling  9:00    9:00     9:00     10:10  0
            1       handling  16:30   16:30    33:00    33:40  0
            2       handling  33:10   33:40    33:40    34:15  0
            """,
        )

    def test_work_by_type_has_hours_of_its_own(self, tmp_path):
        """The law of a type goes before that of the unit: with its own times, or with none; work follows the start."""
        # Work 10 min, 20 min from 10:00 to 11:00, though it is begun at 9:55; of 'own' 30 min, 40 min after 11:00; of
        # 'plain' 5 min. Travel 10 min: what is begun at 9:55 works from 10:05 on, and takes 10 min.
        own = {"own": {"work": by_time("30 min", between("11:00", "12:00", instead="40 min"))}}
        road = unit(9, None, travel="10 min") | {"by_type": own | {"plain": {"work": fixed("5 min")}}}
        road["work"] = by_time("10 min", between("10:00", "11:00", factor=2))
        log = self.run(
            transfers(
                tmp_path,
                "9:55/any 10:00/any 10:00/own 10:00/plain 11:00/any 11:00/own",
                {"routes": [to("road")]},
                units={"road": road},
            )
        )
        ended = dict(zip(log.tasks["ticket"].tolist(), log.tasks["ended_us"].tolist(), strict=True))
        minutes = [ended[ticket] // 60_000_000 - 600 for ticket in range(6)]
        assert minutes == [15, 30, 40, 15, 80, 110]

    def test_a_trend_of_the_outside_delay(self, tmp_path):
        """The delay is that of the day on which it begins, also where it ends on the next; by type, by its own law."""
        # 8 h: on Monday 16 h, on Tuesday 2.2081790 x 8 h = 17:39:55.555988; of 'part' 1 h of office hours, twice that
        # on Monday from 16:00 on: the office closes at 17:00, so till 34:00.
        own = {"share": 1.0, "delay": by_time("1 h", between("16:00", "24:00", days="mon", factor=2)), "in_hours": True}
        road = {
            "hours": {"open": "09:00", "close": "17:00"},
            "outside": {"delay": {"law": "by_time", "usual": fixed("8 h"), "trend": TWICE_A_WEEK}},
            "by_type": {"part": {"outside": own}},
        }
        log = self.run(
            transfers(
                tmp_path, "7:00 23:00 24:00 9:30/part 16:00/part", {"routes": [to("road")]}, days=2,
                units={"road": road},
            )
        )  # fmt: skip
        check_tickets(
            log,
            """
            type     received  dispatched  accepted  handled          closed           dispatches
            general  7:00      7:00        7:00      23:00            23:00            1
            part     9:30      9:30        9:30      10:30            10:30            1
            part     16:00     16:00       16:00     34:00            34:00            1
            general  23:00     23:00       23:00     39:00            39:00            1
            general  24:00     24:00       24:00     41:39:55.555988  41:39:55.555988  1
            """,
        )

    def test_acceptance_at_night(self, tmp_path):
        """The law is that of the instant at which the unit gets the ticket, be its office open or not."""
        # Open 9:00-17:00; 20 min of it, 5 min of what comes from 22:00 to 6:00.
        road = {
            "hours": {"open": "09:00", "close": "17:00"},
            "acceptance": by_time("20 min", between(*NIGHT, instead="5 min")),
        }
        log = self.run(
            transfers(tmp_path, "3:00 6:00 12:00 21:59 22:00", {"routes": [to("road")]}, days=2, units={"road": road})
        )
        check_assignments(
            log,
            """
            ticket  dispatched  accepted  ended
            0       3:00        9:05      9:05
            1       6:00        9:20      9:20
            2       12:00       12:20     12:20
            3       21:59       33:20     33:20
            4       22:00       33:05     33:05
            """,
        )

    def test_machine_and_notice(self, tmp_path):
        """The machine's time is that of the beginning of its dispatch; a wrong unit's notice that of the arrival."""
        # The machine takes 1 min, 3 min from 10:00 on; at first it is always wrong, so 'path' returns the ticket: after
        # 10 min, after 20 min from 10:00 on. Ticket 0: 9:59:30-10:00:30, at path until 10:20:30, again till 10:23:30.
        smart = {
            "time": by_time("1 min", between("10:00", "24:00", instead="3 min")),
            "accuracy": ["0 %", "100 %"],
        }
        notice = by_time("10 min", between("10:00", "24:00", factor=2))
        log = self.run(
            transfers(
                tmp_path,
                "9:30 9:59:30 11:00",
                {"routes": [to("road")], "dispatch": {"smart": smart}},
                units={"road": {}, "path": {"notice": notice}},
            )
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatch  machine  dispatched  accepted  returned  ended
            0       path  0         1        9:31        -         9:41      9:41
            0       road  1         1        9:42        9:42      -         9:42
            1       path  0         1        10:00:30    -         10:20:30  10:20:30
            1       road  1         1        10:23:30    10:23:30  -         10:23:30
            2       path  0         1        11:03       -         11:23     11:23
            2       road  1         1        11:26       11:26     -         11:26
            """,
        )

    def test_withdrawal_and_the_long_term_list(self, tmp_path):
        """Both have the law of the instant at which the ticket comes; what was open at the start that of the start."""
        # Withdrawn after 5 h, after 1 h of what comes from 10:00 to 12:00, and what was open at midnight after 2 h;
        # on the long-term list after 30 min, after 90 min from noon on.
        after = by_time("5 h", between("10:00", "12:00", instead="1 h"), between("00:00", "01:00", instead="2 h"))
        listed = by_time("30 min", between("12:00", "24:00", factor=3))
        log = self.run(
            transfers(
                tmp_path,
                "9:00 10:00 12:00",
                {
                    "routes": [to("road")],
                    "withdrawal": {"share": "100 %", "after": after},
                    "long_term": {"share": "100 %", "after": listed},
                    "backlog": [standing("outside", "3 h")],
                },
                units={"road": {"outside": {"delay": fixed("90 h")}}},
            )
        )
        check_tickets(
            log,
            """
            source    received  dispatched  accepted  long_term  withdrawn  dispatches
            backlog   -3:00     -           -3:00     0:30       2:00       1
            transfer  9:00      9:00        9:00      9:30       14:00      1
            transfer  10:00     10:00       10:00     10:30      11:00      1
            transfer  12:00     12:00       12:00     13:30      17:00      1
            """,
        )

    def test_what_had_begun_before_the_start_follows_the_law_of_then(self, tmp_path):
        """Delays and work of open tickets have the law that held as they began, on days before the run too."""
        # Outside 40 h, 10 h from Monday, the first day, on: begun on Saturday at 18:00, so 10 h are left. Acceptance
        # 2 h, 6 h at night: begun on Sunday at 22:30, so 4.5 h are left; begun at 21:00: over. Work 3 h, twice that
        # from Sunday on: begun on Sunday at 23:00, 5 h are left; begun on Saturday at 23:00: over.
        sunday, monday = "2026-03-01", "2026-03-02"
        units = {
            "path": {"outside": {"delay": by_time("40 h", {"from_date": monday, "instead": "10 h"})}},
            "hall": {"acceptance": by_time("2 h", between(*NIGHT, instead="6 h"))},
            "road": desk(2, "00:00-24:00") | {"work": by_time("3 h", {"from_date": sunday, "factor": 2})},
        }
        open_tickets = [
            standing("outside", "30 h", unit="path"),
            standing("acceptance", "90 min", unit="hall"),
            standing("acceptance", "3 h", unit="hall"),
            standing("work", "30 h", unit="road", in_stage_for="1 h"),
            standing("work", "30 h", unit="road", in_stage_for="25 h"),
        ]
        log = self.run(transfers(tmp_path, NOTHING_NEW, {"routes": [to("road")], "backlog": open_tickets}, units=units))
        check_assignments(
            log,
            """
            ticket  unit  dispatched  accepted        started  worked          ended
            0       road  -30:00      -30:00          0:00     5:00            5:00
            1       road  -30:00      -30:00          0:00     0:00:00.000001  0:00:00.000001
            2       path  -30:00      -30:00          -        -               10:00
            3       hall  -1:30       4:30            -        -               4:30
            4       hall  -3:00       0:00:00.000001  -        -               0:00:00.000001
            """,
        )

    def test_shortest_first_by_the_law_of_the_entry(self, tmp_path):
        """A crew that takes the shortest knows the length that work would have, were it begun as the ticket came."""
        # One crew, busy from 9:00 to 10:00. 'late' comes at 9:40 and would take 20 min then, 50 min from 10:00 on;
        # 'soon' comes at 9:45: 30 min. The crew takes 'late' first, begun at 10:00: 50 min.
        own = {
            "late": {"work": by_time("20 min", between("10:00", "24:00", instead="50 min"))},
            "soon": {"work": fixed("30 min")},
        }
        road = unit(1, "1 h", order="shortest_first") | {"by_type": own}
        log = self.run(
            transfers(tmp_path, "9:00/first 9:40/late 9:45/soon", {"routes": [to("road")]}, units={"road": road})
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  9:00    9:00     10:00  0
            1       handling  9:40    10:00    10:50  0
            2       handling  9:45    10:50    11:20  0
            """,
        )

    def test_redial_and_repeat(self, tmp_path):
        """The time to a redial is that of hanging up, the time to a repeat that of the end of the talk."""
        # Nobody before 10:00, patience 1 min: hung up at 9:10 and at 9:20. Usually 5 min to the redial, 20 min from
        # 9:20 on. After each talk of 1 min half an hour to a repeat, an hour from 10:30 on, over and over.
        to_redial = by_time("5 min", between("09:20", "10:00", instead="20 min"))
        to_repeat = by_time("30 min", between("10:30", "24:00", factor=2))
        callers = {
            "patience": fixed("1 min"),
            "redial": {"after_abandon": "100 %", "delay": to_redial},
            "repeat": {"after_direct_answer": "100 %", "delay": to_repeat},
        }
        world = hotline(tmp_path, {"calls": "9:09 9:19"}, {"floor": team(hours="10:00-12:00")}, callers=callers)
        check_contacts(
            self.run(world),
            """
            request  attempt  cause   arrived  answered  talk_end  outcome    left   person
            0        0        first   9:09     -         -         abandoned  9:10   -
            0        1        redial  9:15     -         -         abandoned  9:16   -
            1        0        first   9:19     -         -         abandoned  9:20   -
            0        2        redial  9:21     -         -         abandoned  9:22   -
            1        1        redial  9:40     -         -         abandoned  9:41   -
            1        2        redial  10:01    10:01     10:02     answered   -      0
            1        3        repeat  10:32    10:32     10:33     answered   -      0
            1        4        repeat  11:33    11:33     11:34     answered   -      0
            1        5        repeat  12:34    -         -         abandoned  12:35  -
            """,
        )
