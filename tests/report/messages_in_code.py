"""The sentences that stand in the code: every piece of text in a room that speaks to planners, its values left open."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SIM: Final = Path(__file__).parents[2] / "sim"
ROOMS: Final = (
    "scenario", "plans", "checks", "calendar", "store", "sweeps", "staffing", "planning", "rostering", "budget.py",
    "shipped.py", "simulation.py", "chance/code_cache.py", "measures/selection.py", "commands/erlang.py",
    "records/columns.py", "records/calls.py", "records/intervals.py", "forecasting",
)  # fmt: skip
"""Here every text is for planners, but for patterns, formats and what `NO_MESSAGES` lists."""
OTHERS: Final = (
    "report",
    "commands",
    "exports",
    "study",
    "measures",
    "cli",
    "workload.py",
    "fitting",
    "backtesting",
    "tonight",
    "records/open_tickets.py",
    "matching",
)
"""Here only what is raised is."""
ERRORS: Final = {
    "ScenarioError",
    "DataError",
    "BudgetError",
    "StoreError",
    "InfeasibleError",
    "HotlineError",
    "ClusterError",
}
NO_WORDS: Final = {"compile", "fullmatch", "search", "match", "findall", "sub", "Literal"}
"""Calls whose texts are patterns and keys."""
MARKUP: Final = re.compile(
    r"</|/>|<\?xml|xmlns|^\s*(PRAGMA|SELECT|INSERT|UPDATE|DELETE|CREATE|PRIMARY|\w+ TEXT|:memory:)"
)
"""What databases and workbooks are told."""
NO_MESSAGES: Final = {
    # Of the parser of YAML, looked for in its errors; ours stand beside them.
    "that cannot start any token", "found character", "cannot start any token", "expected ',' or ']'",
    "expected ',' or", "could not find expected ':'", "unexpected end of stream", "found character '%'",
    "node content", "sequence entries are not allowed", "inconsistent indentation", "expected <block end>",
    "but found ']'", "but found '}'", "mapping values are not allowed", "character '\\t'",
    # Steps of a plan and outcomes of a search, by their names in the code.
    "one fewer", "fresh chance", "out of time",
    # Of the checker, of the reader of CSV; taken away or looked for.
    "Value error, ", "end of data", "expected after",
    # The JSON Schema's own words, a law in a hint, a status, what stands in a manifest.
    "hotline scenario 1", " override", "{law: exponential, mean: 150 s}", "not met", "not installed",
    # The usual target, names of formulas and of keys, which are the same in Chinese or stand in another table.
    "80 % in 20 s", "Erlang A", "Erlang A with a limit of lines", "Erlang C", "Erlang C with a limit of lines",
    "received_from, received_to",
    # A command, which is the same in Chinese.
    "hotline explain {}", 'hotline explain "{}"',
    # Told to programmers: a call that the scenario's checks make impossible, and what is wrong within sealed files.
    "checked when the scenario was read", "{} has fewer rows than it had", "its sum is another",
    "it has no sum of itself", "{}: {}: '{}' is no line with a new label and a text",
    # What a log file says of itself, beside the columns' meanings, to programs that read it.
    "places in '{}' of the file's own metadata 'names', from 0",
    "microseconds since the start, 'clock' in the file's own metadata",
    # Of sweeps: the JSON Schema's name, how results show themselves at Python's prompt.
    "hotline sweep 1", "hotline staffing 1", "hotline roster 1", "hotline match 1", "{measure: {}, within: 15 s}",
    "<Sweep {}: {}{}>", "<Sweep {}: {}>", "{} designs, {} replications, seed {}", ", {} failed",
    # How a scenario shows itself at Python's prompt.
    "<Scenario {}: {}, {} from {}>", "no title",
}  # fmt: skip


def templates() -> dict[str, str]:
    """Every text in the code with `{}` for each value, and where it stands."""
    found: dict[str, str] = {}
    for path, part in _parts():
        for node, text in _texts(part):
            bare = text.replace("{}", "")
            if "\\s" in text or text in NO_MESSAGES or MARKUP.search(text):  # a pattern
                continue
            is_hint = text.startswith((" ", ";", ":", ","))
            if re.search("[A-Za-z]{2}", bare) and (" " in bare.strip() or is_hint):
                found.setdefault(text, f"{path.relative_to(SIM)}:{node.lineno}")
    return found


def constants() -> str:
    """All texts of the program, one after the other."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SIM.rglob("*.py")))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return "\n".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _parts() -> Iterator[tuple[Path, ast.AST]]:
    for room in (*ROOMS, *OTHERS):
        for path in sorted((SIM / room).rglob("*.py")) if (SIM / room).is_dir() else [SIM / room]:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if room in ROOMS:
                yield path, tree
            else:
                yield from ((path, node) for node in ast.walk(tree) if _tells_a_planner(node))


def _tells_a_planner(node: ast.AST) -> bool:
    is_call = isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    return is_call and getattr(node.exc.func, "id", "") in ERRORS  # type: ignore[attr-defined]


def _texts(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The texts below a node that are neither docstrings nor patterns, line by line."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in NO_WORDS:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node, line) for line in node.value.split("\n"))
        elif isinstance(node, ast.JoinedStr):
            yield from ((node, line) for line in _open(node).split("\n"))
            todo += [value.value for value in node.values if isinstance(value, ast.FormattedValue)]
        else:
            todo += ast.iter_child_nodes(node)


def _open(node: ast.JoinedStr) -> str:
    parts = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return re.sub(r"(\{\})+", "{}", "".join(parts))
