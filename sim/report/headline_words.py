"""Words of the sentences that say what stands out about tickets, in English and Chinese."""

from __future__ import annotations

from typing import Final

HEADLINE_WORDS: Final = {
    "head_half": ("Half are closed within {median}.", "半数工单在 {median} 内办结。"),
    "head_stage": (
        "The largest part of the time that tickets are open goes to {stage}: {share}{cause}.",
        "工单未办结期间，耗时最多的环节是{stage}，占 {share}{cause}。",
    ),
    "head_two_stages": (
        "The largest parts of the time that tickets are open go to {list}.",
        "工单未办结期间，耗时最多的环节是{list}。",
    ),
    "head_one_of_two": ("{stage} ({share}{cause})", "{stage}（{share}{cause}）"),
    "head_no_stage": (
        "Of the time that tickets are open, {list}; which is the largest is not clear.",
        "工单未办结期间的耗时：{list}；孰多孰少尚不明确。",
    ),
    "head_first_look": (
        "Of the time that tickets are open in this one run, {list}.",
        "本次单次仿真中，工单未办结期间的耗时：{list}。",
    ),
    "head_part": ("{stage} takes {share}", "{stage}占 {share}"),
    "head_list_comma": (", ", "、"),
    "head_list_and": (" and ", "、"),
    "head_cause": (", {cause_share} of it {cause}", "，其中 {cause_share} 为{cause}"),
    "head_misses_same": (
        "{missed} of the tickets miss '{promise}'; {stage} is the largest part of their time, too: {share}.",
        "未达到“{promise}”的工单占 {missed}；其耗时最多的也是{stage}，占 {share}。",
    ),
    "head_misses_other": (
        "{missed} of the tickets miss '{promise}': of their time, {list}.",
        "未达到“{promise}”的工单占 {missed}，其耗时：{list}。",
    ),
    "head_relief": (
        "What would help '{promise}' most of all single steps: {relief}, {gain} more in time.",
        "单项改进中对“{promise}”帮助最大的是：{relief}，达标率提高{gain}。",
    ),
    "head_relief_not_alone": (
        "What would help '{promise}': {relief} ({gain} more in time), or {other} ({other_gain}).",
        "对“{promise}”有帮助的是：{relief}（达标率提高{gain}），或{other}（{other_gain}）。",
    ),
    "head_people": (
        "More people at any one place would bring {gain}.",
        "仅在某一处增加人手，提高{gain}。",
    ),
    "head_people_little": (
        "More people at any one place would bring less than a point.",
        "仅在某一处增加人手，提高不足一个百分点。",
    ),
    "head_no_relief": (
        "No single step would bring '{promise}' a point or more.",
        "没有哪一项单独改进能使“{promise}”提高一个百分点以上。",
    ),
    "head_relief_unclear": (
        "What would help '{promise}' is not clear from {n} replications; perhaps: {relief}.",
        "{n} 次重复仿真尚不足以判断哪项改进对“{promise}”有帮助；可能是：{relief}。",
    ),
    "points": ("about {n} points", "约 {n} 个百分点"),
    "point": ("about {n} point", "约 {n} 个百分点"),
    "points at most": ("up to {n} points", "至多 {n} 个百分点"),
    "point at most": ("up to {n} point", "至多 {n} 个百分点"),
    "relief people": ("a quarter more people at {place}", "{place}增加四分之一人手"),
    "relief hours": ("two hours longer a day at {place}", "{place}每天延长服务两小时"),
    "relief hours of": (
        "two hours longer a day for {stage} ({place})",
        "{stage}每天延长两小时（{place}）",
    ),
    "relief answer": ("acceptance a quarter faster at {place}", "{place}签收用时缩短四分之一"),
    "relief outside": ("outside delay a quarter shorter at {place}", "{place}外部等待缩短四分之一"),
    "relief returned": ("a quarter fewer wrong dispatches", "派错工单减少四分之一"),
    "head_slow": (
        "{unit} is slower than the other units: {hours} a ticket{range} against {others}{cause}; {tickets} tickets.",
        "{unit}明显慢于其他单位：每件 {hours}{range}，其他单位 {others}{cause}；共 {tickets} 件。",
    ),
    "head_range": (" ({low} to {high})", "（{low} 至 {high}）"),
    "head_slow_cause": ("; {cause_share} of it is {cause}", "；其中 {cause_share} 为{cause}"),
    "head_no_slow": (
        "No unit is clearly slower than the others.",
        "没有哪个单位明显慢于其他单位。",
    ),
    "cause hours": ("waiting for opening hours", "非工作时段等待"),
    "cause people": ("waiting for a free person", "等待空闲人手"),
    "cause work": ("work itself", "实际办理"),
    "cause answer": ("waiting for acceptance", "等待单位签收"),
    "cause outside": ("outside delay", "外部等待"),
    "cause retry": ("waiting for the next try to reach the citizen", "等待再次回访"),
    "cause returned": ("wrong dispatches", "派错退回"),
    "cause reopened": ("work after a reopening", "重办"),
    "stage returned": ("wrong dispatches", "派错退回"),
    "no_wage": (
        "Cost of staff: no wage is stated for {pools}; their hours are not in it.",
        "人工成本：{pools}未填工资，其工时未计入。",
    ),
    # charts
    "legend hours": ("closed", "非工作时段"),
    "legend people": ("nobody free", "等人手"),
    "legend work": ("work", "办理"),
    "legend answer": ("acceptance", "签收"),
    "legend outside": ("outside", "外部"),
    "legend retry": ("next try", "再拨"),
    "legend returned": ("returned", "退回"),
    "legend reopened": ("reopened", "重办"),
    "stages_title": ("Where the time goes: {stage} takes {share} of it{cause}", "时间去向：{stage}占 {share}{cause}"),
    "stages_title_list": ("Where the time goes: {list}", "时间去向：{list}"),
    "stages_title_none": ("Where the time goes: no ticket was open", "时间去向：没有工单"),
    "stages_axis": (
        "share of the time that tickets are open (%); in brackets: mean time of one pass",
        "占工单未办结时间的比例（%）；括号内为平均每次时长",
    ),
    "stage_bar": ("{share} ({mean})", "{share}（{mean}）"),
    "units_title": (
        "Units: {unit} takes {hours} a ticket{cause}, the others {others}",
        "承办单位：{unit}每件 {hours}{cause}，其他单位 {others}",
    ),
    "units_title_cause": (" ({cause_share} of it {cause})", "（其中 {cause_share} 为{cause}）"),
    "units_title_more": ("Units: slower than the others are {list}", "承办单位：明显慢于其他单位的有{list}"),
    "unit_hours": ("{unit} ({hours})", "{unit}（{hours}）"),
    "units_title_one": ("Units: {unit} takes {hours} a ticket", "承办单位：{unit}每件 {hours}"),
    "units_title_alike": (
        "Units: none is clearly slower than the others; {hours} a ticket on average",
        "承办单位：没有哪个单位明显慢于其他单位，平均每件 {hours}",
    ),
    "units_title_mean": ("Units: {hours} a ticket on average", "承办单位：平均每件 {hours}"),
    "units_title_none": ("Units: no ticket came to any", "承办单位：没有工单"),
    "units_time": ("mean time at the unit ({unit})", "工单在该单位的平均时长（{unit}）"),
}  # fmt: skip
"""Key to (English, Chinese)."""
