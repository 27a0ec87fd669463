from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519

from headcount.catalog.bot_auth import BotAuth, keys_in
from headcount.errors import ConfigError

KEY, OTHER = Ed25519PrivateKey.from_private_bytes(b"k" * 32), Ed25519PrivateKey.from_private_bytes(b"o" * 32)
NOW = dt.datetime.now(dt.UTC)
SOON = NOW + dt.timedelta(hours=2)


@dataclass
class Message:
    method: str
    url: str
    headers: dict[str, str]


def key_set(file: Path, *keys: Ed25519PrivateKey) -> Path:
    xs = [
        base64.urlsafe_b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode().rstrip("=")
        for key in keys
    ]
    file.write_bytes(msgspec.json.encode({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig"} for x in xs]}))
    return file


@pytest.fixture
def auth(tmp_path: Path) -> BotAuth:
    return BotAuth({"ExampleBot": keys_in(key_set(tmp_path / "keys.json", KEY))})


def signed(key: Ed25519PrivateKey = KEY, url: str = "https://shop.example/users/7", **told: Any) -> dict[str, str]:  # noqa: ANN401  # what a signer takes
    """The headers of a request that was signed, by name in small letters."""
    usual: dict[str, Any] = {
        "tag": "web-bot-auth",
        "expires": SOON,
        "covered_component_ids": ("@authority", "signature-agent"),
        "key_id": _thumbprint(key),
    }
    message = Message("GET", url, {"Signature-Agent": '"https://bot.example"'})
    keys = MappingKeyResolver(public_keys={}, private_keys={usual["key_id"]: key, "other": key})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(message, **{**usual, **told})
    return {name.lower(): value for name, value in message.headers.items()}


def _thumbprint(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    digest = hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def named(auth: BotAuth, headers: dict[str, str], authority: str = "shop.example") -> str:
    return auth.named("GET", authority, "/users/7?x=1", headers)


def test_the_crawler_that_signed_is_named(auth: BotAuth) -> None:
    assert named(auth, signed()) == "ExampleBot"


def test_nobody_signed(auth: BotAuth) -> None:
    assert named(auth, {"user-agent": "ExampleBot/1.0"}) == ""


@pytest.mark.parametrize(
    "told",
    [
        {"tag": "other"},
        {"tag": None},
        {"expires": None},
        {"expires": NOW - dt.timedelta(minutes=1)},
        {"created": NOW - dt.timedelta(days=2)},
        {"created": NOW + dt.timedelta(hours=1)},
        {"covered_component_ids": ("signature-agent",)},
        {"covered_component_ids": ("@authority",)},
        {"covered_component_ids": ("@method", "signature-agent")},
        {"key": OTHER},
        {"key_id": "other"},
        {"url": "https://other.example/users/7"},
    ],
)
def test_what_is_not_believed(auth: BotAuth, told: dict[str, Any]) -> None:
    assert named(auth, signed(**told)) == ""


def test_a_signature_for_another_site_is_not_believed(auth: BotAuth) -> None:
    assert named(auth, signed(), "shop.example:8443") == ""
    assert named(auth, signed(), "not a host") == ""


@pytest.mark.parametrize("value", ["", "x", "sig=()", "sig1=(;created", "\xff"])
def test_headers_that_are_none(auth: BotAuth, value: str) -> None:
    assert named(auth, {**signed(), "signature-input": value}) == ""
    assert named(auth, {**signed(), "signature": value}) == ""


def test_a_header_that_was_changed_is_not_believed(auth: BotAuth) -> None:
    assert named(auth, {**signed(), "signature-agent": '"https://evil.example"'}) == ""


def test_the_thumbprint_of_rfc_8037(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text('{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}')
    assert list(keys_in(file)) == ["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("{", "is no JSON Web Key Set"),
        ("[]", "is no JSON Web Key Set"),
        ('{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "?"}]}', "is no JSON Web Key Set"),
        ('{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}', "is no JSON Web Key Set"),
        ('{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}', "holds no key of the kind OKP, Ed25519"),
    ],
)
def test_files_that_hold_no_keys(tmp_path: Path, text: str | None, told: str) -> None:
    if text is not None:
        (tmp_path / "keys.json").write_text(text)
    with pytest.raises(ConfigError, match=told):
        keys_in(tmp_path / "keys.json")
