"""Cause and effect in a world's logs: what must have come before what, and how long everything must have taken.

Written from the rules alone, with the standard library only, for the random worlds of the engines' tests. Who takes
what, patience, and that nobody is in two places is the business of the naive scan; here is the rest.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

MINUTE_US = 60_000_000
DAY_US = 1440 * MINUTE_US
STEPS = ("arrived_us", "queued_us", "answered_us", "resumed_us", "talk_end_us", "wrap_up_end_us")
OF_WORK = ("answered_us", "resumed_us", "talk_end_us", "wrap_up_end_us", "group", "person", "direct")

Row = dict[str, Any]


def wrongs(world: dict[str, Any], contacts: list[Row], staff: list[Row]) -> list[str]:
    """Everything in the logs that cannot have happened."""
    stretches: dict[int, list[Row]] = {row["contact"]: [] for row in contacts}
    for row in sorted((row for row in staff if row["state"] == "stretch"), key=lambda row: row["start_us"]):
        stretches[row["contact"]].append(row)
    found = _arrivals(world, contacts) + _trunks_and_hours(world, contacts) + _again(world, contacts)
    for row in contacts:
        found += [f"contact {row['contact']}: {what}" for what in _life(world, row, stretches[row["contact"]])]
    return found + _duties(world, contacts, staff, stretches)


def minutes_us(text: str) -> int:
    """Microseconds of '9:05' or '5 min'."""
    if text.endswith("min"):
        return int(text.split()[0]) * MINUTE_US
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE_US


def _arrivals(world: dict[str, Any], contacts: list[Row]) -> list[str]:
    """Whoever the demand names comes once, just then."""
    asked = Counter(
        (stream, kind, minutes_us(time))
        for stream, words in world["demand"].items()
        for time, kind in (word.split("/") for word in words.split())
    )
    came = Counter((row["stream"], row["type"], row["arrived_us"]) for row in contacts if row["attempt"] == 0)
    return [] if asked == came else [f"first contacts {came - asked}, demand {asked - came}"]


def _life(world: dict[str, Any], row: Row, put_down: list[Row]) -> list[str]:
    """One contact from arrival to the end of the wrap-up: each step after the one before, each as long as its law."""
    found = []
    by_phone = row["channel"] == "phone"
    poll_us = 0 if by_phone else minutes_us(world.get("online", {}).get("polled_every", "0 min"))
    seen_us = row["arrived_us"]
    if poll_us:
        seen_us = -(-seen_us // poll_us) * poll_us
    came_in = row["queued_us"] >= 0
    if came_in and row["queued_us"] != min(seen_us, DAY_US):
        found.append("entered the queue at another time than the ring or the poll")
    if not came_in and not (by_phone and row["outcome"] in ("blocked", "closed") and row["left_us"] == seen_us):
        found.append("never entered the queue, though nothing turned it away")
    if row["outcome"] != "answered":
        if any(row[name] != -1 for name in OF_WORK) or put_down:
            found.append("not answered, and yet somebody was busy with it")
        if (row["left_us"] >= 0) != (row["outcome"] != "waiting") or 0 <= row["left_us"] < row["queued_us"]:
            found.append("left before it came, or never")
        return found
    done = [row[name] for name in STEPS if row[name] >= 0]
    if done != sorted(done) or row["left_us"] != -1:
        found.append("its steps are out of order")
    starts = [stretch["start_us"] for stretch in put_down]
    ends_open = bool(put_down) and row["resumed_us"] == starts[-1]
    if (starts or [row["resumed_us"]])[0] != row["answered_us"]:
        found.append("the first stretch of work did not begin with the answer")
    first = world["operators"][put_down[0]["group"] if put_down else row["group"]]
    length_us = _talk_us(first, row)
    worked_us = sum(stretch["end_us"] - stretch["start_us"] for stretch in put_down)
    if ends_open:
        if not 0 < worked_us < length_us or row["talk_end_us"] != -1 or row["direct"] != -1:
            found.append("put down for good, though the work was over")
        return found
    if worked_us + row["talk_end_us"] - row["resumed_us"] != length_us:
        found.append(f"the work did not take {length_us} us")
    if row["wrap_up_end_us"] - row["talk_end_us"] != _wrap_up_us(world["operators"][row["group"]], row):
        found.append("the wrap-up did not take its length")
    return found


def _talk_us(group: dict[str, Any], row: Row) -> int:
    if row["channel"] == "online":
        return minutes_us(group["online"]["work"]["value"])
    own = group.get("by_type", {}).get(row["type"], group)
    return minutes_us(own["talk"]["value"])


def _wrap_up_us(group: dict[str, Any], row: Row) -> int:
    law = (group["online"] if row["channel"] == "online" else group).get("wrap_up")
    return minutes_us(law["value"]) if law else 0


def _trunks_and_hours(world: dict[str, Any], contacts: list[Row]) -> list[str]:
    """A call is let in just if the line is open and a trunk is free; a line that clears leaves nobody waiting."""
    callers = world["callers"]
    trunks, hours = callers.get("trunks", 1 << 30), callers.get("hours")
    open_us, close_us = (minutes_us(hours["open"]), minutes_us(hours["close"])) if hours else (0, DAY_US)
    clears, finishes = (hours is not None and hours["at_close"] == fate for fate in ("clear", "finish"))
    found = []
    calls = [row for row in contacts if row["channel"] == "phone"]
    for row in calls:
        now = row["arrived_us"]
        held = sum(_holds_a_trunk(other, row) for other in calls)
        expected = "closed" if not open_us <= now < close_us else "blocked" if held >= trunks else "let in"
        actual = row["outcome"] if row["queued_us"] == -1 else "let in"
        if actual != expected:
            found.append(f"contact {row['contact']}: {actual}, with {held} trunks held: {expected}")
        waits_until = row["answered_us"] if row["outcome"] == "answered" else row["left_us"]
        waited_at_close = 0 <= row["queued_us"] < close_us and not 0 <= waits_until < close_us
        was_cleared = row["outcome"] == "closed" and row["queued_us"] >= 0
        if finishes and was_cleared and waited_at_close and row["left_us"] >= close_us:
            continue  # nobody who could answer was there any more: tests/engines/worlds_of_hours.py
        if (waited_at_close and clears) != was_cleared or (was_cleared and row["left_us"] != close_us):
            found.append(f"contact {row['contact']}: waited at the closing {waited_at_close}, cleared {was_cleared}")
    return found


def _holds_a_trunk(other: Row, row: Row) -> bool:
    """Whether another call holds a trunk as one rings: completions of the instant are over, patience is not."""
    now = row["arrived_us"]
    if other["queued_us"] == -1 or (other["arrived_us"], other["contact"]) >= (now, row["contact"]):
        return False
    if other["outcome"] == "abandoned":
        return other["left_us"] >= now
    end_us = other["left_us"] if other["outcome"] == "closed" else other["talk_end_us"]
    return end_us == -1 or end_us > now


def _again(world: dict[str, Any], contacts: list[Row]) -> list[str]:
    """Who gives up or is blocked the first time comes again once after the delay, and nobody else does."""
    redial = world["callers"].get("redial")
    expected = []
    for row in contacts:
        if redial and row["attempt"] == 0 and row["outcome"] in ("abandoned", "blocked"):
            channel = "online" if redial["to_online"] == "100 %" else row["channel"]
            back_us = row["left_us"] + minutes_us(redial["delay"]["value"])
            expected.append((row["request"], row["citizen"], row["type"], 1, "redial", channel, back_us))
    names = ("request", "citizen", "type", "attempt", "cause", "channel", "arrived_us")
    came = [tuple(row[name] for name in names) for row in contacts if row["attempt"] > 0]
    return [] if sorted(came) == sorted(expected) else [f"came again {sorted(came)}, expected {sorted(expected)}"]


def _duties(world: dict[str, Any], contacts: list[Row], staff: list[Row], stretches: dict[int, list[Row]]) -> list[str]:
    """Everybody comes on time, begins nothing off duty or too late, and stays just until the work in hand is over."""
    works: dict[int, list[tuple[int, int, int]]] = {}
    for row in contacts:
        spans = [(part["person"], part["start_us"], part["end_us"]) for part in stretches[row["contact"]]]
        if row["wrap_up_end_us"] >= 0:
            spans.append((row["person"], row["resumed_us"], row["wrap_up_end_us"]))
        for number, (person, start_us, end_us) in enumerate(spans):
            is_last = number == len(spans) - 1 and row["talk_end_us"] >= 0
            deferred_until_us = 0 if row["channel"] == "phone" else row["talk_end_us"] if is_last else end_us
            works.setdefault(person, []).append((start_us, end_us, deferred_until_us))
    found = [
        f"person {part['person']}: a stretch that was not as it was"
        for parts in stretches.values()
        for part in parts
        if (part["planned_start_us"], part["planned_end_us"]) != (part["start_us"], part["end_us"])
    ]
    rostered: Counter[tuple[str, int, int]] = Counter()
    for row in (row for row in staff if row["state"] == "on_duty"):
        group = world["operators"][row["group"]]
        begin_us, until_us = row["planned_start_us"], row["planned_end_us"]
        rostered[row["group"], begin_us, until_us] += 1
        margin_us = minutes_us(group.get("no_late_start_margin", "0 min"))
        own = works.pop(row["person"], [])
        for start_us, _, deferred_until_us in own:
            if not begin_us <= start_us < until_us - margin_us:
                found.append(f"person {row['person']}: began work at {start_us}, off duty or too late")
            if group["shift_end"] == "pause" and deferred_until_us > until_us:
                found.append(f"person {row['person']}: a message in hand at the shift's end was not put down")
        stays_us = max([until_us, *(end_us for _, end_us, _ in own)])
        if (row["start_us"], row["end_us"]) != (begin_us, stays_us):
            found.append(f"person {row['person']}: there {row['start_us']}..{row['end_us']}, work to {stays_us}")
    expected: Counter[tuple[str, int, int]] = Counter()
    pauses: Counter[tuple[str, int, int]] = Counter()
    for name, group in world["operators"].items():
        for shift in group["shifts"].values():
            begin_us, until_us = minutes_us(shift["start"]), minutes_us(shift["end"])
            expected[name, begin_us, until_us] += shift["staff"]
            for pause in group["breaks"]:
                for index in range(shift["staff"]):
                    length_us = minutes_us(pause["length"])
                    due_us = begin_us + minutes_us(pause["after"]) + index % pause["waves"] * length_us
                    pauses[name, due_us, due_us + length_us] += due_us < until_us
    planned = Counter(
        (row["group"], row["planned_start_us"], row["planned_end_us"]) for row in staff if row["state"] == "break"
    )
    if rostered != expected or planned != +pauses:
        found.append(f"on duty {rostered}, rostered {expected}; pauses {planned}, rostered {pauses}")
    return found + [f"person {person}: at work without a duty" for person in works]
