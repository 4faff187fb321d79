"""What one relief would bring, in worlds small enough to be worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.measures import time_to_closure
from sim.measures.offered_load import offered_load, spared
from sim.measures.openings import ALWAYS, FAR_US, Openings, hours_of
from sim.measures.ticket_book import TicketBook
from sim.measures.ticket_pieces import CAUSES, STAGES, PieceMaker
from sim.measures.time_to_closure import ClosureTimes, closure_times
from sim.rules.clocks import after_open_us, open_time_us

from ..relations.ticket_worlds import HOUR_US, crew, fixed, run

SAME_DAY = [{"measure": "same_day_closure", "at_least": 1.0}]


def times_of(arrivals: list[str], units: dict[str, Any], days: int = 3, **stages: Any) -> ClosureTimes:
    """Where the time of some tickets goes that are to be closed on the day they come."""
    return closure_times(TicketBook(run(arrivals, units, stages, days, targets=SAME_DAY)))


def gains_of(times: ClosureTimes) -> dict[tuple[str, str], float]:
    """Misses avoided, by relief and place; those that avoid none are left out."""
    found = times.misses["same_day_closure"].avoided
    return {(relief.part, times.places.names[relief.place][1]): gain for relief, gain in found.items() if gain}


def test_a_full_crew_and_an_early_evening() -> None:
    """Three tickets of 45 min come from 16:00 on, one crew goes home at 17:00: the third waits for the morning.

    With another crew it would be done at 16:55, and with the office open until 19:00 in the evening: its 50 minutes in
    line are over at 17:00. One that comes at 18:00 is helped by hours alone.
    """
    times = times_of(["0 16:00", "0 16:05", "0 16:10"], {"east": crew(1, "08:00-17:00", 45)})
    found = {
        (STAGES[s], CAUSES[c]): times.time_us[s, :, c].sum() / HOUR_US * 60 for s, _, c in np.argwhere(times.time_us)
    }
    assert found == {("handling", "people"): 40 + 50, ("handling", "hours"): 15 * 60, ("handling", "work"): 3 * 45}
    assert gains_of(times) == {("people", "east"): 1.0, ("hours", "east"): 1.0}
    assert gains_of(times_of(["0 18:00"], {"east": crew(1, "08:00-17:00", 45)})) == {("hours", "east"): 1.0}


def test_an_open_ticket_is_not_helped_by_people_at_night() -> None:
    """What waits for the morning when the run ends would wait for it with any number of people."""
    arrivals = ["0 09:00", "0 18:00", "1 16:30", "1 18:00"]
    assert gains_of(times_of(arrivals, {"east": crew(1, "08:00-17:00", 45)}, days=2)) == {("hours", "east"): 2.0}


def test_delays_and_returns_are_a_quarter_less() -> None:
    """Ten hours outside from 15:00 end at 01:00, seven and a half at 22:30; a unit's answer is hastened alike.

    Two hours to notice that a ticket is not its own make one that comes at 22:00 late; without them it is not, but only
    a quarter of the wrong dispatches would be spared.
    """
    outside = {"outside": {"share": 1.0, "delay": fixed(600)}}
    assert gains_of(times_of(["0 15:00"], {"east": outside})) == {("outside", "east"): 1.0}
    assert gains_of(times_of(["0 13:50"], {"east": outside})) == {}  # closed at 23:50
    assert gains_of(times_of(["0 17:00"], {"east": outside})) == {}  # at half past midnight even so
    answer = crew(1, "00:00-24:00", 5, acceptance=fixed(180))
    assert gains_of(times_of(["0 21:00"], {"east": answer})) == {("answer", "east"): 1.0}
    units = {name: crew(1, "00:00-24:00", 5, notice=fixed(120)) for name in ("east", "west")}
    desk = {"desks": {"desk": {"shifts": {"day": {"start": "00:00", "end": "24:00", "staff": 1}}}}}
    dispatch = {"by": "desk", "time": fixed(1), "accuracy": [0.0, 1.0]}
    log = run(["0 22:00"], units, {"dispatch": dispatch}, targets=SAME_DAY, **desk)
    assert gains_of(closure_times(TicketBook(log))) == {("returned", ""): 0.25}


def test_of_many_late_tickets_some_are_played_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten tickets alike, of which every third is played again, stand for ten, not for four."""
    monkeypatch.setattr(time_to_closure, "MOST_PLAYED", 4)
    outside = {"outside": {"share": 1.0, "delay": fixed(600)}}
    assert gains_of(times_of(["0 15:00"] * 10, {"east": outside})) == {("outside", "east"): 10.0}


def test_what_its_citizen_withdrew_is_not_played_again() -> None:
    """Of twelve tickets from 15:00 on, west's are late after nine hours and twenty minutes outside, and closed.

    East's would take ten hours, and are withdrawn after nine and a half: they missed the promise as well, but nobody
    would have closed them.
    """
    units = {name: {"outside": {"share": 1.0, "delay": fixed(m)}} for name, m in (("east", 600), ("west", 560))}
    withdrawal = {"share": 1.0, "after": fixed(570)}
    log = run(["0 15:00"] * 12, units, {"withdrawal": withdrawal}, targets=SAME_DAY)
    closed = int((log.tickets["closed_us"] >= 0).sum())
    assert 0 < closed < 12
    times = closure_times(TicketBook(log))
    assert times.misses["same_day_closure"].missed == 12
    assert gains_of(times) == {("outside", "west"): closed}


def test_a_second_wrong_dispatch_is_spared_less_often() -> None:
    """Twice sent wrong, two hours each, from 20:00 on: the first spared (a quarter) or else the second, all is well."""
    units = {name: crew(1, "00:00-24:00", 5, notice=fixed(120)) for name in ("east", "west")}
    desk = {"desks": {"desk": {"shifts": {"day": {"start": "00:00", "end": "24:00", "staff": 1}}}}}
    dispatch = {"by": "desk", "time": fixed(1), "accuracy": [0.0, 0.0, 1.0]}
    log = run(["0 20:00"], units, {"dispatch": dispatch}, targets=SAME_DAY, **desk)
    assert gains_of(closure_times(TicketBook(log))) == {("returned", ""): 0.25 + 0.75 * 0.25}


def test_more_people_slow_a_line_that_grows() -> None:
    """Where twice the work comes that can be done, a quarter more people spare two fifths of the waiting, not all."""
    assert spared(2.0) == pytest.approx(0.4)
    assert spared(0.7) == spared(1.25) == 1.0
    assert spared(1.25 + 1e-9) == pytest.approx(1.0)


def test_offered_load_is_all_the_work_that_comes() -> None:
    """Ten hours of work come to a crew of one on eight hours: 1.25 times what it can do, done or not."""
    book = TicketBook(run(["0 08:00"] * 10, {"east": crew(1, "08:00-16:00", 60)}, {}, days=1))
    maker = PieceMaker(book)
    load = offered_load(book, maker.places, maker.first_place)
    assert load[0] == pytest.approx(1.25)
    assert load[maker.places.machine] == 0


def test_the_last_arm_counts() -> None:
    """Of two units side by side only the slower one holds a ticket up; both have had it for as long as it took them."""
    units = {"east": crew(1, "00:00-24:00", 60), "west": crew(1, "00:00-24:00", 600)}
    times = closure_times(TicketBook(run(["0 10:00"], units, {"routes": [{"units": {"east": 0.5, "west": 0.5},
                                                                         "arms": [0.0, 1.0]}]})))  # fmt: skip
    names = [name for _, name in times.places.names]
    assert times.time_us.sum() == times.time_us[:, names.index("west")].sum() == 10 * HOUR_US
    assert times.visit_us.sum(axis=1)[names.index("east")] == HOUR_US
    assert times.visits.tolist() == [1, 1, 0]


def test_a_unit_that_has_a_ticket_for_no_time_was_not_visited() -> None:
    """Where nobody works on it and others delay nothing, a ticket is closed as it comes: no time, and no visit."""
    for share, visits in ((0.0, 0), (1.0, 3)):
        unit = {"outside": {"share": share, "delay": fixed(60)}}
        times = closure_times(TicketBook(run(["0 10:00"] * 3, {"east": unit}, {})))
        assert times.visits.sum() == visits
        assert times.visit_us.sum() == visits * HOUR_US


def test_calendars_side_by_side_are_those_of_the_rules() -> None:
    """Open time and the instant after some of it, as `sim.rules.clocks` reckons one calendar at a time."""
    log = run(["0 10:00"], {"east": crew(1, "08:00-17:00", 5), "west": crew(1, "22:00-06:00", 5)}, {})
    hours = hours_of(log.plan)
    openings: Openings = hours.openings()
    rng = np.random.default_rng(4)
    for calendar in (ALWAYS, *hours.crews):
        start, end = hours.spells[calendar]
        before = np.cumsum(end - start) - (end - start)
        at = rng.integers(0, log.plan.horizon_us - 12 * HOUR_US, 300)
        later = at + rng.integers(0, 12 * HOUR_US, 300)
        which = np.full(300, calendar)
        columns = start.tolist(), end.tolist(), before.tolist()
        expected = [open_time_us(*columns, b) - open_time_us(*columns, a) for a, b in zip(at, later, strict=True)]
        open_us = openings.open_between_us(which, at, later)
        assert open_us.tolist() == expected
        found = openings.after_us(which, at, open_us + 1)
        some = found < FAR_US
        assert some.sum() > 100
        after = [after_open_us(*columns, a, o + 1) for a, o in zip(at[some], open_us[some], strict=True)]
        assert found[some].tolist() == after
        assert openings.is_open_at(which, found)[some].mean() > 0.99  # at a closing it would be the next opening
