"""Tokens: who a record is, under a key. AES-CMAC (RFC 4493) over whole columns, shortened to 64 bits.

The value never gets past this module. Equal values give equal tokens under one key, so the ledger can count and answer
"who saw this record"; without the key a token says nothing. Among n records the chance that any two share a token is
about n**2 / 2**65: 3e-6 at ten million.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from headcount.catalog import spans
from headcount.compiled import compiled
from headcount.errors import ConfigError
from headcount.model.text import Text

_BLOCK = 16
_PATIENCE = 50


class Tokenizer:
    """Keyed tokens for the records of any entity. One instance per key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _BLOCK:
            raise ConfigError(f"the token key must be {_BLOCK} bytes, not {len(key)}")
        self._key, self._root = key, _Cmac(key)
        self._entities: dict[str, _Cmac] = {}
        self.key_id = self._root.mac([b"headcount key id"])[0].tobytes()[:8].hex()
        """Names the key without telling it: a ledger remembers under which key it was written."""

    def __reduce__(self) -> tuple[type[Tokenizer], tuple[bytes]]:
        """Another process of the same run gets the key with it; nothing that is kept may hold it."""
        return Tokenizer, (self._key,)

    def tokens(self, entity: str, values: Text) -> NDArray[np.uint64]:
        """One 64-bit token a value, which is canonical (see `subjects`); `entity` keeps orders apart from users."""
        cmac = self._entities.get(entity)
        if cmac is None:
            cmac = self._entities[entity] = _Cmac(self.entity_key(entity))
        out = np.empty(len(values), np.uint64)
        blocks = np.maximum(-(-values.size // _BLOCK), 1)
        for count in np.flatnonzero(np.bincount(blocks)).tolist():
            rows = np.flatnonzero(blocks == count)
            out[rows] = cmac.column(values.take(rows), count)[:, 0]
        return out

    def tokens_of(self, entity: str, identifiers: Iterable[bytes]) -> list[int]:
        """The tokens of a few canonical identifiers, to look them up."""
        return [int(token) for token in self.tokens(entity, Text.of(identifiers))]

    def entity_key(self, entity: str) -> bytes:
        """The key under which the records of one entity become tokens, for `keyed.token_maker`."""
        key: bytes = self._root.mac([b"entity\0" + entity.encode()])[0].tobytes()
        return key

    def digest(self, purpose: str, value: bytes) -> str:
        """A keyed digest of one secret (an API key, a session id) to show instead of it: 16 hex digits."""
        mac: bytes = self._root.mac([purpose.encode() + b"\0" + value])[0].tobytes()
        return mac[:8].hex()


class _Cmac:
    """AES-128-CMAC, the same number of blocks for every message of a call."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305  # ECB is the bare block cipher that RFC 4493 is built from
        subkey = int.from_bytes(self._encrypt(np.zeros((1, 2), np.uint64)).tobytes(), "big")
        self._k1, self._k2 = (np.frombuffer(k.to_bytes(_BLOCK, "big"), "<u8") for k in _subkeys(subkey))

    def _encrypt(self, blocks: NDArray[np.uint64]) -> NDArray[np.uint64]:
        return np.frombuffer(self._cipher.encryptor().update(blocks.tobytes()), "<u8").reshape(-1, 2).copy()

    def column(self, values: Text, blocks: int) -> NDArray[np.uint64]:
        """(n, 2) MACs, as little-endian words, of values that all take `blocks` blocks."""
        word = spans.words(values.data)
        state = np.zeros((len(values), 2), np.uint64)
        start, left = values.start, values.size
        for _ in range(blocks - 1):
            state[:, 0] ^= word[start]
            state[:, 1] ^= word[start + 8]
            state = self._encrypt(state)
            start, left = start + _BLOCK, left - _BLOCK
        _close(word, start, left, self._k1, self._k2, state)
        return self._encrypt(state)

    def mac(self, messages: list[bytes]) -> NDArray[np.uint64]:
        """(n, 2) MACs of a few messages of any lengths."""
        return np.concatenate([self.column(Text.of([m]), max(1, -(-len(m) // _BLOCK))) for m in messages])


@compiled
def _close(
    word: NDArray[np.uint64],
    start: NDArray[np.int64],
    left: NDArray[np.int64],
    whole: NDArray[np.uint64],
    padded: NDArray[np.uint64],
    state: NDArray[np.uint64],
) -> None:
    """RFC 4493, section 2.4: mix in the last block and its subkey. A short one is padded: one bit, then zeros."""
    for row in range(len(start)):
        for half in range(2):
            size = left[row] - 8 * half
            last = word[start[row] + 8 * half]
            if size <= 0:
                last = np.uint64(0x80 if size == 0 else 0)
            elif size < 8:
                bit = np.uint64(1) << np.uint64(8 * size)
                last = (last & (bit - np.uint64(1))) | (bit << np.uint64(7))
            state[row, half] ^= last ^ (whole[half] if left[row] == _BLOCK else padded[half])


def _subkeys(block: int) -> tuple[int, int]:
    """RFC 4493, section 2.3: K1 and K2 by doubling in GF(2**128)."""
    keys = []
    for _ in range(2):
        block = (block << 1 & (1 << 128) - 1) ^ (0x87 if block >> 127 else 0)
        keys.append(block)
    return keys[0], keys[1]


def load_key(path: Path) -> bytes:
    """The key in `path`; a new random one is written there (mode 0600) when there is none.

    Raises:
        ConfigError: the file is not a key, is readable by others, or cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(_PATIENCE):  # another process may be about to write it
            if not path.is_file() or path.stat().st_size:
                break
            time.sleep(0.02)
        return _read_key(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot make the key file ({error.strerror}); name another with --key") from error
    key = os.urandom(_BLOCK)
    with os.fdopen(handle, "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def _read_key(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text("ascii").strip()
        key = bytes.fromhex(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot read the key file ({error.strerror})") from error
    except ValueError as error:
        raise ConfigError(f"{path}: is not a headcount key (32 hex digits); restore it, or name another with --key") from error
    if mode & 0o077:
        raise ConfigError(f"{path}: the key can be read by others (mode {mode:04o}); run: chmod 600 {path}")
    if len(key) != _BLOCK:
        raise ConfigError(f"{path}: is not a headcount key (32 hex digits); restore it, or name another with --key")
    return key


def key_of_passphrase(text: str) -> bytes:
    """A fixed key for tests and for reproducing the shipped example; not for production."""
    return hashlib.blake2b(text.encode(), digest_size=_BLOCK, person=b"headcount").digest()
