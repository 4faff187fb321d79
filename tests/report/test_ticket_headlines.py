"""Sentences on what stands out about tickets: nothing is named without need, in English and in Chinese."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.measures.headlines import Headlines, PromiseHeadline, SlowUnit
from sim.measures.relief import Relief
from sim.measures.ticket_pieces import CAUSES, STAGES, Places
from sim.measures.worth_naming import NO_PARTS, Leaders
from sim.report.ticket_headlines import about, head_sentences, points
from sim.statistics.intervals import Interval

NOTHING = np.empty(0, dtype=np.int64)
PLACES = Places((("operators", "floor"), ("desks", "审核组"), ("units", "town"), ("machine", "")), NOTHING, NOTHING)


def lead(names: tuple[str, ...], named: int, **shares: float) -> Leaders:
    """Leaders with these shares."""
    order = tuple(names.index(name) for name in shares)
    return Leaders(order, tuple(Interval(share, share - 0.01, share + 0.01, 5) for share in shares.values()), named)


def gains(named: int, *shares: float) -> Leaders:
    """What reliefs bring, in their order."""
    found = tuple(Interval(share, share - 0.001, share + 0.001, 5) for share in shares)
    return Leaders(tuple(range(len(shares))), found, named)


LATE = PromiseHeadline(
    key="same_day_closure",
    missed=Interval(0.33, 0.32, 0.34, 5),
    stages=lead(STAGES, 1, review=0.6, outside=0.3, follow_up=0.02),
    reliefs=(Relief("hours", 1, STAGES.index("review")), Relief("outside", 2, -1), Relief("people", 0, -1)),
    gains=gains(1, 0.103, 0.043, 0.004),
    gains_clear=2,
)
WHOLE = Headlines(
    n=5,
    places=PLACES,
    stages=lead(STAGES, 1, outside=0.61, review=0.2),
    causes=dict.fromkeys(range(len(STAGES)), NO_PARTS)
    | {STAGES.index("outside"): lead(CAUSES, 1, hours=0.7, outside=0.3)},
    promise=LATE,
    slow=(SlowUnit(2, Interval(43.0, 40.0, 46.0, 5), 5.0, 1234.0, lead(CAUSES, 1, people=0.8)),),
    units=3,
    noon_matters=False,
)


def test_all_that_stands_out_is_said() -> None:
    """Stage and cause, the late tickets where they differ, what helps most and how little people do, the slow unit."""
    assert head_sentences(WHOLE, "en") == [
        "The largest part of the time that tickets are open goes to outside delay: 61 %, 70 % of it waiting for "
        "opening hours.",
        "33 % of the tickets miss 'same-day closure': of their time, closure review takes 60 % and outside delay takes "
        "30 %.",
        "What would help 'same-day closure' most of all single steps: two hours longer a day for closure review "
        "(审核组), about 10 points more in time.",
        "More people at any one place would bring less than a point.",
        "town is slower than the other units: 43 h a ticket (40 h to 46 h) against 5 h; 80 % of it is waiting for a "
        "free person; 1,234 tickets.",
    ]
    assert head_sentences(WHOLE, "zh") == [
        "工单未办结期间，耗时最多的环节是外部等待，占 61 %，其中 70 % 为非工作时段等待。",
        "未达到“当日办结率”的工单占 33 %，其耗时：办结审核占 60 %、外部等待占 30 %。",
        "单项改进中对“当日办结率”帮助最大的是：办结审核每天延长两小时（审核组），达标率提高约 10 个百分点。",
        "仅在某一处增加人手，提高不足一个百分点。",
        "town明显慢于其他单位：每件 43 小时（40 小时 至 46 小时），其他单位 5 小时；"
        "其中 80 % 为等待空闲人手；共 1,234 件。",
    ]


def test_what_agrees_is_not_said_twice() -> None:
    """Where late tickets spend their time as all do, the stage is not named again."""
    promise = replace(LATE, stages=lead(STAGES, 1, outside=0.9, review=0.1))
    said = head_sentences(replace(WHOLE, promise=promise), "en")[1]
    assert said == (
        "33 % of the tickets miss 'same-day closure'; outside delay is the largest part of their time, too: 90 %."
    )


def test_a_single_run_names_nothing() -> None:
    """Shares stand there as they are; no unit is slow, and nothing is said to help."""
    unnamed = replace(LATE, stages=replace(LATE.stages, named=0), gains=replace(LATE.gains, named=0))
    one = replace(WHOLE, n=1, stages=replace(WHOLE.stages, named=0), promise=unnamed, slow=())
    assert head_sentences(one, "en") == [
        "Of the time that tickets are open in this one run, outside delay takes 61 % and closure review takes 20 %.",
        "33 % of the tickets miss 'same-day closure': of their time, closure review takes 60 % and outside delay takes "
        "30 %.",
    ]


@pytest.mark.parametrize(
    ("named", "clear", "shares", "said"),
    [
        (1, 0, (0.02,), "What would help 'same-day closure' is not clear from 5 replications; perhaps: two hours"),
        (1, 1, (0.009,), "No single step is found to bring 'same-day closure' a point or more."),
        (
            2,
            2,
            (0.05, 0.048),
            "(about 5 points more in time), or outside delay a quarter shorter at town (about 5 points).",
        ),
        (0, 3, (0.05, 0.05, 0.05), "is not clear from 5 replications"),
        (2, 1, (0.02, 0.018), "is not clear from 5 replications"),
    ],
)
def test_help_is_named_only_if_it_is_sure(named: int, clear: int, shares: tuple[float, ...], said: str) -> None:
    """Chance, or less than a point, is no help; two that are not told apart are named together."""
    promise = replace(LATE, gains=gains(named, *shares), reliefs=LATE.reliefs[: len(shares)], gains_clear=clear)
    sentences = head_sentences(replace(WHOLE, promise=promise), "en")
    assert any(said in sentence for sentence in sentences), sentences


def test_no_unit_and_no_stage_may_stand_out() -> None:
    """Units alike are said to be so, and stages that chance may have put in order are only listed."""
    alike = replace(WHOLE, slow=(), promise=None, stages=replace(WHOLE.stages, named=0))
    assert head_sentences(alike, "en") == [
        "Of the time that tickets are open, outside delay takes 61 % and closure review takes 20 %; which is the "
        "largest is not clear.",
        "No unit is clearly slower than the others.",
    ]
    two = replace(WHOLE, slow=(), promise=None, units=1, stages=replace(WHOLE.stages, named=2))
    assert head_sentences(two, "zh") == [
        "工单未办结期间，耗时最多的环节是外部等待（61 %，其中 70 % 为非工作时段等待）、办结审核（20 %）。"
    ]


def test_shares_and_points_are_round() -> None:
    """Whole per cent from ten on, whole points."""
    assert [about(share) for share in (0.6283, 0.0996, 0.0361, 0.1)] == ["63 %", "10 %", "3.6 %", "10 %"]
    assert (points(0.0134, "en"), points(0.103, "zh")) == ("about 1 point", "约 10 个百分点")
    assert (points(0.0134, "zh", at_most=True), points(0.193, "en", at_most=True)) == (
        "至多 1 个百分点",
        "up to 19 points",
    )
