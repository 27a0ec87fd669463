"""What the service says while it runs: one JSON object a line, of fixed words and numbers, without a value of anybody.

Clients, people, paths of requests and lines of logs have no way in: a field has one of the names below, and its text is a word of
the program's own (a tap's or detector's name, a reason, a file of the configuration).
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
from typing import Literal, TextIO

import msgspec

Level = Literal["info", "warning", "error"]
FIELDS = frozenset(
    {
        "part",
        "tap",
        "detector",
        "action",
        "mode",
        "reason",
        "remedy",
        "file",
        "listen",
        "version",
        "signal",
        "count",
        "lines",
        "accesses",
        "skipped",
        "seconds",
        "findings",
        "reference",
        "error",
    }
)


class Log:
    """Thread-safe. A stream that is gone or full stops nobody."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Standard error unless told otherwise."""
        self._stream = stream
        self._lock = threading.Lock()

    def say(self, level: Level, event: str, **fields: str | float) -> None:
        """Write one line: time (UTC), level, event, fields.

        Raises:
            ValueError: a field has a name that is not in `FIELDS`.
        """
        odd = fields.keys() - FIELDS
        if odd:
            raise ValueError(f"no field of the log: {', '.join(sorted(odd))}")
        told = {"time": dt.datetime.now(dt.UTC), "level": level, "event": event, **fields}
        line = msgspec.json.encode(told).decode()
        with self._lock:
            try:
                print(line, file=self._stream or sys.stderr, flush=True)
            except (OSError, ValueError):  # ValueError: the stream was closed
                return
