"""What a scenario may say about tickets that are open at the start: counts, or the rows of an export."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from sim.scenario.fields import Duration, Many, Part, Urgency
from sim.scenario.schema_data import TIME_FORMAT_HINT, DataFile, DateFormat, LengthForm

Stage = Literal[
    "confirm", "audit", "dispatch", "acceptance", "handling", "work", "outside", "review", "follow_up", "silence"
]  # fmt: skip
AT_UNIT: Final[tuple[Stage, ...]] = ("acceptance", "handling", "work", "outside")
"""Stages at which a unit has the ticket: not accepted yet; accepted; in hand; with others after the crew's work."""
HAS_REST: Final[tuple[Stage, ...]] = (*AT_UNIT, "silence")
"""Stages of which it may be said what is left."""
Word = Literal["type", "urgency", "stage", "unit", "area"]
WORDS: Final[tuple[Word, ...]] = ("type", "urgency", "stage", "unit", "area")
"""What a file says of each ticket in words."""
Allowance = Literal["received_later", "impossible_dates"]


class OpenTickets(Part):
    """Tickets that are open at the start."""

    count: int = Field(ge=0, le=1_000_000, description="how many such tickets there are")
    type: str = Field(description="their request type")
    urgency: Urgency = Field(default="normal", description="their urgency")
    stage: Stage = Field(default="dispatch", description="the stage at which they stand")
    unit: str | None = Field(
        default=None, description="who has it, from acceptance to outside; chosen by its route if left out"
    )
    area: str | None = Field(default=None, description="where the matter arose; drawn if left out")
    age: Duration = Field(default=0, description="how long ago they were received")
    in_stage_for: Duration | None = Field(
        default=None, description="how long they have been at their stage; since their receipt if left out"
    )
    remaining: Duration | None = Field(
        default=None,
        description="what is left of the acceptance, the crew's work, the outside delay or silence, instead of a draw",
    )
    due_in: Duration | None = Field(
        default=None, description="time left until they are due; by the deadlines if left out"
    )

    @model_validator(mode="after")
    def _sound(self) -> OpenTickets:
        if self.in_stage_for is not None and self.in_stage_for > self.age:
            raise ValueError("'in_stage_for' is longer than 'age': no ticket is at a stage before it was received")
        if self.remaining is not None and self.stage not in HAS_REST:
            raise ValueError(
                f"'remaining' counts at the stages {', '.join(HAS_REST)} only: at '{self.stage}' leave it out"
            )
        return self


class BacklogFile(DataFile):
    """Tickets open at the start from a CSV file, a row each: which columns hold what, and which rows count."""

    time_format: DateFormat | None = Field(default=None, description=TIME_FORMAT_HINT)
    type: str = Field(default="type", description="column with the request type")
    urgency: str | None = Field(
        default=None, description="column with the urgency; 'normal' if neither this nor 'fixed' gives it"
    )
    stage: str | None = Field(
        default=None, description="column with the stage; 'dispatch' if neither this nor 'fixed' gives it"
    )
    unit: str | None = Field(
        default=None, description="column with the unit that has it; chosen by its route where empty"
    )
    area: str | None = Field(default=None, description="column with the area; drawn where empty")
    received: str | None = Field(default=None, description="column with the local time of receipt")
    stage_since: str | None = Field(
        default=None,
        description="column with the local time since which it is at its stage; its receipt where empty or left out",
    )
    remaining: str | None = Field(
        default=None,
        description="column with what is left of acceptance, crew's work, outside delay or silence; drawn where empty",
    )
    remaining_in: LengthForm = Field(
        default="h",
        description="what numbers of the column 'remaining' count; or what two numbers with a colon are, such as 3:20",
    )
    due: str | None = Field(default=None, description="column with the local due time; may be empty")
    closed: str | None = Field(
        default=None,
        description="column with the local time of closing: rows closed by the start, or received later, are left out",
    )
    id: str | None = Field(default=None, description="column with the ticket's number: one ticket for each")
    same_id: Literal["first", "last"] | None = Field(
        default=None, description="which row of a number counts where its rows differ; refused if left out"
    )
    fixed: dict[Word, str] = Field(default={}, description="the same word for all rows, such as {stage: handling}")
    read_as: dict[Word, dict[str, str]] = Field(
        default={}, description="words of the file in the scenario's own, such as {urgency: {'1': critical}}"
    )
    leave_out: Many[Allowance] = Field(
        default=(), description="rows that are left out instead of refused: received_later, impossible_dates"
    )
    blank: Many[str] = Field(
        default=(), description="cells that stand for nothing, such as '9999-12-31 00:00'; an empty one always does"
    )

    @property
    def columns(self) -> list[str]:
        """The columns that are read."""
        named = [self.urgency, self.stage, self.unit, self.area, self.received, self.stage_since, self.remaining]
        named += [self.due, self.closed, self.id, None if "type" in self.fixed else self.type]
        return [name for name in named if name is not None]

    @model_validator(mode="after")
    def _sound(self) -> BacklogFile:
        for word in self.fixed:
            if word in self.model_fields_set:
                raise ValueError(f"'{word}' is a column, and 'fixed' gives it too: keep one of them")
        for word in self.read_as:
            if word in self.fixed or getattr(self, word) is None:
                raise ValueError(f"'read_as' has words for '{word}', but no column is read for it: name one")
        if "type" in self.fixed and not self.columns:
            raise ValueError("no column is read: name at least one, such as 'received' or 'id'")
        if self.same_id is not None and self.id is None:
            raise ValueError("'same_id' needs 'id': the column with the ticket's number")
        if "remaining_in" in self.model_fields_set and self.remaining is None:
            raise ValueError("'remaining_in' needs 'remaining': the column with what is left")
        return self
