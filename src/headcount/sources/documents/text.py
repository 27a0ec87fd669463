"""Plain text: what nothing else takes. Each line is an answer, its path is empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headcount.sources.documents.answers import Pairs, many_answers
from headcount.sources.documents.charset import declared, to_text
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part

_LOOKED_AT = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b")) + b"\x7f"
_MOST_CONTROLS = 0.02


@dataclass(frozen=True, slots=True)
class Text:
    """Text without a structure that headcount knows."""

    name: str = "text"
    media: tuple[str, ...] = ("text/plain", "text/markdown", "text/event-stream", "text/calendar", "text/vcard")

    def recognise(self, head: bytes) -> bool:
        """Whether it is text at all."""
        return is_text(head)

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:
        """One value: the text."""
        if not is_text(text):
            raise Unreadable("no text")
        for line in to_text(text, declared(media)).splitlines():
            yield "", line

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """Each line an answer."""
        wide = content.head.startswith((b"\xff\xfe", b"\xfe\xff"))
        lines = to_text(content.whole(limits.whole)).splitlines() if wide else content.lines()
        return many_answers(content, _rows(lines), limits, ("",))


def _rows(lines: Iterable[bytes | str | None]) -> Iterator[Pairs | str]:
    for line in lines:
        if line is None:
            yield "line longer than 16 MiB"
        else:
            yield (("", line if isinstance(line, str) else to_text(line)),)


def is_text(data: bytes) -> bool:
    """Whether the first 4 KiB are text: few control characters, apart from text in UTF-16 with its mark."""
    start = data[:_LOOKED_AT]
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or controls <= _MOST_CONTROLS * len(start)


TEXT = Text()
