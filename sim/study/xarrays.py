"""Figures as an array with named axes, for those who work with xarray; the program itself does without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import HotlineError
from sim.measures.definitions import definition_of
from sim.measures.figures import PARTS

if TYPE_CHECKING:
    import xarray as xr

    from sim.statistics.intervals import Reals


def figures_dataset(
    numbers: Reals, measures: Sequence[str], along: Sequence[str], coords: Mapping[str, Any]
) -> xr.Dataset:
    """Value, numerator and denominator of figures; NaN where there is none.

    Parameters
    ----------
    numbers
        These three along the last axis, the measures along the one before.
    measures
        Which those are.
    along
        What the runs go along: the axes before these two.
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
    return xr.Dataset(
        {part: (axes, numbers[..., at].copy()) for at, part in enumerate(PARTS)},
        coords={
            **{axis: np.arange(length) for axis, length in zip(along, numbers.shape, strict=False)},
            "measure": list(measures),
            "unit": ("measure", [definition_of(key).unit for key in measures]),
            **coords,
        },
    )
