"""Worlds of rosters: rotations, dated exceptions, staff files, absence."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError

from .world import Worlds, check_contacts, check_staff, fixed, hotline, team


class WorldsOfRosters(Worlds):
    """Who is rostered when."""

    def test_rotation_of_crews(self, tmp_path):
        """Crews step through day, night, off, off a day at a time, each crew one step behind the one before it."""
        # step of crew k on day d is (d - k) mod 4. Day -1: c night (to 8:00). Day 0: a day, d night. Day 1: b day,
        # a night. People: a 0, b 1, c 2, d 3. Each call goes to whoever is there; 7:59 runs over 8:00, when a comes.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "4:00 7:59 8:00 19:59 20:00 32:00 44:00"},
                {
                    "floor": team(
                        talk="5 min",
                        shifts={"day": ("08:00-20:00", 0), "night": ("20:00-08:00", 0)},
                        rotation={
                            "crews": {"a": 1, "b": 1, "c": 1, "d": 1},
                            "cycle": ["day", "night", "off", "off"],
                        },
                    )
                },
                days=2,
            )
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            4:00     4:00      4:05      2
            7:59     7:59      8:04      2
            8:00     8:00      8:05      0
            19:59    19:59     20:04     0
            20:00    20:00     20:05     3
            32:00    32:00     32:05     1
            44:00    44:00     44:05     0
            """,
        )
        check_staff(
            log,
            """
            person  shift  planned       actual
            2       night  0:00..8:00    0:00..8:04
            0       day    8:00..20:00   8:00..20:04
            3       night  20:00..32:00  20:00..32:00
            1       day    32:00..44:00  32:00..44:00
            0       night  44:00..56:00  44:00..-
            """,
        )

    def test_rotated_shifts_that_follow_on(self, tmp_path):
        """A crew whose next shift begins as one ends goes on, in the middle of a call too, and its breaks are new."""
        # evening 16:00-24:00 of Monday, then night 0:00-8:00 of Tuesday; on Monday's night there was nobody. A break of
        # 30 min after 7 h 50 min is cut at the evening's end: 23:50-24:00, taken from 23:55 on; at night 31:50-32:00.
        # talk 10 min: 23:45-23:55; 23:58 waits for the night: 24:00-24:10; 31:45-31:55 runs into the night's break.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "5:00 23:45 23:58 31:45"},
                {
                    "floor": team(
                        talk="10 min",
                        shifts={"evening": ("16:00-24:00", 0), "night": ("00:00-08:00", 0)},
                        rotation={"crews": {"a": 1}, "cycle": ["evening", "night"]},
                        breaks=[{"after": "470 min", "length": "30 min"}],
                    )
                },
                days=2,
                callers={"patience": fixed("5 min")},
            )
        )
        check_contacts(
            log,
            """
            arrived  outcome    left  answered  talk_end  person
            5:00     abandoned  5:05  -         -         -
            23:45    answered   -     23:45     23:55     0
            23:58    answered   -     24:00     24:10     0
            31:45    answered   -     31:45     31:55     0
            """,
        )
        check_staff(
            log,
            """
            person  shift    state    planned       actual
            0       evening  on_duty  16:00..24:00  16:00..24:00
            0       evening  break    23:50..24:20  23:55..24:00
            0       night    on_duty  24:00..32:00  24:00..32:00
            0       night    break    31:50..32:20  31:55..32:00
            """,
        )

    def test_rotated_shifts_that_overlap(self, tmp_path):
        """A rotation in which one crew would be on two shifts at once is refused: nobody serves two callers at once."""
        # night 20:00-8:00 of Monday and early 6:00-14:00 of Tuesday are one crew's, so 30:00-32:00 is in both.
        floor = team(
            shifts={"night": ("20:00-08:00", 0), "early": ("06:00-14:00", 0)},
            rotation={"crews": {"a": 1}, "cycle": ["night", "early"]},
        )
        with pytest.raises(ScenarioError, match=r"rotation.*cycle"):
            self.run(hotline(tmp_path, {"calls": "30:30 30:30"}, {"floor": floor}, days=2))

    def test_dated_exceptions_and_weekdays(self, tmp_path):
        """A dated exception replaces the head count of its day; without one, days without the shift have nobody."""
        # Monday 1, Tuesday 2 people, Wednesday none although the shift runs then; Thursday is not among the days,
        # but an exception brings 1; Friday is neither.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00 9:00 33:00 33:00 57:00 81:00 105:00"},
                {
                    "floor": {
                        "talk": fixed("10 min"),
                        "shifts": {
                            "day": {"start": "09:00", "end": "10:00", "staff": 1, "days": ["mon", "tue", "wed"]}
                        },
                        "exceptions": [
                            {"shift": "day", "start": "2026-03-03", "staff": 2},
                            {"shift": "day", "start": "2026-03-04", "staff": 0},
                            {"shift": "day", "start": "2026-03-05", "end": "2026-03-05", "staff": 1},
                        ],
                    }
                },
                days=5,
                callers={"patience": fixed("20 min")},
            )
        )
        check_contacts(
            log,
            """
            arrived  outcome    left    answered  talk_end  person
            9:00     answered   -       9:00      9:10      0
            9:00     answered   -       9:10      9:20      0
            33:00    answered   -       33:00     33:10     0
            33:00    answered   -       33:00     33:10     1
            57:00    abandoned  57:20   -         -         -
            81:00    answered   -       81:00     81:10     0
            105:00   abandoned  105:20  -         -         -
            """,
        )
        check_staff(
            log,
            """
            person  planned
            0       9:00..10:00
            0       33:00..34:00
            1       33:00..34:00
            0       81:00..82:00
            """,
        )

    def test_staff_per_interval_from_a_file(self, tmp_path):
        """Person i is on duty in every interval whose staff is above i; a duty ends at midnight at the latest."""
        # staff 1 from 9:00, 2 from 9:30 to 10:00, nobody, 1 from 23:30 over midnight to 24:30.
        # 0: 9:00-10:00, 23:30-24:00, 24:00-24:30. 1: 9:30-10:00.
        rows = [
            ("2026-03-02 09:00", 1), ("2026-03-02 09:30", 2), ("2026-03-02 10:00", 0), ("2026-03-02 23:30", 1),
            ("2026-03-03 00:00", 1), ("2026-03-03 00:30", 0),
        ]  # fmt: skip
        (tmp_path / "staff.csv").write_text("time,staff\n" + "".join(f"{time},{heads}\n" for time, heads in rows))
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00 9:00 9:28 9:29 9:57 10:00 23:58 24:30"},
                {"floor": {"talk": fixed("5 min"), "staff_file": {"file": "staff.csv", "interval": "30 min"}}},
                days=2,
            )
        )
        check_contacts(
            log,
            """
            arrived  outcome   answered  talk_end  person
            9:00     answered  9:00      9:05      0
            9:00     answered  9:05      9:10      0
            9:28     answered  9:28      9:33      0
            9:29     answered  9:30      9:35      1
            9:57     answered  9:57      10:02     0
            10:00    answered  23:30     23:35     0
            23:58    answered  23:58     24:03     0
            24:30    waiting   -         -         -
            """,
        )
        check_staff(
            log,
            """
            person  shift       planned       actual
            0       staff_file  9:00..10:00   9:00..10:02
            1       staff_file  9:30..10:00   9:30..10:00
            0       staff_file  23:30..24:00  23:30..24:00
            0       staff_file  24:00..24:30  24:00..24:30
            """,
        )

    def test_people_of_a_staff_file_are_numbered_by_index(self, tmp_path):
        """The lowest index, who is on duty the longest, has the lowest number and is chosen at equal idleness."""
        # staff 2 at 9:00, 1 at 9:30: index 0 works 9:00-10:00, index 1 9:00-9:30. Both idle since 9:00 -> index 0.
        (tmp_path / "staff.csv").write_text("time,staff\n2026-03-02 09:00,2\n2026-03-02 09:30,1\n")
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00 9:31"},
                {"floor": {"talk": fixed("5 min"), "staff_file": {"file": "staff.csv", "interval": "30 min"}}},
            )
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            9:00     9:00      9:05      0
            9:31     9:31      9:36      0
            """,
        )
        check_staff(
            log,
            """
            person  shift       planned
            0       staff_file  9:00..10:00
            1       staff_file  9:00..9:30
            """,
        )

    def test_absence(self, tmp_path):
        """Who is absent misses the whole shift, breaks included, and leaves one row of it per shift."""
        # Both of 'sick' (0, 1) are absent with certainty on both days; 'well' (2) does the work alone.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00 9:00 33:00"},
                {
                    "sick": team(
                        2, hours="09:00-10:00", absence="100 %", breaks=[{"after": "10 min", "length": "10 min"}]
                    ),
                    "well": team(hours="09:00-10:00"),
                },
                days=2,
            )
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  group  person
            9:00     9:00      9:01      well   2
            9:00     9:01      9:02      well   2
            33:00    33:00     33:01     well   2
            """,
        )
        check_staff(
            log,
            """
            group  person  state    planned       actual
            sick   0       absent   9:00..10:00   -
            sick   1       absent   9:00..10:00   -
            well   2       on_duty  9:00..10:00   9:00..10:00
            sick   0       absent   33:00..34:00  -
            sick   1       absent   33:00..34:00  -
            well   2       on_duty  33:00..34:00  33:00..34:00
            """,
        )
