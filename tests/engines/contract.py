"""What every engine must do: all worlds worked by hand, random worlds by the naive scan, and chance by its keys."""

from __future__ import annotations

import numpy as np

from sim.runlog import CONTACT_COLUMNS, STAFF_COLUMNS

from .random_worlds import check_random_worlds
from .world import hotline, team
from .worlds_of_breaks import WorldsOfBreaks
from .worlds_of_calls import WorldsOfCalls
from .worlds_of_flips import WorldsOfFlips
from .worlds_of_hours import WorldsOfHours
from .worlds_of_order import WorldsOfOrder
from .worlds_of_rosters import WorldsOfRosters
from .worlds_of_shifts import WorldsOfShifts

RANDOM_WORLDS = 100
ENOUGH = {
    "assignments": 500,
    "choices_of_work": 300,
    "choices_of_person": 100,
    "passed_over": 30,
    "resumed": 5,
    "ties": 30,
    "pauses": 100,
    "pauses_late": 30,
}
"""What the random worlds must hold at least, so that the scan has something to look at."""


class EngineContract(
    WorldsOfCalls, WorldsOfOrder, WorldsOfShifts, WorldsOfRosters, WorldsOfHours, WorldsOfBreaks, WorldsOfFlips
):
    """Every engine's tests; a subclass says how it runs."""

    def test_nobody_eligible_is_idle_beside_work(self):
        """At each instant of random worlds just that work is begun, by those people, that a naive scan would choose."""
        seen = check_random_worlds(self.run, RANDOM_WORLDS)
        for what, least in ENOUGH.items():
            assert seen[what] >= least, (what, dict(seen))

    def test_columns(self, tmp_path):
        """Both logs have just their columns, whole numbers of 64 bits and equal length, even if nothing happens."""
        for demand in ({"calls": "9:00 9:01"}, {"calls": "33:00"}):
            log = self.run(hotline(tmp_path, demand, {"floor": team()}))
            for columns, names in ((log.contacts, CONTACT_COLUMNS), (log.staff, STAFF_COLUMNS)):
                assert list(columns) == list(names)
                assert {column.dtype for column in columns.values()} == {np.dtype(np.int64)}
                assert len({len(column) for column in columns.values()}) == 1

    def test_chance_is_keyed(self, tmp_path):
        """The same seed and replication give the same rows; another of either gives others."""
        floor = team(2, wrap_up="1 min") | {"talk": {"law": "exponential", "mean": "3 min"}}
        world = hotline(tmp_path, {"calls": "9:00 9:01 9:02 9:03 9:04"}, {"floor": floor})
        talks = [self.run(world, *key).contacts["talk_end_us"].tolist() for key in ((1, 0), (1, 0), (2, 0), (1, 1))]
        assert talks[0] == talks[1]
        assert len({tuple(row) for row in talks}) == 3
