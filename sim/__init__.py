"""Simulate and plan citizen hotlines (12345, 311, 111), from the ring of the phone to the closure of the ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.backtesting.backtest import Backtest, backtest
    from sim.errors import BudgetError, DataError, HotlineError, InfeasibleError, ScenarioError, StoreError
    from sim.fitting.fit import Fit, fit
    from sim.forecasting.forecast import Forecast, forecast
    from sim.logs.run_log import RunLog
    from sim.matching.match import match
    from sim.matching.matching import Matching
    from sim.measures.breakdown import breakdown
    from sim.measures.run import Measures, measure
    from sim.planning.front import Front, front
    from sim.planning.loop import plan
    from sim.planning.requirement import Requirement, requirement
    from sim.planning.staff_plan import StaffPlan
    from sim.planning.staff_roster import StaffRoster, roster
    from sim.scenario.schema import Scenario
    from sim.shipped import load_scenario
    from sim.simulation import simulate
    from sim.staffing.need import Need, need
    from sim.study.compare import Comparison, compare
    from sim.study.replicate import Replications, replicate
    from sim.study.selection import select
    from sim.sweeps.sweep import sweep

__version__ = "0.1.0"

_HOMES = {
    "Backtest": "sim.backtesting.backtest",
    "BudgetError": "sim.errors",
    "Comparison": "sim.study.compare",
    "DataError": "sim.errors",
    "Fit": "sim.fitting.fit",
    "Forecast": "sim.forecasting.forecast",
    "Front": "sim.planning.front",
    "HotlineError": "sim.errors",
    "InfeasibleError": "sim.errors",
    "Matching": "sim.matching.matching",
    "Measures": "sim.measures.run",
    "Need": "sim.staffing.need",
    "Replications": "sim.study.replicate",
    "Requirement": "sim.planning.requirement",
    "RunLog": "sim.logs.run_log",
    "Scenario": "sim.scenario.schema",
    "ScenarioError": "sim.errors",
    "StaffPlan": "sim.planning.staff_plan",
    "StaffRoster": "sim.planning.staff_roster",
    "StoreError": "sim.errors",
    "backtest": "sim.backtesting.backtest",
    "breakdown": "sim.measures.breakdown",
    "compare": "sim.study.compare",
    "fit": "sim.fitting.fit",
    "forecast": "sim.forecasting.forecast",
    "front": "sim.planning.front",
    "load_scenario": "sim.shipped",
    "match": "sim.matching.match",
    "measure": "sim.measures.run",
    "need": "sim.staffing.need",
    "plan": "sim.planning.loop",
    "replicate": "sim.study.replicate",
    "requirement": "sim.planning.requirement",
    "roster": "sim.planning.staff_roster",
    "select": "sim.study.selection",
    "simulate": "sim.simulation",
    "sweep": "sim.sweeps.sweep",
}

__all__ = [
    "Backtest",
    "BudgetError",
    "Comparison",
    "DataError",
    "Fit",
    "Forecast",
    "Front",
    "HotlineError",
    "InfeasibleError",
    "Matching",
    "Measures",
    "Need",
    "Replications",
    "Requirement",
    "RunLog",
    "Scenario",
    "ScenarioError",
    "StaffPlan",
    "StaffRoster",
    "StoreError",
    "backtest",
    "breakdown",
    "compare",
    "fit",
    "forecast",
    "front",
    "load_scenario",
    "match",
    "measure",
    "need",
    "plan",
    "replicate",
    "requirement",
    "roster",
    "select",
    "simulate",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that `hotline --help` answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, for `dir(sim)` and for completion."""
    return sorted([*__all__, "__version__"])
