"""An application around a door: one page to ask for, one deed, and a clock that tests turn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from headcount.config import Config
from headcount.config.console import ConsoleConfig
from headcount.console.app import Console
from headcount.console.endpoint import Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Role, Viewer
from headcount.console.pages.interface import Act, Page, View
from headcount.console.signing import SigningDoor
from headcount.console.signing.passwords import Passwords
from headcount.console.state import State
from tests.console.state.fresh import fresh

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""As cheap as Argon2 allows."""
PASSWORD = "three violet otters"


class Said(msgspec.Struct, frozen=True):
    """Who asked."""

    login: str
    permissions: list[str]


def _who(_: Parts, viewer: Viewer, __: Nothing) -> Said:
    return Said(viewer.login, sorted(viewer.permissions))


WHO = Endpoint("GET", "/who", Permission.COUNTS, "Who asks.", Nothing, Said, _who)
SET = Endpoint("POST", "/deed", Permission.DECIDE, "Do something.", Nothing, Said, _who)
PAGE = Page(
    "today",
    "Today",
    "t",
    "/",
    Permission.COUNTS,
    (View("/", "error.html", Permission.COUNTS, lambda asking: {"title": "Hello", "detail": asking.viewer.login}),),
    (Act("/deed", Permission.DECIDE, lambda _: "/"),),
    (WHO, SET),
)


class Nobody:
    """Stands where nothing runs."""

    live = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # nothing is ever answered
        raise AssertionError(name)


class Entrance:
    """A door with a browser before it."""

    def __init__(self, folder: Path | str, config: ConsoleConfig | None = None, *, live: bool = True) -> None:
        self.now = START
        place = folder if isinstance(folder, str) else folder / "people.console"
        self.state = State(place) if isinstance(place, str) or place.exists() else fresh(place)
        self.door = SigningDoor(self.state, config or ConsoleConfig(), lambda: self.now, live=live, passwords=QUICK)
        nobody: Any = Nobody()
        parts = Parts(nobody, nobody, nobody, nobody, Config, Path("people.ledger"), clock=lambda: self.now, state=self.state)
        self.console = Console(parts, self.door, (PAGE,))
        self.browser = self.another()

    def another(self, **headers: str) -> TestClient:
        """Another browser."""
        return TestClient(self.console.application, "http://127.0.0.1:4282", headers=headers, follow_redirects=False)

    def user(self, login: str = "ann", role: Role = Role.ANALYST, **fields: Any) -> None:  # noqa: ANN401  # a user's fields
        """A user with a password."""
        self.state.users.add(login, role, self.now)
        self.state.users.change(login, password=QUICK.hashed(PASSWORD), **fields)

    def later(self, **length: float) -> None:
        """Time goes by."""
        self.now += dt.timedelta(**length)

    def log(self) -> list[tuple[str, str, str]]:
        """The log, oldest first: by whom, what, and in which words."""
        return [(one.by, one.what, one.detail) for one in reversed(self.state.audit.entries(limit=1000))]


def token(page: str) -> str:
    """What the form of a page carries."""
    found = re.search(r'name="forgery_token" value="([^"]*)"', page)
    assert found
    return found[1]


def send(browser: TestClient, path: str, fields: Mapping[str, object], at: str = "") -> Any:  # noqa: ANN401  # an answer of httpx
    """Fill in the form of the page `at` and send it."""
    page = browser.get(at or path)
    return browser.post(path, data={**fields, "forgery_token": token(page.text)})


def sign_in(browser: TestClient, login: str = "ann", password: str = PASSWORD, to: str = "/") -> Any:  # noqa: ANN401  # an answer
    """Sign in by password."""
    return send(browser, "/sign-in", {"login": login, "password": password, "back": to})
