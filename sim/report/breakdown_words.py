"""Words of breakdowns: what measures are cut by, and the parts that are named by no scenario."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

CUT_WORDS: Final[Words] = {
    "type": ("By type", "按诉求类别"),
    "stream": ("By stream", "按来源"),
    "urgency": ("By urgency", "按紧急程度"),
    "group": ("By group", "按班组"),
    "unit": ("By unit", "按承办单位"),
    "area": ("By area", "按片区"),
    "hour": ("By hour", "按小时"),
    "day": ("By day", "按日期"),
    "weekday": ("By weekday", "按星期"),
}
"""What is cut by: the head of its tables."""
PART_WORDS: Final[Words] = {
    "mon": ("Monday", "周一"), "tue": ("Tuesday", "周二"), "wed": ("Wednesday", "周三"), "thu": ("Thursday", "周四"),
    "fri": ("Friday", "周五"), "sat": ("Saturday", "周六"), "sun": ("Sunday", "周日"),
    "critical": ("critical", "紧急"), "urgent": ("urgent", "急"), "normal": ("normal", "普通"),
    "": ("(none)", "（无）"),
}  # fmt: skip
"""Parts by their name; the empty one has none, such as no unit yet."""
BREAKDOWN_WORDS: Final[Words] = {
    "parts_more": ("... and {n} more: --json and --out have all of them", "……另有 {n} 项：--json 与 --out 含全部内容"),
    "parts_note": (
        "Estimates; their intervals and all other measures are in --json and --out.",
        "表中为估计值；其置信区间及其他指标见 --json 与 --out。",
    ),
}
"""Key to (English, Chinese)."""
