"""Signing in with a password, and a code where there is a second factor; and out again."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from headcount.console.signing import second_factor
from headcount.console.signing.reception import CODE, ENROL, FULL, Reception, text, within
from headcount.console.state import User
from headcount.console.words import N_

PATH, OUT = "/sign-in", "/sign-out"
_WRONG = N_("The login or the password is wrong.")
_WRONG_CODE = N_("The code is wrong, or was used already; wait for the next one.")


class Entering:
    """Pages of one door."""

    def __init__(self, reception: Reception) -> None:
        """`reception` is the door's."""
        self._at = reception

    def routes(self) -> list[BaseRoute]:
        """Its pages."""
        return [
            Route(PATH, self._ask, methods=["GET"]),
            Route(PATH, self._try, methods=["POST"]),
            Route(f"{PATH}/code", self._ask_code, methods=["GET"]),
            Route(f"{PATH}/code", self._try_code, methods=["POST"]),
            Route(OUT, self._leave, methods=["POST"]),
        ]

    async def _ask(self, request: Request) -> Response:
        return await self._form(request, within(request.query_params.get("back", "/")))

    async def _form(self, request: Request, to: str, status: int = 200, **given: Any) -> Response:  # noqa: ANN401  # what a template is given
        oidc = self._at.config.oidc
        first = await run_in_threadpool(self._at.state.links.nobody)
        shown: dict[str, Any] = {"back": to, "provider": oidc.name if oidc.issuer else "", "first": first, "login": "", "wait": 0}
        return await self._at.show(request, "sign_in.html", status, **{**shown, **given})

    async def _try(self, request: Request) -> Response:
        form = await self._at.form(request)
        login, password, to = text(form, "login", 64).strip(), text(form, "password"), within(text(form, "back"))
        who = {"login": login, "address": self._at.address(request)}
        wait = await run_in_threadpool(self._at.state.attempts.begun, who, self._at.clock())
        if wait:
            seconds = int(wait.total_seconds()) + 1
            answer = await self._form(request, to, 429, wait=seconds, login=login)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        user = await self._checked(login, password)
        if user is None:
            await self._failed(request, who["login"])
            return await self._form(request, to, 401, wrong=_WRONG, login=login)
        await run_in_threadpool(self._at.state.attempts.passed, who, self._at.clock())
        if user.totp:
            return await self._at.begin(request, user.login, CODE, f"{PATH}/code?back={quote(to)}")
        await run_in_threadpool(self._at.state.attempts.succeeded, user.login)
        if self._at.config.second_factor == "required":
            return await self._at.begin(request, user.login, ENROL, "/account/second-factor")
        return await self._in(request, user, to)

    async def _checked(self, login: str, password: str) -> User | None:
        """The user, if the password is theirs and they may sign in; a hash of former parameters is made anew."""
        users, passwords = self._at.state.users, self._at.passwords
        user = await run_in_threadpool(users.named, login) if login else None
        fits = await passwords.fit(user.password if user else "", password)
        if user is None or not fits or user.disabled:
            return None
        if passwords.outdated(user.password):
            anew = await passwords.hash(password)
            await run_in_threadpool(lambda: users.change(login, password=anew))
        return user

    async def _failed(self, request: Request, login: str) -> None:
        known = await run_in_threadpool(self._at.state.users.named, login)
        await self._at.log(request, known.login if known else "", "sign_in_failed", "a sign-in failed")

    async def _ask_code(self, request: Request) -> Response:
        here = await self._at.before(request)
        if here is None or here.session.stage != CODE:
            return RedirectResponse(PATH, 303)
        return await self._at.show(request, "sign_in_code.html", back=within(request.query_params.get("back", "/")), wait=0)

    async def _try_code(self, request: Request) -> Response:
        form = await self._at.form(request)
        here = await self._at.before(request)
        if here is None or here.session.stage != CODE:
            return RedirectResponse(PATH, 303)
        login, code, to = here.session.login, text(form, "code", 64), within(text(form, "back"))
        who = {"login": login, "address": self._at.address(request)}
        wait = await run_in_threadpool(self._at.state.attempts.begun, who, self._at.clock())
        if wait:
            return await self._at.show(request, "sign_in_code.html", 429, back=to, wait=int(wait.total_seconds()) + 1)
        user = await run_in_threadpool(self._at.state.users.named, login)
        if user is None or not await run_in_threadpool(self._code_fits, user, code):
            await self._failed(request, who["login"])
            return await self._at.show(request, "sign_in_code.html", 401, back=to, wrong=_WRONG_CODE, wait=0)
        await run_in_threadpool(self._at.state.attempts.passed, who, self._at.clock())
        await run_in_threadpool(self._at.state.attempts.succeeded, login)
        return await self._in(request, user, to)

    def _code_fits(self, user: User, code: str) -> bool:
        users, now = self._at.state.users, self._at.clock()
        if second_factor.takes(users, user.login, user.totp, code, now):
            return True
        if not users.take_recovery(user.login, second_factor.recovery_digest(code)):
            return False
        self._at.state.audit.enter(now, user.login, "sign_in", "used a recovery code")
        return True

    async def _in(self, request: Request, user: User, to: str) -> Response:
        await run_in_threadpool(self._note, user)
        return await self._at.begin(request, user.login, FULL, to)

    def _note(self, user: User) -> None:
        self._at.state.users.change(user.login, seen=self._at.clock())

    async def _leave(self, request: Request) -> Response:
        await self._at.form(request)
        here = await self._at.before(request)
        if here is not None:
            await self._at.end(request)
            await self._at.log(request, here.session.login, "sign_out", "signed out")
        answer = RedirectResponse(PATH, 303)
        self._at.forget(answer, self._at.cookie)
        return answer
