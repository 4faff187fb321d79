"""Where the parts of a stream of contacts do not fit together."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.messages import Problem
from sim.scenario.schema import Scenario
from sim.scenario.schema_demand import Stream
from sim.scenario.yaml_reader import KeyPath


def recorded_problems(scenario: Scenario) -> Iterator[Problem]:
    """What cannot be done to contacts that a file records, by counts or by time stamps."""
    for label, stream in scenario.demand.items():
        if stream.counts is not None or stream.stamps is not None:
            yield from _in_a_file(("demand", label), stream)


def _in_a_file(here: KeyPath, stream: Stream) -> Iterator[Problem]:
    what = "counts" if stream.counts is not None else "stamps"
    for i, phase in enumerate(stream.phases):
        if phase.per_day is not None:
            right = f"write 'factor', which scales the {what}"
            yield Problem((*here, "phases", i, "per_day"), f"the volume stands in the file of '{what}': {right}")
        if phase.types is not None and stream.stamps is not None and stream.stamps.type is not None:
            right = f"leave it out, or leave out 'type: {stream.stamps.type[:40]}'"
            yield Problem((*here, "phases", i, "types"), f"the types stand in the file of 'stamps': {right}")
    if "profile" in stream.model_fields_set:
        text = f"has no effect: the file of '{what}' says when contacts come"
        yield Problem((*here, "profile"), text, only_odd=True)
    if stream.counts is not None and stream.counts.use == "mean":
        return
    for key in ("busyness_cv", "fine_busyness_cv"):
        if getattr(stream, key) > 0:
            right = "for days busier and quieter than these, give 'counts' with 'use: mean'"
            yield Problem((*here, key), f"has no effect: recorded contacts come as recorded; {right}", only_odd=True)
