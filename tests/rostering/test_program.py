"""Programs with whole numbers, against all their answers listed one by one."""

from __future__ import annotations

import os
from itertools import product
from typing import Any

import numpy as np
import pytest

import sim.rostering.program as program_room
from sim.rostering.program import Program


def test_a_program_finds_what_a_list_of_all_answers_finds() -> None:
    """Forty covers of four to six columns: the least cost, and that none exists."""
    chance = np.random.default_rng(3)
    impossible = 0
    for _ in range(40):
        columns, rows = int(chance.integers(4, 7)), 4
        cost = chance.integers(1, 10, columns)
        covers = chance.integers(0, 2, (rows, columns))
        least = chance.integers(0, 5, rows)
        program = Program()
        heads = program.add(columns, high=3, cost=cost)
        for covered, wanted in zip(covers, least, strict=True):
            program.row(heads, covered, low=wanted)
        answers = np.array(list(product(range(4), repeat=columns)))
        keeps = (answers @ covers.T >= least).all(axis=1)
        found = program.solve()
        if not keeps.any():
            impossible += 1
            assert (found.outcome, found.values, found.gap) == ("impossible", None, np.inf)
            continue
        assert found.outcome == "optimal"
        assert found.values is not None
        assert (covers @ found.values >= least).all()
        assert found.cost == found.bound == (answers[keeps] @ cost).min()
    assert 0 < impossible < 20


def test_a_program_without_whole_numbers_has_its_own_bound() -> None:
    """Half a head is enough where heads need not be whole."""
    program = Program()
    program.row(program.add(1, cost=2.0, whole=False), 2.0, low=1.0)
    found = program.solve()
    assert (found.cost, found.bound, found.gap) == (1.0, 1.0, 0.0)


def test_a_cost_without_a_lower_end_is_told() -> None:
    """More of it always costs less."""
    program = Program()
    program.add(1, cost=-1.0, whole=False)
    assert program.solve().outcome == "unlimited"


def test_a_note_of_the_solver_is_no_answer(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lines go to stderr, and stdout is what it was afterwards."""
    solver = program_room.milp

    def talkative(*given: Any, **more: Any) -> Any:
        os.write(1, b"a note of the solver\n")
        return solver(*given, **more)

    monkeypatch.setattr(program_room, "milp", talkative)
    program = Program()
    program.row(program.add(1, cost=1.0), low=2.0)
    assert program.solve().cost == 2.0
    os.write(1, b"an answer\n")
    told = capfd.readouterr()
    assert told.out == "an answer\n"
    assert "a note of the solver" in told.err


def test_a_program_of_nothing_costs_nothing() -> None:
    """A roster without people."""
    assert Program().solve().cost == 0.0


def test_the_bound_is_that_of_parts_of_columns() -> None:
    """Half a head is enough; of rows with both ends each is kept, and what cannot be has no bound."""
    program = Program()
    heads = program.add(2, cost=[2.0, 3.0])
    program.row(heads, [2.0, 1.0], low=1.0, high=4.0)
    program.row(heads[1:], low=0.25, high=0.25)
    assert program.bound() == pytest.approx(2 * 0.375 + 3 * 0.25)
    program.row(heads, low=10.0)
    assert program.bound() == -np.inf
