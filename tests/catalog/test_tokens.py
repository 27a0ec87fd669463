from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

from headcount.catalog.tokens import Tokenizer, _Cmac, key_of_passphrase, load_key
from headcount.errors import ConfigError
from headcount.model.text import Text

RFC_KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
RFC_MESSAGE = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)
KEY = bytes(range(16))


def peer_cmac(key: bytes, message: bytes) -> bytes:
    mac = CMAC(AES(key))
    mac.update(message)
    return mac.finalize()


@pytest.mark.parametrize(
    ("length", "mac"),
    [
        (0, "bb1d6929e95937287fa37d129b756746"),
        (16, "070a16b46b4d4144f79bdd9dd04a287c"),
        (40, "dfa66747de9ae63030ca32611497c827"),
        (64, "51f0bebf7e3b9d92fc49741779363cfe"),
    ],
)
def test_the_examples_of_rfc_4493(length: int, mac: str) -> None:
    assert _Cmac(RFC_KEY).mac([RFC_MESSAGE[:length]])[0].tobytes().hex() == mac


def test_any_length_as_another_implementation_has_it() -> None:
    messages = [bytes(range(150, 150 + n)) for n in range(101)]
    tokens = Tokenizer(KEY).tokens("orders", Text.of(messages))
    key = peer_cmac(KEY, b"entity\0orders")
    assert tokens.tolist() == [int.from_bytes(peer_cmac(key, message)[:8], "little") for message in messages]


def test_mixed_lengths_and_overlapping_spans() -> None:
    text = Text.of([b"1234567890" * 4])
    many = Text(text.data, np.array([0, 10, 20]), np.array([40, 30, 20]))
    tokens = Tokenizer(KEY).tokens("orders", many)
    plain = [Tokenizer(KEY).tokens("orders", Text.of([b"1234567890" * n]))[0] for n in (4, 3, 2)]
    assert tokens.tolist() == plain


def test_same_value_same_token_under_one_entity_and_one_key_only() -> None:
    tokenizer = Tokenizer(KEY)
    a, b, again = tokenizer.tokens("orders", Text.of(["1", "2", "1"])).tolist()
    assert (a == again, a == b) == (True, False)
    assert tokenizer.tokens("users", Text.of(["1"]))[0] != a
    assert Tokenizer(KEY[::-1]).tokens("orders", Text.of(["1"]))[0] != a
    assert Tokenizer(KEY).tokens("orders", Text.of(["1"]))[0] == a


def test_no_values() -> None:
    assert Tokenizer(KEY).tokens("orders", Text.empty(0)).tolist() == []


def test_digests_and_the_key_id_are_macs() -> None:
    tokenizer = Tokenizer(KEY)
    assert tokenizer.digest("credential", b"secret") == peer_cmac(KEY, b"credential\0secret")[:8].hex()
    assert tokenizer.digest("session", b"secret") != tokenizer.digest("credential", b"secret")
    assert tokenizer.key_id == peer_cmac(KEY, b"headcount key id")[:8].hex()


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_key_has_sixteen_bytes(size: int) -> None:
    with pytest.raises(ConfigError, match=f"16 bytes, not {size}"):
        Tokenizer(bytes(size))


def test_a_key_file_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"
    old = os.umask(0)
    try:
        key = load_key(path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("ascii") == key.hex() + "\n"
    assert load_key(path) == key
    assert load_key(tmp_path / "other") != key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    load_key(path)
    path.chmod(mode)
    with pytest.raises(ConfigError, match=rf"key: the key can be read by others \(mode {mode:04o}\); run: chmod 600 "):
        load_key(path)


@pytest.mark.parametrize("content", [b"", b"00", b"not hex at all", b"\xff\xfe", b"00" * 15, b"00" * 17], ids=repr)
def test_what_is_no_key_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="is not a headcount key") as caught:
        load_key(path)
    assert "not hex at all" not in str(caught.value)


def test_a_key_file_that_cannot_be_made_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot make the key file \(No such file or directory\); name another with --key"):
        load_key(tmp_path / "missing" / "key")


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the key file"):
        load_key(tmp_path)


def test_the_key_of_a_passphrase_is_fixed() -> None:
    assert key_of_passphrase("example") == key_of_passphrase("example")
    assert len(key_of_passphrase("example")) == 16
    assert key_of_passphrase("example") != key_of_passphrase("Example")


def test_a_key_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    path, text = tmp_path / "key", "00" * 16 + "\n"
    path.touch(0o600)
    writing = threading.Timer(0.1, lambda: path.write_text(text))
    writing.start()
    assert load_key(path) == bytes(16)
    writing.join()
