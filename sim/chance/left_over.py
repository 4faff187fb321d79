"""What is left of a length that has lasted a while already: F^-1(F(age) + u (1 - F(age))) - age, law by law.

Each law goes by its own survival function, so that nothing is lost where little is left of it: 1 - (1 - 1e-20) is 0.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import compiled, rule
from sim.chance.keyed import Purpose, uniform
from sim.chance.laws import (
    DETERMINISTIC,
    EXPONENTIAL,
    LOGNORMAL,
    TABLE,
    TOP_LOGIT,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    normal_quantile,
    quantile,
    table_value,
    whole_us,
)

LAST_LOGIT: Final = 30.0
"""A law of a table counts as memoryless from where a share of 1e-13 is left: all of them end like an exponential."""
MOST_PAIRS: Final = 1_000
"""Pairs of travel and work that are tried: one in a thousand lasts as long as what has lasted so long."""
FAR_DEVIATES: Final = 30.0
"""So many standard deviations out the normal tail is taken by its asymptotic form; `erfc` ends not much beyond."""


@rule
def left_over(kind: int, a: float, b: float, c: float, table: npt.NDArray[np.float64], age: float, u: float) -> float:
    """What is left, in microseconds, of a length of this law that has lasted `age`; 0 if none lasts longer.

    Parameters
    ----------
    kind, a, b, c, table
        The row of a law (`sim.chance.laws`).
    age
        Microseconds that it has lasted; 0 or less: it begins now.
    u
        A number in (0, 1): the share of what may be left that is below the answer.
    """
    if age <= 0 or kind == EXPONENTIAL:
        return quantile(kind, a, b, c, table, u)
    if kind == LOGNORMAL:
        return max(math.exp(a + b * _deviate_beyond((math.log(age) - a) / b, u)) - age, 0.0)
    if kind == DETERMINISTIC:
        return max(a - age, 0.0)
    if kind == WEIBULL:
        return _weibull_left(a, b, age, -math.log1p(-u))
    if kind == UNIFORM:
        below = max(a, age)
        return max(below + (b - below) * u - age, 0.0)
    if kind == TRIANGULAR:
        return _triangular_left(a, b, c, age, u)
    if kind == TABLE:
        return _table_left(a, b, table, age, u)
    return _sample_left(int(a), int(b), table, age, u)


@rule
def _deviate_beyond(z: float, u: float) -> float:
    """The standard normal deviate below which a share `u` of those beyond `z` lies.

    Source
    ------
    Far out: log(1 - Phi(x)) = -x^2/2 - log(x) + const + O(1/x^2) (Mills' ratio), solved by one step from
    sqrt(z^2 - 2 log(1 - u)).
    """
    if z < FAR_DEVIATES:
        lasts = 0.5 * math.erfc(z / math.sqrt(2.0))
        beyond = lasts * (1.0 - u)
        if beyond < 0.5:
            return -normal_quantile(beyond)
        return normal_quantile(0.5 * math.erfc(-z / math.sqrt(2.0)) + u * lasts)
    square = z * z - 2.0 * math.log1p(-u)
    return math.sqrt(square - math.log(square / (z * z)))


@rule
def _weibull_left(scale: float, power: float, age: float, hazard: float) -> float:
    """((age/scale)^(1/power) + hazard)^power x scale - age, with the larger term outside the power."""
    if age < scale:
        return scale * math.pow(math.pow(age / scale, 1.0 / power) + hazard, power) - age
    return age * math.expm1(power * math.log1p(hazard * math.pow(scale / age, 1.0 / power)))


@rule
def _triangular_left(low: float, mode: float, high: float, age: float, u: float) -> float:
    if age >= high:
        return 0.0
    width = high - low
    if age <= low:
        beyond = 1.0
    elif age <= mode:
        beyond = 1.0 - (age - low) / width * ((age - low) / (mode - low))
    else:
        beyond = (high - age) / width * ((high - age) / (high - mode))
    beyond *= 1.0 - u
    if beyond * width <= high - mode:
        return max(high - math.sqrt(beyond * width * (high - mode)) - age, 0.0)
    return max(low + math.sqrt((1.0 - beyond) * width * (mode - low)) - age, 0.0)


@rule
def _table_left(first: float, entries: float, table: npt.NDArray[np.float64], age: float, u: float) -> float:
    age = min(age, table_value(first, entries, table, LAST_LOGIT))
    begin, log_age = int(first), math.log(age)
    if log_age <= table[begin]:
        return max(table_value(first, entries, table, math.log(u) - math.log1p(-u)) - age, 0.0)
    low, high = 0, int(entries) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if table[begin + middle] < log_age:
            low = middle
        else:
            high = middle
    place = low + (log_age - table[begin + low]) / (table[begin + high] - table[begin + low])
    logit = place / (entries - 1.0) * (2.0 * TOP_LOGIT) - TOP_LOGIT
    lasts = 1.0 / (1.0 + math.exp(logit))
    beyond, below = lasts * (1.0 - u), 1.0 / (1.0 + math.exp(-logit)) + u * lasts
    pair = (math.log1p(-beyond), math.log(beyond)) if beyond < 0.5 else (math.log(below), math.log1p(-below))
    return max(table_value(first, entries, table, pair[0] - pair[1]) - age, 0.0)


@rule
def _sample_left(first: int, entries: int, table: npt.NDArray[np.float64], age: float, u: float) -> float:
    """One of the observed lengths above the age, each equally likely."""
    low, high = 0, entries
    while low < high:
        middle = (low + high) // 2
        if table[first + middle] <= age:
            low = middle + 1
        else:
            high = middle
    longer = entries - low
    if longer == 0:
        return 0.0
    return float(table[first + low + min(int(u * longer), longer - 1)]) - age


@rule
def length_left_us(
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
    factor: float,
    age_us: int,
) -> int:
    """What is left of a drawn length, times a factor, that has lasted `age_us`: whole microseconds, at least one."""
    u = uniform(seed, replication, purpose, name_key, entity, visit)
    return whole_us(factor * left_over(kind, a, b, c, table, age_us / factor, u))


@rule
def work_left_us(
    seed: int,
    replication: int,
    kind: npt.NDArray[np.int64],
    a: npt.NDArray[np.float64],
    b: npt.NDArray[np.float64],
    c: npt.NDArray[np.float64],
    table: npt.NDArray[np.float64],
    travel: int,
    work: int,
    travel_factor: float,
    work_factor: float,
    name_key: int,
    entity: int,
    age_us: int,
    pace: float,
) -> int:
    """What is left of a crew's travel and work that have lasted `age_us` together, at a pace, at least a microsecond.

    Parameters
    ----------
    kind, a, b, c, table
        The columns of all laws.
    travel, work
        Rows of the two laws; -1: there is none.
    travel_factor, work_factor
        What multiplies lengths of either.

    Notes
    -----
    Of two lengths pairs are drawn until one lasts longer than that, which is the law of the pair given that it does.
    After `MOST_PAIRS` of them the age is taken for one of the work alone.
    """
    if travel >= 0 and work >= 0:
        for attempt in range(MOST_PAIRS):
            u, v = (
                uniform(seed, replication, Purpose.TRAVEL_IN_HAND, name_key, entity, attempt),
                uniform(seed, replication, Purpose.WORK_IN_HAND, name_key, entity, attempt),
            )
            travels = travel_factor * quantile(kind[travel], a[travel], b[travel], c[travel], table, u)
            lasts = travels + work_factor * quantile(kind[work], a[work], b[work], c[work], table, v)
            if lasts > age_us:
                return whole_us((lasts - age_us) / pace)
    law, factor = (work, work_factor) if work >= 0 else (travel, travel_factor)
    u = uniform(seed, replication, Purpose.WORK_IN_HAND, name_key, entity, MOST_PAIRS)
    return whole_us(factor * left_over(kind[law], a[law], b[law], c[law], table, age_us / factor, u) / pace)


draw_work_left_us = compiled(work_left_us)
"""`work_left_us`, to be called from Python."""
draw_left_us = compiled(length_left_us)
"""`length_left_us`, to be called from Python."""


def longest_length(kind: int, a: float, b: float, c: float, table: npt.NDArray[np.float64]) -> float:
    """The longest length of a law, in microseconds; infinite if there is none."""
    if kind == DETERMINISTIC:
        return a
    if kind == UNIFORM:
        return b
    if kind == TRIANGULAR:
        return c
    if kind in (EXPONENTIAL, LOGNORMAL, WEIBULL, TABLE):
        return math.inf
    return float(table[int(a) + int(b) - 1])
