from __future__ import annotations

import socket

import pytest

from headcount.alerts.interface import AlertError
from headcount.alerts.post import post_json
from tests.alerts.receivers import receiver


def test_what_is_posted_and_what_is_asked_about_the_answer() -> None:
    with receiver(b'{"code": 0}') as there:
        post_json(there.url, {"a": "张"}, "chat", {"x-more": "1"}, taken=lambda answer: answer == {"code": 0})
    assert (there.came[0].body, there.came[0].headers["x-more"]) == ('{"a":"张"}'.encode(), "1")
    assert there.came[0].headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("status", "answer", "why"),
    [
        (500, b"", "status 500"),
        (302, b"", "status 302"),
        (200, b'{"errcode": 310000, "errmsg": "the text"}', "code 310000"),
        (200, b"\xff\xfe no", r"code \?"),
    ],
)
def test_a_refusal_says_why_without_the_address_or_what_was_answered(status: int, answer: bytes, why: str) -> None:
    with receiver(answer, status, "http://127.0.0.1:9/elsewhere") as there, pytest.raises(AlertError, match=why) as refused:
        post_json(there.url, {}, "chat", taken=lambda said: said == "ok")
    assert "hook" not in str(refused.value)
    assert "the text" not in str(refused.value)
    assert len(there.came) == 1


def test_nobody_there() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(AlertError, match="cannot be reached"):
            post_json(f"http://127.0.0.1:{held.getsockname()[1]}/hook", {}, "chat", taken=lambda _: True)
    with pytest.raises(AlertError, match="cannot be reached"):
        post_json("nowhere://", {}, "chat", taken=lambda _: True)
