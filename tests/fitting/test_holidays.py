"""Holidays and make-up days are kept apart from weekdays; and a line with all of it: hours, growth and holidays."""

from __future__ import annotations

import functools
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from scipy import stats

import sim
from sim.cli import main
from sim.errors import DataError
from sim.fitting.draws import drawn_document
from sim.fitting.fit import Fit
from sim.fitting.growth import MONTH_DAYS
from sim.fitting.parameters import volume_keys
from sim.fitting.staff import staff_frame
from sim.fitting.volumes import volumes_of
from sim.report.chinese import in_language
from sim.report.fit import fit_answer, fit_text
from sim.report.fit_charts import fit_charts
from sim.report.fit_finding import fit_finding
from sim.scenario.clock import calendar_over
from sim.scenario.loading import of_document

START, DAYS = date(2025, 9, 1), 63
"""Nine weeks about China's National Day: six holidays from 1 to 8 October with a weekend between them, make-up days on
28 September and 11 October."""
FALSE_ALARM = 1e-4
CHINA = calendar_over("china", START, START + timedelta(days=DAYS - 1))
assert CHINA is not None
DATES = [START + timedelta(days=k) for k in range(DAYS)]
HOLIDAYS = tuple(date(2025, 10, k) for k in (1, 2, 3, 6, 7, 8))
BETWEEN = (date(2025, 10, 4), date(2025, 10, 5))
MADE_UP = (date(2025, 9, 28), date(2025, 10, 11))
MONTHLY = 0.25


def test_days_are_kept_apart_by_hand() -> None:
    """100 on weekdays, 60 on weekends, 20 on holidays in the evening, 90 on make-up days, without any chance."""
    counts = {}
    for day in DATES:
        total = (
            20.0 if day in (*HOLIDAYS, *BETWEEN) else 90.0 if day in MADE_UP else 60.0 if day.weekday() > 4 else 100.0
        )
        counts[day] = np.array([0.0, total]) if total == 20 else np.array([total / 2, total / 2])
    found = volumes_of(counts, CHINA)
    assert {k: mean for k, (mean, _, _) in found.by_weekday.items()} == {k: 60.0 if k > 4 else 100.0 for k in range(7)}
    assert found.between == BETWEEN
    assert found.busyness_cv == 0
    assert found.profile.tolist() == [0.5, 0.5]
    holidays, made_up = found.special
    assert (holidays.kind, holidays.dates, holidays.mean) == ("holiday", HOLIDAYS, (20.0, (20.0, 20.0), 6))
    assert (made_up.kind, made_up.dates, made_up.mean) == ("make_up_day", MADE_UP, None)  # two are too few
    keys = volume_keys(found)
    assert keys["per_weekday"] == dict(zip(("mon", "tue", "wed", "thu", "fri"), [100.0] * 5, strict=True)) | {
        "sat": 60.0, "sun": 60.0, "holiday": 20.0,
    }  # fmt: skip
    assert keys["profile"] == {"working_day": [50.0, 50.0], "holiday": [0.0, 100.0]}
    alike = volumes_of(counts)
    assert alike.special == ()
    assert alike.by_weekday[2][0] < 100
    assert set(alike.quiet) == {*HOLIDAYS, *BETWEEN}


def test_a_line_that_is_closed_on_holidays_has_none_on_them() -> None:
    """Days without any contact count as holidays, where as weekdays they would be left out."""
    counts = {day: np.array([0.0 if day in HOLIDAYS else 50.0]) for day in DATES}
    holidays = volumes_of(counts, CHINA).special[0]
    assert holidays.mean == (0.0, (0.0, 0.0), 6)
    assert volumes_of(counts).special == ()


def test_few_holidays_say_nothing() -> None:
    """Two of them are kept apart from weekdays, and none is written."""
    few = {day: np.array([50.0 - 40 * (day in HOLIDAYS)]) for day in DATES if day <= HOLIDAYS[1]}
    found = volumes_of(few, CHINA)
    assert found.special[0].mean is None
    assert found.special[0].dates == HOLIDAYS[:2]
    assert volume_keys(found)["per_day"] == 50.0
    assert found.busyness_cv == 0


def test_holidays_of_which_some_are_closed_have_no_mean() -> None:
    """Nobody calls on 1 October and as many as ever on the others: 42 a day would be no day that there was."""
    counts = {day: np.array([50.0 * (day != HOLIDAYS[0])]) for day in DATES}
    holidays = volumes_of(counts, CHINA).special[0]
    assert holidays.mean is None
    assert holidays.is_mixed
    assert "holiday" not in str(volume_keys(volumes_of(counts, CHINA)))


def test_quiet_days_are_seldom_named_by_chance() -> None:
    """100 lines of nine weeks without holidays: at most 1 day in 1,000 looks like one."""
    rng = np.random.default_rng(1)
    named = 0
    for _ in range(100):
        factor = rng.gamma(25, 0.04, DAYS)
        counts = {day: rng.poisson(np.full(4, 50 * one)).astype(float) for day, one in zip(DATES, factor, strict=True)}
        named += len(volumes_of(counts).quiet)
    assert named <= stats.binom.isf(FALSE_ALARM, 100 * DAYS, 0.001)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calls with waits, talks and wrap-ups, 140 a day on the first weekday, 25 % more a month, 50 on holidays."""
    rng = np.random.default_rng(12)
    rows = []
    for k, day in enumerate(DATES):
        usual = 50 if day in (*HOLIDAYS, *BETWEEN) else 140 * (0.6 if day.weekday() > 4 and day not in MADE_UP else 1.0)
        for _ in range(rng.poisson(usual * (1 + MONTHLY) ** (k / MONTH_DAYS) * rng.gamma(400, 1 / 400))):
            hour = float(rng.triangular(0, 12, 24))
            night = hour >= 19 or hour < 7
            came = pd.Timestamp(day) + pd.Timedelta(hours=hour)
            kind = "tax" if rng.random() < 0.4 else "water"
            talk = rng.gamma(2, 90) * (1.6 if night else 1.0)
            rows.append((came.floor("s"), round(rng.exponential(5)), round(talk), round(rng.exponential(30)), kind))
    frame = pd.DataFrame(rows, columns=["time", "wait", "talk", "acw", "type"]).sort_values("time")
    path = tmp_path_factory.mktemp("holidays") / "calls.csv"
    frame.assign(result="answered").to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def found(calls: Path) -> Fit:
    """What is fitted to them by China's calendar."""
    return sim.fit(calls, zone="Asia/Shanghai", calendar="china")


def test_the_scenario_has_hours_growth_and_holidays(found: Fit) -> None:
    """Numbers lie about the truth, the level is that of the first day, and the scenario is one that is checked."""
    document = found.document
    assert document["clock"] == {
        "start": "2025-11-03", "days": 7, "zone": "Asia/Shanghai", "calendar": "china",
        "make_up_days": "like_replaced_weekday",
    }  # fmt: skip
    stream = document["demand"]["calls"]
    assert stream["growth"]["since"] == "2025-11-03"
    table = {one.key: one for one in found.parameters}
    level = (1 + MONTHLY) ** (DAYS / MONTH_DAYS)
    for key, true in (
        ("demand.calls.growth.rate", MONTHLY), ("demand.calls.per_weekday.mon", 140 * level),
        ("demand.calls.per_weekday.holiday", 50 * level), ("operators.floor.talk.usual.mean", 180.0),
        ("operators.floor.talk.at_times.0.instead.mean", 288.0), ("operators.floor.wrap_up.mean", 30.0),
    ):  # fmt: skip
        error = (table[key].high - table[key].low) / 2
        assert abs(table[key].value - true) < 2 * error, key
    talk = document["operators"]["floor"]["talk"]
    assert [(one["start"], one["end"]) for one in talk["at_times"]] == [("19:00", "07:00")]
    assert table["operators.floor.talk.at_times.0.instead.mean"].part == "19:00-07:00"
    assert {one.key for one in found.parameters if one.is_used} <= document["origins"].keys()


def test_numbers_of_hours_growth_and_holidays_are_drawn(found: Fit, tmp_path: Path) -> None:
    """300 scenarios: each number spreads as its interval says; growth below zero may come; they are scenarios."""
    documents = [drawn_document(found, np.random.default_rng(k)) for k in range(300)]
    used = [one for one in found.parameters if one.is_used]
    for key in ("growth.rate", "per_weekday.holiday", "talk.at_times.0.instead.mean", "talk.usual.mean"):
        one = next(each for each in used if each.key.endswith(key))
        steps = [int(step) if step.isdigit() else step for step in one.key.split(".")]
        values = [functools.reduce(lambda at, step: at[step], steps, document) for document in documents]
        numbers = np.array([float(str(value).removesuffix(" s")) for value in values])
        drawn, ends = (np.log1p(x) if one.unit == "a month" else np.log(x) for x in (numbers, [one.low, one.high]))
        error = np.diff(ends)[0] / (2 * stats.norm.ppf(0.975))
        low, high = stats.chi2.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], 299)
        assert low < 299 * (drawn.std(ddof=1) / error) ** 2 < high, key
    assert found.calls is not None
    staff_frame(found.calls.staff, found.first_day, 7).to_csv(tmp_path / "staff.csv", index=False)
    assert of_document(documents[0], str(tmp_path)).demand["calls"].growth is not None


def test_the_text_says_what_was_kept_apart(found: Fit, calls: Path) -> None:
    """In both languages, and as JSON; and without a calendar it names the days that look like holidays."""
    text = fit_text(found)
    assert "talks last" in text
    assert "Growth of calls is clear" in text
    assert (
        "these are holidays and kept apart from weekdays (calls, 6 days): Wed 1 Oct to Fri 3 Oct, Mon 6 Oct to Wed 8"
        in text
    )
    assert "Rest days between two holidays count as neither (calls): Sat 4 Oct to Sun 5 Oct." in text
    assert "Sun 28 Sep, Sat 11 Oct. Fewer than 3 do not say" in text
    chinese = fit_text(found, "zh")
    assert "通话时长随开始时刻而不同" in chinese
    assert "来电有明显增长" in chinese
    assert not any(word in chinese for word in ("holidays", "growth a month", "make-up", "kept apart"))
    answer = json.loads(json.dumps(fit_answer(found)))
    assert any(one["key"] == "demand.calls.growth.rate" and one["is_used"] for one in answer["parameters"])
    assert {"fit_talk_parts"} == {name for name in fit_charts(fit_finding(found)) if name.endswith("parts")}
    unnamed = sim.fit(calls, zone="Asia/Shanghai")
    assert "name a calendar with --calendar" in fit_text(unnamed)
    assert unnamed.document["clock"].keys() == {"start", "days", "zone"}


def run(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)


def test_commands_take_a_calendar(calls: Path, tmp_path: Path) -> None:
    """A scenario that is checked; a back-test on the days after the holidays; a name that nobody knows is refused."""
    words: tuple[Any, ...] = ("--calls", calls, "--zone", "Asia/Shanghai", "--calendar")
    assert run("fit", *words, "china", "--out", tmp_path / "fitted").exit_code == 0
    assert (tmp_path / "fitted/charts/fit_talk_parts.svg").exists()
    assert run("check", tmp_path / "fitted/scenario.yaml").exit_code == 0
    held = json.loads(run("backtest", *words, "china", "--reps", 20, "--json").stdout)
    told = {one["measure"]: one for one in held["calibration"]}
    assert told["calls"]["simulated"] == pytest.approx(told["calls"]["real"], rel=0.15)
    refused = run("fit", *words, "atlantis")
    assert refused.exit_code == 2
    assert "calendar 'atlantis' is not known" in refused.stderr
    with pytest.raises(DataError) as problem:
        sim.backtest(calls, calendar="atlantis")
    assert in_language(str(problem.value), "zh") != str(problem.value)
