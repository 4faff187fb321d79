"""What the same citizens save: the variance of each difference, paired and with citizens of the design's own.

Run: python benchmarks/pairing.py [--reps 60] [--seed 1] [--base tianjin_day] [--variant tianjin_day_55s]
Prints a row for each measure that has data, with the busyness of days as it is and without: the variance of the
difference with the same citizens, that with other ones (the variant's own seed), and their ratio. Beside it stands what
`hotline compare` says from the pairs alone. That the citizens are the same is told by the keys of their draws.
"""

from __future__ import annotations

import argparse

import numpy as np

import sim
from sim.measures.estimate import figures_of, spread_of
from sim.study.compare import Comparison, compare

OWN = 10_000
"""Added to the seed of a design that has citizens of its own."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base", default="tianjin_day")
    parser.add_argument("--variant", default="tianjin_day_55s")
    asked = parser.parse_args()
    designs = [sim.load_scenario(name) for name in (asked.base, asked.variant)]
    for busyness in ("on", "off"):
        if busyness == "off":
            designs = [without_busyness(design) for design in designs]
        both = compare(*designs, replications=asked.reps, seed=asked.seed)
        citizens = both.citizens()
        alone = sim.replicate(designs[1], replications=asked.reps, seed=asked.seed + OWN)
        print(f"\nbusyness {busyness}; the same citizens: {citizens.shared:,} of {citizens.base:,}")
        print(f"{'measure':28} {'paired':>12} {'own citizens':>12} {'ratio':>7} {'saved':>7}")
        for key, difference in both.differences().items():
            if difference.difference is not None:
                print(row(both, alone, key))


def without_busyness(design: sim.Scenario) -> sim.Scenario:
    """The same design, whose days differ by chance alone."""
    return design.replace({f"demand.{name}.busyness_cv": 0 for name in design.demand})


def row(both: Comparison, alone: sim.Replications, key: str) -> str:
    """One measure's variances of a single difference, and their ratio; a dash where neither design varies."""
    base, variant, other = (
        spread_of(key, figures_of(key, side.measures)) for side in (both.base, both.variant, alone)
    )  # fmt: skip
    paired, own = (float(np.var(one.deviations - base.deviations, ddof=1)) for one in (variant, other))
    saved = both.difference(key).variance_saved
    ratio = f"{own / paired:7.1f}" if paired > 0 else f"{'-':>7}"
    return f"{key:28} {paired:12.4g} {own:12.4g} {ratio} {'-' if saved is None else f'{saved:7.1%}':>7}"


if __name__ == "__main__":
    main()
