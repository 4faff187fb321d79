"""Words of the rows of STRESS-DES."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

STRESS_ROWS: Final[Words] = {
    "purpose": ("1.1 Purpose of the model", "1.1 模型目的"),
    "outputs": ("1.2 Outputs", "1.2 输出"),
    "aims": ("1.3 Aims of experimentation", "1.3 试验目的"),
    "diagram": ("2.1 Overview diagram", "2.1 总体流程"),
    "logic": ("2.2 Base logic", "2.2 基本逻辑"),
    "scenario": ("2.3 Scenario logic", "2.3 方案逻辑"),
    "algorithms": ("2.4 Algorithms", "2.4 算法"),
    "entities": ("2.5.1 Entities", "2.5.1 实体"),
    "activities": ("2.5.2 Activities", "2.5.2 活动"),
    "resources": ("2.5.3 Resources", "2.5.3 资源"),
    "queues": ("2.5.4 Queues", "2.5.4 队列"),
    "entry_exit": ("2.5.5 Entry and exit points", "2.5.5 进出口"),
    "data": ("3.1 Data sources", "3.1 数据来源"),
    "preprocessing": ("3.2 Pre-processing", "3.2 数据预处理"),
    "inputs": ("3.3 Input parameters", "3.3 输入参数"),
    "assumptions": ("3.4 Assumptions", "3.4 假设"),
    "initial": ("4.1 Initialisation", "4.1 初始状态"),
    "length": ("4.2 Run length", "4.2 运行时长"),
    "estimation": ("4.3 Estimation approach", "4.3 估计方法"),
    "software": ("5.1 Software", "5.1 软件"),
    "sampling": ("5.2 Random sampling", "5.2 随机抽样"),
    "execution": ("5.3 Model execution", "5.3 模型执行"),
    "system": ("5.4 System", "5.4 系统"),
    "sharing": ("6.1 Sharing of the model", "6.1 模型共享"),
}
"""The 24 rows of the guideline."""
STRESS_WORDS: Final[Words] = {
    "stress_none": ("none", "无"),
    "stress_end": ("closed", "办结"),
    "stress_outputs": ("{n} measures over replications; targets: {targets}", "各次重复的 {n} 个指标；目标：{targets}"),
    "stress_aims": ("whether these hold: {targets}", "检验以下目标能否达到：{targets}"),
    "stress_logic": (
        "{volumes}; settled at once of the answered: {direct}; the others become tickets",
        "{volumes}；接通后直接答复：{direct}；其余转为工单",
    ),
    "stress_scenario": ("{name}; built on: {base}", "{name}；基于：{base}"),
    "stress_algorithms": (
        "first come, first served within a class of urgency{others}; longest idle person first; at the end of a shift: "
        "{ends}",
        "同一紧急程度内先到先办{others}；最久空闲者优先；下班规则：{ends}",
    ),
    "stress_other_orders": (" ({orders})", "（{orders}）"),
    "stress_order_at": ("{order} at {unit}", "{unit}：{order}"),
    "stress_entities": ("requests of the types {types}; {volumes}", "诉求类型：{types}；{volumes}"),
    "stress_pool": ("{names}: {hours} person-hours a day", "{names}：每日 {hours} 人时"),
    "stress_queues": (
        "{patience}; trunk lines: {trunks}; tickets wait at each desk and unit",
        "{patience}；中继线：{trunks}；工单在各岗位和单位排队",
    ),
    "stress_patience": ("callers hang up after a patience of {laws}", "来电者的耐心：{laws}"),
    "stress_patient": ("callers wait as long as it takes", "来电者一直等待，不会放弃"),
    "stress_unlimited": ("no limit", "不限"),
    "stress_entry_exit": ("in: {streams}; out: {closed}", "进入：{streams}；离开：{closed}"),
    "stress_closed_at": (
        "calls answered directly or given up, tickets closed, withdrawn or open at the end",
        "直接答复或放弃的来电，办结、撤回或期末未办结的工单",
    ),
    "stress_answered": ("calls answered or given up", "接通或放弃的来电"),
    "stress_data": (
        "{total} numbers: {stated} stated, {derived} derived, {assumed} assumed, {none} not said",
        "{total} 个数字：{stated} 个有出处，{derived} 个推算，{assumed} 个假设，{none} 个未注明",
    ),
    "stress_no_data": ("no data file, so nothing was prepared beforehand", "没有数据文件，未作预处理"),
    "stress_preprocessing": ("data files as they are: {files}", "原样读取的数据文件：{files}"),
    "stress_inputs": ("{n} numbers, each listed with its origin in this page", "{n} 个数字，均在本页列出及注明出处"),
    "stress_assumptions": (
        "{n} numbers are assumed and {none} have no origin; each is listed in this page",
        "{n} 个数字为假设，{none} 个未注明，均在本页列出",
    ),
    "stress_initial": ("{n}; the run begins at {begin} on {start}", "{n}；自 {start} {begin} 开始"),
    "stress_length": (
        "{days}, {start} to {end}; no warm-up: a terminating run",
        "{days}，{start} 至 {end}；有限期仿真，无预热",
    ),
    "stress_estimation": (
        "{n} independent replications; 95 % intervals by each measure's own estimator (docs/intervals.md)",
        "{n} 次独立重复；95%置信区间按各指标的估计方法给出（docs/intervals.md）",
    ),
    "stress_software": ("{versions}", "{versions}"),
    "stress_sampling": (
        "all chance is a keyed function of seed {seed}, the replication's number and whose draw it is: the same "
        "citizens in every design",
        "全部随机数由随机种子 {seed}、重复序号和抽样对象唯一确定：各方案的市民相同",
    ),
    "stress_execution": (
        "{n} replications by the engine '{engine}'; events of one instant in a fixed order (docs/model.md)",
        "{n} 次重复，引擎“{engine}”；同一时刻的事件按固定次序处理（docs/model.md）",
    ),
    "stress_system": ("Python {python}, run on {created}", "Python {python}，运行于 {created}"),
    "stress_sharing": (
        "scenario {scenario}, program {program} (SHA-256); the whole scenario stands in manifest.json beside this page",
        "方案 {scenario}，程序 {program}（SHA-256）；完整方案见本页旁的 manifest.json",
    ),
}
"""Key to (English, Chinese)."""
SHIFT_ENDS: Final[Words] = {
    "finish": ("work is ended first, as overtime", "先办完手头工作（计加班）"),
    "pause": ("messages and tickets are put down", "暂停网络留言和工单"),
    "no_late_start": ("nothing is begun in the last minutes", "临近下班不再接新"),
}
"""What becomes of work at the end of a shift."""
WORK_ORDERS: Final[Words] = {
    "newest_first": ("newest first", "后到先办"),
    "random": ("by lot", "抽签"),
    "shortest_first": ("shortest first", "最短的先办"),
}
"""In which order units give out work, where they do not by first come."""
