"""The page of the rest of a day: how likely it is that all is closed, what is left and where, and what would help."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sim.report.answer import frame_rows
from sim.report.column_words import SHEET_NAMES
from sim.report.numbers import Shown, found_words
from sim.report.page.html import Section, drawing, folded, heading, paragraph, table
from sim.report.page.parts import again_section, answer_page, answer_section, drawing_of, file_section
from sim.report.tables import Field, Grid, column, grid_with
from sim.report.ticket_chart_words import CURVE_WORDS
from sim.report.tonight import Place, lever_place, place_words
from sim.report.tonight_charts import tonight_charts
from sim.report.tonight_finding import BANDS
from sim.report.tonight_words import AT_UNIT_WORDS, LEVER_WORDS, PLACE_WORDS
from sim.report.views import say_date
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from sim.report.tables import Kind
    from sim.study.kept_answer import KeptFinding


def tonight_page(found: KeptFinding, lang: str = "en") -> bytes:
    """The page of the rest of a day as HTML; it needs no other file.

    Parameters
    ----------
    found
        What was found.
    lang
        'en' or 'zh'.
    """
    chances, left, open_at, places, levers, tickets = _grids(found, lang)
    replications = counted("replication", found.n, lang)
    charts = [drawing_of(name, figure, open_at) for name, figure in tonight_charts(found, lang).items()]
    sections = [
        file_section(found, lang, paragraph(_period(found, lang))),
        answer_section(found, lang),
        Section(
            "chances", word("page_tonight_chances", lang),
            (table(chances, lang), heading(word("page_tonight_left", lang)), table(left, lang)),
        ),
        Section("open", word("page_tonight_open", lang), tuple(drawing(one, lang) for one in charts)),
        Section("places", word("page_tonight_places", lang), (table(places, lang),) if places.rows else ()),
        Section("levers", word("page_tonight_levers", lang), _levers_told(found, levers, lang)),
        Section("tickets", word("page_tonight_tickets", lang), _tickets_told(tickets, lang)),
        Section(
            "sure", word("page_sure", lang), (paragraph(word("page_tonight_sure", lang, replications=replications)),)
        ),
        again_section(found.manifest, found.again, found.n, lang),
    ]  # fmt: skip
    return answer_page(word("page_tonight", lang, title=found.titles[lang]), found, sections, lang)


def _period(found: KeptFinding, lang: str) -> str:
    """From when to when."""
    at = datetime.fromisoformat(found.facts["at"])
    return word("page_tonight_period", lang, day=say_date(at, lang), at=f"{at:%H:%M}", until=found.facts["until"])


def tonight_grids(found: KeptFinding, lang: str = "en") -> list[Grid]:
    """The sheets of the rest of a day, as far as there are rows in them."""
    return [grid for grid in _grids(found, lang) if grid.rows]


def _grids(found: KeptFinding, lang: str) -> tuple[Grid, ...]:
    """Chances, how many are left, open tickets by time, places, changes, and tickets."""
    return (
        _chances_grid(found, lang), _left_grid(found, lang), _open_grid(found, lang), _places_grid(found, lang),
        _levers_grid(found, lang), _tickets_grid(found, lang),
    )  # fmt: skip


def _chances_grid(found: KeptFinding, lang: str) -> Grid:
    fields = {
        "told": Field(word("page_tonight_of", lang)), "most": Field(word("page_tonight_most", lang), "count"),
        "estimate": Field(word("page_tonight_chance", lang), "share"), **_ends(lang, "share"),
    }  # fmt: skip
    about = _about(found, found.tables["chances"])
    return grid_with(about.assign(told=_ofs(about["of"], lang)), phrase(SHEET_NAMES["chances"], lang), fields)


def _left_grid(found: KeptFinding, lang: str) -> Grid:
    """How many are left: the mean with its interval, and how many at most in so many cases."""
    about = _about(found, found.tables["left"])
    told = {
        "estimate": word("page_tonight_mean", lang), "low": word("page_low_end", lang, what=word("interval_95", lang)),
        "high": word("page_high_end", lang, what=word("interval_95", lang)),
    }  # fmt: skip
    for name in map(str, about.columns):
        if name.startswith("q"):
            told[name] = word("page_tonight_quantile", lang, share=int(name.removeprefix("q")))
    fields = (Field(word("page_tonight_what", lang)), *(Field(of, "count") for of in _ofs(about["of"], lang)))
    rows = tuple((what, *about[name].tolist()) for name, what in told.items())
    return Grid(phrase(SHEET_NAMES["left"], lang), "", fields, rows)


def _about(found: KeptFinding, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows about the tickets that are open now, if these are known, and about all."""
    return frame if found.facts["is_open_known"] else frame[frame["of"] == "all"]


def _ofs(names: Iterable[str], lang: str) -> list[str]:
    """Of which tickets rows are."""
    told = {"now": word("page_tonight_now", lang), "all": word("page_tonight_all", lang)}
    return [told[name] for name in names]


def _open_grid(found: KeptFinding, lang: str) -> Grid:
    bands = {
        f"{end}_{share}": Field(word("page_low_of" if end == "low" else "page_high_of", lang, level=share), "count")
        for share in BANDS
        for end in ("low", "high")
    }
    fields = {
        "hour": column("moment", lang), "mean": Field(word("tonight_all", lang), "count"),
        "now": Field(word("tonight_of_now", lang), "count"), **bands,
    }  # fmt: skip
    fields["hour"] = Field(fields["hour"].heading, "clock")
    return grid_with(found.tables["open"], phrase(SHEET_NAMES["open"], lang), fields)


def _places_grid(found: KeptFinding, lang: str) -> Grid:
    places, labels = found.tables["places"], found.facts["pools"][lang]
    told = [
        place_words(Place(kind, name), labels, lang)
        for kind, name in zip(places["kind"], places["name"], strict=True)
    ]  # fmt: skip
    fields = {
        "told": Field(word("tonight_place", lang)), "estimate": Field(word("tonight_left", lang), "count"),
        **_ends(lang, "count"),
    }  # fmt: skip
    return grid_with(places.assign(told=told), phrase(SHEET_NAMES["left_places"], lang), fields)


def _levers_grid(found: KeptFinding, lang: str) -> Grid:
    """What each change at each place buys, as numbers."""
    levers = found.tables["levers"]
    whats: tuple[tuple[str, str, Kind], ...] = (
        ("chance", word("page_tonight_more_chance", lang), "points"),
        ("left_of_now", word("page_tonight_more_now", lang), "count"),
        ("left", word("page_tonight_more_left", lang), "count"),
    )
    fields = {"told": Field(word("tonight_place", lang)), "change": Field(word("tonight_lever", lang))}
    for name, what, kind in whats:
        fields[f"{name}_estimate"] = Field(what, kind)
        fields[f"{name}_low"] = Field(word("page_low_end", lang, what=what), kind)
        fields[f"{name}_high"] = Field(word("page_high_end", lang, what=what), kind)
    told = levers.assign(
        told=_lever_places(found, lang), change=[phrase(LEVER_WORDS[c], lang) for c in levers["change"]]
    )
    return grid_with(told, phrase(SHEET_NAMES["levers"], lang), fields)


def _lever_places(found: KeptFinding, lang: str) -> list[str]:
    levers, labels = found.tables["levers"], found.facts["pools"][lang]
    return [
        lever_place(place, copies, labels, lang)
        for place, copies in zip(levers["place"], levers["copies"].tolist(), strict=True)
    ]  # fmt: skip


def _levers_told(found: KeptFinding, levers: Grid, lang: str) -> tuple[str, ...]:
    """What each change buys, with intervals in brackets; nothing where none was tried."""
    if not levers.rows:
        return ()
    fields = (
        Field(word("tonight_place", lang)), Field(word("tonight_lever", lang)),
        Field(word("tonight_lever_chance", lang)), Field(word("tonight_lever_left", lang)),
    )  # fmt: skip
    rows = tuple(
        (place, phrase(LEVER_WORDS[row["change"]], lang), _found(row, "chance", "share", lang),
         _found(row, "left", "", lang))
        for place, row in zip(_lever_places(found, lang), frame_rows(found.tables["levers"]), strict=True)
    )  # fmt: skip
    return table(Grid("levers", "", fields, rows), lang), paragraph(word("page_tonight_levers_note", lang))


def _found(row: dict[str, Any], name: str, unit: str, lang: str) -> str:
    estimate, low, high = (row[f"{name}_{end}"] for end in ("estimate", "low", "high"))
    return found_words(Shown(estimate, low, high, unit), lang)


def _tickets_grid(found: KeptFinding, lang: str) -> Grid:
    """Each ticket that is open now, the least likely to be closed in time first."""
    tickets, stages = found.tables["tickets"], {**PLACE_WORDS, **AT_UNIT_WORDS}
    types, pools = found.facts["types"][lang], found.facts["pools"][lang]
    told = tickets.assign(
        type=tickets["type"].map(lambda name: types.get(name, name)),
        unit=tickets["unit"].map(lambda name: pools.get(name, name)),
        urgency=tickets["urgency"].map(lambda name: phrase(CURVE_WORDS[name], lang) if name in CURVE_WORDS else name),
        stage=tickets["stage"].map(lambda name: phrase(stages[name], lang)),
    )
    fields = {
        "ticket": column("ticket", lang), "type": column("type", lang), "urgency": column("urgency", lang),
        "stage": column("stage", lang), "unit": column("unit", lang),
        "chance": Field(word("page_tonight_chance", lang), "share"),
    }  # fmt: skip
    there = {name: field for name, field in fields.items() if told[name].notna().any()}
    return grid_with(told, phrase(SHEET_NAMES["open_tickets"], lang), there)


def _tickets_told(tickets: Grid, lang: str) -> tuple[str, ...]:
    if not tickets.rows:
        return ()
    note = word("page_tonight_tickets_note", lang, n=f"{len(tickets.rows):,}")
    return paragraph(note), folded(word("page_tonight_tickets", lang), table(tickets, lang))


def _ends(lang: str, kind: Kind) -> dict[str, Field]:
    return {"low": Field(word("page_low", lang), kind), "high": Field(word("page_high", lang), kind)}
