"""Worlds whose lengths follow other laws at some hours and on some days, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from .ticket_tables import check_tasks, desk, transfers, unit
from .world import Worlds, check_contacts, fixed, hotline, team


def by_time(usual: str, *others: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A law without spread, and others at some times: by a 'factor', or by another length 'instead'."""
    times = [other | ({"instead": fixed(other["instead"])} if "instead" in other else {}) for other in others]
    return {"law": "by_time", "usual": fixed(usual), "at_times": times, **more}


def between(start: str, end: str, **more: Any) -> dict[str, Any]:
    """Some hours of each day."""
    return {"start": start, "end": end, **more}


class WorldsByTime(Worlds):
    """What is drawn by the law that holds when the work begins, or when a caller enters the queue."""

    def test_hours_of_talks(self, tmp_path):
        """A talk has the law of the instant at which it begins: from the start of the hours, and before their end."""
        # Usually 1 min, 3 min from 9:10 to 9:20, one person. The call of 9:19 is begun at 9:20, as the one before ends.
        talk = by_time("1 min", between("09:10", "09:20", instead="3 min"))
        world = hotline(
            tmp_path, {"calls": "9:09:59.999999 9:11 9:14 9:17 9:19 9:30"}, {"floor": team() | {"talk": talk}}
        )
        check_contacts(
            self.run(world),
            """
            arrived         answered        talk_end         person
            9:09:59.999999  9:09:59.999999  9:10:59.999999   0
            9:11            9:11            9:14             0
            9:14            9:14            9:17             0
            9:17            9:17            9:20             0
            9:19            9:20            9:21             0
            9:30            9:30            9:31             0
            """,
        )

    def test_hours_begin_at_their_start(self, tmp_path):
        """A talk that begins exactly at the start of the hours is one of them."""
        talk = by_time("1 min", between("09:10", "09:20", factor=3))
        world = hotline(tmp_path, {"calls": "9:10 9:19:59.999999"}, {"floor": team() | {"talk": talk}})
        check_contacts(
            self.run(world),
            """
            arrived         answered        talk_end        person
            9:10            9:10            9:13            0
            9:19:59.999999  9:19:59.999999  9:22:59.999999  0
            """,
        )

    def test_wrap_up_has_the_law_of_the_start_of_the_talk(self, tmp_path):
        """As its pace has: what follows a talk begun before the hours is as usual, though it begins in them."""
        # Talk 2 min; wrap-up 10 s, but 60 s from 9:10 to 9:20: after the talk from 9:09 to 9:11 it is 10 s, after
        # that from 9:19 to 9:21 it is 60 s. With half the pace from 9:15 on, that talk takes 4 min, its wrap-up 2 min.
        floor = team(talk="2 min", speed=[{"factor": 0.5, "start": "09:15"}])
        floor["wrap_up"] = by_time("10 s", between("09:10", "09:20", instead="60 s"))
        check_contacts(
            self.run(hotline(tmp_path, {"calls": "9:09 9:12 9:19"}, {"floor": floor})),
            """
            arrived  answered  talk_end  wrap_up_end  person
            9:09     9:09      9:11      9:11:10      0
            9:12     9:12      9:14      9:15         0
            9:19     9:19      9:23      9:25         0
            """,
        )

    def test_wrap_up_of_tickets_has_hours_of_its_own(self, tmp_path):
        """What becomes a ticket follows the other law, by the start of its talk, too."""
        floor = team(wrap_up="10 s")
        floor["wrap_up_ticket"] = by_time("20 s", between("09:10", "09:20", factor=2))
        world = hotline(tmp_path, {"calls": "9:09:30 9:12"}, {"floor": floor}, direct_answer=0.0)
        check_contacts(
            self.run(world),
            """
            arrived  answered  talk_end  wrap_up_end  direct  person
            9:09:30  9:09:30   9:10:30   9:10:50      0       0
            9:12     9:12      9:13      9:13:40      0       0
            """,
        )

    def test_nights_are_of_the_day_on_which_they_begin(self, tmp_path):
        """From 22:00 to 6:00 on Mondays: until six on Tuesday, not in the night before Monday, not on Tuesday night."""
        talk = by_time("1 min", between("22:00", "06:00", days="mon", factor="400 %"))
        floor = team(hours="00:00-24:00") | {"talk": talk}
        calls = "5:59 21:59:59 22:00 24:10 29:59:59.999999 30:10 46:30"
        check_contacts(
            self.run(hotline(tmp_path, {"calls": calls}, {"floor": floor}, days=2)),
            """
            arrived          answered         talk_end         person
            5:59             5:59             6:00             0
            21:59:59         21:59:59         22:00:59         0
            22:00            22:00:59         22:04:59         0
            24:10            24:10            24:14            0
            29:59:59.999999  29:59:59.999999  30:03:59.999999  0
            30:10            30:10            30:11            0
            46:30            46:30            46:31            0
            """,
        )

    def test_the_first_time_of_the_list_counts(self, tmp_path):
        """Where two hold at once the first does; where the first does not hold, the next one may."""
        talk = by_time(
            "1 min",
            between("10:00", "11:00", days=["tue", "wed"], instead="5 min"),
            between("10:30", "11:30", factor=2),
            {"days": "tue", "factor": 3},
        )
        floor = team(hours="00:00-24:00") | {"talk": talk}
        calls = "9:00 10:15 10:45 11:30 33:00 34:45 35:15 35:45"
        # Monday: as usual, as usual, twice, as usual. Tuesday: three times, 5 min, twice, three times.
        check_contacts(
            self.run(hotline(tmp_path, {"calls": calls}, {"floor": floor}, days=2)),
            """
            arrived  answered  talk_end  person
            9:00     9:00      9:01      0
            10:15    10:15     10:16     0
            10:45    10:45     10:47     0
            11:30    11:30     11:31     0
            33:00    33:00     33:03     0
            34:45    34:45     34:50     0
            35:15    35:15     35:17     0
            35:45    35:45     35:48     0
            """,
        )

    def test_from_a_date_on(self, tmp_path):
        """From midnight of the first date until midnight after the last; a night begun on it goes on."""
        # Usually 1 min; from Tuesday on 2 min, from Wednesday on 3 min; in nights begun on Monday or Tuesday 5 min.
        talk = by_time(
            "1 min",
            between("22:00", "06:00", to_date="2026-03-03", instead="5 min"),
            {"from_date": "2026-03-04", "instead": "3 min"},
            {"from_date": "2026-03-03", "factor": 2},
        )
        floor = team(hours="00:00-24:00") | {"talk": talk}
        calls = "21:00 23:00 29:00 30:00 45:59 47:00 53:59:59 54:00 71:00"
        check_contacts(
            self.run(hotline(tmp_path, {"calls": calls}, {"floor": floor}, days=3)),
            """
            arrived   answered  talk_end  person
            21:00     21:00     21:01     0
            23:00     23:00     23:05     0
            29:00     29:00     29:05     0
            30:00     30:00     30:02     0
            45:59     45:59     46:01     0
            47:00     47:00     47:05     0
            53:59:59  53:59:59  54:04:59  0
            54:00     54:04:59  54:07:59  0
            71:00     71:00     71:03     0
            """,
        )

    def test_a_trend_changes_at_midnight(self, tmp_path):
        """All lengths are multiplied by the same power of the rate for a whole day, other times and patience too."""
        # Twice a week from 23 February on, a week before Monday: twice on Monday, on Tuesday 2^(8/7). Talk 32 s, twice
        # 16 s by the hour: 2.2082 x 32 s = 70.661729 s. Patience 10 s, wrap-up 10 s by no trend.
        trend = {"rate": "100 %", "per": "week", "since": "2026-02-23"}
        floor = team(hours="00:00-24:00") | {
            "talk": by_time("32 s", between("12:00", "13:00", instead="16 s"), trend=trend)
        }
        floor["wrap_up"] = fixed("10 s")
        callers = {"patience": {"law": "by_time", "usual": fixed("10 s"), "trend": trend}}
        calls = "9:00 9:00:01 12:00 33:00 33:00:01 36:00"
        check_contacts(
            self.run(hotline(tmp_path, {"calls": calls}, {"floor": floor}, days=2, callers=callers)),
            """
            arrived   answered  talk_end         wrap_up_end      outcome    left             person
            9:00      9:00      9:01:04          9:01:14          answered   -                0
            9:00:01   -         -                -                abandoned  9:00:21          -
            12:00     12:00     12:00:32         12:00:42         answered   -                0
            33:00     33:00     33:01:10.661729  33:01:20.661729  answered   -                0
            33:00:01  -         -                -                abandoned  33:00:23.081790  -
            36:00     36:00     36:00:35.330864  36:00:45.330864  answered   -                0
            """,
        )

    def test_types_have_times_of_their_own(self, tmp_path):
        """The law of a type goes before that of the group: with its own hours, or with none."""
        floor = team(hours="00:00-24:00")
        floor["talk"] = by_time("1 min", between("09:00", "10:00", factor=2))
        floor["by_type"] = {
            "plain": {"talk": fixed("4 min")},
            "own": {"talk": by_time("6 min", between("12:00", "13:00", instead="30 s"))},
        }
        calls = "9:00/any 9:10/plain 9:20/own 12:00/any 12:10/plain 12:20/own"
        check_contacts(
            self.run(hotline(tmp_path, {"calls": calls}, {"floor": floor})),
            """
            type   arrived  answered  talk_end  person
            any    9:00     9:00      9:02      0
            plain  9:10     9:10      9:14      0
            own    9:20     9:20      9:26      0
            any    12:00    12:00     12:01     0
            plain  12:10    12:10     12:14     0
            own    12:20    12:20     12:20:30  0
            """,
        )

    def test_messages_have_the_law_of_the_start_of_the_work(self, tmp_path):
        """Not of their arrival; what was put down goes on with the length drawn as it was begun."""
        # Seen at 9:05, begun at 9:10, when the shift begins: 5 min instead of 1 min, wrap-up twice 30 s. The second
        # is begun at 9:16, put down at 9:20 and taken up at 9:30 with a minute left, its wrap-up is the one of 9:16.
        floor = team(talk=None, shifts={"one": ("09:10-09:20", 1), "two": ("09:30-10:00", 1)}, shift_end="pause")
        floor["online"] = {
            "work": by_time("1 min", between("09:10", "09:30", instead="5 min")),
            "wrap_up": by_time("30 s", between("09:10", "09:30", factor=2)),
        }
        floor["skills"] = [{"channel": "online"}]
        check_contacts(
            self.run(hotline(tmp_path, {"messages": "9:05 9:06"}, {"floor": floor})),
            """
            arrived  answered  resumed  talk_end  wrap_up_end  person
            9:05     9:10      9:10     9:15      9:16         0
            9:06     9:16      9:30     9:31      9:32         1
            """,
        )

    def test_patience_has_the_law_of_the_entry_into_the_queue(self, tmp_path):
        """Be it over within the hours or after them; a redial draws by its own entry."""
        # Nobody works until 10:00. Patience 2 min, 30 s from 9:10 to 9:20; each calls again once, 9 min later.
        patience = by_time("2 min", between("09:10", "09:20", instead="30 s"))
        callers = {
            "patience": patience,
            "redial": {"after_abandon": "100 %", "delay": fixed("9 min"), "max_tries": 2},
        }
        world = hotline(
            tmp_path, {"calls": "9:09:59.999999 9:10 9:19:59"}, {"floor": team(hours="10:00-17:00")}, callers=callers
        )
        check_contacts(
            self.run(world),
            """
            request  attempt  cause   arrived         outcome    left
            0        0        first   9:09:59.999999  abandoned  9:11:59.999999
            1        0        first   9:10            abandoned  9:10:30
            1        1        redial  9:19:30         abandoned  9:20
            2        0        first   9:19:59         abandoned  9:20:29
            0        1        redial  9:20:59.999999  abandoned  9:22:59.999999
            2        1        redial  9:29:29         abandoned  9:31:29
            """,
        )

    def test_patience_of_a_type_has_hours(self, tmp_path):
        """The law of a type goes before that of all callers."""
        types = {"own": {"patience": by_time("4 min", between("09:10", "09:20", factor=0.5))}}
        callers = {"patience": by_time("2 min", between("09:00", "10:00", factor=3))}
        world = hotline(
            tmp_path,
            {"calls": "9:05/any 9:06/own 9:15/own"},
            {"floor": team(hours="10:00-17:00")},
            types=types,
            callers=callers,
        )
        check_contacts(
            self.run(world),
            """
            type  arrived  outcome    left
            any   9:05     abandoned  9:11
            own   9:06     abandoned  9:10
            own   9:15     abandoned  9:17
            """,
        )

    def test_calls_about_tickets_have_hours(self, tmp_path):
        """Talk and wrap-up of calls about overdue tickets follow the hour at which they begin."""
        world = hotline(
            tmp_path,
            {"calls": "24:01"},
            {"floor": team(9, "1 min", "00:00-24:00")},
            units={"road": unit(1, "40 h")},
            tickets={
                "routes": [{"units": {"road": 1.0}}],
                "deadlines": {"closure": {"limits": {"normal": "1 min"}}},
                "chase_up": {
                    "every": "5 min",
                    "profile": [1] * 24,
                    "talk": by_time("2 min", between("12:00", "24:00", factor=2)),
                    "wrap_up": by_time("1 min", between("06:00", "18:00", instead="3 min")),
                },
                "backlog": [{"count": 1, "type": "general", "stage": "handling", "unit": "road", "age": "1 h"}],
            },
        )
        log = self.run(world)
        ended = log.contacts["wrap_up_end_us"] >= 0
        hour = log.contacts["answered_us"][ended] // 3_600_000_000
        talk_us = (log.contacts["talk_end_us"] - log.contacts["answered_us"])[ended]
        wrap_up_us = (log.contacts["wrap_up_end_us"] - log.contacts["talk_end_us"])[ended]
        assert set(hour.tolist()) == set(range(24))
        assert (talk_us == np.where(hour < 12, 120, 240) * 1_000_000).all()
        assert (wrap_up_us == np.where((hour >= 6) & (hour < 18), 180, 60) * 1_000_000).all()

    def test_work_on_tickets_has_the_law_of_its_start(self, tmp_path):
        """At a desk, by type too; put down at the end of a shift it goes on with the length drawn as it was begun."""
        # Audit 20 min, 10 min from 9:30 to 10:00, for type 'u' 5 min from Tuesday on. Ticket 0 9:00-9:20, 1 9:20-9:40,
        # 2 begun at 9:40: 10 min. 3 begun at 9:50 (type 'u', as usual 40 min), put down at 10:00, on at 33:00 with half
        # an hour left; 4 (type 'u') begun at 33:30: 5 min.
        audit = {
            "by": "desk",
            "time": by_time("20 min", between("09:30", "10:00", instead="10 min")),
            "time_by_type": {"u": by_time("40 min", {"from_date": "2026-03-03", "instead": "5 min"})},
        }
        log = self.run(
            transfers(
                tmp_path,
                "9:00/n 9:00/n 9:00/n 9:00/u 9:30/u",
                {"audit": audit},
                desks={"desk": desk(hours="09:00-10:00", shift_end="pause")},
                days=2,
            )
        )
        check_tasks(
            log,
            """
            ticket  stage  queued  started  resumed  ended  person
            0       audit  9:00    9:00     9:00     9:20   0
            1       audit  9:00    9:20     9:20     9:40   0
            2       audit  9:00    9:40     9:40     9:50   0
            3       audit  9:00    9:50     33:00    33:30  0
            4       audit  9:30    33:30    33:30    33:35  0
            """,
        )

    def test_tries_in_vain_have_times(self, tmp_path):
        """A call that reaches nobody follows the hour of its own beginning, each try anew."""
        follow_up = {
            "by": "desk",
            "time": fixed("9 min"),
            "unreached": "100 %",
            "unreached_time": by_time("2 min", between("09:30", "10:00", factor=2)),
            "tries": 3,
            "gap": "20 min",
        }
        log = self.run(transfers(tmp_path, "9:00", {"follow_up": follow_up}, desks={"desk": desk()}))
        check_tasks(
            log,
            """
            ticket  stage      visit  queued  started  ended  person
            0       follow_up  0      9:00    9:00     9:02   0
            0       follow_up  1      9:22    9:22     9:24   0
            0       follow_up  2      9:44    9:44     9:48   0
            """,
        )

    def test_other_times_change_no_other_draw(self, tmp_path):
        """Two designs have the same citizens: a talk in the hours is the same times the factor, others are equal."""
        talk = {"law": "lognormal", "mean": "2 min", "cv": 1.0}
        longer = {"law": "by_time", "usual": talk, "at_times": [between("09:10", "09:20", factor=1.5)]}
        calls = " ".join(f"9:{minute:02d}" for minute in range(30))
        logs = [
            self.run(hotline(tmp_path, {"calls": calls}, {"floor": team(30) | {"talk": law}})) for law in (talk, longer)
        ]
        before, after = (log.contacts["talk_end_us"] - log.contacts["answered_us"] for log in logs)
        inside = (np.arange(30) >= 10) & (np.arange(30) < 20)
        assert (before[~inside] == after[~inside]).all()
        assert (np.abs(after[inside] - 1.5 * before[inside]) <= 1.25).all()
        assert len(set(before.tolist())) == 30
