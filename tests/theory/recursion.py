"""The next-free-person recursion: a call floor without events, to hold the engine against call by call.

First come, first served: callers are taken in the order of (arrival, id), each by the person who is free first; among
several, whoever is idle longest, then the lowest number. People come and go by the hour, finish what they have, and
rest when a break is due or as soon as they are free. A caller whose patience ends before anybody is free has left, and
changes nothing for the others. One line, one group; whole microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

NEVER = 1 << 62
ANSWERED, ABANDONED = 1, 2


class Call(NamedTuple):
    """What a caller brings: microseconds; patience None is endless."""

    arrived: int
    patience: int | None
    talk: int
    wrap_up: int


class End(NamedTuple):
    """What became of a call."""

    outcome: int
    left: int
    answered: int
    talk_end: int
    free_at: int
    person: int


@dataclass
class Stint:
    """On duty from `start` until just before `end`; breaks (due, length) in order."""

    start: int
    end: int
    breaks: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Person:
    """Someone with their stints in order: free (and idle) from `ready`, which holds until just before `until`."""

    stints: list[Stint]
    place: int = 0
    ready: int = NEVER
    until: int = NEVER

    def is_free_from(self, instant: int) -> None:
        """After work that ends at an instant, or after `until` has come: when is this person idle next?"""
        while self.place < len(self.stints) and self.stints[self.place].end <= instant:
            self.place += 1
        if self.place == len(self.stints):
            self.ready = self.until = NEVER
            return
        stint = self.stints[self.place]
        self.ready = max(instant, stint.start)
        while stint.breaks and stint.breaks[0][0] <= self.ready:
            _, length = stint.breaks.pop(0)
            self.ready = min(self.ready + length, stint.end)
        if self.ready >= stint.end:
            self.is_free_from(stint.end)
            return
        self.until = min(stint.end, stint.breaks[0][0]) if stint.breaks else stint.end


def serve(calls: list[Call], team: list[list[Stint]], horizon: int) -> list[End]:
    """The end of every call; -1 for what has not come before the horizon."""
    people = [Person(stints) for stints in team]
    for person in people:
        person.is_free_from(-1)
    ready = [person.ready for person in people]
    next_change = min((person.until for person in people), default=NEVER)
    ends = []
    for call in calls:
        while next_change <= call.arrived:
            for number, person in enumerate(people):
                while person.until <= call.arrived:
                    person.is_free_from(person.until)
                ready[number] = person.ready
            next_change = min(person.until for person in people)
        soonest = min(ready, default=NEVER)
        start = max(call.arrived, soonest)
        gives_up = NEVER if call.patience is None else call.arrived + call.patience
        if start > gives_up:
            ends.append(End(ABANDONED, gives_up, -1, -1, -1, -1) if gives_up < horizon else End(0, -1, -1, -1, -1, -1))
            continue
        if start >= horizon:
            ends.append(End(0, -1, -1, -1, -1, -1))
            continue
        number = ready.index(soonest)
        person = people[number]
        talk_end = start + call.talk
        free_at = talk_end + call.wrap_up
        person.is_free_from(free_at)
        ready[number] = person.ready
        next_change = min(next_change, person.until)
        ends.append(
            End(
                ANSWERED,
                -1,
                start,
                talk_end if talk_end < horizon else -1,
                free_at if free_at < horizon else -1,
                number,
            )
        )
    return ends
