"""InfluxDB's answers in their documented form: version 2 that nobody set up, names with quotes, answers without rows."""

from __future__ import annotations

import pytest

from headcount.model.posture import Reader
from tests.probes.asking import codes, seen
from tests.probes.doubles.web import Asked, Said, running, table

PING = {"X-Influxdb-Version": "v2.7.4", "X-Influxdb-Build": "OSS"}


@pytest.mark.parametrize(
    ("allowed", "reader", "found"),
    [(True, Reader.ANYONE, ["not-set-up", "no-tls"]), (False, Reader.NOBODY, ["no-tls"])],
)
def test_version_2(allowed: bool, reader: Reader, found: list[str]) -> None:  # a parameter of the test
    paths = {
        "/ping": Said(204, b"", PING),
        "/api/v2/setup": Said(200, {"allowed": allowed}),
        "/api/v2/buckets": Said(401, {"code": "unauthorized"}),
    }
    with running(table(paths)) as double:
        store = seen("influxdb", double.port)
    assert (store.version, store.reader, codes(store)) == ("2.7.4", reader, found)


def test_names_are_quoted_and_odd_answers_are_no_rows() -> None:
    def answer(one: Asked) -> Said:
        query = one.query.get("q", "")
        if one.path == "/ping":
            return Said(204, b"", {"X-Influxdb-Version": "1.8.10"})
        if query == "SHOW DATABASES":
            return _series(["name"], [["_internal"], ['a"; DROP x'], ["b"]])
        if query.startswith("SHOW SERIES"):
            return _series(["cardinality estimation"], [["many"]])
        if query.startswith("SHOW MEASUREMENTS"):
            return Said(200, {"results": [{"statement_id": 0, "series": "?"}]})
        return Said(500, b"")

    with running(answer) as double:
        store = seen("influxdb", double.port)
    assert (store.reader, store.estimate, store.sampled) == (Reader.ANYONE, 0, 0)
    assert any('"a\\"; DROP x"' in one.query.get("q", "") for one in double.asked)
    assert {one.method for one in double.asked} == {"GET"}


def _series(columns: list[str], values: list[list[str]]) -> Said:
    return Said(200, {"results": [{"statement_id": 0, "series": [{"name": "x", "columns": columns, "values": values}]}]})


def test_another_product() -> None:
    with running(table({"/ping": Said(200, b"pong")})) as double:
        assert seen("influxdb", double.port).problem == "it does not answer as InfluxDB does"
