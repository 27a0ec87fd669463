"""The door: who looks, by session cookie or API token, and the pages around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import BaseRoute

from headcount.config.console import ConsoleConfig
from headcount.console.door import ForgedError
from headcount.console.interface import Permission, Role, Viewer
from headcount.console.signing import account, forgery
from headcount.console.signing.entering import OUT, PATH, Entering
from headcount.console.signing.passwords import Passwords
from headcount.console.signing.provider import Provider
from headcount.console.signing.reception import FULL, Reception
from headcount.console.signing.setting_up import SettingUp
from headcount.console.state import State
from headcount.console.state.api_tokens import PREFIX
from headcount.errors import LedgerError

DECIDING = frozenset({Permission.DECIDE, Permission.CONFIGURE, Permission.ADMINISTER})
"""What needs a running service, and a user."""
_AWAY = "headcount_store_away"


class SigningDoor:
    """Implements `console.door.Door`."""

    sign_in = PATH
    sign_out = OUT
    account = account.PATH

    def __init__(
        self,
        state: State,
        config: ConsoleConfig,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        *,
        live: bool = True,
        passwords: Passwords | None = None,
    ) -> None:
        """Without `live` nobody may decide, configure or administer, whatever their role says."""
        self._state, self._config, self._clock, self._live = state, config, clock, live
        self._at = Reception(state, config, clock, passwords or Passwords())
        self._routes = Entering(self._at).routes() + SettingUp(self._at).routes() + account.Account(self._at).routes()
        if config.oidc.issuer:
            self._routes += Provider(self._at).routes()

    def routes(self) -> Sequence[BaseRoute]:
        """Its own pages."""
        return self._routes

    async def viewer(self, request: Request) -> Viewer | None:
        """Who looks; asked again and again by those that listen for news.

        Raises:
            LedgerError: the store cannot be read; who asks again within the request hears of nobody, and can say so.
        """
        if request.scope.get(_AWAY):
            return None
        try:
            return await self._viewer(request)
        except LedgerError:
            request.scope[_AWAY] = True
            raise

    async def _viewer(self, request: Request) -> Viewer | None:
        if "authorization" in request.headers:
            scheme, _, token = request.headers["authorization"].partition(" ")
            return await run_in_threadpool(self._program, token.strip()) if scheme.lower() == "bearer" else None
        here = await self._at.before(request)
        if here is None or here.session.stage != FULL:
            return None
        role = Role(here.session.role)
        may = role.permissions - DECIDING if here.session.terminal else self._may(role.permissions)
        return Viewer(here.session.login, role, may)

    def _program(self, token: str) -> Viewer | None:
        found = self._state.tokens.find(token, self._clock()) if token.startswith(PREFIX) else None
        if found is None:
            return None
        role = Role(found.role)
        scope = {permission for permission in role.permissions if permission in found.scope}
        return Viewer(found.login, role, self._may(frozenset(scope)), token=True)

    def _may(self, permissions: frozenset[Permission]) -> frozenset[Permission]:
        return permissions if self._live else permissions - DECIDING

    async def forgery_token(self, request: Request) -> str:
        """What this session's forms carry."""
        try:
            here = await self._at.before(request)
        except LedgerError:
            return ""
        return forgery.token_of(here.secret) if here else ""

    async def guard(self, request: Request) -> None:
        """Let a change pass. A program's token is no cookie, which no other site can make a browser send.

        Raises:
            ForgedError: it does not come from this session's own pages.
        """
        viewer = await self.viewer(request)
        if viewer is not None and viewer.token:
            return
        here = await self._at.before(request)
        if here is None:
            raise ForgedError("sign in again: the session has ended")
        await forgery.check(request, here.secret, self._config.public_url)
