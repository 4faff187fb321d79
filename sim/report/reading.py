"""What `hotline check` prints of a scenario: what comes in a day, who is there, work against people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sim.report.numbers import count_words, percent
from sim.report.reading_words import CHANNEL_WORDS, SPECIAL_DAY_WORDS
from sim.report.text_tables import left, right, width_of
from sim.report.words import counted, phrase, word

MOST_POOLS: Final = 40
"""So many pools at most are read out, the fullest first."""


def reading_text(reading: dict[str, Any], lang: str = "en") -> str:
    """The reading as a few lines, "ok" first."""
    lines = [
        f"{word('ok', lang)}: {reading['title'] or reading['scenario']}",
        *(f"  ! {warning}" for warning in reading["warnings"]),
        "  " + _period(reading, lang),
    ]
    for kind, told in SPECIAL_DAY_WORDS.items():
        if reading[kind]:
            words = {"days": counted("day", len(reading[kind]), lang), "dates": _spans(reading[kind])}
            lines.append("  " + phrase(told, lang, **words))
    for channel, told in CHANNEL_WORDS.items():
        volume = reading["contacts_per_day"].get(channel)
        if volume:
            lines.append("  " + phrase(told, lang, volume=_volume(volume, lang)))
    if reading["tickets_per_day"]:
        lines.append("  " + word("reading_tickets", lang, volume=_volume(reading["tickets_per_day"], lang)))
    if reading["open_at_start"]:
        lines.append("  " + counted("reading_open", reading["open_at_start"], lang))
    lines += _shift_lines(reading, lang)
    pools = sorted(reading["pools"], key=lambda row: -(row["load_high"] or 0.0))
    for row in pools[:MOST_POOLS]:
        lines += _pool_lines(row, lang)
    if len(pools) > MOST_POOLS:
        lines.append("  " + word("reading_more_pools", lang, count=len(pools) - MOST_POOLS))
    if reading["hours"]:
        lines += _hour_lines(reading["hours"], lang)
    lines.append("  " + word("origins", lang, **reading["origins"]))
    return "\n".join(lines)


def _period(reading: dict[str, Any], lang: str) -> str:
    """From when to when the run is; clock times only where it begins or ends inside a day."""
    words = {name: reading[name] for name in ("start", "end", "begins_at", "ends_at", "zone")}
    cut = ""
    if (reading["begins_at"], reading["ends_at"]) != ("00:00", "24:00"):
        cut = word("reading_cut_day" if reading["days"] == 1 else "reading_cut", lang, **words)
    return word("reading_days", lang, cut=cut, days=counted("day", reading["days"], lang), **words)


def _volume(volume: dict[str, float], lang: str) -> str:
    words = {name: count_words(value) for name, value in volume.items()}
    return words["mean"] if words["low"] == words["high"] else word("volume", lang, **words)


def _shift_lines(reading: dict[str, Any], lang: str) -> list[str]:
    lines = []
    for shift in reading["shifts"]:
        low, high = shift["staff_low"], shift["staff"]
        staff = counted("person", high, lang) if low == high else word("people_range", lang, low=low, high=high)
        most = counted("person", high, lang)
        words = {**shift, "staff": staff, "most": most, "days": counted("day", shift["days"], lang)}
        lines.append("  " + word("reading_shift" if shift["start"] else "reading_staff_file", lang, **words))
    return lines


def _pool_lines(row: dict[str, Any], lang: str) -> list[str]:
    """The work of a pool against its people, its busiest half hour, and a warning where it is too much."""
    names = ", ".join(row["names"][:6]) + (", ..." if len(row["names"]) > 6 else "")
    low, high = row["load_low"], row["load_high"]
    ratio = word("no_data", lang) if high is None else percent(high)
    if row["copies"] > 1 and high is not None and percent(low) != ratio:
        ratio = word("reading_range", lang, low=percent(low), high=ratio)
    words = {
        "names": names if row["copies"] == 1 else f"{names} 1-{row['copies']}",
        "offered": count_words(row["work_hours_per_day"]),
        "staffed": count_words(row["staffed_hours_per_day"]),
        "ratio": ratio,
    }
    line = "  " + word("reading_load", lang, **words)
    if row["open_hours"]:
        line += word("reading_open_work", lang, hours=count_words(row["open_hours"]))
    if row["busiest"] is not None:
        busiest = row["busiest"]
        calls, load = counted("incoming_call", round(busiest["calls"]), lang), percent(busiest["load"])
        line += word("reading_busiest", lang, start=busiest["start"], calls=calls, ratio=load)
    return [line, "  ! " + word("reading_overload", lang)] if high is None or high > 1 else [line]


def _hour_lines(hours: dict[str, list[float]], lang: str) -> list[str]:
    """The mean day, a column for each hour."""
    rows = {
        word("reading_hour", lang): [f"{hour:02d}" for hour in range(len(hours["calls"]))],
        word("reading_calls", lang): [f"{value:.0f}" for value in hours["calls"]],
        word("reading_people", lang): [f"{value:.0f}" for value in hours["people"]],
    }
    width = max(len(cell) for cells in rows.values() for cell in cells) + 1
    title = max(width_of(name) for name in rows)
    return ["  " + left(name, title) + "".join(right(cell, width) for cell in cells) for name, cells in rows.items()]


def _spans(written: list[str]) -> str:
    """Dates in a row as spans, such as '2022-01-31 to 2022-02-06, 2022-04-05'."""
    spans: list[list[date]] = []
    for day in map(date.fromisoformat, written):
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    said = [f"{span[0]}" if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans]
    return ", ".join(said[:8]) + (", ..." if len(said) > 8 else "")
