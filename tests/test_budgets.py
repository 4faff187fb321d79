"""Every run ends: a run that exceeds its budget stops with the budget, the place and the loop named."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import BudgetError
from sim.scenario.schema import Scenario
from sim.simulation import simulate


def _storm(**budget: Any) -> Scenario:
    """Nobody answers after the first minute of the day, and everybody who gives up calls again within seconds."""
    return Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2026-03-02", "days": 1},
            "demand": {"calls": {"per_day": 20_000, "types": {"any": 1}}},
            "callers": {
                "patience": {"law": "exponential", "mean": "1 s"},
                "redial": {"after_abandon": 1, "delay": {"law": "exponential", "mean": "1 s"}, "max_tries": 100},
            },
            "operators": {
                "floor": {
                    "talk": {"law": "exponential", "mean": "1 min"},
                    "shifts": {"short": {"start": "00:00", "end": "00:01", "staff": 1}},
                }
            },
            "budget": budget,
        }
    )


def test_a_retry_storm_is_named() -> None:
    """An endless come-back of the same citizens stops at the event budget, and the message says what goes round."""
    with pytest.raises(BudgetError, match=r"event budget 50,000 reached at .* the same citizens keep coming back"):
        simulate(_storm(events=50_000))


def test_open_contacts_are_bounded() -> None:
    """A queue that only grows stops at the budget of open contacts."""
    growing = {
        "hotline": 1,
        "clock": {"start": "2026-03-02", "days": 1},
        "demand": {"calls": {"per_day": 50_000, "types": {"any": 1}}},
        "operators": {
            "floor": {
                "talk": {"law": "exponential", "mean": "1 h"},
                "shifts": {"day": {"start": "00:00", "end": "24:00", "staff": 1}},
            }
        },
        "budget": {"contacts_open": 2_000},
    }
    with pytest.raises(BudgetError, match="budget of 2,000 open contacts and tickets reached"):
        simulate(Scenario.model_validate(growing))


@pytest.mark.parametrize(
    ("budget", "sentence"),
    [({"wall_time": "1 ms"}, "time budget 0.001 s reached"), ({"memory_mb": 100}, "memory budget 100 MB reached")],
)
def test_time_and_memory_are_bounded(budget: dict[str, Any], sentence: str) -> None:
    """A run stops at its budget of time, and of memory."""
    with pytest.raises(BudgetError, match=sentence):
        simulate(_storm(**budget))


def test_the_command_returns_3() -> None:
    """A planner reads one sentence, and scripts see exit code 3."""
    done = CliRunner().invoke(main, ["run", "template_town", "--reps", "1", "--set", "budget.events=100"])
    assert done.exit_code == 3
    assert "event budget 100 reached" in done.stderr
    assert "Traceback" not in done.output
