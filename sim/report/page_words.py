"""Words of pages: headings, sentences and columns that stand on no console."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

PAGE_WORDS: Final[Words] = {
    "page_skip": ("Skip to the results", "跳到结果"),
    "page_contents": ("Contents", "目录"),
    "page_numbers": ("The numbers of this chart", "本图数据"),
    "page_asked": ("What was asked", "问题"),
    "page_answer": ("The answer", "结论"),
    "page_targets": ("Targets", "目标"),
    "page_time": ("Where the time goes", "时间去向"),
    "page_day": ("The day by interval", "分时段情况"),
    "page_closure": ("Backlog and closure", "存量与办结"),
    "page_people": ("People and working hours", "人员与工时"),
    "page_assumed": ("What was assumed", "数据来源与假设"),
    "page_published": ("Published figures against the simulation", "公开数字与仿真对照"),
    "page_sure": ("How sure this is", "把握程度"),
    "page_stress": ("The model by STRESS-DES", "STRESS-DES 模型说明"),
    "page_again": ("How to get it again", "如何重现"),
    "page_all_measures": ("All measures", "全部指标"),
    "page_unmet": ("{met} of {all} targets are met. Not met: {list}.", "{all} 个目标中 {met} 个达到。未达到：{list}。"),
    "page_all_met": ("All {all} targets are met: {list}.", "{all} 个目标全部达到：{list}。"),
    "page_open": (
        "{met} of {all} targets are met. Not decided: {list}.",
        "{all} 个目标中 {met} 个达到。未定：{list}。",
    ),
    "page_unmet_and_open": (
        "{met} of {all} targets are met. Not met: {list}. Not decided: {open}.",
        "{all} 个目标中 {met} 个达到。未达到：{list}。未定：{open}。",
    ),
    "page_no_targets": (
        "The scenario asks for no target; nothing is judged here.",
        "本场景未设目标，此处不作判定。",
    ),
    "page_target_found": ("{promise}, found {found}", "{promise}，结果 {found}"),
    "page_sure_sentence": (
        "This rests on {replications}; brackets are 95 % intervals, and {undecided}.",
        "依据{replications}；括号内为95%置信区间，{undecided}。",
    ),
    "page_sure_decided": ("every target is decided", "各目标均已判定"),
    "page_sure_open": ("{n} of {all} targets cannot be decided yet", "{all} 个目标中 {n} 个尚不能判定"),
    "page_sure_no_targets": ("no target was to be decided", "没有需要判定的目标"),
    "page_one_run": (
        "This rests on a single replication: it has no intervals, and decides nothing.",
        "仅依据 1 次重复仿真：没有置信区间，不能作出判定。",
    ),
    "page_promise": ("asked for", "要求"),
    "page_found": ("found", "结果"),
    "page_interval": ("95 % interval", "95%置信区间"),
    "page_verdict": ("verdict", "判定"),
    "page_measure": ("measure", "指标"),
    "page_estimate": ("estimate", "估计值"),
    "page_stated_value": ("published", "公开数字"),
    "page_kind": ("kind", "类别"),
    "page_source": ("source", "来源"),
    "page_key": ("key", "键"),
    "page_value": ("value", "取值"),
    "page_origin": ("origin", "性质"),
    "page_count": ("numbers", "数字个数"),
    "page_origins_by_source": ("What the numbers of the scenario rest on", "本场景各数字的依据"),
    "page_no_entry": ("(no entry in origins)", "（origins 中未列）"),
    "page_origins_all": ("Every number of the scenario ({n})", "本场景的全部数字（{n} 个）"),
    "page_kinds_note": (
        "An echo is an input of the scenario, and a fitted figure was tuned until it agreed.",
        "“引用”为场景输入，“拟合”为调参所得。",
    ),
    "page_no_published": ("The scenario states no published figure.", "本场景未列公开数字。"),
    "page_worst_days": ("The worst days", "最差的日子"),
    "page_all_days": ("Day by day", "逐日情况"),
    "page_shifts": ("Shifts", "班次"),
    "page_shift": ("shift", "班次"),
    "page_group": ("group", "岗位"),
    "page_from": ("from", "自"),
    "page_to": ("to", "至"),
    "page_heads": ("people", "人数"),
    "page_days": ("days", "天数"),
    "page_row": ("row", "条目"),
    "page_says": ("what this model says", "本模型"),
    "page_stress_note": (
        "Reporting guideline of Monks and others (2019), Journal of Simulation 13, 55: {n} of its 24 rows are filled "
        "from this scenario.",
        "报告规范见 Monks 等（2019），Journal of Simulation 13, 55：24 项中有 {n} 项由本场景自动填写。",
    ),
    "page_command": (
        "The same command, on the same version, gives the same bytes:",
        "在相同版本上执行同一命令，结果逐字节相同：",
    ),
    "page_fact": ("what", "项目"),
    "page_seed": ("seed", "随机种子"),
    "page_replications": ("replications", "重复次数"),
    "page_engine": ("engine", "引擎"),
    "page_created": ("run on", "运行时间"),
    "page_hash": ("SHA-256 of the scenario", "场景的 SHA-256"),
    "page_program": ("SHA-256 of the program", "程序的 SHA-256"),
    "page_data": ("SHA-256 of {file}", "{file} 的 SHA-256"),
    "page_foot": (
        "Made by hotline-sim {version}; it holds no script and asks nothing of any network.",
        "由 hotline-sim {version} 生成；不含脚本，不访问任何网络。",
    ),
    "page_print": (
        "To print it or save it as a PDF: open {file} in a browser and choose Print.",
        "如需打印或另存为PDF：用浏览器打开 {file}，选择“打印”。",
    ),
    "page_calls_in": ("{volume} calls a day", "每日来电 {volume} 次"),
    "page_online_in": ("{volume} messages a day", "每日网上诉求 {volume} 件"),
    "page_transfer_in": ("{volume} ready-made tickets a day", "每日转办工单 {volume} 件"),
    "page_comes": ("What comes: {list}.", "进线：{list}。"),
    "page_promises": ("What is promised: {list}.", "目标：{list}。"),
    "page_period": ("Period: {start} to {end} ({days}), {zone}.", "时段：{start} 至 {end}（{days}），{zone}。"),
}
"""Key to (English, Chinese)."""
ORIGIN_WORDS: Final[Words] = {
    "stated": ("stated", "有出处"),
    "derived": ("derived", "推算"),
    "assumed": ("assumed", "假设"),
    "none": ("not said", "未注明"),
}
"""Where a number comes from."""
