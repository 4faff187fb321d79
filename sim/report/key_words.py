"""Words of `hotline explain` and of the page of keys, in English and Chinese."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

KEY_WORDS: Final[Words] = {
    # what may be written
    "key_one_of": ("one of {options}", "{options} 之一"),
    "key_list": ("a list, each: {of}", "列表，每项为：{of}"),
    "key_one_or_list": ("{of}; or a list of such", "{of}；或其列表"),
    "key_for_words": ("for any of {options}: {of}", "对 {options} 中的任一个：{of}"),
    "key_for_names": ("for each {name}: {of}", "每个{name}：{of}"),
    "key_or": ("; or ", "；或 "),
    "key_comma": (", ", "、"),
    "key_from_to": (", {low} to {high}", "，{low} 至 {high}"),
    # what is said of a key
    "key_required": ("none, it has to be written", "无，必须填写"),
    "key_no_default": ("none", "无"),
    "key_stop": (".", "。"),
    "key_named": ("'{given}' is the name of a {name} here", "此处「{given}」是{name}的名称"),
    "key_in_law": ("law {laws}", "分布 {laws}"),
    "key_law_keys": ("{meaning}. Keys: {keys}", "{meaning}。键：{keys}"),
    "key_laws": ("Laws ({example}), and their keys:", "分布（{example}）及其键："),
    "key_keys": ("Keys below it:", "下级的键："),
    "key_more": ("`{command}`, for example, says more of a key.", "各键详见例如 `{command}`。"),
    "key_sections": ("Keys at the top of a scenario:", "方案最上一级的键："),
    "key_sections_more": (
        "`hotline explain KEY.PATH` says more, such as `hotline explain operators.floor.wrap_up`.",
        "详见 `hotline explain KEY.PATH`，例如 `hotline explain operators.floor.wrap_up`。",
    ),
    # the page
    "key_column": ("key", "键"),
    "key_meaning": ("meaning", "含义"),
    "key_page_required": ("required", "必填"),
    "key_page_usual": ("Usual values, and how one measures them", "通常的取值和测量方法"),
    "key_page_at": ("At {paths}.", "位于 {paths}。"),
    "key_page_more_places": ("{paths} and {n} more places", "{paths} 等 {n} 处"),
    "key_page_shared": ("Besides, the keys of {parts}.", "另有{parts}的键。"),
    "key_page_shared_alone": ("The keys of {parts}.", "{parts}的键。"),
    "key_page_title": ("The keys of a scenario", "方案的键"),
    "key_page_top": ("Top", "最上一级"),
    "key_page_laws": ("Laws", "时长的分布"),
    "key_page_law": ("law: {law}", "law: {law}"),
}
VALUE_WORDS: Final[Words] = {
    "whole": ("a whole number", "整数"),
    "number": ("a number", "数"),
    "text": ("text", "文字"),
    "yes_no": ("true or false", "true 或 false"),
    "law": ("a law of lengths of time", "时长的分布"),
    "part": ("the keys below it", "下级的键"),
}
"""What may be written, by the kind of value; other kinds are put together of these."""
BOUND_WORDS: Final[Words] = {
    "least": (", at least {bound}", "，不小于 {bound}"),
    "most": (", at most {bound}", "，不大于 {bound}"),
    "above": (", above {bound}", "，大于 {bound}"),
    "below": (", below {bound}", "，小于 {bound}"),
}
"""Limits of a number, by their name."""
FACT_WORDS: Final[Words] = {
    "value": ("write", "填写"),
    "default": ("default", "默认"),
    "example": ("example", "示例"),
    "usual": ("usual", "通常"),
    "measure": ("measure", "测量"),
}
"""What is said of a key, by its name in JSON."""
SHARED_PART_WORDS: Final[Words] = {
    "Staff": ("People", "人员"),
    "Named": ("Names in reports", "报告中的名称"),
    "DataFile": ("Data files", "数据文件"),
    "ByPeople": ("Work of people on tickets", "人员对工单的工作"),
    "Call": ("Calls to citizens", "致电诉求人"),
    "Selection": ("Which measure of what", "哪个指标"),
    "Deadline": ("Time limits", "时限"),
    "EveryBut": ("Days", "日期"),
}
"""Keys that several parts share, by the part that they are written in."""
