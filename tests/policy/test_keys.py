from __future__ import annotations

import pytest

from headcount.errors import ConfigError
from headcount.policy.keys import SHORTEST, fits, hash_key, is_hash, new_key


def test_a_key_fits_its_own_hash_only() -> None:
    key, other = new_key(), new_key()
    hashes = [hash_key(other), hash_key(key)]
    assert fits(key, hashes)
    assert fits(key.encode(), hashes)
    assert not fits(key[:-1], hashes)
    assert not fits("", hashes)
    assert not fits(key, [])
    assert not fits(hashes[1], hashes), "the hash itself opens nothing"


def test_odd_bytes_and_odd_hashes_are_no_reason_to_fall_over() -> None:
    assert not fits("\udcff", ["sha256:\udcff"])
    assert not fits(b"\xff", [hash_key("x" * SHORTEST)])


def test_what_is_a_hash() -> None:
    assert is_hash(hash_key("x" * SHORTEST))
    assert not is_hash("x" * SHORTEST)
    assert not is_hash("sha256:" + "g" * 64)
    assert not is_hash("sha256:" + "a" * 63)


def test_short_keys_are_refused() -> None:
    with pytest.raises(ConfigError, match="at least 24 characters"):
        hash_key("hunter2")
    assert len({new_key() for _ in range(50)}) == 50
