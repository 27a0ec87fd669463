from __future__ import annotations

from headcount.alerts.wording import MOST_LINES, message
from headcount.model.alert import Alert, Concern
from tests.alerts.receivers import FOUND

BLOCKED = Alert(Concern.VERDICT, 0, "block", "finding:slow_crawl:12", "account")
WATCHED = Alert(Concern.VERDICT, 0, "mask", "budget:phones", "address", observe=True)
FULL = Alert(Concern.PROBLEM, 0, "ledger", "", detail="the disk is full; make room")


def test_a_title_that_counts_and_a_sentence_each() -> None:
    said = message([FOUND, BLOCKED, WATCHED, FULL, FULL], 7, "en")
    assert said.title == "headcount: 1 finding, 2 verdicts, 2 problems"
    assert said.lines == (
        "slow_crawl: 1 account was shown 4,312 different people [finding:slow_crawl:12]",
        "1 account blocked [finding:slow_crawl:12]",
        "1 address would have been masked (observe mode) [budget:phones]",
        "ledger: the disk is full; make room (x 2)",
    )
    assert (said.at, said.alerts, said.more) == (7, (FOUND, BLOCKED, WATCHED, FULL, FULL), 0)


def test_in_chinese() -> None:
    said = message([FOUND, BLOCKED, WATCHED, FULL], 7, "zh", more=3)
    assert said.title == "headcount: 1 项发现、2 项处置、1 个故障、另有 3 项"
    assert said.lines[:3] == (
        "slow_crawl:1 个账号看到了 4,312 人 [finding:slow_crawl:12]",
        "1 个账号已被阻断 [finding:slow_crawl:12]",
        "1 个地址本应被脱敏(观察模式) [budget:phones]",
    )


def test_counts_of_two_findings_are_not_added_up() -> None:
    small = Alert(Concern.FINDING, 0, "slow_crawl", "finding:slow_crawl:13", "account", 90, None, members=2)
    said = message([FOUND, small], 7, "en")
    assert said.title == "headcount: 2 findings"
    assert said.lines == (
        "slow_crawl: 3 accounts; the most that one finding counts: 4,312 different people [finding:slow_crawl:12 …]",
    )
    assert message([small], 7, "en").lines == ("slow_crawl: 2 accounts were shown 90 different records [finding:slow_crawl:13]",)


def test_what_finds_no_line_is_counted() -> None:
    many = [Alert(Concern.PROBLEM, 0, f"tap {n}", "", detail="away") for n in range(MOST_LINES + 7)]
    said = message(many, 7, "en", more=5)
    assert (len(said.lines), said.more) == (MOST_LINES, 12)


def test_a_client_that_was_explained_before_is_said_to_be() -> None:
    known = Alert(Concern.FINDING, 0, "slow_crawl", "finding:slow_crawl:13", "account", 90, None, incident=4)
    assert message([known], 7, "en").lines == (
        "slow_crawl: 1 account was shown 90 different records, explained before (incident 4) [finding:slow_crawl:13]",
    )
    [both] = message([known, FOUND], 7, "en").lines
    assert both.endswith("counts: 4,312 different people, 1 of them explained before (incident 4) [finding:slow_crawl:13 …]")
    assert message([known], 7, "zh").lines == (
        "slow_crawl:1 个账号看到了 90 条记录(此前已有解释:事件 4) [finding:slow_crawl:13]",
    )


def test_stores_without_their_address() -> None:
    opened = Alert(Concern.STORE, 0, "opened", "store:0a", records=1_000_000, detail="Redis", grade=4)
    closed = Alert(Concern.STORE, 0, "closed", "store:0a1b2c3d", detail="Redis")
    weaker = Alert(Concern.STORE, 0, "weaker", "store:0a1b2c3d", detail="Redis, redis/dangerous-commands")
    said = message([opened, closed, weaker], 7, "en")
    assert said.title == "headcount: 3 changes of our stores"
    assert said.lines == (
        "a store of ours can be read without a credential: Redis, about 1,000,000 entries, personal data of grade 4 [store:0a]",
        "a store of ours is closed again: Redis [store:0a1b2c3d]",
        "a store of ours has a new weakness: Redis, redis/dangerous-commands [store:0a1b2c3d]",
    )
    said = message([opened], 7, "zh")
    assert said.title == "headcount: 1 项数据存储变化"
    assert said.lines == ("我方一处数据存储无需凭据即可读取:Redis,约 1,000,000 条,含 4 级个人信息 [store:0a]",)
