"""Place: how far one file was counted, and by what it is known again, whatever it is called then."""

from __future__ import annotations

import msgspec

from headcount.sources.taps.file import head_digest, tail_digest


class Place(msgspec.Struct, frozen=True):
    """A place in a file. Digests cover decompressed bytes (see `taps.file`): a rotated, compressed file is still the same one."""

    path: str
    """What the file was called."""
    head_size: int
    """Bytes that `head_digest` covers, at most 4,096; 0 while nothing is counted."""
    head_digest: str
    offset: int
    """Decompressed bytes counted."""
    tail_digest: str
    """Digest of the up to 1,024 bytes before `offset`."""
    changed: int = 0
    """When the file had last been written to as it was read, nanoseconds since 1970; 0 when that is not known."""

    def written(self) -> str:
        """As a tap's position."""
        return msgspec.json.encode(self).decode()

    def fits(self, path: str) -> bool:
        """Whether the file begins and goes on, up to `offset`, as the one that was counted."""
        known = bool(self.head_size) and head_digest(path, self.head_size) == self.head_digest
        return known and tail_digest(path, self.offset) == self.tail_digest


def read_place(position: str) -> Place | None:
    """The place that a tap wrote as its position; None when it is no place in a file."""
    try:
        return msgspec.json.decode(position, type=Place)
    except msgspec.DecodeError:
        return None
