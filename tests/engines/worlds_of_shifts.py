"""Worlds of shift ends: finish, take nothing late, put down; nights and shifts that follow on."""

from __future__ import annotations

from .world import Worlds, check_contacts, check_staff, fixed, hotline, team

EARLY_AND_LATE = {"early": ("09:00-10:00", 1), "late": ("10:00-11:00", 1)}


class WorldsOfShifts(Worlds):
    """What becomes of work in hand when a shift ends, and who comes next."""

    def test_finish_then_leave(self, tmp_path):
        """Who is at work when the shift ends finishes talk and wrap-up in overtime; the successor starts on time."""
        # talk 10 min, wrap-up 1 min. early (0): 9:55-10:05-10:06, 6 min over. late (1) comes at 10:00 and takes what
        # waits: 1 -10:10-10:11, 2 (rings at 10:00) -10:21-10:22, 3 10:48-10:58-10:59, 4 10:59-11:09-11:10, 10 min over.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:55 9:58 10:00 10:48 10:49 11:00"},
                {"floor": team(talk="10 min", wrap_up="1 min", shifts=EARLY_AND_LATE)},
            )
        )
        check_contacts(
            log,
            """
            arrived  outcome   answered  talk_end  wrap_up_end  person
            9:55     answered  9:55      10:05     10:06        0
            9:58     answered  10:00     10:10     10:11        1
            10:00    answered  10:11     10:21     10:22        1
            10:48    answered  10:48     10:58     10:59        1
            10:49    answered  10:59     11:09     11:10        1
            11:00    waiting   -         -         -            -
            """,
        )
        check_staff(
            log,
            """
            person  shift  planned       actual
            0       early  9:00..10:00   9:00..10:06
            1       late   10:00..11:00  10:00..11:10
            """,
        )

    def test_takes_nothing_at_the_shift_end(self, tmp_path):
        """Neither who is free nor who becomes free takes anything at the instant the shift ends."""
        # talk 10 min: 0 is free of call 0 exactly at 10:00, 1 has been idle all along; call 1 rings at 9:59:59.999999
        # and goes to 1 (idle longer than 0, who is busy); calls 2 and 3 of 10:00 find nobody, patience 5 min.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:50 9:59:59.999999 10:00 10:00"},
                {"floor": team(3, talk="10 min", hours="09:00-10:00")},
                callers={"patience": fixed("5 min")},
            )
        )
        check_contacts(
            log,
            """
            arrived         outcome    left   answered        talk_end         person
            9:50            answered   -      9:50            10:00            0
            9:59:59.999999  answered   -      9:59:59.999999  10:09:59.999999  1
            10:00           abandoned  10:05  -               -                -
            10:00           abandoned  10:05  -               -                -
            """,
        )
        check_staff(
            log,
            """
            person  planned      actual
            0       9:00..10:00  9:00..10:00
            1       9:00..10:00  9:00..10:09:59.999999
            2       9:00..10:00  9:00..10:00
            """,
        )

    def test_no_late_start(self, tmp_path):
        """Nothing is begun from the margin before the shift's end on; what was begun before is finished."""
        # margin 10 min, talk 5 min. 0: 9:40-9:45. 1 (idle longer): a microsecond before 9:50. Call 2 of 9:50 finds 0
        # idle but past the last start, so it waits for 2 at 10:00. 2: 10:45-10:50, too late for call 4.
        shifts = {"first": ("09:00-10:00", 2), "next": ("10:00-11:00", 1)}
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:40 9:49:59.999999 9:50 10:45 10:46"},
                {"floor": team(talk="5 min", shifts=shifts, shift_end="no_late_start", no_late_start_margin="10 min")},
            )
        )
        check_contacts(
            log,
            """
            arrived         outcome   answered        talk_end        person
            9:40            answered  9:40            9:45            0
            9:49:59.999999  answered  9:49:59.999999  9:54:59.999999  1
            9:50            answered  10:00           10:05           2
            10:45           answered  10:45           10:50           2
            10:46           waiting   -               -               -
            """,
        )
        check_staff(
            log,
            """
            person  shift  planned
            0       first  9:00..10:00
            1       first  9:00..10:00
            2       next   10:00..11:00
            """,
        )

    def test_no_late_start_overrun(self, tmp_path):
        """Work begun before the margin may still run beyond the shift's end, as overtime."""
        # margin 10 min, talk 15 min: begun at 9:49 it ends at 10:04.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:49"},
                {
                    "floor": team(
                        talk="15 min", hours="09:00-10:00", shift_end="no_late_start", no_late_start_margin="10 min"
                    )
                },
            )
        )
        check_contacts(log, "arrived answered talk_end person\n 9:49 9:49 10:04 0")
        check_staff(log, "person planned actual\n 0 9:00..10:00 9:00..10:04")

    def test_break_after_the_last_start(self, tmp_path):
        """A break due when nothing more may be begun is taken by a free person like any other, not lost."""
        # margin 30 min: nothing after 9:30, so the call of 9:35 waits in vain; the break is due at 9:40.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:10 9:35"},
                {
                    "floor": team(
                        hours="09:00-10:00",
                        shift_end="no_late_start",
                        no_late_start_margin="30 min",
                        breaks=[{"after": "40 min", "length": "10 min", "waves": 1}],
                    )
                },
            )
        )
        check_contacts(
            log,
            """
            arrived  outcome   answered  talk_end  person
            9:10     answered  9:10      9:11      0
            9:35     waiting   -         -         -
            """,
        )
        check_staff(
            log,
            """
            person  state    planned     actual
            0       on_duty  9:00..10:00  9:00..10:00
            0       break    9:40..9:50   9:40..9:50
            """,
        )

    def test_messages_are_put_down_and_resumed_first(self, tmp_path):
        """A message in hand at the shift's end is put down, and the successor takes it before those that waited.

        A live call is never put down.
        """
        # message 20 min with 1 min wrap-up, call 10 min. 0: message 0 9:50-10:00, 10 min left. 1: call 9:55-10:05.
        # 2: call 3 (rings at 10:00, calls first) -10:10; message 0 -10:20-10:21; message 2 -10:41-10:42;
        # message 4 10:42-11:00, put down with 2 min left and nobody to resume it.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:55 10:00", "messages": "9:50 9:56 10:40"},
                {
                    "floor": team(
                        talk="10 min",
                        online="20 min",
                        online_wrap_up="1 min",
                        shift_end="pause",
                        shifts={"early": ("09:00-10:00", 2), "late": ("10:00-11:00", 1)},
                    )
                },
            )
        )
        check_contacts(
            log,
            """
            arrived  stream    answered  resumed  talk_end  wrap_up_end  person
            9:50     messages  9:50      10:10    10:20     10:21        2
            9:55     calls     9:55      9:55     10:05     10:05        1
            9:56     messages  10:21     10:21    10:41     10:42        2
            10:00    calls     10:00     10:00    10:10     10:10        2
            10:40    messages  10:42     10:42    -         -            2
            """,
        )
        check_staff(
            log,
            """
            person  shift  state    planned       actual        contact
            0       early  on_duty  9:00..10:00   9:00..10:00   -
            1       early  on_duty  9:00..10:00   9:00..10:05   -
            0       early  stretch  9:50..10:00   9:50..10:00   0
            2       late   on_duty  10:00..11:00  10:00..11:00  -
            2       late   stretch  10:42..11:00  10:42..11:00  4
            """,
        )

    def test_what_ends_with_the_shift_is_not_put_down(self, tmp_path):
        """Work that ends exactly with the shift, and wrap-up, are finished; other messages wait for the next morning.

        The one put down goes before those that came in the meantime.
        """
        # 20 min work, 1 min wrap-up. 0: 9:39:30-9:59:30, wrap-up to 10:00:30. 1: 9:40-10:00, wrap-up to 10:01.
        # 2: 9:45-10:00, 5 min left, then 0 (all idle since 33:00) 33:00-33:05-33:06; message 3: 1, 33:00-33:20-33:21.
        log = self.run(
            hotline(
                tmp_path,
                {"messages": "9:39:30 9:40 9:45 12:00"},
                {"desk": team(3, None, "09:00-10:00", online="20 min", online_wrap_up="1 min", shift_end="pause")},
                days=2,
            )
        )
        check_contacts(
            log,
            """
            arrived  answered  resumed  talk_end  wrap_up_end  person
            9:39:30  9:39:30   9:39:30  9:59:30   10:00:30     0
            9:40     9:40      9:40     10:00     10:01        1
            9:45     9:45      33:00    33:05     33:06        0
            12:00    33:00     33:00    33:20     33:21        1
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual         contact
            0       on_duty  9:00..10:00   9:00..10:00:30  -
            1       on_duty  9:00..10:00   9:00..10:01     -
            2       on_duty  9:00..10:00   9:00..10:00     -
            2       stretch  9:45..10:00   9:45..10:00     2
            0       on_duty  33:00..34:00  33:00..34:00    -
            1       on_duty  33:00..34:00  33:00..34:00    -
            2       on_duty  33:00..34:00  33:00..34:00    -
            """,
        )

    def test_put_down_twice(self, tmp_path):
        """A message may be put down again and again; its stretches add up to its length, and calls go before it."""
        # 100 min: a 9:30-10:00 (30), b 10:05-11:00 (55, after the call of 10:00 -10:05), c 11:00-11:15 (15).
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "10:00", "messages": "9:30"},
                {
                    "desk": team(
                        talk="5 min",
                        online="100 min",
                        shift_end="pause",
                        shifts={"a": ("09:00-10:00", 1), "b": ("10:00-11:00", 1), "c": ("11:00-12:00", 1)},
                    )
                },
            )
        )
        check_contacts(
            log,
            """
            arrived  stream    answered  resumed  talk_end  person
            9:30     messages  9:30      11:00    11:15     2
            10:00    calls     10:00     10:00    10:05     1
            """,
        )
        check_staff(
            log,
            """
            person  shift  state    planned       contact
            0       a      on_duty  9:00..10:00   -
            0       a      stretch  9:30..10:00   0
            1       b      on_duty  10:00..11:00  -
            1       b      stretch  10:05..11:00  0
            2       c      on_duty  11:00..12:00  -
            """,
        )

    def test_put_down_and_taken_up_at_once(self, tmp_path):
        """Whoever puts a message down may begin the next shift at that instant, and takes it up after waiting calls."""
        # 24 h shifts of one person, message 20 min, call 1 min. Message 0: 23:50-24:00, 10 min left; the call of 24:00
        # goes first, so it ends at 24:11, a minute after its first end. Message 2: 47:50-48:00-48:10 without a gap.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "24:00 48:05", "messages": "23:50 47:50"},
                {"floor": team(hours="00:00-00:00", online="20 min", shift_end="pause")},
                days=3,
            )
        )
        check_contacts(
            log,
            """
            arrived  stream    answered  resumed  talk_end  person
            23:50    messages  23:50     24:01    24:11     0
            24:00    calls     24:00     24:00    24:01     0
            47:50    messages  47:50     48:00    48:10     0
            48:05    calls     48:10     48:10    48:11     0
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual        contact
            0       on_duty  0:00..24:00   0:00..24:00   -
            0       stretch  23:50..24:00  23:50..24:00  0
            0       on_duty  24:00..48:00  24:00..48:00  -
            0       stretch  47:50..48:00  47:50..48:00  2
            0       on_duty  48:00..72:00  48:00..-      -
            """,
        )

    def test_shift_over_midnight(self, tmp_path):
        """The shift begun on the day before the start is there from the first instant, with its pauses cut there."""
        # 22:00-6:00, break 23:50-0:10 each night. The break of the night before holds the call of 0:00 until 0:10.
        # 5:59:30 runs 30 s over; 7:00 waits for 22:00, then the call of 22:00. The last break runs beyond the horizon.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "0:00 5:59:30 7:00 22:00"},
                {"floor": team(hours="22:00-06:00", breaks=[{"after": "110 min", "length": "20 min"}])},
            )
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            0:00     0:10      0:11      0
            5:59:30  5:59:30   6:00:30   0
            7:00     22:00     22:01     0
            22:00    22:01     22:02     0
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual
            0       on_duty  0:00..6:00    0:00..6:00:30
            0       break    0:00..0:10    0:00..0:10
            0       on_duty  22:00..30:00  22:00..-
            0       break    23:50..24:10  23:50..-
            """,
        )

    def test_shift_of_24_hours(self, tmp_path):
        """Equal clock times mean 24 h; who is at work at the change stays, and one duty ends as the next begins.

        Idleness is counted from the new shift's start.
        """
        # 2 people, talk 1 min. 0: 23:59:30-24:00:30; 1 idle since 23:00:30, from 24:00 on since 24:00.
        # 24:00:10 to 1 -24:01:10. 24:05: 0 is idle since 24:00:30, 1 since 24:01:10 -> 0.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "22:59 22:59:30 23:59:30 24:00:10 24:05 24:05:30"},
                {"floor": team(2, hours="00:00-00:00")},
                days=2,
            )
        )
        check_contacts(
            log,
            """
            arrived   answered  talk_end  person
            22:59     22:59     23:00     0
            22:59:30  22:59:30  23:00:30  1
            23:59:30  23:59:30  24:00:30  0
            24:00:10  24:00:10  24:01:10  1
            24:05     24:05     24:06     0
            24:05:30  24:05:30  24:06:30  1
            """,
        )
        check_staff(
            log,
            """
            person  planned       actual
            0       0:00..24:00   0:00..24:00
            1       0:00..24:00   0:00..24:00
            0       24:00..48:00  24:00..-
            1       24:00..48:00  24:00..-
            """,
        )

    def test_no_late_start_in_shifts_that_follow_on(self, tmp_path):
        """The last start of one shift says nothing about the same person's next shift that begins at that instant."""
        # margin 0: the last start of the first day is its end, 24:00, when the second day's shift begins.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "23:00 24:00 33:00"},
                {"floor": team(hours="00:00-00:00", shift_end="no_late_start")},
                days=2,
            )
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            23:00    23:00     23:01     0
            24:00    24:00     24:01     0
            33:00    33:00     33:01     0
            """,
        )
        check_staff(log, "person planned actual\n 0 0:00..24:00 0:00..24:00\n 0 24:00..48:00 24:00..-")
