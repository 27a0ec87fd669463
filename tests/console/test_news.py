"""News: a listener hears at once how things stand, and again when a part has changed."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from headcount.console import news
from headcount.console.door import OpenDoor
from headcount.console.interface import Parts, Viewer
from headcount.console.news import News, State
from headcount.errors import LedgerError


class Made:
    """Parts whose state a test turns."""

    def __init__(self) -> None:
        made: list[Any] = [self, self, None, self.cases, None, Path("people.ledger")]
        self.entries, self.problems, self.verdicts, self.fails = 1, dict[str, str](), [3], False
        self.parts = Parts(*made)

    def known(self) -> SimpleNamespace:
        if self.fails:
            raise LedgerError("gone")
        return SimpleNamespace(made=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))

    def health(self) -> SimpleNamespace:
        return SimpleNamespace(problems=self.problems)

    @contextmanager
    def cases(self) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(entries=lambda: self.entries)


class Running(Made):
    """With verdicts as `Running` has them."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = [3]
        self.verdicts = lambda: [SimpleNamespace(number=number) for number in self.numbers]  # type: ignore[assignment]  # a method in place of the list  # in place of a method


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "EVERY", 0.01)
    monkeypatch.setattr(news, "ALIVE", 0.05)


def _heard(made: Made, turns: list[Any], count: int, door: OpenDoor | None = None) -> list[bytes]:
    """The first events, each turn carried out after one of them."""

    async def listen() -> list[bytes]:
        asked = SimpleNamespace(client=None, cookies={})

        async def connected() -> bool:
            return False

        asked.is_disconnected = connected
        heard = []
        async for event in News(made.parts, door or OpenDoor())._events(cast("Request", asked), "ann"):
            heard.append(event)
            if len(heard) == count:
                break
            if turns and b"data" in event:
                turns.pop(0)()
        return heard

    return asyncio.run(asyncio.wait_for(listen(), 20))


def _state(event: bytes) -> State:
    kind, data = event.decode().strip().split("\n")
    assert kind == "event: state"
    return msgspec.json.decode(data.removeprefix("data: "), type=State)


def test_a_listener_hears_what_has_changed() -> None:
    made = Running()

    def more() -> None:
        made.entries = 2

    def lifted() -> None:
        made.numbers = []

    def trouble() -> None:
        made.problems = {"ledger": "full"}

    first, second, third, fourth = map(_state, _heard(made, [more, lifted, trouble], 4))
    assert (second.incidents, second.verdicts, second.health) == ("2", first.verdicts, first.health)
    assert (third.verdicts != second.verdicts, third.incidents) == (True, "2")
    assert (fourth.health != third.health, fourth.verdicts) == (True, third.verdicts)


def test_silence_is_broken_now_and_then_and_a_lost_ledger_ends_nothing() -> None:
    made = Running()
    heard = _heard(made, [lambda: setattr(made, "fails", True)], 3)
    assert [event.startswith(b": still here") for event in heard] == [False, True, True]


class Closing(OpenDoor):
    """Lets nobody in any more."""

    async def viewer(self, request: Request) -> Viewer | None:
        del request
        return None


def test_who_may_not_come_in_any_more_hears_nothing_more_while_things_change() -> None:
    made = Running()

    def changed() -> None:
        made.entries += 1

    heard = _heard(made, [changed] * 1_000, 1_000, Closing())
    assert 1 <= len(heard) < 100


async def _no() -> bool:
    return False


def test_one_login_has_some_of_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST_OF_ONE", 2)
    told = News(Running().parts, OpenDoor())
    asked = cast("Request", SimpleNamespace(client=None, cookies={}, is_disconnected=_no))

    async def listen() -> tuple[int, int]:
        login = cast("Viewer", await OpenDoor().viewer(asked)).login
        pages = [told._events(asked, login) for _ in range(2)]
        for page in pages:
            await anext(page)
        with pytest.raises(HTTPException) as refused:
            await told._listen(asked)
        await cast("AsyncGenerator[bytes, None]", pages[0]).aclose()
        return refused.value.status_code, (await told._listen(asked)).status_code

    assert asyncio.run(listen()) == (503, 200)
