"""What exports call urgencies, states in which a ticket is over, and calls that gave up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

URGENCY_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "normal": ("normal", "low", "medium", "普通", "一般", "平件"),
    "urgent": ("urgent", "high", "2", "2 - high", "p2", "急", "紧急", "急件", "加急", "较急"),
    "critical": (
        "critical", "very urgent", "emergency", "1", "1 - critical", "p1", "特急", "特急件", "特级", "非常紧急",
    ),
}  # fmt: skip
"""Of the three steps 一般, 紧急 and 特急 the second is urgent."""
CLOSED_WORDS: Final = (
    "closed", "done", "complete", "completed", "closed - resolved", "case closed", "withdrawn", "cancelled", "canceled",
    "void",
    "已办结", "办结", "已结案", "结案", "已关闭", "关闭", "已归档", "归档", "已完成",
    "撤诉", "已撤诉", "撤单", "已撤单", "撤销", "已撤销", "作废", "已作废",
)  # fmt: skip
"""Closed, or withdrawn. A ticket that is resolved or handled may still be reviewed."""
GAVE_UP_WORDS: Final = frozenset(
    (
        "abandoned", "abandon", "aban", "gave up", "given up", "lost", "missed", "unanswered", "not answered",
        "no answer", "hangup", "hung up", "hang up", "timeout", "failed", "no", "0", "false",
        "放弃", "未接", "未接通", "未接听", "未应答", "挂断", "主叫挂断", "用户挂断", "呼损", "排队放弃",
        "超时", "失败", "否",
    )
)  # fmt: skip
