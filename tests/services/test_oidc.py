"""Signing in at a real OpenID Connect provider: `oidc-provider-mock`, in a process of its own on 127.0.0.1."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from headcount.config.console import ConsoleConfig, OidcConfig
from tests.console.signing.entrance import Entrance

_PATIENCE = 30.0
_STAFF = (
    {"sub": "42", "preferred_username": "ann", "groups": ["everybody", "security"]},
    {"sub": "43", "preferred_username": "eve", "groups": ["everybody"]},
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider's address."""
    port = _free_port()
    users = [word for one in _STAFF for word in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                httpx.get(f"{address}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the provider has ended: is oidc-provider-mock installed?"
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(_PATIENCE)


@pytest.fixture
def entrance(tmp_path: Path, issuer: str) -> Iterator[Entrance]:
    secret = tmp_path / "secret"
    secret.write_text("never-real")
    oidc = OidcConfig(issuer, "headcount", str(secret), roles={"security": "analyst"})
    made = Entrance(tmp_path, ConsoleConfig(oidc=oidc, public_url="http://127.0.0.1:4282"))
    made.now = made.now.now(made.now.tzinfo)
    yield made
    made.state.close()


def _authorized(entrance: Entrance, sub: str) -> httpx.URL:
    """Leave for the provider and sign in there as somebody; where it sends the browser."""
    left = entrance.browser.get("/sign-in/provider?back=/clients")
    assert left.status_code == 303
    agreed = httpx.post(left.headers["location"], data={"sub": sub, "action": "authorize"})
    assert agreed.status_code in {302, 303}, agreed.text
    return httpx.URL(agreed.headers["location"])


def test_a_member_of_a_group_comes_in(entrance: Entrance) -> None:
    address = _authorized(entrance, "42")
    assert (address.host, address.path) == ("127.0.0.1", "/sign-in/provider/back")
    entered = entrance.browser.get(f"{address.path}?{address.query.decode()}")
    assert (entered.status_code, entered.headers["location"]) == (303, "/clients")
    assert entrance.browser.get("/api/v1/who").json()["login"] == "ann"
    [user] = entrance.state.users.all()
    assert (user.login, user.role, user.subject) == ("ann", "analyst", f"{entrance.door._at.config.oidc.issuer} 42")
    again = entrance.browser.get(f"{address.path}?{address.query.decode()}")
    assert again.status_code == 502


def test_who_is_in_none_stays_out(entrance: Entrance) -> None:
    address = _authorized(entrance, "43")
    refused = entrance.browser.get(f"{address.path}?{address.query.decode()}")
    assert refused.status_code == 403
    assert entrance.state.users.all() == []


def test_a_code_that_was_never_given_is_refused(entrance: Entrance) -> None:
    address = _authorized(entrance, "42").copy_set_param("code", "never-given")
    assert entrance.browser.get(f"{address.path}?{address.query.decode()}").status_code == 502
    assert entrance.log() == [("", "sign_in_failed", "a sign-in at the provider failed (HTTPStatusError), from testclient")]
