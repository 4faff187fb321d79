"""Words of `hotline compare`: a sentence for each verdict, the tables, the plot."""

from __future__ import annotations

from typing import Final

from sim.report.said import Pair, Words

COMPARISON_WORDS: Final[Words] = {
    "compare_designs": ("{designs} designs compared", "{designs} 个方案对比"),
    "compare_ran": (
        "{start} to {end} ({days}), {replications} of each design, seed {seed}, engine: {engine}",
        "{start} 至 {end}（{days}），每个方案{replications}，随机种子 {seed}，引擎：{engine}",
    ),
    "compare_partial": (
        "Stopped early: {kept} of {asked} replications of each design.",
        "提前停止：每个方案 {asked} 次重复中完成 {kept} 次。",
    ),
    "compare_same_citizens": (
        "The same citizens: all {requests} requests of the first replication stand in every design.",
        "诉求人相同：首次重复中的 {requests} 件诉求在各方案中全部一致。",
    ),
    "compare_other_citizens": (
        "Not the same citizens: {shared} of the {variant} requests of {name} in the first replication are among the "
        "{base} of {against}. The other ones are part of every difference.",
        "诉求人不同：首次重复中 {name} 的 {variant} 件诉求有 {shared} 件与 {against} 的 {base} 件一致，"
        "其余部分也计入各项差异。",
    ),
    "compare_other_days": (
        "{name} runs from {start} for {days}, not as {against} does: counts are of other days.",
        "{name} 自 {start} 起共 {days}，与 {against} 的日期不同：各项数量并非同一时期。",
    ),
    "compare_pair": ("{name} against {against}", "{name} 与 {against} 相比"),
    "compare_interval": ("interval", "区间"),
    "compare_saved": ("saved", "节省"),
    "compare_differing": ("differ", "不同"),
    "compare_note": (
        "Intervals: all {intervals} hold at once with {confidence} (Bonferroni: {of_each} each). saved: how much\n"
        "smaller the same citizens make the variance of the difference. differ: in how many of the {n} pairs of runs\n"
        "there is any difference.\n"
        "Measured with 10 and 30 pairs: an interval of 95 % holds the difference in 95 to 100 of 100 cases where any\n"
        "pair differs; where none does, none is told (docs/intervals.md).",
        "区间：{intervals} 个区间同时成立的置信度为 {confidence}（Bonferroni 法，每个 {of_each}）。"
        "节省：诉求人相同使差值方差减少的比例。\n不同：{n} 对仿真中结果不同的对数。\n"
        "按 10 对和 30 对实测：至少一对不同时，95% 区间在 100 次中有 95 至 100 次包含真实差值；"
        "各对完全相同时不给出区间（见 docs/intervals.md）。",
    ),
    "compare_one_run": (
        "A single replication gives no interval: use --reps 10 or more.",
        "只有 1 次重复，无法给出区间：请用 --reps 10 或更多。",
    ),
    "compare_none": (
        "{measure}: no difference shown between {name} and {against}, more than {most} excluded",
        "{measure}：{name} 与 {against} 未见差异，可排除超过 {most}的差异",
    ),
    "compare_unbounded": (
        "{measure}: no difference shown between {name} and {against}, and none excluded: use more replications",
        "{measure}：{name} 与 {against} 未见差异，但也不能排除任何差异：请增加重复次数",
    ),
    "compare_few": (
        "; only {differing} of {n} pairs differ, so the interval may miss the truth more often than it says",
        "；{n} 对中仅 {differing} 对不同，区间包含真值的次数可能低于所示",
    ),
    "compare_few_pairs": (
        "{measure}: no difference shown between {name} and {against}; {n} pairs are too few to exclude any",
        "{measure}：{name} 与 {against} 未见差异；仅 {n} 对，不足以排除任何差异",
    ),
    "compare_too_few": (
        "{measure}: no difference shown between {name} and {against}; only {differing} of {n} pairs differ, too few to "
        "exclude any",
        "{measure}：{name} 与 {against} 未见差异；{n} 对中仅 {differing} 对不同，不足以排除任何差异",
    ),
    "compare_same": (
        "{measure}: the same in {name} and {against} in every pair of runs ({n})",
        "{measure}：{name} 与 {against} 在全部 {n} 对仿真中完全相同",
    ),
    "compare_no_data": ("{measure}: no data in {name} or {against}", "{measure}：{name} 或 {against} 无数据"),
    "compare_always": ("in every pair of runs", "每对仿真均如此"),
    "compare_points": ("{amount} points", "{amount} 个百分点"),
    "compare_points_axis": ("difference, points", "差值（百分点）"),
    "compare_parts_axis": ("difference, % of {against}", "差值（占 {against} 的百分比）"),
    "compare_and_less": ("{high} or less", "{high} 以下"),
    "compare_base": ("the base", "基准方案"),
    "compare_identical": ("the same", "相同"),
    "compare_nearly_all": ("over 99 %", "超过 99 %"),
    "compare_title": (
        "{names}: {named} of {all} differences are clear of chance and worth naming",
        "{names}：{all} 项差异中有 {named} 项超出随机波动且值得关注",
    ),
    "compare_title_none": ("{names}: no difference shown", "{names}：未见差异"),
}
"""Key to (English, Chinese)."""
_DIFFERS: Final[Pair] = (
    "{measure}: {by} in {name} than in {against} ({interval})",
    "{measure}：{name} 比 {against} {by}（{interval}）",
)
SENTENCE_WORDS: Final[Words] = {
    "better": (
        "{measure}: {by} in {name} than in {against} ({interval}), which is better",
        "{measure}：{name} 比 {against} {by}（{interval}），更好",
    ),
    "worse": (
        "{measure}: {by} in {name} than in {against} ({interval}), which is worse",
        "{measure}：{name} 比 {against} {by}（{interval}），更差",
    ),
    "higher": _DIFFERS,
    "lower": _DIFFERS,
    "hardly any difference": (
        "{measure}: hardly any difference, {by} in {name} than in {against} ({interval})",
        "{measure}：几乎没有差异，{name} 比 {against} {by}（{interval}）",
    ),
}
"""The sentence of a verdict on a difference that is clear of chance."""
VERDICT_WORDS: Final[Words] = {
    "better": ("better", "更好"),
    "worse": ("worse", "更差"),
    "higher": ("higher", "较高"),
    "lower": ("lower", "较低"),
    "hardly any difference": ("hardly any difference", "几乎没有差异"),
    "no clear difference": ("no difference shown", "未见差异"),
    "no data": ("no data", "无数据"),
}
"""A verdict in a table, in a legend."""
MORE_WORDS: Final[Words] = {
    "share": ("{amount} higher", "高 {amount}"),
    "length": ("{amount} more", "多 {amount}"),
    "count": ("{amount} more", "多 {amount}"),
}
"""By how much a design has more, by what the unit is of."""
LESS_WORDS: Final[Words] = {
    "share": ("{amount} lower", "低 {amount}"),
    "length": ("{amount} less", "少 {amount}"),
    "count": ("{amount} fewer", "少 {amount}"),
}
"""By how much it has less."""
