"""One-time links: the first admin's, an invitation, a way back in, and the terminal's.

Opening one changes nothing (RFC 9110, 9.2.1): programs that look at links in mail and chat use none of them up.
"""

from __future__ import annotations

import datetime as dt

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from headcount.console.signing import passwords
from headcount.console.signing.reception import ENROL, FULL, Reception, text
from headcount.console.state import Link, State
from headcount.console.state.links import INVITE, SET_UP, SIGN_IN
from headcount.console.state.users import NO_LOGIN, is_login
from headcount.console.words import N_
from headcount.errors import UsageError

HOLDS = dt.timedelta(hours=1)
"""How long a link printed on the terminal holds."""
INVITED = dt.timedelta(days=3)
"""How long an invitation holds."""
_UNLIKE = N_("The two passwords are not the same.")


def set_up_path(state: State, now: dt.datetime) -> str:
    """Path of a new link by which the first admin is made; earlier ones end."""
    return f"/set-up/{state.links.make(SET_UP, '', 'admin', now, now + HOLDS)}"


def invitation_path(state: State, login: str, role: str, now: dt.datetime, holds: dt.timedelta = INVITED) -> str:
    """Path of a new link by which a user chooses a password."""
    return f"/set-up/{state.links.make(INVITE, login, role, now, now + holds)}"


def terminal_path(state: State, login: str, role: str, now: dt.datetime) -> str:
    """Path of a new link by which the person at the terminal is signed in, as `terminal:LOGIN`, which no user is called."""
    return f"/sign-in/link/{state.links.make(SIGN_IN, f'terminal:{login}', role, now, now + HOLDS)}"


class SettingUp:
    """Pages of one door."""

    def __init__(self, reception: Reception) -> None:
        """`reception` is the door's."""
        self._at = reception

    def routes(self) -> list[BaseRoute]:
        """Its pages."""
        return [
            Route("/set-up/{secret}", self._ask, methods=["GET"]),
            Route("/set-up/{secret}", self._choose, methods=["POST"]),
            Route("/sign-in/link/{secret}", self._ask_terminal, methods=["GET"]),
            Route("/sign-in/link/{secret}", self._terminal, methods=["POST"]),
        ]

    async def _found(self, request: Request) -> Link | None:
        link = await run_in_threadpool(self._at.state.links.find, request.path_params["secret"], self._at.clock())
        if link is None or link.purpose not in {SET_UP, INVITE}:
            return None
        return link if link.purpose == INVITE or await run_in_threadpool(self._at.state.links.nobody) else None

    async def _ask(self, request: Request) -> Response:
        link = await self._found(request)
        if link is None:
            return await self._gone(request)
        return await self._at.show(request, "set_up.html", link=link, login=link.login)

    async def _gone(self, request: Request) -> Response:
        return await self._at.show(request, "link_gone.html", 404)

    async def _choose(self, request: Request) -> Response:
        form = await self._at.form(request)
        link = await self._found(request)
        if link is None:
            return await self._gone(request)
        login, password = link.login or text(form, "login", 65).strip(), text(form, "password")
        wrong = ""
        try:
            passwords.check(password, login)
            if password != text(form, "again"):
                wrong = _UNLIKE
            elif not await run_in_threadpool(
                self._made, request.path_params["secret"], login, await self._at.passwords.hash(password)
            ):
                return await self._gone(request)
        except UsageError as error:
            wrong = str(error)
        if wrong:
            return await self._at.show(request, "set_up.html", 400, link=link, login=login, wrong=wrong)
        await self._at.log(request, login, "user", "chose a password by a one-time link")
        user = await run_in_threadpool(self._at.state.users.named, login)
        if self._at.config.second_factor == "required" or (user and user.totp):
            if user and user.totp:
                return await self._at.begin(request, login, "code", "/sign-in/code")
            return await self._at.begin(request, login, ENROL, "/account/second-factor")
        return await self._at.begin(request, login, FULL, "/")

    def _made(self, secret: str, login: str, kept: str) -> bool:
        """Make the user or give them the password, of which `kept` is the hash; False when the link was used meanwhile."""
        now, users = self._at.clock(), self._at.state.users
        fresh = users.named(login) is None
        if fresh and not is_login(login):
            raise UsageError(NO_LOGIN)
        taken = self._at.state.links.take(secret, now)
        if taken is None:
            return False
        if fresh:
            users.add(login, taken.role, now)
        users.change(login, end=True, tokens=True, password=kept, seen=now)
        return True

    async def _of_terminal(self, request: Request) -> bool:
        """Whether it is a link of the terminal that was not used."""
        link = await run_in_threadpool(self._at.state.links.find, request.path_params["secret"], self._at.clock())
        return link is not None and link.purpose == SIGN_IN

    async def _ask_terminal(self, request: Request) -> Response:
        return await (self._at.show(request, "link_use.html") if await self._of_terminal(request) else self._gone(request))

    async def _terminal(self, request: Request) -> Response:
        await self._at.form(request)
        if not await self._of_terminal(request):
            return await self._gone(request)
        link = await run_in_threadpool(self._at.state.links.take, request.path_params["secret"], self._at.clock())
        if link is None:
            return await self._gone(request)
        return await self._at.begin(request, link.login, FULL, "/", link.role)
