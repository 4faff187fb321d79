"""Worlds of several kinds of work: classes and ageing, messages, groups, overflow, reserve, streams and pools."""

from __future__ import annotations

from .world import Worlds, check_contacts, check_staff, hotline, team


class WorldsOfOrder(Worlds):
    """Who is next, and who serves."""

    def test_priority_classes(self, tmp_path):
        """A better class goes first, even one that arrives as the operator frees; inside a class first entry."""
        # talk 1 min: 9:00 plain | 9:01 vip (0:30) | 9:02 vip (0:40) | 9:03 vip (just in) | plain 0:10 | plain 0:20
        calls = "9:00/plain 9:00:10/plain 9:00:20/plain 9:00:30/vip 9:00:40/vip 9:03/vip"
        log = self.run(
            hotline(
                tmp_path, {"calls": calls}, {"floor": team()}, types={"vip": {"priority": 1}, "plain": {"priority": 3}}
            )
        )
        check_contacts(
            log,
            """
            arrived  type   answered  talk_end  person
            9:00     plain  9:00      9:01      0
            9:00:10  plain  9:04      9:05      0
            9:00:20  plain  9:05      9:06      0
            9:00:30  vip    9:01      9:02      0
            9:00:40  vip    9:02      9:03      0
            9:03     vip    9:03      9:04      0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_ageing(self, tmp_path):
        """Class improves by one per full ageing length, at that very instant, never above 1; then first entry counts.

        So an old call of low priority overtakes one that came before it.
        """
        # 'old' has class 3 and ages a class a minute; 'high' and 'long' have class 2, 'vip' 1, without ageing.
        # 9:01: 1 has waited exactly 1 min: class 2 as contact 2, and came first.
        # 9:11: 4 has waited a microsecond less: class 3, so 5 goes first. 9:12: 4 is class 2 and came before 6.
        # 9:24: 9 has waited 2 min: class 1, so it overtakes 8, class 2, that came 110 s before it.
        # 9:33: 12 has waited 3 min and is class 1, not 0: vip 11 of the same instant has the lower number.
        calls = (
            "9:00/high 9:00/old 9:00:30/high 9:10/high 9:10:00.000001/old 9:10:30/high 9:11:30/high "
            "9:20/long 9:20:10/high 9:22/old 9:29/long 9:30/vip 9:30/old"
        )
        log = self.run(
            hotline(
                tmp_path,
                {"calls": calls},
                {"floor": team(by_type={"long": "4 min"})},
                types={
                    "old": {"priority": 3, "ageing": "1 min"},
                    "high": {"priority": 2},
                    "long": {"priority": 2},
                    "vip": {"priority": 1},
                },
            )
        )
        check_contacts(
            log,
            """
            arrived         type  answered  talk_end  person
            9:00            high  9:00      9:01      0
            9:00            old   9:01      9:02      0
            9:00:30         high  9:02      9:03      0
            9:10            high  9:10      9:11      0
            9:10:00.000001  old   9:12      9:13      0
            9:10:30         high  9:11      9:12      0
            9:11:30         high  9:13      9:14      0
            9:20            long  9:20      9:24      0
            9:20:10         high  9:25      9:26      0
            9:22            old   9:24      9:25      0
            9:29            long  9:29      9:33      0
            9:30            vip   9:33      9:34      0
            9:30            old   9:34      9:35      0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_messages_are_polled_and_stand_behind_calls(self, tmp_path):
        """A message is seen at the next poll, or at once at a poll; whatever has aged, every call goes before it."""
        # polls every 10 min, call 1 min, message 2 min; messages have class 1 and age each second, calls class 99.
        # 9:00 message 0 -9:02, call 2 -9:03. Poll of 9:10: call 3 -9:11; message 1 (lower number) -9:13; call 5 -9:14;
        # message 4 -9:16. Message 6, a microsecond late, is seen at 9:30. Message 7 would be seen at midnight: never.
        log = self.run(
            hotline(
                tmp_path,
                {
                    "calls": "9:01:30/call 9:10/call 9:12/call",
                    "messages": "9:00/note 9:01/note 9:10/note 9:20:00.000001/note 23:55/note",
                },
                {"floor": team(online="2 min")},
                types={"call": {"priority": 99}, "note": {"priority": 1, "ageing": "1 s"}},
                online={"polled_every": "10 min"},
            )
        )
        check_contacts(
            log,
            """
            arrived         stream    type  queued   outcome   answered  talk_end  person
            9:00            messages  note  9:00     answered  9:00      9:02      0
            9:01            messages  note  9:10     answered  9:11      9:13      0
            9:01:30         calls     call  9:01:30  answered  9:02      9:03      0
            9:10            calls     call  9:10     answered  9:10      9:11      0
            9:10            messages  note  9:10     answered  9:14      9:16      0
            9:12            calls     call  9:12     answered  9:13      9:14      0
            9:20:00.000001  messages  note  9:30     answered  9:30      9:32      0
            23:55           messages  note  -        waiting   -         -         -
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_reserve(self, tmp_path):
        """Messages are taken only while more people than the reserve are free, so that the reserve stays for calls."""
        # 3 people, reserve 1, calls 1 min, messages 3 min. 9:00: messages 0 and 1; one person left, so 2 waits.
        # 9:01:30: person 2 alone is free: no. 9:03: 0 and 1 free too: call 4 to 2 (idle longest), message 2 to 0.
        # 9:03:30: person 1 alone is free: no. 9:04: 2 free too: message 5 to 1 (idle since 9:03).
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00:30 9:03", "messages": "9:00 9:00 9:00 9:03:30"},
                {"floor": team(3, online="3 min", skills=[{"channel": "phone"}, {"channel": "online", "reserve": 1}])},
            )
        )
        check_contacts(
            log,
            """
            arrived  stream    answered  talk_end  person
            9:00     messages  9:00      9:03      0
            9:00     messages  9:00      9:03      1
            9:00     messages  9:03      9:06      0
            9:00:30  calls     9:00:30   9:01:30   2
            9:03     calls     9:03      9:04      2
            9:03:30  messages  9:04      9:07      1
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00\n 1 9:00..17:00\n 2 9:00..17:00")

    def test_preference_before_idleness(self, tmp_path):
        """Of several groups the one that prefers the work takes it, whoever has been idle longer."""
        # east (0) takes 'a' in 1 min; west (1) prefers 'b' (30 s) and takes 'a' in 90 s.
        # 9:00 east; 9:00:10 west -9:01:40; 2 waits -> east 9:01-9:02; 3 -> west 9:01:40-9:02:10; 9:02 east, just free;
        # 9:02:30 east busy -> west -9:04; 9:05 and 9:10 east, though west is idle since 9:04; b 9:10 west.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00/a 9:00:10/a 9:00:20/a 9:00:30/b 9:02/a 9:02:30/a 9:05/a 9:10/a 9:10/b"},
                {
                    "east": team(skills=[{"types": ["a"]}]),
                    "west": team(
                        talk=None,
                        by_type={"a": "90 s", "b": "30 s"},
                        skills=[{"types": ["b"]}, {"types": ["a"]}],
                    ),
                },
            )
        )
        check_contacts(
            log,
            """
            arrived  type  answered  talk_end  group  person
            9:00     a     9:00      9:01      east   0
            9:00:10  a     9:00:10   9:01:40   west   1
            9:00:20  a     9:01      9:02      east   0
            9:00:30  b     9:01:40   9:02:10   west   1
            9:02     a     9:02      9:03      east   0
            9:02:30  a     9:02:30   9:04      west   1
            9:05     a     9:05      9:06      east   0
            9:10     a     9:10      9:11      east   0
            9:10     b     9:10      9:10:30   west   1
            """,
        )
        check_staff(log, "group person planned\n east 0 9:00..17:00\n west 1 9:00..17:00")

    def test_overflow(self, tmp_path):
        """A group idle all the while takes a call exactly when its overflow delay is over; patience runs on."""
        # near (1) and far (0) talk 2 min; far prefers 'b', takes 'a' and 'c' after 30 s. Patience: a 100 s, c 30 s.
        #  0 near 9:00-9:02        1 far 9:00:40-9:02:40     2 patience ends 9:02 as near frees: near 9:02-9:04
        #  3 patience ends 9:02:40 as far frees: far -9:04:40  4 queued 9:02:10, gives up 9:03:50
        #  5 near 9:04:10-9:06:10  6 far free at 9:04:40 but only 20 s waited: 9:04:50-9:06:50
        #  7 waits for near 9:06:10-9:08:10
        #  8 near 9:10-9:12        9 overflows at 9:10:40, when b 10 arrives: first entry, far 9:10:40-9:12:40
        # 10 far 9:12:40-9:14:40  11 near 9:20-9:22  12 patience ends 9:20:40 with its overflow: far 9:20:40-9:22:40
        patience = {"law": "deterministic"}
        calls = (
            "9:00/a 9:00:10/a 9:00:20/a 9:01/a 9:02:10/a 9:04:10/a 9:04:20/a 9:05/a "
            "9:10/a 9:10:10/a 9:10:40/b 9:20/a 9:20:10/c"
        )
        log = self.run(
            hotline(
                tmp_path,
                {"calls": calls},
                {
                    "near": team(talk="2 min", skills=[{"types": ["a", "c"]}]),
                    "far": team(
                        talk="2 min", skills=[{"types": ["b"]}, {"types": ["a", "c"], "overflow_after": "30 s"}]
                    ),
                },
                types={
                    "a": {"patience": patience | {"value": "100 s"}},
                    "b": {},
                    "c": {"patience": patience | {"value": "30 s"}},
                },
            )
        )
        check_contacts(
            log,
            """
            arrived  type  outcome    left     answered  talk_end  group  person
            9:00     a     answered   -        9:00      9:02      near   1
            9:00:10  a     answered   -        9:00:40   9:02:40   far    0
            9:00:20  a     answered   -        9:02      9:04      near   1
            9:01     a     answered   -        9:02:40   9:04:40   far    0
            9:02:10  a     abandoned  9:03:50  -         -         -      -
            9:04:10  a     answered   -        9:04:10   9:06:10   near   1
            9:04:20  a     answered   -        9:04:50   9:06:50   far    0
            9:05     a     answered   -        9:06:10   9:08:10   near   1
            9:10     a     answered   -        9:10      9:12      near   1
            9:10:10  a     answered   -        9:10:40   9:12:40   far    0
            9:10:40  b     answered   -        9:12:40   9:14:40   far    0
            9:20     a     answered   -        9:20      9:22      near   1
            9:20:10  c     answered   -        9:20:40   9:22:40   far    0
            """,
        )
        check_staff(log, "group person planned\n far 0 9:00..17:00\n near 1 9:00..17:00")

    def test_streams_of_one_instant(self, tmp_path):
        """Calls of several streams at one instant come in order of the streams' names, however the file orders them."""
        # all at 9:00, one operator, 1 min each: 'alpha' twice, then 'beta', then the message; a call of 9:00:30 is
        # 'beta' and goes before the message all the same.
        log = self.run(
            hotline(
                tmp_path,
                {"messages": "9:00", "beta": "9:00 9:00:30", "alpha": "9:00 9:00"},
                {"floor": team(online="1 min")},
            )
        )
        check_contacts(
            log,
            """
            arrived  stream    answered  talk_end  person
            9:00     alpha     9:00      9:01      0
            9:00     alpha     9:01      9:02      0
            9:00     beta      9:02      9:03      0
            9:00     messages  9:04      9:05      0
            9:00:30  beta      9:03      9:04      0
            """,
        )
        check_staff(log, "person planned\n 0 9:00..17:00")

    def test_two_pools_do_not_touch_each_other(self, tmp_path):
        """A group without the skill stays idle beside the other pool's waiting calls, and each pool keeps its order."""
        # north (0) takes 'n', 1 min each: 9:00-9:01-9:02-9:03. south (1) takes 's': 9:00-9:01, then idle till 9:02.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "9:00/n 9:00/n 9:00/s 9:00:10/n 9:02/s"},
                {"south": team(skills=[{"types": ["s"]}]), "north": team(skills=[{"types": ["n"]}])},
            )
        )
        check_contacts(
            log,
            """
            arrived  type  answered  talk_end  group  person
            9:00     n     9:00      9:01      north  0
            9:00     n     9:01      9:02      north  0
            9:00     s     9:00      9:01      south  1
            9:00:10  n     9:02      9:03      north  0
            9:02     s     9:02      9:03      south  1
            """,
        )
        check_staff(log, "group person planned\n north 0 9:00..17:00\n south 1 9:00..17:00")
