"""XML (and what is made of it: SOAP, Atom, RSS), read as events. Entities that a document defines itself are never expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from headcount.sources.documents.answers import one_answer
from headcount.sources.documents.charset import of_markup, to_text
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part

DEEPEST = 500
"""Elements within one another."""
_PIECE = 1 << 16
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\b|<(?!!doctype\s+html|html\b)[A-Za-z_][\w.:-]*(?:\s+xmlns|\s+[\w:.-]+=|\s*/?>))",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]{0,400}\?>")


@dataclass(frozen=True, slots=True)
class Xml:
    """Elements and attributes; repeated siblings share a path."""

    name: str = "xml"
    media: tuple[str, ...] = ("application/xml", "text/xml", "+xml")

    def recognise(self, head: bytes) -> bool:
        """Whether it begins with a declaration or an element that is not HTML's."""
        return bool(_START.match(head)) and b"<html" not in head[:1024].lower()

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:
        """Text of elements at `order.buyer.phone`, attributes at `order.buyer.@id`; without namespaces."""
        document = _DECLARATION.sub("", to_text(text, of_markup(text, media)), count=1).encode("utf-8", "replace")
        state = _State()
        parser = expat.ParserCreate("utf-8", "}")
        parser.buffer_text = True
        parser.StartElementHandler = state.start
        parser.EndElementHandler = state.end
        parser.CharacterDataHandler = state.text
        parser.EntityDeclHandler = _refuse
        for at in range(0, max(len(document), 1), _PIECE):
            try:
                parser.Parse(document[at : at + _PIECE], at + _PIECE >= len(document))
            except expat.ExpatError:
                yield from state.taken()
                raise Unreadable("broken XML") from None
            yield from state.taken()

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """One answer."""
        return one_answer(content, self, limits)


def _refuse(*_: object) -> None:
    raise Unreadable("XML that defines entities of its own")


@dataclass(slots=True)
class _State:
    path: list[str] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)
    found: list[tuple[str, str]] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.path) >= DEEPEST:
            raise Unreadable("nested too deeply")
        self.path.append(_local(tag))
        self.words.append([])
        here = ".".join(self.path)
        self.found.extend((f"{here}.@{_local(name)}", value.strip()) for name, value in attributes.items())

    def text(self, words: str) -> None:
        if self.words:
            self.words[-1].append(words)

    def end(self, _: str) -> None:
        if words := "".join(self.words.pop()).strip():
            self.found.append((".".join(self.path), words))
        self.path.pop()

    def taken(self) -> list[tuple[str, str]]:
        found, self.found = self.found, []
        return found


def _local(name: str) -> str:
    return name.rpartition("}")[2]


XML = Xml()
