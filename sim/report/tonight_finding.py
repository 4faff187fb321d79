"""What the chart and the page of `hotline tonight` are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sim.calendar.lengths import HOUR_US
from sim.report.said import LANGS
from sim.report.tonight import (
    QUANTILES,
    answer_sentences,
    asked_sentences,
    interval_parts,
    left_by_place,
)
from sim.scenario.labels import labels_of, pool_labels, title_of
from sim.scenario.units import say_clock
from sim.study.kept_answer import KeptFinding
from sim.tonight.outlook import mean_of, share_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.tonight.levers import Lever
    from sim.tonight.outlook import Outlook

BANDS: Final = {80: (0.1, 0.9), 50: (0.25, 0.75)}
"""Parts of the replications, in per cent, and between which quantiles they lie."""


def tonight_finding(found: Outlook, levers: Sequence[Lever], goal: int | None, again: str = "") -> KeptFinding:
    """What the chart and the page are made of; `again` is the command that asks for it again."""
    scenario, open_now = found.rest.scenario, found.rest.open_now
    return KeptFinding(
        titles={lang: title_of(scenario, lang) for lang in LANGS},
        seed=found.seed,
        n=found.replications,
        again=again,
        warnings=() if open_now is None else tuple(open_now.notes),
        sentences={
            "asked": {lang: tuple(asked_sentences(found, lang)) for lang in LANGS},
            "answer": {lang: tuple(answer_sentences(found, levers, goal, lang)) for lang in LANGS},
        },
        tables={
            "chances": _chances(found, goal),
            "left": _left(found),
            "open": _open(found),
            "places": pd.DataFrame([
                {"kind": place.kind, "name": place.name, **interval_parts(mean_of(left))}
                for place, left in left_by_place(found) if left.any()
            ], columns=["kind", "name", "estimate", "low", "high"]),
            "levers": _levers(levers),
            "tickets": open_tickets(found),
        },
        facts={
            "at": found.rest.at.isoformat(timespec="minutes"), "until": say_clock(found.rest.until_us),
            "open": found.open_now, "is_open_known": open_now is not None,
            "pools": {lang: pool_labels(scenario, lang) for lang in LANGS},
            "types": {lang: labels_of(scenario.types, lang) for lang in LANGS},
        },
        manifest={},
    )  # fmt: skip


def open_tickets(found: Outlook) -> pd.DataFrame:
    """Each ticket that is open now, and how likely it is to be closed by the end; the least likely first."""
    open_now = found.rest.open_now
    rows = [] if open_now is None else [
        {"ticket": number, **{key: entry.get(key) for key in ("type", "urgency", "stage", "unit")}, "chance": chance}
        for number, entry, chance in zip(
            open_now.numbers, open_now.entries, 1 - found.endings.is_left.mean(axis=0), strict=True
        )
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["ticket", "type", "urgency", "stage", "unit", "chance"])
    return frame.sort_values("chance", kind="stable")


def _chances(found: Outlook, goal: int | None) -> pd.DataFrame:
    """How likely it is that so many are left at most: of those open now, and of all."""
    asked = [("now", 0, found.left_of_now), ("all", 0, found.left)]
    asked += [] if goal is None else [("now", goal, found.left_of_now), ("all", goal, found.left)]
    rows = [{"of": of, "most": most, **interval_parts(share_with(left <= most))} for of, most, left in asked]
    return pd.DataFrame(rows)


def _left(found: Outlook) -> pd.DataFrame:
    """How many are left: the mean with its interval, and quantiles over replications."""
    rows = []
    for of, left in (("now", found.left_of_now), ("all", found.left)):
        ends = np.quantile(left, QUANTILES, method="inverted_cdf").tolist()
        quantiles = {f"q{round(100 * at):02d}": end for at, end in zip(QUANTILES, ends, strict=True)}
        rows.append({"of": of, **interval_parts(mean_of(left)), **quantiles})
    return pd.DataFrame(rows)


def _open(found: Outlook) -> pd.DataFrame:
    """Open tickets from now to the end, by the clock in hours: means, and bands over replications."""
    endings = found.endings
    columns: dict[str, Any] = {
        "hour": found.moments_us / HOUR_US, "mean": endings.open_at.mean(axis=0), "now": endings.now_at.mean(axis=0),
    }  # fmt: skip
    for share, ends in BANDS.items():
        columns[f"low_{share}"], columns[f"high_{share}"] = np.quantile(endings.open_at, ends, axis=0)
    return pd.DataFrame(columns)


def _levers(levers: Sequence[Lever]) -> pd.DataFrame:
    """What each change at each place buys."""
    names = ("chance", "left_of_now", "left")
    rows = [
        {
            "place": lever.place, "change": lever.change, "copies": lever.copies,
            **{
                f"{name}_{end}": value
                for name in names for end, value in interval_parts(getattr(lever, name)).items()
            },
        }
        for lever in levers
    ]  # fmt: skip
    ends = [f"{name}_{end}" for name in names for end in ("estimate", "low", "high")]
    return pd.DataFrame(rows, columns=["place", "change", "copies", *ends])
