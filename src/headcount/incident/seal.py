"""Seals: who made an evidence pack. Ed25519 (RFC 8032), whose signatures of the same bytes are always the same."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from headcount.errors import HeadcountError, UsageError

ALGORITHM = "Ed25519"
_PREFIX = b"headcount evidence pack, version 1\n"
"""Stands before what is signed, so that a signature made for something else is none for a pack."""
_RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signature, with the key that checks it."""

    algorithm: str
    public_key: str
    """32 bytes in hex."""
    fingerprint: str
    """SHA-256 of these bytes in hex: what two people compare."""
    signature: str
    """64 bytes in hex."""


def make_key(file: Path) -> str:
    """Make a signing key in `file` (PEM, PKCS #8, readable by its owner alone) and its public half in `FILE.pub`.

    Returns:
        The fingerprint.

    Raises:
        UsageError: there is one already, or the folder cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secret)
        file.with_name(file.name + ".pub").write_bytes(public)
    except FileExistsError as error:
        raise UsageError(f"{file}: there is a key already; packs that it signed are checked with it, so keep it") from error
    except OSError as error:
        raise UsageError(f"{file}: the key cannot be written ({error.strerror}); name a file in a folder that can be") from error
    return fingerprint(key.public_key())


def signing_key(file: Path) -> Ed25519PrivateKey:
    """The key in `file`.

    Raises:
        UsageError: it is not there, or is no unencrypted Ed25519 key in PEM.
    """
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise UsageError(f"{file}: no signing key ({error.strerror}); make one with: headcount incident key {file}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{file}: is no unencrypted Ed25519 key in PEM; make one with: headcount incident key FILE") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{file}: is a key of another kind than Ed25519; make one with: headcount incident key FILE")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the raw public key, in hex."""
    return hashlib.sha256(key.public_bytes(*_RAW)).hexdigest()


def fingerprint_in(text: str) -> str:
    """The fingerprint that a person names: as it is, with or without colons and spaces, or of the public key in a PEM file.

    Raises:
        UsageError: it is neither.
    """
    plain = "".join(text.lower().replace(":", "").split())
    if len(plain) == 64 and set(plain) <= set("0123456789abcdef"):
        return plain
    try:
        key = serialization.load_pem_public_key(Path(text).read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{text}: is neither a fingerprint (64 hex digits) nor a public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{text}: is a key of another kind than Ed25519")
    return fingerprint(key)


def seal(content: bytes, key: Ed25519PrivateKey) -> bytes:
    """The seal of `content` as JSON; the same content and key give the same bytes."""
    public = key.public_key()
    made = Seal(ALGORITHM, public.public_bytes(*_RAW).hex(), fingerprint(public), key.sign(_PREFIX + content).hex())
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def signer(text: bytes, content: bytes) -> str:
    """The fingerprint of the key that sealed `content`.

    Raises:
        HeadcountError: the seal is damaged, or is of something else.
    """
    try:
        found = msgspec.json.decode(text, type=Seal)
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.public_key))
        key.verify(bytes.fromhex(found.signature), _PREFIX + content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise HeadcountError("the signature is damaged") from error
    except InvalidSignature as error:
        raise HeadcountError("the signature is not of this manifest: one of the two was altered") from error
    if found.algorithm != ALGORITHM or found.fingerprint != fingerprint(key):
        raise HeadcountError("the signature is damaged")
    return found.fingerprint
