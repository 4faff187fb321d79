"""`hotline check`: what a scenario or a file that asks of one says, or whether a folder holds what was written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sim.commands.console import say, show, show_json, warn_of_console
from sim.commands.ending import DONE
from sim.errors import ScenarioError, StoreError


def check_given(scenario: str, sets: Sequence[str], as_json: bool, lang: str) -> int:
    """Read a scenario aloud, or look a folder with results over; the exit code.

    Raises
    ------
    HotlineError
        If the scenario cannot be run, the folder holds no results, or its files are not what was written.
    """
    if os.path.isfile(Path(scenario) / "manifest.json"):  # unlike Path.is_file, this bears names that are too long
        if sets:
            raise ScenarioError("--set changes a scenario: a folder of results stays as it was written")
        return _check_folder(scenario, as_json, lang)
    if os.path.isdir(scenario):
        raise StoreError(f"{scenario[:200]} has no manifest.json: give a folder of results, or a scenario file")
    from sim.scenario.match_file import is_match_file
    from sim.scenario.rostering_file import is_rostering_file
    from sim.scenario.staffing_file import is_staffing_file
    from sim.scenario.sweep_file import is_sweep_file

    if is_sweep_file(scenario):
        return _check_sweep(scenario, sets, as_json, lang)
    if is_staffing_file(scenario):
        return _check_staffing(scenario, sets, as_json, lang)
    if is_rostering_file(scenario):
        return _check_rostering(scenario, sets, as_json, lang)
    if is_match_file(scenario):
        return _check_match(scenario, sets, as_json, lang)
    from sim.checks.reading import reading_of
    from sim.report.chinese import in_language
    from sim.report.reading import reading_text
    from sim.shipped import load_scenario

    reading = reading_of(load_scenario(scenario, sets))
    reading["warnings"] = [in_language(warning, lang) for warning in reading["warnings"]]
    if as_json:
        show_json(reading)
    else:
        warn_of_console(lang, say)
        show(reading_text(reading, lang))
    return DONE


def _check_sweep(file: str, sets: Sequence[str], as_json: bool, lang: str) -> int:
    from sim.report.sweep import sweep_reading, sweep_reading_text
    from sim.scenario.sweep_file import read_sweep
    from sim.sweeps.experiment import experiment_of
    from sim.sweeps.oddities import plans_of

    if sets:
        raise ScenarioError("--set changes a scenario: in a sweep file, write the key path and the value under 'set'")
    made = experiment_of(read_sweep(file))
    reading = sweep_reading(made, plans_of(made))
    show_json(reading) if as_json else show(sweep_reading_text(reading, lang))
    return DONE


def _check_staffing(file: str, sets: Sequence[str], as_json: bool, lang: str) -> int:
    from sim.planning.reading import reading_of
    from sim.report.plan_reading import plan_reading_text
    from sim.scenario.staffing_file import read_staffing

    if sets:
        raise ScenarioError(
            "--set changes a scenario: in a staffing file, write the key path and the value under 'set'"
        )
    reading = reading_of(read_staffing(file))
    show_json({"ok": True, **reading}) if as_json else show(plan_reading_text(reading, lang))
    return DONE


def _check_rostering(file: str, sets: Sequence[str], as_json: bool, lang: str) -> int:
    from sim.planning.roster_reading import reading_of
    from sim.report.roster import roster_reading_text
    from sim.scenario.rostering_file import read_rostering

    if sets:
        raise ScenarioError("--set changes a scenario: in a roster file, write the key path and the value under 'set'")
    reading = reading_of(read_rostering(file))
    show_json({"ok": True, **reading}) if as_json else show(roster_reading_text(reading, lang))
    return DONE


def _check_match(file: str, sets: Sequence[str], as_json: bool, lang: str) -> int:
    from sim.matching.question import question_of
    from sim.report.match import match_reading, match_reading_text
    from sim.scenario.match_file import read_match

    if sets:
        raise ScenarioError(
            "--set changes a scenario: in a matching file, write the key path and the value under 'set'"
        )
    question = question_of(read_match(file))
    show_json(match_reading(question)) if as_json else show(match_reading_text(question, lang))
    return DONE


def _check_folder(folder: str, as_json: bool, lang: str) -> int:
    from sim.report.kept_results import results_text
    from sim.store import check_results

    found = check_results(Path(folder))
    show_json(found) if as_json else show(results_text(folder, found, lang))
    return DONE
