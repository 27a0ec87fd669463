"""Kibana and OpenSearch Dashboards, on a double of them: through an open one every index behind it is read."""

from __future__ import annotations

import pytest

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.elasticsearch import citizens
from tests.probes.doubles.kibana import kibana
from tests.probes.doubles.web import running

INDICES = {"citizens": (1_000_000_000, citizens(60)), ".kibana": (9, []), "a b/c": (0, [])}


@pytest.mark.parametrize(
    ("scheme", "mark", "product"), [("kibana", "kbn", "Kibana"), ("dashboards", "osd", "OpenSearch Dashboards")]
)
def test_an_open_one(scheme: str, mark: str, product: str) -> None:
    with running(kibana(INDICES, mark=mark)) as double:
        store = seen(scheme, double.port)
    assert (store.product, store.version, store.reader) == (product, "8.11.1", Reader.ANYONE)
    assert (store.estimate, store.unit, store.sampled, store.grade) == (1_000_000_000, "documents", 60, 4)
    assert kinds(store) >= {"phone", "national_id.cn", "address"}
    assert codes(store) == ["open", "no-tls", "tells-version"]
    assert store.weaknesses[0].detail == "3 saved objects, 2 indices"
    assert {one.query["method"] for one in double.asked if one.method == "POST"} == {"GET"}
    assert not any("authorization" in one.headers for one in double.asked)


def test_a_locked_one() -> None:
    with running(kibana(INDICES, "elastic", "a-long-and-random-one")) as double:
        store = seen("kibana", double.port, WEAK)
    assert (store.reader, store.version, store.sampled, codes(store)) == (Reader.NOBODY, "", 0, ["no-tls"])
    assert sum("authorization" in one.headers for one in double.asked) == 2


def test_a_weak_password() -> None:
    with running(kibana(INDICES, "admin", "changeme")) as double:
        store = seen("kibana", double.port, WEAK)
    assert (store.reader, store.version, store.estimate) == (Reader.WEAK, "8.11.1", 1_000_000_000)
    assert codes(store) == ["weak-password", "no-tls"]
