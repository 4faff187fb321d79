"""`hotline check` of every shipped scenario, as it is now and as it was at an earlier commit, side by side.

Each scenario is checked in a fresh process by either source tree in turn; the table has seconds of processor time, the
least of so many, and their ratio.

    python benchmarks/check_shipped.py --before b557f7b --times 3
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def earlier_tree(commit: str, folder: Path) -> Path:
    """The sources of a commit, unpacked."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def seconds(tree: Path, scenario: Path) -> float:
    """Processor time of one check."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "sim", "check", str(scenario)]
    subprocess.run(command, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table, and the median of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", default="b557f7b", help="commit to compare with")
    parser.add_argument("--times", type=int, default=3, help="checks of each scenario by each tree")
    asked = parser.parse_args()
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        old = earlier_tree(asked.before, Path(folder))
        print(f"{'scenario':<36}{'before':>9}{'now':>9}{'ratio':>8}")
        for path in sorted((old / "scenarios").glob("*.yaml")):
            pairs = [(seconds(old, path), seconds(ROOT, path)) for _ in range(asked.times)]
            before, now = (min(times) for times in zip(*pairs, strict=True))
            ratios.append(now / before)
            print(f"{path.stem:<36}{before:>8.2f}s{now:>8.2f}s{now / before:>8.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
