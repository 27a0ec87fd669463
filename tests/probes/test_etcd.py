"""etcd's answers in their documented form: old gateways, values that are cut, one that only wants certificates."""

from __future__ import annotations

import base64
import json

import pytest

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.elasticsearch import citizens
from tests.probes.doubles.web import Answers, Asked, Said, running

REFUSED = {"error": "etcdserver: user name is empty", "message": "etcdserver: user name is empty", "code": 3}


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _etcd(version: str, base: str, values: list[str], claims: str = "1000000000") -> Answers:
    def answer(one: Asked) -> Said:
        if one.path == "/version":
            return Said(200, {"etcdserver": version, "etcdcluster": version})
        if one.path == f"{base}/kv/range":
            most = json.loads(one.body)["limit"]
            kvs = [{"key": _encoded(f"k{at}"), "value": _encoded(value)} for at, value in enumerate(values[:most])]
            return Said(200, {"header": {}, "kvs": kvs, "count": claims, "more": True})
        return Said(404, b"404 page not found")

    return answer


@pytest.mark.parametrize(
    ("version", "base"), [("3.2.32", "/v3alpha"), ("3.3.27", "/v3beta"), ("3.5.9", "/v3"), ("3.10.0", "/v3")]
)
def test_gateways_by_version(version: str, base: str) -> None:
    with running(_etcd(version, base, [json.dumps(one) for one in citizens(30)])) as double:
        store = seen("etcd", double.port)
    assert (store.version, store.reader, store.estimate, store.sampled) == (version, Reader.ANYONE, 1_000_000_000, 30)
    assert kinds(store) >= {"phone", "national_id.cn"}
    assert codes(store) == ["no-authentication", "no-tls"]


def test_large_values_are_asked_for_again_in_smaller_number() -> None:
    with running(_etcd("3.5.9", "/v3", ["x" * 300_000] * 20)) as double:
        store = seen("etcd", double.port)
    assert (store.sampled, store.problem) == (3, "")
    assert [json.loads(one.body)["limit"] for one in double.asked if one.method == "POST"] == [100, 3]


@pytest.mark.parametrize("claims", ["many", "9" * 40])
def test_counts_that_are_none(claims: str) -> None:
    with running(_etcd("3.5.9", "/v3", [], claims)) as double:
        assert seen("etcd", double.port).estimate is None


def test_a_locked_one_gets_only_what_is_listed() -> None:
    def answer(one: Asked) -> Said:
        return Said(200, {"etcdserver": "3.5.9"}) if one.path == "/version" else Said(400, REFUSED)

    with running(answer) as double:
        alone = seen("etcd", double.port)
        assert not [one for one in double.asked if one.path.endswith("/authenticate")]
        tried = seen("etcd", double.port, WEAK)
    assert (alone.reader, tried.reader, codes(tried)) == (Reader.NOBODY, Reader.NOBODY, ["no-tls"])
    tries = [json.loads(one.body) for one in double.asked if one.path.endswith("/authenticate")]
    assert tries == [{"name": one.user, "password": one.password} for one in WEAK]


def test_a_question_that_it_does_not_know_is_no_lock() -> None:
    def answer(one: Asked) -> Said:
        return Said(200, {"etcdserver": "3.5.9"}) if one.path == "/version" else Said(400, {"error": "unknown field", "code": 3})

    with running(answer) as double:
        assert seen("etcd", double.port, WEAK).reader is Reader.UNKNOWN
    assert not any("authenticate" in one.path for one in double.asked)
