"""How often fitted intervals hold the truth: what recovery.py and ticket_recovery.py count alike."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from sim.fitting.parameters import Parameter

Found = tuple[tuple[Parameter, ...], Mapping[str, Any], bool, Mapping[str, int]]
"""Of one line: what was fitted, the truth by key, whether its dirty rows were told, and further counts by name."""


@dataclass
class Held:
    """Intervals of 95 % by family of parameters: how many hold the truth, of how many."""

    held: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    other_laws: Counter[str] = field(default_factory=Counter)
    misses: list[dict[str, Any]] = field(default_factory=list)

    def count(self, line: int, parameters: tuple[Parameter, ...], truth: Mapping[str, Any]) -> None:
        """Count the parameters of a line; of another law than the true one only the mean has a truth to hold."""
        for one in parameters:
            law = truth.get(one.key.rpartition(".")[0] + ".law")
            is_other = bool(one.law) and one.law != law
            if is_other:
                self.other_laws[f"{one.key}: {one.law} for {law}"] += 1
            if one.key in truth and (not is_other or one.key.endswith(".mean")):
                family = one.key.replace("inquiry", "*").replace("complaint", "*")
                self.of[family] += 1
                self.held[family] += (inside := one.low <= truth[one.key] <= one.high)
                if not inside:
                    self.misses.append({"line": line, "key": one.key, "true": truth[one.key], "value": one.value,
                                        "low": one.low, "high": one.high, "law": one.law})  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Families and all as [held, of, share], laws taken for others, and the intervals that missed."""
        held, of = sum(self.held.values()), sum(self.of.values())
        return {
            "held": {one: [self.held[one], n, round(self.held[one] / n, 3)] for one, n in self.of.items()},
            "all": [held, of, round(held / of, 4)],
            "other_laws": dict(self.other_laws),
            "misses": self.misses,
        }


def tell_recovery(about: str | None, found: Callable[[Path, int], Found]) -> None:
    """Fit as many lines as the command line says and print what is held, as JSON."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1, help="processes; lines are the same whatever their number")
    asked = parser.parse_args()
    counts, more, rows_told = Held(), Counter[str](), 0
    with tempfile.TemporaryDirectory() as box, ProcessPoolExecutor(asked.workers) as pool:
        lines = tqdm(pool.map(partial(found, Path(box)), range(asked.lines)), total=asked.lines, unit="line")
        for line, (parameters, truth, told, further) in enumerate(lines):
            counts.count(line, parameters, truth)
            rows_told += told
            more.update(further)
    print(json.dumps({"lines": asked.lines, "dirty_rows_told": rows_told, **more, **counts.told()}, indent=2))
