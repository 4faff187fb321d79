"""The benchmarks run, and their sides do the same work; how fast they do it is for tests/test_speed.py."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .scripts import script

ROOT = Path(__file__).parent.parent


def _real(name: str) -> Path:
    """The folder of real data; the test is skipped where such a file is not at hand."""
    folder = Path(os.environ.get("HOTLINE_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / name).is_file():
        pytest.skip("the real data are not at hand: set HOTLINE_DATA to the folder that holds them")
    return folder


def _run(file: str, **options: int) -> dict[str, Any]:
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / file), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.long
def test_a_ceiling_is_held_against_its_run() -> None:
    """Both parts of a run are measured in processes of their own; a ceiling takes no more memory than a run."""
    words = ["--only", "ceiling", "--rounds", "1", "--scenarios", "zhoukou_2022"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "big_runs.py"), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    row = json.loads(done.stdout)["ceiling"]["zhoukou_2022"]
    assert 0 < row["ceiling"][0] <= row["ceiling"][1]
    assert row["here_ratio_peak_gb"][1] < 1.1


def test_small_runs_are_timed_in_turns() -> None:
    """One side gives its figures once for each turn: a run takes no less than drawing and running."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "small_runs.py"), "--part", "20", "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        input="\n\n",
        capture_output=True,
        text=True,
        check=True,
    )
    turns = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(turns) == 2
    for figures in turns:
        assert figures["run"] > figures["drawn_and_run"] > 0
        assert figures["around"] == figures["run"] - figures["drawn_and_run"]
        assert figures["day"] > 0


@pytest.mark.long
def test_all_sides_do_the_same_work() -> None:
    """The peer and our engines answer nearly the same calls: the peer differs only where staff changes on the hour."""
    answered = _run("w1.py", rounds=1, calls=2_000)["answered_last_round"]
    assert min(answered.values()) > 1_500
    assert answered["model"] == answered["kernel"]
    assert answered["model"] >= answered["idiomatic"]  # its operators who finish late keep their successors waiting


def test_both_sides_close_the_same_tickets() -> None:
    """W2: from ring to closure both sides answer, send back, handle and close nearly the same, as fast as each other.

    Calls and which of them become tickets are the same draws; the rest of the peer's draws are others of the same laws.
    """
    done = _run("w2.py", rounds=1, calls=2_000, tickets=500)["done_last_round"]
    peer, model = done["idiomatic"], done["model"]
    assert model == done["kernel"]
    assert model["closed"] == model["tickets"] > 400
    for name in ("answered", "closed"):
        assert abs(peer[name] - model[name]) < 0.03 * model[name]
    for name, variance in (("returns", 0.15 / 0.85**2), ("handlings", 0.05 / 0.95**2)):
        expected_distance = (2 * variance * model["closed"]) ** 0.5
        assert abs(peer[name] - model[name]) < 6 * expected_distance + abs(peer["closed"] - model["closed"])
    assert done["five_stages_model"] == done["five_stages_kernel"]
    assert done["five_stages_model"]["closed"] == done["five_stages_model"]["tickets"] > 400


def test_a_file_of_stamps_is_checked_beside_itself() -> None:
    """The benchmark of data files runs both sides and reports time and memory of each."""
    found = _run("check_files.py", rows=2_000, rounds=1)
    assert found["rows"] == 2_000
    assert found["here"]["cpu_s"] > 0
    assert found["here"]["peak_mb"] > 10


def _printed(file: str, *words: str) -> list[str]:
    """The lines that a benchmark prints."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / file), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_coverage_is_measured_of_every_kind() -> None:
    """One system, three trials: a row for each kind of measure and number of replications, shares that add up."""
    head, _, *lines = _printed("interval_coverage.py", "--trials", "3", "--system", "chain", "--markdown")
    rows = lines[: lines.index("")]
    assert head.count("n = ") == 4
    assert len(rows) == 11
    for row in rows:
        for cell in row.strip("| ").split(" | ")[3:]:
            if cell == "-":  # no trial of so few pairs
                continue
            covers, below, above = (float(part) for part in re.findall(r"[\d.]+", cell)[1:])
            assert abs(covers + below + above - 100) < 0.2
    kinds = [line.split(" | ")[0].strip("| ") for line in lines[lines.index("") + 3 :]]
    assert sorted(kinds) == sorted({row.split(" | ")[1] for row in rows})


def test_errors_of_need_are_counted() -> None:
    """One floor, two seeds: every answer is too few, right, more, or none."""
    head, row = _printed("need_errors.py", "--seeds", "2", "--long", "100", "--floor", "80 % in 20 s")
    assert "too few" in head
    *_, too_few, _, right, more, none = row.split()
    assert int(too_few) + int(right) + int(more) + int(none) == 2


def test_forecasts_of_real_lines_are_judged() -> None:
    """The table of `docs/forecasting.md` is what the benchmark finds, where the data are at hand."""
    folder = _real("bank_calls_5min_2003.csv.gz")
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "forecasts.py"), str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    page = (ROOT / "docs" / "forecasting.md").read_text(encoding="utf-8")
    lines = ("bank_calls_5min_2003.csv.gz, 164", "bank_calls_5min_2003.csv.gz, 130", "nyc311_animals_2025q1.csv.gz, 72",
             "servicedesk_incidents_2016.csv.gz, 89")  # fmt: skip
    for line in lines:
        row = next(row for row in found[f"{line} days"]["methods"] if row["method"] == "chosen_each_day")
        cover = f"{row['day_cover_80']:.0%}, {row['interval_cover_80']:.0%}".replace("%", " %")
        assert f"| {row['day_ratio']:.2f} | {row['interval_ratio']:.2f} | {cover} |" in page, line
        assert found[f"{line} days"]["seconds"] < 20
    rest = found["rest of the day"]
    bases = [rest[f"{base}, 10:00"] for base in ("mean_of_6_weeks", "calendar")]
    told = "on a mean of six weeks {} (in full {}), on the\n`calendar` method {} (in full {})".format(
        *(f"{base[how]:.2f}" for base in bases for how in ("learnt", "in_full"))
    )
    assert told in page


@pytest.mark.long
def test_fits_are_timed() -> None:
    """Every call and every ticket that was made up is read, in a time that is told."""
    found = _run("fit_speed.py", calls=20_000, tickets=4_000)
    assert found["read"] == [found["calls"], found["tickets"]] == [20_000, 4_000]
    assert 0 < found["seconds"] < 60
    assert found["largest_mb"] > 50


@pytest.mark.long
def test_tickets_are_recovered() -> None:
    """One line: its dirty rows are told, the hours of its three units are seen, and intervals are counted."""
    found = _run("ticket_recovery.py", lines=1)
    assert found["dirty_rows_told"] == found["lines"] == 1
    assert all(found[f"hours_right.{unit}"] == 1 for unit in ("office", "always", "crews"))
    held, of, _ = found["all"]
    assert 14 <= held <= of <= 30


def test_real_tickets_have_the_verdicts_of_the_page() -> None:
    """One of the cases, as the page tells it; the others are made by the same command."""
    folder = _real("nyc311_animals_2025q1.csv.gz")
    benchmark = script("benchmarks/real_tickets.py")
    name = next(iter(benchmark.CASES))
    told = benchmark.table_of(name, benchmark.held_out(folder, name, 100))
    assert told in (ROOT / "docs" / "fitting-tickets.md").read_text(encoding="utf-8")


@pytest.mark.long
def test_matching_recovers_a_truth() -> None:
    """One truth: it is ruled out or not, something of the room is left, and places of it are simulated."""
    found = _run("matching_recovery.py", truths=1)
    assert (found["truths"], found["drawn"]) == (1, 5)
    assert found["ruled_out"] in (0, 1)
    assert 0 < found["share_left"] < 1


@pytest.mark.long
def test_sweeps_are_timed() -> None:
    """Each part does its work: the store takes a share, memory is told after a tenth and after all."""
    words = [sys.executable, str(ROOT / "benchmarks" / "sweeps.py")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = {
        part: json.loads(
            subprocess.run(
                [*words, part, "--reps", reps, "--rounds", "1"],
                env=environment, capture_output=True, text=True, check=True,
            ).stdout
        )
        for part, reps in (("store", "20"), ("memory", "100"))
    }  # fmt: skip
    assert 0 < found["store"]["share"]["median"] < 1
    assert found["memory"]["100"]["largest_mb"] >= found["memory"]["10"]["largest_mb"] > 100


def test_shifts_are_designed_beside_a_peer() -> None:
    """Our side comes to the optimum of the peer's own problem, which both sides have proven."""
    code = "import shift_design as s; print(s.ours(s.README)['cost'], s.ours(s.README)['status'])"
    folder = ROOT / "benchmarks"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["163.0", "OPTIMAL"]


@pytest.mark.long
def test_plans_of_made_up_floors_are_counted() -> None:
    """Each floor is planned, and looked at again."""
    head, _, row = _printed("plan_errors.py", "--floors", "1", "--reps", "3", "--again", "4")
    assert head.startswith("| floors | no plan | met |")
    assert row.split("|")[1].strip() == "1"


@pytest.mark.long
def test_a_week_is_planned_beside_a_loop_around_simpy() -> None:
    """One round with few replications."""
    told = _run("plan_week.py", rounds=1, reps=3, days=1)
    assert told["times as fast as the loop around SimPy"]["median"] > 1
    assert told["calls simulated"] > 100_000


@pytest.mark.long
def test_the_rest_of_a_day_is_timed() -> None:
    """An afternoon is run as often as asked, and held against days that ended."""
    found = _run("tonight.py", reps=20, rounds=1, days=2)
    assert found["replications"] == 20
    assert found["open_now"] > 0
    assert 0 < found["seconds"] < 60
    assert 0 <= found["of_open"]["in_band_80"] <= 1
    assert found["of_all"]["left"] >= found["of_open"]["left"]
