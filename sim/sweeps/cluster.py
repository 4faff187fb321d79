"""Tasks on a Dask cluster: by a scheduler's address or file, or one that is started here (the extra `cluster`)."""

from __future__ import annotations

import json
import logging
import pickle
import signal
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from math import inf
from pathlib import Path
from typing import Any, Final

from sim.errors import ClusterError, printable, reason
from sim.store.manifest import Program
from sim.sweeps.running import LOOK_EVERY_S, Begun, Ended, Progress, Run
from sim.sweeps.tasks import Fault, Outcome, Work, answered, outcome_of

MOST_OF_A_BATCH: Final = 10
"""Replications of a design that go to a worker together: the design is sent once for all of them."""
AHEAD: Final = 2
"""Batches per thread of the cluster that wait there, so that none waits for this process."""
PATIENCE_S: Final = 60.0
"""So long a cluster may take to answer, and be without any worker."""
LOOK_AT_WORKERS_S: Final = 1.0
MOST_LOCAL: Final = 256
LOCAL: Final = "local:"
LOCAL_CONFIG: Final = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Of a cluster that is started here. Dask always listens for HTTP: at any free port, so that it never warns of one that
is taken, and with nothing to be asked there."""


@dataclass(frozen=True)
class Cluster:
    """Which cluster, and how to reach it safely.

    Attributes
    ----------
    address
        ``tcp://host:8786``, ``tls://host:8786``, a scheduler file, or ``local:4`` for four processes of this machine.
    ca, certificate, key
        Files for TLS: who signed the cluster's certificate, and certificate and key of this process.
    """

    address: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


@contextmanager
def in_cluster(progress: Progress, cluster: Cluster) -> Iterator[Run]:
    """A `Runner`: batches of replications on the workers of a Dask cluster, which all have this very program.

    Raises
    ------
    ClusterError
        If Dask is not installed, the cluster does not answer or loses all its workers, or a worker has another version
        of the program.
    """
    with _client(cluster) as client:
        with _told():
            found = client.run(program, on_error="ignore")  # one that is lost just now; each batch is looked at
        _check_program(found)
        workers = _Workers(client)

        def run(begun: Iterable[Begun]) -> Ended:
            in_work: dict[Any, _Batch] = {}
            try:
                for batch in _batches(begun):
                    if not batch.blob:
                        yield from ((one, Outcome(sentence=one.fault)) for one in batch.tasks)
                        continue
                    in_work[batch.submitted(client)] = batch
                    while len(in_work) >= AHEAD * workers.threads():
                        yield from _finished(client, in_work, workers, progress)
                while in_work:
                    yield from _finished(client, in_work, workers, progress)
            finally:
                with suppress(Exception):  # a cluster that has gone has nothing to cancel
                    client.cancel(list(in_work), force=True)

        yield run


@cache
def program() -> Program:
    """The state of the program in this process."""
    return Program.now()


def run_batch(blob: bytes, replications: tuple[int, ...]) -> tuple[Program, list[Outcome | Fault]]:
    """What a worker does: run replications of a design that `_Batch` packed, and say by which program."""
    work: Work = pickle.loads(zlib.decompress(blob))  # noqa: S301 - from the process that uses this cluster
    return program(), [answered(work, replication) for replication in replications]


class _Workers:
    """How many threads the workers of a cluster have now; some come later, and all may be lost."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._threads = 1
        self._seen = self._asked = -inf

    def threads(self) -> int:
        """Their number, at least one, as it was a moment ago.

        Raises
        ------
        ClusterError
            If there has been none for long.
        """
        now = time.monotonic()
        if now - self._asked > LOOK_AT_WORKERS_S:
            with _told():
                threads = sum(self._client.nthreads().values())
            self._asked = now
            self._threads = max(1, threads)
            if threads or self._seen == -inf:
                self._seen = now
            if now - self._seen > PATIENCE_S:
                raise ClusterError(f"the cluster has had no worker for {PATIENCE_S:g} s")
        return self._threads


@dataclass
class _Batch:
    """Some tasks of one design; of one that cannot be run, the blob is empty."""

    tasks: list[Begun]
    blob: bytes

    def submitted(self, client: Any) -> Any:
        """The future of this batch."""
        replications = tuple(one.task.replication for one in self.tasks)
        with _told():
            return client.submit(run_batch, self.blob, replications, pure=False)


def _batches(begun: Iterable[Begun]) -> Iterator[_Batch]:
    for _, tasks in groupby(begun, key=lambda one: one.task.point):
        blob = None
        while batch := list(islice(tasks, MOST_OF_A_BATCH)):
            if blob is None:
                work = batch[0].work
                blob = b"" if work is None else zlib.compress(pickle.dumps(work, pickle.HIGHEST_PROTOCOL), 1)
            yield _Batch(batch, blob)


def _finished(client: Any, in_work: dict[Any, _Batch], workers: _Workers, progress: Progress) -> Ended:
    """Tasks of the batches that are done first, taken out of what is in work.

    Dask gives a batch up that several workers were lost with; another's failure may have cost them, so each of its
    tasks is begun again alone, and one that is lost then, too, is given up.
    """
    from distributed import KilledWorker, wait

    done: set[Any] = set()
    while not done:
        progress(next(iter(in_work.values())).tasks[0].task.number, 0.0)
        workers.threads()
        with suppress(TimeoutError), _told(or_else=TimeoutError):
            done = wait(list(in_work), timeout=LOOK_EVERY_S, return_when="FIRST_COMPLETED").done
    for future in done:
        batch = in_work.pop(future)
        try:
            with _told(or_else=KilledWorker):
                made, answers = future.result()
        except KilledWorker:
            if len(batch.tasks) == 1:
                yield batch.tasks[0], Outcome(sentence="every worker that ran it was lost: it may be out of memory")
            else:
                alone = [_Batch([one], batch.blob) for one in batch.tasks]
                in_work.update({one.submitted(client): one for one in alone})
            continue
        _check_program({"a worker": made})
        for one, answer in zip(batch.tasks, answers, strict=True):
            outcome = outcome_of(answer)
            if outcome.sentence is None:
                progress(one.task.number, 1.0)
            yield one, outcome


@contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    try:
        import distributed
    except ImportError as error:
        raise ClusterError("a cluster needs Dask: pip install 'hotline-sim[cluster]'") from error
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)  # lost workers are this program's to tell
    with ExitStack() as opened:
        with _told():
            if cluster.address.startswith(LOCAL):
                client = distributed.Client(opened.enter_context(_local(cluster.address.removeprefix(LOCAL))))
            else:
                client = distributed.Client(timeout=PATIENCE_S, security=_security(cluster), **_where(cluster.address))
            opened.enter_context(client)
            client.wait_for_workers(1, timeout=PATIENCE_S)
        yield client


@contextmanager
def _local(many: str) -> Iterator[Any]:
    """A cluster of so many processes of this machine, which Ctrl-C on the terminal leaves alone."""
    import dask
    from distributed import LocalCluster

    if not many.isdecimal() or not 1 <= int(many) <= MOST_LOCAL:
        raise ClusterError(f"cluster 'local:{many[:40]}': write 'local:' and a number of processes, such as local:4")
    is_main = threading.current_thread() is threading.main_thread()
    with dask.config.set(LOCAL_CONFIG):
        before = signal.signal(signal.SIGINT, signal.SIG_IGN) if is_main else None
        try:
            cluster = LocalCluster(
                n_workers=int(many), threads_per_worker=1, host="127.0.0.1", silence_logs=logging.CRITICAL,
                dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
            )  # fmt: skip
        finally:
            if is_main:
                signal.signal(signal.SIGINT, before)
        with cluster:
            yield cluster


def _where(address: str) -> dict[str, str]:
    """How Dask is told where a scheduler is.

    Raises
    ------
    ClusterError
        If it is neither an address nor a file.
    """
    if address.startswith("tls://"):
        return {"address": address}
    if address.startswith("tcp://"):
        if not address.removeprefix("tcp://").startswith(("127.", "localhost", "[::1]")):
            logging.getLogger(__name__).warning(
                f"{address[:80]} is not encrypted, and whoever reaches it can run programs there: use tls:// beyond "
                "one machine"
            )
        return {"address": address}
    try:
        json.loads(Path(address).read_text(encoding="utf-8"))["address"]
    except OSError as error:
        why = f"write tcp://host:8786, a scheduler file, or local:4 ({reason(error)})"
        raise ClusterError(f"cluster '{address[:80]}': {why}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ClusterError(f"{address[:80]} is no scheduler file of Dask") from error
    return {"scheduler_file": address}


def _security(cluster: Cluster) -> Any:
    given = {"tls_ca_file": cluster.ca, "tls_client_cert": cluster.certificate, "tls_client_key": cluster.key}
    files = {name: str(path) for name, path in given.items() if path is not None}
    if not files:
        return None
    from distributed.security import Security

    return Security(require_encryption=True, **files)


def _check_program(found: dict[str, Program]) -> None:
    """Refuse workers whose results could be other ones.

    Raises
    ------
    ClusterError
        With the first difference.
    """
    here = program()
    for worker, there in found.items():
        for name, version in here.versions.items():
            if there.versions.get(name) != version:
                raise ClusterError(f"{worker} has {name} {there.versions.get(name)}, this machine {version}: use one")
        if there.sha256 != here.sha256:
            raise ClusterError(f"{worker} has another state of hotline-sim {here.versions['hotline-sim']}: use one")


@contextmanager
def _told(or_else: type[Exception] = ClusterError) -> Iterator[None]:
    """While this talks to Dask, what that raises is a sentence; but for `or_else`.

    Raises
    ------
    ClusterError
        With Dask's own first words.
    """
    from concurrent.futures import CancelledError

    from distributed.comm import CommClosedError

    try:
        yield
    except (ClusterError, or_else):
        raise
    except (ImportError, AttributeError) as error:
        raise ClusterError("the cluster's workers have no hotline-sim of this version: install it there") from error
    except (OSError, TimeoutError, ValueError, RuntimeError, CancelledError, CommClosedError) as error:
        why = printable(str(error).split("\n")[0][:120]) or "no answer"
        raise ClusterError(f"the cluster cannot be used: {why}") from error
