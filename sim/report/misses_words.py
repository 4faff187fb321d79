"""Words of where tickets that miss a promise lose their time."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

MISSES_WORDS: Final[Words] = {
    "miss_none": ("'{promise}': no ticket misses it.", "“{promise}”：没有工单未达标。"),
    "miss_unknown": (
        "'{promise}': no ticket is old enough to tell whether it misses it.",
        "“{promise}”：尚无工单可判定是否达标。",
    ),
    "miss_told": (
        "'{promise}': {missed} of the tickets miss it; the largest part of their time goes to {most}: {share}.",
        "“{promise}”：{missed} 的工单未达标，耗时最多的是{most}，占 {share}。",
    ),
    "miss_part": ("{cause} in {stage} ({place})", "{stage}（{place}）中的{cause}"),
    "miss_part_nowhere": ("{cause} in {stage}", "{stage}中的{cause}"),
    "miss_part_itself": ("{cause} ({place})", "{cause}（{place}）"),
    "miss_bottleneck": (
        " The bottleneck is {part}: {relief} would spare {spared} of the misses.",
        "瓶颈是{part}：{relief}可免去 {spared} 的未达标工单。",
    ),
    "miss_no_bottleneck": (
        " No single step is shown to spare misses when it is made easier by a quarter, or open two hours longer.",
        "未见任何单一环节放宽四分之一或延长两小时能减少未达标工单。",
    ),
    "miss_columns": ("stage|place|lost to|share of their time|misses spared", "环节|地点|耗于|占其耗时|免去未达标"),
}
"""Key to (English, Chinese)."""
