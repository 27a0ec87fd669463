"""One's own account: password, second factor, sessions, API tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from headcount.console.interface import Permission, Role, Viewer
from headcount.console.signing import passwords, second_factor
from headcount.console.signing.reception import ENROL, FULL, Before, Reception, text
from headcount.console.signing.roles import MAY, PERMISSIONS, ROLES
from headcount.console.state import User
from headcount.console.words import N_
from headcount.errors import UsageError

PATH = "/account"
_LONGEST_DAYS = 366
_NEVER = {Permission.ADMINISTER}
"""What no token may do: who administers is there."""
_NAMING = {Permission.DECIDE, Permission.EXPORT, Permission.REIDENTIFY, Permission.PEOPLE}
"""What comes with clients' names in its answers, so that the token says so."""
_UNLIKE = N_("The two passwords are not the same.")
_NOT_YOURS = N_("The present password is wrong.")
_WRONG_CODE = N_("The code is wrong, or was used already; wait for the next one.")
_NO_SCOPE = N_("Choose a name, at least one permission that you have yourself, and 1 to 366 days.")


class Account:
    """Pages of one door."""

    def __init__(self, reception: Reception) -> None:
        """`reception` is the door's."""
        self._at = reception

    def routes(self) -> list[BaseRoute]:
        """Its pages."""
        return [
            Route(PATH, self._show, methods=["GET"]),
            Route(f"{PATH}/password", self._password, methods=["POST"]),
            Route(f"{PATH}/second-factor", self._ask_factor, methods=["GET"]),
            Route(f"{PATH}/second-factor", self._confirm_factor, methods=["POST"]),
            Route(f"{PATH}/sessions/end", self._end, methods=["POST"]),
            Route(f"{PATH}/tokens", self._make_token, methods=["POST"]),
            Route(f"{PATH}/tokens/end", self._end_token, methods=["POST"]),
        ]

    async def _mine(self, request: Request, *stages: str) -> tuple[Before, User] | None:
        """The session and its user; None for nobody, for a half session, and for the terminal's, who has no account."""
        here = await self._at.before(request)
        if here is None or here.session.stage not in (stages or (FULL,)):
            return None
        user = await run_in_threadpool(self._at.state.users.named, here.session.login)
        return (here, user) if user is not None else None

    async def _show(self, request: Request) -> Response:
        mine = await self._mine(request)
        if mine:
            return await self._page(request, *mine)
        here = await self._at.before(request)
        whole = here is not None and here.session.stage == FULL
        return await self._at.show(request, "terminal.html") if whole else _to_sign_in()

    async def _page(self, request: Request, here: Before, user: User, status: int = 200, **given: Any) -> Response:  # noqa: ANN401  # what a template is given
        now, state = self._at.clock(), self._at.state
        shown: dict[str, Any] = {
            "user": user,
            "here_digest": here.session.digest,
            "sessions": await run_in_threadpool(state.sessions.of, user.login, now, self._at.config.idle),
            "tokens": await run_in_threadpool(state.tokens.all, user.login),
            "role": ROLES[Role(user.role)],
            "may": MAY[Role(user.role)],
            "permissions": {one: PERMISSIONS[one] for one in Permission if one in Role(user.role).permissions - _NEVER},
            "viewer": Viewer(user.login, Role(user.role), Role(user.role).permissions),
            "now": now,
            "made_token": "",
            "done": "",
            "wrong": "",
        }
        return await self._at.show(request, "account.html", status, **{**shown, **given})

    async def _password(self, request: Request) -> Response:
        form, mine = await self._at.form(request), await self._mine(request)
        if mine is None:
            return _to_sign_in()
        here, user = mine
        if not await self._proved(request, user, form):
            return await self._page(request, here, user, 400, wrong=_NOT_YOURS)
        try:
            passwords.check(text(form, "password"), user.login)
        except UsageError as error:
            return await self._page(request, here, user, 400, wrong=str(error))
        if text(form, "password") != text(form, "again"):
            return await self._page(request, here, user, 400, wrong=_UNLIKE)
        kept = await self._at.passwords.hash(text(form, "password"))
        await run_in_threadpool(lambda: self._at.state.users.change(user.login, end=True, tokens=True, password=kept))
        await self._at.log(request, user.login, "user", "changed the own password; every session and API token ended")
        return await self._at.begin(request, user.login, FULL, PATH)

    async def _proved(self, request: Request, user: User, form: FormData) -> bool:
        """Whether the present password came along: an open session alone is no proof of who sits before it."""
        who = {"login": user.login, "address": self._at.address(request)}
        waits = await run_in_threadpool(self._at.state.attempts.begun, who, self._at.clock())
        if waits or not await self._at.passwords.fit(user.password, text(form, "present")):
            return False
        await run_in_threadpool(self._at.state.attempts.passed, who, self._at.clock())
        return True

    async def _ask_factor(self, request: Request) -> Response:
        mine = await self._mine(request, FULL, ENROL)
        return await self._factor(request, *mine) if mine else _to_sign_in()

    async def _factor(self, request: Request, here: Before, user: User, status: int = 200, wrong: str = "") -> Response:
        """The picture for the app, of a secret that is the same until it is confirmed."""
        secret = user.totp_asked
        if not secret:
            secret = second_factor.new_secret()
            await run_in_threadpool(lambda: self._at.state.users.change(user.login, totp_asked=secret))
        drawn = Markup(second_factor.picture(second_factor.address_of(secret, user.login)))  # noqa: S704  # drawn here, of Base32 and a login
        return await self._at.show(
            request,
            "second_factor.html",
            status,
            picture=drawn,
            secret=secret,
            had=bool(user.totp),
            proves=here.session.stage == FULL,
            wrong=wrong,
        )

    async def _confirm_factor(self, request: Request) -> Response:
        form, mine = await self._at.form(request), await self._mine(request, FULL, ENROL)
        if mine is None:
            return _to_sign_in()
        here, user = mine
        if here.session.stage == FULL and not await self._proved(request, user, form):
            return await self._factor(request, here, user, 400, _NOT_YOURS)
        step = second_factor.step_of(user.totp_asked, text(form, "code", 16), self._at.clock()) if user.totp_asked else None
        if step is None:
            return await self._factor(request, here, user, 400, _WRONG_CODE)
        codes = second_factor.new_recovery()
        kept = tuple(map(second_factor.recovery_digest, codes))
        await run_in_threadpool(
            lambda: self._at.state.users.change(
                user.login,
                end=True,
                keep=here.session.digest,
                totp=user.totp_asked,
                totp_asked="",
                totp_used=step,
                recovery=kept,
                seen=self._at.clock(),
            )
        )
        await self._at.log(request, user.login, "user", "set up a second factor")
        begun = await self._at.begin(request, user.login, FULL, "/")
        answer = await self._at.show(request, "recovery.html", codes=codes)
        for name, value in begun.raw_headers:
            if name == b"set-cookie":
                answer.raw_headers.append((name, value))
        return answer

    async def _end(self, request: Request) -> Response:
        form, mine = await self._at.form(request), await self._mine(request)
        if mine is None:
            return _to_sign_in()
        here, user = mine
        if digest := text(form, "session", 64):
            await run_in_threadpool(self._at.state.sessions.end, user.login, digest)
        else:
            await run_in_threadpool(self._at.state.sessions.end_others, user.login, here.session.digest)
        await self._at.log(request, user.login, "user", "ended own sessions")
        return RedirectResponse(PATH, 303)

    async def _make_token(self, request: Request) -> Response:
        form, mine = await self._at.form(request), await self._mine(request)
        if mine is None:
            return _to_sign_in()
        here, user = mine
        name, days = text(form, "name", 100).strip(), text(form, "days", 4)
        told = {one for one in form.getlist("scope") if isinstance(one, str)}
        asked = told & set(Role(user.role).permissions - _NEVER)
        if asked & _NAMING:
            asked.add(Permission.CLIENTS)
        if not (name and asked and days.isdecimal() and 1 <= int(days) <= _LONGEST_DAYS):
            return await self._page(request, here, user, 400, wrong=_NO_SCOPE)
        now = self._at.clock()
        until = now + dt.timedelta(days=int(days))
        token = await run_in_threadpool(self._at.state.tokens.make, user.login, name, asked, now, until)
        await self._at.log(request, user.login, "token", f"made an API token for {', '.join(sorted(asked))}, {days} days")
        return await self._page(request, here, user, made_token=token)

    async def _end_token(self, request: Request) -> Response:
        form, mine = await self._at.form(request), await self._mine(request)
        if mine is None:
            return _to_sign_in()
        number = text(form, "token", 18)
        gone = await run_in_threadpool(self._at.state.tokens.end, int(number), mine[1].login) if number.isdecimal() else None
        if gone is not None:
            await self._at.log(request, mine[1].login, "token", f"took API token {number} back")
        return RedirectResponse(PATH, 303)


def _to_sign_in() -> Response:
    return RedirectResponse("/sign-in?back=/account", 303)
