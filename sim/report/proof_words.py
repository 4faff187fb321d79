"""Words of the proof: its columns, its quantities, its cases, the books of a run."""

from __future__ import annotations

from typing import Final

from sim.report.proof_words_tickets import TICKET_CASES, TICKET_QUANTITIES
from sim.report.said import Words

PROOF_WORDS: Final[Words] = {
    "proof_quantity": ("quantity", "指标"),
    "proof_theory": ("theory", "理论值"),
    "proof_simulated": ("simulated", "仿真值"),
    "proof_distance": ("t", "t"),
    "proof_finds": ("finds", "可检出"),
    "proof_agreement": ("agreement", "是否一致"),
    "agrees": ("agrees", "一致"),
    "disagrees": ("DISAGREES", "不一致"),
    "books_flow": ("{attempts} calls = {ends}", "{attempts} 通来电 = {ends}"),
    "books_little": (
        "time in queues: {a} h by the number waiting, {b} h by the waits (Little's law)",
        "排队时间：按排队人数累计 {a} 小时，按各人等待累计 {b} 小时（利特尔法则）",
    ),
    "books_busy": (
        "busy time: {a} h by person, {b} h by talk and wrap-up",
        "工作时间：按人员累计 {a} 小时，按通话与整理累计 {b} 小时",
    ),
    "books_hold": ("all identities hold", "全部恒等式成立"),
    "proof_counted": (
        "{agree} of {figures} figures agree; {inside} lie in their 95 % interval "
        "(about {expected} by chance; the figures of a case go together).",
        "{figures} 个数值中 {agree} 个一致；{inside} 个落在 95% 置信区间内"
        "（按概率约为 {expected} 个，同一算例的数值相互关联）。",
    ),
    "proof_good": ("The simulation agrees with theory.", "仿真与理论一致。"),
    "proof_bad": (
        "The simulation does NOT agree with theory: do not plan with it.",
        "仿真与理论不一致：请勿用于规划。",
    ),
    "proof_legend": (
        "t: distance in standard errors; beyond about 6 (by chance once in 200 million) a figure disagrees. "
        "finds: the smallest error of the simulation that would be found with chance 99 %.",
        "t：以标准误计的偏差，超过约 6（偶然发生概率两亿分之一）即判为不一致。可检出：能以 99% 的概率发现的最小误差。",
    ),
}
"""Key to (English, Chinese)."""
QUANTITY_WORDS: Final[Words] = {
    "p_wait": ("share that waits", "需要等待的比例"),
    "p_abandon": ("share that gives up", "放弃比例"),
    "p_blocked": ("share blocked", "占线比例"),
    "mean_wait": ("mean wait", "平均等待"),
    "mean_wait_first": ("mean wait, first class", "平均等待（优先）"),
    "mean_wait_second": ("mean wait, second class", "平均等待（普通）"),
    "answered_in_20_s": ("answered within 20 s", "20 秒内接通"),
    "waits_0800": ("share that waits 08-09", "8-9 时等待比例"),
    "waits_1600": ("share that waits 16-17", "16-17 时等待比例"),
    "attempts": ("attempts a citizen", "人均呼叫次数"),
    "in_orbit": ("waiting to redial, mean", "待重拨人数（平均）"),
    "in_house": ("callers in the house, mean", "在线人数（平均）"),
    "nobody": ("nobody in the house", "无人在线的概率"),
    "calls_a_day": ("calls a day", "日来电量"),
    "spread": ("variance of calls a day", "日来电量方差"),
    "quiet_days": ("days below 80 calls", "来电少于 80 的日子"),
    "calls_in_20_s": ("answered in 20 s, a day", "每日 20 秒内接通数"),
    "gone_a_day": ("given up, a day", "每日放弃数"),
    "blocked_a_day": ("blocked, a day", "每日占线数"),
    "cleared_a_day": ("cleared at close, a day", "每日关线清退数"),
} | TICKET_QUANTITIES
"""What is held against theory, by the `quantity` of an `Evidence`."""
CASE_WORDS: Final[Words] = {
    "erlang_b_light": (
        "Erlang B, light: 5 operators, 5 lines, 2.5 erlang",
        "Erlang B，轻载：5 名话务员，5 条线，2.5 爱尔兰",
    ),
    "erlang_b_critical": (
        "Erlang B, critical: 5 operators, 5 lines, 5 erlang",
        "Erlang B，临界：5 名话务员，5 条线，5 爱尔兰",
    ),
    "erlang_b_overload": (
        "Erlang B, overload: 5 operators, 5 lines, 10 erlang",
        "Erlang B，过载：5 名话务员，5 条线，10 爱尔兰",
    ),
    "erlang_c_light": (
        "Erlang C, light: 3 operators, 1.5 erlang, endless patience",
        "Erlang C，轻载：3 名话务员，1.5 爱尔兰，不放弃",
    ),
    "erlang_c_heavy": (
        "Erlang C, heavy: 3 operators, 2.25 erlang, endless patience",
        "Erlang C，重载：3 名话务员，2.25 爱尔兰，不放弃",
    ),
    "erlang_c_critical": (
        "Erlang C, critical: 5 operators, 5 erlang for three hours from empty",
        "Erlang C，临界：5 名话务员，从空闲开始三小时 5 爱尔兰",
    ),
    "erlang_c_overload": (
        "Erlang C, overload: 5 operators, 6 erlang for three hours from empty",
        "Erlang C，过载：5 名话务员，从空闲开始三小时 6 爱尔兰",
    ),
    "erlang_a_light": (
        "Erlang A, light: 5 operators, 3.5 erlang, patience 60 s, talk 60 s",
        "Erlang A，轻载：5 名话务员，3.5 爱尔兰，耐心 60 秒，通话 60 秒",
    ),
    "erlang_a_critical": (
        "Erlang A, critical: 5 operators, 5 erlang, patience 60 s, talk 60 s",
        "Erlang A，临界：5 名话务员，5 爱尔兰，耐心 60 秒，通话 60 秒",
    ),
    "erlang_a_overload": (
        "Erlang A, overload: 5 operators, 7.5 erlang, patience 60 s, talk 60 s",
        "Erlang A，过载：5 名话务员，7.5 爱尔兰，耐心 60 秒，通话 60 秒",
    ),
    "trunks": (
        "M/M/4/7: 4 operators, 7 lines, 4 erlang, endless patience",
        "M/M/4/7：4 名话务员，7 条线，4 爱尔兰，不放弃",
    ),
    "trunks_and_patience": (
        "M/M/4/7+M: the same, patience 60 s",
        "M/M/4/7+M：同上，耐心 60 秒",
    ),
    "patience_deterministic": ("M/M/5+D: patience just 40 s", "M/M/5+D：耐心恒为 40 秒"),
    "patience_uniform": ("M/M/5+G: patience uniform from 0 to 120 s", "M/M/5+G：耐心在 0 至 120 秒间均匀分布"),
    "patience_lognormal": ("M/M/5+G: lognormal patience, cv 1.5", "M/M/5+G：对数正态耐心，变异系数 1.5"),
    "patience_weibull": ("M/M/5+G: Weibull patience, shape 0.7", "M/M/5+G：Weibull 耐心，形状 0.7"),
    "patience_gamma": ("M/M/5+G: gamma patience, cv 0.5", "M/M/5+G：伽马耐心，变异系数 0.5"),
    "patience_hyperexponential": (
        "M/M/5+G: two kinds of callers, patience 10 s (40 %) and 90 s",
        "M/M/5+G：两类来电人，耐心 10 秒（40%）与 90 秒",
    ),
    "balking": (
        "M/M/5+G: a fifth leaves at once unless answered at once",
        "M/M/5+G：五分之一的人若不能立即接通便离开",
    ),
    "deterministic_talk": ("M/D/3: talks of just 60 s, 2.25 erlang", "M/D/3：通话恒为 60 秒，2.25 爱尔兰"),
    "priorities": (
        "M/M/3, two classes, the first goes before (Cobham), 2.25 erlang",
        "M/M/3，两类来电，第一类优先（Cobham），2.25 爱尔兰",
    ),
    "wrap_up": (
        "Talk 40 s, then wrap-up 20 s that only the operator stays for; endless patience",
        "通话 40 秒后整理 20 秒（仅占用话务员）；不放弃",
    ),
    "wrap_up_and_patience": (
        "Talk 40 s, then wrap-up 20 s, patience 60 s, 4 lines that wrap-up does not hold",
        "通话 40 秒后整理 20 秒，耐心 60 秒，4 条线（整理不占线）",
    ),
    "redial": (
        "Redial: 70 % of those who gave up call again after 120 s, as often as it takes",
        "重拨：放弃者中 70% 在平均 120 秒后再次来电，次数不限",
    ),
    "as_patient_as_served": (
        "Load that changes by the hour, patience like talk: a Poisson law at every instant",
        "逐时变化的话务量，耐心与通话同分布：任一时刻服从泊松分布",
    ),
    "changing_load_and_staff": (
        "Load and staff that change by the hour, against the Kolmogorov equations",
        "逐时变化的话务量与人力，对照 Kolmogorov 方程",
    ),
    "busy_days": (
        "Days of random busyness (cv 30 %): negative binomial calls",
        "随机繁忙日（变异系数 30%）：来电量服从负二项分布",
    ),
    "half_hour_table": (
        "Textbook: 100 calls in 30 min, 180 s, 14 operators",
        "教科书算例：30 分钟 100 通，每通 180 秒，14 名话务员",
    ),
    "half_hour_table_patience": (
        "Textbook: the same, patience 300 s",
        "教科书算例：同上，耐心 300 秒",
    ),
    "fifty_agents": (
        "Textbook: 2,880 calls an hour, 60 s, 50 operators, patience 120 s",
        "教科书算例：每小时 2880 通，每通 60 秒，50 名话务员，耐心 120 秒",
    ),
    "forty_agents": (
        "Textbook: 1,000 calls an hour, 120 s, 40 operators",
        "教科书算例：每小时 1000 通，每通 120 秒，40 名话务员",
    ),
    "published_m_m_12": (
        "Published by another simulator: M/M/12, eight hours from empty",
        "其他仿真软件公布的结果：M/M/12，从空闲开始 8 小时",
    ),
    "published_patience": (
        "Published by another simulator: M/M/12 + patience 1 min",
        "其他仿真软件公布的结果：M/M/12，耐心 1 分钟",
    ),
    "published_trunks": (
        "Published by another simulator: M/M/12/17",
        "其他仿真软件公布的结果：M/M/12/17",
    ),
    "published_clearing": (
        "Published by another simulator: M/M/12, queue cleared at close",
        "其他仿真软件公布的结果：M/M/12，关线时清空队列",
    ),
} | TICKET_CASES
"""What a case is about, by its name."""
END_WORDS: Final[Words] = {
    "waiting": ("waiting", "仍在等待"),
    "answered": ("answered", "接通"),
    "abandoned": ("abandoned", "放弃"),
    "blocked": ("blocked", "占线"),
    "closed": ("turned away", "关线未接"),
}
"""What became of a call, by its outcome in small letters."""
