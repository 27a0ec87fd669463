"""Captures: HTTP archives (HAR 1.2) as accesses with bodies. A capture is read whole: it was made by hand, and is no log."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import numpy as np

from headcount.errors import InputError
from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.model.text import Text
from headcount.sources.clock import any_time

_MARK = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{.{0,4000}?"(?:version|creator|entries|pages|browser)"\s*:', re.DOTALL
)
_HEAD = 8_192
LARGEST = 1 << 30
"""Bytes of a capture at most."""
NO_ENTRY = "no entry of a capture with a time, a method and a URL"


class _Header(msgspec.Struct):
    name: str = ""
    value: str = ""


class _Content(msgspec.Struct):
    text: str | None = None
    encoding: str | None = None


class _Response(msgspec.Struct):
    status: int | float = 0
    content: _Content = msgspec.field(default_factory=_Content)


class _Request(msgspec.Struct):
    method: str
    url: str
    headers: list[_Header] = msgspec.field(default_factory=list)


class _Entry(msgspec.Struct, rename="camel"):
    started_date_time: str
    request: _Request
    response: _Response = msgspec.field(default_factory=_Response)


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]


class _Archive(msgspec.Struct):
    log: _Log


def is_capture(path: str) -> bool:
    """Whether a file begins like a capture; many are one line, however long."""
    file = Path(path)
    if not file.is_file():
        return False
    try:
        with file.open("rb") as text:
            return bool(_MARK.match(text.read(_HEAD)))
    except OSError:
        return False


def read_capture(path: str) -> tuple[AccessBatch, Skipped]:
    """The accesses of a capture, in the order of their times; an entry's number stands in place of a line's.

    Raises:
        InputError: the file is too large, or is no HAR.
    """
    file = Path(path)
    if file.stat().st_size > LARGEST:
        raise InputError(f"{path}: a capture of more than {LARGEST >> 20:,} MiB; cut it into several")
    try:
        archive = msgspec.json.decode(file.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=_Archive)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: is no HTTP archive (HAR 1.2); export it again") from error
    skipped, found = Skipped(), list[tuple[int, int, _Entry]]()
    for number, raw in enumerate(archive.log.entries, 1):
        try:
            entry = msgspec.json.decode(raw, type=_Entry)
            moment = any_time(entry.started_date_time)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            moment = None
        if moment is None:
            skipped.add(NO_ENTRY, [number])
        else:
            found.append((moment, number, entry))
    return _batch(sorted(found, key=lambda row: row[:2])), skipped


def _batch(found: Sequence[tuple[int, int, _Entry]]) -> AccessBatch:
    entries = [entry for _, _, entry in found]
    nothing = Text.empty(len(entries))
    return AccessBatch(
        time=np.array([moment for moment, _, _ in found], np.int64),
        address=nothing,
        forwarded=nothing,
        account=nothing,
        credential=Text.of([_header(entry, "authorization") for entry in entries]),
        user_agent=Text.of([_header(entry, "user-agent") for entry in entries]),
        method=Text.of([entry.request.method.upper() for entry in entries]),
        target=Text.of([_target(entry.request.url) for entry in entries]),
        status=np.array([int(entry.response.status) % 1000 for entry in entries], np.int16),
        size=np.full(len(entries), -1, np.int64),
        line=np.array([number for _, number, _ in found], np.int64),
        body=Text.of([_body(entry.response.content) for entry in entries]),
    )


def _header(entry: _Entry, name: str) -> str:
    return next((header.value for header in entry.request.headers if header.name.lower() == name), "")


def _target(url: str) -> str:
    """Path and query of a URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _body(content: _Content) -> bytes:
    if content.text is None:
        return b""
    if content.encoding == "base64":
        try:
            return b64decode(content.text, validate=True)
        except binascii.Error:
            return b""
    return content.text.encode("utf-8", "replace")
