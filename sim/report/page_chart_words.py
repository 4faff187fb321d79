"""Words of the charts that pages have beside those of a run's folder."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

PAGE_CHART_WORDS: Final[Words] = {
    "wait_axis": ("wait in the queue (s)", "排队等待（秒）"),
    "wait_share_axis": ("callers (%)", "来电人（%）"),
    "wait_none": ("none", "无"),
    "wait_over": ("{low}\nand more", "{low}\n以上"),
    "wait_title": (
        "Waits of those answered: {none} wait not at all, {long} longer than {than}",
        "接通者的等待：{none} 无需等待，{long} 超过 {than}",
    ),
    "wait_title_none": ("Waits: nobody was answered", "等待：无人接通"),
    "level_map_title": (
        "Service level within {within} by weekday: below {target} for {below} of the times of day; lowest {at} ({low})",
        "各星期的{within}限时接通率：{below} 的时段低于 {target}；{at} 最低（{low}）",
    ),
    "level_map_title_plain": (
        "Service level within {within} by weekday: lowest {at} ({low})",
        "各星期的{within}限时接通率：{at} 最低（{low}）",
    ),
    "over_under_axis": ("people over (+) or under (-)", "超出（+）或缺少（-）人数"),
    "balance_title": (
        "People against load in a mean week: {under} person-hours too few, {over} too many; worst {at} ({heads} short)",
        "平均一周的人力与负荷：缺 {under} 人时，超 {over} 人时；{at} 最缺（缺 {heads} 人）",
    ),
    "balance_title_over": (
        "People against load in a mean week: nowhere half a person too few, {over} person-hours more than required",
        "平均一周的人力与负荷：各时段均未缺半人以上，比需求多 {over} 人时",
    ),
    "pool_map_title": (
        "Busiest over the day: {pool} ({share}); the fullest hour is that of {most} {at} ({peak})",
        "全天最忙：{pool}（{share}）；最满的一小时为 {most} {at}（{peak}）",
    ),
    "day_kinds_title": (
        "A mean day of each kind: {list}",
        "各类日期的平均一天：{list}",
    ),
    "day_kinds_one": (
        "{kind} {calls} calls, at most {heads} people at work",
        "{kind}来电 {calls} 次，最多 {heads} 人在席",
    ),
    "day_kinds_panel": ("{kind} ({days})", "{kind}（{days}）"),
    "day_kinds_calls": ("calls", "来电（次）"),
    "waterfall_title": (
        "A ticket is open {total} on average within the run: {stage} takes {hours} of it",
        "一件工单在仿真期内平均历时 {total}：其中{stage}占 {hours}",
    ),
    "waterfall_title_none": ("Where a ticket's time goes: no ticket took any", "工单用时：无"),
    "waterfall_axis": ("mean time of a ticket received ({unit})", "每件受理工单平均用时（{unit}）"),
    "waterfall_total": ("together", "合计"),
    "league_title": (
        "Units on time: {best} leads with {most}, {worst} is last with {least}",
        "各单位按时办结率：{best} 最高（{most}），{worst} 最低（{least}）",
    ),
    "league_title_one": ("On time: {unit} closes {share}", "按时办结率：{unit} 为 {share}"),
    "league_title_none": ("Units on time: no ticket was due", "各单位按时办结率：没有到期工单"),
    "league_axis": ("closed on time (% of those due, with 95 % interval)", "按时办结（占到期工单的%，附95%置信区间）"),
    "league_open_axis": ("open at the end", "期末未办结（件）"),
    "unit_open_title": (
        "Open tickets of each unit: most at {unit} ({peak}, {at})",
        "各单位未办结工单：{unit} 最多（{at} {peak} 件）",
    ),
    "unit_open_title_none": ("Open tickets of each unit: none", "各单位未办结工单：无"),
    "skills_title": (
        "Who answers what: {pool} took most, {share} of all that were taken",
        "谁受理什么：{pool}受理最多，占全部受理的 {share}",
    ),
    "skills_title_alone": ("Who answers what: '{type}' rests on {pool} alone", "谁受理什么：“{type}”只由{pool}受理"),
    "skills_axis": (
        "share of the type's contacts that were taken (%); grey: may not take them",
        "占该类受理来件的比例（%）；灰色：不受理此类",
    ),
    "tornado_title": (
        "What would help '{promise}': {relief} brings {gain}",
        "改进“{promise}”：{relief}，提升 {gain}",
    ),
    "tornado_title_none": (
        "What would help '{promise}': no single step is found to bring a point",
        "改进“{promise}”：未发现能提升 1 个百分点的单项措施",
    ),
    "tornado_title_unclear": (
        "What would help '{promise}': not yet clear; {relief} looks best",
        "改进“{promise}”：尚不能确定；{relief}看来最有效",
    ),
    "tornado_axis": ("gain (points, with 95 % interval)", "提升（百分点，附95%置信区间）"),
    "published_title": (
        "Published against simulated: {good} of {all} agree, {predicted} of them predicted",
        "公开数字与仿真：{all} 个中 {good} 个相符，其中 {predicted} 个为预测",
    ),
    "published_axis": ("simulated, in % of the published figure", "仿真值（占公开数字的%）"),
    "published_stated": ("published, as far as its words and rounding leave room", "公开数字（按其措辞与取整的范围）"),
    "published_simulated": ("simulated, with the interval of such a period", "仿真值（附同样时段的区间）"),
    "targets_title": (
        "Targets: {met} met, {failed} not met, {open} undecided",
        "目标：{met} 个达到，{failed} 个未达到，{open} 个未定",
    ),
    "targets_axis": ("found (%), with its interval; the mark is the target", "结果（%），附区间；竖线为目标"),
    "sweep_map_title": ("{measure}: {value} at {at}", "{measure}：{at} 时为 {value}"),
    "sweep_effects_title": (
        "{measure}: {factor} moves it most, from {low} to {high}",
        "{measure}：{factor} 影响最大，自 {low} 至 {high}",
    ),
    "sweep_front_title": (
        "Cost against {measure}: {n} of {all} designs are beaten by none",
        "成本与{measure}：{all} 个方案中有 {n} 个未被超越",
    ),
    "ceiling_mark": ("ceiling: with people enough for all", "上限：人手充足时"),
    "band_mean": ("95 % interval of the mean", "均值的95%置信区间"),
    "closure_cut": ("a mark: tickets still open or withdrawn at that age", "短线：到该时长仍未办结或已撤回的工单"),
}
"""Key to (English, Chinese)."""
KIND_OF_DAY_WORDS: Final[Words] = {
    "working_day": ("working days", "工作日"),
    "rest_day": ("rest days", "休息日"),
    "holiday": ("holidays", "节假日"),
}
"""Kinds of day, several of them."""
