"""Words of what is worked out from all designs of a sweep together."""

from __future__ import annotations

from typing import Final

from sim.report.said import Words

SWEEP_ANALYSIS_WORDS: Final[Words] = {
    "sweep_of_measure": ("Sobol' indices of", "Sobol' 指数"),
    "sweep_factor_head": ("factor", "因素"),
    "sweep_first": ("alone", "一阶"),
    "sweep_total": ("with all others", "总效应"),
    "sweep_unseen": ("none shown", "未显示"),
    "sweep_indices": (
        "Parts of a measure's variance over the ranges, without what the noise of the replications adds: by the factor "
        "alone, and with its interactions; 95 % intervals over points and replications. None shown: the interval "
        "reaches 0 or has no end, and noise alone may be all of it.",
        "各因素在取值范围内占指标方差的比例，已扣除各次重复的噪声：单独作用，以及连同交互作用；括号内为兼顾点与重复的95%区间。"
        "未显示：区间包含0或没有端点，可能全由噪声所致。",
    ),
    "sweep_indices_alone": (
        "One replication does not tell noise from effects, so no index is shown: 2 are needed, 5 or more are better.",
        "仅一次重复无法区分噪声与效应，故不显示任何指数：至少需要2次重复，宜为5次以上。",
    ),
    "sweep_indices_points": (
        "An index lies above 1, or above its total, by more than its interval: there are too few points.",
        "有指数超过1，或超过其总效应，且超出幅度大于其区间：点数过少。",
    ),
    "effects_of": ("elementary effects on", "基本效应"),
    "effects_size": ("mean size (mu*)", "平均大小（mu*）"),
    "effects_noise": ("by chance alone", "仅由随机所致"),
    "effects_mean": ("mean (mu)", "均值（mu）"),
    "effects_spread": ("spread (sigma)", "离散（sigma）"),
    "effects_unseen": ("not told from noise", "与噪声无法区分"),
    "effects_note": (
        "What a factor changes over its whole range, by the steps it takes on each walk: mean size, mean, and spread "
        "from walk to walk, which comes of interactions, of bends and of noise. By chance alone: what the mean size of "
        "a factor without effect stays below in 95 of 100 cases, at this number of replications.",
        "因素走过整个范围时指标的变化，由每条轨迹上的一步得出：平均大小、均值，以及各轨迹之间的离散（来自交互作用、弯曲与噪声）。"
        "仅由随机所致：在此重复次数下，毫无作用的因素其平均大小在100次中有95次低于此值。",
    ),
    "metamodel_linear": ("linear metamodel of", "线性元模型"),
    "metamodel_quadratic": ("quadratic metamodel of", "二次元模型"),
    "metamodel_error": ("error at a design left out", "对留出方案的误差"),
    "metamodel_noise": ("noise of a design", "方案的噪声"),
    "metamodel_spread": ("spread of the designs", "方案间的离散"),
    "metamodel_useless": ("of no use", "不可用"),
    "metamodel_note": (
        "Each design is predicted by the polynomial fitted to all others; the error is the root mean square. Noise: "
        "the standard error of a design over its replications; spread: the standard deviation over the designs. Of no "
        "use: the error is no smaller than the spread, and the mean of all designs tells as much.",
        "每个方案均由对其余方案拟合的多项式预测，误差为均方根。噪声：单个方案各次重复的标准误；离散：各方案之间的标准差。"
        "不可用：误差不小于离散，用全部方案的均值也同样。",
    ),
    "metamodel_title": (
        "{kind} metamodel: designs as simulated, and as predicted from all others",
        "{kind}元模型：方案的仿真值与由其余方案得出的预测值",
    ),
    "metamodel_title_linear": ("Linear", "线性"),
    "metamodel_title_quadratic": ("Quadratic", "二次"),
    "metamodel_panel": ("error {error}, noise {noise}", "误差 {error}，噪声 {noise}"),
    "metamodel_panel_useless": ("error {error}: of no use", "误差 {error}：不可用"),
    "metamodel_simulated": ("simulated", "仿真值"),
    "metamodel_predicted": ("predicted", "预测值"),
    "metamodel_axis": ("{what}, {unit}", "{what}（{unit}）"),
}
"""Key to (English, Chinese)."""
ANALYSIS_WORDS: Final[Words] = {
    "indices": ("Told of each measure: Sobol' indices.", "另给出各指标的 Sobol' 指数。"),
    "effects": ("Told of each measure: elementary effects (Morris).", "另给出各指标的基本效应（Morris）。"),
    "metamodel": ("Told of each measure: a metamodel and its error.", "另给出各指标的元模型及其误差。"),
}
"""What is worked out to what a sweep file that is checked will tell."""
MISSING_WORDS: Final[Words] = {
    "indices": (
        "No Sobol' indices: a result is missing, and one that is missing makes all of them wrong.",
        "无法给出 Sobol' 指数：缺少结果，而缺少任何一个结果都会使全部指数出错。",
    ),
    "effects": (
        "No elementary effects: a result is missing, and with it a step of a walk.",
        "无法给出基本效应：缺少结果，轨迹因而缺少一步。",
    ),
    "metamodel": (
        "No metamodel: a result is missing, and what cannot be run would be predicted from the rest.",
        "无法给出元模型：缺少结果，而无法运行之处将只由其余方案推测。",
    ),
}
"""What is worked out to why it is not."""
