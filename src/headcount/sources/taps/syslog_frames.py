"""Syslog on the wire: frames out of a TCP stream, and the message out of a frame.

Source: RFC 6587 (both framings), RFC 5424 (6, the message), RFC 3164 (4, the older form, as programs write it: the host may be
missing, and the time may be that of RFC 3339).
"""

from __future__ import annotations

import re
from collections import Counter

from headcount.sources.lines import DROPPED, LONGEST

CUT_OFF = b"\x00syslog frame cut off\x00"
"""What stands in the place of a frame whose sender went away in the middle: no line of any format, so it counts as skipped."""
_LARGEST = LONGEST + (8 << 10)
"""Bytes of a frame: the longest line with room for a header."""
_DIGITS = re.compile(rb"[1-9]\d{0,9}")
_HEADER = re.compile(
    rb'<\d{1,3}>\d{1,2} (?:\S++ ){5}(?:-|(?:\[(?:[^"\]]|"(?:[^"\\]|\\.)*+")*+\])++)(?: (?:\xef\xbb\xbf)?+(?P<message>.*))?',
    re.DOTALL,
)
_TIME = rb"(?:(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S++) )?+"
_OLDER = re.compile(rb"<\d{1,3}>" + _TIME + rb"(?:\S*[^\s:] )?[\w./-]{1,64}(?:\[[^\]\s]*\])?:(?: (?P<message>.*)|$)", re.DOTALL)
_UNTAGGED = re.compile(rb"<\d{1,3}>" + _TIME + rb"(?P<message>.*)", re.DOTALL)


def message_of(frame: bytes) -> bytes | None:
    """What the program logged, without priority, time, host, tag and structured data; None for what is no syslog message."""
    found = _HEADER.fullmatch(frame) or _OLDER.fullmatch(frame) or _UNTAGGED.fullmatch(frame)
    return (found["message"] or b"") if found else None


class Frames:
    """Cuts one sender's stream into frames. Each frame tells its own framing: octet counting, or up to the line feed."""

    def __init__(self, counts: Counter[str]) -> None:
        """`counts` gets `too long`, `bad frames` and `cut off`, added to what others count there."""
        self._counts = counts
        self._text = bytearray()
        self._skip, self._swallowing = 0, False

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that are whole now; `DROPPED` in the place of a too long one."""
        self._text += data
        frames, at = list[bytes](), 0
        while at < len(self._text):
            if self._skip:
                step = min(self._skip, len(self._text) - at)
                self._skip, at = self._skip - step, at + step
                continue
            begin, size = self._counted(at)
            if size < 0:
                break
            if begin and size > _LARGEST:
                self._counts["too long"] += 1
                frames.append(DROPPED)
                self._skip, at = size, begin
            elif begin:
                if begin + size > len(self._text):
                    break
                frames.append(bytes(self._text[begin : begin + size]))
                at = begin + size
            else:
                feed = self._text.find(b"\n", at)
                if feed < 0:
                    at = self._overlong(at, frames)
                    break
                if feed - at > _LARGEST:
                    self._counts["too long"] += 1
                    frames.append(DROPPED)
                elif not self._swallowing and feed > at:
                    frames.append(bytes(self._text[at:feed]))
                self._swallowing, at = False, feed + 1
        del self._text[:at]
        return frames

    def end(self) -> list[bytes]:
        """The sender went away: `CUT_OFF` where a frame had begun."""
        if not (self._text or self._skip) or self._swallowing:
            return []
        self._counts["cut off"] += 1
        return [] if self._skip else [CUT_OFF]

    def _counted(self, at: int) -> tuple[int, int]:
        """Where a frame with octet counting begins, and its size; (0, 0) for the other framing, (0, -1) while that is open."""
        if self._swallowing or not 49 <= self._text[at] <= 57:
            return 0, 0
        digits = _DIGITS.match(self._text, at)
        end = digits.end() if digits else at
        if end == len(self._text):
            return 0, -1
        if self._text[end] == 32:
            return end + 1, int(self._text[at:end])
        self._counts["bad frames"] += 1
        return 0, 0

    def _overlong(self, at: int, frames: list[bytes]) -> int:
        if self._swallowing or len(self._text) - at > _LARGEST:
            if not self._swallowing:
                self._counts["too long"] += 1
                frames.append(DROPPED)
            self._swallowing = True
            return len(self._text)
        return at
