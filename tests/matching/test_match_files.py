"""Matching files are strict: what is wrong is told with file, line, key, value and what would be right."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from sim.cli import main
from sim.errors import ScenarioError
from sim.matching.question import changes_at, question_of
from sim.scenario.editor_schema import match_schema
from sim.scenario.match_file import is_match_file, read_match
from sim.scenario.ranges import parse_range, parse_unknown
from sim.scenario.schema_match import Figure
from sim.scenario.written import parse_written

from .small import FIGURE, HEAD, STAFF, TALK, WRAP_UP, asked

FILES = sorted((Path(__file__).parents[2] / "experiments" / "matching").glob("*.yaml"))
KNOWN = f"unknown: {{{TALK}: 100 s .. 200 s}}\n"
REFUSED = {
    f"{HEAD}unknown: {{operators.floor.talk.meen: 100 s .. 200 s}}\n{FIGURE}": "7: unknown.operators.floor.talk.meen: "
    "unknown key 'meen' - did you mean 'mean'?",
    f"{HEAD}unknown: {{talks: {{range: 1 s .. 2 s, keys: [operators.flor.talk.mean]}}}}\n{FIGURE}": "7: unknown.talks: "
    "operators.flor: there is no group 'flor' - did you mean 'floor'?",
    f"{HEAD}unknown: {{{TALK}: 200 s .. 100 s}}\n{FIGURE}": "'200 s .. 100 s' is not a range: the lower end stands",
    f"{HEAD}unknown: {{{TALK}: {{range: 0 s .. 9 s, scale: log}}}}\n{FIGURE}": "'0 s .. 9 s' has no scale of equal",
    f"{HEAD}unknown: {{{TALK}: {{range: 1 s .. 9 s, scale: lag}}}}\n{FIGURE}": "the scale 'lag' is not known here",
    f"{HEAD}unknown: {{{TALK}: {{range: 1 s .. 9 s, step: 2}}}}\n{FIGURE}": "'step' is not known here: write range or",
    f"{HEAD}unknown: {{talk: {{range: 1 s .. 9 s, keys: [{TALK}]}}, {TALK}: 1 s .. 9 s}}\n{FIGURE}": "and the factor "
    f"'talk' sets '{TALK}': the later would win",
    f"{HEAD}unknown: {{{STAFF}: -1 .. 9}}\n{FIGURE}": f"7: unknown.{STAFF}: -1 is out of range: it must be at least 0",
    f"{HEAD}unknown: {{{STAFF}: 1 .. 3}}\n{FIGURE}": "7: unknown: has 3 places in all, and 6 are needed: widen a range",
    f"{HEAD}unknown: {{}}\n{FIGURE}": "7: unknown: ",
    f"{HEAD}{KNOWN}figures: [{{measure: asaa, value: 20 s}}]": "8: figures.0: there is no measure 'asaa': did you mean",
    f"{HEAD}{KNOWN}figures: [{{measure: same_day_closure, value: 9 %}}]": "8: figures.0: 'same_day_closure' is about",
    f"{HEAD}{KNOWN}figures: [{{measure: asa, value: 20 s, stream: x}}]": "8: figures.0.stream: there is no stream 'x'",
    f"{HEAD}{KNOWN}figures: [{{measure: asa, value: fast}}]": "8: figures.0.value: 'fast' is not a threshold: write a",
    f"{HEAD}{KNOWN}figures: [{{measure: connection_rate, value: 98}}]": "8: figures.0.value: '98' is not a share "
    "between 0 % and 100 %: did you mean '98 %'?",
    f"{HEAD}{KNOWN}figures: [{{measure: asa, value: 20 s, decimals: 1, between: [1, 2]}}]": "'between' and 'decimals'",
    f"{HEAD}{KNOWN}figures: [{{measure: asa, value: 20 s, between: [30 s, 20 s]}}]": "'between' is [low, high]: the",
    f"{HEAD}{KNOWN}figures: [{{measure: asa, value: 20 s}}, {{measure: asa, value: 30 s}}]": "8: figures.1: 'asa'",
    f"{HEAD}{KNOWN}figures: [{{measure: asa, value: 1, compared_with: {{clock.dayz: 2}}}}]": "8: figures.0."
    "compared_with.clock.dayz: unknown key 'dayz' - did you mean 'days'?",
    f"{HEAD}{KNOWN}rule: second_maximum\n{FIGURE}": "'rule: second_maximum' leaves the worst figure aside",
    f"{HEAD.replace('replications: 5', 'replications: 4')}{KNOWN}{FIGURE}": "3: replications: 4 is out of range",
    f"{HEAD.replace('town', 'twn')}{KNOWN}{FIGURE}": "2: scenario: twn.yaml: there is no such file and no shipped",
    f"{HEAD}set: {{clock.dayz: 2}}\n{KNOWN}{FIGURE}": "7: set.clock.dayz: unknown key 'dayz' - did you mean 'days'?",
    f"{HEAD.replace('match: 1', 'match: 2')}{KNOWN}{FIGURE}": "2 is not a version of the match language that is known",
    "sweep: 1\n": "1: is a sweep file, which `hotline sweep` takes; a match file begins with 'match: 1'",
}


@pytest.mark.parametrize(("text", "told"), REFUSED.items(), ids=[told[:40] for told in REFUSED.values()])
def test_what_is_wrong_is_told_at_its_place(text: str, told: str, tmp_path: Path) -> None:
    """Each slip is answered in at most five lines, with its line and what would be right."""
    with pytest.raises(ScenarioError) as refused:
        question_of(read_match(asked(tmp_path, text)))
    assert told in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path}/figures.yaml:")
    assert len(str(refused.value).splitlines()) <= 5


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("98 %", 0.975, 0.985),
        ("98.0 %", 0.9795, 0.9805),
        ("91.3 %", 0.9125, 0.9135),
        ("23 s", 22.5, 23.5),
        ("1.5 min", 87.0, 93.0),
        (541, 540.5, 541.5),
        (0.93, 0.925, 0.935),
        (1e-05, 0.5e-05, 1.5e-05),
        (7.0, 6.5, 7.5),
    ],
)
def test_the_last_digit_says_how_it_was_rounded(written: object, low: float, high: float) -> None:
    """Half a unit of it to either side, in the unit of the measure."""
    figure = Figure.model_validate({"measure": "asa", "value": written})
    assert figure.ends == pytest.approx((low, high), rel=1e-12)


def test_the_rounding_may_be_said() -> None:
    """By decimals, also of hundreds, or by the ends that the words allow."""
    for more, ends in (
        ({"value": 326800, "decimals": -2}, (326750, 326850)),
        ({"value": "93 %", "decimals": 1}, (0.9295, 0.9305)),
        ({"value": "93 %", "between": ["93 %", "94 %"]}, (0.93, 0.94)),
    ):
        figure = Figure.model_validate({"measure": "asa", **more})
        assert figure.ends == pytest.approx(ends, rel=1e-12)
    assert parse_written(parse_written("98.0 %")) == parse_written("98.0 %")


def test_a_scale_of_equal_factors() -> None:
    """Halfway from 30 to 120 is 60, and every value is found where it was."""
    found = parse_unknown({"range": "30 min .. 120 min", "scale": "log"})
    assert found.value(0.5) == "60 min"
    assert [round(found.share(found.value(at)), 6) for at in (0.0, 0.25, 0.5, 1.0)] == [0.0, 0.25, 0.5, 1.0]
    assert found.share("1 h") == pytest.approx(0.5)
    whole = parse_unknown({"range": "1 .. 16", "scale": "log"})
    assert (whole.value(0.5), whole.is_whole) == (4.0, False)
    with pytest.raises(ValueError, match="'scale' is not known here"):
        parse_range({"range": "1 .. 2", "keys": ["a"], "scale": "log"})


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    """Every place of the room is one of a scenario: a quarter of the range for each of four numbers."""
    question = question_of(
        read_match(asked(tmp_path, f"{HEAD}unknown: {{{STAFF}: 2 .. 5, {TALK}: 9 s .. 10 s}}\n{FIGURE}"))
    )
    places = question.snap(np.repeat(np.linspace(0, 1, 1_001)[:, np.newaxis], 2, axis=1))
    assert sorted(set(places[:, 0].tolist())) == pytest.approx([0, 1 / 3, 2 / 3, 1])
    staffs = [changes_at(question.file, place)[STAFF] for place in places]
    assert [staffs.count(n) for n in (2, 3, 4, 5)] == pytest.approx([250] * 4, abs=1)


def test_where_the_scenario_lies(tmp_path: Path) -> None:
    """By its own values, those of keys that go together if they are the same; nowhere if one lies outside."""
    for unknown, own in (
        (f"{TALK}: 100 s .. 200 s, {STAFF}: 1 .. 3", [0.5, 0.5]),
        (f"both: {{range: 1 min .. 4 min, keys: [{TALK}]}}", [0.5]),
        (f"both: {{range: 10 s .. 200 s, keys: [{TALK}, {WRAP_UP}]}}", None),
        (f"{TALK}: 10 s .. 20 s", None),
        ("operators.floor.absence: 0 % .. 9 %", None),
    ):
        found = question_of(read_match(asked(tmp_path, f"{HEAD}unknown: {{{unknown}}}\n{FIGURE}"))).own
        assert (found if found is None else found.tolist()) == (own if own is None else pytest.approx(own))


def test_the_schema_takes_what_is_read(tmp_path: Path) -> None:
    """Every shipped file passes; a slip does not; it is printed by its option."""
    schema = match_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in FILES:
        document = json.loads(json.dumps(YAML(typ="safe").load(path.read_text(encoding="utf-8")), default=str))
        assert not list(validator.iter_errors(document)), path
    assert list(validator.iter_errors({**document, "waves": 0}))
    assert list(validator.iter_errors({**document, "unknown": {"a": "fast"}}))
    assert json.loads(CliRunner().invoke(main, ["schema", "--match"]).stdout) == schema
    assert is_match_file(asked(tmp_path, HEAD))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_shipped_file_can_be_run(path: Path) -> None:
    """Its scenario is read at both ends of every range; the scenario's own values lie within."""
    assert question_of(read_match(path)).own is not None
