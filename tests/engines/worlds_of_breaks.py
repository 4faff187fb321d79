"""Worlds of breaks and slices off the phone."""

from __future__ import annotations

from .world import Worlds, check_contacts, check_staff, fixed, hotline, team


class WorldsOfBreaks(Worlds):
    """When people on duty are not free."""

    def test_breaks_in_waves(self, tmp_path):
        """Wave w by person index starts w lengths later; who is busy finishes first and then takes the full length.

        A break due at an instant goes before work of that instant; who returns then takes it.
        """
        # 10 min after 1 h, 2 waves: 0 and 2 at 10:00, 1 at 10:10. Talk 5 min.
        # 0: call 9:58-10:03, break 10:03-10:13. 2: break 10:00-10:10. 1: call 10:00-10:05 (2 is away), next to 10:10,
        # as the break is due: break 10:10-10:20. 10:10: the first call to 2, just back (-10:15), the second to 0
        # at 10:13 (-10:18). 10:20: 2 idle since 10:15, 0 since 10:18, 1 since now -> 2; then 0; then 1.
        floor = team(3, talk="5 min", hours="09:00-11:00", breaks=[{"after": "1 h", "length": "10 min", "waves": 2}])
        log = self.run(hotline(tmp_path, {"calls": "9:58 10:00 10:04 10:10 10:10 10:20 10:20 10:20"}, {"floor": floor}))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            9:58     9:58      10:03     0
            10:00    10:00     10:05     1
            10:04    10:05     10:10     1
            10:10    10:10     10:15     2
            10:10    10:13     10:18     0
            10:20    10:20     10:25     2
            10:20    10:20     10:25     0
            10:20    10:20     10:25     1
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual
            0       on_duty  9:00..11:00   9:00..11:00
            1       on_duty  9:00..11:00   9:00..11:00
            2       on_duty  9:00..11:00   9:00..11:00
            0       break    10:00..10:10  10:03..10:13
            2       break    10:00..10:10  10:00..10:10
            1       break    10:10..10:20  10:10..10:20
            """,
        )

    def test_never_more_than_a_wave_is_away(self, tmp_path):
        """Who is late for a break keeps the next one waiting, and at work: one of two is away at a time."""
        # 15 min after 1 h, 2 waves. 0: call 8:55-9:10, break due at 9:00: 9:10-9:25. 1: due at 9:15, waits, takes the
        # call of 9:20 (-9:35), break 9:35-9:50.
        floor = team(2, talk="15 min", hours="08:00-12:00", breaks=[{"after": "1 h", "length": "15 min", "waves": 2}])
        log = self.run(hotline(tmp_path, {"calls": "8:55 9:20"}, {"floor": floor}))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            8:55     8:55      9:10      0
            9:20     9:20      9:35      1
            """,
        )
        check_staff(
            log,
            """
            person  state    planned      actual
            0       on_duty  8:00..12:00  8:00..12:00
            1       on_duty  8:00..12:00  8:00..12:00
            0       break    9:00..9:15   9:10..9:25
            1       break    9:15..9:30   9:35..9:50
            """,
        )

    def test_breaks_are_taken_in_turn(self, tmp_path):
        """Of those who wait for a break, the one whose break was due first goes first, unless at work just then."""
        # 10 min after 1 h, 4 waves, so one at a time: due at 10:00, 10:10, 10:20, 10:30. Talk 20 min.
        # 0: call 9:55-10:15, 1 is away to 10:20, then 0 to 10:30 (before 2, due at 10:20). The call of 10:25 to 2, who
        # waits (idle longest, -10:45). 10:30: 2 is at work, 3 is due: 10:30-10:40. 2: 10:45-10:55.
        floor = team(4, talk="20 min", hours="09:00-11:00", breaks=[{"after": "1 h", "length": "10 min", "waves": 4}])
        log = self.run(hotline(tmp_path, {"calls": "9:55 10:25"}, {"floor": floor}))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            9:55     9:55      10:15     0
            10:25    10:25     10:45     2
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual
            0       on_duty  9:00..11:00   9:00..11:00
            1       on_duty  9:00..11:00   9:00..11:00
            2       on_duty  9:00..11:00   9:00..11:00
            3       on_duty  9:00..11:00   9:00..11:00
            0       break    10:00..10:10  10:20..10:30
            1       break    10:10..10:20  10:10..10:20
            2       break    10:20..10:30  10:45..10:55
            3       break    10:30..10:40  10:30..10:40
            """,
        )

    def test_the_break_that_was_due_first_goes_first(self, tmp_path):
        """A place that becomes free goes to the one of those waiting whose break was due first."""
        # 10 min after 1 h, 3 waves: due at 10:00, 10:10, 10:20. 0 and 1: calls 9:58-10:18. 0: 10:18-10:28.
        # 1 waits since 10:18, 2 since 10:20; 1 was due at 10:10: 10:28-10:38, then 2: 10:38-10:48.
        floor = team(3, talk="20 min", hours="09:00-11:00", breaks=[{"after": "1 h", "length": "10 min", "waves": 3}])
        log = self.run(hotline(tmp_path, {"calls": "9:58 9:58"}, {"floor": floor}))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            9:58     9:58      10:18     0
            9:58     9:58      10:18     1
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual
            0       on_duty  9:00..11:00   9:00..11:00
            1       on_duty  9:00..11:00   9:00..11:00
            2       on_duty  9:00..11:00   9:00..11:00
            0       break    10:00..10:10  10:18..10:28
            1       break    10:10..10:20  10:28..10:38
            2       break    10:20..10:30  10:38..10:48
            """,
        )

    def test_breaks_at_a_clock_time(self, tmp_path):
        """A break at 12:00 is at noon for whoever is on shift then, and at 1:00 in the night after for the night."""
        # day 9:00-17:00 (0, 1), noon 30 min in 2 waves. night 22:00-6:00 (2): the night before and this one, 1:00.
        # late 13:00-21:00 (3): no noon. The call of 12:10 to 1, who is not away yet.
        breaks = [{"at": "12:00", "length": "30 min", "waves": 2}, {"at": "01:00", "length": "20 min", "waves": 1}]
        floor = team(
            shifts={"day": ("09:00-17:00", 2), "late": ("13:00-21:00", 1), "night": ("22:00-06:00", 1)}, breaks=breaks
        )
        log = self.run(hotline(tmp_path, {"calls": "12:10"}, {"floor": floor}))
        check_contacts(log, "arrived answered talk_end person group\n 12:10 12:10 12:11 1 floor")
        check_staff(
            log,
            """
            person  shift  state    planned       actual
            3       night  on_duty  0:00..6:00    0:00..6:00
            3       night  break    1:00..1:20    1:00..1:20
            0       day    on_duty  9:00..17:00   9:00..17:00
            1       day    on_duty  9:00..17:00   9:00..17:00
            0       day    break    12:00..12:30  12:00..12:30
            1       day    break    12:30..13:00  12:30..13:00
            2       late   on_duty  13:00..21:00  13:00..21:00
            3       night  on_duty  22:00..30:00  22:00..-
            """,
        )

    def test_a_turn_that_does_not_come_is_lost(self, tmp_path):
        """Who waits for a break to the end of the shift has none, not even one of no length."""
        # 20 min after 30 min, 2 waves, shift to 10:00. 0: call 9:25-9:45, break 9:45-10:00. 1: due at 9:50, lost.
        # On the second day both have theirs: 33:30-33:50 and 33:50-34:00.
        floor = team(
            2, talk="20 min", hours="09:00-10:00", breaks=[{"after": "30 min", "length": "20 min", "waves": 2}]
        )
        log = self.run(hotline(tmp_path, {"calls": "9:25"}, {"floor": floor}, days=2))
        check_contacts(log, "arrived answered talk_end person\n 9:25 9:25 9:45 0")
        check_staff(
            log,
            """
            person  state    planned       actual
            0       on_duty  9:00..10:00   9:00..10:00
            1       on_duty  9:00..10:00   9:00..10:00
            0       break    9:30..9:50    9:45..10:00
            1       break    9:50..10:10   -
            0       on_duty  33:00..34:00  33:00..34:00
            1       on_duty  33:00..34:00  33:00..34:00
            0       break    33:30..33:50  33:30..33:50
            1       break    33:50..34:10  33:50..34:00
            """,
        )

    def test_a_wave_that_comes_after_the_shift_is_lost(self, tmp_path):
        """A break that would begin after the end is in the log as lost; a shift shorter than 'after' goes without."""
        # 40 min after 30 min, 2 waves: 0 at 9:30, 1 at 10:10, ten minutes after the end.
        more = {"short": {"start": "11:00", "end": "11:20", "staff": 1}}
        floor = team(2, talk="5 min", hours="09:00-10:00")
        floor["breaks"] = [{"after": "30 min", "length": "40 min", "waves": 2}]
        floor["shifts"] |= more
        log = self.run(hotline(tmp_path, {"calls": "9:00"}, {"floor": floor}))
        check_contacts(log, "arrived answered talk_end person\n 9:00 9:00 9:05 0")
        check_staff(
            log,
            """
            person  shift  state    planned       actual
            0       day    on_duty  9:00..10:00   9:00..10:00
            1       day    on_duty  9:00..10:00   9:00..10:00
            0       day    break    9:30..10:10   9:30..10:00
            1       day    break    10:10..10:50  -
            2       short  on_duty  11:00..11:20  11:00..11:20
            """,
        )

    def test_a_duty_from_a_file_that_is_too_short_loses_its_break(self, tmp_path):
        """Duties of a staff file are as long as they happen to be: what finds no place in one is lost, and counted."""
        # staff 2 from 9:00, 1 from 10:00 to 11:00. 20 min after 90 min: 0 at 10:30, 1 has gone at 10:00.
        rows = "time,staff\n2026-03-02 09:00,2\n2026-03-02 10:00,1\n2026-03-02 11:00,0\n"
        (tmp_path / "staff.csv").write_text(rows)
        floor = {
            "talk": fixed("5 min"), "staff_file": {"file": "staff.csv"},
            "breaks": [{"after": "90 min", "length": "20 min", "waves": 1}],
        }  # fmt: skip
        log = self.run(hotline(tmp_path, {"calls": "9:00"}, {"floor": floor}))
        check_contacts(log, "arrived answered talk_end person\n 9:00 9:00 9:05 0")
        check_staff(
            log,
            """
            person  shift       state    planned       actual
            0       staff_file  on_duty  9:00..11:00   9:00..11:00
            1       staff_file  on_duty  9:00..10:00   9:00..10:00
            0       staff_file  break    10:30..10:50  10:30..10:50
            1       staff_file  break    10:30..10:50  -
            """,
        )

    def test_a_break_that_waits_holds_up_no_other(self, tmp_path):
        """Who waits for the turn of one break takes another that is due; each break has turns of its own."""
        # a: 20 min after 30 min, 2 waves; b: 10 min off the phone after 55 min, all at once. Shift to 11:00.
        # 0: call 9:20-9:40, a 9:40-10:00 (due 9:30), b due at 9:55: 10:00-10:10. 1: a due at 9:50, waits; b
        # 9:55-10:05; a 10:05-10:25.
        floor = team(
            2,
            talk="20 min",
            hours="09:00-11:00",
            breaks=[
                {"after": "30 min", "length": "20 min", "waves": 2},
                {"after": "55 min", "length": "10 min", "waves": 1, "kind": "off_phone"},
            ],
        )
        log = self.run(hotline(tmp_path, {"calls": "9:20"}, {"floor": floor}))
        check_contacts(log, "arrived answered talk_end person\n 9:20 9:20 9:40 0")
        check_staff(
            log,
            """
            person  state      planned      actual
            0       on_duty    9:00..11:00  9:00..11:00
            1       on_duty    9:00..11:00  9:00..11:00
            0       break      9:30..9:50   9:40..10:00
            1       break      9:50..10:10  10:05..10:25
            0       off_phone  9:55..10:05  10:00..10:10
            1       off_phone  9:55..10:05  9:55..10:05
            """,
        )

    def test_breaks_end_with_the_shift(self, tmp_path):
        """A break never runs beyond the shift's end; one that finds no time, or only the end's instant, is lost.

        What was lost is not made up for on the next day.
        """
        # 20 min from 9:50, shift to 10:00. 0: talk 9:49-10:01, lost. 1: talk 9:49-9:54, break 9:54-10:00.
        # 2: talk 9:49-10:00, lost. 3: idle, break 9:50-10:00; the call of 9:51 finds nobody and gives up.
        # On the second day nobody calls and all have their break, cut at 34:00.
        floor = team(
            4,
            talk=None,
            hours="09:00-10:00",
            by_type={"over": "12 min", "short": "5 min", "exact": "11 min"},
            breaks=[{"after": "50 min", "length": "20 min", "waves": 1}],
        )
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:49/over 9:49/short 9:49/exact 9:51/short"},
                {"floor": floor},
                days=2,
                callers={"patience": fixed("2 min")},
            )
        )
        check_contacts(
            log,
            """
            arrived  type   outcome    left  answered  talk_end  person
            9:49     over   answered   -     9:49      10:01     0
            9:49     short  answered   -     9:49      9:54      1
            9:49     exact  answered   -     9:49      10:00     2
            9:51     short  abandoned  9:53  -         -         -
            """,
        )
        check_staff(
            log,
            """
            person  state    planned       actual
            0       on_duty  9:00..10:00   9:00..10:01
            1       on_duty  9:00..10:00   9:00..10:00
            2       on_duty  9:00..10:00   9:00..10:00
            3       on_duty  9:00..10:00   9:00..10:00
            0       break    9:50..10:10   -
            1       break    9:50..10:10   9:54..10:00
            2       break    9:50..10:10   -
            3       break    9:50..10:10   9:50..10:00
            0       on_duty  33:00..34:00  33:00..34:00
            1       on_duty  33:00..34:00  33:00..34:00
            2       on_duty  33:00..34:00  33:00..34:00
            3       on_duty  33:00..34:00  33:00..34:00
            0       break    33:50..34:10  33:50..34:00
            1       break    33:50..34:10  33:50..34:00
            2       break    33:50..34:10  33:50..34:00
            3       break    33:50..34:10  33:50..34:00
            """,
        )

    def test_two_breaks_due_at_once(self, tmp_path):
        """Two breaks due at once are taken one after the other, each in full."""
        # at 9:30 a break of 10 min and 20 min off the phone. 0: talk 9:28-9:33, away 9:33-9:43 and 9:43-10:03.
        # 1: away 9:30-9:40 and 9:40-10:00, then the call of 9:35 10:00-10:05. The call of 10:03 to 0, back just then.
        floor = team(
            2,
            talk="5 min",
            hours="09:00-11:00",
            breaks=[
                {"after": "30 min", "length": "10 min", "waves": 1},
                {"after": "30 min", "length": "20 min", "waves": 1, "kind": "off_phone"},
            ],
        )
        log = self.run(hotline(tmp_path, {"calls": "9:28 9:35 10:03"}, {"floor": floor}))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            9:28     9:28      9:33      0
            9:35     10:00     10:05     1
            10:03    10:03     10:08     0
            """,
        )
        check_staff(
            log,
            """
            person  state      planned      actual
            0       on_duty    9:00..11:00  9:00..11:00
            1       on_duty    9:00..11:00  9:00..11:00
            0       break      9:30..9:40   9:33..9:43
            0       off_phone  9:30..9:50   9:43..10:03
            1       break      9:30..9:40   9:30..9:40
            1       off_phone  9:30..9:50   9:40..10:00
            """,
        )

    def test_a_break_of_the_shift_replaces_the_groups(self, tmp_path):
        """A shift's own breaks stand in place of the group's; a break in a break waits; wrap-up is finished first."""
        # group: 5 min after 10 min; 'plain' has it, 'own' has 10 min after 20 min and 5 min after 25 min instead.
        # plain (1): 9:10-9:15. own (0): talk 9:18-9:19:30, wrap-up to 9:21: 9:21-9:31, then 9:31-9:36.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:05 9:18 9:18"},
                {
                    "floor": {
                        "talk": fixed("90 s"),
                        "wrap_up": fixed("90 s"),
                        "breaks": [{"after": "10 min", "length": "5 min"}],
                        "shifts": {
                            "own": {
                                "start": "09:00",
                                "end": "10:00",
                                "staff": 1,
                                "breaks": [
                                    {"after": "20 min", "length": "10 min"},
                                    {"after": "25 min", "length": "5 min"},
                                ],
                            },
                            "plain": {"start": "09:00", "end": "10:00", "staff": 1},
                        },
                    }
                },
            )
        )
        # 9:05 to 0 (lower number). 9:18: 0 idle since 9:08, 1 since 9:15 -> 0, then 1.
        check_contacts(
            log,
            """
            arrived  answered  talk_end  wrap_up_end  person
            9:05     9:05      9:06:30   9:08         0
            9:18     9:18      9:19:30   9:21         0
            9:18     9:18      9:19:30   9:21         1
            """,
        )
        check_staff(
            log,
            """
            person  shift  state    planned      actual
            0       own    on_duty  9:00..10:00  9:00..10:00
            1       plain  on_duty  9:00..10:00  9:00..10:00
            1       plain  break    9:10..9:15   9:10..9:15
            0       own    break    9:20..9:30   9:21..9:31
            0       own    break    9:25..9:30   9:31..9:36
            """,
        )

    def test_slices_off_the_phone(self, tmp_path):
        """Shrinkage takes its share of the shift off the phone in slices, in eight waves by person index."""
        # 20 % of 10 h is one slice of 2 h, which can start in the first 8 h: person i at (i + 1/2)/8 of that,
        # 0 at 30 min (9:30-11:30), 1 at 90 min (10:30-12:30). The call of 11:00 waits for 0.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:30 11:00 12:30"},
                {"floor": team(2, hours="09:00-19:00", shrinkage="20 %", shrinkage_slice="2 h")},
            )
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            9:30     9:30      9:31      1
            11:00    11:30     11:31     0
            12:30    12:30     12:31     0
            """,
        )
        check_staff(
            log,
            """
            person  state      planned       actual
            0       on_duty    9:00..19:00   9:00..19:00
            1       on_duty    9:00..19:00   9:00..19:00
            0       off_phone  9:30..11:30   9:30..11:30
            1       off_phone  10:30..12:30  10:30..12:30
            """,
        )

    def test_several_slices_off_the_phone(self, tmp_path):
        """More time than a slice is split evenly into slices, spread evenly over the shift."""
        # 20 % of 10 h in slices of at most 1 h: two; each may start in the first 9 h, slice k of person 0 at
        # (k + 1/16)/2 of that: 16 min 52.5 s and 286 min 52.5 s. The call of 9:17 waits for the first to end.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:17"},
                {"floor": team(hours="09:00-19:00", shrinkage="20 %", shrinkage_slice="1 h")},
            )
        )
        check_contacts(log, "arrived answered talk_end person\n 9:17 10:16:52.5 10:17:52.5 0")
        check_staff(
            log,
            """
            person  state      planned
            0       on_duty    9:00..19:00
            0       off_phone  9:16:52.5..10:16:52.5
            0       off_phone  13:46:52.5..14:46:52.5
            """,
        )
