"""JSON lines (also NDJSON, and RFC 7464 JSON text sequences): each line is an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import msgspec

from headcount.sources.documents import json_text
from headcount.sources.documents.answers import Pairs, many_answers
from headcount.sources.documents.content import HEAD, Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part
from headcount.sources.documents.walk import Tree

_LOOKED_AT, _FEWEST = 20, 2
"""Lines by which it is recognised, and how many of them have to be JSON texts: a damaged line among them is no other format."""
_AROUND = b"\x1e \t\r\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Ndjson:
    """Lines of which each is a JSON text."""

    name: str = "ndjson"
    media: tuple[str, ...] = (
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/json-seq",
        "application/stream+json",
    )

    def recognise(self, head: bytes) -> bool:
        """Whether at least two of the first lines that are not empty, and more than half, are objects or lists of their own."""
        whole = head.split(b"\n") if len(head) < HEAD else head.split(b"\n")[:-1]
        lines = list(islice((line for line in whole if line.strip(_AROUND)), _LOOKED_AT))
        structures = sum(map(_is_structure, lines))
        return structures >= _FEWEST and 2 * structures > len(lines)

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:  # noqa: ARG002 - the media type adds nothing
        """One answer that holds many: a list of its lines."""
        whole = 0
        for row in _rows(text.split(b"\n")):
            if not isinstance(row, str):
                whole += 1
                yield from ((f"[].{path}" if path[:2] != "[]" else f"[]{path}", value) for path, value in row)
        if not whole:
            raise Unreadable("broken JSON")

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """Each line an answer."""
        return many_answers(content, _rows(content.lines()), limits)


def _rows(lines: Iterable[bytes | None]) -> Iterator[Pairs | str]:
    for line in lines:
        if line is None:
            yield "line longer than 16 MiB"
        elif text := line.strip(_AROUND):
            try:
                yield Tree(json_text.decode(text), size=len(text))
            except Unreadable as error:
                yield f"line of {error}" if str(error) == "broken JSON" else f"line {error}"


def _is_structure(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line.strip(_AROUND)), dict | list)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


NDJSON = Ndjson()
