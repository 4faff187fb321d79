"""docs/reliability.md: what was done to the program on purpose, and what became of it; one section per long test."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
INTRODUCTION = """# Reliability

What was done to the program on purpose, and what became of it. The counts are those of the last time the long tests
ran; each of them fails if a count that must be 0 is not.

```sh
python -m pytest -m long tests/faults
```
"""


def write_section(title: str, text: str, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Put a section on the page, in place of the one of the same title.

    Parameters
    ----------
    title, text
        Its heading, and what was done.
    head, rows
        Its table.
    """
    lines = [f"## {title}", text.strip(), "", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in row)} |" for row in rows]
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else INTRODUCTION
    sections = {part.partition("\n")[0]: part for part in re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]}
    sections[lines[0]] = "\n".join(lines) + "\n"
    PAGE.write_text("\n".join([INTRODUCTION, *(part.strip() + "\n" for part in sections.values())]), encoding="utf-8")
