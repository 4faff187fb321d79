"""A page as a PDF, printed by a browser that is installed; nothing is fetched for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from sim.errors import StoreError

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge")
"""Programs that print a page without a window, in the order in which they are looked for."""
_ELSEWHERE: Final = (
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""Where they stand on Windows and macOS without being on the path."""
LONGEST_S: Final = 90
_FLAGS: Final = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-background-networking",
    "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


def browser() -> str | None:
    """A browser that prints; None if none is installed."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or next((path for path in _ELSEWHERE if Path(path).is_file()), None)


def pdf_of(page: bytes, program: str) -> bytes:
    """The page as the browser prints it on A4.

    Raises
    ------
    StoreError
        If the browser does not print it.
    """
    with tempfile.TemporaryDirectory() as box:
        source, target = Path(box) / "page.html", Path(box) / "page.pdf"
        source.write_bytes(page)
        # A browser refuses to run as root with its sandbox; there is nothing in a page of ours that could run in it.
        root = ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []
        command = [program, *_FLAGS, *root, f"--user-data-dir={Path(box) / 'profile'}", f"--print-to-pdf={target}"]
        try:
            subprocess.run([*command, source.as_uri()], capture_output=True, timeout=LONGEST_S, check=True)  # noqa: S603
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise StoreError(
                f"{Path(program).name} could not print the page: open it in a browser and choose Print"
            ) from error
