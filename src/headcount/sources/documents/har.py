"""HTTP archives, HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/): every recorded answer.

The unit of an answer is its method and the path as it was asked, `GET /u/4711`: the catalogue makes a template of it. Paths of
other hosts than the one with most answers begin with the host, as in `GET //cdn.example/u`.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import msgspec

from headcount.sources.documents.answers import CUT, LATE
from headcount.sources.documents.body import body_leaves
from headcount.sources.documents.content import Content
from headcount.sources.documents.gather import Gather
from headcount.sources.documents.inflate import TooLarge, Unreadable, inflate, told
from headcount.sources.documents.interface import Limits, Part, Skip, Units
from headcount.sources.documents.json_text import clean

_MARK = re.compile(
    rb'^\s*+(?:\xef\xbb\xbf)?+\s*+\{\s*+"log"\s*+:\s*+\{(?=.{0,4000}?"(?:version|creator|entries|pages|browser)"\s*:)', re.DOTALL
)
LARGEST_BODY = 32 << 20
"""Bytes of one answer's body, decompressed."""


class _Header(msgspec.Struct):
    name: str = ""
    value: str = ""


class _Body(msgspec.Struct, rename="camel"):
    mime_type: str | None = None
    text: str | None = None
    encoding: str | None = None


class _Response(msgspec.Struct):
    status: float | None = None
    headers: list[_Header] = msgspec.field(default_factory=list)
    content: _Body = msgspec.field(default_factory=_Body)


class _Request(msgspec.Struct):
    method: str = "GET"
    url: str = ""


class _Entry(msgspec.Struct):
    request: _Request
    response: _Response = msgspec.field(default_factory=_Response)


class _Asked(msgspec.Struct):
    request: _Request


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]


class _Archive(msgspec.Struct):
    log: _Log


_archive, _asked, _entry = msgspec.json.Decoder(_Archive), msgspec.json.Decoder(_Asked), msgspec.json.Decoder(_Entry)


@dataclass(frozen=True, slots=True)
class Har:
    """Answers that a browser or proxy recorded, whatever their bodies are."""

    name: str = "har"

    def recognise(self, head: bytes) -> bool:
        """Whether it begins like an archive."""
        return bool(_MARK.match(head))

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """Each answer on its own; answers are numbered as the archive lists them."""
        try:
            entries = _archive.decode(clean(content.whole(limits.whole))).log.entries
        except RecursionError:
            raise Unreadable("nested too deeply") from None
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Unreadable("broken or cut-off HAR") from None
        asked = _asked_for(entries)
        host = Counter(parts.netloc.lower() for _, parts in asked).most_common(1)[0][0] if asked else ""
        yield Units(tuple(dict.fromkeys(_unit(method, parts, host) for method, parts in asked)))
        skipped: Counter[str] = Counter()
        for number, raw in enumerate(entries):
            if content.late:
                skipped[LATE] += 1
                break
            try:
                gather = _answer(_entry.decode(raw), host, number)
            except Unreadable as error:
                skipped[str(error)] += 1
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                skipped["broken entry"] += 1
            else:
                skipped[CUT] += gather.cut
                yield gather.take()
        yield from (Skip(reason, count) for reason, count in skipped.items() if count)


def _answer(entry: _Entry, host: str, number: int) -> Gather:
    unit = _unit(entry.request.method, _address(entry.request), host)
    data = _data(entry.response)
    gather = Gather(unit, number)
    gather.fill(body_leaves(data, _media(entry.response)))
    gather.close_answer()
    return gather


def _data(response: _Response) -> bytes:
    body = response.content
    if not body.text:
        raise Unreadable("answer without a body")
    data = body.text.encode("utf-8", "replace")
    if (body.encoding or "").lower() == "base64":
        try:
            data = b64decode(data)
        except (binascii.Error, ValueError):
            raise Unreadable("broken base64") from None
        encoding = told(data) or _encoding(response, data)
        if encoding:
            data = inflate(data, encoding, LARGEST_BODY)
    if len(data) > LARGEST_BODY:
        raise TooLarge(LARGEST_BODY)
    return data


def _encoding(response: _Response, data: bytes) -> str:
    """The header's encoding, where the recorder kept the body as it came over the wire: what is text already was decoded."""
    named = next((header.value for header in response.headers if header.name.lower() == "content-encoding"), "")
    if named.strip().lower() not in {"br", "deflate"}:
        return ""
    try:
        data[:4096].decode()
    except UnicodeDecodeError:
        return named
    return ""


def _media(response: _Response) -> str:
    sent = next((header.value for header in response.headers if header.name.lower() == "content-type"), "")
    return sent or response.content.mime_type or ""


def _address(request: _Request) -> SplitResult:
    try:
        parts = urlsplit(request.url)
    except ValueError:
        raise Unreadable("broken address") from None
    if parts.scheme not in {"http", "https"}:
        raise Unreadable("no HTTP")
    return parts


def _unit(method: str, parts: SplitResult, host: str) -> str:
    other = "" if parts.netloc.lower() == host else f"//{parts.hostname or ''}"
    return f"{method.upper()} {other}{parts.path or '/'}"


def _asked_for(entries: list[msgspec.Raw]) -> list[tuple[str, SplitResult]]:
    """Method and address of every entry that has them."""
    found = []
    for raw in entries:
        try:
            request = _asked.decode(raw).request
            found.append((request.method, _address(request)))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, Unreadable):
            continue
    return found


HAR = Har()
