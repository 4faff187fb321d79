"""Words of `hotline plan --front`: what plans cost at several levels of a target."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

FRONT_WORDS: Final[Words] = {
    "front_answer": (
        "What the cheapest plan found costs, by what {measure} must be ({side}), all other targets kept:",
        "按 {measure} 的要求（{side}）列出所找到的最低费用方案，其余目标均须达到：",
    ),
    "front_columns": (
        "level|people|paid hours|cost|more|verdict|with fresh chance",
        "要求|人数|计薪工时|费用|增加|结论|新样本检验",
    ),
    "front_none": ("no plan of these shifts", "此类班次无可行方案"),
    "front_reason": ("{level}: {reason}", "{level}：{reason}"),
    "front_title": (
        "{low} costs {low_cost}, {high} costs {high_cost}: {measure}",
        "{low} 费用 {low_cost}，{high} 费用 {high_cost}：{measure}",
    ),
    "front_title_one": ("What {measure} costs", "{measure} 的费用"),
    "front_level_axis": ("{measure}, required", "{measure}（要求）"),
    "front_cost_axis": ("cost of the plan", "方案费用"),
}  # fmt: skip
"""Key to (English, Chinese)."""
