"""Documents that are one list of events, taken apart while they are read: one element a line, however they are laid out.

CloudTrail delivers `{"Records": [...]}`, FHIR servers answer with a Bundle (`{"entry": [...]}`), and many exports are one array.
Such a document is often a single line of many megabytes, or an indented text over millions of lines. Behind this stream it is a
log like any other: each element is a line, without the blanks between its words. Positions are those of the unfolded text, which
is the same each time it is read.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.sources.spans import Bytes, buffer
from headcount.sources.taps.opening import Stream, open_stream

_LOOK, _GULP = 512, 1 << 18
_BEGINNING = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*
    (?: (?P<list>\[\s*\{) | \{\s*"Records"\s*:\s*\[\s*[\]{] | (?P<bundle>\{\s*"resourceType"\s*:\s*"Bundle") )""",
    re.VERBOSE,
)

_PLACES = 7
"""Places of the state: brackets that are open; whether in a text; whether after a backslash; letters of the key that the text
begins with (-1: it is another); whether the last text was the key; depth of the list's elements (0: outside); whether one is
begun."""
_QUOTE, _BACKSLASH, _COMMA, _FEED, _RETURN, _BLANK = 34, 92, 44, 10, 13, 32
_OPENING, _CLOSING, _OPENING_LIST, _CLOSING_LIST, _TAB = 123, 125, 91, 93, 9


def key_of(beginning: bytes) -> bytes | None:
    """The key of the list that a document which begins so consists of; empty for an array itself; None for any other text."""
    match = _BEGINNING.match(beginning)
    if match is None:
        return None
    return b"" if match["list"] else b"entry" if match["bundle"] else b"Records"


def open_lines(path: str) -> Stream:
    """The decompressed bytes of a file; of a document that is one list of events, an element a line. Pipes are left as they are.

    Raises:
        OSError: it cannot be opened.
    """
    stream = open_stream(path)
    if not Path(path).is_file():
        return stream
    room = bytearray(_LOOK)
    try:
        beginning = bytes(room[: stream.readinto(memoryview(room))])
    except OSError:
        beginning = b""
    finally:
        stream.close()
    key = key_of(beginning)
    return open_stream(path) if key is None else Elements(open_stream(path), key)


class Elements:
    """The elements of a document, one a line."""

    def __init__(self, stream: Stream, key: bytes) -> None:
        """`key` is that of the list, as `key_of` tells it."""
        self._stream, self.rescued = stream, 0
        self.compression = stream.compression or "document"
        self._key, self._state = np.frombuffer(key + b"\0", np.uint8), np.zeros(_PLACES, np.int64)
        self._raw, self._out = np.zeros(_GULP, np.uint8), np.zeros(_GULP + 1, np.uint8)
        self._at = self._end = 0
        self._damage: OSError | None = None

    def readinto(self, into: memoryview) -> int:
        """Fill `into`; fewer bytes only at the end of the document.

        Raises:
            OSError: the input is damaged or cut off; what was read before is in `into`, its length is `rescued`.
        """
        done = self.rescued = 0
        while done < len(into) and (self._at < self._end or self._more()):
            size = min(self._end - self._at, len(into) - done)
            into[done : done + size] = buffer(self._out)[self._at : self._at + size]
            self._at += size
            done = self.rescued = done + size
        return done

    def _more(self) -> bool:
        """Unfold the next piece that holds something; whether there is one."""
        self._at = self._end = 0
        while not self._end:
            if self._damage is not None:
                raise self._damage
            try:
                got = self._stream.readinto(buffer(self._raw))
            except OSError as error:
                got, self._damage = self._stream.rescued, error
            if not got and self._damage is None:
                return False
            self._end = int(_unfold(self._raw, got, self._key, self._state, self._out))
        return True

    def skip(self, size: int) -> int:
        """Pass over `size` bytes; returns how many there were."""
        scratch, passed = memoryview(bytearray(_GULP)), 0
        while passed < size and (got := self.readinto(scratch[: min(len(scratch), size - passed)])):
            passed += got
        return passed

    def close(self) -> None:
        """Close the input."""
        self._stream.close()


@compiled
def _unfold(  # noqa: C901, PLR0912 - one walk over bytes, a branch for each that means something
    data: Bytes, size: Scalar, key: Bytes, state: NDArray[np.int64], out: Bytes
) -> Scalar:
    """Write the elements in data[:size] to `out`, and go on with `state` next time; returns how many bytes were written."""
    depth, text, escaped, matched, named, inside, begun = state[0], state[1], state[2], state[3], state[4], state[5], state[6]
    length, end = len(key) - 1, 0
    for at in range(size):
        byte = data[at]
        kept = inside > 0
        if text:
            if escaped:
                escaped, matched = 0, -1
            elif byte == _BACKSLASH:
                escaped, matched = 1, -1
            elif byte == _QUOTE:
                text, named = 0, np.int64(depth == 1 and length > 0 and matched == length)
            elif matched >= 0:
                matched = matched + 1 if matched < length and key[matched] == byte else -1
            if byte in (_FEED, _RETURN):
                byte = np.uint8(_BLANK)
        elif byte == _QUOTE:
            text, matched = 1, 0
        elif byte in (_OPENING, _OPENING_LIST):
            depth += 1
            if inside == 0 and byte == _OPENING_LIST and ((depth == 1 and length == 0) or (depth == 2 and named)):
                inside = depth
        elif byte in (_CLOSING, _CLOSING_LIST):
            depth = max(depth - 1, 0)
            if kept and depth < inside:
                inside, kept = 0, False
                if begun:
                    out[end] = _FEED
                    end, begun = end + 1, 0
        elif byte == _COMMA and kept and depth == inside:
            kept = False
            if begun:
                out[end] = _FEED
                end, begun = end + 1, 0
        elif byte in (_BLANK, _FEED, _RETURN, _TAB):
            kept = False
        if kept:
            out[end] = byte
            end, begun = end + 1, 1
    state[0], state[1], state[2], state[3], state[4], state[5], state[6] = depth, text, escaped, matched, named, inside, begun
    return end
