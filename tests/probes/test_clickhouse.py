"""ClickHouse, on a double of its HTTP interface: without a password, with one, with a weak one."""

from __future__ import annotations

import pytest

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.clickhouse import clickhouse
from tests.probes.doubles.elasticsearch import citizens
from tests.probes.doubles.web import Asked, Said, running, table

TABLES = {"citizens": (1_000_000, citizens(50)), "clicks": (4, [])}


def test_an_open_one() -> None:
    with running(clickhouse(TABLES)) as double:
        store = seen("clickhouse", double.port)
    assert (store.product, store.version, store.reader) == ("ClickHouse", "23.8.9.54", Reader.ANYONE)
    assert (store.estimate, store.unit, store.sampled, store.grade) == (1_000_004, "rows", 50, 4)
    assert kinds(store) >= {"phone", "national_id.cn"}
    assert codes(store) == ["no-password", "no-tls"]
    assert {one.method for one in double.asked} == {"GET"}
    asked = [one.query for one in double.asked if "FROM" in one.query.get("query", "")]
    assert [(one["max_execution_time"], one["max_result_bytes"]) for one in asked] == [("4", "1000000")] * 3


def test_a_user_who_may_change_no_setting() -> None:
    with running(clickhouse(TABLES, fixed=True)) as double:
        store = seen("clickhouse", double.port)
    assert (store.reader, store.estimate, store.sampled) == (Reader.ANYONE, 1_000_004, 50)


@pytest.mark.parametrize("refused", [401, 403, 500])
def test_a_locked_one(refused: int) -> None:
    with running(clickhouse(TABLES, password="a-long-and-random-one", refused=refused)) as double:  # a double's
        store = seen("clickhouse", double.port, WEAK)
    assert (store.reader, store.sampled, codes(store)) == (Reader.NOBODY, 0, ["no-tls"])


def test_a_weak_password() -> None:
    with running(clickhouse(TABLES, "admin", "changeme")) as double:
        store = seen("clickhouse", double.port, WEAK)
    assert (store.reader, store.estimate, codes(store)) == (Reader.WEAK, 1_000_004, ["weak-password", "no-tls"])


def test_names_are_quoted() -> None:
    odd = "a`; DROP TABLE x"
    with running(clickhouse({odd: (1, [])})) as double:
        seen("clickhouse", double.port)
    assert any("`a\\`; DROP TABLE x`" in one.query.get("query", "") for one in double.asked)


def test_another_product() -> None:
    with running(table({"/ping": Said(200, b"pong")})) as double:
        store = seen("clickhouse", double.port)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it does not answer as ClickHouse does")


def test_one_that_is_busy_is_not_closed() -> None:
    def busy(one: Asked) -> Said:
        return (
            Said(200, b"Ok.\n") if one.path == "/ping" else Said(500, b"Code: 202. DB::Exception: Too many simultaneous queries")
        )

    with running(busy) as double:
        store = seen("clickhouse", double.port)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it answers, and nobody's questions now")
