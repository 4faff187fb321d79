"""Workload W1 in cimba, a process for each call; its inputs are its own streams, its arrivals a trace."""

from __future__ import annotations

import math

import cimba
import numpy as np
from cimba import inputs

GAVE_UP = 7
SIGMA = math.sqrt(math.log(2.0))
MU = math.log(180.0) - SIGMA**2 / 2
"""Of a lognormal talk with mean 180 s and cv 1."""


class Floor(cimba.Model):  # type: ignore[misc]  # untyped
    """Operators whose number changes by the hour, and the calls that come in."""

    gap: cimba.Input[float] = inputs.dist.exponential(mean=3.0)
    talk: cimba.Input[float] = inputs.dist.lognormal(mean=MU, sigma=SIGMA)
    wrap_up: cimba.Input[float] = inputs.dist.exponential(mean=30.0)
    patience: cimba.Input[float] = inputs.dist.exponential(mean=120.0)
    operators: cimba.Resource
    staff: cimba.Array[int]
    calls: int = 0
    count: float = 0.0
    answered: cimba.Output[float]

    @cimba.process
    def roster(self):  # type: ignore[no-untyped-def]
        """Staff by the hour; who is at work finishes."""
        for number in self.staff:
            self.operators.set_capacity(number)
            cimba.hold(3600.0)

    @cimba.process
    def arrivals(self):  # type: ignore[no-untyped-def]
        """One call after the other."""
        for _ in range(self.calls):
            cimba.hold(self.gap.next())
            cimba.spawn(Call, floor=self)

    @cimba.on_end
    def result(self):  # type: ignore[no-untyped-def]
        """Calls answered."""
        self.answered = self.count


class Call(cimba.Model):  # type: ignore[misc]
    """One call."""

    floor: cimba.Ref[Floor]

    @cimba.process
    def life(self):  # type: ignore[no-untyped-def]
        """Wait no longer than patience lasts, talk, wrap up."""
        cimba.this_process().timer_set(self.floor.patience.next(), GAVE_UP)
        if self.floor.operators.acquire() == 0:
            cimba.this_process().timers_clear()
            cimba.hold(self.floor.talk.next())
            cimba.hold(self.floor.wrap_up.next())
            self.floor.operators.release()
            self.floor.count += 1.0
        cimba.release(self)


def simulate_day(seed: int, arrival_s: np.ndarray[tuple[int], np.dtype[np.float64]], staff_by_hour: list[int]) -> int:
    """Calls answered in a day."""
    model = Floor()
    model.calls = len(arrival_s)
    model.gap = inputs.trace(np.diff(arrival_s, prepend=0.0))
    model.staff = cimba.Array([int(number) for number in staff_by_hour])
    window = cimba.Window(warmup=0, duration=86_400)
    found = cimba.Experiment(model, replications=1, window=window, seed=seed).run()
    return int(found[model].answered.values[0, 0])
