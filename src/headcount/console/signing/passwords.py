"""Passwords: Argon2id (RFC 9106), at least twelve characters, none that everybody tries first (NIST SP 800-63B-4, 3.1.1.2)."""

from __future__ import annotations

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from headcount.console.words import N_
from headcount.errors import UsageError

SHORTEST, LONGEST = 12, 200
_TRIED = frozenset(files("headcount.console.signing").joinpath("refused.txt").read_text("utf-8").split())
"""Words that guessers begin with; digits and signs around and between them, and repeating them, do not help."""
_WORKERS = ThreadPoolExecutor(2, "passwords")
"""Each hash takes 64 MiB while it is computed; those that wait hold no thread that pages need."""


class Passwords:
    """Hashes and checks."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher` computes; by default as RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes."""
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._nobodys = self.hashed("a password that nobody has")

    async def hash(self, password: str) -> str:
        """`hashed`, when it is its turn."""
        return await asyncio.get_running_loop().run_in_executor(_WORKERS, self.hashed, password)

    async def fit(self, kept: str, password: str) -> bool:
        """`fits`, when it is its turn."""
        return await asyncio.get_running_loop().run_in_executor(_WORKERS, self.fits, kept, password)

    def hashed(self, password: str) -> str:
        """What is kept in its place."""
        return self._hasher.hash(_one_way(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether it is the one; without a kept hash it takes as long, and is not."""
        try:
            return self._hasher.verify(kept or self._nobodys, _one_way(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def check(password: str, login: str) -> None:
    """Let a new password pass.

    Raises:
        UsageError: it is too short, too long, or among the first that are guessed.
    """
    told = _one_way(password)
    if len(told) < SHORTEST:
        raise UsageError(N_("A password has at least 12 characters: four random words, for one."))
    if len(told) > LONGEST:
        raise UsageError(N_("A password has at most 200 characters."))
    bare = "".join(letter for letter in told.lower() if letter.isalnum())
    stem = bare.strip("0123456789")
    if bare.isdigit() or len(set(bare)) < 5 or {bare, stem, _once(bare), _once(stem)} & (_TRIED | {login.lower()}):
        raise UsageError(N_("This password is among the first that are guessed; take another."))


def _once(text: str) -> str:
    """The part that the text repeats, such as `abc` of `abcabcabc`; else the text."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text[:size] * (len(text) // size) == text:
            return text[:size]
    return text


def _one_way(password: str) -> str:
    """One spelling of each letter, whatever keyboard it came from (Unicode NFC)."""
    return unicodedata.normalize("NFC", password)
