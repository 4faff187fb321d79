"""Sweeps on a Dask cluster: the same bytes as in threads, also where workers are lost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import sim
from sim.errors import ClusterError
from sim.store.manifest import Program
from sim.sweeps import cluster
from sim.sweeps.cluster import Cluster, _check_program, _where

from .small import HEAD, desk, tables

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


def test_a_local_cluster_says_nothing_and_serves_nothing(tmp_path: Path) -> None:
    """Not a line of the library's, though the port of its dashboard is taken; over HTTP there is no page to be had."""
    desk(tmp_path)
    with socket.socket() as taken:
        with suppress(OSError):  # another process has it: as good
            taken.bind(("127.0.0.1", 8787))
            taken.listen()
        done = command(tmp_path, "--cluster", "local:1", "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    with cluster._local("1") as local:
        server = local.scheduler.http_server
        assert (server.address, server.port != 8787) == ("127.0.0.1", True)
        for path in ("", "status", "health", "info/main/workers.html", "json/counts.json", "metrics"):
            with pytest.raises(HTTPError, match="404"):
                urlopen(f"http://127.0.0.1:{server.port}/{path}", timeout=10)


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


FATAL = """
import os, pickle, signal, zlib
from sim.sweeps import cluster

plain = cluster.run_batch

def fatal_batch(blob, replications):
    if 7 in replications:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(blob, replications)

def faulty_batch(blob, replications):
    made, answers = plain(blob, replications)
    return made, [cluster.Fault("Traceback: two and two are five")] * len(answers)
"""
RUN = """
import sys
import fatal
import sim
from sim.sweeps import cluster

if __name__ == "__main__":
    cluster.run_batch = getattr(fatal, sys.argv[1])
    found = sim.sweep("sweep.yaml", replications=12, engine="model", cluster="local:2")
    print(sorted(found.failures.items()), len(found.figures))
"""


def with_batches(folder: Path, which: str) -> subprocess.CompletedProcess[str]:
    """A sweep on a local cluster whose workers do something else with a batch."""
    desk(folder, f"{HEAD}design: {{list: [{{name: now}}]}}\n")
    (folder / "fatal.py").write_text(FATAL, encoding="utf-8")
    (folder / "run.py").write_text(RUN, encoding="utf-8")
    path = os.pathsep.join((str(folder), str(ROOT)))
    words = [sys.executable, "run.py", which]
    outside = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(words, cwd=folder, env=outside, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="signals of Unix end the processes here")
def test_a_run_that_always_ends_its_worker_costs_itself_only(tmp_path: Path) -> None:
    """Its batch is begun again run by run."""
    done = with_batches(tmp_path, "fatal_batch")
    why = "every worker that ran it was lost: it may be out of memory"
    assert done.stdout == f"[((0, 7), '{why}')] 11\n", done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_fault_of_the_program_is_told_as_one(tmp_path: Path) -> None:
    """It ends the sweep, with the words of the worker."""
    done = with_batches(tmp_path, "faulty_batch")
    assert done.returncode == 1
    assert "TaskFaultError: Traceback: two and two are five" in done.stderr


def test_a_cluster_without_workers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as there was none for some time; workers that come are counted."""
    there: dict[str, int] = {"a": 2}
    workers = cluster._Workers(SimpleNamespace(nthreads=lambda: dict(there)))
    monkeypatch.setattr(cluster, "LOOK_AT_WORKERS_S", -1.0)
    assert workers.threads() == 2
    there["b"] = 4
    assert workers.threads() == 6
    there.clear()
    assert workers.threads() == 1
    monkeypatch.setattr(cluster, "PATIENCE_S", -1.0)
    with pytest.raises(ClusterError, match="the cluster has had no worker for -1 s"):
        workers.threads()
