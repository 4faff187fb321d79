"""Tickets that several units handle together: told by a column, by a second column, or by several names in one cell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from click.testing import CliRunner

import sim
from sim.calendar.lengths import DAY_US, SECOND_US
from sim.cli import main
from sim.records.tickets import read_tickets
from sim.rules.codes import NOT_YET

UNITS = ("parks", "roads", "water")
SHARES = (0.6, 0.3, 0.1)
MEAN_S = 4 * 3_600
"""Of each unit's part of a ticket."""


def tickets(n: int = 3_000, days: int = 30) -> pd.DataFrame:
    """Tickets of one, two or three units, each of which is done after an exponential time; the last one ends it."""
    random = np.random.default_rng(8)
    arms = random.choice(3, n, p=SHARES) + 1
    order = np.array([random.permutation(3) for _ in range(n)])
    lengths = random.exponential(MEAN_S, (n, 3))
    handled = np.where(np.arange(3) < arms[:, None], lengths, 0).max(axis=1)
    received = pd.Timestamp("2026-03-02") + pd.to_timedelta(np.sort(random.uniform(0, days * 86_400, n)).round(), "s")
    return pd.DataFrame({
        "ticket": range(n), "received": received, "handled": received + pd.to_timedelta(handled.round(), "s"),
        "unit": [UNITS[k] for k in order[:, 0]], "arms": arms,
        "supporting units": ["; ".join(UNITS[k] for k in one[1:many]) for one, many in zip(order, arms, strict=True)],
    })  # fmt: skip


def test_units_together_are_told_in_three_ways(tmp_path: Path) -> None:
    whole = tickets(400)
    several = whole.assign(unit=[
        "、".join([unit, *[one for one in others.split("; ") if one]])
        for unit, others in zip(whole["unit"], whole["supporting units"], strict=True)
    ]).drop(columns=["arms", "supporting units"])  # fmt: skip
    for table in (whole.drop(columns="supporting units"), whole.drop(columns="arms"), several):
        table.to_csv(tmp_path / "tickets.csv", index=False)
        records = read_tickets(tmp_path / "tickets.csv", {})
        assert records.arms.tolist() == whole["arms"].tolist()
        assert [records.units[k] for k in records.unit] == whole["unit"].tolist()


def test_a_name_with_a_sign_in_it_is_one_unit(tmp_path: Path) -> None:
    """Parts are units only where each of them stands alone elsewhere."""
    table = tickets(100).drop(columns=["arms", "supporting units"])
    table.loc[:9, "unit"] = "parks; trees"
    table.to_csv(tmp_path / "tickets.csv", index=False)
    records = read_tickets(tmp_path / "tickets.csv", {})
    assert records.units == ("parks", "parks; trees", "roads", "water")
    assert set(records.arms) == {1}


def test_shares_and_times_of_units_are_recovered(tmp_path: Path) -> None:
    """Shares and means within 4.5 standard errors; all tickets together would say a longer time by far.

    The fitted scenario has the mean time to the end of the work that the file has, within 4.5 standard errors of both.
    """
    table = tickets()
    table.to_csv(tmp_path / "tickets.csv", index=False)
    found = sim.fit(tickets=tmp_path / "tickets.csv")
    route = found.document["tickets"]["routes"][0]
    errors = np.sqrt(np.array(SHARES) * (1 - np.array(SHARES)) / len(table))
    assert (np.abs(np.array(route["arms"]) - SHARES) < 4.5 * errors).all()
    assert sum(route["arms"]) == 1
    alone = found.tickets.units if found.tickets else []
    for unit in alone:
        law = unit.outside.laws[0] if unit.outside else None
        assert law is not None
        assert abs(law.mean - MEAN_S) < 4.5 * MEAN_S / np.sqrt(law.ended)
    seconds = (table["handled"] - table["received"]).dt.total_seconds()
    assert seconds.mean() > MEAN_S * (1 + 4.5 / np.sqrt(len(table)))
    done = CliRunner().invoke(
        main, ["fit", "--tickets", str(tmp_path / "tickets.csv"), "--out", str(tmp_path / "town"), "--quiet"]
    )
    assert done.exit_code == 0, done.output
    log = sim.simulate(sim.load_scenario(tmp_path / "town" / "scenario.yaml"), seed=2).tickets
    early = (log["received_us"] >= 0) & (log["received_us"] < 4 * DAY_US)
    simulated = (log["handled_us"] - log["received_us"])[early & (log["handled_us"] != NOT_YET)] / SECOND_US
    of_both = seconds.var() * (1 / len(seconds) + 1 / len(simulated))
    of_fit = (1.5 * MEAN_S) ** 2 / (SHARES[0] * len(table))
    assert abs(simulated.mean() - seconds.mean()) < 4.5 * np.sqrt(of_both + of_fit)
