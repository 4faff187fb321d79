"""Rows of a file that stand for one request each: a request counts once, and has the type that its row says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import DataError, ScenarioError
from sim.plans.plan import Plan
from sim.scenario import load_scenario

from ..workload.building import outside, plan_of, write_csv

MONDAY = "2026-03-02"


def stamps(folder: Path, rows: list[str], header: str = "time,type,id", **parts: Any) -> Plan:
    write_csv(folder, "t.csv", header, rows)
    stream = parts.pop("stream", {"stamps": {"file": "t.csv", "type": "type"}})
    return plan_of(folder, clock={"start": MONDAY, "days": 2}, demand={"a": stream}, **parts)


def test_a_request_counts_once(tmp_path):
    """Of several rows of one id the first in time counts, also where it came before the horizon; a warning counts the
    others."""
    rows = ["2026-03-02 09:00,a,7", "2026-03-02 08:00,b,7", "2026-03-02 10:00,a,8", "2026-03-01 10:00,a,9",
            "2026-03-02 11:00,a,9"]  # fmt: skip
    plan = stamps(tmp_path, rows, stream={"stamps": {"file": "t.csv", "type": "type", "id": "id"}})
    assert (plan.streams[0].stamp_us / 3.6e9).tolist() == [8, 10]
    assert [plan.type_names[kind] for kind in plan.streams[0].stamp_type] == ["b", "a"]
    assert plan.warnings[0].startswith("t.csv: 2 of 5 rows repeat an 'id' that came before")
    with pytest.raises(DataError, match=r"^t.csv:3: id: '' is empty: every row needs the id of its request"):
        stamps(tmp_path, ["2026-03-02 09:00,a,7", "2026-03-02 09:00,a,"],
               stream={"stamps": {"file": "t.csv", "type": "type", "id": "id"}})  # fmt: skip


@pytest.mark.parametrize("shares", [{"a": 0.5, "b": 0.5}, {"a": 0.01, "b": 0.99}, None])
def test_types_of_the_file_are_not_diluted_by_shares(tmp_path, shares):
    """Where the file says every type, its mix is the file's, with shares beside it or without."""
    kinds = ["a"] * 6 + ["b"] * 2
    rows = [f"2026-03-02 09:{i:02d},{kind},{i}" for i, kind in enumerate(kinds)]
    stream = {"stamps": {"file": "t.csv", "type": "type"}} | ({"types": shares} if shares else {})
    plan = stamps(tmp_path, rows, stream=stream)
    assert plan.streams[0].mean.sum(axis=0).tolist() == [6, 2]
    assert plan.streams[0].mean.max(axis=1).tolist() == [1] * 8
    assert outside(plan).type.tolist() == [plan.type_names.index(kind) for kind in kinds]


def test_empty_types_are_drawn_from_shares_or_refused(tmp_path):
    """A row without its type is drawn from the shares, if there are some, and counted in a warning; else refused."""
    rows = [f"2026-03-02 09:{i // 10:02d},{'' if i % 2 else 'a'},{i}" for i in range(400)]
    stream = {"stamps": {"file": "t.csv", "type": "type"}, "types": {"a": 0.0, "b": 1.0}}
    plan = stamps(tmp_path, rows, stream=stream)
    assert np.bincount(outside(plan).type).tolist() == [200, 200]
    assert any("200 of 400 rows have no 'type': their type is drawn from the shares" in said for said in plan.warnings)
    with pytest.raises(DataError, match=r"^t.csv:3: type: '' is empty: say under 'types' in which shares"):
        stamps(tmp_path, rows)


def test_types_of_the_file_are_known_everywhere_else(tmp_path):
    """Sections that go by type may name the file's types and no others; nobody who could answer is told at once."""
    (tmp_path / "s.yaml").write_text(
        "hotline: 1\nclock: {start: 2026-03-02, days: 1, zone: UTC}\n"
        "demand: {calls: {stamps: {file: t.csv, type: type}}}\n"
        "operators: {desk: {talk: {law: exponential, mean: 1 min}, skills: [{types: [noise]}],\n"
        '  shifts: {d: {start: "08:00", end: "18:00", staff: 4}}}}\n',
        encoding="utf-8",
    )
    write_csv(tmp_path, "t.csv", "time,type", ["2026-03-02 09:00,noise", "2026-03-02 09:30,noise"])
    assert load_scenario(tmp_path / "s.yaml").replace({"direct_answer": 0.5}).demand["calls"].types == {}
    from sim.plans.build import build_plan

    plan = build_plan(load_scenario(tmp_path / "s.yaml"))
    assert plan.type_names == ("noise",)
    assert plan.scenario.demand["calls"].types == {"noise": 1.0}
    write_csv(tmp_path, "t.csv", "time,type", ["2026-03-02 09:00,noise", "2026-03-02 09:30,water"])
    with pytest.raises(ScenarioError, match=r"s.yaml:3: demand.calls: nobody answers calls of type 'water'"):
        build_plan(load_scenario(tmp_path / "s.yaml"))
    write_csv(tmp_path, "t.csv", "time,type", ["2026-03-02 09:00,Noise"])
    with pytest.raises(
        ScenarioError, match=r"s.yaml:4: operators.desk.skills.0.types.0: no stream has the type 'noise'"
    ):
        build_plan(load_scenario(tmp_path / "s.yaml"))


def test_a_column_of_names_is_no_column_of_types(tmp_path):
    """Hundreds of different words are asked about."""
    rows = [f"2026-03-02 09:00,k{i},{i}" for i in range(501)]
    with pytest.raises(DataError, match=r"^t.csv: type: 501 different types: is this the column with the type\?"):
        stamps(tmp_path, rows)
