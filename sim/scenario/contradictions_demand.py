"""Where the parts of a stream of contacts do not fit together."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.messages import Problem
from sim.scenario.schema import ClockPart, Scenario
from sim.scenario.schema_demand import Stream
from sim.scenario.yaml_reader import KeyPath


def demand_problems(scenario: Scenario) -> Iterator[Problem]:
    """Kinds of day that no date is, and what cannot be done to contacts that a file records."""
    for label, stream in scenario.demand.items():
        for key in ("per_day", "per_weekday", "profile"):
            yield from _kinds_of_day(("demand", label, key), getattr(stream, key), scenario.clock)
        if stream.recorded is not None:
            yield from _in_a_file(("demand", label), stream)


def _kinds_of_day(here: KeyPath, given: object, clock: ClockPart) -> Iterator[Problem]:
    """Holidays where no calendar knows any."""
    if not isinstance(given, dict) or clock.calendar != "none":
        return
    for kinds, listed, key in ((("holiday", "eve"), clock.holidays, "holidays"),
                               (("make_up_day",), clock.working_days, "working_days")):  # fmt: skip
        for kind in kinds:
            if kind in given and not listed:
                text = f"no date is one: write clock.calendar, such as china, or list dates under clock.{key}"
                yield Problem((*here, kind), text, only_odd=True)


def _in_a_file(here: KeyPath, stream: Stream) -> Iterator[Problem]:
    what = "counts" if stream.counts is not None else "stamps"
    typed = stream.types_in_file or stream.counts
    column = typed.type if typed is not None else None
    for i, phase in enumerate(stream.phases):
        if phase.per_day is not None:
            right = f"write 'factor', which scales the {what}"
            yield Problem((*here, "phases", i, "per_day"), f"the volume stands in the file of '{what}': {right}")
        if phase.types is not None and column is not None:
            right = f"leave it out, or leave out 'type: {column[:40]}'"
            yield Problem((*here, "phases", i, "types"), f"the types stand in the file of '{what}': {right}")
    if "profile" in stream.model_fields_set:
        text = f"has no effect: the file of '{what}' says when contacts come"
        yield Problem((*here, "profile"), text, only_odd=True)
    if stream.counts is not None and stream.counts.use == "mean":
        return
    for key in ("busyness_cv", "fine_busyness_cv"):
        if getattr(stream, key) > 0:
            right = "for days busier and quieter than these, give 'counts' with 'use: mean'"
            yield Problem((*here, key), f"has no effect: recorded contacts come as recorded; {right}", only_odd=True)
