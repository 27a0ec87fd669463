"""What becomes of answers, whatever program the gate sits in."""

from __future__ import annotations

import pytest

from headcount.gates.answers import Unreadable, is_json, masked_headers, refusal, severer
from headcount.model.kind import Kind
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision
from tests.gates.sites import ONE, ONE_PHONE_MASKED, gate, many

ALLOW = Decision(Action.ALLOW)


def seen(target: str, account: str = "honest") -> Seen:
    return gate().gate.door.see("GET", target, address="192.0.2.1", account=account)


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("application/json; charset=utf-8", True),
        ("application/problem+json", True),
        ("text/javascript", True),
        ("text/plain", True),
        ("", True),
        ("text/html", False),
        ("application/x-ndjson", False),
        ("application/json-seq", False),
        ("text/event-stream", False),
    ],
)
def test_what_may_be_one_json_text(media: str, expected: bool) -> None:
    assert is_json(media) is expected


def test_which_answers_are_held() -> None:
    made, users = gate(), seen("/users")
    assert made.wants(users, 200, "application/json")
    assert not made.wants(users, 204, "application/json")
    assert not made.wants(users, 500, "application/json")
    assert not made.wants(users, 200, "image/png")
    assert not made.wants(seen("/photos/7"), 200, "application/json")


def test_which_answers_are_to_be_masked() -> None:
    made = gate()
    phones, images = Decision(Action.MASK, (Kind.PHONE,)), Decision(Action.MASK, (Kind.BIOMETRIC,))
    assert [made.masks(seen("/users"), one) for one in (ALLOW, phones, images, Decision(Action.MASK))] == [
        False,
        True,
        False,
        True,
    ]
    assert [made.masks(seen("/photos/7"), one) for one in (phones, images)] == [False, True]
    assert not made.masks(seen("/elsewhere"), Decision(Action.MASK))


def test_the_more_severe_decision_counts() -> None:
    mask = Decision(Action.MASK, (Kind.PHONE,), "a")
    more = Decision(Action.MASK, (Kind.EMAIL,), "b")
    assert severer(ALLOW, mask) is mask
    assert severer(mask, ALLOW) is mask
    assert severer(mask, Decision(Action.BLOCK)).action is Action.BLOCK
    assert severer(mask, more).mask == (Kind.PHONE, Kind.EMAIL)
    assert severer(mask, Decision(Action.MASK)).mask == ()


def test_an_answer_is_counted_and_masked() -> None:
    made = gate()
    done = made.finish(seen("/users"), ALLOW, 200, "", many(20))
    assert (done.people, done.body, done.withheld) == (20, None, False)
    done = made.finish(seen("/users/7"), Decision(Action.MASK, (Kind.PHONE,)), 200, "", ONE)
    assert (done.people, done.body) == (1, ONE_PHONE_MASKED)
    assert made.counts == {"read": 2, "masked": 1}


def test_an_answer_that_cannot_be_read() -> None:
    made = gate({"gate": {"withhold": ["/users"]}})
    mask = Decision(Action.MASK)
    assert made.finish(seen("/users"), ALLOW, 200, "gzip", b"x").withheld is False
    assert made.finish(seen("/users"), mask, 200, "gzip", b"x").withheld is True
    assert made.finish(seen("/users"), mask, 200, "", b"x").withheld is True
    assert made.finish(seen("/users/7"), mask, 200, "", b"x").withheld is False
    assert made.unread(seen("/users"), mask, 404).withheld is False
    assert (made.counts["unread"], made.counts["withheld"], made.counts["passed"]) == (2, 2, 1)


def test_routes_that_are_withheld_may_be_named_with_their_method() -> None:
    rule = Unreadable(passes=True, withheld=frozenset({"GET /users", "/orders"}))
    assert [rule.lets(route) for route in ("GET /users", "POST /users", "GET /orders", "")] == [False, True, False, True]
    assert not Unreadable(passes=False).lets("GET /anything")


def test_headers_of_a_masked_answer() -> None:
    before = [
        ("Content-Type", "application/json"),
        ("ETag", "x"),
        ("content-length", "9"),
        ("Cache-Control", "public"),
        ("Vary", "Cookie"),
    ]
    assert masked_headers(before, 7) == [
        ("Content-Type", "application/json"),
        ("Vary", "Cookie"),
        ("Content-Length", "7"),
        ("Cache-Control", "no-store"),
    ]


def test_refusals() -> None:
    status, said = refusal(Decision(Action.THROTTLE, reason="budget:day", until=5_000_000), 2_500_000)
    assert (status, dict(said)["Retry-After"], dict(said)["X-Headcount-Reason-Id"]) == (429, "3", "budget:day")
    assert refusal(Decision(Action.CHALLENGE), 0)[0] == 401
    assert refusal(Decision(Action.BLOCK), 0)[0] == 403
