"""Every ticket measure once more, from the CSV files of a run and the words of docs/measures.md alone.

Nothing of the program is imported: whoever doubts a figure can run this on the files that the program wrote. Where the
words leave a choice, a comment here says which one was taken. `same_day_ceiling` is left out: it comes from runs of
its own.

    python independent.py FOLDER START END [--working-days DATE ...] [--at MOMENT ...]

FOLDER holds tickets-0000.csv, assignments-0000.csv, tasks-0000.csv, contacts-0000.csv and staff-0000.csv, START and END
are the local instants at which the run begins and ends, each with its offset, such as 2026-10-31T00:00-04:00.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

Row = dict[str, str]
SECOND = 1_000_000
HOUR = 3600 * SECOND
STAGES = ("confirm", "audit", "dispatch", "acceptance", "handling", "outside", "review", "follow_up", "silence")


@dataclass(frozen=True)
class Found:
    """A measure: its value, and its numerator and denominator where they are plain numbers of things."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Stay:
    """A length of time that has ended, or has been cut off by a withdrawal or the end of the run.

    Attributes
    ----------
    ticket
        Whose it is.
    length, work
        How long it took (or has taken), and for how much of it a person worked; microseconds.
    ended
        Whether it ended.
    seen_from
        The age from which it was in sight: above 0 for the starting backlog only.
    """

    ticket: str
    length: int
    ended: bool
    work: int = 0
    seen_from: int = -1


@dataclass(frozen=True)
class Book:
    """The files of one run.

    Attributes
    ----------
    tickets, assignments, tasks, contacts, staff
        Their rows, all cells as text.
    start, end
        The run.
    working_days
        Working days in order, enough of them to count on beyond the end of the run.
    """

    tickets: Sequence[Row]
    assignments: Sequence[Row]
    tasks: Sequence[Row]
    contacts: Sequence[Row]
    staff: Sequence[Row]
    start: datetime
    end: datetime
    working_days: Sequence[date] = field(default=())

    def at(self, row: Row, column: str) -> int | None:
        """An instant in microseconds since the start; None if it has not come."""
        return moment(row[f"{column}_utc"], self.start)

    def known(self, row: Row, column: str) -> int:
        """An instant that has come."""
        found = self.at(row, column)
        assert found is not None, (column, row)
        return found

    @cached_property
    def length(self) -> int:
        """Length of the run in microseconds."""
        return (self.end.astimezone(UTC) - self.start.astimezone(UTC)) // timedelta(microseconds=1)

    @cached_property
    def ticket(self) -> dict[str, Row]:
        """Tickets by number."""
        return {row["ticket"]: row for row in self.tickets}

    @cached_property
    def tasks_of(self) -> dict[tuple[str, str], list[Row]]:
        """Tasks by ticket and stage."""
        found = defaultdict(list)
        for row in self.tasks:
            found[row["ticket"], row["stage"]].append(row)
        return dict(found)

    @cached_property
    def earlier_stretches(self) -> dict[str, int]:
        """Work on each task before it was last taken up again: the stretches that a shift's end cut off."""
        found: dict[str, int] = defaultdict(int)
        for row in self.staff:
            if row["state"] == "stretch" and row["task"]:
                found[row["task"]] += self.known(row, "end") - self.known(row, "start")
        return found

    def worked(self, task: Row) -> int:
        """For how long people worked on a task that ended."""
        return self.known(task, "ended") - self.known(task, "resumed") + self.earlier_stretches[task["task"]]

    def only(self, **cells: str) -> Book:
        """The tickets that have these cells, with all that belongs to them; contacts stay as they are."""
        tickets = [row for row in self.tickets if all(row[column] == cell for column, cell in cells.items())]
        mine = {row["ticket"] for row in tickets}
        assignments = [row for row in self.assignments if row["ticket"] in mine]
        tasks = [row for row in self.tasks if row["ticket"] in mine]
        return replace(self, tickets=tickets, assignments=assignments, tasks=tasks)


@cache
def moment(cell: str, start: datetime) -> int | None:
    """The instant of a cell in UTC, in microseconds since the start."""
    if not cell:
        return None
    return (datetime.fromisoformat(cell).replace(tzinfo=UTC) - start.astimezone(UTC)) // timedelta(microseconds=1)


def read_book(
    folder: Path, start: datetime, end: datetime, working_days: Sequence[date] = (), replication: int = 0
) -> Book:
    """The files of a replication."""
    names = ("tickets", "assignments", "tasks", "contacts", "staff")
    rows = []
    for name in names:
        with (folder / f"{name}-{replication:04d}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows.append(list(csv.DictReader(file)))
    tickets, assignments, tasks, contacts, staff = rows
    return Book(tickets, assignments, tasks, contacts, staff, start, end, sorted(working_days))


# Who is meant: the rows behind every denominator, and behind the counts.


def all_tickets(book: Book) -> list[Row]:
    """Every ticket, starting backlog included."""
    return list(book.tickets)


def backlog(book: Book) -> list[Row]:
    """Tickets of the starting backlog."""
    return [row for row in book.tickets if row["source"] == "backlog"]


def received(book: Book) -> list[Row]:
    """Tickets received in the run."""
    return [row for row in book.tickets if row["source"] != "backlog"]


def closed(book: Book) -> list[Row]:
    """Tickets closed, those of the backlog included."""
    return [row for row in book.tickets if row["closed"]]


def withdrawn(book: Book) -> list[Row]:
    """Tickets withdrawn."""
    return [row for row in book.tickets if row["withdrawn"]]


def open_at_end(book: Book) -> list[Row]:
    """Tickets neither closed nor withdrawn."""
    return [row for row in book.tickets if not row["closed"] and not row["withdrawn"]]


def received_by(book: Book, instant: int) -> list[Row]:
    """Tickets received in the run up to an instant."""
    return [row for row in received(book) if book.known(row, "received") <= instant]


def received_long_before_end(book: Book, within: int) -> list[Row]:
    """Tickets received at least so long before the end."""
    return [row for row in received(book) if book.known(row, "received") + within <= book.length]


def received_days_before_end(book: Book, days: int) -> list[Row]:
    """Tickets for which the n-th working day after the day of receipt is over at the end."""
    return [row for row in received(book) if last_working_day(book, row, days) < book.end.date()]


def due_in_run(book: Book) -> list[Row]:
    """Tickets due in the run, unless they were withdrawn or put on the long-term list before that."""
    return [
        row
        for row in book.tickets
        if is_past(book, row, "due") and book.known(row, "due") >= 0 and not was_freed(book, row)
    ]


def answerable(book: Book) -> list[Row]:
    """Assignments accepted or past due; not those returned, nor those withdrawn before they were due."""
    return [
        row
        for row in dispatched(book)
        if row["accept_due"]
        and not row["returned"]
        and (row["accepted"] or (is_past(book, row, "accept_due") and not was_withdrawn_before_due(book, row)))
    ]


def dispatched(book: Book) -> list[Row]:
    """Assignments that a dispatch of the run made, not those of units that had the ticket already."""
    return [row for row in book.assignments if row["sent"] == "1"]


def dispatched_tickets(book: Book) -> list[Row]:
    """Tickets with a dispatch in the run."""
    return [row for row in book.tickets if row["dispatched"]]


def handled(book: Book) -> list[Row]:
    """Tickets handled at least once."""
    return [row for row in book.tickets if row["handled"]]


def followed_up(book: Book) -> list[Row]:
    """Tickets followed up after they were last handled; a follow-up to be tried again has not ended."""
    return [
        row
        for row in book.tickets
        if row["followed_up"] and (not row["handled"] or book.known(row, "followed_up") >= book.known(row, "handled"))
    ]


def rated(book: Book) -> list[Row]:
    """Tickets whose citizen gave an opinion."""
    return [row for row in book.tickets if row["satisfied"]]


def matters(book: Book) -> list[Row]:
    """Direct answers and tickets received."""
    return direct_answers(book) + received(book)


def direct_answers(book: Book) -> list[Row]:
    """Contacts answered directly."""
    return [row for row in book.contacts if row["direct"] == "1"]


def chase_up_calls(book: Book) -> list[Row]:
    """Calls of citizens about their overdue tickets."""
    mine = {row["request"] for row in book.tickets}
    return [row for row in book.contacts if row["cause"] == "chase_up" and row["request"] in mine]


def overdue_at_end(book: Book) -> list[Row]:
    """Tickets open and past due."""
    return [row for row in open_at_end(book) if is_past(book, row, "due") and not row["long_term"]]


def run_length(book: Book) -> float:
    """Length of the run in microseconds."""
    return book.length


def days_of_run(book: Book) -> float:
    """Days of the run."""
    return (book.end.date() - book.start.date()).days


# What is true of a row.


def is_past(book: Book, row: Row, column: str) -> bool:
    """Whether this instant came by the end of the run; what is due at the very end counts as past due."""
    found = book.at(row, column)
    return found is not None and found <= book.length


def was_freed(book: Book, row: Row) -> bool:
    """Whether the ticket was withdrawn or put on the long-term list before it was due."""
    due = book.known(row, "due")
    return any((freed := book.at(row, column)) is not None and freed < due for column in ("withdrawn", "long_term"))


def was_withdrawn_before_due(book: Book, row: Row) -> bool:
    """Whether an assignment was withdrawn before its acceptance was due."""
    return row["state"] == "withdrawn" and book.known(row, "ended") < book.known(row, "accept_due")


def is_carried_on(book: Book, row: Row) -> bool:
    """Whether the unit had the ticket already: accepted at the instant at which it begins, and no dispatch ended then.

    So `sent` is found again where people or a machine dispatch.
    """
    if row["accepted"] != row["dispatched"] or row["machine"] == "1":
        return False
    return all(task["ended"] != row["dispatched"] for task in book.tasks_of.get((row["ticket"], "dispatch"), ()))


def closed_by(book: Book, row: Row, instant: int) -> bool:
    """Whether a ticket was closed at this instant or before."""
    closed_at = book.at(row, "closed")
    return closed_at is not None and closed_at <= instant


def closed_on_day_of_receipt(row: Row) -> bool:
    """Whether a ticket was closed on the local date of its receipt."""
    return row["closed"][:10] == row["received"][:10]


def last_working_day(book: Book, row: Row, days: int) -> date:
    """The n-th working day after the day of receipt."""
    day = date.fromisoformat(row["received"][:10])
    later = [working for working in book.working_days if working > day]
    assert len(later) >= days, f"the working days given end too early for {row['received']}"
    return later[days - 1]


# Times: which stays there are.


def processing_stays(book: Book) -> list[Stay]:
    """From receipt to closure; tickets of the backlog are in sight from their age at the start on."""
    found = []
    for row in book.tickets:
        begin, closed_at = book.known(row, "received"), book.at(row, "closed")
        end = closed_at if closed_at is not None else book.at(row, "withdrawn")
        length = (book.length if end is None else end) - begin
        found.append(Stay(row["ticket"], length, closed_at is not None, seen_from=-begin if begin < 0 else -1))
    return found


def task_stays(book: Book, stage: str) -> list[Stay]:
    """From entry into the line to the end of the work, of every task of a stage that began in the run."""
    found = []
    for (_, its_stage), tasks in book.tasks_of.items():
        for task in tasks if its_stage == stage else ():
            begin, ended = book.known(task, "queued"), book.at(task, "ended")
            if begin == 0 and book.ticket[task["ticket"]]["source"] == "backlog":
                continue  # It stood there when the run began: since when is not known.
            if ended is not None:
                found.append(Stay(task["ticket"], ended - begin, True, book.worked(task)))
            else:
                left = book.at(task, "left")
                found.append(Stay(task["ticket"], (book.length if left is None else left) - begin, False))
    return found


def confirm_stays(book: Book) -> list[Stay]:
    """Confirm calls."""
    return task_stays(book, "confirm")


def audit_stays(book: Book) -> list[Stay]:
    """Audits."""
    return task_stays(book, "audit")


def handling_stays(book: Book) -> list[Stay]:
    """Crews' work."""
    return task_stays(book, "handling")


def review_stays(book: Book) -> list[Stay]:
    """Reviews."""
    return task_stays(book, "review")


def dispatch_stays(book: Book) -> list[Stay]:
    """From receipt, confirm call or audit to the end of the first dispatch.

    Tickets of the backlog are left out: when they became ready for it is not known. So are those withdrawn before.
    """
    found = []
    for row in received(book):
        ready = max(at for column in ("received", "confirmed", "audited") if (at := book.at(row, column)) is not None)
        ended = book.at(row, "dispatched")
        if ended is not None:
            tasks = book.tasks_of.get((row["ticket"], "dispatch"), ())
            first = [task for task in tasks if (at := book.at(task, "ended")) is not None and at <= ended]
            found.append(Stay(row["ticket"], ended - ready, True, sum(map(book.worked, first))))
        elif row["state"] == "dispatch":
            found.append(Stay(row["ticket"], book.length - ready, False))
    return found


def acceptance_stays(book: Book) -> list[Stay]:
    """From the dispatch to acceptance by the right unit."""
    found = []
    for row in dispatched(book):
        if row["right"] == "1":
            begin, accepted, ended = book.known(row, "dispatched"), book.at(row, "accepted"), book.at(row, "ended")
            until = accepted if accepted is not None else ended
            found.append(Stay(row["ticket"], (book.length if until is None else until) - begin, accepted is not None))
    return found


def outside_stays(book: Book) -> list[Stay]:
    """From the end of the crew's work (of the acceptance, where no crew is needed) to the arm's end."""
    with_crew = {(task["ticket"], task["handling"], task["arm"]) for task in book.tasks if task["stage"] == "handling"}
    found = []
    for row in book.assignments:
        crew = (row["ticket"], row["handling"], row["arm"]) in with_crew
        begin, ended = book.at(row, "worked" if crew else "accepted"), book.at(row, "ended")
        if begin is None or begin < 0:
            continue
        until = book.length if ended is None else ended
        if until > begin:
            found.append(Stay(row["ticket"], until - begin, row["state"] == "handled"))
    return found


def follow_up_stays(book: Book) -> list[Stay]:
    """From readiness for the first try to the end of the last, for every handling that was followed up."""
    found = []
    for row in book.tickets:
        tries = defaultdict(list)
        for task in book.tasks_of.get((row["ticket"], "follow_up"), ()):
            tries[int(task["handling"])].append(task)
        for handling, tasks in tries.items():
            begin = min(book.known(task, "queued") for task in tasks)
            if begin == 0 and row["source"] == "backlog":
                continue  # It stood there when the run began: since when is not known.
            over = book.at(row, "followed_up")
            if handling < int(row["handlings"]) - 1 or (over is not None and over >= begin):
                end = max(book.known(task, "ended") for task in tasks)
                found.append(Stay(row["ticket"], end - begin, True, sum(map(book.worked, tasks))))
            else:
                left = book.at(row, "withdrawn")
                found.append(Stay(row["ticket"], (book.length if left is None else left) - begin, False))
    return found


def silence_stays(book: Book) -> list[Stay]:
    """From the last thing done for a ticket to its closure; a withdrawal or the end of the run cuts it off."""
    found = []
    for row in book.tickets:
        begin = book.at(row, "silent_since")
        if begin is None or (row["source"] == "backlog" and begin <= 0):
            continue  # It is closed without such a wait, or stood in it when the run began.
        closed, left = book.at(row, "closed"), book.at(row, "withdrawn")
        until = next((at for at in (closed, left) if at is not None), book.length)
        found.append(Stay(row["ticket"], until - begin, closed is not None))
    return found


# How times are counted.


def ended_in_run(book: Book, stays: Sequence[Stay]) -> list[Stay]:
    """The times that ended, of what began in the run."""
    return [stay for stay in stays if stay.ended and stay.seen_from < 0]


def still_going(stays: Sequence[Stay]) -> list[tuple[int, float]]:
    """Kaplan-Meier: after each length at which a time ended, the estimated share of times that are longer."""
    ends: dict[int, int] = defaultdict(int)
    change: dict[int, int] = defaultdict(int)
    for stay in stays:
        # In sight at lengths above `seen_from`, up to and including its own.
        if stay.length > stay.seen_from:
            change[stay.seen_from + 1] += 1
            change[stay.length + 1] -= 1
            ends[stay.length] += stay.ended
    share, in_sight, steps = 1.0, 0, []
    for length in sorted(change.keys() | ends.keys()):
        in_sight += change.get(length, 0)
        if ends.get(length, 0):
            share *= 1 - ends[length] / in_sight
            steps.append((length, share))
    return steps


def mean_up_to(steps: Sequence[tuple[int, float]], longest: int) -> float:
    """The area under the share still going, up to a length."""
    area, since, share = [], 0, 1.0
    for length, after in [*steps, (longest, 0.0)]:
        area.append((min(length, longest) - since) * share)
        since, share = min(length, longest), after
    return math.fsum(area)


def smallest_reaching(steps: Sequence[tuple[int, float]], percent: int) -> int | None:
    """The smallest length at which at least so many percent are over; None if that is never reached."""
    return next((length for length, share in steps if share <= 1 - percent / 100 + 1e-12), None)


# Denominators by measure. A test may put a slip in the place of any of them.

DENOMINATORS: dict[str, Callable[..., object]] = {
    "tickets_per_day": days_of_run,
    "open_share": all_tickets,
    "backlog_mean": run_length,
    "backlog_age_mean": open_at_end,
    "closure_rate": received_by,
    "same_day_closure": received,
    "same_day_closure_all": matters,
    "closed_within": received_long_before_end,
    "closed_within_working_days": received_days_before_end,
    "on_time_closure": due_in_run,
    "acceptance_in_time": answerable,
    "first_dispatch_accuracy": dispatched_tickets,
    "return_rate": dispatched,
    "dispatches_per_ticket": dispatched_tickets,
    "smart_share": dispatched,
    "reopen_rate": handled,
    "reached_share": followed_up,
    "satisfaction": rated,
    "processing_time": processing_stays,
    "confirm_time": confirm_stays,
    "audit_time": audit_stays,
    "dispatch_time": dispatch_stays,
    "acceptance_time": acceptance_stays,
    "handling_time": handling_stays,
    "outside_time": outside_stays,
    "review_time": review_stays,
    "follow_up_time": follow_up_stays,
    "silence_time": silence_stays,
    "ended": ended_in_run,
}
Denominators = dict[str, Callable[..., object]]


class Measures:
    """The measures of a book; `denominators` may hold others than the right ones."""

    def __init__(self, book: Book, denominators: Denominators | None = None) -> None:
        self.book = book
        self.denominators = DENOMINATORS | (denominators or {})

    def rows(self, key: str, *arguments: object) -> list[Row]:
        """The rows behind a denominator."""
        found = self.denominators[key](self.book, *arguments)
        assert isinstance(found, list)
        return found

    def share(self, key: str, hit: Callable[[Row], bool], *arguments: object) -> Found:
        """Which share of the rows behind the denominator it is true of."""
        rows = self.rows(key, *arguments)
        hits = sum(map(hit, rows))
        return Found(hits / len(rows) if rows else None, hits, len(rows))

    def by(self, key: str, numerator: float) -> Found:
        """A number divided by a number of rows, or by a length."""
        found = self.denominators[key](self.book)
        divisor = float(len(found) if isinstance(found, list) else found)  # type: ignore[arg-type]
        return Found(numerator / divisor if divisor else None, numerator, divisor)

    def counts(self) -> dict[str, Found]:
        """Numbers of things."""
        book = self.book
        numbers = {
            "tickets_received": len(received(book)),
            "backlog_at_start": len(backlog(book)),
            "tickets_closed": len(closed(book)),
            "tickets_withdrawn": len(withdrawn(book)),
            "backlog_at_end": len(open_at_end(book)),
            "backlog_max": self.most_open(),
            "overdue_at_end": len(overdue_at_end(book)),
            "machine_dispatches": sum(row["machine"] == "1" for row in dispatched(book)),
            "reopenings": sum(max(int(row["handlings"]) - 1, 0) for row in book.tickets),
            "reminders": sum(int(row["reminders"]) for row in book.tickets),
            "supervision_acts": sum(row["supervised"] != "" for row in book.tickets),
            "chase_ups": len(chase_up_calls(book)),
        }
        return {key: Found(number, number) for key, number in numbers.items()}

    def open_between(self) -> list[tuple[int, int]]:
        """From when to when each ticket was open in the run."""
        book, found = self.book, []
        for row in book.tickets:
            gone = [at for column in ("closed", "withdrawn") if (at := book.at(row, column)) is not None]
            found.append((max(book.known(row, "received"), 0), min([*gone, book.length])))
        return found

    def most_open(self) -> int:
        """The largest number of tickets open at one time."""
        change: dict[int, int] = defaultdict(int)
        for begin, end in self.open_between():
            change[begin] += 1
            change[end] -= 1
        most = now = 0
        for instant in sorted(change):
            now += change[instant]
            most = max(most, now)
        return most

    def ratios(self, closed_within: Sequence[int], working_days: Sequence[int]) -> dict[str, Found]:
        """Shares and rates."""
        book = self.book
        open_time = sum(end - begin for begin, end in self.open_between())
        ages = sum(book.length - book.known(row, "received") for row in open_at_end(book))
        found = {
            "tickets_per_day": self.by("tickets_per_day", len(received(book))),
            "open_share": self.by("open_share", len(open_at_end(book))),
            "backlog_mean": Found(self.by("backlog_mean", open_time).value),
            "backlog_age_mean": self.by("backlog_age_mean", ages / SECOND),
            "closure_rate": self.closure_rate(book.length),
            "same_day_closure": self.share("same_day_closure", closed_on_day_of_receipt),
            "same_day_closure_all": self.share(
                "same_day_closure_all", lambda row: "received" not in row or closed_on_day_of_receipt(row)
            ),
            "on_time_closure": self.share("on_time_closure", self.was_closed_in_time),
            "acceptance_in_time": self.share("acceptance_in_time", self.was_accepted_in_time),
            "first_dispatch_accuracy": self.share("first_dispatch_accuracy", lambda row: row["right_first"] == "1"),
            "return_rate": self.share("return_rate", lambda row: row["state"] == "returned"),
            "dispatches_per_ticket": self.by("dispatches_per_ticket", len(dispatched(book))),
            "smart_share": self.share("smart_share", lambda row: row["machine"] == "1"),
            "reopen_rate": self.share("reopen_rate", lambda row: int(row["handlings"]) > 1),
            "reached_share": self.share("reached_share", lambda row: row["reached"] == "1"),
            "satisfaction": self.share("satisfaction", lambda row: row["satisfied"] == "1"),
        }
        for hours in closed_within:
            found[f"closed_within_{hours}h"] = self.closed_within(hours * HOUR)
        for days in working_days:
            found[f"closed_within_working_days_{days}"] = self.closed_within_working_days(days)
        return found

    def closure_rate(self, instant: int) -> Found:
        """Closure rate at an instant of the run."""
        return self.share("closure_rate", lambda row: closed_by(self.book, row, instant), instant)

    def closed_within(self, within: int) -> Found:
        """Share closed within a length of time after receipt."""
        book = self.book
        return self.share(
            "closed_within", lambda row: closed_by(book, row, book.known(row, "received") + within), within
        )

    def closed_within_working_days(self, days: int) -> Found:
        """Share closed by the end of the n-th working day after the day of receipt."""
        book = self.book
        return self.share(
            "closed_within_working_days",
            lambda row: "" < row["closed"][:10] <= last_working_day(book, row, days).isoformat(),
            days,
        )

    def was_closed_in_time(self, row: Row) -> bool:
        """Whether a ticket was closed when due, or before."""
        due = self.book.at(row, "due")
        return due is not None and closed_by(self.book, row, due)

    def was_accepted_in_time(self, row: Row) -> bool:
        """Whether an assignment was accepted when that was due, or before."""
        accepted, due = self.book.at(row, "accepted"), self.book.at(row, "accept_due")
        return accepted is not None and due is not None and accepted <= due

    def times(self) -> dict[str, Found]:
        """Means, quantiles and waiting shares of times."""
        found: dict[str, Found] = {}
        for name in ("processing", *STAGES):
            found |= self.time(name)
        return found

    def time(self, name: str) -> dict[str, Found]:
        """One of them; what has not ended counts as longer than it was."""
        key = f"{name}_time"
        stays = self.denominators[key](self.book)
        assert isinstance(stays, list)
        ended = self.denominators["ended"](self.book, stays)
        assert isinstance(ended, list)
        steps = still_going(stays)
        mean = mean_up_to(steps, self.book.length) if stays else None
        middle, high = smallest_reaching(steps, 50), smallest_reaching(steps, 90)
        found = {
            f"{key}_mean": Found(in_seconds(mean), None, len(stays)),
            f"{key}_p50": Found(in_seconds(middle)),
            f"{key}_p90": Found(in_seconds(high)),
        }
        if name in STAGES:
            whole, work = sum(stay.length for stay in ended), sum(stay.work for stay in ended)
            found[f"{name}_waiting_share"] = Found((whole - work) / whole if whole else None)
        return found

    def all(self, closed_within: Sequence[int] = (24, 72), working_days: Sequence[int] = (1, 5)) -> dict[str, Found]:
        """Every measure by its id, thresholds written as in the program's reports."""
        days = working_days if self.book.working_days else ()
        return self.counts() | self.ratios(closed_within, days) | self.times()


def in_seconds(microseconds: float | None) -> float | None:
    """Microseconds as seconds."""
    return None if microseconds is None else microseconds / SECOND


def main() -> None:
    """Print every measure of a folder of CSV files."""
    parser = argparse.ArgumentParser(description="Every ticket measure of a run, from its CSV files alone.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("start", type=datetime.fromisoformat)
    parser.add_argument("end", type=datetime.fromisoformat)
    parser.add_argument("--working-days", type=date.fromisoformat, nargs="*", default=())
    parser.add_argument("--replication", type=int, default=0)
    parser.add_argument("--at", type=datetime.fromisoformat, nargs="*", default=(), help="instants for closure_rate")
    given = parser.parse_args()
    book = read_book(given.folder, given.start, given.end, given.working_days, given.replication)
    measures = Measures(book)
    found = measures.all()
    for at in given.at:
        found[f"closure_rate at {at}"] = measures.closure_rate(
            (at.astimezone(UTC) - book.start.astimezone(UTC)) // timedelta(microseconds=1)
        )
    for key, figure in found.items():
        print(f"{key},{'' if figure.value is None else repr(figure.value)}")


if __name__ == "__main__":
    main()
