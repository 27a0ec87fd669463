"""Forms of other sites: refused by where they come from, and by the token that they do not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from headcount.config.console import ConsoleConfig
from headcount.console.interface import Role
from tests.console.signing.entrance import Entrance, sign_in, token

OPTIONAL = ConsoleConfig(second_factor="optional")


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Entrance]:
    entrance = Entrance(tmp_path, OPTIONAL)
    entrance.user()
    assert sign_in(entrance.browser).status_code == 303
    yield entrance
    entrance.state.close()


def _deed(entrance: Entrance, path: str = "/deed", **more: Any) -> int:  # noqa: ANN401  # what a browser sends
    code: int = entrance.browser.post(path, **more).status_code
    return code


def test_a_form_needs_the_sessions_token(inside: Entrance) -> None:
    held = token(inside.browser.get("/account").text)
    assert _deed(inside) == 403
    assert _deed(inside, data={"forgery_token": "x"}) == 403
    assert _deed(inside, data={"forgery_token": held}) == 303
    assert _deed(inside, files={"forgery_token": (None, held)}) == 303
    assert _deed(inside, headers={"X-CSRF-Token": held}) == 303
    assert _deed(inside, headers={"X-CSRF-Token": held[:-1]}) == 403


def test_the_api_asks_the_same_of_a_browser(inside: Entrance) -> None:
    held = token(inside.browser.get("/account").text)
    assert _deed(inside, "/api/v1/deed", json={}) == 403
    assert _deed(inside, "/api/v1/deed", json={"forgery_token": held}) == 403
    assert _deed(inside, "/api/v1/deed", json={}, headers={"X-CSRF-Token": held}) == 200


def test_another_sessions_token_does_not_fit(inside: Entrance) -> None:
    inside.user("ben")
    other = inside.another()
    sign_in(other, "ben")
    assert _deed(inside, data={"forgery_token": token(other.get("/account").text)}) == 403


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("Sec-Fetch-Site", "same-origin", 303),
        ("Sec-Fetch-Site", "none", 303),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Origin", "http://127.0.0.1:4282", 303),
        ("Origin", "http://127.0.0.1:4283", 403),
        ("Origin", "https://127.0.0.1:4282", 403),
        ("Origin", "null", 403),
        ("Origin", "https://example.com", 403),
    ],
)
def test_where_it_comes_from(inside: Entrance, name: str, value: str, code: int) -> None:
    held = token(inside.browser.get("/account").text)
    assert _deed(inside, data={"forgery_token": held}, headers={name: value}) == code


def test_behind_a_proxy_the_public_address_counts(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, ConsoleConfig(second_factor="optional", public_url="http://console.example.com/"))
    entrance.user(role=Role.ANALYST)
    sign_in(entrance.browser)
    held = token(entrance.browser.get("/account").text)
    assert _deed(entrance, data={"forgery_token": held}, headers={"Origin": "http://console.example.com"}) == 303
    assert _deed(entrance, data={"forgery_token": held}, headers={"Origin": "http://127.0.0.1:4282"}) == 403
    entrance.state.close()


def test_even_the_sign_in_form_is_from_here(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL)
    entrance.user()
    fields = {"login": "ann", "password": "three violet otters"}
    assert entrance.browser.post("/sign-in", data=fields).status_code == 403
    held = token(entrance.browser.get("/sign-in").text)
    assert entrance.another().post("/sign-in", data=fields | {"forgery_token": held}).status_code == 403
    assert entrance.browser.post("/sign-in", data=fields | {"forgery_token": held}).status_code == 303
    entrance.state.close()
