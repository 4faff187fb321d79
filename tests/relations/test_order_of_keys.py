"""A scenario is what its keys say, in whatever order they stand: at every depth, in each scenario, for both engines."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import sim
from sim.checks.reading import reading_of
from sim.scenario.schema import Scenario
from sim.store.manifest import scenario_hash

from ..engines.generated import scenario
from ..engines.test_equality import differences
from ..engines.ticket_tables import transfers

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
RICH = ROOT / "tests" / "scenario" / "rich" / "rich.yaml"
NAMES = ("stream_names", "type_names", "group_names", "shift_names", "unit_names", "area_names")


def shuffled(value: Any, order: random.Random) -> Any:
    """A document or a part of a scenario with every mapping in it in another order; lists keep theirs."""
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: shuffled(part, order) for name, part in value if part is not None})
    if isinstance(value, dict):
        return {key: shuffled(value[key], order) for key in order.sample(list(value), len(value))}
    if type(value) in (list, tuple):
        return type(value)(shuffled(part, order) for part in value)
    return value


def unlike(a: Scenario, b: Scenario, **how: Any) -> list[str]:
    """What of two scenarios differs: names, logs, measures, warnings, or what is read out before a run."""
    one, other = sim.simulate(a, **how), sim.simulate(b, **how)
    found = [name for name in NAMES if getattr(one.plan, name) != getattr(other.plan, name)]
    found += differences(one, other)
    found += ["measures"] if sim.measure(one) != sim.measure(other) else []
    return found + (["warnings"] if set(one.plan.warnings) != set(other.plan.warnings) else [])


def unlike_readings(a: Scenario, b: Scenario) -> list[str]:
    """What `hotline check` says of one and not of the other."""
    one, other = reading_of(a), reading_of(b)
    for reading in (one, other):
        reading["warnings"] = sorted(reading["warnings"])
    return [name for name in one if one[name] != other[name]]


@pytest.mark.parametrize("path", [*SHIPPED, RICH], ids=lambda path: path.stem)
def test_shipped_scenarios(path: Path, tmp_path: Path) -> None:
    """Same names, logs, measures, warnings, reading and hash; of months, a few days are run."""
    days = 2 if path.stem.startswith("tianjin_2022") else 14 if path.stem == "baiyun_2021" else 0
    sets = (f"clock.days={days}",) if days else ()
    written = sim.load_scenario(path, sets)
    for file in path.parent.glob("*.csv"):
        shutil.copy(file, tmp_path)
    document = json.loads(json.dumps(written.document, default=str))
    (tmp_path / path.name).write_text(json.dumps(shuffled(document, random.Random(path.stem))), encoding="utf-8")
    again = sim.load_scenario(tmp_path / path.name)
    assert list(again.document) != list(written.document)
    assert unlike(written, again, seed=3) == []
    assert unlike_readings(written, again) == []
    assert scenario_hash(written) == scenario_hash(again)


@pytest.mark.parametrize(("engine", "numbers"), [("kernel", range(20)), ("model", range(20, 30))])
def test_generated_worlds(tmp_path: Path, engine: Any, numbers: range) -> None:
    """Random worlds: same names, logs, measures and warnings by either engine."""
    for number in numbers:
        world = scenario(number, tmp_path)
        assert unlike(world, shuffled(world, random.Random(number)), seed=number, engine=engine) == [], number


def test_areas_are_drawn_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Whichever area stands first, the same tickets arise in it, and go where its route says."""
    shares = {"b": 0.5, "a": 0.2, "c": 0.3}
    routes = [{"areas": ["a"], "units": {"east": "100 %"}}, {"units": {"west": "100 %"}}]
    logs = []
    for names in (("b", "a", "c"), ("a", "b", "c"), ("c", "b", "a")):
        parts = {"areas": {name: shares[name] for name in names}, "routes": routes}
        units = {name: {"hours": {"open": "00:00", "close": "24:00"}} for name in ("west", "east")}
        logs.append(sim.simulate(transfers(tmp_path, "9:00 " * 200, parts, units=units)))
    assert logs[0].plan.area_names == ("a", "b", "c")
    assert differences(logs[0], logs[1]) == differences(logs[0], logs[2]) == []
    counts = logs[0].ticket_frame()["area"].value_counts()
    # Binomial of 200: outside these limits once in 10,000 seeds; the seed is fixed.
    assert 18 <= counts["a"] <= 64
    assert 73 <= counts["b"] <= 127
