"""Worlds of opening hours and of the end of the horizon."""

from __future__ import annotations

from .world import Worlds, check_contacts, check_staff, fixed, hotline, team


class WorldsOfHours(Worlds):
    """When the line is open, and where the run ends."""

    def test_the_line_is_cleared_at_close(self, tmp_path):
        """A call at the opening is let in, one at the closing is not, and those waiting then are turned away.

        Even if an operator frees at that instant; talks go on, and messages neither leave nor need an open line.
        """
        # hours 9:00-10:00, two operators from 8:00, call 10 min, message 5 min.
        # 0: message 8:30-8:35, call 9:50-10:00, message 6 10:00-10:05 (call 5, waiting since 9:58, is gone by then).
        # 1 (idle longer at 9:00): call 9:00-9:10, call 9:55-10:05.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "8:59:59.999999 9:00 9:50 9:55 9:58 10:00", "messages": "8:30 9:59"},
                {"floor": team(2, talk="10 min", hours="08:00-11:00", online="5 min")},
                callers={"hours": {"open": "09:00", "close": "10:00", "at_close": "clear"}, "trunks": 3},
            )
        )
        check_contacts(
            log,
            """
            arrived         stream    queued  outcome   left            answered  talk_end  person
            8:30            messages  8:30    answered  -               8:30      8:35      0
            8:59:59.999999  calls     -       closed    8:59:59.999999  -         -         -
            9:00            calls     9:00    answered  -               9:00      9:10      1
            9:50            calls     9:50    answered  -               9:50      10:00     0
            9:55            calls     9:55    answered  -               9:55      10:05     1
            9:58            calls     9:58    closed    10:00           -         -         -
            9:59            messages  9:59    answered  -               10:00     10:05     0
            10:00           calls     -       closed    10:00           -         -         -
            """,
        )
        check_staff(log, "person planned\n 0 8:00..11:00\n 1 8:00..11:00")

    def test_those_waiting_at_close_stay(self, tmp_path):
        """Without clearing, those waiting at the closing are answered after it; who is turned away does not redial."""
        # open on Mondays 9:00-10:00; call 10 min: 9:55-10:05, the one of 9:58 10:05-10:15; Tuesday is closed.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:55 9:58 10:00 33:30"},
                {"floor": team(talk="10 min", hours="08:00-11:00")},
                days=2,
                callers={
                    "hours": {"open": "09:00", "close": "10:00", "days": ["mon"]},
                    "redial": {"after_abandon": "100 %", "after_block": "100 %", "delay": fixed("1 min")},
                },
            )
        )
        check_contacts(
            log,
            """
            arrived  queued  outcome   left   answered  talk_end  person
            9:55     9:55    answered  -      9:55      10:05     0
            9:58     9:58    answered  -      10:05     10:15     0
            10:00    -       closed    10:00  -         -         -
            33:30    -       closed    33:30  -         -         -
            """,
        )
        check_staff(log, "person planned\n 0 8:00..11:00\n 0 32:00..35:00")

    def test_nobody_waits_through_the_night(self, tmp_path):
        """Unless told so, who still waits when the last operator leaves after closing is turned away; messages stay."""
        # open 9:00-10:00; 0 to 10:30, 1 to 10:00. Call 25 min: 9:50-10:15 by 0 and 1; 9:55 by 0 10:15-10:40, after
        # the end of 0's shift; 9:58 is turned away at 10:30. The message stays: 33:00-33:05 by 1, the call then by 0.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:50 9:50 9:55 9:58 10:00 33:00", "messages": "9:59"},
                {
                    "floor": team(
                        talk="25 min", online="5 min", shifts={"a": ("09:00-10:30", 1), "b": ("09:00-10:00", 1)}
                    )
                },
                days=2,
                callers={"hours": {"open": "09:00", "close": "10:00"}, "trunks": 4},
            )
        )
        check_contacts(
            log,
            """
            arrived  stream    queued  outcome   left   answered  talk_end  person
            9:50     calls     9:50    answered  -      9:50      10:15     0
            9:50     calls     9:50    answered  -      9:50      10:15     1
            9:55     calls     9:55    answered  -      10:15     10:40     0
            9:58     calls     9:58    closed    10:30  -         -         -
            9:59     messages  9:59    answered  -      33:00     33:05     1
            10:00    calls     -       closed    10:00  -         -         -
            33:00    calls     33:00   answered  -      33:00     33:25     0
            """,
        )
        check_staff(
            log,
            """
            person  shift  planned       actual
            0       a      9:00..10:30   9:00..10:40
            1       b      9:00..10:00   9:00..10:15
            0       a      33:00..34:30  33:00..34:30
            1       b      33:00..34:00  33:00..34:00
            """,
        )

    def test_a_call_that_nobody_left_can_take(self, tmp_path):
        """Each line has its own last operator: those who can take other calls keep nobody waiting; nor does a relief
        that comes without a gap."""
        # open 9:00-10:00. a: 0 to 10:00, relieved by 1 to 11:00; b: 2 to 10:00. Call 10 min.
        # a: 9:55 by 0 -10:05, 9:56 by 1 10:00-10:10, 9:57 by 1 10:10-10:20. b: 9:55 by 2 -10:05, 9:56 turned away.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:55/a 9:55/b 9:56/a 9:56/b 9:57/a"},
                {
                    "early": team(
                        talk="10 min",
                        shifts={"a": ("09:00-10:00", 1), "b": ("10:00-11:00", 1)},
                        skills=[{"types": ["a"]}],
                    ),
                    "late": team(talk="10 min", hours="09:00-10:00", skills=[{"types": ["b"]}]),
                },
                callers={"hours": {"open": "09:00", "close": "10:00"}},
            )
        )
        check_contacts(
            log,
            """
            arrived  type  outcome   left   answered  talk_end  person  group
            9:55     a     answered  -      9:55      10:05     0       early
            9:55     b     answered  -      9:55      10:05     2       late
            9:56     a     answered  -      10:00     10:10     1       early
            9:56     b     closed    10:00  -         -         -       -
            9:57     a     answered  -      10:10     10:20     1       early
            """,
        )
        check_staff(
            log,
            """
            person  planned       actual        group  shift
            0       9:00..10:00   9:00..10:05   early  a
            2       9:00..10:00   9:00..10:05   late   day
            1       10:00..11:00  10:00..11:00  early  b
            """,
        )

    def test_who_is_told_to_stay_waits_through_the_night(self, tmp_path):
        """With `stay` a caller waits for the next shift; without a word one is turned away when the operator leaves."""
        # open 10:20-10:55, one operator to 11:00. Call 10 min: 10:45-10:55, 10:50 10:55-11:05, 10:52 waits on.
        for at_close, fate in (("stay", "answered - 33:00 33:10 0"), ("finish", "closed 11:00 - - -")):
            log = self.run(
                hotline(
                    tmp_path,
                    {"calls": "10:45 10:50 10:52"},
                    {"floor": team(talk="10 min", hours="09:00-11:00")},
                    days=2,
                    callers={"hours": {"open": "10:20", "close": "10:55", "at_close": at_close}},
                )
            )
            check_contacts(
                log,
                f"""
                arrived  outcome   left   answered  talk_end  person
                10:45    answered  -      10:45     10:55     0
                10:50    answered  -      10:55     11:05     0
                10:52    {fate}
                """,
            )
            check_staff(log, "person planned actual\n 0 9:00..11:00 9:00..11:05\n 0 33:00..35:00 33:00..35:00")

    def test_a_line_open_round_the_clock(self, tmp_path):
        """A line that opens again at the instant it would close does not close: nobody is turned away."""
        # open Monday and Tuesday 0:00-24:00. Talk 20 min: 0 Monday 23:50-24:10; 1 waits over midnight, 24:10-24:30;
        # 2 rings at midnight, 24:30-24:50; 3 on Tuesday 47:50-48:10; 4 of 47:55 is turned away as Wednesday begins.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "23:50 23:55 24:00 47:50 47:55 48:00"},
                {"floor": team(talk="20 min", hours="00:00-24:00")},
                days=3,
                callers={"hours": {"open": "00:00", "close": "24:00", "days": ["mon", "tue"], "at_close": "clear"}},
            )
        )
        check_contacts(
            log,
            """
            arrived  queued  outcome   left   answered  talk_end  person
            23:50    23:50   answered  -      23:50     24:10     0
            23:55    23:55   answered  -      24:10     24:30     0
            24:00    24:00   answered  -      24:30     24:50     0
            47:50    47:50   answered  -      47:50     48:10     0
            47:55    47:55   closed    48:00  -         -         -
            48:00    -       closed    48:00  -         -         -
            """,
        )
        check_staff(
            log,
            """
            person  planned       actual
            0       0:00..24:00   0:00..24:00
            0       24:00..48:00  24:00..48:00
            0       48:00..72:00  48:00..-
            """,
        )

    def test_end_of_the_horizon(self, tmp_path):
        """The horizon is [start, end): what would end at its end is still open, and nothing open is dropped."""
        # talk 1 min, wrap-up 30 s, 5 operators. 0: 23:58:29.999999-23:59:29.999999-23:59:59.999999, and takes call 5.
        # 1: talk to 23:59:30, wrap-up would end at 24:00. 2: talk would end at 24:00. 3, 4: still talking. 6: waiting.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "23:58:29.999999 23:58:30 23:59 23:59:10 23:59:59.999998 23:59:59.999999 23:59:59.999999"},
                {"floor": team(5, wrap_up="30 s", hours="16:00-24:00")},
            )
        )
        check_contacts(
            log,
            """
            arrived          outcome   answered         talk_end         wrap_up_end      person
            23:58:29.999999  answered  23:58:29.999999  23:59:29.999999  23:59:59.999999  0
            23:58:30         answered  23:58:30         23:59:30         -                1
            23:59            answered  23:59            -                -                2
            23:59:10         answered  23:59:10         -                -                3
            23:59:59.999998  answered  23:59:59.999998  -                -                4
            23:59:59.999999  answered  23:59:59.999999  -                -                0
            23:59:59.999999  waiting   -                -                -                -
            """,
        )
        check_staff(
            log,
            """
            person  planned       actual
            0       16:00..24:00  16:00..-
            1       16:00..24:00  16:00..-
            2       16:00..24:00  16:00..-
            3       16:00..24:00  16:00..-
            4       16:00..24:00  16:00..-
            """,
        )

    def test_what_rings_at_the_end_is_outside(self, tmp_path):
        """A call at the first instant after the horizon is not in the log; one a microsecond before still waits."""
        # The operator leaves at 10:00; a redial at 24:00 would be outside too.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "0:00 23:59 23:59:59.999999 24:00"},
                {"floor": team(hours="00:00-10:00")},
                callers={
                    "patience": fixed("30 s"),
                    "redial": {"after_abandon": "100 %", "delay": fixed("30 s")},
                },
            )
        )
        check_contacts(
            log,
            """
            arrived         outcome    left      answered  talk_end  person
            0:00            answered   -         0:00      0:01      0
            23:59           abandoned  23:59:30  -         -         -
            23:59:59.999999 waiting    -         -         -         -
            """,
        )
        check_staff(log, "person planned\n 0 0:00..10:00")
