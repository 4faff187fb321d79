"""What the charts and the page of `hotline fit` are made of: numbers, laws beside what was recorded, units, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sim.fitting.laws import survival_of, survival_seen
from sim.report.fit import cautions, file_sentences, fit_notes
from sim.report.fit_found import found_sentences
from sim.report.fit_tickets import middle_of, say_office_hours
from sim.report.said import LANGS
from sim.study.kept_answer import KeptFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.fitting.calls_fit import CallFit
    from sim.fitting.fit import Fit
    from sim.fitting.intervals_fit import IntervalFit
    from sim.fitting.laws import FittedLaw, Lengths, Reals
    from sim.fitting.stages import UnitFit
    from sim.fitting.tickets_fit import TicketFit
    from sim.fitting.volumes import Volumes

PATIENCE, TALK, WRAP, UNITS = "fit_patience", "fit_talk", "fit_wrap_up", "fit_units"
"""Charts of laws."""
TALK_PARTS, WRAP_PARTS = "fit_talk_parts", "fit_wrap_up_parts"
"""Charts of lengths that change with the hour at which they begin."""
MOST_POINTS: Final = 400
MOST_UNITS: Final = 6
"""So many units have a panel, those with most tickets."""
LAST_SHARE: Final = 0.005
"""Curves end where fewer than this share last longer."""
SHARES: Final = (0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01)
"""Of lengths: for each, how long that share lasts at least is told as recorded and as fitted."""
FINEST_S: Final = 0.01
STEPS: Final = 4_000
Table = list[dict[str, Any]]


def fit_finding(found: Fit, again: str = "") -> KeptFinding:
    """What charts and the page are made of; `again` is the command that asks for it again."""
    units = [] if found.tickets is None else found.tickets.units
    drawn = [unit.name for unit in units if _law_of(unit)][:MOST_UNITS]
    laws: Table = []
    curves: Table = []
    lengths: Table = []
    for about, law, measured in _laws(found):
        seen = survival_seen(measured)
        laws.append({**about, "mean_s": law.mean, "distance": law.distance, "lengths": law.ended + law.cut})
        lengths += [about | row for row in _lengths(law, measured.beyond, *seen)]
        if about["unit"] in ("", *drawn):
            curves += [about | row for row in _curves(law, measured.beyond, *seen)]
    told = {lang: file_sentences(found, lang) for lang in LANGS}
    return KeptFinding(
        titles=dict.fromkeys(LANGS, " + ".join(half.name for half in found.halves)),
        seed=0,
        n=0,
        again=again,
        warnings=tuple(fit_notes(found)),
        sentences={
            "asked": {lang: tuple(columns for _, columns in told[lang]) for lang in LANGS},
            "answer": {lang: (*(head for head, _ in told[lang]), *found_sentences(found, lang)) for lang in LANGS},
            "mind": {lang: tuple(cautions(found, lang)) for lang in LANGS},
            "hours": {lang: tuple(say_office_hours(unit.hours, lang) for unit in units) for lang in LANGS},
        },
        tables={
            "parameters": found.to_frame(),
            "rows": pd.DataFrame(list(_rows(found)), columns=["file", "is_left_out", "reason", "rows", "line"]),
            "weekdays": pd.DataFrame(list(_weekdays(found)), columns=["stream", "weekday", "mean", "low", "high"]),
            "laws": pd.DataFrame(laws, columns=["chart", "unit", "law", "mean_s", "distance", "lengths"]),
            "curves": pd.DataFrame(curves, columns=["chart", "unit", "is_recorded", "at_s", "share"]),
            "lengths": pd.DataFrame(lengths, columns=["chart", "unit", "share", "recorded_s", "fitted_s"]),
            "hours": pd.DataFrame(
                list(_hours(found)),
                columns=["chart", "type", "hour", "lengths", "mean_s", "low_s", "high_s", "fitted_s"],
            ),
            "units": pd.DataFrame(
                [_unit(unit) for unit in units], columns=["unit", "tickets", "inside", "middle_s", "in_hours", "law"]
            ),
        },
        facts={
            "spread": dict(_spread(found)),
            "files": {name: half.records.name for name, half in _halves(found)},
        },
        manifest={},
    )


def _halves(found: Fit) -> Iterator[tuple[str, CallFit | IntervalFit | TicketFit]]:
    """What was fitted to each file."""
    if found.calls is not None:
        yield "calls", found.calls
    if found.tickets is not None:
        yield "tickets", found.tickets


def _rows(found: Fit) -> Iterator[dict[str, Any]]:
    """Rows that were left out and, of tickets, odd ones that were kept: why, how many, and the first of them."""
    for _, half in _halves(found):
        records = half.records
        odd = getattr(records, "odd", {})
        for is_left_out, reasons in ((True, records.left_out), (False, odd)):
            for reason, lines in reasons.items():
                about = {"file": records.name, "is_left_out": is_left_out}
                yield {**about, "reason": reason, "rows": len(lines), "line": int(lines[0])}


def _volumes(found: Fit) -> Iterator[tuple[str, str, Volumes]]:
    """Stream, its file, and its volumes."""
    for stream, half in _halves(found):
        if half.volumes is not None:
            yield stream, half.records.name, half.volumes


def _spread(found: Fit) -> Iterator[tuple[str, dict[str, Any]]]:
    """Stream -> its file, contacts of a mean day and how much days differ."""
    for stream, file, volumes in _volumes(found):
        yield stream, {"file": file, "mean": volumes.every_day[0], "busyness": volumes.busyness_cv}


def _weekdays(found: Fit) -> Iterator[dict[str, Any]]:
    for stream, _, volumes in _volumes(found):
        for weekday, (mean, (low, high), _) in sorted(volumes.by_weekday.items()):
            yield {"stream": stream, "weekday": weekday, "mean": mean, "low": low, "high": high}


def _laws(found: Fit) -> Iterator[tuple[dict[str, str], FittedLaw, Lengths]]:
    """The best law of each chart and unit, with the lengths it was fitted to."""
    calls = found.call_rows
    if calls is not None:
        patience = (PATIENCE, calls.patience.laws, calls.patience.lengths)
        for chart, laws, lengths in (
            patience, (TALK, calls.talk.together, calls.talk.lengths),
            (WRAP, calls.wrap.together, calls.wrap.lengths),
        ):  # fmt: skip
            if laws:
                yield {"chart": chart, "unit": "", "law": laws[0].law}, laws[0], lengths
    for unit in () if found.tickets is None else found.tickets.units:
        if unit.stay is not None and unit.stay.laws:
            about = {"chart": UNITS, "unit": unit.name, "law": _law_of(unit)}
            yield about, unit.stay.laws[0], unit.stay.lengths


def _hours(found: Fit) -> Iterator[dict[str, Any]]:
    """Of lengths that change with the hour at which they begin: the mean of each hour, recorded and by its law."""
    calls = found.call_rows
    for chart, handling in () if calls is None else ((TALK_PARTS, calls.talk), (WRAP_PARTS, calls.wrap)):
        for name, parts in handling.parts.items():
            means = parts.means.tolist()
            for hour, (count, mean, reach) in enumerate(parts.seen.tolist()):
                is_known = count > 1
                yield {
                    "chart": chart, "type": name, "hour": hour, "lengths": int(count),
                    "mean_s": mean if is_known else None, "low_s": mean - reach if is_known else None,
                    "high_s": mean + reach if is_known else None, "fitted_s": means[hour],
                }  # fmt: skip


def _law_of(unit: UnitFit) -> str:
    """The law by which tickets stay at a unit; empty where there is none."""
    if unit.stay is None or not unit.stay.laws:
        return ""
    return "empirical" if unit.stay.is_empirical else unit.stay.laws[0].law


def _curves(law: FittedLaw, beyond_s: float, at: Reals, share: Reals) -> Iterable[dict[str, Any]]:
    """Points of the share that lasts longer: recorded, and by the law."""
    last = float(at[share > LAST_SHARE].max(initial=0.0)) or float(at[-1])
    shown = np.flatnonzero(at <= last)
    shown = shown[np.unique(np.linspace(0, len(shown) - 1, MOST_POINTS).astype(int))]
    grid = np.linspace(beyond_s, last, MOST_POINTS)
    for is_recorded, places, shares in ((True, at[shown], share[shown]), (False, grid, _told(law, beyond_s, grid))):
        for place, left in zip(places.tolist(), shares.tolist(), strict=True):
            yield {"is_recorded": is_recorded, "at_s": place, "share": left}


def _lengths(law: FittedLaw, beyond_s: float, at: Reals, share: Reals) -> Iterable[dict[str, Any]]:
    """How long some shares last at least: recorded (None: cut off before) and by the law."""
    grid = beyond_s + np.geomspace(FINEST_S, 10 * max(float(at[-1]), 1.0), STEPS)
    told = _told(law, beyond_s, grid)
    for left in SHARES:
        recorded, fitted = np.flatnonzero(share <= left), np.flatnonzero(told <= left)
        yield {
            "share": left,
            "recorded_s": float(at[recorded[0]]) if len(recorded) else None,
            "fitted_s": float(grid[fitted[0]]) if len(fitted) else None,
        }


def _told(law: FittedLaw, beyond_s: float, at: Reals) -> Reals:
    """The share that lasts longer by the law, of the lengths that are among those seen at all."""
    return np.asarray(survival_of(law, at) / float(survival_of(law, np.array([beyond_s]))[0]))


def _unit(unit: UnitFit) -> dict[str, Any]:
    """Tickets of a unit, the share of stamps in its hours, and how long tickets stay."""
    is_known = unit.hours.stamps and unit.hours.why_none != "few"
    return {
        "unit": unit.name,
        "tickets": unit.tickets,
        "inside": unit.hours.inside if is_known else None,
        "middle_s": None if unit.stay is None else middle_of(unit.stay),
        "in_hours": unit.stay is not None and unit.stay.in_hours,
        "law": _law_of(unit),
    }
