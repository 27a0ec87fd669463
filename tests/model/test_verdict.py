from __future__ import annotations

import msgspec
import pytest

from headcount.model.verdict import Action, Decision, Verdict


def test_the_ladder_goes_from_allow_to_block() -> None:
    assert sorted(Action, key=lambda action: action.severity) == [
        Action.ALLOW,
        Action.MASK,
        Action.CHALLENGE,
        Action.THROTTLE,
        Action.BLOCK,
    ]


def test_a_verdict_goes_over_the_wire_and_back() -> None:
    verdict = Verdict(3, "account", "made-up", Action.BLOCK, 1, 2, "finding:slow_crawl:1", rule="crawls")
    text = msgspec.json.encode(verdict)
    assert msgspec.json.decode(text, type=Verdict) == verdict
    assert b"mask" not in text, "what is empty is left out"


def test_an_action_that_does_not_exist_is_none() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(
            b'{"number":1,"lens":"account","client":"a","action":"shout","since":0,"until":1,"reason":"person"}', type=Verdict
        )


def test_a_decision_without_words_lets_pass() -> None:
    assert Decision(Action.ALLOW) == Decision(Action.ALLOW, (), "", 0, None, Action.ALLOW)
