"""The store of verdicts in a real PostgreSQL server."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from headcount.model.verdict import Action, Verdict
from headcount.policy.store import Change, VerdictStore
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs

NOW = time.time_ns() // 1000


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tests/services/install.sh does it, as root on Debian")
    with postgres(programs) as running:
        yield running


def verdict(number: int, *, lifted: bool = False) -> Verdict:
    return Verdict(
        number, "account", "ünï", Action.BLOCK, NOW, NOW + 3_600_000_000, "finding:slow_crawl:1", rule="crawl", lifted=lifted
    )


def test_verdicts_are_kept_there(server: Server) -> None:
    url = f"postgresql+psycopg://owner:{PASSWORD}@127.0.0.1:{server.port}/postgres"
    for number in (1, 2):
        store = VerdictStore(url)
        store.keep([verdict(number, lifted=number == 2)])
        assert store.kept() == [verdict(number, lifted=number == 2)]
        store.close()
    store = VerdictStore(url)
    assert store.history("account", "ünï") == [
        Change(verdict(1), "set", "crawl"),
        Change(verdict(2, lifted=True), "lifted", "person"),
    ]
    store.close()
