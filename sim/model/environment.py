"""SimPy's environment with the exact order of one instant.

The heap key is (time, rank, kind, id). SimPy's own zero-delay wake-ups come before all of them, first in first out.
Work is handed out once per instant, when the next event is later or of patience rank: after everything that may free
a person or bring work, before anyone's patience ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL, Event, Process

from sim.rules.instant import is_time_to_hand_out, place_in_instant


class HotlineEnvironment(simpy.Environment):
    """An environment whose clock, `now`, counts whole microseconds since the start of the scenario.

    Parameters
    ----------
    hand_out
        Called at the end of an instant for which `work_to_hand_out` was set.
    """

    now: int = 0

    def __init__(self, hand_out: Callable[[], None]) -> None:
        super().__init__(0)
        self._hand_out = hand_out
        self._heap: list[tuple[int, int, int, Event]] = []
        self._wake_ups: deque[Event] = deque()
        self.work_to_hand_out = False
        self.events = 0

    def schedule(self, event: Event, priority: Any = NORMAL, delay: Any = 0) -> None:
        """Queue one of SimPy's zero-delay wake-ups; one that nobody waits for is done, or fails, at once."""
        if event.callbacks:
            self._wake_ups.append(event)
        elif event._ok:
            event.callbacks = None  # type: ignore[assignment]  # SimPy's mark of an event that is done
        else:
            raise event._value

    def at(
        self, time_us: int, rank: int, kind: int, entity: int, callback: Callable[[Event], None] | None = None
    ) -> Event:
        """An event at an instant with its place in that instant; processes may wait for it."""
        event = Moment(self, [] if callback is None else [callback])
        heappush(self._heap, (time_us, place_in_instant(rank, kind, entity), next(self._eid), event))
        return event

    def come_at(self, event: Event, time_us: int, place: int) -> None:
        """Let an event that somebody may wait for already come at an instant, in its place there."""
        event._ok = True
        event._value = None
        heappush(self._heap, (time_us, place, next(self._eid), event))

    def run_before(self, end_us: int, most_events: int) -> bool:
        """Handle all events before an instant, but about `most_events` of them; returns whether any are left."""
        heap, wake_ups = self._heap, self._wake_ups
        before, events = self.events, 0
        while events < most_events:
            if wake_ups:
                event = wake_ups.popleft()
            elif self.work_to_hand_out and (not heap or is_time_to_hand_out(*heap[0][:2], self.now)):
                self.work_to_hand_out = False
                self._hand_out()
                continue
            elif not heap or heap[0][0] >= end_us:
                break
            else:
                self.now, _, _, event = heappop(heap)
                events += 1
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # SimPy's mark
            for callback in callbacks:
                callback(event)
        self.events = before + events
        return events == most_events


class Moment(Event):
    """An event whose instant is known when it is made."""

    def __init__(self, env: HotlineEnvironment, callbacks: list[Callable[[Event], None]]) -> None:
        self.env = env
        self.callbacks = callbacks
        self._ok = True
        self._value = None


class Begun(Process):
    """A process that begins at once, within the event that brings it, instead of by a wake-up of its own."""

    def __init__(self, env: HotlineEnvironment, life: Generator[Event, None, None]) -> None:
        Event.__init__(self, env)
        self._generator = life
        first = next(life, None)
        if first is not None:
            first.callbacks.append(self._resume)
