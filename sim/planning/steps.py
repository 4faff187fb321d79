"""Steps on the way to a plan that need not be done again: designs of shifts and simulated plans, kept in a ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from sim.measures.targets import TargetResult
from sim.planning.trial import Parts, Trial
from sim.rostering.design import design
from sim.rostering.shift_parts import Kind, Problem, Used
from sim.store.ledger import packed, unpacked
from sim.store.manifest import Program
from sim.store.sealed import canonical_json, sha256

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.simulation import Engine
    from sim.store.ledger import Ledger

DESIGN_SECONDS: Final = 10.0
"""Of one design."""
WHAT: Final = "step"
Found = TypeVar("Found")


@dataclass(frozen=True)
class Designed:
    """The shifts of a design, and what no design costs less than."""

    used: tuple[Used, ...]
    bound: float


class Steps:
    """What was worked out, now or by an earlier call that was stopped.

    Attributes
    ----------
    taken, made
        Steps that were there already, and those that are there now for the first time.
    """

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger
        self._program = Program.now() if ledger is not None else None
        self.taken: set[str] = set()
        self.made: set[str] = set()

    def designed(self, problem: Problem, gap: float) -> Designed:
        """The cheapest shifts, but for such a share of their cost.

        Raises
        ------
        InfeasibleError
            As `sim.rostering.design.design`.
        """

        def made() -> Designed:
            found = design(problem, seconds=DESIGN_SECONDS, gap=gap)
            return Designed(found.used, found.bound)

        if self._ledger is None:
            return made()
        kinds = {kind.name: kind for kind in problem.kinds}
        return self._at(["design", _told(problem), gap], (0, 0), made, _design_bytes, lambda data: _design(data, kinds))

    def trial(
        self,
        scenario: Scenario,
        data: dict[str, str],
        run: tuple[int, int],
        looks: int,
        engine: Engine,
        made: Callable[[], Trial],
    ) -> Trial:
        """How a plan fares.

        Parameters
        ----------
        scenario, looks, engine
            As `sim.planning.trials.Trials.at`.
        data
            Sums of its data files.
        run
            Seed and replications.
        made
            Simulates it.
        """
        if self._ledger is None:
            return made()
        told = ["trial", scenario.document, data, *run, looks, engine]
        return self._at(told, run, made, _trial_bytes, _trial)

    def _at(
        self,
        told: Any,
        run: tuple[int, int],
        made: Callable[[], Found],
        to_bytes: Callable[[Found], bytes],
        of_bytes: Callable[[bytes], Found],
    ) -> Found:
        """What is kept of a step, or else is made and kept."""
        ledger, program = self._ledger, self._program
        assert ledger is not None
        assert program is not None
        key = sha256(canonical_json([told, asdict(program)]).encode())
        for _, _, rows in ledger.results([key]):
            for *_, data in rows:
                if data is not None:
                    if key not in self.made:
                        self.taken.add(key)
                    return of_bytes(data)
        found = made()
        ledger.plan([(key, told[0], *run)])
        ledger.done(key, [(WHAT, None, None, None, to_bytes(found))])
        ledger.commit()
        self.made.add(key)
        return found


def _told(problem: Problem) -> list[Any]:
    """All that a design depends on."""
    kinds = [asdict(kind) for kind in problem.kinds]
    covers = [[one.pools, one.least.tolist(), one.under_price, one.over_price] for one in problem.covers]
    promises = [[one.pools, one.heads.tolist(), one.values.tolist(), one.at_least] for one in problem.promises]
    return [problem.slots, problem.is_cyclic, problem.most_templates, problem.worked, kinds, covers, promises]


def _design_bytes(found: Designed) -> bytes:
    used = [[one.kind.name, one.heads, one.rests] for one in found.used]
    return packed({"bound": found.bound, "used": used}, [])


def _design(data: bytes, kinds: dict[str, Kind]) -> Designed:
    about, _ = unpacked(data)
    used = tuple(
        Used(kinds[name], heads, tuple(tuple(tuple(head) for head in piece) for piece in rests))
        for name, heads, rests in about["used"]
    )
    return Designed(used, about["bound"])


def _trial_bytes(found: Trial) -> bytes:
    about = {
        "n": found.n,
        "seed": found.seed,
        "engine": found.engine,
        "targets": [asdict(target) for target in found.targets],
        "known": [part is not None for part in found.parts],
    }
    arrays = [side.astype("<f8").tobytes() for part in found.parts if part is not None for side in part]
    return packed(json.loads(json.dumps(about)), arrays)


def _trial(data: bytes) -> Trial:
    about, arrays = unpacked(data)
    sides = iter(np.frombuffer(array, dtype="<f8").astype(np.float64) for array in arrays)
    parts: list[Parts | None] = [(next(sides), next(sides)) if known else None for known in about["known"]]
    targets = tuple(TargetResult(**target) for target in about["targets"])
    return Trial(about["n"], about["seed"], about["engine"], targets, tuple(parts))
