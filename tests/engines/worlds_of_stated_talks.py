"""Worlds whose file says how long each talk and wrap-up takes, worked by hand."""

from __future__ import annotations

from .ticket_tables import unit
from .world import Worlds, check_contacts, fixed, hotline, stating, team

TALK = ("talk",)


class WorldsOfStatedTalks(Worlds):
    """A talk that the file states is not drawn."""

    def test_talks_of_the_file_hold_and_others_are_drawn(self, tmp_path):
        """Seconds, or h:mm:ss; an empty cell and a length of zero are drawn; the wrap-up is the group's own."""
        # One person, wrap-up 10 s. 9:00-9:01:30; 9:01:40-9:02:40 drawn; 9:02:50-9:05 (2:10); 9:05:10-9:06:10 drawn.
        world = hotline(tmp_path, {"calls": "9:00 9:00 9:00 9:01"}, {"floor": team(wrap_up="10 s")})
        log = self.run(stating(tmp_path, world, "calls", ["90", "", "0:02:10", "0"], TALK))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  wrap_up_end  person
            9:00     9:00      9:01:30   9:01:40      0
            9:00     9:01:40   9:02:40   9:02:50      0
            9:00     9:02:50   9:05      9:05:10      0
            9:01     9:05:10   9:06:10   9:06:20      0
            """,
        )

    def test_talks_of_the_file_take_longer_at_a_slower_pace(self, tmp_path):
        """At half the pace a talk of a minute and a half takes three, as one drawn would."""
        slow = team(speed=[{"factor": 0.5}])
        world = hotline(tmp_path, {"calls": "9:00 9:10"}, {"floor": slow})
        log = self.run(stating(tmp_path, world, "calls", ["1:30", ""], TALK, talk_in="mm:ss"))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  person
            9:00     9:00      9:03      0
            9:10     9:10      9:12      0
            """,
        )

    def test_wrap_ups_of_the_file_hold_and_none_is_none(self, tmp_path):
        """Also of what becomes a ticket, at the pace of the hour; an empty cell is drawn by the group's law."""
        # One person, talk 1 min, wrap-up 10 s, of tickets 40 s; nothing is answered directly. Half the pace from 10:00.
        floor = team(wrap_up="10 s", wrap_up_ticket=fixed("40 s"), speed=[{"factor": 0.5, "start": "10:00"}])
        world = hotline(tmp_path, {"calls": "9:00 9:00 9:00 10:00 10:01"}, {"floor": floor}, direct_answer=0.0)
        cells = ["1:30", "", "0", "0:20", "0"]
        log = self.run(stating(tmp_path, world, "calls", cells, ("wrap_up",), wrap_up_in="mm:ss"))
        check_contacts(
            log,
            """
            arrived  answered  talk_end  wrap_up_end  direct  person
            9:00     9:00      9:01      9:02:30      0       0
            9:00     9:02:30   9:03:30   9:04:10      0       0
            9:00     9:04:10   9:05:10   9:05:10      0       0
            10:00    10:00     10:02     10:02:40     0       0
            10:01    10:02:40  10:04:40  10:04:40     0       0
            """,
        )

    def test_a_wrap_up_without_a_talk(self, tmp_path):
        """Beside a talk that is drawn a wrap-up of zero is drawn too, and another one holds; messages have theirs."""
        floor = team(wrap_up="10 s", online="40 s", online_wrap_up="20 s")
        world = hotline(tmp_path, {"calls": "9:00 9:10 9:20", "messages": "9:30 9:40"}, {"floor": floor})
        for stream, rows in (("calls", ["0,0", ",15", "90,0"]), ("messages", [",", "30,5"])):
            world = stating(tmp_path, world, stream, rows, ("talk", "wrap_up"))
        check_contacts(
            self.run(world),
            """
            stream    arrived  answered  talk_end  wrap_up_end  person
            calls     9:00     9:00      9:01      9:01:10      0
            calls     9:10     9:10      9:11      9:11:15      0
            calls     9:20     9:20      9:21:30   9:21:30      0
            messages  9:30     9:30      9:30:40   9:31         0
            messages  9:40     9:40      9:40:30   9:40:35      0
            """,
        )

    def test_a_second_answer_has_a_wrap_up_of_its_own(self, tmp_path):
        """The file's is that of the first answered contact; a repeated call is drawn, talk and wrap-up."""
        world = hotline(
            tmp_path,
            {"calls": "9:00"},
            {"floor": team(wrap_up="10 s", hours="09:00-09:20")},
            callers={"repeat": {"after_direct_answer": "100 %", "delay": fixed("12 min")}},
        )
        log = self.run(stating(tmp_path, world, "calls", ["120,30"], ("talk", "wrap_up")))
        check_contacts(
            log,
            """
            request  attempt  cause   arrived  outcome   answered  talk_end  wrap_up_end  person
            0        0        first   9:00     answered  9:00      9:02      9:02:30      0
            0        1        repeat  9:14     answered  9:14      9:15      9:15:10      0
            0        2        repeat  9:27     waiting   -         -         -            -
            """,
        )

    def test_messages_take_the_work_of_the_file(self, tmp_path):
        """What the column says of a message is the work on it; calls of another stream are drawn."""
        world = hotline(tmp_path, {"calls": "9:00", "messages": "9:00"}, {"floor": team(online="40 s")})
        log = self.run(stating(tmp_path, world, "messages", ["2.5"], TALK, talk_in="min"))
        check_contacts(
            log,
            """
            request  stream    channel  arrived  answered  talk_end  person
            0        calls     phone    9:00     9:00      9:01      0
            1        messages  online   9:00     9:01      9:03:30   0
            """,
        )

    def test_a_redial_talks_as_stated_and_a_repeat_does_not(self, tmp_path):
        """The first answered contact has the file's length, be it a redial; a second answer is another talk."""
        # Nobody is there until 9:02: it gives up at 9:01:50 and calls again at 9:02:50, until 9:04:20; its repeats come
        # 10 min after each talk: 9:14:20-9:15:20, and 9:25:20 when everybody has left.
        world = hotline(
            tmp_path,
            {"calls": "9:01:30"},
            {"floor": team(hours="09:02-09:20")},
            callers={
                "patience": fixed("20 s"),
                "redial": {"after_abandon": "100 %", "delay": fixed("60 s"), "max_tries": 3},
                "repeat": {"after_direct_answer": "100 %", "delay": fixed("10 min")},
            },
        )
        log = self.run(stating(tmp_path, world, "calls", ["90"], TALK))
        check_contacts(
            log,
            """
            request  attempt  cause   arrived  outcome    left     answered  talk_end  person
            0        0        first   9:01:30  abandoned  9:01:50  -         -         -
            0        1        redial  9:02:50  answered   -        9:02:50   9:04:20   0
            0        2        repeat  9:14:20  answered   -        9:14:20   9:15:20   0
            0        3        repeat  9:25:20  abandoned  9:25:40  -         -         -
            """,
        )

    def test_who_writes_instead_of_calling_again_has_no_talk(self, tmp_path):
        """The file's length is that of a call: the message in its place is drawn."""
        world = hotline(
            tmp_path,
            {"calls": "9:00 9:00:30"},
            {"floor": team(online="40 s")},
            callers={
                "trunks": 1,
                "redial": {"after_block": "100 %", "delay": fixed("5 min"), "max_tries": 2, "to_online": "100 %"},
            },
        )
        log = self.run(stating(tmp_path, world, "calls", ["120", "180"], TALK))
        check_contacts(
            log,
            """
            request  attempt  cause   channel  arrived  outcome   left     answered  talk_end  person
            0        0        first   phone    9:00     answered  -        9:00      9:02      0
            1        0        first   phone    9:00:30  blocked   9:00:30  -         -         -
            1        1        redial  online   9:05:30  answered  -        9:05:30   9:06:10   0
            """,
        )

    def test_calls_about_tickets_have_a_talk_of_their_own(self, tmp_path):
        """A call about an overdue ticket, be it one that was open at the start, has nothing to do with the file."""
        # The caller's talk of 7 min becomes a ticket due at once, like the open one: both are asked for all day.
        world = hotline(
            tmp_path,
            {"calls": "9:00"},
            {"floor": team(9, "1 min", "00:00-24:00")},
            direct_answer=0.0,
            units={"road": unit(1, "40 h")},
            tickets={
                "routes": [{"units": {"road": 1.0}}],
                "deadlines": {"closure": {"limits": {"normal": "1 min"}}},
                "chase_up": {"every": "1 h", "profile": [1] * 24, "talk": fixed("2 min")},
                "backlog": [{"count": 1, "type": "general", "stage": "handling", "unit": "road", "age": "1 h"}],
            },
        )
        log = self.run(stating(tmp_path, world, "calls", ["420"], TALK))
        first = log.contacts["cause"] == 0
        ended = log.contacts["talk_end_us"] >= 0
        minutes = (log.contacts["talk_end_us"] - log.contacts["answered_us"]) / 60_000_000
        assert minutes[first].tolist() == [7.0]
        assert set(minutes[~first & ended].tolist()) == {2.0}
        assert set(log.contacts["request"][~first].tolist()) == {0, 1}
