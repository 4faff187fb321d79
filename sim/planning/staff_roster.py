"""roster(file) -> StaffRoster: who works which shift on which day, what it costs, and which rules it breaks."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.checks import checked_plan, load_scenario
from sim.errors import HotlineError, InfeasibleError, StoreError, reason
from sim.planning.roster_files import ReadRoster, read_roster
from sim.planning.roster_problem import Asked, asked_by, halves_of
from sim.plans.shifts import holds_on
from sim.rostering.check import Breach, breaches, check_roster
from sim.rostering.costs import Costs, costs_of, heads, nights_of, weekends_of
from sim.rostering.parts import OFF
from sim.rostering.problem import Problem, Roster
from sim.rostering.solve import solve_roster
from sim.scenario.rostering_file import read_rostering
from sim.staffing.variant import check_variant, write_variant
from sim.store.tables import table_bytes

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario

Outcome = Literal["optimal", "out of time", "read"]


@dataclass(frozen=True)
class StaffRoster:
    """A roster with names, and what is known about it.

    Attributes
    ----------
    asked
        The roster file with all that it names.
    roster
        Who works when.
    outcome
        `optimal`: none costs less; `out of time`: the best that was found; `read`: it was read from a file.
    costs
        By what they are for.
    bound
        No roster costs less; None of one that was read.
    broken
        The rules that it breaks, a sentence each, of a roster that was read with the cell.
    seconds
        How long it was searched for.
    """

    asked: Asked
    roster: Roster
    outcome: Outcome
    costs: Costs
    bound: float | None
    broken: tuple[str, ...]
    seconds: float

    @property
    def problem(self) -> Problem:
        """What was asked, in shifts, people, cover, wishes and rules."""
        return self.asked.problem

    def to_frame(self) -> pd.DataFrame:
        """A row for each shift of each person.

        Returns
        -------
        DataFrame
            Columns name, date, shift, hours (of working time); what `roster_file` of a scenario takes.
        """
        problem = self.problem
        rows = [
            (person.name, problem.date(day), problem.shifts[cell].name, problem.shifts[cell].worked / 60)
            for person, row in zip(problem.people, self.roster.cells.tolist(), strict=True)
            for day, cell in enumerate(row)
            if cell != OFF
        ]
        return _dated(rows, ["name", "date", "shift", "hours"])

    def people_frame(self) -> pd.DataFrame:
        """A row for each person.

        Returns
        -------
        DataFrame
            Columns name, days, hours, fewest_hours, most_hours (None: no limit), nights, weekends, wishes, granted.
        """
        import pandas as pd

        problem = self.problem
        rows = []
        for person, row in zip(problem.people, self.roster.cells.tolist(), strict=True):
            minutes = sum(problem.shifts[cell].worked for cell in row if cell != OFF)
            wishes = [wish for wish in problem.wishes if wish.person == person.name]
            rows.append(
                {
                    "name": person.name,
                    "days": sum(cell != OFF for cell in row),
                    "hours": minutes / 60,
                    "fewest_hours": person.fewest_minutes / 60,
                    "most_hours": None if person.most_minutes is None else person.most_minutes / 60,
                    "nights": nights_of(problem, row),
                    "weekends": weekends_of(problem, row),
                    "wishes": len(wishes),
                    "granted": sum(self._is_granted(wish.shift, wish.is_for, row[wish.day]) for wish in wishes),
                }
            )
        return pd.DataFrame(rows).astype({"most_hours": "Float64"})

    def _is_granted(self, shift: str | None, is_for: bool, cell: int) -> bool:
        is_there = cell != OFF and shift in (None, self.problem.shifts[cell].name)
        return is_there == is_for

    def cover_frame(self) -> pd.DataFrame:
        """A row for each shift of each day, and for each skill that has to be on it.

        Returns
        -------
        DataFrame
            Columns date, shift, skill (empty: all people), wanted, rostered, over_under.
        """
        problem = self.problem
        rows = [
            (problem.date(one.day), one.shift, one.skill or "", one.wanted, there, there - one.wanted)
            for one, there in zip(problem.cover, heads(problem, self.roster), strict=True)
        ]
        return _dated(rows, ["date", "shift", "skill", "wanted", "rostered", "over_under"])

    @property
    def short(self) -> tuple[int, int, int]:
        """How many shifts have too few people, of how many that are worked, and how many people are missing."""
        cover = self.cover_frame()
        worked = cover["over_under"][(cover["skill"] == "") & (cover["wanted"] > 0)]
        missing = worked[worked < 0]
        return len(missing), len(worked), -int(missing.sum())

    def rows_frame(self) -> pd.DataFrame:
        """What `roster_file` takes: `to_frame`, and a row for each other half of a split shift.

        Returns
        -------
        DataFrame
            Columns name, date, shift; the days of the roster, and of the days before it those that are known.
        """
        problem, staff = self.problem, self.asked.pool.staff
        calendar = checked_plan(self.asked.scenario).calendar
        rows = [
            (person.name, problem.date(day), half)
            for person, row in zip(problem.people, self.roster.cells.tolist(), strict=True)
            for day, cell in enumerate([*problem.before(person), *row], start=-len(person.before))
            if cell != OFF
            for half in halves_of(staff, problem.shifts[cell].name)
            if half == problem.shifts[cell].name or holds_on(staff, half, problem.date(day), calendar)
        ]
        return _dated(rows, ["name", "date", "shift"])

    def write(self, path: Path, title: str) -> Scenario:
        """Write the roster as a scenario that builds on the one it is for, and the people's shifts beside it.

        Parameters
        ----------
        path
            The scenario file, which must not be there; the shifts stand in `NAME_roster.csv`.
        title
            Of the scenario.

        Returns
        -------
        Scenario
            As it was read again.

        Raises
        ------
        ScenarioError, StoreError
            As `sim.staffing.variant.check_variant`.
        DataError
            If somebody would work two shifts at once; no file is left then.
        """
        base = check_variant(path, self.asked.path)
        rows = rows_beside(path)
        asked, pool = self.asked.file.rostering, self.asked.pool
        document = copy.deepcopy(self.asked.scenario.document)
        people = document[pool.section][asked.pool]
        gone = [name for name in ("exceptions", "rotation") if people.pop(name, None) is not None]
        headed = [name for name, shift in people["shifts"].items() if shift.pop("staff", None) is not None]
        people["roster_file"] = {"file": rows.name}
        changed = [*gone, *(f"shifts.{name}.staff" for name in headed), "roster_file"]
        try:
            with rows.open("xb") as file:
                file.write(table_bytes(self.rows_frame()))
        except OSError as error:
            raise StoreError(f"cannot write to {rows}: {reason(error)}") from error
        write_variant(path, base, document, [*asked.set, *(f"{self.asked.key}.{one}" for one in changed)], title)
        try:
            return load_scenario(path)
        except HotlineError:
            path.unlink()
            rows.unlink()
            raise


def _told(breach: Breach, there: ReadRoster) -> str:
    """A broken rule with the cell of the file where it is broken."""
    if breach.person is None:
        return breach.sentence
    return f"{there.place(breach.person, breach.day)}: {breach.sentence}"


def rows_beside(path: Path) -> Path:
    """Where the people's shifts stand beside a scenario that is written.

    Raises
    ------
    StoreError
        If there is such a file already.
    """
    rows = path.with_name(f"{path.stem}_roster.csv")
    if rows.exists():
        raise StoreError(f"{rows} is there already: give another name")
    return rows


def _dated(rows: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    """A table whose dates are times of pandas."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(date=pd.to_datetime(frame["date"]))


def roster(
    given: str | Path | dict[str, Any], *, read: str | Path | None = None, seconds: float | None = None
) -> StaffRoster:
    """Give the shifts of a group of people to persons by name.

    Parameters
    ----------
    given
        A roster file, or a mapping that says the same.
    read
        A roster that is there already, as CSV or Excel: it is looked over, and nothing is changed.
    seconds
        Longest search, instead of the file's.

    Returns
    -------
    StaffRoster
        Who works when, at the least cost that was found; which rules it breaks, if it was read.

    Raises
    ------
    ScenarioError
        If the file or its scenario says something that cannot be.
    DataError
        If the people, their wishes or the roster cannot be read.
    InfeasibleError
        If no roster keeps all rules; the sentences say which of them clash, for whom.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> import sim
    >>> folder = Path(mkdtemp())
    >>> _ = (folder / "people.csv").write_text("name\\nAnn\\nBo\\nCy\\nDee\\n")
    >>> file = folder / "roster.yaml"
    >>> _ = file.write_text("{roster: 1, scenario: template_town, pool: desk, people: people.csv}")
    >>> found = sim.roster(file, seconds=5)
    >>> found.outcome, len(found.to_frame()), found.people_frame()["days"].tolist()
    ('optimal', 4, [1, 1, 1, 1])
    """
    file = read_rostering(given)
    asked = asked_by(file)
    problem = asked.problem
    if read is not None:
        there = read_roster(read, problem)
        broken = tuple(dict.fromkeys(_told(breach, there) for breach in breaches(problem, there.roster)))
        return StaffRoster(asked, there.roster, "read", costs_of(problem, there.roster), None, broken, 0.0)
    try:
        answer = solve_roster(problem, seconds=seconds or file.rostering.seconds)
    except InfeasibleError as error:
        raise file.out_of_reach(("people",), error.sentence) from None
    broken = tuple(check_roster(problem, answer.roster))
    if broken:
        raise AssertionError("; ".join(broken[:3]))
    return StaffRoster(asked, answer.roster, answer.outcome, answer.costs, answer.bound, broken, answer.seconds)
