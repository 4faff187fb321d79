"""Make the pictures of the README and the pages anew, from real runs: python docs/pictures.py

Charts are those that `hotline run` writes; the picture of a page is taken by Chromium, where it is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

IMAGES = Path(__file__).parent / "images"
RUNS = {
    "tianjin_day": ("30", {"staffing_by_interval": "staffing.png"}),
    "jingxi_2022": ("10", {}),
}
"""By scenario: how many replications, and under which name each of its charts stands here."""
PAGES = {("jingxi_2022", "en"): "report.png", ("jingxi_2022", "zh"): "report_zh.png"}
"""By scenario and language: under which name the picture of its page stands here."""
SIZE = "1000,1500"


def main() -> None:
    """Run, draw, and put the pictures in their places."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no Chromium here: pictures of pages stay as they are", file=sys.stderr)
    with tempfile.TemporaryDirectory() as box:
        for name, (replications, charts) in RUNS.items():
            out = Path(box) / name
            hotline("run", name, "--reps", replications, "--out", str(out), "--quiet")
            for chart, picture in charts.items():
                shutil.copy(out / "charts" / f"{chart}.png", IMAGES / picture)
        for (name, lang), picture in PAGES.items():
            if chromium is not None:
                page = Path(box) / name / f"{lang}.html"
                hotline("report", str(Path(box) / name), "--lang", lang, "--out", str(page), "--quiet")
                flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={SIZE}")
                profile = f"--user-data-dir={box}/profile"
                command = [chromium, *flags, profile, f"--screenshot={IMAGES / picture}", page.as_uri()]
                subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603


def hotline(*words: str) -> None:
    """The command, as a reader types it."""
    subprocess.run([sys.executable, "-m", "sim", *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    main()
