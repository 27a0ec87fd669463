"""One's own account: password, second factor, sessions, tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from headcount.config.console import ConsoleConfig
from tests.console.signing.entrance import PASSWORD, Entrance, send, sign_in

OPTIONAL = ConsoleConfig(second_factor="optional")
NEW = {"present": PASSWORD, "password": "four amber herons", "again": "four amber herons"}


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[Entrance]:
    made = Entrance(tmp_path, OPTIONAL)
    made.user()
    sign_in(made.browser)
    yield made
    made.state.close()


def test_a_second_factor_is_set_up_with_its_recovery_codes(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path)
    entrance.user()
    sign_in(entrance.browser)
    page = entrance.browser.get("/account/second-factor").text
    found = re.search(r'class="key">(\w+)', page)
    assert found
    assert "<svg" in page
    assert found[1] in entrance.browser.get("/account/second-factor").text
    wrong = send(entrance.browser, "/account/second-factor", {"code": "000000"})
    assert wrong.status_code == 400
    done = send(entrance.browser, "/account/second-factor", {"code": pyotp.TOTP(found[1]).at(entrance.now)})
    assert done.status_code == 200
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", done.text)
    assert len(codes) == 10
    assert entrance.browser.get("/api/v1/who").json()["login"] == "ann"
    user = entrance.state.users.named("ann")
    assert user is not None
    assert (user.totp, user.totp_asked, len(user.recovery)) == (found[1], "", 10)
    assert not set(codes) & set(user.recovery)
    other = entrance.another()
    assert sign_in(other).headers["location"] == "/sign-in/code?back=/"
    assert send(other, "/sign-in/code", {"code": codes[0], "back": "/"}).status_code == 303
    assert ("ann", "user", "set up a second factor, from testclient") in entrance.log()
    entrance.state.close()


def test_a_password_is_changed_by_who_knows_it(entrance: Entrance) -> None:
    other = entrance.another()
    sign_in(other)
    for fields, why in (
        ({"present": "wrong"}, "The present password is wrong."),
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"again": "other"}, "not the same"),
    ):
        tried = send(entrance.browser, "/account/password", NEW | fields, "/account")
        assert tried.status_code == 400
        assert why in tried.text
    assert send(entrance.browser, "/account/password", NEW, "/account").status_code == 303
    assert entrance.browser.get("/api/v1/who").status_code == 200
    assert other.get("/api/v1/who").status_code == 401
    assert sign_in(other).status_code == 401
    assert sign_in(other, password=NEW["password"]).status_code == 303


def test_who_guesses_the_present_password_waits(entrance: Entrance) -> None:
    for _ in range(6):
        send(entrance.browser, "/account/password", NEW | {"present": "wrong"}, "/account")
    assert send(entrance.browser, "/account/password", NEW, "/account").status_code == 400
    entrance.later(minutes=5)
    assert send(entrance.browser, "/account/password", NEW, "/account").status_code == 303


def test_sessions_are_listed_and_ended(entrance: Entrance) -> None:
    others = [entrance.another(**{"User-Agent": f"browser {number}"}) for number in range(3)]
    for other in others:
        sign_in(other)
    page = entrance.browser.get("/account").text
    assert [f"browser {number}" in page for number in range(3)] == [True] * 3
    digest = re.findall(r'name="session" value="(\w{64})"', page)[0]
    assert send(entrance.browser, "/account/sessions/end", {"session": digest}, "/account").status_code == 303
    assert sum(other.get("/api/v1/who").status_code == 401 for other in others) == 1
    send(entrance.browser, "/account/sessions/end", {}, "/account")
    assert [other.get("/api/v1/who").status_code for other in others] == [401] * 3
    assert entrance.browser.get("/api/v1/who").status_code == 200


def test_a_token_is_made_used_and_taken_back(entrance: Entrance) -> None:
    fields = {"name": "dashboard", "days": "30", "scope": ["counts", "clients"]}
    page = send(entrance.browser, "/account/tokens", fields, "/account")
    found = re.search(r"hc_[\w-]{43}", page.text)
    assert found
    assert found[0] not in entrance.browser.get("/account").text
    program = entrance.another(Authorization=f"Bearer {found[0]}")
    assert program.get("/api/v1/who").json() == {"login": "ann", "permissions": ["clients", "counts"]}
    assert program.post("/api/v1/deed").status_code == 403
    [token] = entrance.state.tokens.all()
    assert send(entrance.browser, "/account/tokens/end", {"token": token.number}, "/account").status_code == 303
    assert program.get("/api/v1/who").status_code == 401
    assert [detail for _, what, detail in entrance.log() if what == "token"] == [
        "made an API token for clients, counts, 30 days, from testclient",
        f"took API token {token.number} back, from testclient",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "days": "30", "scope": "counts"},
        {"name": "x", "days": "0", "scope": "counts"},
        {"name": "x", "days": "367", "scope": "counts"},
        {"name": "x", "days": "many", "scope": "counts"},
        {"name": "x", "days": "30"},
        {"name": "x", "days": "30", "scope": "administer"},
        {"name": "x", "days": "30", "scope": "export"},
    ],
)
def test_what_makes_no_token(entrance: Entrance, fields: dict[str, str]) -> None:
    assert send(entrance.browser, "/account/tokens", fields, "/account").status_code == 400
    assert entrance.state.tokens.all() == []


def test_nobody_else_takes_a_token_back(entrance: Entrance) -> None:
    send(entrance.browser, "/account/tokens", {"name": "x", "days": "3", "scope": "counts"}, "/account")
    entrance.user("ben")
    other = entrance.another()
    sign_in(other, "ben")
    [token] = entrance.state.tokens.all()
    send(other, "/account/tokens/end", {"token": token.number}, "/account")
    assert len(entrance.state.tokens.all()) == 1


def test_a_second_factor_is_replaced_by_who_knows_the_password(entrance: Entrance) -> None:
    entrance.state.users.change("ann", totp="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    page = entrance.browser.get("/account/second-factor")
    assert 'name="present"' in page.text
    user = entrance.state.users.named("ann")
    assert user is not None
    code = pyotp.TOTP(user.totp_asked).at(entrance.now)
    for fields in ({}, {"present": "wrong"}):
        tried = send(entrance.browser, "/account/second-factor", {"code": code} | fields)
        assert tried.status_code == 400
        assert "The present password is wrong." in tried.text
        kept = entrance.state.users.named("ann")
        assert kept is not None
        assert kept.totp == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert send(entrance.browser, "/account/second-factor", {"code": code, "present": PASSWORD}).status_code == 200
    kept = entrance.state.users.named("ann")
    assert kept is not None
    assert kept.totp == user.totp_asked


def test_a_new_password_ends_every_api_token(entrance: Entrance) -> None:
    send(entrance.browser, "/account/tokens", {"name": "x", "days": "3", "scope": "counts"}, "/account")
    assert len(entrance.state.tokens.all()) == 1
    send(entrance.browser, "/account/password", NEW, "/account")
    assert entrance.state.tokens.all() == []


@pytest.mark.parametrize("scope", ["decide", "people"])
def test_a_token_that_is_answered_with_names_says_so(entrance: Entrance, scope: str) -> None:
    send(entrance.browser, "/account/tokens", {"name": "x", "days": "3", "scope": scope}, "/account")
    [token] = entrance.state.tokens.all()
    assert token.scope == ("clients", scope)
