"""Figures as an array with named axes, for those who work with xarray; the program itself does without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import HotlineError
from sim.measures.definitions import definition_of
from sim.measures.figures import NO_DATA, Figure

if TYPE_CHECKING:
    import xarray as xr


def figures_dataset(
    runs: Sequence[Mapping[str, Figure]], measures: Sequence[str], along: dict[str, int], coords: dict[str, Any]
) -> xr.Dataset:
    """Value, numerator and denominator of figures; NaN where there is none.

    Parameters
    ----------
    runs
        The figures of each run by measure; a run without figures is empty.
    measures
        Which of them.
    along
        Axes that the runs go along, with their lengths; the last one changes first.
    coords
        What else is known of them.

    Raises
    ------
    HotlineError
        If xarray is not installed.
    """
    try:
        import xarray as xr
    except ImportError:
        raise HotlineError("xarray is not installed: python -m pip install 'hotline-sim[xarray]'") from None
    axes = (*along, "measure")
    shape = (*along.values(), len(measures))
    parts = {
        part: [getattr(run.get(key, NO_DATA), part) for run in runs for key in measures]
        for part in ("value", "numerator", "denominator")
    }
    return xr.Dataset(
        {part: (axes, np.array(numbers, dtype=np.float64).reshape(shape)) for part, numbers in parts.items()},
        coords={
            **{axis: np.arange(length) for axis, length in along.items()},
            "measure": list(measures),
            "unit": ("measure", [definition_of(key).unit for key in measures]),
            **coords,
        },
    )
