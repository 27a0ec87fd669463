"""A judge that is told from the ledger knows what the one knew that heard of each disclosure."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from headcount.catalog.catalog import Catalogue
from headcount.catalog.groups import Groups
from headcount.catalog.identity import Callers
from headcount.catalog.roles import Role
from headcount.catalog.routes import Declaration
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.verdict import Action
from headcount.policy.book import BudgetBook
from headcount.policy.budget import Budget, Step
from headcount.policy.judge import Entered, MemoryJudge
from headcount.policy.sightings import SHARDS
from headcount.service.loop import Loop
from headcount.service.recalling import recall_counts
from tests.made import START, line
from tests.service.serving import TOKENS, ToldTap, parts

HOUR, DAY = 3_600_000_000, 86_400_000_000
AT = int(START.timestamp()) * 1_000_000
DECLARED = [
    Declaration("/users/{id}", "id", "", "users", ("phone",), people=True),
    Declaration("/orders/{id}", "id", "", "orders", (), people=False),
]
BUDGETS = [
    Budget("people a day", 20, new=8),
    Budget("phones an hour", 5, period=HOUR, kinds=frozenset({"phone"})),
    Budget("orders", 9, routes=frozenset({"/orders/{id}"})),
    Budget("staff", 50, groups=frozenset({"role:staff"})),
    Budget("visitors", 10, period=7 * DAY, lens="visitor"),
    Budget("networks", 40, period=2 * DAY, lens="prefix", new=30, steps=(Step(0.1, Action.ALLOW), Step(1.0, Action.BLOCK))),
    Budget("nobody", 1, lens="credential"),
]
GROUPS = Groups(roles=[Role("staff", ("staff-1",))])


def judge(told: list[Entered] | None = None, budgets: list[Budget] | None = None) -> MemoryJudge:
    return MemoryJudge(
        BudgetBook(BUDGETS if budgets is None else budgets), GROUPS, tell=told.append if told is not None else None
    )


def lines(seed: int, days: int) -> list[str]:
    """Some accounts and visitors of three networks who look at users and orders, busier at the end."""
    draw = random.Random(seed)  # noqa: S311  # made traffic
    seconds = sorted(int(days * 86_400 * draw.random() ** 0.5) for _ in range(1500))
    rows = []
    for second in seconds:
        account = draw.choice(["-", "ann", "bob", "staff-1"])
        target = f"/{draw.choice(['users', 'users', 'orders'])}/{draw.randrange(60)}"
        address, agent = f"{draw.choice(['192.0.2', '198.51.100'])}.{draw.randrange(3)}", draw.choice(["x", "y"])
        rows.append(line(address, second, target, account=account, agent=agent, status=draw.choice([200, 200, 404])))
    return rows


Known = dict[tuple[str, str], tuple[int, int, int, tuple[tuple[int, int], ...], tuple[int, ...]]]


def known(one: MemoryJudge, now: int) -> Known:
    """All of it, by budget and client: people, new people, step, each person with the stamp, and those who are gone for good."""
    found: Known = {}
    for page in one._book.pages:
        for client in [name for shard in range(SHARDS) for name in page.sightings.names(shard)]:
            weight = page.sightings.weigh(client, (), now)
            row, gone = (np.frombuffer(held, np.uint64).tolist() for held in page.sightings.held(client, now))
            people = row[4 : 4 + weight.people]
            stamps = row[4 + weight.people :]
            pairs = tuple((person, _telling(stamp)) for person, stamp in zip(people, stamps, strict=True))
            if pairs or gone:
                out = tuple(person for person in gone if person not in people)
                found[page.budget.name, client] = weight.people, weight.new, weight.step, pairs, out
    return found


def _telling(stamp: int) -> int:
    """A stamp without what says nothing: since when a person counts as new who is not new."""
    return stamp if stamp & 2 else stamp >> 33 << 33 | stamp & 1


@pytest.mark.parametrize(("seed", "days"), [(1, 1), (2, 4), (3, 12)])
def test_it_knows_what_the_one_before_knew(tmp_path: Path, seed: int, days: int) -> None:
    before, text = judge(), "".join(lines(seed, days)).encode()
    served = parts(
        tmp_path, [ToldTap("told", [text])], before, make_catalogue=lambda: Catalogue(TOKENS, Callers(TOKENS), DECLARED)
    )
    Loop(served).run()
    told = list[Entered]()
    after, now = judge(told), AT + days * DAY + 5
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        recall_counts(after, ledger, now)
    expected, found = known(before, now), known(after, now)
    assert {budget for budget, _ in expected} >= {"people a day", "orders", "staff", "visitors", "networks"}
    assert found.keys() == expected.keys()
    for key, (people, new, _, pairs, gone) in expected.items():
        assert (found[key][:2], found[key][3:]) == ((people, new), (pairs, gone)), key
    assert told == [], "nobody hears of it again"
    assert after.verdicts() == []


def test_steps_that_were_entered_are_not_told_again(tmp_path: Path) -> None:
    rows = [line("192.0.2.1", second, f"/users/{second}", account="ann") for second in range(6)]
    make = {"make_catalogue": lambda: Catalogue(TOKENS, Callers(TOKENS), DECLARED)}
    first, again, anew = list[Entered](), list[Entered](), list[Entered]()
    budgets = [Budget("few", 5)]
    Loop(parts(tmp_path, [ToldTap("told", ["".join(rows).encode()])], judge(first, budgets), **make)).run()
    assert [entered.people for entered in first] == [6]
    rows.append(line("192.0.2.1", 7, "/users/7", account="ann"))
    restarted = judge(again, budgets)
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        recall_counts(restarted, ledger, AT + 6_000_000)
    tap = ToldTap("told", ["".join(rows[:6]).encode(), rows[6].encode()])
    Loop(parts(tmp_path, [tap], restarted, **make)).run()
    assert again == []
    assert [verdict.client for verdict in restarted.verdicts()] == ["ann"]
    forgetful = judge(anew, budgets)
    rows.append(line("192.0.2.1", 8, "/users/8", account="ann"))
    tap = ToldTap("told", ["".join(rows[:7]).encode(), rows[7].encode()])
    Loop(parts(tmp_path, [tap], forgetful, **make)).run()
    assert forgetful.verdicts() == [], "one that is told nothing gives the budget anew"


def test_an_empty_ledger_and_no_budget_tell_nothing(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        recall_counts(judge(), ledger, AT)
        none = judge(budgets=[])
        recall_counts(none, ledger, AT)
    assert known(none, AT) == {}
