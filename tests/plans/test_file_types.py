"""What a scenario says of its tickets is held against the types that its files have, once they are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.checks import load_scenario
from sim.errors import ScenarioError

ROWS = "time,type\n2026-03-02 09:00,a\n2026-03-02 10:00,b\n2026-03-03 10:00,b\n"
OPEN = "received,kind\n2026-02-27 09:00,a\n2026-02-27 10:00,b\n"
TOWN = """\
hotline: 1
clock: {start: 2026-03-02, days: 2, zone: UTC}
demand: {c: {stamps: {file: s.csv, time: time, type: type}}}
operators:
  f:
    talk: {law: exponential, mean: 3 min}
    shifts: {d: {start: "08:00", end: "20:00", staff: 2}, n: {start: "20:00", end: "08:00", staff: 2}}
tickets: {closed_at: handled, routes: [{types: [a], units: {u: 1}}, {types: [b], units: {u: 1}}]}
units: {u: {work: {law: exponential, mean: 1 h}, shifts: {d: {start: "08:00", end: "16:00", staff: 2}}}}
"""
TRANSFER = "demand.c.channel=transfer"
ZERO = "demand.c.types={a: 100 %, b: 0 %}"
ONLY_A = "tickets.routes=[{types: [a], units: {u: 1}}]"
OTHERWISE = "tickets.routes=[{types: [a], units: {u: 1}}, {units: {u: 1}}, {types: [b], units: {u: 1}}]"
BACKLOG = ["demand={}", "types={a: {}, b: {}}", "tickets.backlog_file={file: o.csv, received: received, type: kind}"]
LIMITS = "tickets.deadlines={closure: {limits: {critical: 1 h}, by_type: {a: {normal: 2 h}}}}"
LAW = "{law: exponential, mean: 1 min}"
FORMS = [[TRANSFER], [TRANSFER, ZERO], ["direct_answer=50 %"], ["direct_answer=50 %", ZERO], BACKLOG]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A line whose contacts a file records, in two types."""
    for name, text in (("s.csv", ROWS), ("o.csv", OPEN), ("town.yaml", TOWN)):
        (tmp_path / name).write_text(text)
    return tmp_path / "town.yaml"


@pytest.mark.parametrize("sets", FORMS)
def test_tickets_of_types_that_stand_in_a_file_are_known(town: Path, sets: list[str]) -> None:
    """Tickets arise and take both routes, whatever shares 'types' gives to the types of the rows."""
    warnings = load_scenario(town, sets).warnings
    assert not [text for text in warnings if "no ticket" in text]


@pytest.mark.parametrize("sets", FORMS)
def test_a_type_of_a_file_that_no_route_fits_is_refused(town: Path, sets: list[str]) -> None:
    """Type b stands in the rows, and only type a has a route."""
    with pytest.raises(ScenarioError, match=r"tickets\.routes: no route fits (open )?tickets of type 'b'"):
        load_scenario(town, [*sets, ONLY_A])


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        ([TRANSFER, OTHERWISE], "tickets.routes.2: no ticket takes this route"),
        (["direct_answer=100 %"], "tickets: no ticket ever arises: all contacts are answered directly"),
        ([TRANSFER, LIMITS, "tickets.urgency={critical: 50 %, normal: 50 %}"],
         "tickets.deadlines.closure.limits: normal tickets of type 'b' have no time limit"),
        ([TRANSFER, "tickets.dispatch={by: f, time: " + LAW + ", critical_call: {by: f, time: " + LAW + "}}"],
         "tickets.dispatch.critical_call: has no effect: no ticket is critical"),
    ],
)  # fmt: skip
def test_what_is_odd_given_the_types_of_a_file_is_said(town: Path, sets: list[str], told: str) -> None:
    """The same sentences as where the scenario itself gives the types."""
    assert any(text.startswith(told) for text in load_scenario(town, sets).warnings)


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        (["operators.f.talk=null", "operators.f.by_type={a: {talk: {law: exponential, mean: 1 min}}}"],
         "operators.f: takes calls of type 'b' but has no 'talk'"),
        (["operators.f.skills=[{channel: phone, types: [a]}]", ZERO], "demand.c: nobody answers calls of type 'b'"),
        ([TRANSFER, "operators.f.skills=[{channel: phone, types: [a]}]", "tickets.chase_up={every: 1 d}",
          "tickets.deadlines={closure: {limits: {normal: 1 h}}}"],
         "tickets.chase_up: nobody answers chase-up calls of type 'b'"),
    ],
)  # fmt: skip
def test_calls_of_a_type_of_a_file_need_somebody_and_a_length(town: Path, sets: list[str], told: str) -> None:
    """Type b comes by the file alone, be its share in 'types' zero."""
    with pytest.raises(ScenarioError, match=told):
        load_scenario(town, sets)


def test_a_type_of_no_share_that_no_row_has_asks_for_nothing(town: Path) -> None:
    """Rows of type a alone need no route for type b; an empty cell is of the mix."""
    (town.parent / "s.csv").write_text("time,type\n2026-03-02 09:00,a\n2026-03-02 10:00,\n")
    told = load_scenario(town, [TRANSFER, ZERO, ONLY_A]).warnings
    assert not [text for text in told if "route" in text]
    with pytest.raises(ScenarioError, match="no route fits tickets of type 'b'"):
        load_scenario(town, [TRANSFER, "demand.c.types={a: 50 %, b: 50 %}", ONLY_A])
