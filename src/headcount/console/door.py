"""Who may come in, as the application asks; `signing` has the real door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from starlette.requests import Request
from starlette.routing import BaseRoute

from headcount.console.interface import Role, Viewer
from headcount.errors import HeadcountError


class ForgedError(HeadcountError):
    """A change was asked for without the token of this session's own pages."""


class Door(Protocol):
    """Tells who looks."""

    sign_in: str
    """Path of the page to sign in on; empty: there is none."""
    sign_out: str
    """Path that a form is posted to, to sign out; empty: there is none."""
    account: str
    """Path of the viewer's own page; empty: there is none."""

    def routes(self) -> Sequence[BaseRoute]:
        """Its own pages."""

    async def viewer(self, request: Request) -> Viewer | None:
        """Who looks; None for nobody that is known."""

    async def forgery_token(self, request: Request) -> str:
        """What this session's forms carry."""

    async def guard(self, request: Request) -> None:
        """Let a change pass.

        Raises:
            ForgedError: it does not come from this session's own pages.
        """


class OpenDoor:
    """Everybody is one viewer: for tests and pictures of pages, never for a service."""

    sign_in = sign_out = account = ""

    def __init__(self, role: Role = Role.ADMIN, login: str = "ann", language: str = "en") -> None:
        """`role` is what everybody is."""
        self.role, self.login, self.language = role, login, language

    def routes(self) -> Sequence[BaseRoute]:
        """None."""
        return []

    async def viewer(self, request: Request) -> Viewer | None:
        """Always the same."""
        return Viewer(self.login, self.role, self.role.permissions, request.cookies.get("language", self.language))

    async def forgery_token(self, request: Request) -> str:
        """A fixed one."""
        return f"token-of-{request.client.host}" if request.client else "token"

    async def guard(self, request: Request) -> None:
        """Lets all pass."""
        del request
