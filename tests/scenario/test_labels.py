"""Names that people read: a label by language, else one for all, else the name itself."""

from __future__ import annotations

import pandas as pd
import pytest
from ruamel.yaml import YAML

from sim.measures.definitions import label
from sim.measures.headlines import Headlines
from sim.measures.ticket_pieces import Places
from sim.measures.ticket_side import TicketSide
from sim.measures.worth_naming import NO_PARTS
from sim.report.labels import labelled_key, labelled_reading, labelled_rows, labelled_side
from sim.scenario.labels import description_of, labels_of, pool_labels, title_of
from sim.scenario.loading import load_scenario
from sim.scenario.origins import origins_count
from sim.scenario.schema import Scenario
from sim.shipped import load_scenario as load_shipped
from sim.simulation import simulate
from sim.study.compare import Row
from sim.study.difference import Difference

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
    ("lang", "floor", "desk", "other", "repair", "title"),
    [
        ("en", "The floor", "Dispatch", "quality_desk", "repair", "A county hotline, from call to closure"),
        ("zh", "话务组", "派单组", "审核督办组", "报修", "小城"),
    ],
)
def test_a_label_goes_by_language_then_for_all_then_by_name(
    chain: Scenario, lang: str, floor: str, desk: str, other: str, repair: str, title: str
) -> None:
    """What is not said in a language is said as in every other, and what is not said at all by its name."""
    pools = pool_labels(chain, lang)
    assert (pools["floor"], pools["dispatch_desk"], pools["quality_desk"]) == (floor, desk, other)
    assert labels_of(chain.types, lang)["repair"] == repair
    assert title_of(chain, lang) == title


def test_a_label_that_several_have_is_told_apart_by_the_name() -> None:
    """Also where one of them goes by its name; tables are made by label, and two rows of one name would be one."""
    labels = ["operators.floor.label=Team", "desks.dispatch_desk.label=Team"]
    chain = load_shipped("template_chain", labels)
    pools = pool_labels(chain, "en")
    assert (pools["floor"], pools["dispatch_desk"]) == ("Team (floor)", "Team (dispatch_desk)")
    turned = load_shipped("template_chain", ["operators.floor.label=dispatch_desk"])
    assert pool_labels(turned, "en")["floor"] == "dispatch_desk (floor)"
    assert pool_labels(turned, "en")["dispatch_desk"] == "dispatch_desk"
    clash = [*labels, "desks.quality_desk.label=Team (floor)"]
    assert list(pool_labels(load_shipped("template_chain", clash), "en").values())[:3] == [
        "Team (floor) (floor)", "Team (dispatch_desk)", "Team (floor) (quality_desk)",
    ]  # fmt: skip
    for lang in ("en", "zh"):
        names = list(pool_labels(chain, lang).values())
        assert len(names) == len(set(names))


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
    assert side.tables["people"]["pool"].tolist() == ["话务组", "审核督办组"]
    assert side.headlines is not None
    assert side.headlines.places.names == (("operators", "话务组"), ("desks", "派单组"), ("", ""))
    assert frame["pool"].tolist() == ["floor", "quality_desk"]
    same = TicketSide("handled", {"people": frame}, None, head)
    assert labelled_side(same, load_shipped("template_chain"), "en") is same


def test_measures_tell_types_and_units_by_labels(chain: Scenario) -> None:
    """Filters of a key go by labels, whatever signs these have; thresholds and urgencies stay."""
    assert labelled_key("service_level_15s", chain, "zh") == "service_level_15s"
    key = "closed_within_24h[urgency=critical, type=repair]"
    assert label(labelled_key(key, chain, "zh"), "zh") == "24小时办结率（等级：紧急，类型：报修）"
    assert labelled_key(key, chain, "en") == key
    assert label(labelled_key("same_day_closure[unit=town]", chain, "zh"), "zh") == "当日办结率（单位：镇街）"
    odd = load_shipped("template_chain", ['types.repair.label=a, "b]=c'])
    assert label(labelled_key("same_day_closure[type=repair]", odd, "en")) == 'same-day closure (type: a, "b]=c)'
    none = Difference(None, None, None, None, None, "share", 0, 0, "no data")
    (row,) = labelled_rows([Row("a", "b", "same_day_closure[type=repair]", none)], chain, "zh")
    assert row.measure == "same_day_closure[type=报修]"


def test_a_reading_goes_by_labels(chain: Scenario) -> None:
    """Shifts and pools, also of units that have copies, whose numbers stay."""
    reading = {
        "shifts": [{"group": "floor", "shift": "night"}, {"group": "town 1-3", "shift": "day"}],
        "pools": [{"names": ["floor", "quality_desk"]}],
    }
    found = labelled_reading(reading, chain, "en")
    assert found["shifts"] == [{"group": "The floor", "shift": "夜班"}, {"group": "town 1-3", "shift": "day"}]
    assert found["pools"] == [{"names": ["The floor", "quality_desk"]}]


def test_a_new_name_pushes_out_the_old_ones_by_language(tmp_path) -> None:
    """A variant that says its own title or label goes by it in every language; what it says by language stays."""
    base = {"titles": {"en": "One", "zh": "一"}, "operators": {"desk": {"labels": {"zh": "话务员"}}}}
    (tmp_path / "base.yaml").write_text(load_shipped("template_town").to_yaml(), encoding="utf-8")
    yaml = YAML()
    with (tmp_path / "named.yaml").open("w", encoding="utf-8") as file:
        yaml.dump({"hotline": 1, "extends": "base.yaml", **base}, file)
    with (tmp_path / "new.yaml").open("w", encoding="utf-8") as file:
        yaml.dump({"hotline": 1, "extends": "named.yaml", "title": "Two",
                   "operators": {"desk": {"label": "Desk", "labels": {"zh": "座席"}}}}, file)  # fmt: skip
    old, new = (load_scenario(tmp_path / f"{name}.yaml") for name in ("named", "new"))
    assert (title_of(old, "zh"), title_of(new, "zh"), title_of(new, "en")) == ("一", "Two", "Two")
    assert [pool_labels(one, "zh")["desk"] for one in (old, new)] == ["话务员", "座席"]
    assert pool_labels(new, "en")["desk"] == "Desk"


def test_a_label_is_no_number_of_the_scenario(chain: Scenario) -> None:
    """Although it may begin with one."""
    named = chain.replace({"operators.floor.label": "12345 desk", "titles": {"zh": "12345"}})
    assert origins_count(named) == origins_count(chain)


def test_a_label_that_is_too_long_or_no_text_is_refused(tmp_path) -> None:
    """Like every other value: with file, line and key."""
    from sim.errors import ScenarioError

    path = tmp_path / "town.yaml"
    source = load_shipped("template_town").to_yaml()
    path.write_text(source.replace("desk:", f"desk:\n    label: {'x' * 81}", 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"town\.yaml:\d+: operators\.\w+\.label: "):
        load_scenario(path)


def test_a_description_goes_by_language() -> None:
    """In Chinese where there is one, on one line."""
    jingxi = load_shipped("jingxi_2022")
    assert description_of(jingxi, "en").startswith("Calls are answered from a knowledge base or become tickets;")
    assert description_of(jingxi, "zh").startswith("来电由知识库直接答复或转为工单")
    assert description_of(load_shipped("template_chain"), "zh") == ""
