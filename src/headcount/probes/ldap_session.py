"""What a directory and a client say to each other, as far as a probe needs it: bind, search, StartTLS.

Source: RFC 4511 (LDAP). Referrals to other servers are not followed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from headcount.probes.ber import WRONG, number, split, tagged
from headcount.probes.wire import EndedError, Wire

_MOST_MESSAGE = 1 << 20
_MOST_MESSAGES = 20_000
_MOST_TEXT = 1_000
_SECONDS = 4
_START_TLS = b"1.3.6.1.4.1.1466.20037"
_BIND, _SEARCH, _EXTENDED = 0x60, 0x63, 0x77
_ENTRY, _DONE, _REFERENCE = 0x64, 0x65, 0x73


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One entry of the directory."""

    name: str
    values: Mapping[str, list[str]]
    """By attribute; values that are no text are left out."""


@dataclass(slots=True)
class Session:
    """One connection."""

    wire: Wire
    _number: int = field(default=0)

    def start_tls(self) -> bool:
        """Whether it speaks TLS from now on.

        Raises:
            EndedError: it is no LDAP.
        """
        self._send(tagged(_EXTENDED, tagged(0x80, _START_TLS)))
        if self._result(0x78) != 0:
            return False
        self.wire.encrypt()
        return True

    def bind(self, name: str, password: str) -> int:
        """Say who asks, empty for nobody; the code of the answer: 0 for yes."""
        self._send(tagged(_BIND, number(3), tagged(0x04, name.encode()), tagged(0x80, password.encode())))
        return self._result(0x61)

    def search(self, base: str, wanted: Sequence[str], most: int, *, whole: bool = True) -> tuple[list[Entry], int]:
        """Entries below `base` (that one alone unless `whole`) with the wanted attributes, and the code of the answer."""
        attributes = tagged(0x30, *(tagged(0x04, name.encode()) for name in wanted))
        scope, limits = number(2 if whole else 0, 0x0A) + number(0, 0x0A), number(most) + number(_SECONDS)
        every = tagged(0x87, b"objectClass")
        self._send(tagged(_SEARCH, tagged(0x04, base.encode()), scope, limits, tagged(0x01, b"\0"), every, attributes))
        entries: list[Entry] = []
        for _ in range(_MOST_MESSAGES):
            tag, body = self._message()
            if tag == _DONE:
                return entries[:most], _code(body)
            if tag == _ENTRY:
                entries.append(_entry(body))
            elif tag != _REFERENCE:
                break
        raise EndedError(WRONG)

    def _send(self, operation: bytes) -> None:
        self._number += 1
        self.wire.send(tagged(0x30, number(self._number), operation))

    def _result(self, expected: int) -> int:
        tag, body = self._message()
        if tag != expected:
            raise EndedError(WRONG)
        return _code(body)

    def _message(self) -> tuple[int, bytes]:
        head = self.wire.exactly(2)
        size = head[1]
        if size > 0x80:
            size = int.from_bytes(self.wire.exactly(min(size & 0x7F, 8)))
        if head[0] != 0x30 or not 5 <= size <= _MOST_MESSAGE:
            raise EndedError(WRONG)
        parts = split(self.wire.exactly(size))
        if len(parts) < 2 or int.from_bytes(parts[0][1]) != self._number:
            raise EndedError(WRONG)
        return parts[1]


def _code(body: bytes) -> int:
    parts = split(body)
    if not parts or parts[0][0] != 0x0A:
        raise EndedError(WRONG)
    return int.from_bytes(parts[0][1])


def _entry(body: bytes) -> Entry:
    parts = split(body)
    if len(parts) < 2:
        raise EndedError(WRONG)
    values: dict[str, list[str]] = {}
    for _, attribute in split(parts[1][1]):
        named = split(attribute)
        if len(named) < 2:
            raise EndedError(WRONG)
        texts = [text for _, raw in split(named[1][1])[:20] if (text := _text(raw)) is not None]
        values[named[0][1].decode("utf-8", "replace")] = texts
    return Entry(parts[0][1].decode("utf-8", "replace"), values)


def _text(raw: bytes) -> str | None:
    try:
        return raw.decode()[:_MOST_TEXT] if b"\0" not in raw else None
    except UnicodeDecodeError:
        return None
