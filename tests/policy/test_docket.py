from __future__ import annotations

from typing import Any

import pytest

from headcount.model.verdict import Action, Verdict
from headcount.policy.docket import KEPT, Docket

NOW = 1_800_000_000_000_000
HOUR = 3_600_000_000


def verdict(**told: Any) -> Verdict:  # noqa: ANN401  # any field of a verdict
    usual: dict[str, Any] = {"number": 0, "lens": "account", "client": "ann", "action": Action.BLOCK, "since": NOW}
    return Verdict(**{**usual, "until": NOW + HOUR, "reason": "finding:slow_crawl:1", "rule": "crawl", **told})


def on(docket: Docket, *clients: tuple[str, str], now: int = NOW) -> list[Action]:
    return [one.action for one in docket.on(clients or (("account", "ann"),), now)]


def test_it_is_in_force_from_its_beginning_to_its_end() -> None:
    docket = Docket()
    docket.put(verdict())
    assert on(docket, now=NOW - 1) == []
    assert on(docket, now=NOW) == [Action.BLOCK]
    assert on(docket, now=NOW + HOUR - 1) == [Action.BLOCK]
    assert on(docket, now=NOW + HOUR) == []
    assert on(docket, ("account", "bob")) == []


def test_numbers_rise() -> None:
    docket = Docket()
    taken = [
        docket.put(verdict(client=name, number=number)) for name, number in (("a", 0), ("b", 0), ("c", 57), ("d", 12), ("e", 0))
    ]
    assert [one.number for one in taken if one] == [1, 2, 57, 58, 59]
    assert [one.client for one in docket.verdicts()] == ["a", "b", "c", "d", "e"]
    assert [one.client for one in docket.verdicts(57)] == ["d", "e"]
    assert docket.verdicts(59) == []


def test_one_ground_has_one_verdict_for_a_client() -> None:
    docket = Docket()
    docket.put(verdict(action=Action.MASK))
    docket.put(verdict(action=Action.BLOCK, reason="finding:fast_crawl:1"))
    docket.put(verdict(action=Action.THROTTLE, rule="other"))
    assert sorted(on(docket)) == [Action.BLOCK, Action.THROTTLE]
    assert [one.number for one in docket.verdicts()] == [2, 3]


def test_the_same_again_changes_nothing() -> None:
    docket = Docket()
    docket.put(verdict())
    assert docket.put(verdict(since=NOW + 60)) is None
    longer = docket.put(verdict(until=NOW + 2 * HOUR))
    assert longer is not None
    assert [one.number for one in docket.verdicts()] == [2]


def test_what_a_person_lifted_stays_lifted_until_its_end() -> None:
    docket = Docket()
    docket.put(verdict(action=Action.MASK, rule="mild"))
    docket.put(verdict())
    lifted = docket.lift("account", "ann", NOW + 1)
    assert lifted is not None
    assert (lifted.action, lifted.lifted, lifted.number) == (Action.BLOCK, True, 4)
    assert on(docket) == []
    assert docket.put(verdict(since=NOW + 60, until=NOW + 3 * HOUR)) is None
    assert docket.put(verdict(rule="another", action=Action.CHALLENGE)) is not None
    assert on(docket) == [Action.CHALLENGE]
    assert docket.put(verdict(since=NOW + HOUR, until=NOW + 3 * HOUR)) is not None
    assert on(docket, now=NOW + HOUR) == [Action.BLOCK]


def test_a_person_may_set_anew_what_was_lifted() -> None:
    docket = Docket()
    docket.put(verdict(reason="person", rule=""))
    docket.lift("account", "ann", NOW)
    assert docket.put(verdict(reason="person", rule="", action=Action.MASK)) is not None
    assert on(docket) == [Action.MASK]


def test_there_is_nothing_to_lift() -> None:
    docket = Docket()
    assert docket.lift("account", "ann", NOW) is None
    docket.put(verdict())
    assert docket.lift("account", "ann", NOW + HOUR) is None
    assert docket.lift("address", "ann", NOW) is None


def test_that_a_ground_was_lifted_is_told_until_its_end() -> None:
    docket = Docket()
    docket.put(verdict(reason="budget:daily", rule=""))
    assert not docket.lifted("account", "ann", "budget:daily", NOW)
    docket.lift("account", "ann", NOW)
    assert docket.lifted("account", "ann", "budget:daily", NOW)
    assert not docket.lifted("account", "ann", "budget:weekly", NOW)
    assert not docket.lifted("account", "ann", "budget:daily", NOW + HOUR)


@pytest.mark.parametrize("lens", ["address", "visitor"])
def test_a_machines_verdict_on_an_address_is_not_for_those_who_named_themselves(lens: str) -> None:
    docket = Docket()
    docket.put(verdict(lens=lens, client="x"))
    guest = ((lens, "x"), ("prefix", "192.0.2.0/24"))
    assert on(docket, *guest) == [Action.BLOCK]
    assert on(docket, ("account", "ann"), *guest) == []
    assert on(docket, ("credential", "0f"), *guest) == []
    docket.put(verdict(lens=lens, client="x", reason="person", rule="", action=Action.THROTTLE))
    assert on(docket, ("account", "ann"), *guest) == [Action.THROTTLE]


def test_a_network_is_for_everybody_in_it() -> None:
    docket = Docket()
    docket.put(verdict(lens="prefix", client="192.0.2.0/24"))
    assert on(docket, ("account", "ann"), ("address", "192.0.2.1"), ("prefix", "192.0.2.0/24")) == [Action.BLOCK]


def test_what_ended_long_ago_is_forgotten() -> None:
    docket = Docket()
    docket.put(verdict(client="old"))
    docket.put(verdict(client="lasting", until=NOW + 9 * KEPT))
    docket.put(verdict(client="new", since=NOW + HOUR + KEPT, until=NOW + 9 * KEPT))
    assert [one.client for one in docket.verdicts()] == ["old", "lasting", "new"]
    docket.put(verdict(client="newer", since=NOW + HOUR + KEPT + 1, until=NOW + 9 * KEPT))
    assert [one.client for one in docket.verdicts()] == ["lasting", "new", "newer"]
    assert on(docket, ("account", "old")) == []
