"""One line for each shipped scenario: sums of its logs, its measures and its printed summary, to compare two versions.

Run: python benchmarks/shipped_hashes.py [--days 4] [--root FOLDER] > hashes.txt
The first days of every scenario, two replications, seed 1, compiled engine. `--root` is a folder with other sources,
such as an older commit: what that version makes of the same scenario files of its own. Equal lines, equal bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOGS = ("contacts", "staff", "tickets", "assignments", "tasks")


def sums(path: Path, days: int) -> dict[str, str]:
    """What one scenario gives, by part, as the first 16 digits of SHA-256."""
    import sim
    from sim.report.summary import summary_text
    from sim.study.replicate import replicate

    scenario = sim.load_scenario(path)
    clock = {"clock.days": min(days, scenario.clock.days)}
    scenario = scenario.replace({**clock, "published": []})
    parts = {name: hashlib.sha256() for name in (*LOGS, "measures", "summary")}

    def take(log: sim.RunLog) -> None:
        for name in LOGS:
            for column, values in getattr(log, name).items():
                parts[name].update(column.encode() + values.astype("<i8").tobytes())

    found = replicate(scenario, replications=2, seed=1, engine="kernel", on_log=take)
    parts["measures"].update(found.to_frame().to_csv(index=False).encode())
    parts["summary"].update(summary_text(found, [], "en", 2).encode())
    return {name: part.hexdigest()[:16] for name, part in parts.items()}


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=4)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    root = asked.root.resolve()
    if not asked.here:
        words = [sys.executable, __file__, "--here", "--days", str(asked.days), "--root", str(root)]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        sys.exit(subprocess.run(words, cwd=root, env=environment, check=False).returncode)
    for path in sorted((root / "scenarios").glob("*.yaml")):
        try:
            print(path.stem, json.dumps(sums(path, asked.days)), flush=True)
        except Exception as error:  # a scenario that another version refuses is one line, too
            print(path.stem, f"{type(error).__name__}: {str(error)[:200]}", flush=True)


if __name__ == "__main__":
    main()
