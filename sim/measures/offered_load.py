"""How much work comes to each pool of people for the time that they have, and what more of them would spare."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.logs.columns import Column
from sim.measures.ticket_book import TicketBook
from sim.measures.ticket_pieces import Places
from sim.rules.codes import NOT_YET

Reals = npt.NDArray[np.float64]

MORE_PEOPLE: Final = 0.25


def offered_load(book: TicketBook, places: Places, first_place: Column) -> Reals:
    """Work offered to each place over the time that its people were at their desks, shape (places,).

    Calls and messages count as work, and tasks that are still in line at the end, at the mean length of those done.

    Parameters
    ----------
    book
        A run's tickets.
    places
        Its places.
    first_place
        Shape (stages,): the place of the people who do each `Stage` first.
    """
    tasks, work = book.tasks, book.work
    ended = tasks["ended_us"] != NOT_YET
    done_by = places.of_group[tasks["group"][ended]]
    n = len(places.names)
    mean_us = _over(_sums(done_by, work.task_us[ended], n), _sums(done_by, np.ones(len(done_by)), n))
    waits = (tasks["started_us"] == NOT_YET) & (tasks["left_us"] == NOT_YET)
    unit = tasks["unit"][waits]
    place = first_place[tasks["stage"][waits]]
    place[unit != NOT_YET] = places.of_unit[unit[unit != NOT_YET]]
    left_us = _sums(place, mean_us[place], n)
    return _over(
        _sums(places.of_group, work.of_groups.busy_us, n) + left_us,
        _sums(places.of_group, work.of_groups.ready_us, n),
    )


def spared(load: float) -> float:
    """Which share of the waiting for people a quarter more of them would spare at most.

    Parameters
    ----------
    load
        Work offered for the capacity there is.

    Notes
    -----
    All of it, as long as they can do the work. Where still more comes, the line grows at the rate of what is left over
    (a fluid limit), and more people only slow that.
    """
    return 1.0 if load <= 1 + MORE_PEOPLE else 1 - (load / (1 + MORE_PEOPLE) - 1) / (load - 1)


def _sums(bins: Column, values: Column | Reals, n: int) -> Reals:
    """Sums by bin; hours of people, where a part in 10^15 is nothing."""
    return np.bincount(bins, values, n).astype(np.float64)


def _over(part: Reals, whole: Reals) -> Reals:
    ratio: Reals = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return ratio
