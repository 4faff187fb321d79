"""Tasks on a Dask cluster: by a scheduler's address or file, or one that is started here (the extra `cluster`)."""

from __future__ import annotations

import json
import logging
import pickle
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from sim.errors import ClusterError, printable, reason
from sim.store.manifest import Program
from sim.sweeps.running import Begun, Progress
from sim.sweeps.tasks import Outcome, Work, measured

MOST_OF_A_BATCH: Final = 10
"""Replications of a design that go to a worker together: the design is sent once for all of them."""
AHEAD: Final = 2
"""Batches per thread of the cluster that wait there, so that none waits for this process."""
TRIES: Final = 3
"""Dask gives a batch up once several workers were lost with it; it may have been lost with others' failures."""
PATIENCE_S: Final = 60.0
"""So long a cluster may take to answer, and to have its first worker."""
LOOK_EVERY_S: Final = 0.2
LOCAL: Final = "local:"


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


def in_cluster(
    begun: Iterable[Begun], progress: Progress, cluster: Cluster
) -> Generator[tuple[Begun, Outcome], None, None]:
    """A `Runner`: batches of replications on the workers of a Dask cluster, which all have this very program.

    Raises
    ------
    ClusterError
        If Dask is not installed, the cluster does not answer, or a worker has another version of the program.
    """
    with _client(cluster) as client:
        _check_program(client.run(program, on_error="ignore"))  # one that is lost just now; each batch is looked at
        room = AHEAD * max(1, sum(client.nthreads().values()))
        waiting, in_work = _batches(begun), dict[Any, _Batch]()
        try:
            for batch in waiting:
                if not batch.blob:
                    yield from ((one, Outcome(sentence=one.fault)) for one in batch.tasks)
                    continue
                in_work[batch.submitted(client)] = batch
                if len(in_work) >= room:
                    yield from _finished(client, in_work, progress)
            while in_work:
                yield from _finished(client, in_work, progress)
        finally:
            client.cancel(list(in_work), force=True)


@cache
def program() -> Program:
    """The state of the program in this process."""
    return Program.now()


def run_batch(blob: bytes, replications: tuple[int, ...]) -> tuple[Program, list[Outcome]]:
    """What a worker does: run replications of a design that `_Batch` packed, and say by which program."""
    work: Work = pickle.loads(zlib.decompress(blob))  # noqa: S301 - from the process that uses this cluster
    return program(), [measured(work, replication) for replication in replications]


@dataclass
class _Batch:
    """Some tasks of one design; of one that cannot be run, the blob is empty."""

    tasks: list[Begun]
    blob: bytes
    tries: int = 1

    def submitted(self, client: Any) -> Any:
        """The future of this batch."""
        replications = tuple(one.task.replication for one in self.tasks)
        return client.submit(run_batch, self.blob, replications, pure=False)


def _batches(begun: Iterable[Begun]) -> Iterator[_Batch]:
    for _, tasks in groupby(begun, key=lambda one: one.task.point):
        blob = None
        batch: list[Begun] = []
        for one in tasks:
            if blob is None:
                blob = zlib.compress(pickle.dumps(one.work, pickle.HIGHEST_PROTOCOL), 1) if one.work else b""
            batch.append(one)
            if len(batch) == MOST_OF_A_BATCH:
                yield _Batch(batch, blob)
                batch = []
        if batch:
            yield _Batch(batch, blob or b"")


def _finished(
    client: Any, in_work: dict[Any, _Batch], progress: Progress
) -> Generator[tuple[Begun, Outcome], None, None]:
    """Tasks of the batches that are done first, taken out of what is in work; a lost batch is begun again."""
    from distributed import KilledWorker, wait

    done: set[Any] = set()
    while not done:
        progress(next(iter(in_work.values())).tasks[0].number, 0.0)
        try:
            done = wait(list(in_work), timeout=LOOK_EVERY_S, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            continue
    for future in done:
        batch = in_work.pop(future)
        try:
            with _told():
                made, outcomes = future.result()
        except KilledWorker:
            yield from _again(client, batch, in_work)
            continue
        _check_program({"a worker": made})
        for one, outcome in zip(batch.tasks, outcomes, strict=True):
            if outcome.sentence is None:
                progress(one.number, 1.0)
            yield one, outcome


def _again(client: Any, batch: _Batch, in_work: dict[Any, _Batch]) -> Iterator[tuple[Begun, Outcome]]:
    """Begin the tasks of a lost batch again, each alone; one that is lost again and again is given up."""
    if len(batch.tasks) == 1 and batch.tries == TRIES:
        why = f"the workers that ran it were lost {TRIES} times: they may be out of memory"
        yield batch.tasks[0], Outcome(sentence=why)
        return
    tries = batch.tries + 1 if len(batch.tasks) == 1 else 1
    for one in batch.tasks:
        alone = _Batch([one], batch.blob, tries)
        in_work[alone.submitted(client)] = alone


@contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    try:
        import distributed
    except ImportError as error:
        raise ClusterError("a cluster needs Dask: pip install 'hotline-sim[cluster]'") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # lost workers are this program's to tell
    with ExitStack() as opened, _told():
        given = cluster.address
        if given.startswith(LOCAL):
            many = given.removeprefix(LOCAL)
            if not many.isdecimal() or not 1 <= int(many) <= 256:
                raise ClusterError(f"cluster '{given[:80]}': write 'local:' and a number of processes, such as local:4")
            local = distributed.LocalCluster(
                n_workers=int(many), threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
            )
            client = distributed.Client(opened.enter_context(local))
        else:
            client = distributed.Client(timeout=PATIENCE_S, security=_security(cluster), **_where(given))
        opened.enter_context(client)
        client.wait_for_workers(1, timeout=PATIENCE_S)
        yield client


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
def _told() -> Iterator[None]:
    """While this lasts, what Dask raises is a sentence.

    Raises
    ------
    ClusterError
        With Dask's own first words.
    """
    from distributed import KilledWorker

    try:
        yield
    except (ClusterError, KilledWorker):
        raise
    except (ImportError, AttributeError) as error:
        raise ClusterError("the cluster's workers have no hotline-sim of this version: install it there") from error
    except (OSError, TimeoutError, ValueError) as error:
        why = printable(str(error).split("\n")[0][:120]) or "no answer"
        raise ClusterError(f"the cluster cannot be used: {why}") from error
