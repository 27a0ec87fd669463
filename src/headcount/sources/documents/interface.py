"""The shape of every document: it gives out the values of one kind of input, with the path of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from headcount.model.leaves import Leaves
from headcount.sources.documents.content import Content


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one input is read. What is beyond a limit is told as a `Skip`, never left out in silence."""

    whole: int = 256 << 20
    """Most bytes, decompressed, of an input or body that has to be in memory as a whole."""
    rows: int = 100_000
    """Most rows or lines of one table or file; 0 for all."""
    seconds: float = 60.0
    """Most seconds for one input; what was read until then counts."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was not read, or not read to its end, and why."""

    reason: str
    """A fixed phrase with at most a number in it; never text of the input."""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Declared:
    """A field that a description of an interface names, with the format that it gives for it. Carries no value."""

    unit: str
    path: str
    format: str
    """As the description says it: `email`, `date`, `uuid`, `ipv4` ..."""


@dataclass(frozen=True, slots=True, repr=False)
class Units:
    """All units of an input that will come, as they were asked: paths with their values. Comes before its leaves."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Paths of a unit whose steps are names, not values, since a table's head or a description gives them."""

    unit: str
    paths: tuple[str, ...]


Part = Leaves | Skip | Declared | Units | Named
"""What reading yields."""


class Document(Protocol):
    """One kind of input. Instances are frozen."""

    @property
    def name(self) -> str:
        """One word for the format: in reports, and the stem of its module."""

    def recognise(self, head: bytes) -> bool:
        """Whether an input whose decompressed text begins with `head` (up to 64 KiB) is of this kind."""

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """The values of the input, batch by batch, in bounded memory and time.

        Raises:
            Unreadable: nothing (more) of the input can be read; says why.
        """


class Database(Protocol):
    """A live database, asked read only. Instances are frozen."""

    @property
    def name(self) -> str:
        """As for `Document`."""

    @property
    def schemes(self) -> tuple[str, ...]:
        """What its addresses begin with, as in `postgresql`."""

    def shown(self, address: str) -> str:
        """The address without user, password and options."""

    def is_local(self, address: str) -> bool:
        """Whether it can only lead to this machine: a loopback address or a socket."""

    def read(self, address: str, limits: Limits, deadline: float) -> Iterator[Part]:
        """Every table that may be read as a unit, sampled.

        Args:
            address: the DSN.
            limits: `rows` of one table are asked for.
            deadline: when to stop, by `time.monotonic()`.

        Raises:
            Unreadable: it cannot be reached, or not be read; says why.
        """


class Body(Protocol):
    """A kind of text that the answer of a web server can be."""

    @property
    def media(self) -> tuple[str, ...]:
        """Media types, as in `application/json`; an entry that begins with `+` is a suffix (RFC 6839)."""

    def recognise(self, head: bytes) -> bool:
        """As for `Document`."""

    def leaves(self, text: bytes, media: str) -> Iterable[tuple[str, str]]:
        """(path, value) of every leaf of one body.

        Args:
            text: the body, whole, without any content encoding.
            media: its media type with parameters, as the header gave it; may be empty or wrong.

        Raises:
            Unreadable: it is not of this kind after all, or damaged; says why.
        """
