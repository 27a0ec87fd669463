"""WSGI middleware (PEP 3333): inside of a Flask or Django site, without a proxy in front.

It asks the judge before the answer, counts the people of the answer, masks it where that is due, and never fails the site: what
goes wrong in headcount itself is counted, and the site's own answer goes out (or a 503 on routes that are closed then).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from headcount.gates.answers import CLOSED, PEOPLE, REFUSES, AnswerGate, Headers, first, masked_headers, refusal
from headcount.model.seen import Seen
from headcount.model.verdict import Decision

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
App = Callable[[Environ, StartResponse], Iterable[bytes]]

_log = logging.getLogger("headcount.wsgi")


class HeadcountMiddleware:
    """Wraps a WSGI application."""

    def __init__(self, app: App, answers: AnswerGate, *, account: Callable[[Environ], str] | None = None) -> None:
        """`account` tells who asks where the site itself knows; else the header of `[gate]` does, from trusted proxies only."""
        self._app = app
        self.answers = answers
        self._account = account

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One request; the decision about it is in `environ["headcount"]` for the site."""
        answers = self.answers
        try:
            seen, decision = self._ask(environ)
            held = answers.held(environ["REQUEST_METHOD"], seen, decision)
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self.failed(error)
            if answers.gate.failing.lets(_target(environ)):
                return self._app(environ, start_response)
            return _instead(start_response, *CLOSED)
        environ["headcount"] = decision
        if decision.action.severity >= REFUSES:
            return _instead(start_response, *refusal(decision, answers.gate.now()))
        if held:
            if answers.door.holds(seen.route):
                environ.pop("HTTP_RANGE", None)  # a part of an answer could neither be counted nor masked
                environ.pop("HTTP_IF_RANGE", None)
            return _Answer(self, seen, decision, start_response, self._app, environ)
        if not (seen.records and seen.people):
            return self._app(environ, start_response)

        def start(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            told = _told(headers, answers.named(seen, _code(status)))
            return start_response(status, told, exc_info) if exc_info else start_response(status, told)

        return self._app(environ, start)

    def _ask(self, environ: Environ) -> tuple[Seen, Decision]:
        found = _Found(environ)
        return self.answers.ask(
            environ["REQUEST_METHOD"],
            _target(environ),
            environ.get("REMOTE_ADDR", ""),
            found,
            found.whole,
            self._account(environ) if self._account is not None else None,
        )

    def failed(self, error: Exception) -> None:
        """Count a failure of headcount; its name is logged and never its text, which may hold what a client sent."""
        self.answers.counts["failed"] += 1
        _log.warning("headcount failed with %s; the site's own answer stands", type(error).__name__)


class _Answer:
    """One answer that may be held: iterated by the server, which begins the application."""

    def __init__(
        self,
        middleware: HeadcountMiddleware,
        seen: Seen,
        decision: Decision,
        start_response: StartResponse,
        app: App,
        environ: Environ,
    ) -> None:
        self._middleware = middleware
        self._answers = middleware.answers
        self._seen = seen
        self._decision = decision
        self._start_response = start_response
        self._environ = environ
        self._begun: tuple[str, Headers] | None = None
        """Status and headers of the application's answer."""
        self._written: list[bytes] = []
        """What the application wrote instead of returning it."""
        self._parts = app(environ, self._start)

    def _start(self, status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
        del exc_info  # nothing has gone out yet, so that an answer to an error takes the place of the first
        self._begun = status, list(headers)
        return self._written.append

    def close(self) -> None:
        """Close the application's own answer."""
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()

    def __iter__(self) -> Iterator[bytes]:
        parts = iter(self._parts)
        held, more = self._gather(parts)
        if self._begun is None:  # no answer at all: the server says so
            yield from held
            return
        status, headers = self._begun
        code, target = _code(status), _target(self._environ)
        body = b"".join(held)
        try:
            if more is None and self._answers.wants(self._seen, code, first(headers, "content-type")):
                done = self._answers.finish(self._seen, self._decision, code, first(headers, "content-encoding"), body)
            else:
                done = self._answers.unread(self._seen, self._decision, code)
            if (other := self._answers.instead(done)) is not None:
                yield from _instead(self._start_response, *other)
                return
            headers = _told(headers, done.people)
            if done.body is not None:
                body, headers = done.body, masked_headers(headers, len(done.body))
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self._middleware.failed(error)
            if not self._answers.gate.failing.lets(target):
                yield from _instead(self._start_response, *CLOSED)
                return
        self._start_response(status, headers)
        yield body
        if more is not None:
            yield more
            yield from parts

    def _gather(self, parts: Iterator[bytes]) -> tuple[list[bytes], bytes | None]:
        """What the application gives, and the first part that is not held any more; None where all of it is held."""
        size, held = 0, self._written
        for part in parts:
            if self._begun is not None and not self._answers.wants(
                self._seen, _code(self._begun[0]), first(self._begun[1], "content-type")
            ):
                return held, part
            held.append(part)
            size += len(part)
            if size > self._answers.most:
                return held, b""
        return held, None


class _Found:
    """The headers of a request by lower-case name, decoded when they are asked for."""

    __slots__ = ("_environ",)

    def __init__(self, environ: Environ) -> None:
        self._environ = environ

    def get(self, name: str, default: str, /) -> str:
        """One header; `default` when it is not there."""
        value: str | None = self._environ.get(_variable(name))
        return default if value is None else _text(value)

    def whole(self) -> dict[str, str]:
        """All of them."""
        named = ((name[5:].lower().replace("_", "-"), value) for name, value in self._environ.items() if name.startswith("HTTP_"))
        return {name: _text(value) for name, value in named}


def _text(value: str) -> str:
    """A header's bytes, which WSGI hands over as Latin-1 (PEP 3333)."""
    return value.encode("latin-1").decode("utf-8", "surrogateescape")


@lru_cache(maxsize=1_000)
def _variable(name: str) -> str:
    """A header's name in the environment (RFC 3875, section 4.1.18)."""
    return "HTTP_" + name.upper().replace("-", "_")


def _instead(start_response: StartResponse, status: int, headers: Headers) -> Iterable[bytes]:
    """Another answer, without a body."""
    start_response(f"{status} {HTTPStatus(status).phrase}", [*headers, ("Content-Length", "0")])
    return [b""]


def _told(headers: Headers, people: int) -> Headers:
    """The headers of an answer, with the number of people that it shows."""
    return [*headers, (PEOPLE, str(people))] if people else headers


def _code(status: str) -> int:
    return int(status[:3])


def _target(environ: Environ) -> str:
    """Path and query, as the client sent them where the server tells; else WSGI's decoded path, encoded again."""
    told = environ.get("REQUEST_URI") or environ.get("RAW_URI")  # of mod_wsgi, uWSGI and werkzeug; of gunicorn
    if told:
        return str(told)
    raw = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    path = quote(raw.encode("latin-1"), safe="/%:@!$&'()*+,;=~") or "/"
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
