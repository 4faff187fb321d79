"""Cases about tickets: round the clock in the steady state, and with enough people for everything."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.queueing.erlang import ErlangC, erlang_c
from sim.queueing.network import ReopenTo, Team, dispatches_per_ticket, ticket_chain
from sim.queueing.orders import mean_waits_shortest_first, wait_moments
from sim.queueing.phase_type import PhaseType, either, exponential, longest, nothing, time_at_crews
from sim.queueing.priorities import waits_by_rank
from sim.rules.codes import Cause, Stage, Urgency
from sim.scenario.schema import Scenario
from sim.verification.evidence import Evidence, Reals, hold
from sim.verification.floors import DAY_US, HOUR_US, Trial
from sim.verification.floors import exponential as law
from sim.verification.ticket_runs import (
    HOUR_S,
    Counted,
    controls_of,
    controls_of_endless,
    hourly,
    numbers,
    people,
    sums,
    sums_of,
    ticket_logs,
    ticket_scenario,
    times,
)

WORK_S: Final = 360.0
"""Mean work of crews in the cases of queues: only ratios of lengths matter."""
ONE_S: Final = 36.0
LOAD_OF_ONE: Final = 0.5
ONE_DAYS: Final = 10
"""Mean work, load and days of a lone crew: a thousand works a day, since squares of waits vary much."""
ENOUGH: Final = 60
"""People, where nobody shall ever wait."""
TAIL_H: Final = 48
"""Hours at the end whose tickets are not counted, where closure may take long."""
WARM_H: Final = 48
"""Hours at the beginning whose calls about tickets are not counted."""
NOON_H: Final = 12
ANY_HOUR: Final = {"open": "00:00", "close": "24:00"}


def crews_case(crews: int, load: float, replications: int, trial: Trial) -> list[Evidence]:
    """A unit round the clock that gets ready-made tickets: wait and work (M/M/c)."""
    per_s = load / WORK_S
    scenario = ticket_scenario(2, per_s, {"crews": people(crews, work=law(WORK_S))}, {})
    found = [Counted(log, 8, 8) for log in ticket_logs(scenario, replications, trial)]
    theory = time_at_crews(crews, per_s, WORK_S)
    controls = np.hstack([controls_of(found, per_s, {Stage.HANDLING: WORK_S}), controls_of_endless(found, crews, load)])
    return times(found, theory, controls, (0.5 * WORK_S, 2 * WORK_S, 4 * WORK_S))


def dispatch_and_crews_case(replications: int, trial: Trial) -> list[Evidence]:
    """First a desk, then crews: the times at both are independent, so their sum is known (Burke, Reich)."""
    per_s, sent_s, dispatchers, crews = 2.4 / WORK_S, 150.0, 2, 4
    dispatch = {"by": "desk", "time": law(sent_s)}
    scenario = ticket_scenario(
        2,
        per_s,
        {"crews": people(crews, work=law(WORK_S))},
        {"dispatch": dispatch},
        desks={"desk": people(dispatchers)},
    )
    found = [Counted(log, 8, 8) for log in ticket_logs(scenario, replications, trial)]
    theory = time_at_crews(dispatchers, per_s, sent_s).then(time_at_crews(crews, per_s, WORK_S))
    controls = controls_of(found, per_s, {Stage.DISPATCH: sent_s, Stage.HANDLING: WORK_S})
    return times(found, theory, controls, (WORK_S, 2 * WORK_S, 4 * WORK_S))


def urgency_case(replications: int, trial: Trial) -> list[Evidence]:
    """Urgent tickets go before normal ones; work in hand is not interrupted."""
    crews, load, shares = 3, 2.4, {"urgent": 0.5, "normal": 0.5}
    per_s = load / WORK_S
    scenario = ticket_scenario(2, per_s, {"crews": people(crews, work=law(WORK_S))}, {"urgency": shares})
    found = [Counted(log, 8, 8) for log in ticket_logs(scenario, replications, trial)]
    theory = waits_by_rank(crews, [share * per_s for share in shares.values()], WORK_S)
    all_waits = ErlangC(crews, per_s, WORK_S).mean_wait_s
    more_waits = sums_of(one.waits_s(Stage.HANDLING).sum() - len(one.time_s) * all_waits for one in found)
    classes = [[one.column("urgency") == Urgency[name.upper()] for name in shares] for one in found]
    counts = np.array([[mine.sum() for mine in each] for each in classes], dtype=np.float64)
    works = np.array(
        [
            [one.works_s(Stage.HANDLING)[mine].sum() / WORK_S for mine in each]
            for one, each in zip(found, classes, strict=True)
        ]
    )
    expected = np.array([share * per_s * found[0].window_s for share in shares.values()])
    begun_late = np.array(
        [
            [(one.waits_s(Stage.HANDLING)[mine] > 0).sum() for mine in each]
            for one, each in zip(found, classes, strict=True)
        ]
    )  # the same share of every class has to wait
    more_wait = begun_late - counts * erlang_c(crews, load)
    controls = np.column_stack(
        [more_waits, counts - expected, works - counts, more_wait, controls_of_endless(found, crews, load)]
    )
    rows = []
    for place, name in enumerate(shares):
        waits = sums_of(
            one.waits_s(Stage.HANDLING)[each[place]].sum() for one, each in zip(found, classes, strict=True)
        )
        rows.append(hold(f"wait_{name}", "s", float(theory[place]), waits, counts[:, place], controls))
    return rows


def order_case(order: str, replications: int, trial: Trial) -> list[Evidence]:
    """One crew round the clock that takes waiting tickets newest first or by lot: mean and mean square of the wait."""
    scenario, per_s = _one_crew(order)
    found = [Counted(log, 8, 8) for log in ticket_logs(scenario, replications, trial)]
    mean_s, square = wait_moments(order, per_s, (ONE_S, 2 * ONE_S**2, 6 * ONE_S**3))
    controls = _controls_of_one(found, per_s)
    waits = [one.waits_s(Stage.HANDLING) for one in found]
    return [
        hold("mean_wait", "s", mean_s, sums_of(each.sum() for each in waits), numbers(found), controls),
        hold(
            "wait_squared", "number", square / ONE_S**2, sums_of((each**2).sum() / ONE_S**2 for each in waits),
            numbers(found), controls,
        ),
    ]  # fmt: skip


def shortest_first_case(replications: int, trial: Trial) -> list[Evidence]:
    """The same crew, shortest first: the waits of the shorter half of the work, and of the longer one."""
    scenario, per_s = _one_crew("shortest_first")
    found = [Counted(log, 8, 8) for log in ticket_logs(scenario, replications, trial)]
    theory = mean_waits_shortest_first(per_s, ONE_S, (0.0, 0.5, 1.0))
    controls = _controls_of_one(found, per_s)
    is_short = [one.works_s(Stage.HANDLING) < ONE_S * np.log(2) for one in found]
    rows = []
    for name, mean_s, mine in zip(
        ("wait_short", "wait_long"), theory, (is_short, [~each for each in is_short]), strict=True
    ):
        waits = sums_of(one.waits_s(Stage.HANDLING)[each].sum() for one, each in zip(found, mine, strict=True))
        rows.append(hold(name, "s", float(mean_s), waits, sums_of(each.sum() for each in mine), controls))
    return rows


def _one_crew(order: str) -> tuple[Scenario, float]:
    per_s = LOAD_OF_ONE / ONE_S
    return ticket_scenario(ONE_DAYS, per_s, {"crew": people(1, work=law(ONE_S), order=order)}, {}), per_s


def _controls_of_one(found: list[Counted], per_s: float) -> Reals:
    controls = controls_of(found, per_s, {Stage.HANDLING: ONE_S})
    return np.hstack([controls, controls_of_endless(found, 1, LOAD_OF_ONE)])


def chain_case(reopen_to: ReopenTo, replications: int, trial: Trial) -> list[Evidence]:
    """Operators, dispatch, two units, follow-up, with returns and reopening: a network of queues in product form."""
    returned, reopened, calls_per_s, share_tickets = 0.2, 0.1, 1 / 140, 0.6
    talk_s, sent_s, works_s, called_s = 160.0, 120.0, (300.0, 400.0), 60.0
    operators, dispatchers, teams, callers = 3, 2, (Team(3, works_s[0]), Team(2, works_s[1])), 1
    units = {"north": (teams[0], 0.6), "south": (teams[1], 0.4)}
    net = ticket_chain(
        calls_per_s, share_tickets, Team(operators, talk_s), Team(dispatchers, sent_s), units, Team(callers, called_s),
        returned, reopened, reopen_to,
    )  # fmt: skip
    scenario = ticket_scenario(
        2,
        None,
        {name: people(team.people, work=law(team.work_s)) for name, (team, _) in units.items()},
        {
            "routes": [{"units": {name: share for name, (_, share) in units.items()}}],
            "dispatch": {"by": "desk", "time": law(sent_s), "accuracy": 1 - returned, "max_returns": None},
            "follow_up": {"by": "callers", "time": law(called_s), "window": ANY_HOUR},
            "reopen": {"share": reopened, "to": reopen_to},
        },
        desks={"desk": people(dispatchers), "callers": people(callers)},
        demand={"calls": {"per_day": calls_per_s * 86_400, "types": {"any": 1.0}}},
        operators={"floor": people(operators, talk=law(talk_s))},
        direct_answer=1 - share_tickets,
    )
    per_s = calls_per_s * share_tickets
    found = [Counted(log, 8, 8) for log in ticket_logs(scenario, replications, trial)]
    n, handlings = numbers(found), sums(found, "handlings")
    dispatches = sums_of(one.tasks_of(Stage.DISPATCH).sum() for one in found)
    controls = controls_of(found, per_s, {Stage.DISPATCH: sent_s, Stage.FOLLOW_UP: called_s})
    again = dispatches_per_ticket(returned, reopened, reopen_to)
    worked = [
        [one.surplus(Stage.HANDLING, team.work_s, unit) for unit, (team, _) in enumerate(units.values())]
        for one in found
    ]
    visits = np.column_stack([controls, dispatches - again * n, handlings - n / (1 - reopened), np.array(worked)])
    mean_s = net.mean_time_s("dispatch", "north", "south", "follow_up", per_s=per_s)
    return [
        hold("dispatches", "number", again, dispatches, n, controls[:, :1]),
        hold("handlings", "number", 1 / (1 - reopened), handlings, n, controls[:, :1]),
        hold("mean_closure", "s", mean_s, sums_of(one.time_s.sum() for one in found), n, visits),
    ]


def clock_case(replications: int, trial: Trial) -> list[Evidence]:
    """Enough people for everything: dispatch, return, acceptance, travel, work, waiting for others, units, reopening.

    The time to closure passes through exponential phases; nobody ever waits for a person.
    """
    per_s = 200 / 86_400
    scenario = ticket_scenario(6, per_s, _slow_units(), _slow_stages(1 - _RETURNED), desks={"desk": people(ENOUGH)})
    found = [Counted(log, 0, TAIL_H) for log in ticket_logs(scenario, replications, trial)]
    for one in found:
        one.check_nobody_waited()
    controls = controls_of(found, per_s, {})
    return times(found, _slow_closure(_RETURNED), controls, (3 * HOUR_S, 8 * HOUR_S, 24 * HOUR_S), "closed_in_h")


def chase_up_case(accuracy: float, replications: int, trial: Trial) -> list[Evidence]:
    """Whose ticket is overdue calls now and then until it is closed; with less accurate dispatch more are overdue.

    Calls per ticket are the mean time overdue over the mean time between calls, whatever the hours of the calls: the
    number overdue does not depend on the hour. A machine dispatches, and the units need nobody: it takes them a while.
    """
    per_s, days, due_s, every_s, talk_s = 400 / 86_400, 6, 6 * HOUR_S, 2 * HOUR_S, 120.0
    sent, notice, acceptance, outside = (law(hours * HOUR_S) for hours in (0.2, 2.0, 0.5, 4.0))
    unit = {"hours": ANY_HOUR, "notice": notice, "acceptance": acceptance, "outside": {"delay": outside}}
    stages = {
        "routes": [{"units": {"north": 0.5, "south": 0.3, "west": 0.2}}],
        "dispatch": {"smart": {"time": sent, "accuracy": accuracy}, "max_returns": None},
        "deadlines": {"closure": {"limits": dict.fromkeys(("critical", "urgent", "normal"), f"{due_s / HOUR_S:g} h")}},
        "chase_up": {"every": f"{every_s / HOUR_S:g} h", "profile": "hotline_day", "talk": law(talk_s)},
    }
    scenario = ticket_scenario(
        days,
        per_s,
        dict.fromkeys(("north", "south", "west"), unit),
        stages,
        operators={"floor": people(ENOUGH, talk=law(talk_s))},
    )
    to_right = exponential(0.2 * HOUR_S).then(exponential(2 * HOUR_S)).again(1 - accuracy)
    astray = either([accuracy, 1 - accuracy], [nothing(), to_right])
    closure = astray.then(*(exponential(hours * HOUR_S) for hours in (0.2, 0.5, 4.0)))
    found, calls, by_morning = [], [], []
    for log in ticket_logs(scenario, replications, trial):
        found.append(Counted(log, 0, TAIL_H))
        at_us = log.contacts["arrived_us"][log.contacts["cause"] == Cause.CHASE_UP]
        if log.tickets["chase_ups"].sum() != len(at_us):
            raise AssertionError("the calls about overdue tickets are not those that the tickets count")
        at_us = at_us[at_us >= WARM_H * HOUR_US]
        calls.append(len(at_us))
        by_morning.append(int((at_us % DAY_US // HOUR_US < NOON_H).sum()))
    n, tickets = numbers(found), np.full(replications, per_s * (days - WARM_H / 24) * 86_400)
    controls = controls_of(found, per_s, {})
    late = sums_of((one.time_s > due_s).sum() for one in found)
    over_s = sums_of(np.maximum(one.time_s - due_s, 0.0).sum() for one in found)
    share_late, excess_s = 1 - closure.share_within(due_s), closure.excess_s(due_s)
    held = excess_s - closure.excess_s(found[0].tail_s)
    known = np.column_stack([controls, late - n * share_late, over_s - n * held])
    return [
        hold("dispatches", "number", 1 / accuracy, sums(found, "dispatches"), n, controls),
        hold("overdue", "share", share_late, late, n, controls),
        hold("chase_ups", "number", excess_s / every_s, sums_of(calls), tickets, known),
        hold("chase_ups_by_noon", "share", sum(hourly("hotline_day")[:NOON_H]), sums_of(by_morning), sums_of(calls)),
    ]


def machine_case(replications: int, trial: Trial) -> list[Evidence]:
    """A machine that leaves to people what it is not sure of: the more it hands over, the surer it is of the rest.

    With accuracy a over all and confidence c it is right with chance c^(1/a - 1): over those from b on the mean of it
    is a (1 - b^(1/a)) / (1 - b).
    """
    per_s, accuracy, below, by_hand = 200 / 86_400, 0.85, 0.3, 0.95
    smart = {"time": law(5.0), "accuracy": accuracy, "hand_over_below": below}
    dispatch = {"by": "desk", "time": law(300.0), "accuracy": by_hand, "smart": smart}
    units = {name: people(ENOUGH, work=law(600.0)) for name in ("north", "south", "west")}
    routes = [{"units": {"north": 0.5, "south": 0.3, "west": 0.2}}]
    scenario = ticket_scenario(
        10, per_s, units, {"routes": routes, "dispatch": dispatch}, desks={"desk": people(ENOUGH)}
    )
    first, by_machine, right, right_by_machine = (np.zeros(replications) for _ in range(4))
    for r, log in enumerate(ticket_logs(scenario, replications, trial)):
        a = log.assignments
        is_first = (a["dispatch"] == 0) & (a["handling"] == 0)
        machine, is_right = a["machine"][is_first] == 1, a["right"][is_first] == 1
        first[r], by_machine[r], right[r] = len(machine), machine.sum(), is_right.sum()
        right_by_machine[r] = (machine & is_right).sum()
    sure = accuracy * (1 - below ** (1 / accuracy))
    return [
        hold("by_machine", "share", 1 - below, by_machine, first),
        hold("machine_right", "share", sure / (1 - below), right_by_machine, by_machine),
        hold("first_right", "share", sure + below * by_hand, right, first),
    ]


# --- enough people for everything

_RETURNED: Final = 0.2
_REOPENED: Final = 0.1
_TWO_ARMS: Final = 0.3
_OUTSIDE: Final = 0.25
_H: Final = {
    "dispatch": 0.25, "notice": 2.0, "acceptance": 0.5, "travel": 0.5, "work": 1.0, "outside": 6.0, "review": 0.2,
    "follow_up": 0.1,
}  # fmt: skip
"""Mean lengths in hours."""


def _slow_units() -> dict[str, Any]:
    mean = {name: law(hours * HOUR_S) for name, hours in _H.items()}
    unit = people(
        ENOUGH,
        **{name: mean[name] for name in ("acceptance", "notice", "travel", "work")},
        outside={"share": _OUTSIDE, "delay": mean["outside"]},
    )
    return {"north": unit, "south": unit, "west": unit}


def _slow_stages(accuracy: float) -> dict[str, Any]:
    mean = {name: law(hours * HOUR_S) for name, hours in _H.items()}
    return {
        "routes": [{"units": {"north": 0.5, "south": 0.3, "west": 0.2}, "arms": [1 - _TWO_ARMS, _TWO_ARMS]}],
        "dispatch": {"by": "desk", "time": mean["dispatch"], "accuracy": accuracy, "max_returns": None},
        "review": {"by": "desk", "time": mean["review"]},
        "follow_up": {"by": "desk", "time": mean["follow_up"], "window": ANY_HOUR},
        "reopen": {"share": _REOPENED, "to": "dispatch", "arms": "all"},
    }


def _slow_closure(returned: float) -> PhaseType:
    """From receipt to closure."""
    mean = {name: exponential(hours * HOUR_S) for name, hours in _H.items()}
    at_others = mean["notice"].then(mean["dispatch"]).again(returned)
    astray = either([1 - returned, returned], [nothing(), at_others])
    outside = either([_OUTSIDE, 1 - _OUTSIDE], [mean["outside"], nothing()])
    arm = astray.then(mean["acceptance"], mean["travel"], mean["work"], outside)
    arms = either([1 - _TWO_ARMS, _TWO_ARMS], [arm, longest(arm, arm)])
    return mean["dispatch"].then(arms, mean["review"], mean["follow_up"]).again(_REOPENED)
