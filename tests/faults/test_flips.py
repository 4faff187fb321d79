"""A slip in any rule is noticed: every comparison, condition, limit and sign of the rules, flipped one by one."""

from __future__ import annotations

import ast
import inspect
import random
import re
from collections.abc import Callable, Iterator
from itertools import accumulate, product
from pathlib import Path
from typing import Any

import pytest

import sim

from ..engines import test_model
from ..engines.contract import EngineContract, TicketContract
from ..rules import test_clocks
from . import flips, flips_of_clocks, flips_of_rules, flips_of_tickets
from .flipping import UNIT_TESTS, Fault, NeverEndsError, all_faults, cases, faulty_rule, flipped, rules
from .flips import DECIDED_BEFORE, LISTED, NEVER_ITSELF

ENGINE = test_model.TestModel
"""The engine that runs the worlds. Machine code does not see a rule replaced in Python: run it interpreted here."""
FAULTS = all_faults()
LISTS = (
    flips.KILLERS, flips_of_tickets.KILLERS, flips_of_clocks.KILLERS, flips_of_rules.WORLDS, flips_of_rules.TABLES
)  # fmt: skip
LISTS_OF_EQUIVALENT = (
    flips.EQUIVALENT, flips_of_tickets.EQUIVALENT, flips_of_clocks.EQUIVALENT, flips_of_rules.EQUIVALENT
)  # fmt: skip
KILLERS = {fault: test for faults in LISTS for fault, test in faults.items()}
EQUIVALENT = {fault: why for faults in LISTS_OF_EQUIVALENT for fault, why in faults.items()}
WORLDS = sorted(world for world in set(KILLERS.values()) if hasattr(ENGINE, world))
FAILURES = (AssertionError, ZeroDivisionError, IndexError, TypeError, ValueError, OverflowError, NeverEndsError)
CASES = 3000


def _say(fault: Fault) -> str:
    return f"{fault.rule}: {fault.before} -> {fault.after}"


def _run(test: str, folder: Path) -> None:
    """A world, or a test of the rules' own; with each of its cases."""
    if hasattr(ENGINE, test):
        run: Callable[..., None] = getattr(ENGINE(), test)
        given: dict[str, Any] = {"tmp_path": folder}
    else:
        run = next(getattr(module, test) for module in UNIT_TESTS if hasattr(module, test))
        given = {"office": test_clocks.Office()} if "office" in inspect.signature(run).parameters else {}
    for case in cases(run):
        run(**given, **case)


@pytest.mark.parametrize("fault", KILLERS, ids=_say)
def test_a_flip_is_noticed(fault, tmp_path):
    """With one rule flipped, the test named for it fails."""
    with flipped(fault, FAULTS[fault]), pytest.raises(FAILURES):
        _run(KILLERS[fault], tmp_path)


@pytest.mark.parametrize("world", WORLDS)
def test_the_right_rules_pass(world, tmp_path):
    """With the rules as they are, the same worlds pass, after flips as well."""
    _run(world, tmp_path)


def test_every_flip_is_listed():
    """The list holds just the slips that the rules' text allows, none of them twice, for each rule that can slip."""
    lists = (*LISTS, *LISTS_OF_EQUIVALENT)
    assert set(FAULTS) == set().union(*lists)
    assert sum(len(faults) for faults in lists) == len(FAULTS)
    assert {fault.rule for fault in KILLERS} == {fault.rule for fault in FAULTS}


@pytest.mark.parametrize("engine", ["model", "kernel"])
def test_every_rule_is_asked(engine):
    """Each engine calls each rule, or another rule does; of those of calendars and names engines ask some only."""
    sources = Path(sim.__path__[0])
    asked = {name for path in (sources / engine).glob("*.py") for name in _rules_called(path)}
    asked |= {name for path in (sources / "rules").glob("*.py") for name in _rules_called(path)}
    kept = {name for name, rule in rules().items() if not rule.__module__.endswith(("clocks", "names"))}
    assert kept <= asked


def _rules_called(path: Path) -> Iterator[str]:
    """Names of the rules that a module calls, by what it imports; a rule that calls itself alone is not called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    known = {
        alias.asname or alias.name: alias.name
        for node in imports
        if (node.module or "").startswith("sim.rules.")
        for alias in node.names
    }
    if path.parent.name == "rules":
        known |= {node.name: node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for part in tree.body:
        calls = [node.func for node in ast.walk(part) if isinstance(node, ast.Call)]
        called = {function.id for function in calls if isinstance(function, ast.Name)} - {getattr(part, "name", None)}
        yield from (known[name] for name in called & known.keys())


def test_killers_are_worlds_worked_by_hand():
    """What notices a slip is a world whose whole log is written down, not a scan by another program.

    Clocks and names have tests of their own that count, days worked by hand and a walk minute by minute; so have a few
    boundaries of other rules that no world comes to.
    """
    for fault, test in KILLERS.items():
        owner = next((part for part in (EngineContract, TicketContract) if hasattr(part, test)), None)
        if owner is None:
            assert fault in flips_of_clocks.KILLERS or fault in flips_of_rules.TABLES
            continue
        source = inspect.getsource(getattr(owner, test))
        assert re.search(r"check_(contacts|staff|tickets|tasks|assignments)\(|== expected", source)


@pytest.mark.parametrize("fault", EQUIVALENT, ids=_say)
def test_equivalent_flips_are_equivalent(fault):
    """Slips said to change nothing give the same answer for all that the model may ask about."""
    right, wrong = rules()[fault.rule], faulty_rule(FAULTS[fault])
    asked = 0
    for case in WHAT_IS_ASKED.get(fault.rule, _small_numbers)(fault):
        asked += 1
        assert right(**case) == wrong(**case), case
    assert asked > 500


def _small_numbers(fault: Fault) -> Iterator[dict[str, Any]]:
    names = list(inspect.signature(rules()[fault.rule]).parameters)
    for numbers in product(range(-1, 3), repeat=len(names)):
        case = dict(zip(names, numbers, strict=True))
        if EQUIVALENT[fault] == LISTED and case["preference"] < 0:
            continue
        if EQUIVALENT[fault] in (NEVER_ITSELF, DECIDED_BEFORE) and case["id_a"] == case["id_b"]:
            continue
        yield case


def _shares_of_units(_: Fault) -> Iterator[dict[str, Any]]:
    rng = random.Random(4)
    for _ in range(CASES):
        shares = [rng.choice([0.0, rng.random()]) for _ in range(rng.randint(1, 9))] + [rng.random()]
        yield {"shares": shares, "taken": [], "u": rng.random() or 0.5}


def _days(rng: random.Random) -> list[float]:
    """Shares of a random day up to the end of each slot; in some slots nobody calls."""
    weights = [rng.choice([0.0, rng.random()]) for _ in range(rng.choice([1, 24, 48]))] + [1.0]
    up_to = [0.0, *accumulate(weights)]
    return [share / up_to[-1] for share in up_to]


def _wrong_units(_: Fault) -> Iterator[dict[str, Any]]:
    rng = random.Random(1)
    for _ in range(CASES):
        units = rng.randint(2, 300)
        yield {"u": rng.random() or 0.5, "units": units, "right": rng.randrange(units)}


def _instants(_: Fault) -> Iterator[dict[str, Any]]:
    rng = random.Random(2)
    for _ in range(CASES):
        yield {
            "up_to": _days(rng),
            "instant_us": rng.randrange(1000, 9000),
            "midnight_us": 1000,
            "next_midnight_us": 9000,
        }


def _shares(_: Fault) -> Iterator[dict[str, Any]]:
    rng = random.Random(3)
    for _ in range(CASES):
        yield {"up_to": _days(rng), "share": rng.random() or 0.5, "midnight_us": 1000, "next_midnight_us": 9000}


def _due_times(_: Fault) -> Iterator[dict[str, Any]]:
    for seed in range(10):
        _, columns = test_clocks.random_office(random.Random(seed))
        for due in range(max(columns[3])):
            yield {"due": due, "closing_us": columns[3], "closing_day_us": columns[4]}


WHAT_IS_ASKED: dict[str, Callable[[Fault], Iterator[dict[str, Any]]]] = {
    "wrong_unit": _wrong_units,
    "unit_by_share": _shares_of_units,
    "day_share_at": _instants,
    "instant_in_day": _shares,
    "_open_day_of": _due_times,
}
"""What the model may ask of a rule, where that is not whole numbers."""
