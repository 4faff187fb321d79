"""Write the generated pages: docs/measures.md from the table of measures.

Run: python docs/make.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.measures.definitions import glossary_table

HERE = Path(__file__).parent
INTRODUCTION = """# Measures

Made by `python docs/make.py` from `sim/measures/definitions.py`; within s seconds means at most s. A measure with a
threshold is written with it, such as `service_level_15s`; in a scenario it is `{measure: service_level, within: 15 s}`.

"""


def pages() -> dict[Path, str]:
    """Each generated page and its text."""
    return {
        HERE / "measures.md": INTRODUCTION + glossary_table("en") + "\n## 中文\n\n" + glossary_table("zh"),
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
