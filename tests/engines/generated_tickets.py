"""The ticket half of generated scenarios: stages, desks, units, deadlines, at random on a grid of minutes."""

from __future__ import annotations

import random
from typing import Any

TICKET_FEATURES = (
    "tickets", "urgencies", "areas", "confirm", "audit", "desk_dispatch", "machine", "hand_over", "machine_from",
    "wrong_units", "max_returns", "critical_call", "routes", "arms", "acceptance", "notice", "travel", "work",
    "outside", "outside_in_hours", "outside_by_type", "unit_hours", "crews_put_down", "crews_start_late", "copies",
    "crew_breaks", "field_times", "desk_puts_down", "review", "follow_up", "unreached", "windows", "task_reserve",
    "done_by_floor", "reopen", "reopen_to_dispatch", "reopen_all", "closed_early", "acceptance_limits",
    "closure_limits", "starts_later", "pauses", "extension", "reminders", "supervision", "speed_up", "chase_up",
    "withdrawal", "long_term", "backlog", "transfers", "incidents", "stated_tickets", "chosen_units",
    "work_order", "silence",
)  # fmt: skip
TICKET_NEEDS = {
    "hand_over": ("machine", "desk_dispatch"), "machine_from": ("machine", "desk_dispatch", "two_days"),
    "wrong_units": ("routes",), "max_returns": ("wrong_units",), "critical_call": ("urgencies",),
    "outside_in_hours": ("outside",), "crews_put_down": ("work",), "crews_start_late": ("work",),
    "crew_breaks": ("work",), "field_times": ("work",), "unreached": ("follow_up",), "reopen": ("follow_up",),
    "reopen_to_dispatch": ("reopen",), "reopen_all": ("reopen",), "closed_early": ("follow_up",),
    "starts_later": ("closure_limits",), "pauses": ("closure_limits",), "extension": ("closure_limits",),
    "reminders": ("closure_limits",), "supervision": ("closure_limits",), "speed_up": ("supervision", "work"),
    "chase_up": ("closure_limits",), "arms": ("routes",), "areas": ("routes",), "notice": ("wrong_units",),
    "unit_hours": ("acceptance",), "windows": ("confirm",), "desk_puts_down": ("audit",), "done_by_floor": ("audit",),
    "task_reserve": ("audit",), "chosen_units": ("routes",),
    "work_order": ("work",),
}  # fmt: skip
"""What a feature is without effect, or not allowed, without."""
NEVER_BOTH_OF_TICKETS = {
    frozenset(("crews_put_down", "crews_start_late")),
    frozenset(("closed_early", "silence")),
}
LIMITS = ("20 min", "1 h", "90 min", "3 h", "1 working hour", "4 working hours", "1 working day", "same day")
URGENCIES = ("critical", "urgent", "normal")


def ticket_parts(has: set[str], dice: random.Random, length: Any, kinds: list[str]) -> dict[str, Any]:
    """The sections `tickets`, `desks` and `units`."""
    names = ["depot", "office"] if "routes" in has else ["depot"]
    whole = {
        "routes": _routes(has, dice, kinds, names),
        **_stages(has, dice, length),
        **_watching(has, dice, length),
    }
    if "urgencies" in has:
        whole["urgency"] = {"critical": 0.3, "urgent": 0.3, "normal": 0.4}
        whole["urgency_by_type"] = {kinds[0]: {"critical": 0.5, "normal": 0.5}}
    if "areas" in has:
        whole["areas"] = {"here": 0.6, "there": 0.4}
    if "withdrawal" in has:
        whole["withdrawal"] = {"share": "30 %", "after": length(10, 240)}
    if "long_term" in has:
        whole["long_term"] = {"share": "30 %", "after": length(10, 240)}
    if "backlog" in has:
        whole["backlog"] = _backlog(has, dice, kinds, names)
    if "silence" in has:
        whole["silence"] = {"time": length(5, 240), "share": dice.choice(["70 %", "100 %"])}
        whole["silence"]["time_by_type"] = {dice.choice(kinds): length(5, 240)}
        if dice.random() < 0.5:
            whole["closed_at"] = "silent"
    units = {name: _unit(has, dice, length, kinds, name) for name in names}
    shifts = {"all": {"start": "09:00", "end": f"{dice.randint(13, 17)}:00", "staff": dice.randint(1, 3)}}
    desk: dict[str, Any] = {"shifts": shifts}
    if "desk_puts_down" in has:
        desk["shift_end"] = "pause"
        desk["breaks"] = [{"after": f"{dice.randint(20, 90)} min", "length": "10 min", "waves": 2}]
    return {"tickets": whole, "desks": {"desk": desk}, "units": units}


def _by(has: set[str], dice: random.Random, length: Any, low: int, high: int, **more: Any) -> dict[str, Any]:
    who = ["desk", "east"] if "done_by_floor" in has else ["desk"]
    part = {"by": dice.sample(who, dice.randint(1, len(who))), "time": length(low, high), **more}
    if "task_reserve" in has:
        part["reserve"] = dice.randint(0, 2)
    return part


def _stages(has: set[str], dice: random.Random, length: Any) -> dict[str, Any]:
    window = {"window": {"open": "09:30", "close": f"{dice.randint(11, 14)}:00"}} if "windows" in has else {}
    parts: dict[str, Any] = {}
    if "confirm" in has:
        parts["confirm"] = _by(has, dice, length, 1, 5, share=dice.choice(["40 %", "100 %"]), **window)
    if "audit" in has:
        parts["audit"] = _by(has, dice, length, 1, 5)
    if has & {"desk_dispatch", "machine", "wrong_units", "critical_call"}:
        parts["dispatch"] = _dispatch(has, dice, length)
    if "review" in has:
        parts["review"] = _by(has, dice, length, 1, 5)
    if "follow_up" in has:
        parts["follow_up"] = _by(
            has, dice, length, 1, 5, share=dice.choice(["70 %", "100 %"]), satisfied_in_time="80 %",
            satisfied_late="30 %", **window,
        )  # fmt: skip
    if "unreached" in has:
        parts["follow_up"] |= {"unreached": "40 %", "tries": dice.randint(1, 3), "gap": f"{dice.randint(5, 60)} min"}
        parts["follow_up"]["unreached_time"] = length(1, 2)
    if "reopen" in has:
        parts["reopen"] = {
            "share": ["50 %", "30 %"],
            "to": "dispatch" if "reopen_to_dispatch" in has else "handling",
            "arms": "all" if "reopen_all" in has else "lead",
        }
    if "closed_early" in has:
        parts["closed_at"] = "reviewed" if "review" in has and dice.random() < 0.5 else "handled"
    return parts


def _dispatch(has: set[str], dice: random.Random, length: Any) -> dict[str, Any]:
    part: dict[str, Any] = {}
    if "desk_dispatch" in has or "machine" not in has:
        part = _by(has, dice, length, 1, 6)
    if "wrong_units" in has:
        part["accuracy"] = ["50 %", "70 %"]
        part["max_returns"] = dice.choice([0, 1, 2]) if "max_returns" in has else "never"
    if "machine" in has:
        part["smart"] = {"time": length(1, 2), "accuracy": ["50 %", "80 %"] if "wrong_units" in has else "100 %"}
        part["smart"]["share"] = "60 %" if "by" in part else "100 %"
        if "hand_over" in has:
            part["smart"]["hand_over_below"] = "40 %"
        if "machine_from" in has:
            part["smart"]["from_date"] = "2026-03-03"
    if "critical_call" in has:
        part["critical_call"] = _by(has, dice, length, 1, 8)
    return part


def _routes(has: set[str], dice: random.Random, kinds: list[str], names: list[str]) -> list[dict[str, Any]]:
    shares = {"depot": 0.7, "office": 0.3} if len(names) == 2 else {"depot": 1.0}
    route: dict[str, Any] = {"units": shares}
    if "arms" in has and (len(names) == 2 or "copies" in has):
        route["arms"] = ["40 %", "60 %"]
    if "chosen_units" in has:
        route["choose"] = dice.choice(["least_loaded", "round_robin"])
    routes = [route]
    if "routes" in has:
        routes.insert(0, {"types": [dice.choice(kinds)], "units": {"office": "100 %"}})
        if "areas" in has:
            routes.insert(0, {"areas": ["there"], **route})
    return routes


def _unit(has: set[str], dice: random.Random, length: Any, kinds: list[str], name: str) -> dict[str, Any]:
    unit: dict[str, Any] = {}
    if "copies" in has and name == "depot":
        unit["copies"] = 3
    for law, low, high in (("acceptance", 1, 60), ("notice", 5, 60)):
        if law in has:
            unit[law] = length(low, high)
    if "outside" in has:
        unit["outside"] = {"share": dice.choice(["50 %", "100 %"]), "delay": length(5, 120)}
        unit["outside"]["in_hours"] = "outside_in_hours" in has
    if "unit_hours" in has:
        unit["hours"] = {"open": "09:00", "close": f"{dice.randint(11, 15)}:30"}
    needs_crew = {"work", "travel"} & has
    if "work" in has:
        unit["work"] = length(5, 45)
    if "travel" in has:
        unit["travel"] = length(1, 20)
    if "field_times" in has:
        unit["by_type"] = {kinds[-1]: {"work": length(5, 60)}}
    if "outside_by_type" in has:
        own = {"share": dice.choice(["40 %", "100 %"]), "delay": length(5, 120), "in_hours": dice.random() < 0.5}
        unit.setdefault("by_type", {}).setdefault(dice.choice(kinds), {})["outside"] = own
    if "work_order" in has:
        unit["order"] = dice.choice(["newest_first", "random", "shortest_first"])
    if needs_crew:
        staff, middle = dice.randint(1, 5), dice.randint(10, 13)
        unit["shifts"] = {
            "early": {"start": "08:30", "end": f"{middle}:30", "staff": staff},
            "late": {"start": f"{middle}:{dice.choice(['00', '30'])}", "end": "20:00", "staff": 3},
        }
        if "crews_put_down" in has:
            unit["shift_end"] = "pause"
        if "crews_start_late" in has:
            unit["shift_end"], unit["no_late_start_margin"] = "no_late_start", f"{dice.randint(5, 30)} min"
        if "crew_breaks" in has:
            unit["breaks"] = [{"after": "1 h", "length": "15 min", "waves": 2}]
            unit["availability"] = "80 %"
    return unit


def _watching(has: set[str], dice: random.Random, length: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {"office_hours": {"open": "09:00", "close": "13:00", "days": "all"}, "deadlines": {}}
    if "acceptance_limits" in has:
        parts["deadlines"]["acceptance"] = {"limits": {name: dice.choice(LIMITS) for name in URGENCIES}}
    if "closure_limits" in has:
        closure: dict[str, Any] = {"limits": {name: dice.choice(LIMITS) for name in URGENCIES}}
        if "starts_later" in has:
            closure["start"] = dice.choice(["dispatch", "acceptance", "next_day"])
        if "pauses" in has:
            closure["pauses_in"] = ["confirm", "outside", "follow_up", *(["silence"] if "silence" in has else [])]
        if "extension" in has:
            closure["extension"] = {"share": "50 %", "by": dice.choice(LIMITS)}
        parts["deadlines"]["closure"] = closure
    if has & {"reminders", "supervision"}:
        parts["supervision"] = {}
    if "reminders" in has:
        parts["supervision"]["reminders"] = ["50 %", "80 %"]
    if "supervision" in has:
        parts["supervision"]["act"] = _by(has, dice, length, 1, 8)
    if "speed_up" in has:
        parts["supervision"]["speed_up"] = "150 %"
    if "chase_up" in has:
        parts["chase_up"] = {"every": f"{dice.randint(20, 180)} min"}
        if dice.random() < 0.5:
            parts["chase_up"] |= {"talk": length(1, 4), "wrap_up": length(1, 2)}
    return parts


def _backlog(has: set[str], dice: random.Random, kinds: list[str], names: list[str]) -> list[dict[str, Any]]:
    rows = []
    stages = ("confirm", "audit", "dispatch", "acceptance", "handling", "work", "outside", "review", "follow_up")
    for stage in (*stages, "silence"):
        row = {
            "count": dice.randint(1, 5), "type": dice.choice(kinds), "stage": stage,
            "urgency": dice.choice(URGENCIES), "age": f"{dice.randint(1, 2000)} min",
        }  # fmt: skip
        if dice.random() < 0.5:
            row["due_in"] = f"{dice.randint(10, 900)} min"
        if dice.random() < 0.3:
            row["unit"] = dice.choice(names)
        if dice.random() < 0.5:
            row["in_stage_for"] = f"{dice.randint(0, int(row['age'].split()[0]))} min"
        if stage in ("acceptance", "handling", "work", "outside", "silence") and dice.random() < 0.3:
            row["remaining"] = f"{dice.randint(0, 90)} min"
        if "areas" in has and dice.random() < 0.3:
            row["area"] = dice.choice(["here", "there"])
        rows.append(row)
    return rows
