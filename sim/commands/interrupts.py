"""Ctrl-C and the batch system's stop, obeyed where nothing is half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Ctrl-C and the batch system's stop: the first is obeyed between two steps, a second ends all at once.

    The first one never raises where it happens to strike: compiled code and half-done writes do not bear that.
    """

    def __init__(self) -> None:
        self._asked = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        """While this lasts, signals come here; outside the main thread they stay as they are."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def obey(self) -> None:
        """Stop here if that was asked for.

        Raises
        ------
        KeyboardInterrupt
            After a first signal.
        """
        if self._asked:
            raise KeyboardInterrupt

    def obey_beside(self, _share: float) -> None:
        """The same, called as a run goes on."""
        self.obey()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        again, self._asked = self._asked, True
        if again:
            raise KeyboardInterrupt
