"""Shift design against all designs listed one by one, and against covers whose optimum is published."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from sim.errors import InfeasibleError
from sim.rostering.design import Breaks, design
from sim.rostering.shift_parts import Cover, Design, Kind, Piece, Problem, Promise, Rest

WHOLE = 1e-9
WAYS: tuple[Breaks, ...] = ("pattern", "start")


def _kind(name: str, starts: tuple[int, ...], length: int, price: float, *rests: Rest, **more: int) -> Kind:
    return Kind(name, name, 0, (Piece(starts, length, rests),), price, **more)


def _problem(slots: int, kinds: list[Kind], least: list[float], **more: object) -> Problem:
    return Problem(slots, ("desk",), tuple(kinds), (Cover((0,), np.array(least, dtype=float)),), **more)  # type: ignore[arg-type]


# Three covers of textbooks, with the optimum that is published there.
BUSES = [4.0, 8.0, 10.0, 7.0, 12.0, 4.0]  # Taha, Operations Research: 4-hour periods, shifts of 8 h, 26 buses
POST_OFFICE = [17.0, 13.0, 15.0, 19.0, 14.0, 16.0, 11.0]  # Winston: five days in a row, 23 people
AIRWAYS = [48.0, 79.0, 65.0, 87.0, 64.0, 73.0, 82.0, 43.0, 52.0, 15.0]  # Hillier and Lieberman: 30,610 a day


@pytest.mark.parametrize(("least", "length", "optimum"), [(BUSES, 2, 26), (POST_OFFICE, 5, 23)])
def test_cyclic_covers_of_textbooks_reach_their_optimum(least: list[float], length: int, optimum: int) -> None:
    """Shifts that begin in every slot and go on over the end of the cycle."""
    kinds = [_kind(str(slot), (slot,), length, 1.0) for slot in range(len(least))]
    assert design(_problem(len(least), kinds, least), gap=0.0).price == optimum


def test_a_cover_of_five_shifts_with_wages_reaches_its_optimum() -> None:
    """Periods of two hours from 6:00, the last of eight; the night shift is the dearest."""
    shifts = {"6": (0, 4, 170), "8": (1, 4, 160), "12": (3, 4, 175), "16": (5, 4, 180), "22": (8, 2, 195)}
    kinds = [_kind(name, (start,), length, price) for name, (start, length, price) in shifts.items()]
    found = design(_problem(len(AIRWAYS), kinds, AIRWAYS, is_cyclic=False), gap=0.0)
    assert found.price == 30_610
    assert {one.kind.name: one.heads for one in found.used} == {"6": 48, "8": 31, "12": 39, "16": 43, "22": 15}


def _random(chance: np.random.Generator) -> Problem:
    """A cyclic day of eight slots, two or three shifts, some with one or two breaks."""
    slots = 8
    kinds = []
    for number in range(int(chance.integers(2, 4))):
        length = int(chance.integers(4, 6))
        rests = [Rest(1, 2, float(chance.choice([0.5, 1.0])))] if chance.random() < 0.8 else []
        if length == 5 and rests and chance.random() < 0.5:
            rests.append(Rest(3, 3 + int(chance.integers(0, 2)), 1.0))
        start = int(chance.integers(0, slots))
        least = int(chance.choice([0, 2]))
        kinds.append(_kind(f"s{number}", (start,), length, float(chance.integers(3, 9)), *rests, least=least, most=3))
    asked = chance.integers(0, 3, slots).astype(float)
    price = float(chance.choice([2.0, np.inf]))
    cover = Cover((0,), asked, price, float(chance.choice([0.0, 0.5])))
    limit = ((0, 2),) if chance.random() < 0.4 else ()
    return Problem(slots, ("desk",), tuple(kinds), (cover,), most_templates=limit)


def _ways(kind: Kind) -> list[tuple[int, ...]]:
    """Where the breaks of one head may begin."""
    (piece,) = kind.pieces
    each = [range(rest.earliest, rest.latest + 1) for rest in piece.rests]
    return [way for way in product(*each) if all(later >= at + 1 for at, later in pairwise(way))]


def _least_cost(problem: Problem) -> float:
    """The cost of the cheapest of all designs; infinite if none keeps what is asked."""
    choices = []
    for kind in problem.kinds:
        (piece,) = kind.pieces
        rows = []
        for way in _ways(kind):
            row = np.zeros(problem.slots)
            for slot in range(piece.starts[0], piece.starts[0] + piece.length):
                row[slot % problem.slots] += 1
            for at, rest in zip(way, piece.rests, strict=True):
                row[(piece.starts[0] + at) % problem.slots] -= rest.length
            rows.append(row)
        counts = [
            count for count in product(range(kind.most + 1), repeat=len(rows))
            if sum(count) <= kind.most and (sum(count) == 0 or sum(count) >= kind.least)
        ]  # fmt: skip
        choices.append([(sum(count), kind.price * sum(count), np.array(count) @ np.array(rows)) for count in counts])
    (cover,) = problem.covers
    limit = dict(problem.most_templates).get(0, len(problem.kinds))
    least = np.inf
    for chosen in product(*choices):
        if sum(heads > 0 for heads, _, _ in chosen) > limit:
            continue
        present = sum(row for _, _, row in chosen)
        under, over = np.maximum(cover.least - present, 0), np.maximum(present - cover.least, 0)
        under = np.where(under < WHOLE, 0, under)
        missing = (under[under > 0] * cover.under_price).sum()
        least = min(least, sum(price for _, price, _ in chosen) + missing + cover.over_price * over.sum())
    return float(least)


def _check(problem: Problem, found: Design) -> None:
    """A design does what it says: heads and breaks, counted once more, are who is present."""
    present = np.zeros(problem.slots)
    for one in found.used:
        (piece,), (rests,) = one.kind.pieces, one.rests
        for slot in range(piece.starts[0], piece.starts[0] + piece.length):
            present[slot % problem.slots] += one.heads
        assert len(rests) == one.heads
        for head in rests:
            assert head in _ways(one.kind)
            for at, rest in zip(head, piece.rests, strict=True):
                present[(piece.starts[0] + at) % problem.slots] -= rest.length
    assert np.allclose(found.present[0], present)
    assert np.allclose(found.missing[0], np.maximum(problem.covers[0].least - present, 0))


def test_designs_cost_what_the_cheapest_of_all_costs() -> None:
    """Forty small problems, with breaks decided in both ways; some of them have no design at all."""
    chance = np.random.default_rng(11)
    impossible = 0
    for _ in range(40):
        problem = _random(chance)
        least = _least_cost(problem)
        for breaks in WAYS:
            if np.isinf(least):
                impossible += 1
                with pytest.raises(InfeasibleError):
                    design(problem, breaks=breaks, gap=0.0)
            else:
                found = design(problem, breaks=breaks, gap=0.0)
                assert found.cost == pytest.approx(least, abs=1e-6)
                assert found.bound == pytest.approx(least, abs=1e-6)
                _check(problem, found)
    assert 4 <= impossible <= 40


def test_what_clashes_is_told() -> None:
    """A slot that nobody may work, and too few different shifts."""
    kinds = [_kind("early", (0,), 4, 1.0), _kind("late", (3,), 4, 1.0)]
    with pytest.raises(InfeasibleError, match="in slot 7 the shifts of 'desk' lack 2 of 2 people"):
        design(_problem(8, kinds, [1.0] * 7 + [2.0]))
    with pytest.raises(InfeasibleError, match="allow more of them"):
        design(_problem(8, kinds, [1.0] * 7 + [0.0], most_templates=((0, 1),)))


def test_a_promise_is_kept_at_the_least_cost() -> None:
    """Two slots of 10 and 30 calls, of which each head answers half of what is left."""
    heads = np.tile(np.arange(9.0), (2, 1))
    values = np.array([[10.0], [30.0]]) * (1 - 2.0**-heads)
    kinds = [_kind("a", (0,), 1, 1.0, most=8), _kind("b", (1,), 1, 1.0, most=8)]
    for share in (0.5, 0.8, 0.9):
        promise = Promise("answered", (0,), heads, values, share * 40)
        found = design(Problem(2, ("desk",), tuple(kinds), promises=(promise,)), gap=0.0)
        listed = [
            a + b for a, b in product(range(9), repeat=2)
            if 10 * (1 - 2.0**-a) + 30 * (1 - 2.0**-b) >= share * 40 - 1e-9
        ]  # fmt: skip
        assert found.price == min(listed)
    far = replace(promise, at_least=41.0)
    with pytest.raises(InfeasibleError, match="'answered' is out of reach"):
        design(Problem(2, ("desk",), tuple(kinds), promises=(far,)))
