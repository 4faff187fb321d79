"""Each headline of tickets, of the five hotlines and of generated lines, checked by a script that shares no code."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.logs.run_log import RunLog
from sim.measures.chart_tables import ChartTables
from sim.measures.headlines import Headlines
from sim.measures.ticket_pieces import CAUSES, STAGES
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.study.replicate import replicate

from .headlines_by_hand import DAY, NOT_YET, Row, Run, Sums, count, difference

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
DAYS = {"baiyun_2021": 21, "tianjin_2022": 2}
"""Runs so long, or of so many tickets, that a script in plain Python takes a part of them."""


def hotline(name: str) -> Scenario:
    """One of the five hotlines; without its published figures where only some days are run."""
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    return scenario.replace({"clock.days": DAYS[name], "published": []}) if name in DAYS else scenario


def generated(seed: int) -> Scenario:
    """A line like the template's, with other people, hours, delays, accuracy and promise."""
    dice = random.Random(seed)
    changes: dict[str, Any] = {"clock.days": 10, "published": [], "targets": [dice.choice(PROMISES)]}
    for name in ("town", "utility_company"):
        changes[f"units.{name}.shifts.{'day'}.staff"] = dice.randrange(2, 14)
        changes[f"units.{name}.acceptance.mean"] = f"{dice.choice((10, 40, 150))} min"
    changes["units.department.shifts.day.staff"] = dice.randrange(4, 20)
    changes["units.town.outside.share"] = f"{dice.choice((0, 20, 50))} %"
    delay = {"law": "exponential", "mean": f"{dice.choice((2, 30))} h"}
    changes["units.town.by_type.repair"] = {"outside": {"delay": delay, "in_hours": dice.random() < 0.5}}
    changes["desks.quality_desk.shifts.day.end"] = dice.choice(("15:30", "17:30", "20:30"))
    changes["tickets.dispatch.smart.accuracy"] = f"{dice.choice((60, 85, 99))} %"
    changes["tickets.follow_up.window.close"] = dice.choice(("18:30", "20:30"))
    return load_scenario(SCENARIOS / "template_chain.yaml").replace(changes)


PROMISES = (
    {"measure": "same_day_closure", "at_least": "80 %"},
    {"measure": "closed_within", "within": "24 h", "at_least": "90 %"},
    {"measure": "on_time_closure", "at_least": "99.9 %"},
)


def late_in(log: RunLog, key: str) -> Callable[[Row], bool]:
    """Whether a ticket missed a promise, read from its row."""
    horizon, (key, _, chosen) = log.plan.horizon_us, key.partition("[urgency=")
    assert chosen in ("", "critical]")  # no other filter stands in these files

    def is_late(ticket: Row) -> bool:
        received, closed, due = ticket["received_us"], ticket["closed_us"], ticket["due_us"]
        if chosen and ticket["urgency"] != 0:
            return False
        if key == "on_time_closure":
            on_list = NOT_YET != ticket["long_term_us"] < due
            left = NOT_YET != ticket["withdrawn_us"] < due
            return due != NOT_YET and 0 <= due <= horizon and not on_list and not left and not 0 <= closed <= due
        if received < 0 or ticket["source"] == 3:
            return False
        if key == "same_day_closure":
            return closed == NOT_YET or closed // DAY != received // DAY
        hours = int(key.removeprefix("closed_within_").partition("h")[0])
        within = hours * DAY // 24
        return received <= horizon - within and (closed == NOT_YET or closed - received > within)

    return is_late


def both(scenario: Scenario, n: int) -> tuple[Headlines, list[Sums]]:
    """The headlines, and the sums by hand of each run."""
    tables, logs = ChartTables(), list[RunLog]()

    def keep(log: RunLog) -> None:
        tables.add(log)
        logs.append(log)

    replicate(scenario, replications=n, on_log=keep)
    found = tables.headlines()
    assert found is not None
    key = found.promise.key if found.promise is not None else "same_day_closure"
    return found, [count(by_hand(log), late_in(log, key)) for log in logs]


def by_hand(log: RunLog) -> Run:
    """A run's logs as plain lists."""
    plan = log.plan
    columns = {
        name: {key: column.tolist() for key, column in getattr(log, name).items()}
        for name in ("tickets", "assignments", "tasks", "staff")
    }
    pool_of = {name: part for name, (_, part) in zip(plan.group_names, plan.group_parts, strict=True)}
    groups, units = list(plan.group_names), list(plan.unit_names)
    return Run(columns, plan.scenario.document, groups, units, list(plan.type_names), pool_of, plan.horizon_us)


def check(scenario: Scenario, n: int) -> None:
    """Largest shares of time, of all tickets and of the late ones; slow units; causes: as counted by hand."""
    found, runs = both(scenario, n)
    for run in runs:
        assert sum(run.path.values()) == run.whole  # by hand, too, every instant is somewhere
    wholes = [float(run.whole) for run in runs]
    stage_sums: list[Counter[str]] = [Counter() for _ in runs]
    for sums, run in zip(stage_sums, runs, strict=True):
        for (stage, _), length in run.path.items():
            sums[stage] += length
    check_leaders(found.stages, STAGES, stage_sums, wholes)
    causes = [Counter({cause: us for (stage, cause), us in run.path.items() if stage == _first(found)}) for run in runs]
    check_leaders(found.causes[found.stages.order[0]], CAUSES, causes, [float(sum(c.values())) for c in causes])
    if found.promise is not None:
        late = [float(sum(run.late.values())) for run in runs]
        check_leaders(found.promise.stages, STAGES, [run.late for run in runs], late)
    check_units(found, runs)


def _first(found: Headlines) -> str:
    return STAGES[found.stages.order[0]]


def check_leaders(leaders: Any, names: tuple[str, ...], parts: list[Counter[str]], wholes: list[float]) -> None:
    """The same order and shares, and the first is named alone only if it leads by five points beyond chance."""
    total = sum(wholes)
    shares = {name: sum(part[name] for part in parts) / total for name in names}
    for number, share in zip(leaders.order, leaders.shares, strict=True):
        assert share.estimate == pytest.approx(shares[names[number]], abs=1e-4)
    by_share = sorted((name for name in names if shares[name] > 0), key=lambda name: -shares[name])
    assert names[leaders.order[0]] == by_share[0]
    ahead = [
        difference(
            [(part[by_share[0]], whole) for part, whole in zip(parts, wholes, strict=True)],
            [(part[name], whole) for part, whole in zip(parts, wholes, strict=True)],
            1 - 0.05 / max(len(by_share) - 1, 1),
        )
        for name in by_share[1:]
    ]
    close = 1 + sum(not (low > 0 and lead >= 0.05) for lead, low in ahead)
    assert leaders.named == (close if close <= 2 else 0)


def check_units(found: Headlines, runs: list[Sums]) -> None:
    """Units named slow are those that are, by a jackknife, slower than all others by a tenth beyond chance."""
    names = sorted({name for run in runs for name in run.visits})
    hours = [Counter[str]() for _ in runs]
    for sums, run in zip(hours, runs, strict=True):
        for (unit, _), length in run.unit.items():
            sums[unit] += length
    tickets = {name: sum(run.visits[name] for run in runs) for name in names}
    large = [name for name in names if tickets[name] >= 30 and tickets[name] >= 0.01 * sum(tickets.values())]
    slow = {}
    for name in large:
        mine = [(float(sums[name]), float(run.visits[name])) for sums, run in zip(hours, runs, strict=True)]
        rest = [
            (float(sum(sums.values()) - sums[name]), float(sum(run.visits.values()) - run.visits[name]))
            for sums, run in zip(hours, runs, strict=True)
        ]
        rest_count = sum(b for _, b in rest)
        if not rest_count:
            continue
        lead, low = difference(mine, rest, 1 - 0.05 / len(large))
        if low > 0 and lead >= 0.1 * sum(a for a, _ in rest) / rest_count:
            slow[name] = sum(a for a, _ in mine) / sum(b for _, b in mine) / (DAY / 24)
    said = {found.places.names[unit.place][1]: unit for unit in found.slow}
    assert said.keys() == slow.keys()
    for name, unit in said.items():
        assert unit.hours.estimate == pytest.approx(slow[name], rel=1e-9)
        why: Counter[str] = Counter()
        for run in runs:
            why.update({cause: us for (place, cause), us in run.unit.items() if place == name})
        assert CAUSES[unit.causes.order[0]] == why.most_common(1)[0][0]


@pytest.mark.parametrize("name", ["jingxi_2022", "zhoukou_2022"])
def test_headlines_of_hotlines_hold(name: str) -> None:
    """Jingxi's and Zhoukou's."""
    check(hotline(name), 4)


def test_headlines_of_a_generated_line_hold() -> None:
    """A line that nobody looked at before."""
    check(generated(1).replace({"clock.days": 5}), 3)


@pytest.mark.long
@pytest.mark.parametrize("name", ["baiyun_2021", "jingxi_2022", "tianjin_2022", "zhoukou_2022", "zhujing_2020"])
def test_headlines_of_all_five_hotlines_hold(name: str) -> None:
    """With the replications that a planner would take; of the largest two some days."""
    check(hotline(name), 5 if name in DAYS else 10)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_headlines_of_three_generated_lines_hold(seed: int) -> None:
    """Other people, hours, delays, accuracy and promises."""
    check(generated(seed), 6)


def test_the_jackknife_by_hand_is_right() -> None:
    """Of ratios with one denominator it is the plain t interval of the differences."""
    top, other = [(3.0, 1.0), (5.0, 1.0), (4.0, 1.0)], [(1.0, 1.0), (1.0, 1.0), (4.0, 1.0)]
    whole, low = difference(top, other, 0.95)
    assert whole == pytest.approx(2.0)
    assert low == pytest.approx(2.0 - 4.302653 * 2.0 / math.sqrt(3), rel=1e-6)
