"""Worlds of tickets that are open at the start: what is left of what they wait for."""

from __future__ import annotations

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, closure, desk, to, transfers, unit
from .world import Worlds, fixed

NOTHING_NEW = "24:00"
OFFICE = {"open": "09:00", "close": "17:00", "days": "all"}


def standing(stage: str, age: str, count: int = 1, **more) -> dict:
    """An entry of the backlog."""
    return {"count": count, "type": "general", "stage": stage, "age": age, **more}


class WorldsOfOpenTickets(Worlds):
    """Tickets that had begun to wait before the start."""

    def test_what_is_left_of_an_outside_delay_by_type(self, tmp_path):
        """What is left is that of the type's own law, by its own clock; a type without any is handled at once."""
        # general 10 h: 4 h of it are over. part 3 h of office hours, 9:00-17:00: outside since 16:00 of the day before,
        # 1 h of them is over, so till 11:00. none, at a unit where only part waits: at once.
        own = {"by_type": {"part": {"outside": {"delay": fixed("3 h"), "in_hours": True}}}}
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("path", types=["none"]), to("road")],
                    "backlog": [
                        standing("outside", "4 h"),
                        standing("outside", "8 h") | {"type": "part"},
                        standing("outside", "8 h") | {"type": "none"},
                    ],
                },
                types={"part": {}, "none": {}},
                units={
                    "road": {"outside": {"delay": fixed("10 h")}, "hours": OFFICE} | own,
                    "path": {"hours": OFFICE} | own,
                },
            )
        )
        check_tickets(
            log,
            """
            type     source   received  dispatched  accepted  handled  closed  dispatches
            general  backlog  -4:00     -           -4:00     6:00     6:00    1
            part     backlog  -8:00     -           -8:00     11:00    11:00   1
            none     backlog  -8:00     -           -8:00     0:00     0:00    1
            """,
        )

    def test_what_is_left_of_an_outside_delay(self, tmp_path):
        """A ticket that has waited nine of ten hours for others waits one more; what is left may be stated instead."""
        # outside 10 h. 0: 9 h of it are over since its receipt. 1: received 12 h ago, outside for 6 h. 2: for 12 h,
        # longer than any: over at once. 3: 5 h left, as stated. 4: begins just now. 5: accepted only, the crew has not
        # begun: 9:00-10:00, then 10 h. 6: of the crew's work 20 min are left: 10:00-10:20, then 10 h.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "backlog": [
                        standing("outside", "9 h"),
                        standing("outside", "12 h", in_stage_for="6 h"),
                        standing("outside", "12 h"),
                        standing("outside", "12 h", remaining="5 h"),
                        standing("outside", "12 h", in_stage_for="0 s"),
                        standing("handling", "12 h"),
                        standing("handling", "12 h", remaining="20 min"),
                    ],
                },
                units={"road": unit(1, "1 h", outside="10 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled         closed          dispatches
            backlog  -9:00     -           -9:00     1:00            1:00            1
            backlog  -12:00    -           -12:00    4:00            4:00            1
            backlog  -12:00    -           -12:00    0:00:00.000001  0:00:00.000001  1
            backlog  -12:00    -           -12:00    5:00            5:00            1
            backlog  -12:00    -           -12:00    10:00           10:00           1
            backlog  -12:00    -           -12:00    20:00           20:00           1
            backlog  -12:00    -           -12:00    20:20           20:20           1
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  started  worked  ended
            0       -9:00       -        -       1:00
            1       -12:00      -        -       4:00
            2       -12:00      -        -       0:00:00.000001
            3       -12:00      -        -       5:00
            4       -12:00      -        -       10:00
            5       -12:00      9:00     10:00   20:00
            6       -12:00      10:00    10:20   20:20
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            5       handling  0:00    9:00     10:00  0
            6       handling  0:00    10:00    10:20  0
            """,
        )

    def test_a_unit_without_a_crew_keeps_tickets_outside(self, tmp_path):
        """Where no crew is needed handling is the outside delay, which an open ticket is in whatever its share.

        One that is not accepted yet has that delay before it.
        """
        # outside 10 h for one ticket in ten million: those at handling are in it, 8 and 4 h left. Not accepted: 1 h of
        # 3 is left, and then it is not outside; a new one is accepted after 3 h.
        seldom = {"share": 1e-7, "delay": fixed("10 h")}
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "routes": [to("park")],
                    "backlog": [
                        standing("handling", "2 h"),
                        standing("handling", "8 h", in_stage_for="6 h"),
                        standing("acceptance", "2 h"),
                    ],
                },
                units={"park": unit(work=None, acceptance="3 h") | {"outside": seldom}},
            )
        )
        check_tickets(
            log,
            """
            source    received  dispatched  accepted  handled  closed  dispatches
            backlog   -2:00     -           -2:00     8:00     8:00    1
            backlog   -8:00     -           -8:00     4:00     4:00    1
            backlog   -2:00     -           1:00      1:00     1:00    1
            transfer  9:00      9:00        12:00     12:00    12:00   1
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  accepted  ended
            0       -2:00       -2:00     8:00
            1       -8:00       -8:00     4:00
            2       -2:00       1:00      1:00
            3       9:00        12:00     12:00
            """,
        )
        check_tasks(log, "ticket stage queued ended person")

    def test_nothing_is_left_where_there_is_no_delay(self, tmp_path):
        """At a unit without acceptance time or outside delay open tickets go on at once, unless the rest is said."""
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("park")],
                    "backlog": [
                        standing("acceptance", "2 h"),
                        standing("handling", "3 h"),
                        standing("outside", "4 h"),
                        standing("acceptance", "2 h", remaining="90 min"),
                        standing("outside", "4 h", remaining="2 h"),
                        standing("outside", "4 h", remaining="0 s"),
                    ],
                },
                units={"park": unit(work=None)},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled         closed          dispatches
            backlog  -2:00     -           0:00      0:00            0:00            1
            backlog  -3:00     -           -3:00     0:00            0:00            1
            backlog  -4:00     -           -4:00     0:00            0:00            1
            backlog  -2:00     -           1:30      1:30            1:30            1
            backlog  -4:00     -           -4:00     2:00            2:00            1
            backlog  -4:00     -           -4:00     0:00:00.000001  0:00:00.000001  1
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  accepted  ended
            0       -2:00       0:00      0:00
            1       -3:00       -3:00     0:00
            2       -4:00       -4:00     0:00
            3       -2:00       1:30      1:30
            4       -4:00       -4:00     2:00
            5       -4:00       -4:00     0:00:00.000001
            """,
        )

    def test_ages_in_the_units_hours(self, tmp_path):
        """What runs in a unit's hours has lasted as long as they were open: an hour from Sunday 16:00 to the start.

        An acceptance began with the dispatch: its time limit runs from then on.
        """
        # hours 9:00-17:00 every day. Acceptance 3 h: 0 waits since 15:00 on Sunday, 2 h, so until 10:00. 1: 30 min are
        # left. Limit of acceptance 5 h from the dispatch. Outside 3 h: 2 since Sunday 16:00, so until 11:00. 3: 30 min.
        # 4: since 20:00, out of hours: the whole 3 h. One crew: 1 9:30-10:30, 0 10:30-11:30; then outside for 3 h.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "deadlines": {"acceptance": {"limits": {"normal": "5 h"}}},
                    "backlog": [
                        standing("acceptance", "20 h", in_stage_for="9 h"),
                        standing("acceptance", "20 h", remaining="30 min"),
                        standing("outside", "20 h", in_stage_for="8 h"),
                        standing("outside", "20 h", remaining="30 min"),
                        standing("outside", "20 h", in_stage_for="4 h"),
                    ],
                },
                units={"road": unit(1, "1 h", acceptance="3 h", outside="3 h", in_hours=True)},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches
            backlog  -20:00    -           10:00     14:30    14:30   1
            backlog  -20:00    -           9:30      13:30    13:30   1
            backlog  -20:00    -           -20:00    11:00    11:00   1
            backlog  -20:00    -           -20:00    9:30     9:30    1
            backlog  -20:00    -           -20:00    12:00    12:00   1
            """,
        )
        check_assignments(
            log,
            """
            ticket  dispatched  accept_due  accepted  started  worked  ended
            0       -9:00       -4:00       10:00     10:30    11:30   14:30
            1       -20:00      -15:00      9:30      9:30     10:30   13:30
            2       -20:00      -15:00      -20:00    -        -       11:00
            3       -20:00      -15:00      -20:00    -        -       9:30
            4       -20:00      -15:00      -20:00    -        -       12:00
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started  ended  person
            0       handling  10:00   10:30    11:30  0
            1       handling  9:30    9:30     10:30  0
            """,
        )

    def test_the_deadline_stood_still_before_the_start(self, tmp_path):
        """A clock that stands still outside has done so since the ticket is there, not since the start.

        A due time of its own is as of the start; one that had passed before the ticket went outside stays.
        """
        # limit 5 h, outside 10 h. 0: received 4 h ago, outside for 3: due at 1:00, 10 h later after it. 1: due in 2 h,
        # and 7 h left outside. 2: received 9 h ago, so due an hour before it went outside.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "deadlines": closure("5 h", pauses_in=["outside"]),
                    "backlog": [
                        standing("outside", "4 h", in_stage_for="3 h"),
                        standing("outside", "4 h", in_stage_for="3 h", due_in="2 h"),
                        standing("outside", "9 h", in_stage_for="3 h"),
                    ],
                },
                units={"road": unit(1, "1 h", outside="10 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches  due
            backlog  -4:00     -           -4:00     7:00     7:00    1           11:00
            backlog  -4:00     -           -4:00     7:00     7:00    1           9:00
            backlog  -9:00     -           -9:00     7:00     7:00    1           -4:00
            """,
        )

    def test_the_deadline_stood_still_at_two_units(self, tmp_path):
        """A clock stands still as long as any unit waits for others; what began before the start counts once."""
        # limit 5 h from -4:00: due 1:00. Outside since -3:00, road for 10 h, park for 12: until 9:00, so due 13:00.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road", "park")],
                    "deadlines": closure("5 h", pauses_in=["outside"]),
                    "backlog": [standing("outside", "4 h", in_stage_for="3 h", unit="road")],
                },
                units={"road": unit(work=None, outside="10 h"), "park": unit(work=None, outside="12 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches  arms  due
            backlog  -4:00     -           -4:00     9:00     9:00    2           2     13:00
            """,
        )

    def test_an_extension_that_is_over_already(self, tmp_path):
        """A ticket that was due long before the start gets no more time than would be over now."""
        # limit 5 h from -9:00: due -4:00; 4 h more would end just at the start. Outside 10 h, 3 of them over: 7:00.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "deadlines": closure("5 h", extension={"share": "100 %", "by": "4 h"}),
                    "backlog": [standing("outside", "9 h", in_stage_for="3 h")],
                },
                units={"road": unit(work=None, outside="10 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches  due    extended
            backlog  -9:00     -           -9:00     7:00     7:00    1           -4:00  0
            """,
        )

    def test_a_clock_from_an_acceptance_before_the_start(self, tmp_path):
        """What is outside was accepted before the start, and its clock does not begin again there."""
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "deadlines": closure("5 h", start="acceptance"),
                    "backlog": [standing("outside", "4 h", in_stage_for="1 h")],
                },
                units={"road": unit(work=None, outside="10 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches  due
            backlog  -4:00     -           -4:00     9:00     9:00    1           1:00
            """,
        )

    def test_deadlines_from_dispatch_and_acceptance(self, tmp_path):
        """What waits for acceptance was dispatched as that began, and its clock from acceptance on has not begun."""
        for start, due in (("dispatch", "0:00"), ("acceptance", "4:00")):
            # acceptance 3 h, of which 2 are over: at 1:00. Limits of 2 h from -2:00, or of 3 h from 1:00.
            log = self.run(
                transfers(
                    tmp_path,
                    NOTHING_NEW,
                    {
                        "routes": [to("park")],
                        "deadlines": closure("2 h" if start == "dispatch" else "3 h", start=start),
                        "backlog": [standing("acceptance", "6 h", in_stage_for="2 h")],
                    },
                    units={"park": unit(work=None, acceptance="3 h")},
                )
            )
            check_tickets(
                log,
                f"""
                source   received  dispatched  accepted  handled  closed  dispatches  due
                backlog  -6:00     -           1:00      1:00     1:00    1           {due}
                """,
            )

    def test_what_had_begun_begins_anew_after_a_reopening(self, tmp_path):
        """The age and the stated rest are those of the first handling: once reopened, all lengths are whole again."""
        # outside 2 h, 1 h of it over: 0 at 1:00. Called 9:00-9:10, reopened: crew (1 has it) 9:30-10:30, outside to
        # 12:30, called again. 1: 30 min of the crew's work are left: 9:00-9:30, outside to 11:30, called 11:30-11:40,
        # reopened: 11:40-12:40, outside to 14:40, called again.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "follow_up": by("desk", "10 min"),
                    "reopen": {"share": ["100 %", "0 %"]},
                    "backlog": [standing("outside", "1 h"), standing("handling", "1 h", remaining="30 min")],
                },
                desks={"desk": desk()},
                units={"road": unit(1, "1 h", outside="2 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  followed_up  closed  dispatches  handlings
            backlog  -1:00     -           -1:00     12:30    12:40        12:40   2           2
            backlog  -1:00     -           -1:00     14:40    14:50        14:50   2           2
            """,
        )
        check_tasks(
            log,
            """
            ticket  handling  stage      queued  started  ended  group  person
            0       0         follow_up  1:00    9:00     9:10   desk   0
            0       1         handling   9:10    9:30     10:30  road   1
            0       1         follow_up  12:30   12:30    12:40  desk   0
            1       0         handling   0:00    9:00     9:30   road   1
            1       0         follow_up  11:30   11:30    11:40  desk   0
            1       1         handling   11:40   11:40    12:40  road   1
            1       1         follow_up  14:40   14:40    14:50  desk   0
            """,
        )

    def test_open_at_several_units(self, tmp_path):
        """All arms of an open ticket stand at its stage; each has what is left of its own unit's delay."""
        # received 1 h ago. road: outside 3 h, park: 5 h.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {"routes": [to("road", "park")], "backlog": [standing("outside", "1 h", unit="road")]},
                units={"road": unit(1, "1 h", outside="3 h"), "park": unit(work=None, outside="5 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches  arms
            backlog  -1:00     -           -1:00     4:00     4:00    2           2
            """,
        )
        check_assignments(
            log,
            """
            ticket  arm  unit  dispatched  ended
            0       0    road  -1:00       2:00
            0       1    park  -1:00       4:00
            """,
        )

    def test_several_units_that_take_no_time(self, tmp_path):
        """Where none of its units takes any time a joint ticket is handled at once, be it new or open at the start."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {"routes": [to("road", "park")], "backlog": [standing("outside", "1 h")]},
                units={"road": unit(work=None), "park": unit(work=None)},
            )
        )
        check_tickets(
            log,
            """
            source    received  dispatched  accepted  handled  closed  dispatches  arms
            backlog   -1:00     -           -1:00     0:00     0:00    2           2
            transfer  9:00      9:00        9:00      9:00     9:00    2           2
            """,
        )

    def test_an_area_of_its_own(self, tmp_path):
        """An open ticket is of the area that is named, though all others arise elsewhere; its route is that area's."""
        rows = "general,north,handling,2026-03-01 22:00\ngeneral,,handling,2026-03-01 22:00\n"
        (tmp_path / "open.csv").write_text("type,area,stage,received\n" + rows)
        columns = {name: name for name in ("area", "stage", "received")}
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "areas": {"north": "0 %", "south": "100 %"},
                    "routes": [to("far", areas=["north"]), to("near")],
                    "backlog": [standing("handling", "2 h", area="north"), standing("handling", "2 h")],
                    "backlog_file": {"file": "open.csv", **columns},
                },
                units={"far": unit(work=None, outside="9 h"), "near": unit(work=None, outside="5 h")},
            )
        )
        check_tickets(
            log,
            """
            source    citizen  area   received  dispatched  accepted  handled  closed  dispatches
            backlog   0        north  -2:00     -           -2:00     7:00     7:00    1
            backlog   1        south  -2:00     -           -2:00     3:00     3:00    1
            backlog   0        north  -2:00     -           -2:00     7:00     7:00    1
            backlog   1        south  -2:00     -           -2:00     3:00     3:00    1
            transfer  KEY      south  9:00      9:00        9:00      14:00    14:00   1
            """.replace("KEY", str(log.tickets["citizen"][-1])),
        )

    def test_rests_of_a_file(self, tmp_path):
        """Each row may say since when it waits, or what is left, in hours or as h:mm:ss; else that is drawn."""
        rows = (
            "outside,2026-03-01 12:00,2026-03-01 15:00,",
            "outside,2026-03-01 12:00,,1:30:00",
            "outside,2026-03-01 15:00,,",
            "acceptance,2026-03-01 12:00,2026-03-01 23:00,",
            "acceptance,2026-03-01 12:00,2026-03-01 23:00,0.25",
        )
        (tmp_path / "open.csv").write_text("\n".join(["stage,received,since,left", *rows]) + "\n")
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("park")],
                    "backlog_file": {
                        "file": "open.csv", "fixed": {"type": "general"}, "stage": "stage", "received": "received",
                        "stage_since": "since", "remaining": "left",
                    },
                },
                units={"park": unit(work=None, acceptance="2 h", outside="10 h")},
                types={"general": {}},
            )
        )  # fmt: skip
        check_tickets(
            log,
            """
            source   received  dispatched  accepted  handled  closed  dispatches
            backlog  -12:00    -           -12:00    1:00     1:00    1
            backlog  -12:00    -           -12:00    1:30     1:30    1
            backlog  -9:00     -           -9:00     1:00     1:00    1
            backlog  -12:00    -           1:00      11:00    11:00   1
            backlog  -12:00    -           0:15      10:15    10:15   1
            """,
        )

    def test_a_run_that_begins_inside_a_day(self, tmp_path):
        """Ages and rests count from the clock time at which the run begins; later rows of a file are not there."""
        # Begins at 13:00. 0: of 10 h outside 9 h are over: 14:00. 1: the crew's hour: 13:00-14:00, then 10 h.
        # Rows: outside since 12:30, till 22:30; closed by 12:59; received at 13:01.
        rows = ("2026-03-02 08:00,2026-03-02 12:30,", "2026-03-02 08:00,,2026-03-02 12:59", "2026-03-02 13:01,,")
        (tmp_path / "open.csv").write_text("\n".join(["received,since,closed", *rows]) + "\n")
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "backlog": [standing("outside", "9 h"), standing("handling", "3 h", due_in="2 h")],
                    "backlog_file": {
                        "file": "open.csv", "fixed": {"type": "general", "stage": "outside"}, "received": "received",
                        "stage_since": "since", "closed": "closed",
                    },
                },
                units={"road": unit(1, "1 h", outside="10 h")},
                types={"general": {}},
                clock={"start": "2026-03-02", "days": 1, "begins_at": "13:00"},
            )
        )  # fmt: skip
        check_tickets(
            log,
            """
            source   citizen  received  dispatched  accepted  handled  closed  dispatches  due    state
            backlog  0        4:00      -           4:00      14:00    14:00   1           -      closed
            backlog  1        10:00     -           10:00     -        -       1           15:00  handling
            backlog  0        8:00      -           8:00      22:30    22:30   1           -      closed
            """,
        )

    def test_a_crew_goes_on_with_what_it_has_in_hand(self, tmp_path):
        """What is left of travel and work is their sum less the age; it goes before all that waits, urgent or not."""
        # 20 min of travel and 40 of work, one crew from 9:00 on. 0: in hand, of which nothing is known: 9:00-10:00.
        # 1: in hand since 50 min before the start: 10:00-10:10. 2: 5 min left, as stated. 3: critical, waits till then.
        # 4: in hand for longer than it ever takes.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "backlog": [
                        standing("handling", "1 h", urgency="critical"),
                        standing("work", "12 h"),
                        standing("work", "12 h", in_stage_for="50 min"),
                        standing("work", "12 h", in_stage_for="50 min", remaining="5 min"),
                        standing("work", "12 h", in_stage_for="2 h"),
                    ],
                },
                units={"road": unit(1, "40 min", travel="20 min")},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage     queued  started         ended           person  class
            0       handling  0:00    9:00            10:00           0       critical
            1       handling  0:00    10:00           10:10           0       critical
            2       handling  0:00    10:10           10:15           0       critical
            3       handling  0:00    10:15           10:15:00.000001 0       critical
            4       handling  0:00    10:15:00.000001 11:15:00.000001 0       critical
            """,
        )
