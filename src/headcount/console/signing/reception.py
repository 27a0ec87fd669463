"""What every page of the door works with: the store, the clock, cookies, and who is before it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from headcount.catalog.identity import client_address, networks
from headcount.config.console import ConsoleConfig
from headcount.console.interface import Viewer
from headcount.console.signing import forgery
from headcount.console.signing.passwords import Passwords
from headcount.console.state import Session, State

HALF = dt.timedelta(minutes=15)
"""So long a session waits for its second factor."""
NEWS = "/events"
"""A page that only stays open asks here; that keeps no session alive."""
MOST_SENT, _MOST_FIELDS = 64 << 10, 50
"""Bytes and fields of a form at the door, which also those send who never come in; none has a file."""
FULL, CODE, ENROL = "full", "code", "enrol"
"""Stages of a session: signed in; the code is to come; a second factor must be set up first."""


class Pages(Protocol):
    """What the door needs of the application (`app.Console`)."""

    async def page(self, request: Request, template: str, viewer: Viewer | None, status: int = 200, **given: Any) -> Response:  # noqa: ANN401  # what a template is given
        """A page made of a template."""


@dataclass(frozen=True, slots=True)
class Before:
    """A session that stands before the door, whole or half."""

    session: Session
    secret: str
    """What stands in its cookie."""


class Reception:
    """One door's."""

    def __init__(self, state: State, config: ConsoleConfig, clock: Callable[[], dt.datetime], passwords: Passwords) -> None:
        """`clock` gives the time now, UTC."""
        self.state, self.config, self.clock, self.passwords = state, config, clock, passwords
        self._trusted = networks(config.trusted_proxies)
        before = "__Host-headcount" if config.secure else "headcount"
        self.cookie, self.form_cookie, self.flow_cookie = before, f"{before}-form", f"{before}-flow"

    def address(self, request: Request) -> str:
        """Who asks, as far as proxies are trusted."""
        peer = request.client.host if request.client else ""
        told = ", ".join(request.headers.getlist("x-forwarded-for"))  # one list, in however many lines (RFC 9110, 5.3)
        return client_address(peer, told, self._trusted)

    async def before(self, request: Request) -> Before | None:
        """The session that the request's cookie names."""
        secret = request.cookies.get(self.cookie, "")
        if not secret:
            return None
        used = request.url.path != NEWS
        found = await run_in_threadpool(self.state.sessions.find, secret, self.clock(), self.config.idle, used=used)
        return Before(found, secret) if found else None

    async def begin(self, request: Request, login: str, stage: str, to: str, role: str = "") -> Response:
        """Begin a session, in place of the one that the browser has, and go on to a path."""
        secret, now = secrets.token_urlsafe(32), self.clock()
        until = now + (self.config.longest if stage == FULL else HALF)
        await self.end(request)
        agent = request.headers.get("user-agent", "")
        await run_in_threadpool(self.state.sessions.begin, secret, login, now, until, stage, role, self.address(request), agent)
        if stage == FULL:
            await self.log(request, login, "sign_in", "signed in")
        answer = RedirectResponse(to, 303)
        self.set(answer, self.cookie, secret)
        return answer

    async def end(self, request: Request) -> None:
        """End the session that the browser has."""
        here = await self.before(request)
        if here is not None:
            await run_in_threadpool(self.state.sessions.end, here.session.login, here.session.digest)

    async def log(self, request: Request, login: str, what: str, detail: str) -> None:
        """Write down what happened at the door, and from where."""
        await run_in_threadpool(self.state.audit.enter, self.clock(), login, what, f"{detail}, from {self.address(request)}")

    def set(self, answer: Response, name: str, value: str, age: int | None = None) -> None:
        """Set a cookie that no script reads and no other site's form brings; `age` in seconds, None: until the browser ends."""
        answer.set_cookie(name, value, max_age=age, path="/", secure=self.config.secure, httponly=True, samesite="lax")

    def forget(self, answer: Response, name: str) -> None:
        """Have the browser forget a cookie."""
        answer.delete_cookie(name, path="/", secure=self.config.secure, httponly=True, samesite="lax")

    async def show(
        self,
        request: Request,
        template: str,
        status: int = 200,
        viewer: Viewer | None = None,
        **given: Any,  # noqa: ANN401  # what a template is given
    ) -> Response:
        """A page with a form that can be sent, also for somebody who is not (wholly) signed in."""
        pages: Pages = request.app.state.console
        here = await self.before(request)
        secret = here.secret if here else request.cookies.get(self.form_cookie, "")
        made = "" if secret else secrets.token_urlsafe(32)
        given = {"wrong": "", "forgery_token": forgery.token_of(secret or made)} | given
        answer = await pages.page(request, template, viewer, status, **given)
        if made:
            self.set(answer, self.form_cookie, made)
        return answer

    async def form(self, request: Request) -> FormData:
        """What was sent, from a form of ours.

        Raises:
            ForgedError: it was not.
            HTTPException: it is longer than any of ours, or has a file in it.
        """
        length = request.headers.get("content-length", "")
        if "transfer-encoding" in request.headers or (length and not length.isdecimal()):
            raise HTTPException(411, "say how long it is")
        if int(length[:18] or 0) > MOST_SENT:
            raise HTTPException(413, "too long")
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=MOST_SENT)
        here = await self.before(request)
        await forgery.check(request, here.secret if here else request.cookies.get(self.form_cookie, ""), self.config.public_url)
        await form.close()
        return form


def text(form: FormData, name: str, longest: int = 1000) -> str:
    """One field; empty when it was not sent."""
    value = form.get(name, "")
    return value[:longest] if isinstance(value, str) else ""


def within(path: str) -> str:
    """A path of this console to go on to; the first page for anything else."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if fine else "/"
