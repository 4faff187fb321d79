"""What `hotline tonight` prints: will all that is open be closed, what is left and where, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np

from sim.report.answer import plain
from sim.report.chinese import in_language
from sim.report.numbers import Shown, count_words, found_words, percent
from sim.report.text_tables import in_columns
from sim.report.tonight_words import LEVER_WORDS, PLACE_WORDS
from sim.report.words import counted, phrase, word
from sim.scenario.labels import pool_labels
from sim.scenario.units import say_clock
from sim.statistics.intervals import Interval
from sim.tonight.outlook import mean_of, share_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.tonight.levers import Lever
    from sim.tonight.outlook import Flags, Ints, Outlook

MIDDLE_80: Final = (0.1, 0.9)
QUANTILES: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def tonight_text(found: Outlook, levers: Sequence[Lever], goal: int | None, lang: str = "en") -> str:
    """Sentences, where what is left is, and what each change buys."""
    notes = () if found.rest.open_now is None else found.rest.open_now.notes
    blocks = [
        "\n".join(tonight_sentences(found, levers, goal, lang)),
        "\n".join(f"  ! {in_language(note, lang)}" for note in notes),
        _places(found, lang),
        _levers(found, levers, lang),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def tonight_sentences(found: Outlook, levers: Sequence[Lever], goal: int | None, lang: str = "en") -> list[str]:
    """The answer, one sentence after the other."""
    return [*_begin(found, lang), *_ends(found, goal, lang), *_so_far(found, lang), *_late(found, lang),
            *_helps(found, levers, lang), *_columns(found, lang)]  # fmt: skip


def asked_sentences(found: Outlook, lang: str) -> list[str]:
    """What is open and still to come, what came so far, and which columns were read."""
    return [*_begin(found, lang), *_so_far(found, lang), *_columns(found, lang)]


def answer_sentences(found: Outlook, levers: Sequence[Lever], goal: int | None, lang: str) -> list[str]:
    """How likely it is that all is closed, where what is left is, and what would help."""
    return [*_ends(found, goal, lang), *_late(found, lang), *_helps(found, levers, lang)]


def _begin(found: Outlook, lang: str) -> list[str]:
    told = word(
        "tonight_open", lang, at=f"{found.rest.at:%H:%M}", open=counted("open_ticket", found.open_now, lang),
        received=count_words(float(found.endings.received.mean())),
        n=counted("replication", found.replications, lang),
    )  # fmt: skip
    return [told] if found.rest.open_now is not None else [told, word("tonight_nothing_open", lang)]


def _ends(found: Outlook, goal: int | None, lang: str) -> list[str]:
    """How likely it is that all are closed, and how many are left."""
    sentences = []
    if found.rest.open_now is not None:
        until, open_now = say_clock(found.rest.until_us), counted("open_ticket", found.open_now, lang)
        sentences.append(word("tonight_chance", lang, until=until, open=open_now, **_spread(found.left_of_now, lang)))
    if found.endings.received.any():
        sentences.append(word("tonight_chance_all", lang, **_spread(found.left, lang)))
    if goal is not None:
        sentences.append(word("tonight_goal", lang, goal=goal, chance=_chance(found.left <= goal, lang)))
    return sentences


def _late(found: Outlook, lang: str) -> list[str]:
    """Where most is left."""
    place, left = left_by_place(found)[0]
    if not left.any():
        return []
    told = place_words(place, pool_labels(found.rest.scenario, lang), lang)
    return [word("tonight_late", lang, place=told, left=count_words(float(left.mean())))]


def tonight_answer(found: Outlook, levers: Sequence[Lever], goal: int | None, lang: str = "en") -> dict[str, Any]:
    """The same as numbers for `--json`."""
    so_far, open_now = found.rest.so_far, found.rest.open_now
    labels = pool_labels(found.rest.scenario, lang)
    return {
        "scenario": found.rest.scenario.name,
        "at": found.rest.at.isoformat(timespec="minutes"),
        "until": say_clock(found.rest.until_us),
        "seed": found.seed,
        "replications": found.replications,
        "engine": found.engine,
        "open_now": found.open_now,
        "received": interval_parts(mean_of(found.endings.received)),
        "of_open_now": _left(found.left_of_now, goal),
        "of_all": _left(found.left, goal),
        "places": [
            {"place": place_words(place, labels, lang), "left": interval_parts(mean_of(left))}
            for place, left in left_by_place(found)
        ],
        "levers": [
            {
                "place": lever.place, "change": lever.change, "copies": lever.copies,
                "chance": interval_parts(lever.chance), "left_of_open_now": interval_parts(lever.left_of_now),
                "left_of_all": interval_parts(lever.left),
            }
            for lever in levers
        ],
        "so_far": None if so_far is None else {
            "stream": so_far.stream, "contacts": so_far.contacts, "expected": so_far.expected,
            "until": say_clock(so_far.until_us), "factor": so_far.factor, "cv": so_far.cv,
        },
        "columns": {} if open_now is None else open_now.columns,
        "sentences": tonight_sentences(found, levers, goal, lang),
        "warnings": [] if open_now is None else list(open_now.notes),
    }  # fmt: skip


class Place(NamedTuple):
    """Where tickets are left: with the people of a unit, with others after their work, or at a stage of its own."""

    kind: Literal["unit", "outside", "stage"]
    name: str


def left_by_place(found: Outlook) -> list[tuple[Place, Ints]]:
    """Where tickets are left and how many in each replication, most first."""
    places = {Place("unit", name): left for name, left in found.by_unit(outside=False).items()}
    places |= {Place("outside", name): left for name, left in found.by_unit(outside=True).items()}
    places |= {Place("stage", stage): left for stage, left in found.by_stage().items()}
    return sorted(places.items(), key=lambda place: -place[1].mean())


def place_words(place: Place, labels: Mapping[str, str], lang: str) -> str:
    """What such a place is called; `labels` are those of units."""
    if place.kind == "stage":
        return phrase(PLACE_WORDS[place.name], lang)
    label = labels[place.name]
    return label if place.kind == "unit" else word("tonight_outside", lang, unit=label)


def _spread(left: Ints, lang: str) -> dict[str, str]:
    low, high = np.quantile(left, MIDDLE_80, method="inverted_cdf")
    return {
        "chance": _chance(left == 0, lang), "left": count_words(float(left.mean())),
        "low": f"{low:.0f}", "high": f"{high:.0f}",
    }  # fmt: skip


def _so_far(found: Outlook, lang: str) -> list[str]:
    so_far = found.rest.so_far
    if so_far is None:
        return []
    told = {
        "until": say_clock(so_far.until_us), "seen": count_words(so_far.contacts),
        "expected": count_words(so_far.expected),
    }  # fmt: skip
    if so_far.prior_cv == 0:
        return [word("tonight_so_far_nothing", lang, **told)]
    return [word("tonight_so_far", lang, factor=percent(so_far.factor), **told)]


def _helps(found: Outlook, levers: Sequence[Lever], lang: str) -> list[str]:
    """The change that is shown to leave fewer open, and leaves the fewest."""
    if not levers:
        return []
    shown = [lever for lever in levers if lever.left.high is not None and lever.left.high < 0]
    if not shown:
        return [word("tonight_no_help", lang)]
    best = min(shown, key=lambda lever: lever.left.estimate or 0.0)
    fewer = _turned(best.left)
    change, labels = phrase(LEVER_WORDS[best.change], lang), pool_labels(found.rest.scenario, lang)
    place = lever_place(best.place, best.copies, labels, lang)
    return [word("tonight_helps", lang, change=change, place=place, left=_found(fewer, lang))]


def _columns(found: Outlook, lang: str) -> list[str]:
    open_now = found.rest.open_now
    if open_now is None:
        return []
    told = word("comma", lang).join(f"{role} = {column}" for role, column in open_now.columns.items())
    return [word("tonight_columns", lang, columns=told)]


def lever_place(place: str, copies: int, labels: Mapping[str, str], lang: str) -> str:
    """Where a change is made; in each of several copies of a unit."""
    label = labels[place]
    return label if copies == 1 else word("tonight_copies", lang, place=label, copies=copies)


def _places(found: Outlook, lang: str) -> str:
    rows = [[word("tonight_place", lang), word("tonight_left", lang)]]
    labels = pool_labels(found.rest.scenario, lang)
    for place, left in left_by_place(found):
        if left.any():
            rows.append([place_words(place, labels, lang), _found(mean_of(left), lang)])
    return in_columns(rows, {1}) if len(rows) > 1 else ""


def _levers(found: Outlook, levers: Sequence[Lever], lang: str) -> str:
    if not levers:
        return ""
    heads = (word("tonight_place", lang), word("tonight_lever", lang), word("tonight_lever_chance", lang))
    rows = [[*heads, word("tonight_lever_left", lang)]]
    labels = pool_labels(found.rest.scenario, lang)
    for lever in levers:
        change = phrase(LEVER_WORDS[lever.change], lang)
        ends = _found(lever.chance, lang, "share"), _found(lever.left, lang)
        rows.append([lever_place(lever.place, lever.copies, labels, lang), change, *ends])
    return in_columns(rows, {2, 3})


def _left(left: Ints, goal: int | None) -> dict[str, Any]:
    ends = np.quantile(left, QUANTILES, method="inverted_cdf").tolist()
    return {
        "chance_of_none": interval_parts(share_with(left == 0)),
        "chance_of_goal": None if goal is None else interval_parts(share_with(left <= goal)),
        "left": interval_parts(mean_of(left)),
        "quantiles": dict(zip(map(str, QUANTILES), ends, strict=True)),
    }


def _chance(holds: Flags, lang: str) -> str:
    """A chance and its interval: '93 % (92.3 to 93.7 %)'."""
    return _found(share_with(holds), lang, "share")


def _found(found: Interval, lang: str, unit: str = "") -> str:
    return found_words(Shown(found.estimate, found.low, found.high, unit), lang)


def _turned(found: Interval) -> Interval:
    """How many fewer, of how many more."""
    low, middle, high = (None if end is None else -end for end in (found.high, found.estimate, found.low))
    return Interval(middle, low, high, found.n)


def interval_parts(found: Interval) -> dict[str, Any]:
    """An estimate and the ends of its interval, as JSON knows them."""
    return {name: plain(getattr(found, name)) for name in ("estimate", "low", "high")}
