"""The rows of STRESS-DES that a run can fill by itself, from the values of its scenario.

Source: Monks, Currie, Onggo, Robinson, Kunc and Taylor (2019), Strengthening the reporting of empirical simulation
studies, Journal of Simulation 13, 55-67. The headings are its items; every row is written from this run.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from sim.report.numbers import count_words, percent
from sim.report.stress_words import SHIFT_ENDS, STRESS_ROWS, WORK_ORDERS
from sim.report.target_lines import promise_words
from sim.report.ticket_headlines import stage_name
from sim.report.words import counted, phrase, word
from sim.scenario.demand import asked_types
from sim.scenario.labels import POOLS, description_of, labels_of, pool_labels, title_of
from sim.scenario.origins import origins_count
from sim.scenario.stages import direct_share

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.study.kept_run import KeptRun

WITH_LAWS = ("demand", "callers", "types", "operators", "desks", "tickets", "units")
"""Parts of a scenario that say how long something takes."""


def stress_rows(run: KeptRun, lang: str) -> list[tuple[str, str]]:
    """Heading and text of each row that this run fills, in the order of the guideline."""
    found = _values(run, lang)
    return [(phrase(heading, lang), found[key]) for key, heading in STRESS_ROWS.items() if found[key]]


def _values(run: KeptRun, lang: str) -> dict[str, str]:
    scenario, reading = run.scenario, run.reading
    comma = word("comma", lang)
    targets = comma.join(promise_words(target, lang) for target in run.targets())
    pools = comma.join(_pool_words(row, lang) for row in reading["pools"])
    origins = origins_count(scenario)
    volumes = comma.join(contact_words(reading, lang))
    path = " -> ".join(_chain(scenario, lang))
    seeds = {"seed": run.seed, "n": run.n, "engine": run.engine}
    clock = {"days": counted("day", scenario.clock.days, lang), "start": reading["start"], "end": reading["end"]}
    data = comma.join(run.manifest.get("data_sha256", {})) or word("stress_no_data", lang)
    versions = comma.join(f"{name} {version}" for name, version in run.manifest["versions"].items())
    return {
        "purpose": description_of(scenario, lang) or title_of(scenario, lang),
        "outputs": word("stress_outputs", lang, n=len(run.summary()), targets=targets or word("stress_none", lang)),
        "aims": targets and word("stress_aims", lang, targets=targets),
        "diagram": path,
        "logic": word("stress_logic", lang, volumes=volumes, direct=_direct(scenario, lang)),
        "scenario": word(
            "stress_scenario", lang, name=scenario.name, base=scenario.extends or word("stress_none", lang)
        ),
        "algorithms": word("stress_algorithms", lang, **_algorithms(scenario, lang)),
        "entities": word("stress_entities", lang, types=comma.join(_types(scenario, lang)), volumes=volumes),
        "activities": _activities(scenario, lang),
        "resources": pools,
        "queues": _queues(scenario, lang),
        "entry_exit": word(
            "stress_entry_exit",
            lang,
            streams=comma.join(labels_of(scenario.demand, lang).values()),
            closed=word("stress_closed_at" if run.tickets.closed_at else "stress_answered", lang),
        ),
        "data": word("stress_data", lang, **origins),
        "preprocessing": word("stress_preprocessing", lang, files=data),
        "inputs": word("stress_inputs", lang, n=origins["total"]),
        "assumptions": word("stress_assumptions", lang, n=origins["assumed"], none=origins["none"]),
        "initial": word(
            "stress_initial",
            lang,
            n=counted("reading_open", reading["open_at_start"], lang),
            begin=reading["begins_at"],
            start=reading["start"],
        ),
        "length": word("stress_length", lang, **clock),
        "estimation": word("stress_estimation", lang, **seeds),
        "software": word("stress_software", lang, versions=versions),
        "sampling": word("stress_sampling", lang, **seeds),
        "execution": word("stress_execution", lang, **seeds),
        "system": word(
            "stress_system", lang, python=run.manifest["versions"]["python"], created=run.manifest["created"]
        ),
        "sharing": word(
            "stress_sharing",
            lang,
            scenario=run.manifest["scenario_sha256"][:16],
            program=run.manifest["program_sha256"][:16],
        ),
    }


def contact_words(reading: dict, lang: str) -> list[str]:  # type: ignore[type-arg]  # of plain values
    """What comes on an average day, by channel."""
    told: dict[str, str] = {}
    for channel, volume in reading["contacts_per_day"].items():
        amount = count_words(volume["mean"])
        if volume["mean"] and channel == "phone":
            told[channel] = word("page_calls_in", lang, volume=amount)
        elif volume["mean"] and channel == "online":
            told[channel] = word("page_online_in", lang, volume=amount)
        elif volume["mean"]:
            told[channel] = word("page_transfer_in", lang, volume=amount)
    return list(told.values())


def _pool_words(row: dict, lang: str) -> str:  # type: ignore[type-arg]  # of plain values
    names = word("head_list_and", lang).join(row["names"])
    if row["copies"] > 1:
        names = word("pool_copies", lang, name=names, n=row["copies"])
    return word("stress_pool", lang, names=names, hours=count_words(row["staffed_hours_per_day"]))


def _chain(scenario: Scenario, lang: str) -> list[str]:
    """The stages that the scenario has, along a request's path."""
    pools = pool_labels(scenario, lang)
    parts = [*labels_of(scenario.demand, lang).values(), *(pools[name] for name in scenario.operators)]
    tickets = scenario.tickets
    if tickets is not None:
        before = {"confirm": tickets.confirm, "audit": tickets.audit, "dispatch": tickets.dispatch}
        after = {"review": tickets.review, "follow_up": tickets.follow_up, "silence": tickets.silence}
        for stages, units in ((before, scenario.units), (after, {})):
            parts += [stage_name(name, lang) for name, stage in stages.items() if stage is not None]
            parts += [pools[name] for name in units]
    return [*parts, word("stress_end", lang)]


def _types(scenario: Scenario, lang: str) -> list[str]:
    labels = labels_of(scenario.types, lang)
    names = dict.fromkeys(name for stream in scenario.demand.values() for name in stream.types or {})
    return [labels.get(name, name) for name in names]


def _algorithms(scenario: Scenario, lang: str) -> dict[str, object]:
    ends = sorted(
        {phrase(SHIFT_ENDS[staff.shift_end], lang) for part in POOLS for staff in getattr(scenario, part).values()}
    )
    labels, comma = labels_of(scenario.units, lang), word("comma", lang)
    orders = [
        word("stress_order_at", lang, order=phrase(WORK_ORDERS[unit.order], lang), unit=labels[name])
        for name, unit in scenario.units.items()
        if unit.order != "first_come"
    ]
    return {
        "others": word("stress_other_orders", lang, orders=comma.join(orders)) if orders else "",
        "ends": comma.join(ends) or word("stress_none", lang),
    }


def _activities(scenario: Scenario, lang: str) -> str:
    """Every law of a length of time that the scenario writes down, by its key path."""
    return word("comma", lang).join(_laws({key: scenario.document.get(key) for key in WITH_LAWS}, ""))


def _laws(value: object, path: str) -> list[str]:
    if not isinstance(value, dict):
        return []
    if "law" in value:
        return [f"{path}: {_in_a_line(value)}"]
    return [law for key, part in value.items() for law in _laws(part, f"{path}.{key}" if path else str(key))]


def _in_a_line(value: object) -> str:
    """A law, or what stands in it, by the keys and values of the document."""
    if isinstance(value, list):
        return f"[{'; '.join(_in_a_line(entry) for entry in value)}]"
    if not isinstance(value, dict):
        return str(value)
    keys = ", ".join(f"{key} {_in_a_line(part)}" for key, part in value.items() if key != "law")
    return f"{value['law']} ({keys})" if "law" in value else keys


def _direct(scenario: Scenario, lang: str) -> str:
    """Which share of the answered is settled at once, on the first day; by type where types differ."""
    asked = (asked_types(stream) for stream in scenario.demand.values() if stream.channel != "transfer")
    shares = {kind: direct_share(scenario, kind, scenario.clock.start) for kind in dict.fromkeys(chain(*asked))}
    if len(set(shares.values())) <= 1:
        return percent(next(iter(shares.values()), scenario.direct_answer))
    labels = labels_of(scenario.types, lang)
    return word("comma", lang).join(f"{labels.get(kind, kind)} {percent(share)}" for kind, share in shares.items())


def _queues(scenario: Scenario, lang: str) -> str:
    told = [law for key in ("callers", "types") for law in _laws(scenario.document.get(key), key)]
    patience = word("comma", lang).join(law for law in told if ".patience: " in law)
    return word(
        "stress_queues", lang,
        patience=word("stress_patience", lang, laws=patience) if patience else word("stress_patient", lang),
        trunks=scenario.callers.trunks or word("stress_unlimited", lang),
    )  # fmt: skip
