"""Words of the pages of fits, forecasts, back-tests, matchings and the rest of a day."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

FINDING_PAGE_WORDS: Final[Words] = {
    "page_low_of": ("{level} %, low", "{level}%下限"),
    "page_high_of": ("{level} %, high", "{level}%上限"),
    "page_forecast": ("{title}: the days ahead", "{title}：未来各日预测"),
    "page_forecast_day": ("The busiest day by interval", "最忙一日的分时段预测"),
    "page_forecast_days": ("The days ahead", "未来各日"),
    "page_forecast_known": ("The recorded days of this chart", "本图中的历史各日"),
    "page_forecast_closed": ("closed", "不开放"),
    "page_forecast_methods": ("The contest of methods", "方法比较"),
    "page_forecast_used": ("used", "采用"),
    "page_forecast_interval_error": ("error an interval", "时段误差"),
    "page_forecast_cover": ("{level} %, days inside", "{level}%区间覆盖（日）"),
    "page_forecast_interval_cover": ("{level} %, intervals inside", "{level}%区间覆盖（时段）"),
    "page_forecast_contest": (
        "Each method forecast the file's own past from {origins} days, knowing only what came before. Errors are means "
        "of contacts without their sign; ratios are to the same weekday of the week before. The row 'the best one until "
        "then' says what choosing itself costs.",
        "每种方法都从过去 {origins} 个起点、只用此前的数据预测文件自身的历史。误差为绝对误差的均值；"
        "比值以上周同日为基准。“每日取此前最好的方法”一行说明选择方法本身的代价。",
    ),
    "page_forecast_unjudged": (
        "Too few days are known to judge any method.",
        "已知天数太少，无法评判方法。",
    ),
    "page_forecast_sure": (
        "Bands are made of this method's own past errors: of the days ahead 8 in 10 should lie in the bands of 80 %, as "
        "long as the line goes on as before.",
        "区间由该方法过去的误差得出：只要情况照旧，未来各日应有八成落在 80% 区间内。",
    ),
    "page_forecast_no_bands": (
        "Too few days are known for bands: these are single values, and nothing says how far off they may be.",
        "已知天数太少，没有区间：这里只有单个数值，无法说明可能的偏差。",
    ),
}
"""Key to (English, Chinese)."""
