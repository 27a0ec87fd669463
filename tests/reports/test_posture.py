"""The posture in every form: the same stores, nothing that a log or terminal obeys, and exit for who reads it."""

from __future__ import annotations

import io

import msgspec
from rich.console import Console

from headcount.model.posture import Reader
from headcount.reports.posture import headline, print_posture
from tests.model.test_posture import posture, store


def _printed(width: int = 100) -> str:
    out = io.StringIO()
    found = posture(store("redis://a:1", "redis/no-password", "redis/no-tls"), store("redis://b\x1b[0m:1", reader=Reader.NOBODY))
    print_posture(found, Console(file=out, width=width))
    return out.getvalue()


def test_the_table_names_store_reader_and_what_to_do() -> None:
    text = _printed()
    assert "1 of 2 stores can be read without a credential of ours; 1 of them holds personal data." in text
    assert "redis/no-password." in text
    assert "lock: true" in text
    assert "touches: PIPL art. 28" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_headlines() -> None:
    closed = store("redis://a:1", reader=Reader.NOBODY)
    assert headline(posture()) == "No store was looked at."
    assert headline(posture(closed)) == "0 of one store can be read without a credential."
    bare = store("redis://a:1", kinds=(), grade=0)
    silent = store("redis://c:1", reader=Reader.UNKNOWN)
    assert (
        headline(posture(closed, silent)) == "0 of 2 stores can be read without a credential, as far as was seen: 1 told nothing."
    )
    assert headline(posture(bare, closed)) == "1 of 2 stores can be read without a credential of ours."


def test_addresses_hints_and_each_law_are_said() -> None:
    out = io.StringIO()
    made = store("redis://a:1", "redis/no-tls", addresses=("192.0.2.1: anyone", "192.0.2.2: nobody"), laws=("A", "B"))
    found = msgspec.structs.replace(posture(made), hints=("compose.yml: services.a: x=no",), refused=("y",))
    print_posture(found, Console(file=out, width=100))
    lines = [line.strip() for line in out.getvalue().splitlines()]
    wanted = ["at 192.0.2.1: anyone", "at 192.0.2.2: nobody", "touches: A", "touches: B"]
    assert [line for line in lines if line in wanted] == wanted
    assert lines[-2:] == ["says of itself: compose.yml: services.a: x=no", "not looked at: y"]
