"""What `hotline need --by-interval` prints: people needed in each interval of each pool, beside those who are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.report.answer import frame_rows
from sim.report.chinese import in_language
from sim.report.numbers import percent, say_length
from sim.report.requirement_words import DAY_KIND_WORDS, HEADINGS, KIND_OF_DAY
from sim.report.said import phrase
from sim.report.text_tables import in_columns
from sim.report.views import say_date
from sim.report.words import counted, word
from sim.scenario.labels import pool_labels

if TYPE_CHECKING:
    import pandas as pd

    from sim.planning.requirement import Needed, Requirement

MOST_DAYS: Final = 2
"""So many days are shown as they are; of more, the mean day of each kind."""
MOST_POOLS: Final = 8
"""Pools that stand side by side; all of them are in requirement.csv."""
MOST_TOLD: Final = 3
"""Pools of which a sentence tells where too few are at work."""
HELD: Final = 0.05
"""From such a share of work that waits for hours on, a formula that knows no hours is told of."""
HEADS: Final = ("required", "rostered", "present")


def requirement_text(found: Requirement, lang: str = "en", boxes: Sequence[str] = ()) -> str:
    """The answer in sentences, the hours of each pool, and people by interval; `boxes` are more warnings."""
    blocks = [
        "\n".join(requirement_sentences(found, lang)),
        "\n".join(f"  ! {in_language(warning, lang)}" for warning in (*found.scenario.warnings, *boxes)),
        _totals(found, lang),
        *_days(found, lang),
        word("required_ran", lang, replications=counted("replication", found.replications, lang), seed=found.seed,
             engine=found.engine),
    ]  # fmt: skip
    return "\n\n".join(block for block in blocks if block) + "\n"


def requirement_sentences(found: Requirement, lang: str = "en") -> list[str]:
    """How it was found, and what to mind."""
    labels = pool_labels(found.scenario, lang)
    if found.days is None:
        days = word("required_mean_day", lang)
    else:
        days = word("required_busy_day", lang, share=percent(found.days))
    if found.method == "formula":
        sentences = [word("required_by_formula", lang, days=days)]
        held = [pool.load for pool in found.pools if pool.load.share_held >= HELD]
        sentences += [
            word("required_held", lang, pool=labels.get(load.name, load.name), share=percent(load.share_held))
            for load in held
        ]
    else:
        sentences = [word("required_by_simulation", lang, days=days, rounds=found.rounds)]
        if not found.is_settled:
            sentences.append(word("required_not_settled", lang, changed=found.changed))
    sentences += _short_pools(found.frame(), labels, lang)
    sentences += [
        word("required_shared", lang, pools=word("comma", lang).join(labels.get(name, name) for name in names))
        for names in found.alike
    ]
    return sentences


def _short_pools(frame: pd.DataFrame, labels: Mapping[str, str], lang: str) -> list[str]:
    """Where fewer are at work than are required, the pools that miss most first."""
    under = frame.assign(under=-frame["over_under"].clip(upper=0.0))
    missing = under.groupby("pool", sort=False)["under"].sum().sort_values(ascending=False, kind="stable")
    told = []
    for pool in missing[missing > 0].index[:MOST_TOLD]:
        mine = under[under["pool"] == pool].reset_index(drop=True)
        worst = mine.iloc[int(mine["under"].argmax())]
        at = word(
            "on_date_at", lang, date=say_date(worst["interval_start"], lang), clock=f"{worst['interval_start']:%H:%M}"
        )
        told.append(
            word(
                "required_short", lang, pool=labels.get(pool, pool), at=at, all=len(mine),
                short=int((mine["under"] > 0).sum()), required=_heads(float(worst["required"])),
                present=_heads(float(worst["present"])),
            )
        )  # fmt: skip
    return told or [word("required_enough", lang)]


def requirement_answer(found: Requirement, lang: str = "en", boxes: Sequence[str] = ()) -> dict[str, Any]:
    """The answer as plain numbers, and text in a language; `boxes` are more warnings.

    Returns
    -------
    dict
        `scenario`, `seed`, `replications`, `engine`, `method`, `days` (None: the mean day), `rounds` and `changed`
        (None by formula); `pools`: name, section, what is asked (`definition`, `within` in seconds, `share`) and `held`
        (the share of its work that comes outside its hours); `intervals`: a row for each pool and interval; `sentences`
        and `warnings`. None stands where there is no data.
    """
    return {
        "scenario": found.scenario.name,
        "seed": found.seed,
        "replications": found.replications,
        "engine": found.engine,
        "method": found.method,
        "days": found.days,
        "rounds": found.rounds,
        "changed": found.changed,
        "pools": [
            {
                "name": pool.load.name,
                "section": pool.load.section,
                "definition": pool.asked.definition,
                "within": pool.asked.within_s,
                "share": pool.asked.share,
                "held": pool.load.share_held,
            }
            for pool in found.pools
        ],
        "intervals": frame_rows(found.frame()),
        "sentences": requirement_sentences(found, lang),
        "warnings": [in_language(warning, lang) for warning in (*found.scenario.warnings, *boxes)],
    }


def planners_table(frame: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """The table with headings that planners know: date and interval apart, kinds of days in words.

    Parameters
    ----------
    frame
        As `sim.planning.requirement.Requirement.frame` gives it.
    lang
        'en' or 'zh'.
    """
    start = frame["interval_start"]
    columns = {name: frame[name] for name in frame.columns if name != "interval_start"}
    columns["day_kind"] = frame["day_kind"].map({kind: phrase(words, lang) for kind, words in KIND_OF_DAY.items()})
    columns |= {"date": start.dt.strftime("%Y-%m-%d"), "interval": start.dt.strftime("%H:%M")}
    for name in ("rostered", "present", "over_under", "offered"):
        columns[name] = columns[name].round(2)
    import pandas as pd

    return pd.DataFrame({phrase(words, lang): columns[name] for name, words in HEADINGS.items() if name in columns})


def asked_words(pool: Needed, lang: str) -> str:
    """What people of a pool are needed for."""
    asked = pool.asked
    if asked.within_us == 0:
        return word("required_delay", lang, share=percent(1 - asked.share))
    return word("required_wait", lang, share=percent(asked.share), within=say_length(asked.within_s, lang))


def are_means(frame: pd.DataFrame) -> bool:
    """Whether there are so many days that means of them are shown."""
    return bool(frame["interval_start"].dt.date.nunique() > MOST_DAYS)


def days_shown(frame: pd.DataFrame, lang: str) -> dict[str, pd.DataFrame]:
    """The days of a table or a chart by what they are called: each one of few, else the mean day of each kind.

    Returns
    -------
    dict
        To each a table with the columns pool, interval (clock time), required, rostered, present.
    """
    frame = frame.assign(interval=frame["interval_start"].dt.strftime("%H:%M"))
    dates = frame["interval_start"].dt.date
    if not are_means(frame):
        parts = {say_date(date, lang): frame[dates == date] for date in dict.fromkeys(dates)}
    else:
        kinds = [kind for kind in DAY_KIND_WORDS if (frame["day_kind"] == kind).any()]
        parts = {phrase(DAY_KIND_WORDS[kind], lang): frame[frame["day_kind"] == kind] for kind in kinds}
    return {
        name: part.groupby(["pool", "interval"], sort=False)[list(HEADS)].mean().reset_index()
        for name, part in parts.items()
    }


def _totals(found: Requirement, lang: str) -> str:
    """A row per pool: hours of a mean day, and the most people at once."""
    rows = [word("required_total_columns", lang).split("|")]
    labels = pool_labels(found.scenario, lang)
    for name, asked, *numbers in total_rows(found.person_hours(), asked_of_pools(found, lang)):
        hours, peaks = numbers[:3], numbers[3:]
        rows.append(
            [
                labels.get(name, name),
                asked,
                *(f"{value:,.1f}" for value in hours),
                *(f"{value:,.0f}" for value in peaks),
            ]
        )
    return word("required_totals", lang) + "\n" + in_columns(rows, set(range(2, 8)))


def asked_of_pools(found: Requirement, lang: str) -> list[str]:
    """What people are needed for, pool by pool."""
    return [asked_words(pool, lang) for pool in found.pools]


def total_rows(frame: pd.DataFrame, asked: Sequence[str]) -> list[tuple[Any, ...]]:
    """A row per pool: its name, what is asked, hours of a mean day, and the most people at once.

    Parameters
    ----------
    frame
        As `sim.planning.requirement.Requirement.person_hours` gives it.
    asked
        As `asked_of_pools` gives it.
    """
    by = frame.groupby("pool", sort=False)
    hours, most = by[list(HEADS)].mean(), by[[f"{name}_peak" for name in HEADS]].max()
    return [
        (str(name), promise, *row.tolist(), *peaks.tolist())
        for (name, row), peaks, promise in zip(hours.iterrows(), most.to_numpy(), asked, strict=True)
    ]


def _days(found: Requirement, lang: str) -> list[str]:
    """A table for each day or kind of day: a row per interval, a column per pool."""
    shown, labels = found.pools[:MOST_POOLS], pool_labels(found.scenario, lang)
    blocks = []
    for name, day in days_shown(found.frame(), lang).items():
        rows = [[phrase(HEADINGS["interval"], lang), *(labels.get(pool.load.name, pool.load.name) for pool in shown)]]
        cells = {(row["pool"], row["interval"]): row for row in frame_rows(day)}
        for interval in dict.fromkeys(day["interval"]):
            row = [cells[pool.load.name, interval] for pool in shown]
            rows.append([interval, *(f"{_heads(cell['required'])} ({_heads(cell['present'])})" for cell in row)])
        blocks.append(word("required_table", lang, day=name) + "\n" + in_columns(rows, set(range(1, len(rows[0])))))
    return [*blocks, word("required_long", lang)] if len(shown) < len(found.pools) else blocks


def _heads(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
