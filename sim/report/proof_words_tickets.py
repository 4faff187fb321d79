"""Words of the proof's cases about tickets."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

TICKET_QUANTITIES: Final[Words] = {
    "closed_in_min_3": ("closed within 3 min", "3 分钟内办结"),
    "closed_in_min_6": ("closed within 6 min", "6 分钟内办结"),
    "closed_in_min_12": ("closed within 12 min", "12 分钟内办结"),
    "closed_in_min_24": ("closed within 24 min", "24 分钟内办结"),
    "closed_in_h_3": ("closed within 3 h", "3 小时内办结"),
    "closed_in_h_8": ("closed within 8 h", "8 小时内办结"),
    "closed_in_h_24": ("closed within 24 h", "24 小时内办结"),
    "mean_closure": ("mean time to closure", "平均办结时长"),
    "wait_urgent": ("mean wait, urgent", "平均等待（紧急）"),
    "wait_normal": ("mean wait, normal", "平均等待（一般）"),
    "wait_squared": ("wait squared, in mean works", "等待平方的平均（以平均办理时长计）"),
    "wait_short": ("mean wait, shorter half of the work", "平均等待（较短的一半）"),
    "wait_long": ("mean wait, longer half of the work", "平均等待（较长的一半）"),
    "dispatches": ("dispatches per ticket", "每单派单次数"),
    "handlings": ("handlings per ticket", "每单办理次数"),
    "overdue": ("share that falls overdue", "超期比例"),
    "chase_ups": ("chase-up calls per ticket", "每单催办来电"),
    "chase_ups_by_noon": ("chase-up calls by noon", "上午催办来电比例"),
    "by_machine": ("dispatched by machine", "智能派单比例"),
    "machine_right": ("machine right", "智能派单准确率"),
    "first_right": ("first dispatch right", "首次派单准确率"),
    "same_day": ("closed the same day", "当日办结"),
    "in_24_h": ("closed within 24 h", "24 小时内办结"),
    "open_tickets": ("open tickets, mean", "在办工单数（平均）"),
}
"""Quantity to (English, Chinese)."""
TICKET_CASES: Final[Words] = {
    "tickets_crews": (
        "Tickets, M/M/4: crews round the clock, 2.4 erlang",
        "工单 M/M/4：4 个全天班组，2.4 爱尔兰",
    ),
    "tickets_two_stages": (
        "Tickets: 2 dispatchers, then 4 crews, round the clock",
        "工单：2 名派单员，然后 4 个班组，全天",
    ),
    "tickets_urgency": (
        "Tickets, M/M/3, urgent ones first (Cobham), 2.4 erlang",
        "工单 M/M/3，紧急工单优先（Cobham），2.4 爱尔兰",
    ),
    "tickets_newest_first": (
        "Tickets, M/M/1, newest first (Takacs), 0.5 erlang",
        "工单 M/M/1，后到先办（Takács），0.5 爱尔兰",
    ),
    "tickets_random_order": (
        "Tickets, M/M/1, by lot (Kesten and Runnenburg), 0.5 erlang",
        "工单 M/M/1，随机次序（Kesten 和 Runnenburg），0.5 爱尔兰",
    ),
    "tickets_shortest_first": (
        "Tickets, M/M/1, shortest first (Phipps), 0.5 erlang",
        "工单 M/M/1，最短先办（Phipps），0.5 爱尔兰",
    ),
    "tickets_chain": (
        "From call to closure: returns 20 %, reopened 10 % to dispatch, product form (Jackson)",
        "从来电到办结：退单 20%，10% 重办并重新派单，乘积形式解（Jackson）",
    ),
    "tickets_chain_to_handling": (
        "From call to closure: the same, reopened to handling",
        "从来电到办结：同上，重办直接回承办单位",
    ),
    "tickets_clock": (
        "Enough people: returns, joint handling, waiting for others, reopening (phase-type law)",
        "人手充足：退单、联合办理、等待外部、重办（位相型分布）",
    ),
    "tickets_chase_ups": (
        "Accurate dispatch 95 %: overdue tickets make their citizens call (flow balance)",
        "派单准确率 95%：超期工单引起催办来电（流量平衡）",
    ),
    "tickets_chase_ups_more": (
        "Accurate dispatch 60 %: more overdue tickets, more calls (flow balance)",
        "派单准确率 60%：超期更多，催办来电更多（流量平衡）",
    ),
    "tickets_machine": (
        "Dispatch by machine (85 % right) that hands over what it is unsure of",
        "智能派单（准确率 85%），把握不足时转人工",
    ),
    "tickets_shift_finish": (
        "8 crews from 8 to 17 who finish what they have in hand, against the Kolmogorov equations",
        "8 个班组 8-17 时，下班前办完手头工单，对照 Kolmogorov 方程",
    ),
    "tickets_shift_pause": (
        "The same crews, who put it down until the next shift",
        "同样的班组，下班时暂停，次日继续",
    ),
    "tickets_shift_no_late_start": (
        "The same crews, who begin nothing in the last 72 minutes",
        "同样的班组，下班前 72 分钟内不再开始新工单",
    ),
}
"""Name of a case to (English, Chinese)."""
