"""Worlds of contacts: how long work takes by the pace of the hour, the type, and what comes of the contact."""

from __future__ import annotations

from .world import Worlds, check_contacts, check_staff, fixed, hotline, team


class WorldsOfLengths(Worlds):
    """How long work takes."""

    def test_pace_of_work(self, tmp_path):
        """Work takes 1/pace as long; the pace is that of the hour in which the talk began, wrap-up included."""
        # talk 1 min, wrap-up 30 s; pace 1/2 from 22:00 to 6:00, 2 from 12:00 to 13:00, 0.9 on all of the second day.
        # 0: 5:59:30, 2 min + 1 min. 1: waits to 6:02:30, normal. 2: 12:00, 30 s + 15 s. 3: 12:59:59 still 2.
        # 4: 13:00 normal. 5: 22:00 half. 6: 33:00, 66.666667 s + 33.333333 s. 7: 36:00, 2 x 0.9 = 1.8:
        # 33.333333 s + 16.666667 s.
        floor = team(
            wrap_up="30 s",
            hours="00:00-24:00",
            speed=[
                {"factor": 0.5, "start": "22:00", "end": "06:00"},
                {"factor": "200 %", "start": "12:00", "end": "13:00"},
                {"factor": 0.9, "from_date": "2026-03-03", "to_date": "2026-03-03"},
            ],
        )
        log = self.run(
            hotline(
                tmp_path, {"calls": "5:59:30 6:00 12:00 12:59:59 13:01 22:00 33:00 36:00"}, {"floor": floor}, days=2
            )
        )
        check_contacts(
            log,
            """
            arrived   answered  talk_end         wrap_up_end      person
            5:59:30   5:59:30   6:01:30          6:02:30          0
            6:00      6:02:30   6:03:30          6:04             0
            12:00     12:00     12:00:30         12:00:45         0
            12:59:59  12:59:59  13:00:29         13:00:44         0
            13:01     13:01     13:02            13:02:30         0
            22:00     22:00     22:02            22:03            0
            33:00     33:00     33:01:06.666667  33:01:40         0
            36:00     36:00     36:00:33.333333  36:00:50         0
            """,
        )
        check_staff(log, "person planned actual\n 0 0:00..24:00 0:00..24:00\n 0 24:00..48:00 24:00..-")

    def test_pace_from_half_past(self, tmp_path):
        """A pace that holds from 8:30 to 9:30 holds for work begun from 8:30 on and before 9:30."""
        # talk 2 min, half the pace from 8:30 to 9:30: 4 min then, 2 min at 8:29:59.999999 and at 9:30.
        speed = [{"factor": 0.5, "start": "08:30", "end": "09:30"}]
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "8:15 8:27 8:29:59.999999 8:40 9:15 9:30 9:45"},
                {"floor": team(2, talk="2 min", hours="00:00-24:00", speed=speed)},
            )
        )
        # who: idle since 0:00 both, so 0, then 1, then 0 (8:17), 1 (8:29), 0, 1, 0.
        check_contacts(
            log,
            """
            arrived         answered        talk_end        person
            8:15            8:15            8:17            0
            8:27            8:27            8:29            1
            8:29:59.999999  8:29:59.999999  8:31:59.999999  0
            8:40            8:40            8:44            1
            9:15            9:15            9:19            0
            9:30            9:30            9:32            1
            9:45            9:45            9:47            0
            """,
        )
        check_staff(log, "person planned actual\n 0 0:00..24:00 0:00..-\n 1 0:00..24:00 0:00..-")

    def test_lengths_by_type_and_longer_wrap_up_for_tickets(self, tmp_path):
        """Talk and wrap-up are the type's own or the group's; a contact that becomes a ticket has its own wrap-up.

        Whether it does is decided at the end of the talk, by the share that holds at that instant.
        """
        # group: talk 40 s, wrap-up 10 s, after a ticket 30 s. quick: talk 20 s. slow: talk 50 s, wrap-up 5 s, ticket
        # 45 s. other: the group's, always answered directly. Nothing else is, but 'quick' from the second day on.
        # 0: talk 23:58:00-:20, ticket, to :50. 1: slow 23:58-:50, ticket, to 23:59:35. 2: other 23:58-:40, to :50.
        # 3: ends a microsecond before midnight: ticket. 4: ends at 24:00: direct. 5: slow on day two: ticket still.
        log = self.run(
            hotline(
                tmp_path,
                {
                    "calls": "23:58/quick 23:58/slow 23:58/other 23:59:39.999999/quick 23:59:40/quick "
                    "33:00/slow 33:00/quick"
                },
                {
                    "floor": {
                        "talk": fixed("40 s"),
                        "wrap_up": fixed("10 s"),
                        "wrap_up_ticket": fixed("30 s"),
                        "by_type": {
                            "quick": {"talk": fixed("20 s")},
                            "slow": {
                                "talk": fixed("50 s"),
                                "wrap_up": fixed("5 s"),
                                "wrap_up_ticket": fixed("45 s"),
                            },
                        },
                        "shifts": {"day": {"start": "00:00", "end": "24:00", "staff": 3}},
                    }
                },
                days=2,
                types={"other": {"direct_answer": "100 %"}},
                direct_answer="0 %",
                answer_changes=[{"start": "2026-03-03", "share": "100 %", "types": ["quick"]}],
            )
        )
        # who: 0, 1, 2 in turn; then idle since: 0 23:58:50, 2 23:58:50, 1 23:59:35 -> 0, then 2. From 24:00 on
        # 1 is idle since 24:00, 2 since 24:00:10, 0 since 24:00:29.999999.
        check_contacts(
            log,
            """
            arrived          type   answered         talk_end         wrap_up_end      person  direct
            23:58            quick  23:58            23:58:20         23:58:50         0       0
            23:58            slow   23:58            23:58:50         23:59:35         1       0
            23:58            other  23:58            23:58:40         23:58:50         2       1
            23:59:39.999999  quick  23:59:39.999999  23:59:59.999999  24:00:29.999999  0       0
            23:59:40         quick  23:59:40         24:00            24:00:10         2       1
            33:00            slow   33:00            33:00:50         33:01:35         1       0
            33:00            quick  33:00            33:00:20         33:00:30         2       1
            """,
        )
        check_staff(
            log,
            """
            person  planned       actual
            0       0:00..24:00   0:00..24:00
            1       0:00..24:00   0:00..24:00
            2       0:00..24:00   0:00..24:00
            0       24:00..48:00  24:00..-
            1       24:00..48:00  24:00..-
            2       24:00..48:00  24:00..-
            """,
        )
