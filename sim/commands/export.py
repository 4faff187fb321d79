"""`hotline export`: the logs of one replication as files for other programs."""

from __future__ import annotations

from typing import Any

from sim.commands.console import show
from sim.commands.ending import DONE
from sim.exports.exporting import export


def export_logs(run_or_scenario: str, **asked: Any) -> int:
    """Write what was asked for, as `sim.exports.exporting.export` has it, and name the files; the exit code."""
    for path in export(run_or_scenario, **asked):
        show(str(path))
    return DONE
