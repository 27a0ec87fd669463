"""ASGI middleware: who is asked, what is counted and masked, and that the site never suffers."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import pytest

from headcount.gates.answers import AnswerGate
from headcount.gates.asgi import HeadcountMiddleware
from headcount.model.verdict import Action
from tests.gates.sites import ONE, ONE_MASKED, ONE_PHONE_MASKED, Loose, gate, many

JSON = [(b"content-type", b"application/json"), (b"etag", b'"made"')]
Message = MutableMapping[str, Any]
App = Callable[..., Awaitable[None]]
Told = tuple[int, dict[str, str], bytes]


def site(
    body: Iterable[bytes] = (ONE,),
    status: int = 200,
    headers: Iterable[tuple[bytes, bytes]] = JSON,
    seen: list[Any] | None = None,
) -> App:
    """An application that answers in these pieces."""

    async def app(scope: Loose, _: Loose, send: Loose) -> None:
        if seen is not None:
            seen.append(scope)
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        for part in body:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return app


def asked(
    app: App,
    made: AnswerGate,
    target: str,
    account: str = "honest",
    method: str = "GET",
    more: Iterable[tuple[bytes, bytes]] = (),
) -> tuple[Told, list[Message]]:
    """One request: what the client gets, and the messages it was sent in."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"x-auth-user", account.encode()), *more],
        "client": ("127.0.0.1", 1),
    }
    asyncio.run(HeadcountMiddleware(app, made)(scope, None, send))  # type: ignore[arg-type]  # nothing is received
    start = sent[0]
    headers = {bytes(name).decode().lower(): bytes(value).decode() for name, value in start.get("headers", ())}
    return (start["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])), sent


@pytest.fixture(scope="module")
def made() -> AnswerGate:
    return gate()


def test_people_are_counted_and_told(made: AnswerGate) -> None:
    (status, headers, body), _ = asked(site([many(20)]), made, "/users?page=1")
    assert (status, headers["x-headcount-people"], body) == (200, "20", many(20))
    assert headers["etag"] == '"made"'
    (_, headers, body), _ = asked(site(), made, "/users/7")
    assert (headers["x-headcount-people"], body) == ("1", ONE)


def test_what_is_masked_says_so_in_its_headers(made: AnswerGate) -> None:
    (status, headers, body), _ = asked(site([ONE[:10], ONE[10:]]), made, "/users/7", "masked")
    assert (status, body) == (200, ONE_MASKED)
    assert (headers["content-length"], headers["cache-control"]) == (str(len(ONE_MASKED)), "no-store")
    assert "etag" not in headers
    assert asked(site(), made, "/users/7", "phone-masked")[0][2] == ONE_PHONE_MASKED
    (_, headers, body), _ = asked(
        site([gzip.compress(ONE)], headers=[*JSON, (b"content-encoding", b"gzip")]), made, "/users/7", "masked"
    )
    assert gzip.decompress(body) == ONE_MASKED
    assert headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("account", "status", "header", "value"),
    [
        ("blocked", 403, "x-headcount-reason-id", "person"),
        ("challenged", 401, "www-authenticate", "Headcount-Challenge"),
        ("throttled", 429, "retry-after", "3600"),
    ],
)
def test_refusals_do_not_reach_the_site(made: AnswerGate, account: str, status: int, header: str, value: str) -> None:
    seen: list[Any] = []
    (got, headers, body), _ = asked(site(seen=seen), made, "/users/7", account)
    assert (got, body, seen) == (status, b"", [])
    assert headers[header] == value or header == "retry-after"


def test_other_answers_pass_as_they_come(made: AnswerGate) -> None:
    parts = [b"a", b"b"]
    _, sent = asked(site(parts, headers=[(b"content-type", b"text/event-stream")]), made, "/users/7", "honest")
    assert [message.get("body") for message in sent[1:]] == [b"a", b"b", b""]
    _, sent = asked(site(parts), made, "/elsewhere", "masked")
    assert [message.get("body") for message in sent[1:]] == [b"a", b"b", b""]
    (status, headers, body), _ = asked(site(status=404), made, "/users/7", "masked")
    assert (status, body, "x-headcount-people" in headers) == (404, ONE, False)
    (_, headers, body), _ = asked(site([]), made, "/users/7", method="HEAD")
    assert (body, headers["etag"]) == (b"", '"made"')


def test_long_answers_are_not_held(made: AnswerGate) -> None:
    part = b'{"phone": "' + b"1" * 700_000
    before = made.counts["passed"]
    (status, headers, body), sent = asked(site([part, part, part]), made, "/users/7", "masked")
    assert (status, body) == (200, part * 3)
    assert [len(message.get("body", b"")) for message in sent[1:]] == [2 * len(part), len(part), 0]
    assert made.counts["passed"] == before + 1
    closed = gate({"gate": {"account_header": "X-Auth-User", "withhold": ["/users/{id}"]}})
    (status, headers, body), _ = asked(site([part, part]), closed, "/users/7", "masked")
    assert (status, headers["x-headcount-reason-id"], body) == (503, "unreadable", b"")
    assert asked(site([part, part]), closed, "/users/7", "honest")[0][2] == part * 2


def test_a_photo_that_should_be_masked_is_the_configurations_decision() -> None:
    image = [(b"content-type", b"image/jpeg")]
    assert asked(site([b"\xff"], headers=image), gate(), "/photos/7", "masked")[0][::2] == (200, b"\xff")
    closed = gate({"gate": {"account_header": "X-Auth-User", "unreadable": "withhold"}})
    assert asked(site([b"\xff"], headers=image), closed, "/photos/7", "masked")[0][::2] == (503, b"")
    assert asked(site([b"\xff"], headers=image), closed, "/photos/7", "phone-masked")[0][::2] == (200, b"\xff")


def test_ranges_are_not_asked_of_routes_that_show_people(made: AnswerGate) -> None:
    seen: list[Any] = []
    asked(site(seen=seen), made, "/users/7", more=[(b"range", b"bytes=0-3")])
    asked(site(seen=seen), made, "/elsewhere", more=[(b"range", b"bytes=0-3")])
    assert [(b"range", b"bytes=0-3") in scope["headers"] for scope in seen] == [False, True]


def test_the_site_knows_the_decision(made: AnswerGate) -> None:
    seen: list[Any] = []
    asked(site(seen=seen), made, "/users/7", "phone-masked")
    assert (seen[0]["headcount"].action, seen[0]["headcount"].reason) == (Action.MASK, "person")


def test_what_is_no_http_passes(made: AnswerGate) -> None:
    heard: list[Any] = []

    async def app(*arguments: Loose) -> None:
        heard.append(arguments)

    for kind in ("lifespan", "websocket"):
        asyncio.run(HeadcountMiddleware(app, made)({"type": kind}, 1, 2))  # type: ignore[arg-type]  # they are only handed on
    assert heard == [({"type": "lifespan"}, 1, 2), ({"type": "websocket"}, 1, 2)]


def test_failures_of_headcount_do_not_reach_the_site(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    made = gate({"gate": {"account_header": "X-Auth-User", "closed": ["/users/8"]}})

    def broken(*_: Loose, **__: Loose) -> Loose:
        raise ValueError("secret")

    with monkeypatch.context() as patch:
        patch.setattr(made.door, "people", broken)
        assert asked(site(), made, "/users/7")[0][::2] == (200, ONE)
        assert asked(site(), made, "/users/8")[0][::2] == (503, b"")
    with monkeypatch.context() as patch:
        patch.setattr(made.gate.judge, "decide", broken)
        assert asked(site(), made, "/users/7", "blocked")[0][::2] == (200, ONE)
        assert asked(site(), made, "/users/8")[0][::2] == (503, b"")
    assert made.counts["failed"] == 4
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_failures_of_the_site_are_its_own(made: AnswerGate) -> None:
    async def app(_scope: Loose, _receive: Loose, send: Loose) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": JSON})
        raise KeyError("the site's own")

    with pytest.raises(KeyError, match="the site's own"):
        asked(app, made, "/users/7")


def test_headers_of_strangers_name_nobody() -> None:
    made = gate({"gate": {"account_header": "X-Auth-User", "trusted_proxies": ["192.0.2.1"]}})
    assert asked(site(), made, "/users/7", "blocked")[0][0] == 200
    with_own = HeadcountMiddleware(site(), made, account=lambda _: "blocked")
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Message = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "client": None}
    asyncio.run(with_own(scope, None, send))  # type: ignore[arg-type]  # nothing is received
    assert sent[0]["status"] == 403


def test_people_over_the_budget_are_masked_in_the_answer_that_shows_them() -> None:
    steps = [{"at": 1.0, "action": "mask", "mask": ["phone"]}, {"at": 2.0, "action": "block"}]
    made = gate({"budgets": [{"name": "day", "people": 30, "lens": "account", "mode": "enforce", "steps": steps}]})
    assert asked(site([many(20)]), made, "/users", "slow")[0][2] == many(20)
    assert asked(site([many(40)]), made, "/users", "slow")[0][2] == many(40, masked=True)
    assert asked(site([many(20)]), made, "/users", "slow")[0][2] == many(20)
