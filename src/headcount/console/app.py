"""The application: every page and endpoint under its path, for viewers who may, with the headers that keep a browser safe."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headcount.console import openapi
from headcount.console.door import Door, ForgedError
from headcount.console.endpoint import API, AbsentError, BusyError, Endpoint, RefusedError, WrongError, allow, as_csv
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.news import News
from headcount.console.pages import PAGES
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.rendering import render
from headcount.console.static import Static, fingerprint
from headcount.console.words import LANGUAGES, N_, Words, preferred, words
from headcount.errors import ConfigError, HeadcountError, LedgerError, UsageError

Handler = Callable[[Request], Awaitable[Response]]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_NOT_KEPT = ((b"cache-control", b"no-store"),)
"""Of every answer that does not say how long it may be kept (RFC 9111, 5.2.2.5)."""
MOST_SENT = 12 << 20
"""Bytes that a form may have, with a file in it."""
_MOST_BODY = 1 << 20
_LOG = logging.getLogger("headcount.console")
_STATUS: tuple[tuple[type[HeadcountError], int, str], ...] = (
    (RefusedError, 403, N_("You may not see this")),
    (ForgedError, 403, N_("This form is too old, or not from here")),
    (AbsentError, 404, N_("There is no such thing")),
    (WrongError, 400, N_("That cannot be")),
    (ConfigError, 409, N_("That does not hold together")),
    (UsageError, 400, N_("That cannot be")),
    (BusyError, 503, N_("Somebody counts already")),
    (LedgerError, 503, N_("The ledger cannot be read just now")),
)


class Console:
    """One console. `application` is what a server runs."""

    def __init__(self, parts: Parts, door: Door, pages: Sequence[Page] = PAGES, more: Sequence[BaseRoute] = ()) -> None:
        """`more` are routes that are neither pages nor endpoints."""
        self.parts, self.door, self.pages = parts, door, tuple(pages)
        self.endpoints = [endpoint for page in pages for endpoint in page.endpoints]
        routes: list[BaseRoute] = [
            Mount("/static", Static()),
            Route("/language/{language}", self._language),
            Route(f"{API}/openapi.json", self._document),
            *(Route(API + one.path, self._answered(one), methods=[one.method]) for one in self.endpoints),
            *door.routes(),
            News(parts, door).route(),
            *more,
            *(Route(view.path, self._shown(page, view)) for page in pages for view in page.views),
            *(Route(act.path, self._done(page, act), methods=["POST"]) for page in pages for act in page.acts),
        ]
        inner = Starlette(
            routes=routes,
            exception_handlers={HTTPException: self._failed, HeadcountError: self._failed, Exception: self._failed},
        )
        inner.state.console = self  # the door's own pages are drawn here too
        self.application: ASGIApp = Guarded(inner)

    async def page(self, request: Request, template: str, viewer: Viewer | None, status: int = 200, **given: Any) -> Response:  # noqa: ANN401  # what a template is given
        """A page made of a template, with the menu and all that `base.html` needs."""
        say = self.say(request, viewer)
        menu = [page for page in self.pages if page.letter and viewer is not None and page.permission in viewer.permissions]
        token = await self.door.forgery_token(request) if viewer is not None else ""
        shown = {
            "viewer": viewer,
            "may": (lambda permission: viewer is not None and Permission(permission) in viewer.permissions),
            "live": self.parts.running.live,
            "menu": menu,
            "here": request.url.path,
            "url": request.url,
            "query": request.query_params,
            "forgery_token": token,
            "languages": LANGUAGES,
            "fingerprint": fingerprint(),
            "current": "",
            "account_path": self.door.account,
            "sign_out": self.door.sign_out,
        }
        html = await run_in_threadpool(render, template, say, **{**shown, **given})
        return Response(html, status, media_type="text/html", headers={"Cache-Control": "no-store"})

    def say(self, request: Request, viewer: Viewer | None) -> Words:
        """The words of whoever looks: as chosen, else as the viewer's own, else as the browser asks."""
        chosen = request.cookies.get("language", "") or (viewer.language if viewer else "")
        if chosen not in LANGUAGES:
            chosen = preferred(request.headers.get("accept-language", ""))
        return words("zh" if chosen == "zh" else "en")

    def _shown(self, page: Page, view: View) -> Handler:
        async def show(request: Request) -> Response:
            viewer = await self.door.viewer(request)
            if viewer is None:
                return self._to_sign_in(request)
            allow(viewer, view.permission)
            say = self.say(request, viewer)
            asking = Asking(self.parts, viewer, say, request.path_params, request.query_params)
            given = await run_in_threadpool(view.show, asking)
            if isinstance(given, Response):
                return given
            return await self.page(request, view.template, viewer, **{"current": page.name, **given})

        return show

    def _done(self, page: Page, act: Act) -> Handler:
        async def do(request: Request) -> Response:
            viewer = await self.door.viewer(request)
            if viewer is None:
                return self._to_sign_in(request)
            _bounded(request)
            await self.door.guard(request)
            allow(viewer, act.permission)
            async with request.form(max_files=1, max_fields=1000, max_part_size=_MOST_BODY) as form:
                asking = Asking(self.parts, viewer, self.say(request, viewer), request.path_params, request.query_params, form)
                went = await run_in_threadpool(act.carry_out, asking)
            if isinstance(went, Again):
                return await self.page(request, went.template, viewer, went.status, **{"current": page.name, **went.given})
            return went if isinstance(went, Response) else RedirectResponse(went, 303)

        return do

    def _answered(self, endpoint: Endpoint[Any, Any]) -> Handler:
        async def answer(request: Request) -> Response:
            viewer = await self.door.viewer(request)
            if viewer is None:
                raise HTTPException(401, "sign in, or send an API token", {"WWW-Authenticate": 'Bearer realm="headcount"'})
            given: Any = request.query_params
            if endpoint.method in {"POST", "PUT", "DELETE"}:
                _bounded(request)
                await self.door.guard(request)
            allow(viewer, endpoint.permission)
            if endpoint.method in {"POST", "PUT"}:
                given = await _body(request)
            asks = endpoint.told(request.path_params, given)
            answered = await run_in_threadpool(endpoint.ask, self.parts, viewer, asks)
            if endpoint.table and request.query_params.get("as") == "csv":
                name = endpoint.name.removeprefix("get_")
                headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
                return Response(as_csv(getattr(answered, endpoint.table)), media_type="text/csv", headers=headers)
            return Response(msgspec.json.encode(answered), media_type="application/json", headers={"Cache-Control": "no-store"})

        return answer

    async def _document(self, request: Request) -> Response:
        if await self.door.viewer(request) is None:
            raise HTTPException(401, "sign in, or send an API token", {"WWW-Authenticate": 'Bearer realm="headcount"'})
        return JSONResponse(openapi.document(self.endpoints))

    async def _language(self, request: Request) -> Response:
        """Keep the chosen language, and go back to where the reader was."""
        language = request.path_params["language"]
        if language not in LANGUAGES:
            raise HTTPException(404)
        back = request.query_params.get("back", "/")
        safe = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
        answer = RedirectResponse(safe, 303)
        answer.set_cookie(
            "language", language, max_age=31_536_000, samesite="lax", httponly=True, secure=request.url.scheme == "https"
        )
        return answer

    def _to_sign_in(self, request: Request) -> Response:
        if not self.door.sign_in:
            raise HTTPException(401)
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "") if request.method == "GET" else "/"
        return RedirectResponse(f"{self.door.sign_in}?{urlencode({'back': back})}", 303)  # relative: a proxy may be in between

    async def _failed(self, request: Request, error: Exception) -> Response:
        status, title, detail = _told(error)
        reference = secrets.token_hex(4)
        if status == 500:
            _LOG.error("a page failed: reference %s, %s", reference, _where(error))
            detail = f"reference {reference}; the log of headcount says more"
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if request.url.path.startswith(API):
            problem = openapi.Problem(title, status, detail)
            return Response(msgspec.json.encode(problem), status, headers, "application/problem+json")
        viewer = await self.door.viewer(request)
        answer = await self.page(request, "error.html", viewer, status, title=title, detail=detail, status_code=status)
        answer.headers.update(headers)
        return answer


def _told(error: Exception) -> tuple[int, str, str]:
    """(status, title, what to tell)."""
    for kind, status, title in _STATUS:
        if isinstance(error, kind):
            return status, title, str(error)
    if isinstance(error, HTTPException):
        return error.status_code, _TITLES.get(error.status_code, N_("That did not work")), str(error.detail)
    return 500, N_("headcount made a mistake"), ""


_TITLES = {404: N_("There is no such page"), 405: N_("That cannot be done here"), 401: N_("Sign in first")}


def _where(error: BaseException) -> str:
    """What failed and where, without the error's own words, which may quote a person's value."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


def _bounded(request: Request) -> None:
    """Refuse what is too long before it is read.

    Raises:
        HTTPException: it is longer than any form here, or does not say how long it is (RFC 9110, 15.5.12).
    """
    length = request.headers.get("content-length", "")
    if "transfer-encoding" in request.headers or (length and not length.isdecimal()):
        raise HTTPException(411, "say how long it is")
    if int(length or 0) > MOST_SENT:
        raise HTTPException(413, "too long")


async def _body(request: Request) -> Any:  # noqa: ANN401  # a JSON object, or a form
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return await request.form(max_files=1, max_fields=1000, max_part_size=_MOST_BODY)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BODY:
            raise HTTPException(413, "too long")
    try:
        told = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongError(f"the body is no JSON: {error}") from error
    except RecursionError:
        raise WrongError("the body is no JSON that can be read: it is nested too deep") from None
    if not isinstance(told, dict):
        raise WrongError("the body must be a JSON object")
    return told


class Guarded:
    """Adds the headers to every answer, and lets no error's words out of here: a server would log them (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message["headers"]
                kept = () if any(name.lower() == b"cache-control" for name, _ in given) else _NOT_KEPT
                message["headers"] = [*given, *HEADERS, *kept]
            await send(message)

        try:
            await self._app(scope, receive, answer if scope["type"] == "http" else send)
        except Exception as error:
            if not status:
                raise
            if status != 500:  # which was told when its page was made
                _LOG.error("an answer broke off: %s", _where(error))  # the traceback's last line holds the error's words
