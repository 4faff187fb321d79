"""The cases of the proof, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from sim.simulation import Engine
from sim.verification.evidence import Evidence
from sim.verification.steady import erlang_a_case, erlang_b_case, erlang_c_case, trunks_case


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes
    ----------
    name
        Its id, and the key of its words.
    run
        Simulates it, by an engine, and holds it against theory.
    """

    name: str
    run: Callable[[Engine], list[Evidence]]


def _case(name: str, run: Callable[..., list[Evidence]], *arguments: object) -> Case:
    return Case(name, partial(run, *arguments))


CASES: Final = (
    _case("erlang_b_light", erlang_b_case, 2.5, 250),
    _case("erlang_b_critical", erlang_b_case, 5.0, 100),
    _case("erlang_b_overload", erlang_b_case, 10.0, 60),
    _case("erlang_c_light", erlang_c_case, 3, 1.5, 1, 400),
    _case("erlang_c_heavy", erlang_c_case, 3, 2.25, 2, 300),
    _case("erlang_a_light", erlang_a_case, 5, 3.5, 60.0, 280),
    _case("erlang_a_critical", erlang_a_case, 5, 5.0, 60.0, 120),
    _case("erlang_a_overload", erlang_a_case, 5, 7.5, 60.0, 80),
    _case("trunks", trunks_case, None, 250),
    _case("trunks_and_patience", trunks_case, 60.0, 250),
)
