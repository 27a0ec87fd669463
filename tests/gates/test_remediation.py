from __future__ import annotations

import ipaddress
import random

import msgspec
import pytest

from headcount.catalog.identity import Network
from headcount.gates import remediation
from headcount.gates.remediation import Rulings
from headcount.model.verdict import Action, Verdict
from tests.gates.asking import NOW, FakeJudge

HOUR = 3_600_000_000


def _verdict(number: int, lens: str, client: str, action: Action = Action.BLOCK, **more: object) -> Verdict:
    made = Verdict(number, lens, client, action, NOW - HOUR, NOW + HOUR, "finding:slow_crawl:1")
    return msgspec.structs.replace(made, **more)


def _looked(*verdicts: Verdict, now: int = NOW) -> tuple[Rulings, FakeJudge]:
    judge = FakeJudge(told=list(verdicts))
    rulings = Rulings(judge)
    rulings.look(now)
    return rulings, judge


def _told(rulings: Rulings, place: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = rulings.since(place)
    assert found is not None
    began, ended = found
    return [(r.type, r.value) for r in began], [(r.type, r.value) for r in ended]


@pytest.mark.parametrize(
    ("lens", "action", "scope", "kind", "ordinary"),
    [
        ("address", Action.BLOCK, "Ip", "ban", True),
        ("prefix", Action.CHALLENGE, "Range", "captcha", True),
        ("address", Action.MASK, "Ip", "mask", False),
        ("address", Action.THROTTLE, "Ip", "throttle", False),
        ("account", Action.BLOCK, "Username", "ban", False),
        ("credential", Action.BLOCK, "Credential", "ban", False),
        ("visitor", Action.BLOCK, "Visitor", "ban", False),
    ],
)
def test_a_verdict_in_their_words(lens: str, action: Action, scope: str, kind: str, *, ordinary: bool) -> None:
    (ruling,) = _looked(_verdict(5, lens, "192.0.2.1", action))[0].in_force()
    assert (ruling.scope, ruling.type, ruling.value, ruling.number, ruling.ordinary()) == (scope, kind, "192.0.2.1", 5, ordinary)


@pytest.mark.parametrize(
    "verdict",
    [
        _verdict(1, "address", "192.0.2.1", observe=True),
        _verdict(1, "address", "192.0.2.1", lifted=True),
        _verdict(1, "address", "192.0.2.1", until=NOW),
        _verdict(1, "address", "192.0.2.1", Action.ALLOW),
        _verdict(1, "cohort", "192.0.2.1"),
    ],
)
def test_what_is_not_in_force_is_not_told(verdict: Verdict) -> None:
    assert list(_looked(verdict)[0].in_force()) == []


def test_changes_are_told_once_and_as_they_stand() -> None:
    rulings, judge = _looked(_verdict(1, "address", "192.0.2.1"))
    assert _told(rulings, 0) == ([("ban", "192.0.2.1")], [])
    place = rulings.look(NOW)
    assert _told(rulings, place) == ([], [])
    judge.put(_verdict(2, "address", "192.0.2.2"))
    judge.put(_verdict(3, "address", "192.0.2.1", Action.CHALLENGE, lifted=True))
    judge.put(_verdict(4, "address", "192.0.2.2", Action.CHALLENGE, reason="person"))
    assert rulings.look(NOW + 50_000) == place, "the judge is asked ten times a second"
    rulings.look(NOW + 100_000)
    assert _told(rulings, place) == ([("ban", "192.0.2.2")], [("ban", "192.0.2.1")]), "the most severe counts"


def test_the_gentler_verdict_comes_up_when_the_severe_one_ends() -> None:
    ban = _verdict(1, "address", "192.0.2.1", until=NOW + 10)
    rulings, _ = _looked(ban, _verdict(2, "address", "192.0.2.1", Action.CHALLENGE, reason="person"))
    place = rulings.look(NOW)
    assert [r.type for r in rulings.in_force()] == ["ban"]
    rulings.look(NOW + 10)
    assert _told(rulings, place) == ([("captcha", "192.0.2.1")], [("ban", "192.0.2.1")])


def test_a_longer_one_of_the_same_type_replaces_without_an_end() -> None:
    rulings, judge = _looked(_verdict(1, "address", "192.0.2.1"))
    place = rulings.look(NOW)
    judge.put(_verdict(2, "address", "192.0.2.1", until=NOW + 2 * HOUR))
    rulings.look(NOW + 100_000)
    assert _told(rulings, place) == ([("ban", "192.0.2.1")], [])
    rulings.look(NOW + HOUR)
    assert [r.until for r in rulings.in_force()] == [NOW + 2 * HOUR]


def test_a_bouncer_that_knows_a_verdict_from_before_our_start_hears_of_its_end() -> None:
    lifted = _verdict(1, "address", "192.0.2.1", lifted=True)
    assert [r.value for r in _looked(lifted)[0].ended()] == ["192.0.2.1"]
    other = _verdict(2, "address", "192.0.2.1", reason="person")
    assert _looked(lifted, other)[0].ended() == [], "another ground holds"
    assert _looked(other, msgspec.structs.replace(lifted, number=3))[0].ended() == []


def test_who_was_away_for_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remediation, "_REMEMBERED", 100)
    rulings, _ = _looked(*(_verdict(n, "address", f"10.0.0.{n}") for n in range(1, 110)))
    assert rulings.since(0) is None
    assert rulings.since(5) is None
    assert rulings.since(109) == ([], [])
    assert rulings.since(110) is None, "a number that we never gave: from before our start"
    changes = rulings.since(9)
    assert changes is not None
    assert len(changes[0]) == 100


def test_networks_that_contain_an_address_are_found() -> None:
    draw = random.Random(3)  # noqa: S311  # made networks
    clients = {"198.51.100.0/24", "198.51.0.0/16", "2001:db8::/64", "203.0.113.64/26", "198.51.100.7", "2001:db8::1"}
    clients |= {f"10.{draw.randrange(256)}.{draw.randrange(256)}.0/24" for _ in range(500)}
    rulings, _ = _looked(*(_verdict(n, "prefix" if "/" in c else "address", c) for n, c in enumerate(sorted(clients), 1)))

    networks = {client: ipaddress.ip_network(client) for client in clients}

    def plain(text: str) -> set[str]:
        asked = ipaddress.ip_network(text)
        return {client for client, known in networks.items() if asked.version == known.version and _in(asked, known)}

    asked = ["198.51.100.7", "198.51.100.8", "198.51.9.9", "203.0.113.63", "203.0.113.64", "2001:db8::1", "2001:db8:0:1::1"]
    asked += ["198.51.100.0/25", "198.50.0.0/15"] + [f"10.{draw.randrange(256)}.{draw.randrange(256)}.9" for _ in range(200)]
    for text in asked:
        assert {r.value for r in rulings.of(text)} == plain(text), text
    assert {r.value for r in rulings.of("::ffff:198.51.100.7")} == plain("198.51.100.7")
    assert {r.value for r in rulings.of("198.51.0.0/16", whole=False)} == {"198.51.100.0/24", "198.51.0.0/16", "198.51.100.7"}
    with pytest.raises(ValueError, match="does not appear to be"):
        list(rulings.of("no address"))


def _in(inner: Network, outer: Network) -> bool:
    return int(outer[0]) <= int(inner[0]) and int(inner[-1]) <= int(outer[-1])
