"""Web Bot Auth: a crawler proves who it is by signing its requests (HTTP Message Signatures, RFC 9421).

As the IETF's working group drafts it: the signature has the tag `web-bot-auth`, covers the authority that was asked (and the
header `Signature-Agent` where there is one), says when it expires, and names its key by thumbprint (RFC 7638, RFC 8037). The
operator's keys stand in a file here, so that no request waits for somebody else's server. Ed25519 only.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from headcount.errors import ConfigError

TAG = "web-bot-auth"
LONGEST = dt.timedelta(days=1)
"""A signature is believed so long after it was made, and no longer than it says."""
_MARK = "signature-input"


class _Key(msgspec.Struct, frozen=True):
    kty: str
    crv: str = ""
    x: str = ""


class _KeySet(msgspec.Struct, frozen=True):
    keys: list[_Key]


@dataclass(frozen=True, slots=True)
class _Message:
    """A request as the verifier wants it."""

    method: str
    url: str
    headers: Mapping[str, str]


class BotAuth:
    """Tells which crawler signed a request."""

    def __init__(self, keys: Mapping[str, Mapping[str, Ed25519PublicKey]]) -> None:
        """`keys`: of each crawler, by its name, its public keys by their thumbprints."""
        self._crawlers = {thumbprint: name for name, told in keys.items() for thumbprint in told}
        resolver: HTTPSignatureKeyResolver = MappingKeyResolver(
            public_keys={thumbprint: key for told in keys.values() for thumbprint, key in told.items()}, private_keys={}
        )
        self._verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=resolver)

    def named(self, method: str, authority: str, target: str, headers: Mapping[str, str]) -> str:
        """The crawler that signed a request; empty when none did, or when that is not proven.

        Args:
            method: in capitals.
            authority: the host that was asked, with its port if that is not the usual one.
            target: path and query.
            headers: by name in small letters.
        """
        if _MARK not in headers:
            return ""
        covered = ('"@authority"', *(('"signature-agent"',) if "signature-agent" in headers else ()))
        try:
            found = self._verifier.verify(
                _Message(method, f"https://{authority}{target}", headers),
                max_age=LONGEST,
                expect_tag=TAG,
                require_components=covered,
            )
        except (HTTPMessageSignaturesException, ValueError):
            return ""
        names = {self._crawlers.get(str(one.parameters.get("keyid")), "") for one in found if "expires" in one.parameters}
        return names.pop() if len(names) == 1 else ""


def keys_in(file: Path) -> dict[str, Ed25519PublicKey]:
    """The Ed25519 keys of a JSON Web Key Set, by their thumbprints.

    Raises:
        ConfigError: it cannot be read, or holds no such key.
    """
    try:
        told = msgspec.json.decode(file.read_bytes(), type=_KeySet).keys
        found = {_thumbprint(key): Ed25519PublicKey.from_public_bytes(_decoded(key.x)) for key in told if key.crv == "Ed25519"}
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror})") from error
    except (msgspec.MsgspecError, ValueError, binascii.Error) as error:
        raise ConfigError(f"{file}: is no JSON Web Key Set (RFC 7517) with keys of the kind OKP, Ed25519") from error
    if not found:
        raise ConfigError(f"{file}: holds no key of the kind OKP, Ed25519; others are not believed")
    return found


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _thumbprint(key: _Key) -> str:
    """RFC 7638: the digest of the members that a key of this kind needs, by name."""
    members = msgspec.json.encode({"crv": key.crv, "kty": key.kty, "x": key.x})
    return base64.urlsafe_b64encode(hashlib.sha256(members).digest()).decode().rstrip("=")
