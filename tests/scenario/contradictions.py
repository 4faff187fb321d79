"""Contradictions made in every sound scenario: which rule makes them, and what a message has to name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from .mutants import LAW, NAME, Base, KeyPath, Mutant, Site, at, sites, with_value, without


@dataclass(frozen=True)
class Rule:
    """A way to make parts of a scenario contradict each other: at which keys, the new value, and what is to blame.

    `up` says how many keys above the one that is changed the part lies which the message has to name.
    """

    name: str
    keys: tuple[str, ...]
    new: Any
    up: int = 0


FILES: Final = (
    "Counts.file", "Stamps.file", "DatedVolume.file", "StaffFile.file", "Empirical.file", "BacklogFile.file",
)  # fmt: skip
VOLUME_OF_A_PHASE: Final = {"start": "2026-03-02", "per_day": 9}
STAGES: Final = ("Confirm", "ByPeople", "Dispatch", "FollowUp")
RULES: Final = (
    Rule("ends before it begins", ("Phase.end", "StaffException.end", "Speed.to_date"), "2000-01-01", 1),
    Rule("shares do not add up", ("Stream.types", "Phase.types"), {"inquiry": "90 %", "help": "20 %"}),
    Rule("shares do not add up", ("Hyperexponential.branches",), [{"share": 0.5, "mean": "1 s"}], 1),
    Rule(
        "shares do not add up",
        ("Mixture.parts",),
        [{"share": 0.5, "length": {"law": "exponential", "mean": "1 s"}}],
        1,
    ),
    Rule("no such type", ("DemandEvent.types", "Deflection.types", "AnswerChange.types", "Skill.types"), ["hepl"]),
    Rule("no such type", ("Incidents.type",), "hepl"),
    Rule("no such type", ("Group.by_type",), {"hepl": {}}),
    Rule("no such type", ("Phase.types",), {"hepl": 1}),
    Rule("no such shift", ("StaffException.shift",), "erly"),
    Rule("no such shift", ("Rotation.cycle",), ["erly", "off"]),
    Rule("no such measure", ("Target.measure", "Published.measure"), "service_levle"),
    Rule("no such zone", ("ClockPart.zone",), "Asia/Shangai"),
    Rule("no such calendar", ("ClockPart.calendar",), "chinese"),
    Rule("no such profile", ("Stream.profile",), "hotline_dya"),
    Rule("odd profile", ("Stream.profile",), [1] * 23),
    Rule("odd profile", ("Stream.profile",), [0] * 24),
    Rule("no such file", FILES, "x.csv"),
    Rule("file outside", FILES, "../x.csv"),
    Rule("two volumes", ("Stream.stamps", "Stream.per_weekday"), {"*": ("per_day", 100)}, 1),
    Rule("volume in a file", ("Stream.counts", "Stream.stamps"), {"*": ("phases", [VOLUME_OF_A_PHASE])}, 1),
    Rule("two sides", ("Target.at_least",), {"*": ("at_most", 0.99)}, 1),
    Rule("two sides", ("Target.at_most",), {"*": ("at_least", 0.01)}, 1),
    Rule("two volumes", ("Phase.factor",), {"*": ("per_day", 100)}, 1),
    Rule("range is reversed", ("Published.range",), [2, 1], 1),
    Rule("fitted without freedom", ("Published.free",), [], 1),
    Rule("not in order", ("Uniform.low",), "3 d", 1),
    Rule("not in order", ("Triangular.mode",), "3 d", 1),
    Rule("two forms", ("Hyperexponential.branches",), {"*": ("mean", "1 s")}, 1),
    Rule("break after the shift", ("Shift.breaks", "Group.breaks"), [{"after": "20 h", "length": "10 min"}]),
    Rule("begins at no time", ("ClockPart.start",), "1900-01-01"),
    Rule("two kinds of day", ("ClockPart.holidays",), ["2026-03-07"]),
    Rule("grows too much", ("Growth.since",), "1000-01-01", 1),
    Rule("no such key", ("Scenario.origins",), {"demand.calls.per_dya": {"kind": "assumed"}}),
    Rule("same id", ("RequestType.id",), "help", 2),
    Rule("no rotation", ("Rotation.cycle",), []),
    Rule("no date", ("Stream.per_date",), {"2.3.2026": 5}),
    Rule("nobody works", ("StaffException.staff",), 20_001),
    Rule("no threshold", ("Target.within", "Published.within"), None, 1),
    Rule("no threshold", ("Target.working_days", "Published.working_days"), None, 1),
    Rule("no online work", ("Group.online",), None, 1),
    Rule("no talk", ("Group.talk",), None, 1),
    Rule("no such type", ("Route.types",), ["hepl"]),
    Rule("no such type", ("OpenTickets.type", "Target.type", "Published.type"), "hepl"),
    Rule("no such type", tuple(f"{stage}.time_by_type" for stage in STAGES), {"hepl": LAW}),
    Rule("no such type", ("Dispatch.accuracy_by_type", "Smart.accuracy_by_type"), {"hepl": 0.5}),
    Rule("no such type", ("Deadline.by_type", "ClosureDeadline.by_type", "Unit.by_type"), {"hepl": {}}),
    Rule("no such type", ("Tickets.urgency_by_type",), {"hepl": {"normal": 1}}),
    Rule("no such group", tuple(f"{stage}.by" for stage in STAGES), "florr"),
    Rule("no such area", ("Route.areas",), ["nroth"]),
    Rule("no such unit", ("Route.units",), {"twon": 1}),
    Rule("no such unit", ("OpenTickets.unit", "Target.unit", "Published.unit"), "twon"),
    Rule("no such stream", ("Target.stream", "Published.stream"), "cals"),
    Rule("no such profile", ("ChaseUp.profile",), "hotline_dya"),
    Rule("odd profile", ("ChaseUp.profile",), [1] * 23),
    Rule("shares do not add up", ("Tickets.urgency",), {"normal": "90 %"}),
    Rule("shares do not add up", ("Tickets.urgency_by_type",), {"help": {"normal": 1, "urgent": "10 %"}}),
    Rule("shares do not add up", ("Tickets.areas", "Route.units"), {"north": "50 %", "south": "40 %"}),
    Rule("shares do not add up", ("Route.arms",), ["90 %", "20 %"]),
    Rule("too many arms", ("Route.arms",), [0, 0, 0, 0, 0, 0, 0, 1]),
    Rule("no deadline", ("Deadlines.closure",), None, 2),
    Rule("no tickets", ("Scenario.tickets",), None, 1),
    Rule("no routes", ("Tickets.routes",), [], 1),
    Rule("never open", ("Hours.days",), []),
    Rule("at no time of the run", ("Target.at", "Published.at"), "2049-01-01 12:00"),
    Rule("ends before it begins", ("Target.received_to", "Published.received_to"), "2000-01-01", 1),
    Rule("same id", ("Desk.id",), "g1"),
    Rule("no follow-up", ("Tickets.follow_up",), None, 1),
)
"""Contradictions, each made at every key of its kind in every sound scenario."""


def contradictions_of(base: Base) -> Iterator[Mutant]:
    """Every contradiction that the rules make of a sound scenario."""
    if base.below is not None or base.is_variant:
        return
    for site in sites(base.whole):
        for rule in RULES:
            if site.pointer not in rule.keys or not _applies(rule, site, base.whole):
                continue
            path = site.path[: len(site.path) - rule.up]
            if isinstance(rule.new, dict) and "*" in rule.new:
                key, beside = rule.new["*"]
                value = with_value(base.value, (*site.path[:-1], key), beside)
            elif rule.new is None:
                value = without(base.value, site.path)
            else:
                value = with_value(base.value, site.path, rule.new)
            yield Mutant(f"contradiction: {rule.name}", path, value)


def _applies(rule: Rule, site: Site, whole: dict[str, Any]) -> bool:
    """Whether a rule makes a contradiction there: by nature it does not where nothing rests on the value."""
    group = at(whole, site.path[:-1])
    if rule.name == "no talk":  # nothing lacks it where nobody calls
        return any(skill.get("channel", "phone") == "phone" for skill in group.get("skills", [{}]))
    if rule.name == "no online work":
        return any(skill.get("channel") == "online" for skill in group.get("skills", []))
    if rule.name == "no threshold":  # other measures have none
        return str(group["measure"]).startswith(("service_level", "closed_within"))
    if "Target.received_to" in rule.keys:
        return "received_from" in group
    if rule.name in ("too many arms", "no deadline", "no tickets", "no routes", "no follow-up"):
        return _rests_on_it(rule, group, whole)
    if rule.keys == ("Group.by_type",) or rule.name == "shares do not add up":
        return True
    return rule.name != "break after the shift" or bool(group.get("shifts") or group.get("start"))


def _rests_on_it(rule: Rule, group: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a part of the ticket half needs what the rule takes away."""
    tickets = whole["tickets"]
    if rule.name == "too many arms":
        return sum(whole["units"][name].get("copies", 1) for name in group["units"]) < 8
    if rule.name == "no deadline":
        files = [stream.get("stamps", {}) for stream in whole["demand"].values()] + [tickets.get("backlog_file", {})]
        stated = any("due" in part for part in files) or any("due_in" in part for part in tickets.get("backlog", []))
        return not stated and ("supervision" in tickets or "chase_up" in tickets)
    if rule.name == "no tickets":
        return any(stream.get("channel") == "transfer" for stream in whole["demand"].values())
    if rule.name == "no routes":
        return "dispatch" in tickets
    return "reopen" in tickets or tickets.get("closed_at") == "followed_up"


def speaks_of(told: str, mutant: Mutant, lines: dict[KeyPath, int]) -> bool:
    """Whether a line of a message names the part to blame, or a key in it, at its line."""
    return any(
        line.startswith(f"{NAME}:{number}: {'.'.join(map(str, path))}: ")
        for path, number in lines.items()
        if path[: len(mutant.path)] == mutant.path
        for line in told.splitlines()
    )
