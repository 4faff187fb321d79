"""The `hotline` command: reads the command line, calls the library, prints. Heavy imports wait inside the commands."""

from __future__ import annotations

import codecs
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from sim.errors import HotlineError, StoreError, printable, reason, shortened, shortened_lines

LANGUAGE = "HOTLINE_LANG"
"""The environment variable that says --lang for good."""
_CRASH = (
    "unexpected error: {kind}: {text}\n"
    "This is a fault of the program, not of your scenario. Please report it with the command, the scenario file and\n"
    "`hotline --version`; HOTLINE_DEBUG=1 shows where it happened."
)


class Commands(click.Group):
    """The command group; whatever goes wrong ends in a sentence and an exit code, never in a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run and exit: 0 done, 1 fault of the program, 2 bad input, 3 budget, 4 storage, 130 interrupted."""
        kwargs["standalone_mode"] = False
        _soften_streams()
        lang = _language_of(kwargs.get("args") or (args[0] if args else None) or sys.argv[1:])
        with _logged_in(lang):
            sys.exit(_exit_code(lambda: super(Commands, self).main(*args, **kwargs), lang))


def _language_of(arguments: Sequence[str]) -> str:
    """The language asked for, of a command line that may be wrong elsewhere."""
    wanted = os.environ.get(LANGUAGE, "en")
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == "--lang" or argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=") if "=" in argument else following
    return "zh" if wanted == "zh" else "en"


@contextmanager
def _logged_in(lang: str) -> Iterator[None]:
    """While this lasts, what parts of the program log is told in Chinese if that is asked for."""
    handler, log = logging.Handler(logging.WARNING), logging.getLogger("sim")
    handler.emit = lambda record: _tell(record.getMessage(), lang)  # type: ignore[method-assign]
    if lang == "zh":
        log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def _tell(text: str, lang: str) -> None:
    """Print a warning or an error on stderr, in a language if this console has its characters."""
    from sim.report.chinese import in_language

    said = in_language(text, lang)
    try:
        said.encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        said = text
    say(shortened_lines(said))


def _exit_code(command: Callable[[], Any], lang: str) -> int:
    try:
        code = command()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except HotlineError as error:
        _tell(f"error: {error.sentence}", lang)
        return error.exit_code
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        _tell(told.getvalue().rstrip("\n"), lang)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _tell("stopped", lang)
        return 130
    except OSError as error:
        return _report_os_error(error, lang)
    except Exception as error:
        return _report_crash(error, lang)


def _report_os_error(error: OSError, lang: str) -> int:
    """A closed pipe needs no words; a full or broken disk does, and is a storage error."""
    with suppress(OSError, ValueError):  # what is still in the buffer must not fail a second time
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 1
    if os.environ.get("HOTLINE_DEBUG"):
        return _report_crash(error, lang)
    _tell(f"error: {error.filename or 'output'}: {reason(error)}", lang)
    return StoreError.exit_code


def _report_crash(error: Exception, lang: str) -> int:
    if os.environ.get("HOTLINE_DEBUG"):
        import traceback

        traceback.print_exc()
    if isinstance(error, MemoryError):
        _tell("error: out of memory: fewer replications at once, a shorter horizon or a bigger machine would do", lang)
        return 3
    text = shortened(str(error).splitlines()[0]) if str(error) else "no message"
    _tell(_CRASH.format(kind=type(error).__name__, text=text), lang)
    return 1


def _soften_streams() -> None:
    """Characters that a console does not know become '?' (or \\u.... on stderr) instead of an error.

    A console that says it knows ASCII only has no locale set; nearly all such show UTF-8.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: results are written all the same
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        is_ascii = codecs.lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding="utf-8" if is_ascii else None, errors=errors)


def say(text: str) -> None:
    """Print on stderr."""
    click.echo(printable(text), err=True)


def show(text: str) -> None:
    """Print on stdout."""
    click.echo(printable(text.rstrip("\n")))


def show_json(value: Any) -> None:
    """Print one JSON object on stdout, in ASCII so that every console and pipe passes it on unharmed."""
    click.echo(json.dumps(value, indent=2, allow_nan=False))


def _version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from sim.store import versions

        found = versions()
        show(f"hotline {found.pop('hotline-sim')} (" + ", ".join(f"{k} {v}" for k, v in found.items()) + ")")
        context.exit()


def _settings(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    for setting in given:
        if "=" not in setting or not setting.split("=", 1)[0].strip():
            raise click.BadParameter(f"{setting!r}: write key.path=value, such as operators.floor.wrap_up.mean='55 s'")
    return tuple(given)


_set_option = click.option(
    "--set", "sets", multiple=True, metavar="KEY.PATH=VALUE", callback=_settings, help="Change one value; repeatable."
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
_lang_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", envvar=LANGUAGE, show_envvar=True,
    help="Language of the words, of warnings and errors too.",
)  # fmt: skip
_errors_lang_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), envvar=LANGUAGE, show_envvar=True, expose_value=False,
    help="Language of errors.",
)  # fmt: skip


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
    help="Replications; the scenario's own number, or 30.",
)
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@_set_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write results, logs and charts there.")
@click.option("--workers", type=click.IntRange(1, 256), help="Replications at a time; as many as fit if left out.")
@click.option("--no-ceiling", is_flag=True, help="No ceiling of same-day closure, which takes runs of its own.")
@_json_option
@_lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def run(**asked: Any) -> int:
    """Simulate a scenario and print what came out.

    Unmet targets are a result: the exit code is 0 all the same. 1: charts could not be drawn, 2: bad input, 3: budget,
    4: storage, 130: interrupted (what was finished is kept).
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.report.running import Request, run_request

        return run_request(Request(**asked, out=out), say, show, show_json)


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
@_set_option
@_errors_lang_option
def export(run_or_scenario: str, **asked: Any) -> None:
    """Write the logs of one replication for other programs: spreadsheets, process mining, animations.

    RUN_OR_SCENARIO is a folder that `hotline run --out` has written, or a scenario, which is run once.
    docs/exports.md explains every column.
    """
    from sim.exports.exporting import export as write_exports

    for path in write_exports(run_or_scenario, **asked):
        show(str(path))


@main.command()
@click.argument("scenario")
@click.option("--shift", metavar="NAME", help="Change this shift only; GROUP.SHIFT if several groups have one.")
@click.option("--group", metavar="NAME", help="Change this group only; all its shifts by a common factor.")
@click.option("--each", is_flag=True, help="The least head count of every pool, so that none can give up one person.")
@click.option("--reps", "--replications", "reps", type=click.IntRange(2, 100_000), help="Of each head count; 20.")
@click.option("--most", type=click.IntRange(2, 100_000), help="Go on with so many where the answer is undecided.")
@click.option("--at-most", type=click.IntRange(1, 1_000_000), metavar="HEADS", help="Look no further than this.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, help="Seed of all chance; 1 if left out.")
@click.option("--engine", type=click.Choice(["auto", "model", "kernel"]), default="auto", help="Which engine runs it.")
@_set_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write results, tables and charts there.")
@click.option("--write", type=click.Path(path_type=Path), metavar="FILE", help="Write the answer as a scenario file.")
@_json_option
@_lang_option
@click.option("--quiet", is_flag=True, help="No progress and no notices.")
def need(**asked: Any) -> int:
    """Say how many people a scenario needs, so that its targets are met.

    All shifts change by one common factor, or only those of --shift or --group (operators, a desk, a unit); --each then
    lets every pool give up what it can. That no head count meets the targets
    is a result: the exit code is 0 all the same, unless --write asks for it as a file.
    """
    from sim.store import results_in

    with results_in(asked.pop("out")) as out:
        from sim.report.need import NeedRequest, need_request

        return need_request(NeedRequest(**asked, out=out), say, show, show_json)


@main.command()
@click.argument("scenario")
@_set_option
@_json_option
@_lang_option
def check(scenario: str, sets: tuple[str, ...], as_json: bool, lang: str) -> int:
    """Check a scenario: "ok", warnings and a short reading of it, or what is wrong and where.

    Given a folder with results instead, say whether every file in it is still what was written.
    """
    if os.path.isfile(Path(scenario) / "manifest.json"):  # unlike Path.is_file, this bears names that are too long
        from sim.report.answer import results_text
        from sim.store import check_results

        found = check_results(Path(scenario))
        show_json(found) if as_json else show(results_text(scenario, found, lang))
        return 0
    if os.path.isdir(scenario):
        raise StoreError(f"{scenario[:200]} has no manifest.json: give a folder of results, or a scenario file")
    from sim.report.chinese import in_language
    from sim.report.reading import reading_of, reading_text
    from sim.report.running import warn_of_console
    from sim.shipped import load_scenario

    loaded = load_scenario(scenario, sets)
    reading = reading_of(loaded)
    reading["warnings"] = [in_language(warning, lang) for warning in reading["warnings"]]
    if as_json:
        show_json(reading)
    else:
        warn_of_console(lang, say)
        show(reading_text(reading, lang))
    return 0


@main.command()
@click.option("--seed", type=click.IntRange(0, 255), default=0, help="Other chance; 0 is that of the published proof.")
@click.option("--engine", type=click.Choice(["model", "kernel"]), default="kernel", help="Which engine is on trial.")
@click.option("--only", default="", metavar="TEXT", help="Only cases whose name holds this text.")
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it as a page.")
@_json_option
@_lang_option
def verify(**asked: Any) -> int:
    """Prove it: theory, simulation, interval and agreement, case by case, in about a minute and a half.

    Exit code 0 if everything agrees, 1 if anything does not.
    """
    from sim.report.proving import prove

    return prove(say=say, show=show, show_json=show_json, **asked)


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
@_json_option
@_lang_option
def erlang(as_json: bool, lang: str, **given: str | None) -> int:
    """Operators for a number of calls by Erlang's formulas: what each number gives, and the fewest for a target.

    For example: hotline erlang --calls 100 --per "30 min" --aht "3 min" --patience "5 min" --target "80 % in 20 s"
    """
    from sim.report.erlang_table import asked_from, erlang_answer, erlang_text
    from sim.report.running import warn_of_console

    asked = asked_from(given)
    answer = erlang_answer(asked)
    if as_json:
        show_json(answer)
    else:
        warn_of_console(lang, say)
        show(erlang_text(asked, answer, lang))
    return 0


@main.group(invoke_without_command=True)
@_errors_lang_option
@click.pass_context
def scenarios(context: click.Context) -> None:
    """List the shipped scenarios, or copy one to start from."""
    if context.invoked_subcommand is not None:
        return
    from sim.shipped import shipped_scenarios, title_of

    shipped = shipped_scenarios()
    if not shipped:
        raise StoreError("no shipped scenarios are installed")
    width = max(map(len, shipped))
    for name, path in shipped.items():
        show(f"{name:<{width}}  {title_of(path)}".rstrip())


@scenarios.command()
@click.argument("name")
@click.argument("dest", type=click.Path(path_type=Path), default=Path())
@click.option("--force", is_flag=True, help="Overwrite files that are there already.")
@_errors_lang_option
def copy(name: str, dest: Path, force: bool) -> None:
    """Copy a shipped scenario, with the files it builds on, into the folder DEST (here if left out)."""
    from sim.shipped import copy_scenario

    for path in copy_scenario(name, dest, force):
        show(str(path))


@main.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it to a file.")
@_lang_option
def schema(out: Path | None, lang: str) -> None:
    """Print the JSON Schema of scenario files, for editors that check while one writes."""
    from sim.scenario.editor_schema import scenario_schema

    text = json.dumps(scenario_schema(), indent=2, ensure_ascii=out is None)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot write to {out}: {reason(error)}") from error
    from sim.report.words import word

    say(word("written", lang, folder=out))
