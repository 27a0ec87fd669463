"""BER, in which LDAP and the logins of SMB are written: values, each with a tag and a length.

Source: ITU-T X.690, definite lengths.
"""

from __future__ import annotations

from headcount.probes.wire import EndedError

WRONG = "it does not answer as LDAP does"


def tagged(tag: int, *parts: bytes) -> bytes:
    """A tag, a length, and what it holds."""
    body = b"".join(parts)
    size = len(body)
    long = size.to_bytes((size.bit_length() + 7) // 8) if size > 0x7F else b""
    return bytes([tag]) + (bytes([0x80 | len(long)]) + long if long else bytes([size])) + body


def number(value: int, tag: int = 0x02) -> bytes:
    """A whole number that is not negative."""
    return tagged(tag, value.to_bytes(value.bit_length() // 8 + 1))


def split(body: bytes) -> list[tuple[int, bytes]]:
    """What stands one after the other in a body, each with its tag.

    Raises:
        EndedError: it claims more than there is.
    """
    found, at = [], 0
    while at < len(body):
        if len(body) - at < 2:
            raise EndedError(WRONG)
        tag, size = body[at], body[at + 1]
        at += 2
        if size > 0x80:
            digits = size & 0x7F
            size = int.from_bytes(body[at : at + digits])
            at += digits
        if size > len(body) - at:
            raise EndedError(WRONG)
        found.append((tag, body[at : at + size]))
        at += size
    return found
