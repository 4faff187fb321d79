"""Write what is generated: docs/measures.md, and the reports of practice at the end of docs/verification.md.

Run: python docs/make.py [--check]
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from sim.measures.definitions import glossary_table

HERE = Path(__file__).parent
REPORTS = HERE.parent / "tests" / "reports"
INTRODUCTION = """# Measures

Made by `python docs/make.py` from `sim/measures/definitions.py`; within s seconds means at most s. A measure with a
threshold is written with it, such as `service_level_15s`; in a scenario it is `{measure: service_level, within: 15 s}`.

"""
PRACTICE = """
## Situations from public reports

Added by `python docs/make.py` from the tests in `tests/reports`. People who run such lines reported these situations
in public, of other programs, and what is right in each. Each test builds the situation as a scenario, runs both
engines and asks for just that answer.

| situation, and what is right | reported by | test |
|---|---|---|
"""


def practice_rows() -> list[str]:
    """One row per test in `tests/reports`: what its first line says, the source it names, where it stands.

    Raises
    ------
    ValueError
        If a first line does not end with its source in brackets.
    """
    rows = []
    for path in sorted(REPORTS.glob("test_*_reports.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = (ast.get_docstring(node) or "").splitlines()[0]
                said = re.fullmatch(r"(.+) \(([^()]+)\)\.", first)
                if said is None:
                    raise ValueError(f"{path.name}: {node.name}: '{first}' names no source in brackets at its end")
                rows.append(f"| {said[1]} | {said[2]} | `{path.stem}.{node.name}` |")
    return rows


def verification() -> str:
    """The page of `hotline verify --page`, with the reports of practice behind it."""
    proof = (HERE / "verification.md").read_text(encoding="utf-8").split(PRACTICE.splitlines()[1])[0].rstrip("\n")
    return "\n".join([proof + "\n" + PRACTICE.rstrip("\n"), *practice_rows(), ""])


def pages() -> dict[Path, str]:
    """Each generated page and its text."""
    return {
        HERE / "measures.md": INTRODUCTION + glossary_table("en") + "\n## 中文\n\n" + glossary_table("zh"),
        HERE / "verification.md": verification(),
    }


def main() -> int:
    """Write the pages, or say which are out of date."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in sys.argv:
            print(f"{path.name} is out of date: run python docs/make.py")
        else:
            path.write_text(pages()[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
