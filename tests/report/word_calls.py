"""The calls that say words, in the syntax trees of the program: which keys they name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SIM: Final = Path(__file__).parents[2] / "sim"
Scope = ast.Module | ast.FunctionDef


def word_keys() -> set[str]:
    """Every key that is asked of `word`."""
    return {key for _, _, keys in _calls("word") for key in keys or ()}


def counted_keys() -> set[str]:
    """Every key that is asked of `counted`."""
    return {key for _, _, keys in _calls("counted") for key in keys or ()}


def open_keys() -> list[str]:
    """Calls of either whose keys do not stand in the code, by file and line."""
    return [
        f"{path.relative_to(SIM)}:{line}"
        for name in ("word", "counted")
        for path, line, keys in _calls(name)
        if not keys
    ]


def _calls(name: str) -> Iterator[tuple[Path, int, set[str] | None]]:
    for room in ("report", "commands"):
        for path in sorted((SIM / room).rglob("*.py")):
            yield from ((path, call.lineno, _keys(call.args[0], scope)) for call, scope in _in(path, name))


def _in(path: Path, name: str) -> Iterator[tuple[ast.Call, Scope]]:
    """Calls by this name in a file, each with the function around it."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name:
            around = [function for function in functions if call in set(ast.walk(function))]
            yield call, around[-1] if around else module


def _keys(node: ast.expr, scope: Scope) -> set[str] | None:
    """The keys that an expression may be; None if they are not written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _all([node.body, node.orelse], scope)
    if isinstance(node, ast.Tuple):
        return _all(node.elts, scope)
    if isinstance(node, ast.Name):
        return _all(_values(node.id, scope), scope)
    return None


def _all(nodes: list[ast.expr], scope: Scope) -> set[str] | None:
    found = [_keys(node, scope) for node in nodes]
    return None if not found or None in found else {key for keys in found for key in keys or ()}


def _values(name: str, scope: Scope) -> list[ast.expr]:
    """What a name is set to in a function, or runs through."""
    found: list[ast.expr] = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            found.append(node.value)
        elif (
            isinstance(node, ast.For | ast.comprehension)
            and isinstance(node.target, ast.Name)
            and node.target.id == name
        ):
            found.append(node.iter)
    return found
