"""When rubbish is collected: while nobody waits, not after each answer."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import time
from contextlib import suppress

QUIET_S = 2.0
"""Nobody has asked for so long, so nobody waits for the interpreter."""

FIRST_S = 30.0
"""A browser that was opened with the server has asked within so long."""

LONGEST_S = 60.0
"""A server that is never quiet collects as often."""


def give_back() -> None:
    """
    Give the system back what was freed, where there is a way to say so.

    The system's allocator keeps what a feed took while it was read: tens of megabytes that
    nobody uses, on a laptop that has four thousand.
    """
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):
        # Of the GNU C library alone; elsewhere the allocator sees to it itself.
        ctypes.CDLL(None).malloc_trim(0)


class Rest:
    """
    Collects rubbish after the last of a run of messages, once.

    Streamlit would collect after every answer (`runner.postScriptGC`), which stops
    all sessions for tens of milliseconds. Most of what an answer leaves is freed
    without it; what hangs in a ring waits for a quiet moment here, or for Python's
    own collection.
    """

    def __init__(self) -> None:
        self._first_s: float | None = None
        self._last_s = time.monotonic() + FIRST_S - QUIET_S

    def note(self) -> None:
        """Remember that somebody asked just now."""
        self._last_s = time.monotonic()
        self._first_s = self._first_s or self._last_s

    def is_quiet(self) -> bool:
        """Say whether nobody has asked for a while."""
        return time.monotonic() - self._last_s >= QUIET_S

    def is_due(self, now_s: float) -> bool:
        """
        Say whether there may be rubbish, and nobody waits or waiting has lasted.

        Parameters
        ----------
        now_s
            By the clock of `time.monotonic`.
        """
        if self._first_s is None:
            return False
        return now_s - self._last_s >= QUIET_S or now_s - self._first_s >= LONGEST_S

    def collect(self) -> None:
        """Collect, and wait for the next message."""
        self._first_s = None
        gc.collect()
        give_back()

    async def keep(self) -> None:
        """Look now and then until cancelled."""
        while True:
            await asyncio.sleep(QUIET_S / 2)
            if self.is_due(time.monotonic()):
                self.collect()
