"""Every way to get a rule slightly wrong, made from its syntax tree, and a run with one rule so flipped."""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any, NamedTuple

import sim.model.run  # noqa: F401  # engines are loaded at the first run; they must be there to be flipped
from sim.model.environment import HotlineEnvironment
from sim.rules import (
    callers,
    clocks,
    closing,
    deadlines,
    dispatch,
    draws,
    floor,
    follow_up,
    handling,
    instant,
    names,
    people,
    receipt,
    tasks,
)

from ..rules import (
    test_callers,
    test_clocks,
    test_closing,
    test_deadlines,
    test_dispatch,
    test_draws,
    test_follow_up,
    test_handling,
    test_instant,
    test_names,
    test_receipt,
)

BOUNDARY = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
DIRECTION = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.LShift: ast.RShift, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
EXTREME = {"min": "max", "max": "min"}
MODULES = (
    instant, floor, callers, people, draws, receipt, dispatch, handling, tasks, deadlines, closing, follow_up, clocks,
    names,
)  # fmt: skip
UNIT_TESTS = (
    test_callers, test_clocks, test_names, test_closing, test_deadlines, test_dispatch, test_draws, test_follow_up,
    test_handling, test_instant, test_receipt,
)  # fmt: skip
MOST_ROUNDS = 100_000
"""A loop of a rule that goes round so often never ends, nor does a run of a small world with so many events."""


class Fault(NamedTuple):
    """One expression of one rule, before and after; `nth` of its kind in the rule."""

    rule: str
    before: str
    after: str
    nth: int = 0


class NeverEndsError(Exception):
    """A flipped loop goes on for ever."""


def slip(rule: str, before: str, after: str, nth: int = 0) -> Fault:
    """A fault as written by hand: Pythons differ in the brackets that they print."""
    printed = [ast.unparse(ast.parse(text, mode="eval")) for text in (before, after)]
    return Fault(rule, *printed, nth)


def rules() -> dict[str, Callable[..., Any]]:
    """Every function of the rules, by name."""
    return {
        name: thing
        for module in MODULES
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__
    }


def all_faults() -> dict[Fault, ast.FunctionDef]:
    """Every fault of every rule, and the function that has it."""
    found: dict[Fault, ast.FunctionDef] = {}
    for module in MODULES:
        tree = ast.parse(inspect.getsource(module))
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            for place, node in enumerate(ast.walk(function)):
                for other in _instead(node):
                    faulty = copy.deepcopy(function)
                    _replace(faulty, place, other)
                    fault = Fault(function.name, ast.unparse(node), ast.unparse(other))
                    while fault in found:
                        fault = fault._replace(nth=fault.nth + 1)
                    found[fault] = faulty
    return found


def _instead(node: ast.AST) -> Iterator[ast.expr]:
    """What might stand by mistake where an expression stands: another comparison, a term less, the other sign."""
    if isinstance(node, ast.Compare):
        for table in (BOUNDARY, DIRECTION):
            if type(node.ops[0]) in table:
                yield ast.Compare(node.left, [table[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for left_out in range(len(node.values)):
            kept = [value for place, value in enumerate(node.values) if place != left_out]
            yield kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
        yield node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EXTREME:
        yield ast.Call(ast.Name(EXTREME[node.func.id], ast.Load()), node.args, [])
        yield from node.args


def _replace(function: ast.FunctionDef, place: int, other: ast.expr) -> None:
    target = list(ast.walk(function))[place]
    for parent in ast.walk(function):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, copy.deepcopy(other))
            elif isinstance(value, list) and any(entry is target for entry in value):
                setattr(parent, name, [copy.deepcopy(other) if entry is target else entry for entry in value])


def faulty_rule(function: ast.FunctionDef) -> Callable[..., Any]:
    """The function of a syntax tree, to be called."""
    bare = copy.deepcopy(function)
    bare.decorator_list = []
    for loop in (node for node in ast.walk(bare) if isinstance(node, ast.While)):
        loop.body.insert(0, ast.Expr(ast.Call(ast.Name("_one_more_round", ast.Load()), [], [])))
    known = dict(vars(sys.modules[rules()[function.name].__module__])) | {"_one_more_round": _rounds()}
    tree = ast.fix_missing_locations(ast.Module([bare], []))
    exec(compile(tree, f"<a flip of {function.name}>", "exec"), known)
    return known[function.name]


def _rounds() -> Callable[[], None]:
    """Counts the rounds of a loop over many calls, and fails where they are those of a loop without an end."""
    left = MOST_ROUNDS

    def one_more() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise NeverEndsError

    return one_more


def cases(test: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """The arguments of each case of a test, as its marks say; one case without any if it has none."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    tables = []
    for mark in marks:
        names = mark.args[0] if isinstance(mark.args[0], tuple) else tuple(mark.args[0].split(","))
        values = [value if len(names) > 1 else (value,) for value in mark.args[1]]
        tables.append([dict(zip(names, row, strict=True)) for row in values])
    for rows in product(*tables):
        yield {name: value for row in rows for name, value in row.items()}


@contextmanager
def flipped(fault: Fault, function: ast.FunctionDef) -> Iterator[None]:
    """While this lasts, every module that knows the rule has the faulty one instead."""
    right, wrong = rules()[fault.rule], faulty_rule(function)
    users = [
        module
        for name, module in list(sys.modules.items())
        if name.split(".")[0] == "sim" and vars(module).get(fault.rule) is right
    ]
    users += [module for module in UNIT_TESTS if vars(module).get(fault.rule) is right]
    for module in users:
        setattr(module, fault.rule, wrong)
    run_before = HotlineEnvironment.run_before
    HotlineEnvironment.run_before = _ends(run_before)  # type: ignore[method-assign]
    try:
        yield
    finally:
        HotlineEnvironment.run_before = run_before  # type: ignore[method-assign]
        for module in users:
            setattr(module, fault.rule, right)


def _ends(run_before: Callable[[HotlineEnvironment, int, int], bool]) -> Callable[[HotlineEnvironment, int, int], bool]:
    """The same for runs that end: one with far more events than any world has goes round in circles."""

    def run(env: HotlineEnvironment, end_us: int, most_events: int) -> bool:
        is_left = run_before(env, end_us, min(most_events, MOST_ROUNDS))
        if env.events >= MOST_ROUNDS:
            raise NeverEndsError
        return is_left

    return run
