"""Tasks in processes: what ends one, or takes too long or too much memory, costs one run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import sim
from sim.errors import HotlineError, ScenarioError
from sim.scenario.sweep_file import read_sweep
from sim.sweeps.experiment import Experiment, experiment_of
from sim.sweeps.loop import run_experiment
from sim.sweeps.processes import Limits, _Pool, _Process, in_processes
from sim.sweeps.running import Designs
from sim.sweeps.sweep import runner_of
from sim.sweeps.tasks import TaskFaultError

from .small import HEAD, desk, tables

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of Unix end the processes here")
FATAL = """
import os, signal, time
time.sleep({start_s})
from sim.sweeps import tasks, worker
from sim.simulation import run_plan

def fatal(plan, seed, replication, engine, progress=None):
    if {when}:
        {what}
    return run_plan(plan, seed, replication, engine, progress)

tasks.run_plan = fatal
import sys
worker.main(*map(int, sys.argv[1:]))
"""


def experiment(folder: Path, replications: int) -> Experiment:
    """A sweep of one design."""
    return experiment_of(read_sweep(desk(folder, f"{HEAD}design: {{list: [{{name: now}}]}}\n")), replications)


def with_worker(folder: Path, monkeypatch: pytest.MonkeyPatch, when: str, what: str, start_s: float = 0.0) -> None:
    """Workers in which something happens to a task, and that take so long to start."""
    script = folder / "fatal_worker.py"
    script.write_text(FATAL.format(when=when, what=what, start_s=start_s), encoding="utf-8")
    start = subprocess.Popen

    def started(words: list[str], **more: object) -> object:
        return start([sys.executable, str(script), *words[3:]], **more)  # type: ignore[call-overload]

    monkeypatch.setattr("sim.sweeps.processes.subprocess.Popen", started)


def test_a_task_that_always_ends_its_process_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All others finish, and it is told why."""
    with_worker(tmp_path, monkeypatch, "replication == 7", "os.kill(os.getpid(), signal.SIGKILL)")
    made = experiment(tmp_path, 30)
    found = run_experiment(made, None, "model", in_processes)
    why = "its process was ended 2 times (signal 9): the machine may be out of memory"
    assert found.failures == {(0, 7): why}
    assert len(found.figures) == 29


def test_a_process_that_ends_once_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its task is run again in a new one; the tables are those of threads."""
    mark = tmp_path / "once"
    once = f"replication == 3 and not os.path.exists({str(mark)!r})"
    with_worker(tmp_path, monkeypatch, once, f"open({str(mark)!r}, 'w').close(); os._exit(3)")
    made = experiment(tmp_path, 12)
    with sim.sweeps.sweep.results_in(tmp_path / "processes") as out:
        found = run_experiment(made, out, "model", in_processes)
    assert mark.exists()
    assert not found.failures
    with sim.sweeps.sweep.results_in(tmp_path / "threads") as out:
        run_experiment(made, out, "model")
    assert tables(tmp_path / "processes") == tables(tmp_path / "threads")


def test_a_run_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not tried again, and the others go on."""
    with_worker(tmp_path, monkeypatch, "replication == 1", "import time; time.sleep(600)")
    begun = time.monotonic()
    runner = runner_of(workers=2, limits=(4.0, None))
    found = run_experiment(experiment(tmp_path, 5), None, "model", runner)
    assert found.failures == {(0, 1): "it took more than 4 s, the limit of one run"}
    assert time.monotonic() - begun < 300


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not limit a process's data")
def test_a_run_that_takes_too_much_memory_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is that of its process."""
    with_worker(tmp_path, monkeypatch, "replication == 1", "bytearray(4 << 30)")
    found = run_experiment(experiment(tmp_path, 4), None, "model", runner_of(limits=(None, 2000)))
    assert list(found.failures) == [(0, 1)]
    assert found.failures[0, 1].startswith("out of memory")
    assert len(found.figures) == 3


def test_a_stop_is_obeyed_while_runs_are_in_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a long run; no process is left."""
    with_worker(tmp_path, monkeypatch, "True", "import time; time.sleep(600)")
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*words: object, **more: object) -> subprocess.Popen[bytes]:
        started.append(start(*words, **more))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr("sim.sweeps.processes.subprocess.Popen", noted)
    stop = threading.Event()
    threading.Timer(3.0, stop.set).start()

    def progress(_number: int, _share: float) -> None:
        if stop.is_set():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_experiment(experiment(tmp_path, 5), None, "model", in_processes, progress)
    assert started
    assert all(process.poll() == -signal.SIGKILL for process in started)


def test_a_limit_is_that_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not of the start of its process, which takes longer, nor of the run after one that was answered too late."""
    with_worker(tmp_path, monkeypatch, "False", "pass", start_s=6.0)
    found = run_experiment(experiment(tmp_path, 2), None, "model", runner_of(workers=1, limits=(5.0, None)))
    assert not found.failures
    one = _Process(Limits(30.0))
    one.wait_until_ready()
    work = Designs(experiment(tmp_path, 2), "model").begun(experiment(tmp_path, 2).tasks[0])
    assert work.work is not None
    pool = _Pool(Limits(30.0))
    monkeypatch.setattr(pool, "_taken", lambda: one)
    run = one.run

    def late(*given: object) -> object:
        answer = run(*given)  # type: ignore[arg-type]
        one._too_late()
        return answer

    monkeypatch.setattr(one, "run", late)
    assert pool.run(work).sentence is None
    assert pool._idle == []


def test_a_fault_of_the_program_ends_the_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does in threads; it is not taken for a lack of memory."""
    with_worker(tmp_path, monkeypatch, "True", "assert False, 'two and two are five'")
    with pytest.raises(TaskFaultError, match="two and two are five"):
        run_experiment(experiment(tmp_path, 3), None, "model", in_processes)


def test_a_process_that_cannot_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as a failure of each run."""
    start = subprocess.Popen
    monkeypatch.setattr(
        "sim.sweeps.processes.subprocess.Popen",
        lambda _words, **more: start([sys.executable, "-c", "raise SystemExit(3)"], **more),
    )
    with pytest.raises(HotlineError, match=r"ended before it was ready \(exit code 3\)"):
        run_experiment(experiment(tmp_path, 3), None, "model", in_processes)

    def refused(*_words: object, **_more: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("sim.sweeps.processes.subprocess.Popen", refused)
    with pytest.raises(HotlineError, match="no process can be started to run tasks in: cannot allocate memory"):
        run_experiment(experiment(tmp_path, 3), None, "model", in_processes)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="its processes are looked at in /proc")
def test_a_worker_ends_with_who_started_it(tmp_path: Path) -> None:
    """Even if that was killed, and the worker is in a run that hangs."""
    script = tmp_path / "parent.py"
    hanging = "import time; from sim.sweeps import worker; worker.answered = lambda *_: time.sleep(600); worker.main()"
    script.write_text(
        f"import os, pickle, subprocess, sys\n"
        f"words, pipe = [sys.executable, '-c', {hanging!r}], subprocess.PIPE\n"
        f"child = subprocess.Popen(words, stdin=pipe, stdout=pipe)\n"
        f"pickle.load(child.stdout)\n"
        f"print(child.pid, flush=True)\n"
        f"os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False)
    child, end = int(done.stdout), time.monotonic() + 30
    while time.monotonic() < end and Path(f"/proc/{child}").exists():
        time.sleep(0.2)
    assert not Path(f"/proc/{child}").exists()


def test_limits_take_processes(tmp_path: Path) -> None:
    """A cluster has limits of its own."""
    assert runner_of(limits=(None, 900)).keywords["limits"] == Limits(None, 900)  # type: ignore[attr-defined]
    with pytest.raises(ScenarioError, match="a cluster has its own workers"):
        sim.sweep(desk(tmp_path), cluster="local:2", workers=3)
