"""The `hotline` command: its options. What each does is in `sim.commands`, which is imported when it is used."""

from __future__ import annotations

import io
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from sim.cli.options import errors_lang_option, json_option, lang_option, report_option, set_option, with_option
from sim.cli.records import COMMANDS
from sim.commands.console import language_of, logged_in, show, soften_streams, tell
from sim.commands.ending import exit_code


class Commands(click.Group):
    """The command group; whatever goes wrong ends in a sentence and an exit code, never in a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run and exit, as `sim.commands.ending.exit_code` has it."""
        kwargs["standalone_mode"] = False
        soften_streams()
        lang = language_of(kwargs.get("args") or (args[0] if args else None) or sys.argv[1:])
        with logged_in(lang):
            sys.exit(exit_code(partial(self._told_of_usage, lang, args, kwargs), lang))

    def _told_of_usage(self, lang: str, args: Any, kwargs: Any) -> Any:
        """Run; what is wrong with the command line itself is told in its language."""
        try:
            return super().main(*args, **kwargs)
        except click.ClickException as error:
            told = io.StringIO()
            error.show(told)
            tell(told.getvalue().rstrip("\n"), lang)
            return error.exit_code
        except click.Abort:
            raise KeyboardInterrupt from None


def _version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from sim.store import versions

        found = versions()
        show(f"hotline {found.pop('hotline-sim')} (" + ", ".join(f"{k} {v}" for k, v in found.items()) + ")")
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show versions.")
def main() -> None:
    """Simulate and plan citizen hotlines, from the ring of the phone to the closure of the ticket.

    SCENARIO is a YAML file, or the name of a shipped scenario (see `hotline scenarios`).
    """


@main.command()
@click.argument("scenario")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, help="Seed of all chance; 1 if left out.")
@click.option(
    "--reps",
    "--replications",
    "reps",
    type=click.IntRange(1, 100_000),
    help="Replications; the scenario's own number, or 30. With --until so many at first, 10 if left out.",
)
@click.option(
    "--until", multiple=True, metavar="WHAT",
    help="Go on until it is known: decided (all targets), or a measure, such as 'asa +- 2 s'; repeatable.",
)  # fmt: skip
@click.option("--most", type=click.IntRange(2, 100_000), help="At most so many replications with --until; 1,000.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@set_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", is_eager=True, help="Write results, logs and charts there."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Replications at a time; as many as fit if left out.")
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(["type", "stream", "urgency", "group", "unit", "area", "hour", "day", "weekday"]),
    help="Tell the measures of each part, too, below the summary; repeatable.",
)
@click.option(
    "--within", multiple=True, metavar="TIME",
    help="A threshold for --by: under an hour of the service level, else of closure; repeatable.",
)  # fmt: skip
@click.option("--no-ceiling", is_flag=True, help="No ceiling of same-day closure, which takes runs of its own.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def run(**asked: Any) -> int:
    """Simulate a scenario and print what came out.

    Unmet targets are a result: the exit code is 0 all the same. 1: charts could not be drawn, 2: bad input, 3: budget,
    4: storage, 130: interrupted (what was finished is kept).
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:  # a folder that cannot be is refused before any work
        from sim.commands.run import Request, run_request

        return run_request(Request(**asked, out=out))


@main.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@with_option
@set_option
@click.option(
    "--measure", "measures", multiple=True, metavar="ID",
    help="Compare this, too, such as service_level_45s or closed_within_24h[urgency=urgent]; repeatable.",
)  # fmt: skip
@click.option(
    "--pairs", type=click.Choice(["first", "all"]), default="first", show_default=True,
    help="All designs against the first, or each against every other.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, help="Seed of all chance; 1 if left out.")
@click.option(
    "--reps", "--replications", "reps", type=click.IntRange(1, 100_000),
    help="Of each design; the first scenario's own number, or 30. With --until so many at first, 10 if left out.",
)  # fmt: skip
@click.option(
    "--until", multiple=True, metavar="WHAT",
    help="Go on until a difference to the first design is known, such as 'asa +- 2 s'; repeatable.",
)  # fmt: skip
@click.option("--most", type=click.IntRange(2, 100_000), help="At most so many of each with --until; 1,000.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", is_eager=True,
    help="Write results, tables and the plot there.",
)  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), help="Replications at a time; as many as fit if left out.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def compare(**asked: Any) -> int:
    """Compare designs before the same citizens: what differs by how much, and how sure that is.

    Designs are scenarios, or one scenario and its changes: hotline compare town.yaml --with "two more:
    operators.desk.shifts.day.staff=6". --set holds for all of them. The intervals hold all at once; where no
    difference is shown, the largest that is not excluded is named.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.compare import CompareRequest, compare_request

        return compare_request(CompareRequest(**asked, out=out))


@main.command()
@click.argument("run_or_scenario")
@click.option(
    "--format", "formats", type=click.Choice(["csv", "xes", "xes.gz", "queues"]), multiple=True, default=["csv"],
    help="csv: all logs; xes, xes.gz: an event log of tickets; queues: who waits where, for animations. Repeatable.",
)  # fmt: skip
@click.option("--replication", type=click.IntRange(0, 2**32 - 1), default=0, help="Which replication; 0 if left out.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the files; RUN/exports if none."
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Of a scenario: seed of all chance; 1 if left out.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@set_option
@errors_lang_option
def export(**asked: Any) -> int:
    """Write the logs of one replication for other programs: spreadsheets, process mining, animations.

    RUN_OR_SCENARIO is a folder that `hotline run --out` has written, or a scenario, which is run once.
    docs/exports.md explains every column.
    """
    from sim.commands.export import export_logs

    return export_logs(**asked)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="File for the page; in DIR if left out.")
@click.option("--pdf", is_flag=True, help="Print it as a PDF, too, where a browser is installed.")
@click.option("--xlsx", is_flag=True, help="Write its tables as one workbook, too.")
@click.option("--csv", is_flag=True, help="Write each of its tables as CSV, too.")
@lang_option
@click.option("--quiet", is_flag=True, help="No notices.")
def report(folder: Path, **asked: Any) -> int:
    """Make one page of the results in DIR: HTML that opens offline, without scripts, and prints.

    Nothing is simulated again. Prints the names of the files: report.html in DIR, or report_zh.html.
    """
    from sim.commands.report import write_report

    return write_report(folder, **asked)


@main.command()
@click.argument("scenario")
@click.option("--shift", metavar="NAME", help="Change this shift only; GROUP.SHIFT if several groups have one.")
@click.option("--group", metavar="NAME", help="Change this group only; all its shifts by a common factor.")
@click.option("--each", is_flag=True, help="The least head count of every pool, so that none can give up one person.")
@click.option("--prices", is_flag=True, help="What one more person-hour of each pool buys towards each target.")
@click.option("--by-interval", is_flag=True, help="People needed in each interval of each pool, beside the roster.")
@click.option(
    "--method", type=click.Choice(["formula", "simulation"]),
    help="With --by-interval: by Erlang's formulas (if left out), or iterated by simulation.",
)  # fmt: skip
@click.option("--delay", metavar="SHARE", help="With --by-interval: so much work may wait; as the first target has it.")
@click.option("--within", metavar="TIME", help="With --by-interval: so long other work than calls may wait.")
@click.option("--days", metavar="SHARE", help="With --by-interval: enough on so many days, such as 90%; the mean day.")
@click.option("--reps", "--replications", "reps", type=click.IntRange(2, 100_000), help="Of each head count; 20.")
@click.option("--most", type=click.IntRange(2, 100_000), help="Go on with so many where the answer is undecided.")
@click.option("--at-most", type=click.IntRange(1, 1_000_000), metavar="HEADS", help="Look no further than this.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, help="Seed of all chance; 1 if left out.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@set_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", is_eager=True,
    help="Write results, tables and charts there.",
)  # fmt: skip
@click.option("--write", type=click.Path(path_type=Path), metavar="FILE", help="Write the answer as a scenario file.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def need(**asked: Any) -> int:
    """Say how many people a scenario needs, so that its targets are met.

    All shifts change by one common factor, or only those of --shift or --group (operators, a desk, a unit); --each then
    lets every pool give up what it can. --by-interval asks for people in each interval instead, whatever the shifts.
    That no head count meets the targets
    is a result: the exit code is 0 all the same, unless --write asks for it as a file.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.need import NeedRequest, need_request

        return need_request(NeedRequest(**asked, out=out))


@main.command()
@click.argument("file")
@click.option("--reps", "--replications", "reps", type=click.IntRange(2, 100_000), help="Replications of each plan.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Seed of all chance, instead of the file's.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", is_eager=True, help="Write results and tables there."
)
@click.option("--write", type=click.Path(path_type=Path), metavar="FILE", help="Write the plan as a scenario file.")
@click.option("--bound/--no-bound", default=True, help="Whether to find out what no such plan costs less than.")
@click.option("--front", metavar="LEVELS", help="Plan at levels of a target: 'closed_within_24h: 70 %, 80 %, 90 %'.")
@report_option
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def plan(**asked: Any) -> int:
    """Plan shifts: the cheapest ones of a staffing file that keep every target of its scenario.

    The file says which shifts may be used and what they cost; docs/planning.md explains it. Every plan is simulated,
    and the last one is checked before citizens that it was not made for.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.plan import PlanRequest, plan_request

        return plan_request(PlanRequest(**asked, out=out))


@main.command()
@click.argument("file")
@click.option(
    "--read", type=click.Path(path_type=Path), metavar="ROSTER",
    help="Look over a roster that is there (CSV, Excel), such as one changed by hand.",
)  # fmt: skip
@click.option("--seconds", type=click.IntRange(1, 86_400), help="Longest search, instead of the file's.")
@click.option("--reps", "--replications", "reps", type=click.IntRange(2, 100_000), help="Replications with --write.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Seed of all chance, instead of the file's.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the roster and charts there.")
@click.option("--write", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a scenario and simulate.")
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def roster(**asked: Any) -> int:
    """Give the shifts of a scenario to people by name: who works when, by law, contracts, skills and wishes.

    The roster file names the scenario, the people and the rules; docs/rosters.md explains it. Results hold the roster
    as CSV, Excel and calendar. After a change by hand in Excel, --read says what it breaks.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.roster import RosterRequest, roster_request

        return roster_request(RosterRequest(**asked, out=out))


_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@main.command()
@click.argument("file")
@click.option("--reps", "--replications", "reps", type=click.IntRange(1, 100_000), help="Replications of each design.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Seed of all chance, instead of the file's.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for results; FILE_results beside the file."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Runs at a time; as many as fit if left out.")
@click.option("--processes", is_flag=True, help="In processes instead of threads: one that ends costs one run.")
@click.option("--run-seconds", type=click.FloatRange(min=0.1), metavar="S", help="Give a run up after so long.")
@click.option("--run-memory", type=click.IntRange(min=500), metavar="MB", help="Give a run up that takes more memory.")
@click.option("--cluster", metavar="WHERE", help="Run on a Dask cluster: tcp://HOST:PORT, its file, or local:4.")
@click.option("--tls-ca", type=_file, help="With --cluster tls://...: who signed its certificate,")
@click.option("--tls-cert", type=_file, help="the certificate of this machine,")
@click.option("--tls-key", type=_file, help="and its key.")
@click.option("--shard", default="1/1", metavar="I/N", help="Run one part of N only, without tables; see merge.")
@click.option(
    "--until", multiple=True, metavar="WHAT",
    help="Go on until all designs are known, such as 'asa +- 2 s'; repeatable.",
)  # fmt: skip
@click.option("--most", type=click.IntRange(2, 100_000), help="At most so many of each with --until; 1,000.")
@click.option("--report", is_flag=True, help="Write the page of the results, too, as `hotline report` does.")
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def sweep(**asked: Any) -> int:
    """Run the designs of a sweep file before the same citizens, and write tables of what came out.

    What is finished in the folder is taken, not run again: after an interruption the same command goes on. Exit code 1
    if some runs failed (the tables name them), 2: bad input, 4: storage, 5: cluster, 130: interrupted (what was
    finished is kept).
    """
    from sim.commands.sweep import results_beside
    from sim.store import results_in
    from sim.sweeps.shards import Shard

    with results_in(asked.pop("out") or results_beside(asked["file"], Shard.read(asked["shard"]))) as out:
        from sim.commands.sweep import SweepRequest, sweep_request

        assert out is not None
        return sweep_request(SweepRequest(**asked, out=out))


@main.command()
@click.argument("file")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--reps", "--replications", "reps", type=click.IntRange(1, 100_000), help="As the parts were run with.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="As the parts were run with.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for results; FILE_results beside the file."
)
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No notices.")
def merge(**asked: Any) -> int:
    """Put the parts of a sweep together that `hotline sweep FILE --shard I/N` left in FOLDERS, and write the tables.

    They come out byte for byte as from one run of it all. Exit code 4 if a run is in none of the folders.
    """
    from sim.commands.sweep import results_beside
    from sim.store import results_in

    with results_in(asked.pop("out") or results_beside(asked["file"])) as out:
        from sim.commands.sweep import MergeRequest, merge_request

        assert out is not None
        return merge_request(MergeRequest(**asked, out=out))


@main.command()
@click.argument("scenario")
@set_option
@json_option
@lang_option
def check(**asked: Any) -> int:
    """Check a scenario: "ok", warnings and a short reading of it, or what is wrong and where.

    Given a sweep, staffing or roster file, say what would be run, planned or rostered. Given a folder with results
    instead, say whether every file in it is still what was written.
    """
    from sim.commands.check import check_given

    return check_given(**asked)


@main.command()
@click.option("--seed", type=click.IntRange(0, 255), default=0, help="Other chance; 0 is that of the published proof.")
@click.option("--engine", type=click.Choice(["model", "kernel"]), default="kernel", help="Which engine is on trial.")
@click.option("--only", default="", metavar="TEXT", help="Only cases whose name holds this text.")
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it as a page.")
@json_option
@lang_option
def verify(**asked: Any) -> int:
    """Prove it: theory, simulation, interval and agreement, case by case, in about a minute and a half.

    Exit code 0 if everything agrees, 1 if anything does not.
    """
    from sim.commands.verify import prove

    return prove(**asked)


@main.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@with_option
@set_option
@click.option("--best", metavar="MEASURE", help="Choose by the best value of a measure instead of by cost and targets.")
@click.option("--worth", metavar="AMOUNT", help="With --best: the difference that matters, such as '1 %' or '5 s'.")
@click.option("--error", default="5 %", show_default=True, metavar="SHARE", help="Chance allowed that it is wrong.")
@click.option(
    "--reps", "--replications", "reps", type=click.IntRange(2, 100_000), default=10, show_default=True,
    help="Of each design at first.",
)  # fmt: skip
@click.option("--most", type=click.IntRange(2, 100_000), default=160, show_default=True, help="Of each at most.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, help="Seed of all chance; 1 if left out.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the answer and its tables there.")
@click.option("--workers", type=click.IntRange(1, 256), help="Replications at a time; as many as fit if left out.")
@json_option
@lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def select(**asked: Any) -> int:
    """Choose the best of several designs: the cheapest one that keeps all targets, before the same citizens.

    Designs are scenarios, or one scenario and its changes, as in hotline compare; the targets of the first hold for
    all. Cost is what the roster comes to in wages, or where there are none, its hours. That no design keeps the targets
    is a result: the exit code is 0.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.commands.select import SelectRequest, select_request

        return select_request(SelectRequest(**asked, out=out))


@main.command()
@click.option("--calls", required=True, metavar="NUMBER", help="Calls that come within --per.")
@click.option("--per", required=True, metavar="TIME", help="Such as '30 min' or '1 h'.")
@click.option("--aht", metavar="TIME", help="Mean handle time, wrap-up included, such as '4 min'.")
@click.option("--talk", metavar="TIME", help="Mean talk time, instead of --aht.")
@click.option("--wrap-up", metavar="TIME", help="Mean wrap-up time after the talk.")
@click.option("--patience", metavar="TIME", help="Mean patience of callers; left out, nobody gives up (Erlang C).")
@click.option("--target", default="80 % in 20 s", show_default=True, metavar="TEXT", help="Wanted service level.")
@click.option("--definition", metavar="ID", help="Which service level decides, such as service_level_answered.")
@click.option("--trunks", metavar="N", help="Lines: callers in talk or waiting at most.")
@click.option("--operators", metavar="N", help="Show this number of operators only.")
@click.option("--shrinkage", metavar="SHARE", help="Share of rostered time away from the phone, such as '30 %'.")
@json_option
@lang_option
def erlang(as_json: bool, lang: str, **given: str | None) -> int:
    """Operators for a number of calls by Erlang's formulas: what each number gives, and the fewest for a target.

    For example: hotline erlang --calls 100 --per "30 min" --aht "3 min" --patience "5 min" --target "80 % in 20 s"
    """
    from sim.commands.erlang import calculate

    return calculate(given, as_json, lang)


@main.group(invoke_without_command=True)
@errors_lang_option
@click.pass_context
def scenarios(context: click.Context) -> int:
    """List the shipped scenarios, or copy one to start from."""
    from sim.commands.scenarios import list_scenarios

    return list_scenarios() if context.invoked_subcommand is None else 0


@scenarios.command()
@click.argument("name")
@click.argument("dest", type=click.Path(path_type=Path), default=Path())
@click.option("--force", is_flag=True, help="Overwrite files that are there already.")
@errors_lang_option
def copy(**asked: Any) -> int:
    """Copy a shipped scenario, with the files it builds on, into the folder DEST (here if left out)."""
    from sim.commands.scenarios import copy_shipped

    return copy_shipped(**asked)


@main.command()
@click.argument("key_path", metavar="[KEY.PATH]", default="")
@json_option
@lang_option
def explain(**asked: Any) -> int:
    """Explain a key of the scenario language: meaning, values, default, example, how one measures it.

    KEY.PATH is written as in your file, such as operators.floor.wrap_up or targets.0.at_least; the keys at the top are
    listed without one.
    """
    from sim.commands.explain import explain_key

    return explain_key(**asked)


@main.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it to a file.")
@click.option("--scenario", "language", flag_value="hotline", default=True, help="That of scenario files.")
@click.option("--sweep", "language", flag_value="sweep", help="That of sweep files instead.")
@click.option("--staffing", "language", flag_value="staffing", help="That of staffing files instead.")
@click.option("--roster", "language", flag_value="roster", help="That of roster files instead.")
@click.option("--match", "language", flag_value="match", help="That of matching files instead.")
@lang_option
def schema(**asked: Any) -> int:
    """Print the JSON Schema of the files that are written by hand, for editors that check while one writes."""
    from sim.commands.scenarios import print_schema

    return print_schema(**asked)


for _command in COMMANDS:
    main.add_command(_command)
