"""WSGI middleware: who is asked, what is counted and masked, and that the site never suffers."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from headcount.gates.answers import AnswerGate
from headcount.gates.wsgi import HeadcountMiddleware
from headcount.model.verdict import Action
from tests.gates.sites import ONE, ONE_MASKED, Loose, gate, many

JSON = [("Content-Type", "application/json"), ("ETag", '"made"')]
App = Callable[..., Iterable[bytes]]
Told = tuple[int, dict[str, str], bytes]


def site(
    body: Iterable[bytes] = (ONE,),
    status: str = "200 OK",
    headers: Iterable[tuple[str, str]] = JSON,
    seen: list[Any] | None = None,
) -> App:
    """An application that answers in these pieces."""

    def app(environ: dict[str, Any], start_response: Loose) -> Iterable[bytes]:
        if seen is not None:
            seen.append(environ)
        start_response(status, list(headers))
        return list(body)

    return app


def asked(
    app: App, made: AnswerGate, target: str, account: str = "honest", method: str = "GET", more: dict[str, str] | None = None
) -> Told:
    """One request, as a server makes it; what the client gets."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"HTTP_X_AUTH_USER": account, **(more or {})}
    setup_testing_defaults(environ)
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        del exc_info
        begun.append((status, headers))
        return written.append

    parts = HeadcountMiddleware(app, made)(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    status, headers = begun[-1]
    return int(status[:3]), {name.lower(): value for name, value in headers}, b"".join(written) + body


@pytest.fixture(scope="module")
def made() -> AnswerGate:
    return gate()


def test_people_are_counted_and_masked(made: AnswerGate) -> None:
    status, headers, body = asked(site([many(20)]), made, "/users?page=1")
    assert (status, headers["x-headcount-people"], body, headers["etag"]) == (200, "20", many(20), '"made"')
    status, headers, body = asked(site([ONE[:10], ONE[10:]]), made, "/users/7", "masked")
    assert (status, body, headers["x-headcount-people"]) == (200, ONE_MASKED, "1")
    assert (headers["content-length"], headers["cache-control"]) == (str(len(ONE_MASKED)), "no-store")
    assert "etag" not in headers
    zipped = asked(site([gzip.compress(ONE)], headers=[*JSON, ("Content-Encoding", "gzip")]), made, "/users/7", "masked")[2]
    assert gzip.decompress(zipped) == ONE_MASKED


def test_refusals_do_not_reach_the_site(made: AnswerGate) -> None:
    seen: list[Any] = []
    assert asked(site(seen=seen), made, "/users/7", "blocked")[::2] == (403, b"")
    assert asked(site(seen=seen), made, "/users/7", "challenged")[0] == 401
    status, headers, _ = asked(site(seen=seen), made, "/users/7", "throttled")
    assert (status, int(headers["retry-after"]) > 3_500, seen) == (429, True, [])


def test_what_an_application_may_do_in_other_ways(made: AnswerGate) -> None:
    closed: list[bool] = []

    class Late:
        """Begins its answer when the first part is asked for, and is closed."""

        def __init__(self, start_response: Loose) -> None:
            self._start = start_response

        def __iter__(self) -> Iterator[bytes]:
            self._start("200 OK", JSON)
            yield ONE

        def close(self) -> None:
            closed.append(True)

    assert asked(lambda _, start: Late(start), made, "/users/7", "masked")[2] == ONE_MASKED
    assert closed == [True]

    def writes(_: Loose, start_response: Loose) -> Iterable[bytes]:
        write = start_response("200 OK", JSON)
        write(ONE[:20])
        write(ONE[20:])
        return []

    assert asked(writes, made, "/users/7", "masked")[2] == ONE_MASKED

    def mends(_: Loose, start_response: Loose) -> Iterable[bytes]:
        start_response("200 OK", JSON)
        start_response("500 Oops", [], (ValueError, ValueError(), None))
        return [b"sorry"]

    assert asked(mends, made, "/users/7", "masked") == (500, {}, b"sorry")


def test_other_answers_pass_as_they_come(made: AnswerGate) -> None:
    part = b'{"phone": "' + b"1" * 700_000
    assert asked(site([part] * 3), made, "/users/7", "masked")[::2] == (200, part * 3)
    assert asked(site([part] * 3, headers=[("Content-Type", "text/plain; x")]), made, "/elsewhere")[::2] == (200, part * 3)
    text = [("Content-Type", "text/event-stream")]
    assert asked(site([b"a", b"b"], headers=text), made, "/users/7")[2] == b"ab"
    status, headers, body = asked(site(status="404 Not Found"), made, "/users/7", "masked")
    assert (status, body, "x-headcount-people" in headers) == (404, ONE, False)
    closed = gate({"gate": {"account_header": "X-Auth-User", "unreadable": "withhold"}})
    assert asked(site([part] * 3), closed, "/users/7", "masked")[::2] == (503, b"")
    assert asked(site([b"\xff"], headers=[("Content-Type", "image/jpeg")]), made, "/photos/7")[1]["x-headcount-people"] == "1"


def test_the_site_knows_the_decision_and_is_asked_for_whole_answers(made: AnswerGate) -> None:
    seen: list[Any] = []
    asked(site(seen=seen), made, "/users/7", "phone-masked", more={"HTTP_RANGE": "bytes=0-3"})
    assert (seen[0]["headcount"].action, "HTTP_RANGE" in seen[0]) == (Action.MASK, False)


@pytest.mark.parametrize(
    ("more", "people"), [({}, "1"), ({"RAW_URI": "/users/7%2C8?a=1"}, "2"), ({"REQUEST_URI": "/nothing"}, None)]
)
def test_the_servers_own_spelling_of_the_target_goes_first(made: AnswerGate, more: dict[str, str], people: str | None) -> None:
    assert asked(site(), made, "/users/7", more=more)[1].get("x-headcount-people") == people


def test_failures_of_headcount_do_not_reach_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    made = gate({"gate": {"account_header": "X-Auth-User", "closed": ["/users/8"]}})

    def broken(*_: Loose, **__: Loose) -> Loose:
        raise ValueError("secret")

    with monkeypatch.context() as patch:
        patch.setattr(made.door, "people", broken)
        assert asked(site(), made, "/users/7")[::2] == (200, ONE)
        assert asked(site(), made, "/users/8")[::2] == (503, b"")
    with monkeypatch.context() as patch:
        patch.setattr(made.gate.judge, "decide", broken)
        assert asked(site(), made, "/users/7", "blocked")[::2] == (200, ONE)
        assert asked(site(), made, "/users/8")[::2] == (503, b"")
    assert made.counts["failed"] == 4


def test_failures_of_the_site_are_its_own(made: AnswerGate) -> None:
    def app(_: Loose, start_response: Loose) -> Iterable[bytes]:
        start_response("200 OK", JSON)
        raise KeyError("the site's own")

    with pytest.raises(KeyError, match="the site's own"):
        asked(app, made, "/users/7")
