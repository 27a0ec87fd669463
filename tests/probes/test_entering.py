"""How stores over HTTP are entered, and that odd answers break none of their probes; servers that misbehave: conformance."""

from __future__ import annotations

import socket

import msgspec
import pytest

from headcount.model.posture import Reader
from headcount.probes import PROBES
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.seen import Seen
from headcount.probes.web import Answer
from headcount.probes.wire import EndedError, Line
from tests.probes.asking import QUICK
from tests.probes.doubles.documented import DOCUMENTED, odd
from tests.probes.doubles.web import Asked, Said, running, table
from tests.probes.hostile import ELSEWHERE, server, wants_certificate, with_bad_certificate

WEAK = [Credential("root", "letmein"), Credential("admin", "changeme")]


def _fits(answer: Answer) -> bool:
    return bool(answer.json() == {"made": True})


def _entered(port: int, weak: list[Credential]) -> tuple[Seen, bool]:
    seen = Seen("Made")
    web, _ = first(Line("127.0.0.1", port, QUICK))
    answer = enter(web, seen, weak, "/", _fits, name="made")
    return seen, answer is not None


def _locked(one: Asked) -> Said:
    return Said(200, {"made": True}) if one.shows("admin", "changeme") else Said(401, {"error": "who are you"})


def test_anyone() -> None:
    with running(table({"/": Said(200, {"made": True})})) as double:
        seen, opened = _entered(double.port, WEAK)
    assert (seen.reader, opened, seen.weaknesses) == (Reader.ANYONE, True, {})
    assert not any("authorization" in one.headers for one in double.asked)


def test_weak_ones_are_shown_in_turn_until_one_opens() -> None:
    with running(_locked) as double:
        seen, opened = _entered(double.port, [*WEAK, Credential("never", "tried")])
        alone, closed = _entered(double.port, WEAK[:1])
    assert (seen.reader, opened, seen.weaknesses) == (Reader.WEAK, True, {"made/weak-password": ""})
    assert (alone.reader, closed) == (Reader.NOBODY, False)
    assert not any(one.shows("never", "tried") for one in double.asked)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(200, {"other": 1}), "it does not answer as Made does"),
        (Said(500, {"made": True}), "it does not answer as Made does"),
        (Said(302, b"", {"Location": f"http://{ELSEWHERE}/"}), "it sends whoever asks elsewhere, which was not followed"),
    ],
)
def test_another_product(said: Said, why: str) -> None:
    with running(table({"/": said})) as double, pytest.raises(EndedError) as ended:
        _entered(double.port, WEAK)
    assert ended.value.why == why
    assert not any("authorization" in one.headers for one in double.asked)


def test_over_tls_whatever_its_certificate() -> None:
    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"made": true}')

    with server(with_bad_certificate(talk)) as far:
        seen = Seen("Made")
        web, answer = first(Line("127.0.0.1", far.port, QUICK))
        enter(web, seen, WEAK, "/", _fits, name="made", had=answer)
        over(web, seen, "made")
    assert (seen.encrypted, seen.reader, seen.weaknesses) == (True, Reader.ANYONE, {})


def test_one_that_wants_a_certificate_keeps_strangers_out() -> None:
    with server(wants_certificate) as far:
        [store] = look([Target("docker", "127.0.0.1", far.port)], {}, QUICK, PROBES).stores
    assert (store.reader, store.encrypted, store.problem) == (Reader.NOBODY, True, "")
    assert store.sentence == "Docker asks for a client certificate."


@pytest.mark.parametrize("scheme", DOCUMENTED)
def test_odd_answers_break_no_probe(scheme: str) -> None:
    for seed in range(4):
        with running(odd(DOCUMENTED[scheme], f"{scheme}{seed}")) as double:
            [store] = look([Target(scheme, "127.0.0.1", double.port)], {}, QUICK, PROBES).stores
        assert not store.problem.startswith("the probe failed"), seed
        assert "anna.meyer" not in msgspec.json.encode(store).decode()


@pytest.mark.parametrize("scheme", DOCUMENTED)
def test_documented_answers_are_open_stores(scheme: str) -> None:
    with running(DOCUMENTED[scheme]) as double:
        [store] = look([Target(scheme, "127.0.0.1", double.port)], {}, QUICK, PROBES).stores
    assert (store.reader, store.problem) == (Reader.ANYONE, "")
    assert store.estimate


def test_what_was_seen_outlives_a_probe_that_breaks() -> None:
    seen = Seen("Made", reader=Reader.ANYONE)
    with pytest.raises(EndedError) as told, keeping(seen):
        raise KeyError("138-0013-8000")
    assert (told.value.seen, told.value.why) == (seen, "the probe failed (KeyError); please report it")
