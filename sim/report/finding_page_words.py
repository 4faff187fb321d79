"""Words of the pages of fits, forecasts, back-tests, matchings and the rest of a day."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

FINDING_PAGE_WORDS: Final[Words] = {
    "page_low_end": ("{what}, low", "{what}下限"),
    "page_high_end": ("{what}, high", "{what}上限"),
    "page_low_of": ("{level} %, low", "{level}%下限"),
    "page_high_of": ("{level} %, high", "{level}%上限"),
    "page_forecast": ("{title}: the days ahead", "{title}：未来各日预测"),
    "page_forecast_history": (
        "Recorded: {days} from {first} to {last}, {mean} contacts a day in the mean.",
        "历史：{first} 至 {last} 共 {days}，日均 {mean} 个。",
    ),
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
        "of contacts without their sign; ratios are to the same weekday of the week before. The row 'the best one "
        "until then' says what choosing itself costs.",
        "每种方法都从过去 {origins} 个起点、只用此前的数据预测文件自身的历史。误差为绝对误差的均值；"
        "比值以上周同日为基准。“每日取此前最好的方法”一行说明选择方法本身的代价。",
    ),
    "page_forecast_unjudged": (
        "Too few days are known to judge any method.",
        "已知天数太少，无法评判方法。",
    ),
    "page_forecast_sure": (
        "Bands are made of this method's own past errors: of the days ahead 8 in 10 should lie in the bands of 80 %, "
        "as long as the line goes on as before.",
        "区间由该方法过去的误差得出：只要情况照旧，未来各日应有八成落在 80% 区间内。",
    ),
    "page_forecast_no_bands": (
        "Too few days are known for bands: these are single values, and nothing says how far off they may be.",
        "已知天数太少，没有区间：这里只有单个数值，无法说明可能的偏差。",
    ),
    "page_fit": ("{title}: what the records say", "{title}：拟合结果"),
    "page_fit_scenario": (
        "The scenario is scenario.yaml in this folder: {n} numbers of it were fitted, each with its interval below.",
        "方案为本文件夹中的 scenario.yaml：其中 {n} 个参数由数据拟合，各自的区间见下。",
    ),
    "page_fit_against": ("Recorded against fitted", "记录与拟合对照"),
    "page_fit_against_note": (
        "Where the dashed line lies on the black one, the law says what was recorded. Below each chart stands how long "
        "some shares last at least, as recorded and as fitted.",
        "虚线与黑线重合之处，分布与记录一致。每张图下列出若干占比至少持续的时长：记录值与拟合值。",
    ),
    "page_fit_numbers": ("Every number with its interval", "全部参数及区间"),
    "page_fit_told_only": ("told only; the scenario does not have it", "仅供参考，方案中没有"),
    "page_fit_units": ("Units", "承办单位"),
    "page_fit_middle": ("half of the tickets within", "半数工单时长"),
    "page_fit_in_hours": ("counted in", "计时方式"),
    "page_fit_open_hours": ("open hours", "办公时间"),
    "page_fit_all_hours": ("all hours", "全天"),
    "page_fit_law": ("law", "分布"),
    "page_fit_mind": ("What to mind", "注意事项"),
    "page_fit_rows": ("Rows that were left out or are odd", "未计入或有异常的行"),
    "page_fit_file": ("file", "文件"),
    "page_fit_counts_as": ("counts", "处理"),
    "page_fit_is_out": ("left out", "未计入"),
    "page_fit_is_kept": ("kept", "保留"),
    "page_fit_why": ("why", "原因"),
    "page_fit_line": ("first line", "首行"),
    "page_fit_what": ("length", "时长"),
    "page_fit_share": ("share that lasts longer", "更久者占比"),
    "page_fit_stay": ("stay at {unit}", "在 {unit} 停留"),
    "page_fit_stream": ("of", "来源"),
    "page_fit_calls": ("calls", "来电"),
    "page_fit_tickets": ("tickets", "工单"),
    "page_fit_weekday": ("weekday", "星期"),
    "page_fit_per_day": ("a day", "日均"),
    "page_fit_sure": (
        "Intervals of 95 % hold what chance does to so many rows. They do not hold what a law hides, nor that the line "
        "may change. `hotline backtest` fits all but the last days and says what can be trusted.",
        "95% 区间反映这么多行数据的偶然性，不反映分布选择的误差，也不反映情况的变化。"
        "`hotline backtest` 用前面的日子拟合、用最后几天检验，说明哪些可信。",
    ),
    "page_backtest": ("{title}: held against real days", "{title}：与实际日对照"),
    "page_backtest_measures": ("Measure by measure", "逐项指标"),
    "page_backtest_each": ("The real days beside their bands", "各日实际值与区间"),
    "page_backtest_fitted": ("What was fitted to the days before", "用此前各日拟合的参数"),
    "page_backtest_days": ("days", "天数"),
    "page_backtest_rules": (
        "'Trust it' is said where the bands of 80 % and of 95 % hold as many real days as they say, and the mean is "
        "off by a fifth at most (a share also by a fifth of what is missing), each but for chance (1 in 20). 'Trust "
        "the direction only' is said where that is not so, but the mean is off by a fifth at most, whatever chance "
        "does, or the simulated days rise and fall with the real ones. With fewer than five days nothing is said.",
        "80% 和 95% 区间包含的实际日数与其所称相符，且均值偏差不超过五分之一（占比还须不超过其余部分的五分之一）"
        "时为“可信”，各项均允许二十分之一的偶然；不符合、但不计偶然时均值偏差仍不超过五分之一，"
        "或仿真各日与实际各日同升同降时为“只可信其方向”；不足五天时不作判断。",
    ),
    "page_backtest_sure": (
        "Each day was simulated in {replications}. 'Spread from unknown numbers' is the part of the spread that comes "
        "from what the fit does not know, with an interval of 95 %: more weeks of records make it less, more "
        "replications only make its interval narrower. The verdicts "
        "are about these days; a line that changes afterwards is not covered.",
        "每一天均依据{replications}。“参数未知所占的波动”来自拟合本身的未知，"
        "括号内为95%区间：增加记录的周数才会减小，增加重复次数只会使区间变窄。"
        "以上结论只针对这些天；此后情况有变则不适用。",
    ),
    "page_tonight": ("{title}: will we clear tonight?", "{title}：今天能否清零？"),
    "page_tonight_period": ("From {day} {at} until {until}.", "{day} {at} 至 {until}。"),
    "page_tonight_chances": ("How likely it is", "可能性"),
    "page_tonight_open": ("Open tickets until the end", "到时各时刻未办结工单"),
    "page_tonight_places": ("Where what is left is", "剩余工单在哪里"),
    "page_tonight_levers": ("What would help", "哪些措施有用"),
    "page_tonight_tickets": ("Each ticket that is open now", "现有每件未办结工单"),
    "page_tonight_tickets_note": (
        "The least likely to be closed in time stand first: {n} tickets.",
        "最可能超时的排在前面：共 {n} 件。",
    ),
    "page_tonight_left": ("How many are left", "剩余多少"),
    "page_tonight_of": ("of", "范围"),
    "page_tonight_now": ("those open now", "现有未办结"),
    "page_tonight_all": ("all, those still to come too", "连同此后受理的"),
    "page_tonight_what": ("how many are left", "剩余数量"),
    "page_tonight_most": ("left at most", "最多剩余"),
    "page_tonight_chance": ("chance", "可能性"),
    "page_tonight_mean": ("left on average", "平均剩余"),
    "page_tonight_quantile": ("{share} % of cases: at most", "{share}%的情形不超过"),
    "page_tonight_more_chance": (
        "more chance that all open now are closed (points)",
        "现有全部办结可能性增加（百分点）",
    ),
    "page_tonight_more_left": ("more left of all", "全部剩余增加（件）"),
    "page_tonight_more_now": ("more left of those open now", "现有剩余增加（件）"),
    "page_tonight_levers_note": (
        "Each change met the same citizens as the day without it; below zero, fewer are left.",
        "每项措施面对与原方案相同的市民；负数表示剩余减少。",
    ),
    "page_tonight_sure": (
        "The rest of the day was simulated in {replications}; brackets are 95 % intervals. They say how well the "
        "chance is known by simulating, not how true the scenario is.",
        "依据{replications}模拟此后的时段；括号内为95%置信区间。区间只说明仿真的精度，不说明方案是否符合实际。",
    ),
    "page_match": ("{title}: matched with published figures", "{title}：与公布的数字匹配"),
    "page_match_published": (
        "Published: {figure}: {published} ({source}).",
        "公布：{figure}：{published}（{source}）。",
    ),
    "page_match_published_only": ("Published: {figure}: {published}.", "公布：{figure}：{published}。"),
    "page_match_unknowns": ("What remains possible", "仍有可能的取值"),
    "page_match_figures": ("How each figure counts", "各数字的作用"),
    "page_match_pairs": ("What the figures bind together", "相互牵连的参数"),
    "page_match_pairs_note": (
        "Rank correlations over what remains: near 1 or -1, the figures bind both numbers together.",
        "剩余取值中的秩相关：接近 1 或 -1 表示这些数字把两者约束在一起。",
    ),
    "page_match_first": ("one number", "参数一"),
    "page_match_second": ("the other", "参数二"),
    "page_match_correlation": ("rank correlation", "秩相关"),
    "page_match_waves": ("The waves", "各轮"),
    "page_match_least": ("least implausibility", "最小偏差"),
    "page_match_simulated": ("Places that were simulated at the end", "最后仿真的各处"),
    "page_match_place": ("place", "位置"),
    "page_match_own": ("the scenario itself", "方案自身"),
    "page_match_drawn": ("drawn from what remains", "取自剩余范围"),
    "page_match_least_place": ("the least implausible", "最不矛盾处"),
    "page_match_emulated": ("off by the emulators", "代理模型偏差"),
    "page_match_places_note": (
        "The workbook and remaining.csv have the places of this chart: {n}.",
        "本图各处见工作簿与 remaining.csv：共 {n} 处。",
    ),
    "page_match_without": ("left without it", "不计该数字时剩余"),
    "page_match_alone": ("left by it alone", "只计该数字时剩余"),
    "page_match_mean_of": ("mean of", "取均值的时期数"),
    "page_match_sure": (
        "A place is ruled out where a figure is more than {cut_off} standard deviations off; each point was run in "
        "{replications}. What remains is only as wide as the ranges that were given, and only as right as the "
        "scenario: that something remains does not make the model true.",
        "某处的某个数字偏差超过 {cut_off} 个标准差即被排除；每个点依据{replications}。"
        "剩余取值不会超出给定的范围，也不比方案本身更可信：有剩余并不说明模型正确。",
    ),
}
"""Key to (English, Chinese)."""
