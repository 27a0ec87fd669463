from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec

from headcount.errors import LedgerError
from headcount.model.verdict import Action, Verdict
from headcount.policy.judge import MemoryJudge
from headcount.policy.store import Change
from headcount.service.bulletin import Bulletin, News, hear_people

NOW = 1_760_000_000_000_000


def verdict(client: str = "ann", rule: str = "crawl", *, lifted: bool = False, reason: str = "finding:slow_crawl:1") -> Verdict:
    return Verdict(7, "account", client, Action.BLOCK, NOW, NOW + 3_600_000_000, reason, (), rule, lifted=lifted)


class History:
    """Entries from 1 on; may be away."""

    def __init__(self, entries: Sequence[Verdict] = ()) -> None:
        self.entries, self.away = list(entries), False

    def news(self, after: int, most: int = 1000) -> News:
        if self.away:
            raise LedgerError("away")
        told = [(number, Change(one, "set", "x")) for number, one in enumerate(self.entries, 1) if number > after]
        return told[:most]


def test_each_entry_is_heard_once_in_its_order() -> None:
    history, heard = History([verdict(f"c{n}") for n in range(2500)]), list[int]()
    bulletin = Bulletin(history, lambda news: heard.extend(number for number, _ in news), after=2)
    bulletin.look()
    bulletin.look()
    assert heard == list(range(3, 2501))
    assert bulletin.after == 2500


def test_it_follows_by_itself_and_says_when_it_cannot() -> None:
    history, heard = History(), list[str]()
    bulletin = Bulletin(history, lambda news: heard.extend(change.verdict.client for _, change in news), every=0.01)
    bulletin.start()
    history.entries.append(verdict("bob"))
    _until(lambda: heard == ["bob"])
    history.away = True
    _until(lambda: bulletin.problem.startswith("other processes' verdicts cannot be heard"))
    history.entries.append(verdict("carl"))
    history.away = False
    _until(lambda: heard == ["bob", "carl"] and not bulletin.problem)
    bulletin.close()
    history.entries.append(verdict("dora"))
    time.sleep(0.05)
    assert heard == ["bob", "carl"]


def test_a_judge_hears_what_people_decided_and_nothing_else() -> None:
    judge = MemoryJudge()
    judge.put(verdict())
    hear = hear_people(judge)
    by_person = msgspec.structs.replace(verdict("carl", "", reason="person"), action=Action.ALLOW)
    news = [(1, Change(verdict("bob"), "set", "crawl")), (2, Change(verdict(lifted=True), "lifted", "eve"))]
    hear([*news, (3, Change(by_person, "set", "eve"))])
    assert [(v.client, v.lifted) for v in judge.verdicts()] == [("ann", True), ("carl", False)]
    before = [v.number for v in judge.verdicts()]
    hear([*news, (3, Change(by_person, "set", "eve"))])
    assert [v.number for v in judge.verdicts()] == before, "heard again, it changes nothing"


def _until(holds: object, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]  # a condition
        assert time.monotonic() < end
        time.sleep(0.005)
