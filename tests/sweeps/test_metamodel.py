"""Metamodels: known polynomials come back, errors are those of refits, intervals hold, and noise is of no use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import ScenarioError
from sim.report.style import figure_bytes
from sim.report.sweep import sweep_answer, sweep_text
from sim.report.sweep_charts import sweep_charts
from sim.scenario.sweep_file import read_sweep
from sim.sweeps.experiment import experiment_of
from sim.sweeps.metamodel import Metamodel, metamodels_frame, predictions_frame, terms_of

from .small import ASA, HEAD, RANGES, STAFF, TALK, WRAP_UP, desk, made_up, without


def filled(points: int, kind: str = "quadratic", head: str = ASA, ranges: str = RANGES) -> str:
    """A sweep file with a Latin hypercube and a metamodel."""
    return f"{head}metamodel: {kind}\ndesign: {{latin_hypercube: {{points: {points}, ranges: {ranges}}}}}\n"


def gridded(factors: str, kind: str = "quadratic") -> str:
    """A sweep file with a grid and a metamodel."""
    return f"{ASA}metamodel: {kind}\ndesign: {{grid: {{{factors}}}}}\n"


def curve(at: Any) -> Any:
    """A quadratic polynomial of three shares."""
    return 50 + 6 * at[0] - 3 * at[1] + 2 * at[2] + 4 * at[0] ** 2 - 5 * at[0] * at[1] + at[2] ** 2


def noisy(at: tuple[float, ...], replication: int) -> float:
    """The curve bent a little more, with what all designs have in common and what each has for itself."""
    chance = np.random.default_rng([replication, *(round(1e6 * share) for share in at)])
    return float(curve(at) + np.sin(7 * at[0]) + 3 * np.sin(replication) + chance.standard_normal())


def test_a_polynomial_comes_back(tmp_path: Path) -> None:
    """At designs that were not run, told as text or as numbers; its error is none, beside the spread of the designs."""
    found = made_up(desk(tmp_path, filled(25)), lambda at, _: curve(at))
    model = found.metamodel("asa")
    designs = pd.DataFrame({WRAP_UP: ["30 s", "45 s", "90s"], TALK: [100, 180.0, "200 s"], STAFF: [2, 4, 5], "more": 1})
    told = model.predict(designs)
    shares = ((0, 0, 0), (0.25, 0.8, 2 / 3), (1, 1, 1))
    assert told["estimate"].tolist() == pytest.approx([curve(at) for at in shares])
    assert told["low"].tolist() == pytest.approx(told["high"].tolist(), abs=1e-3)
    assert list(told) == [WRAP_UP, TALK, STAFF, "estimate", "low", "high", "unit"]
    assert (model.terms, model.unit) == (10, "s")
    assert model.error == pytest.approx(0, abs=1e-9)
    assert model.noise == 0
    assert model.spread == pytest.approx(found.summary_frame()["estimate"].std())
    assert model.is_of_use
    assert found.metamodel("asa", "linear").error > 0.1
    assert found.metamodel("asa", "linear").terms == 4


def test_a_grid_of_numbers_has_one_too(tmp_path: Path) -> None:
    """Over the room that its levels span, in their unit; the page, the tables and the chart are as of ranges."""
    file = desk(tmp_path, gridded(f"{TALK}: [100 s, 200 s, 125 s], direct_answer: [60 %, 75 %, 80 %]"))
    found = made_up(file, lambda at, _: curve((*at, 0.0)))
    model = found.metamodel("asa")
    told = model.predict(pd.DataFrame({TALK: ["2 min", 175], "direct_answer": [0.7, "65 %"]}))
    assert told["estimate"].tolist() == pytest.approx([curve((0.2, 0.5, 0.0)), curve((0.75, 0.25, 0.0))])
    terms = model.terms_frame().set_index("term")
    assert terms.loc[TALK, ["centre", "half_range", "factor_unit"]].tolist() == [150, 50, "s"]
    assert terms.loc["direct_answer", ["centre", "half_range", "factor_unit"]].tolist() == [70, 10, "%"]
    assert "quadratic metamodel of" in sweep_text(found, "en")
    assert len(predictions_frame(found)) == 9
    assert sweep_charts(found)["metamodel"]
    shares = made_up(
        desk(tmp_path, gridded(f"{STAFF}: [2, 3, 5], direct_answer: [0.6, 0.7, 0.8]")), lambda at, _: sum(at)
    )
    assert shares.metamodel("asa").predict(pd.DataFrame({STAFF: [4], "direct_answer": ["75 %"]}))["low"].notna().all()


def test_what_is_told_stays_where_the_measure_can_be(tmp_path: Path) -> None:
    """A share between 0 and 100 %, all else at 0 or above, ends of intervals too; the terms are uncut."""
    text = filled(25, "linear").replace("[asa]", "[{measure: service_level, within: 15 s}]")
    found = made_up(desk(tmp_path, text), lambda at, _: min(1.0, 2.5 * at[0]), measure="service_level_15s")
    told = found.metamodel("service_level_15s").predict(
        pd.DataFrame({WRAP_UP: ["30 s", "60 s", "90 s"], TALK: 150, STAFF: 3})
    )
    assert told["estimate"].tolist()[2] == told["high"].tolist()[1] == 1.0
    assert told[["estimate", "low", "high"]].min().min() == 0.0
    frame = predictions_frame(found)
    assert frame[["predicted", "predicted_low", "predicted_high"]].stack().between(0, 1).all()
    uncut = found.metamodel("service_level_15s")
    assert uncut.terms_frame()["coefficient"].iloc[:2].sum() > 1.0
    waits = made_up(desk(tmp_path, filled(25, "linear")), lambda at, _: 9 * max(0.0, at[0] - 0.5))
    told = waits.metamodel("asa").predict(pd.DataFrame({WRAP_UP: ["30 s", "90 s"], TALK: 150, STAFF: 3}))
    assert told["estimate"].tolist()[0] == 0.0
    assert told["high"].tolist()[1] > 1.0


def test_errors_and_intervals_are_those_of_refits(tmp_path: Path) -> None:
    """Each design left out in turn and the rest fitted anew: predictions, their error, and the part of the intervals
    that comes from replications, each of which is fitted by itself."""
    runs = 6
    found = made_up(desk(tmp_path, filled(25)), noisy, replications=runs)
    model = found.metamodel("asa")
    by_run = found.to_frame().pivot_table(index="replication", columns="point", values="value").to_numpy(dtype=float)
    terms, refits = terms_of("quadratic", model._shares), []
    for left_out in range(25):
        others = np.arange(25) != left_out
        fits = np.linalg.lstsq(terms[others], by_run[:, others].T)[0]
        refits.append(terms[left_out] @ fits)
    predicted = np.array(refits)  # of each design, by each replication
    told, low, high = model.left_out()
    assert told == pytest.approx(predicted.mean(axis=1))
    off = by_run.mean(axis=0) - predicted.mean(axis=1)
    assert model.error == pytest.approx(np.sqrt((off**2).mean()))
    assert model.noise == pytest.approx(np.sqrt((by_run.var(axis=0, ddof=1) / runs).mean()))
    alone = Metamodel(*(getattr(model, name) for name in model.__dataclass_fields__))
    alone.__dict__["_lack_of_fit"] = 0.0
    _, low, high = alone.left_out()
    t = 2.570582  # Student's, 5 degrees of freedom
    assert (high - low) / 2 == pytest.approx(t * predicted.std(axis=1, ddof=1) / np.sqrt(runs), rel=1e-5)


def test_coefficients_are_told_with_their_coding(tmp_path: Path) -> None:
    """Of a known polynomial, in factors from -1 to 1 around the centres of their ranges; a polynomial that is put
    together from the table alone predicts what the metamodel does."""
    model = made_up(desk(tmp_path, filled(25)), lambda at, _: curve(at)).metamodel("asa")
    frame = model.terms_frame().set_index("term")
    assert list(frame.index[:5]) == ["constant", WRAP_UP, TALK, STAFF, f"{WRAP_UP} * {WRAP_UP}"]
    assert frame.loc[f"{WRAP_UP} * {TALK}", "coefficient"] == pytest.approx(-5 / 4)
    assert frame.loc[f"{WRAP_UP} * {WRAP_UP}", "coefficient"] == pytest.approx(4 / 4)
    assert frame.loc[STAFF, "coefficient"] == pytest.approx((2 + 1) / 2)
    assert frame.loc[[WRAP_UP, STAFF], ["centre", "half_range", "factor_unit"]].to_numpy().tolist() == [
        [60.0, 30.0, "s"],
        [3.5, 1.5, ""],
    ]
    assert frame["standard_error"].tolist() == pytest.approx([0] * 10, abs=1e-6)
    assert set(frame["unit"]) == {"s"}
    design = {WRAP_UP: 47.0, TALK: 180.0, STAFF: 4}
    coded = (pd.Series(design) - frame["centre"].dropna()) / frame["half_range"].dropna()
    by_hand = sum(
        told["coefficient"] * np.prod([coded[factor] for factor in str(term).split(" * ") if factor != "constant"])
        for term, told in frame.iterrows()
    )
    assert model.predict(pd.DataFrame([design]))["estimate"][0] == pytest.approx(by_hand)


def test_standard_errors_of_coefficients(tmp_path: Path) -> None:
    """Those of least squares with one replication; those of what each replication's own fit comes to where the
    polynomial fits."""
    model = made_up(desk(tmp_path, filled(25)), noisy, replications=1).metamodel("asa")
    terms = terms_of("quadratic", model._shares)
    off = model._values - terms @ np.linalg.lstsq(terms, model._values)[0]
    classical = np.sqrt(np.diag(np.linalg.inv(terms.T @ terms)) * (off**2).sum() / (25 - 10))
    assert model.terms_frame()["standard_error"].to_numpy() == pytest.approx(classical)
    found = made_up(desk(tmp_path, filled(25)), noisy, replications=6)
    several = found.metamodel("asa")
    several.__dict__["_lack_of_fit"] = 0.0
    by_run = found.to_frame().pivot_table(index="replication", columns="point", values="value").to_numpy(dtype=float)
    fits = np.linalg.lstsq(terms, by_run.T)[0]
    told = several.terms_frame()
    assert told["coefficient"].to_numpy() == pytest.approx(fits.mean(axis=1))
    assert told["standard_error"].to_numpy() == pytest.approx(fits.std(axis=1, ddof=1) / np.sqrt(6))


def test_designs_are_told_as_a_scenario_tells_them(tmp_path: Path) -> None:
    """Shares with or without a sign, lengths of time in any unit; 20 for 20 % could be either, and is refused."""
    ranges = f"{{{WRAP_UP}: 20 s .. 60 s, direct_answer: 0 % .. 30 %, operators.floor.absence: '0.0 .. 0.2'}}"
    model = made_up(desk(tmp_path, filled(25, "linear", ranges=ranges)), lambda at, _: curve(at)).metamodel("asa")

    def at(wrap_up: object, direct: object, absence: object) -> float:
        values = {WRAP_UP: [wrap_up], "direct_answer": [direct], "operators.floor.absence": [absence]}
        return float(model.predict(pd.DataFrame(values))["estimate"][0])

    known = at("45 s", "20 %", 0.1)
    for design in ((45, 0.2, "10 %"), ("0.75 min", "20%", "0.1"), ("0.75 分钟", "20 ％", "10%"), ("45秒", "0.2", 0.1)):
        assert at(*design) == pytest.approx(known)
    assert at(45, 0.3, 0) == pytest.approx(at(45, "30 %", 0))
    for design, told in (
        ((45, 20, 0.1), "direct_answer: 20 without a unit is 2000 %, and no value from 0 % to 30 %: write '20 %' if"),
        ((45, "20", 0.1), "direct_answer: '20' without a unit is 2000 %"),
        ((45, "31 %", 0.1), "'31 %' is no value from 0 % to 30 %"),
        ((45, 31, 0.1), "31 is no value from 0 % to 30 %"),
        (("45 %", 0.2, 0.1), "'45 %' is no value from 20 s to 60 s"),
        (("2 min", 0.2, 0.1), "'2 min' is no value from 20 s to 60 s"),
        ((45, "12 s", 0.1), "'12 s' is no value from 0 % to 30 %"),
    ):
        with pytest.raises(ScenarioError, match=told):
            at(*design)


def test_intervals_hold(tmp_path: Path) -> None:
    """In 300 worlds whose designs share most of their chance, 95 % intervals of what was not run hold in 95 of 100.

    Of a polynomial, and of what is bent more than one, by waves that none follows. Below 89 % of 300 falls one case in
    40,000 if each holds with 95 %.
    """
    model = made_up(desk(tmp_path, filled(25)), noisy, replications=8).metamodel("asa")
    chance = np.random.default_rng(1)
    about = {name: getattr(model, name) for name in model.__dataclass_fields__}
    place = np.array([0.3, 0.6, 1 / 3])
    design = pd.DataFrame({WRAP_UP: [48], TALK: [160], STAFF: [3]})
    for waves in (0.0, 1.0):
        held = 0
        for _ in range(300):
            turn = chance.uniform(0, 6.28)

            def truth(at: Any, turn: float = turn, waves: float = waves) -> Any:
                return curve(at) + waves * np.sin(60 * (at[0] + at[1] + at[2]) + turn)

            runs = truth(model._shares.T) + 3 * chance.standard_normal((8, 1)) + chance.standard_normal((8, 25))
            values = runs.mean(axis=0)
            told = Metamodel(**{**about, "_values": values, "_deviations": runs - values}).predict(design).iloc[0]
            held += told["low"] <= truth(place) <= told["high"]
        assert held > 0.89 * 300
        assert held < 300  # intervals that always hold would say nothing


def test_noise_is_of_no_use(tmp_path: Path) -> None:
    """A measure that no factor changes: the error is larger than the spread, and text, chart and tables say so."""

    def still(at: tuple[float, ...], replication: int) -> float:
        return 50 + float(np.random.default_rng([replication, *(round(1e6 * part) for part in at)]).standard_normal())

    found = made_up(desk(tmp_path, filled(14)), still)
    assert not found.metamodel("asa").is_of_use
    assert metamodels_frame(found)["of_use"].tolist() == [False]
    for lang, useless in (("en", "of no use"), ("zh", "不可用")):
        row = next(line for line in sweep_text(found, lang).splitlines() if line.endswith(useless))
        assert " s" in row or " 秒" in row
        assert sweep_charts(found, lang)["metamodel"].axes[0].get_title(loc="left").endswith(useless)
    same = made_up(desk(tmp_path, filled(14)), lambda _at, _n: 50.0)
    assert not same.metamodel("asa").is_of_use


def test_a_sweep_tells_its_metamodels(tmp_path: Path) -> None:
    """Of a real hotline: a row for each measure, predictions beside each design, a chart whose bytes repeat."""
    head = HEAD.replace("\nreplications: 2", "\nreplications: 3\nset: {demand.calls.per_day: 600}")
    file = desk(tmp_path, filled(16, "linear", head))
    found = sim.sweep(file, out=tmp_path / "out")
    frame, predictions = found.metamodel("asa"), predictions_frame(found)
    assert frame.kind == "linear"
    assert frame.is_of_use
    assert len(predictions) == 3 * 16
    asa = predictions[predictions["measure"] == "asa"]
    assert np.sqrt(((asa["estimate"] - asa["predicted"]) ** 2).mean()) == pytest.approx(frame.error)
    assert (asa["predicted_low"] < asa["predicted_high"]).all()
    for name in ("metamodel", "coefficients", "predictions"):
        assert (tmp_path / "out" / f"{name}.csv").exists()
    answer = json.loads(json.dumps(sweep_answer(found), allow_nan=False))
    assert [row["measure"] for row in answer["metamodel"]] == list(found.experiment.measures)
    assert len(answer["coefficients"]) == 3 * 4
    assert answer["coefficients"][1]["centre"] == 60
    assert answer["coefficients"][0]["centre"] is None
    for lang in ("en", "zh"):
        figure = sweep_charts(found, lang)["metamodel"]
        shown = [axes for axes in figure.axes if axes.get_visible()]
        assert len(shown) == 3
        points = shown[0].containers[0].lines[0]  # type: ignore[union-attr]
        assert points.get_xdata() == pytest.approx(asa["estimate"].to_numpy(dtype=float))
        assert points.get_ydata() == pytest.approx(asa["predicted"].to_numpy(dtype=float))
    assert figure_bytes(figure, "svg") == figure_bytes(sweep_charts(found, "zh")["metamodel"], "svg")


def test_one_replication_tells_no_noise(tmp_path: Path) -> None:
    """All that designs lie off the polynomial is lack of fit then, and intervals come from it alone."""
    found = made_up(desk(tmp_path, filled(25)), noisy, replications=1)
    model = found.metamodel("asa")
    assert model.noise is None
    assert metamodels_frame(found)["noise"].isna().all()
    _, low, high = model.left_out()
    assert (high > low).all()
    assert "-" in sweep_text(found, "en")
    assert sweep_charts(found)["metamodel"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (filled(10), "metamodel: quadratic has 10 terms, which these 10 designs do not tell apart: write more points"),
        (filled(25, ranges=f"{{{WRAP_UP}: 30 s .. 90 s, {STAFF}: 2 .. 3}}"), "quadratic has 6 terms, which these 25"),
        (filled(25, "cubic"), "5: metamodel: 'cubic' is not known (known: linear, quadratic)"),
        (
            gridded(f"{STAFF}: [2, 3]", "linear"),
            "5: metamodel: linear has 2 terms, which these 2 designs do not tell apart: write more levels, or fewer",
        ),
        (gridded(f"{STAFF}: [2, 3, 4], {TALK}: [90 s, 120 s]"), "quadratic has 6 terms, which these 6 designs do not"),
        (
            gridded(f"{STAFF}: [2, 3, 4], {TALK}: [90 s]"),
            f"5: metamodel: the factor '{TALK}' has one level",
        ),
        (gridded(f"{STAFF}: [2, 3, 4], {TALK}: [90 s, 2 min]"), "5: metamodel: is fitted over numbers: write a design"),
        (
            gridded(f"a: {{together: {{few: {{{STAFF}: 2}}, more: {{{STAFF}: 3}}}}}}"),
            "or a grid whose factors each",
        ),
        (f"{ASA}metamodel: linear\ndesign: {{list: [{{name: a}}]}}\n", "5: metamodel: is fitted over numbers: write"),
    ],
)
def test_what_no_metamodel_can_be_made_of_is_refused_before_any_run(text: str, told: str, tmp_path: Path) -> None:
    """At the line of the key, when the file is read."""
    with pytest.raises(ScenarioError) as refused:
        experiment_of(read_sweep(desk(tmp_path, text)))
    assert told in str(refused.value)


def test_slips_in_python_are_answered_with_a_sentence(tmp_path: Path) -> None:
    """Another measure, designs without a factor or outside the ranges, a failed run."""
    found = made_up(desk(tmp_path, filled(25)), noisy)
    model = found.metamodel("asa")
    with pytest.raises(ScenarioError, match="does not measure 'asaa': choose one of asa"):
        found.metamodel("asaa")
    with pytest.raises(ScenarioError, match=f"the designs have no column '{TALK}'"):
        model.predict(pd.DataFrame({WRAP_UP: [40]}))
    for value, told in (("95 s", "no value from 30 s to 90 s"), ("2 min", "no value from 30 s"), (np.nan, "no value")):
        with pytest.raises(ScenarioError, match=f"{WRAP_UP}: .*{told}"):
            model.predict(pd.DataFrame({WRAP_UP: [value], TALK: [150], STAFF: [2]}))
    with pytest.raises(ScenarioError, match="confidence: 95 is not between"):
        model.predict(pd.DataFrame({WRAP_UP: [40], TALK: [150], STAFF: [2]}), confidence=95)
    lost = type(found)(found.experiment, found.figures, {(3, 0): "budget"})
    assert sweep_answer(lost)["metamodel"] == []
    assert "No metamodel: a result is missing" in sweep_text(lost, "en")
    assert sweep_charts(lost) == {}
    with pytest.raises(ScenarioError, match="metamodels need every result: 1 of 25 designs lack some of 'asa'"):
        without(found, (3, 0)).metamodel("asa")
