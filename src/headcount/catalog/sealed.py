"""Numbers of identifiers on their way from one process to another: sealed, so that storage and network see noise.

Which steps a client takes from one identifier to the next can only be told once the pieces of a log are in order, and until then
the numbers that identifiers end with wait on storage. Each is covered (exclusive or) with what AES-128 makes of its place in the
log and of a number that is drawn for each run, so no cover is used twice.
"""

from __future__ import annotations

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from headcount.catalog.tokens import Tokenizer

I64 = NDArray[np.int64]


class Seal:
    """Seals and opens: one is the other, done again."""

    def __init__(self, tokenizer: Tokenizer, run: int) -> None:
        """`run` is drawn anew for each run, 0 to 2**63 - 1."""
        self._made_of = tokenizer, run
        key = tokenizer.entity_key("numbers of pieces")
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305  # the bare block cipher; each block is used once
        self._run = run

    def __reduce__(self) -> tuple[type[Seal], tuple[Tokenizer, int]]:
        """For the processes that open what others sealed."""
        return Seal, self._made_of

    def __call__(self, number: I64, place: I64) -> I64:
        """The numbers under their covers, or without them; no place may stand for two numbers."""
        blocks = np.empty((len(place), 2), np.int64)
        blocks[:, 0], blocks[:, 1] = place, self._run
        cover = np.frombuffer(self._cipher.encryptor().update(blocks.tobytes()), np.int64).reshape(-1, 2)
        return number ^ cover[:, 0]
