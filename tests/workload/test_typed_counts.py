"""Counts by interval and type from a file: read, exact by type or means of each, thinned and copied by type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import DataError, ScenarioError
from sim.plans.plan import Plan
from sim.scenario.contradictions import contradictions

from .building import HOUR, check_mean, outside, plan_of, scenario_of, write_csv

ROWS = [
    "2025-06-02 09:00,water,3", "2025-06-02 09:00,road,5", "2025-06-02 10:00,road,2", "2025-06-02 11:00,water,4",
    "2025-06-02 11:00,road,0",
]  # fmt: skip
BY_HOUR = {9: {"road": 5, "water": 3}, 10: {"road": 2, "water": 0}, 11: {"road": 0, "water": 4}}


def typed(folder: Path, rows: list[str], use: str = "exact", clock: dict[str, Any] | None = None, **more: Any) -> Plan:
    """The plan of a stream whose types stand in the file of counts."""
    write_csv(folder, "c.csv", "time,kind,count", rows)
    part = {"counts": {"file": "c.csv", "type": "kind", "use": use}} | more
    return plan_of(folder, clock=clock or {}, demand={"a": part})


def by_hour(plan: Plan, replication: int = 0) -> dict[int, dict[str, int]]:
    """Contacts of each hour in which the file has rows, by type."""
    world = outside(plan, replication)
    found = {hour: dict.fromkeys(plan.type_names, 0) for hour in (9, 10, 11)}
    for at_us, kind in zip(world.arrival_us.tolist(), world.type.tolist(), strict=True):
        found[at_us // HOUR][plan.type_names[kind]] += 1
    return found


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], sorted(ROWS, key=lambda row: row.split(",")[1])])
def test_exact_counts_are_exact_by_type(tmp_path: Path, rows: list[str]) -> None:
    """Whatever the order of the rows; a type without a row, or with a zero, has nobody in that hour."""
    plan = typed(tmp_path, rows)
    assert plan.type_names == ("road", "water")
    assert by_hour(plan) == by_hour(plan, replication=1) == BY_HOUR
    assert plan.streams[0].expected().tolist() == [[5, 3], [2, 0], [0, 4]]


def test_shares_beside_the_column_change_nothing(tmp_path: Path) -> None:
    """A type that only the file brings stands under 'types' with 0 %."""
    assert by_hour(typed(tmp_path, ROWS, types={"road": 1.0, "water": 0.0})) == BY_HOUR


def test_means_are_means_of_each_type(tmp_path: Path) -> None:
    """With use: mean each type of each hour is a Poisson count with its own mean."""
    plan = typed(tmp_path, ROWS, use="mean")
    drawn = [by_hour(plan, replication) for replication in range(400)]
    for hour, wanted in BY_HOUR.items():
        for kind, mean in wanted.items():
            counts = np.array([found[hour][kind] for found in drawn])
            if mean:
                check_mean(counts, mean, mean)
            else:
                assert not counts.any()


def test_growth_of_one_type_copies_its_own(tmp_path: Path) -> None:
    """An event that doubles the calls about roads copies each of these, and no other."""
    event = {"start": "2025-06-02", "peak": 2.0, "hold": "1 d", "half_life": "1 h", "types": ["road"]}
    plan = typed(tmp_path, ROWS, events={"storm": event})
    assert by_hour(plan) == {hour: found | {"road": 2 * found["road"]} for hour, found in BY_HOUR.items()}


def test_both_passes_of_an_hour_are_told_apart_by_type(tmp_path: Path) -> None:
    """Where the clocks are put back a type's second row of an hour is its second pass, in order of time or type."""
    rows = [f"2024-10-27 {hour:02d}:00,{kind},{n}" for hour, kind, n in
            ((1, "road", 1), (1, "water", 2), (2, "road", 3), (2, "water", 4), (2, "road", 5), (2, "water", 6),
             (3, "road", 7), (3, "water", 8))]  # fmt: skip
    clock = {"start": "2024-10-27", "zone": "Europe/Berlin"}
    for order in (rows, sorted(rows, key=lambda row: row.split(",")[1])):
        stream = typed(tmp_path, order, clock=clock).streams[0]
        assert (stream.start_us // HOUR).tolist() == [1, 2, 3, 4]
        assert stream.expected().tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]


@pytest.mark.parametrize(
    ("rows", "stream", "sentence"),
    [
        (["2025-06-02 09:00,,3"], {}, r"^c.csv:2: kind: '' is empty: every count needs a type"),
        (["2025-06-02 09:00,,3"], {"types": {"road": 1.0}}, r"^c.csv:2: kind: '' is empty: every count needs a type"),
        ([*ROWS, "2025-06-02 10:00,road,2"], {}, r"^c.csv:7: time: '2025-06-02 10:00' stands twice in the file"),
        (["2025-06-02 09:00,road,3", "2025-06-02 11:00,road,x"], {}, r"^c.csv:3: count: 'x' is not a number"),
    ],
)  # fmt: skip
def test_counts_by_type_that_cannot_be_are_refused(tmp_path, rows, stream, sentence):
    """File, line, column, cell and the cause."""
    with pytest.raises(DataError, match=sentence):
        typed(tmp_path, rows, **stream)


def test_types_of_phases_beside_those_of_counts_are_refused(tmp_path: Path) -> None:
    """The file says the types; a phase cannot say others, with shares beside the column or without."""
    for types in ({}, {"types": {"road": 1.0}}):
        phase = {"start": "2025-06-02", "types": {"road": 1.0}}
        part = {"counts": {"file": "c.csv", "type": "kind"}, "phases": [phase]} | types
        problems, _ = contradictions(scenario_of(tmp_path, demand={"a": part}))
        assert "the types stand in the file of 'counts': leave it out, or leave out 'type: kind'" in [
            problem.text for problem in problems
        ]


def test_a_type_of_counts_that_nobody_takes_is_refused(tmp_path: Path) -> None:
    """The types of the file are held against the skills, as those of stamps are."""
    law = {"law": "exponential", "mean": "1 min"}
    group = {"talk": law, "skills": [{"channel": "phone", "types": ["road"]}],
             "shifts": {"d": {"start": "00:00", "end": "24:00", "staff": 1}}}  # fmt: skip
    write_csv(tmp_path, "c.csv", "time,kind,count", ROWS)
    demand = {"a": {"counts": {"file": "c.csv", "type": "kind"}}}
    with pytest.raises(ScenarioError, match=r"^scenario: demand.a: nobody answers calls of type 'water'"):
        plan_of(tmp_path, demand=demand, operators={"floor": group})


BERLIN = {"start": "2026-10-25", "zone": "Europe/Berlin"}
"""Clocks are put back from 03:00 to 02:00."""


def in_order(folder: Path, rows: list[str], clock: dict[str, Any] | None = None) -> dict[float, list[float]]:
    """Expected contacts by type, by hour since midnight."""
    stream = typed(folder, rows, clock=clock or BERLIN).streams[0]
    return dict(zip((stream.start_us / HOUR).tolist(), stream.expected().tolist(), strict=True))


def test_a_type_that_has_rows_in_one_pass_only_is_where_its_rows_are(tmp_path: Path) -> None:
    """In a file in order of time, rows beside those of the second pass are of the second pass."""
    rows = [
        "2026-10-25 02:00,a,10", "2026-10-25 02:30,a,10", "2026-10-25 02:00,a,10", "2026-10-25 02:00,b,100",
        "2026-10-25 02:30,a,10",
    ]  # fmt: skip
    assert in_order(tmp_path, rows) == {2: [10, 0], 2.5: [10, 0], 3: [10, 100], 3.5: [10, 0]}


def test_a_type_with_one_row_for_an_hour_that_comes_twice_has_half_in_each(tmp_path: Path) -> None:
    """In a file in order of types, where another type has both; an odd number has one more in the first."""
    rows = ["2026-10-25 01:00,a,1", "2026-10-25 02:00,a,2", "2026-10-25 02:00,a,3", "2026-10-25 03:00,a,4",
            "2026-10-25 01:00,b,5", "2026-10-25 02:00,b,7", "2026-10-25 03:00,b,9"]  # fmt: skip
    assert in_order(tmp_path, rows) == {1: [1, 5], 2: [2, 4], 3: [3, 3], 4: [4, 9]}


def test_times_are_compared_not_their_letters(tmp_path: Path) -> None:
    """Seconds written or not, a type that lacks a row, types in any order."""
    rows = ["2026-10-25 09:00,a,1", "2026-10-25 10:00,a,2", "2026-10-25 8:00:00,b,5", "2026-10-25 09:00:00,b,3",
            "2026/10/25 10:00,b,4"]  # fmt: skip
    assert in_order(tmp_path, rows) == {9: [0, 5], 10: [1, 3], 11: [2, 4]}


@pytest.mark.parametrize("name", ["合计", "Total", "grand total"])
def test_sums_beside_their_types_are_asked_about(tmp_path: Path, name: str) -> None:
    """A row of sums would count everybody twice; `where` leaves it out."""
    rows = ["2025-06-02 08:00,a,3", "2025-06-02 08:00,b,4", f"2025-06-02 08:00,{name},7", "2025-06-02 09:00,a,1"]
    sentence = rf"^c.csv:4: kind: '{name}' reads as a sum of other rows: where: \{{kind: \[...\]\}} with the types"
    with pytest.raises(DataError, match=sentence):
        typed(tmp_path, rows)
    write_csv(tmp_path, "c.csv", "time,kind,count", rows)
    part = {"counts": {"file": "c.csv", "type": "kind", "where": {"kind": ["a", "b"]}}}
    assert len(outside(plan_of(tmp_path, demand={"a": part})).arrival_us) == 8
    assert len(outside(typed(tmp_path, rows, types={"a": 1.0, "b": 0.0, name: 0.0})).arrival_us) == 15
