from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headcount.errors import HeadcountError, UsageError
from headcount.incident.seal import fingerprint, fingerprint_in, make_key, seal, signer, signing_key
from tests.incident.made_case import KEY

CONTENT = b"what is sealed"


def test_a_seal_names_its_signer_and_is_the_same_each_time() -> None:
    made = seal(CONTENT, KEY)
    assert signer(made, CONTENT) == fingerprint(KEY.public_key())
    assert seal(CONTENT, KEY) == made


def test_the_public_key_is_that_of_rfc_8032() -> None:
    """Its secret key of test 1 in section 7.1; the fingerprint is SHA-256 of the public key that stands there."""
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert json.loads(seal(CONTENT, key))["public_key"] == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_another_content_is_not_sealed() -> None:
    with pytest.raises(HeadcountError, match="not of this manifest"):
        signer(seal(CONTENT, KEY), CONTENT + b" ")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("public_key", "00", "damaged"),
        ("public_key", "zz", "damaged"),
        ("fingerprint", "00" * 32, "damaged"),
        ("algorithm", "none", "damaged"),
        ("signature", "00" * 64, "not of this manifest"),
        ("more", "1", "damaged"),
    ],
)
def test_a_damaged_seal_is_refused(field: str, value: str, told: str) -> None:
    made = json.loads(seal(CONTENT, KEY)) | {field: value}
    with pytest.raises(HeadcountError, match=told):
        signer(json.dumps(made).encode(), CONTENT)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "signing"
    told = make_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert fingerprint(signing_key(file).public_key()) == told
    assert fingerprint_in(str(tmp_path / "signing.pub")) == told
    with pytest.raises(UsageError, match="a key already"):
        make_key(file)
    with pytest.raises(UsageError, match="cannot be written"):
        make_key(tmp_path / "nowhere" / "signing")


def test_keys_of_other_kinds_are_refused(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (tmp_path / "ec").write_bytes(other.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (tmp_path / "ec.pub").write_bytes(other.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "text").write_text("no key")
    locked = serialization.BestAvailableEncryption(b"words")
    (tmp_path / "locked").write_bytes(KEY.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked))
    for name, told in (
        ("ec", "another kind"),
        ("text", "no unencrypted"),
        ("locked", "no unencrypted"),
        ("none", "no signing key"),
    ):
        with pytest.raises(UsageError, match=told):
            signing_key(tmp_path / name)
    with pytest.raises(UsageError, match="another kind"):
        fingerprint_in(str(tmp_path / "ec.pub"))
    with pytest.raises(UsageError, match="neither a fingerprint"):
        fingerprint_in(str(tmp_path / "text"))


def test_a_fingerprint_may_be_written_as_people_write_it() -> None:
    told = fingerprint(KEY.public_key())
    assert fingerprint_in(":".join(told[n : n + 2] for n in range(0, 64, 2)).upper()) == told
    assert fingerprint_in(f" {told[:32]} {told[32:]} ") == told
