"""What stands out about tickets, in sentences: only what is more than chance and worth naming is said to be so."""

from __future__ import annotations

from typing import Final

from sim.measures.definitions import label
from sim.measures.headlines import Headlines, PromiseHeadline, SlowUnit
from sim.measures.relief import Relief
from sim.measures.stays import STAGE_WORDS
from sim.measures.ticket_pieces import CAUSES, STAGES
from sim.measures.worth_naming import OF_A_PROMISE, OF_A_WHOLE, Leaders
from sim.report.headline_words import CAUSE_WORDS, RELIEF_WORDS
from sim.report.numbers import say_length
from sim.report.words import phrase, word
from sim.statistics.intervals import Interval

MOST_LISTED: Final = 3
SECONDS: Final = 3600
SAYS_ITSELF: Final = {"outside": "outside", "silence": "silence", "returned": "returned"}
"""Causes that go without saying, by stage."""


def stage_name(stage: str, lang: str) -> str:
    """What a stage is called."""
    if stage not in STAGE_WORDS:
        return word("stage_returned", lang)
    words = STAGE_WORDS[stage]
    return words.chinese if lang == "zh" else words.english


def head_sentences(headlines: Headlines, lang: str) -> list[str]:
    """What stands out, the most general first."""
    sentences = [_of_stages(headlines, lang)]
    if headlines.promise is not None:
        sentences += _of_promise(headlines, headlines.promise, lang)
    if headlines.units > 1 and headlines.n > 1:
        slow = [_slow_unit(headlines, unit, lang) for unit in headlines.slow[:MOST_LISTED]]
        sentences += slow or [word("head_no_slow", lang)]
    return [sentence for sentence in sentences if sentence]


def _of_stages(headlines: Headlines, lang: str) -> str:
    stages = headlines.stages
    if not stages.order:
        return ""
    if headlines.n == 1:
        return word("head_first_look", lang, list=_listed(stages, lang))
    if stages.named == 0:
        return word("head_no_stage", lang, list=_listed(stages, lang))
    parts = [
        {
            "stage": stage_name(STAGES[number], lang),
            "share": about(share.estimate),
            "cause": _why(headlines, number, lang),
        }
        for number, share in zip(stages.order[: stages.named], stages.shares, strict=False)
    ]
    if len(parts) == 1:
        return word("head_stage", lang, **parts[0])
    return word("head_two_stages", lang, list=joined([word("head_one_of_two", lang, **part) for part in parts], lang))


def stage_cause(headlines: Headlines, lang: str) -> str:
    """What takes the largest part of the leading stage's time; empty if that is not clear, or goes without saying."""
    return _why(headlines, headlines.stages.order[0], lang)


def _why(headlines: Headlines, stage: int, lang: str) -> str:
    return _cause(headlines.causes[stage], lang, word("head_cause", lang), SAYS_ITSELF.get(STAGES[stage]))


def _cause(causes: Leaders, lang: str, frame: str, unsaid: str | None = None) -> str:
    """What takes the largest part, put into a frame, if that is clear and goes not without saying."""
    if causes.named != 1 or CAUSES[causes.order[0]] == unsaid:
        return ""
    name = phrase(CAUSE_WORDS[CAUSES[causes.order[0]]], lang)
    return frame.format(cause_share=about(causes.shares[0].estimate), cause=name)


def _of_promise(headlines: Headlines, promise: PromiseHeadline, lang: str) -> list[str]:
    name, missed = label(promise.key, lang), about(promise.missed.estimate)
    stages = promise.stages
    same = headlines.n > 1 and stages.named == 1 and stages.order[:1] == headlines.stages.order[:1]
    same &= headlines.stages.named == 1
    if same:
        stage, share = stage_name(STAGES[stages.order[0]], lang), about(stages.shares[0].estimate)
        sentences = [word("head_misses_same", lang, missed=missed, promise=name, stage=stage, share=share)]
    else:
        sentences = [word("head_misses_other", lang, missed=missed, promise=name, list=_listed(stages, lang))]
    return sentences + (_of_reliefs(headlines, promise, name, lang) if headlines.n > 1 else [])


def _of_reliefs(headlines: Headlines, promise: PromiseHeadline, name: str, lang: str) -> list[str]:
    """What would help, and how much more people alone would."""
    gains = [share.estimate or 0.0 for share in promise.gains.shares]
    named = reliefs_named(promise)
    if named is None:
        return [word("head_no_relief", lang, promise=name)]
    if named == 0:
        relief = say_relief(headlines, promise.reliefs[0], lang)
        return [word("head_relief_unclear", lang, promise=name, n=headlines.n, relief=relief)]
    said = [say_relief(headlines, relief, lang) for relief in promise.reliefs[:named]]
    brings = [points(gain, lang, relief.part == "people") for relief, gain in zip(promise.reliefs, gains, strict=True)]
    words = {"promise": name, "relief": said[0], "gain": brings[0]}
    if named == 1:
        sentences = [word("head_relief", lang, **words)]
    else:
        other = {"other": said[1], "other_gain": brings[1]}
        sentences = [word("head_relief_not_alone", lang, **words, **other)]
    if all(relief.part != "people" for relief in promise.reliefs[:named]):
        by_people = (gain for relief, gain in zip(promise.reliefs, gains, strict=True) if relief.part == "people")
        most = max(by_people, default=0.0)
        little = most < OF_A_PROMISE
        sentences.append(
            word("head_people_little", lang)
            if little
            else word("head_people", lang, gain=points(most, lang, at_most=True))
        )
    return sentences


def reliefs_named(promise: PromiseHeadline) -> int | None:
    """How many of the best steps are told: 0 where which is best is not clear, None where none brings a point."""
    gains = promise.gains
    if not gains.shares or (gains.shares[0].estimate or 0.0) < OF_A_PROMISE:
        return None
    return gains.named if gains.named <= promise.gains_clear else 0


def say_relief(headlines: Headlines, relief: Relief, lang: str) -> str:
    """One thing made easier, in words."""
    place = headlines.places.names[relief.place][1]
    if relief.stage >= 0:
        return word("relief_hours_of", lang, stage=stage_name(STAGES[relief.stage], lang), place=place)
    return phrase(RELIEF_WORDS[relief.part], lang, place=place)


def _slow_unit(headlines: Headlines, unit: SlowUnit, lang: str) -> str:
    return word(
        "head_slow",
        lang,
        unit=headlines.places.names[unit.place][1],
        hours=say_hours(unit.hours.estimate, lang),
        range=_range(unit.hours, lang),
        tickets=f"{unit.tickets:,.0f}",
        others=say_hours(unit.hours_elsewhere, lang),
        cause=_cause(unit.causes, lang, word("head_slow_cause", lang)),
    )


def unit_cause(unit: SlowUnit, lang: str) -> str:
    """What takes the largest part of a ticket's time at a unit, if that is clear."""
    return _cause(unit.causes, lang, word("units_title_cause", lang))


def _range(interval: Interval, lang: str) -> str:
    if interval.low is None or interval.high is None:
        return ""
    return word("head_range", lang, low=say_hours(interval.low, lang), high=say_hours(interval.high, lang))


def _listed(leaders: Leaders, lang: str) -> str:
    parts = [
        word("head_part", lang, stage=stage_name(STAGES[number], lang), share=about(share.estimate))
        for place, (number, share) in enumerate(zip(leaders.order[:MOST_LISTED], leaders.shares, strict=False))
        if place == 0 or (share.estimate or 0.0) >= OF_A_WHOLE
    ]
    return joined(parts, lang)


def list_stages(headlines: Headlines, lang: str) -> str:
    """The stages with the largest parts of the time, as they are, without a word on which is the largest."""
    return _listed(headlines.stages, lang)


def joined(parts: list[str], lang: str) -> str:
    """A list in words: 'a, b and c'."""
    if len(parts) < 2:
        return "".join(parts)
    return word("head_list_comma", lang).join(parts[:-1]) + word("head_list_and", lang) + parts[-1]


def say_hours(hours: float | None, lang: str) -> str:
    """A length of time given in hours."""
    return say_length((hours or 0.0) * SECONDS, lang)


def about(share: float | None) -> str:
    """A share in whole per cent; below ten of them with one decimal."""
    size = (share or 0.0) * 100
    return f"{size:.0f} %" if round(size, 1) >= 10 else f"{size:.1f}".removesuffix(".0") + " %"


def points(gain: float, lang: str, at_most: bool = False) -> str:
    """A difference of two shares in whole points: 'about 3 points', or 'up to 3 points' if it can be no more."""
    whole = f"{gain * 100:.0f}"
    if at_most:
        return word("point_at_most" if whole == "1" else "points_at_most", lang, n=whole)
    return word("point" if whole == "1" else "points", lang, n=whole)
