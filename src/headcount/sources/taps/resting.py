"""What was counted of files that nobody holds open: by it a file is known again under any name, plain or compressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headcount.sources.taps.family import same_family
from headcount.sources.taps.file import head_digest, tail_digest
from headcount.sources.taps.place import Place

SURE = 1024
"""A file that begins with so many bytes of a known one is that one, or a copy of it."""


@dataclass(frozen=True, slots=True)
class Rested:
    """One stream, as far as it was counted."""

    stream: str
    place: Place
    lines: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a file has in common with the known ones."""

    same: Rested | None
    """The stream that it goes on with; None when there is none."""
    begun: tuple[Rested, ...]
    """The others that it begins like."""

    @property
    def begins(self) -> int:
        """Most bytes that it has in common with the beginning of a known one; 0 for a file like no other."""
        return max((one.place.head_size for one in self.begun), default=0)


class Resting:
    """Streams by name, found again by content."""

    def __init__(self) -> None:
        self._streams: dict[str, Rested] = {}

    def __iter__(self) -> Iterator[Rested]:
        return iter(tuple(self._streams.values()))

    def rest(self, stream: str, place: Place, lines: int) -> None:
        """Remember where a stream stands; a place without content is nothing to know a file by."""
        if place.head_size:
            self._streams[stream] = Rested(stream, place, lines)

    def wake(self, stream: str) -> None:
        """Forget it: somebody reads it again."""
        self._streams.pop(stream, None)

    def like(self, path: str) -> Likeness:
        """Which of them a file is, if any."""
        return likeness(path, self)

    def last_change(self, path: str) -> int | None:
        """When a file of this name, or one rotated out of it, had last been written to as it was read; None for a new name."""
        return max((known.place.changed for known in self if same_family(path, known.place.path)), default=None)


def likeness(path: str, known: Iterable[Rested]) -> Likeness:
    """What the file at `path` has in common with these."""
    heads: dict[int, str] = {}
    begun = list[Rested]()
    for one in known:
        size = one.place.head_size
        if size not in heads:
            heads[size] = head_digest(path, size)
        if heads[size] == one.place.head_digest:
            if tail_digest(path, one.place.offset) == one.place.tail_digest:
                return Likeness(one, ())
            begun.append(one)
    return Likeness(None, tuple(begun))
