from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.config import Config
from headcount.config.gate import GateConfig
from headcount.errors import ConfigError
from headcount.gates import joining
from headcount.gates.forward_auth import QuestionError
from headcount.gates.verdicts import KeptVerdicts
from headcount.model.verdict import Action, Verdict
from headcount.policy.keys import hash_key
from tests.gates.asking import Answer, ask

KEY = "a-key-that-only-tests-know-0000"
TOKENS = Tokenizer(key_of_passphrase("tests"))
SETTINGS = f"""
[[routes]]
template = "/orders/{{id}}"
subject = "id"
records = "people"
[policy]
mode = "MODE"
[[budgets]]
name = "calm"
people = 3
lens = "account"
[gate]
account_header = "X-User"
keys = ["{hash_key(KEY)}"]
closed = ["/patients/"]
"""


def _config(folder: Path, mode: str = "enforce") -> Config:
    (folder / "headcount.toml").write_text(SETTINGS.replace("MODE", mode))
    return composition.load(folder / "headcount.toml")


class Site:
    """The doors of a gate, without a server."""

    def __init__(self, config: Config) -> None:
        self.judge = composition.judge(config)
        self.gate = joining.gate(config, TOKENS, self.judge)
        self.router = joining.router(self.gate, config.gate, lambda _: None)

    def asks(self, order: int, account: str = "erin", peer: str = "127.0.0.1") -> Answer:
        headers = {"x-original-uri": f"/orders/{order}", "x-original-method": "GET", "x-real-ip": "192.0.2.1", "x-user": account}
        return ask(self.router, "/decide/nginx", headers, peer=peer)


def test_people_are_counted_exactly_and_at_once(tmp_path: Path) -> None:
    site = Site(_config(tmp_path))
    assert [site.asks(order).status for order in (1, 2, 2, 3, 1, 4, 5, 2)] == [204, 204, 204, 204, 204, 403, 403, 204]
    assert site.asks(1, "walt").status == 204, "another account has its own budget"
    refused = site.asks(4)
    assert refused.headers["X-Headcount-Reason-Id"] == "budget:calm"
    assert site.asks(1, "walt").headers["X-Headcount-Budget-Remaining"] == "2"


def test_in_dry_run_it_only_says_so(tmp_path: Path) -> None:
    site = Site(_config(tmp_path, "observe"))
    answers = [site.asks(order) for order in (1, 2, 3, 4)]
    assert {answer.status for answer in answers} == {204}
    assert [answer.headers.get("X-Headcount-Would") for answer in answers] == [None, None, None, "block"]


def test_only_trusted_peers_are_believed(tmp_path: Path) -> None:
    site = Site(_config(tmp_path))
    answers = [site.asks(order, peer="192.0.2.50") for order in range(9)]
    assert {answer.status for answer in answers} == {204}
    assert site.asks(10).headers["X-Headcount-Budget-Remaining"] == "2", "nothing of it was counted"


def test_verdicts_reach_the_crowdsec_doors(tmp_path: Path) -> None:
    site = Site(_config(tmp_path))
    site.judge.put(Verdict(1, "address", "192.0.2.1", Action.BLOCK, 0, time.time_ns() // 1000 + 10**10, "person"))
    told = ask(site.router, "/v1/decisions", {"x-api-key": KEY}, query="ip=192.0.2.1")
    assert b'"value":"192.0.2.1"' in told.body
    asked = {"x-crowdsec-appsec-api-key": KEY, "x-crowdsec-appsec-ip": "192.0.2.1", "x-crowdsec-appsec-uri": "/"}
    assert ask(site.router, "/", asked).status == 403
    assert site.asks(1).status == 403


def test_kept_verdicts_are_in_force_before_serve_is_asked(tmp_path: Path) -> None:
    now = time.time_ns() // 1000
    config = GateConfig(serve="http://127.0.0.1:9", state=str(tmp_path / "verdicts"))
    verdicts = [
        Verdict(n, "address", f"198.51.{n >> 8}.{n & 255}", Action.BLOCK, 0, now + 10**10, "person") for n in range(1, 1500)
    ]
    KeptVerdicts(tmp_path / "verdicts").keep(verdicts, now)
    judge = composition.judge(Config())

    async def begun() -> int:
        feed = joining.feed(judge, config, lambda _: None, asyncio.get_running_loop().call_soon_threadsafe)
        assert feed is not None
        await asyncio.sleep(0.01)
        return len(judge.verdicts())

    assert asyncio.run(begun()) == 1499


def test_without_serve_there_is_no_feed() -> None:
    async def fed() -> object:
        await asyncio.sleep(0)
        return joining.feed(
            composition.judge(Config()), GateConfig(), lambda _: None, asyncio.get_running_loop().call_soon_threadsafe
        )

    assert asyncio.run(fed()) is None


@pytest.mark.parametrize(("mode", "message"), [(0o644, "run: chmod 600"), (None, "cannot be read")])
def test_a_key_file_that_cannot_be_used(tmp_path: Path, mode: int | None, message: str) -> None:
    path = tmp_path / "serve.key"
    if mode is not None:
        path.write_text(KEY)
        path.chmod(mode)
    config = GateConfig(serve="http://127.0.0.1:9", serve_key_file=str(path))

    async def fed() -> object:
        await asyncio.sleep(0)
        return joining.feed(composition.judge(Config()), config, lambda _: None, asyncio.get_running_loop().call_soon_threadsafe)

    with pytest.raises(ConfigError, match=message):
        asyncio.run(fed())


NAMES = [
    b"x-original-uri",
    b"x-original-method",
    b"x-real-ip",
    b"x-forwarded-for",
    b"x-user",
    b"authorization",
    b"cookie",
    b"user-agent",
]


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.binary(max_size=40)), max_size=12), st.sampled_from(["nginx", "caddy", "envoy"])
)
def test_no_header_makes_a_gate_fail(fields: list[tuple[bytes, bytes]], proxy: str) -> None:
    failures = list[Exception]()
    made = joining.gate(Config(), TOKENS, composition.judge(Config()))
    router = joining.router(made, GateConfig(), failures.append)
    answer = ask(router, f"/decide/{proxy}", fields, peer="127.0.0.1")
    assert answer.status in {200, 204}
    assert all(isinstance(failure, QuestionError) for failure in failures), failures
