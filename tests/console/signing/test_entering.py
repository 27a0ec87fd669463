"""Signing in and out, with one factor and with two; who guesses waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from headcount.config.console import ConsoleConfig
from headcount.console.signing import second_factor
from tests.console.signing.entrance import PASSWORD, QUICK, START, Entrance, send, sign_in, token

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
OPTIONAL = ConsoleConfig(second_factor="optional")


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[Entrance]:
    made = Entrance(tmp_path, OPTIONAL)
    made.user()
    yield made
    made.state.close()


def _code(entrance: Entrance) -> str:
    return pyotp.TOTP(SECRET).at(entrance.now)


def test_nobody_sees_anything_before(entrance: Entrance) -> None:
    asked = entrance.browser.get("/?lens=account")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?back=%2F%3Flens%3Daccount")
    assert entrance.browser.get("/api/v1/who").status_code == 401
    assert entrance.browser.get("/account").status_code == 303
    assert entrance.browser.get("/sign-in/code").headers["location"] == "/sign-in"


def test_a_password_lets_in_and_its_session_is_logged(entrance: Entrance) -> None:
    entered = sign_in(entrance.browser, to="/clients?lens=account")
    assert (entered.status_code, entered.headers["location"]) == (303, "/clients?lens=account")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("headcount=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert entrance.browser.get("/api/v1/who").json()["login"] == "ann"
    assert entrance.log() == [("ann", "sign_in", "signed in, from testclient")]
    found = entrance.state.users.named("ann")
    assert found is not None
    assert found.seen == START


def test_over_tls_the_cookie_is_for_this_host_alone(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, ConsoleConfig(second_factor="optional", public_url="https://console.example.com"))
    entrance.user()
    page = entrance.browser.get("/sign-in")
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("__Host-headcount-form=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "domain" not in cookie.lower()
    entrance.state.close()


@pytest.mark.parametrize(
    "to", ["https://example.com/", "//example.com", "/\\example.com", "javascript:x", "", "/\nx", "example.com"]
)
def test_nobody_is_led_elsewhere(entrance: Entrance, to: str) -> None:
    assert sign_in(entrance.browser, to=to).headers["location"] == "/"


@pytest.mark.parametrize(("login", "password"), [("ann", "wrong password!"), ("nobody", PASSWORD), ("", PASSWORD), ("ann", "")])
def test_what_does_not_let_in(entrance: Entrance, login: str, password: str) -> None:
    refused = sign_in(entrance.browser, login, password)
    assert refused.status_code == 401
    assert "The login or the password is wrong." in refused.text
    assert entrance.browser.get("/api/v1/who").status_code == 401
    assert entrance.log() == [("ann" if login == "ann" else "", "sign_in_failed", "a sign-in failed, from testclient")]


def test_a_disabled_user_does_not_come_in(entrance: Entrance) -> None:
    entrance.state.users.change("ann", disabled=True)
    assert sign_in(entrance.browser).status_code == 401


def test_who_guesses_waits_and_the_right_password_waits_too(entrance: Entrance) -> None:
    for _ in range(5):
        assert sign_in(entrance.browser, password="wrong").status_code == 401
    refused = sign_in(entrance.browser)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    assert "Try again in 2 seconds." in refused.text
    assert len(entrance.log()) == 5
    entrance.later(seconds=2)
    assert sign_in(entrance.browser).status_code == 303


def test_the_second_factor_is_asked_for(entrance: Entrance) -> None:
    entrance.state.users.change("ann", totp=SECRET)
    half = sign_in(entrance.browser, to="/clients")
    assert half.headers["location"] == "/sign-in/code?back=/clients"
    assert entrance.browser.get("/api/v1/who").status_code == 401
    assert entrance.browser.get("/account").status_code == 303
    wrong = send(entrance.browser, "/sign-in/code", {"code": "000000", "back": "/clients"})
    assert wrong.status_code == 401
    assert "The code is wrong" in wrong.text
    right = send(entrance.browser, "/sign-in/code", {"code": _code(entrance), "back": "/clients"})
    assert (right.status_code, right.headers["location"]) == (303, "/clients")
    assert entrance.browser.get("/api/v1/who").status_code == 200


def test_a_code_lets_in_once(entrance: Entrance) -> None:
    entrance.state.users.change("ann", totp=SECRET)
    other = entrance.another()
    for browser, status in ((entrance.browser, 303), (other, 401)):
        sign_in(browser)
        assert send(browser, "/sign-in/code", {"code": _code(entrance), "back": "/"}).status_code == status


def test_a_recovery_code_lets_in_once(entrance: Entrance) -> None:
    code = second_factor.new_recovery()[0]
    entrance.state.users.change("ann", totp=SECRET, recovery=(second_factor.recovery_digest(code),))
    for browser, status in ((entrance.browser, 303), (entrance.another(), 401)):
        sign_in(browser)
        assert send(browser, "/sign-in/code", {"code": code, "back": "/"}).status_code == status
    assert ("ann", "sign_in", "used a recovery code") in entrance.log()


def test_who_guesses_codes_waits(entrance: Entrance) -> None:
    entrance.state.users.change("ann", totp=SECRET)
    sign_in(entrance.browser)
    codes = [send(entrance.browser, "/sign-in/code", {"code": "000000", "back": "/"}).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]


def test_a_half_session_is_over_soon(entrance: Entrance) -> None:
    entrance.state.users.change("ann", totp=SECRET)
    sign_in(entrance.browser)
    held = token(entrance.browser.get("/sign-in/code").text)
    entrance.later(minutes=15)
    assert entrance.browser.get("/sign-in/code").headers["location"] == "/sign-in"
    late = entrance.browser.post("/sign-in/code", data={"code": _code(entrance), "forgery_token": held})
    assert late.status_code == 403


def test_where_a_second_factor_is_required_it_is_set_up_first(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path)
    entrance.user()
    assert sign_in(entrance.browser).headers["location"] == "/account/second-factor"
    assert entrance.browser.get("/api/v1/who").status_code == 401
    assert entrance.browser.get("/account/second-factor").status_code == 200
    entrance.state.close()


def test_a_session_is_another_after_each_step(entrance: Entrance) -> None:
    entrance.state.users.change("ann", totp=SECRET)
    sign_in(entrance.browser)
    half = entrance.browser.cookies["headcount"]
    send(entrance.browser, "/sign-in/code", {"code": _code(entrance), "back": "/"})
    assert entrance.browser.cookies["headcount"] != half
    other = entrance.another(Cookie=f"headcount={half}")
    assert other.get("/api/v1/who").status_code == 401


def test_signing_out_ends_the_session(entrance: Entrance) -> None:
    sign_in(entrance.browser)
    secret = entrance.browser.cookies["headcount"]
    assert send(entrance.browser, "/sign-out", {}, "/account").headers["location"] == "/sign-in"
    other = entrance.another(Cookie=f"headcount={secret}")
    assert other.get("/api/v1/who").status_code == 401
    assert entrance.log()[-1] == ("ann", "sign_out", "signed out, from testclient")


def test_a_hash_of_former_parameters_is_made_anew(entrance: Entrance) -> None:
    former = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    entrance.state.users.change("ann", password=former)
    assert sign_in(entrance.browser).status_code == 303
    after = entrance.state.users.named("ann")
    assert after is not None
    assert after.password != former
    assert not QUICK.outdated(after.password)


def test_the_first_start_says_how_to_begin(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL)
    assert "headcount console user" in entrance.browser.get("/sign-in").text
    entrance.user()
    assert "headcount console user" not in entrance.browser.get("/sign-in").text
    entrance.state.close()


def test_in_chinese(entrance: Entrance) -> None:
    page = entrance.browser.get("/sign-in", headers={"Accept-Language": "zh-CN"})
    assert '<html lang="zh-Hans">' in page.text
    assert "登录" in page.text
