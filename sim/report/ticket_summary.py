"""The ticket half of the printed summary: how soon, how well, where the time goes, and what it asks of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.measures.estimate import Estimate
from sim.measures.figures import Figure, fraction
from sim.measures.stays import STAGE_WORDS
from sim.measures.ticket_side import TicketSide
from sim.report.numbers import percent, say_length
from sim.report.text_tables import left, right
from sim.report.ticket_headlines import head_sentences, joined, stage_name
from sim.report.views import Reals
from sim.report.words import word
from sim.scenario.labels import POOLS, pool_labels

if TYPE_CHECKING:
    import pandas as pd

    from sim.logs.columns import Column
    from sim.scenario.schema import Scenario

CEILING: Final = "same_day_ceiling"
MOST_POOLS: Final = 30


def ceiling_beside(same_day: Sequence[Figure], ceilings: Sequence[Figure]) -> Estimate | None:
    """The ceiling that suits same-day closure over all replications, from the first ones that have a ceiling.

    Parameters
    ----------
    same_day
        Same-day closure of each replication.
    ceilings
        Its ceiling in the first ones.

    Returns
    -------
    Estimate
        Same-day closure of all of them, and what the first ones gain: with the same citizens on both sides, better days
        elsewhere cannot lift closure above its ceiling. Without an interval. None without data.
    """
    whole, before, after = (_pooled(part) for part in (same_day, same_day[: len(ceilings)], ceilings))
    if whole is None or before is None or after is None:
        return None
    return Estimate(min(whole + after - before, 1.0), None, None, "share", len(ceilings))


def hours_with_ceiling(
    hours: pd.DataFrame,
    received: Sequence[Reals],
    closed: Sequence[Reals],
    ceilings: Sequence[tuple[Column, Column]],
) -> pd.DataFrame:
    """The table of hours of receipt with the ceiling of each, as `ceiling_beside` has it; an empty cell: no tickets.

    Parameters
    ----------
    hours
        As `sim.measures.chart_tables.ChartTables.frames` gives it.
    received, closed
        Tickets of each replication by hour of receipt, and those closed on the same date.
    ceilings
        The same of the first ones, with people enough for all.
    """
    import pandas as pd

    if not ceilings:
        return hours
    first = len(ceilings)
    whole = _by_hour(closed, received)
    before = _by_hour(closed[:first], received[:first])
    after = _by_hour([one for _, one in ceilings], [one for one, _ in ceilings])
    return hours.assign(ceiling=pd.array(np.minimum(whole + after - before, 1.0), dtype="Float64"))


def _by_hour(parts: Sequence[Reals | Column], wholes: Sequence[Reals | Column]) -> Reals:
    """The ratio of the sums, hour by hour; NaN where there is nothing."""
    part, whole = np.sum(parts, axis=0), np.sum(wholes, axis=0)
    found: Reals = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found


def _pooled(figures: Sequence[Figure]) -> float | None:
    return fraction(sum(f.numerator or 0.0 for f in figures), sum(f.denominator or 0.0 for f in figures)).value


def short_sentences(measures: Mapping[str, Estimate], lang: str, side: TicketSide) -> list[str]:
    """The run in a few sentences; each is there only if all its numbers are."""
    share = {
        name: percent(value)
        for name, key in (
            ("answered", "connection_rate"), ("same_day", "same_day_closure"), ("day", "closed_within_24h"),
            ("ceiling", CEILING), ("on_time", "on_time_closure"),
        )
        if (value := _value(measures, key)) is not None
    }  # fmt: skip
    count = {
        name: f"{value:,.0f}"
        for name, key in (
            ("received", "tickets_received"), ("closed", "tickets_closed"), ("start", "backlog_at_start"),
            ("end", "backlog_at_end"),
        )
        if (value := _value(measures, key)) is not None
    }  # fmt: skip
    length = {
        name: say_length(value, lang)
        for name, key in (("wait", "asa"), ("median", "processing_time_p50"))
        if (value := _value(measures, key)) is not None
    }
    known = share | count | length
    keys = ("short_calls", "short_tickets", "short_closing", "short_ceiling", "short_on_time", "head_half")
    sentences = [_filled(word(key, lang), known) for key in keys]
    sentences += head_sentences(side.headlines, lang) if side.headlines is not None else []
    if (
        side.closed_at
        and "people" in side.tables
        and (side.tables["people"]["weeks_over_44_hours"].fillna(0) > 0).any()
    ):
        sentences.append(word("short_law", lang))
    return [sentence for sentence in sentences if sentence]


def _value(measures: Mapping[str, Estimate], key: str) -> float | None:
    return measures[key].estimate if key in measures else None


def _filled(sentence: str, known: dict[str, str]) -> str:
    try:
        return sentence.format(**known)
    except KeyError:  # a number of this sentence is not there
        return ""


def stage_table(measures: Mapping[str, Estimate], lang: str) -> str:
    """Mean time of each stage, how much of it is waiting, and how long half and nine tenths take at most."""
    lines = []
    for stage in STAGE_WORDS:
        if _value(measures, f"{stage}_time_mean") is None:
            continue
        waiting = _value(measures, f"{stage}_waiting_share")
        times = [_value(measures, f"{stage}_time_{name}") for name in ("mean", "p50", "p90")]
        mean, half, most = (word("no_data", lang) if time is None else say_length(time, lang) for time in times)
        cells = (mean, word("no_data", lang) if waiting is None else percent(waiting), half, most)
        lines.append(left(f"  {stage_name(stage, lang)}", 42) + "".join(right(cell, 15) for cell in cells))
    if not lines:
        return ""
    heads = (word(key, lang) for key in ("stage_mean", "stage_waiting", "stage_half", "stage_most"))
    head = left(word("stages", lang), 42) + "".join(right(name, 15) for name in heads)
    return "\n".join([head, *lines, f"    {word('stages_note', lang)}"])


def pool_table(frame: pd.DataFrame, lang: str) -> str:
    """People, weekly hours and what the law asks for, pool by pool."""
    lines = []
    for row in frame.head(MOST_POOLS).to_dict("records"):
        if not row["people"]:
            continue
        name = str(row["pool"])
        if row["groups"] > 1:
            name = word("pool_copies", lang, name=name, n=f"{row['groups']:g}")
        needed = max(row["heads_for_40_hours"], row["heads_for_rest_day"])
        cells = (
            f"{row['people']:,.0f}",
            "-" if row["person_weeks"] < row["people"] else f"{row['weekly_hours']:.1f}",
            *(_share(row[column]) for column in ("occupancy", "weeks_over_44_hours", "weeks_without_rest_day")),
            f"{needed:,.0f}",
        )
        lines.append(left(f"  {name}", 34) + "".join(right(cell, 16) for cell in cells))
    if not lines:
        return ""
    keys = ("pool_people", "pool_hours", "pool_busy", "pool_over", "pool_rest", "pool_heads")
    head = " " * 34 + "".join(right(word(key, lang), 16) for key in keys)
    return "\n".join([head, *lines])


def wage_note(scenario: Scenario, frame: pd.DataFrame, lang: str) -> str:
    """Which pools that have people the cost of staff leaves out; empty if none, or if no wage is stated at all."""
    labels = pool_labels(scenario, lang)
    wages = {
        labels[name]: staff.wage_per_hour for section in POOLS for name, staff in getattr(scenario, section).items()
    }
    pools = [str(row["pool"]) for row in frame.to_dict("records") if row["people"]]
    without = [name for name in pools if wages.get(name) is None]
    if not without or len(without) == len(pools):
        return ""
    return word("no_wage", lang, pools=joined(without, lang))


def _share(value: Any) -> str:
    """A share that may be missing."""
    import pandas as pd

    return "-" if pd.isna(value) else percent(float(value))
