"""Matching of a small hotline that is simulated: truths, numbers without influence, contradictions, comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

import sim
from sim.matching.match import matching_of, question_from
from sim.matching.matching import Matching
from sim.matching.variant import plausible_variant
from sim.report.match import match_reading, match_reading_text, match_text
from sim.scenario.match_file import read_match
from sim.store.ledger import opened
from sim.sweeps.running import Progress

from .small import FIGURE, HEAD, STAFF, TALK, WRAP_UP, asked

PATIENCE = "callers.patience.mean"
BUSY = "set: {demand.calls.per_day: 700}\n"
BOTH = f"{BUSY}unknown: {{{TALK}: 100 s .. 220 s, {PATIENCE}: {{range: 30 s .. 300 s, scale: log}}}}\n"


def matched(folder: Path, text: str) -> Matching:
    """What a matching file finds."""
    return sim.match(asked(folder, text), workers=1)


def test_true_values_are_seldom_ruled_out(tmp_path: Path) -> None:
    """Ten hotlines, their occupancy and their abandonment published as the mean of ten days, rounded to whole per cent.

    By Pukelsheim's bound each figure rules the truth out in at most 4.9 % of cases; more than 5 of 10 would be seen
    once in a thousand times. On average the figures leave less than a third.
    """
    town, lost, left = sim.load_scenario(asked(tmp_path, HEAD).parent / "town.yaml"), 0, []
    for seed in range(10):
        place = np.random.default_rng([3, seed]).random(2)
        talk, patience = 100 + 120 * place[0], 30 * 10 ** place[1]
        truth = town.replace({"demand.calls.per_day": 700, TALK: f"{talk:.3f} s", PATIENCE: f"{patience:.3f} s"})
        days = sim.replicate(truth, replications=10, seed=1_000 + seed)
        occupancy, gone = (days.estimate(measure).estimate for measure in ("occupancy", "abandonment_rate"))
        assert occupancy is not None
        assert gone is not None
        figures = (
            f"figures: [{{measure: occupancy, value: {100 * occupancy:.0f} %, mean_of: 10}}, "
            f"{{measure: abandonment_rate, value: {100 * gone:.0f} %, mean_of: 10}}]\n"
        )
        found = matched(tmp_path, HEAD.replace("waves: 1", "waves: 2") + BOTH + figures)
        lost += bool(found.waves.implausibility(place[np.newaxis])[0] > 3)
        left.append(found.waves.remaining.share)
    assert lost <= binom.ppf(0.999, 10, 0.098) == 5
    assert np.mean(left) < 1 / 3


def test_what_has_no_influence_is_not_determined(tmp_path: Path) -> None:
    """The share of direct answers makes tickets, of which this hotline has none: all of it remains, wherever the talk
    lies, which the figure narrows."""
    unknown = f"unknown: {{{TALK}: 100 s .. 220 s, direct_answer: 0 % .. 100 %}}\n"
    found = matched(tmp_path, HEAD + unknown + FIGURE.replace("150 s", "150 s, mean_of: 400"))
    talk, direct = found.to_frame().to_dict("records")
    assert (talk["status"], direct["status"]) == ("narrowed", "not determined")
    assert direct["given_others"] > 0.98
    assert direct["range_left"] == pytest.approx(1.0, abs=0.01)
    assert direct["width_ratio"] == pytest.approx(1.0, abs=0.05)
    assert talk["left_low"] < 150 < talk["left_high"]
    assert abs(found.pairs_frame()["rank_correlation"].iloc[0]) < 0.2


def test_numbers_that_only_count_together_are_tied(tmp_path: Path) -> None:
    """Talk and wrap-up make one occupancy: each may be anything, if the other is what is left of their sum."""
    unknown = f"unknown: {{{TALK}: 100 s .. 200 s, {WRAP_UP}: 10 s .. 110 s}}\n"
    figures = "figures: [{measure: aht, value: 210 s, mean_of: 400}]\n"
    found = matched(tmp_path, HEAD + unknown + figures)
    assert found.to_frame()["status"].tolist() == ["tied", "tied"]
    assert found.pairs_frame()["rank_correlation"].iloc[0] < -0.6


def test_numbers_that_go_up_together_are_told_so(tmp_path: Path) -> None:
    """More calls need more people for one occupancy: a positive rank correlation is no trade-off, in both languages."""
    unknown = f"unknown: {{demand.calls.per_day: 300 .. 900, {STAFF}: 2 .. 6}}\n"
    found = matched(tmp_path, HEAD + unknown + "figures: [{measure: occupancy, value: 50 %, mean_of: 100}]\n")
    assert found.pairs_frame()["rank_correlation"].iloc[0] > 0.5
    assert f"demand.calls.per_day and {STAFF} go up together (rank correlation 0." in match_text(found)
    assert "trade off" not in match_text(found)
    assert "同增同减" in match_text(found, "zh")


def test_contradictions_are_named(tmp_path: Path) -> None:
    """Busy people, and hardly anybody gives up: nothing remains; the figures in conflict are told, with their place."""
    figures = (
        "figures: [{measure: occupancy, value: 75 %, mean_of: 99}, "
        "{measure: abandonment_rate, value: 9 %, mean_of: 99}, "
        "{measure: talk_mean, value: 150 s}]\n"
    )
    found = matched(tmp_path, HEAD + BOTH + figures)
    assert found.waves.remaining.is_empty
    assert found.to_frame()["status"].tolist() == ["empty", "empty"]
    frame = found.figures_frame().set_index("figure")
    assert frame["implausibility"].max() > 3
    assert frame.loc[["occupancy", "abandonment_rate"], "share_left_without"].min() > 0
    assert frame.loc["talk_mean", "share_left_without"] == 0
    assert found.simulated_frame()["place"].tolist() == ["own", "least"]
    assert plausible_variant(found) is None


def test_a_figure_may_compare(tmp_path: Path) -> None:
    """The ratio of the measure to that with three people, before the same citizens: estimate and deviations by hand."""
    figures = f"figures: [{{measure: occupancy, value: 1.4, compared_with: {{{STAFF}: 3}}}}]\n"
    found = matched(tmp_path, HEAD + f"unknown: {{{TALK}: 100 s .. 200 s}}\n" + figures)
    runs = found.waves.ran[0]
    town, talk = sim.load_scenario(tmp_path / "town.yaml"), f"{100 + 100 * runs.points[0, 0]:.6g} s"
    parts = []
    for staff in (2, 3):
        each = sim.replicate(town.replace({TALK: talk, STAFF: staff}), replications=5)
        figures_of_runs = [run.values["occupancy"] for run in each.measures]
        parts.append(np.array([[f.numerator, f.denominator] for f in figures_of_runs], dtype=float))
    above, below = (part[:, 0].sum() / part[:, 1].sum() for part in parts)
    assert runs.values[0, 0] == pytest.approx(above / below, rel=1e-12)
    off = [
        (part[:, 0] - ratio * part[:, 1]) / part[:, 1].mean() for part, ratio in zip(parts, (above, below), strict=True)
    ]
    assert runs.deviations[:, 0, 0] == pytest.approx(above / below * (off[0] / above - off[1] / below), rel=1e-9)
    assert found.simulated_frame()["reproduced"].dtype == bool
    with opened(tmp_path) as ledger:
        again = matching_of(found.question, ledger, workers=1)
        runs = sum(ledger.done_of().values())
    assert runs == (12 + len(again.simulated.points)) * 5 * 2
    assert f", {runs} runs." in match_text(again)
    assert match_reading(found.question)["runs"] == 12 * 5 * 2
    assert "with what figures are compared with: 120 runs" in match_reading_text(found.question)


def test_places_are_simulated_before_other_citizens(tmp_path: Path) -> None:
    """The figures of the places drawn are those of the next seed; by the best of them a scenario is made."""
    found = matched(
        tmp_path,
        HEAD.replace("replications: 5", "replications: 20") + BOTH + "figures: [{measure: occupancy, value: 70 %}]\n",
    )
    frame = found.simulated_frame()
    assert frame["place"].tolist() == ["own", "drawn", "drawn"]
    town = sim.load_scenario(tmp_path / "town.yaml")
    drawn = frame.iloc[1]
    again = town.replace(
        {"demand.calls.per_day": 700, TALK: f"{drawn[TALK]:.6g} s", PATIENCE: f"{drawn[PATIENCE]:.6g} s"}
    )
    told = sim.replicate(again, replications=20, seed=2).estimate("occupancy").estimate
    assert told == pytest.approx(drawn["occupancy"])
    variant = plausible_variant(found)
    assert variant is not None
    best = frame[1:].sort_values("implausibility").iloc[0]
    assert variant.document["operators"]["floor"]["talk"]["mean"] == f"{best[TALK]:.6g} s"
    assert variant.document["origins"][TALK]["kind"] == "derived"
    assert "were thought possible" in variant.document["origins"][TALK]["source"]


def test_whole_numbers_are_run_once_each(tmp_path: Path) -> None:
    """Of six numbers of people each is a point of the first wave; the second finds nothing that has not been run."""
    text = HEAD.replace("waves: 1", "waves: 3")
    found = matched(tmp_path, text + f"unknown: {{{STAFF}: 1 .. 6}}\nfigures: [{{measure: asa, value: 1 s}}]\n")
    assert [len(ran.points) for ran in found.waves.ran] == [6]
    assert found.waves.ending == "all run"
    assert "Every place that remains has been simulated" in match_text(found)
    assert {4, 5, 6} <= set(found.remaining_frame()[STAFF]) <= {1, 2, 3, 4, 5, 6}


def test_few_whole_numbers_that_remain_do_not_end_in_a_refusal(tmp_path: Path) -> None:
    """Of 31 numbers of people the occupancy leaves two or three after a wave: the next is fitted to all runs."""
    text = HEAD.replace("waves: 1", "waves: 4").replace("points: 12", "points: 10")
    figures = "figures: [{measure: occupancy, value: 40.00 %, mean_of: 200}]\n"
    found = matched(tmp_path, text + f"{BUSY}unknown: {{{STAFF}: 1 .. 31}}\n" + figures)
    assert len(found.waves.ran) > 1
    assert found.waves.ran[1].points.shape[0] < 6
    (row,) = found.to_frame().to_dict("records")
    assert row["status"] == "narrowed"
    of_all = (row["left_high"] - row["left_low"] + 1) / 31
    assert row["range_left"] == pytest.approx(of_all)
    assert found.waves.remaining.share == pytest.approx(of_all, rel=0.05)


class Stop:
    """A progress that stops after so many runs, counted over all waves."""

    def __init__(self, after: float) -> None:
        self.left = after

    @contextmanager
    def __call__(self, _wave: int, _runs: int) -> Iterator[Progress]:
        """What is called as the runs of a wave end."""

        def progress(_number: int, share: float) -> None:
            if share == 1.0:
                self.left -= 1
            if self.left < 0:
                raise KeyboardInterrupt

        yield progress


def test_a_stopped_matching_goes_on(tmp_path: Path) -> None:
    """What was run is kept in the ledger: the rest is run, and the answer is that of one that was not stopped."""
    text = HEAD.replace("waves: 1", "waves: 2") + BOTH + "figures: [{measure: occupancy, value: 70 %}]\n"
    whole = matched(tmp_path, text)
    question = question_from(read_match(tmp_path / "figures.yaml"), None, None)
    with opened(tmp_path) as ledger:
        with pytest.raises(KeyboardInterrupt):
            matching_of(question, ledger, workers=1, bar=Stop(70))
        kept = sum(ledger.done_of().values())
        assert 60 < kept <= 71
        found = matching_of(question, ledger, workers=1)
        assert sum(ledger.done_of().values()) == 12 * 5 * 2 + 3 * 5
    assert found.simulated_frame().equals(whole.simulated_frame())
    assert found.to_frame().equals(whole.to_frame())
