"""Progress bars on stderr, where it is a terminal; each step of one obeys a stop."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

from sim.commands.interrupts import Interrupts
from sim.errors import printable
from sim.report.words import counted

if TYPE_CHECKING:
    from tqdm import tqdm

    from sim.staffing.trials import Progress

BAR: Final = "{desc}: {percentage:3.0f}%|{bar}| {n:.1f}/{total} [{elapsed}<{remaining}]"


class RunsBar:
    """A bar over all replications of a command, moved from several threads; each step obeys a stop."""

    def __init__(self, bar: tqdm[NoReturn], asked: int, interrupts: Interrupts) -> None:
        self._bar, self._shares, self._interrupts = bar, [0.0] * asked, interrupts
        self._lock = threading.Lock()

    def __call__(self, replication: int, share: float, in_all: int | None = None) -> None:
        """Tell how far a replication is, and how many there may be in all, if they have become fewer."""
        self._interrupts.obey()
        with self._lock:
            if in_all is not None:
                self._bar.total = in_all
            self._bar.update(share - self._shares[replication])
            self._shares[replication] = share


@contextmanager
def progress_of_runs(
    name: str, asked: int, interrupts: Interrupts, quiet: bool, of: int | None = None
) -> Iterator[RunsBar]:
    """What to call as a replication runs, with its number and how far it is: it moves the bar, and obeys a stop.

    Where only some of those asked for are run, `of` is their number.
    """
    from tqdm import tqdm

    desc, off = printable(name, breaks=False), True if quiet else None
    with tqdm(total=of or asked, desc=desc, bar_format=BAR, file=sys.stderr, disable=off) as bar:
        yield RunsBar(bar, asked, interrupts)


@contextmanager
def progress_of_search(
    interrupts: Interrupts, quiet: bool, lang: str, trying: Callable[[str], str]
) -> Iterator[Progress]:
    """What to call as a head count is tried: it moves the bar, which begins anew for each, and obeys a stop.

    `trying` says so of a number of people.
    """
    from tqdm import tqdm

    with tqdm(total=1, bar_format=BAR, file=sys.stderr, disable=True if quiet else None) as bar:

        def told(heads: int, replication: int, replications: int, share: float) -> None:
            interrupts.obey()
            if bar.disable:
                return
            desc = trying(counted("person", heads, lang))
            if bar.desc != f"{desc}: ":
                bar.reset(replications)
                bar.set_description(desc)
            bar.update(replication + share - bar.n)

        yield told
