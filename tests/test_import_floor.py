"""Rooms import only from rooms above them in the list: no circles, and heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

SIM = Path(__file__).parent.parent / "sim"
FLOORS = (
    "errors", "statistics", "calendar", "rostering", "scenario", "chance", "rules", "plans", "records",
    "forecasting", "fitting", "workload", "logs", "queueing", "measures", "checks", "budget", "model", "kernel",
    "simulation", "study", "backtesting", "staffing", "tonight", "shipped", "store", "exports", "sweeps", "matching",
    "planning",
    "verification", "report", "commands", "cli",
)  # fmt: skip
ONLY_IN = {
    "simpy": {"model"},
    "matplotlib": {"report"},
    "numba": {"chance", "kernel"},
    "pydantic": {"scenario"},
    "ruamel": {"scenario"},
    "click": {"cli"},
}
COMPILED_IN = {"chance", "rules", "kernel", "workload", "logs", "measures"}
MARKS = {"rule", "inner", "compiled"}
"""What marks a function to be compiled (`sim/chance/compiled.py`)."""


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names if node.module == "sim.chance.compiled"]
    return found


def _rooms() -> list[tuple[str, str, list[str]]]:
    files = [path for path in SIM.rglob("*.py") if path.relative_to(SIM).parts[0] not in ("__init__.py", "__main__.py")]
    return [(p.relative_to(SIM).parts[0].removesuffix(".py"), str(p.relative_to(SIM)), _imports(p)) for p in files]


def _downward(order: Sequence[str]) -> list[str]:
    """Imports of rooms that stand later in an order."""
    return [
        f"{name} imports {module}"
        for room, name, modules in _rooms()
        for module in modules
        if module.startswith("sim.")
        if order.index(module.split(".")[1]) > order.index(room)
    ]


def test_rooms_import_only_what_stands_above_them() -> None:
    """A room uses only rooms before it in the list, so the path of a run reads from top to bottom."""
    assert not _downward(FLOORS)


def test_every_room_has_a_floor() -> None:
    """A new room is given its place on purpose."""
    assert {room for room, _, _ in _rooms()} <= set(FLOORS)


def test_the_page_of_rooms_names_them_in_their_order() -> None:
    """`docs/architecture.md` has a row for each room, one that is used by others before these."""
    page = (SIM.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    named = [name.removesuffix("/").removesuffix(".py") for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert set(named) == set(FLOORS)
    assert not _downward(named)


def test_libraries_stay_in_their_rooms() -> None:
    """SimPy is the model's, plotting the report's, numba chance's and the kernel's."""
    wrong = [
        f"{name} imports {module}"
        for room, name, modules in _rooms()
        for module in modules
        if room not in ONLY_IN.get(module.split(".")[0], {room})
    ]
    assert not wrong


def test_code_is_compiled_in_few_rooms() -> None:
    """Draws, rules and the loop are compiled, and what packs rows and looks them over; all else is plain Python."""
    marks = {f"sim.chance.compiled.{mark}" for mark in MARKS}
    assert {room for room, _, modules in _rooms() if marks & {*modules}} == COMPILED_IN
