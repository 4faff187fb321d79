"""How a command ends: whatever goes wrong is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from sim.commands.console import tell
from sim.errors import BudgetError, HotlineError, StoreError, reason, shortened

DONE: Final = 0
FAULT: Final = 1
"""A fault of the program, and a reader who has gone."""
NOT_DRAWN: Final = 1
"""Charts could not be drawn; all other results stand."""
NOT_PROVEN: Final = 1
INTERRUPTED: Final = 130
_CRASH: Final = (
    "unexpected error: {kind}: {text}\n"
    "This is a fault of the program, not of your scenario. Please report it with the command, the scenario file and\n"
    "`hotline --version`; HOTLINE_DEBUG=1 shows where it happened."
)


def exit_code(command: Callable[[], Any], lang: str) -> int:
    """Run a command: 0 done, 1 fault of the program, 2 bad input, 3 budget, 4 storage, 130 interrupted."""
    try:
        code = command()
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except HotlineError as error:
        tell(f"error: {error.sentence}", lang)
        return error.exit_code
    except KeyboardInterrupt:
        tell("stopped", lang)
        return INTERRUPTED
    except OSError as error:
        return _report_os_error(error, lang)
    except Exception as error:
        return _report_crash(error, lang)


def _report_os_error(error: OSError, lang: str) -> int:
    """A closed pipe needs no words; a full or broken disk does, and is a storage error."""
    with suppress(OSError, ValueError):  # what is still in the buffer must not fail a second time
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return FAULT
    if os.environ.get("HOTLINE_DEBUG"):
        return _report_crash(error, lang)
    tell(f"error: {error.filename or 'output'}: {reason(error)}", lang)
    return StoreError.exit_code


def _report_crash(error: Exception, lang: str) -> int:
    if os.environ.get("HOTLINE_DEBUG"):
        import traceback

        traceback.print_exc()
    if isinstance(error, MemoryError):
        tell("error: out of memory: fewer replications at once, a shorter horizon or a bigger machine would do", lang)
        return BudgetError.exit_code
    text = shortened(str(error).splitlines()[0]) if str(error) else "no message"
    tell(_CRASH.format(kind=type(error).__name__, text=text), lang)
    return FAULT
