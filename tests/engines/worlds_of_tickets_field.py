"""Worlds of tickets: acceptance, crews and the ends of their shifts, waiting for others."""

from __future__ import annotations

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, desk, to, transfers, unit
from .world import Worlds, check_staff, fixed, team

EARLY_AND_LATE = {"early": ("09:00-10:00", 1), "late": ("10:00-12:00", 1)}


class WorldsOfTicketField(Worlds):
    """What the units do."""

    def test_acceptance_runs_in_the_units_hours(self, tmp_path):
        """Acceptance counts the hours of a unit's shifts; what is accepted as they end waits for the next morning."""
        # one crew 9:00-12:00. 0 of 11:00: 90 min, 60 of them to 12:00, so 33:30. 1 of 11:30: 30 min, just at 12:00.
        # Next day 1 (in line since 12:00) 33:00-33:45, travel 15 and work 30 min; 0 33:45-34:30.
        log = self.run(
            transfers(
                tmp_path,
                "11:00/slow 11:30/quick",
                {"routes": [to("road", types=["slow"]), to("path", types=["quick"])]},
                days=2,
                units={
                    "road": unit(1, "30 min", "09:00-12:00", travel="15 min", acceptance="90 min"),
                    "path": unit(1, "30 min", "09:00-12:00", travel="15 min", acceptance="30 min"),
                },
            )
        )
        check_tickets(
            log,
            """
            type   received  dispatched  accepted  handled  closed
            slow   11:00     11:00       33:30     34:15    34:15
            quick  11:30     11:30       12:00     33:45    33:45
            """,
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  accepted  started  worked  ended
            0       road  11:00       33:30     33:30    34:15   34:15
            1       path  11:30       12:00     33:00    33:45   33:45
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     unit  queued  started  ended  group  person
            0       handling  road  33:30   33:30    34:15  road   1
            1       handling  path  12:00   33:00    33:45  path   0
            """,
        )

    def test_crews_take_turns_and_times_by_type(self, tmp_path):
        """A crew is held for travel and work, each by type if given; the next ticket waits for a crew of its unit.

        A unit's crew goes to no other unit's tickets.
        """
        # near: travel 10 + work 20 = 30 min; far: travel 1 h + work 20 min = 80; long: travel 10 + work 50 = 60.
        # road, one crew: 0 9:00-9:30, 1 -10:50, 2 -11:50. path's crew is idle all day.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/near 9:05/far 9:10/long",
                {"routes": [to("road")]},
                units={
                    "road": unit(1, "20 min", travel="10 min")
                    | {"by_type": {"far": {"travel": fixed("1 h")}, "long": {"work": fixed("50 min")}}},
                    "path": unit(1, "20 min"),
                },
            )
        )
        check_tickets(
            log,
            """
            type  received  dispatched  accepted  handled  closed
            near  9:00      9:00        9:00      9:30     9:30
            far   9:05      9:05        9:05      10:50    10:50
            long  9:10      9:10        9:10      11:50    11:50
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     unit  queued  started  ended  group  person
            0       handling  road  9:00    9:00     9:30   road   1
            1       handling  road  9:05    9:30     10:50  road   1
            2       handling  road  9:10    10:50    11:50  road   1
            """,
        )
        check_staff(log, "group person planned\n path 0 9:00..17:00\n road 1 9:00..17:00")

    def test_work_put_down_goes_to_the_head_of_its_urgency(self, tmp_path):
        """Work put down at a shift's end keeps its remaining time; any crew resumes it, first of its urgency.

        Work of a better urgency still goes before it.
        """
        # work 90 min. early (0): ticket 0 9:00-10:00, 30 min left. late (1): urgent 2 10:00-11:30, then 0 11:30-12:00,
        # just to the end of the shift. Next day early: 1 33:00-34:00, 30 min left; late: 1 34:00-34:30.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/n 9:30/n 9:40/u",
                {"urgency_by_type": {"u": {"urgent": "100 %"}}, "routes": [to("road")]},
                days=2,
                units={
                    "road": team(talk=None, shifts=EARLY_AND_LATE, shift_end="pause", work=fixed("90 min")),
                },
            )
        )
        check_tickets(
            log,
            """
            type  urgency  received  dispatched  accepted  handled  closed
            n     normal   9:00      9:00        9:00      12:00    12:00
            n     normal   9:30      9:30        9:30      34:30    34:30
            u     urgent   9:40      9:40        9:40      11:30    11:30
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  started  worked  ended
            0       9:00        9:00     12:00   12:00
            1       9:30        33:00    34:30   34:30
            2       9:40        10:00    11:30   11:30
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     class   queued  started  resumed  ended  person
            0       handling  normal  9:00    9:00     11:30    12:00  1
            1       handling  normal  9:30    33:00    34:00    34:30  1
            2       handling  urgent  9:40    10:00    10:00    11:30  1
            """,
        )
        check_staff(
            log,
            """
            person  shift  state    planned       task
            0       early  on_duty  9:00..10:00   -
            0       early  stretch  9:00..10:00   0/handling
            1       late   on_duty  10:00..12:00  -
            0       early  on_duty  33:00..34:00  -
            0       early  stretch  33:00..34:00  1/handling
            1       late   on_duty  34:00..36:00  -
            """,
        )

    def test_crews_begin_nothing_late(self, tmp_path):
        """Within the margin before the shift's end nothing is begun, however short; what was begun before overruns."""
        # margin 30 min, work 1 h, two crews 9:00-10:00. 0 a microsecond before 9:30: 10:29:59.999999. 1 of 9:30 waits.
        log = self.run(
            transfers(
                tmp_path,
                "9:29:59.999999 9:30",
                {"routes": [to("road")]},
                days=2,
                units={"road": unit(2, "1 h", "09:00-10:00", shift_end="no_late_start", no_late_start_margin="30 min")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage     queued          started         ended            person
            0       handling  9:29:59.999999  9:29:59.999999  10:29:59.999999  0
            1       handling  9:30            33:00           34:00            0
            """,
        )
        check_tickets(
            log,
            """
            received        dispatched      accepted        handled          closed
            9:29:59.999999  9:29:59.999999  9:29:59.999999  10:29:59.999999  10:29:59.999999
            9:30            9:30            9:30            34:00            34:00
            """,
        )
        check_staff(
            log,
            """
            person  planned       actual
            0       9:00..10:00   9:00..10:29:59.999999
            1       9:00..10:00   9:00..10:00
            0       33:00..34:00  33:00..34:00
            1       33:00..34:00  33:00..34:00
            """,
        )

    def test_crews_finish_in_overtime(self, tmp_path):
        """By default a crew finishes what it has begun; at the shift's end itself nothing is begun."""
        # 0 9:50-10:50 by crew 0; crew 1 is idle, but 1 comes at 10:00: 33:00-34:00.
        log = self.run(
            transfers(
                tmp_path, "9:50 10:00", {"routes": [to("road")]}, days=2, units={"road": unit(2, "1 h", "09:00-10:00")}
            )
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  9:50    9:50     10:50  0
            1       handling  10:00   33:00    34:00  0
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  started  worked  ended
            0       9:50        9:50     10:50   10:50
            1       10:00       33:00    34:00   34:00
            """,
        )
        check_staff(
            log,
            """
            person  planned       actual
            0       9:00..10:00   9:00..10:50
            1       9:00..10:00   9:00..10:00
            0       33:00..34:00  33:00..34:00
            1       33:00..34:00  33:00..34:00
            """,
        )

    def test_waiting_for_others(self, tmp_path):
        """A delay outside counts calendar time, or the unit's hours; by share it happens or not."""
        # of 16:00 with 2 h: calendar 18:00; hours of 9:00-17:00: 1 h today, 1 h tomorrow, 34:00; share 0 %: at once.
        office = {"hours": {"open": "09:00", "close": "17:00"}}
        log = self.run(
            transfers(
                tmp_path,
                "16:00/calendar 16:00/hours 16:00/never",
                {"routes": [to(name, types=[name]) for name in ("calendar", "hours", "never")]},
                days=2,
                units={
                    "calendar": unit(work=None, outside="2 h") | office,
                    "hours": unit(work=None, outside="2 h", in_hours=True) | office,
                    "never": {"outside": {"delay": fixed("2 h"), "share": "0 %"}},
                },
            )
        )
        check_tickets(
            log,
            """
            type      received  dispatched  accepted  handled  closed
            calendar  16:00     16:00       16:00     18:00    18:00
            hours     16:00     16:00       16:00     34:00    34:00
            never     16:00     16:00       16:00     16:00    16:00
            """,
        )
        check_assignments(
            log,
            """
            ticket  unit      dispatched  ended
            0       calendar  16:00       18:00
            1       hours     16:00       34:00
            2       never     16:00       16:00
            """,
        )

    def test_waiting_for_others_by_type(self, tmp_path):
        """A type may wait for others by another law, share and clock than the unit's own, or alone of all types."""
        # road, office 9:00-17:00: plain waits 1 h; spare 2 h of its hours, 16:00-17:00 and 33:00-34:00; sure is of
        # share 0 %: at once. path has no delay of its own: plain is handled at once, spare after 3 h.
        road = unit(work=None, outside="1 h") | {"hours": {"open": "09:00", "close": "17:00"}}
        road["by_type"] = {
            "spare": {"outside": {"delay": fixed("2 h"), "in_hours": True}},
            "sure": {"outside": {"delay": fixed("2 h"), "share": "0 %"}},
        }
        log = self.run(
            transfers(
                tmp_path,
                "16:00/plain 16:00/spare 16:00/sure",
                {"routes": [to("road", "path")]},
                days=2,
                units={"road": road, "path": {"by_type": {"spare": {"outside": {"delay": fixed("3 h")}}}}},
            )
        )
        check_tickets(
            log,
            """
            type   received  dispatched  accepted  handled  closed  arms  dispatches
            plain  16:00     16:00       16:00     17:00    17:00   2     2
            spare  16:00     16:00       16:00     34:00    34:00   2     2
            sure   16:00     16:00       16:00     16:00    16:00   2     2
            """,
        )
        check_assignments(
            log,
            """
            ticket  arm  unit  dispatched  ended
            0       0    road  16:00       17:00
            0       1    path  16:00       16:00
            1       0    road  16:00       34:00
            1       1    path  16:00       19:00
            2       0    road  16:00       16:00
            2       1    path  16:00       16:00
            """,
        )

    def test_waiting_for_others_holds_nobody(self, tmp_path):
        """The crew is free for the next ticket while the first one waits for others."""
        # one crew, work 1 h, then 5 h outside: 0 9:00-10:00-15:00, 1 10:00-11:00-16:00.
        log = self.run(
            transfers(tmp_path, "9:00 9:00", {"routes": [to("road")]}, units={"road": unit(1, "1 h", outside="5 h")})
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  closed
            9:00      9:00        9:00      15:00    15:00
            9:00      9:00        9:00      16:00    16:00
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  started  worked  ended
            0       9:00        9:00     10:00   15:00
            1       9:00        10:00    11:00   16:00
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  9:00    9:00     10:00  0
            1       handling  9:00    10:00    11:00  0
            """,
        )

    def test_crews_with_other_work(self, tmp_path):
        """Crews that are available for a share of the shift spend the rest on other work."""
        # half of 8 h in slices of at most 4 h: one, from 15 min (1/16 of the 4 h in which it may begin) on.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:30",
                {"routes": [to("road")]},
                units={"road": unit(1, "10 min", availability="50 %", shrinkage_slice="4 h")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  9:00    9:00     9:10   0
            1       handling  9:30    13:15    13:25  0
            """,
        )
        check_staff(
            log,
            """
            person  state      planned
            0       on_duty    9:00..17:00
            0       off_phone  9:15..13:15
            """,
        )

    def test_open_at_the_end_in_the_field(self, tmp_path):
        """At the end of the horizon an arm is open as far as it came: dispatched, accepted, at work, waiting."""
        # crew until 24:00. 0: work 23:00-24:00, its end is outside. 1: in line. 2: to be accepted. 3: at the desk.
        log = self.run(
            transfers(
                tmp_path,
                "23:00/a 23:10/a 23:20/b 23:55/a",
                {
                    "audit": by("desk", "10 min", time_by_type={"b": fixed("10 min")}),
                    "dispatch": by("desk", "1 min"),
                    "routes": [to("road", types=["a"]), to("path", types=["b"])],
                },
                desks={"desk": desk(2, hours="20:00-23:58")},
                units={
                    "road": unit(1, "49 min", "20:00-24:00"),
                    "path": unit(work=None, acceptance="2 h"),
                },
            )
        )
        # 0: audit 23:00-23:10, dispatch -23:11, work 23:11-24:00. 1: audit -23:20, dispatch -23:21. 2: -23:30, -23:31.
        # 3: audit 23:55-24:05, beyond the shift and the horizon.
        check_tickets(
            log,
            """
            type  received  audited  dispatched  accepted  handled  closed  state     arms  handlings
            a     23:00     23:10    23:11       23:11     -        -       handling  1     1
            a     23:10     23:20    23:21       23:21     -        -       handling  1     1
            b     23:20     23:30    23:31       -         -        -       handling  1     1
            a     23:55     -        -           -         -        -       audit     0     0
            """,
        )
        check_assignments(
            log,
            """
            ticket  unit  dispatched  accepted  started  worked  ended
            0       road  23:11       23:11     23:11    -       -
            1       road  23:21       23:21     -        -       -
            2       path  23:31       -         -        -       -
            """,
        )
