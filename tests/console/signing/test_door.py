"""The door: who looks, and what they may; ended sessions, lost stores, and what a console without a service leaves out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from headcount.config.console import ConsoleConfig
from headcount.console.interface import Permission, Role
from headcount.console.signing.door import DECIDING
from headcount.errors import LedgerError
from tests.console.signing.entrance import START, Entrance, sign_in, token

OPTIONAL = ConsoleConfig(second_factor="optional")


def test_each_role_may_what_it_may(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL)
    for role in Role:
        entrance.user(role.value, role)
        browser = entrance.another()
        sign_in(browser, role.value)
        assert browser.get("/api/v1/who").json()["permissions"] == sorted(role.permissions)
        deed = browser.post("/deed", data={"forgery_token": token(browser.get("/account").text)})
        assert deed.status_code == (403 if role is Role.VIEWER else 303)
    entrance.state.close()


def test_without_a_service_nobody_decides(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL, live=False)
    entrance.user("ann", Role.ADMIN)
    sign_in(entrance.browser)
    told = set(entrance.browser.get("/api/v1/who").json()["permissions"])
    assert told == Role.ADMIN.permissions - DECIDING
    assert Permission.ADMINISTER not in told
    entrance.state.close()


def test_a_token_is_never_more_than_its_user(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL)
    entrance.user("ann", Role.ADMIN)
    entrance.user("ben", Role.ANALYST)
    made = entrance.state.tokens.make("ben", "x", {"counts", "decide", "export"}, START, START + dt.timedelta(days=1))
    program = entrance.another(Authorization=f"Bearer {made}")
    assert program.get("/api/v1/who").json() == {"login": "ben", "permissions": ["counts", "decide"]}
    assert program.post("/api/v1/deed").status_code == 200
    entrance.state.users.change("ben", role="viewer")
    assert program.get("/api/v1/who").json()["permissions"] == ["counts"]
    entrance.later(days=1)
    assert program.get("/api/v1/who").status_code == 401
    entrance.state.close()


def test_a_header_goes_before_the_cookie(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL)
    entrance.user()
    sign_in(entrance.browser)
    for header in ("Bearer hc_wrong", "Basic YTpi", "Bearer", ""):
        asked = entrance.browser.get("/api/v1/who", headers={"Authorization": header})
        assert asked.status_code == 401
    assert entrance.browser.get("/api/v1/who").status_code == 200
    entrance.state.close()


def test_a_session_ends_when_it_is_not_used(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL)
    entrance.user()
    sign_in(entrance.browser)
    held = token(entrance.browser.get("/account").text)
    entrance.later(minutes=61)
    assert entrance.browser.get("/").status_code == 303
    assert entrance.browser.post("/deed", data={"forgery_token": held}).status_code == 303
    entrance.state.close()


def test_a_lost_store_is_told_of(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path, OPTIONAL)
    entrance.user()
    sign_in(entrance.browser)

    def away(*_: object, **__: object) -> None:
        raise LedgerError("the console's store cannot be read (OperationalError); see [console] store")

    entrance.state.sessions.find = away  # type: ignore[method-assign]  # the disk is gone
    lost = entrance.browser.get("/")
    assert lost.status_code == 503
    assert "see [console] store" in lost.text
    assert entrance.browser.get("/api/v1/who").status_code == 503
    entrance.state.close()
