"""The program's ticket measures are those of a script that knows only the CSV files and docs/measures.md."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sim.measures.definitions import DEFINITIONS

from .both_readings import QUICK, Both, agree, both_of, script
from .test_times import NOVEMBER

FROM_RUNS_OF_ITS_OWN = {"same_day_ceiling"}
WITH_THRESHOLDS = {"closed_within", "closed_within_working_days"}


def test_every_measure_agrees(both: Both) -> None:
    """Each ticket measure of the program is the one that the script finds in the files."""
    missing = {key for key in both.found.keys() - both.program.keys() if both.found[key].value is not None}
    assert not missing, "the program has no figures for stages that a scenario does not have"
    apart = {
        key: (both.program[key], one)
        for key, one in both.found.items()
        if key in both.program and not agree(both.program[key], one)
    }
    assert not apart


def test_backlog_that_is_reopened_to_dispatch(tmp_path: Path) -> None:
    """A unit that had a ticket when the run began was not sent it, although a reopening sends the ticket anew."""
    run = both_of(QUICK.replace("stage: dispatch, age", "stage: handling, age"), tmp_path)
    assert agree(run.program["dispatches_per_ticket"], run.found["dispatches_per_ticket"])


def test_the_night_when_clocks_go_back(tmp_path: Path) -> None:
    """Over a day of 25 hours too, from the times in UTC and the local dates."""
    run = both_of(NOVEMBER, tmp_path)
    shared = run.found.keys() & run.program.keys()
    assert {key for key in shared if not agree(run.program[key], run.found[key])} == set()
    assert len(shared) > 40


def test_sent_is_found_again_without_its_column(both: Both) -> None:
    """Where people or a machine dispatch, the other columns and the tasks tell which assignments were dispatched."""
    carried_on = [script.is_carried_on(both.book, row) for row in both.book.assignments]
    assert [row["sent"] == "0" for row in both.book.assignments] == carried_on
    assert sum(carried_on) < len(carried_on)


def test_no_measure_is_left_out(both: Both) -> None:
    """The script finds every ticket measure there is, and the first scenario has data for each."""
    of_tickets = {d.id for d in DEFINITIONS.values() if d.about == "tickets"}
    assert of_tickets - both.found.keys() == FROM_RUNS_OF_ITS_OWN | WITH_THRESHOLDS


def test_the_first_scenario_has_data_for_every_measure(chain: Both) -> None:
    """No agreement on the first scenario is one about nothing."""
    nothing = {key for key, one in chain.found.items() if not one.value}
    assert nothing == {"closed_within_working_days_5"}, "no day of receipt is followed by five working days"


def test_the_scenarios_have_enough_tickets(both: Both) -> None:
    """Hundreds of them, so that a wrong rule shows."""
    assert 300 <= len(both.book.tickets) <= 800


def test_some_assignments_were_not_dispatched(chain: Both) -> None:
    """Units that had a ticket at the start, or got it back, are in the first scenario."""
    assert sum(row["sent"] == "0" for row in chain.book.assignments) > 10


def test_thresholds_and_parts_of_the_tickets_agree(chain: Both) -> None:
    """A closure rate at an instant, and closure within a time of the critical tickets alone."""
    at = (datetime(2026, 3, 8, 12, tzinfo=chain.book.start.tzinfo) - chain.book.start) // timedelta(microseconds=1)
    rate = script.Measures(chain.book).closure_rate(at)
    assert agree(chain.program["closure_rate[at=2026-03-08 12:00]"], rate)
    assert not agree(chain.program["closure_rate"], rate)
    critical = script.Measures(chain.book.only(urgency="critical")).closed_within(24 * script.HOUR)
    assert agree(chain.program["closed_within_24h[urgency=critical]"], critical)
