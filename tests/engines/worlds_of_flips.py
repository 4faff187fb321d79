"""Worlds in which one slip of a rule shows that no other world shows."""

from __future__ import annotations

import math

from sim.chance.keyed import Purpose, draw_uniform, name_key

from .world import Worlds, check_contacts, check_staff, fixed, hotline, team


class WorldsOfFlips(Worlds):
    """Equal preference in two groups, polls at midnight, chances just met, pauses at a shift's end."""

    def test_longest_idle_of_two_groups(self, tmp_path):
        """Of two groups that like the work alike, whoever is idle longer takes it; at equal idleness the lower number.

        Neither the group's name nor the number goes before idleness.
        """
        # talk 1 min. 9:00 both idle since 9:00 -> 0 -9:01. 9:00:10 1 -9:01:10. 9:02: 0 (9:01) before 1 (9:01:10).
        # 9:02:30 1 -9:03:30. 9:03:10 0 -9:04:10. 9:05: 1 (9:03:30) before 0 (9:04:10).
        log = self.run(
            hotline(tmp_path, {"calls": "9:00 9:00:10 9:02 9:02:30 9:03:10 9:05"}, {"east": team(), "west": team()})
        )
        check_contacts(
            log,
            """
            arrived  answered  talk_end  group  person
            9:00     9:00      9:01      east   0
            9:00:10  9:00:10   9:01:10   west   1
            9:02     9:02      9:03      east   0
            9:02:30  9:02:30   9:03:30   west   1
            9:03:10  9:03:10   9:04:10   east   0
            9:05     9:05      9:06      west   1
            """,
        )
        check_staff(log, "group person planned\n east 0 9:00..17:00\n west 1 9:00..17:00")

    def test_a_message_in_hand_is_finished(self, tmp_path):
        """In a group that finishes its work a message in hand at the shift's end is finished like a call."""
        log = self.run(
            hotline(tmp_path, {"messages": "9:50"}, {"desk": team(talk=None, hours="09:00-10:00", online="20 min")})
        )
        check_contacts(log, "arrived answered talk_end person\n 9:50 9:50 10:10 0")
        check_staff(log, "person planned actual\n 0 9:00..10:00 9:00..10:10")

    def test_a_message_that_ends_with_the_shift(self, tmp_path):
        """A message that ends just as the shift does is done: it is neither put down nor left to others."""
        desk = team(talk=None, hours="09:00-10:00", online="10 min", shift_end="pause")
        log = self.run(hotline(tmp_path, {"messages": "9:50"}, {"desk": desk}))
        check_contacts(log, "arrived answered talk_end person\n 9:50 9:50 10:00 0")
        check_staff(log, "person planned\n 0 9:00..10:00")

    def test_polls_of_the_second_day(self, tmp_path):
        """Polls that do not divide the day begin anew at midnight, which is a poll itself."""
        # polls at 0, 7, 14 and 21 o'clock of each day: 22:00 is seen at 24:00, 25:30 at 31:00.
        log = self.run(
            hotline(
                tmp_path,
                {"messages": "22:00 25:30"},
                {"desk": team(talk=None, hours="00:00-24:00", online="1 min")},
                days=2,
                online={"polled_every": "7 h"},
            )
        )
        check_contacts(
            log,
            """
            arrived  queued  answered  talk_end  person
            22:00    24:00   24:00     24:01     0
            25:30    31:00   31:00     31:01     0
            """,
        )
        check_staff(log, "person planned actual\n 0 0:00..24:00 0:00..24:00\n 0 24:00..48:00 24:00..-")

    def test_a_cut_break_does_not_end_the_next_one(self, tmp_path):
        """A break cut by the shift's end is over for good: the next shift's first break has its full length."""
        # 24 h shifts, 20 min off after 5 min and after 23 h 50 min. The break of 23:50 is cut at 24:00; the one of
        # 24:05 lasts until 24:25, so the call of 24:12 waits.
        breaks = [{"after": after, "length": "20 min", "waves": 1} for after in ("5 min", "1430 min")]
        log = self.run(
            hotline(tmp_path, {"calls": "24:12"}, {"floor": team(hours="00:00-00:00", breaks=breaks)}, days=2)
        )
        check_contacts(log, "arrived answered talk_end person\n 24:12 24:25 24:26 0")
        check_staff(
            log,
            """
            person  state    planned       actual
            0       on_duty  0:00..24:00   0:00..24:00
            0       break    0:05..0:25    0:05..0:25
            0       break    23:50..24:10  23:50..24:00
            0       on_duty  24:00..48:00  24:00..-
            0       break    24:05..24:25  24:05..24:25
            0       break    47:50..48:10  47:50..-
            """,
        )

    def test_a_chance_just_met(self, tmp_path):
        """A chance equal to the caller's number does not happen; the next larger one does: for balking and redials."""
        # The call of 9:00 rings in vain; its number for balking is its chance (or just below it). It balks at 9:00 or
        # gives up at 9:01; the number of its redial is the chance to redial (or just below it): again a minute later,
        # and there is no third contact.
        who = self.run(hotline(tmp_path, {"calls": "9:00"}, {"floor": team()})).contacts["citizen"].tolist()[0]
        numbers = [
            draw_uniform(1, 0, what, name_key("stream:calls"), who, 0) for what in (Purpose.BALK, Purpose.REDIAL)
        ]
        met = "0 1 redial 9:02 abandoned 9:03"
        for (balk, redial), left, again in (
            (numbers, "9:01", ""),
            ([math.nextafter(u, 1.0) for u in numbers], "9:00", met),
        ):
            callers = {"patience": fixed("1 min"), "balk": balk}
            log = self.run(hotline(tmp_path, {"calls": "9:00"}, {"floor": team(hours="10:00-17:00")}, callers=callers))
            check_contacts(log, f"arrived outcome left\n 9:00 abandoned {left}")
            callers = {
                "patience": fixed("1 min"),
                "redial": {"after_abandon": redial, "delay": fixed("1 min"), "max_tries": 2},
            }
            log = self.run(hotline(tmp_path, {"calls": "9:00"}, {"floor": team(hours="10:00-17:00")}, callers=callers))
            check_contacts(log, f"request attempt cause arrived outcome left\n 0 0 first 9:00 abandoned 9:01\n{again}")
