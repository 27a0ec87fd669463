"""Reading one named input: opened, recognised, read, and what went wrong told as values."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing

from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Database, Document, Limits, Named, Part, Skip, Units

UNKNOWN = "not a kind of input that is read (neither text, SQLite nor Parquet)"
EMPTY = "empty"


class Reading:
    """One reading of one input. Iterate once; then ask for `format`, `size` and `readable`."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        """As it was named; of a database only what holds no secret."""
        self.format = ""
        """The document's name; empty when no document takes the input."""
        self.size = 0
        """Bytes read, decompressed; 0 for databases."""
        self.readable = False
        """Whether anything could be read."""
        self._limits = limits

    def file(self, recognise: Callable[[bytes], Document | None]) -> Iterator[Part]:
        """The parts of a file, or of standard input."""
        try:
            with closing(Content.open(self.name, self._limits.seconds)) as content:
                try:
                    yield from self._document(content, recognise(content.head))
                finally:
                    self.size = content.size
        except Unreadable as error:
            yield Skip(str(error))
        except MemoryError:
            yield Skip("needs more memory than there is")

    def _document(self, content: Content, document: Document | None) -> Iterator[Part]:
        if not content.head or document is None:
            self.readable = not content.head
            yield Skip(UNKNOWN if content.head else EMPTY)
            return
        self.format = document.name
        for part in document.read(content, self._limits):
            self.readable |= not isinstance(part, Skip | Units | Named)
            yield part

    def database(self, database: Database, address: str) -> Iterator[Part]:
        """The parts of a database."""
        self.format = database.name
        try:
            for part in database.read(address, self._limits, time.monotonic() + self._limits.seconds):
                self.readable |= not isinstance(part, Skip)
                yield part
        except Unreadable as error:
            yield Skip(str(error))
