"""Erlang's formulas with a hundred digits, written for checking: slow, and nothing taken from the project."""

from __future__ import annotations

from decimal import Decimal, localcontext

DIGITS = 100
SMALLEST = Decimal(10) ** -60


def erlang_b(operators: int, load: float) -> Decimal:
    """Share lost, by the sum: 1/B is the sum over k of c (c - 1) .. (c - k + 1) / a^k."""
    with localcontext(prec=DIGITS):
        total = term = Decimal(1)
        for k in range(operators):
            term *= Decimal(operators - k) / Decimal(load)
            total += term
        return 1 / total


def erlang_c(operators: int, load: float) -> Decimal:
    """Share waiting: the weights a^k / k! below c, and a^c / c! times the geometric sum c / (c - a)."""
    with localcontext(prec=DIGITS):
        weight, below = Decimal(1), Decimal(0)
        for k in range(operators):
            below += weight
            weight *= Decimal(load) / (k + 1)
        queue = weight / (1 - Decimal(load) / operators)
        return queue / (below + queue)


def erlang_a(operators: int, load: float, patience: float, within: float) -> dict[str, Decimal]:
    """M/M/c+M with a mean handle time of 1: birth and death from the empty house up, and for the wait of one who
    finds j waiting a negative binomial law: departures of a pure death process seen on the scale exp(-theta t)."""
    with localcontext(prec=DIGITS):
        a, giving_up = Decimal(load), 1 / Decimal(patience)
        weight, below, mean_busy = Decimal(1), Decimal(0), Decimal(0)
        for n in range(operators):
            below += weight
            mean_busy += n * weight
            weight *= a / (n + 1)
        pull = operators / giving_up
        kept = (-giving_up * Decimal(within)).exp()  # one who is patient for `within`
        at_least, above = _negative_binomial(pull, kept), _negative_binomial(pull + 1, kept)
        queue = waiting = longer = late = patient_wait = rungs = Decimal(0)
        peak, j = weight, 0
        while weight > SMALLEST * peak or operators + j * giving_up < a:
            tail, tail_above = next(at_least), next(above)
            queue += weight
            waiting += j * weight
            longer += weight * tail
            rungs += 1 / (pull + j + 1)  # of the mean wait of one who is answered, by one more ahead
            patient_wait += weight * pull / (pull + j + 1) * rungs / giving_up
            late += weight * pull / (pull + j + 1) * tail_above
            weight *= a / (operators + (j + 1) * giving_up)
            peak, j = max(peak, weight), j + 1
        total = below + queue
        abandoned = giving_up * waiting / total / a
        answered_in = 1 - abandoned - late / total
        return {
            "waiting": queue / total,
            "abandoned": abandoned,
            "mean_wait": waiting / total / a,
            "asa": patient_wait / total / (1 - abandoned),
            "occupancy": (mean_busy + operators * queue) / total / operators,
            "virtual_longer": longer / total,
            "answered_in": answered_in,
            "abandoned_in": 1 - answered_in - kept * longer / total,
        }


def _negative_binomial(shape: Decimal, kept: Decimal):
    """Chance of at most 0, 1, 2, .. failures before `shape` successes of chance `kept` each."""
    term = total = shape and (shape * kept.ln()).exp()
    i = 0
    while True:
        yield total
        term *= (shape + i) / (i + 1) * (1 - kept)
        total += term
        i += 1
