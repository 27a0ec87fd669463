from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.model.kind import Kind
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision, Verdict
from headcount.policy.book import BudgetBook
from headcount.policy.budget import Budget, Step
from headcount.policy.counted import Counted
from headcount.policy.judge import Entered, MemoryJudge

NOW = 1_800_000_000_000_000
HOUR = 3_600_000_000
DAY = 24 * HOUR
SLOTS = NOW // HOUR * HOUR
ANN = (("account", "ann"), ("address", "192.0.2.1"), ("prefix", "192.0.2.0/24"))
PHONE = (Kind.PHONE,)


def seen(*records: int, clients: tuple[tuple[str, str], ...] = ANN) -> Seen:
    return Seen(clients, "GET /users/{id}", people=True, kinds=("phone",), entity="people", records=records)


def judge(*budgets: Budget, **told: Any) -> MemoryJudge:  # noqa: ANN401  # what a judge takes
    return MemoryJudge(BudgetBook(budgets), **told)


def daily(people: int = 3, **told: Any) -> Budget:  # noqa: ANN401  # what a budget takes
    return Budget("daily", people, **{"observe": False, **told})


def verdict(**told: Any) -> Verdict:  # noqa: ANN401  # any field of a verdict
    usual: dict[str, Any] = {"number": 0, "lens": "account", "client": "ann", "action": Action.BLOCK, "since": NOW}
    return Verdict(**{**usual, "until": NOW + HOUR, "reason": "finding:slow_crawl:1", "rule": "crawl", **told})


def actions(one: MemoryJudge, *people: int, now: int = NOW) -> list[Action]:
    return [one.decide(seen(person), now).action for person in people]


def test_the_request_that_would_go_over_is_the_one_that_is_refused() -> None:
    one = judge(daily())
    assert actions(one, 1, 2, 1, 3) == [Action.ALLOW] * 4
    refused = one.decide(seen(4), NOW)
    until = SLOTS + DAY + HOUR
    assert refused == Decision(Action.BLOCK, (), "budget:daily", until, 0, Action.BLOCK)
    assert actions(one, 1, 2, 3, 4) == [Action.ALLOW, Action.ALLOW, Action.ALLOW, Action.BLOCK]
    assert one.decide(seen(4), until).remaining == 2


def test_a_list_that_would_go_over_is_refused_whole_and_not_counted() -> None:
    one = judge(daily())
    assert one.decide(seen(1, 2, 2, 1), NOW).remaining == 1
    assert one.decide(seen(1, 5, 6), NOW).action is Action.BLOCK
    assert one.decide(seen(2, 3), NOW) == Decision(Action.ALLOW, remaining=0)


def test_clients_do_not_count_for_each_other() -> None:
    one = judge(daily(1))
    assert one.decide(seen(1), NOW).action is Action.ALLOW
    assert one.decide(seen(2, clients=(("account", "bob"),)), NOW).action is Action.ALLOW
    assert one.decide(seen(2), NOW).action is Action.BLOCK


def test_masked_people_are_counted_and_stay_masked() -> None:
    steps = (Step(1.0, Action.MASK, PHONE), Step(2.0, Action.BLOCK))
    one = judge(daily(2, steps=steps))
    assert actions(one, 1, 2, 3, 3, 1, 4, 5) == [
        Action.ALLOW,
        Action.ALLOW,
        Action.MASK,
        Action.MASK,
        Action.ALLOW,
        Action.MASK,
        Action.BLOCK,
    ]
    assert one.decide(seen(3), NOW).mask == PHONE
    assert one.decide(seen(3, 1), NOW).action is Action.MASK


def test_what_was_masked_is_shown_when_there_is_room_again() -> None:
    one = judge(daily(2, steps=(Step(1.0, Action.MASK),)))
    assert actions(one, 1, 2) == [Action.ALLOW] * 2
    assert actions(one, 3, now=NOW + 5 * HOUR) == [Action.MASK]
    later = SLOTS + DAY + HOUR
    assert actions(one, 3, 4, 5, now=later) == [Action.ALLOW, Action.ALLOW, Action.MASK]


def test_two_budgets_refuse_together_and_count_together() -> None:
    one = judge(daily(3), Budget("hourly", 2, period=HOUR, observe=False))
    assert actions(one, 1, 2, 3) == [Action.ALLOW, Action.ALLOW, Action.BLOCK]
    assert one.decide(seen(3), NOW + 2 * HOUR) == Decision(Action.ALLOW, remaining=0)
    assert one.decide(seen(4), NOW + 2 * HOUR).reason == "budget:daily"


def test_in_observation_everything_passes_and_is_said() -> None:
    one = judge(daily(1, observe=True))
    assert one.decide(seen(1), NOW) == Decision(Action.ALLOW, remaining=0)
    assert one.decide(seen(2), NOW) == Decision(Action.ALLOW, remaining=0, would=Action.BLOCK)
    assert one.decide(seen(2), NOW) == Decision(Action.ALLOW, remaining=0), "it was shown"
    one.put(verdict(observe=True, action=Action.THROTTLE))
    assert one.decide(seen(2), NOW) == Decision(Action.ALLOW, remaining=0, would=Action.THROTTLE)


def test_the_most_severe_of_all_holds_and_masks_are_joined() -> None:
    one = judge(daily(1, steps=(Step(1.0, Action.MASK, PHONE),)))
    one.put(verdict(action=Action.MASK, mask=(Kind.EMAIL,)))
    assert one.decide(seen(1), NOW).mask == (Kind.EMAIL,)
    both = one.decide(seen(2), NOW)
    assert (both.action, set(both.mask)) == (Action.MASK, {Kind.EMAIL, Kind.PHONE})
    one.put(verdict(action=Action.MASK, rule="all"))
    assert one.decide(seen(2), NOW).mask == ()
    one.put(verdict(action=Action.CHALLENGE, rule="other", reason="finding:fast_crawl:2"))
    assert one.decide(seen(2), NOW).reason == "finding:fast_crawl:2"
    assert one.decide(seen(2), NOW + HOUR).action is Action.MASK


def test_what_a_verdict_refuses_is_not_counted() -> None:
    one = judge(daily(1))
    one.put(verdict())
    assert one.decide(seen(1), NOW) == Decision(
        Action.BLOCK, (), "finding:slow_crawl:1", NOW + HOUR, remaining=1, would=Action.BLOCK
    )
    assert one.decide(seen(2), NOW + HOUR).action is Action.ALLOW


def test_requests_for_nobody_are_under_verdicts_only() -> None:
    one = judge(daily(0))
    page = Seen(ANN, "GET /about", people=False, kinds=(), entity="", records=())
    assert one.decide(page, NOW) == Decision(Action.ALLOW)
    one.put(verdict())
    assert one.decide(page, NOW).action is Action.BLOCK


def test_a_request_whose_answer_names_the_people_is_judged_as_one_more() -> None:
    one = judge(daily(2))
    assert one.decide(seen(), NOW) == Decision(Action.ALLOW, remaining=2)
    assert actions(one, 1, 2) == [Action.ALLOW] * 2
    assert one.decide(seen(), NOW).action is Action.BLOCK
    assert judge(daily(0), reads_answers=True).decide(seen(), NOW).action is Action.ALLOW


def test_answers_are_counted_when_they_may_be_shown() -> None:
    one = judge(daily(3, kinds=frozenset({"phone"})), reads_answers=True)
    listing = Seen(ANN, "GET /users", people=False, kinds=(), entity="", records=())
    assert one.shown(listing, [1, 2, 2], ("email",), NOW) == Decision(Action.ALLOW)
    assert one.shown(listing, [1, 2, 2], ("phone",), NOW).remaining == 1
    assert one.shown(listing, [1, 2, 3, 4], ("phone",), NOW).action is Action.BLOCK
    assert one.shown(listing, [3], ("phone",), NOW) == Decision(Action.ALLOW, remaining=0)


def test_answers_that_have_gone_out_are_counted_whatever_is_decided_and_make_verdicts() -> None:
    steps = (Step(0.5, Action.ALLOW), Step(1.0, Action.MASK, PHONE), Step(2.0, Action.BLOCK))
    one = judge(daily(2, steps=steps))
    assert one.shown(seen(1, 2), (1, 2), ("phone",), NOW, past=True).action is Action.ALLOW
    assert one.verdicts() == []
    assert one.shown(seen(3), (3,), ("phone",), NOW, past=True).action is Action.MASK
    [mask] = one.verdicts()
    assert mask == Verdict(1, "account", "ann", Action.MASK, NOW, NOW + DAY, "budget:daily", PHONE)
    one.shown(seen(4), (4,), ("phone",), NOW, past=True)
    assert one.verdicts() == [mask], "it is in force"
    one.shown(seen(5), (5,), ("phone",), NOW, past=True)
    assert [(told.number, told.action) for told in one.verdicts()] == [(2, Action.BLOCK)]
    one.shown(seen(6), (6,), ("phone",), NOW, past=True)
    assert one.decide(seen(6), NOW).remaining == 0
    assert [told.number for told in one.verdicts()] == [2]


def test_a_lifted_budget_does_not_hold_the_client_until_the_end() -> None:
    one = judge(daily(1))
    one.shown(seen(1, 2), (1, 2), ("phone",), NOW, past=True)
    assert one.decide(seen(3), NOW).action is Action.BLOCK
    lifted = one.lift("account", "ann", NOW)
    assert lifted is not None
    assert lifted.reason == "budget:daily"
    assert actions(one, 3, 4) == [Action.ALLOW] * 2
    one.shown(seen(5), (5,), ("phone",), NOW, past=True)
    assert [told.lifted for told in one.verdicts()] == [True]
    assert actions(one, 6, now=NOW + DAY) == [Action.BLOCK]


def test_a_person_can_excuse_a_client() -> None:
    one = judge(daily(1))
    one.put(verdict())
    one.put(verdict(action=Action.ALLOW, reason="person", rule=""))
    assert actions(one, 1, 2, 3) == [Action.ALLOW] * 3
    assert one.decide(seen(4), NOW + HOUR).action is Action.BLOCK, "they were counted all the same"


def test_each_step_is_told_once_when_it_is_entered() -> None:
    heard: list[Entered] = []
    steps = (Step(0.5, Action.ALLOW), Step(1.0, Action.MASK), Step(1.5, Action.BLOCK))
    one = judge(daily(4, steps=steps), tell=heard.append)
    actions(one, 1, 2, 3, 4, 5, 6, 7, 8, 7, 8)
    told = [(e.budget, e.lens, e.client, e.action, e.people, e.observe, e.now) for e in heard]
    assert told == [
        ("daily", "account", "ann", Action.ALLOW, 3, False, NOW),
        ("daily", "account", "ann", Action.MASK, 5, False, NOW),
        ("daily", "account", "ann", Action.BLOCK, 6, False, NOW),
    ]


def test_groups_choose_the_budget() -> None:
    staff = Budget("staff", 9, groups=frozenset({"role:staff"}), observe=False)
    one = judge(daily(1), staff, groups=lambda clients: frozenset({"role:staff"} if clients[0][1].startswith("s-") else ()))
    assert actions(one, 1, 2) == [Action.ALLOW, Action.BLOCK]
    assert one.decide(seen(1, 2, 3, clients=(("account", "s-1"),)), NOW).remaining == 6


def test_other_budgets_go_on_with_what_was_counted() -> None:
    one = judge(daily(2), Budget("hourly", 9, period=HOUR, observe=False))
    one.put(verdict(client="bob"))
    actions(one, 1, 2)
    one.take_over([daily(3, new=1), Budget("hourly", 2, period=2 * HOUR)], lambda _: frozenset())
    assert one.decide(seen(2), NOW) == Decision(Action.ALLOW, remaining=1)
    assert one.decide(seen(3), NOW) == Decision(Action.ALLOW, remaining=0)
    assert one.decide(seen(4), NOW).reason == "budget:daily"
    assert one.decide(seen(1, clients=(("account", "bob"),)), NOW).action is Action.BLOCK
    one.take_over([], lambda _: frozenset())
    assert one.decide(seen(4), NOW) == Decision(Action.ALLOW)


def test_what_other_gates_counted_counts() -> None:
    one = judge(daily(2, new=9))
    one.remember("daily", "ann", [8])
    one.hear([Counted("daily", "ann", (1, 2), NOW), Counted("unknown", "ann", (3,), NOW)])
    assert actions(one, 1, 8) == [Action.ALLOW, Action.BLOCK]


def test_what_is_counted_is_told_to_others_once() -> None:
    class Others:
        def __init__(self) -> None:
            self.told: list[Counted] = []
            self.closed = False
            self.problem, self.lost = "", 0

        def tell(self, counted: Counted) -> None:
            self.told.append(counted)

        def close(self) -> None:
            self.closed = True

    others = Others()
    one = judge(daily(2, steps=(Step(1.0, Action.MASK),)))
    one.sharing = others
    actions(one, 1, 1, 2, 3)
    assert [(told.records, told.hidden) for told in others.told] == [((1,), False), ((2,), False), ((3,), True)]
    one.close()
    assert others.closed


@pytest.mark.parametrize("people", [1000])
def test_it_is_exact_under_several_threads(people: int) -> None:
    one = judge(daily(people))
    passed: list[int] = []

    def ask(first: int) -> None:
        passed.extend(n for n in range(first, first + people) if one.decide(seen(n), NOW).action is Action.ALLOW)

    threads = [threading.Thread(target=ask, args=(700 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(passed)) == people


turns = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob"]),
        st.integers(0, 5),
        st.integers(0, 9 * HOUR),
        st.sampled_from([None, None, None, Action.ALLOW, Action.MASK, Action.THROTTLE]),
        st.booleans(),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(turns=turns)
def test_the_short_way_of_one_person_says_and_counts_what_the_long_way_does(
    turns: list[tuple[str, int, int, Action | None, bool]],
) -> None:
    budgets = (
        Budget(
            "daily", 4, new=2, steps=(Step(0.5, Action.ALLOW), Step(0.75, Action.MASK), Step(1.0, Action.BLOCK)), observe=False
        ),
        Budget("hourly", 3, period=HOUR),
    )
    short, long, now = judge(*budgets), judge(*budgets), NOW
    for client, record, pause, action, observe in turns:
        now += pause
        if action is not None:
            for one in (short, long):
                one.put(
                    verdict(
                        client=client, action=action, since=now, until=now + 5 * HOUR, rule="", reason=str(pause), observe=observe
                    )
                )
        asked = seen(record, clients=(("account", client),))
        assert short.decide(asked, now) == long._judge(asked, asked.records, asked.kinds, now)
        assert list(short.held(now, str)) == list(long.held(now, str))


@settings(max_examples=60, deadline=None)
@given(turns=turns)
def test_what_has_gone_out_is_counted_the_same_by_the_short_way(turns: list[tuple[str, int, int, Action | None, bool]]) -> None:
    budgets = (Budget("daily", 3, new=2, steps=(Step(0.5, Action.MASK), Step(1.0, Action.BLOCK)), observe=False),)
    short, long, now = judge(*budgets), judge(*budgets), NOW
    for client, record, pause, action, observe in turns:
        now += pause
        if action is not None:
            for one in (short, long):
                one.put(verdict(client=client, action=action, since=now, until=now + HOUR, rule="", reason="r", observe=observe))
        asked = seen(record, clients=(("account", client),))
        told = short.shown(asked, asked.records, asked.kinds, now, past=True)
        assert told == long._judge(asked, asked.records, asked.kinds, now, past=True)
        assert list(short.held(now, str)) == list(long.held(now, str))
        assert short.verdicts() == long.verdicts()
