"""One-time links: the first admin, invitations, ways back in, and the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.config.console import ConsoleConfig
from headcount.console.interface import Role
from headcount.console.signing import setting_up
from tests.console.signing.entrance import PASSWORD, START, Entrance, send, sign_in, token

OPTIONAL = ConsoleConfig(second_factor="optional")
NEW = {"login": "ann", "password": "four amber herons", "again": "four amber herons"}


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[Entrance]:
    made = Entrance(tmp_path, OPTIONAL)
    yield made
    made.state.close()


def test_the_first_admin_is_made_once(entrance: Entrance) -> None:
    path = setting_up.set_up_path(entrance.state, START)
    assert entrance.browser.get(path).status_code == 200
    made = send(entrance.browser, path, NEW)
    assert (made.status_code, made.headers["location"]) == (303, "/")
    assert entrance.browser.get("/api/v1/who").json()["login"] == "ann"
    found = entrance.state.users.named("ann")
    assert found is not None
    assert found.role == "admin"
    again = entrance.another().get(path)
    assert again.status_code == 404
    assert "This link does not work any more" in again.text
    assert entrance.log()[0] == ("ann", "user", "chose a password by a one-time link, from testclient")


def test_a_wrong_try_leaves_the_link(entrance: Entrance) -> None:
    path = setting_up.set_up_path(entrance.state, START)
    for fields, why in (
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"again": "four amber heron"}, "not the same"),
        ({"login": "a:b"}, "A login has 1 to 64"),
        ({"login": ""}, "A login has 1 to 64"),
    ):
        tried = send(entrance.browser, path, NEW | fields)
        assert tried.status_code == 400
        assert why in tried.text
    assert entrance.state.users.all() == []
    assert send(entrance.browser, path, NEW).status_code == 303


def test_a_set_up_link_takes_nobodys_account(entrance: Entrance) -> None:
    entrance.user("ann", Role.ADMIN)
    tried = entrance.browser.get(setting_up.set_up_path(entrance.state, START))
    assert tried.status_code == 404
    assert sign_in(entrance.another()).status_code == 303


def test_it_is_over_after_an_hour(entrance: Entrance) -> None:
    path = setting_up.set_up_path(entrance.state, START)
    held = token(entrance.browser.get(path).text)
    entrance.later(hours=1)
    assert entrance.browser.get(path).status_code == 404
    assert entrance.browser.post(path, data=NEW | {"forgery_token": held}).status_code == 404


def test_an_invitation_is_for_one_login(entrance: Entrance) -> None:
    entrance.state.users.add("ben", "analyst", START)
    path = setting_up.invitation_path(entrance.state, "ben", "analyst", START)
    assert 'value="ben"' in entrance.browser.get(path).text
    assert send(entrance.browser, path, NEW | {"login": "ann"}).status_code == 303
    assert entrance.browser.get("/api/v1/who").json()["login"] == "ben"
    assert [user.login for user in entrance.state.users.all()] == ["ben"]


def test_a_way_back_in_ends_every_session(entrance: Entrance) -> None:
    entrance.user("ann", Role.ADMIN)
    sign_in(entrance.browser)
    path = setting_up.invitation_path(entrance.state, "ann", "admin", START, dt.timedelta(hours=1))
    other = entrance.another()
    assert send(other, path, NEW).status_code == 303
    assert entrance.browser.get("/api/v1/who").status_code == 401
    assert sign_in(entrance.browser, password=PASSWORD).status_code == 401
    assert sign_in(entrance.browser, password=NEW["password"]).status_code == 303


def test_who_has_a_second_factor_needs_it_after_a_link_too(entrance: Entrance) -> None:
    entrance.user("ann", Role.ADMIN, totp="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    path = setting_up.invitation_path(entrance.state, "ann", "admin", START)
    assert send(entrance.browser, path, NEW).headers["location"] == "/sign-in/code"
    assert entrance.browser.get("/api/v1/who").status_code == 401


def test_where_a_second_factor_is_required_it_comes_next(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path)
    made = send(entrance.browser, setting_up.set_up_path(entrance.state, START), NEW)
    assert made.headers["location"] == "/account/second-factor"
    assert entrance.browser.get("/api/v1/who").status_code == 401
    entrance.state.close()


def test_the_terminals_link_signs_in_once(entrance: Entrance) -> None:
    path = setting_up.terminal_path(entrance.state, "root", "privacy_officer", START)
    for scanner in (entrance.another(), entrance.another(), entrance.browser):
        opened = scanner.get(path)
        assert (opened.status_code, "Sign in from the terminal" in opened.text) == (200, True)
        assert scanner.get("/api/v1/who").status_code == 401
    assert entrance.another().post(path).status_code == 403
    entered = send(entrance.browser, path, {})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    told = entrance.browser.get("/api/v1/who").json()
    assert told["login"] == "terminal:root"
    assert "reidentify" in told["permissions"]
    assert entrance.another().get(path).status_code == 404
    assert entrance.state.users.all() == []
    assert "there is no user behind it" in entrance.browser.get("/account").text


def test_one_sort_of_link_is_not_another(entrance: Entrance) -> None:
    terminal = setting_up.terminal_path(entrance.state, "root", "viewer", START).rpartition("/")[2]
    first = setting_up.set_up_path(entrance.state, START).rpartition("/")[2]
    assert entrance.browser.get(f"/set-up/{terminal}").status_code == 404
    assert entrance.browser.get(f"/sign-in/link/{first}").status_code == 404
    assert entrance.browser.get("/set-up/x").status_code == 404


def test_the_link_for_the_first_admin_makes_no_second_one(entrance: Entrance) -> None:
    path = setting_up.set_up_path(entrance.state, START)
    held = token(entrance.browser.get(path).text)
    entrance.user("ann", Role.ADMIN)
    assert entrance.state.links.find(path.rpartition("/")[2], START) is None
    later = setting_up.set_up_path(entrance.state, START)
    for one in (path, later):
        assert entrance.browser.get(one).status_code == 404
        assert entrance.browser.post(one, data=NEW | {"login": "mallory", "forgery_token": held}).status_code == 404
    assert [user.login for user in entrance.state.users.all()] == ["ann"]


def test_the_terminals_session_is_no_users_and_decides_nothing(entrance: Entrance) -> None:
    entrance.user("ann", Role.ADMIN)
    send(entrance.browser, setting_up.terminal_path(entrance.state, "ann", "analyst", START), {})
    told = entrance.browser.get("/api/v1/who").json()
    assert told == {"login": "terminal:ann", "permissions": ["clients", "counts", "people"]}
    page = entrance.browser.get("/account")
    assert "there is no user behind it" in page.text
    fields = {"name": "x", "days": "3", "scope": "counts", "forgery_token": token(page.text)}
    assert entrance.browser.post("/account/tokens", data=fields).headers["location"] == "/sign-in?back=/account"
    assert entrance.browser.get("/account/second-factor").status_code == 303
    assert entrance.state.tokens.all() == []


def test_a_way_back_in_ends_every_api_token(entrance: Entrance) -> None:
    entrance.user("ann", Role.ADMIN)
    entrance.state.tokens.make("ann", "x", ["counts"], START, START + dt.timedelta(days=3))
    send(entrance.browser, setting_up.invitation_path(entrance.state, "ann", "admin", START), NEW)
    assert entrance.state.tokens.all() == []
