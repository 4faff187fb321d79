"""`hotline explain`: a key of the scenario language by its path, and what is known about it printed."""

from __future__ import annotations

from sim.commands.console import say, show, show_json, warn_of_console
from sim.commands.ending import DONE
from sim.report.explaining import explain_answer, explain_text
from sim.scenario.key_reference import find_topic


def explain_key(key_path: str, as_json: bool, lang: str) -> int:
    """Print what is known about a place in a scenario, or the keys at its top without a path; the exit code.

    Raises
    ------
    ScenarioError
        If no key of that path is known.
    """
    topic = find_topic(key_path)
    if as_json:
        show_json(explain_answer(topic, lang))
    else:
        warn_of_console(lang, say)
        show(explain_text(topic, lang))
    return DONE
