"""What a scenario may say: every decision and assumption about one hotline, frozen and checked.

Lengths of time are microseconds and shares are ratios once read; the field names are the YAML keys.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from sim.scenario.fields import (
    Change,
    Clock,
    Date,
    Duration,
    Factor,
    Many,
    Part,
    PositiveDuration,
    Share,
    Spread,
    Threshold,
)
from sim.scenario.laws import SHARE_TOLERANCE, Law

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ProfileDay = Literal["working_day", "rest_day", "holiday", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Days = Literal["all", "working_days", "rest_days"] | Many[Weekday]
Channel = Literal["phone", "online"]


def _add_up(shares: dict[str, float], what: str) -> None:
    total = sum(shares.values())
    if abs(total - 1) > SHARE_TOLERANCE:
        raise ValueError(f"the shares of {what} add up to {total * 100:g} %, not 100 %")


def _version(value: object) -> object:
    if type(value) is not int or value != 1:
        raise ValueError(f"{value!r} is not a version of the scenario language that is known here: write 1")
    return value


TIME_FORMAT_HINT = "how the file writes times, such as '%m/%d/%Y %H:%M'; year-month-day hour:minute if left out"


class ClockPart(Part):
    """When the simulation runs and by which calendar."""

    start: Date = Field(description="first day, from midnight local time")
    days: int = Field(ge=1, le=3700)
    zone: str = Field(default="Asia/Shanghai", description="time zone, such as Asia/Shanghai")
    calendar: str = Field(default="none", description="'china', a two-letter country code, or 'none' (weekends only)")
    working_days: Many[Date] = Field(default=(), description="make-up working days, over the calendar")
    holidays: Many[Date] = Field(default=(), description="holidays, over the calendar")


class Counts(Part):
    """Counts per interval from a CSV file, gzip allowed."""

    file: str
    time: str = Field(default="time", description="column with the local start of each interval")
    count: str = Field(default="count", description="column with the number of contacts in it")
    time_format: str | None = Field(default=None, description=TIME_FORMAT_HINT)
    interval: PositiveDuration = Field(description="length of each interval")
    use: Literal["exact", "mean"] = Field(
        default="exact", description="exact: just so many; mean: a Poisson count with this mean"
    )


class Stamps(Part):
    """Real time stamps from a CSV file (gzip allowed), replayed as they are."""

    file: str
    time: str = Field(default="time", description="column with the local arrival time")
    type: str | None = Field(default=None, description="column with the request type, if the file has one")
    time_format: str | None = Field(default=None, description=TIME_FORMAT_HINT)


class DatedVolume(Part):
    """Volume per date from a CSV file, gzip allowed."""

    file: str
    date: str = "date"
    count: str = "count"


class Growth(Part):
    """Steady growth: the volume is multiplied by (1 + rate) over each period since `since`."""

    rate: Change = Field(description="share per period, such as '5 %' (or -0.05)")
    per: Literal["week", "month", "year"] = "year"
    since: Date | None = Field(default=None, description="the date with factor 1; the first day if left out")


class DemandEvent(Part):
    """A surge: rises in a straight line over `ramp` to `peak` times the usual, holds, then its excess halves
    every `half_life`."""

    start: Date
    at: Clock = 0
    ramp: Duration = 0
    peak: Factor
    hold: Duration = 0
    half_life: PositiveDuration
    types: Many[str] | None = Field(default=None, description="the types it touches; all if left out")


class Phase(Part):
    """From one date to another (inclusive), other numbers hold."""

    start: Date
    end: Date | None = None
    per_day: Annotated[float, Field(ge=0, le=1e7)] | None = None
    factor: Factor | None = None
    types: dict[str, Share] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Phase:
        if self.end is not None and self.end < self.start:
            raise ValueError("'end' is before 'start'")
        if self.per_day is None and self.factor is None and self.types is None:
            raise ValueError("a phase needs 'per_day', 'factor' or 'types'")
        if self.per_day is not None and self.factor is not None:
            raise ValueError("give 'per_day' or 'factor', not both")
        if self.types is not None:
            _add_up(self.types, "'types'")
        return self


class Deflection(Part):
    """From a date on, self-service or a knowledge base keeps a share of the requests of some types away."""

    start: Date
    share: Share
    types: Many[str] | None = None


class Incidents(Part):
    """One cause, a random batch of similar requests: causes arrive as Poisson, each with 1 + Poisson(mean - 1)
    requests that come in after the cause by `delay`."""

    per_day: float = Field(ge=0, le=1e6)
    mean_size: float = Field(ge=1, le=4000)
    delay: Law
    type: str


Profile = str | Many[float]


class Stream(Part):
    """One source of contacts."""

    id: str | None = Field(default=None, description="keeps the draws when the stream is renamed")
    channel: Channel = "phone"
    per_day: Annotated[float, Field(ge=0, le=1e7)] | None = None
    per_weekday: dict[Weekday, Annotated[float, Field(ge=0, le=1e7)]] | None = None
    per_date: dict[str, Annotated[float, Field(ge=0, le=1e7)]] | DatedVolume | None = None
    counts: Counts | None = None
    stamps: Stamps | None = None
    profile: Profile | dict[ProfileDay, Profile] = Field(
        default="flat", description="a named profile, 24, 48 or 96 shares of the day, or one per kind of day"
    )
    types: dict[str, Share] = Field(description="the mix of request types; shares add up to 100 %")
    busyness_cv: Spread = 0.0
    busyness_key: str | None = Field(
        default=None, description="streams with the same key share their day factor; all share one by default"
    )
    fine_busyness_cv: Spread = Field(default=0.0, description="a second factor, per `fine_busyness_every`")
    fine_busyness_every: PositiveDuration = 3_600_000_000
    growth: Growth | None = None
    events: dict[str, DemandEvent] = Field(default={})
    phases: Many[Phase] = ()
    deflection: dict[str, Deflection] = Field(default={})
    incidents: dict[str, Incidents] = Field(default={})

    @model_validator(mode="after")
    def _one_volume(self) -> Stream:
        given = [
            name
            for name in ("per_day", "per_weekday", "per_date", "counts", "stamps")
            if getattr(self, name) is not None
        ]
        if len(given) != 1:
            found = " and ".join(f"'{name}'" for name in given) or "none"
            raise ValueError(f"give exactly one of per_day, per_weekday, per_date, counts, stamps (found {found})")
        _add_up(self.types, "'types'")
        return self


class RequestType(Part):
    """What a kind of request asks of the queue and the operators."""

    id: str | None = Field(default=None, description="keeps the draws when the type is renamed")
    priority: int = Field(default=5, ge=1, le=99, description="1 goes first")
    ageing: PositiveDuration | None = Field(
        default=None, description="one class up for each such length waited; never if left out"
    )
    patience: Law | None = None
    direct_answer: Share | None = None


class Redial(Part):
    """What a caller does after giving up or finding every trunk taken."""

    after_abandon: Share = 0.0
    after_block: Share = 0.0
    delay: Law
    max_tries: int = Field(default=3, ge=1, le=100, description="contacts of one request in all, the first counted")
    to_online: Share = Field(default=0.0, description="share of those who try again that send a message instead")


class Repeat(Part):
    """After an unsatisfying direct answer the citizen calls again on the same matter."""

    after_direct_answer: Share
    delay: Law


class OpeningHours(Part):
    """When the line takes calls."""

    open: Clock
    close: Clock
    days: Days = "all"
    at_close: Literal["stay", "clear"] = Field(
        default="stay", description="what becomes of those waiting: stay until answered, or the line is cleared"
    )


class Callers(Part):
    """How callers wait, and what they do when they are not answered."""

    patience: Law | None = Field(default=None, description="nobody gives up if left out")
    balk: Share = Field(default=0.0, description="share that leaves at once if not assigned on arrival")
    trunks: int | None = Field(default=None, ge=1, le=1_000_000)
    redial: Redial | None = None
    repeat: Repeat | None = None
    hours: OpeningHours | None = None


class Pause(Part):
    """A break, a meal, or a paid slice off the phone, taken in waves by person index."""

    after: Duration = Field(description="earliest start, counted from the start of the shift")
    length: PositiveDuration
    waves: int = Field(
        default=8, ge=1, le=96, description="wave w starts w lengths later; at most 1/waves away at once"
    )
    kind: Literal["break", "off_phone"] = "break"


class Shift(Part):
    """A shift by its clock times; an end at or before the start means the next day."""

    start: Clock
    end: Clock
    staff: int = Field(default=0, ge=0, le=20_000)
    days: Days = "all"
    breaks: Many[Pause] | None = Field(default=None, description="over the group's own breaks")


class StaffException(Part):
    """Another head count for a shift on some dates."""

    shift: str
    start: Date
    end: Date | None = None
    staff: int = Field(ge=0, le=20_000)


class Rotation(Part):
    """Crews that take turns through a cycle of shifts, one step a day; crew k starts k/crews of the cycle later."""

    crews: dict[str, Annotated[int, Field(ge=0, le=20_000)]]
    cycle: Many[str] = Field(description="names of shifts, or 'off', one per day")
    first_day: Date | None = Field(
        default=None, description="day of the first crew's first step; the start if left out"
    )


class StaffFile(Part):
    """Head counts per interval from a CSV file: a column with the local start, one with the staff."""

    file: str
    time: str = "time"
    staff: str = "staff"
    interval: PositiveDuration


class Skill(Part):
    """Work a group may take; the list of skills is in order of preference."""

    channel: Channel = "phone"
    types: Literal["all"] | Many[str] = "all"
    overflow_after: Duration = Field(default=0, description="only work that has waited at least this long")
    reserve: int = Field(default=0, ge=0, description="taken only while more than so many of the group are free")


class Times(Part):
    """Other times than the group's own."""

    talk: Law | None = None
    wrap_up: Law | None = None
    wrap_up_ticket: Law | None = None


class OnlineWork(Part):
    """How long a message takes."""

    work: Law
    wrap_up: Law | None = None


class Speed(Part):
    """Pace of work at some hours or from some date: at 90 % the same work takes 1/0.9 as long."""

    factor: Factor
    start: Clock = 0
    end: Clock = 86_400_000_000
    from_date: Date | None = None
    to_date: Date | None = None


class Group(Part):
    """Operators with the same skills and rules."""

    id: str | None = Field(default=None, description="keeps the draws when the group is renamed")
    talk: Law | None = None
    wrap_up: Law | None = None
    wrap_up_ticket: Law | None = Field(default=None, description="wrap-up of a contact that becomes a ticket")
    by_type: dict[str, Times] = Field(default={})
    online: OnlineWork | None = None
    skills: Many[Skill] | None = Field(default=None, description="all calls, then all messages, if left out")
    shifts: dict[str, Shift] = Field(default={})
    exceptions: Many[StaffException] = ()
    rotation: Rotation | None = None
    staff_file: StaffFile | None = None
    breaks: Many[Pause] = ()
    shrinkage: Share = Field(default=0.0, description="share of each shift spent on paid work off the phone")
    shrinkage_slice: PositiveDuration = 1_800_000_000
    absence: Share = Field(default=0.0, description="chance that a person misses a whole shift")
    speed: Many[Speed] = ()
    shift_end: Literal["finish", "pause", "no_late_start"] = "finish"
    no_late_start_margin: Duration = 0
    wage_per_hour: Annotated[float, Field(ge=0, le=1e9)] | None = None


class AnswerChange(Part):
    """From a date on (a better knowledge base, say), another share of direct answers."""

    start: Date
    share: Share
    types: Many[str] | None = None


class Online(Part):
    """How messages are taken in."""

    polled_every: PositiveDuration | None = Field(
        default=None, description="messages are seen only at such times, counted from midnight"
    )


class Target(Part):
    """A promise about a measure."""

    measure: str
    within: Duration | None = None
    at_least: Threshold | None = None
    at_most: Threshold | None = None
    confidence: Annotated[Share, Field(gt=0.5, lt=1)] = 0.95
    per: Literal["run", "interval"] = "run"

    @model_validator(mode="after")
    def _one_side(self) -> Target:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give 'at_least' or 'at_most'")
        return self


class Published(Part):
    """A published figure beside which the simulated one is printed."""

    measure: str
    within: Duration | None = None
    value: Threshold
    rounding: Annotated[float, Field(ge=0)] = Field(default=0.0, description="the unit it was rounded to")
    range: Annotated[Many[Threshold], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[low, high] that the words allow, such as [120, 130] for '120-odd'"
    )
    kind: Literal["echo", "fitted", "predicted"]
    free: Many[str] = Field(default=(), description="the free parameters of a fitted figure")
    source: str

    @model_validator(mode="after")
    def _names_its_freedom(self) -> Published:
        if (self.kind == "fitted") != bool(self.free):
            raise ValueError("a fitted figure names its free parameters in 'free', and only a fitted one does")
        if self.range is not None and self.range[0] > self.range[1]:
            raise ValueError("'range' is [low, high]")
        return self


class Origin(Part):
    """Where a number comes from."""

    kind: Literal["stated", "derived", "assumed"]
    source: str = ""


class Report(Part):
    """How results are cut and counted."""

    interval: PositiveDuration = 1_800_000_000
    answer_within: Many[PositiveDuration] = Field(
        default=(15_000_000, 20_000_000, 30_000_000), description="thresholds of the service level"
    )
    short_abandon: Duration = Field(default=5_000_000, description="abandons up to this long are 'short'")


class Budget(Part):
    """Where a run stops although it is not done."""

    events: int = Field(default=500_000_000, ge=1)
    contacts_open: int = Field(default=5_000_000, ge=1)
    memory_mb: int = Field(default=16_000, ge=100)
    wall_time: PositiveDuration = 6 * 3_600_000_000


class Scenario(Part):
    """One hotline: what is decided and assumed about it. Made by `load_scenario` or `Scenario.replace`."""

    hotline: Annotated[Literal[1], BeforeValidator(_version)] = Field(description="version of the scenario language")
    extends: str | None = Field(default=None, description="another scenario file in the same folder to build on")
    title: str = ""
    description: str = ""
    clock: ClockPart
    types: dict[str, RequestType] = Field(default={})
    demand: dict[str, Stream]
    callers: Callers = Callers()
    online: Online = Online()
    operators: dict[str, Group] = Field(default={})
    employed: int | None = Field(default=None, ge=1, description="people employed in all, for the on-duty share")
    direct_answer: Share = 1.0
    answer_changes: Many[AnswerChange] = ()
    targets: Many[Target] = ()
    published: Many[Published] = ()
    report: Report = Report()
    replications: int | None = Field(default=None, ge=1, le=100_000, description="30 if left out")
    budget: Budget = Budget()
    origins: dict[str, Origin] = Field(
        default={}, description="key path: where its numbers come from; the longest path that fits counts"
    )

    _document: dict[str, Any] = PrivateAttr(default_factory=dict)
    _folder: str = PrivateAttr(default="")
    _name: str = PrivateAttr(default="scenario")
    _warnings: tuple[str, ...] = PrivateAttr(default=())

    def replace(self, changes: dict[str, Any] | None = None, /, **top_level: Any) -> Scenario:
        """A new scenario with other values, checked like a file.

        Parameters
        ----------
        changes
            Key path to value as a planner would write them, such as ``{"operators.floor.wrap_up.mean": "55 s"}``.
        **top_level
            The same for keys at the top: ``scenario.replace(employed=700)``.

        Raises
        ------
        ScenarioError
            With the key path, the value and what would be right.
        """
        from sim.scenario.loading import rebuild

        return rebuild(self, {**(changes or {}), **top_level})

    @property
    def name(self) -> str:
        """The file name without its ending."""
        return self._name

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was found odd when the scenario was read, one sentence each."""
        return self._warnings

    @property
    def folder(self) -> str:
        """The folder that data files are looked for in."""
        return self._folder

    @property
    def document(self) -> dict[str, Any]:
        """The resolved document (after `extends` and `--set`) in plain values as they were written."""
        return self._document
