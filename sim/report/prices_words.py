"""Words of `hotline need --prices`: what one more person-hour of each pool buys."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

CHANGE_WORDS: Final[Words] = {
    "heads": ("one more in each shift", "每班加一人"),
    "days": ("its shifts on every day", "各班每天都上"),
}
PRICE_WORDS: Final[Words] = {
    "price_best": (
        "{measure}: a person-hour a day buys most in {pool} ({change}), {gained} each.",
        "{measure}：每日每增加一个人工时，用在 {pool}（{change}）最有效，每小时 {gained}。",
    ),
    "price_none": (
        "{measure}: no pool is shown to change it, neither by more people nor by more days: `hotline run` tells what "
        "holds tickets up, and more replications (--reps) look closer.",
        "{measure}：未见任何岗组加人或加班日能改变它：`hotline run` 会列出工单在何处等待，--reps 可增加仿真次数。",
    ),
    "price_columns": ("pool|change|person-hours a day", "岗组|变动|每日人工时"),
    "price_ran": (
        "Each change alone, {replications}, seed {seed}, engine {engine}, the same citizens; all intervals hold at "
        "once with {confidence}.",
        "各项变动单独进行，{replications}，种子 {seed}，引擎 {engine}，市民相同；区间同时成立的把握为 {confidence}。",
    ),
}
