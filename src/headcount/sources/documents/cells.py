"""From a value of a table's cell to its leaves: JSON in a cell is looked into, dates are ISO 8601, binary data is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from headcount.sources.documents import json_text
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.walk import scalar, walk

_LONGEST_JSON = 1 << 20


def cell(path: str, value: object) -> Iterator[tuple[str, str]]:
    """The leaves of one cell.

    Args:
        path: the column.
        value: what a database driver or Arrow gives: text, numbers, dates, bytes, lists, dicts, None.
    """
    if value is None:
        return
    if isinstance(value, memoryview):
        value = bytes(value)
    if isinstance(value, bytes | bytearray):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            return
        if not value.isprintable():
            return
    if isinstance(value, str):
        yield from _text(path, value)
    elif isinstance(value, dict | list | tuple | set | frozenset):
        yield from walk(_plain(value), path)
    else:
        yield path, _scalar(value)


def _text(path: str, value: str) -> Iterator[tuple[str, str]]:
    """Text, looked into where it is a JSON object or list."""
    if value[:1] in ("{", "[") and value[-1:] in ("}", "]") and len(value) <= _LONGEST_JSON:
        try:
            yield from walk(json_text.decode(value.encode("utf-8", "replace")), path)
        except Unreadable:
            yield path, value
    else:
        yield path, value


def _plain(value: object) -> object:
    """`value` as a JSON decoder would give it. Nesting is that of a table's type, so recursion is bounded."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(entry) for entry in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace") if value.isascii() else None
    return value if isinstance(value, str | int | None) else _scalar(value)


def _scalar(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else scalar(value)
