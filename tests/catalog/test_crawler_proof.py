from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from headcount.catalog.crawler_proof import LASTING, RETRY, CrawlerProof, published
from headcount.catalog.identity import networks
from headcount.errors import ConfigError


class Names:
    """A resolver with one crawler's machine, that can be slow."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away = False
        self.open = Event()
        self.open.set()

    def hosts(self, address: str) -> Sequence[str]:
        self.open.wait(10)
        self.asked.append(address)
        if self.away:
            raise OSError
        return ["crawl-1.googlebot.com"]

    def addresses(self, host: str) -> Sequence[str]:
        return ["192.0.2.1"] if host == "crawl-1.googlebot.com" else []


def settled(proof: CrawlerProof, name: str, address: str, *, asked: int, names: Names) -> bool | None:
    """What is told once so many questions were answered."""
    proof(name, address)
    end = time.monotonic() + 10
    while (len(names.asked) < asked or proof._asked) and time.monotonic() < end:
        time.sleep(0.001)
    return proof(name, address)


def test_published_ranges_decide_at_once() -> None:
    names = Names()
    proof = CrawlerProof({"ExampleBot": networks(["198.51.100.0/25", "2001:db8::7"])}, names)
    assert proof("examplebot", "198.51.100.9") is True
    assert proof("ExampleBot", "2001:db8::7") is True
    assert proof("ExampleBot", "198.51.100.129") is False
    assert proof("ExampleBot", "no address") is False
    assert names.asked == []


def test_without_a_resolver_nobody_else_is_believed() -> None:
    assert CrawlerProof({})("Googlebot", "192.0.2.1") is False


def test_the_dns_is_asked_in_the_background_and_once() -> None:
    names = Names()
    names.open.clear()
    proof = CrawlerProof({}, names)
    assert proof("Googlebot", "192.0.2.1") is None
    assert proof("Googlebot", "192.0.2.1") is None
    names.open.set()
    assert settled(proof, "Googlebot", "192.0.2.1", asked=1, names=names) is True
    assert settled(proof, "Googlebot", "192.0.2.2", asked=2, names=names) is False
    assert proof("Googlebot", "192.0.2.1") is True
    assert names.asked == ["192.0.2.1", "192.0.2.2"]


def test_answers_are_asked_for_again_and_hold_until_then() -> None:
    names, now = Names(), [0.0]
    proof = CrawlerProof({}, names, lambda: now[0])
    assert settled(proof, "Googlebot", "192.0.2.1", asked=1, names=names) is True
    now[0] = LASTING - 1
    assert settled(proof, "Googlebot", "192.0.2.1", asked=1, names=names) is True
    now[0] = LASTING
    names.away = True
    assert settled(proof, "Googlebot", "192.0.2.1", asked=2, names=names) is None
    now[0] = LASTING + RETRY
    names.away = False
    assert settled(proof, "Googlebot", "192.0.2.1", asked=3, names=names) is True


@pytest.mark.parametrize(
    "text",
    [
        '{"creationTime": "2026-10-10", "prefixes": [{"ipv6Prefix": "2001:db8::/32"}, {"ipv4Prefix": "198.51.100.0/25"}]}',
        '["2001:db8::/32", ["198.51.100.0/25", 7, null]]',
        "# made\n2001:db8::/32\n\n198.51.100.0/25 # a note\n",
    ],
)
def test_lists_as_operators_publish_them(tmp_path: Path, text: str) -> None:
    (tmp_path / "ranges").write_text(text)
    assert published(tmp_path / "ranges") == networks(["2001:db8::/32", "198.51.100.0/25"])


@pytest.mark.parametrize(
    ("text", "told"), [("{}", "holds no network"), ("\xff", "holds no network"), (None, r"cannot be read \(FileNotFoundError\)")]
)
def test_lists_that_are_none(tmp_path: Path, text: str | None, told: str) -> None:
    if text is not None:
        (tmp_path / "ranges").write_text(text)
    with pytest.raises(ConfigError, match=told):
        published(tmp_path / "ranges")
