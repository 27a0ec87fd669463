from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import urllib3

from headcount.model.verdict import Action, Verdict
from headcount.policy.keys import hash_key
from headcount.policy.store import VerdictStore
from headcount.service.control import Control, ControlServer
from headcount.service.front import Front
from headcount.service.status import Status

NOW = time.time_ns() // 1000
HOUR = 3_600_000_000
KEY = "a-key-of-the-gates-of-this-test"


def verdict(number: int, client: str, rule: str = "crawl", action: Action = Action.BLOCK) -> Verdict:
    return Verdict(number, "account", client, action, NOW - HOUR, NOW + HOUR, "finding:slow_crawl:1", (), rule)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VerdictStore]:
    made = VerdictStore(str(tmp_path / "verdicts"))
    yield made
    made.close()


def test_verdicts_of_all_shards_have_one_order_at_every_front(store: VerdictStore) -> None:
    one, woken = Front(store), []
    one.wake = lambda: woken.append(True)
    store.keep([verdict(5, "ann")])
    store.keep([verdict(1, "bob"), verdict(5, "carl")])
    one.bulletin.look()
    assert [(v.number, v.client) for v in one.verdicts(0)] == [(1, "ann"), (2, "bob"), (3, "carl")]
    assert (one.newest, len(woken)) == (3, 1)
    store.keep([verdict(9, "ann", action=Action.MASK)])
    other = Front(store)
    for front in (one, other):
        front.bulletin.look()
        assert [(v.number, v.client, v.action) for v in front.verdicts(1)] == [
            (2, "bob", Action.BLOCK),
            (3, "carl", Action.BLOCK),
            (4, "ann", Action.MASK),
        ]
        assert front.newest == 4


def test_what_a_person_orders_is_kept_for_all(store: VerdictStore) -> None:
    one, other = Front(store), Front(store)
    made = one.order("account", "mallory", Action.BLOCK, (), 60, by="eve")
    assert (made.number, made.client, made.reason, made.until - made.since) == (1, "mallory", "person", 60_000_000)
    other.bulletin.look()
    assert other.verdicts(0) == [made]
    assert [(change.change, change.by) for change in store.history("account", "mallory")] == [("set", "eve")]


def test_what_a_person_lifts_is_lifted_on_every_ground(store: VerdictStore) -> None:
    store.keep([verdict(1, "ann"), verdict(2, "ann", "other", Action.MASK), verdict(3, "bob")])
    front = Front(store)
    lifted = front.lift("account", "ann", by="eve")
    assert lifted is not None
    assert lifted.lifted
    assert [(v.client, v.rule, v.lifted) for v in front.verdicts(0)] == [
        ("bob", "crawl", False),
        ("ann", "crawl", True),
        ("ann", "other", True),
    ]
    assert {change.by for change in store.history("account", "ann") if change.change == "lifted"} == {"eve"}
    assert front.lift("account", "ann") is None
    assert front.lift("account", "nobody") is None


def test_while_the_store_is_away_a_person_is_told(store: VerdictStore, tmp_path: Path) -> None:
    server = ControlServer(Control(Status(), Front(store), [hash_key(KEY)]), "127.0.0.1:0")
    try:
        with closing(sqlite3.connect(tmp_path / "verdicts")) as database:
            database.execute("DROP TABLE verdict_history")
        url = f"http://{server.address}/v1/verdicts"
        headers, retries = {"Authorization": f"Bearer {KEY}"}, urllib3.Retry(connect=20, backoff_factor=0.02)
        body = b'{"lens": "account", "client": "mallory", "action": "block", "seconds": 60}'
        with urllib3.PoolManager() as pool:
            told = [
                pool.request("POST", url, body=body, headers=headers, retries=retries),
                pool.request("DELETE", f"{url}/account/mallory", headers=headers, retries=retries),
            ]
        assert [(one.status, b"see [policy] store" in one.data) for one in told] == [(503, True), (503, True)]
    finally:
        server.close()
