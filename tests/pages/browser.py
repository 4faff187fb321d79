"""A page in a real browser, without a network: what it says of it, and what it prints."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
AXE = Path(os.environ.get("HOTLINE_AXE", "axe.min.js"))
"""The accessibility audit axe-core; `.ci/run` installs it and says where."""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
NOBODY = "not an origin"
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install Debian's package 'chromium'")
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here: HOTLINE_AXE names its axe.min.js")


def browse(*arguments: str, box: Path) -> subprocess.CompletedProcess[str]:
    """Run the browser with a profile of its own; it ends by itself."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={box / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def requests_of(page: Path, box: Path) -> tuple[list[str], list[str]]:
    """What a page asks for beside itself, and what the console says of it."""
    log = box / "net.json"
    done = browse(f"--log-net-log={log}", "--enable-logging=stderr", "--dump-dom", page.as_uri(), box=box)
    events = [event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"]]
    # What the browser asks for on its own account has no page as its initiator.
    mine = [event for event in events if event.get("initiator", NOBODY) != NOBODY]
    asked = {event["url"] for event in mine if "url" in event} - {page.as_uri()}
    return sorted(asked), [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def outcome_of(page: Path, script: str, box: Path) -> Any:
    """What a script leaves in `window.outcome` on a copy of a page whose policy lets it run."""
    copy = box / "with_script.html"
    text = _POLICY.sub("", page.read_text(encoding="utf-8"))
    shown = (
        "const told = document.createElement('pre'); told.id = 'outcome';"
        "told.textContent = JSON.stringify(await window.outcome); document.body.append(told);"
    )
    copy.write_text(text.replace("</body>", f"<script>{script}\n(async () => {{{shown}}})();</script></body>"), "utf-8")
    dom = browse("--virtual-time-budget=60000", "--dump-dom", copy.as_uri(), box=box).stdout
    found = re.search(r'<pre id="outcome">(.*?)</pre>', dom, re.DOTALL)
    assert found is not None, dom[-2_000:]
    return json.loads(unescape(found[1]))


def pages_printed(page: Path, box: Path) -> int:
    """On how many sheets of A4 it prints."""
    pdf = box / "page.pdf"
    browse(f"--print-to-pdf={pdf}", "--no-pdf-header-footer", page.as_uri(), box=box)
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
