from __future__ import annotations

import asyncio
from typing import Any

from headcount.gates.http import Fields, Receive, Scope, Send, body_of, reply
from tests.gates.asking import ask


def test_headers_of_one_name_are_joined_and_odd_bytes_kept() -> None:
    fields = [
        (b"x-forwarded-for", b"192.0.2.1"),
        (b"x-forwarded-for", b"192.0.2.2"),
        (b"x-user", "冰".encode()),
        (b"x-raw", b"\xff"),
    ]
    found = Fields({"headers": fields})
    assert [found.get(name, "-") for name in ("x-forwarded-for", "x-user", "x-raw", "x-other")] == [
        "192.0.2.1, 192.0.2.2",
        "冰",
        "\udcff",
        "-",
    ]


async def _empty(_scope: Scope, _receive: Receive, send: Send) -> None:
    await reply(send, 204, [("X-A", "b")])


async def _refusal(_scope: Scope, _receive: Receive, send: Send) -> None:
    await reply(send, 403, [("X-A", "b")], b"no")


def test_answers_have_a_length_but_for_204() -> None:
    assert ask(_empty, "/").headers == {"X-A": "b"}
    answer = ask(_refusal, "/")
    assert (answer.status, answer.body, answer.headers) == (403, b"no", {"X-A": "b", "content-length": "2"})


def _body(messages: list[dict[str, Any]], most: int) -> bytes | None:
    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return messages.pop(0)

    return asyncio.run(body_of(receive, most))


def test_a_body_is_read_up_to_its_bound() -> None:
    parts: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"abc", "more_body": True},
        {"type": "http.request", "body": b"de"},
    ]
    assert _body(list(parts), 5) == b"abcde"
    assert _body(list(parts), 4) is None
    assert _body([parts[0], {"type": "http.disconnect"}], 100) is None
