"""Tokens one at a time: the same as `tokens` makes for whole columns, where there is only one value and no time."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC


def token_maker(key: bytes) -> Callable[[bytes], int]:
    """AES-CMAC under `key` (RFC 4493), shortened to its first 64 bits, read as a little-endian number.

    What it returns may be called by several threads at once.
    """
    keyed = CMAC(algorithms.AES(key))

    def token(value: bytes) -> int:
        mac = keyed.copy()
        mac.update(value)
        return int.from_bytes(mac.finalize()[:8], "little")

    return token
