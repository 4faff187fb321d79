"""Names in charts whose characters the fonts lack: the planner is told which characters, and in which name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.measures.definitions import label
from sim.report.style import drawable
from sim.report.words import word
from sim.scenario.labels import pool_labels, title_of

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def glyph_warnings(scenario: Scenario, lang: str, measures: Iterable[str] = ()) -> list[str]:
    """A sentence for each name that stands in the charts of a scenario and is not drawn in full.

    Parameters
    ----------
    scenario
        Its title and its people and units stand in charts.
    lang
        'en' or 'zh'.
    measures
        Keys of measures that charts are about: their filters hold names, too.
    """
    named = [(word("glyph_title", lang), title_of(scenario, lang))]
    named += [(word("glyph_unit", lang), name) for name in pool_labels(scenario, lang).values()]
    named += [(word("glyph_measure", lang), label(key, lang)) for key in measures]
    return [
        word("glyphs_missing", lang, what=what, name=" ".join(name.split()), characters=missing)
        for what, name in dict.fromkeys(named)
        if (missing := _missing(name, lang))
    ]


def _missing(name: str, lang: str) -> str:
    """The characters without a glyph, each once and with its code point."""
    seen = dict.fromkeys(" ".join(name.split()))
    lacking = [char for char in seen if drawable(char) != char]
    return word("glyphs_comma", lang).join(f"{char} (U+{ord(char):04X})" for char in lacking)
