"""Where tickets that miss a promise lose their time: made-up runs worked by hand, and lines with one planted fault."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.measures.misses import missing, missing_frame
from sim.measures.relief import Relief
from sim.measures.ticket_pieces import CAUSE_OF, CODE_OF
from sim.measures.time_to_closure import ClosureTimes, Misses
from sim.report.misses import miss_sentences, misses_text
from sim.study.missing import missing_of

from .test_headlines import PLACES, SHAPE

TOWN = 1
PEOPLE, HOURS = Relief("people", TOWN, -1), Relief("hours", TOWN, -1)
HANDLING = CODE_OF["handling"]


def _run(missed: int, waits: int, closed: int, spared: float) -> ClosureTimes:
    """A run in which tickets wait for people and for hours at the town; more people spare some of the misses."""
    time_us = np.zeros(SHAPE, dtype=np.int64)
    time_us[HANDLING, TOWN, CAUSE_OF["people"]] = waits
    time_us[HANDLING, TOWN, CAUSE_OF["hours"]] = closed
    nothing = np.zeros(SHAPE[1:], dtype=np.int64)
    misses = Misses(100, missed, time_us, {PEOPLE: spared, HOURS: missed / 20})
    return ClosureTimes(PLACES, time_us, nothing[:, 0], nothing, {"closed": misses})


def test_shares_are_of_the_time_and_of_the_misses() -> None:
    """Two runs: of 40 h lost 30 are for people; of 20 misses more people spare 8."""
    (found,) = missing([_run(8, 10, 5, 3.0), _run(12, 20, 5, 5.0)], ["closed"])
    assert found.missed.estimate == pytest.approx(20 / 200)
    assert [(part.stage, part.place, part.cause) for part in found.parts] == [
        ("handling", "town", "people"), ("handling", "town", "hours"),
    ]  # fmt: skip
    assert [part.share.estimate for part in found.parts] == [pytest.approx(30 / 40), pytest.approx(10 / 40)]
    spared = [part.spared.estimate for part in found.parts if part.spared is not None]
    assert spared == [pytest.approx(8 / 20), pytest.approx(1 / 20)]


def test_the_bottleneck_is_shown_and_not_by_chance() -> None:
    """What spares half of the misses in each of ten runs is; what spares all of them in one run of ten is not."""
    runs = [_run(20, 10, 5, 10.0) for _ in range(10)]
    (found,) = missing(runs, ["closed"])
    assert found.bottleneck is not None
    assert found.bottleneck.cause == "people"
    by_chance = [_run(20, 10, 5, 20.0 * (number == 0)) for number in range(10)]
    (found,) = missing(by_chance, ["closed"])
    assert found.bottleneck is not None
    assert found.bottleneck.cause == "hours"  # a twentieth, but in each of them


def test_a_promise_that_nobody_misses_is_told() -> None:
    """No parts, no bottleneck, and a sentence in either language."""
    nothing = np.zeros(SHAPE[1:], dtype=np.int64)
    run = ClosureTimes(
        PLACES, np.zeros(SHAPE), nothing[:, 0], nothing, {"same_day_closure": Misses(9, 0, np.zeros(SHAPE), {})}
    )
    found = missing([run, run], ["same_day_closure"])
    assert found[0].bottleneck is None
    assert misses_text(found) == "'same-day closure': no ticket misses it."
    assert misses_text(found, "zh") == "“当日办结率”：没有工单未达标。"
    assert missing_frame(found).empty


@pytest.mark.parametrize("name", ["quality desk", "outside"])
def test_a_planted_fault_is_named(name: str) -> None:
    """A desk open for one hour a day, or companies that others keep waiting for days."""
    base = sim.load_scenario("template_chain", ["clock.days=5"])
    target = {"targets": [{"measure": "closed_within", "within": "24 h", "at_least": "90 %"}]}
    if name == "quality desk":
        shifts = base.desks["quality_desk"].shifts
        changes: dict[str, Any] = {f"desks.quality_desk.shifts.{old}": None for old in shifts}
        changes["desks.quality_desk.breaks"] = []
        changes["desks.quality_desk.shifts.short"] = {"start": "09:00", "end": "10:00", "staff": 30}
        wanted = ("quality_desk", "hours")
    else:
        changes = {"units.town.outside": {"share": "90 %", "delay": {"law": "deterministic", "value": "24 h"}}}
        wanted = ("town", "outside")
    (found,) = missing_of(base.replace({**target, **changes}), 6)
    assert found.bottleneck is not None
    assert (found.bottleneck.place, found.bottleneck.cause) == wanted
    assert sum(part.share.estimate or 0.0 for part in found.parts) == pytest.approx(1.0)
    assert wanted[0] in miss_sentences([found])[0].partition("bottleneck")[2]
    assert wanted[0] in miss_sentences([found], "zh")[0].partition("瓶颈")[2]


def test_nothing_is_promised_nothing_is_told() -> None:
    """A floor without tickets has no closure to miss."""
    assert missing_of(sim.load_scenario("template_town"), 2) == ()
