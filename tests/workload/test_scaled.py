"""Recorded contacts under growth, phases, events and self-service: each is kept, thinned out or copied by its key."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from sim.chance.keyed import Purpose, draw_uniform, name_key
from sim.plans.plan import Plan
from sim.simulation import simulate

from .building import (
    DAY,
    FALSE_ALARM,
    HOUR,
    MINUTE,
    check_mean,
    check_variance,
    citizens,
    outside,
    plan_of,
    scenario_of,
    staffed,
    write_csv,
)

QUARTER = 15 * MINUTE
MIX = {"a": 0.5, "b": 0.3, "c": 0.2}


def counted(folder, days: int = 2, **stream) -> Plan:
    """Ten contacts in each of ten hours of some days."""
    rows = [f"2025-06-{2 + day:02d} {hour:02d}:00,10" for day in range(days) for hour in range(8, 18)]
    write_csv(folder, "counts.csv", "time,count", rows)
    calls = {"counts": {"file": "counts.csv", "interval": "1 h"}, "types": MIX} | stream
    return plan_of(folder, clock={"days": days}, demand={"calls": calls})


def stamped(folder, **stream) -> Plan:
    """A contact at each odd minute of a working day, some minutes twice, with types in the file."""
    minutes = [*range(8 * 60 + 1, 18 * 60, 2), 601, 601, 603]
    rows = [f"2025-06-02 {i // 60:02d}:{i % 60:02d},{'abc'[i % 3]}" for i in minutes]
    write_csv(folder, "stamps.csv", "time,kind", rows)
    calls = {"stamps": {"file": "stamps.csv", "type": "kind"}, "types": MIX} | stream
    return plan_of(folder, demand={"calls": calls})


def by(factor: float) -> list[dict]:
    """A phase with a factor from the first day on."""
    return [{"start": "2025-06-02", "factor": factor}]


def per_hour(plan: Plan, replication: int) -> np.ndarray:
    """Arrivals in each of the 20 recorded hours."""
    hours = np.bincount(outside(plan, replication).arrival_us // HOUR, minlength=48)
    assert hours.sum() == hours.reshape(2, 24)[:, 8:18].sum()
    return hours.reshape(2, 24)[:, 8:18].ravel()


def test_a_factor_below_one_thins_out(tmp_path):
    """Each recorded contact stays with the factor's chance: every hour is binomial (300 replications of 20 hours, two
    checks with false alarms of 5e-9), and whoever comes is one of those who came, at the same instant."""
    plain, half = counted(tmp_path), counted(tmp_path, phases=by(0.5))
    found = np.concatenate([per_hour(half, replication) for replication in range(300)])
    check_mean(found, 10 * 0.5, "hour")
    check_variance(found, 10 * 0.5 * 0.5, "hour")
    for replication in range(3):
        assert citizens(outside(half, replication)).items() < citizens(outside(plain, replication)).items()


@pytest.mark.parametrize("factor", [1.3, 2.0, 3.6])
def test_a_factor_above_one_copies(tmp_path, factor):
    """Each contact comes, with floor(factor) - 1 copies and one more by chance (300 replications of 20 hours, false
    alarms 5e-9); copies have its type, keys of their own, and come evenly within the hour (Kolmogorov-Smirnov)."""
    plain, more = counted(tmp_path), counted(tmp_path, phases=by(factor))
    found = np.concatenate([per_hour(more, replication) for replication in range(300)])
    whole, rest = int(factor), factor - int(factor)
    if rest == 0:
        assert (found == 10 * whole).all()
    else:
        check_mean(found, 10 * factor, "hour")
        check_variance(found, 10 * rest * (1 - rest), "hour")
    within = []
    for replication in range(5):
        old, new = outside(plain, replication), outside(more, replication)
        everyone, recorded = citizens(new), citizens(old)
        assert recorded.items() <= everyone.items()
        assert len(everyone) == len(new.entity)
        of = {who: kind for (_, who), (_, kind) in recorded.items()}
        copies = {who: at for (_, who), at in everyone.items() if who not in of}
        assert all(kind == of[who & ((1 << 53) - 1)] for who, (_, kind) in copies.items())
        assert max(who >> 53 for who in copies) <= math.ceil(factor) - 1
        within += [time % HOUR / HOUR for time, _ in copies.values()]
    assert stats.kstest(within, "uniform").pvalue > FALSE_ALARM


@pytest.mark.parametrize("records", [counted, stamped])
def test_factors_are_nested(tmp_path, records):
    """Whoever comes under a factor comes under every higher one, at the same instant and of the same type; under the
    factor 1 come the recorded contacts, column by column as without any layer."""
    factors = [0.05, 0.5, 0.999, 1.0, 1.001, 1.5, 2.0, 2.9, 7.0]
    worlds = [outside(records(tmp_path, phases=by(factor)), 4) for factor in factors]
    plain = outside(records(tmp_path), 4)
    for name in ("arrival_us", "stream", "type", "entity", "name_key", "deflected"):
        assert np.array_equal(getattr(worlds[3], name), getattr(plain, name)), name
    everyone = [citizens(world) for world in worlds]
    assert all(few.items() <= many.items() for few, many in pairwise(everyone))
    assert len(everyone[0]) < len(everyone[1]) < len(everyone[3]) < len(everyone[5]) < len(everyone[-1])


def test_other_days_stay_as_they_are(tmp_path):
    """A phase of the second day leaves the first as it was, row by row."""
    plain = outside(counted(tmp_path))
    scaled = outside(counted(tmp_path, phases=[{"start": "2025-06-03", "factor": 1.7}]))
    first = plain.arrival_us < DAY
    for name in ("arrival_us", "type", "entity"):
        assert np.array_equal(getattr(plain, name)[first], getattr(scaled, name)[scaled.arrival_us < DAY]), name
    assert len(scaled.arrival_us) > len(plain.arrival_us)


LAYERS = {
    "growth": {"rate": "50 %", "per": "year", "since": "2024-06-02"},
    "phases": [{"start": "2025-06-03", "factor": 2.0}],
    "events": {
        "storm": {"start": "2025-06-02", "at": "10:00", "peak": 3.0, "hold": "2 h", "half_life": "1 h", "types": ["b"]}
    },
    "deflection": {"app": {"start": "2025-06-03", "share": "30 %", "types": ["a"]}},
}


def counted_factor(day: int, hour: int, kind: int) -> float:
    """`LAYERS` worked out by hand for the middle of an hour."""
    factor = 1.5 ** ((365 + day) / 365.25) * (2.0 if day == 1 else 1.0)
    since = (day * 24 + hour + 0.5) - 10
    if kind == 1 and since >= 0:
        factor *= 1 + 2.0 * (1.0 if since < 2 else 0.5 ** (since - 2))
    return factor


def test_all_layers_by_a_naive_twin(tmp_path):
    """Growth, phases and events multiply to the factor of a contact's hour and type; one by one, without columns, the
    same citizens come as from the program, and as many are kept away."""
    plain, layered = counted(tmp_path), counted(tmp_path, **LAYERS)
    key = name_key("stream:calls")
    for replication in range(5):
        come, away = {}, 0
        for (_, who), (time, kind) in citizens(outside(plain, replication)).items():
            day, hour = divmod(time // HOUR, 24)
            u = draw_uniform(1, replication, Purpose.COPIES, key, who, 0)
            copy = 0
            while copy + u < counted_factor(day, hour, kind):
                citizen = who | copy << 53
                draw = [draw_uniform(1, replication, p, key, citizen, 0) for p in (Purpose.ARRIVAL, Purpose.DEFLECTION)]
                if day == 1 and kind == 0 and draw[1] < 0.3:
                    away += 1
                else:
                    come[key, citizen] = ((day * 24 + hour) * HOUR + int(draw[0] * HOUR), kind)
                copy += 1
        world = outside(layered, replication)
        assert citizens(world) == come
        assert world.deflected.tolist() == [[away, 0, 0]]


def test_expected_contacts_are_what_comes(tmp_path):
    """The plan's expected contacts by hour and type are recorded count x share x factor, and what comes on average (300
    replications, 60 checks of false alarm 5e-9)."""
    plan = counted(tmp_path, **{key: part for key, part in LAYERS.items() if key != "deflection"})
    share = np.array(list(MIX.values()))
    factor = np.array([[counted_factor(i // 10, 8 + i % 10, kind) for kind in range(3)] for i in range(20)])
    expected = plan.streams[0].expected()
    assert expected == pytest.approx(10 * share * factor, rel=1e-12)
    found = np.zeros((300, 20, 3))
    for replication in range(300):
        world = outside(plan, replication)
        day, hour = world.arrival_us // DAY, world.arrival_us % DAY // HOUR
        np.add.at(found[replication], (day * 10 + hour - 8, world.type), 1)
    for row, kind in np.ndindex(20, 3):
        check_mean(found[:, row, kind], expected[row, kind], f"hour {row}, type {kind}")


def test_copies_of_stamps(tmp_path):
    """A stamp's copies come at other instants of its quarter of an hour, evenly, with the file's type; three times the
    stamps is exactly three times as many."""
    plain, thrice = stamped(tmp_path), stamped(tmp_path, phases=by(3.0))
    within = []
    for replication in range(3):
        recorded, everyone = citizens(outside(plain, replication)), citizens(outside(thrice, replication))
        assert recorded.items() < everyone.items()
        assert len(everyone) == 3 * len(recorded)
        for key, (time, kind) in everyone.items():
            at, recorded_kind = recorded[key[0], key[1] & ((1 << 53) - 1)]
            assert kind == recorded_kind
            assert time // QUARTER == at // QUARTER
            within += [time % QUARTER / QUARTER] if key[1] >> 53 else []
    assert stats.kstest(within, "uniform").pvalue > FALSE_ALARM
    assert thrice.streams[0].expected().sum(axis=0).tolist() == (3 * np.bincount(outside(plain).type)).tolist()


def test_an_event_touches_the_stamps_of_its_types(tmp_path):
    """A lull of type b thins out b's stamps after its beginning alone."""
    lull = {"start": "2025-06-02", "at": "12:00", "peak": 0.25, "hold": "1 d", "half_life": "1 h", "types": ["b"]}
    plain, quiet = outside(stamped(tmp_path)), outside(stamped(tmp_path, events={"lull": lull}))
    gone = citizens(plain).keys() - citizens(quiet).keys()
    assert {citizens(plain)[who][1] for who in gone} == {1}
    assert min(citizens(plain)[who][0] for who in gone) >= 12 * HOUR
    assert 30 <= len(gone) <= 60  # of 60 in the afternoon, 45 on average: 4.5 standard deviations below, all above


def test_self_service_keeps_stamps_away(tmp_path):
    """Deflection thins out stamps as it does counts: of 1,000 stamps 40 % of type a (200 replications, 5e-9)."""
    rows = [f"2025-06-02 {i // 60:02d}:{i % 60:02d},{'ab'[i % 2]}" for i in range(1_000)]
    write_csv(tmp_path, "stamps.csv", "time,kind", rows)
    calls = {"stamps": {"file": "stamps.csv", "type": "kind"}, "types": {"a": 0.5, "b": 0.5}}
    app = {"start": "2025-06-02", "share": "40 %", "types": ["a"]}
    plan = plan_of(tmp_path, demand={"calls": calls | {"deflection": {"app": app}}})
    away = []
    for replication in range(200):
        world = outside(plan, replication)
        assert len(world.arrival_us) + world.deflected.sum() == 1_000
        away.append(world.deflected[0].tolist())
    assert {b for _, b in away} == {0}
    check_mean([a for a, _ in away], 200.0, "kept away")
    check_variance([a for a, _ in away], 500 * 0.4 * 0.6, "kept away")


def test_copies_around_a_change_of_clocks(tmp_path):
    """On the night clocks go back, copies of the stamps of the first pass of an hour stay in that pass."""
    write_csv(tmp_path, "stamps.csv", "time", [f"2025-10-26 0{i // 60}:{i % 60:02d}" for i in range(240)])
    stream = {"stamps": {"file": "stamps.csv"}, "types": {"any": 1.0}}
    clock = {"start": "2025-10-26", "days": 1, "zone": "Europe/Berlin"}
    doubled = {"phases": [{"start": "2025-10-26", "factor": 2.0}]}
    plain, double = (outside(plan_of(tmp_path, clock=clock, demand={"calls": stream | more})) for more in ({}, doubled))
    quarters = [np.bincount(world.arrival_us // QUARTER, minlength=25 * 4) for world in (plain, double)]
    assert quarters[1].tolist() == (2 * quarters[0]).tolist()


def test_both_engines_on_copies(tmp_path):
    """A floor whose calls are recorded, copied and thinned out has the same log from both engines, in every column."""
    counted(tmp_path)
    calls = {"counts": {"file": "counts.csv", "interval": "1 h"}, "types": MIX} | LAYERS
    scenario = scenario_of(
        tmp_path,
        clock={"days": 2},
        demand={"calls": calls},
        callers={
            "patience": {"law": "exponential", "mean": "2 min"},
            "redial": {"after_abandon": 0.5, "delay": {"law": "exponential", "mean": "5 min"}},
        },
        operators=staffed(1, wrap_up="30 s"),
    )
    logs = [simulate(scenario, seed=3, engine=engine) for engine in ("model", "kernel")]
    assert (logs[0].contacts["citizen"] >> 53).max() > 0
    for name, column in logs[0].contacts.items():
        assert np.array_equal(column, logs[1].contacts[name]), name


def test_a_scaled_stream_leaves_the_others_alone(tmp_path):
    """Another stream's citizens are the same whether the recorded one is scaled or not."""
    counted(tmp_path)
    calls = {"counts": {"file": "counts.csv", "interval": "1 h"}, "types": MIX}
    letters = {"channel": "online", "per_day": 100, "types": MIX}
    worlds = [
        outside(plan_of(tmp_path, clock={"days": 2}, demand={"calls": calls | more, "letters": letters}))
        for more in ({}, {"phases": by(2.5)})
    ]
    one, other = (citizens(world, name_key("stream:letters")) for world in worlds)
    assert one == other
    assert len(one) > 100
