"""The application: who may see what, what a browser is told, and what stands on a page when something is wrong."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from headcount.console.app import MOST_SENT, Console
from headcount.console.door import ForgedError, OpenDoor
from headcount.console.endpoint import AbsentError, BusyError, Endpoint, WrongError
from headcount.console.interface import Parts, Permission, Role, Viewer
from headcount.console.pages.interface import Act, Asking, Page, View
from headcount.console.static import fingerprint
from headcount.errors import ConfigError, LedgerError

ERRORS = {
    "absent": (AbsentError("no such client"), 404),
    "wrong": (WrongError("days must be a number"), 400),
    "config": (ConfigError("budget 'x': no people"), 409),
    "busy": (BusyError("try again in a minute"), 503),
    "ledger": (LedgerError("people.ledger failed"), 503),
}


class Sum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two numbers."""

    one: int
    other: int = 1


class Total(msgspec.Struct, frozen=True):
    """Their sum."""

    total: int


def _add(parts: Parts, viewer: Viewer, asks: Sum) -> Total:
    del parts, viewer
    return Total(asks.one + asks.other)


ADD = Endpoint("GET", "/sum/{one}", Permission.COUNTS, "Adds.", Sum, Total, _add)
PUT = Endpoint("POST", "/sum", Permission.DECIDE, "Adds.", Sum, Total, _add)


def _show(asking: Asking) -> dict[str, Any]:
    if (name := asking.query.get("fails")) is not None:
        if name == "bug":
            raise ZeroDivisionError("of 138 0013 8000")
        raise ERRORS[name][0]
    return {"title": str(asking.ask(ADD, one=2, other=3).total), "detail": asking.viewer.login, "status_code": 200}


PAGE = Page(
    "sums",
    "Sums",
    "s",
    "/sums",
    Permission.COUNTS,
    (View("/sums", "error.html", Permission.COUNTS, _show), View("/secret", "error.html", Permission.ADMINISTER, _show)),
    (Act("/sums", Permission.DECIDE, lambda asking: f"/sums?total={asking.asked(PUT).total}"),),
    (ADD, PUT),
)


def _parts() -> Parts:
    made: list[Any] = [None, SimpleNamespace(live=True), None, None, None, Path("people.ledger")]
    return Parts(*made)


def _client(role: Role = Role.ADMIN, door: OpenDoor | None = None) -> TestClient:
    console = Console(_parts(), door or OpenDoor(role), [PAGE])
    return TestClient(console.application, raise_server_exceptions=False, follow_redirects=False)


class Closed(OpenDoor):
    """Nobody is known, and no form fits."""

    sign_in = "/sign-in"

    async def viewer(self, request: Request) -> Viewer | None:
        return await super().viewer(request) if "x-known" in request.headers else None

    async def guard(self, request: Request) -> None:
        del request
        raise ForgedError("open the page again and send the form from there")


def test_every_answer_keeps_the_browser_safe() -> None:
    with _client() as client:
        for path in ("/sums", "/nowhere", "/api/v1/sum/1", "/sums?fails=bug", "/static/x/console.css"):
            headers = client.get(path).headers
            policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
            assert policy["default-src"] == "'none'"
            assert "unsafe" not in headers["content-security-policy"]
            assert policy["script-src"] == policy["style-src"] == "'self'"
            assert (headers["x-content-type-options"], policy["frame-ancestors"]) == ("nosniff", "'none'")


def test_pages_and_endpoints_say_the_same() -> None:
    with _client() as client:
        assert client.get("/api/v1/sum/2?other=3").json() == {"total": 5}
        assert "<h1>5</h1>" in client.get("/sums").text
        sent = client.post("/sums", data={"one": "4", "other": "", "forgery_token": "t"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/sums?total=5")
        assert client.post("/api/v1/sum", json={"one": 4, "other": 5}).json() == {"total": 9}


@pytest.mark.parametrize(("name", "told"), ERRORS.items())
def test_what_is_wrong_is_told_on_the_page_and_to_programs(name: str, told: tuple[Exception, int]) -> None:
    with _client() as client:
        answer = client.get("/sums", params={"fails": name})
    assert (answer.status_code, html.escape(str(told[0])).replace("&#x27;", "&#39;") in answer.text) == (told[1], True)
    assert "<nav" in answer.text


def test_a_mistake_of_ours_tells_a_reference_and_no_value(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="headcount.console"), _client() as client:
        answer = client.get("/sums?fails=bug")
    assert answer.status_code == 500
    assert "8000" not in answer.text
    reference = answer.text.partition("reference ")[2][:8]
    assert f"reference {reference}, ZeroDivisionError" in caplog.text
    assert "in _show" in caplog.text
    assert "8000" not in caplog.text.replace('raise ZeroDivisionError("of 138 0013 8000")', ""), "but for the line of the code"


def test_the_server_is_handed_no_error_with_its_words() -> None:
    console = Console(_parts(), OpenDoor(Role.ADMIN), [PAGE])
    with TestClient(console.application) as client:  # which raises whatever comes out of the application
        assert client.get("/sums?fails=bug").status_code == 500


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/api/v1/sum/x", None, 400, "$.one"),
        ("GET", "/api/v1/sum/1?more=1", None, 400, "known are one, other"),
        ("POST", "/api/v1/sum", b"[" * 200_000, 400, "too deep"),
        ("POST", "/api/v1/sum", b"{", 400, "no JSON"),
        ("POST", "/api/v1/sum", b"[1]", 400, "object"),
        ("POST", "/api/v1/sum", b" " * (1 << 21), 413, "too long"),
        ("DELETE", "/api/v1/sum", None, 405, "Not Allowed"),
        ("GET", "/api/v1/nothing", None, 404, "Not Found"),
    ],
)
def test_programs_are_told_as_a_problem(method: str, path: str, body: bytes | None, status: int, says: str) -> None:
    with _client() as client:
        answer = client.request(method, path, content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert says in answer.json()["detail"]
    assert answer.json()["status"] == status


def test_a_role_sees_what_it_may() -> None:
    with _client(Role.VIEWER) as client:
        assert client.get("/sums").status_code == 200
        assert client.get("/secret").status_code == 403
        assert client.post("/sums", data={"one": "4"}).status_code == 403
        refused = client.post("/api/v1/sum", json={"one": 4})
        assert (refused.status_code, "decide" in refused.json()["detail"]) == (403, True)


def test_who_is_not_known_is_led_to_sign_in_and_back() -> None:
    with _client(door=Closed()) as client:
        sent = client.get("/sums?a=1&b=2")
        assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?back=%2Fsums%3Fa%3D1%26b%3D2")
        asked = client.get("/api/v1/sum/1")
        assert (asked.status_code, asked.headers["www-authenticate"]) == (401, 'Bearer realm="headcount"')
        assert client.get("/api/v1/openapi.json").status_code == 401
        assert client.get("/events").status_code == 401


def test_a_form_from_elsewhere_changes_nothing() -> None:
    with _client(door=Closed()) as client:
        for path in ("/sums", "/api/v1/sum"):
            assert client.post(path, data={"one": "4"}, headers={"x-known": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "chosen", "tag"), [("zh-CN,zh;q=0.9,en;q=0.5", "", "zh-Hans"), ("de, en;q=0.5", "", "en"), ("zh", "en", "en")]
)
def test_the_language_is_the_readers(asked: str, chosen: str, tag: str) -> None:
    with _client(door=OpenDoor(language="")) as client:
        cookies = {"language": chosen} if chosen else {}
        client.cookies.update(cookies)
        assert f'<html lang="{tag}">' in client.get("/sums", headers={"accept-language": asked}).text


@pytest.mark.parametrize(("back", "to"), [("/sums?a=1", "/sums?a=1"), ("//example.org/", "/"), ("https://example.org", "/")])
def test_choosing_a_language_leads_back_and_nowhere_else(back: str, to: str) -> None:
    with _client() as client:
        sent = client.get("/language/zh", params={"back": back})
        assert (sent.status_code, sent.headers["location"], client.cookies["language"]) == (303, to, "zh")
        assert client.get("/language/tlh").status_code == 404


def test_what_is_too_long_is_not_read() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one=1"

    with _client() as client:
        for path in ("/sums", "/api/v1/sum"):
            assert client.post(path, content=b"", headers={"content-length": str(MOST_SENT + 1)}).status_code == 413
            assert client.post(path, content=pieces()).status_code == 411


def test_nothing_is_kept_on_the_way_unless_it_says_how_long() -> None:
    with _client(door=Closed()) as client:
        for path in ("/api/v1/sum/1", "/sums", "/api/v1/nothing", "/language/zh"):
            assert client.get(path).headers.get_list("cache-control") == ["no-store"]
        known = {"x-known": "1"}
        for path in ("/api/v1/sum/1", "/api/v1/openapi.json", "/sums"):
            assert client.get(path, headers=known).headers.get_list("cache-control") == ["no-store"]
        static = client.get(f"/static/{fingerprint()}/console.css")
        assert static.headers.get_list("cache-control") == ["public, max-age=31536000, immutable"]


def test_a_number_of_many_digits_is_no_page() -> None:
    page = Page(
        "n", "N", "", "/n", Permission.COUNTS, (View("/n/{n:number}", "error.html", Permission.COUNTS, _show),), (), (ADD,)
    )
    application = Console(_parts(), OpenDoor(), [page]).application
    with TestClient(application, raise_server_exceptions=False) as client:
        assert client.get("/n/12").status_code == 200
        assert client.get("/n/" + "9" * 5000).status_code == 404


def test_who_counts_at_the_same_time_is_asked_to_come_again() -> None:
    with _client() as client:
        answer = client.get("/sums?fails=busy")
    assert (answer.status_code, "Somebody counts already" in answer.text) == (503, True)
