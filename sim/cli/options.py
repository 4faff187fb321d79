"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sim.commands.console import LANGUAGE


def _settings(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    for setting in given:
        if "=" not in setting or not setting.split("=", 1)[0].strip():
            raise click.BadParameter(f"{setting!r}: write key.path=value, such as operators.floor.wrap_up.mean='55 s'")
    return tuple(given)


set_option = click.option(
    "--set", "sets", multiple=True, metavar="KEY.PATH=VALUE", callback=_settings, help="Change one value; repeatable."
)
with_option = click.option(
    "--with", "variations", multiple=True, metavar='"NAME: KEY.PATH=VALUE, ..."',
    help="A further design: the first scenario with these changes; NAME may be left out. Repeatable.",
)  # fmt: skip


def _report_needs_a_folder(context: click.Context, _option: click.Parameter, wanted: bool) -> bool:
    if wanted and context.params.get("out") is None and not context.resilient_parsing:
        raise click.UsageError("--report needs --out: the page stands among the results", context)
    return wanted


report_option = click.option(
    "--report", is_flag=True, callback=_report_needs_a_folder,
    help="Write the page of the results, too, as `hotline report` does; needs --out.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
lang_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", envvar=LANGUAGE, show_envvar=True,
    help="Language of the words, of warnings and errors too.",
)  # fmt: skip
errors_lang_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), envvar=LANGUAGE, show_envvar=True, expose_value=False,
    help="Language of errors.",
)  # fmt: skip
