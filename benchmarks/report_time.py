"""How long a page takes from stored results, beside drawing the charts of a run one by one, as files.

Run: python benchmarks/report_time.py [--rounds 3] [SCENARIO ...]

Each scenario is run once with few replications; then, round by round and side by side, `hotline report` makes its page
(as a command of its own, all included), and within one process the drawings of the charts that a run writes are timed
as its page has them, and one by one as files: each figure saved by matplotlib's `savefig` as PNG and as SVG, as this
program did before it had pages. Says seconds and ratios as JSON.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HOTLINES = {
    "tianjin_2022": 3, "baiyun_2021": 3, "jingxi_2022": 5, "zhujing_2020": 5, "zhoukou_2022": 5,
}  # fmt: skip
"""The five hotlines, and with how many replications each is run: a page takes as long with many."""
PAIR = ("tianjin_day", "tianjin_day_55s")


def hotline(*words: str) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sim", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - begun


def drawings(folder: Path) -> tuple[float, float, int]:
    """Seconds to draw the charts of a run for its page, and one by one as files, and how many they are."""
    from sim import store
    from sim.report.page.html import inline_svg
    from sim.report.run_charts import draw_results
    from sim.report.style import PNG_DOTS_PER_INCH, figure_bytes, house_style

    run = store.read_kept_run(folder)
    gc.disable()
    begun = time.perf_counter()
    found = draw_results(run, "en", run.tickets)
    for name, figure in found.items():
        inline_svg(figure_bytes(figure, "svg", as_text=True), name)
    page = time.perf_counter() - begun
    gc.enable()
    begun = time.perf_counter()
    with house_style():
        for figure in draw_results(run, "en", run.tickets).values():
            for kind in ("png", "svg"):
                figure.savefig(io.BytesIO(), format=kind, dpi=PNG_DOTS_PER_INCH)
    return page, time.perf_counter() - begun, len(found)


def main() -> None:
    """Time what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=[*HOTLINES])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as box:
        for name in asked.scenarios:
            folder = Path(box) / name
            hotline("run", name, "--reps", str(HOTLINES.get(name, 3)), "--out", str(folder), "--quiet")
            drawings(folder)  # fonts are read once
            pages = [hotline("report", str(folder), "--quiet") for _ in range(asked.rounds)]
            pairs = [drawings(folder) for _ in range(asked.rounds)]
            result[name] = {
                "page_s": round(statistics.median(pages), 2),
                "page_bytes": (folder / "report.html").stat().st_size,
                "charts": pairs[0][2],
                "drawn_for_the_page_s": round(statistics.median(one for one, _, _ in pairs), 2),
                "drawn_one_by_one_s": round(statistics.median(other for _, other, _ in pairs), 2),
                "times_as_fast": round(statistics.median(other / one for one, other, _ in pairs), 2),
            }
            print(f"{name}: {result[name]}", file=sys.stderr)
        folder = Path(box) / "pair"
        hotline("compare", *PAIR, "--reps", "3", "--out", str(folder), "--quiet")
        pages = [hotline("report", str(folder), "--quiet") for _ in range(asked.rounds)]
        result["comparison"] = {"page_s": round(statistics.median(pages), 2)}
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
