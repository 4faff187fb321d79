"""The commands on records and published figures: fit, backtest, forecast, match, tonight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from sim.cli.options import json_option, lang_option, report_option, set_option

_METHODS = (
    "same_weekday_last_week", "mean_of_6_weeks", "median_of_5_weeks", "weekdays", "calendar", "level", "trend",
)  # fmt: skip


def _pairs(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    for pair in given:
        if "=" not in pair or not pair.split("=", 1)[0].strip():
            raise click.BadParameter(f"{pair!r}: write COLUMN=VALUE, such as cause=first")
    return tuple(given)


def _roles(context: click.Context, option: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in _pairs(context, option, given))
    return {role.strip(): column for role, _, column in pairs}


_columns_option = click.option(
    "--column", "columns", multiple=True, metavar="ROLE=COLUMN", callback=_roles,
    help="Which column plays a role, such as time=arrived, if its name does not say so; repeatable.",
)  # fmt: skip
_call_times_option = click.option(
    "--time-format", metavar="FORMAT", help="How times are written, such as '%d.%m.%Y %H:%M:%S'."
)


_calendar_option = click.option(
    "--calendar", default="none", help="Whose holidays and make-up days count: china, or a two-letter code."
)


def _files_of_records(command: Callable[..., Any]) -> Callable[..., Any]:
    """Files of calls and of tickets, and how they are read."""
    file = click.Path(path_type=Path)
    options = (
        click.option(
            "--calls", type=file, metavar="FILE", help="A row for each call or interval: CSV, Excel, Parquet."
        ),
        click.option("--tickets", type=file, metavar="FILE", help="A row for each ticket: CSV, Excel, Parquet, XES."),
        _columns_option,
        click.option(
            "--ticket-column", "ticket_columns", multiple=True, metavar="ROLE=COLUMN", callback=_roles,
            help="Which column of the tickets is what, such as handled='Resolved at'; repeatable.",
        ),
        click.option("--map", type=file, metavar="FILE", help="A map of columns; --out writes one."),
        _call_times_option,
        click.option(
            "--from", "since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
            help="Leave out what came before this day.",
        ),
        click.option(
            "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
            help="The day at whose end the file of tickets was made; its latest time if left out.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reps", "--replications", "reps", type=click.IntRange(5, 100_000), help="Replications of each point.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 2), help="Seed of all chance, instead of the file's.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@click.option("--workers", type=click.IntRange(1, 256), help="Runs at a time; as many as fit if left out.")
@click.option(
    "--write", type=click.Path(path_type=Path), metavar="FILE", help="Write a plausible scenario, as a variant."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write tables and a chart there.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def match(**asked: Any) -> int:
    """Find what published figures leave possible of the unknown numbers of a scenario (history matching).

    The matching file names the scenario, the range of each unknown number, and the figures as they were published;
    docs/matching.md explains it. What contradicts the figures is ruled out in waves of simulated points, and points of
    what remains are simulated again. With --out the same command goes on where it was stopped.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.match import MatchRequest, match_request

        return match_request(MatchRequest(**asked, out=out))


@click.command()
@_files_of_records
@click.option("--staff", type=click.Path(path_type=Path), metavar="FILE", help="People at work by interval.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of the scenario, such as Asia/Shanghai.")
@_calendar_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the scenario, tables and charts there."
)
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No notices.")
def fit(**asked: Any) -> int:
    """Fit a scenario to records of calls, of tickets, or both: every number with its interval and the rows behind it.

    Volumes and their spread, types, patience (waits that ended in an answer are bounds only), redials, talks and
    wrap-ups; routes, office hours and times of units, tickets that are open; docs/fitting.md says how, and what cannot
    be known.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.fit import FitRequest, fit_request

        return fit_request(FitRequest(**asked, out=out))


@click.command()
@_files_of_records
@click.option("--staff", type=click.Path(path_type=Path), metavar="FILE", help="People at work by interval.")
@click.option("--hold", type=click.IntRange(1, 366), default=7, show_default=True, help="Days at the end held out.")
@click.option("--reps", "--replications", "reps", type=click.IntRange(20, 100_000), default=100, show_default=True,
              help="Replications of the days held out.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, help="Seed of all chance.")
@click.option("--within", type=click.FloatRange(0, 3600), default=20.0, help="Seconds of the service level; 20.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of the scenario, such as Asia/Shanghai.")
@_calendar_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write tables and charts there.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def backtest(**asked: Any) -> int:
    """Fit a scenario to all but the last days of records, simulate those, and say which measures to trust.

    Real days beside the bands of the simulation: calls, abandonment, service level, waits, handling; tickets, how soon
    they are closed, how many are open; docs/fitting.md says how the verdicts are found.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.backtest import BacktestRequest, backtest_request

        return backtest_request(BacktestRequest(**asked, out=out))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--days", type=click.IntRange(1, 92), default=7, show_default=True, help="Dates ahead.")
@_calendar_option
@click.option(
    "--closed", multiple=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="A date ahead on which the line is closed; repeatable.",
)  # fmt: skip
@click.option("--method", type=click.Choice(_METHODS), help="Use this one; the best on the file's own days.")
@click.option("--time", metavar="COLUMN", help="Which column has the time, if its name does not say so.")
@click.option("--date", metavar="COLUMN", help="Which column has the date, beside a time of day.")
@click.option("--count", metavar="COLUMN", help="Which column has the number of contacts; none: a row is a contact.")
@click.option("--time-format", metavar="FORMAT", help="How times are written, such as '%d.%m.%Y %H:%M'.")
@click.option("--interval", type=click.IntRange(1, 1440), metavar="MIN", help="Length of the intervals; 30.")
@click.option(
    "--where", multiple=True, metavar="COLUMN=VALUE", callback=_pairs, help="Only rows with this value; repeatable."
)
@click.option("--first-calls", is_flag=True, help="FILE has a row for each call: leave redials and odd rows out.")
@_columns_option
@click.option("--scenario", metavar="SCENARIO", help="With --write: the scenario that takes the volumes,")
@click.option("--stream", metavar="NAME", help="and which of its streams they are of.")
@click.option("--write", type=click.Path(path_type=Path), metavar="FILE", help="Write the days ahead as a scenario.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write tables, volumes and charts there.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No notices.")
def forecast(**asked: Any) -> int:
    """Forecast the contacts of the days ahead from FILE: counts by interval or day, or a row for each contact.

    Several methods are judged on the file's own past beside the same weekday last week, and the best is used, with
    bands that past errors give; docs/forecasting.md explains them.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.forecast import ForecastRequest, forecast_request

        closed = tuple(day.date() for day in asked.pop("closed"))
        return forecast_request(ForecastRequest(**asked, closed=closed, out=out))


@click.command()
@click.argument("scenario")
@click.option(
    "--at", required=True, type=click.DateTime(["%Y-%m-%d %H:%M"]), metavar='"DATE TIME"',
    help="Local time from which on the day is simulated, such as '2026-03-05 15:40'.",
)  # fmt: skip
@click.option(
    "--tickets", type=click.Path(path_type=Path), metavar="FILE", help="Open tickets, a row each: CSV, Excel, Parquet."
)
@_columns_option
@_call_times_option
@click.option("--calls", type=click.Path(path_type=Path), metavar="FILE", help="Today's contacts so far.")
@click.option("--stream", metavar="NAME", help="With --calls: whose contacts they are.")
@click.option(
    "--absent", multiple=True, metavar="NAME=N", callback=_pairs,
    help="So many people of a group, desk or unit are missing, in each shift still on duty; repeatable.",
)  # fmt: skip
@click.option("--until", default="24:00", show_default=True, metavar="TIME", help="By when all is to be closed.")
@click.option("--left", type=click.IntRange(0), metavar="N", help="Also the chance that at most N are left.")
@click.option(
    "--levers", type=click.IntRange(0), default=1_000, show_default=True, metavar="N",
    help="Run so many again with one more hour, and one more person in each shift, at each place; 0: none.",
)  # fmt: skip
@set_option
@click.option(
    "--reps", "--replications", "reps", type=click.IntRange(2, 1_000_000), default=5_000, show_default=True,
    help="Replications of the rest of the day.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Which chance.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write tables and a chart there.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No notices and no progress.")
def tonight(**asked: Any) -> int:
    """Will we clear tonight? The rest of a day from now on, with what is open now, thousands of times.

    The chance that all is closed, how many are left and where, and what one more hour or one more person in each shift
    buys at each place; docs/tonight.md says how.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.tonight import TonightRequest, tonight_request

        return tonight_request(TonightRequest(**asked, out=out))


COMMANDS = (fit, backtest, forecast, match, tonight)
