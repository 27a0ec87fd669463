"""What the service says while it runs: a line each, as JSON or as text, of fixed words and numbers, without a value of anybody.

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
Form = Literal["json", "text"]
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

    def __init__(self, stream: TextIO | None = None, form: Form = "json") -> None:
        """Standard error unless told otherwise; `json` is an object a line, `text` is `key=value` after time, level and event."""
        self._stream, self._form = stream, form
        self._lock = threading.Lock()

    def say(self, level: Level, event: str, **fields: str | float) -> None:
        """Write one line: time (UTC), level, event, fields.

        Raises:
            ValueError: a field has a name that is not in `FIELDS`.
        """
        odd = fields.keys() - FIELDS
        if odd:
            raise ValueError(f"no field of the log: {', '.join(sorted(odd))}")
        now = dt.datetime.now(dt.UTC)
        if self._form == "json":
            line = msgspec.json.encode({"time": now, "level": level, "event": event, **fields}).decode()
        else:
            told = (f"{name}={_plain(value)}" for name, value in fields.items())
            line = " ".join((now.isoformat(timespec="milliseconds"), level.upper(), f"{event}:" if fields else event, *told))
        with self._lock:
            try:
                print(line, file=self._stream or sys.stderr, flush=True)
            except (OSError, ValueError):  # ValueError: the stream was closed
                return


def _plain(value: str | float) -> str:
    """A value in a line of text: in quotes where it is not one word."""
    text = str(value)
    return text if text and text.isprintable() and not set(text) & set(' "=') else msgspec.json.encode(text).decode()
