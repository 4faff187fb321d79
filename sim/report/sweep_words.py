"""Words of `hotline sweep` and of a sweep file that is checked."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

SWEEP_WORDS: Final[Words] = {
    "sweep_head": (
        "{title}: {designs}, {replications} each, seed {seed}",
        "{title}：{designs}，每个方案 {replications}，随机种子 {seed}",
    ),
    "sweep_design": ("design", "方案"),
    "sweep_note": (
        "Every design meets the same citizens. In brackets: 95 % intervals of each design by itself; the difference of "
        "two designs is known better, see `compare`.",
        "各方案面对同一批市民。括号内为各方案自身的95%置信区间；两方案之差更为精确，见 `compare`。",
    ),
    "sweep_bare": (
        "Where there are no brackets, fewer than two replications have data: more of them (--reps) give an interval.",
        "未列括号处，有数据的重复不足两次：增加重复次数（--reps）即可得到区间。",
    ),
    "sweep_unbounded": (
        "Where it says 'or more', so few replications that differ so much leave the upper end open: more of them "
        "(--reps) give one.",
        "标有“以上”处，重复次数太少而差异太大，尚无法给出上限：增加重复次数（--reps）即可得到。",
    ),
    "sweep_more": ("... and {more} more: summary.csv has all", "……其余 {more}见 summary.csv"),
    "sweep_idle": (
        "{factor} changed nothing in any run: look whether its keys are those that are meant.",
        "{factor} 未改变任何一次运行的结果：请核对其键是否为所要的键。",
    ),
    "sweep_of_range": ("{factor} ({range})", "{factor}（{range}）"),
    "sweep_slight": (
        "{factor} changes little or nothing: it accounts for {share} of the variance of any measure at most (95 %). If "
        "it should matter, look whether its keys are those that are meant.",
        "{factor} 几乎没有影响：在任一指标的方差中占比至多 {share}（95%）。若它本应有影响，请核对其键是否为所要的键。",
    ),
    "sweep_odd_plan": (
        "{text} - in {many} of {of} designs; the numbers are of the first, '{name}'",
        "{text}（{of} 个方案中有 {many} 个如此，数字取自首个方案「{name}」）",
    ),
    "sweep_not_planned": (
        "{many} of {of} designs cannot be run; the first, '{name}': {why}",
        "{of} 个方案中有 {many} 个无法运行；首个「{name}」：{why}",
    ),
    "sweep_planned": (
        "Looked at the plans of {planned} of them, from the first to the last.",
        "已查看其中 {planned} 个方案的计划（自首至尾均匀选取）。",
    ),
    "sweep_odd_more": ("... and {more} more", "……另有 {more} 条"),
    "sweep_failed": (
        "{failed} of {of} runs failed; failures.csv names them. The same command runs them again.",
        "{of} 次运行中有 {failed} 次失败，详见 failures.csv；再次执行同一命令可重跑。",
    ),
    "sweep_first_failure": (
        "the first, {name}, replication {replication}: {why}",
        "首个：{name}，第 {replication} 次重复：{why}",
    ),
    "sweep_stopped": (
        "stopped: {done} of {of} runs kept in {folder}; the same command goes on",
        "已停止：{of} 次运行中有 {done} 次保留在 {folder}；再次执行同一命令可继续",
    ),
    "sweep_taken": ("{taken} of {of} runs taken from {folder}", "{of} 次运行中有 {taken} 次取自 {folder}"),
    "sweep_others": (
        "not used in {folder}: {others} results of other designs, seeds, data or versions",
        "{folder} 中有 {others} 个结果属于其他方案、种子、数据或版本，未采用",
    ),
    "sweep_part": (
        "part {shard}: {runs} runs are done, {failed} of them failed; `hotline merge` puts the parts together",
        "第 {shard} 部分：已完成 {runs} 次运行，其中 {failed} 次失败；用 `hotline merge` 合并各部分",
    ),
    "sweep_least_known": (
        "Each is told of the design that is known least; all designs have the same number of replications.",
        "每项按最不精确的方案给出；各方案重复次数相同。",
    ),
    "sweep_merged": ("{runs} runs taken from {folder}", "从 {folder} 取得 {runs} 次运行"),
    "sweep_ok": ("ok: {title}", "检查通过：{title}"),
    "sweep_of": ("Scenario: {scenario}", "方案文件：{scenario}"),
    "sweep_runs": (
        "{designs}, {replications} each: {runs} runs, seed {seed}.",
        "{designs}，每个方案 {replications}：共 {runs} 次运行，随机种子 {seed}。",
    ),
    "sweep_factor": ("{factor}: {levels}", "{factor}：{levels}"),
    "sweep_range": ("{factor}: {range}, {many}", "{factor}：{range}，{many}"),
    "sweep_drawn": ("Seed of the points between: {seed}.", "各范围内取点的随机种子：{seed}。"),
    "sweep_same": ("Designs that are the same share their runs.", "相同的方案共用其运行。"),
    "sweep_measures": ("Measured: {measures}.", "测量：{measures}。"),
}
"""Key to (English, Chinese)."""
