"""Elasticsearch, on a double of it: an open index with a billion made citizens is found, sized, graded and explained."""

from __future__ import annotations

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.elasticsearch import Elasticsearch
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.probes.doubles.elasticsearch import Double, citizens, running

BILLION = 1_000_000_000
QUICK = Bounds(pause=0.0)
WEAK = [Credential("elastic", "wrong"), Credential("elastic", "changeme")]


def _look(double: Double, weak: list[Credential] | None = None) -> Store:
    target = Target("elasticsearch", "127.0.0.1", double.server_address[1])
    [store] = look([target], {"elasticsearch": weak or []}, QUICK, [Elasticsearch()]).stores
    return store


def test_an_open_index_of_a_billion_citizens() -> None:
    made = citizens(100)
    with running(Double({"citizens": (BILLION, made), ".security": (3, [])})) as double:
        store = _look(double)
    assert (store.product, store.version, store.reader, store.open) == ("Elasticsearch", "8.11.1", Reader.ANYONE, True)
    assert (store.estimate, store.unit, store.sampled, store.grade) == (BILLION, "documents", 100, 4)
    kinds = {kind.kind: kind.form for kind in store.kinds}
    assert {"phone", "national_id.cn", "person_name", "address"} <= kinds.keys()
    assert set(kinds.values()) == {"clear"}
    assert any("PIPL" in law for law in store.laws)
    assert "1,000,000,000 documents" in store.sentence
    assert [one.code for one in store.weaknesses] == [
        "elasticsearch/open-indices",
        "elasticsearch/no-tls",
        "elasticsearch/tells-version",
    ]
    assert "xpack.security.enabled: true" in store.remedy
    told = msgspec.json.encode(store).decode()
    assert not [value for one in made for value in one.values() if str(value) in told]
    assert {method for method, _, _ in double.asked} == {"GET"}
    assert not any(authorization for _, _, authorization in double.asked)


def test_a_locked_one_keeps_strangers_out_and_is_tried_only_with_what_is_listed() -> None:
    with running(Double({"citizens": (5, citizens(5))}, "elastic", "a long and random one")) as double:
        alone, tried = _look(double), _look(double, WEAK)
    assert (alone.reader, alone.sampled, alone.open) == (Reader.NOBODY, 0, False)
    assert (tried.reader, tried.sampled) == (Reader.NOBODY, 0)
    assert [one.code for one in alone.weaknesses] == ["elasticsearch/no-tls"]
    assert sum(bool(authorization) for _, _, authorization in double.asked) == len(WEAK)


def test_a_weak_password_opens_it() -> None:
    with running(Double({"citizens": (5, citizens(5))}, "elastic", "changeme")) as double:
        store = _look(double, WEAK)
    assert (store.reader, store.estimate, store.sampled) == (Reader.WEAK, 5, 5)
    assert store.weaknesses[0].code == "elasticsearch/weak-password"
    assert "changeme" not in msgspec.json.encode(store).decode()


def test_one_that_tells_its_version_and_nothing_more() -> None:
    with running(Double({}, tells_indices=False, searches=False)) as double:
        store = _look(double)
    assert (store.reader, store.version) == (Reader.NOBODY, "8.11.1")
    assert [one.code for one in store.weaknesses] == ["elasticsearch/no-tls", "elasticsearch/tells-version"]


@pytest.mark.parametrize("claims", [0, 10**18])
def test_what_it_claims_is_only_told(claims: int) -> None:
    with running(Double({"x": (claims, [])})) as double:
        assert _look(double).estimate == claims


def test_a_role_that_may_search_and_not_list() -> None:
    with running(Double({"citizens": (BILLION, citizens(60))}, tells_indices=False)) as double:
        store = _look(double)
    assert (store.reader, store.estimate, store.unit, store.sampled) == (Reader.ANYONE, 10_000, "documents at least", 60)
    assert store.weaknesses[0].code == "elasticsearch/open-indices"
    assert store.grade == 4


def test_opensearch_and_what_its_data_streams_are_kept_in() -> None:
    made = {".ds-people-000001": (7, citizens(7)), ".opendistro_security": (9, citizens(9))}
    with running(Double(made, opensearch=True)) as double:
        store = _look(double)
    assert (store.product, store.version, store.estimate, store.sampled) == ("OpenSearch", "2.11.0", 7, 7)
