"""Every probe of the shelf against every server that does not behave: bounded, in fixed words, and nothing is given away."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes import PROBES
from headcount.probes.interface import Credential, Probe, Target
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.house.tree import texts
from tests.probes.hostile import ELSEWHERE, HOSTILE, SECRET, Hostile, Talk, redirects_after_asking, server, with_bad_certificate

QUICK = Bounds(seconds=1.2, patience=0.3, received=200_000, connections=6, pause=0.0)
WEAK = Credential("weak-user", "weak-password")
ENCODED = b"d2Vhay11c2VyOndlYWstcGFzc3dvcmQ="
"""The same, as HTTP sends it."""
FORMS = [(probe, scheme) for probe in PROBES for scheme in probe.schemes]


def _all(far: Hostile) -> list[tuple[str, Store]]:
    """What every probe, under each of its schemes, says of one server; all at the same time."""

    def one(form: tuple[Probe, str]) -> tuple[str, Store]:
        probe, scheme = form
        [store] = look([Target(scheme, "127.0.0.1", far.port)], {probe.name: [WEAK]}, QUICK, [probe]).stores
        return scheme, store

    with ThreadPoolExecutor(len(FORMS)) as pool:
        return list(pool.map(one, FORMS))


def _gives_nothing_away(scheme: str, store: Store) -> None:
    told = msgspec.json.encode(store)
    assert store.reader in {Reader.UNKNOWN, Reader.NOBODY}, f"{scheme}: nothing was shown to be open"
    assert (store.sampled, store.kinds) == (0, ()), scheme
    assert store.problem or store.reader is Reader.NOBODY, f"{scheme}: says why it knows nothing"
    assert "please report it" not in store.problem, f"{scheme}: {store.problem}"
    for secret in (SECRET[:13], SECRET[-15:], ELSEWHERE.encode(), WEAK.password.encode(), ENCODED):
        assert secret not in told, scheme


@pytest.mark.parametrize("talk", HOSTILE.values(), ids=list(HOSTILE))
def test_every_probe_outlives_every_server(talk: Talk) -> None:
    began = time.monotonic()
    with server(talk) as far:
        said = _all(far)
    assert time.monotonic() - began < 60, "bounded, on the slowest machine"
    for scheme, store in said:
        _gives_nothing_away(scheme, store)
    sent = b"".join(far.heard)
    assert WEAK.password.encode() not in sent, "nobody asked for a credential"
    assert ENCODED not in sent


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "bad-certificate"])
def test_no_redirect_is_followed_and_no_credential_goes_along(tls: bool) -> None:
    with _trap() as (port, visits):

        def talk(one: socket.socket) -> None:
            _say_elsewhere(one, port)

        with server(with_bad_certificate(talk) if tls else talk) as far:
            said = _all(far)
    assert visits == [], "a redirect was followed"
    for scheme, store in said:
        _gives_nothing_away(scheme, store)


def test_a_credential_is_shown_only_where_it_was_asked_for() -> None:
    with server(redirects_after_asking) as far:
        said = _all(far)
    for scheme, store in said:
        _gives_nothing_away(scheme, store)
    shown = [told for told in far.heard if ENCODED in told]
    assert shown, "somebody was asked for one"
    assert all(told.count(ENCODED) == 1 for told in shown)
    assert len(shown) <= 2 * len(FORMS), "each once, but for a store that is asked over TLS and in the clear"


@pytest.mark.parametrize("probe", PROBES, ids=[probe.name for probe in PROBES])
def test_a_probe_says_how_to_close_what_it_finds(probe: Probe) -> None:
    assert probe.advice
    for code, advice in probe.advice.items():
        assert code.startswith(f"{probe.name}/")
        assert advice.sentence.endswith(".")
        assert advice.remedy.strip()
        assert advice.check.strip()


def test_schemes_are_taken_once() -> None:
    schemes = [scheme for probe in PROBES for scheme in probe.schemes]
    assert len(schemes) == len(set(schemes))
    assert [probe.name for probe in PROBES] == sorted(probe.name for probe in PROBES)


def _say_elsewhere(one: socket.socket, port: int) -> None:
    """Send whoever asks to a port that nobody listed."""
    one.recv(65_536)
    one.sendall(f"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:{port}/\r\nContent-Length: 0\r\n\r\n".encode())


@contextmanager
def _trap() -> Iterator[tuple[int, list[str]]]:
    """A port that notes whoever comes."""
    visits: list[str] = []
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.05)

        def watch() -> None:
            while not ended.is_set():
                try:
                    door.accept()[0].close()
                except TimeoutError:
                    continue
                visits.append("came")

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield door.getsockname()[1], visits
        finally:
            ended.set()
            thread.join(5)


@pytest.mark.parametrize("probe", PROBES, ids=[probe.name for probe in PROBES])
def test_a_probe_and_its_weaknesses_stand_in_the_docs(probe: Probe) -> None:
    lines = texts()["docs/probe.md"].splitlines()
    rows = [line for line in lines if line.startswith("| ") and any(f"`{scheme}`" in line for scheme in probe.schemes)]
    assert rows
    assert [scheme for scheme in probe.schemes if not any(f"`{scheme}`" in row for row in rows)] == []
    assert [code for code in probe.advice if not any(f"`{code.partition('/')[2]}`" in row for row in rows)] == []
