"""Worlds of calls: order, talk and wrap-up, patience, balking, trunks, redials, repeats."""

from __future__ import annotations

from .world import Worlds, check_contacts, check_staff, fixed, hotline, team


class WorldsOfCalls(Worlds):
    """What becomes of a caller."""

    def test_first_come_first_served(self, tmp_path):
        """One operator takes calls in order of entry, those of one instant in order of their numbers."""
        # 8:59:30 waits for the shift; then 1 min each without a gap until 9:05, and 9:10 finds the operator free.
        log = self.run(hotline(tmp_path, {"calls": "8:59:30 9:00 9:00 9:00:10 9:02 9:10"}, {"floor": team()}))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            8:59:30  9:00      9:01      0
            9:00     9:01      9:02      0
            9:00     9:02      9:03      0
            9:00:10  9:03      9:04      0
            9:02     9:04      9:05      0
            9:10     9:10      9:11      0
            """,
        )
        check_staff(
            log,
            """
            person  planned
            0       9:00..17:00
            """,
        )

    def test_longest_idle_then_lowest_number(self, tmp_path):
        """Of two free operators the one who has been idle longer answers, at equal idleness the lower number."""
        # idle since   9:00:00 both -> 0 | 1 alone | 1 (0:30) before 0 (1:00) | 0 alone | 1 (2:20) before 0 (3:10, now)
        #              3:50: 0 alone | 4:10 both free now -> 0 | 4:20: 1 alone | 5:00: 0 (4:30) before 1 (4:40)
        floor = team(2, talk=None, by_type={"short": "20 s", "long": "60 s"})
        calls = (
            "9:00/long 9:00:10/short 9:02/short 9:02:10/long 9:03:10/long "
            "9:03:50/short 9:04:10/short 9:04:20/short 9:05/short"
        )
        log = self.run(hotline(tmp_path, {"calls": calls}, {"floor": floor}))
        check_contacts(
            log,
            """
            arrived  type   answered  talk_end  person
            9:00     long   9:00      9:01      0
            9:00:10  short  9:00:10   9:00:30   1
            9:02     short  9:02      9:02:20   1
            9:02:10  long   9:02:10   9:03:10   0
            9:03:10  long   9:03:10   9:04:10   1
            9:03:50  short  9:03:50   9:04:10   0
            9:04:10  short  9:04:10   9:04:30   0
            9:04:20  short  9:04:20   9:04:40   1
            9:05     short  9:05      9:05:20   0
            """,
        )
        check_staff(
            log,
            """
            person  planned
            0       9:00..17:00
            1       9:00..17:00
            """,
        )

    def test_wrap_up_holds_the_operator(self, tmp_path):
        """The caller leaves after the talk; the operator is free only after the wrap-up."""
        # talk 1 min, wrap-up 30 s: busy 9:00-9:01:30-9:03-9:04:30-9:06-9:07:30; 9:04:30 arrives as a wrap-up ends.
        log = self.run(
            hotline(tmp_path, {"calls": "9:00 9:00:30 9:01:30 9:04:30 9:05:45"}, {"floor": team(wrap_up="30 s")})
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  wrap_up_end  person
            9:00     9:00      9:01      9:01:30      0
            9:00:30  9:01:30   9:02:30   9:03         0
            9:01:30  9:03      9:04      9:04:30      0
            9:04:30  9:04:30   9:05:30   9:06         0
            9:05:45  9:06      9:07      9:07:30      0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_patience_that_ends_as_an_operator_frees(self, tmp_path):
        """A caller whose patience ends at the instant an operator frees is served; a microsecond earlier is too early.

        Who arrives at that instant does not go before.
        """
        # patience 30 s. Operator: long 9:00-9:01, short -9:01:20, long -9:02:20, long -9:03:20, short -9:03:40.
        # ends of patience: 1 at 9:00:59.999999, 2 at 9:01:00 (freed: served), 3 at 9:01:20 (served), 4 at 9:01:25,
        # 5 at 9:02:20 (served before 6, who arrives then), 6 at 9:02:50, 7 (arrives then) at 9:03:20 (served).
        calls = (
            "9:00/long 9:00:29.999999/short 9:00:30/short 9:00:50/long 9:00:55/short "
            "9:01:50/long 9:02:20/short 9:02:50/short"
        )
        floor = team(talk=None, by_type={"short": "20 s", "long": "60 s"})
        log = self.run(hotline(tmp_path, {"calls": calls}, {"floor": floor}, callers={"patience": fixed("30 s")}))
        check_contacts(
            log,
            """
            arrived         type   outcome    left            answered  talk_end  person
            9:00            long   answered   -               9:00      9:01      0
            9:00:29.999999  short  abandoned  9:00:59.999999  -         -         -
            9:00:30         short  answered   -               9:01      9:01:20   0
            9:00:50         long   answered   -               9:01:20   9:02:20   0
            9:00:55         short  abandoned  9:01:25         -         -         -
            9:01:50         long   answered   -               9:02:20   9:03:20   0
            9:02:20         short  abandoned  9:02:50         -         -         -
            9:02:50         short  answered   -               9:03:20   9:03:40   0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_balking(self, tmp_path):
        """Who balks stays only if assigned on arrival, even as the shift begins or an operator frees just then."""
        # talk 1 min: 9:00-9:01-9:02; 8:59:59, 9:00:30 and the second call of 9:01 find nobody and leave at once.
        calls = "8:59:59 9:00 9:00:30 9:01 9:01 9:02"
        log = self.run(
            hotline(
                tmp_path,
                {"calls": calls},
                {"floor": team()},
                callers={"balk": "100 %", "patience": fixed("10 min")},
            )
        )
        check_contacts(
            log,
            """
            arrived  outcome    left     answered  talk_end  person
            8:59:59  abandoned  8:59:59  -         -         -
            9:00     answered   -        9:00      9:01      0
            9:00:30  abandoned  9:00:30  -         -         -
            9:01     answered   -        9:01      9:02      0
            9:01     abandoned  9:01     -         -         -
            9:02     answered   -        9:02      9:03      0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_trunks(self, tmp_path):
        """A trunk is held while waiting and talking, not in wrap-up; one freed at an arrival's instant takes it."""
        # 2 trunks, 1 operator, talk 1 min, wrap-up 30 s; held by: 9:00 {0}, 9:00:10 {0 1}, 9:01 {1 3} as talk 0 ends,
        # 9:01:30 {1 3} (1 talks), 9:02:30 {3 6} as talk 1 ends, 9:04 {6}, 9:05:30 {}.
        calls = "9:00 9:00:10 9:00:20 9:01 9:01:10 9:01:30 9:02:30"
        log = self.run(hotline(tmp_path, {"calls": calls}, {"floor": team(wrap_up="30 s")}, callers={"trunks": 2}))
        check_contacts(
            log,
            """
            arrived  outcome   left     answered  talk_end  wrap_up_end  person
            9:00     answered  -        9:00      9:01      9:01:30      0
            9:00:10  answered  -        9:01:30   9:02:30   9:03         0
            9:00:20  blocked   9:00:20  -         -         -            -
            9:01     answered  -        9:03      9:04      9:04:30      0
            9:01:10  blocked   9:01:10  -         -         -            -
            9:01:30  blocked   9:01:30  -         -         -            -
            9:02:30  answered  -        9:04:30   9:05:30   9:06         0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_patience_ends_after_the_arrivals_of_its_instant(self, tmp_path):
        """A trunk given back by impatience is not yet free for a call of the same instant, but a microsecond later."""
        # 1 trunk, nobody on duty, patience 30 s: held 9:00-9:00:30, then 9:00:30.000001-9:01:00.000001.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00 9:00:30 9:00:30.000001 9:01"},
                {"floor": team(hours="10:00-17:00")},
                callers={"trunks": 1, "patience": fixed("30 s")},
            )
        )
        check_contacts(
            log,
            """
            arrived         outcome    left
            9:00            abandoned  9:00:30
            9:00:30         blocked    9:00:30
            9:00:30.000001  abandoned  9:01:00.000001
            9:01            blocked    9:01
            """,
        )
        check_staff(log, "person planned\n 0 10:00..17:00")

    def test_redial_after_giving_up(self, tmp_path):
        """Who gives up calls again after the delay, as a new contact of the request, at most three contacts in all.

        At one instant first calls come before those who call again.
        """
        # patience 20 s, delay 60 s. Request 0: 8:57, 8:58:20, 8:59:40, then it stays away. Request 1: 9:00, 9:01:20,
        # 9:02:40. Request 2: 9:01:20 (created before request 1's second call), 9:02:40. Operator from 9:02, talk 30 s:
        # request 3 9:02:30-9:03; then contact 7, whose patience ends just then; contact 8 has waited in vain.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "8:57 9:00 9:01:20 9:02:30"},
                {"floor": team(talk="30 s", hours="09:02-17:00")},
                callers={
                    "patience": fixed("20 s"),
                    "redial": {"after_abandon": "100 %", "delay": fixed("60 s"), "max_tries": 3},
                },
            )
        )
        check_contacts(
            log,
            """
            request  attempt  cause   arrived  outcome    left     answered  talk_end  person
            0        0        first   8:57     abandoned  8:57:20  -         -         -
            0        1        redial  8:58:20  abandoned  8:58:40  -         -         -
            0        2        redial  8:59:40  abandoned  9:00     -         -         -
            1        0        first   9:00     abandoned  9:00:20  -         -         -
            2        0        first   9:01:20  abandoned  9:01:40  -         -         -
            1        1        redial  9:01:20  abandoned  9:01:40  -         -         -
            3        0        first   9:02:30  answered   -        9:02:30   9:03      0
            2        1        redial  9:02:40  answered   -        9:03      9:03:30   0
            1        2        redial  9:02:40  abandoned  9:03     -         -         -
            """,
        )
        check_staff(log, "person planned\n 0 9:02..17:00")

    def test_redial_after_block_by_message(self, tmp_path):
        """Who is blocked may write instead: a message of the same request, behind every call."""
        # 1 trunk, talk 1 min, messages 40 s, delay 1 min. Operator: call 0 9:00-9:01, call 3 -9:02, message 4 -9:02:40,
        # call 7 (before the waiting message 5) -9:03:40, message 5 -9:04:20, message 8 -9:05.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00 9:00:10 9:00:20 9:01 9:01:50 9:02:30"},
                {"floor": team(online="40 s")},
                callers={
                    "trunks": 1,
                    "redial": {"after_block": "100 %", "delay": fixed("1 min"), "max_tries": 2, "to_online": "100 %"},
                },
            )
        )
        check_contacts(
            log,
            """
            request  attempt  cause   channel  arrived  outcome   left     answered  talk_end  person
            0        0        first   phone    9:00     answered  -        9:00      9:01      0
            1        0        first   phone    9:00:10  blocked   9:00:10  -         -         -
            2        0        first   phone    9:00:20  blocked   9:00:20  -         -         -
            3        0        first   phone    9:01     answered  -        9:01      9:02      0
            1        1        redial  online   9:01:10  answered  -        9:02      9:02:40   0
            2        1        redial  online   9:01:20  answered  -        9:03:40   9:04:20   0
            4        0        first   phone    9:01:50  blocked   9:01:50  -         -         -
            5        0        first   phone    9:02:30  answered  -        9:02:40   9:03:40   0
            4        1        redial  online   9:02:50  answered  -        9:04:20   9:05      0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_redial_after_block_runs_out_of_tries(self, tmp_path):
        """A blocked caller tries at most `max_tries` contacts in all; a call that is not repeated ends there."""
        # 1 trunk, talk 3 min 9:00-9:03; delay 1 min: request 1 is blocked at 9:00:30 and 9:01:30, its last try;
        # request 2 is blocked at 9:02:30 and gets through at 9:03:30.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00 9:00:30 9:02:30"},
                {"floor": team(talk="3 min")},
                callers={
                    "trunks": 1,
                    "redial": {"after_block": "100 %", "delay": fixed("1 min"), "max_tries": 2},
                },
            )
        )
        check_contacts(
            log,
            """
            request  attempt  cause   arrived  outcome   left     answered  talk_end  person
            0        0        first   9:00     answered  -        9:00      9:03      0
            1        0        first   9:00:30  blocked   9:00:30  -         -         -
            1        1        redial  9:01:30  blocked   9:01:30  -         -         -
            2        0        first   9:02:30  blocked   9:02:30  -         -         -
            2        1        redial  9:03:30  answered  -        9:03:30   9:06:30   0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_repeat_after_an_unsatisfying_answer(self, tmp_path):
        """After a direct answer the citizen calls again, counted from the end of the talk; after a ticket nobody does.

        What nobody answers is still waiting at the end of the horizon.
        """
        # talk 30 s, wrap-up 20 s, repeat after 2 min; type 'asks' is answered directly, 'files' never.
        # 0: talk 9:00-9:00:30, again at 9:02:30 behind 2, who calls first then. 1: 9:00:50-9:01:20-9:01:40.
        # 2: 9:02:30-9:03-9:03:20. 3: 9:03:20-9:03:50-9:04:10, again 9:05:50 (4) -9:06:20-9:06:40, 40 s after the
        # shift, and again 9:08:20 (5) when nobody is there.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00/asks 9:00:40/files 9:02:30/files"},
                {"floor": team(talk="30 s", wrap_up="20 s", hours="09:00-09:06")},
                types={"asks": {"direct_answer": "100 %"}, "files": {"direct_answer": "0 %"}},
                callers={"repeat": {"after_direct_answer": "100 %", "delay": fixed("2 min")}},
            )
        )
        check_contacts(
            log,
            """
            request  attempt  cause   type   arrived  outcome   answered  talk_end  wrap_up_end  person  direct
            0        0        first   asks   9:00     answered  9:00      9:00:30   9:00:50      0       1
            1        0        first   files  9:00:40  answered  9:00:50   9:01:20   9:01:40      0       0
            2        0        first   files  9:02:30  answered  9:02:30   9:03      9:03:20      0       0
            0        1        repeat  asks   9:02:30  answered  9:03:20   9:03:50   9:04:10      0       1
            0        2        repeat  asks   9:05:50  answered  9:05:50   9:06:20   9:06:40      0       1
            0        3        repeat  asks   9:08:20  waiting   -         -         -            -       -
            """,
        )
        check_staff(log, "person planned actual\n 0 9:00..9:06 9:00..9:06:40")
