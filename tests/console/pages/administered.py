"""The pages of administrators before a real door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from headcount.config import Config
from headcount.config.console import ConsoleConfig
from headcount.console.app import Console
from headcount.console.interface import Parts, Role
from headcount.console.pages import audit, users
from headcount.console.watching import Watching
from tests.console.signing.entrance import Entrance, Nobody, sign_in, token


class Office(Entrance):
    """An entrance behind which users are administered and the log is read; ann, an admin, is signed in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ConsoleConfig(second_factor="optional"))
        nobody: Any = Nobody()
        watch = Watching(self.state, lambda: self.now)
        parts = Parts(nobody, nobody, watch, nobody, Config, Path("people.ledger"), clock=lambda: self.now, state=self.state)
        self.console = Console(parts, self.door, (users.PAGE, audit.PAGE))
        self.browser = self.another()
        self.user("ann", Role.ADMIN)
        sign_in(self.browser)

    def post(self, path: str, **fields: object) -> Any:  # noqa: ANN401  # what the browser was answered
        """Send a form of the page of users."""
        return self.browser.post(path, data={**fields, "forgery_token": token(self.browser.get("/users").text)})
