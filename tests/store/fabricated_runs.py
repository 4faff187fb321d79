"""Logs and manifests made up for tests of the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim import store
from sim.calendar.days import LocalCalendar
from sim.logs.columns import LOGS
from sim.logs.run_log import RunLog
from sim.store.logs import finished_files

CALENDAR = LocalCalendar(date(2022, 1, 10), 3, "Asia/Shanghai", frozenset(), frozenset())


def fabricated_log(replication: int = 0, rows: int = 1000, tickets: bool = False) -> RunLog:
    """A log with numbers over the whole range of 64 bits."""
    chance = np.random.default_rng(replication)
    limits = np.iinfo(np.int64)

    def columns(log: str, n: int) -> dict[str, Any]:
        return {name: chance.integers(limits.min, limits.max, n, dtype=np.int64) for name in LOGS[log].columns}

    plan: Any = SimpleNamespace(
        streams=(None,),
        stream_names=("热线",),
        type_names=("咨询", "投诉"),
        group_names=("floor",),
        shift_names=("day",),
        unit_names=("街道 1",),
        area_names=(),
        calendar=CALENDAR,
        tickets=object() if tickets else None,
    )
    more = {name: columns(name, rows) for name in ("tickets", "assignments", "tasks") if tickets}
    deflected = chance.integers(0, 9, (1, 2))
    return RunLog(plan, 1, replication, "model", columns("contacts", rows), columns("staff", 40), deflected, 5, **more)


@dataclass
class FakeScenario:
    """As much of a scenario as a manifest needs."""

    name: str = "small"
    title: str = "小城热线"
    folder: str = ""
    data_sums: dict[str, str] | None = None
    document: dict[str, Any] = field(default_factory=lambda: {"hotline": 1, "title": "小城热线"})


def manifest_of(replications: int = 5, seed: int = 1, engine: str = "model", **changes: Any) -> dict[str, Any]:
    """The manifest of a run that has not started."""
    scenario: Any = FakeScenario(**changes)
    return store.make_manifest(scenario, seed, replications, engine, "2026-01-01T00:00:00+00:00")


@contextmanager
def started(path: Path, **changes: Any) -> Iterator[store.ResultFolder]:
    """A run that has begun to write to a folder."""
    with store.results_in(path) as folder:
        assert folder is not None
        folder.start(manifest_of(**changes))
        yield folder


def written(path: Path, replications: int = 3, rows: int = 300, **changes: Any) -> Path:
    """The folder of a run that ended well, with a summary and a table beside its logs."""
    with started(path, replications=replications, **changes) as folder:
        for number in range(replications):
            add_log(folder, fabricated_log(number, rows, tickets=number == 1))
        folder.add({"summary.json": b"{}\n", "tables/backlog.csv": b"a,b\n1,2\n"})
        folder.finish(True)
    return path


def contents(path: Path) -> dict[str, bytes]:
    """Every file in a folder by its path there."""
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def add_log(folder: store.ResultFolder, log: RunLog) -> None:
    """Leave one finished replication in a folder, as a run does."""
    folder.add_finished(finished_files(log, folder.manifest["run_key"]))
