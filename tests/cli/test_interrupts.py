"""A run that is stopped, by Ctrl-C or a full disk, keeps what is finished."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

from sim import store
from sim.errors import StoreError
from sim.store import files

from .command import call, no_constants, start


def test_ctrl_c_keeps_what_is_finished(scenario: Path, tmp_path: Path) -> None:
    """One Ctrl-C ends with 130 within seconds; finished replications are stored, counted once and summarised."""
    out = tmp_path / "out"
    process = start("run", scenario, "--reps", 100_000, "--out", out, "--json")
    deadline = time.monotonic() + 60
    while store.kept(out) < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    stdout, stderr = process.communicate(timeout=30)
    assert time.monotonic() - begun < 10
    assert process.returncode == 130
    answer, kept = json.loads(stdout, parse_constant=no_constants), store.kept(out)
    assert 3 <= answer["replications"] == kept
    assert f"stopped: {kept} of 100000 replications kept" in stderr.decode()
    assert b"Traceback" not in stderr
    assert answer == json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert store.read_manifest(out)["finished"] is False
    store.read_log(out, kept - 1)
    assert not list(out.rglob(".part-*"))


@pytest.mark.usefixtures("no_charts")
def test_a_full_disk_loses_nothing_that_is_finished(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept before the disk was full is summarised all the same, with one sentence and exit code 4."""
    whole, out = files.write_files, tmp_path / "out"

    def full(folder: Path, new: dict[str, bytes]) -> None:
        if "logs/contacts-0002.parquet" in new:
            raise StoreError(f"no space left writing results in {folder}; {store.kept(folder)} replications kept there")
        whole(folder, new)

    monkeypatch.setattr("sim.store.folder.write_files", full)
    result = call("run", scenario, "--reps", 9, "--out", out, "--json", "--quiet")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["replications"] == 2
    assert "no space left" in result.stderr
    assert "stopped: 2 of 9 replications kept" in result.stderr
    assert store.kept(out) == 2
