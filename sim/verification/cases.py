"""The cases of the proof, in the order in which they are shown."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from sim.chance.keyed import name_key
from sim.simulation import Engine
from sim.verification.chains import redial_case, wrap_up_case
from sim.verification.counts import busy_days_case, published_case
from sim.verification.day_shifts import day_shift_case
from sim.verification.evidence import Evidence
from sim.verification.floors import Trial, exponential
from sim.verification.moving import as_patient_as_served_case, changing_case, rush_case
from sim.verification.steady import (
    LAWS_OF_PATIENCE,
    balking_case,
    constant_talk_case,
    erlang_a_case,
    erlang_b_case,
    erlang_c_case,
    patience_case,
    priorities_case,
    textbook_case,
    trunks_case,
)
from sim.verification.tickets import (
    chain_case,
    chase_up_case,
    clock_case,
    crews_case,
    dispatch_and_crews_case,
    machine_case,
    order_case,
    shortest_first_case,
    urgency_case,
)


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes
    ----------
    name
        Its id, the key of its words and of its chance.
    run
        Simulates it and holds it against theory.
    """

    name: str
    run: Callable[[Trial], list[Evidence]]


@dataclass(frozen=True)
class Verdict:
    """What came of a case, and the seconds it took."""

    name: str
    evidence: tuple[Evidence, ...]
    seconds: float

    @property
    def agrees(self) -> bool:
        """Whether theory and simulation agree in all."""
        return all(evidence.agrees for evidence in self.evidence)


def _case(name: str, run: Callable[..., list[Evidence]], *arguments: object) -> Case:
    return Case(name, partial(run, *arguments))


_CLEARS: Final = {"hours": {"open": "00:00", "close": "08:00", "at_close": "clear"}}

CASES: Final = (
    _case("erlang_b_light", erlang_b_case, 2.5, 250),
    _case("erlang_b_critical", erlang_b_case, 5.0, 80),
    _case("erlang_b_overload", erlang_b_case, 10.0, 40),
    _case("erlang_c_light", erlang_c_case, 3, 1.5, 1, 400),
    _case("erlang_c_heavy", erlang_c_case, 3, 2.25, 2, 300),
    _case("erlang_c_critical", rush_case, 5.0, 3400),
    _case("erlang_c_overload", rush_case, 6.0, 400),
    _case("erlang_a_light", erlang_a_case, 5, 3.5, 60.0, 250),
    _case("erlang_a_critical", erlang_a_case, 5, 5.0, 60.0, 120),
    _case("erlang_a_overload", erlang_a_case, 5, 7.5, 60.0, 60),
    _case("trunks", trunks_case, None, 150),
    _case("trunks_and_patience", trunks_case, 60.0, 260),
    *(_case(f"patience_{law}", patience_case, law, 150) for law in LAWS_OF_PATIENCE),
    _case("balking", balking_case, 120),
    _case("deterministic_talk", constant_talk_case, 150),
    _case("priorities", priorities_case, 420),
    _case("wrap_up", wrap_up_case, None, None, 260),
    _case("wrap_up_and_patience", wrap_up_case, 60.0, 4, 200),
    _case("redial", redial_case, 450),
    _case("half_hour_table", textbook_case, 14, 200, 180.0, None, 270),
    _case("half_hour_table_patience", textbook_case, 14, 200, 180.0, 300.0, 560),
    _case("forty_agents", textbook_case, 40, 1000, 120.0, None, 80),
    _case("fifty_agents", textbook_case, 50, 2880, 60.0, 120.0, 30),
    _case("as_patient_as_served", as_patient_as_served_case, 450),
    _case("changing_load_and_staff", changing_case, 450),
    _case("busy_days", busy_days_case, 600),
    _case("published_m_m_12", published_case, {}, {"calls_in_20_s": (1816.16, 3.5)}, 1000),
    _case(
        "published_patience",
        published_case,
        {"patience": exponential(60.0)},
        {"gone_a_day": (58.61, 0.95), "calls_in_20_s": (1906.0, 2.2)},
        1000,
    ),
    _case("published_trunks", published_case, {"trunks": 17}, {"blocked_a_day": (18.66, 0.61)}, 1000),
    _case("published_clearing", published_case, _CLEARS, {"cleared_a_day": (0.433, 0.105)}, 1000),
    _case("tickets_crews", crews_case, 4, 2.4, 50),
    _case("tickets_two_stages", dispatch_and_crews_case, 70),
    _case("tickets_urgency", urgency_case, 110),
    _case("tickets_newest_first", order_case, "newest_first", 160),
    _case("tickets_random_order", order_case, "random", 180),
    _case("tickets_shortest_first", shortest_first_case, 80),
    _case("tickets_chain", chain_case, "dispatch", 60),
    _case("tickets_chain_to_handling", chain_case, "handling", 60),
    _case("tickets_clock", clock_case, 60),
    _case("tickets_chase_ups", chase_up_case, 0.95, 54),
    _case("tickets_chase_ups_more", chase_up_case, 0.6, 38),
    _case("tickets_machine", machine_case, 20),
    _case("tickets_shift_finish", day_shift_case, "finish", 200),
    _case("tickets_shift_pause", day_shift_case, "pause", 200),
    _case("tickets_shift_no_late_start", day_shift_case, "no_late_start", 220),
)


def cases_named(text: str) -> list[str]:
    """The names of the cases whose name holds a text, in order."""
    return [case.name for case in CASES if text in case.name]


def verify(name: str, engine: Engine = "kernel", seed: int = 0) -> Verdict:
    """Run one case.

    Parameters
    ----------
    name
        Of a case.
    engine
        Which engine is on trial.
    seed
        0 gives the committed proof; any other number up to 255 the same with other chance.
    """
    (case,) = (case for case in CASES if case.name == name)
    begun = time.perf_counter()
    evidence = case.run(Trial(engine, (name_key(case.name) << 8) + seed))
    return Verdict(case.name, tuple(evidence), time.perf_counter() - begun)


def verify_all(names: Sequence[str], engine: Engine = "kernel", seed: int = 0) -> Iterator[Verdict]:
    """Run cases side by side, on as many processors as there are, and give their verdicts in order."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        running = [pool.submit(verify, name, engine, seed) for name in names]
        try:
            for one in running:
                yield one.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
