"""A source for W3C extended log files: a `#Fields` line, wherever it stands, names the columns of the lines after it.

Source: W3C Working Draft WD-logfile-960323. Columns are separated by spaces or tabs; a text with spaces stands in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources.clock import ISO
from headcount.sources.interface import Block, Reader
from headcount.sources.lines import NO_TIME, bounds, line_ends, positions
from headcount.sources.sheet import PATH, QUERY, TEXTS, Sheet, dash_is_empty
from headcount.sources.spans import Mask, Rows, buffer, number

_ROLES = {
    "date": ("date", "date-local", "x-date"),
    "time": ("time", "time-local", "x-time"),
    "address": ("c-ip", "cs-ip", "x-client-ip"),
    "forwarded": ("x-forwarded-for", "cs(x-forwarded-for)", "s-xff"),
    "account": ("cs-username", "cs-auth-user"),
    "credential": ("cs(authorization)", "cs(x-api-key)"),
    "user_agent": ("cs(user-agent)", "c-user-agent"),
    "method": ("cs-method",),
    PATH: ("cs-uri-stem", "cs-uri"),
    QUERY: ("cs-uri-query",),
    "status": ("sc-status", "c-status"),
    "size": ("sc-bytes", "bytes"),
}
"""Role to the names of its column, the preferred one first; names are compared in small letters."""
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|[^ \t]+')
_SPACE, _TAB, _FEED, _QUOTE, _HASH = 32, 9, 10, 34, 35


@dataclass(frozen=True, slots=True)
class Columns:
    """What a `#Fields` line says."""

    names: tuple[str, ...]
    """All columns, in small letters."""

    @property
    def roles(self) -> dict[str, int]:
        """Role to the index of its column."""
        found = {}
        for role, names in _ROLES.items():
            if here := [n for n in names if n in self.names]:
                found[role] = self.names.index(here[0])
        if PATH in found and self.names[found[PATH]] == "cs-uri" and QUERY not in found:
            found["target"] = found.pop(PATH)
        return found

    @property
    def usable(self) -> bool:
        """Whether they tell time and target."""
        return {"date", "time"} <= self.roles.keys() and bool({PATH, "target"} & self.roles.keys())


def columns(line: bytes) -> Columns | None:
    """The columns that a header line names; None when it is another line."""
    prefix, _, names = line.partition(b":")
    if prefix.strip().lower() != b"#fields":
        return None
    return Columns(tuple(n.decode("utf-8", "replace").strip("\u200b").lower() for n in names.split()))


@dataclass(frozen=True)
class W3cSource:
    """A kind of W3C log."""

    name: str
    """The word for `--format`."""
    marker: str = ""
    """A column that only this kind has; empty for any."""
    default: Columns | None = None
    """The columns of a file without a `#Fields` line."""

    def recognise(self, head: bytes) -> float:
        """Share of the lines in `head`, without header lines, that fit the columns; 1 when there are columns and no line yet."""
        found = [c for line in head.split(b"\n") if (c := columns(line))] or [c for c in (self.default,) if c]
        if not any(c.usable and (not self.marker or self.marker in c.names) for c in found):
            return 0.0
        part = head[: 64 << 10]
        block = Block.of(part[: part.rfind(b"\n") + 1] or part)
        batch, skipped = self.open(head).read(block)
        refused = sum(n for reason, n in skipped.counts().items() if not reason.startswith(("comment", "empty")))
        return len(batch) / (len(batch) + refused) if len(batch) + refused else float(found[0] is not self.default)

    def open(self, head: bytes) -> Reader:
        """A reader that begins with the columns of the first `#Fields` line in `head`."""
        found = (c for line in head.split(b"\n") if (c := columns(line)))
        return W3cReader(next(found, self.default))


class W3cReader:
    """Reads the blocks of one file."""

    def __init__(self, first: Columns | None) -> None:
        self._columns = first

    def read(self, block: Block) -> tuple[AccessBatch, Skipped]:
        """The accesses of the block, and every other line with its reason."""
        ends = line_ends(block)
        sheet = Sheet(block)
        if len(ends):
            sheet.extend(*bounds(block.data, 0, ends))
        start = sheet.start[: sheet.lines]
        comments = np.flatnonzero(block.data[start] == _HASH)
        at = 0
        for row in [*comments.tolist(), sheet.lines]:
            if row > at and self._columns and self._columns.usable:
                _Lines(sheet, self._columns).read(at, row)
            if row < sheet.lines:
                line = block.data[start[row] : sheet.end[row]].tobytes()
                self._columns = columns(line) or self._columns
            at = row + 1
        return sheet.finish()


class _Lines:
    """Lines under one `#Fields` line."""

    def __init__(self, sheet: Sheet, named: Columns) -> None:
        self._sheet, self._data = sheet, sheet.block.data
        self._roles, self._count = named.roles, len(named.names)

    def read(self, first: int, stop: int) -> None:
        """Read the rows from `first` to before `stop`; a line with a tab is cut at tabs, another one at spaces."""
        start, span = self._sheet.start[first:stop], (int(self._sheet.start[first]), int(self._sheet.end[stop - 1]))
        tabs = positions(self._data, *span, _TAB)
        tabbed = np.bincount(np.searchsorted(start, tabs, "right") - 1, minlength=len(start))
        if len(tabs):
            self._cut(first, tabs, tabbed, tabbed > 0, _TAB)
        if (tabbed == 0).any():
            spaces = positions(self._data, *span, _SPACE)
            counts = np.bincount(np.searchsorted(start, spaces, "right") - 1, minlength=len(start))
            self._cut(first, spaces, counts, tabbed == 0, _SPACE)

    def _cut(self, first: int, marks: Rows, counts: Rows, chosen: Mask, separator: int) -> None:
        """Read the `chosen` lines from row `first` on; `marks` are the separators in all lines, `counts` how many each has."""
        start, end = (column[first : first + len(counts)] for column in (self._sheet.start, self._sheet.end))
        regular = chosen & (counts == self._count - 1)
        quotes = positions(self._data, int(start[0]), int(end[-1]), _QUOTE)
        regular[np.searchsorted(start, quotes, "right") - 1] = False
        rows = np.flatnonzero(regular)
        if len(rows):
            after = marks[(np.cumsum(counts) - counts)[rows][:, None] + np.arange(self._count - 1)]
            left = np.column_stack([start[rows], after + 1])
            self._store(rows + first, left, np.column_stack([after, end[rows]]) - left)
        self._single((np.flatnonzero(chosen & ~regular) + first).tolist(), separator)

    def _single(self, rows: Sequence[int], separator: int) -> None:
        """Cut lines one by one: those with quotes, and those with another number of separators."""
        raw, kept, spans = buffer(self._data), list[int](), list[list[tuple[int, int]]]()
        for row in rows:
            start, end = int(self._sheet.start[row]), int(self._sheet.end[row])
            if separator == _TAB:
                ends = [start + i for i, byte in enumerate(raw[start:end]) if byte == _TAB] + [end]
                cut = list(zip([start, *(e + 1 for e in ends[:-1])], ends, strict=True))
            else:
                cut = [m.span(1) if m.start(1) >= 0 else m.span() for m in _TOKEN.finditer(raw, start, end)]
            if len(cut) == self._count:
                kept.append(row)
                spans.append(cut)
        if kept:
            table = np.array(spans, np.int64)
            self._store(np.array(kept), table[:, :, 0], table[:, :, 1] - table[:, :, 0])

    def _store(self, rows: Rows, left: Rows, size: Rows) -> None:
        """Fill `rows` of the sheet from tables with a row a line and a column a field."""
        sheet = self._sheet
        for role, i in self._roles.items():
            start = left[:, i]
            if role in {*TEXTS, PATH, QUERY}:
                starts, sizes = sheet.spans(role)
                starts[rows] = start
                sizes[rows] = dash_is_empty(self._data, start, size[:, i])
            elif role in {"status", "size"}:
                value, fine = number(self._data, start, size[:, i])
                if role == "size":
                    sheet.size[rows] = np.where(fine, value, -1)
                else:
                    sheet.status[rows] = np.where(fine & (value < 1000), value, 0)
        micros, known = self._times(left, size)
        sheet.time[rows] = micros
        sheet.read[rows] = known
        if not known.all():
            sheet.reasons.setdefault(NO_TIME, []).extend(rows[~known].tolist())

    def _times(self, left: Rows, size: Rows) -> tuple[Rows, Mask]:
        date, time = self._roles["date"], self._roles["time"]
        if time == date + 1 and (left[:, time] == left[:, date] + size[:, date] + 1).all():
            return ISO.column(self._data, left[:, date], left[:, time] + size[:, time] - left[:, date])
        raw, moments = buffer(self._data), list[int | None]()
        spans = zip(left[:, date].tolist(), size[:, date].tolist(), left[:, time].tolist(), size[:, time].tolist(), strict=True)
        for day, day_size, clock, clock_size in spans:
            moments.append(ISO.parse(bytes(raw[day : day + day_size]) + b" " + bytes(raw[clock : clock + clock_size])))
        return np.array([m or 0 for m in moments], np.int64), np.array([m is not None for m in moments], np.bool_)
