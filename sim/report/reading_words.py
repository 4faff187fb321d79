"""Words of the reading of a scenario, `hotline check`."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

READING_WORDS: Final[Words] = {
    "ok": ("ok", "通过"),
    "reading_days": ("{start} to {end}{cut}, {days}, {zone}", "{start} 至 {end}{cut}，{days}，{zone}"),
    "reading_cut": (
        ", from {begins_at} on the first day to {ends_at} on the last",
        "，首日 {begins_at} 起，末日 {ends_at} 止",
    ),
    "reading_cut_day": (", from {begins_at} to {ends_at}", "，{begins_at} 至 {ends_at}"),
    "volume": ("{mean} on average, {low} to {high}", "平均 {mean}，范围 {low} 至 {high}"),
    "reading_shift": (
        "{group} / {shift}: {staff}, {start} to {end}, on {days}",
        "{group} / {shift}：{staff}，{start} 至 {end}，共 {days}",
    ),
    "reading_staff_file": (
        "{group} / {shift}: at most {most}, on {days}",
        "{group} / {shift}：至多 {most}，共 {days}",
    ),
    "reading_tickets": ("Tickets per day: {volume}", "每日工单：{volume}"),
    "reading_load": (
        "{names}: {offered} h of work a day for {staffed} h of people ({ratio})",
        "{names}：每日工作量 {offered} 小时，在岗 {staffed} 人时（{ratio}）",
    ),
    "reading_range": ("{low} to {high} each", "各 {low} 至 {high}"),
    "reading_open_work": (", and {hours} h open at the start", "，另有期初积压 {hours} 小时"),
    "reading_busiest": (
        "; busiest half hour {start}: {calls}, {ratio}",
        "；最忙半小时 {start}：{calls}，{ratio}",
    ),
    "reading_more_pools": ("... and {count} more groups and units", "……另有 {count} 个班组和承办单位"),
    "reading_hour": ("hour", "时"),
    "reading_calls": ("calls", "来电"),
    "reading_people": ("people", "人数"),
    "reading_overload": (
        "More work than people: the queue can only be kept in check by callers who give up.",
        "工作量超过人力：只有来电者放弃，排队才不会越来越长。",
    ),
    "people_range": ("{low}-{high} people", "{low}-{high} 人"),
}
"""Key to (English, Chinese)."""
CHANNEL_WORDS: Final[Words] = {
    "phone": (
        "Calls per day: {volume}",
        "每日来电：{volume}",
    ),
    "online": (
        "Messages per day: {volume}",
        "每日网上来件：{volume}",
    ),
    "transfer": (
        "Ready-made tickets per day: {volume}",
        "每日转办工单：{volume}",
    ),
}
"""Contacts per day by channel."""
SPECIAL_DAY_WORDS: Final[Words] = {
    "holidays": ("Holidays: {days}, {dates}", "节假日：{days}，{dates}"),
    "make_up_days": ("Make-up working days: {days}, {dates}", "调休上班日：{days}，{dates}"),
}
"""Days of the period that are not as their weekday."""
