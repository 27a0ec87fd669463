"""The page of users: invitations, roles, and who may not change what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.console.interface import Role
from tests.console.pages.administered import Office
from tests.console.signing.entrance import send, sign_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.state.close()


def test_somebody_is_invited_and_comes_in(office: Office) -> None:
    page = office.post("/users", login="ben", role="analyst")
    found = re.search(r">(/set-up/[\w-]{43})<", page.text)
    assert page.status_code == 200
    assert found
    assert found[1] not in office.browser.get("/users").text
    other = office.another()
    send(other, found[1], {"password": "four amber herons", "again": "four amber herons"})
    assert other.get("/users").status_code == 403
    text = office.browser.get("/users").text
    assert "2 users may sign in." in text
    assert ("ann", "user", "invited ben as analyst") in office.log()


def test_who_is_there_gets_a_new_link_and_keeps_the_role(office: Office) -> None:
    office.user("ben", Role.OFFICER)
    assert "/set-up/" in office.post("/users", login="ben", role="viewer").text
    found = office.state.users.named("ben")
    assert found is not None
    assert found.role == "privacy_officer"


def test_a_wrong_login_is_told_of_beside_what_was_typed(office: Office) -> None:
    page = office.post("/users", login="a:b", role="analyst")
    assert page.status_code == 400
    assert "A login has 1 to 64 characters" in page.text
    assert 'value="a:b"' in page.text
    assert re.search(r'value="analyst" checked', page.text)


def test_a_role_is_changed_and_sessions_end(office: Office) -> None:
    office.user("ben", Role.OFFICER)
    other = office.another()
    sign_in(other, "ben")
    assert office.post("/users/ben/role", role="viewer").status_code == 303
    assert other.get("/users").status_code == 303
    assert [(user.login, user.role) for user in office.state.users.all()] == [("ann", "admin"), ("ben", "viewer")]
    assert office.post("/users/ben/role", role="king").status_code == 400
    assert office.post("/users/nobody/role", role="viewer").status_code == 404


@pytest.mark.parametrize(("path", "fields"), [("/users/ann/role", {"role": "viewer"}), ("/users/ann/disable", {})])
def test_nobody_changes_their_own_role(office: Office, path: str, fields: dict[str, str]) -> None:
    office.user("eve", Role.ADMIN)
    page = office.post(path, **fields)
    assert page.status_code == 400
    assert "another admin has to want it too" in page.text


def test_a_user_is_disabled_and_enabled(office: Office) -> None:
    office.user("ben")
    other = office.another()
    sign_in(other, "ben")
    office.post("/users/ben/disable")
    assert other.get("/users").status_code == 303
    assert sign_in(other, "ben").status_code == 401
    office.post("/users/ben/enable")
    office.later(minutes=3)
    assert sign_in(other, "ben").status_code == 303


def test_a_second_factor_is_taken_away(office: Office) -> None:
    office.user("ben", totp="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", recovery=("x",))
    assert "Take the second factor away" in office.browser.get("/users").text
    office.post("/users/ben/second-factor/reset")
    found = office.state.users.named("ben")
    assert found is not None
    assert (found.totp, found.recovery) == ("", ())
    assert ("ann", "user", "took away the second factor of ben") in office.log()


def test_a_token_is_taken_back(office: Office) -> None:
    office.user("ben")
    office.state.tokens.make("ben", "dashboard", {"counts"}, office.now, office.now.replace(year=2027))
    [one] = office.state.tokens.all()
    assert "dashboard" in office.browser.get("/users").text
    assert office.post(f"/tokens/{one.number}/end").status_code == 303
    assert office.state.tokens.all() == []


def test_in_chinese(office: Office) -> None:
    office.user("ben")
    text = office.browser.get("/users", headers={"Accept-Language": "zh"}).text
    assert "共有 2 名用户可以登录。" in text
    assert "邀请用户" in text


def test_only_an_admin_may(office: Office) -> None:
    for role in (Role.VIEWER, Role.ANALYST, Role.OFFICER):
        office.user(role.value, role)
        other = office.another()
        sign_in(other, role.value)
        assert [other.get(path).status_code for path in ("/users", "/log", "/api/v1/users", "/api/v1/log")] == [403] * 4
