"""Factors of a sweep that no run shows anything of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.sweeps.designs import factors_of

if TYPE_CHECKING:
    from sim.sweeps.designs import Point
    from sim.sweeps.results import SweepResults


def idle_factors(results: SweepResults) -> list[str]:
    """Factors whose levels left every figure of every run as it was.

    Of a factor that nowhere moves alone, as in most Latin hypercubes, nothing is told; nor of a list, which has none.
    """
    points = results.experiment.points
    factors = [] if results.experiment.file.sweep.design.list is not None else factors_of(points)
    return [factor for factor in factors if _is_idle(results, factor)]


def _is_idle(results: SweepResults, factor: str) -> bool:
    alike: dict[tuple[Any, ...], list[Point]] = {}
    for point in results.experiment.points:
        others = tuple(str(level) for name, level in point.levels.items() if name != factor)
        alike.setdefault(others, []).append(point)
    is_tried = False
    for group in alike.values():
        for number in range(results.experiment.replications if len(group) > 1 else 0):
            runs = [(point, results.figures.get((point.number, number))) for point in group]
            known = [(point.levels[factor], figures) for point, figures in runs if figures is not None]
            for level, figures in known[1:]:
                if figures != known[0][1]:
                    return False
                is_tried |= level != known[0][0]
    return is_tried
