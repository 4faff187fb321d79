"""The environment keeps the written order of one instant."""

from __future__ import annotations

from itertools import permutations

import pytest
from simpy.events import Event

from sim.model.environment import Begun, HotlineEnvironment
from sim.rules.codes import ArrivalKind, Rank

BEFORE_ASSIGNMENT = (Rank.CALENDAR, Rank.COMPLETION, Rank.TIMER, Rank.ARRIVAL)
FOREVER_US = 1 << 62
PLENTY = 1 << 30


class Diary:
    """An environment and what happened in it, in order; 'hand out' is written with its instant."""

    def __init__(self):
        self.lines = []
        self.env = HotlineEnvironment(lambda: self.lines.append(f"hand out {self.env.now}"))

    def at(self, time_us, rank, kind=0, entity=0, line=None, brings_work=False):
        """Plan a line of the diary; it may bring work to hand out."""

        def write(_):
            self.lines.append((time_us, rank, kind, entity) if line is None else line)
            self.env.work_to_hand_out |= brings_work

        return self.env.at(time_us, rank, kind, entity, write)

    def read(self, end_us=FOREVER_US):
        """Everything that happens before an instant."""
        while self.env.run_before(end_us, PLENTY):
            pass
        return self.lines


def test_ranks_of_one_instant():
    """Whatever the order of scheduling, an instant goes by rank: calendar, completion, timer, arrival, patience."""
    ranks = (*BEFORE_ASSIGNMENT, Rank.PATIENCE)
    for order in permutations(ranks):
        diary = Diary()
        for rank in order:
            diary.at(7, rank)
        assert diary.read() == [(7, rank, 0, 0) for rank in ranks]


def test_time_goes_before_rank_kind_and_id():
    """An earlier instant comes first, though its rank, kind and id be the highest."""
    diary = Diary()
    diary.at(8, Rank.CALENDAR)
    diary.at(7, Rank.PATIENCE, 255, (1 << 48) - 1)
    assert diary.read() == [(7, Rank.PATIENCE, 255, (1 << 48) - 1), (8, Rank.CALENDAR, 0, 0)]


def test_kinds_within_a_rank():
    """Inside a rank the kind decides, whatever the ids; a high kind does not reach the next rank."""
    diary = Diary()
    for kind in reversed(range(256)):
        diary.at(7, Rank.CALENDAR, kind, (1 << 40) - kind)
    diary.at(7, Rank.COMPLETION, 0, 0)
    in_order = [(7, Rank.CALENDAR, kind, (1 << 40) - kind) for kind in range(256)]
    assert diary.read() == [*in_order, (7, Rank.COMPLETION, 0, 0)]


def test_ids_within_a_kind():
    """Inside a kind the id decides; the largest id does not reach the next kind."""
    diary = Diary()
    diary.at(7, Rank.ARRIVAL, ArrivalKind.AGAIN, 0)
    for number in ((1 << 48) - 1, 10, 9, 0):
        diary.at(7, Rank.ARRIVAL, ArrivalKind.FRESH, number)
    fresh = [(7, Rank.ARRIVAL, ArrivalKind.FRESH, number) for number in (0, 9, 10, (1 << 48) - 1)]
    assert diary.read() == [*fresh, (7, Rank.ARRIVAL, ArrivalKind.AGAIN, 0)]


def test_equal_keys():
    """Events of one key come in order of scheduling."""
    diary = Diary()
    for line in ("first", "second", "third"):
        diary.at(7, Rank.TIMER, 0, 5, line)
    assert diary.read() == ["first", "second", "third"]


def test_an_event_brought_by_an_event_of_its_instant():
    """What an event plans for its own instant still takes its place by rank."""
    diary = Diary()
    diary.env.at(7, Rank.COMPLETION, 0, 0, lambda _: diary.at(7, Rank.TIMER, 0, 0, "timer"))
    diary.at(7, Rank.ARRIVAL, 0, 0, "arrival")
    assert diary.read() == ["timer", "arrival"]


def test_wake_ups_first_in_first_out():
    """Those woken are all awake, in order of waking, before the next event even of a lower id."""
    diary = Diary()
    bells = [Event(diary.env) for _ in range(3)]

    def sleeper(number):
        yield bells[number]
        diary.lines.append(f"awake {number}")

    for number in range(3):
        Begun(diary.env, sleeper(number))

    def ring(_):
        diary.lines.append("ring")
        for number in (2, 0, 1):
            bells[number].succeed()

    diary.env.at(7, Rank.COMPLETION, 0, 4, ring)
    diary.at(7, Rank.COMPLETION, 0, 5, "next")
    assert diary.read() == ["ring", "awake 2", "awake 0", "awake 1", "next"]


def test_a_wake_up_of_a_wake_up():
    """A process woken by a woken one is awake within the same event, after those who were woken earlier."""
    diary = Diary()
    first, second, other = (Event(diary.env) for _ in range(3))

    def chain():
        yield first
        diary.lines.append("first")
        second.succeed()

    def follower():
        yield second
        diary.lines.append("second")

    def bystander():
        yield other
        diary.lines.append("other")

    for life in (chain(), follower(), bystander()):
        Begun(diary.env, life)
    diary.env.at(7, Rank.TIMER, 0, 0, lambda _: (first.succeed(), other.succeed()))
    diary.at(7, Rank.ARRIVAL, 0, 0, "arrival")
    assert diary.read() == ["first", "other", "second", "arrival"]


def test_work_is_handed_out_once_and_before_patience():
    """However many events bring work, it is handed out once: after ranks 0 to 3 and before any patience ends."""
    diary = Diary()
    diary.at(7, Rank.PATIENCE, 0, 0, "patience")
    for rank in reversed(BEFORE_ASSIGNMENT):
        diary.at(7, rank, 0, 0, f"rank {rank}", brings_work=True)
    diary.at(8, Rank.CALENDAR, 0, 0, "later")
    assert diary.read() == ["rank 0", "rank 1", "rank 2", "rank 3", "hand out 7", "patience", "later"]


def test_work_is_handed_out_at_the_end_of_its_instant():
    """Work is handed out when the next event is later, at the last instant too, and each instant on its own."""
    diary = Diary()
    diary.at(7, Rank.ARRIVAL, 0, 0, "work", brings_work=True)
    diary.at(7, Rank.ARRIVAL, 0, 1, "no work")
    diary.at(8, Rank.CALENDAR, 0, 0, "more work", brings_work=True)
    assert diary.read() == ["work", "no work", "hand out 7", "more work", "hand out 8"]


def test_nothing_to_hand_out():
    """Instants without work to hand out pass without a hand-out, after one that had some as well."""
    diary = Diary()
    diary.at(6, Rank.ARRIVAL, 0, 0, "work", brings_work=True)
    diary.at(7, Rank.ARRIVAL, 0, 0, "arrival")
    diary.at(7, Rank.PATIENCE, 0, 0, "patience")
    assert diary.read() == ["work", "hand out 6", "arrival", "patience"]


def test_wake_ups_go_before_the_hand_out():
    """Whoever an event woke is awake before work is handed out, and whom the hand-out wakes before patience ends."""
    lines = []
    taken = []

    def hand_out():
        lines.append("hand out")
        taken[0].succeed()

    env = HotlineEnvironment(hand_out)
    bell = Event(env)
    taken.append(Event(env))

    def woken():
        yield bell
        lines.append("woken")
        yield taken[0]
        lines.append("taken")

    Begun(env, woken())

    def ring(_):
        bell.succeed()
        env.work_to_hand_out = True

    env.at(7, Rank.COMPLETION, 0, 0, ring)
    env.at(7, Rank.PATIENCE, 0, 0, lambda _: lines.append("patience"))
    assert not env.run_before(8, PLENTY)
    assert lines == ["woken", "hand out", "taken", "patience"]


def test_the_end_is_outside():
    """Events at the end do not happen, what happened just before it is handed out, and the run says it is done."""
    diary = Diary()
    diary.at(99, Rank.ARRIVAL, 0, 0, "inside", brings_work=True)
    diary.at(100, Rank.CALENDAR, 0, 0, "outside")
    assert diary.env.run_before(100, PLENTY) is False
    assert diary.lines == ["inside", "hand out 99"]
    assert diary.env.now == 99
    assert diary.env.events == 1


def test_a_run_in_pieces_is_the_same_run():
    """Stopping after so many events and going on changes nothing: not the order, nor the hand-outs."""

    def plan(diary):
        for time_us in (5, 6, 7):
            for rank in (*BEFORE_ASSIGNMENT, Rank.PATIENCE):
                diary.at(time_us, rank, 0, 0, brings_work=rank == Rank.ARRIVAL)
        return diary

    whole = plan(Diary()).read()
    pieces = plan(Diary())
    rounds = 1
    while pieces.env.run_before(FOREVER_US, 1):
        rounds += 1
    assert pieces.lines == whole
    assert pieces.env.events == 15
    assert rounds >= 15


def test_a_process_begins_within_its_event():
    """A process runs to its first wait at once, and goes on when that comes."""
    diary = Diary()

    def life():
        diary.lines.append("begun")
        yield diary.at(9, Rank.COMPLETION, 0, 0, "event")
        diary.lines.append("over")

    def bring(_):
        Begun(diary.env, life())
        diary.lines.append("brought")

    diary.env.at(7, Rank.ARRIVAL, 0, 0, bring)
    diary.at(7, Rank.ARRIVAL, 0, 1, "next")
    assert diary.read() == ["begun", "brought", "next", "event", "over"]


def test_a_process_that_never_waits():
    """A process that ends before its first wait is simply done."""
    diary = Diary()

    def life():
        diary.lines.append("done")
        yield from ()

    diary.env.at(7, Rank.ARRIVAL, 0, 0, lambda _: Begun(diary.env, life()))
    assert diary.read() == ["done"]


def test_a_process_that_fails_later():
    """A process that fails after a wait raises out of the run, at that event."""
    diary = Diary()

    def life():
        yield diary.env.at(8, Rank.COMPLETION, 0, 0)
        raise ZeroDivisionError("on purpose")

    diary.env.at(7, Rank.ARRIVAL, 0, 0, lambda _: Begun(diary.env, life()))
    diary.at(9, Rank.ARRIVAL, 0, 0, "never")
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        diary.read()
    assert diary.lines == []
    assert diary.env.now == 8


def test_a_process_that_fails_at_once():
    """A process that fails before its first wait raises out of the event that brought it."""
    diary = Diary()

    def life():
        raise ZeroDivisionError("on purpose")
        yield

    diary.env.at(7, Rank.ARRIVAL, 0, 0, lambda _: Begun(diary.env, life()))
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        diary.read()


def test_an_ordinary_process_that_fails():
    """A process started in SimPy's own way that fails raises as well, though nobody waits for it."""
    diary = Diary()

    def life():
        yield diary.env.at(8, Rank.CALENDAR, 0, 0)
        raise ZeroDivisionError("on purpose")

    diary.env.process(life())
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        diary.read()
