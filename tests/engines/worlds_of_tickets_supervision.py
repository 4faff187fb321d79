"""Worlds of tickets: reminders, acts of supervision, and citizens who call about an overdue ticket."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise

import pytest

from sim.chance.keyed import Purpose, draw_uniform, name_key
from sim.logs.run_log import RunLog

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, desk, to, transfers, unit
from .world import Worlds, check_contacts, check_staff, clock, fixed, hotline, team, us

URGENT = {"u": {"urgent": "100 %"}}
HOUR_US = us("1:00")
FLAT = [1] * 24


class WorldsOfTicketSupervision(Worlds):
    """What happens as a deadline comes near and passes."""

    @pytest.mark.parametrize(
        ("reminders", "raised", "order"),
        [
            ([], "normal", (1, 3, 2)),
            (["50 %"], "urgent", (1, 2, 3)),
            (["30 %", "60 %"], "critical", (2, 1, 3)),
            (["10 %", "20 %", "30 %"], "critical", (2, 1, 3)),
            (["10 %", "20 %", "30 %", "100 %"], "critical", (2, 1, 3)),
        ],
    )
    def test_reminders_raise_what_waits(self, tmp_path, reminders, raised, order):
        """Each reminder raises a ticket by a class, never above the highest; in its new line it keeps its place.

        A raised ticket goes behind those of its new class that came before it and before those that came later.
        """
        # one at the desk: 0 (no limit) 9:00-11:00. 1 urgent of 9:00:30, 2 normal of 9:01, 3 urgent of 9:05. The limit
        # of 2 is 100 min, 10:41: its reminders come at 9:51, or at 9:31 and 10:01, and so on; the last one at 10:41.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/long 9:00:30/u 9:01/n 9:05/u",
                {
                    "urgency_by_type": URGENT | {"long": {"critical": "100 %"}},
                    "audit": by("desk", "10 min", time_by_type={"long": fixed("2 h")}),
                    "deadlines": {"closure": {"limits": {"normal": "100 min"}}},
                    "supervision": {"reminders": reminders},
                },
                desks={"desk": desk()},
            )
        )
        first, second, third = ((f"11:{10 * place - 10:02d}", f"11:{10 * place:02d}") for place in order)
        check_tasks(
            log,
            f"""
            ticket  stage  class     queued   started      ended         person
            0       audit  critical  9:00     9:00         11:00         0
            1       audit  urgent    9:00:30  {first[0]}   {first[1]}    0
            2       audit  {raised}  9:01     {second[0]}  {second[1]}   0
            3       audit  urgent    9:05     {third[0]}   {third[1]}    0
            """,
        )
        check_tickets(
            log,
            f"""
            type  urgency   received  audited      handled      closed       due    reminders
            long  critical  9:00      11:00        11:00        11:00        -      0
            u     urgent    9:00:30   {first[1]}   {first[1]}   {first[1]}   -      0
            n     normal    9:01      {second[1]}  {second[1]}  {second[1]}  10:41  {len(reminders)}
            u     urgent    9:05      {third[1]}   {third[1]}   {third[1]}   -      0
            """,
        )

    def test_resumed_work_is_the_head_of_its_urgency(self, tmp_path):
        """What was put down goes before raised work of the same urgency, though that came first."""
        # one crew a shift, work 90 min. 9:00: urgent 1 before normal 0; put down at 10:00 with 30 min left. 0 is urgent
        # from 9:30 on (half of an hour). late: 1 10:00-10:30, 0 10:30-12:00.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/n 9:00/u",
                {
                    "urgency_by_type": URGENT,
                    "routes": [to("road")],
                    "deadlines": {"closure": {"limits": {"normal": "1 h"}}},
                    "supervision": {"reminders": ["50 %"]},
                },
                units={
                    "road": team(
                        talk=None,
                        shifts={"early": ("09:00-10:00", 1), "late": ("10:00-12:00", 1)},
                        shift_end="pause",
                        work=fixed("90 min"),
                    )
                },
            )
        )
        check_tasks(
            log,
            """
            ticket  stage     class   queued  started  resumed  ended  person
            0       handling  urgent  9:00    10:30    10:30    12:00  1
            1       handling  urgent  9:00    9:00     10:00    10:30  1
            """,
        )
        check_staff(
            log,
            """
            person  shift  state    planned       task
            0       early  on_duty  9:00..10:00   -
            0       early  stretch  9:00..10:00   1/handling
            1       late   on_duty  10:00..12:00  -
            """,
        )
        check_tickets(
            log,
            """
            type  urgency  received  dispatched  accepted  handled  closed  due    reminders
            n     normal   9:00      9:00        9:00      12:00    12:00   10:00  1
            u     urgent   9:00      9:00        9:00      10:30    10:30   -      0
            """,
        )

    def test_reminders_follow_the_clock_of_the_limit(self, tmp_path):
        """A share of working hours is counted in working hours: half of 8 from Friday 16:00 is Monday 12:00."""
        # 112:00 is Friday 16:00, due Monday 16:00; Monday is 168:00. The boss' desk is not needed.
        log = self.run(
            transfers(
                tmp_path,
                "112:00/long 112:01/n 179:59:59/u",
                {
                    "urgency_by_type": URGENT | {"long": {"critical": "100 %"}},
                    "audit": by("desk", "10 min", time_by_type={"long": fixed("68 h")}),
                    "deadlines": {"closure": {"limits": {"normal": "8 working hours"}}},
                    "supervision": {"reminders": ["50 %"]},
                },
                days=8,
                desks={"desk": desk(1, "00:00-24:00")},
            )
        )
        # long: 112:00-180:00, Monday 12:00. n of 112:01 is reminded at 180:01, which is too late: the urgent one first.
        check_tickets(
            log,
            """
            type  urgency   received   audited  handled  closed  due     reminders
            long  critical  112:00     180:00   180:00   180:00  -       0
            n     normal    112:01     180:20   180:20   180:20  184:01  1
            u     urgent    179:59:59  180:10   180:10   180:10  -       0
            """,
        )

    def test_an_act_of_supervision(self, tmp_path):
        """As a ticket becomes overdue somebody acts; the end of the act puts it first and speeds up what begins later.

        Work that was begun before goes on as it was.
        """
        # limit 1 h. road's crew: 0 (no limit) 9:00-12:00. 1 normal of 9:01, due 10:01; 2 urgent of 9:02. 3: work of
        # 2 h begun at 9:00 by path, due 10:00: act 10:00-10:05. 1: act 10:05-10:10, then first: half the time,
        # 12:00-12:30; 2 12:30-13:30.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/free 9:01/n 9:02/u 9:03/m",
                {
                    "urgency_by_type": URGENT | {"free": {"critical": "100 %"}},
                    "routes": [to("path", types=["m"]), to("road")],
                    "deadlines": {"closure": {"limits": {"normal": "1 h"}, "by_type": {"m": {"normal": "57 min"}}}},
                    "supervision": {"act": by("boss", "5 min"), "speed_up": 2},
                },
                desks={"boss": desk()},
                units={
                    "road": unit(1, "1 h") | {"by_type": {"free": {"work": fixed("3 h")}}},
                    "path": unit(1, "2 h"),
                },
            )
        )
        check_tickets(
            log,
            """
            type  urgency   received  dispatched  accepted  handled  closed  due    supervised
            free  critical  9:00      9:00        9:00      12:00    12:00   -      -
            n     normal    9:01      9:01        9:01      12:30    12:30   10:01  10:10
            u     urgent    9:02      9:02        9:02      13:30    13:30   -      -
            m     normal    9:03      9:03        9:03      11:03    11:03   10:00  10:05
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage        unit  class     queued  started  ended  group  person
            0       handling     road  critical  9:00    9:00     12:00  road   2
            1       handling     road  critical  9:01    12:00    12:30  road   2
            1       supervision  -     normal    10:01   10:05    10:10  boss   0
            2       handling     road  urgent    9:02    12:30    13:30  road   2
            3       handling     path  normal    9:03    9:03     11:03  path   1
            3       supervision  -     normal    10:00   10:00    10:05  boss   0
            """,
        )

    def test_an_act_that_comes_too_late(self, tmp_path):
        """An act still waiting when the ticket is closed is dropped; there is one act for a ticket, reopened or not."""
        # due 10:00, the boss comes at 11:00. 0: closed 10:30. 1: closed 11:30, act 11:00-11:05.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:00/b",
                {
                    "routes": [to("a", types=["a"]), to("b", types=["b"])],
                    "deadlines": {"closure": {"limits": {"normal": "1 h"}}},
                    "supervision": {"act": by("boss", "5 min")},
                },
                desks={"boss": desk(hours="11:00-17:00")},
                units={"a": unit(work=None, outside="90 min"), "b": unit(work=None, outside="150 min")},
            )
        )
        check_tickets(
            log,
            """
            type  received  dispatched  accepted  handled  closed  due    supervised
            a     9:00      9:00        9:00      10:30    10:30   10:00  -
            b     9:00      9:00        9:00      11:30    11:30   10:00  11:05
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage        queued  started  ended  left   person
            0       supervision  10:00   -        -      10:30  -
            1       supervision  10:00   11:00    11:05  -      0
            """,
        )

    def test_overdue_again_after_reopening(self, tmp_path):
        """A ticket closed in time and reopened falls due as before; one act is enough for all its handlings."""
        # due 12:00. a: closed 10:00, call -10:05, reopened, 10:05-11:05 closed, no act. b: 2 h: closed 11:00, call
        # -11:05, reopened, overdue 12:00, act -12:05, closed 13:05, call -13:10. c: 4 h: overdue at 12:00 first, act
        # 12:05-12:10, closed 13:00, call -13:05, reopened, overdue at once, but there is no second act.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:00/b 9:00/c",
                {
                    "routes": [to(name, types=[name]) for name in "abc"],
                    "follow_up": by("desk", "5 min", share="100 %"),
                    "reopen": {"share": ["100 %", "0 %"]},
                    "closed_at": "handled",
                    "deadlines": {"closure": {"limits": {"normal": "3 h"}}},
                    "supervision": {"reminders": ["50 %"], "act": by("boss", "5 min")},
                },
                desks={"desk": desk(), "boss": desk()},
                units={
                    "a": unit(work=None, outside="1 h"),
                    "b": unit(work=None, outside="2 h"),
                    "c": unit(work=None, outside="4 h"),
                },
            )
        )
        # All are open at 10:30, when they are reminded.
        check_tickets(
            log,
            """
            type  accepted  handled  followed_up  closed  dispatches  handlings  tries  satisfied  reminders  supervised
            a     9:00      11:05    11:10        11:05   2           2          1      1          1          -
            b     9:00      13:05    13:10        13:05   2           2          1      1          1          12:05
            c     9:00      17:05    13:05        17:05   2           2          0      -          1          12:10
            """,
            received="9:00",
            dispatched="9:00",
            due="12:00",
        )
        check_tasks(
            log,
            """
            ticket  handling  stage        class     queued  started  ended  group  person
            0       0         follow_up    normal    10:00   10:00    10:05  desk   1
            0       1         follow_up    urgent    11:05   11:05    11:10  desk   1
            1       0         follow_up    urgent    11:00   11:00    11:05  desk   1
            1       1         follow_up    critical  13:05   13:05    13:10  desk   1
            1       1         supervision  urgent    12:00   12:00    12:05  boss   0
            2       0         follow_up    critical  13:00   13:00    13:05  desk   1
            2       0         supervision  urgent    12:00   12:05    12:10  boss   0
            2       1         follow_up    critical  17:05   -        -      -      -
            """,
        )

    def test_chase_ups_of_an_overdue_ticket(self, tmp_path):
        """While a ticket is overdue its citizen calls again and again, with a talk and wrap-up of their own.

        Such a call is no ticket; who called after the closure would find nothing to ask for, so nobody does.
        """
        # due 10:00, closed 20:00. The gaps are exponential with mean 2 h, drawn by ticket and number; the day is flat.
        log = self.run(
            hotline(
                tmp_path,
                {"transfers": "9:00"},
                {"floor": team(3, "9 min", "00:00-24:00", wrap_up="9 min")},
                direct_answer="0 %",
                units={"road": unit(work=None, outside="11 h")},
                tickets={
                    "routes": [to("road")],
                    "deadlines": {"closure": {"limits": {"normal": "1 h"}}},
                    "chase_up": {"every": "2 h", "profile": FLAT, "talk": fixed("2 min"), "wrap_up": fixed("1 min")},
                },
            )
        )
        calls = _chases(log, [("10:00", "20:00")], 2 * HOUR_US)
        assert len(calls) > 2
        check_contacts(log, _told(calls, 3, "2 min", "1 min"))
        check_tickets(
            log,
            f"""
            received  dispatched  accepted  handled  closed  due    chase_ups
            9:00      9:00        9:00      20:00    20:00   10:00  {len(calls)}
            """,
        )

    def test_chase_ups_end_with_the_closure_and_begin_again(self, tmp_path):
        """A ticket that is closed is not asked for; once it is reopened, overdue, the calls begin again."""
        # due 10:00. handled and closed 12:00; follow-up 13:00-13:05, reopened; closed for good 16:05.
        log = self.run(
            hotline(
                tmp_path,
                {"transfers": "9:00"},
                {"floor": team(5, "2 min", "00:00-24:00", wrap_up="1 min")},
                desks={"desk": desk(hours="13:00-18:00")},
                units={"road": unit(work=None, outside="3 h")},
                tickets={
                    "routes": [to("road")],
                    "follow_up": by("desk", "5 min"),
                    "reopen": {"share": ["100 %", "0 %"]},
                    "closed_at": "handled",
                    "deadlines": {"closure": {"limits": {"normal": "1 h"}}},
                    "chase_up": {"every": "20 min", "profile": FLAT},
                },
            )
        )
        calls = _chases(log, [("10:00", "12:00"), ("13:05", "16:05")], HOUR_US // 3)
        assert sum(call < us("12:00") for call in calls) > 1
        assert sum(call > us("13:05") for call in calls) > 1
        check_contacts(log, _told(calls, 5, "2 min", "1 min"))
        check_tickets(
            log,
            f"""
            received  dispatched  accepted  handled  followed_up  closed  due    dispatches  handlings  chase_ups
            9:00      9:00        9:00      16:05    16:10        16:05   10:00  2           2          {len(calls)}
            """,
        )  # fmt: skip

    def test_chase_ups_on_the_profile_of_the_day(self, tmp_path):
        """Nobody calls at an hour in which nobody calls: the gaps run on the profile of the day, over midnight too."""
        # people call from 9 to 10 and, three times as much, from 20 to 21 o'clock. Due 9:30, open for three days.
        log = self.run(
            hotline(
                tmp_path,
                {"transfers": "9:00"},
                {"floor": team(9, "1 min", "00:00-24:00")},
                days=4,
                units={"road": unit(work=None, outside="70 h")},
                tickets={
                    "routes": [to("road")],
                    "deadlines": {"closure": {"limits": {"normal": "30 min"}}},
                    "chase_up": {"every": "6 h", "profile": [0] * 9 + [1] + [0] * 10 + [3] + [0] * 3},
                },
            )
        )
        calls = _chases(log, [("9:30", "79:00")], 6 * HOUR_US, {9: 0.25, 20: 0.75})
        assert {call // HOUR_US % 24 for call in calls} == {9, 20}
        assert {call // (24 * HOUR_US) for call in calls} == {0, 1, 2}
        check_contacts(log, _told(calls, 9, "1 min"))

    def test_chase_ups_of_the_backlog_that_nobody_answers(self, tmp_path):
        """A chase-up gives up and is tried again like any call, but is never written; old tickets are asked for too."""
        # overdue since long ago, so from 0:00 on. Nobody is there: patience 1 min, again after 5 min, two calls in all.
        log = self.run(
            hotline(
                tmp_path,
                {"calls": "24:00", "messages": "24:00"},
                {"floor": team(1, "1 min", "23:00-24:00", online="1 min")},
                callers={
                    "patience": fixed("1 min"),
                    "redial": {"after_abandon": "100 %", "delay": fixed("5 min"), "max_tries": 2, "to_online": "100 %"},
                },
                units={"road": unit(work=None, outside="8 h")},
                tickets={
                    "routes": [to("road")],
                    "backlog": [
                        {"count": 1, "type": "general", "stage": "handling", "age": "9 d", "in_stage_for": "0 s"}
                    ],
                    "deadlines": {"closure": {"limits": {"normal": "5 d"}}},
                    "chase_up": {"every": "3 h", "profile": FLAT},
                },
            )
        )
        calls = _chases(log, [("0:00", "8:00")], 3 * HOUR_US, stream="backlog")
        assert calls
        assert min(b - a for a, b in pairwise(calls)) > us("0:07")
        minute = us("0:01")
        rows = ["request stream attempt cause arrived outcome left"]
        for call in calls:
            for attempt, cause in enumerate(("chase_up", "redial")):
                arrived = call + 6 * attempt * minute
                rows.append(f"0 - {attempt} {cause} {clock(arrived)} abandoned {clock(arrived + minute)}")
        check_contacts(log, "\n".join(rows))
        check_tickets(
            log,
            f"""
            source   received  dispatched  accepted  handled  closed  due     dispatches  chase_ups
            backlog  -216:00   -           -216:00   8:00     8:00    -96:00  1           {len(calls)}
            """,
        )
        check_assignments(log, "ticket dispatched ended\n 0 -216:00 8:00")


def _chases(
    log: RunLog,
    spells: list[tuple[str, str]],
    mean_us: int,
    hours: dict[int, float] | None = None,
    stream: str = "stream:transfers",
) -> list[int]:
    """When the citizen of ticket 0 calls about it while it is overdue and open; to the microsecond as in the log.

    `hours` has the share of a day's calls of each hour; without it the day is flat.
    """
    who = int(log.tickets["citizen"][0])
    got = [t for t, cause in zip(log.contacts["arrived_us"].tolist(), log.contacts["cause"].tolist(), strict=True)
           if cause == 3]  # fmt: skip
    up_to = [0.0]
    for hour in range(24):
        up_to.append(up_to[-1] + (hours.get(hour, 0.0) if hours else 1 / 24))
    calls: list[int] = []
    for begin, end in spells:
        now = float(us(begin))
        while True:
            u = draw_uniform(1, 0, Purpose.CHASE_GAP, name_key(stream), who, len(calls))
            day, in_day = divmod(now / HOUR_US, 24)
            done = up_to[int(in_day)] + (in_day % 1) * (up_to[int(in_day) + 1] - up_to[int(in_day)])
            days, share = divmod(done - mean_us / (24 * HOUR_US) * math.log1p(-u), 1)
            hour = min(bisect_right(up_to, share) - 1, 23)
            within = (share - up_to[hour]) / (up_to[hour + 1] - up_to[hour])
            now = ((day + days) * 24 + hour + within) * HOUR_US
            if now >= us(end):
                break
            assert len(got) > len(calls), f"a call at {clock(int(now))} is missing"
            assert abs(got[len(calls)] - now) <= 50, (clock(got[len(calls)]), clock(int(now)))
            now = float(got[len(calls)])
            calls.append(int(now))
    assert got == calls
    return calls


def _told(calls: list[int], people: int, talk: str, wrap_up: str | None = None) -> str:
    """The contact log of calls that are answered at once, each by the operator who has been idle longest."""
    talk_us, wrap_up_us = (us(f"0:0{length.split()[0]}") if length else 0 for length in (talk, wrap_up))
    rows = ["request stream cause arrived answered talk_end wrap_up_end group person"]
    idle_since = dict.fromkeys(range(people), 0)
    for call in calls:
        talk_end = call + talk_us
        midnight = call // us("24:00") * us("24:00")  # all begin a new shift then
        person = min(idle_since, key=lambda someone: (max(idle_since[someone], midnight), someone))
        assert idle_since[person] <= call, "everybody is busy"
        idle_since[person] = talk_end + wrap_up_us
        instants = " ".join(clock(instant) for instant in (call, call, talk_end, talk_end + wrap_up_us))
        rows.append(f"0 transfers chase_up {instants} floor {person}")
    return "\n".join(rows)
