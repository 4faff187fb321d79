"""Every way to get a rule slightly wrong, made from its syntax tree, and a run with one rule so flipped."""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sim.model.run  # noqa: F401  # engines are loaded at the first run; they must be there to be flipped
from sim.rules import decisions

BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
DIRECTION = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add}
EXTREME = {"min": "max", "max": "min"}


class Fault(NamedTuple):
    """One expression of one rule, before and after."""

    rule: str
    before: str
    after: str


def slip(rule: str, before: str, after: str) -> Fault:
    """A fault as written by hand: Pythons differ in the brackets that they print."""
    printed = [ast.unparse(ast.parse(text, mode="eval")) for text in (before, after)]
    return Fault(rule, *printed)


def rules() -> dict[str, Callable[..., Any]]:
    """Every function of the decisions, by name."""
    return {
        name: thing
        for name, thing in vars(decisions).items()
        if inspect.isfunction(thing) and thing.__module__ == decisions.__name__
    }


def all_faults() -> dict[Fault, ast.FunctionDef]:
    """Every fault of every rule, and the function that has it."""
    found: dict[Fault, ast.FunctionDef] = {}
    tree = ast.parse(inspect.getsource(decisions))
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for place, node in enumerate(ast.walk(function)):
            for other in _instead(node):
                faulty = copy.deepcopy(function)
                _replace(faulty, place, other)
                fault = Fault(function.name, ast.unparse(node), ast.unparse(other))
                assert fault not in found, f"{fault} is not the only one of its kind"
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
    names: dict[str, Any] = {}
    tree = ast.fix_missing_locations(ast.Module([bare], []))
    exec(compile(tree, f"<a flip of {function.name}>", "exec"), names)
    return names[function.name]


@contextmanager
def flipped(fault: Fault, function: ast.FunctionDef) -> Iterator[None]:
    """While this lasts, every module that knows the rule has the faulty one instead."""
    right, wrong = rules()[fault.rule], faulty_rule(function)
    users = [
        module
        for name, module in list(sys.modules.items())
        if name.split(".")[0] == "sim" and vars(module).get(fault.rule) is right
    ]
    assert len(users) > 1, f"no part of the model asks {fault.rule}"
    for module in users:
        setattr(module, fault.rule, wrong)
    try:
        yield
    finally:
        for module in users:
            setattr(module, fault.rule, right)
