"""Two runs that the program and the script have measured."""

from __future__ import annotations

import pytest

from .both_readings import CHAIN, QUICK, Both, both_of


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A week after which many tickets are open."""
    return both_of(CHAIN, tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="session")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A week after which at most 1 % of the tickets are open."""
    return both_of(QUICK, tmp_path_factory.mktemp("quick"))


@pytest.fixture(params=["chain", "quick"])
def both(request: pytest.FixtureRequest) -> Both:
    """Each of the two."""
    found: Both = request.getfixturevalue(request.param)
    return found
