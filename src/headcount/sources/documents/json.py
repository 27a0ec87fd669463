"""A JSON text: one answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headcount.sources.documents import json_text
from headcount.sources.documents.answers import one_answer
from headcount.sources.documents.content import Content
from headcount.sources.documents.interface import Limits, Part

_START = re.compile(
    rb"(?:\xef\xbb\xbf|\)\]\}',?|for\s*\(;;\);|while\s*\(1\);)?\s*(?:[\[{]|(?:/\*\*/)?[A-Za-z_$][\w$.]*\(\s*[\[{])"
)
_WIDE = (b"\xff\xfe{\0", b"\xff\xfe[\0", b"\xfe\xff\0{", b"\xfe\xff\0[")


@dataclass(frozen=True, slots=True)
class Json:
    """JSON (RFC 8259), also of protobuf messages, with a guard, as JSONP, or in UTF-16."""

    name: str = "json"
    media: tuple[str, ...] = ("application/json", "text/json", "+json", "application/json+protobuf", "application/javascript")

    def recognise(self, head: bytes) -> bool:
        """Whether it begins like an object or list."""
        return bool(_START.match(head)) or head.startswith(_WIDE)

    def leaves(self, text: bytes, media: str) -> Iterable[tuple[str, str]]:
        """The leaves of one text."""
        return json_text.leaves(text, media)

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """One answer."""
        return one_answer(content, self, limits)


JSON = Json()
