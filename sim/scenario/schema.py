"""What a scenario may say: every decision and assumption about one hotline, frozen and checked.

Lengths of time are microseconds and shares are ratios once read; the field names are the YAML keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr

from sim.scenario.fields import Clock, Date, Labels, Many, Part, Share, Texts, Weekday, WeekdaysByDate, language_version
from sim.scenario.schema_callers import AnswerChange, Callers, Online, RequestType
from sim.scenario.schema_demand import Stream
from sim.scenario.schema_operators import Desk, Group
from sim.scenario.schema_results import Budget, Origin, Published, Report, Selection, Target
from sim.scenario.schema_tickets import Tickets
from sim.scenario.schema_units import Unit


class ClockPart(Part):
    """When the simulation runs and by which calendar."""

    start: Date = Field(description="first day, from midnight local time")
    days: int = Field(ge=1, le=3700, description="how many days are simulated, the first one counted")
    begins_at: Clock = Field(default=0, description="clock time of the first day at which the run begins; midnight")
    ends_at: Clock = Field(
        default=86_400_000_000, description="clock time of the last day at which the run ends; midnight if left out"
    )
    zone: str = Field(default="Asia/Shanghai", description="time zone of all local times, such as Asia/Shanghai")
    calendar: str = Field(
        default="none",
        description="whose holidays, make-up days and weekends hold: 'china', a country code such as DE, that of a "
        "part such as GB-ENG, or 'none'",
    )
    working_days: Many[Date] = Field(default=(), description="make-up working days, over the calendar")
    holidays: Many[Date] = Field(default=(), description="holidays, over the calendar")
    weekend: Many[Weekday] | None = Field(
        default=None, description="free days of the week, such as [fri, sat]; those of the calendar if left out"
    )
    make_up_days: Literal["like_replaced_weekday"] | WeekdaysByDate | None = Field(
        default=None, description="which weekday a make-up working day behaves like; its own if left out"
    )


class Scenario(Part):
    """One hotline: what is decided and assumed about it. Made by `load_scenario` or `Scenario.replace`."""

    hotline: Annotated[Literal[1], BeforeValidator(language_version("scenario"))] = Field(
        description="version of the scenario language"
    )
    extends: str | None = Field(
        default=None,
        description="another scenario file in the same folder to build on: what stands here goes over what it says",
    )
    title: str = Field(default="", max_length=200, description="what the scenario is called in reports")
    titles: Labels | None = Field(default=None, description="the same, by language")
    description: str = Field(
        default="", description="what the scenario is about, in your own words; it changes nothing"
    )
    descriptions: Texts | None = Field(default=None, description="what it is about, by language")
    clock: ClockPart = Field(description="which days are simulated, and by which calendar")
    types: dict[str, RequestType] = Field(
        default={},
        description="the kinds of request, and what each asks of the queue; only those that differ from the usual "
        "need a line",
    )
    demand: dict[str, Stream] = Field(
        description="who contacts the line, how much and when: one part for each source of contacts"
    )
    callers: Callers = Field(
        default=Callers(), description="how callers wait, and what they do when they are not answered"
    )
    online: Online = Field(default=Online(), description="how messages are taken in")
    operators: dict[str, Group] = Field(
        default={},
        description="the people who answer calls and messages, one part for each group with the same skills and rules",
    )
    desks: dict[str, Desk] = Field(
        default={},
        description="the people who dispatch, check, review or call back, and answer no calls: one part for each desk",
    )
    units: dict[str, Unit] = Field(
        default={}, description="the units that handle tickets: departments, districts, grids; their people are crews"
    )
    tickets: Tickets | None = Field(
        default=None,
        description="what becomes of a request that is not answered directly, from receipt to closure; every stage "
        "is optional",
    )
    employed: int | None = Field(default=None, ge=1, description="people employed in all, for the on-duty share")
    direct_answer: Share = Field(
        default=1.0,
        description="share of the answered contacts that the operator settles at once; the others become tickets",
    )
    answer_changes: Many[AnswerChange] = Field(
        default=(), description="other shares of direct answers from some dates on, after a better knowledge base, say"
    )
    targets: Many[Target] = Field(default=(), description="promises about measures; reports say whether each is met")
    published: Many[Published] = Field(
        default=(), description="published figures, beside which the simulated ones are printed"
    )
    report: Report = Field(default=Report(), description="how results are cut and counted")
    replications: int | None = Field(
        default=None, ge=1, le=100_000, description="how often the run is repeated with other chance; 30 if left out"
    )
    budget: Budget = Field(default=Budget(), description="where a run stops although it is not done")
    origins: dict[str, Origin] = Field(
        default={}, description="where the numbers come from, by key path; the longest path that fits counts"
    )

    _document: dict[str, Any] = PrivateAttr(default_factory=dict)
    _folder: str = PrivateAttr(default="")
    _name: str = PrivateAttr(default="scenario")
    _warnings: tuple[str, ...] = PrivateAttr(default=())
    _places: dict[Any, Any] = PrivateAttr(default_factory=dict)
    _data_sums: dict[str, str] | None = PrivateAttr(default=None)
    _also: tuple[Selection, ...] = PrivateAttr(default=())

    @classmethod
    def from_document(cls, document: dict[str, Any], folder: str = "", name: str = "scenario") -> Scenario:
        """A scenario from what a file would say, checked like one.

        Parameters
        ----------
        document
            Nested keys and values as a planner would write them; lengths of time may be `datetime.timedelta` or
            `pandas.Timedelta`, dates `datetime.date`.
        folder
            Where its data files are; the current one if left out.
        name
            What it goes by in results.

        Raises
        ------
        ScenarioError
            With the key path, the value and what would be right.
        """
        from sim.scenario.loading import of_document

        return of_document(document, folder, name)

    def to_yaml(self) -> str:
        """The text of a scenario file that says the same, with all that the files it extends said; data files keep
        their names, as seen from `folder`."""
        from sim.scenario.plain_values import yaml_text

        return yaml_text(self.document)

    def __repr__(self) -> str:
        days = f"{self.clock.days} day{'s' if self.clock.days > 1 else ''}"
        return f"<Scenario {self.name}: {self.title or 'no title'}, {days} from {self.clock.start}>"

    __str__ = __repr__

    def replace(self, changes: dict[str, Any] | None = None, /, **top_level: Any) -> Scenario:
        """A new scenario with other values, checked like a file.

        Parameters
        ----------
        changes
            Key path to value as a planner would write them, such as ``{"operators.floor.wrap_up.mean": "55 s"}``;
            lengths of time and dates may be Python's or pandas'.
        **top_level
            The same for keys at the top: ``scenario.replace(employed=700)``.

        Raises
        ------
        ScenarioError
            With the key path, the value and what would be right.
        """
        from sim.scenario.loading import rebuild

        return rebuild(self, {**(changes or {}), **top_level})

    def renamed(self, name: str) -> Scenario:
        """The same scenario under another name in results."""
        copy = self.model_copy()
        copy._name = name
        return copy

    def asking(self, also: Sequence[Selection]) -> Scenario:
        """The same scenario, whose runs tell further measures beside those of its targets and published figures."""
        copy = self.model_copy()
        copy._also = (*self._also, *also)
        return copy

    @property
    def selections(self) -> tuple[Selection, ...]:
        """Every measure that is asked for: of targets, of published figures, and further ones."""
        return (*self.targets, *self.published, *self._also)

    def warn_of(self, more: Sequence[str]) -> None:
        """Add to its warnings what was found odd later on, once each."""
        self._warnings = tuple(dict.fromkeys((*self._warnings, *more)))

    def note_data(self, sums: dict[str, str] | None) -> None:
        """Keep the sums of the data files that were read for it, or for the scenario it was made from."""
        self._data_sums = sums

    @property
    def data_sums(self) -> dict[str, str] | None:
        """SHA-256 of the data files that were read for it by name; None before its first plan."""
        return self._data_sums

    @property
    def name(self) -> str:
        """The file name without its ending."""
        return self._name

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was found odd when the scenario was read, one sentence each."""
        return self._warnings

    @property
    def places(self) -> dict[Any, Any]:
        """Where each key path was written, for what only its data files show to be wrong."""
        return self._places

    @property
    def folder(self) -> str:
        """The folder that data files are looked for in."""
        return self._folder

    @property
    def document(self) -> dict[str, Any]:
        """The resolved document (after `extends` and `--set`) in plain values as they were written."""
        return self._document
