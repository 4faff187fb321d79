"""Words of `hotline match`: what published figures leave possible, what they do not tell, what contradicts them."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

MATCH_WORDS: Final[Words] = {
    "match_head": (
        "{title}: {figures}, {unknowns}, {waves}, {runs} runs.",
        "{title}：{figures}，{unknowns}，{waves}，{runs} 次运行。",
    ),
    "match_left": (
        "{share} of what was thought possible remains.",
        "原以为可能的范围中，剩下 {share}。",
    ),
    "match_one_wave": (
        "After one wave it is not known what more would rule out.",
        "只做了一轮，再做能否继续排除尚不清楚。",
    ),
    "match_all_run": (
        "Every place that remains has been simulated: no more waves are possible.",
        "剩下的每个取值组合都已仿真：无法再做新的一轮。",
    ),
    "match_still": ("The last wave ruled out hardly anything more.", "最后一轮几乎没有再排除什么。"),
    "match_not_still": (
        "The last wave still ruled out something: more waves may narrow it further.",
        "最后一轮仍有排除：再做几轮可能进一步缩小。",
    ),
    "match_empty": (
        "Nothing remains: no values of the unknown numbers within their ranges reproduce the figures{together}.",
        "没有剩下任何可能：在给定范围内，没有任何取值能{together}重现公布的数字。",
    ),
    "match_together": (" together", "同时"),
    "match_least": ("Least implausible is {place}.", "最不矛盾的是 {place}。"),
    "match_off": (
        "There '{figure}' is expected to be {expected}, and {published} was published: {off} standard deviations off.",
        "此处「{figure}」预计为 {expected}，而公布的是 {published}：相差 {off} 个标准差。",
    ),
    "match_off_alone": ("By itself it cannot be reproduced either.", "单独看也无法重现。"),
    "match_off_without": ("Without it {share} would remain.", "不计该数字则剩下 {share}。"),
    "match_compared": (", by that with {changes}", "，与 {changes} 时之比"),
    "match_wave": ("wave", "轮次"),
    "match_points": ("points", "点数"),
    "match_failed": ("runs failed", "失败运行"),
    "match_share_left": ("left", "剩余"),
    "match_unknown": ("unknown number", "未知参数"),
    "match_range": ("range", "范围"),
    "match_remains": ("remains", "剩余取值"),
    "match_range_left": ("of the range", "占范围"),
    "match_width": ("width", "宽度比"),
    "match_given": ("others fixed", "其余固定时"),
    "match_own": ("scenario has", "方案取值"),
    "match_status": ("verdict", "结论"),
    "match_fixed_note": (
        "width: standard deviation of what remains by that of the range; others fixed: what part of the range is left "
        "where the other numbers are known.",
        "宽度比：剩余取值的标准差除以整个范围的标准差；其余固定时：其他参数已知时该范围剩下的部分。",
    ),
    "match_tied": (
        "{first} and {second} trade off against each other (rank correlation {correlation}): the figures bind "
        "both, not either.",
        "{first} 与 {second} 此消彼长（秩相关 {correlation}）：这些数字约束两者的组合，而不是其中之一。",
    ),
    "match_rising": (
        "{first} and {second} go up together (rank correlation {correlation}): the figures bind both, not either.",
        "{first} 与 {second} 同增同减（秩相关 {correlation}）：这些数字约束两者的组合，而不是其中之一。",
    ),
    "match_free": (
        "Not determined by these figures: {names}.",
        "这些数字无法确定：{names}。",
    ),
    "match_figure": ("figure", "公布的数字"),
    "match_published": ("published", "公布值"),
    "match_expected": ("emulator at best", "代理模型最优处"),
    "match_error": ("emulator off by", "代理模型误差"),
    "match_rounding": ("rounding", "取整"),
    "match_chance": ("chance", "随机"),
    "match_discrepancy": ("model", "模型"),
    "match_figures_note": (
        "Standard deviations; chance: what one such period differs from the next by.",
        "均为标准差；随机：一个时期与下一个同样时期之间的差异。",
    ),
    "match_confirmed": (
        "Simulated before other citizens: {good} of {many} places drawn from what remains reproduce the figures; the "
        "emulator was off by {off} standard deviations at most.",
        "换一批市民仿真：从剩余范围抽取的 {many} 处中，{good} 处重现了公布的数字；代理模型最多偏差 {off} 个标准差。",
    ),
    "match_own_in": (
        "The scenario's own values are not ruled out: {off} standard deviations off, when simulated.",
        "方案自身的取值未被排除：仿真结果相差 {off} 个标准差。",
    ),
    "match_own_out": (
        "The scenario's own values are ruled out: {off} standard deviations off, when simulated.",
        "方案自身的取值被排除：仿真结果相差 {off} 个标准差。",
    ),
    "match_own_out_by_emulator": (
        "The scenario's own values are ruled out by the emulators ({emulated}), not by its own runs ({off}).",
        "方案自身的取值被代理模型排除（{emulated}），但未被其自身的仿真排除（{off}）。",
    ),
    "match_implausibility": ("off", "偏差"),
    "match_reproduced": ("reproduced", "重现"),
    "match_yes": ("yes", "是"),
    "match_no": ("no", "否"),
    "match_own_place": (" (the scenario's own values)", "（方案自身的取值）"),
    "match_no_place": (
        "Nothing was written: no place that was simulated reproduces the figures.",
        "未写入方案：仿真过的各处都未能重现公布的数字。",
    ),
    "match_failures": (
        "{failed} of {runs} runs failed, and their points are left out. The first: {why}",
        "{runs} 次运行中有 {failed} 次失败，其所在点未计入。第一个原因：{why}",
    ),
    "match_progress": ("{name}, wave {wave}", "{name}，第 {wave} 轮"),
    "match_progress_last": ("{name}, what remains", "{name}，剩余取值"),
    "match_stopped": (
        "stopped: {runs} runs are kept in {folder}; the same command goes on there",
        "已停止：{folder} 中保存了 {runs} 次运行；再次执行同一命令即可继续",
    ),
    "match_stopped_lost": ("stopped: with --out nothing would be lost", "已停止：使用 --out 则不会丢失"),
    "match_ok": ("{title}: a matching file that can be run.", "{title}：可以运行的匹配文件。"),
    "match_of": ("Scenario: {scenario}", "方案文件：{scenario}"),
    "match_runs": (
        "At most {waves} waves of {points} points, {replications} each: {runs} runs, and {draws} places at the end.",
        "至多 {waves} 轮，每轮 {points} 个点，各 {replications}：{runs} 次运行，最后另有 {draws} 处。",
    ),
    "match_runs_compared": (
        "At most {waves} waves of {points} points, {replications} each, with what figures are compared with: {runs} "
        "runs, and {draws} places at the end.",
        "至多 {waves} 轮，每轮 {points} 个点，各 {replications}，并运行用于比较的方案：{runs} 次运行，"
        "最后另有 {draws} 处。",
    ),
    "match_chart": ("{title} ({share} remains)", "{title}（剩下 {share}）"),
    "match_chart_own": ("the scenario's own value", "方案自身的取值"),
    "match_chart_left": ("what remains", "剩余取值"),
    "match_chart_drawn": ("simulated, reproduces the figures", "经仿真重现公布的数字"),
}
STATUS_WORDS: Final[Words] = {
    "narrowed": ("narrowed", "已缩小"),
    "tied": ("only together with others", "只能与其他参数一起确定"),
    "not determined": ("not determined by these figures", "这些数字无法确定"),
    "empty": ("nothing remains", "没有剩余"),
}
"""Of an unknown number, as `sim.matching.matching.Status` names it."""
