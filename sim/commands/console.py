"""What a command prints: answers on stdout, all else on stderr; every console shows what it can."""

from __future__ import annotations

import codecs
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TextIO

from sim.errors import printable, shortened_lines

Say = Callable[[str], None]
"""Prints a line for people."""
LANGUAGE: Final = "HOTLINE_LANG"
"""The environment variable that says --lang for good."""


def say(text: str) -> None:
    """Print on stderr."""
    _print(printable(text), sys.stderr)


def silent(_text: str) -> None:
    """Print nothing: for those who asked for quiet."""


def show(text: str) -> None:
    """Print on stdout."""
    _print(printable(text.rstrip("\n")), sys.stdout)


def show_json(value: Any) -> None:
    """Print one JSON object on stdout, in ASCII so that every console and pipe passes it on unharmed."""
    _print(json.dumps(value, indent=2, allow_nan=False), sys.stdout)


def tell(text: str, lang: str) -> None:
    """Print a warning or an error on stderr, in a language if this console has its characters."""
    from sim.report.chinese import in_language

    said = in_language(text, lang)
    try:
        said.encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        said = text
    say(shortened_lines(said))


def warn_of_console(lang: str, notice: Say) -> None:
    """Say how to see the words of a language, if this console does not have their characters."""
    from sim.report.words import word

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        word("no_data", lang).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        notice(word("console", lang, encoding=encoding))


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for, of a command line that may be wrong elsewhere."""
    wanted = os.environ.get(LANGUAGE, "en")
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == "--lang" or argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=") if "=" in argument else following
    return "zh" if wanted == "zh" else "en"


@contextmanager
def logged_in(lang: str) -> Iterator[None]:
    """While this lasts, what parts of the program log is told in Chinese if that is asked for."""
    handler, log = logging.Handler(logging.WARNING), logging.getLogger("sim")
    handler.emit = lambda record: tell(record.getMessage(), lang)  # type: ignore[method-assign]
    if lang == "zh":
        log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def soften_streams() -> None:
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


def _print(text: str, stream: TextIO) -> None:
    stream.write(text + "\n")
    stream.flush()
