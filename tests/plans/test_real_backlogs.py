"""Real exports as starting backlogs, the way a planner gets there: sentence by sentence, none of them a dead end."""

from __future__ import annotations

import csv
import gzip
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import DataError
from sim.plans.build import build_plan
from sim.plans.plan import Plan
from sim.scenario.schema import Scenario
from sim.simulation import simulate

from ..workload.building import FALSE_ALARM, real_file, scenario_of, write_csv, z_limit

NYC = "nyc311_animals_2025q1.csv.gz"
DESK = "servicedesk_incidents_2016.csv.gz"
START, DAYS = np.datetime64("2025-02-01"), 41
AMERICAN = "%m/%d/%Y %H:%M"
NEW_YORK = "America/New_York"


def town(
    folder: Path, part: dict[str, Any], start: str, delay: dict[str, Any], zone: str = NEW_YORK, **parts: Any
) -> Scenario:
    """Open tickets of a file at one unit, which waits for others; nothing new comes."""
    return scenario_of(
        folder,
        clock={"start": start, "days": DAYS, "zone": zone},
        demand={},
        units={"all": {"outside": {"delay": delay}}},
        tickets={"routes": [{"units": {"all": 1.0}}], "backlog_file": part},
        **parts,
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a packed CSV file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def refused(scenario: Scenario) -> str:
    """The sentence of a refusal."""
    with pytest.raises(DataError) as caught:
        build_plan(scenario)
    return str(caught.value)


def answered(scenario: Scenario) -> Plan:
    """The plan of a scenario that is understood."""
    return build_plan(scenario)


def test_a_311_export_sentence_by_sentence(tmp_path):
    """Each refusal of a real 311 export names what to write next; at the end every row is accounted for."""
    shutil.copy(real_file(NYC), tmp_path)
    delay = {"law": "exponential", "mean": "5 d"}
    part: dict[str, Any] = {"file": NYC, "type": "Complaint Type"}
    types: dict[str, Any] = {}

    def now() -> Scenario:
        return town(tmp_path, part, "2025-02-01", delay, types=types)

    sentence = refused(now())
    assert "'Animal-Abuse' is not a request type (1,804 rows), nor are 'Dead Animal' (1,695)" in sentence
    assert "name it under 'types'" in sentence
    rows = rows_of(tmp_path / NYC)
    types |= {row["Complaint Type"]: {} for row in rows}
    part["received"] = "Created Date"
    assert f"write time_format: '{AMERICAN}'" in refused(now())
    part["time_format"] = AMERICAN
    assert "is after the start" in refused(now())
    assert "leave_out: [received_later]" in refused(now())
    part["closed"] = "Closed Date"
    told = answered(now()).warnings
    assert any("wait" not in text and "fixed: {stage: handling}" in text for text in told)
    part["fixed"] = {"stage": "handling"}
    part["unit"] = "Agency"
    assert "'NYPD' is not a unit (8 rows), nor are" in refused(now())
    part["read_as"] = {"unit": dict.fromkeys(("NYPD", "DSNY", "DPR", "DOHMH"), "all")}
    plan = answered(now())
    counted = sum(int(text.split()[1].replace(",", "")) for text in plan.warnings if " left out " in text)
    assert len(plan.tickets.backlog.type) + counted == len(rows)
    assert len(plan.tickets.backlog.type) == 78


def kaplan_meier(length: np.ndarray, closed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lengths at which some are closed, and the share that lasts longer than each."""
    times = np.unique(length[closed])
    at_risk = np.array([(length >= time).sum() for time in times])
    ends = np.array([((length == time) & closed).sum() for time in times])
    return times, np.cumprod(1 - ends / at_risk)


def test_closures_follow_the_conditional_survival(tmp_path):
    """Of a real department's open tickets as many are closed in six weeks as Kaplan-Meier says given their ages.

    28 were open, of which 3 were closed in truth; by the law without their ages it would be 3 of 4. False alarm 5e-9.
    """
    shutil.copy(real_file(NYC), tmp_path)
    of_department = [row for row in rows_of(tmp_path / NYC) if row["Agency"] == "DOHMH"]
    moments = [(row["Created Date"], row["Closed Date"]) for row in of_department]
    end = START + np.timedelta64(DAYS, "D")
    received = np.array([_moment(text) for text, _ in moments])
    closed_at = np.array([_moment(text) if text else np.datetime64("2100-01-01") for _, text in moments])
    closed = closed_at < end
    hours = (np.minimum(closed_at, end) - received) / np.timedelta64(1, "h")
    early = received < end
    times, lasting = kaplan_meier(hours[early], closed[early])
    u = (np.arange(5_000) + 0.5) / 5_000
    place = np.searchsorted(-lasting, u - 1)
    lengths = np.append(times, 24.0 * 400)[place]  # what never ended is still open after more than a year
    write_csv(tmp_path, "delays.csv", "hours", [f"{length:.6f}" for length in lengths])
    law = {"law": "empirical", "file": "delays.csv", "column": "hours", "unit": "h"}
    part = {
        "file": NYC, "where": {"Agency": "DOHMH"}, "received": "Created Date", "closed": "Closed Date",
        "time_format": AMERICAN, "fixed": {"type": "animal", "stage": "outside"},
    }  # fmt: skip
    scenario = town(tmp_path, part, "2025-02-01", law, types={"animal": {}})
    is_open = (received < START) & (closed_at > START)
    age = (START - received[is_open]) / np.timedelta64(1, "h")

    def lasts(x: np.ndarray) -> np.ndarray:
        return (lengths[None, :] > x[:, None]).mean(axis=1)

    chance = 1 - lasts(age + 24 * DAYS) / lasts(age)
    runs = 40
    found = [
        int((simulate(scenario, seed=1, replication=run, engine="model").tickets["closed_us"] >= 0).sum())
        for run in range(runs)
    ]
    spread = math.sqrt(float((chance * (1 - chance)).sum()) * runs)
    assert abs(sum(found) - runs * float(chance.sum())) < z_limit(10**6, FALSE_ALARM) * spread
    assert is_open.sum() == 28
    assert (is_open & closed).sum() == 3
    assert np.mean(found) < 10 < 28 * 0.7 < 28 * (1 - float(lasts(np.array([24.0 * DAYS]))[0]))


def _moment(text: str) -> np.datetime64:
    day, clock = text.split()
    month, date, year = (int(number) for number in day.split("/"))
    hour, minute = clock.split(":")
    return np.datetime64(f"{year:04d}-{month:02d}-{date:02d}T{int(hour):02d}:{minute}")


def test_a_service_desk_export(tmp_path):
    """Incidents of a real service desk on 1 April: priorities read as urgencies, a ticket for each number."""
    shutil.copy(real_file(DESK), tmp_path)
    delay = {"law": "lognormal", "mean": "5 d", "cv": 3.0}
    part: dict[str, Any] = {
        "file": DESK, "id": "incident", "received": "opened_at", "closed": "resolved_at", "urgency": "priority",
        "fixed": {"type": "incident", "stage": "outside"},
    }  # fmt: skip

    def now(zone: str = "UTC") -> Scenario:
        return town(tmp_path, part, "2016-04-01", delay, zone, types={"incident": {}})

    assert "does not exist: the clocks of America/New_York" in refused(now(NEW_YORK))
    sentence = refused(now())
    assert "priority: '3' is not an urgency (2,137 rows), nor are '4' (104), '1' (31), '2' (16)" in sentence
    assert "read_as: {urgency: {'3': ...}}" in sentence
    part["read_as"] = {"urgency": {"1": "critical", "2": "urgent", "3": "normal", "4": "normal"}}
    backlog = answered(now()).tickets.backlog
    assert len(backlog.type) == 2_137 + 104 + 31 + 16
    assert np.bincount(backlog.urgency).tolist() == [31, 16, 2_137 + 104]
    model, kernel = (
        simulate(now(), seed=1, replication=0, engine=engine).tickets["closed_us"] for engine in ("model", "kernel")
    )
    np.testing.assert_array_equal(model, kernel)
