"""Keys that programs show to headcount's doors: kept as digests, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from headcount.errors import ConfigError

_PREFIX = "sha256:"
SHORTEST = 24
"""A machine makes the key: with so many characters its digest cannot be guessed back, and a slow hash would add nothing."""


def new_key() -> str:
    """A random key of 256 bits to hand to a program."""
    return secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """What stands in the configuration in place of the key.

    Raises:
        ConfigError: the key is too short to be safe as a plain digest.
    """
    if len(key) < SHORTEST:
        raise ConfigError(f"a key needs at least {SHORTEST} characters; let headcount make one")
    return _PREFIX + hashlib.sha256(key.encode()).hexdigest()


def is_hash(text: str) -> bool:
    """Whether `text` is what `hash_key` gives."""
    digits = text.removeprefix(_PREFIX)
    return text.startswith(_PREFIX) and len(digits) == 64 and not set(digits) - set("0123456789abcdef")


def fits(key: str | bytes, hashes: Iterable[str]) -> bool:
    """Whether the key is one of those; every hash is looked at, so the time tells nothing."""
    digest = _PREFIX + hashlib.sha256(key if isinstance(key, bytes) else key.encode("utf-8", "surrogateescape")).hexdigest()
    found = False
    for known in hashes:
        found |= hmac.compare_digest(digest.encode(), known.encode("utf-8", "surrogateescape"))
    return found
