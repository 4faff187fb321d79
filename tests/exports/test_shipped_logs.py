"""The event log of every shipped scenario keeps the standard: its schema, its types, its life of an activity."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.exports.histories import Histories, histories_of
from sim.exports.xes import write_xes
from sim.simulation import simulate

from ..engines.test_equality import SHIPPED, shortened
from .test_lifecycle import check_lives, lives_of
from .xes_schema import NAMESPACE, faults_of

TICKETS = 300
"""So many of each are written: their parts are all alike."""


def first_tickets(histories: Histories) -> Histories:
    """The first tickets of a run, with what belongs to them."""
    logs = {
        name: {key: column[columns["ticket"] < TICKETS] for key, column in columns.items()}
        if "ticket" in columns
        else columns
        for name, columns in histories.logs.items()
    }
    staff = logs["staff"]
    of_others = (staff["task"] >= 0) & (staff["task"] >= TICKETS << 36)
    logs["staff"] = {key: column[~of_others] for key, column in staff.items()}
    return replace(histories, logs=logs)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_keep_the_standard(path: Path, tmp_path: Path) -> None:
    """No value breaks the schema, every activity lives the standard's life; without tickets there is no log."""
    scenario = shortened(path, 1_000)
    histories = histories_of(simulate(scenario))
    if scenario.tickets is None:
        with pytest.raises(ScenarioError, match="has no 'tickets'"):
            write_xes(histories, tmp_path)
        return
    histories = first_tickets(histories)
    root = ET.parse(tmp_path / write_xes(histories, tmp_path)).getroot()
    assert faults_of(root) == []
    assert len(root.findall(f"{NAMESPACE}trace")) > 20
    check_lives(lives_of(histories))
