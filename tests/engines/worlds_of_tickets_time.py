"""Worlds of tickets: deadlines and their clocks, pauses, extension, and the long-term list."""

from __future__ import annotations

import pytest

from .ticket_tables import by, check_tasks, check_tickets, closure, desk, each, to, transfers, unit
from .world import Worlds, fixed


class WorldsOfTicketTime(Worlds):
    """When tickets fall due."""

    def test_the_clocks_of_deadlines(self, tmp_path):
        """Calendar time runs on, working hours while the line's office is open, working days end with a closing.

        The same day ends at midnight; each urgency and type may have its own limit, or none.
        """
        # received on Friday at 16:00 (112:00), office 9-17 on working days. 24 h: 136:00. 8 working hours: Monday
        # 16:00, 184:00. 1 working day: Monday 17:00, 185:00; 2: 209:00. Same day: 120:00. Urgent: 2 h, 114:00.
        own = {"hours": "8 working hours", "day": "1 working days", "days": "2 working days", "same": "same day"}
        log = self.run(
            transfers(
                tmp_path,
                "112:00/all 112:00/hours 112:00/day 112:00/days 112:00/same 112:00/urgent 112:00/none",
                {
                    "urgency_by_type": {"urgent": {"urgent": "100 %"}, "none": {"critical": "100 %"}},
                    "routes": [to("road")],
                    "deadlines": {
                        "closure": {
                            "limits": {"normal": "24 h", "urgent": "2 h"},
                            "by_type": {name: {"normal": limit} for name, limit in own.items()},
                        }
                    },
                },
                days=5,
                units={"road": unit(work=None, outside="30 d")},
            )
        )
        check_tickets(
            log,
            """
            type    urgency   received  dispatched  accepted  handled  closed  state     due
            all     normal    112:00    112:00      112:00    -        -       handling  136:00
            hours   normal    112:00    112:00      112:00    -        -       handling  184:00
            day     normal    112:00    112:00      112:00    -        -       handling  185:00
            days    normal    112:00    112:00      112:00    -        -       handling  209:00
            same    normal    112:00    112:00      112:00    -        -       handling  120:00
            urgent  urgent    112:00    112:00      112:00    -        -       handling  114:00
            none    critical  112:00    112:00      112:00    -        -       handling  -
            """,
        )

    def test_the_lines_own_office_hours(self, tmp_path):
        """The deadline counts the line's own office hours, whatever the hours of the unit."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "routes": [to("road")],
                    "office_hours": {"open": "10:00", "close": "12:00", "days": "all"},
                    "deadlines": closure("3 working hours"),
                },
                days=2,
                units={"road": unit(work=None, outside="1 h") | {"hours": {"open": "00:00", "close": "24:00"}}},
            )
        )
        check_tickets(log, "received dispatched accepted handled closed due\n 9:00 9:00 9:00 10:00 10:00 35:00")

    @pytest.mark.parametrize(
        ("start", "due"), [("receipt", "10:00"), ("dispatch", "10:10"), ("acceptance", "11:30"), ("next_day", "25:00")]
    )
    def test_the_start_of_a_deadline(self, tmp_path, start, due):
        """A deadline runs from receipt, the first dispatch, the first acceptance by a right unit, or the next midnight.

        A return does not set it anew, and before its start there is none.
        """
        # dispatch 9:00-9:10 wrongly to b, returned 10:10; again -10:20 to a, accepted 10:30, outside until 16:30.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 24:00",
                {
                    "dispatch": by("desk", "10 min", accuracy=["0 %", "100 %"]),
                    "routes": [to("a")],
                    "deadlines": closure("1 h", start=start),
                },
                days=2,
                desks={"desk": desk()},
                units={
                    "a": unit(work=None, acceptance="10 min", outside="6 h"),
                    "b": unit(work=None, notice="1 h"),
                },
            )
        )
        second = {"receipt": "25:00", "dispatch": "34:10", "acceptance": "35:30", "next_day": "49:00"}[start]
        check_tickets(
            log,
            f"""
            received  dispatched  accepted  handled  closed  right_first  dispatches  returns  due
            9:00      9:10        10:30     16:30    16:30   0            2           1        {due}
            24:00     33:10       34:30     40:30    40:30   0            2           1        {second}
            """,
        )

    def test_no_deadline_before_its_start(self, tmp_path):
        """A ticket that has not come to the start of its deadline has none."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {"routes": [to("road")], "deadlines": closure("1 h", start="acceptance")},
                units={"road": unit(work=None, acceptance="20 h")},
            )
        )
        check_tickets(log, "received dispatched accepted handled closed state\n 9:00 9:00 - - - handling")

    def test_closed_exactly_at_due(self, tmp_path):
        """Closed just as it falls due is in time, by a crew or after a delay; a little later is not."""
        # due 10:00. a: work 1 h. b: 1 h outside. c: of a millisecond after 9:00, by its own limit. d: 1 ms too late.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:00/b 9:00/d 9:00:00.001/c",
                {
                    "routes": each("a", "b", "c", "d"),
                    "deadlines": {"closure": {"limits": {"normal": "1 h"}, "by_type": {"c": {"normal": "3599999 ms"}}}},
                    "supervision": {"act": by("desk", "5 min")},
                },
                desks={"desk": desk()},
                units={
                    "a": unit(1, "1 h"),
                    "b": unit(work=None, outside="1 h"),
                    "c": unit(1, "3599999 ms"),
                    "d": unit(1, "3600001 ms"),
                },
            )
        )
        check_tickets(
            log,
            """
            type  received   dispatched  accepted   handled       closed        due
            a     9:00       9:00        9:00       10:00         10:00         10:00
            b     9:00       9:00        9:00       10:00         10:00         10:00
            d     9:00       9:00        9:00       10:00:00.001  10:00:00.001  10:00
            c     9:00:00.001  9:00:00.001  9:00:00.001  10:00    10:00         10:00
            """,
        )
        # the act over d is in hand when d is closed: it is finished and changes nothing
        check_tasks(
            log,
            """
            ticket  stage        unit  queued       ended         group  person
            0       handling     a     9:00         10:00         a      1
            2       handling     d     9:00         10:00:00.001  d      3
            2       supervision  -     10:00        10:05         desk   0
            3       handling     c     9:00:00.001  10:00         c      2
            """,
        )

    def test_pauses_outside(self, tmp_path):
        """While a ticket waits for others its deadline stands still, by each clock; once for two arms at a time.

        A ticket that is overdue already, be it at that instant, gains nothing.
        """
        # due 10:00. one: work 30 min, outside 9:30-11:30: 12:00. joint: 9:00-10:00 and 9:00-11:00, so 2 h: 12:00.
        # late: work 90 min, outside 10:30-11:30: 10:00. just: work 1 h, outside 10:00-11:00: 10:00.
        # hours, of 16:00, 2 working hours, so 34:00: outside 16:30-33:30, an hour of it open: 35:00.
        # days, of 9:00, 2 working days, so 65:00: outside to 33:00, one more open day: 89:00.
        # open: outside to 37:00, midnight of the second day is not, and its clock stands still at the end: no due time.
        own = {"hours": "2 working hours", "days": "2 working days"}
        log = self.run(
            transfers(
                tmp_path,
                "9:00/one 9:00/joint 9:00/late 9:00/just 9:00/days 16:00/hours 47:30/open",
                {
                    "routes": [*each("one", "late", "just", "hours", "days", "open"), to("east", "west")],
                    "deadlines": closure(
                        "1 h", pauses_in=["outside"], by_type={name: {"normal": limit} for name, limit in own.items()}
                    ),
                },
                days=2,
                units={
                    "one": unit(1, "30 min", outside="2 h"),
                    "east": unit(work=None, outside="1 h"),
                    "west": unit(work=None, outside="2 h"),
                    "late": unit(1, "90 min", outside="1 h"),
                    "just": unit(1, "1 h", outside="1 h"),
                    "hours": unit(1, "30 min", outside="17 h"),
                    "days": unit(work=None, outside="24 h"),
                    "open": unit(work=None, outside="1 h"),
                },
            )
        )
        check_tickets(
            log,
            """
            type   received  dispatched  accepted  handled  closed  due    arms  state
            one    9:00      9:00        9:00      11:30    11:30   12:00  1     closed
            joint  9:00      9:00        9:00      11:00    11:00   12:00  2     closed
            late   9:00      9:00        9:00      11:30    11:30   10:00  1     closed
            just   9:00      9:00        9:00      11:00    11:00   10:00  1     closed
            days   9:00      9:00        9:00      33:00    33:00   89:00  1     closed
            hours  16:00     16:00       16:00     33:30    33:30   35:00  1     closed
            open   47:30     47:30       47:30     -        -       -      1     handling
            """,
        )

    def test_only_the_named_states_pause(self, tmp_path):
        """A state that is not named does not stop the clock: neither the desk's line nor any other waiting does."""
        # confirm 9:30-9:40 (the desk comes at 9:30): due 10:00 or, with the pause, 10:40; 2 h outside are not named.
        for pauses_in, due in ((["confirm"], "10:40"), (["follow_up"], "10:00"), ([], "10:00")):
            log = self.run(
                transfers(
                    tmp_path,
                    "9:00",
                    {
                        "confirm": by("desk", "10 min"),
                        "routes": [to("road")],
                        "deadlines": closure("1 h", pauses_in=pauses_in),
                    },
                    desks={"desk": desk(hours="09:30-17:00")},
                    units={"road": unit(work=None, outside="2 h")},
                )
            )
            check_tickets(
                log,
                f"""
                received  confirmed  dispatched  accepted  handled  closed  due
                9:00      9:40       9:40        9:40      11:40    11:40   {due}
                """,
            )

    def test_pauses_between_two_tries(self, tmp_path):
        """The clock stands still from a try in vain to the next one."""
        # due 10:00. try 9:00-9:05, gap of 4 h to 13:05, so due 14:00; second try 13:05-13:10, closed.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "follow_up": by("desk", "5 min", unreached="100 %", tries=2, gap="4 h"),
                    "deadlines": closure("1 h", pauses_in=["follow_up"]),
                },
                desks={"desk": desk()},
            )
        )
        check_tickets(
            log,
            "received handled followed_up closed tries reached due\n 9:00 9:00 13:10 13:10 2 0 14:00",
        )

    def test_a_reminder_of_a_moved_deadline(self, tmp_path):
        """Reminders and the act wait while the clock stands still, and come when the moved deadline says so."""
        # limit 1 h, reminder at half. outside 9:20-10:20 (work before it): due 11:00, reminder at 10:30. Review by a
        # desk that comes at 12:00: overdue at 11:00, act 11:00-11:05 by the boss.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "routes": [to("road")],
                    "review": by("desk", "5 min"),
                    "deadlines": closure("1 h", pauses_in=["outside"]),
                    "supervision": {"reminders": ["50 %"], "act": by("boss", "5 min")},
                },
                desks={"desk": desk(hours="12:00-17:00"), "boss": desk()},
                units={"road": unit(1, "20 min", outside="1 h")},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  reviewed  closed  due    reminders  supervised
            9:00      9:00        9:00      10:20    12:05     12:05   11:00  1          11:05
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage        class     unit  queued  started  ended  group  person
            0       handling     normal    road  9:00    9:00     9:20   road   2
            0       review       critical  -     10:20   12:00    12:05  desk   1
            0       supervision  urgent    -     11:00   11:00    11:05  boss   0
            """,
        )

    def test_timers_of_a_due_time_that_was_moved(self, tmp_path):
        """What was to come at the old due time, or before it, does not come once the clock has stood still."""
        # limit 2 h, reminder after 90 min. outside 9:20-10:20: due 12:00, reminder 11:30. Review from 11:10 on: closed
        # 11:15, in class normal, though reminder and act were meant for 10:30 and 11:00 at first.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "routes": [to("road")],
                    "review": by("desk", "5 min"),
                    "deadlines": closure("2 h", pauses_in=["outside"]),
                    "supervision": {"reminders": ["75 %"], "act": by("boss", "5 min")},
                },
                desks={"desk": desk(hours="11:10-17:00"), "boss": desk()},
                units={"road": unit(1, "20 min", outside="1 h")},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  reviewed  closed  due    reminders  supervised
            9:00      9:00        9:00      10:20    11:15     11:15   12:00  0          -
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage     class   unit  queued  started  ended  group  person
            0       handling  normal  road  9:00    9:00     9:20   road   2
            0       review    normal  -     10:20   11:10    11:15  desk   1
            """,
        )

    def test_one_extension(self, tmp_path):
        """As it falls due a ticket gets more time, once; one that is closed just then does not need it."""
        # due 10:00, extended to 12:00. a: closed 10:30. b: overdue at 12:00, act -12:05, closed 13:00. c: closed 10:00.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:00/b 9:00/c",
                {
                    "routes": each("a", "b", "c"),
                    "deadlines": closure("1 h", extension={"share": "100 %", "by": "2 h"}),
                    "supervision": {"act": by("desk", "5 min")},
                },
                desks={"desk": desk()},
                units={
                    "a": unit(work=None, outside="90 min"),
                    "b": unit(work=None, outside="4 h"),
                    "c": unit(work=None, outside="1 h"),
                },
            )
        )
        check_tickets(
            log,
            """
            type  received  dispatched  accepted  handled  closed  due    extended  supervised
            a     9:00      9:00        9:00      10:30    10:30   12:00  1         -
            b     9:00      9:00        9:00      13:00    13:00   12:00  1         12:05
            c     9:00      9:00        9:00      10:00    10:00   10:00  0         -
            """,
        )
        check_tasks(log, "ticket stage queued ended person\n 1 supervision 12:00 12:05 0")

    @pytest.mark.parametrize(
        ("by_limit", "due"), [("1 working days", "41:00"), ("8 working hours", "34:00"), ("same day", "24:00")]
    )
    def test_an_extension_by_its_own_clock(self, tmp_path, by_limit, due):
        """An extension runs from the due time by the clock it is written in."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "routes": [to("road")],
                    "deadlines": closure("1 h", extension={"share": "100 %", "by": by_limit}),
                },
                units={"road": unit(work=None, outside="2 h")},
            )
        )
        check_tickets(
            log,
            f"received dispatched accepted handled closed due extended\n 9:00 9:00 9:00 11:00 11:00 {due} 1",
        )

    def test_the_long_term_list(self, tmp_path):
        """A ticket still open after a while goes on the list: no deadline holds from then on, passed or to come."""

        # after 30 min, 9:30. a: due 10:00, closed 12:00. b: closed just at 9:30. c: due 9:10, act -9:15, list 9:30.
        # d: its clock stands still 9:00-11:00. e: to be accepted at 9:45, from when on the hour would run.
        def world(types, **more):
            return transfers(
                tmp_path,
                " ".join(f"9:00/{name}" for name in types),
                {
                    "routes": each(*types),
                    "deadlines": closure("1 h", **more),
                    "supervision": {"act": by("desk", "5 min")},
                    "long_term": {"share": "100 %", "after": fixed("30 min")},
                },
                desks={"desk": desk()},
                units={name: units[name] for name in types},
            )

        units = {
            "a": unit(work=None, outside="3 h"),
            "b": unit(work=None, outside="30 min"),
            "c": unit(work=None, outside="3 h"),
            "d": unit(work=None, outside="2 h"),
            "e": unit(work=None, acceptance="45 min", outside="3 h"),
        }
        log = self.run(world("abc", by_type={"c": {"normal": "10 min"}}))
        check_tickets(
            log,
            """
            type  received  dispatched  accepted  handled  closed  due    long_term  supervised
            a     9:00      9:00        9:00      12:00    12:00   -      9:30       -
            b     9:00      9:00        9:00      9:30     9:30    10:00  -          -
            c     9:00      9:00        9:00      12:00    12:00   -      9:30       9:15
            """,
        )
        check_tasks(log, "ticket stage queued ended person\n 2 supervision 9:10 9:15 0")
        log = self.run(world("d", pauses_in=["outside"]))
        check_tickets(log, "received dispatched accepted handled closed long_term\n 9:00 9:00 9:00 11:00 11:00 9:30")
        log = self.run(world("e", start="acceptance"))
        check_tickets(log, "received dispatched accepted handled closed long_term\n 9:00 9:00 9:45 12:45 12:45 9:30")
        check_tasks(log, "ticket stage queued ended person")

    def test_no_pause_after_the_closure(self, tmp_path):
        """The due time of a closed ticket stays: a gap between two tries does not move it, nor take it away."""
        # closed 9:00 as handled, due 10:00; try in vain 9:00-9:05, the next one after 20 h.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "follow_up": by("desk", "5 min", unreached="100 %", tries=2, gap="20 h"),
                    "closed_at": "handled",
                    "deadlines": closure("1 h", pauses_in=["follow_up"]),
                },
                desks={"desk": desk()},
            )
        )
        check_tickets(log, "received handled closed tries reached due\n 9:00 9:00 9:00 1 0 10:00")

    @pytest.mark.parametrize(
        ("start", "at_the_desk", "at_the_unit"),
        [("receipt", "1:00", "1:00"), ("dispatch", "12:10", "1:00"), ("acceptance", "12:10", "1:00"),
         ("next_day", "3:00", "3:00")],
    )  # fmt: skip
    def test_deadlines_of_the_backlog(self, tmp_path, start, at_the_desk, at_the_unit):
        """Open tickets fall due by the same limits; for what was dispatched long ago the receipt stands in."""
        # received 2 h before the start, limit 3 h: 1:00 from receipt, 3:00 from the midnight. dispatch 9:00-9:10.
        # Outside for 3 h, of which the second one has had 2.
        log = self.run(
            transfers(
                tmp_path,
                "24:00",
                {
                    "dispatch": by("desk", "10 min"),
                    "routes": [to("road")],
                    "deadlines": closure("3 h", start=start),
                    "backlog": [
                        {"count": 1, "type": "general", "stage": stage, "age": "2 h"}
                        for stage in ("dispatch", "handling")
                    ],
                },
                desks={"desk": desk()},
                units={"road": unit(work=None, outside="3 h")},
            )
        )
        check_tickets(
            log,
            f"""
            source   received  dispatched  accepted  handled  closed  dispatches  due
            backlog  -2:00     9:10        9:10      12:10    12:10   1           {at_the_desk}
            backlog  -2:00     -           -2:00     1:00     1:00    1           {at_the_unit}
            """,
        )

    def test_timers_come_before_the_hand_out(self, tmp_path):
        """Who is withdrawn just as the desk frees is not taken any more; who is done just then is closed."""
        # audit 30 min, withdrawal after 30 min: 0 9:00-9:30, closed. 1 leaves at 9:30. 2 of 9:01 is taken at 9:30.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:00 9:01",
                {
                    "audit": by("desk", "30 min"),
                    "withdrawal": {"share": "100 %", "after": fixed("30 min")},
                },
                desks={"desk": desk()},
            )
        )
        check_tickets(
            log,
            """
            received  audited  handled  closed  withdrawn
            9:00      9:30     9:30     9:30    -
            9:00      -        -        -       9:30
            9:01      -        -        -       9:31
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage  queued  started  ended  left  person
            0       audit  9:00    9:00     9:30   -     0
            1       audit  9:00    -        -      9:30  -
            2       audit  9:01    9:30     10:00  -     0
            """,
        )

    def test_a_reminder_comes_before_the_hand_out(self, tmp_path):
        """Who is raised just as the desk frees is taken as urgent at that instant."""
        # 0 critical 9:00-9:30. 1 normal of 9:00 is urgent from 9:30 on, and earlier than urgent 2 of 9:10.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/c 9:00/n 9:10/u",
                {
                    "urgency_by_type": {"c": {"critical": "100 %"}, "u": {"urgent": "100 %"}},
                    "audit": by("desk", "30 min"),
                    "deadlines": closure("1 h"),
                    "supervision": {"reminders": ["50 %"]},
                },
                desks={"desk": desk()},
            )
        )
        check_tasks(
            log,
            """
            ticket  stage  class     queued  started  ended  person
            0       audit  critical  9:00    9:00     9:30   0
            1       audit  urgent    9:00    9:30     10:00  0
            2       audit  urgent    9:10    10:00    10:30  0
            """,
        )
        check_tickets(
            log,
            """
            type  urgency   received  audited  handled  closed  due    reminders
            c     critical  9:00      9:30     9:30     9:30    -      0
            n     normal    9:00      10:00    10:00    10:00   10:00  1
            u     urgent    9:10      10:30    10:30    10:30   -      0
            """,
        )

    def test_a_pause_of_a_due_time_in_the_middle_of_a_day(self, tmp_path):
        """A due time of the backlog's own moves by open days too: none in a pause of an hour, one over a night."""
        # both due on Wednesday 12:00 (60:00). short: 1 h outside, as it was. long: 0:00-30:00, Tuesday passes, so the
        # closing of the day after Wednesday: 89:00.
        (tmp_path / "open.csv").write_text(
            "type,stage,due\nshort,handling,2026-03-04 12:00\nlong,handling,2026-03-04 12:00\n"
        )
        log = self.run(
            transfers(
                tmp_path,
                "48:00/short 48:00/long",
                {
                    "routes": each("short", "long"),
                    "deadlines": closure("2 working days", pauses_in=["outside"]),
                    "backlog_file": {"file": "open.csv", "stage": "stage", "due": "due"},
                },
                days=2,
                units={"short": unit(work=None, outside="1 h"), "long": unit(work=None, outside="30 h")},
            )
        )
        check_tickets(
            log,
            """
            source   type   received  dispatched  accepted  handled  closed  dispatches  due
            backlog  short  0:00      -           0:00      1:00     1:00    1           60:00
            backlog  long   0:00      -           0:00      30:00    30:00   1           89:00
            """,
        )
