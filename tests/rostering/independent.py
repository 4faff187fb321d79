"""What a roster breaks, found again without the program: a person's shifts as one text, rules as patterns in it.

Only the standard library. A day is one letter, '.' for a day off; what lasts is measured on a line of minutes.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def broken(problem: Any, rows: dict[str, list[str | None]]) -> set[tuple[str, str]]:
    """Whose rules are broken, and which: the person's name ('' for cover) and the rule's."""
    shifts = {shift.name: shift for shift in problem.shifts}
    letter = {name: LETTERS[number] for number, name in enumerate(shifts)}
    paid = {name: shift.minutes if shift.paid is None else shift.paid for name, shift in shifts.items()}
    dates = [problem.first_day + timedelta(days=day) for day in range(problem.days)]
    rules, found = problem.rules, set()
    for person in problem.people:
        row = list(rows[person.name])
        past = list(person.before)
        text = "".join("." if name is None else letter[name] for name in row)
        before = "".join("." if name is None else letter[name] for name in past)
        line = before + text
        nights = "".join(letter[name] for name, shift in shifts.items() if shift.is_night) or "-"

        def breaks(rule: str, is_broken: object, who: str = person.name) -> None:
            if is_broken:
                found.add((who, rule))

        def in_horizon(pattern: str, begin: int = len(before), whole: str = line) -> bool:
            """Whether a pattern, at any place, reaches into the horizon."""
            return any(
                (match := re.compile(pattern).match(whole, at)) and match.end() > begin for at in range(len(whole))
            )

        breaks("absence", any(row[day] for day in person.absences))
        breaks("day off", any(row[day] for day in person.days_off))
        breaks("settled", any(row[day] != name for day, name in person.fixed.items()))
        for name, shift in shifts.items():
            times = row.count(name)
            if person.may_work is not None:
                most = person.may_work.get(name, 0)
                breaks("may work", most == 0 and times)
                breaks("most of a shift", most and times > most)
            breaks("no nights", shift.is_night and not person.may_work_nights and times)
            breaks(
                "minutes a day",
                rules.most_minutes_a_day is not None and paid[name] > rules.most_minutes_a_day and times,
            )
        worked = sum(paid[name] for name in row if name) + person.absence_minutes * len(person.absences)
        breaks("fewest minutes", worked < person.fewest_minutes)
        breaks("most minutes", person.most_minutes is not None and worked > person.most_minutes)
        breaks(
            "most nights", person.most_nights is not None and len(re.findall(f"[{nights}]", text)) > person.most_nights
        )
        by_week: dict[Any, int] = {}
        by_month: dict[Any, int] = {}
        everything = list(zip([dates[0] - timedelta(days=back) for back in range(len(past), 0, -1)], past, strict=True))
        monday = dates[0] - timedelta(days=dates[0].weekday())
        for date, name in [*everything, *zip(dates, row, strict=True)]:
            minutes = paid[name] if name else 0
            by_week[(date - monday).days // 7] = by_week.get((date - monday).days // 7, 0) + minutes
            by_month[date.year, date.month] = by_month.get((date.year, date.month), 0) + minutes
        weeks = sorted(week for week in by_week if week >= 0)
        limit = person.most_minutes_a_week
        breaks("minutes a week", limit is not None and any(by_week[week] > limit for week in weeks))
        if rules.most_minutes_a_week is not None:
            blocks: dict[int, list[int]] = {}
            for week in weeks:
                blocks.setdefault(week // rules.weeks_averaged, []).append(by_week[week])
            breaks("average", any(sum(block) > rules.most_minutes_a_week * len(block) for block in blocks.values()))
        if rules.most_minutes_a_month is not None:
            months = {(date.year, date.month) for date in dates}
            breaks("minutes a month", any(by_month[month] > rules.most_minutes_a_month for month in months))
        last_end = None
        for place, name in enumerate(past + row):
            if name is None:
                continue
            start = place * 1440 + shifts[name].start
            if place >= len(past) and last_end is not None:
                breaks("rest", start - last_end < rules.rest_minutes)
            last_end = max(start + shifts[name].minutes, last_end or 0)
        limits = [person.most_days_in_a_row, rules.most_days_in_a_row, 6 if rules.rest_days_in_seven else None]
        most_days = min([limit for limit in limits if limit is not None], default=None)
        if most_days is not None:
            breaks("most in a row", in_horizon(f"[a-z]{{{most_days + 1}}}"))
        for kind, other, fewest, rule in (
            ("[a-z]", r"\.", person.fewest_days_in_a_row, "fewest in a row"),
            (r"\.", "[a-z]", person.fewest_days_off_in_a_row, "fewest off in a row"),
        ):
            runs = re.finditer(f"(?<={other}){kind}{{1,{max(1, fewest - 1)}}}(?={other})", line)
            breaks(rule, fewest > 1 and any(run.end() >= len(before) for run in runs))
        limits = [person.most_nights_in_a_row, rules.most_nights_in_a_row]
        most_nights = min([limit for limit in limits if limit is not None], default=None)
        if most_nights is not None:
            breaks("nights in a row", in_horizon(f"[{nights}]{{{most_nights + 1}}}"))
        if rules.rest_days_in_seven > 1:
            ends = [end for end in range(7, len(line) + 1) if end > len(before)]
            breaks("rest days", any(line[end - 7 : end].count(".") < rules.rest_days_in_seven for end in ends))
        if person.most_weekends is not None:
            busy = {
                date.isocalendar()[:2]
                for date, name in zip(dates, row, strict=True)
                if name and date.weekday() in problem.weekend
            }
            breaks("weekends", len(busy) > person.most_weekends)
    found |= {
        ("", "cover")
        for cover in problem.cover
        if cover.under == float("inf") and _there(problem, rows, cover) < cover.wanted
    }
    return found


def cost(problem: Any, rows: dict[str, list[str | None]]) -> float:
    """What a roster costs."""
    whole = 0.0
    for cover in problem.cover:
        missing = cover.wanted - _there(problem, rows, cover)
        whole += max(missing, 0) and max(missing, 0) * cover.under
        whole += max(-missing, 0) * cover.over
    for wish in problem.wishes:
        name = rows[wish.person][wish.day]
        has = name == wish.shift if wish.shift else name is not None
        whole += wish.weight * (has != wish.is_for)
    nights = {shift.name for shift in problem.shifts if shift.is_night}
    most_a_day = problem.rules.most_minutes_a_day
    can = {
        shift.name: most_a_day is None or (shift.minutes if shift.paid is None else shift.paid) <= most_a_day
        for shift in problem.shifts
    }
    shared_nights, shared_weekends, shared_hours = [], [], []
    minutes = {shift.name: shift.minutes if shift.paid is None else shift.paid for shift in problem.shifts}
    for person in problem.people:
        row = rows[person.name]
        allowed = [n for n in nights if can[n] and (person.may_work is None or person.may_work.get(n, 0) != 0)]
        if person.may_work_nights and person.most_nights != 0 and allowed:
            shared_nights.append(sum(name in nights for name in row) / person.share)
        if person.most_weekends != 0:
            dates = [problem.first_day + timedelta(days=day) for day, name in enumerate(row) if name]
            busy = {date.isocalendar()[:2] for date in dates if date.weekday() in problem.weekend}
            shared_weekends.append(len(busy) / person.share)
        if person.most_minutes != 0 and any(
            can[name] and (person.may_work is None or person.may_work.get(name, 0) != 0)
            and (person.may_work_nights or name not in nights)
            for name in can
        ):  # fmt: skip
            absent = person.absence_minutes * len(person.absences)
            free = 1.0 if person.absence_minutes else (problem.days - len(person.absences)) / problem.days
            if free:
                worked = sum(minutes[name] for name in row if name)
                shared_hours.append((worked + absent) / 60 / free / person.share)
    fairness = problem.fairness
    for weight, counts in (
        (fairness.nights, shared_nights), (fairness.weekends, shared_weekends), (fairness.hours, shared_hours),
    ):  # fmt: skip
        whole += weight * (max(counts) - min(counts)) if counts else 0.0
    return whole


def _there(problem: Any, rows: dict[str, list[str | None]], cover: Any) -> int:
    shifts = {shift.name: shift for shift in problem.shifts}
    count = 0
    for person in problem.people:
        if cover.skill is not None and cover.skill not in person.skills:
            continue
        line = [*person.before, *rows[person.name]]
        for place, name in enumerate(line):
            day = place - len(person.before)
            if name is None:
                continue
            if cover.shift is not None:
                count += day == cover.day and name == cover.shift
                continue
            begin = day * 1440 + shifts[name].start
            low, high = (cover.day * 1440 + minute for minute in cover.window)
            count += begin <= low and high <= begin + shifts[name].minutes
    return count
