"""Whether breaks were taken in turn, found again by looking at everybody at each instant.

Written from the rules alone: it knows what a group's breaks are and the rows of the staff log, no simulator code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NEVER = 1 << 62
Row = dict[str, Any]
Busy = Mapping[int, list[tuple[int, int, Any]]]
BreakRule = tuple[int, int, int]
"""After how long, how long, in how many waves."""


@dataclass
class Turn:
    """A break of one person: of which rule and shift, due when, and from when until when it was taken."""

    rule: tuple[str, str, int]
    person: int
    due: int
    shift_end: int
    start: int
    end: int

    def is_away(self, now: int) -> bool:
        """Whether the person is on it."""
        return 0 <= self.start <= now < self.end

    def is_pending(self, now: int) -> bool:
        """Whether it is due and has not begun."""
        return self.due <= now < self.shift_end and not 0 <= self.start <= now


def check_breaks(
    breaks: Mapping[str, tuple[BreakRule, ...]], busy: Busy, staff: list[Row]
) -> tuple[list[str], int, int]:
    """What is wrong, how many breaks there were, and how many of them were late.

    Each break is due when the rule says, is taken in full up to the shift's end, never by more people of a shift than
    one wave; and nobody who is free waits for one while there is a place, or while somebody whose break was due later
    gets the place.
    """
    wrong: list[str] = []
    turns = [turn for duty in staff if duty["state"] == "on_duty" for turn in _turns(breaks, duty, staff, wrong)]
    most = {rule: -(-_people(staff, rule) // breaks[rule[0]][rule[2]][2]) for rule in {turn.rule for turn in turns}}
    instants = sorted({t for turn in turns for t in (turn.due, turn.start, turn.end) if t >= 0} | {
        t for works in busy.values() for start, end, _ in works for t in (start, end)
    })  # fmt: skip
    for now in instants:
        for rule, limit in most.items():
            of_rule = [turn for turn in turns if turn.rule == rule]
            away = sum(turn.is_away(now) for turn in of_rule)
            waiting = [turn for turn in of_rule if turn.is_pending(now) and _is_free(turn.person, now, busy, turns)]
            if away > limit:
                wrong.append(f"at {now}: {away} away on {rule}, at most {limit}")
            if waiting and away < limit:
                wrong.append(f"at {now}: {waiting[0]} waits for {rule}, though {away} of {limit} are away")
            for turn in of_rule:
                if turn.start == now and any(
                    (other.due, other.person) < (turn.due, turn.person) and _was_free(other.person, now, busy, turns)
                    for other in waiting
                ):
                    wrong.append(f"at {now}: {turn} before {waiting[0]}")
    return wrong, len(turns), sum(turn.start > turn.due for turn in turns)


def _people(staff: list[Row], rule: tuple[str, str, int]) -> int:
    duties = [r for r in staff if r["state"] in ("on_duty", "absent") and (r["group"], r["shift"]) == rule[:2]]
    return len({row["person"] for row in duties})


def _turns(breaks: Mapping[str, tuple[BreakRule, ...]], duty: Row, staff: list[Row], wrong: list[str]) -> list[Turn]:
    """The breaks of a duty by the rule, each with the row that the log has of it."""
    mine = [r for r in staff if r["person"] == duty["person"] and r["state"] in ("break", "off_phone")]
    team = sorted(r["person"] for r in staff if r["state"] == "on_duty" and r["shift"] == duty["shift"]
                  and r["group"] == duty["group"])  # fmt: skip
    index = team.index(duty["person"])
    # Two breaks due at once for the same time look alike in the log: that without waves, which needs no turn, is first.
    due = sorted(
        (duty["planned_start_us"] + after + index % waves * length, length, waves > 1, number)
        for number, (after, length, waves) in enumerate(breaks.get(duty["group"], ()))
        if duty["planned_start_us"] + after < duty["planned_end_us"]
    )
    rows = sorted(mine, key=lambda r: (r["planned_start_us"], r["planned_end_us"], r["start_us"]))
    if [(t, t + length) for t, length, _, _ in due] != [(r["planned_start_us"], r["planned_end_us"]) for r in rows]:
        wrong.append(f"person {duty['person']}: breaks {rows}, by the rule {due}")
        return []
    turns = []
    for (time, length, _, number), row in zip(due, rows, strict=True):
        if time >= duty["planned_end_us"]:  # its wave comes after the shift: it is lost
            if row["start_us"] >= 0:
                wrong.append(f"person {duty['person']}: {row} comes after the shift")
            continue
        end = NEVER if row["start_us"] >= 0 and row["end_us"] < 0 else row["end_us"]
        if row["start_us"] >= 0 and end != min(row["start_us"] + length, duty["planned_end_us"]):
            wrong.append(f"person {duty['person']}: {row} is not taken in full")
        rule = (duty["group"], duty["shift"], number)
        turns.append(Turn(rule, duty["person"], time, duty["planned_end_us"], row["start_us"], end))
    return turns


def _is_free(person: int, now: int, busy: Busy, turns: list[Turn]) -> bool:
    """Whether somebody is at no work and on no break, once all is done that happens at an instant."""
    works = any(start < now < end for start, end, _ in busy.get(person, []))
    return not works and not any(turn.person == person and turn.is_away(now) for turn in turns)


def _was_free(person: int, now: int, busy: Busy, turns: list[Turn]) -> bool:
    """Whether somebody was free before, so that no work and no break of theirs ended just then."""
    works = any(start < now <= end for start, end, _ in busy.get(person, []))
    return not works and not any(turn.person == person and 0 <= turn.start < now <= turn.end for turn in turns)
