"""A slip in any rule is noticed: every comparison, condition, limit and sign of the decisions, flipped one by one."""

from __future__ import annotations

import inspect
from itertools import product

import pytest

from ..engines import test_model
from ..engines.contract import EngineContract
from .flipping import Fault, all_faults, faulty_rule, flipped, rules
from .flips import DECIDED_BEFORE, EQUIVALENT, KILLERS, LISTED, NEVER_ITSELF

ENGINE = test_model.TestModel
"""The engine that runs the worlds. Machine code does not see a rule replaced in Python: run it interpreted here."""
FAULTS = all_faults()


def _say(fault: Fault) -> str:
    return f"{fault.rule}: {fault.before} -> {fault.after}"


@pytest.mark.parametrize("fault", KILLERS, ids=_say)
def test_a_flip_is_noticed(fault, tmp_path):
    """With one rule flipped, the world named for it fails."""
    with flipped(fault, FAULTS[fault]), pytest.raises((AssertionError, ZeroDivisionError)):
        getattr(ENGINE(), KILLERS[fault])(tmp_path)


@pytest.mark.parametrize("world", sorted(set(KILLERS.values())))
def test_the_right_rules_pass(world, tmp_path):
    """With the rules as they are, the same worlds pass, after flips as well."""
    getattr(ENGINE(), world)(tmp_path)


def test_every_flip_is_listed():
    """The list holds just the slips that the rules' text allows, none of them twice; no rule is without one."""
    assert set(FAULTS) == set(KILLERS) | set(EQUIVALENT)
    assert not set(KILLERS) & set(EQUIVALENT)
    assert {fault.rule for fault in KILLERS} == set(rules())


def test_killers_are_worlds_worked_by_hand():
    """What notices a slip is a world whose whole log is written down, not a scan by another program."""
    for world in set(KILLERS.values()):
        source = inspect.getsource(getattr(EngineContract, world))
        assert "check_contacts" in source or "check_staff" in source, world


@pytest.mark.parametrize("fault", EQUIVALENT, ids=_say)
def test_equivalent_flips_are_equivalent(fault):
    """Slips said to change nothing give the same answer for all small numbers that the model may ask about."""
    right, wrong = rules()[fault.rule], faulty_rule(FAULTS[fault])
    names = list(inspect.signature(right).parameters)
    asked = 0
    for numbers in product(range(-1, 3), repeat=len(names)):
        case = dict(zip(names, numbers, strict=True))
        if EQUIVALENT[fault] == LISTED and case["preference"] < 0:
            continue
        if EQUIVALENT[fault] in (NEVER_ITSELF, DECIDED_BEFORE) and case["id_a"] == case["id_b"]:
            continue
        asked += 1
        assert bool(right(**case)) == bool(wrong(**case)), case
    assert asked > 500
