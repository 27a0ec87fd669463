"""Users over the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.console.pages.administered import Office
from tests.console.signing.entrance import token


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    made.browser.headers["X-CSRF-Token"] = token(made.browser.get("/account").text)
    yield made
    made.state.close()


def _ask(office: Office, method: str, path: str, **body: object) -> tuple[int, Any]:
    answer = office.browser.request(method, f"/api/v1{path}", json=body if method == "POST" else None)
    return answer.status_code, answer.json()


def test_users_are_listed_invited_and_changed(office: Office) -> None:
    status, told = _ask(office, "POST", "/users", login="ben", role="analyst")
    assert (status, told["login"], told["until"]) == (200, "ben", "2026-03-05T09:00:00Z")
    assert office.state.links.find(told["path"].rpartition("/")[2], office.now) is not None
    assert _ask(office, "POST", "/users/ben/role", role="viewer")[1]["role"] == "viewer"
    assert _ask(office, "POST", "/users/ben/disable")[1]["state"] == "disabled"
    assert _ask(office, "POST", "/users/ben/enable")[1]["state"] == "invited"
    rows = _ask(office, "GET", "/users")[1]["rows"]
    assert [(row["login"], row["role"], row["state"]) for row in rows] == [
        ("ann", "admin", "active"),
        ("ben", "viewer", "invited"),
    ]
    listed = office.browser.get("/api/v1/users?as=csv")
    assert listed.text.splitlines()[0] == "login,role,state,second_factor,provider,made,seen"


def test_no_secret_is_told(office: Office) -> None:
    office.user("ben", totp="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    text = office.browser.get("/api/v1/users").text
    assert "GEZDG" not in text
    assert "argon2" not in text


def test_tokens_are_taken_back(office: Office) -> None:
    office.state.tokens.make("ann", "x", {"counts"}, office.now, office.now.replace(year=2027))
    [one] = office.state.tokens.all()
    assert _ask(office, "DELETE", f"/tokens/{one.number}")[1]["name"] == "x"
    assert _ask(office, "DELETE", f"/tokens/{one.number}")[0] == 404
    assert _ask(office, "DELETE", f"/tokens/{2**63}")[0] == 400


def test_who_signs_in_at_the_provider_has_no_link(office: Office) -> None:
    office.state.users.add("eve", "viewer", office.now, "https://id.example.com 42")
    assert _ask(office, "POST", "/users", login="eve")[0] == 400
    assert _ask(office, "GET", "/users")[1]["rows"][1]["provider"] is True
