"""External processing, without Envoy: what is asked for, and what is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import pytest

from headcount.gates.answers import AnswerGate
from headcount.gates.envoy_ext_proc import ExternalProcessor
from headcount.gates.envoy_messages import BUFFERED, NO_BODY, SEND, SKIP, STREAMED, messages
from tests.gates.sites import ONE, ONE_MASKED, gate

Loose = Any


def headers(kind: str, fields: Mapping[str, str], *, over: bool = False) -> Loose:
    made = messages()["ProcessingRequest"]()
    part = getattr(made, kind)
    for name, value in fields.items():
        part.headers.headers.add(key=name, raw_value=value.encode())
    part.end_of_stream = over
    return made


def asked(account: str = "honest", path: str = "/users/7", **more: str) -> Loose:
    made = headers("request_headers", {":method": "GET", ":path": path, "x-auth-user": account, **more}, over=True)
    pair = made.attributes.add(key="envoy.filters.http.ext_proc")
    pair.value.fields.add(key="source.address").value.string_value = "127.0.0.1:4711"
    return made


def begun(status: str = "200", **more: str) -> Loose:
    fields = {":status": status, "content-type": "application/json", "etag": "x"}
    return headers("response_headers", fields | {name.replace("_", "-"): value for name, value in more.items()})


def body(part: bytes, *, over: bool = True) -> Loose:
    made = messages()["ProcessingRequest"]()
    made.response_body.body, made.response_body.end_of_stream = part, over
    return made


def told(made: AnswerGate, questions: Iterable[Loose], peer: str = "127.0.0.1", lines: list[bytes] | None = None) -> list[Loose]:
    """The answers to Envoy's messages about one request."""

    async def asking() -> AsyncIterator[Loose]:
        for question in questions:
            yield question

    async def collected() -> list[Loose]:
        processor = ExternalProcessor(made, lines.append if lines is not None else None)
        return [answer async for answer in processor.process(asking(), peer)]

    return asyncio.run(collected())


def set_in(mutation: Loose) -> dict[str, str]:
    return {option.header.key: option.header.raw_value.decode() for option in mutation.set_headers}


def test_an_answer_of_told_length_is_held_by_envoy() -> None:
    first, second, third = told(gate(), [asked("masked", range="bytes=0-3"), begun(content_length=str(len(ONE))), body(ONE)])
    change = first.request_headers.response.header_mutation
    assert set_in(change) == {
        "x-headcount-action": "mask",
        "x-headcount-mask": "*",
        "x-headcount-reason-id": "person",
        "x-headcount-would": "mask",
    }
    assert list(change.remove_headers) == ["x-headcount-budget-remaining", "range"]
    assert (first.mode_override.response_header_mode, first.mode_override.response_body_mode) == (SEND, NO_BODY)
    assert second.mode_override.response_body_mode == BUFFERED
    assert third.response_body.response.body_mutation.body == ONE_MASKED
    change = third.response_body.response.header_mutation
    assert set_in(change) == {"x-headcount-people": "1", "content-length": str(len(ONE_MASKED)), "cache-control": "no-store"}
    assert list(change.remove_headers) == ["etag"]


def test_an_answer_of_untold_length_is_held_here() -> None:
    _, second, third, fourth = told(gate(), [asked("masked"), begun(), body(ONE[:9], over=False), body(ONE[9:])])
    assert second.mode_override.response_body_mode == STREAMED
    assert list(second.response_headers.response.header_mutation.remove_headers) == ["etag"]
    assert third.response_body.response.body_mutation.clear_body
    assert fourth.response_body.response.body_mutation.body == ONE_MASKED


def test_a_long_answer_passes_from_where_the_bound_is() -> None:
    made, part = gate(), b"1" * 700_000
    answers = told(made, [asked("masked"), begun(), *(body(part, over=False) for _ in range(3)), body(b"")])
    assert [len(answer.response_body.response.body_mutation.body) for answer in answers[2:]] == [0, 2 * len(part), 0, 0]
    assert [answer.response_body.response.body_mutation.clear_body for answer in answers[2:]] == [True, False, False, False]
    assert made.counts["passed"] == 1
    _, second = told(made, [asked("masked"), begun(content_length="9999999")])
    assert second.mode_override.response_body_mode == NO_BODY
    assert made.counts["passed"] == 2
    closed = gate({"gate": {"account_header": "X-Auth-User", "unreadable": "withhold"}})
    assert told(closed, [asked("masked"), begun(content_length="9999999")])[1].immediate_response.status.code == 503
    assert told(closed, [asked("masked"), begun(), body(part, over=False), body(part)])[3].immediate_response.status.code == 503


def test_what_shows_nobody_is_left_alone() -> None:
    [first] = told(gate(), [asked(path="/elsewhere")])
    assert (first.mode_override.response_header_mode, first.mode_override.response_body_mode) == (SKIP, NO_BODY)
    _, second = told(
        gate(), [asked(path="/photos/7"), headers("response_headers", {":status": "200", "content-type": "image/png"})]
    )
    assert set_in(second.response_headers.response.header_mutation) == {"x-headcount-people": "1"}


def test_refusals_are_immediate() -> None:
    [answer] = told(gate(), [asked("blocked")])
    assert (answer.immediate_response.status.code, set_in(answer.immediate_response.headers)["x-headcount-action"]) == (
        403,
        "block",
    )


def test_failures_pass_unless_the_path_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = gate({"gate": {"account_header": "X-Auth-User", "closed": ["/users/8"]}})
    [first] = told(made, [asked("blocked")], peer="192.0.2.1")
    assert first.HasField("request_headers")
    assert told(made, [asked("blocked", "/users/8")], peer="192.0.2.1")[0].immediate_response.status.code == 503

    def broken(*_: Loose) -> Loose:
        raise ValueError

    monkeypatch.setattr(made.door, "people", broken)
    answers = told(made, [asked("masked"), begun(content_length=str(len(ONE))), body(ONE)])
    assert answers[2].HasField("response_body")
    assert not answers[2].response_body.response.HasField("body_mutation")
    assert made.counts["failed"] == 3


def test_observability_mode_is_answered_by_nothing_and_handed_on() -> None:
    made, lines = gate({"budgets": [{"name": "day", "people": 9, "lens": "account", "mode": "enforce"}]}), list[bytes]()
    questions = [asked("honest", "/users/7?a=1"), begun(), body(ONE[:9], over=False), body(ONE[9:])]
    for question in questions:
        question.observability_mode = True
    assert told(made, questions, lines=lines) == []
    [line] = lines
    record = json.loads(line)
    assert json.loads(record.pop("body"))["phone"] == "+1 202 555 0143"
    assert record.pop("time").startswith("20")
    assert record == {
        "address": "127.0.0.1",
        "method": "GET",
        "target": "/users/7?a=1",
        "status": 200,
        "size": len(ONE),
        "account": "honest",
    }
    seen = made.gate.door.see("GET", "/users/8", address="127.0.0.1", account="honest")
    assert made.gate.judge.decide(seen, made.gate.now()).remaining == 7


def test_a_sink_that_cannot_write_is_counted() -> None:
    made = gate()

    class Full(list[bytes]):
        def append(self, _: bytes) -> None:
            raise OSError(28, "No space left on device")

    questions = [asked("honest"), begun(), body(ONE)]
    for question in questions:
        question.observability_mode = True
    assert told(made, questions, lines=Full()) == []
    assert (made.counts["failed"], made.counts["read"]) == (1, 1)
