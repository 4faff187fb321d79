"""Sweeps on a Dask cluster: the same bytes as in threads, also where workers are lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.errors import ClusterError
from sim.store.manifest import Program
from sim.sweeps import cluster
from sim.sweeps.cluster import Cluster, _check_program, _where

from .small import desk, tables

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'hotline-sim[cluster]'")
ROOT = Path(__file__).parents[2]


def command(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`hotline sweep` on the file of a desk, in a process of its own."""
    given = [sys.executable, "-m", "sim", "sweep", str(folder / "sweep.yaml"), "--quiet", *words]
    outside = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(given, env=outside, capture_output=True, text=True, check=False, timeout=300)


def test_a_local_cluster_writes_the_same_bytes(tmp_path: Path) -> None:
    """Threads here, two processes there."""
    file = desk(tmp_path)
    sim.sweep(file, replications=12, out=tmp_path / "threads")
    done = command(tmp_path, "--reps", "12", "--cluster", "local:2", "--out", str(tmp_path / "cluster"), "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["points"]) == 4
    assert tables(tmp_path / "cluster") == tables(tmp_path / "threads")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("local:none", "cluster 'local:none': write 'local:' and a number of processes, such as local:4"),
        ("host:8786", "cluster 'host:8786': write tcp://host:8786, a scheduler file, or local:4"),
        ("file.json", "file.json is no scheduler file of Dask"),
    ],
)
def test_what_is_no_cluster_is_refused(given: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what would be right; nothing else is left behind."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.json").write_text("{}")
    desk(tmp_path)
    with pytest.raises(ClusterError, match=told):
        sim.sweep(tmp_path / "sweep.yaml", cluster=given)


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Port 1 of this machine: nobody listens there."""
    monkeypatch.setattr(cluster, "PATIENCE_S", 1.0)
    desk(tmp_path)
    with pytest.raises(ClusterError, match="the cluster cannot be used: "):
        sim.sweep(tmp_path / "sweep.yaml", cluster="tcp://127.0.0.1:1")


def test_workers_of_another_version_are_refused() -> None:
    """By the first thing that differs, also where only the sources do."""
    here = Program.now()
    _check_program({"tcp://a": here})
    other = Program({**here.versions, "numpy": "1.0"}, here.sha256)
    with pytest.raises(ClusterError, match=rf"tcp://b has numpy 1\.0, this machine {here.versions['numpy']}: use one"):
        _check_program({"tcp://a": here, "tcp://b": other})
    with pytest.raises(ClusterError, match="a worker has another state of hotline-sim"):
        _check_program({"a worker": Program(here.versions, "0" * 64)})


def test_an_open_line_beyond_this_machine_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """Encrypted, or on this machine, nothing is said."""
    for address in ("tls://far:8786", "tcp://127.0.0.1:8786", "tcp://localhost:8786"):
        assert _where(address) == {"address": address}
    assert not caplog.records
    _where("tcp://far:8786")
    assert "use tls:// beyond one machine" in caplog.text


def test_certificates_are_passed_on(tmp_path: Path) -> None:
    """Encryption is asked for as soon as one is given."""
    files = [tmp_path / name for name in ("ca.pem", "cert.pem", "key.pem")]
    for file in files:
        file.touch()
    made = cluster._security(Cluster("tls://far:8786", *files))
    assert made.require_encryption is True
    assert (made.tls_ca_file, made.tls_client_cert, made.tls_client_key) == tuple(map(str, files))
    assert cluster._security(Cluster("tcp://far:8786")) is None
