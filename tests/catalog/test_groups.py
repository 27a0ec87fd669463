from __future__ import annotations

import pytest

from headcount.catalog.agreements import Agreement
from headcount.catalog.groups import Groups
from headcount.catalog.identity import networks
from headcount.catalog.roles import Role

BOT = "Mozilla/5.0 (compatible; ExampleBot/1.0; +http://bot.example/)"


def guest(address: str, agent: str = "B/1") -> tuple[tuple[str, str], ...]:
    return (("visitor", f"{address} {agent}"), ("address", address))


def account(name: str, address: str = "192.0.2.1") -> tuple[tuple[str, str], ...]:
    return (("account", name), ("address", address))


def test_roles_as_a_whole_ledger_tells_them() -> None:
    told = Groups(
        [Role("staff", ("s-9", "boss")), Role("people", prefix="s"), Role("desk", prefix="s-"), Role("late", ("boss",))]
    )
    assert told(account("boss")) == {"role:staff"}
    assert told(account("s-9")) == {"role:staff"}
    assert told(account("s-1")) == {"role:desk"}
    assert told(account("sue")) == {"role:people"}
    assert told(account("ann")) == frozenset()
    assert told(guest("192.0.2.1")) == frozenset()


def test_agreements_as_a_whole_ledger_tells_them() -> None:
    told = Groups(
        agreements=[
            Agreement("Probe", networks(["192.0.2.53"]), user_agents=("probe/",)),
            Agreement("Partner", networks(["198.51.100.0/28"]), frozenset({"svc"}), frozenset({"0f0f"})),
        ]
    )
    assert told(guest("198.51.100.3")) == {"agreement:Partner"}
    assert told(account("svc")) == {"agreement:Partner"}
    assert told((("credential", "0f0f"), ("address", "192.0.2.1"))) == {"agreement:Partner"}
    assert told(account("ann", "198.51.100.3")) == frozenset(), "an account is not its address"
    assert told(guest("192.0.2.53", "probe/2")) == {"agreement:Probe"}
    assert told(guest("192.0.2.53")) == frozenset()
    assert told(guest("192.0.2.54", "probe/2")) == frozenset()


def test_lists_of_accounts_are_groups() -> None:
    told = Groups(lists={"budget:desk": frozenset({"ann", "bob"}), "budget:other": frozenset({"bob"})})
    assert told(account("bob")) == {"budget:desk", "budget:other"}
    assert told(account("carl")) == frozenset()


def test_a_crawler_is_one_when_it_is_proven() -> None:
    answers: dict[str, bool | None] = {"192.0.2.1": True, "192.0.2.2": False, "192.0.2.3": None}
    asked: list[tuple[str, str]] = []

    def verified(name: str, address: str) -> bool | None:
        asked.append((name, address))
        return answers[address]

    told = Groups(verified=verified)
    assert told(guest("192.0.2.1", BOT)) == {"crawler:ExampleBot"}
    assert told(guest("192.0.2.2", BOT)) == frozenset()
    assert told(guest("192.0.2.3", BOT)) == frozenset()
    answers["192.0.2.3"] = True
    assert told(guest("192.0.2.3", BOT)) == {"crawler:ExampleBot"}, "what was not known is asked again"
    answers["192.0.2.1"] = False
    assert told(guest("192.0.2.1", BOT)) == frozenset(), "each request asks"
    assert {name for name, _ in asked} == {"ExampleBot"}
    assert Groups()(guest("192.0.2.1", BOT)) == frozenset()


def test_a_crawler_that_signed_needs_no_other_proof() -> None:
    assert Groups()((*guest("192.0.2.1"), ("crawler", "ExampleBot"))) == {"crawler:ExampleBot"}


def test_only_so_many_clients_are_kept_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.catalog.groups.MOST", 10)
    told = Groups([Role("staff", ("boss",))])
    for number in range(25):
        told(account(str(number)))
        assert len(told._found) <= 10
    assert told(account("boss")) == {"role:staff"}
