# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Clocks: the next deadline of an incident, in words, without a count."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from headcount.config import Config
from headcount.config.organisation import OrganisationConfig
from headcount.console.clocks import body_word, countdown_words, law_word, lower_bound, next_clock
from headcount.console.words import words
from headcount.model.incident import Incident, Signal, Stamps, State
from tests.incident.made_case import incident
from tests.made_incident import AWARE, SIGNALLED, exposure

EU = Config(organisation=OrganisationConfig(jurisdictions=["EU"]))
DAY = dt.timedelta(days=1)


def _aware(**more: object) -> Incident:
    return msgspec.structs.replace(incident(), stamps=Stamps(SIGNALLED, aware=AWARE), **more)


def test_the_next_deadline_that_applies() -> None:
    clock = next_clock(_aware(), {}, EU, AWARE, exposure(700))
    assert clock is not None
    assert (clock.law, clock.step, clock.due, clock.at_once) == ("eu.gdpr", 1, AWARE + 3 * DAY, False)
    over = next_clock(_aware(), {}, EU, AWARE + 9 * DAY, exposure(700))
    assert over is not None
    assert (over.law, over.due) == ("eu.gdpr", AWARE + 3 * DAY)


def test_what_is_done_no_longer_runs() -> None:
    said = {"done.eu.gdpr.1": AWARE.isoformat()}
    clock = next_clock(_aware(), said, EU, AWARE, exposure(700))
    assert clock is not None
    assert (clock.law, clock.step, clock.at_once) == ("eu.gdpr", 3, True)


@pytest.mark.parametrize("state", [State.CLOSED, State.FALSE_ALARM])
def test_a_closed_incident_has_none(state: State) -> None:
    assert next_clock(_aware(state=state), {}, EU, AWARE, exposure(700)) is None
    assert next_clock(_aware(part_of=3), {}, EU, AWARE, exposure(700)) is None


def test_before_a_count_the_findings_are_a_lower_bound() -> None:
    one = _aware()
    signals = tuple(msgspec.structs.replace(one.signals[0], records=n, people=people) for n, people in ((9, None), (5, 4)))
    found = lower_bound(msgspec.structs.replace(one, signals=signals))
    assert (found.total.records, found.total.people, found.at_least) == (5, 4, ("counted from the findings only",))
    bare: tuple[Signal, ...] = ()
    assert lower_bound(msgspec.structs.replace(one, signals=bare)).total.records == 0


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (51 * 60, "in 2 d 3 h", "还剩 2 天 3 小时"),
        (45, "in 45 min", "还剩 45 分钟"),
        (0, "in 0 min", "还剩 0 分钟"),
        (-190, "overdue by 3 h 10 min", "已逾期 3 小时 10 分钟"),
    ],
)
def test_countdowns(minutes: int, english: str, chinese: str) -> None:
    due = AWARE + dt.timedelta(minutes=minutes)
    assert (countdown_words(due, AWARE, words("en")), countdown_words(due, AWARE, words("zh"))) == (english, chinese)


def test_who_and_which_law_in_the_readers_language() -> None:
    told = [
        body_word(name, words("zh")) for name in ("the people", "police", "competent department", "ICO", "somebody of no table")
    ]
    assert told == ["个人", "公安机关", "有关主管部门", "英国信息专员办公室（ICO）", "somebody of no table"]
    assert body_word("ICO", words("en")) == "ICO"
    assert (law_word("cn.csl", words("zh")), law_word("eu.gdpr", words("zh"))) == ("《中华人民共和国网络安全法》", "eu.gdpr")
