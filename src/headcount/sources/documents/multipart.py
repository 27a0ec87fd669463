"""Multipart bodies (RFC 2046; RFC 7578 for forms): each part under its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headcount.sources.documents import json_text
from headcount.sources.documents.answers import one_answer
from headcount.sources.documents.charset import declared, to_text
from headcount.sources.documents.content import Content
from headcount.sources.documents.form import member_path
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part
from headcount.sources.documents.text import is_text
from headcount.sources.documents.walk import walk

_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;,]{1,200}))", re.IGNORECASE)
_START = re.compile(rb"(?:\r?\n)?--([^\s]{1,200})\r?\nContent-[\w-]{1,40}:", re.IGNORECASE)
_NAME = re.compile(r";\s*name\s*=\s*(?:\"([^\"]{0,200})\"|([^\s;]{1,200}))", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Multipart:
    """Parts between boundaries: values of a form, or several answers in one."""

    name: str = "multipart"
    media: tuple[str, ...] = ("multipart/form-data", "multipart/mixed", "multipart/related")

    def recognise(self, head: bytes) -> bool:
        """Whether it begins with a boundary and a part's header."""
        return bool(_START.match(head))

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:
        """Parts of JSON by their members, other text line by line; binary parts have no leaves."""
        boundary = _boundary(text, media)
        if not boundary:
            raise Unreadable("multipart without a boundary")
        for part in text.split(b"--" + boundary)[1 : _MOST_PARTS + 1]:
            if part.startswith(b"--"):
                break
            yield from _part(part)

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """One answer."""
        return one_answer(content, self, limits)


def _boundary(text: bytes, media: str) -> bytes:
    if found := _BOUNDARY.search(media):
        return (found[1] or found[2]).encode()
    start = _START.match(text)
    return start[1] if start else b""


def _part(part: bytes) -> Iterator[tuple[str, str]]:
    header, content = _divided(part.removeprefix(b"\r\n").removeprefix(b"\n"))
    if content.startswith(b"HTTP/"):
        _, content = _divided(content)
    found = _NAME.search(header)
    path = member_path(found[1] or found[2] or "") if found else "[]"
    content = content.removesuffix(b"\n").removesuffix(b"\r")
    if content[:1] in (b"{", b"["):
        try:
            yield from walk(json_text.decode(content), path)
        except Unreadable:
            pass
        else:
            return
    if is_text(content):
        yield from ((path, line) for line in to_text(content, declared(header)).splitlines())


def _divided(part: bytes) -> tuple[str, bytes]:
    """Header and content."""
    if part[:1] in (b"\r", b"\n"):
        return "", part.lstrip(b"\r\n")
    blank = _BLANK.search(part)
    if blank is None:
        return part.decode("utf-8", "replace"), b""
    return part[: blank.start()].decode("utf-8", "replace"), part[blank.end() :]


MULTIPART = Multipart()
