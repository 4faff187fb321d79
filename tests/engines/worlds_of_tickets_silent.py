"""Worlds of tickets that wait in silence before they are closed, which holds nobody."""

from __future__ import annotations

import pytest

from sim.chance.keyed import Purpose, draw_uniform

from .ticket_tables import by, check_assignments, check_tasks, check_tickets, closure, desk, to, transfers, unit
from .world import TRANSFER_STREAM, Worlds, citizen_key, fixed, hotline, team
from .worlds_of_tickets_open import NOTHING_NEW, standing


def silence(time: str, **more) -> dict:
    """A wait of a fixed length before closure."""
    return {"silence": {"time": fixed(time), **more}}


class WorldsOfSilence(Worlds):
    """What is between the last thing done for a ticket and its closure."""

    @pytest.mark.parametrize("closed_at", ["silent", None])
    def test_silence_after_review_and_follow_up(self, tmp_path, closed_at):
        """The wait begins with the last thing done for the ticket; then it is closed. Nobody is held by it."""
        # road 9:00-10:00, review -10:10, call -10:15, silence of 2 h: 12:15. The crew and the desk have the second
        # ticket meanwhile: 10:00-11:00, -11:10, -11:15, 13:15.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 10:00",
                {
                    "routes": [to("road")],
                    "review": by("desk", "10 min"),
                    "follow_up": by("desk", "5 min"),
                    "closed_at": closed_at,
                    **silence("2 h"),
                },
                desks={"desk": desk()},
                units={"road": unit(1, "1 h")},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  reviewed  followed_up  silent_since  closed
            9:00      9:00        9:00      10:00    10:10     10:15        10:15         12:15
            10:00     10:00       10:00     11:00    11:10     11:15        11:15         13:15
            """,
        )

    def test_silence_of_a_ticket_that_needs_nothing(self, tmp_path):
        """Where nothing is done for a ticket the wait begins with its receipt, by the law of its type, day and night.

        What is open at the end is open in silence, also what would be closed just then.
        """
        # a: 5 h. b: 20 h, past midnight. c: 48 h, two days: at 9:00 of the third day, where the run ends.
        log = self.run(
            transfers(
                tmp_path,
                "9:00/a 9:00/b 24:00/c 24:01/c",
                {"silence": {"time": fixed("5 h"), "time_by_type": {"b": fixed("20 h"), "c": fixed("2 d")}}},
                days=3,
            )
        )
        check_tickets(
            log,
            """
            type  received  handled  silent_since  closed  state
            a     9:00      9:00     9:00          14:00   closed
            b     9:00      9:00     9:00          29:00   closed
            c     24:00     24:00    24:00         -       silence
            c     24:01     24:01    24:01         -       silence
            """,
        )

    def test_a_share_waits_in_silence(self, tmp_path):
        """A share of the tickets waits, drawn by a key of its own; the others are closed where they would be."""
        arrivals = [f"9:{minute:02}" for minute in range(12)]
        log = self.run(transfers(tmp_path, " ".join(arrivals), silence("1 h", share="70 %")))
        name = log.plan.streams[0].name_key
        citizens = [citizen_key(TRANSFER_STREAM, one, {}) for one in arrivals]
        waits = [draw_uniform(1, 0, Purpose.SILENT, name, one, 0) < 0.7 for one in citizens]
        assert 0 < sum(waits) < len(waits)
        rows = [f"{at} {at} {at} {'10' + at[1:]}" if waits[k] else f"{at} {at} - {at}" for k, at in enumerate(arrivals)]
        check_tickets(log, "received handled silent_since closed\n" + "\n".join(rows))

    def test_silence_comes_once(self, tmp_path):
        """A reopened ticket waits in silence after its last follow-up only."""
        # road 9:00-10:00, call -10:05, reopened; road -11:05, call -11:10, silence of 1 h.
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    "routes": [to("road")],
                    "follow_up": by("desk", "5 min"),
                    "reopen": {"share": ["100 %", "0 %"]},
                    **silence("1 h"),
                },
                desks={"desk": desk()},
                units={"road": unit(1, "1 h")},
            )
        )
        check_tickets(
            log,
            """
            received  dispatched  accepted  handled  followed_up  silent_since  closed  dispatches  handlings
            9:00      9:00        9:00      11:05    11:10        11:10         12:10   2           2
            """,
        )

    def test_the_length_is_drawn_by_its_key(self, tmp_path):
        """The wait is one draw of the ticket's own: more people, or another handling before it, do not change it."""
        world = {
            "routes": [to("road")],
            "silence": {"time": {"law": "exponential", "mean": "3 h"}},
        }
        lengths = []
        for staff, work in ((1, "1 h"), (3, "20 min")):
            log = self.run(transfers(tmp_path, "9:00 9:00 9:10", world, units={"road": unit(staff, work)}, days=3))
            lengths.append((log.tickets["closed_us"] - log.tickets["silent_since_us"]).tolist())
        assert lengths[0] == lengths[1]
        assert len(set(lengths[0])) == 3

    def test_closed_in_silence_exactly_at_due(self, tmp_path):
        """A ticket whose silence ends as it falls due is on time: no reminder, no act, nobody withdraws it any more."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    **silence("1 h"),
                    "deadlines": closure("1 h"),
                    "supervision": {"reminders": ["100 %"], "act": by("desk", "5 min")},
                    "withdrawal": {"share": "100 %", "after": fixed("1 h")},
                },
                desks={"desk": desk()},
            )
        )
        check_tickets(log, "received handled silent_since closed due\n 9:00 9:00 9:00 10:00 10:00")
        check_tasks(log, "ticket stage queued ended person")

    def test_overdue_in_silence(self, tmp_path):
        """The clock runs on in silence unless it is told to pause: reminders, and an act of supervision, come.

        An act that still waits as the ticket is closed leaves its line.
        """
        # limit 1 h, reminder at half: 9:30 and 10:10, due 10:00 and 10:40; acts of 30 min, one boss: 10:00-10:30, and
        # the second ticket's from 10:40. Silence of 2 h. The third is due at 16:30; its act waits till it is closed.
        log = self.run(
            transfers(
                tmp_path,
                "9:00 9:40 15:30",
                {
                    **silence("2 h"),
                    "deadlines": closure("1 h"),
                    "supervision": {"reminders": ["50 %"], "act": by("desk", "30 min")},
                },
                desks={"desk": desk(hours="09:00-16:30")},
            )
        )
        check_tickets(
            log,
            """
            received  handled  silent_since  closed  due    reminders  supervised
            9:00      9:00     9:00          11:00   10:00  1          10:30
            9:40      9:40     9:40          11:40   10:40  1          11:10
            15:30     15:30    15:30         17:30   16:30  1          -
            """,
        )
        check_tasks(
            log,
            """
            ticket  stage        class   queued  started  ended  left   person
            0       supervision  urgent  10:00   10:00    10:30  -      0
            1       supervision  urgent  10:40   10:40    11:10  -      0
            2       supervision  urgent  16:30   -        -      17:30  -
            """,
        )

    def test_the_clock_pauses_in_silence(self, tmp_path):
        """The clock stands still in silence where it says so: the due time is later by as long as that lasted."""
        # a: 30 min outside, then 2 h of silence; due at 10:00, and later by both. b: late before its silence.
        for pauses_in, due in ((["silence"], "12:00"), (["outside"], "10:30"), (["outside", "silence"], "12:30")):
            log = self.run(
                transfers(
                    tmp_path,
                    "9:00/a 10:00/b",
                    {
                        "routes": [to("slow", types=["b"]), to("road")],
                        **silence("2 h"),
                        "deadlines": closure("1 h", pauses_in=pauses_in),
                    },
                    units={"road": unit(work=None, outside="30 min"), "slow": unit(1, "90 min")},
                )
            )
            check_tickets(
                log,
                f"""
                type  received  dispatched  accepted  handled  silent_since  closed  due
                a     9:00      9:00        9:00      9:30     9:30          11:30   {due}
                b     10:00     10:00       10:00     11:30    11:30         13:30   11:00
                """,
            )

    def test_withdrawn_in_silence(self, tmp_path):
        """A citizen may withdraw a ticket in silence; it is not closed any more."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {**silence("2 h"), "withdrawal": {"share": "100 %", "after": fixed("90 min")}},
            )
        )
        check_tickets(log, "received handled silent_since closed withdrawn\n 9:00 9:00 9:00 - 10:30")

    def test_on_the_long_term_list_in_silence(self, tmp_path):
        """A ticket that comes on the long-term list in silence has no deadline; its silence goes on."""
        log = self.run(
            transfers(
                tmp_path,
                "9:00",
                {
                    **silence("3 h"),
                    "deadlines": closure("2 h", pauses_in=["silence"]),
                    "long_term": {"share": "100 %", "after": fixed("1 h")},
                },
            )
        )
        check_tickets(log, "received handled silent_since closed long_term\n 9:00 9:00 9:00 12:00 10:00")

    def test_chased_in_silence(self, tmp_path):
        """The citizen of a ticket that is overdue in silence calls about it; the silence does not begin anew."""
        log = self.run(
            hotline(
                tmp_path,
                {TRANSFER_STREAM: "9:00"},
                {"floor": team(2, "1 min", "00:00-00:00")},
                tickets={
                    **silence("10 h"),
                    "deadlines": closure("1 h"),
                    "chase_up": {"every": "30 min", "profile": [1] * 24, "talk": fixed("1 min")},
                },
            )
        )
        chased = int(log.tickets["chase_ups"][0])
        assert chased == len(log.contacts["contact"]) > 5
        check_tickets(log, f"received handled silent_since closed due chase_ups\n 9:00 9:00 9:00 19:00 10:00 {chased}")
        assert log.contacts["arrived_us"].max() <= log.tickets["closed_us"][0]

    def test_what_is_left_of_silence(self, tmp_path):
        """A ticket that stood in silence at the start waits for what is left of it, as stated or given its age.

        It does so for certain, whatever the share; one that is older than any silence is closed a microsecond later.
        """
        # 10 h. 0: 4 h over since its receipt. 1: 2 h over. 2: older than any. 3: 5 h left, as stated. 4: begins just
        # now. 5: at its review of 30 min, from 9:00; silence then is left out by its share.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    "routes": [to("road")],
                    "review": by("desk", "30 min"),
                    **silence("10 h", share="0 %"),
                    "backlog": [
                        standing("silence", "4 h"),
                        standing("silence", "12 h", in_stage_for="2 h"),
                        standing("silence", "12 h"),
                        standing("silence", "12 h", remaining="5 h"),
                        standing("silence", "12 h", in_stage_for="0 s"),
                        standing("review", "12 h"),
                    ],
                },
                desks={"desk": desk()},
                units={"road": unit(1, "1 h")},
            )
        )
        check_tickets(
            log,
            """
            source   received  reviewed  silent_since  closed  handlings
            backlog  -4:00     -         -4:00         6:00    1
            backlog  -12:00    -         -2:00         8:00    1
            backlog  -12:00    -         -12:00        0:00:00.000001 1
            backlog  -12:00    -         -12:00        5:00    1
            backlog  -12:00    -         0:00          10:00   1
            backlog  -12:00    9:30      -             9:30    1
            """,
        )
        check_assignments(log, "ticket dispatched accepted ended")
        check_tasks(log, "ticket stage queued started ended person group\n 5 review 0:00 9:00 9:30 0 desk")

    def test_open_in_a_silence_that_is_no_more(self, tmp_path):
        """Where the scenario has no silence such tickets are closed at once, unless it is stated what is left."""
        backlog = [standing("silence", "4 h"), standing("silence", "4 h", remaining="3 h")]
        log = self.run(transfers(tmp_path, NOTHING_NEW, {"backlog": backlog}))
        check_tickets(
            log,
            """
            source   received  silent_since  closed
            backlog  -4:00     -             0:00
            backlog  -4:00     -4:00         3:00
            """,
        )

    def test_the_deadline_stood_still_in_silence_before_the_start(self, tmp_path):
        """A clock that stands still in silence has done so since that began; a due time of its own is as of the start.

        One that had passed before the silence stays.
        """
        # limit 5 h, silence 10 h. 0: received 4 h ago, silent for 3: due at 1:00, 10 h later after it. 1: due in 2 h,
        # and 7 h of silence left. 2: received 9 h ago, so due an hour before its silence.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    **silence("10 h"),
                    "deadlines": closure("5 h", pauses_in=["silence"]),
                    "backlog": [
                        standing("silence", "4 h", in_stage_for="3 h"),
                        standing("silence", "4 h", in_stage_for="3 h", due_in="2 h"),
                        standing("silence", "9 h", in_stage_for="3 h"),
                    ],
                },
            )
        )
        check_tickets(
            log,
            """
            source   received  silent_since  closed  due
            backlog  -4:00     -3:00         7:00    11:00
            backlog  -4:00     -3:00         7:00    9:00
            backlog  -9:00     -3:00         7:00    -4:00
            """,
        )

    def test_open_in_silence_at_a_run_that_begins_inside_a_day(self, tmp_path):
        """What is left, and what a clock has stood still, count to the begin of the run."""
        # From 6:00 on. 0: limit 5 h since 2:00, silent since 3:00, 10 h: until 13:00; due 7:00, so 17:00. 1: due in
        # 2 h, as of the start, so at 8:00; then 7 h later.
        log = self.run(
            transfers(
                tmp_path,
                NOTHING_NEW,
                {
                    **silence("10 h"),
                    "deadlines": closure("5 h", pauses_in=["silence"]),
                    "backlog": [
                        standing("silence", "4 h", in_stage_for="3 h"),
                        standing("silence", "4 h", in_stage_for="3 h", due_in="2 h"),
                    ],
                },
                clock={"start": "2026-03-02", "days": 1, "begins_at": "06:00"},
            )
        )
        check_tickets(
            log,
            """
            source   received  silent_since  closed  due
            backlog  2:00      3:00          13:00   17:00
            backlog  2:00      3:00          13:00   15:00
            """,
        )
