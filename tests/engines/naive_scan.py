"""Who should have been given what, found again by looking at everybody waiting and everybody free at each instant.

Written from the rules alone, slowly and with the standard library only: it knows a world's description and the rows
of its logs, no line, no head, no pool, and no code of the simulator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from .naive_breaks import NEVER, BreakRule, check_breaks

MESSAGES_BEHIND = 100
DAY_US = 86_400_000_000
URGENCIES = ("critical", "urgent", "normal")
BEFORE_UNITS = ("call", "message", "confirm", "audit", "dispatch", "critical_call")
STAGES = (*BEFORE_UNITS, "handling", "review", "follow_up", "supervision")
LAST_ARM = 15

Row = dict[str, Any]
Item = tuple[int, ...]
"""A contact is (0, number); a task, which goes behind, (1, ticket, stage, ...)."""
Times = list[tuple[int, int]]


@dataclass(frozen=True)
class Skill:
    """Work a group may take: of a channel, of some types."""

    channel: str
    types: tuple[str, ...]
    overflow_us: int
    reserve: int


@dataclass(frozen=True)
class GroupRules:
    """What a group may take, in order of preference, and how long before the shift's end it begins nothing."""

    skills: tuple[Skill, ...]
    margin_us: int
    breaks: tuple[BreakRule, ...] = ()


@dataclass(frozen=True)
class TypeRules:
    """Class, ageing (0: never) of a type, and patience (NEVER: endless) by the instant of entry into the queue."""

    priority: int
    ageing_us: int
    patience_us: Callable[[int], int] = lambda _: NEVER


@dataclass(frozen=True)
class StageRules:
    """Who does a stage of tickets, best first, with a reserve; and the window of its calls in each day."""

    groups: tuple[str, ...]
    reserve: int = 0
    window: tuple[int, int] | None = None


@dataclass(frozen=True)
class Rules:
    """All that the scan needs to know of a world.

    Attributes
    ----------
    stages
        By the name of the stage; the crews of a unit are the group of its name.
    limit_us, reminders
        Calendar time from receipt to the due time, by urgency, and the shares of it after which a ticket is raised.
    in_hand
        Tickets that a crew has in hand at the start: their work goes before all else until it is done.
    """

    groups: dict[str, GroupRules]
    types: dict[str, TypeRules]
    horizon_us: int
    stages: dict[str, StageRules] = field(default_factory=dict)
    limit_us: dict[str, int] = field(default_factory=dict)
    reminders: tuple[float, ...] = ()
    in_hand: frozenset[int] = frozenset()


@dataclass
class Found:
    """What was wrong, and how much there was to look at."""

    wrong: list[str] = field(default_factory=list)
    assignments: int = 0
    choices_of_work: int = 0
    choices_of_person: int = 0
    passed_over: int = 0
    resumed: int = 0
    ties: int = 0
    pauses: int = 0
    pauses_late: int = 0
    tasks: int = 0
    tasks_by_key: int = 0
    tasks_raised: int = 0
    tasks_left: int = 0


def scan(
    rules: Rules,
    contacts: list[Row],
    staff: list[Row],
    tickets: list[Row] | None = None,
    tasks: list[Row] | None = None,
) -> Found:
    """Compare every hand-out of a run with the naive one at the same instant, and every patience with its law.

    Tasks may have an `order_key`: of those of a unit and a class the one with the lowest is first.
    """
    found = Found()
    callers = [row | {"item": (0, row["contact"])} for row in contacts]
    items = callers + _tasks(rules, tickets or [], tasks or [])
    name_of = {row["task"]: row["item"] for row in items if "task" in row}
    stretches: dict[Item, Times] = {row["item"]: [] for row in items}
    busy: dict[int, list[tuple[int, int, Item]]] = {}
    for row in staff:
        if row["state"] == "stretch":
            item = (0, row["contact"]) if row["task"] < 0 else name_of[row["task"]]
            stretches[item].append((row["start_us"], row["end_us"]))
            busy.setdefault(row["person"], []).append((row["start_us"], row["end_us"], item))
    starts: dict[Item, list[int]] = {}
    begun: dict[int, dict[Item, int]] = {}
    for row in items:
        number, put_down = row["item"], sorted(stretches[row["item"]])
        row["in_hand"] = put_down
        starts[number] = [start for start, _ in put_down]
        if row["resumed_us"] >= 0 and row["resumed_us"] not in starts[number]:
            starts[number].append(row["resumed_us"])
            end_us = NEVER if row["wrap_up_end_us"] < 0 else row["wrap_up_end_us"]
            busy.setdefault(row["person"], []).append((row["resumed_us"], end_us, number))
        if starts[number][:1] != [row["answered_us"]][: row["answered_us"] >= 0]:
            found.wrong.append(f"{number}: first stretch {starts[number][:1]}, answered {row['answered_us']}")
        _check_class(row, starts[number], found)
    for person, works in busy.items():
        for start, _, number in works:
            begun.setdefault(start, {})[number] = person
    _check_patience(rules, callers, starts, found)
    _check_nobody_is_in_two_places(busy, staff, found)
    wrong, found.pauses, found.pauses_late = check_breaks(
        {name: group.breaks for name, group in rules.groups.items()}, busy, staff
    )
    found.wrong += wrong
    for now in _instants(rules, items, staff):
        waiting = [row for row in items if _waits(row, starts[row["item"]], stretches[row["item"]], now)]
        free = _free(rules, staff, busy, now)
        expected = _hand_out(rules, waiting, free, now, found)
        if expected != begun.get(now, {}):
            found.wrong.append(f"at {now}: item to person {begun.get(now, {})}, but by the rules {expected}")
    found.assignments = sum(len(given) for given in begun.values())
    found.ties = sum(len(given) > 1 for given in begun.values())
    found.resumed = sum(len(times) - 1 for times in starts.values() if times)
    found.tasks = len(items) - len(callers)
    found.tasks_by_key = sum(row.get("order_key", 0) != 0 for row in items)
    found.tasks_raised = sum(row["class"] != row["urgency"] for row in items if "task" in row)
    found.tasks_left = sum(row["left_us"] >= 0 for row in items if "task" in row)
    return found


def _tasks(rules: Rules, tickets: list[Row], tasks: list[Row]) -> list[Row]:
    """Tasks in the words of contacts, each with the instants at which its ticket is raised."""
    known = {row["ticket"]: row for row in tickets}
    raises: dict[int, list[int]] = {}
    for number, ticket in known.items():
        limit_us = rules.limit_us.get(ticket["urgency"], NEVER)
        due_us = ticket["received_us"] + limit_us
        closed_us = ticket["closed_us"] if ticket["closed_us"] >= 0 else NEVER
        if ticket["withdrawn_us"] >= 0:
            closed_us = ticket["withdrawn_us"] + 1  # at one instant a reminder comes before a withdrawal
        times = [due_us - (limit_us - int(share * limit_us + 0.5)) for share in rules.reminders if limit_us < NEVER]
        times = [max(time, 0) for time in times]  # those that an open ticket missed before the start come then
        raises[number] = sorted(time for time in times if time < min(closed_us, rules.horizon_us))
        if len(raises[number]) != ticket["reminders"]:
            raise AssertionError(f"ticket {number} has {ticket['reminders']} reminders, expected {raises[number]}")
    return [
        row
        | {
            "item": (1, row["ticket"], STAGES.index(row["stage"]), *_place(row, known[row["ticket"]])),
            "urgency": known[row["ticket"]]["urgency"],
            "raises": raises[row["ticket"]],
            "was_in_hand": row["stage"] == "handling" and row["handling"] == 0 and row["ticket"] in rules.in_hand,
            "supervised_us": known[row["ticket"]]["supervised_us"],
            "answered_us": row["started_us"],
            "wrap_up_end_us": row["ended_us"],
            "outcome": "left",
        }
        for row in tasks
    ]


def _place(row: Row, ticket: Row) -> tuple[int, int, int]:
    """Where tasks of one ticket, stage and instant stand: arm by arm, those about all arms behind."""
    about_all = row["stage"] not in ("handling", "dispatch", "critical_call") or row["visit"] == 0
    return (LAST_ARM if about_all and row["stage"] != "handling" else row["arm"], row["visit"], row["handling"])


def _class_of_task(row: Row, now: int) -> int:
    """0 critical, 1 urgent, 2 normal: raised by each reminder, to the top by the act of supervision.

    Only what waits is raised: work that was in hand then, and is put down later, keeps its class.
    """
    if row["was_in_hand"]:
        return 0
    of_ticket = of_task = URGENCIES.index(row["urgency"])
    for time, to_the_top in sorted([*((time, False) for time in row["raises"]), (row["supervised_us"], True)]):
        raised = 0 if to_the_top else max(0, of_ticket - 1)
        if not 0 <= time <= now or raised == of_ticket:
            continue
        of_ticket = raised
        if not any(start < time < end for start, end in row["in_hand"]):
            of_task = raised
    return of_task


def _check_class(row: Row, starts: list[int], found: Found) -> None:
    """A task that was begun last waited with the class of that instant; one put down since then still waits."""
    if "task" not in row or not starts:
        return
    waits_again = row["resumed_us"] in [start for start, _ in row["in_hand"]]
    by_rules = _class_of_task(row, NEVER if waits_again else max(starts))
    if URGENCIES.index(row["class"]) != by_rules:
        found.wrong.append(f"{row['item']}: class {row['class']}, by the rules {by_rules}")


def _instants(rules: Rules, items: list[Row], staff: list[Row]) -> list[int]:
    """Every instant at which anything is known to happen, an overflow delay ends, or a window opens."""
    instants = {value for row in [*items, *staff] for name, value in row.items() if name.endswith("_us")}
    instants |= {time for row in items for time in row.get("raises", ())}
    instants |= {stage.window[0] for stage in rules.stages.values() if stage.window is not None}
    delays = {skill.overflow_us for group in rules.groups.values() for skill in group.skills}
    instants |= {row["queued_us"] + delay for row in items if row["queued_us"] >= 0 for delay in delays}
    return sorted(instant for instant in instants if 0 <= instant < rules.horizon_us)


def _waits(row: Row, starts: list[int], put_down: Times, now: int) -> bool:
    """Whether something is among what waits when work is handed out; what is taken just then is."""
    if not 0 <= row["queued_us"] <= now:
        return False
    if 0 <= row["left_us"] <= now and not (now == row["left_us"] and row["outcome"] == "abandoned"):
        return False
    since = [row["queued_us"], *(end for _, end in put_down)]
    until = [*starts, NEVER][: len(since)]
    return any(begin <= now <= end for begin, end in zip(since, until, strict=True))


def _free(rules: Rules, staff: list[Row], busy: dict[int, list[tuple[int, int, Item]]], now: int) -> list[Row]:
    """Everybody who may begin something when work is handed out: who, of which group, idle since when."""
    free = []
    for duty in staff:
        person, group = duty["person"], duty["group"]
        if duty["state"] != "on_duty" or not duty["start_us"] <= now < duty["planned_end_us"]:
            continue
        if now >= duty["planned_end_us"] - rules.groups[group].margin_us:
            continue
        pauses = [
            (row["start_us"], NEVER if row["end_us"] < 0 else row["end_us"])
            for row in staff
            if row["person"] == person and row["state"] in ("break", "off_phone") and row["start_us"] >= 0
        ]
        works = [(start, end) for start, end, _ in busy.get(person, [])]
        if any(start <= now < end for start, end in pauses) or any(start < now < end for start, end in works):
            continue
        idle_since = max([duty["start_us"], *(end for _, end in pauses + works if end <= now)])
        free.append({"person": person, "group": group, "idle_since": idle_since})
    return free


def _hand_out(rules: Rules, waiting: list[Row], free: list[Row], now: int, found: Found) -> dict[Item, int]:
    """Repeat: of all waiting, in order, the first whom somebody may take, to the best of those who may."""
    given: dict[Item, int] = {}
    waiting = _in_order(rules, waiting, now)
    while True:
        for row in waiting:
            able = sorted(_able(rules, row, free, now))
            if able:
                break
        else:
            return given
        found.choices_of_work += len(waiting) > 1
        found.choices_of_person += len(able) > 1
        found.passed_over += row is not waiting[0]
        given[row["item"]] = able[0][2]
        waiting = [other for other in waiting if other is not row]
        free = [person for person in free if person["person"] != able[0][2]]


def _in_order(rules: Rules, waiting: list[Row], now: int) -> list[Row]:
    """By class, first entry and number; but what was put down is at the head of the line of its stage and class.

    In a unit the key of its order comes before first entry.
    Contacts of a line come in the order of their entry anyhow: one that was put down came before all that wait.
    """
    lines: dict[tuple[Any, ...], list[tuple[tuple[int, int, Item], Row]]] = {}
    for row in waiting:
        place = (_class(rules, row, now), row["queued_us"], row["item"])
        line = (row["stage"], row["unit"], place[0]) if "task" in row else row["item"]
        lines.setdefault(line, []).append((place, row))
    for heads in lines.values():
        heads.sort(
            key=lambda head: (not _is_put_down(head[1], now), head[1].get("order_key", 0), head[0]), reverse=True
        )
    order = []
    while lines:
        line = min(lines, key=lambda name: lines[name][-1][0])
        order.append(lines[line].pop()[1])
        if not lines[line]:
            del lines[line]
    return order


def _is_put_down(row: Row, now: int) -> bool:
    return any(end <= now for _, end in row["in_hand"])


def _class(rules: Rules, row: Row, now: int) -> int:
    if "task" in row:
        return MESSAGES_BEHIND + 1 + 2 * _class_of_task(row, now)
    kind = rules.types[row["type"]]
    stands = kind.priority
    if kind.ageing_us:
        stands = max(1, stands - (now - row["queued_us"]) // kind.ageing_us)
    return stands + (MESSAGES_BEHIND if row["channel"] == "online" else 0)


def _able(rules: Rules, row: Row, free: list[Row], now: int) -> list[tuple[int, int, int]]:
    """Those who may take something, best first: preference, idle since, number."""
    able = []
    if "task" in row:
        stage = rules.stages[row["stage"]] if row["stage"] != "handling" else StageRules((row["unit"],))
        if stage.window is not None and not stage.window[0] <= now % DAY_US < stage.window[1]:
            return []
        for person in free:
            of_group = sum(other["group"] == person["group"] for other in free)
            if person["group"] in stage.groups and of_group - 1 >= stage.reserve:
                able.append((stage.groups.index(person["group"]), person["idle_since"], person["person"]))
        return able
    for person in free:
        for preference, skill in enumerate(rules.groups[person["group"]].skills):
            if skill.channel == row["channel"] and row["type"] in skill.types:
                of_group = sum(other["group"] == person["group"] for other in free)
                if now - row["queued_us"] >= skill.overflow_us and of_group - 1 >= skill.reserve:
                    able.append((preference, person["idle_since"], person["person"]))
                break
    return able


def _check_patience(rules: Rules, contacts: list[Row], starts: dict[Item, list[int]], found: Found) -> None:
    """Callers give up exactly when their patience ends, nobody is answered later, and messages have no patience."""
    for row in contacts:
        ends_us = NEVER
        if row["channel"] == "phone" and row["queued_us"] >= 0:
            ends_us = row["queued_us"] + rules.types[row["type"]].patience_us(row["queued_us"])
        if row["outcome"] == "abandoned" and row["left_us"] != ends_us:
            found.wrong.append(f"contact {row['contact']}: gave up at {row['left_us']}, patience ends at {ends_us}")
        if starts[row["item"]] and row["answered_us"] > ends_us:
            found.wrong.append(f"contact {row['contact']}: answered at {row['answered_us']}, after {ends_us}")
        if row["outcome"] == "waiting" and ends_us < rules.horizon_us:
            found.wrong.append(f"contact {row['contact']}: still waiting, though patience ended at {ends_us}")


def _check_nobody_is_in_two_places(
    busy: dict[int, list[tuple[int, int, Item]]], staff: list[Row], found: Found
) -> None:
    """Work and pauses of one person never overlap."""
    for person, works in busy.items():
        spans = sorted([(start, end) for start, end, _ in works] + [
            (row["start_us"], NEVER if row["end_us"] < 0 else row["end_us"])
            for row in staff
            if row["person"] == person and row["state"] in ("break", "off_phone") and row["start_us"] >= 0
        ])  # fmt: skip
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                found.wrong.append(f"person {person}: at {start} still busy until {end}")
