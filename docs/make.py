"""Write what is generated: docs/measures.md, docs/keys.md, docs/api.md, and the reports in docs/verification.md.

Run: python docs/make.py [--check]
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import sim
from sim.measures.definitions import glossary_table
from sim.report.key_pages import keys_page

HERE = Path(__file__).parent
REPORTS = HERE.parent / "tests" / "reports"
INTRODUCTION = """# Measures

Made by `python docs/make.py` from the definitions in `sim/measures/`; within s seconds means at most s. A measure with
a threshold is written with it, such as `service_level_15s`; in a scenario it is
`{measure: service_level, within: 15 s}`.

## Part by part
Measures are cut by type, stream, urgency, group, unit, area, hour, day or weekday, each as far as it may be:

```sh
hotline run template_chain --reps 2 --by unit --by hour --within "45 s" --within "7 h"
```

The tables below the summary have the main measures; `--json` (under `by`) and `--out` (`tables/by_unit.csv`) have all
of them with their intervals. A threshold of your own under an hour is one of the service level, from an hour on one of
closure. In Python `sim.replicate(scenario, by=["unit", "hour"]).breakdown("unit")` tells the same, and
`sim.breakdown(log, "hour", within="45 s")` a single run.

Calls belong to the hour in which they came, tickets to that of their receipt. The part without a name holds what has
none: the starting backlog, which came in no hour of the run, or tickets that no unit has yet. So the parts sum to the
whole, but for citizens who call in two hours, and for heads, which are rounded up group by group.

## All of them
"""
API = """# The Python API

Made by `python docs/make.py` from the docstrings; `help(sim.simulate)` says the same. Lengths in logs are microseconds.
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


def api() -> str:
    """Every public name with its signature and its docstring; of classes what one may ask them for, in a line each."""
    parts = [API]
    for name in sim.__all__:
        thing = getattr(sim, name)
        parts.append(f"## {name}\n")
        if inspect.isclass(thing):
            parts.append(f"{_text(thing)}\n")
            parts += [*_members(thing), ""]
        else:
            parts.append(f"```python\n{name}{_signature(thing)}\n```\n\n{_text(thing)}\n")
    return "\n".join(parts)


def _text(thing: object) -> str:
    return f"```text\n{inspect.getdoc(thing)}\n```"


def _signature(thing: Callable[..., object]) -> str:
    told = re.sub(r"(?<=: |> )'([^']*)'", r"\1", str(inspect.signature(thing)))
    return told.replace("(self, ", "(").replace("(self)", "()").replace(", /, ", ", ")


def _members(kind: type) -> list[str]:
    """Public methods and properties that the class itself defines, with the first sentence of each."""
    rows = []
    for name, member in vars(kind).items():
        inner = getattr(member, "__func__", getattr(member, "func", member))
        is_method = inspect.isfunction(inner) and not isinstance(member, cached_property)
        if not name.startswith("_") and inner.__doc__ and (is_method or isinstance(member, property | cached_property)):
            rows.append(f"- `{name}{_signature(getattr(kind, name)) if is_method else ''}`: {_first(inner)}")
    return rows


def _first(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def pages() -> dict[Path, str]:
    """Each generated page and its text."""
    return {
        HERE / "measures.md": INTRODUCTION + glossary_table("en") + "\n## 中文\n\n" + glossary_table("zh"),
        HERE / "keys.md": keys_page("en"),
        HERE / "keys.zh.md": keys_page("zh"),
        HERE / "verification.md": verification(),
        HERE / "api.md": api(),
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
