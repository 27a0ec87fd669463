"""Looking at many stores: open ones first, one that breaks its probe ends nothing, and each is said in one sentence."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence

import pytest

from headcount.model.posture import Reader, Severity
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.looking import addresses, look, probe_for
from headcount.probes.seen import Sample, Seen
from headcount.probes.wire import Bounds, EndedError, Line, UnreachableError

ADVICE = {
    "made/low": Advice(Severity.LOW, "It talks.", "quiet: true", "ask HOST PORT"),
    "made/open": Advice(Severity.HIGH, "Anyone reads.", "lock: true", "ask HOST PORT"),
}


class Made:
    """A probe that sees what its target's path says."""

    name = "made"
    schemes: Mapping[str, int] = {"made": 7}
    advice = ADVICE

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        del line, weak
        match target.path:
            case "/open":
                rows = [{"email": f"a{n}@example.com"} for n in range(30)]
                told = dict.fromkeys(ADVICE, "two")
                return Seen("Made", "1.2", False, Reader.ANYONE, 1_200, "rows", samples=[Sample("t", rows)], weaknesses=told)
            case "/locked":
                return Seen("Made", "1.2", True, Reader.NOBODY)
            case "/part":
                raise EndedError("it hung up", Seen("Made", reader=Reader.ANYONE))
            case _:
                raise RuntimeError("138-0013-8000")


def test_every_store_is_said() -> None:
    paths = ["/locked", "/breaks", "/open", "/part"]
    posture = look([Target("made", "h.example", 7, path, "ann") for path in paths], {}, Bounds(), [Made()])
    opened, part, *rest = posture.stores
    assert (opened.url, opened.owner, opened.estimate, opened.grade) == ("made://h.example:7/open", "ann", 1200, 2)
    assert opened.sentence == (
        "Whoever reaches it reads it without a password: Made with about 1,200 rows; in the 30 that were sampled: e-mail address."
    )
    assert [(one.code, one.check, one.detail) for one in opened.weaknesses] == [
        ("made/open", "ask h.example 7", "two"),
        ("made/low", "ask h.example 7", "two"),
    ]
    assert opened.remedy == "lock: true"
    assert (part.problem, part.open) == ("it hung up", True)
    said = {store.url.rpartition("/")[2]: store for store in rest}
    assert said["locked"].sentence == "Made asks for a credential, and no weak one opens it."
    assert said["breaks"].problem == "the probe failed (RuntimeError); please report it"
    assert "138" not in repr(posture)


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    [store] = look([Target("redis", "127.0.0.1", port)], {}).stores
    assert (store.reachable, store.encrypted, store.open) == (False, None, False)
    assert store.sentence == f"Nobody answers at 127.0.0.1 port {port}: nobody answers there (connection refused)."


def test_a_scheme_without_a_probe() -> None:
    assert probe_for("gopher") is None
    with pytest.raises(ValueError, match="gopher"):
        look([Target("gopher", "h.example", 70)], {})


class Two:
    """A probe that finds one of two addresses open."""

    name = "two"
    schemes: Mapping[str, int] = {"two": 7}
    advice = ADVICE

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        del weak
        assert (line.host, target.host) == ("both.example", "both.example")
        if line.address == "192.0.2.1":
            raise UnreachableError("nobody answers there")
        return Seen("Two", reader=Reader.ANYONE if line.address == "2001:db8::1" else Reader.NOBODY)


def test_a_name_is_looked_at_at_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    places = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.2"]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 0)) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert addresses("both.example") == ["192.0.2.1", "192.0.2.2", "2001:db8::1"]
    [store] = look([Target("two", "both.example", 7)], {}, Bounds(), [Two()]).stores
    assert (store.reader, store.addresses) == (
        Reader.ANYONE,
        ("192.0.2.1: nobody answers", "192.0.2.2: nobody", "2001:db8::1: anyone"),
    )


def test_a_name_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def told(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("2001:db8::1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", told)
    [store] = look([Target("two", "both.example", 7)], {}, Bounds(), [Two()]).stores
    assert (store.reader, store.addresses, asked) == (Reader.ANYONE, (), ["both.example"])


def test_laws_are_named_once() -> None:
    [store] = look([Target("made", "192.0.2.1", 7, "/open")], {}, Bounds(), [Made()], laws=lambda one: (one.url, one.url)).stores
    assert store.laws[-1] == "made://192.0.2.1:7/open"
    assert len(store.laws) == len(set(store.laws))


def test_an_address_that_told_nothing_leaves_the_store_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.probes.looking.addresses", lambda _: ["192.0.2.7", "2001:db8::7"])

    class Two(Made):
        def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
            if ":" in line.address:
                raise EndedError("it hung up", Seen("Made"))
            return super().look(line, target, weak)

    [store] = look([Target("made", "h.example", 7, "/locked")], {}, Bounds(), [Two()]).stores
    assert (store.reader, store.problem) == (Reader.NOBODY, "one of its addresses could not be looked at to the end")
