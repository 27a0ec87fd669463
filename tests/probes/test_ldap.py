"""The probe of LDAP on answers that a real directory gives seldom."""

from __future__ import annotations

import socket

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.ldap import LDAP
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.probes.hostile import Hostile, server
from tests.probes.test_ldap_session import answer, entry, result

QUICK = Bounds(seconds=30.0, patience=2.0, received=300_000, pause=0.0)
NO_TLS, ANONYMOUS, REFUSED = answer(result(0x78, 2)), answer(result(0x61, 0), 2), answer(result(0x61, 48), 2)


def _look(*answers: bytes) -> tuple[Store, Hostile]:
    def talk(one: socket.socket) -> None:
        for told in answers:
            one.recv(4096)
            one.sendall(told)
        one.recv(4096)

    weak = [Credential("cn=admin", "changeme"), Credential("cn=admin", "")]
    with server(talk) as far:
        [store] = look([Target("ldap", "127.0.0.1", far.port)], {"ldap": weak}, QUICK, [LDAP()]).stores
    return store, far


def test_an_active_directory_that_wants_a_name_first() -> None:
    root = answer(entry(b"", forestFunctionality=b"7", namingContexts=b"DC=example"), 3) + answer(result(0x65, 0), 3)
    store, far = _look(NO_TLS, ANONYMOUS, root, answer(result(0x65, 1), 4), answer(result(0x61, 49), 5))
    assert (store.product, store.reader, store.sampled, store.problem) == ("Active Directory", Reader.NOBODY, 0, "")
    assert [one.code for one in store.weaknesses] == ["ldap/no-tls", "ldap/anonymous-bind"]
    assert far.heard[0].count(b"cn=admin") == 1, "a name without a password is not tried: it would count as no name"


def test_what_it_claims_beyond_what_was_asked_for_is_not_taken() -> None:
    root = answer(entry(b"", namingContexts=b"dc=example"), 3) + answer(result(0x65, 0), 3)
    many = answer(entry(b"cn=a", cn=b"Anna"), 4) * 20_001
    store, _ = _look(NO_TLS, ANONYMOUS, root, many)
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it sends more than a store may send")


def test_one_that_closes_after_its_first_word() -> None:
    store, _ = _look(NO_TLS)
    assert (store.reader, store.product, bool(store.problem)) == (Reader.UNKNOWN, "LDAP directory", True)


def test_a_refused_bind_is_no_end() -> None:
    root = answer(result(0x65, 0), 3)
    store, _ = _look(NO_TLS, REFUSED, root, answer(result(0x61, 49), 4))
    assert (store.reader, store.problem, [one.code for one in store.weaknesses]) == (Reader.NOBODY, "", ["ldap/no-tls"])


def test_one_that_is_busy_is_not_closed() -> None:
    root = answer(entry(b"", namingContexts=b"dc=example"), 3) + answer(result(0x65, 0), 3)
    store, far = _look(NO_TLS, ANONYMOUS, root, answer(result(0x65, 51), 4))
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it answers, and has no time now")
    assert b"changeme" not in far.heard[0]
