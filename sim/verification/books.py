"""The identities that hold in every run, with the numbers on both sides, for the shipped scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.measures.identities import Balance, balance
from sim.measures.run import measure
from sim.shipped import load_scenario
from sim.simulation import Engine, simulate

SCENARIOS: Final = ("template_town", "template_groups", "tianjin_day")


@dataclass(frozen=True)
class Books:
    """The balance of one run of a shipped scenario."""

    scenario: str
    balance: Balance


def check_books(engine: Engine = "kernel", seed: int = 1) -> Iterator[Books]:
    """Run each scenario once and balance its books."""
    for name in SCENARIOS:
        log = simulate(load_scenario(name), seed=seed, engine=engine)
        yield Books(name, balance(log, measure(log)))
