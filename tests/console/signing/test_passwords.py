"""Passwords: kept as Argon2id hashes, none that everybody tries."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal

import httpx
import pytest
from argon2 import PasswordHasher, extract_parameters

from headcount.console.signing.passwords import Passwords, check
from headcount.errors import UsageError
from tests.console.signing.entrance import QUICK, Entrance, token


def test_a_hash_fits_its_password_only() -> None:
    kept = QUICK.hashed("three violet otters")
    assert kept.startswith("$argon2id$v=19$")
    assert QUICK.fits(kept, "three violet otters")
    assert not QUICK.fits(kept, "three violet otter")
    assert not QUICK.fits("", "a password that nobody has")
    assert not QUICK.fits("no hash at all", "three violet otters")
    assert QUICK.hashed("three violet otters") != kept


def test_letters_fit_however_they_were_typed() -> None:
    assert QUICK.fits(QUICK.hashed("grüne Grüße drei"), "gru\u0308ne Gru\u0308ße drei")


def test_parameters_are_those_of_the_rfc() -> None:
    made = extract_parameters(Passwords().hashed("three violet otters"))
    assert (made.memory_cost, made.time_cost, made.parallelism, made.hash_len, made.salt_len) == (65536, 3, 4, 32, 16)


def test_a_weaker_hash_is_outdated() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    assert Passwords().outdated(weaker)
    assert not QUICK.outdated(QUICK.hashed("x"))


@pytest.mark.parametrize(
    "password", ["three violet otters", "Tr0ub4dor&3xyz", "紫色的三只水獭在河里游泳", "correct horse battery"]
)
def test_what_is_taken(password: str) -> None:
    check(password, "ann")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * 201, "at most 200"),
        ("password1234", "first that are guessed"),
        ("PasswordPassword", "first that are guessed"),
        ("1234567890123", "first that are guessed"),
        ("abcabcabcabc", "first that are guessed"),
        ("aaaaaaaaaaaaa", "first that are guessed"),
        ("Headcount!2026", "first that are guessed"),
        ("annabelle-2026", "first that are guessed"),
        ("correct horse battery staple", "first that are guessed"),
    ],
)
def test_what_is_refused(password: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        check(password, "annabelle")


class Held(PasswordHasher):
    """Checks nothing before it may."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.may, self.most, self.now = threading.Event(), 0, 0

    def verify(self, kept: str | bytes, password: str | bytes) -> Literal[True]:
        self.now += 1
        self.most = max(self.most, self.now)
        self.may.wait(60)
        self.now -= 1
        return super().verify(kept, password)


def test_pages_go_on_while_passwords_are_checked(tmp_path: Path) -> None:
    held, entrance = Held(), Entrance(tmp_path)
    entrance.door._at.passwords = Passwords(held)

    async def come() -> tuple[int, list[int]]:
        async with AsyncExitStack() as stack:
            browsers = [
                await stack.enter_async_context(
                    httpx.AsyncClient(
                        transport=httpx.ASGITransport(entrance.console.application, client=(f"192.0.2.{number}", 4711)),
                        base_url="http://127.0.0.1:4282",
                    )
                )
                for number in range(60)
            ]
            tokens = [token((await browser.get("/sign-in")).text) for browser in browsers]
            fields = [{"login": f"u{number}", "password": "x", "forgery_token": one} for number, one in enumerate(tokens)]
            tries = [asyncio.ensure_future(one.post("/sign-in", data=told)) for one, told in zip(browsers, fields, strict=True)]
            try:
                await asyncio.sleep(2)  # all have come as far as they come
                page = await asyncio.wait_for(browsers[0].get("/sign-in"), 20)
            finally:
                held.may.set()
            return page.status_code, [(await one).status_code for one in tries]

    assert asyncio.run(come()) == (200, [401] * 60)
    assert held.most == 2
    entrance.state.close()
