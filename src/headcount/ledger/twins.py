"""Twins: connections that other threads have to an open ledger, which must be let go of before it can be opened anew.

As long as one of them is there, the engine keeps the file with the settings of its first connection, and refuses others.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Protocol
from weakref import WeakKeyDictionary

import duckdb

_PATIENCE = 10.0
"""Seconds to wait for those who were asked to stop."""


class Twin(Protocol):
    """What has a connection of its own."""

    connection: duckdb.DuckDBPyConnection


class Twins:
    """Those of one ledger. Whoever made one closes it; one that is forgotten is gone."""

    def __init__(self) -> None:
        self._makers: WeakKeyDictionary[Twin, int] = WeakKeyDictionary()

    def add(self, twin: Twin) -> None:
        """It is open, and belongs to the thread that asks."""
        self._makers[twin] = threading.get_ident()

    def discard(self, twin: Twin) -> None:
        """It is closed."""
        self._makers.pop(twin, None)

    def end(self) -> None:
        """Interrupt what other threads ask, and wait until they have closed theirs, though not for ever."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            theirs = [twin for twin, maker in tuple(self._makers.items()) if maker != threading.get_ident()]
            if not theirs:
                return
            for twin in theirs:
                with suppress(duckdb.Error):  # closed meanwhile
                    twin.connection.interrupt()
            time.sleep(0.005)
