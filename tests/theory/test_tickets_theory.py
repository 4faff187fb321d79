"""Tickets against arithmetic and against the product form: what the proof has no room for."""

from __future__ import annotations

import numpy as np
import pytest

from sim.queueing.backlog import Backlog
from sim.queueing.network import Team, ticket_chain
from sim.queueing.phase_type import either, exponential, nothing
from sim.rules.codes import NOT_YET, Stage
from sim.verification.evidence import hold
from sim.verification.floors import DAY_US, HOUR_US, Trial
from sim.verification.floors import exponential as law
from sim.verification.ticket_runs import people, ticket_logs, ticket_scenario

from ..relations.ticket_worlds import crew, run

BACKLOG = Backlog(200, 5, 80, 25 * 60, 5.5)
"""A published example: 120 a day are needed, 13.2 a person and day, 9.1, so 10 people."""


@pytest.mark.parametrize(("staff", "closed"), [(9, 594), (10, 600)])
def test_the_backlog_is_cleared_in_time_by_just_so_many(staff, closed):
    """200 open tickets and 80 new ones each morning, 25 minutes each, 5.5 hours a day, for five days.

    Ten people close all 600. Nine are never without work and close 66 each: six are left.
    """
    assert (BACKLOG.least_people, BACKLOG.needed_per_day) == (10, 120)
    arrivals = [f"{day} 06:00" for day in range(5) for _ in range(80)]
    unit = crew(staff, "08:00-13:30", 25, shift_end="pause")
    log = run(arrivals, {"crews": unit}, {"backlog": [{"count": 200, "type": "any", "stage": "handling"}]}, days=5)
    found = log.tickets["closed_us"]
    assert len(found) == BACKLOG.days * BACKLOG.needed_per_day == 600
    assert (found != NOT_YET).sum() == closed
    if staff == 10:
        assert 4 * DAY_US < found.max() <= 4 * DAY_US + 13 * HOUR_US + 1800 * 1_000_000
    else:
        assert closed == staff * BACKLOG.days * BACKLOG.per_person_day
        rows = log.tasks
        done_us = int((rows["ended_us"] - rows["started_us"])[rows["ended_us"] != NOT_YET].sum())
        nights = ((rows["ended_us"] // DAY_US - rows["started_us"] // DAY_US)[rows["ended_us"] != NOT_YET]).sum()
        assert done_us - nights * int(18.5 * HOUR_US) == closed * 25 * 60 * 1_000_000


def test_silence_before_closure():
    """With people enough, a review and, of 60 % of the tickets, a silence of 8 h on average are all that closure takes.

    Of tickets that come evenly over the day the mean chance to be closed by midnight is one less the mean of closure,
    cut at a day, over a day. 40 runs of three days; |t| within its 5e-9 limits.
    """
    share, review_s, silence_s, day_s, days, replications = 0.6, 7_200.0, 28_800.0, 86_400.0, 3, 40
    closure = exponential(review_s).then(either([share, 1 - share], [exponential(silence_s), nothing()]))
    stages = {
        "review": {"by": "desk", "time": law(review_s)},
        "silence": {"time": law(silence_s), "share": share},
    }
    scenario = ticket_scenario(days, 300 / day_s, {"town": {}}, stages, desks={"desk": people(200)})
    same_day, received, within, old, silent, reviewed = (np.zeros(replications) for _ in range(6))
    for r, log in enumerate(ticket_logs(scenario, replications, Trial("model", 5))):
        came_us, closed_us, silent_us = (log.tickets[name] for name in ("received_us", "closed_us", "silent_since_us"))
        assert (log.tasks["started_us"] == log.tasks["queued_us"]).all()
        is_closed, is_old = closed_us != NOT_YET, came_us < (days - 1) * DAY_US
        received[r], old[r] = len(came_us), is_old.sum()
        same_day[r] = (is_closed & (closed_us // DAY_US == came_us // DAY_US)).sum()
        within[r] = (is_closed & is_old & (closed_us - came_us <= DAY_US)).sum()
        was_reviewed = log.tickets["reviewed_us"] != NOT_YET
        reviewed[r], silent[r] = was_reviewed.sum(), (silent_us[was_reviewed] != NOT_YET).sum()
    one_day = 1 - (closure.mean_s - closure.excess_s(day_s)) / day_s
    rows = [
        hold("silent", "share", share, silent, reviewed),
        hold("same_day_closure", "share", one_day, same_day, received),
        hold("closed_within_24h", "share", closure.share_within(day_s), within, old),
    ]
    for row in rows:
        print(f"{row.quantity}: theory {row.theory:.5g}, found {row.simulated:.5g}, t {row.t:+.2f}")
        assert row.agrees
        assert row.finds < 0.1


@pytest.mark.long
def test_the_joint_law_of_the_teams():
    """Dispatch, crews and follow-up with returns and reopening: nobody anywhere, and each team's mean number.

    Looked at every half hour for two days, 150 times; |t| within its 5e-9 limits.
    """
    returned, reopened, per_s = 0.2, 0.1, 1 / 300
    teams = {"dispatch": Team(1, 90.0), "crews": Team(2, 250.0), "follow_up": Team(1, 60.0)}
    net = ticket_chain(
        per_s, 1.0, Team(20, 60.0), teams["dispatch"], {"crews": (teams["crews"], 1.0)}, teams["follow_up"],
        returned, reopened,
    )  # fmt: skip
    unit = people(2, work=law(250.0))
    stages = {
        "routes": [{"units": {"crews": 1.0}}],
        "dispatch": {"by": "desk", "time": law(90.0), "accuracy": 1 - returned, "max_returns": None},
        "follow_up": {"by": "callers", "time": law(60.0), "window": {"open": "00:00", "close": "24:00"}},
        "reopen": {"share": reopened, "to": "dispatch"},
    }
    units = {"crews": unit, "spare": people(1, work=law(1.0))}
    scenario = ticket_scenario(2, per_s, units, stages, desks={"desk": people(1), "callers": people(1)})
    looks_us = np.arange(6 * HOUR_US, 2 * DAY_US, HOUR_US // 2)
    names = {"dispatch": Stage.DISPATCH, "crews": Stage.HANDLING, "follow_up": Stage.FOLLOW_UP}
    replications = 150
    empty, there, more = np.zeros(replications), {name: np.zeros(replications) for name in names}, []
    for r, log in enumerate(ticket_logs(scenario, replications, Trial("model", 4_711))):
        total = np.zeros(len(looks_us), dtype=np.int64)
        surplus = [float(len(log.tickets["ticket"])) - 2 * 86_400 * per_s]
        for name, stage in names.items():
            mine = log.tasks["stage"] == stage
            queued_us, ended_us = log.tasks["queued_us"][mine], log.tasks["ended_us"][mine]
            ended_us = np.sort(ended_us[ended_us != NOT_YET])
            number = np.searchsorted(np.sort(queued_us), looks_us, "right") - np.searchsorted(
                ended_us, looks_us, "right"
            )
            there[name][r] = number.sum()
            total += number
        empty[r] = (total == 0).sum()
        more.append(surplus)
    every, luck = np.full(replications, float(len(looks_us))), np.array(more)
    rows = [hold("none_open", "share", net.share_empty(*names), empty, every, luck)]
    rows += [hold(name, "number", net.mean_there(name), there[name], every, luck) for name in names]
    for row in rows:
        print(
            f"{row.quantity}: theory {row.theory:.5g}, found {row.simulated:.5g}, t {row.t:+.2f}, finds {row.finds:.1%}"
        )
        assert row.agrees
        assert row.finds < 0.3
