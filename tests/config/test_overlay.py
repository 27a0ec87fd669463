"""The console's budgets and rules over the file's: by name, checked as the file is, and written as they are read."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount import config as composition
from headcount.config import AgreementConfig, Config, RoleConfig
from headcount.config.live import BudgetConfig, PolicyConfig, RuleConfig, StepConfig
from headcount.config.overlay import RulesText, name_of, overlaid, read_rules, write_rules
from headcount.errors import ConfigError
from headcount.model.kind import Kind

BASE = Config(
    policy=PolicyConfig(mode="enforce"),
    budgets=[BudgetConfig("a day", people=300), BudgetConfig("a week", people=900, period="week")],
    rules=[RuleConfig("harvest", "mask")],
    agreements=[AgreementConfig("Parcel partner", accounts=["svc-parcel"])],
    roles=[RoleConfig("staff", prefix="s-")],
)
TEXT = """
[[budgets]]
name = "a day"
people = 100

[[budgets]]
name = "an hour"
people = 20
period = "hour"
mode = "enforce"

[[rules]]
name = "dump"
action = "block"
detectors = ["bulk_dump"]
"""


class Own(NamedTuple):
    """A client that somebody declared."""

    lens: str
    name: str
    people: int | None


def test_console_goes_before_the_file_by_name() -> None:
    merged = overlaid(BASE, TEXT)
    assert [(one.name, one.people, one.mode) for one in merged.budgets] == [
        ("a day", 100, "observe"),
        ("a week", 900, None),
        ("an hour", 20, "enforce"),
    ]
    assert [(one.name, one.mode) for one in merged.rules] == [("harvest", None), ("dump", "observe")]
    assert [budget.observe for budget in composition.budgets(merged)] == [True, False, False]
    assert overlaid(BASE) == BASE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[budgets]]\nname = 'x'\n", "rules of the console:1: a budget needs people or new"),
        (
            "[[budgets]]\nname = 'x'\npeeple = 1\n",
            "rules of the console:3: there is no key `peeple`; [[budgets]] takes name, people",
        ),
        ("[[rules]]\nname = 'x'\naction = 'kill'\n", "rules of the console:3: Invalid enum value 'kill'"),
        ("[[rules]]\nname = 'x'\naction = 'mask'\nrole = 'nobody'\n", "rules of the console:4: there is no role nobody"),
        (
            "[[rules]]\nname = 'x'\naction = 'mask'\n[[rules]]\nname = 'x'\naction = 'mask'\n",
            "rules of the console:5: this name is",
        ),
        ("[serve]\nlisten = ''\n", "there may be [[budgets]] and [[rules]] only; serve stands in headcount.toml"),
        ("budgets = 3\n", "rules of the console:1: Expected `array`"),
        ("[[budgets]\n", "rules of the console: is not TOML"),
    ],
    ids=["no number", "unknown key", "wrong word", "no such role", "a name twice", "another table", "no table", "no TOML"],
)
def test_what_does_not_hold_together_names_the_place(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        overlaid(BASE, text)
    assert told in str(caught.value)


def test_mistakes_of_the_file_are_not_told_as_the_consoles() -> None:
    odd = msgspec.structs.replace(BASE, serve=msgspec.structs.replace(BASE.serve, keys=["no hash"]))
    assert overlaid(odd, TEXT).serve.keys == ["no hash"]


def test_own_clients_become_agreements_with_a_budget_that_observes() -> None:
    own = [Own("account", "svc", 50), Own("address", "192.0.2.7", None), Own("visitor", "192.0.2.8 probe/1 x", 3)]
    merged = overlaid(BASE, TEXT, own)
    assert merged.agreements[1:] == [
        AgreementConfig("known account svc", accounts=["svc"]),
        AgreementConfig("known address 192.0.2.7", addresses=["192.0.2.7"]),
        AgreementConfig("known visitor 192.0.2.8 probe/1 x", addresses=["192.0.2.8"], user_agents=["probe/1 x"]),
    ]
    name = name_of("account", "svc")
    told = {one.name: one for one in merged.budgets}
    assert told[name] == BudgetConfig(name, people=50, lens="account", agreement=name, mode="observe")
    assert name_of("address", "192.0.2.7") not in told
    groups = composition.groups(merged)
    assert groups((("account", "svc"),)) == {f"agreement:{name}"}
    assert "agreement:known visitor 192.0.2.8 probe/1 x" in groups((("visitor", "192.0.2.8 probe/1 x"), ("address", "192.0.2.8")))


def test_console_may_say_more_of_an_own_client() -> None:
    text = '[[budgets]]\nname = "known account svc"\nagreement = "known account svc"\npeople = 9\nmode = "enforce"\n'
    merged = overlaid(BASE, text, [Own("account", "svc", 50)])
    assert [(one.people, one.mode) for one in merged.budgets if one.name == "known account svc"] == [(9, "enforce")]
    with pytest.raises(ConfigError, match="there is no agreement known account svc"):
        overlaid(BASE, text)


@pytest.mark.parametrize("own", [Own("agent", "curl", 5), Own("address", "no address", 5)], ids=["no such lens", "no address"])
def test_own_clients_that_cannot_be(own: Own) -> None:
    with pytest.raises(ConfigError):
        overlaid(BASE, "", [own])


texts = st.text(min_size=1, max_size=12)
numbers = st.integers(0, 10**6)
steps = st.lists(
    st.builds(StepConfig, st.floats(0.01, 9, allow_nan=False), st.sampled_from(["warn", "block"])),
    max_size=3,
    unique_by=lambda s: s.at,
)
budgets = st.lists(
    st.builds(BudgetConfig, texts, people=numbers, period=st.sampled_from(["hour", "3d"]), kinds=st.lists(texts), steps=steps),
    max_size=3,
    unique_by=lambda one: one.name,
)
rules = st.lists(
    st.builds(
        RuleConfig,
        texts,
        st.just("mask"),
        strength=st.floats(1, 50),
        members=st.booleans(),
        mask=st.lists(st.sampled_from(Kind), max_size=2),
        mode=st.sampled_from(["observe", "enforce"]),
    ),
    max_size=3,
    unique_by=lambda one: one.name,
)


@given(budgets, rules)
def test_what_is_written_is_read_again(some: list[BudgetConfig], others: list[RuleConfig]) -> None:
    told = RulesText([msgspec.structs.replace(one, mode="observe") for one in some], others)
    assert read_rules(write_rules(told), Config()) == told
