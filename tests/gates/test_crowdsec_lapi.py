from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from headcount.gates.crowdsec_lapi import LocalApi, go_duration
from headcount.gates.remediation import Rulings
from headcount.model.verdict import Action, Verdict
from headcount.policy.keys import hash_key
from tests.gates.asking import NOW, Answer, FakeJudge, ask

KEY, OTHER = "a-key-of-one-bouncer-000000", "a-key-of-another-one-000000"
HOUR = 3_600_000_000


class Bench:
    """A Local API with a clock of the test's own."""

    def __init__(self) -> None:
        self.judge = FakeJudge()
        self.now = NOW
        self.api = LocalApi(Rulings(self.judge), [hash_key(KEY), hash_key(OTHER)], lambda: self.now)

    def put(
        self,
        lens: str,
        client: str,
        action: Action = Action.BLOCK,
        reason: str = "finding:slow_crawl:7",
        *,
        until: int = NOW + 4 * HOUR,
        lifted: bool = False,
    ) -> None:
        self.judge.put(Verdict(len(self.judge.told) + 1, lens, client, action, NOW, until, reason, lifted=lifted))
        self.now += 1_000_000

    def ask(self, path: str, query: str = "", *, key: str = KEY, method: str = "GET", peer: str = "127.0.0.1") -> Answer:
        return ask(self.api, path, {"x-api-key": key}, method=method, query=query, peer=peer)

    def values(self, query: str = "") -> list[str]:
        return [one["value"] for one in json.loads(self.ask("/v1/decisions", query).body) or []]

    def stream(self, query: str = "", **how: str) -> tuple[list[str], list[str]]:
        told = json.loads(self.ask("/v1/decisions/stream", query, **how).body)
        assert set(told) == {"new", "deleted"}
        return [one["value"] for one in told["new"]], [one["value"] for one in told["deleted"]]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_nothing_is_the_four_bytes_null(bench: Bench) -> None:
    answer = bench.ask("/v1/decisions", "ip=192.0.2.1")
    assert (answer.status, answer.body) == (200, b"null")


def test_a_decision_as_the_swagger_says(bench: Bench) -> None:
    bench.put("address", "203.0.113.7")
    answer = bench.ask("/v1/decisions", "ip=203.0.113.7")
    (told,) = json.loads(answer.body)
    uuid = told.pop("uuid")
    assert told == {
        "id": 1,
        "origin": "headcount",
        "type": "ban",
        "scope": "Ip",
        "value": "203.0.113.7",
        "duration": "3h59m59s",
        "scenario": "headcount/finding:slow_crawl",
        "until": "2027-01-15T12:00:00Z",
    }
    assert len(uuid) == 36
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/decisions/stream", "/v1/usage-metrics"])
@pytest.mark.parametrize("key", ["", "wrong", KEY + " "])
def test_a_wrong_key_is_403(bench: Bench, path: str, key: str) -> None:
    answer = bench.ask(path, key=key, method="POST" if "usage" in path else "GET")
    assert (answer.status, answer.body) == (403, b'{"message":"access forbidden"}')


def test_other_endpoints(bench: Bench) -> None:
    assert (bench.ask("/health", key="").status, bench.ask("/health", key="").body) == (200, b'{"status":"up"}')
    assert bench.ask("/v1/usage-metrics", method="POST").status == 201
    big = ask(bench.api, "/v1/usage-metrics", {"x-api-key": KEY}, method="POST", body=[b"x" * 600_000] * 2)
    assert big.status == 413
    assert bench.ask("/v1/usage-metrics").status == 405
    assert bench.ask("/v1/decisions", method="DELETE").status == 405
    assert bench.ask("/v1/alerts", method="POST").status == 404
    assert bench.ask("/v1/decisions", "ip=nonsense").status == 500


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", ["203.0.113.7", "198.51.100.0/24", "198.51.100.9"]),
        ("ip=198.51.100.9", ["198.51.100.9", "198.51.100.0/24"]),
        ("ip=198.51.100.10", ["198.51.100.0/24"]),
        ("range=198.51.100.0/25", ["198.51.100.0/24"]),
        ("range=198.51.0.0/16&contains=false", ["198.51.100.0/24", "198.51.100.9"]),
        ("scope=ip", ["203.0.113.7", "198.51.100.9"]),
        ("scopes=RANGE", ["198.51.100.0/24"]),
        ("scopes=Ip,range", ["203.0.113.7", "198.51.100.0/24", "198.51.100.9"]),
        ("scopes=username", ["erin"]),
        ("scope=Username&value=erin", ["erin"]),
        ("value=203.0.113.7", ["203.0.113.7"]),
        ("type=captcha", ["198.51.100.0/24"]),
        ("type=mask", ["203.0.113.8"]),
        ("scopes=ip&type=mask,ban", ["203.0.113.7", "203.0.113.8", "198.51.100.9"]),
        ("origins=headcount,cscli", ["203.0.113.7", "198.51.100.0/24", "198.51.100.9"]),
        ("origins=CAPI", []),
        ("scenarios_containing=slow_crawl,other", ["203.0.113.7", "198.51.100.0/24"]),
        ("scenarios_not_containing=crawl", ["198.51.100.9"]),
        ("unknown=1&dedup=true&community_pull=false", ["203.0.113.7", "198.51.100.0/24", "198.51.100.9"]),
    ],
)
def test_filters(bench: Bench, query: str, values: list[str]) -> None:
    bench.put("address", "203.0.113.7")
    bench.put("prefix", "198.51.100.0/24", Action.CHALLENGE)
    bench.put("address", "203.0.113.8", Action.MASK)
    bench.put("account", "erin")
    bench.put("address", "198.51.100.9", reason="budget:calm")
    assert bench.values(query) == values


def test_the_stream_tells_everything_at_the_start_and_changes_afterwards(bench: Bench) -> None:
    bench.put("address", "203.0.113.7")
    bench.put("address", "203.0.113.8", until=NOW + HOUR)
    assert bench.stream("startup=true") == (["203.0.113.7", "203.0.113.8"], [])
    assert bench.stream() == ([], [])
    bench.put("prefix", "198.51.100.0/24")
    assert bench.stream() == (["198.51.100.0/24"], [])
    bench.put("address", "203.0.113.7", lifted=True)
    bench.now = NOW + HOUR
    assert bench.stream() == ([], ["203.0.113.7", "203.0.113.8"])
    assert bench.stream() == ([], [])
    assert bench.stream("startup=true") == (["198.51.100.0/24"], ["203.0.113.7", "203.0.113.8"])


def test_each_key_and_address_has_its_own_place_in_the_stream(bench: Bench) -> None:
    bench.put("address", "203.0.113.7")
    assert bench.stream("startup=true") == (["203.0.113.7"], [])
    assert bench.stream(peer="127.0.0.2") == (["203.0.113.7"], []), "its first pull is all"
    assert bench.stream(key=OTHER) == (["203.0.113.7"], [])
    assert bench.stream() == ([], [])


def test_head_does_not_move_the_place(bench: Bench) -> None:
    bench.stream("startup=true")
    bench.put("address", "203.0.113.7")
    answer = bench.ask("/v1/decisions/stream", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert bench.stream() == (["203.0.113.7"], [])


def test_an_answer_that_did_not_get_through_is_given_again(bench: Bench) -> None:
    bench.stream("startup=true")
    bench.put("address", "203.0.113.7")

    async def broken(scope: Any, receive: Any, send: Callable[..., Any]) -> None:  # noqa: ANN401  # messages of ASGI
        async def lossy(message: Any) -> None:  # noqa: ANN401  # messages of ASGI
            if message["type"] == "http.response.body":
                raise ConnectionResetError
            await send(message)

        await bench.api(scope, receive, lossy)

    with pytest.raises(ConnectionResetError):
        ask(broken, "/v1/decisions/stream", {"x-api-key": KEY}, peer="127.0.0.1")
    assert bench.stream() == (["203.0.113.7"], [])


def test_what_has_ended_has_a_duration_below_zero(bench: Bench) -> None:
    bench.put("address", "203.0.113.7")
    bench.stream("startup=true")
    bench.put("address", "203.0.113.7", lifted=True)
    (gone,) = json.loads(bench.ask("/v1/decisions/stream").body)["deleted"]
    assert gone["duration"] == "-1s"


def test_a_long_stream_goes_out_in_pieces(bench: Bench) -> None:
    for number in range(4_500):
        bench.judge.put(
            Verdict(number + 1, "address", f"10.0.{number >> 8}.{number & 255}", Action.BLOCK, 0, NOW + HOUR, "person")
        )
    answer = bench.ask("/v1/decisions/stream", "startup=true")
    assert len(json.loads(answer.body)["new"]) == 4_500
    assert answer.parts > 6


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "-1s"),
        (1, "1s"),
        (59, "59s"),
        (60, "1m0s"),
        (3_599, "59m59s"),
        (3_600, "1h0m0s"),
        (14_400, "4h0m0s"),
        (90_061, "25h1m1s"),
        (-1, "-1s"),
        (-61, "-1m1s"),
    ],
)
def test_durations_as_go_prints_them(seconds: int, text: str) -> None:
    assert go_duration(seconds) == text


@pytest.mark.parametrize("networks", [False, True])
@pytest.mark.parametrize(
    "address",
    [
        "203.0.113.7",
        "203.0.113.8",
        "198.51.100.9",
        "192.0.2.1",
        "192.0.2.01",
        "::ffff:203.0.113.7",
        "2001:db8::7",
        "203.0.113",
        "7",
    ],
)
def test_the_question_about_one_address_has_the_answer_of_the_longer_one(
    bench: Bench, address: str, networks: bool
) -> None:  # a parameter of pytest's
    bench.put("address", "203.0.113.7", reason="budget:daily")
    bench.put("address", "203.0.113.8", Action.MASK)
    bench.put("address", "2001:db8::7", Action.CHALLENGE)
    bench.put("account", "192.0.2.1")
    if networks:
        bench.put("prefix", "198.51.100.0/24")
    for _ in range(2):
        short, long = (bench.ask("/v1/decisions", f"ip={address}{more}") for more in ("", "&contains=true"))
        assert (short.status, short.body) == (long.status, long.body)
        bench.now += HOUR


def test_what_is_left_of_a_decision_grows_less(bench: Bench) -> None:
    bench.put("address", '"duration":""')
    bench.put("address", "203.0.113.7")
    for hours in (3, 2, 1):
        told = json.loads(bench.ask("/v1/decisions").body)
        assert [one["value"] for one in told] == ['"duration":""', "203.0.113.7"]
        assert [one["duration"] for one in told] == [f"{hours}h59m58s"] * 2
        bench.now += HOUR
    bench.now += HOUR
    assert bench.ask("/v1/decisions").body == b"null"
