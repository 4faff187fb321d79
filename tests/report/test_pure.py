"""Pages are pure: tables and results in, text or figures out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

REPORT = Path(__file__).parents[2] / "sim" / "report"
NOT_FOR_PAGES = (
    "sim.checks", "sim.exports", "sim.shipped", "sim.simulation", "sim.store", "sim.scenario.loading", "sim.plans",
    "click", "concurrent", "logging", "os", "shutil", "signal", "subprocess", "sys", "tempfile", "threading", "tqdm",
)  # fmt: skip
RUNS = {
    "simulate", "run_plan", "replicate", "compare", "each_run", "need", "need_each", "requirement", "verify",
    "verify_all",
}  # fmt: skip
"""Functions that simulate, in rooms from which pages may take the types of results."""
FILES = {"open", "glob", "rglob", "iterdir", "mkdir", "read_text", "read_bytes", "write_text", "write_bytes", "print"}
OWN_FILES = {"chinese.py": {"glob", "read_text"}, "html.py": {"read_text"}}
"""What belongs to the program itself: the Chinese of its messages, and how pages look."""


def imports() -> Iterator[tuple[str, str, list[str]]]:
    """Each import of a page: its file, the module, the names taken from it."""
    for path in sorted(REPORT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path.name, alias.name, []) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path.name, node.module, [alias.name for alias in node.names]


def test_a_page_loads_no_scenario_and_runs_nothing() -> None:
    """No page reaches for a store, a scenario's file, a plan, an engine, a signal, a progress bar or a stream."""
    wrong = [
        f"{file} imports {module}"
        for file, module, names in imports()
        if f"{module}.".startswith(tuple(f"{name}." for name in NOT_FOR_PAGES)) or RUNS & set(names)
    ]
    assert not wrong


def test_a_page_reads_and_writes_no_file() -> None:
    """Text and figures go back to whoever asked; what becomes of them is not the page's business."""
    wrong = []
    for path in sorted(REPORT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in FILES - OWN_FILES.get(path.name, set()):
                    wrong.append(f"{path.name}:{node.lineno}: {called}")
    assert not wrong
