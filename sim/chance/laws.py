"""Laws as quantile functions in plain scalar arithmetic: one function serves both engines and whole columns.

Only `math` is used on the way to a drawn length; numpy's own logarithms differ from it in the last bit.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import compiled, rule
from sim.chance.keyed import uniform

DETERMINISTIC: Final = 0  # a: the length
EXPONENTIAL: Final = 1  # a: mean
LOGNORMAL: Final = 2  # a: log of the median, b: sigma
WEIBULL: Final = 3  # a: scale, b: 1 / shape
UNIFORM: Final = 4  # a: low, b: high
TRIANGULAR: Final = 5  # a: low, b: mode, c: high
TABLE: Final = 6  # a: first entry, b: entries; log quantiles over evenly spaced logits of u
SAMPLE: Final = 7  # a: first entry, b: entries; observed lengths, each equally likely
BY_TIME: Final = 8  # a: first step, b: after its last step; each step has a law of another kind

TOP_LOGIT: Final = 36.75
"""The table spans logits from -TOP_LOGIT to TOP_LOGIT: every uniform number with 52 bits lies inside."""
LONGEST: Final = 4.0e18
"""No drawn length is longer (microseconds): it must fit in 63 bits."""


@rule
def normal_quantile(p: float) -> float:
    """The standard normal quantile, to about 1e-16 relative.

    Source
    ------
    Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37.
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
            + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
        low = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
            + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
        return q * top / low
    r = math.sqrt(-math.log(p if q < 0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        top = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
            + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        low = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
            + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
        low = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    return -top / low if q < 0 else top / low


@rule
def table_value(first: float, entries: float, table: npt.NDArray[np.float64], logit: float) -> float:
    """A quantile from a table of log quantiles over evenly spaced logits, by straight lines between entries."""
    place = (logit + TOP_LOGIT) / (2.0 * TOP_LOGIT) * (entries - 1.0)
    i = min(max(int(place), 0), int(entries) - 2)
    below = table[int(first) + i]
    above = table[int(first) + i + 1]
    return math.exp(below + (above - below) * (place - i))


@rule
def quantile(kind: int, a: float, b: float, c: float, table: npt.NDArray[np.float64], u: float) -> float:
    """The length below which a share `u` of lengths lies, in microseconds."""
    if kind == EXPONENTIAL:
        return -a * math.log1p(-u)
    if kind == LOGNORMAL:
        return math.exp(a + b * normal_quantile(u))
    if kind == DETERMINISTIC:
        return a
    if kind == WEIBULL:
        return a * math.pow(-math.log1p(-u), b)
    if kind == UNIFORM:
        return a + (b - a) * u
    if kind == TRIANGULAR:
        if u * (c - a) <= b - a:
            return a + math.sqrt(u * (c - a) * (b - a))
        return c - math.sqrt((1.0 - u) * (c - a) * (c - b))
    if kind == TABLE:
        return table_value(a, b, table, math.log(u) - math.log1p(-u))
    return float(table[int(a) + min(int(u * b), int(b) - 1)])


@rule
def whole_us(length: float) -> int:
    """A drawn length as whole microseconds, at least one."""
    return max(1, math.floor(min(length, LONGEST) + 0.5))


@rule
def length_us(
    seed: int,
    replication: int,
    kind: int,
    a: float,
    b: float,
    c: float,
    table: npt.NDArray[np.float64],
    purpose: int,
    name_key: int,
    entity: int,
    visit: int,
    pace: float,
) -> int:
    """A drawn length in whole microseconds; at a pace of 0.9 it takes 1/0.9 as long."""
    u = uniform(seed, replication, purpose, name_key, entity, visit)
    return whole_us(quantile(kind, a, b, c, table, u) / pace)


draw_us = compiled(length_us)
"""`length_us`, to be called from Python."""


@compiled
def quantile_column(
    kind: int, a: float, b: float, c: float, table: npt.NDArray[np.float64], column: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Whole microseconds for a column of uniform numbers."""
    lengths = np.empty(column.size, dtype=np.int64)
    for i in range(column.size):
        lengths[i] = whole_us(quantile(kind, a, b, c, table, column[i]))
    return lengths
