"""Names of tasks and of the draws about arms: each one its own, in the order of the log."""

from __future__ import annotations

import random
from itertools import pairwise, product

from sim.rules.codes import Stage
from sim.rules.names import (
    TASKS_FROM,
    WHOLE_TICKET,
    arm_visit,
    name_of_arm,
    name_of_reminder,
    parts_of_task,
    task_id,
    task_name,
)


def test_task_name():
    """A name is ticket, handling (12 bits), stage (4), arm (4), visit (16) in one number."""
    assert task_name(0, 0, 0, 0, 0) == 0
    assert task_name(0, 0, 0, 0, 1) == 1
    assert task_name(0, 0, 0, 1, 0) == 65_536
    assert task_name(0, 0, 1, 0, 0) == 1_048_576
    assert task_name(0, 1, 0, 0, 0) == 16_777_216
    assert task_name(1, 0, 0, 0, 0) == 68_719_476_736
    assert task_name(3, 5, Stage.HANDLING, 7, 9) == 3 * 2**36 + 5 * 2**24 + 6 * 2**20 + 7 * 2**16 + 9


def test_task_names_sort_as_what_they_name():
    """Names are in the order of (ticket, handling, stage, arm, visit), and no two tasks share one."""
    tasks = list(product((0, 1, 7), (0, 1, 4095), (0, 5, 15), (0, 1, 15), (0, 1, 65_535)))
    names = [task_name(*task) for task in tasks]
    assert all(a < b for a, b in pairwise(names))


def test_parts_of_task():
    """A name comes apart into what it was made of."""
    assert parts_of_task(3 * 2**36 + 5 * 2**24 + 6 * 2**20 + 7 * 2**16 + 9) == (3, 5, 6, 7, 9)
    assert parts_of_task(task_name(1, 4095, 15, 15, 65_535)) == (1, 4095, 15, 15, 65_535)
    assert parts_of_task(0) == (0, 0, 0, 0, 0)


def test_task_id():
    """An id is ticket, stage (4 bits), arm (4), visit (4, the 17th like the first), all beyond the contacts' ids."""
    assert task_id(0, 0, 0, 0) == TASKS_FROM == 281_474_976_710_656
    assert task_id(0, 0, 0, 15) == TASKS_FROM + 15
    assert task_id(0, 0, 0, 16) == TASKS_FROM
    assert task_id(0, 0, 1, 0) == TASKS_FROM + 16
    assert task_id(0, 1, 0, 0) == TASKS_FROM + 256
    assert task_id(1, 0, 0, 0) == TASKS_FROM + 4096
    assert task_id(3, Stage.HANDLING, WHOLE_TICKET, 25) == TASKS_FROM + 3 * 2**12 + 6 * 2**8 + 15 * 2**4 + 9


def test_arm_visit():
    """A visit is handling (12 bits), dispatch (16), arm (4); its low bits are the arm."""
    assert arm_visit(0, 0, 0) == 0
    assert arm_visit(0, 0, 3) == 3
    assert arm_visit(0, 1, 0) == 16
    assert arm_visit(1, 0, 0) == 1_048_576
    assert arm_visit(2, 3, 4) == 2 * 2**20 + 3 * 2**4 + 4


def test_arm_visits_are_told_apart_and_fit():
    """Within 4,096 handlings of 65,536 dispatches of 16 arms no two are alike, and all fit into 32 bits."""
    rng = random.Random(1)
    arms = {(rng.randrange(4096), rng.randrange(65_536), rng.randrange(16)) for _ in range(20_000)}
    arms |= set(product((0, 4095), (0, 65_535), (0, 15)))
    visits = {arm_visit(*arm) for arm in arms}
    assert len(visits) == len(arms)
    assert all(0 <= visit < 2**32 for visit in visits)
    assert arm_visit(4096, 0, 0) == 0  # more handlings than that begin anew


def test_names_of_timers():
    """A timer of an arm or of a reminder says its ticket and which one it is."""
    assert name_of_arm(3, 5) == 3 * 16 + 5
    assert name_of_reminder(3, 5) == 3 * 256 + 5
    assert name_of_arm(0, 15) < name_of_arm(1, 0)
    assert name_of_reminder(0, 255) < name_of_reminder(1, 0)
