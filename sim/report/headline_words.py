"""Words of what stands out about tickets: sentences, and the charts of stages and units."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

HEADLINE_WORDS: Final[Words] = {
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
        "No single step is found to bring '{promise}' a point or more.",
        "未发现哪一项单独改进能使“{promise}”提高一个百分点以上。",
    ),
    "head_relief_unclear": (
        "What would help '{promise}' is not clear from {n} replications; perhaps: {relief}.",
        "{n} 次重复仿真尚不足以判断哪项改进对“{promise}”有帮助；可能是：{relief}。",
    ),
    "points": ("about {n} points", "约 {n} 个百分点"),
    "point": ("about {n} point", "约 {n} 个百分点"),
    "points_at_most": ("up to {n} points", "至多 {n} 个百分点"),
    "point_at_most": ("up to {n} point", "至多 {n} 个百分点"),
    "relief_hours_of": (
        "two hours longer a day for {stage} ({place})",
        "{stage}每天延长两小时（{place}）",
    ),
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
    "stage_returned": ("wrong dispatches", "派错退回"),
    # charts
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
    "units_shown": (" ({shown} of {all} units, those with most tickets)", "（{all} 个单位中工单最多的 {shown} 个）"),
    "units_counts": ("tickets", "工单（件）"),
    "units_on_time": ("closed on time (%)", "按期办结（%）"),
    "units_received": ("received", "受理"),
    "units_closed": ("closed", "办结"),
}
"""Key to (English, Chinese)."""

CAUSE_WORDS: Final[Words] = {
    "hours": ("waiting for opening hours", "非工作时段等待"),
    "people": ("waiting for a free person", "等待空闲人手"),
    "work": ("work itself", "实际办理"),
    "answer": ("waiting for acceptance", "等待单位签收"),
    "outside": ("outside delay", "外部等待"),
    "retry": ("waiting for the next try to reach the citizen", "等待再次回访"),
    "silence": ("silence before closure", "静默期"),
    "returned": ("wrong dispatches", "派错退回"),
    "reopened": ("work after a reopening", "重办"),
}
"""Why a ticket is where it is, as `sim.measures.ticket_pieces.CAUSES` names it."""
CAUSE_LEGENDS: Final[Words] = {
    "hours": ("closed", "非工作时段"),
    "people": ("nobody free", "等人手"),
    "work": ("work", "办理"),
    "answer": ("acceptance", "签收"),
    "outside": ("outside", "外部"),
    "retry": ("next try", "再拨"),
    "silence": ("silence", "静默"),
    "returned": ("returned", "退回"),
    "reopened": ("reopened", "重办"),
}
"""The same in a legend, where there is little room."""
RELIEF_WORDS: Final[Words] = {
    "people": ("a quarter more people at {place}", "{place}增加四分之一人手"),
    "hours": ("two hours longer a day at {place}", "{place}每天延长服务两小时"),
    "answer": ("acceptance a quarter faster at {place}", "{place}签收用时缩短四分之一"),
    "outside": ("outside delay a quarter shorter at {place}", "{place}外部等待缩短四分之一"),
    "silence": ("silence before closure a quarter shorter", "静默期缩短四分之一"),
    "returned": ("a quarter fewer wrong dispatches", "派错工单减少四分之一"),
}
"""What would be made easier, by the `part` of a `sim.measures.relief.Relief`."""
