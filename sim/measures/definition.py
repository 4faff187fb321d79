"""What it takes to define a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["count", "ratio", "mean", "quantile", "maximum"]
Better = Literal["higher", "lower", "neither"]
Needs = Literal["nothing", "wait", "length", "working_days"]

SO_FAR: Final = "counted as they stand at the end"
LEFT_OUT: Final = "left out until it ends"
CLIPPED: Final = "counted up to the end of the run"


@dataclass(frozen=True)
class Definition:
    """What one measure means.

    Attributes
    ----------
    id
        Its name in scenarios and tables.
    english, chinese
        Its name in reports.
    unit
        Unit of the value; a `share` lies in [0, 1].
    definition
        One sentence a planner understands.
    numerator, denominator
        The fraction in words; the denominator is empty where there is none.
    unfinished
        How contacts, tickets, shifts and work still open at the end of the run are treated.
    kind
        How replications are combined: `count` and `maximum` by their mean, `ratio` and `mean` by the ratio of their
        sums, `quantile` and whatever is taken from lengths of time by all these lengths together.
    needs
        The threshold it needs, if any: a `wait` (shown in seconds), a `length` of time (shown in hours) or a number of
        `working_days`; "within s" means at most s.
    better
        Which direction is the better one for the citizen or the planner.
    """

    id: str
    english: str
    chinese: str
    unit: str
    definition: str
    numerator: str
    denominator: str
    unfinished: str
    kind: Kind
    needs: Needs
    better: Better

    @property
    def needs_within(self) -> bool:
        """Whether the measure needs a threshold in time."""
        return self.needs in ("wait", "length")


def define(
    id: str,  # noqa: A002  # the table reads best with the field's own name
    english: str,
    chinese: str,
    unit: str,
    kind: Kind,
    better: Better,
    definition: str,
    numerator: str,
    denominator: str = "",
    unfinished: str = SO_FAR,
    needs: Needs = "nothing",
) -> Definition:
    """One row of the table of measures."""
    return Definition(id, english, chinese, unit, definition, numerator, denominator, unfinished, kind, needs, better)
