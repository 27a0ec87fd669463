"""Docker's interface, on a double of it: open, and behind something that forbids."""

from __future__ import annotations

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.docker import docker
from tests.probes.doubles.web import running


def test_an_open_one() -> None:
    with running(docker(30)) as double:
        store = seen("docker", double.port)
    assert (store.product, store.version, store.reader) == ("Docker", "24.0.7", Reader.ANYONE)
    assert (store.estimate, store.unit, store.sampled) == (30, "containers", 10)
    assert (kinds(store), codes(store)) == ({"credential", "email"}, ["open", "no-tls"])
    assert {one.method for one in double.asked} == {"GET"}
    assert "tlsverify" in store.remedy


def test_one_that_forbids_is_not_tried_with_passwords() -> None:
    with running(docker(3, forbidden=True)) as double:
        store = seen("docker", double.port, WEAK)
    assert (store.reader, store.sampled, codes(store)) == (Reader.NOBODY, 0, ["no-tls"])
    assert not any("authorization" in one.headers for one in double.asked)
