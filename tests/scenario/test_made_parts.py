"""A change below a name that is not there is told as a slip in the name, not by what the new part lacks."""

from __future__ import annotations

import pytest

import sim
from sim.errors import ScenarioError
from sim.report.chinese import in_language

CHAIN = "template_chain"
SLIPS = {
    "operators.flor.wrap_up.mean": ("3 s", "operators.flor: there is no group 'flor' - did you mean 'floor'?"),
    "operators.x.wrap_up.mean": ("3 s", "operators.x: there is no group 'x' (known: floor)"),
    "demand.call.per_day": (30, "demand.call: there is no stream 'call' - did you mean 'calls'?"),
    "desks.qualty_desk.shifts.day.staff": (
        3,
        "desks.qualty_desk: there is no desk 'qualty_desk' - did you mean 'quality_desk'?",
    ),
    "operators.floor.shifts.nght.staff": (
        3,
        "operators.floor.shifts.nght: there is no shift 'nght' - did you mean 'night'?",
    ),
    "units.twn.shifts.day.staff": (3, "units.twn: there is no unit 'twn' - did you mean 'town'?"),
    "tickets.deadlines.x.within.y": (3, "tickets.deadlines"),
}


@pytest.mark.parametrize(("key", "slip"), SLIPS.items(), ids=SLIPS)
def test_a_name_that_is_not_there_is_told(key: str, slip: tuple[object, str]) -> None:
    """From Python and by --set, in Chinese too."""
    value, told = slip
    with pytest.raises(ScenarioError) as refused:
        sim.load_scenario(CHAIN).replace({key: value})
    assert str(refused.value).startswith(f"(replaced): {told}")
    with pytest.raises(ScenarioError) as refused:
        sim.load_scenario(CHAIN, [f"{key}={value}"])
    assert str(refused.value).startswith(f"--set: {told}")
    assert "there is no" not in in_language(str(refused.value), "zh")


def test_a_new_part_may_be_made_key_by_key() -> None:
    """What it lacks is told where several keys are set below a name that is like no other; other slips stand beside."""
    shift = {"start": "08:00", "end": "12:00", "staff": 2}
    new = {f"operators.floor.shifts.noon_time.{key}": value for key, value in shift.items()}
    town = sim.load_scenario(CHAIN)
    assert town.replace(new).operators["floor"].shifts["noon_time"].staff == 2
    with pytest.raises(ScenarioError, match=r"noon_time: 'end' is missing"):
        town.replace({key: value for key, value in new.items() if not key.endswith("end")})
    with pytest.raises(ScenarioError, match=r"(?s)'dayz'.*there is no group 'flor'"):
        town.replace({"operators.flor.talk.mean": "3 s", "operators.flor.wrap_up.mean": "3 s", "clock.dayz": 3})
    assert town.replace({"operators.flor.talk.mean": "3 s", "operators.flor": None}).document == town.document


def test_numbers_of_items_may_stand_in_brackets() -> None:
    """As the program itself writes them; a name that holds brackets is taken first."""
    town = sim.load_scenario(CHAIN)
    for key in ("tickets.dispatch.accuracy[0]", "tickets.dispatch.accuracy.0"):
        assert town.replace({key: "50 %"}).document["tickets"]["dispatch"]["accuracy"][0] == "50 %"
    with pytest.raises(ScenarioError, match=r"accuracy is a list of 2: '7' is none of its numbers"):
        town.replace({"tickets.dispatch.accuracy[7]": "50 %"})
    named = town.replace({"operators.floor[0]": town.document["operators"]["floor"]})
    assert named.replace({"operators.floor[0].absence": "3 %"}).operators["floor[0]"].absence == 0.03
