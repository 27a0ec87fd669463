"""CouchDB, on a double of it: everybody an administrator, only names shown, a weak password, and a locked one."""

from __future__ import annotations

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.couchdb import couchdb
from tests.probes.doubles.elasticsearch import citizens
from tests.probes.doubles.web import running

DATABASES: dict[str, list[dict[str, object]]] = {"citizens": citizens(60), "words": []}


def test_an_open_one() -> None:
    with running(couchdb(DATABASES)) as double:
        store = seen("couchdb", double.port)
    assert (store.product, store.version, store.reader) == ("CouchDB", "3.3.3", Reader.ANYONE)
    assert (store.estimate, store.unit, store.sampled, store.grade) == (60, "documents", 50, 4)
    assert kinds(store) >= {"phone", "national_id.cn"}
    assert (codes(store), store.weaknesses[0].detail) == (["open", "no-tls"], "2 of 2 databases")


def test_one_that_shows_names_only() -> None:
    with running(couchdb({"citizens": citizens(3)}, "admin", "a-long-and-random-one", lists=True)) as double:
        store = seen("couchdb", double.port)
    assert (store.reader, store.sampled, codes(store)) == (Reader.NOBODY, 0, ["no-tls"])
    assert "lists its databases to whoever asks" in store.sentence


def test_a_locked_one_and_a_weak_password() -> None:
    with running(couchdb(DATABASES, "admin", "a-long-and-random-one")) as double:
        locked = seen("couchdb", double.port, WEAK)
    with running(couchdb(DATABASES, "admin", "changeme")) as double:
        tried = seen("couchdb", double.port, WEAK)
    assert (locked.reader, codes(locked)) == (Reader.NOBODY, ["no-tls"])
    assert (tried.reader, tried.estimate, codes(tried)) == (Reader.WEAK, 60, ["weak-password", "no-tls"])
