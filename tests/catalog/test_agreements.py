from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from headcount.catalog.agreements import Agreement, Standing
from headcount.catalog.identity import networks
from headcount.model.scope import Scope

OFFICE = Agreement("office", addresses=networks(["192.0.2.0/24", "2001:db8:1::/48"]))
PARTNER = Agreement("partner", accounts=frozenset({"partner-7"}), credentials=frozenset({"0123456789abcdef"}))
APP = Agreement("app", user_agents=("PartnerApp/",))
BOTH = Agreement("both", addresses=networks(["198.51.100.7"]), user_agents=("Exporter/", "Mirror/"))
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("agreement", "lens", "name", "address", "agent", "is_covered"),
    [
        (OFFICE, "address", "192.0.2.9", "192.0.2.9", "A/1", True),
        (OFFICE, "visitor", "192.0.2.9 A/1", "192.0.2.9", "A/1", True),
        (OFFICE, "address", "2001:db8:1::5", "2001:db8:1::5", "A/1", True),
        (OFFICE, "address", "192.0.3.9", "192.0.3.9", "A/1", False),
        (OFFICE, "account", "seller-1", "192.0.2.9", "A/1", False),
        (OFFICE, "address", "-", "-", "A/1", False),
        (OFFICE, "address", "", "", "", False),
        (PARTNER, "account", "partner-7", "203.0.113.1", "A/1", True),
        (PARTNER, "account", "partner-77", "203.0.113.1", "A/1", False),
        (PARTNER, "address", "partner-7", "203.0.113.1", "A/1", False),
        (PARTNER, "credential", "0123456789abcdef", "203.0.113.1", "A/1", True),
        (PARTNER, "account", "0123456789abcdef", "203.0.113.1", "A/1", False),
        (PARTNER, "address", "203.0.113.1", "203.0.113.1", "A/1", False),
        (APP, "address", "203.0.113.1", "203.0.113.1", "PartnerApp/3.1 (build 9)", True),
        (APP, "address", "203.0.113.1", "203.0.113.1", "Mozilla PartnerApp/3.1", False),
        (APP, "address", "203.0.113.1", "203.0.113.1", "", False),
        (BOTH, "address", "198.51.100.7", "198.51.100.7", "Exporter/1", True),
        (BOTH, "address", "198.51.100.7", "198.51.100.7", "Mirror/1", True),
        (BOTH, "address", "198.51.100.7", "198.51.100.7", "Other/1", False),
        (BOTH, "address", "198.51.100.8", "198.51.100.8", "Exporter/1", False),
    ],
)
def test_an_agreement_covers_its_own_clients_and_no_more(
    agreement: Agreement, lens: str, name: str, address: str, agent: str, *, is_covered: bool
) -> None:
    assert agreement.covers(lens, name, address, agent) == is_covered


def test_an_agreement_that_names_nobody_covers_nobody() -> None:
    assert not Agreement("empty").covers("address", "192.0.2.1", "192.0.2.1", "A/1")
    assert not Agreement("empty").covers("account", "", "", "")


def test_the_scope_of_each_agreement_is_known_by_its_name() -> None:
    first, second = Scope(tolerance=1), Scope(tolerance=2)
    told = [Agreement("a", scope=first), Agreement("b", scope=second), Agreement("c")]
    assert Standing(told).scopes == {"a": first, "b": second, "c": Scope()}


def _ask(standing: Standing, *columns: Sequence[str]) -> tuple[list[str | None], list[str | None]]:
    crawlers, agreements = standing(*(pa.array(column, pa.string()) for column in columns))
    return crawlers.to_pylist(), agreements.to_pylist()


def test_the_first_agreement_and_the_crawler_are_named() -> None:
    standing = Standing([OFFICE, Agreement("all", addresses=networks(["0.0.0.0/0"]))])
    crawlers, agreements = _ask(
        standing,
        ["address", "address", "account"],
        ["192.0.2.9", "203.0.113.1", "seller-1"],
        ["192.0.2.9", "203.0.113.1", "203.0.113.1"],
        ["A/1", GOOGLE, GOOGLE],
    )
    assert crawlers == [None, "Googlebot", None]
    assert agreements == ["office", "all", None]


def test_nobody() -> None:
    assert _ask(Standing([OFFICE]), [], [], [], []) == ([], [])


class Resolver:
    """Knows one honest crawler."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def hosts(self, address: str) -> Sequence[str]:
        self.asked.append(address)
        if address == "203.0.113.50":
            raise OSError
        return ["crawl-1.googlebot.com"] if address == "203.0.113.1" else ["dialup.example"]

    def addresses(self, host: str) -> Sequence[str]:
        return ["203.0.113.1"] if host == "crawl-1.googlebot.com" else []


def test_a_proven_liar_is_no_crawler() -> None:
    resolver = Resolver()
    standing = Standing((), resolver)
    addresses = ["203.0.113.1", "203.0.113.2", "203.0.113.50", "203.0.113.2", "203.0.113.3"]
    crawlers, agreements = _ask(standing, ["address"] * 5, addresses, addresses, [GOOGLE] * 4 + ["A/1"])
    assert crawlers == ["Googlebot", None, "Googlebot", None, None]
    assert agreements == [None] * 5
    assert standing.verified == {"203.0.113.1": True, "203.0.113.2": False, "203.0.113.50": None}
    assert resolver.asked == ["203.0.113.1", "203.0.113.2", "203.0.113.50"]
