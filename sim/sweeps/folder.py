"""The folder of a sweep: what was asked stands there from the beginning, the tables at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.errors import StoreError
from sim.store.ledger import LEDGER, opened
from sim.store.manifest import sweep_manifest
from sim.store.sealed import sum_of_file
from sim.sweeps.results import SweepResults
from sim.sweeps.tables import CHARTS, TABLES, table_files

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.store.folder import ResultFolder
    from sim.store.ledger import Ledger
    from sim.sweeps.experiment import Experiment

SWEEP: Final = "sweep.yaml"
"""The sweep file as it was read."""
After = Callable[[SweepResults], bool]


@contextmanager
def begun(made: Experiment, out: ResultFolder | None, draws: bool, part: str = "") -> Iterator[Ledger]:
    """The ledger of a sweep, with its folder made ready; a ledger that is refused leaves the folder as it was.

    Charts of the same results stay there, unless they are drawn anew. `part` is which part of the sweep it is, such as
    2/8, if it is one.

    Raises
    ------
    StoreError
        If the folder holds results of another command, or cannot be written.
    """
    if out is None:
        with opened(None) as ledger:
            yield ledger
        return
    if out.before is not None and out.before["command"] != "sweep":
        raise StoreError(f"{out.path} holds results of `hotline {out.before['command']}`: give another folder")
    _look_at_seal(out)
    if (out.path / LEDGER).exists():
        with opened(out.path, to_read=True):  # which looks it over
            pass
    created, scenarios = datetime.now(UTC).isoformat(timespec="seconds"), _scenarios(made)
    manifest = sweep_manifest(made.file.name, made.key, made.seed, made.replications, created, scenarios)
    asked = {SWEEP: made.file.text} | {kept: of.to_yaml().encode() for kept, (_, of) in scenarios.items()}
    if part:
        manifest["shard"] = part
    is_same = (out.before or {}).get("run_key") == made.key
    out.start(manifest, writes=(*asked, *TABLES, *CHARTS), keeps=CHARTS if is_same and not draws else ())
    out.add(asked)
    with opened(out.path) as ledger:
        yield ledger


def _scenarios(made: Experiment) -> dict[str, tuple[str, Scenario]]:
    """By the name under which each scenario is kept: how the sweep file names it, and the scenario."""
    return {
        "scenario.yaml" if number == 1 else f"scenario_{number}.yaml": found
        for number, found in enumerate(made.bases.items(), 1)
    }


def end(out: ResultFolder, results: SweepResults, is_part: bool, after: After | None) -> None:
    """Write the tables, unless of a part, and the manifest.

    Parameters
    ----------
    out, results
        Where, and of what.
    is_part
        Whether other parts of the sweep are elsewhere.
    after
        Called with the results when their tables are written: whether all else that belongs to them is.
    """
    is_all = True
    if not is_part:
        out.add_bit_by_bit(table_files(results))
        is_all = after is None or after(results)
    made = results.experiment
    out.manifest |= {"replications": made.replications, "run_key": made.key}
    out.manifest[LEDGER] = _sum(out.path / LEDGER)
    runs = {(made.hashes[point], replication) for point, replication in results.figures}  # shared by designs alike
    out.finish(is_all and not results.failures, kept=len(runs))


def _look_at_seal(out: ResultFolder) -> None:
    """Say so where a finished ledger is not what it was: its results have sums of their own."""
    noted = (out.before or {}).get(LEDGER)
    if noted is not None and noted != _sum(out.path / LEDGER):
        logging.getLogger(__name__).warning(
            f"{out.path / LEDGER} is not what was written: results that are whole are taken, the others run again"
        )


def _sum(path: Path) -> str:
    return str(sum_of_file(path)["sha256"]) if path.exists() else ""
