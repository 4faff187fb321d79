"""Names that people read: a label by language, else one for all, else the name itself."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.measures.headlines import Headlines
from sim.measures.ticket_pieces import Places
from sim.measures.ticket_side import TicketSide
from sim.measures.worth_naming import NO_PARTS
from sim.report.labels import labelled_reading, labelled_side
from sim.scenario.labels import labels_of, pool_labels, title_of
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.shipped import load_scenario as load_shipped
from sim.simulation import simulate

CHANGES = [
    "titles={zh: 小城}",
    "operators.floor.labels={en: The floor, zh: 话务组}",
    "operators.floor.shifts.night.label=夜班",
    "desks.dispatch_desk.label=Dispatch",
    "types.repair.labels={zh: 报修}",
]


@pytest.fixture(scope="module")
def chain() -> Scenario:
    """The template of a chain with some labels."""
    return load_shipped("template_chain", CHANGES)


@pytest.mark.parametrize(
    ("lang", "floor", "desk", "repair", "title"),
    [
        ("en", "The floor", "Dispatch", "repair", "A county hotline, from call to closure"),
        ("zh", "话务组", "Dispatch", "报修", "小城"),
    ],
)
def test_a_label_goes_by_language_then_for_all_then_by_name(
    chain: Scenario, lang: str, floor: str, desk: str, repair: str, title: str
) -> None:
    """What is not said in a language is said as in every other, and what is not said at all by its name."""
    pools = pool_labels(chain, lang)
    assert (pools["floor"], pools["dispatch_desk"], pools["quality_desk"]) == (floor, desk, "quality_desk")
    assert labels_of(chain.types, lang)["repair"] == repair
    assert title_of(chain, lang) == title


def test_labels_change_no_draw() -> None:
    """A run under labels is the run without them, row by row."""
    plain, named = (simulate(load_shipped("template_chain", [*c, "clock.days=1"]), seed=3) for c in ((), CHANGES))
    for name in ("contacts", "tickets", "staff"):
        for column, values in getattr(plain, name).items():
            assert (values == getattr(named, name)[column]).all(), (name, column)


def test_tables_and_headlines_go_by_labels(chain: Scenario) -> None:
    """Columns of people, units and places are renamed, others stay; without any label nothing is made anew."""
    frame = pd.DataFrame({"pool": ["floor", "quality_desk"], "hour": [1, 2]})
    places = Places((("operators", "floor"), ("desks", "dispatch_desk"), ("", "")), *[frame["hour"].to_numpy()] * 2)
    head = Headlines(3, places, NO_PARTS, {}, None, (), 0, False)
    side = labelled_side(TicketSide("handled", {"people": frame}, None, head), chain, "zh")
    assert side.tables["people"]["pool"].tolist() == ["话务组", "quality_desk"]
    assert side.headlines is not None
    assert side.headlines.places.names == (("operators", "话务组"), ("desks", "Dispatch"), ("", ""))
    assert frame["pool"].tolist() == ["floor", "quality_desk"]
    same = TicketSide("handled", {"people": frame}, None, head)
    assert labelled_side(same, load_shipped("template_chain"), "zh") is same


def test_a_reading_goes_by_labels(chain: Scenario) -> None:
    """Shifts and pools, also of units that have copies, whose numbers stay."""
    reading = {
        "shifts": [{"group": "floor", "shift": "night"}, {"group": "town 1-3", "shift": "day"}],
        "pools": [{"names": ["floor", "quality_desk"]}],
    }
    found = labelled_reading(reading, chain, "en")
    assert found["shifts"] == [{"group": "The floor", "shift": "夜班"}, {"group": "town 1-3", "shift": "day"}]
    assert found["pools"] == [{"names": ["The floor", "quality_desk"]}]


def test_a_label_that_is_too_long_or_no_text_is_refused(tmp_path) -> None:
    """Like every other value: with file, line and key."""
    from sim.errors import ScenarioError

    path = tmp_path / "town.yaml"
    source = load_shipped("template_town").to_yaml()
    path.write_text(source.replace("desk:", f"desk:\n    label: {'x' * 81}", 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"town\.yaml:\d+: operators\.\w+\.label: "):
        load_scenario(path)
