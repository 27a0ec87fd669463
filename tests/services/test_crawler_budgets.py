"""A crawler that signed its requests (Web Bot Auth) has its own budget at every gate, and nobody else gets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.config import Config
from headcount.config.gate import GateConfig
from headcount.gates import asgi, joining, wsgi
from headcount.gates.answers import AnswerGate
from headcount.gates.crowdsec_appsec import FIELD
from headcount.gates.envoy_authz import Authorization
from headcount.gates.envoy_ext_proc import ExternalProcessor
from headcount.gates.envoy_messages import messages
from headcount.gates.site import joined
from headcount.policy.keys import hash_key
from tests.catalog.test_bot_auth import KEY, key_set, signed
from tests.gates.asking import ask

HOST = "shop.example"
BOUNCER = "a-key-that-only-tests-know-0000"
Loose = Any
Door = Callable[[AnswerGate, str, dict[str, str]], bool]


def settings(keys: Path) -> Config:
    budgets = [
        {"name": "everybody", "people": 1, "lens": "address", "mode": "enforce"},
        {"name": "crawler", "people": 3, "lens": "address", "crawler": "ExampleBot", "mode": "enforce"},
    ]
    told = {
        "routes": [{"template": "/users/{id}", "subject": "id", "records": "people"}],
        "crawlers": [{"name": "ExampleBot", "keys": str(keys)}],
        "budgets": budgets,
    }
    return msgspec.convert(told, Config)


def _forward_auth(made: AnswerGate, target: str, headers: dict[str, str]) -> bool:
    router = joining.router(made.gate, GateConfig(keys=[hash_key(BOUNCER)]), _raised)
    more = {"x-original-uri": target, "x-original-method": "GET", "x-real-ip": "192.0.2.1", "x-forwarded-host": HOST}
    return ask(router, "/decide/nginx", headers | more, peer="127.0.0.1").status == 204


def _appsec(made: AnswerGate, target: str, headers: dict[str, str]) -> bool:
    router = joining.router(made.gate, GateConfig(keys=[hash_key(BOUNCER)]), _raised)
    own = {"api-key": BOUNCER, "ip": "192.0.2.1", "uri": target, "host": HOST, "verb": "GET"}
    return ask(router, "/appsec", headers | {FIELD + name: value for name, value in own.items()}).status == 200


def _asgi(made: AnswerGate, target: str, headers: dict[str, str]) -> bool:
    async def site(_scope: Loose, _receive: Loose, send: Loose) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return ask(asgi.HeadcountMiddleware(site, made), target, headers | {"host": HOST}, peer="192.0.2.1").status == 200


def _wsgi(made: AnswerGate, target: str, headers: dict[str, str]) -> bool:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": target, "REMOTE_ADDR": "192.0.2.1", "HTTP_HOST": HOST}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    said: list[Loose] = []

    def site(_: Loose, start: Loose) -> Iterable[bytes]:
        start("200 OK", [])
        return [b""]

    def start_response(status: str, _: Loose) -> Callable[[bytes], object]:
        said.append(status)
        return said.append

    list(wsgi.HeadcountMiddleware(site, made)(environ, start_response))
    return said == ["200 OK"]


def _ext_authz(made: AnswerGate, target: str, headers: dict[str, str]) -> bool:
    question = messages()["CheckRequest"]()
    question.attributes.source.address.socket_address.address = "192.0.2.1"
    http = question.attributes.request.http
    http.method, http.path = "GET", target
    for name, value in (headers | {":authority": HOST}).items():
        http.headers.add(key=name, value=value)
    code: int = Authorization(made.gate).check(question, "127.0.0.1").status.code
    return code == 0


def _ext_proc(made: AnswerGate, target: str, headers: dict[str, str]) -> bool:
    question = messages()["ProcessingRequest"]()
    for name, value in (headers | {":method": "GET", ":path": target, ":authority": HOST}).items():
        question.request_headers.headers.headers.add(key=name, raw_value=value.encode())
    pair = question.attributes.add(key="envoy.filters.http.ext_proc")
    pair.value.fields.add(key="source.address").value.string_value = "192.0.2.1:4711"

    async def questions() -> AsyncIterator[Loose]:
        yield question

    async def first() -> Loose:
        return await anext(ExternalProcessor(made, None).process(questions(), "127.0.0.1"))

    return not asyncio.run(first()).HasField("immediate_response")


def _raised(error: Exception) -> None:
    raise error


DOORS: list[Door] = [_forward_auth, _appsec, _asgi, _wsgi, _ext_authz, _ext_proc]


@pytest.mark.parametrize("passes", DOORS, ids=[door.__name__[1:] for door in DOORS])
def test_a_crawler_that_proved_itself_has_its_own_budget(passes: Door, tmp_path: Path) -> None:
    made = joined(settings(key_set(tmp_path / "keys.json", KEY)), Tokenizer(key_of_passphrase("made")))
    proof = signed(url=f"https://{HOST}/users/1")
    elsewhere = signed(url="https://other.example/users/1")
    assert [passes(made, f"/users/{number}", proof) for number in range(1, 6)] == [True, True, True, False, False]
    assert [passes(made, f"/users/{number}", elsewhere) for number in (11, 12)] == [True, False], "as everybody"
