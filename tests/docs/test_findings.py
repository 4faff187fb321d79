"""Each finding is a script of one form: pinned packages in a folder of its own, what is expected, what was seen."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

FINDINGS = sorted((Path(__file__).parent.parent.parent / "findings").glob("*"))


def test_there_are_some() -> None:
    """There are at least six, and nothing else lies beside them."""
    assert len(FINDINGS) >= 6
    assert {path.suffix for path in FINDINGS} == {".sh"}


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.stem)
def test_a_finding_keeps_its_form(path: Path) -> None:
    """It can be run, stops at the first error, cleans up, pins every package, and says what it is about."""
    text = path.read_text(encoding="utf-8")
    assert os.access(path, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n# ")
    for line in (
        "set -euo pipefail",
        "work=$(mktemp -d)",
        "trap 'rm -rf \"$work\"' EXIT",
        'python3 -m venv "$work/venv"',
    ):
        assert line in text.splitlines(), line
    (packages,) = re.findall(r"pip install -q (.+)", text)
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9.]*", package) for package in packages.split())
    for name in ("# Expected: ", "# Seen: "):
        assert text.count(f"\n{name}") == 1, name
    versions = re.findall(r"==([0-9][0-9.]*)", packages)
    said = text.split("set -euo pipefail")[0]
    assert any(version in said for version in versions), "the words name no version"
    assert "hotline" not in text
    assert "import sim" not in text
    assert "assert " in text
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
