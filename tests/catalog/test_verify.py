import socket
from collections.abc import Sequence

import pytest

from headcount.catalog.verify import SystemResolver, domains, verify

ADDRESS = "192.0.2.7"
HOST = "crawl-192-0-2-7.googlebot.com"


class Zone:
    """A resolver that knows what it was told."""

    def __init__(self, reverse: dict[str, list[str]], forward: dict[str, list[str]]) -> None:
        self.reverse, self.forward = reverse, forward

    def hosts(self, address: str) -> Sequence[str]:
        return self.reverse.get(address, [])

    def addresses(self, host: str) -> Sequence[str]:
        return self.forward.get(host, [])


class Silent:
    """A resolver that nobody answers."""

    def hosts(self, address: str) -> Sequence[str]:
        raise TimeoutError(address)

    def addresses(self, host: str) -> Sequence[str]:
        raise OSError(host)


def test_reverse_and_forward_agree_under_the_operators_domain() -> None:
    assert verify("Googlebot", ADDRESS, Zone({ADDRESS: [HOST + "."]}, {HOST: ["198.51.100.1", ADDRESS]})) is True
    assert (
        verify("bingbot", ADDRESS, Zone({ADDRESS: ["MSNBOT-7.search.msn.com"]}, {"msnbot-7.search.msn.com": [ADDRESS]})) is True
    )


def test_the_same_ipv6_address_in_another_spelling() -> None:
    assert verify("Googlebot", "2001:db8:0:0::7", Zone({"2001:db8:0:0::7": [HOST]}, {HOST: ["2001:DB8::7"]})) is True


@pytest.mark.parametrize(
    ("reverse", "forward"),
    [
        ({}, {}),
        ({ADDRESS: ["host.example"]}, {"host.example": [ADDRESS]}),
        ({ADDRESS: ["googlebot.com.host.example"]}, {"googlebot.com.host.example": [ADDRESS]}),
        ({ADDRESS: ["notgooglebot.com"]}, {"notgooglebot.com": [ADDRESS]}),
        ({ADDRESS: [HOST]}, {HOST: ["198.51.100.1"]}),
        ({ADDRESS: [HOST]}, {}),
        ({ADDRESS: ["msnbot-7.search.msn.com"]}, {"msnbot-7.search.msn.com": [ADDRESS]}),
    ],
    ids=[
        "no host",
        "other domain",
        "domain in front",
        "domain as an ending",
        "forward differs",
        "no forward",
        "another operator",
    ],
)
def test_an_impostor_is_refuted(reverse: dict[str, list[str]], forward: dict[str, list[str]]) -> None:
    assert verify("Googlebot", ADDRESS, Zone(reverse, forward)) is False


def test_what_cannot_be_told_is_none() -> None:
    assert verify("Googlebot", ADDRESS, Silent()) is None
    assert verify("DuckDuckBot", ADDRESS, Zone({ADDRESS: [HOST]}, {HOST: [ADDRESS]})) is None
    assert verify("Googlebot", "not-an-address", Zone({}, {})) is None


def test_domains_of_an_operator() -> None:
    assert domains("Googlebot-News") == ("googlebot.com", "google.com")
    assert domains("Applebot") == ("applebot.apple.com",)
    assert domains("g00gle") == ()


def test_the_system_resolver_tells_no_such_name_from_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def reverse(address: str) -> tuple[str, list[str], list[str]]:
        if address == ADDRESS:
            return HOST, ["alias.example"], [address]
        raise socket.herror(1 if address == "192.0.2.8" else 2, "made up")

    def forward(host: str, port: None, *, type: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:  # noqa: A002 - getaddrinfo calls it so
        assert (port, type) == (None, socket.SOCK_STREAM)
        if host == HOST:
            return [(2, 1, 6, "", (ADDRESS, 0))]
        raise socket.gaierror(socket.EAI_NONAME if host == "none.example" else socket.EAI_AGAIN, "made up")

    monkeypatch.setattr(socket, "gethostbyaddr", reverse)
    monkeypatch.setattr(socket, "getaddrinfo", forward)
    system = SystemResolver()
    assert (system.hosts(ADDRESS), system.hosts("192.0.2.8")) == ([HOST, "alias.example"], [])
    assert (system.addresses(HOST), system.addresses("none.example")) == ([ADDRESS], [])
    with pytest.raises(socket.herror):
        system.hosts("192.0.2.9")
    with pytest.raises(socket.gaierror):
        system.addresses("busy.example")
    assert verify("Googlebot", ADDRESS, system) is True
    assert verify("Googlebot", "192.0.2.9", system) is None
