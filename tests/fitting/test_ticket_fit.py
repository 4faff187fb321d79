"""What is fitted to tickets: stages, shares, crews, routes, what is open; and how tickets come of calls."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats

import sim
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sim.cli import main
from sim.errors import DataError
from sim.fitting.fit import Fit
from sim.fitting.laws import Lengths, fit_laws, survival_seen
from sim.fitting.staff import crews_seen
from sim.fitting.stages import FAR, POINTS, Stage, unit_fit
from sim.records.tickets import read_tickets

from ..scripts import script

ROOT = Path(__file__).parents[2]
FALSE_ALARM = 1e-4
LINES = 3
MONDAY = 20_514  # 2 March 2026, counted from 1970-01-01


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the lines' files lie."""
    return tmp_path_factory.mktemp("lines")


@pytest.fixture(scope="module")
def lines(box: Path) -> list[tuple[dict, Fit, dict[str, int]]]:  # type: ignore[type-arg]
    """Some lines, what was fitted to their tickets, and the dirty rows by kind."""
    recovery = script("benchmarks/ticket_recovery.py")
    return [(line, found, dict(kinds)) for line, found, kinds in (
        recovery.fitted(number, box) for number in range(LINES)
    )]  # fmt: skip


def test_dirty_rows_are_told_by_kind(lines: list) -> None:  # type: ignore[type-arg]
    """Every row that was put among the tickets is left out, and no other is."""
    for _, found, kinds in lines:
        records = found.tickets.records
        assert {why: len(where) for why, where in records.left_out.items()} == kinds
        assert len(records) + sum(kinds.values()) == records.rows == len(records.refused) + len(records)


def test_parameters_lie_in_their_intervals(lines: list) -> None:  # type: ignore[type-arg]
    """95 % of all intervals hold, or so many that fewer have a chance of 1 in 10,000."""
    truths, held, of = script("benchmarks/ticket_recovery.py").truth_of, 0, 0
    for line, found, _ in lines:
        truth = truths(line)
        for one in found.parameters:
            if one.key in truth and (not one.law or one.law == truth[one.key.rpartition(".")[0] + ".law"]):
                held += one.low <= truth[one.key] <= one.high
                of += 1
    assert of >= 16 * LINES
    assert held >= stats.binom.ppf(FALSE_ALARM, of, 0.95)


@pytest.mark.long
def test_two_hundred_lines_are_recovered() -> None:
    """Of each family at least 92 % of the intervals hold, beyond what chance does; hours of 9 in 10 units are seen."""
    found = subprocess_json("--lines", "200")
    assert found["dirty_rows_told"] == 200
    assert min(right for name, right in found.items() if name.startswith("hours_right.")) >= 0.9 * 200
    for family, (held, of, _) in found["held"].items():
        assert stats.binom.cdf(held, of, 0.92) > FALSE_ALARM, family
        assert stats.binom.sf(held - 1, of, 0.99) > FALSE_ALARM, family


def subprocess_json(*words: str) -> dict:  # type: ignore[type-arg]
    """What the benchmark says."""
    command = [sys.executable, str(ROOT / "benchmarks" / "ticket_recovery.py"), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found: dict = json.loads(  # type: ignore[type-arg]
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    )
    return found


def test_hours_are_those_of_the_units(lines: list) -> None:  # type: ignore[type-arg]
    """Two offices and one unit that never closes, a machine that dispatches at any time."""
    right = script("benchmarks/ticket_recovery.py").hours_right
    for line, found, _ in lines:
        assert all(right(line, found).values())
        assert "desks" not in found.document


def test_a_scenario_of_tickets_runs_and_has_what_was_open(lines: list, box: Path) -> None:  # type: ignore[type-arg]
    """The command writes a scenario that a run takes, which begins with the tickets that were open."""
    out = box / "fitted"
    arguments = ["fit", "--tickets", str(box / "tickets0.csv"), "--zone", "Asia/Shanghai", "--out", str(out), "--quiet"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    scenario = sim.load_scenario(out / "scenario.yaml")
    found = lines[0][1].tickets
    log = sim.simulate(scenario, seed=3)
    assert (log.tickets["received_us"] < 0).sum() == len(found.opened) > 50
    refused = pd.read_csv(out / "tickets_left_out.csv")
    assert refused["why"].value_counts().to_dict() == lines[0][2]
    page = (ROOT / "docs" / "fitting-tickets.md").read_text(encoding="utf-8")
    variant = page.split("```text\n", 1)[1].split("```", 1)[0]
    assert "extends: scenario.yaml" in variant
    (out / "crews.yaml").write_text(variant.replace("town 1", "always"), encoding="utf-8")
    unit = sim.load_scenario(out / "crews.yaml").units["always"]
    assert unit.work is not None
    assert scenario.units["always"].work is None


def test_points_have_the_law_of_all_lengths() -> None:
    """A thousand lengths stand for 3,000, some of them cut off: shares are those of Kaplan and Meier."""
    rng = np.random.default_rng(1)
    lasted, stopped = rng.lognormal(0, 2, 3_000), rng.exponential(5, 3_000)
    lengths = Lengths(lasted[lasted <= stopped], stopped[lasted > stopped])
    seconds, ended = Stage(lengths, [], False).points()
    at, share = survival_seen(lengths)
    assert len(seconds) == POINTS
    assert abs((~ended).mean() - share[-1]) <= 1 / POINTS
    for x in (0.2, 1.0, 3.0):
        assert abs((seconds > x).mean() - share[np.searchsorted(at, x, "right") - 1]) <= 1 / POINTS


def test_lengths_without_a_law_are_drawn_as_they_are() -> None:
    """Half of the tickets end within minutes, half after weeks: no law is close. Exponential ones have one."""
    rng = np.random.default_rng(2)
    two_kinds = Lengths(np.concatenate([rng.exponential(300, 500), rng.normal(1e6, 1e5, 500)]), np.empty(0))
    assert Stage(two_kinds, fit_laws(two_kinds), False).is_empirical
    plain = Lengths(rng.exponential(300, 1_000), np.empty(0))
    assert not Stage(plain, fit_laws(plain), False).is_empirical


def test_a_law_that_goes_far_beyond_what_was_seen_is_none() -> None:
    """Of 1,000 tickets 60 have ended after an hour at most: their mean would be a guess of the law."""
    rng = np.random.default_rng(3)
    lengths = Lengths(rng.weibull(0.4, 60) * 600, np.full(940, 3_600.0))
    laws = fit_laws(lengths)
    assert laws[0].mean > 3_600
    assert Stage(lengths, laws, False).is_empirical


def test_crews_at_work_at_once_by_hand() -> None:
    """Two at 09:00, one at 14:00 on working days, one at 10:00 on Saturdays; work over midnight is left out."""
    days = [MONDAY + 7 * week + k for week in range(4) for k in range(5)]
    spans = [(day, 9 * 60, 10 * 60) for day in days] + [(day, 9 * 60 + 20, 9 * 60 + 50) for day in days]
    spans += [(day, 14 * 60, 15 * 60) for day in days] + [(MONDAY + 7 * week + 5, 600, 660) for week in range(4)]
    spans += [(day, 22 * 60, 22 * 60 + 600) for day in days]
    begun, worked = (np.array([day * DAY_US + minute * MINUTE_US for day, *ends in spans for minute in [ends[k]]])
                     for k in (0, 1))  # fmt: skip
    table = crews_seen(begun, worked, 30)
    assert table[0, 18:20].tolist() == [2, 2]
    assert table[3, 28:30].tolist() == [1, 1]
    assert table[:5].sum() == 5 * (2 + 2 + 1 + 1)
    assert table[5, 20:22].tolist() == [1, 1]
    assert table[5].sum() == 2


def written(folder: Path, rows: pd.DataFrame) -> Path:
    path = folder / "tickets.csv"
    path.write_text(rows.to_csv(index=False), encoding="utf-8")
    return path


def stamped(us: np.ndarray) -> list[str]:
    return pd.Series(us.astype("datetime64[us]")).dt.strftime("%Y-%m-%d %H:%M:%S").tolist()


def office(rng: np.random.Generator, n: int, days: int = 28) -> pd.DataFrame:
    """Tickets by day, accepted within the hour, worked on for half an hour; a third wait for a day after that."""
    received = np.sort((MONDAY + rng.integers(0, days, n)) * DAY_US + rng.integers(0, DAY_US, n))
    accepted = received + (rng.exponential(1_800, n) * SECOND_US).astype(np.int64)
    begun = accepted + 5 * MINUTE_US
    worked = begun + (rng.exponential(1_800, n) * SECOND_US).astype(np.int64)
    waits = rng.random(n) < 1 / 3
    handled = np.where(waits, worked + (rng.exponential(86_400, n) * SECOND_US).astype(np.int64), worked)
    frame = {"received": received, "accepted": accepted, "started": begun, "worked": worked, "handled": handled}
    return pd.DataFrame({name: stamped(one) for name, one in frame.items()}).assign(unit="town", type="repair")


def test_work_is_told_from_waits(tmp_path: Path) -> None:
    """Work of half an hour, a third wait a day: each in its interval (false alarm of the four together 1 in 1,000)."""
    path = written(tmp_path, office(np.random.default_rng(5), 3_000))
    found = unit_fit("town", read_tickets(path, {}))
    assert found.work is not None
    assert found.outside is not None
    assert found.outside_share is not None
    assert found.acceptance is not None
    for stage, mean in ((found.acceptance, 1_800), (found.work, 1_800), (found.outside, 86_400)):
        n = len(stage.lengths.ended)
        assert abs(stage.laws[0].mean / mean - 1) < 3.7 / np.sqrt(n)
    assert abs(found.outside_share.share - 1 / 3) < 3.7 * np.sqrt(2 / 9 / 3_000)
    # Without stamps of the work the whole stay is a wait, and nobody is held.
    bare = unit_fit("town", read_tickets(written(tmp_path, pd.read_csv(path).drop(columns="started")), {}))
    assert bare.work is None
    assert bare.crews is None
    assert bare.outside is not None
    assert len(bare.outside.lengths.ended) == 3_000


def test_a_closing_date_leaves_the_hour_open(tmp_path: Path) -> None:
    """Waits of 30 hours, closed on a date: the mean and the shape come back (false alarm of both 1 in 1,000)."""
    rng = np.random.default_rng(25)
    n = 3_000
    received = np.sort((MONDAY + rng.integers(0, 60, n)) * DAY_US + rng.integers(0, DAY_US, n))
    closed = received + (rng.weibull(1.5, n) * 30 * HOUR_US / 0.9027).astype(np.int64)
    dates = [one[:10] for one in stamped(closed)]
    rows = pd.DataFrame({"received": stamped(received), "closed": dates})
    stay = unit_fit("all", read_tickets(written(tmp_path, rows), {}))
    assert stay.outside is not None
    law = next(one for one in stay.outside.laws if one.law == "weibull")
    assert abs(law.mean / (30 * 3_600) - 1) < 3.5 * 0.68 / np.sqrt(n) * 1.2
    low, high = law.second_interval
    middle, reach = (low + high) / 2, (high - low) / 2
    assert abs(1.5 - middle) < 3.5 / 1.96 * reach
    assert law.distance < FAR
    seconds, _ = stay.outside.points()
    assert abs(seconds.mean() / (30 * 3_600) - 1) < 0.05
    assert seconds.min() >= 0


def test_types_that_differ_have_waits_of_their_own(tmp_path: Path) -> None:
    """Repairs wait five hours, complaints fifty: each its law; of two types that are alike there is one."""
    rng = np.random.default_rng(26)
    n = 1_200
    received = np.sort((MONDAY + rng.integers(0, 28, n)) * DAY_US + rng.integers(0, DAY_US, n))
    types = rng.choice(["repair", "complaint"], n)
    for long_h, apart in ((50, {"repair", "complaint"}), (5, set())):
        mean = np.where(types == "repair", 5, long_h) * HOUR_US
        rows = pd.DataFrame({
            "received": stamped(received), "type": types, "unit": "town",
            "closed": stamped(received + (rng.exponential(1, n) * mean).astype(np.int64)),
        })  # fmt: skip
        found = sim.fit(tickets=written(tmp_path, rows))
        assert found.tickets is not None
        assert set(found.tickets.units[0].by_type) == apart
        told = found.document["units"]["town"].get("by_type", {})
        assert set(told) == apart
        if apart:
            means = {name: one.laws[0].mean / 3_600 for name, one in found.tickets.units[0].by_type.items()}
            assert abs(means["repair"] / 5 - 1) < 3.7 / np.sqrt(500)
            assert abs(means["complaint"] / 50 - 1) < 3.7 / np.sqrt(500)


def test_open_tickets_cut_lengths_off(tmp_path: Path) -> None:
    """Waits of ten days seen for four weeks: a mean of the closed alone is too short, the fitted one is not."""
    rng = np.random.default_rng(6)
    received = np.sort((MONDAY + rng.integers(0, 28, 2_000)) * DAY_US + rng.integers(0, DAY_US, 2_000))
    closed = received + (rng.exponential(10 * 86_400, 2_000) * SECOND_US).astype(np.int64)
    seen = closed < (MONDAY + 28) * DAY_US
    rows = pd.DataFrame({"received": stamped(received), "closed": np.where(seen, stamped(closed), "")})
    stay = unit_fit("all", read_tickets(written(tmp_path, rows), {})).outside
    assert stay is not None
    plain = (closed - received)[seen].mean() / SECOND_US
    assert plain < 0.75 * 10 * 86_400
    low, high = stay.laws[0].mean_interval
    assert low < 10 * 86_400 < high
    assert len(stay.lengths.ended) == seen.sum()
    assert len(stay.lengths.cut) == (~seen).sum()


def test_where_open_tickets_stand_by_hand(tmp_path: Path) -> None:
    """Not dispatched; dispatched and not accepted; accepted: each stands there since its last stamp."""
    rng = np.random.default_rng(7)
    done = office(rng, 400).assign(dispatched=lambda rows: rows["received"], id=range(400))
    last = "2026-03-30 10:00:00"
    open_now = pd.DataFrame([
        {"id": 901, "received": "2026-03-29 09:00:00", "unit": "", "type": "repair"},
        {"id": 902, "received": "2026-03-29 09:00:00", "dispatched": "2026-03-29 09:10:00", "unit": "town",
         "type": "repair"},
        {"id": 903, "received": "2026-03-29 09:00:00", "dispatched": "2026-03-29 09:10:00",
         "accepted": "2026-03-29 09:30:00", "unit": "town", "type": "repair"},
        {"id": 904, "received": "2026-03-29 09:00:00", "accepted": last, "started": last, "unit": "town",
         "type": "repair"},
    ])  # fmt: skip
    rows = pd.concat([done[pd.to_datetime(done["handled"]) < "2026-03-29"], open_now]).fillna("")
    path = written(tmp_path, rows)
    out = tmp_path / "out"
    done_ = CliRunner().invoke(main, ["fit", "--tickets", str(path), "--out", str(out), "--quiet"])
    assert done_.exit_code == 0, done_.output
    backlog = pd.read_csv(out / "backlog.csv", dtype=str, keep_default_na=False).set_index("id")
    assert backlog["stage"].to_dict() == {"901": "dispatch", "902": "acceptance", "903": "handling", "904": "handling"}
    assert backlog["unit"].to_dict() == {"901": "", "902": "town", "903": "town", "904": "town"}
    assert backlog["stage_since"].tolist() == [
        "2026-03-29 09:00:00", "2026-03-29 09:10:00", "2026-03-29 09:30:00", last,
    ]  # fmt: skip
    assert sim.load_scenario(out / "scenario.yaml").tickets is not None


def test_returns_give_accuracies_by_hand(tmp_path: Path) -> None:
    """60 not returned, 30 once, 10 twice: 60 % of first dispatches are right, 40 of 50 of the later ones."""
    rows = office(np.random.default_rng(8), 100).assign(returns=[0] * 60 + [1] * 30 + [2] * 10)
    found = sim.fit(tickets=written(tmp_path, rows)).tickets
    assert found is not None
    assert [(one.share, one.of) for one in found.accuracy] == [(0.6, 100), (0.8, 50)]


def calls_of(rng: np.random.Generator, n: int, types: list[str]) -> pd.DataFrame:
    time = np.sort((MONDAY + rng.integers(0, 28, n)) * DAY_US + rng.integers(0, DAY_US, n))
    frame = pd.DataFrame({"time": stamped(time), "wait": 5, "talk": rng.exponential(120, n).round(1)})
    return frame.assign(result="answered", type=rng.choice(types, n))


@pytest.mark.parametrize("has_types", [True, False])
def test_tickets_come_of_calls(has_types: bool, tmp_path: Path) -> None:
    """1,000 of 4,000 calls become tickets: by type of call where calls have them, else as types of their own."""
    rng = np.random.default_rng(9)
    calls = calls_of(rng, 4_000, ["repair", "inquiry"] if has_types else ["-"])
    file = tmp_path / "calls.csv"
    file.write_text(calls.to_csv(index=False), encoding="utf-8")
    rows = office(rng, 1_000)
    found = sim.fit(file, tickets=written(tmp_path, rows))
    document = found.document
    assert "tickets" not in document["demand"]
    if has_types:
        repairs = int((calls["type"] == "repair").sum())
        assert document["types"]["inquiry"]["direct_answer"] == 1
        assert document["types"]["repair"]["direct_answer"] == pytest.approx(1 - 1_000 / repairs, abs=6e-5)
    else:
        assert document["demand"]["calls"]["types"] == {"repair": 0.25, "answered directly": 0.75}
        assert document["types"] == {"repair": {"direct_answer": 0.0}, "answered directly": {"direct_answer": 1.0}}
    keys = {one.key for one in found.parameters if one.is_used}
    assert keys <= document["origins"].keys()


def test_more_tickets_than_calls_are_a_stream_of_their_own(tmp_path: Path) -> None:
    """So are tickets of other channels than the phone."""
    rng = np.random.default_rng(10)
    file = tmp_path / "calls.csv"
    file.write_text(calls_of(rng, 500, ["-"]).to_csv(index=False), encoding="utf-8")
    rows = office(rng, 1_000).assign(channel=rng.permutation(["web"] * 700 + ["phone"] * 300))
    found = sim.fit(file, tickets=written(tmp_path, rows))
    assert found.tickets is not None
    assert found.tickets.volumes is not None
    assert found.tickets.volumes.every_day[0] == pytest.approx(25, abs=1.5)
    assert found.born is not None
    assert found.born.direct.share == pytest.approx(0.4, abs=0.03)
    assert sim.fit(file, tickets=written(tmp_path, rows.assign(channel="phone"))).born is None


def test_a_change_of_pace_is_told(tmp_path: Path) -> None:
    """Closed at once at first and after days later on; and of 20 lines that stay none is told to have changed."""
    rng = np.random.default_rng(11)
    first, last = office(rng, 900, 14), office(rng, 900, 14)
    for column in ("received", "accepted", "started", "worked"):
        last[column] = stamped(pd.to_datetime(last[column]).to_numpy().astype("datetime64[us]").astype(np.int64)
                                + 14 * DAY_US)  # fmt: skip
    last["handled"] = stamped(
        pd.to_datetime(last["received"]).to_numpy().astype("datetime64[us]").astype(np.int64) + 30 * HOUR_US
    )
    drift = sim.fit(tickets=written(tmp_path, pd.concat([first, last]))).tickets.drift  # type: ignore[union-attr]
    assert drift is not None
    assert drift[0] > drift[1] == 0
    for number in range(20):
        rows = office(np.random.default_rng([12, number]), 900)
        assert sim.fit(tickets=written(tmp_path, rows)).tickets.drift is None  # type: ignore[union-attr]


def test_a_fit_from_a_date_keeps_what_was_open_before(tmp_path: Path) -> None:
    """Rates are those of the later days; a ticket of the first day that is open stands in the backlog."""
    rows = office(np.random.default_rng(13), 2_000)
    rows.loc[0, ["accepted", "started", "worked", "handled"]] = ""
    path = written(tmp_path, rows)
    since = pd.Timestamp("2026-03-16").date()
    found = sim.fit(tickets=path, since=since).tickets
    assert found is not None
    assert found.days[0] == since
    assert str(found.opened.received_us.min().astype("datetime64[us]")) < "2026-03-03"


def test_too_few_tickets_are_refused(tmp_path: Path) -> None:
    """49 with an end, and 50 on one day."""
    rows = office(np.random.default_rng(14), 200)
    rows.loc[49:, "handled"] = ""
    with pytest.raises(DataError, match="49 of its tickets have an end of their work: fewer than 50"):
        sim.fit(tickets=written(tmp_path, rows))
    with pytest.raises(DataError, match="tickets on two whole days at least are needed"):
        sim.fit(tickets=written(tmp_path, office(np.random.default_rng(14), 80, 1)))
    with pytest.raises(DataError, match="there is nothing to fit"):
        sim.fit()


def test_the_answer_has_both_files(tmp_path: Path) -> None:
    """As JSON: what was read of each, and every number; the text is there in Chinese too."""
    rng = np.random.default_rng(15)
    file = tmp_path / "calls.csv"
    file.write_text(calls_of(rng, 2_000, ["-"]).to_csv(index=False), encoding="utf-8")
    arguments = ["fit", "--calls", str(file), "--tickets", str(written(tmp_path, office(rng, 600)))]
    answer = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert {name: one["read"] for name, one in answer["files"].items()} == {"calls": 2_000, "tickets": 600}
    text = CliRunner().invoke(main, [*arguments, "--lang", "zh"]).stdout
    assert "工单停留" in text
    assert not any(word in text for word in ("tickets received", "how long", "fitted to"))


def test_a_scenario_text_has_no_anchors() -> None:
    """What stands in a document twice is written twice: a scenario file may have no anchors."""
    from sim.scenario.plain_values import yaml_text

    hours = {"open": "08:00", "close": "17:00"}
    assert "&" not in yaml_text({"a": hours, "b": hours})
    assert io.StringIO(yaml_text({"a": hours, "b": hours})).read().count("08:00") == 2
