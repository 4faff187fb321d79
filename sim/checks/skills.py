"""Calls that only some groups of a pool may take, against the people of these groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.checks.work import contact_us
from sim.plan.expectations import expected_contacts, open_share, spread, staffed_us
from sim.plan.plan import Floats, Plan
from sim.rules.codes import NOT_YET, Channel


class SkillLoad(NamedTuple):
    """Groups, and the work of the calls that nobody else may take against their people; shapes (days,)."""

    groups: tuple[int, ...]
    calls_us: Floats
    staffed_us: Floats


def skill_loads(plan: Plan) -> Iterator[SkillLoad]:
    """Every set of groups, smaller than a pool, that some calls are kept to."""
    lines = plan.line_of[Channel.PHONE][plan.line_of[Channel.PHONE] != NOT_YET]
    kinds = {frozenset(np.flatnonzero(plan.preference[line] >= 0).tolist()) for line in lines}
    if len(kinds) < 2:
        return
    staffed = staffed_us(plan, plan.calendar.day_starts_us)
    work = _work_by_groups(plan, staffed.sum(axis=1))
    pools = {frozenset(np.flatnonzero([g.pool == pool for g in plan.groups]).tolist()) for pool in _pools(plan)}
    for able in sorted(set(work) - pools, key=sorted):
        theirs = np.sum([amount for groups, amount in work.items() if groups <= able], axis=0)
        chosen = tuple(sorted(able))
        yield SkillLoad(chosen, np.asarray(theirs), staffed[list(chosen)].sum(axis=0))


def _pools(plan: Plan) -> set[int]:
    return {group.pool for group in plan.groups}


def _work_by_groups(plan: Plan, weight: Floats) -> dict[frozenset[int], Floats]:
    """Talk and wrap-up of calls by day, for each set of groups that may take them."""
    found: dict[frozenset[int], Floats] = {}
    for stream in plan.streams:
        if stream.channel != Channel.PHONE:
            continue
        work = expected_contacts(stream) * open_share(plan, stream)[:, None] * contact_us(plan, stream, weight)
        for kind in np.flatnonzero(work.any(axis=0)):
            able = frozenset(np.flatnonzero(plan.preference[plan.line_of[Channel.PHONE, kind]] >= 0).tolist())
            by_day = spread(stream.start_us, stream.end_us, work[:, kind], plan.calendar.day_starts_us)
            found[able] = found.get(able, 0.0) + by_day
    return found
